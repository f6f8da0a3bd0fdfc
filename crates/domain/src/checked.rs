//! The signatures of entries, checked before they are folded: none depends on another, so that many are
//! checked at once, on as many threads as there are. The fold takes what was checked and checks the rest:
//! chain, order, authority.

use identity::{DeviceId, PublicKey, SignedAccreditation};
use std::collections::BTreeMap;
use std::num::NonZero;

use crate::{ChainError, LogEntry, LogItem, Record, SealedEntry};

/// Keys under which records may stand. Nobody is trusted for being named here: a record that was checked
/// under another key than its author's in the fold is checked again there.
pub type AuthorKeys = BTreeMap<DeviceId, PublicKey>;

/// Entries that a thread is worth: with fewer it costs more than it saves.
const ENTRIES_A_THREAD: usize = 32;

/// An entry that its node signed, with its record where that was signed too. There is no other way to one
/// than [`CheckedEntry::check`].
#[derive(Debug, Clone)]
pub struct CheckedEntry {
    pub(crate) sealed: SealedEntry,
    pub(crate) entry: LogEntry,
    /// Whose signature the entry bears.
    pub(crate) node: PublicKey,
    pub(crate) record: Option<SignedRecord>,
}

/// A record whose signature stands under this key.
#[derive(Debug, Clone)]
pub(crate) struct SignedRecord {
    pub record: Record,
    pub by: PublicKey,
}

impl CheckedEntry {
    /// Checks all that a signature or a hash says of an entry by itself.
    ///
    /// # Errors
    /// The entry isn't the node's, or carries another item than it names.
    pub fn check(
        sealed: SealedEntry,
        node: &PublicKey,
        authors: &AuthorKeys,
    ) -> Result<Self, ChainError> {
        let entry = sealed.open(node)?;
        let record = signed_record(&sealed, authors);
        Ok(Self {
            sealed,
            entry,
            node: *node,
            record,
        })
    }

    /// The same for many, in their order, on so many threads at most.
    pub fn check_all(
        entries: Vec<SealedEntry>,
        node: &PublicKey,
        authors: &AuthorKeys,
        threads: NonZero<usize>,
    ) -> Vec<Result<Self, ChainError>> {
        let check = |share: Vec<SealedEntry>| -> Vec<_> {
            let share = share.into_iter();
            share
                .map(|sealed| Self::check(sealed, node, authors))
                .collect()
        };
        let threads = threads.get().min(entries.len() / ENTRIES_A_THREAD);
        if threads <= 1 {
            return check(entries);
        }
        let share = entries.len().div_ceil(threads);
        std::thread::scope(|scope| {
            let mut checking = Vec::with_capacity(threads);
            let mut rest = entries;
            while !rest.is_empty() {
                let later = rest.split_off(share.min(rest.len()));
                let share = std::mem::replace(&mut rest, later);
                checking.push(scope.spawn(move || check(share)));
            }
            let checked = checking.into_iter();
            checked
                .flat_map(|thread| thread.join().expect("checking doesn't panic"))
                .collect()
        })
    }

    pub fn sealed(&self) -> &SealedEntry {
        &self.sealed
    }

    pub fn seq(&self) -> u64 {
        self.entry.seq
    }
}

/// `None` also where the fold finds out why not.
fn signed_record(sealed: &SealedEntry, authors: &AuthorKeys) -> Option<SignedRecord> {
    let Ok(LogItem::Record(bytes)) = sealed.item() else {
        return None;
    };
    let record = Record::decode(&bytes).ok()?;
    let by = *authors.get(&record.header.device)?;
    record.verify(&by).ok()?;
    Some(SignedRecord { record, by })
}

impl SealedEntry {
    /// The device key that the entry's accreditation names, if it carries one; nothing about it is checked.
    pub fn named_key(&self) -> Option<(DeviceId, PublicKey)> {
        let Ok(LogItem::Accreditation(bytes)) = self.item() else {
            return None;
        };
        let key = SignedAccreditation::decode(&bytes)
            .ok()?
            .unchecked_device_key()?;
        Some((DeviceId::of_key(&key), key))
    }
}
