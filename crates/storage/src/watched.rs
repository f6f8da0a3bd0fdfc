//! A store that remembers its first failure and writes nothing after it: whoever acts on it can't go on
//! as if nothing had happened.

use std::sync::{Arc, OnceLock};

use crate::{Batch, Entry, Log, Pair, Store, StoreError, Table};

/// Where the first failure of a [`Watched`] store is seen.
#[derive(Debug, Clone, Default)]
pub struct Failure(Arc<OnceLock<StoreError>>);

impl Failure {
    pub fn get(&self) -> Option<&StoreError> {
        self.0.get()
    }

    fn note<T>(&self, outcome: Result<T, StoreError>) -> Result<T, StoreError> {
        if let Err(error) = &outcome
            && !is_callers(error)
        {
            // The first one is the one to tell.
            let _ = self.0.set(error.clone());
        }
        outcome
    }
}

/// Refused before anything was touched: what is on the disk is known.
fn is_callers(error: &StoreError) -> bool {
    matches!(
        error,
        StoreError::ValueTooLong { .. }
            | StoreError::KeyTooLong { .. }
            | StoreError::BatchTooLong { .. }
    )
}

/// A store under watch.
pub struct Watched {
    store: Box<dyn Store>,
    failure: Failure,
}

impl Watched {
    pub fn new(store: Box<dyn Store>) -> (Self, Failure) {
        let failure = Failure::default();
        let watched = Self {
            store,
            failure: failure.clone(),
        };
        (watched, failure)
    }
}

impl Store for Watched {
    fn commit(&mut self, batch: &Batch) -> Result<(), StoreError> {
        if let Some(failed) = self.failure.get() {
            return Err(failed.clone());
        }
        self.failure.note(self.store.commit(batch))
    }

    fn begin_group(&mut self) {
        self.store.begin_group();
    }

    fn end_group(&mut self) -> Result<(), StoreError> {
        if let Some(failed) = self.failure.get() {
            // A read that failed counts too: what was decided on it isn't kept.
            self.store.drop_group();
            return Err(failed.clone());
        }
        self.failure.note(self.store.end_group())
    }

    fn drop_group(&mut self) {
        self.store.drop_group();
    }

    fn len(&self, log: Log) -> Result<u64, StoreError> {
        self.failure.note(self.store.len(log))
    }

    fn entries(&self, log: Log, from_seq: u64, max: usize) -> Result<Vec<Entry>, StoreError> {
        self.failure.note(self.store.entries(log, from_seq, max))
    }

    fn get(&self, table: Table, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        self.failure.note(self.store.get(table, key))
    }

    fn scan_after(
        &self,
        table: Table,
        prefix: &[u8],
        after: Option<&[u8]>,
        max: usize,
    ) -> Result<Vec<Pair>, StoreError> {
        self.failure
            .note(self.store.scan_after(table, prefix, after, max))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{CrashPoint, MemoryStore, VALUE_BYTES_MAX};

    #[test]
    fn nothing_is_written_after_a_failure() {
        let disk = MemoryStore::new();
        let (mut store, failure) = Watched::new(Box::new(disk.clone()));
        let batch = Batch::new().append(Log::Internal, 1, "entry");
        assert_eq!(store.commit(&batch), Ok(()));
        let long = Batch::new().put(Table::Meta, "key", vec![0; VALUE_BYTES_MAX + 1]);
        assert!(store.commit(&long).is_err());
        assert_eq!(failure.get(), None, "the caller's mistake isn't the disk's");
        disk.fail_after_ops(1, CrashPoint::BeforeEffect);
        let next = Batch::new().append(Log::Internal, 2, "next");
        assert_eq!(store.commit(&next), Err(StoreError::Crashed));
        assert_eq!(failure.get(), Some(&StoreError::Crashed));
        // A disk that answers again doesn't undo it: a sync that failed may have lost anything.
        disk.restart();
        assert_eq!(store.commit(&next), Err(StoreError::Crashed));
        assert_eq!(disk.len(Log::Internal), Ok(1));
    }

    #[test]
    fn a_group_in_which_something_failed_isn_t_kept() {
        let disk = MemoryStore::new();
        let (mut store, failure) = Watched::new(Box::new(disk.clone()));
        store.begin_group();
        let entry = Batch::new().append(Log::Internal, 1, "entry");
        assert_eq!(store.commit(&entry), Ok(()));
        // Some other part of the disk, of which the store beneath knows nothing.
        let _ = failure.note::<()>(Err(StoreError::Crashed));
        assert_eq!(store.end_group(), Err(StoreError::Crashed));
        assert_eq!(disk.len(Log::Internal), Ok(0));
    }

    #[test]
    fn a_failed_read_counts_too() {
        let disk = MemoryStore::new();
        let (store, failure) = Watched::new(Box::new(disk.clone()));
        disk.fail_after_ops(1, CrashPoint::BeforeEffect);
        let _ = disk.clone().commit(&Batch::new());
        assert_eq!(store.get(Table::Meta, b"key"), Err(StoreError::Crashed));
        assert_eq!(failure.get(), Some(&StoreError::Crashed));
    }
}
