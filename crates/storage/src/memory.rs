//! A store in memory, for the simulator and tests: a disk that outlives the node that writes to it,
//! and that crashes when it is told to.

use std::{
    collections::BTreeMap,
    ops::Bound,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use crate::{Batch, Entry, Log, Op, Pair, RESTORED_KEY, Store, StoreError, Table};

/// Whether the batch at which the store crashes is on the disk afterwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CrashPoint {
    BeforeEffect,
    AfterEffect,
}

/// How a batch of an open group is taken back.
#[derive(Debug, Clone)]
enum Undo {
    Append(Log),
    Pair((Table, Vec<u8>), Option<Vec<u8>>),
}

#[derive(Debug, Clone, Default)]
struct Disk {
    logs: BTreeMap<Log, Vec<Vec<u8>>>,
    tables: BTreeMap<(Table, Vec<u8>), Vec<u8>>,
    commits: u64,
    /// Of the open group, what isn't durable yet.
    group: Option<Vec<Undo>>,
    /// Commits to come until the crash, which is the last of them.
    crash: Option<(u64, CrashPoint)>,
    crashed: bool,
}

/// A handle on a disk in memory. A clone is another handle on the *same* disk: the simulator keeps
/// one while the node owns the other.
#[derive(Debug, Clone, Default)]
pub struct MemoryStore(Arc<Mutex<Disk>>);

impl MemoryStore {
    pub fn new() -> Self {
        Self::default()
    }

    /// The `n`-th commit from now (1 is the next) fails, before or after it takes effect; from then on
    /// every call fails until [`Self::restart`]. A group that holds anything is one commit, at its end.
    pub fn fail_after_ops(&self, n: u64, point: CrashPoint) {
        self.disk().crash = Some((n.max(1), point));
    }

    /// Whether the crash that was asked for came.
    pub fn crashed(&self) -> bool {
        self.disk().crashed
    }

    /// What a new process finds: everything committed, and no crash to come.
    pub fn restart(&self) {
        let mut disk = self.disk();
        disk.crashed = false;
        disk.crash = None;
        disk.take_back();
    }

    /// A copy to be restored later, which says of itself that it is one.
    pub fn backup(&self) -> Self {
        let copy = self.snapshot();
        let mark = (Table::Meta, RESTORED_KEY.to_vec());
        let mut disk = copy.disk();
        disk.tables
            .retain(|(table, _), _| *table != Table::Sessions);
        disk.tables.insert(mark, Vec::new());
        drop(disk);
        copy
    }

    /// A disk of its own with the same content.
    pub fn snapshot(&self) -> Self {
        let mut disk = self.disk().clone();
        disk.crashed = false;
        disk.crash = None;
        disk.take_back();
        Self(Arc::new(Mutex::new(disk)))
    }

    /// Batches taken so far; a group counts as one.
    pub fn commits(&self) -> u64 {
        self.disk().commits
    }

    fn disk(&self) -> MutexGuard<'_, Disk> {
        // No code panics while it holds the lock with the disk half written: batches are checked first.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn running(&self) -> Result<MutexGuard<'_, Disk>, StoreError> {
        let disk = self.disk();
        if disk.crashed {
            return Err(StoreError::Crashed);
        }
        Ok(disk)
    }
}

impl Disk {
    fn check_places(&self, batch: &Batch) -> Result<(), StoreError> {
        let mut lengths: BTreeMap<Log, u64> = BTreeMap::new();
        for op in batch.ops() {
            let Op::Append { log, seq, .. } = op else {
                continue;
            };
            let length = lengths.entry(*log).or_insert_with(|| self.len(*log));
            let (log, got, wanted) = (*log, *seq, *length + 1);
            if got != wanted {
                return Err(StoreError::Sequence { log, got, wanted });
            }
            *length = wanted;
        }
        Ok(())
    }

    fn apply(&mut self, batch: &Batch) -> Vec<Undo> {
        let undo = |op: &Op| match op {
            Op::Append { log, bytes, .. } => {
                self.logs.entry(*log).or_default().push(bytes.clone());
                Undo::Append(*log)
            }
            Op::Put { table, key, value } => {
                let key = (*table, key.clone());
                let before = self.tables.insert(key.clone(), value.clone());
                Undo::Pair(key, before)
            }
            Op::Delete { table, key } => {
                let key = (*table, key.clone());
                let before = self.tables.remove(&key);
                Undo::Pair(key, before)
            }
        };
        batch.ops().iter().map(undo).collect()
    }

    /// What a group that never ended wrote is gone.
    fn take_back(&mut self) {
        for undo in self.group.take().into_iter().flatten().rev() {
            match undo {
                Undo::Append(log) => {
                    self.logs.entry(log).or_default().pop();
                }
                Undo::Pair(key, Some(value)) => {
                    self.tables.insert(key, value);
                }
                Undo::Pair(key, None) => {
                    self.tables.remove(&key);
                }
            }
        }
    }

    fn len(&self, log: Log) -> u64 {
        self.logs
            .get(&log)
            .map_or(0, |entries| entries.len() as u64)
    }

    /// Counts this commit towards the crash; tells where it crashes, if it is the one.
    fn crash_point(&mut self) -> Option<CrashPoint> {
        let (left, point) = self.crash?;
        if left > 1 {
            self.crash = Some((left - 1, point));
            return None;
        }
        self.crash = None;
        self.crashed = true;
        Some(point)
    }
}

impl Store for MemoryStore {
    fn commit(&mut self, batch: &Batch) -> Result<(), StoreError> {
        batch.check()?;
        let mut disk = self.running()?;
        disk.check_places(batch)?;
        if disk.group.is_some() {
            let undo = disk.apply(batch);
            disk.group.get_or_insert_default().extend(undo);
            return Ok(());
        }
        let crash = disk.crash_point();
        if crash != Some(CrashPoint::BeforeEffect) {
            disk.apply(batch);
            disk.commits += 1;
        }
        match crash {
            None => Ok(()),
            Some(_) => Err(StoreError::Crashed),
        }
    }

    fn begin_group(&mut self) {
        let mut disk = self.disk();
        // Of a process that ended in its group.
        disk.take_back();
        disk.group = Some(Vec::new());
    }

    fn end_group(&mut self) -> Result<(), StoreError> {
        let mut disk = self.running()?;
        if disk.group.as_ref().is_none_or(Vec::is_empty) {
            disk.group = None;
            return Ok(());
        }
        let crash = disk.crash_point();
        if crash == Some(CrashPoint::BeforeEffect) {
            disk.take_back();
        } else {
            disk.group = None;
            disk.commits += 1;
        }
        match crash {
            None => Ok(()),
            Some(_) => Err(StoreError::Crashed),
        }
    }

    fn drop_group(&mut self) {
        self.disk().take_back();
    }

    fn len(&self, log: Log) -> Result<u64, StoreError> {
        Ok(self.running()?.len(log))
    }

    fn entries(&self, log: Log, from_seq: u64, max: usize) -> Result<Vec<Entry>, StoreError> {
        let disk = self.running()?;
        let entries = disk.logs.get(&log).into_iter().flatten();
        let numbered = (1..).zip(entries);
        Ok(numbered
            .skip_while(|(seq, _)| *seq < from_seq)
            .take(max)
            .map(|(seq, bytes)| (seq, bytes.clone()))
            .collect())
    }

    fn get(&self, table: Table, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        let disk = self.running()?;
        Ok(disk.tables.get(&(table, key.to_vec())).cloned())
    }

    fn scan_after(
        &self,
        table: Table,
        prefix: &[u8],
        after: Option<&[u8]>,
        max: usize,
    ) -> Result<Vec<Pair>, StoreError> {
        let disk = self.running()?;
        let from = match after {
            Some(after) if after >= prefix => Bound::Excluded((table, after.to_vec())),
            Some(_) | None => Bound::Included((table, prefix.to_vec())),
        };
        Ok(disk
            .tables
            .range((from, Bound::Unbounded))
            .take_while(|((other, key), _)| *other == table && key.starts_with(prefix))
            .take(max)
            .map(|((_, key), value)| (key.clone(), value.clone()))
            .collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conformance::{Bench, check_store};

    struct Memory;

    impl Bench for Memory {
        type Store = MemoryStore;

        fn fresh(&mut self) -> MemoryStore {
            MemoryStore::new()
        }

        fn reopened(&mut self, store: MemoryStore) -> MemoryStore {
            store.restart();
            store
        }
    }

    #[test]
    fn it_conforms() {
        check_store(&mut Memory);
    }

    fn count(store: &mut MemoryStore, n: u64) -> Result<(), StoreError> {
        store.commit(&Batch::new().append(Log::Internal, n, vec![n as u8]))
    }

    #[test]
    fn it_crashes_at_the_commit_it_was_told() {
        for (n, point, kept) in [
            (1, CrashPoint::BeforeEffect, 0),
            (1, CrashPoint::AfterEffect, 1),
            (3, CrashPoint::BeforeEffect, 2),
            (3, CrashPoint::AfterEffect, 3),
        ] {
            let mut store = MemoryStore::new();
            store.fail_after_ops(n, point);
            for seq in 1..n {
                assert_eq!(count(&mut store, seq), Ok(()));
            }
            assert!(!store.crashed());
            assert_eq!(count(&mut store, n), Err(StoreError::Crashed));
            assert!(store.crashed());
            assert_eq!(store.len(Log::Internal), Err(StoreError::Crashed));
            store.restart();
            assert_eq!(store.len(Log::Internal), Ok(kept), "{n} {point:?}");
            assert_eq!(count(&mut store, kept + 1), Ok(()));
        }
    }

    #[test]
    fn a_group_crashes_at_its_end_and_is_there_whole_or_not_at_all() {
        for (point, kept) in [(CrashPoint::BeforeEffect, 1), (CrashPoint::AfterEffect, 4)] {
            let mut store = MemoryStore::new();
            count(&mut store, 1).unwrap();
            store.fail_after_ops(1, point);
            store.begin_group();
            for seq in 2..=4 {
                assert_eq!(count(&mut store, seq), Ok(()));
            }
            assert!(!store.crashed());
            assert_eq!(
                store.snapshot().len(Log::Internal),
                Ok(1),
                "not durable yet"
            );
            assert_eq!(store.end_group(), Err(StoreError::Crashed));
            store.restart();
            assert_eq!(store.len(Log::Internal), Ok(kept), "{point:?}");
        }
    }

    #[test]
    fn a_group_is_one_commit_and_an_empty_one_none() {
        let mut store = MemoryStore::new();
        store.begin_group();
        assert_eq!(store.end_group(), Ok(()));
        assert_eq!(store.commits(), 0);
        store.begin_group();
        count(&mut store, 1).unwrap();
        count(&mut store, 2).unwrap();
        assert_eq!(store.end_group(), Ok(()));
        assert_eq!(store.commits(), 1);
    }

    #[test]
    fn a_refused_batch_doesn_t_count_towards_the_crash() {
        let mut store = MemoryStore::new();
        store.fail_after_ops(1, CrashPoint::AfterEffect);
        assert!(matches!(
            count(&mut store, 9),
            Err(StoreError::Sequence { .. })
        ));
        assert_eq!(count(&mut store, 1), Err(StoreError::Crashed));
    }

    #[test]
    fn a_clone_is_the_same_disk_and_a_snapshot_another() {
        let mut store = MemoryStore::new();
        let handle = store.clone();
        count(&mut store, 1).unwrap();
        let snapshot = handle.snapshot();
        count(&mut store, 2).unwrap();
        assert_eq!(handle.len(Log::Internal), Ok(2));
        assert_eq!(handle.commits(), 2);
        assert_eq!(snapshot.len(Log::Internal), Ok(1));
    }
}
