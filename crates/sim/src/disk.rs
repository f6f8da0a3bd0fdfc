//! A node's disk: what its process sees, what is durable, and the lies that some disks tell.

use domain::{Head, SealedEntry};
use identity::{PublicKey, SideId, decode_canonical};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use storage::{Batch, CrashPoint, Entry, Log, MemoryStore, Op, Pair, Store, StoreError, Table};

use crate::Bug;

/// The disk of one node; outlives its processes.
pub(crate) struct Disk {
    durable: MemoryStore,
    /// What the running process reads and writes; the same store unless the disk lies.
    live: MemoryStore,
    bug: Option<Bug>,
    state: State,
}

/// What is wrong with the disk itself.
#[derive(Debug, Default)]
struct Ills {
    /// Writes until one fails.
    fails_in: Option<u64>,
    full: bool,
    failures: u64,
}

#[derive(Debug, Clone, Default)]
struct State(Arc<Mutex<Ills>>);

impl State {
    fn get(&self) -> MutexGuard<'_, Ills> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts a write; gives why it isn't done.
    fn refusal(&self) -> Option<StoreError> {
        let mut ills = self.get();
        let path = "node.db".into();
        if ills.full {
            return Some(StoreError::Full { path });
        }
        let left = ills.fails_in?;
        if left > 1 {
            ills.fails_in = Some(left - 1);
            return None;
        }
        ills.fails_in = None;
        ills.failures += 1;
        let cause = "disk I/O error".to_owned();
        Some(StoreError::Disk { path, cause })
    }
}

impl Disk {
    pub fn new(bug: Option<Bug>) -> Self {
        let durable = MemoryStore::new();
        let lies = bug.filter(|bug| {
            matches!(
                bug,
                Bug::AcknowledgedUnkept
                    | Bug::ReceiptBeforeStored
                    | Bug::ProofLost
                    | Bug::TornWrite
            )
        });
        Self {
            live: durable.clone(),
            durable,
            bug: lies,
            state: State::default(),
        }
    }

    /// What a new process gets.
    pub fn open(&mut self) -> Box<dyn Store> {
        Box::new(IllStore {
            store: self.open_well(),
            grouped: 0,
            state: self.state.clone(),
        })
    }

    /// One of the next writes fails, and the process with it.
    pub fn fail_at(&self, writes: u64) {
        self.state.get().fails_in = Some(writes);
    }

    pub fn set_full(&self, full: bool) {
        self.state.get().full = full;
    }

    /// No more failures.
    pub fn repair(&self) {
        let mut ills = self.state.get();
        ills.full = false;
        ills.fails_in = None;
    }

    /// Writes that failed so far.
    pub fn failures(&self) -> u64 {
        self.state.get().failures
    }

    pub fn backup(&self) -> MemoryStore {
        self.durable.backup()
    }

    /// In place of what was there.
    pub fn restore(&mut self, copy: MemoryStore) {
        self.durable = copy;
        self.live = self.durable.clone();
    }

    /// Everything on the disk.
    pub fn all_bytes(&self, logs: &[Log]) -> Vec<Vec<u8>> {
        let entries = logs.iter().flat_map(|log| {
            let entries = self.durable.entries(*log, 1, usize::MAX);
            entries
                .unwrap_or_default()
                .into_iter()
                .map(|(_, bytes)| bytes)
        });
        let tables = Table::ALL.into_iter().flat_map(|table| {
            let pairs = self
                .durable
                .scan(table, b"", usize::MAX)
                .unwrap_or_default();
            pairs.into_iter().flat_map(|(key, value)| [key, value])
        });
        entries.chain(tables).collect()
    }

    fn open_well(&mut self) -> Box<dyn Store> {
        self.durable.restart();
        let Some(bug) = self.bug else {
            self.live = self.durable.clone();
            return Box::new(self.live.clone());
        };
        self.live = self.durable.snapshot();
        Box::new(LyingStore {
            live: self.live.clone(),
            durable: self.durable.clone(),
            bug,
            kept_back: VecDeque::new(),
        })
    }

    pub fn crash_at(&self, commit: u64, point: CrashPoint) {
        self.live.fail_after_ops(commit, point);
    }

    pub fn crashed(&self) -> bool {
        self.live.crashed()
    }

    /// The crash that was asked for won't come; the process runs on.
    pub fn spare(&self) {
        self.live.restart();
    }

    /// The power is back; nothing runs yet, and what the disk lied about is gone.
    pub fn recover(&mut self) {
        self.durable.restart();
        match self.bug {
            Some(_) => self.live = self.durable.snapshot(),
            None => self.live.restart(),
        }
    }

    /// Entries of a log from `from_seq` on as the process would read them.
    pub fn entries(&self, log: Log, from_seq: u64) -> Vec<SealedEntry> {
        read(&self.live, log, from_seq, usize::MAX)
    }

    pub fn entry(&self, log: Log, seq: u64) -> Option<SealedEntry> {
        read(&self.live, log, seq, 1).pop()
    }

    pub fn len(&self, log: Log) -> u64 {
        self.live.len(log).unwrap_or(0)
    }

    /// An entry that would still be there after a power loss.
    pub fn durable_entry(&self, log: Log, seq: u64) -> Option<SealedEntry> {
        read(&self.durable, log, seq, 1).pop()
    }

    /// The head of a log that `key`'s node writes.
    pub fn head(&self, log: Log, key: &PublicKey) -> Head {
        let last = self.len(log);
        let opened = self
            .entry(log, last)
            .and_then(|sealed| sealed.open(key).ok().map(|entry| (entry, sealed.hash())));
        opened.map_or(Head::EMPTY, |(entry, hash)| Head {
            generation: entry.generation,
            seq: entry.seq,
            hash,
        })
    }

    /// Of the own log: what the other node signed that it holds, as `(seq, receipt)`.
    pub fn confirmed(&self) -> Option<(u64, line::Receipt)> {
        let bytes = self.live.get(Table::Receipts, b"confirmed").ok()??;
        let seq = u64::from_be_bytes(bytes.get(..8)?.try_into().ok()?);
        let receipt = line::Receipt::from_bytes(bytes.get(8..)?).ok()?;
        Some((seq, receipt))
    }

    /// The two entries of a fork proof about `side`'s log, once kept for good.
    pub fn fork_proof(&self, side: SideId) -> Option<(SealedEntry, SealedEntry)> {
        let key = [&b"fork"[..], &side.0].concat();
        let bytes = self.durable.get(Table::Proofs, &key).ok()??;
        decode_canonical("fork proof", &bytes, storage::VALUE_BYTES_MAX).ok()
    }

    /// Loses all that one table holds, while no process runs.
    pub fn forget(&self, table: Table) -> Result<(), StoreError> {
        let held = self.durable.scan(table, b"", usize::MAX)?;
        let batch = held
            .into_iter()
            .fold(Batch::new(), |batch, (key, _)| batch.delete(table, key));
        self.durable.clone().commit(&batch)
    }

    /// A dishonest node's own hand on its disk, while no process runs.
    pub fn plant(&self, log: Log, entry: &SealedEntry) -> Result<(), StoreError> {
        let seq = self.durable.len(log)? + 1;
        let batch = Batch::new().append(log, seq, identity::encode_canonical(entry));
        self.durable.clone().commit(&batch)
    }
}

fn read(store: &MemoryStore, log: Log, from_seq: u64, max: usize) -> Vec<SealedEntry> {
    let entries = store.entries(log, from_seq, max).unwrap_or_default();
    entries
        .into_iter()
        .map_while(|(_, bytes)| {
            decode_canonical("log entry", &bytes, storage::VALUE_BYTES_MAX).ok()
        })
        .collect()
}

/// A disk that fails, or is full, when it is told to.
struct IllStore {
    store: Box<dyn Store>,
    /// Batches in the open group.
    grouped: u64,
    state: State,
}

impl Store for IllStore {
    fn commit(&mut self, batch: &Batch) -> Result<(), StoreError> {
        if let Some(refusal) = self.state.refusal() {
            return Err(refusal);
        }
        self.grouped += 1;
        self.store.commit(batch)
    }

    fn begin_group(&mut self) {
        self.grouped = 0;
        self.store.begin_group();
    }

    fn end_group(&mut self) -> Result<(), StoreError> {
        let refusal = match self.grouped {
            0 => None,
            _ => self.state.refusal(),
        };
        if let Some(refusal) = refusal {
            self.store.drop_group();
            return Err(refusal);
        }
        self.store.end_group()
    }

    fn drop_group(&mut self) {
        self.store.drop_group();
    }

    fn len(&self, log: Log) -> Result<u64, StoreError> {
        self.store.len(log)
    }

    fn entries(&self, log: Log, from_seq: u64, max: usize) -> Result<Vec<Entry>, StoreError> {
        self.store.entries(log, from_seq, max)
    }

    fn get(&self, table: Table, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        self.store.get(table, key)
    }

    fn scan_after(
        &self,
        table: Table,
        prefix: &[u8],
        after: Option<&[u8]>,
        max: usize,
    ) -> Result<Vec<Pair>, StoreError> {
        self.store.scan_after(table, prefix, after, max)
    }
}

/// Writes that a lying disk still holds in memory when it says "written".
const KEPT_BACK: usize = 1;

struct LyingStore {
    live: MemoryStore,
    durable: MemoryStore,
    bug: Bug,
    kept_back: VecDeque<Op>,
}

impl LyingStore {
    fn lies_about(&self, op: &Op) -> bool {
        match (self.bug, op) {
            (
                Bug::AcknowledgedUnkept,
                Op::Append {
                    log: Log::Own(_), ..
                },
            )
            | (
                Bug::ReceiptBeforeStored,
                Op::Append {
                    log: Log::Other(_), ..
                },
            ) => true,
            (_, _) => false,
        }
    }

    fn forgets(&self, op: &Op) -> bool {
        self.bug == Bug::ProofLost
            && matches!(
                op,
                Op::Put {
                    table: Table::Proofs,
                    ..
                }
            )
    }
}

impl Store for LyingStore {
    fn commit(&mut self, batch: &Batch) -> Result<(), StoreError> {
        let before = self.live.commits();
        let outcome = self.live.commit(batch);
        // A crash after the effect is one after the effect on both.
        if outcome.is_err() && self.live.commits() == before {
            return outcome;
        }
        for op in batch.ops() {
            if self.forgets(op) {
                continue;
            }
            let mut written = Batch::new();
            if outcome.is_err()
                && self.bug == Bug::TornWrite
                && let Op::Append { log, seq, bytes } = op
            {
                let half = bytes[..bytes.len() / 2].to_vec();
                self.durable
                    .commit(&Batch::new().append(*log, *seq, half))?;
                continue;
            }
            if self.lies_about(op) {
                self.kept_back.push_back(op.clone());
                if self.kept_back.len() > KEPT_BACK {
                    written.extend(self.kept_back.pop_front());
                }
            } else {
                written.push(op.clone());
            }
            self.durable.commit(&written)?;
        }
        outcome
    }

    fn len(&self, log: Log) -> Result<u64, StoreError> {
        self.live.len(log)
    }

    fn entries(&self, log: Log, from_seq: u64, max: usize) -> Result<Vec<Entry>, StoreError> {
        self.live.entries(log, from_seq, max)
    }

    fn get(&self, table: Table, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        self.live.get(table, key)
    }

    fn scan_after(
        &self,
        table: Table,
        prefix: &[u8],
        after: Option<&[u8]>,
        max: usize,
    ) -> Result<Vec<Pair>, StoreError> {
        self.live.scan_after(table, prefix, after, max)
    }
}
