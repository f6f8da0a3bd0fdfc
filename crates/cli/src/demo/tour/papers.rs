//! The tour's papers, to South and to an alliance, and the consultation that expressly isn't held: what
//! the first two leave in both logs, and the last in one side's store alone.

use domain::{InternalRecord, RecordId};
use memchr::memmem;
use serde_json::Value;
use std::time::Duration;
use storage::{Log, SqliteStore, Store};

use super::{
    Tour,
    coalition::ALLIANCE,
    id_of,
    report::{Consulted, TourConsultation, TourPaper, TourText},
};
use crate::{CliError, demo::side::DemoSide, home::Home};

/// Sealed to the leaders' circles of both sides. What they say is ours.
const TO_SOUTH: [&str; 2] = [
    "Draft treaty with South",
    "Neither side stations missiles in reach of the other.",
];
const TO_ALLIANCE: [&str; 2] = [
    "Draft agreement with the alliance",
    "The alliance takes in no further neighbours of North.",
];
const REPLY: [&str; 2] = [
    "Reply to the draft treaty",
    "South answers each article at the round.",
];
/// Within North alone.
const CONSULTATION: &str = "the leader briefs its members one by one instead";
const BODY: &str = "security council";

/// Longest wait for a record of the other side, and the pause between two looks.
const TRIES: usize = 100;
const PAUSE: Duration = Duration::from_millis(100);
/// Of a record's signature, by which it is looked for in a store.
const PIECE_BYTES: usize = 24;

impl Tour<'_> {
    /// Both papers handed over, read and, where it is South's, replied to; then said in public. Gives the one
    /// to the alliance by its id, too.
    pub(super) async fn papers(
        &mut self,
        contact: &str,
        statements: &mut Vec<TourText>,
    ) -> Result<(Vec<TourPaper>, String), CliError> {
        let reply_by = self.args.start + jiff::SignedDuration::from_hours(11 * 24);
        let reply_by = reply_by.to_string();
        let mut papers = Vec::new();
        for ([title, text], recipient) in [(TO_SOUTH, "South"), (TO_ALLIANCE, ALLIANCE)] {
            let args = [
                "paper",
                "hand-over",
                "--kind",
                "proposal",
                "--title",
                title,
                "--text",
                text,
                "--recipient",
                recipient,
                "--reply-by",
                &reply_by,
            ];
            let handed = self.north.run_as("sherpa", &args).await?;
            papers.push(id_of(&handed, "subject")?);
            self.sealed_texts.extend([title, text].map(str::to_owned));
        }
        for paper in &papers {
            until(&self.south, &["paper", "show", paper], |_| true).await?;
            let read = ["paper", "acknowledge", paper];
            self.south.run_as("sherpa", &read).await?;
        }
        let [title, text] = REPLY;
        let reply = [
            "paper", "reply", &papers[0], "--title", title, "--text", text,
        ];
        self.south.run_as("sherpa", &reply).await?;
        self.sealed_texts.extend(REPLY.map(str::to_owned));
        let mut views = Vec::new();
        for (paper, state) in papers.iter().zip(["replied", "read-reply-due"]) {
            views.push(self.paper(paper, state).await?);
        }
        self.tell("North hands over two papers: a draft treaty to South, which replies, and a draft agreement to an");
        self.tell("alliance. Over this line it goes to South, a member; the alliance itself has it by hand.");
        let words =
            "North has put its positions down, and its proposals to South and to the alliance.";
        let name = self.say(contact, "On the proposals", words, &[], statements);
        let name = name.await?;
        let evidence = format!("papers {} and {}, {name}", papers[0], papers[1]);
        self.evidence.insert(11, evidence);
        Ok((views, papers.swap_remove(1)))
    }

    /// One paper as both nodes show it.
    async fn paper(&mut self, paper: &str, state: &str) -> Result<TourPaper, CliError> {
        let show = ["paper", "show", paper];
        let is_so = |shown: &Value| shown.get("state").and_then(Value::as_str) == Some(state);
        let here = until(&self.north, &show, is_so).await?;
        let there = until(&self.south, &show, is_so).await?;
        self.seen_by_devices.push_str(&here.to_string());
        let same = ["kind", "by", "title", "recipients", "versions", "replies"];
        // When a receipt was known to its own side, each log says for itself.
        let without_receipts = |shown: &Value| {
            let mut shown = shown.clone();
            for list in ["versions", "replies"] {
                let list = shown.get_mut(list).and_then(Value::as_array_mut);
                for one in list.into_iter().flatten().filter_map(Value::as_object_mut) {
                    one.remove("receipt");
                }
            }
            shown
        };
        let (north, south) = (without_receipts(&here), without_receipts(&there));
        let text = |field: &str| {
            let value = here.get(field).and_then(Value::as_str);
            value.unwrap_or_default().to_owned()
        };
        let recipients = here.get("recipients").and_then(Value::as_array);
        let recipients = recipients.into_iter().flatten().filter_map(Value::as_str);
        let receipt = here.pointer("/versions/0/receipt/received_unix_ms");
        Ok(TourPaper {
            kind: text("kind"),
            to: recipients.map(str::to_owned).collect(),
            state: text("state"),
            receipted: receipt.is_some_and(Value::is_i64),
            identical_on_both_nodes: same
                .iter()
                .all(|field| north.get(field).is_some() && north.get(field) == south.get(field)),
        })
    }

    /// Expressly none, within North; then the one sentence of it that an approved release makes public.
    pub(super) async fn consult(
        &mut self,
        contact: &str,
        statements: &mut Vec<TourText>,
    ) -> Result<String, CliError> {
        let enter = [
            "consultation",
            "enter",
            contact,
            "--body",
            BODY,
            "--state",
            "none",
            "--text",
            CONSULTATION,
        ];
        let entered = self.north.run_as("sherpa", &enter).await?;
        let record = id_of(&entered, "record")?;
        self.sealed_texts.push(CONSULTATION.to_owned());
        let words = "It isn't intended to call the security council together afterwards.";
        let discloses = ["--discloses", record.as_str()];
        let name = self.say(
            contact,
            "No meeting afterwards",
            words,
            &discloses,
            statements,
        );
        let name = name.await?;
        self.evidence
            .insert(13, format!("consultation {record}, {name}"));
        self.tell("Within North it is entered that its security council isn't called together. The record never leaves");
        self.tell("the side; the sentence that says so in public names it, and a second person approved it.");
        Ok(record)
    }

    /// The consultation as North shows it, before its node stops.
    pub(super) async fn consulted(&mut self, record: &str) -> Result<Consulted, CliError> {
        let listed = self
            .north
            .run_as("sherpa", &["consultation", "list"])
            .await?;
        self.seen_by_devices.push_str(&listed.to_string());
        let all = listed.get("consultations").and_then(Value::as_array);
        let mut all = all.into_iter().flatten();
        let one = all.find(|one| one.get("record").and_then(Value::as_str) == Some(record));
        let one = one.ok_or_else(|| {
            CliError::failed("consultation", "North doesn't show it", "report it")
        })?;
        let text = |field: &str| {
            let value = one.get(field).and_then(Value::as_str);
            value.unwrap_or_default().to_owned()
        };
        Ok(Consulted {
            record: record.to_owned(),
            body: text("body"),
            state: text("state"),
            made_public: one.get("public").and_then(Value::as_bool) == Some(true),
        })
    }

    /// Looks for the record in both stores, which nobody uses any more.
    pub(super) fn where_consulted(&self, north: Consulted) -> Result<TourConsultation, CliError> {
        let (in_norths_store, in_souths) = holders_of(&self.north, &self.south, &north.record)?;
        Ok(TourConsultation {
            in_norths_store,
            south: in_souths.then(|| north.clone()),
            north,
        })
    }

    /// A sentence of North's spokesman; gives the evidence.
    pub(super) async fn say(
        &self,
        contact: &str,
        title: &str,
        words: &str,
        more: &[&str],
        statements: &mut Vec<TourText>,
    ) -> Result<String, CliError> {
        let draft = [
            "statement",
            "draft",
            contact,
            "--title",
            title,
            "--occasion",
            "answer",
            "--office",
            "spokesman of North's leader",
            "--text",
            words,
        ];
        let draft = [&draft[..], more].concat();
        let out = self.publish(true, "statement", &draft).await?;
        let evidence = format!("release {}", out.name);
        statements.push(out.text("north", title));
        Ok(evidence)
    }
}

/// Whether an internal record of North's is in its own store and in South's: as a record, and by pieces of
/// its signature in all that is on the disk.
pub(super) fn holders_of(
    north: &DemoSide,
    south: &DemoSide,
    record: &str,
) -> Result<(bool, bool), CliError> {
    let id: RecordId = record
        .parse()
        .map_err(|error| CliError::failed("record", error, "report it"))?;
    let bytes = internal_records(north)?
        .into_iter()
        .find(|bytes| InternalRecord::decode(bytes).is_ok_and(|record| record.id() == id))
        .ok_or_else(|| CliError::failed("record", "it isn't in North's store", "report it"))?;
    let pieces: Vec<&[u8]> = bytes[bytes.len() - 2 * PIECE_BYTES..]
        .chunks(PIECE_BYTES)
        .collect();
    let found_in = |side: &DemoSide| -> Result<bool, CliError> {
        let own = internal_records(side)?.contains(&bytes);
        let disk = disk_of(side)?;
        // A page may cut one of them in two.
        Ok(own
            || pieces
                .iter()
                .any(|piece| memmem::find(&disk, piece).is_some()))
    };
    Ok((found_in(north)?, found_in(south)?))
}

fn internal_records(side: &DemoSide) -> Result<Vec<Vec<u8>>, CliError> {
    let failed = |error: storage::StoreError| CliError::failed("store", error, "look at the disk");
    let store = SqliteStore::open_read_only(Home::at(&side.dir).store_path()).map_err(failed)?;
    let mut records = Vec::new();
    loop {
        let next = records.len() as u64 + 1;
        let page = store
            .entries(Log::Internal, next, node::app::INTERNAL_PAGE_MAX)
            .map_err(failed)?;
        if page.is_empty() {
            return Ok(records);
        }
        records.extend(page.into_iter().map(|(_, bytes)| bytes));
    }
}

fn disk_of(side: &DemoSide) -> Result<Vec<u8>, CliError> {
    let store = Home::at(&side.dir).store_path();
    let journal = store.with_extension("sqlite-wal");
    let mut disk = std::fs::read(store)
        .map_err(|error| CliError::failed("store", error, "look at the disk"))?;
    // A node that stopped leaves no journal.
    disk.extend(std::fs::read(journal).unwrap_or_default());
    Ok(disk)
}

/// Asks as the side's sherpa until it is so.
async fn until(
    side: &DemoSide,
    args: &[&str],
    is_so: impl Fn(&Value) -> bool,
) -> Result<Value, CliError> {
    let mut last = None;
    for _ in 0..TRIES {
        match side.run_as("sherpa", args).await {
            Ok(shown) if is_so(&shown) => return Ok(shown),
            Ok(shown) => last = Some(shown.to_string()),
            Err(error) => last = Some(error.cause),
        }
        tokio::time::sleep(PAUSE).await;
    }
    Err(CliError::failed(
        "paper",
        format!("{} never shows it: {}", side.name, last.unwrap_or_default()),
        "look at both node.log files",
    ))
}
