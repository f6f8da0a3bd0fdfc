//! The log that each node keeps for a line: one writer, a hash chain, a signature per entry.
//!
//! An entry names the head of the other log as its writer saw it. That gives causality between the
//! two logs without merging them and without trusting a clock.

use identity::{
    CanonicalError, Hash32, KeyError, Label, PublicKey, Signature, SigningKey, decode_canonical,
    encode_canonical, sha256,
};
use minicbor::{Decode, Encode};

use crate::{CallEnded, CallStarted, ForkProof, ITEM_BYTES_MAX, Story};

/// SHA-256 of an entry's bytes.
pub type EntryHash = Hash32;

/// What an entry carries.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub enum LogItem {
    /// A device's record.
    #[n(0)]
    Record(#[cbor(n(0), with = "minicbor::bytes")] Vec<u8>),
    /// A signed accreditation.
    #[n(1)]
    Accreditation(#[cbor(n(0), with = "minicbor::bytes")] Vec<u8>),
    /// A signed revocation.
    #[n(2)]
    Revocation(#[cbor(n(0), with = "minicbor::bytes")] Vec<u8>),
    /// This node attests that a call's floor opened.
    #[n(3)]
    CallStarted(#[n(0)] CallStarted),
    /// This node attests that a call ended.
    #[n(4)]
    CallEnded(#[n(0)] CallEnded),
    /// This node holds the proof that one of the two nodes told two stories.
    #[n(5)]
    Fork(#[n(0)] ForkProof),
}

/// Where a log stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub struct Head {
    #[n(0)]
    pub generation: u32,
    /// Entries in the log; 0 is the empty log.
    #[n(1)]
    pub seq: u64,
    #[n(2)]
    pub hash: EntryHash,
}

impl Head {
    /// Of a log without entries.
    pub const EMPTY: Self = Self {
        generation: 1,
        seq: 0,
        hash: Hash32([0; 32]),
    };
}

/// One entry, without the item's bytes.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct LogEntry {
    #[n(0)]
    pub generation: u32,
    /// Counted from 1.
    #[n(1)]
    pub seq: u64,
    #[n(2)]
    pub previous: EntryHash,
    #[n(3)]
    pub item_hash: Hash32,
    #[n(4)]
    pub other_seen: Head,
    /// The writing node's clock.
    #[n(5)]
    pub node_unix_ms: i64,
}

/// An entry as it is stored and sent: `[entry bytes, signature, item bytes]`.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct SealedEntry {
    #[cbor(n(0), with = "minicbor::bytes")]
    entry: Vec<u8>,
    #[n(1)]
    signature: Signature,
    #[cbor(n(2), with = "minicbor::bytes")]
    item: Vec<u8>,
}

/// What is wrong with an entry: the writer's misbehaviour unless our own store is damaged.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ChainError {
    #[error(transparent)]
    Encoding(#[from] CanonicalError),
    #[error("the entry isn't signed by its log's node")]
    Signature(#[from] KeyError),
    #[error("entry {got} doesn't follow {head}")]
    Sequence { got: u64, head: u64 },
    #[error("entry {seq} doesn't chain to the entry before it")]
    Previous { seq: u64 },
    #[error("entry {seq} has generation {got}, the log {log}")]
    Generation { seq: u64, got: u32, log: u32 },
    #[error("entry {seq} carries another item than it names")]
    Item { seq: u64 },
    #[error("entry {seq} saw less of the other log than the entry before it")]
    SeenBackwards { seq: u64 },
}

impl SealedEntry {
    /// Writes the entry that follows `head`.
    pub fn write(
        head: Head,
        item: &LogItem,
        other_seen: Head,
        node_unix_ms: i64,
        node: &SigningKey,
    ) -> Self {
        let item = encode_canonical(item);
        let entry = encode_canonical(&LogEntry {
            generation: head.generation,
            seq: head.seq + 1,
            previous: head.hash,
            item_hash: Hash32(sha256(&item)),
            other_seen,
            node_unix_ms,
        });
        let signature = node.sign(Label::LogEntry, &entry);
        Self {
            entry,
            signature,
            item,
        }
    }

    /// The entry, if `node` signed it and it names this item. Says nothing about the chain.
    pub fn open(&self, node: &PublicKey) -> Result<LogEntry, ChainError> {
        let entry = open(&self.entry, &self.signature, node)?;
        if Hash32(sha256(&self.item)) != entry.item_hash || self.item.len() > ITEM_BYTES_MAX {
            return Err(ChainError::Item { seq: entry.seq });
        }
        Ok(entry)
    }

    pub(crate) fn story(&self) -> Story {
        Story {
            entry: self.entry.clone(),
            signature: self.signature,
        }
    }

    /// Bytes that it takes on a wire, nearly.
    pub fn byte_len(&self) -> usize {
        self.entry.len() + self.signature.0.len() + self.item.len()
    }

    /// SHA-256 of the entry, which the next one names.
    pub fn hash(&self) -> EntryHash {
        Hash32(sha256(&self.entry))
    }

    /// The item; an unreadable one is void, which the fold notes.
    pub fn item(&self) -> Result<LogItem, CanonicalError> {
        decode_canonical("log item", &self.item, ITEM_BYTES_MAX)
    }
}

impl Story {
    /// The entry, if `node` signed it.
    pub(crate) fn open(&self, node: &PublicKey) -> Result<LogEntry, ChainError> {
        open(&self.entry, &self.signature, node)
    }
}

fn open(entry: &[u8], signature: &Signature, node: &PublicKey) -> Result<LogEntry, ChainError> {
    let opened = decode_canonical("log entry", entry, 1_024)?;
    node.verify(Label::LogEntry, entry, signature)?;
    Ok(opened)
}

/// Checks that `sealed` follows `head` in the log of `node`, whose last entry saw `seen` of the other
/// log; gives the new head.
pub fn verify_chain_step(
    head: Head,
    seen: Head,
    sealed: &SealedEntry,
    node: &PublicKey,
) -> Result<(Head, LogEntry), ChainError> {
    follow(head, seen, sealed, sealed.open(node)?)
}

/// Checks that an entry which was opened already follows `head`.
pub(crate) fn follow(
    head: Head,
    seen: Head,
    sealed: &SealedEntry,
    entry: LogEntry,
) -> Result<(Head, LogEntry), ChainError> {
    let seq = entry.seq;
    if seq != head.seq + 1 {
        return Err(ChainError::Sequence {
            got: seq,
            head: head.seq,
        });
    }
    if entry.generation != head.generation {
        return Err(ChainError::Generation {
            seq,
            got: entry.generation,
            log: head.generation,
        });
    }
    if entry.previous != head.hash {
        return Err(ChainError::Previous { seq });
    }
    if entry.other_seen.seq < seen.seq {
        return Err(ChainError::SeenBackwards { seq });
    }
    let next = Head {
        generation: entry.generation,
        seq,
        hash: sealed.hash(),
    };
    Ok((next, entry))
}

#[cfg(test)]
mod tests {
    use super::*;
    use identity::SecretSeed;

    fn node() -> SigningKey {
        SigningKey::from_seed(&SecretSeed([2; 32]))
    }

    fn item(number: u8) -> LogItem {
        LogItem::Record(vec![number; 4])
    }

    #[test]
    fn entries_chain() {
        let key = node().public();
        let first = SealedEntry::write(Head::EMPTY, &item(1), Head::EMPTY, 10, &node());
        let (head, _) = verify_chain_step(Head::EMPTY, Head::EMPTY, &first, &key).unwrap();
        let second = SealedEntry::write(head, &item(2), Head::EMPTY, 11, &node());
        assert!(verify_chain_step(head, Head::EMPTY, &second, &key).is_ok());
        assert_eq!(second.item(), Ok(item(2)));
        assert_eq!(
            verify_chain_step(Head::EMPTY, Head::EMPTY, &second, &key).unwrap_err(),
            ChainError::Sequence { got: 2, head: 0 }
        );
        let other = SealedEntry::write(
            Head {
                hash: Hash32([1; 32]),
                ..head
            },
            &item(2),
            Head::EMPTY,
            11,
            &node(),
        );
        assert_eq!(
            verify_chain_step(head, Head::EMPTY, &other, &key).unwrap_err(),
            ChainError::Previous { seq: 2 }
        );
    }

    #[test]
    fn signature_item_and_sight_are_checked() {
        let key = node().public();
        let sealed = SealedEntry::write(Head::EMPTY, &item(1), Head::EMPTY, 10, &node());
        let stranger = SigningKey::from_seed(&SecretSeed([3; 32])).public();
        assert!(matches!(
            sealed.open(&stranger),
            Err(ChainError::Signature(_))
        ));
        let mut swapped = sealed.clone();
        swapped.item = encode_canonical(&item(9));
        assert_eq!(swapped.open(&key).unwrap_err(), ChainError::Item { seq: 1 });
        let seen = Head {
            seq: 4,
            ..Head::EMPTY
        };
        assert_eq!(
            verify_chain_step(Head::EMPTY, seen, &sealed, &key).unwrap_err(),
            ChainError::SeenBackwards { seq: 1 }
        );
    }

    #[test]
    fn items_are_measured() {
        let bytes_around = encode_canonical(&LogItem::Record(vec![0; 1_000])).len() - 1_000;
        for (length, fits) in [
            (ITEM_BYTES_MAX - 1, true),
            (ITEM_BYTES_MAX, true),
            (ITEM_BYTES_MAX + 1, false),
        ] {
            // Above 65,535 bytes a length takes two bytes more.
            let item = LogItem::Record(vec![0; length - bytes_around - 2]);
            assert_eq!(encode_canonical(&item).len(), length);
            let sealed = SealedEntry::write(Head::EMPTY, &item, Head::EMPTY, 10, &node());
            let opened = sealed.open(&node().public()).is_ok();
            assert_eq!((opened, sealed.item().is_ok()), (fits, fits), "{length}");
        }
    }

    #[test]
    fn the_longest_record_fits_an_item() {
        let item = LogItem::Record(vec![0; crate::RECORD_BYTES_MAX]);
        assert!(encode_canonical(&item).len() <= ITEM_BYTES_MAX);
    }

    #[test]
    fn bytes_are_fixed() {
        let sealed = SealedEntry::write(Head::EMPTY, &item(1), Head::EMPTY, 10, &node());
        insta::assert_snapshot!(hex::encode(encode_canonical(&sealed)));
    }
}
