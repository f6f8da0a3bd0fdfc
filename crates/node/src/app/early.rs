//! Urgent entries of the other log ahead of their place, and which of our own overtake.
//!
//! A copy is durable before a device hears of it, and is gone with the commit that brings its entry.

use domain::{Early, EarlyError, Noun, SealedEntry, SubjectId};
use line::EARLY_MAX;
use storage::{Batch, StoreError, Table};

use super::{AppError, NodeCore, Now, line_link, record_of};

impl NodeCore {
    /// Copies that are held, as they are stored.
    pub(super) fn stored_early(&self) -> Result<Vec<SealedEntry>, StoreError> {
        let stored = self.store.scan(Table::Early, b"", EARLY_MAX)?;
        let read = |bytes: &[u8]| {
            identity::decode_canonical("log entry", bytes, storage::VALUE_BYTES_MAX).ok()
        };
        Ok(stored.iter().filter_map(|(_, bytes)| read(bytes)).collect())
    }

    /// Reads what the process before this one kept, against the logs as they are now.
    pub(super) fn begin_early(&mut self) -> Result<Vec<SealedEntry>, StoreError> {
        let stored = self.stored_early()?;
        if let Some(other) = self.view.other_side(self.own) {
            let read = stored
                .iter()
                .map(|sealed| self.view.read_early(other, sealed));
            self.early = read.filter_map(Result::ok).collect();
        }
        // What isn't shown any more goes with its place all the same.
        let keys = self.store.scan(Table::Early, b"", EARLY_MAX)?;
        let seqs = keys
            .iter()
            .filter_map(|(key, _)| key.as_slice().try_into().ok());
        self.early_rows = seqs.map(u64::from_be_bytes).collect();
        Ok(stored)
    }

    /// Own entries above `confirmed` that overtake; the oldest first.
    pub(super) fn urgent_above(&self, confirmed: u64) -> Vec<u64> {
        let waiting = self.record_seqs.iter();
        let waiting = waiting.filter(|(_, seq)| **seq > confirmed);
        let mut urgent: Vec<u64> = waiting
            .filter_map(|(id, seq)| Some((self.view.record(*id)?, *seq)))
            .filter(|(record, _)| self.view.is_urgent(record, &self.early))
            .map(|(_, seq)| seq)
            .collect();
        urgent.sort_unstable();
        urgent.truncate(EARLY_MAX);
        urgent
    }

    /// Whether an own entry that was just folded overtakes.
    pub(super) fn overtakes(&self, entry: &SealedEntry) -> bool {
        let record = record_of(entry).and_then(|id| self.view.record(id));
        record.is_some_and(|record| self.view.is_urgent(record, &self.early))
    }

    /// An entry came ahead of its place, signed by the other node.
    pub(super) fn store_early(
        &mut self,
        now: Now,
        sealed: &SealedEntry,
        seq: u64,
    ) -> Result<(), AppError> {
        let Some(other) = self.view.other_side(self.own) else {
            return Ok(());
        };
        match self.view.read_early(other, sealed) {
            Ok(early) => {
                let bytes = identity::encode_canonical(sealed);
                self.store
                    .commit(&Batch::new().put(Table::Early, seq.to_be_bytes(), bytes))?;
                self.early_rows.insert(seq);
                self.counters.early_copies += 1;
                tracing::debug!(seq, "an urgent entry came ahead of its place");
                let flash = early.record.is_flash();
                let subject = early.record.header.subject;
                self.early.push(early);
                if flash {
                    self.sound(now, subject)?;
                }
                self.logs_changed(now);
            }
            Err(error) => self.refuse_early(now, seq, &error),
        }
        Ok(())
    }

    fn refuse_early(&mut self, now: Now, seq: u64, error: &EarlyError) {
        tracing::debug!(%error, "not shown ahead of its place");
        let fault = error.is_fault();
        self.link.early_refused(now, seq, fault);
    }

    /// The batch that brings the entry `seq` takes its copy away.
    pub(super) fn without_early(&mut self, batch: Batch, seq: u64) -> Batch {
        self.early.retain(|early| early.seq != seq);
        if self.early_rows.remove(&seq) {
            batch.delete(Table::Early, seq.to_be_bytes())
        } else {
            batch
        }
    }

    /// A FLASH that is here ahead of its place.
    pub(super) fn flash_ahead(&self, subject: SubjectId) -> Option<Noun> {
        let about = |early: &&Early| early.record.header.subject == subject;
        let early = self.early.iter().find(about)?;
        early.record.is_flash().then_some(early.noun)
    }

    /// Whether the record is here ahead of its place.
    pub fn holds_early(&self, record: domain::RecordId) -> bool {
        self.early.iter().any(|early| early.record.id == record)
    }

    pub(super) fn early_page(&self) -> Result<Vec<wire::Bytes64>, AppError> {
        let stored = self.store.scan(Table::Early, b"", EARLY_MAX)?;
        let bytes = stored.into_iter().map(|(_, bytes)| wire::Bytes64(bytes));
        Ok(bytes.collect())
    }
}

impl line_link::Link {
    /// Said before the own log is known to have grown.
    pub fn own_urgent(&mut self, now: Now, seq: u64) {
        self.input(now, line::Input::OwnUrgent { seq });
    }

    fn early_refused(&mut self, now: Now, seq: u64, fault: bool) {
        self.input(now, line::Input::EarlyRefused { seq, fault });
    }
}
