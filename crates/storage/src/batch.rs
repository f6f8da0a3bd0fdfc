//! What is written at once: operations on logs and tables, checked before any of them is applied.

use identity::SideId;
use std::fmt;

use crate::{BATCH_OPS_MAX, KEY_BYTES_MAX, StoreError, VALUE_BYTES_MAX};

/// Which log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Log {
    /// What this node writes for the line with that side; with its own side's id, what it wrote
    /// before there was a line.
    Own(SideId),
    /// That side's log, as its node sent it.
    Other(SideId),
    /// What never leaves this side.
    Internal,
}

impl Log {
    /// The name under which it is stored; fixed for good.
    pub(crate) fn name(self) -> Vec<u8> {
        let (number, side) = match self {
            Self::Own(side) => (1, side.0.to_vec()),
            Self::Other(side) => (2, side.0.to_vec()),
            Self::Internal => (3, Vec::new()),
        };
        [vec![number], side].concat()
    }
}

impl fmt::Display for Log {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Own(side) => write!(out, "own log of the line with {side}"),
            Self::Other(side) => write!(out, "log of side {side}"),
            Self::Internal => out.write_str("internal log"),
        }
    }
}

/// Which table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Table {
    Meta,
    Lines,
    Receipts,
    Sessions,
    CallOrders,
    Press,
    /// Accreditations that this side's log took.
    Members,
    Proofs,
    /// Links of people's calendars, by hash.
    Calendars,
    /// Soundings and non-papers of the other side, until they expire.
    Unrecorded,
    /// Entries of the other log ahead of their place, by number.
    Early,
    /// Since when which message sounds.
    Alarms,
    /// People's mail addresses, and what waits to be mailed.
    Mail,
    /// What is held of each attachment.
    Attachments,
    /// Sealed chunks of attachments.
    Chunks,
    /// Devices' passkeys, and what became of them.
    Passkeys,
    /// Where devices' browsers are reached while their page is closed.
    Push,
}

impl Table {
    pub const ALL: [Self; 17] = [
        Self::Meta,
        Self::Lines,
        Self::Receipts,
        Self::Sessions,
        Self::CallOrders,
        Self::Press,
        Self::Members,
        Self::Proofs,
        Self::Calendars,
        Self::Unrecorded,
        Self::Early,
        Self::Alarms,
        Self::Mail,
        Self::Attachments,
        Self::Chunks,
        Self::Passkeys,
        Self::Push,
    ];

    /// The number under which it is stored; fixed for good.
    pub(crate) const fn number(self) -> i64 {
        match self {
            Self::Meta => 1,
            Self::Lines => 2,
            Self::Receipts => 3,
            Self::Sessions => 4,
            Self::CallOrders => 5,
            Self::Press => 6,
            Self::Members => 7,
            Self::Proofs => 8,
            Self::Calendars => 9,
            Self::Unrecorded => 12,
            Self::Early => 10,
            Self::Alarms => 11,
            Self::Mail => 13,
            Self::Attachments => 14,
            Self::Chunks => 15,
            Self::Passkeys => 16,
            Self::Push => 17,
        }
    }
}

/// One write. Logs are never cut: there is deliberately no operation for it.
#[derive(Clone, PartialEq, Eq)]
pub enum Op {
    /// `seq` is the log's length plus one.
    Append { log: Log, seq: u64, bytes: Vec<u8> },
    Put {
        table: Table,
        key: Vec<u8>,
        value: Vec<u8>,
    },
    /// Deleting what isn't there is fine.
    Delete { table: Table, key: Vec<u8> },
}

/// Operations that take effect in their order, together or not at all.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Batch(Vec<Op>);

impl Batch {
    pub fn new() -> Self {
        Self::default()
    }

    #[must_use]
    pub fn append(mut self, log: Log, seq: u64, bytes: impl Into<Vec<u8>>) -> Self {
        let bytes = bytes.into();
        self.0.push(Op::Append { log, seq, bytes });
        self
    }

    #[must_use]
    pub fn put(mut self, table: Table, key: impl Into<Vec<u8>>, value: impl Into<Vec<u8>>) -> Self {
        let (key, value) = (key.into(), value.into());
        self.0.push(Op::Put { table, key, value });
        self
    }

    #[must_use]
    pub fn delete(mut self, table: Table, key: impl Into<Vec<u8>>) -> Self {
        let key = key.into();
        self.0.push(Op::Delete { table, key });
        self
    }

    pub fn push(&mut self, op: Op) {
        self.0.push(op);
    }

    pub fn ops(&self) -> &[Op] {
        &self.0
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether everything is within its limit; places in logs are checked by the store.
    pub(crate) fn check(&self) -> Result<(), StoreError> {
        if self.0.len() > BATCH_OPS_MAX {
            return Err(StoreError::BatchTooLong { got: self.0.len() });
        }
        for op in &self.0 {
            match op {
                Op::Append { bytes, .. } => check_value(bytes)?,
                Op::Put { key, value, .. } => {
                    check_key(key)?;
                    check_value(value)?;
                }
                Op::Delete { key, .. } => check_key(key)?,
            }
        }
        Ok(())
    }
}

impl Extend<Op> for Batch {
    fn extend<I: IntoIterator<Item = Op>>(&mut self, ops: I) {
        self.0.extend(ops);
    }
}

fn check_key(key: &[u8]) -> Result<(), StoreError> {
    match key.len() {
        0..=KEY_BYTES_MAX => Ok(()),
        got => Err(StoreError::KeyTooLong { got }),
    }
}

fn check_value(value: &[u8]) -> Result<(), StoreError> {
    match value.len() {
        0..=VALUE_BYTES_MAX => Ok(()),
        got => Err(StoreError::ValueTooLong { got }),
    }
}

/// Lengths only: what is stored never reaches a log.
impl fmt::Debug for Op {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Append { log, seq, bytes } => {
                write!(out, "append {} bytes as {seq} to {log}", bytes.len())
            }
            Self::Put { table, key, value } => {
                let (key, value) = (key.len(), value.len());
                write!(out, "put {value} bytes under {key} in {table:?}")
            }
            Self::Delete { table, key } => {
                write!(out, "delete a key of {} bytes in {table:?}", key.len())
            }
        }
    }
}

impl fmt::Debug for Batch {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_list().entries(&self.0).finish()
    }
}
