//! `detente restore --verify`: a restore into a directory that goes away again. All that can be
//! verified is, and what a restore would bring is said, so that nobody finds out in need.

use client::KeyPurpose;
use domain::Head;
use identity::{Charter, SideId};
use node::runtime::backup::{self as stores, Held, HeldLog};
use serde::Serialize;
use std::{
    fmt::Write,
    fs,
    path::{Path, PathBuf},
    time::UNIX_EPOCH,
};

use super::backup::{RestoreArgs, store_failed, unpack};
use crate::{CliError, Context, Exit, Report, home::Home, private_file, shown::utc};

/// What is never in a backup.
const ABSENT: &str = "the seal, the archive key, the press key, people's devices and sessions";

/// One log, as it would come back.
#[derive(Debug, Clone, Serialize)]
pub struct LogView {
    pub side: SideId,
    pub name: String,
    pub entries: u64,
    /// Of the newest entry.
    pub head: String,
    pub newest_unix_ms: Option<i64>,
}

/// Entries that the node in `--dir` holds and the backup doesn't.
#[derive(Debug, Clone, Serialize)]
pub struct Since {
    pub own: u64,
    pub other: u64,
    pub internal: u64,
}

/// What a restore would bring.
#[derive(Debug, Clone, Serialize)]
pub struct Rehearsed {
    pub file: PathBuf,
    pub verified: bool,
    /// When the file was last written.
    pub written_unix_ms: Option<i64>,
    pub parts: Vec<String>,
    pub own: LogView,
    pub other: Option<LogView>,
    pub receipted: u64,
    pub internal: u64,
    pub without_effect: u64,
    /// The node's key opened and is the one that the charter names; `false` where it has another
    /// passphrase and nobody could be asked.
    pub node_key_opened: bool,
    /// `None` where `--dir` holds no store of this side.
    pub since: Option<Since>,
    pub absent: &'static str,
}

impl Report for Rehearsed {
    fn human(&self) -> String {
        let written = self
            .written_unix_ms
            .map_or("at an unknown time".into(), utc);
        let mut out = format!(
            "{}, written {written}\nin it        {}\n",
            self.file.display(),
            self.parts.join(", ")
        );
        // Writing to a String can't fail.
        for log in [Some(&self.own), self.other.as_ref()].into_iter().flatten() {
            let newest = log.newest_unix_ms.map_or("never".into(), utc);
            let _ = writeln!(
                out,
                "{:<12} {} entries, the newest of {newest}, head {}",
                log.name, log.entries, log.head
            );
        }
        let _ = writeln!(
            out,
            "receipts     the other node holds {} of {}\ninternal     {} records\nverified     both chains, each node's and author's signature, receipt, settings, credentials",
            self.receipted, self.own.entries, self.internal
        );
        let key = match self.node_key_opened {
            true => "opens, and is the one that the charter names",
            false => {
                "NOT OPENED: it has another passphrase; run this on a terminal, where it is asked for"
            }
        };
        let _ = writeln!(out, "node key     {key}");
        match &self.since {
            Some(since) => {
                let _ = writeln!(
                    out,
                    "since then   {} own entries and {} of the other side, which the other node gives back; {} internal records, which would be lost",
                    since.own, since.other, since.internal
                );
            }
            None => out.push_str("since then   unknown: there is no store of this side in --dir\n"),
        }
        let _ = write!(
            out,
            "not in it    {}\nNothing was put in place.",
            self.absent
        );
        out
    }

    fn exit(&self) -> Exit {
        match self.node_key_opened {
            true => Exit::Done,
            false => Exit::Failed,
        }
    }
}

/// Restores into a directory of its own, verifies, and takes it away.
pub fn rehearse(context: &Context, args: &RestoreArgs) -> Result<Rehearsed, CliError> {
    let scratch = Scratch::new()?;
    let there = Home::at(&scratch.0);
    let unpacked = unpack(context, &args.file, &there)?;
    unpacked.place(&there)?;
    let parts = unpacked.names();
    there.side()?;
    let own = there.credentials()?.credentials.charter;
    let held =
        stores::inspect(&there.store_path(), &own).map_err(|error| not_whole(args, &error))?;
    let line = there.line()?;
    if let (Some(line), Some(pinned)) = (&line, &held.pinned)
        && line.bytes != *pinned
    {
        return Err(not_whole(
            args,
            &"the credentials beside the store aren't those that it pinned",
        ));
    }
    let node_key_opened = match there.load_side_keys(context, KeyPurpose::Node) {
        Ok(keys) if keys.public() == own.node_key => true,
        Ok(_) => {
            return Err(not_whole(
                args,
                &"its node key isn't the one that the charter names",
            ));
        }
        Err(error) if error.code == "wrong-passphrase" => false,
        Err(error) => return Err(error),
    };
    Ok(Rehearsed {
        file: args.file.clone(),
        verified: true,
        written_unix_ms: written_unix_ms(&args.file),
        parts,
        since: since(context, &own, &held)?,
        own: view(&held.own),
        other: held.other.as_ref().map(view),
        receipted: held.receipted,
        internal: held.internal,
        without_effect: held.without_effect,
        node_key_opened,
        absent: ABSENT,
    })
}

fn not_whole(args: &RestoreArgs, cause: &dyn std::fmt::Display) -> CliError {
    CliError::unverified(
        "backup-damaged",
        format!("{} doesn't restore: {cause}", args.file.display()),
        "keep it, and rehearse an earlier backup; make a new one while the node still runs",
    )
}

fn view(log: &HeldLog) -> LogView {
    let Head { seq, hash, .. } = log.head;
    LogView {
        side: log.side,
        name: log.name.clone(),
        entries: seq,
        head: hash.to_string(),
        newest_unix_ms: log.newest_unix_ms,
    }
}

/// What the node in `--dir` wrote since, if it is of the same side. It may run.
fn since(context: &Context, own: &Charter, held: &Held) -> Result<Option<Since>, CliError> {
    let home = context.home();
    let store = home.store_path();
    let same = home
        .credentials()
        .is_ok_and(|here| here.credentials.charter.side() == own.side());
    if !same || !store.exists() {
        return Ok(None);
    }
    let other = held.other.as_ref();
    let [ours, theirs, internal] =
        stores::lengths(&store, own.side(), other.map(|log| log.side)).map_err(store_failed)?;
    Ok(Some(Since {
        own: ours.saturating_sub(held.own.head.seq),
        other: theirs.saturating_sub(other.map_or(0, |log| log.head.seq)),
        internal: internal.saturating_sub(held.internal),
    }))
}

fn written_unix_ms(file: &Path) -> Option<i64> {
    let written = fs::metadata(file).ok()?.modified().ok()?;
    let since = written.duration_since(UNIX_EPOCH).ok()?;
    i64::try_from(since.as_millis()).ok()
}

/// A directory for the owner alone that goes with this value.
pub(super) struct Scratch(pub PathBuf);

impl Scratch {
    pub fn new() -> Result<Self, CliError> {
        let mut random = [0; 8];
        getrandom::fill(&mut random)
            .map_err(|error| CliError::failed("random", error, "try again"))?;
        let dir = std::env::temp_dir().join(format!("detente-rehearsal-{}", hex::encode(random)));
        let scratch = Self(dir);
        private_file::make_dir(&scratch.0)?;
        Ok(scratch)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // What can't be deleted stays in the system's temporary directory, for its owner alone.
        let _ = fs::remove_dir_all(&self.0);
    }
}
