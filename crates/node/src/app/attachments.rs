//! Attachments: kept where a record that counts names them, chunk by chunk, each checked by its hash
//! and durable before anybody is told that it is here.
//!
//! Own devices send those of their own side. Those of the other side, and own ones that a restored backup
//! lacks, this node asks the other one for, when that has told what it holds: nothing comes unasked. How much is kept of a side is
//! bounded; what goes beyond it isn't asked for, and whoever looks is told so.

use domain::{
    AttachmentFacts, AttachmentId, MANIFEST_BYTES_MAX, Manifest, Record, SealedEntry, SubjectId,
    attachments_named,
};
use identity::{decode_canonical, encode_canonical};
use line::{ATTACHMENT_BYTES_KEPT_MAX, PartRequest};
use minicbor::{Decode, Encode, bytes::ByteVec};
use std::collections::BTreeMap;
use std::time::Instant;
use storage::{Batch, Store, StoreError, Table};
use wire::AttachmentState;

use super::{AppError, ErrorCode, NodeCore, Now, Output, record_of};

mod crossing;

/// What the process does about attachments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AttachmentOutput {
    /// A frame for the other node, on the connection for attachments.
    Tell(Vec<u8>),
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

struct Attachment {
    facts: AttachmentFacts,
    own: bool,
    has_room: bool,
    row: Row,
    manifest: Option<Manifest>,
    /// What the other node said that it holds.
    there: (bool, u32),
    /// The other node sent something else instead of it.
    shunned_until: Option<Instant>,
}

impl Attachment {
    fn is_whole(&self) -> bool {
        self.manifest.is_some() && self.row.chunks == self.facts.all()
    }

    /// The next part to ask the other node for, of those that aren't `under_way`.
    fn wants<'a>(
        &'a self,
        now: Instant,
        under_way: &'a [PartRequest],
    ) -> impl Iterator<Item = PartRequest> + 'a {
        let may = self.has_room && self.shunned_until.is_none_or(|until| until <= now);
        let (has_manifest, chunks) = self.there;
        let bits = match (&self.manifest, may) {
            (_, false) => 0,
            (None, true) => u64::from(has_manifest),
            (Some(_), true) => u64::from(chunks & self.facts.all() & !self.row.chunks) << 1,
        };
        let parts = (0..=u32::BITS).filter(move |part| bits >> part & 1 == 1);
        parts
            .map(|part| PartRequest {
                id: self.facts.id,
                part,
                from: 0,
            })
            .filter(|wanted| {
                let same = |one: &PartRequest| (one.id, one.part) == (wanted.id, wanted.part);
                !under_way.iter().any(same)
            })
    }
}

/// All that records name.
pub(super) struct Attachments {
    all: BTreeMap<AttachmentId, Attachment>,
    /// Not whole yet and with room, in the order in which they were named: of the other side, and own ones
    /// that a restored backup lacks.
    lacking: BTreeMap<u64, AttachmentId>,
    named: u64,
    /// Sealed bytes of those that have room: own ones, and the other side's.
    kept: [u64; 2],
    kept_max: u64,
    /// Whether there is a connection on which the other node is told.
    connected: bool,
}

impl Attachments {
    /// Nothing named yet.
    pub fn none() -> Self {
        Self {
            all: BTreeMap::new(),
            lacking: BTreeMap::new(),
            named: 0,
            kept: [0; 2],
            kept_max: ATTACHMENT_BYTES_KEPT_MAX,
            connected: false,
        }
    }

    fn room(&self, own: bool) -> u64 {
        self.kept_max - self.kept[usize::from(!own)]
    }

    /// Takes note of an attachment; `false` where an earlier record named it, which counts.
    fn name(
        &mut self,
        store: &dyn Store,
        facts: AttachmentFacts,
        own: bool,
    ) -> Result<bool, StoreError> {
        if self.all.contains_key(&facts.id) {
            return Ok(false);
        }
        let row: Option<Row> = store
            .get(Table::Attachments, &facts.id.0)?
            .and_then(|bytes| decode_canonical("attachment", &bytes, ROW_BYTES_MAX).ok());
        let has_room = facts.sealed_bytes() <= self.room(own);
        if has_room {
            self.kept[usize::from(!own)] += facts.sealed_bytes();
        }
        let row = row.unwrap_or_default();
        let manifest = row.manifest.as_deref();
        let attachment = Attachment {
            facts,
            own,
            has_room,
            manifest: manifest.and_then(|bytes| Manifest::read(bytes, &facts)),
            row,
            there: (false, 0),
            shunned_until: None,
        };
        self.named += 1;
        if has_room && !attachment.is_whole() {
            self.lacking.insert(self.named, facts.id);
        }
        self.all.insert(facts.id, attachment);
        Ok(true)
    }
}

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
    /// Takes note of what records of both logs name already. What is here in part has its room first, or a
    /// restart could give it to something else.
    pub(super) fn name_attachments(&mut self) -> Result<(), StoreError> {
        let papers = self.view.papers();
        let named: Vec<(bool, AttachmentFacts)> = papers
            .iter()
            .flat_map(|paper| {
                let ours = paper.by == self.own;
                paper
                    .attachments()
                    .map(move |(by_author, facts)| (by_author == ours, facts))
            })
            .collect();
        for begun in [true, false] {
            for (own, facts) in &named {
                let held = self.store.get(Table::Attachments, &facts.id.0)?.is_some();
                if held == begun {
                    self.attachments.name(&*self.store, *facts, *own)?;
                }
            }
        }
        Ok(())
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
        for (by_author, facts) in paper.attachments() {
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
            .filter(|facts| !self.attachments.all.contains_key(&facts.id));
        let bytes: u64 = new.map(AttachmentFacts::sealed_bytes).sum();
        if bytes <= self.attachments.room(true) {
            Ok(())
        } else {
            Err(full("no room for its attachments"))
        }
    }

    fn attachment(&self, id: AttachmentId) -> Result<&Attachment, AppError> {
        self.attachments.all.get(&id).ok_or_else(unknown)
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
        let one = self.attachments.all.get_mut(&id).ok_or_else(unknown)?;
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
        (one.row, one.manifest) = (row, manifest);
        if one.is_whole() {
            self.attachments.lacking.retain(|_, lacking| *lacking != id);
        }
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
        if let Some(one) = self.attachments.all.get_mut(&id) {
            one.row = row;
        }
        Ok(())
    }

    /// Sealed bytes that are kept or awaited, of this side and of the other.
    pub fn attachment_bytes(&self) -> [u64; 2] {
        self.attachments.kept
    }

    /// For tests of the limit.
    #[doc(hidden)]
    pub fn set_attachment_bytes_kept_max(&mut self, bytes: u64) {
        self.attachments.kept_max = bytes;
    }
}

/// The attachment's id, then the chunk's number.
fn chunk_key(id: AttachmentId, index: u32) -> Vec<u8> {
    [&id.0[..], &index.to_be_bytes()].concat()
}
