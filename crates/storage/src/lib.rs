//! Where a node keeps what it acknowledged: logs that only grow, and tables of small values.
//!
//! The trait is synchronous: SQLite blocks within the process, and the simulator stays deterministic.
//! A store knows nothing of what it keeps; sealed bytes come in and go out.
#![forbid(unsafe_code)]

mod batch;
#[cfg(test)]
mod conformance;
mod error;
mod memory;
mod schema;
mod sqlite;
mod watched;

pub use batch::{Batch, Log, Op, Table};
pub use error::StoreError;
pub use memory::{CrashPoint, MemoryStore};
pub use sqlite::SqliteStore;
pub use watched::{Failure, Watched};

/// Longest value or log entry in bytes: a sealed chunk of an attachment is a little longer than 1 MiB.
pub const VALUE_BYTES_MAX: usize = 1024 * 1024 + 1024;
/// Longest key in bytes.
pub const KEY_BYTES_MAX: usize = 256;
/// Operations of one batch.
pub const BATCH_OPS_MAX: usize = 1_024;

/// In [`Table::Meta`] of a copy: whoever opens it asks the other node what came after it, before
/// anything else is appended to its own log.
pub const RESTORED_KEY: &[u8] = b"restored";

/// An entry with its place in its log.
pub type Entry = (u64, Vec<u8>);
/// A key with its value.
pub type Pair = (Vec<u8>, Vec<u8>);

/// What every store does; `conformance` says it in tests that each of them passes.
pub trait Store: Send {
    /// Takes the whole batch in one transaction, which is durable when this returns; or nothing of it.
    ///
    /// # Errors
    /// An append that doesn't follow its log's last entry, something longer than its limit, or the
    /// disk. After a failure of the disk whether the batch is there is known only after reopening.
    fn commit(&mut self, batch: &Batch) -> Result<(), StoreError>;

    /// Opens a group: what is committed until [`Self::end_group`] is read here at once, refused batch by
    /// batch as ever, and durable together, with one sync, when the group has ended. A store without
    /// groups makes each batch durable by itself.
    fn begin_group(&mut self) {}

    /// Ends the group; all of its batches are durable when this returns, or none is.
    ///
    /// # Errors
    /// The disk, now or at one of the group's batches. Nobody may be told of anything in the group.
    fn end_group(&mut self) -> Result<(), StoreError> {
        Ok(())
    }

    /// Ends the group and forgets its batches.
    fn drop_group(&mut self) {}

    /// Entries in the log, which is the last one's seq: they are counted from 1 without a gap.
    fn len(&self, log: Log) -> Result<u64, StoreError>;

    /// At most `max` entries from `from_seq` on, in order.
    fn entries(&self, log: Log, from_seq: u64, max: usize) -> Result<Vec<Entry>, StoreError>;

    fn get(&self, table: Table, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError>;

    /// At most `max` pairs whose keys begin with `prefix` and come after `after`, by key, byte for
    /// byte.
    fn scan_after(
        &self,
        table: Table,
        prefix: &[u8],
        after: Option<&[u8]>,
        max: usize,
    ) -> Result<Vec<Pair>, StoreError>;

    /// The first `max` pairs whose keys begin with `prefix`, by key, byte for byte.
    fn scan(&self, table: Table, prefix: &[u8], max: usize) -> Result<Vec<Pair>, StoreError> {
        self.scan_after(table, prefix, None, max)
    }
}
