//! Both sides' logs as a device takes them from its node: verified entry by entry, and never shorter or
//! another than what it saw before.

use client::Desk;
use domain::{Action, Head, InternalRecord, SealedEntry, roles_of};
use identity::{Credentials, SideId, decode_canonical};
use serde::{Deserialize, Serialize};
use wire::{Bytes64, InternalPage, LogsPage};

use super::{
    Session,
    node::{json_bytes, odd_answer},
};
use crate::{CliError, private_file};

/// Longest log entry: the longest item and what the log writes around it.
const ENTRY_BYTES_MAX: usize = domain::ITEM_BYTES_MAX + 4 * 1024;

/// Where both logs stood when the device last looked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
struct SeenHeads {
    own: Option<SeenHead>,
    other: Option<SeenHead>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct SeenHead {
    side: SideId,
    seq: u64,
    hash: domain::EntryHash,
}

impl Session<'_> {
    /// Brings the desk up to date: both logs verified, keys opened, keys handed on that are due,
    /// internal records for those who may read them.
    pub async fn sync(&mut self, desk: &mut Desk) -> Result<(), CliError> {
        self.check_node().await?;
        self.pull(desk).await?;
        desk.refresh();
        let now_unix_ms = self.context.now_unix_ms();
        let grants = desk.housekeeping(now_unix_ms)?;
        for grant in &grants {
            match self.post_record(grant).await {
                // Another device of this side was first; its grant comes with the next pull.
                Err(error) if error.code == "conflict" => {}
                posted => drop(posted?),
            }
        }
        if !grants.is_empty() {
            self.pull(desk).await?;
            desk.refresh();
        }
        let reads = desk
            .roles(now_unix_ms)
            .is_some_and(|roles| roles.intersects(roles_of(Action::ReadInternal)));
        if reads {
            self.pull_internal(desk).await?;
        }
        Ok(())
    }

    /// Brings the desk up to date and posts nothing: for who only looks.
    pub async fn look(&mut self, desk: &mut Desk) -> Result<(), CliError> {
        self.check_node().await?;
        self.pull(desk).await?;
        desk.refresh();
        Ok(())
    }

    /// The node must show the credentials that this device pinned, its own side's and the other's.
    async fn check_node(&mut self) -> Result<(), CliError> {
        let info = self.node.side_info().await?;
        let shown = Credentials::read(&info.credentials.0)
            .map_err(|error| odd_answer(&format!("its credentials don't stand: {error}")))?;
        if shown.charter != *self.charter() {
            return Err(CliError::unverified(
                "wrong-node",
                format!(
                    "the node at {} shows another charter than this device pinned",
                    self.node.base
                ),
                "don't use it; ask the administrator in person which credentials are the side's",
            ));
        }
        let Some(line) = info.other else {
            return Ok(());
        };
        match &self.other {
            Some(pinned) => {
                let shown = Credentials::read(&line.0).map(|shown| shown.charter);
                if shown.as_ref() != Ok(&pinned.credentials.charter) {
                    return Err(CliError::unverified(
                        "wrong-pin",
                        "the node is connected to another side than the one confirmed on this device",
                        "agree on nothing; ask the security officer in person",
                    ));
                }
            }
            None => self.context.note(
                "the node has a line to another side that nobody confirmed on this device; `detente line add FILE` does",
            ),
        }
        Ok(())
    }

    async fn pull(&mut self, desk: &mut Desk) -> Result<(), CliError> {
        let own = desk.own_side();
        let other = desk.other_side().ok();
        let seen = self.seen_heads()?;
        loop {
            let own_after = desk.view().head(own).seq;
            let other_after = other.map_or(0, |side| desk.view().head(side).seq);
            let page: LogsPage = self
                .get(&format!("/api/v1/logs?own={own_after}&other={other_after}"))
                .await?;
            take_all(desk, own, &page.own, &seen)?;
            if let Some(other) = other {
                take_all(desk, other, &page.other, &seen)?;
            }
            let moved = desk.view().head(own).seq > own_after
                || other.is_some_and(|side| desk.view().head(side).seq > other_after);
            if !page.more || !moved {
                desk.take_early(&early_of(&page.early));
                break;
            }
        }
        for head in [&seen.own, &seen.other].into_iter().flatten() {
            let known = desk.view().charter(head.side).is_some();
            if known && desk.view().head(head.side).seq < head.seq {
                return Err(CliError::unverified(
                    "log-shorter",
                    format!(
                        "a log ends at entry {}, this device has seen entry {} of it",
                        desk.view().head(head.side).seq,
                        head.seq
                    ),
                    "the node was restored from a backup or hides entries: wait for the line to bring them back; if they don't come, ask the administrator",
                ));
            }
        }
        self.remember_heads(desk, own, other)
    }

    async fn pull_internal(&mut self, desk: &mut Desk) -> Result<(), CliError> {
        loop {
            let path = format!("/api/v1/internal?after={}", self.internal_taken);
            let page: InternalPage = self.get(&path).await?;
            if page.records.is_empty() {
                return Ok(());
            }
            for bytes in &page.records {
                self.internal_taken += 1;
                // A kind of a later version is left out, as the fold does with the line's records.
                if let Ok(record) = InternalRecord::decode(&bytes.0) {
                    desk.take_internal(record);
                }
            }
        }
    }

    fn seen_heads(&self) -> Result<SeenHeads, CliError> {
        let path = self.home.device_path(&self.name, "heads");
        let Some(text) = private_file::read_if_there(&path)? else {
            return Ok(SeenHeads::default());
        };
        serde_json::from_str(&text).map_err(|error| {
            CliError::failed(
                "settings",
                format!("{}: {error}", path.display()),
                "remove the file; the device then starts from the whole logs again",
            )
        })
    }

    fn remember_heads(
        &self,
        desk: &Desk,
        own: SideId,
        other: Option<SideId>,
    ) -> Result<(), CliError> {
        let seen = |side: SideId| {
            let head: Head = desk.view().head(side);
            (head.seq > 0).then_some(SeenHead {
                side,
                seq: head.seq,
                hash: head.hash,
            })
        };
        let heads = SeenHeads {
            own: seen(own),
            other: other.and_then(seen),
        };
        private_file::write(
            &self.home.device_path(&self.name, "heads"),
            &json_bytes(&heads)?,
        )
    }
}

/// Copies ahead of their place as the node gives them; odd ones are left out, as they prove nothing yet.
fn early_of(entries: &[Bytes64]) -> Vec<SealedEntry> {
    let read = entries.iter();
    read.filter_map(|bytes| decode_canonical("log entry", &bytes.0, ENTRY_BYTES_MAX).ok())
        .collect()
}

/// Takes entries of one log; each must follow the one before, and pass through what was seen.
fn take_all(
    desk: &mut Desk,
    side: SideId,
    entries: &[Bytes64],
    seen: &SeenHeads,
) -> Result<(), CliError> {
    let two_stories = |cause: String| {
        CliError::unverified(
            "two-stories",
            cause,
            "act on nothing it shows; keep the device's files and ask the security officer: somebody changed a log",
        )
    };
    let seen = [&seen.own, &seen.other]
        .into_iter()
        .flatten()
        .find(|head| head.side == side);
    for bytes in entries {
        let entry: SealedEntry = decode_canonical("log entry", &bytes.0, ENTRY_BYTES_MAX)
            .map_err(|error| two_stories(format!("the node gave no log entry: {error}")))?;
        desk.take(side, &entry)
            .map_err(|error| two_stories(format!("the node tells two stories: {error}")))?;
        let head = desk.view().head(side);
        if seen.is_some_and(|seen| seen.seq == head.seq && seen.hash != head.hash) {
            return Err(two_stories(format!(
                "the node tells two stories: entry {} is another one than this device saw before",
                head.seq
            )));
        }
    }
    Ok(())
}

#[cfg(test)]
#[path = "logs_tests.rs"]
mod tests;
