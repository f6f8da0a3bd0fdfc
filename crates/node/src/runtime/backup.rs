//! Copies of a node's store: made while it runs, and looked at before one takes a store's place.

use domain::{AttachmentId, Head, InternalRecord, LineView, SealedEntry, VoidReason};
use identity::{Charter, Credentials, SideId, decode_canonical};
use line::Receipt;
use std::path::Path;
use storage::{Log, RESTORED_KEY, SqliteStore, Store, StoreError, Table, VALUE_BYTES_MAX};

use super::RunError;
use crate::app::{StartError, chunk_key};

/// Entries read at a time.
const PAGE: usize = 512;

/// Writes a copy of the store at `store` to `to`, which doesn't exist yet; the node may run.
pub fn copy_store(store: &Path, to: &Path) -> Result<(), RunError> {
    Ok(SqliteStore::open_read_only(store)?.backup_to(to)?)
}

/// Whether the file at `path` is an undamaged copy that says of itself that it is one: a node that
/// runs on it asks the other node what came after it before it appends anything.
pub fn check_copy(path: &Path) -> Result<(), RunError> {
    let copy = SqliteStore::open_read_only(path)?;
    if copy.get(Table::Meta, RESTORED_KEY)?.is_some() {
        return Ok(());
    }
    let (path, cause) = (path.to_path_buf(), "it isn't marked as a copy".to_owned());
    Err(StoreError::Other { path, cause }.into())
}

/// One log in a copy, each entry of it verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldLog {
    pub side: SideId,
    /// As its charter has it.
    pub name: String,
    pub head: Head,
    /// The latest that its node's clock said.
    pub newest_unix_ms: Option<i64>,
}

/// What is in a copy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    pub own: HeldLog,
    /// Once a side was pinned.
    pub other: Option<HeldLog>,
    /// The other side's credentials as the store pinned them.
    pub pinned: Option<Vec<u8>>,
    pub internal: u64,
    /// Own entries that the other node receipted.
    pub receipted: u64,
    /// Entries that stand in a log and have no effect.
    pub without_effect: u64,
}

/// Reads all of a copy and verifies it under the side's own credentials: chains, the nodes' signatures
/// under every entry, the authors' under every record, the other node's receipt.
pub fn inspect(path: &Path, own: &Charter) -> Result<Held, RunError> {
    check_copy(path)?;
    let store = SqliteStore::open_read_only(path)?;
    let pinned = store.get(Table::Lines, b"other")?;
    let other = match &pinned {
        Some(bytes) => Some(Credentials::read(bytes).map_err(StartError::from)?.charter),
        None => None,
    };
    let mut view = LineView::new([own.clone()].into_iter().chain(other.clone()));
    let own_log = verify_log(&store, &mut view, Log::Own(own.side()), own)?;
    let other_log = other
        .as_ref()
        .map(|other| verify_log(&store, &mut view, Log::Other(other.side()), other));
    let other_log = other_log.transpose()?;
    let forged = |reason: &VoidReason| matches!(reason, VoidReason::Signature);
    if let Some(void) = view.voids().iter().find(|void| forged(&void.reason)) {
        return Err(damaged(void.side, void.seq, &void.reason));
    }
    Ok(Held {
        internal: verify_internal(&store, &view, own.side())?,
        receipted: verify_receipt(&store, own.side(), other.as_ref(), own_log.head)?,
        without_effect: view.voids().len() as u64,
        own: own_log,
        other: other_log,
        pinned,
    })
}

/// What is in a store, for who reads it without its node: nothing of it is checked here.
#[derive(Default)]
pub struct Contents {
    /// The other side's credentials, once pinned.
    pub pinned: Option<Vec<u8>>,
    pub own: Vec<SealedEntry>,
    pub other: Vec<SealedEntry>,
    pub internal: Vec<InternalRecord>,
    /// What can't be read of it.
    pub damaged: Vec<Damage>,
}

/// Something of a store that can't be read, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Damage {
    pub what: String,
    pub cause: String,
}

impl Contents {
    fn damaged(&mut self, what: String, cause: &dyn std::fmt::Display) {
        let cause = cause.to_string();
        self.damaged.push(Damage { what, cause });
    }

    /// Entries as far as they can be read: what follows one that can't hangs on no chain.
    fn read_log(&mut self, store: &SqliteStore, log: Log, name: &str) -> Vec<SealedEntry> {
        let mut entries = Vec::new();
        for (seq, bytes) in self.read_all(store, log, name) {
            match decode_canonical("log entry", &bytes, VALUE_BYTES_MAX) {
                Ok(entry) => entries.push(entry),
                Err(error) => {
                    self.damaged(format!("{name} from entry {seq} on"), &error);
                    break;
                }
            }
        }
        entries
    }

    fn read_all(&mut self, store: &SqliteStore, log: Log, name: &str) -> Vec<(u64, Vec<u8>)> {
        let mut entries: Vec<(u64, Vec<u8>)> = Vec::new();
        loop {
            let next = entries.last().map_or(1, |(seq, _)| seq + 1);
            match store.entries(log, next, PAGE) {
                Ok(page) if page.is_empty() => return entries,
                Ok(page) => entries.extend(page),
                Err(error) => {
                    self.damaged(format!("{name} from entry {next} on"), &error);
                    return entries;
                }
            }
        }
    }
}

/// Reads all logs of a store, as far as they can be read.
///
/// # Errors
/// The store itself can't be opened.
pub fn contents(path: &Path, own: SideId) -> Result<Contents, RunError> {
    let store = SqliteStore::open_read_only(path)?;
    let mut contents = Contents::default();
    match store.get(Table::Lines, b"other") {
        Ok(pinned) => contents.pinned = pinned,
        Err(error) => contents.damaged("the other side's credentials".to_owned(), &error),
    }
    contents.own = contents.read_log(&store, Log::Own(own), "the own log");
    let pinned = contents.pinned.as_deref().map(Credentials::read);
    match pinned.transpose() {
        Ok(Some(other)) => {
            let log = Log::Other(other.charter.side());
            contents.other = contents.read_log(&store, log, "the other side's log");
        }
        Ok(None) => {}
        Err(error) => {
            contents.pinned = None;
            let what = "the other side's credentials, and so its log".to_owned();
            contents.damaged(what, &error);
        }
    }
    for (seq, bytes) in contents.read_all(&store, Log::Internal, "the internal log") {
        match InternalRecord::decode(&bytes) {
            Ok(record) => contents.internal.push(record),
            Err(error) => contents.damaged(format!("internal record {seq}"), &error),
        }
    }
    Ok(contents)
}

/// The sealed chunks of attachments in a store, for who reads it without its node.
pub struct Chunks(SqliteStore);

impl Chunks {
    pub fn open(store: &Path) -> Result<Self, RunError> {
        Ok(Self(SqliteStore::open_read_only(store)?))
    }

    /// One chunk as it is stored; `None` where it isn't.
    pub fn chunk(&self, id: AttachmentId, index: u32) -> Result<Option<Vec<u8>>, RunError> {
        Ok(self.0.get(Table::Chunks, &chunk_key(id, index))?)
    }
}

/// Entries of the own, the other and the internal log of a store, whose node may run.
pub fn lengths(path: &Path, own: SideId, other: Option<SideId>) -> Result<[u64; 3], RunError> {
    let store = SqliteStore::open_read_only(path)?;
    let theirs = other.map_or(Ok(0), |side| store.len(Log::Other(side)))?;
    Ok([store.len(Log::Own(own))?, theirs, store.len(Log::Internal)?])
}

fn damaged(side: SideId, seq: u64, cause: &dyn std::fmt::Display) -> RunError {
    let cause = cause.to_string();
    StartError::Log { side, seq, cause }.into()
}

fn verify_log(
    store: &SqliteStore,
    view: &mut LineView,
    log: Log,
    charter: &Charter,
) -> Result<HeldLog, RunError> {
    let side = charter.side();
    let mut newest_unix_ms = None;
    let mut next = 1;
    loop {
        let page = store.entries(log, next, PAGE)?;
        let Some((last, _)) = page.last() else { break };
        let after = last + 1;
        for (seq, bytes) in page {
            let sealed: SealedEntry = decode_canonical("log entry", &bytes, VALUE_BYTES_MAX)
                .map_err(|error| damaged(side, seq, &error))?;
            view.append(side, &sealed)
                .map_err(|error| damaged(side, seq, &error))?;
            let entry = sealed
                .open(&charter.node_key)
                .map_err(|error| damaged(side, seq, &error))?;
            newest_unix_ms = newest_unix_ms.max(Some(entry.node_unix_ms));
        }
        next = after;
    }
    Ok(HeldLog {
        side,
        name: charter.name.clone(),
        head: view.head(side),
        newest_unix_ms,
    })
}

/// Every internal record is signed by a device that the own log knows.
fn verify_internal(store: &SqliteStore, view: &LineView, own: SideId) -> Result<u64, RunError> {
    let mut next = 1;
    loop {
        let page = store.entries(Log::Internal, next, PAGE)?;
        let Some((last, _)) = page.last() else {
            return Ok(next - 1);
        };
        let after = last + 1;
        for (seq, bytes) in page {
            let wrong = |cause: &dyn std::fmt::Display| {
                RunError::Other(format!(
                    "the store is damaged: internal record {seq}: {cause}; restore the newest backup"
                ))
            };
            let record = InternalRecord::decode(&bytes).map_err(|error| wrong(&error))?;
            let people = view.people(own);
            let author = people.and_then(|people| people.get(record.header().device));
            let author = author.ok_or_else(|| wrong(&"its author isn't in the side's log"))?;
            record
                .verify(&author.accreditation.device_key)
                .map_err(|error| wrong(&error))?;
        }
        next = after;
    }
}

/// The newest receipt: of the pinned node, and not for more than the log has.
fn verify_receipt(
    store: &SqliteStore,
    own: SideId,
    other: Option<&Charter>,
    head: Head,
) -> Result<u64, RunError> {
    let (Some(value), Some(other)) = (store.get(Table::Receipts, b"confirmed")?, other) else {
        return Ok(0);
    };
    let wrong = |cause: &dyn std::fmt::Display| {
        RunError::Other(format!(
            "the store is damaged: the other node's receipt: {cause}; restore the newest backup"
        ))
    };
    let bytes = value.get(8..).ok_or_else(|| wrong(&"cut short"))?;
    let receipt = Receipt::from_bytes(bytes).map_err(|error| wrong(&error))?;
    receipt
        .verify(&other.node_key)
        .map_err(|error| wrong(&error))?;
    if receipt.log != own || receipt.head.seq > head.seq {
        return Err(wrong(
            &"it is for another log, or for more than this one has",
        ));
    }
    Ok(receipt.head.seq)
}
