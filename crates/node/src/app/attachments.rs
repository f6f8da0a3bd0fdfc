//! Attachments: kept where a record that counts names them, chunk by chunk, each checked by its hash
//! and durable before anybody is told that it is here.
//!
//! Own devices send those of their own side. Those of the other side, and own ones that a restored backup
//! lacks, this node asks the other one for, when that has told what it holds: nothing comes unasked. How much is kept of a side is
//! bounded; what goes beyond it isn't asked for, and whoever looks is told so.

use domain::{
    AttachmentFacts, AttachmentId, Event, MANIFEST_BYTES_MAX, Manifest, Paper, Placed, Record,
    RecordId, SealedEntry, SubjectId, attachments_named,
};
use identity::encode_canonical;
use minicbor::{Decode, Encode, bytes::ByteVec};
use std::collections::BTreeMap;
use storage::{Batch, StoreError, Table};
use wire::AttachmentState;

use super::{AppError, ErrorCode, NodeCore, Now, Output, record_of};

mod crossing;
mod named;

pub(super) use named::Attachments;
use named::{Attachment, Told};

/// Words about attachments that wait for the other node outside the core, each some hundred bytes. What
/// else there is to tell is a mark on its attachment, until the other node took these.
pub const WORDS_WAITING_MAX: usize = 64;

/// What the process does about attachments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AttachmentOutput {
    /// There is something to tell the other node, on the connection for attachments.
    Tell,
    /// There may be something to ask for.
    Look,
}

/// What is stored of one.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
struct Row {
    #[n(0)]
    manifest: Option<ByteVec>,
    /// A bit for each chunk.
    #[n(1)]
    chunks: u32,
    /// When all of it was here.
    #[n(2)]
    whole_unix_ms: Option<i64>,
    /// Of the other node, for own ones: when, and the receipt as it came.
    #[n(3)]
    receipt: Option<(i64, ByteVec)>,
    #[n(4)]
    fetched_there: bool,
    #[n(5)]
    fetched_unix_ms: Option<i64>,
}

/// Longest stored row.
const ROW_BYTES_MAX: usize = MANIFEST_BYTES_MAX + 512;

fn unknown() -> AppError {
    AppError::new(
        ErrorCode::NotFound,
        "no record that counts names such an attachment; hand the paper over first",
    )
}

fn full(what: &str) -> AppError {
    AppError::new(
        ErrorCode::AttachmentsFull,
        format!(
            "{what}: this side's attachments take as much as a node keeps of one side; docs/limits.md has the number"
        ),
    )
}

fn differs() -> AppError {
    AppError::new(
        ErrorCode::ChunkDiffers,
        "these aren't the bytes that the attachment's id names; send the file again from its beginning",
    )
}

impl NodeCore {
    /// Takes note of what records of both logs name already, in the order in which they came: whose an
    /// attachment is, and what has room, is after a restart as before it.
    pub(super) fn name_attachments(&mut self) -> Result<(), StoreError> {
        let mut named = Vec::new();
        for paper in self.view.papers() {
            let ours = paper.by == self.own;
            let came = self.came(paper.subject);
            for (by_author, record, facts) in named_by(&paper) {
                named.push((came.get(&record).copied(), by_author == ours, facts));
            }
        }
        // Those of one record stay in their order.
        named.sort_by_key(|(came, ..)| *came);
        for (_, own, facts) in named {
            self.attachments.name(&*self.store, facts, own)?;
        }
        Ok(())
    }

    /// When each record about a subject came to this node: an own entry says how much of the other log
    /// was here when it was written.
    fn came(&self, subject: SubjectId) -> BTreeMap<RecordId, Came> {
        let mut came = BTreeMap::new();
        for placed in self.view.history(subject) {
            if let Event::Record { id, .. } = &placed.event {
                let here = Came::of(placed, placed.side == self.own);
                let first = came.entry(*id).or_insert(here);
                *first = here.min(*first);
            }
        }
        came
    }

    /// After each new entry: what its record names is noted, once it counts.
    pub(super) fn note_attachments(&mut self, entry: &SealedEntry) -> Result<(), StoreError> {
        let record = record_of(entry).and_then(|id| self.view.record(id));
        let names = record.is_some_and(|record| !attachments_named(&record.header).is_empty());
        let Some(subject) = record.filter(|_| names).map(|record| record.header.subject) else {
            return Ok(());
        };
        self.note_attachments_of(subject)?;
        self.outputs
            .push_back(Output::Attachments(AttachmentOutput::Look));
        Ok(())
    }

    fn note_attachments_of(&mut self, subject: SubjectId) -> Result<(), StoreError> {
        let Some(paper) = self.view.paper(subject) else {
            return Ok(());
        };
        let ours = paper.by == self.own;
        for (by_author, _, facts) in named_by(&paper) {
            let own = by_author == ours;
            let is_new = self.attachments.name(&*self.store, facts, own)?;
            if is_new && !own {
                // What the other node told of it before its record was here is lost: it tells it again.
                self.tell_held(facts.id);
            }
        }
        Ok(())
    }

    /// Whether there is room for what a record of this side would name.
    pub(super) fn check_attachments(&self, record: &Record) -> Result<(), AppError> {
        let named = attachments_named(&record.header);
        let new = named
            .iter()
            .filter(|facts| self.attachments.get(facts.id).is_none());
        let bytes: u64 = new.map(AttachmentFacts::sealed_bytes).sum();
        if bytes <= self.attachments.room(true) {
            Ok(())
        } else {
            Err(full("no room for its attachments"))
        }
    }

    fn attachment(&self, id: AttachmentId) -> Result<&Attachment, AppError> {
        self.attachments.get(id).ok_or_else(unknown)
    }

    pub fn attachment_state(&self, id: AttachmentId) -> Result<AttachmentState, AppError> {
        let one = self.attachment(id)?;
        let is_missing = |index: &u32| one.row.chunks >> index & 1 == 0;
        Ok(AttachmentState {
            id: id.to_string(),
            own: one.own,
            chunks: one.facts.chunks(),
            manifest: one.manifest.is_some(),
            missing: (0..one.facts.chunks()).filter(is_missing).collect(),
            at_other: (one.there.1 & one.facts.all()).count_ones(),
            received_unix_ms: one.row.receipt.as_ref().map(|(at, _)| *at),
            fetched_there: one.row.fetched_there,
            fetched_unix_ms: one.row.fetched_unix_ms,
            no_room: !one.has_room,
        })
    }

    /// A device of this side sends the hashes of an own attachment's chunks, or one of its chunks.
    pub fn put_attachment_part(
        &mut self,
        now: Now,
        id: AttachmentId,
        chunk: Option<u32>,
        bytes: &[u8],
    ) -> Result<(), AppError> {
        let one = self.attachment(id)?;
        if !one.own {
            return Err(AppError::new(
                ErrorCode::Conflict,
                "it is the other side's: its own devices send it",
            ));
        }
        if !one.has_room {
            return Err(full("it isn't kept"));
        }
        if chunk.is_some() && one.manifest.is_none() {
            return Err(AppError::new(
                ErrorCode::Conflict,
                "send the hashes of its chunks first",
            ));
        }
        let stored = self.store_part(now, id, chunk, bytes);
        self.settle(now);
        stored
    }

    /// Checks a part by its hash and keeps it, durably.
    fn store_part(
        &mut self,
        now: Now,
        id: AttachmentId,
        chunk: Option<u32>,
        bytes: &[u8],
    ) -> Result<(), AppError> {
        let one = self.attachment(id)?;
        let mut row = one.row.clone();
        let mut manifest = one.manifest.clone();
        let mut batch = Batch::new();
        match chunk {
            None => {
                manifest = Some(Manifest::read(bytes, &one.facts).ok_or_else(differs)?);
                row.manifest = Some(bytes.to_vec().into());
            }
            Some(index) => {
                let names = |manifest: &Manifest| manifest.names(index, bytes);
                if !manifest.as_ref().is_some_and(names) {
                    return Err(differs());
                }
                row.chunks |= 1 << index;
                batch = batch.put(Table::Chunks, chunk_key(id, index), bytes);
            }
        }
        if manifest.is_some() && row.chunks == one.facts.all() {
            row.whole_unix_ms = row.whole_unix_ms.or(Some(now.unix_ms));
        }
        if row == one.row {
            return Ok(());
        }
        batch = batch.put(Table::Attachments, id.0, encode_canonical(&row));
        self.store.commit(&batch)?;
        self.attachments.change(id, |one| {
            (one.row, one.manifest) = (row, manifest);
        });
        tracing::debug!(chunk, "a part of an attachment is written");
        self.counters.attachment_parts += 1;
        self.tell_held(id);
        Ok(())
    }

    /// A part of an attachment, for a device of this side.
    pub fn attachment_part(
        &self,
        id: AttachmentId,
        chunk: Option<u32>,
    ) -> Result<Vec<u8>, AppError> {
        let one = self.attachment(id)?;
        let part = match chunk {
            None => one.row.manifest.as_ref().map(|bytes| bytes.to_vec()),
            Some(index)
                if one
                    .row
                    .chunks
                    .checked_shr(index)
                    .is_some_and(|bits| bits & 1 == 1) =>
            {
                self.store.get(Table::Chunks, &chunk_key(id, index))?
            }
            Some(_) => None,
        };
        part.ok_or_else(|| {
            AppError::new(
                ErrorCode::NotFound,
                "this part of it isn't here yet; it comes over the line, try again later",
            )
        })
    }

    /// A device of this side says that it has fetched all of it and opened it.
    pub fn attachment_fetched(&mut self, now: Now, id: AttachmentId) -> Result<(), AppError> {
        let one = self.attachment(id)?;
        if !one.is_whole() {
            return Err(AppError::new(
                ErrorCode::Conflict,
                "it isn't here in whole: nobody can have fetched it",
            ));
        }
        if one.row.fetched_unix_ms.is_some() {
            return Ok(());
        }
        let row = Row {
            fetched_unix_ms: Some(now.unix_ms),
            ..one.row.clone()
        };
        self.store_row(id, row)?;
        self.tell_held(id);
        self.settle(now);
        Ok(())
    }

    fn store_row(&mut self, id: AttachmentId, row: Row) -> Result<(), AppError> {
        self.store
            .commit(&Batch::new().put(Table::Attachments, id.0, encode_canonical(&row)))?;
        self.attachments.change(id, |one| one.row = row);
        Ok(())
    }

    /// Sealed bytes that are kept or awaited, of this side and of the other.
    pub fn attachment_bytes(&self) -> [u64; 2] {
        self.attachments.kept()
    }

    /// For tests of the limit.
    #[doc(hidden)]
    pub fn set_attachment_bytes_kept_max(&mut self, bytes: u64) {
        self.attachments.set_kept_max(bytes);
    }
}

/// When a record came to this node, by what the own log says of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Came {
    /// Entries of the other log that were here, its own among them.
    others: u64,
    /// Above 0 for own records alone: they came after the entry that they saw.
    own_seq: u64,
}

impl Came {
    fn of(placed: &Placed, own: bool) -> Self {
        match own {
            true => Self {
                others: placed.other_seen,
                own_seq: placed.seq,
            },
            false => Self {
                others: placed.seq,
                own_seq: 0,
            },
        }
    }
}

/// Every attachment that counts, with the record that names it and `true` for those of the paper's author.
fn named_by(paper: &Paper) -> impl Iterator<Item = (bool, RecordId, AttachmentFacts)> {
    let of_versions = paper.versions.iter();
    let of_versions = of_versions.flat_map(|one| {
        let attached = one.facts.attached().iter();
        attached.map(|facts| (true, one.id, *facts))
    });
    let of_replies = paper.replies.iter().flat_map(|one| {
        let attached = one.attachments.iter();
        attached.map(|facts| (false, one.id, *facts))
    });
    of_versions.chain(of_replies)
}

/// The attachment's id, then the chunk's number.
pub(crate) fn chunk_key(id: AttachmentId, index: u32) -> Vec<u8> {
    [&id.0[..], &index.to_be_bytes()].concat()
}
