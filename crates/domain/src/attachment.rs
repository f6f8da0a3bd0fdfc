//! An attachment: a file beside a record's words, sealed by its author's device in chunks.
//!
//! Both nodes are told its id, which is the hash of the hashes of its sealed chunks, and how long it is.
//! So they know what they may keep before the first byte of it comes, and each chunk is checked alone.
//! Name, type and key are among the sealed words. The author's device seals and uploads it after the
//! record is in the log: what no record names is never kept.

use identity::{Hash32, decode_canonical, encode_canonical, sha256};
use minicbor::{Decode, Encode, bytes::ByteArray};

use crate::{
    ATTACHMENT_BYTES_MAX, ATTACHMENT_CHUNK_BYTES, ATTACHMENT_NAME_BYTES_MAX, ATTACHMENT_PAD_BYTES,
    ATTACHMENT_TAG_BYTES, ATTACHMENT_TYPE_BYTES_MAX, ATTACHMENTS_MAX, Header, Kind, Noun,
    PaperFacts,
};

/// SHA-256 of an attachment's [`Manifest`].
pub type AttachmentId = Hash32;

/// Chunks of the longest attachment.
pub const ATTACHMENT_CHUNKS_MAX: u32 = ATTACHMENT_BYTES_MAX.div_ceil(ATTACHMENT_CHUNK_BYTES);

/// Longest encoded manifest: its hashes, with two bytes more for each, and what stands around them.
pub const MANIFEST_BYTES_MAX: usize = ATTACHMENT_CHUNKS_MAX as usize * 34 + 16;

// A set of chunks is the bits of one number.
const _: () = assert!(ATTACHMENT_CHUNKS_MAX <= u32::BITS);

/// What nodes are told of an attachment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub struct AttachmentFacts {
    #[n(0)]
    pub id: AttachmentId,
    /// Of the file, rounded up to [`ATTACHMENT_PAD_BYTES`]: its length isn't told.
    #[n(1)]
    pub bytes: u32,
}

impl AttachmentFacts {
    pub fn fits(&self) -> bool {
        (1..=ATTACHMENT_BYTES_MAX).contains(&self.bytes)
            && self.bytes.is_multiple_of(ATTACHMENT_PAD_BYTES)
    }

    pub fn chunks(&self) -> u32 {
        self.bytes.div_ceil(ATTACHMENT_CHUNK_BYTES)
    }

    /// The bits of all its chunks.
    pub fn all(&self) -> u32 {
        u32::try_from((1u64 << self.chunks().min(u32::BITS)) - 1).unwrap_or(u32::MAX)
    }

    /// Bytes of a sealed chunk; `None` where there is no such chunk.
    pub fn sealed_bytes_of(&self, index: u32) -> Option<u32> {
        let before = index.checked_mul(ATTACHMENT_CHUNK_BYTES)?;
        let left = self.bytes.checked_sub(before).filter(|left| *left > 0)?;
        Some(left.min(ATTACHMENT_CHUNK_BYTES) + ATTACHMENT_TAG_BYTES)
    }

    /// All that a node keeps of it.
    pub fn sealed_bytes(&self) -> u64 {
        u64::from(self.bytes) + u64::from(self.chunks()) * u64::from(ATTACHMENT_TAG_BYTES)
    }
}

/// The hashes of an attachment's sealed chunks, in order.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Manifest {
    /// As in [`AttachmentFacts::bytes`].
    #[n(0)]
    pub bytes: u32,
    #[n(1)]
    pub chunks: Vec<Hash32>,
}

impl Manifest {
    /// Of a file of `bytes` bytes, sealed in these chunks.
    pub fn of(bytes: u32, sealed: &[Vec<u8>]) -> Self {
        let hash = |chunk: &Vec<u8>| Hash32(sha256(chunk));
        Self {
            bytes: bytes.next_multiple_of(ATTACHMENT_PAD_BYTES),
            chunks: sealed.iter().map(hash).collect(),
        }
    }

    pub fn facts(&self) -> AttachmentFacts {
        let bytes = [b"detente/v1/attachment\0", &self.to_bytes()[..]].concat();
        AttachmentFacts {
            id: Hash32(sha256(&bytes)),
            bytes: self.bytes,
        }
    }

    pub fn to_bytes(&self) -> Vec<u8> {
        encode_canonical(self)
    }

    /// Reads the manifest of exactly this attachment; anything else is none.
    pub fn read(bytes: &[u8], facts: &AttachmentFacts) -> Option<Self> {
        let read: Self = decode_canonical("manifest", bytes, MANIFEST_BYTES_MAX).ok()?;
        let is_it = read.facts() == *facts && read.chunks.len() == facts.chunks() as usize;
        is_it.then_some(read)
    }

    /// Whether these bytes are the chunk with this number.
    pub fn names(&self, index: u32, sealed: &[u8]) -> bool {
        let hash = self.chunks.get(index as usize);
        hash.is_some_and(|hash| hash.0 == sha256(sealed))
    }
}

/// The sealed words about an attachment; which one they are about, their place among the facts of the
/// same record says, to which they are bound.
#[derive(Clone, PartialEq, Eq, Encode, Decode)]
pub struct AttachmentWords {
    #[n(0)]
    pub name: String,
    /// As its author calls it (RFC 6838); empty where nothing is said.
    #[n(1)]
    pub media_type: String,
    /// Of the file.
    #[n(2)]
    pub bytes: u32,
    /// SHA-256 of the file.
    #[n(3)]
    pub hash: Hash32,
    /// Seals this file and nothing else.
    #[n(4)]
    pub key: ByteArray<32>,
}

impl AttachmentWords {
    pub fn fits(&self) -> bool {
        (1..=ATTACHMENT_NAME_BYTES_MAX).contains(&self.name.len())
            && self.media_type.len() <= ATTACHMENT_TYPE_BYTES_MAX
            && (1..=ATTACHMENT_BYTES_MAX).contains(&self.bytes)
    }
}

/// The key is not printed.
impl std::fmt::Debug for AttachmentWords {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "AttachmentWords({} bytes)", self.bytes)
    }
}

/// Whether so many attachments, each of them whole, may be named by one record. None are named by
/// nothing, never by an empty list: each record has one form.
pub(crate) fn named_fit(named: Option<&Vec<AttachmentFacts>>) -> bool {
    named.is_none_or(|named| {
        (1..=ATTACHMENTS_MAX).contains(&named.len()) && named.iter().all(AttachmentFacts::fits)
    })
}

/// The attachments that a record names, whether it has an effect or not.
pub fn attachments_named(header: &Header) -> Vec<AttachmentFacts> {
    let facts: Option<PaperFacts> = match Kind::read(header.kind) {
        Some((Noun::Paper, Kind::HandOver)) => header.facts_of(true),
        Some((Noun::Paper, Kind::Revise | Kind::Reply)) => header.facts_of(false),
        Some(_) | None => None,
    };
    let fitting = facts.filter(PaperFacts::fits);
    fitting
        .and_then(|facts| facts.attachments)
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(bytes: u32) -> AttachmentFacts {
        let id = Hash32([1; 32]);
        AttachmentFacts { id, bytes }
    }

    #[test]
    fn an_attachment_has_its_limits() {
        for (bytes, fits) in [
            (0, false),
            (1, false),
            (ATTACHMENT_PAD_BYTES - 1, false),
            (ATTACHMENT_PAD_BYTES, true),
            (ATTACHMENT_PAD_BYTES + 1, false),
            (ATTACHMENT_BYTES_MAX - ATTACHMENT_PAD_BYTES, true),
            (ATTACHMENT_BYTES_MAX - 1, false),
            (ATTACHMENT_BYTES_MAX, true),
            (ATTACHMENT_BYTES_MAX + 1, false),
            (ATTACHMENT_BYTES_MAX + ATTACHMENT_PAD_BYTES, false),
        ] {
            assert_eq!(facts(bytes).fits(), fits, "{bytes}");
        }
        for (count, fits) in [
            (0, false),
            (1, true),
            (ATTACHMENTS_MAX - 1, true),
            (ATTACHMENTS_MAX, true),
            (ATTACHMENTS_MAX + 1, false),
        ] {
            let named = vec![facts(ATTACHMENT_PAD_BYTES); count];
            assert_eq!(named_fit(Some(&named)), fits, "{count}");
        }
        assert!(named_fit(None));
        let words = |name: usize, media_type: usize, bytes: u32| AttachmentWords {
            name: "n".repeat(name),
            media_type: "t".repeat(media_type),
            bytes,
            hash: Hash32([0; 32]),
            key: [0; 32].into(),
        };
        for (name, media_type, bytes, fits) in [
            (1, 0, 1, true),
            (0, 0, 1, false),
            (1, 0, 0, false),
            (ATTACHMENT_NAME_BYTES_MAX - 1, 0, 1, true),
            (ATTACHMENT_NAME_BYTES_MAX, 0, 1, true),
            (ATTACHMENT_NAME_BYTES_MAX + 1, 0, 1, false),
            (1, ATTACHMENT_TYPE_BYTES_MAX - 1, 1, true),
            (1, ATTACHMENT_TYPE_BYTES_MAX, 1, true),
            (1, ATTACHMENT_TYPE_BYTES_MAX + 1, 1, false),
            (1, 0, ATTACHMENT_BYTES_MAX - 1, true),
            (1, 0, ATTACHMENT_BYTES_MAX, true),
            (1, 0, ATTACHMENT_BYTES_MAX + 1, false),
        ] {
            let words = words(name, media_type, bytes);
            assert_eq!(words.fits(), fits, "{name} {media_type} {bytes}");
        }
    }

    #[test]
    fn chunks_are_counted_and_measured() {
        let (chunk, pad, tag) = (
            ATTACHMENT_CHUNK_BYTES,
            ATTACHMENT_PAD_BYTES,
            ATTACHMENT_TAG_BYTES,
        );
        for (bytes, lengths) in [
            (pad, vec![pad]),
            (chunk - pad, vec![chunk - pad]),
            (chunk, vec![chunk]),
            (chunk + pad, vec![chunk, pad]),
            (3 * chunk, vec![chunk; 3]),
            (ATTACHMENT_BYTES_MAX, vec![chunk; 25]),
        ] {
            let facts = facts(bytes);
            assert_eq!(facts.chunks() as usize, lengths.len(), "{bytes}");
            assert_eq!(facts.all().count_ones() as usize, lengths.len());
            let sealed: Vec<u32> = (0..40).map_while(|at| facts.sealed_bytes_of(at)).collect();
            let wanted: Vec<u32> = lengths.iter().map(|length| length + tag).collect();
            assert_eq!(sealed, wanted);
            let all: u64 = sealed.iter().map(|length| u64::from(*length)).sum();
            assert_eq!(facts.sealed_bytes(), all);
        }
        assert_eq!(facts(pad).sealed_bytes_of(u32::MAX), None);
    }

    #[test]
    fn a_manifest_stands_for_one_attachment_and_its_chunks() {
        let sealed = vec![vec![1; 8], vec![2; 8]];
        let manifest = Manifest::of(ATTACHMENT_CHUNK_BYTES + 1, &sealed);
        let facts = manifest.facts();
        assert_eq!(
            facts.bytes,
            ATTACHMENT_CHUNK_BYTES + ATTACHMENT_PAD_BYTES,
            "the length is rounded up"
        );
        let bytes = manifest.to_bytes();
        insta::assert_snapshot!(format!("{}\n{}", facts.id, hex::encode(&bytes)));
        assert_eq!(Manifest::read(&bytes, &facts), Some(manifest.clone()));
        for at in 0..bytes.len() {
            let mut other = bytes.clone();
            other[at] ^= 1;
            assert_eq!(Manifest::read(&other, &facts), None, "byte {at}");
        }
        for (at, chunk, is_it) in [
            (0, &sealed[0], true),
            (1, &sealed[1], true),
            (0, &sealed[1], false),
            (1, &sealed[0], false),
            (2, &sealed[0], false),
        ] {
            assert_eq!(manifest.names(at, chunk), is_it, "{at}");
        }
        let longest = Manifest {
            bytes: ATTACHMENT_BYTES_MAX,
            chunks: vec![Hash32([9; 32]); ATTACHMENT_CHUNKS_MAX as usize],
        };
        let bytes = longest.to_bytes();
        assert!(bytes.len() <= MANIFEST_BYTES_MAX);
        assert_eq!(Manifest::read(&bytes, &longest.facts()), Some(longest));
    }
}
