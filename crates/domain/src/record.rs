//! A record: what a device signed. The header is read by both nodes, the bodies by their audiences.
//!
//! Bytes are `[header bytes, [sealed parts], signature]` in deterministic CBOR; the signature stands
//! under header and parts; the id is SHA-256 of all bytes.

use identity::{
    CanonicalError, DeviceId, Hash32, KeyError, Label, PersonId, PublicKey, SideId, Signature,
    SigningKey, decode_canonical, encode_canonical, sha256,
};
use minicbor::{Decode, Encode, bytes::ByteVec};

use crate::{
    AFTER_MAX, BODIES_MAX, InternalKind, Kind, Medium, Noun, PublicPart, RECORD_BYTES_MAX,
    SubjectId,
};

/// SHA-256 of a record's bytes.
pub type RecordId = Hash32;

/// Version of the record's form.
pub const RECORD_VERSION: u8 = 1;

/// What both nodes must know of a contact to ring, route and enforce.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub struct NodeFacts {
    #[n(0)]
    pub start_unix_ms: i64,
    #[n(1)]
    pub duration_min: u32,
    #[n(2)]
    pub medium: Medium,
    #[n(3)]
    pub public_part: PublicPart,
    #[n(4)]
    pub voice_depth: u8,
}

/// One sealed body as the header names it: its audience class and SHA-256(salt ‖ plaintext).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub struct BodyDigest {
    #[n(0)]
    pub class: u8,
    #[n(1)]
    pub hash: Hash32,
}

/// What nodes see of a record.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Header {
    #[n(0)]
    pub version: u8,
    #[n(1)]
    pub kind: u16,
    #[n(2)]
    pub subject: SubjectId,
    #[n(3)]
    pub side: SideId,
    #[n(4)]
    pub person: PersonId,
    #[n(5)]
    pub device: DeviceId,
    /// The author's clock; shown, never used to order.
    #[n(6)]
    pub at_unix_ms: i64,
    /// Heads of this subject's history as the author saw them.
    #[n(7)]
    pub after: Vec<RecordId>,
    /// The record that this one answers: what is accepted, declined, withdrawn, confirmed, approved.
    #[n(8)]
    pub names: Option<RecordId>,
    #[n(9)]
    pub facts: Option<NodeFacts>,
    #[n(10)]
    pub expires_unix_ms: Option<i64>,
    /// Open bytes of the kinds that need them: a founding, what nodes are told, grants, notices.
    #[cbor(n(11), with = "minicbor::bytes")]
    pub open: Vec<u8>,
    #[n(12)]
    pub bodies: Vec<BodyDigest>,
}

/// One sealed body: an encoded ciphertext with its wraps, opaque to nodes.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(transparent)]
pub struct SealedPart(#[n(0)] pub ByteVec);

#[derive(Encode, Decode)]
struct Signed {
    #[cbor(n(0), with = "minicbor::bytes")]
    header: Vec<u8>,
    #[n(1)]
    parts: Vec<SealedPart>,
    #[n(2)]
    signature: Signature,
}

#[derive(Encode)]
struct Signable<'a> {
    #[cbor(n(0), with = "minicbor::bytes")]
    header: &'a [u8],
    #[n(1)]
    parts: &'a [SealedPart],
}

/// A record that parsed; whether its author may write it, the fold says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    pub id: RecordId,
    pub header: Header,
    /// The header's bytes: the associated data of every body.
    pub header_bytes: Vec<u8>,
    pub parts: Vec<SealedPart>,
    signature: Signature,
    bytes: Vec<u8>,
}

/// A record that never leaves its side: `line` has no code that takes one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InternalRecord(Record);

/// Why bytes are no record.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RecordError {
    #[error(transparent)]
    Encoding(#[from] CanonicalError),
    #[error("the record has version {0}, this program knows {RECORD_VERSION}; upgrade it")]
    Version(u8),
    #[error("the record has {got} bodies for {named} named ones; at most {BODIES_MAX}, each once")]
    Bodies { got: usize, named: usize },
    #[error("the record names {0} predecessors, at most {AFTER_MAX}")]
    After(usize),
    #[error("the record of {got} bytes is longer than {RECORD_BYTES_MAX}")]
    TooLong { got: usize },
    #[error("its author's key doesn't verify the signature")]
    Signature(#[from] KeyError),
}

impl Record {
    pub fn sign(
        header: &Header,
        parts: Vec<SealedPart>,
        device: &SigningKey,
    ) -> Result<Self, RecordError> {
        sign(Label::Record, header, parts, device)
    }

    pub fn decode(bytes: &[u8]) -> Result<Self, RecordError> {
        decode(bytes)
    }

    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// What it does; to what, [`Self::noun`] says.
    pub fn kind(&self) -> Option<Kind> {
        Kind::read(self.header.kind).map(|(_, kind)| kind)
    }

    /// What its subject is, as its author says.
    pub fn noun(&self) -> Option<Noun> {
        Kind::read(self.header.kind).map(|(noun, _)| noun)
    }

    /// Whether the holder of `key` signed these bytes, and the header names its device.
    pub fn verify(&self, key: &PublicKey) -> Result<(), RecordError> {
        self.verify_as(Label::Record, key)
    }

    /// The sealed body for `class` with the hash that its plaintext must have.
    pub fn part(&self, class: crate::AudienceClass) -> Option<(&SealedPart, &BodyDigest)> {
        self.parts
            .iter()
            .zip(&self.header.bodies)
            .find(|(_, digest)| digest.class == class as u8)
    }

    fn verify_as(&self, label: Label, key: &PublicKey) -> Result<(), RecordError> {
        if DeviceId::of_key(key) != self.header.device {
            return Err(RecordError::Signature(KeyError::BadSignature));
        }
        let signable = Signable {
            header: &self.header_bytes,
            parts: &self.parts,
        };
        Ok(key.verify(label, &encode_canonical(&signable), &self.signature)?)
    }
}

impl InternalRecord {
    pub fn sign(
        header: &Header,
        parts: Vec<SealedPart>,
        device: &SigningKey,
    ) -> Result<Self, RecordError> {
        sign(Label::InternalRecord, header, parts, device).map(Self)
    }

    pub fn decode(bytes: &[u8]) -> Result<Self, RecordError> {
        decode(bytes).map(Self)
    }

    pub fn verify(&self, key: &PublicKey) -> Result<(), RecordError> {
        self.0.verify_as(Label::InternalRecord, key)
    }

    pub fn kind(&self) -> Option<InternalKind> {
        InternalKind::from_number(self.0.header.kind)
    }

    pub fn id(&self) -> RecordId {
        self.0.id
    }

    pub fn header(&self) -> &Header {
        &self.0.header
    }

    pub fn header_bytes(&self) -> &[u8] {
        &self.0.header_bytes
    }

    pub fn part(&self, class: crate::AudienceClass) -> Option<(&SealedPart, &BodyDigest)> {
        self.0.part(class)
    }

    pub fn bytes(&self) -> &[u8] {
        &self.0.bytes
    }
}

fn sign(
    label: Label,
    header: &Header,
    parts: Vec<SealedPart>,
    device: &SigningKey,
) -> Result<Record, RecordError> {
    check(header, parts.len())?;
    let header_bytes = encode_canonical(header);
    let signable = Signable {
        header: &header_bytes,
        parts: &parts,
    };
    let signature = device.sign(label, &encode_canonical(&signable));
    let signed = Signed {
        header: header_bytes,
        parts,
        signature,
    };
    let bytes = encode_canonical(&signed);
    if bytes.len() > RECORD_BYTES_MAX {
        return Err(RecordError::TooLong { got: bytes.len() });
    }
    Ok(Record {
        id: Hash32(sha256(&bytes)),
        header: header.clone(),
        header_bytes: signed.header,
        parts: signed.parts,
        signature: signed.signature,
        bytes,
    })
}

fn decode(bytes: &[u8]) -> Result<Record, RecordError> {
    let signed: Signed = decode_canonical("record", bytes, RECORD_BYTES_MAX)?;
    let header: Header = decode_canonical("record header", &signed.header, RECORD_BYTES_MAX)?;
    check(&header, signed.parts.len())?;
    Ok(Record {
        id: Hash32(sha256(bytes)),
        header,
        header_bytes: signed.header,
        parts: signed.parts,
        signature: signed.signature,
        bytes: bytes.to_vec(),
    })
}

fn check(header: &Header, parts: usize) -> Result<(), RecordError> {
    if header.version != RECORD_VERSION {
        return Err(RecordError::Version(header.version));
    }
    let mut classes: Vec<u8> = header.bodies.iter().map(|digest| digest.class).collect();
    classes.sort_unstable();
    classes.dedup();
    if parts > BODIES_MAX || parts != header.bodies.len() || classes.len() != parts {
        return Err(RecordError::Bodies {
            got: parts,
            named: header.bodies.len(),
        });
    }
    if header.after.len() > AFTER_MAX {
        return Err(RecordError::After(header.after.len()));
    }
    Ok(())
}

impl Header {
    /// A header with nothing but who, what and when.
    pub fn new(
        kind: u16,
        subject: SubjectId,
        author: (SideId, PersonId, DeviceId),
        at_unix_ms: i64,
    ) -> Self {
        Self {
            version: RECORD_VERSION,
            kind,
            subject,
            side: author.0,
            person: author.1,
            device: author.2,
            at_unix_ms,
            after: Vec::new(),
            names: None,
            facts: None,
            expires_unix_ms: None,
            open: Vec::new(),
            bodies: Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use identity::SecretSeed;

    fn key() -> SigningKey {
        SigningKey::from_seed(&SecretSeed([7; 32]))
    }

    fn header() -> Header {
        let device = DeviceId::of_key(&key().public());
        Header::new(
            1,
            SubjectId([5; 16]),
            (SideId([1; 16]), PersonId([2; 16]), device),
            1_640_000_000_000,
        )
    }

    fn digests(count: usize) -> Vec<BodyDigest> {
        (0..count)
            .map(|n| BodyDigest {
                class: n as u8,
                hash: Hash32([n as u8; 32]),
            })
            .collect()
    }

    #[test]
    fn bytes_are_fixed() {
        let record = Record::sign(&header(), vec![], &key()).unwrap();
        insta::assert_snapshot!(hex::encode(record.bytes()));
        assert_eq!(Record::decode(record.bytes()).unwrap(), record);
        assert_eq!(record.verify(&key().public()), Ok(()));
    }

    #[test]
    fn a_changed_byte_is_noticed() {
        let record = Record::sign(&header(), vec![], &key()).unwrap();
        for at in 0..record.bytes().len() {
            let mut bytes = record.bytes().to_vec();
            bytes[at] ^= 1;
            let stands =
                Record::decode(&bytes).is_ok_and(|read| read.verify(&key().public()).is_ok());
            assert!(!stands, "byte {at}");
        }
    }

    #[test]
    fn an_internal_record_never_passes_for_one_of_the_line() {
        let internal = InternalRecord::sign(&header(), vec![], &key()).unwrap();
        let read = Record::decode(internal.bytes()).unwrap();
        assert!(read.verify(&key().public()).is_err());
    }

    #[test]
    fn bodies_predecessors_and_bytes_are_counted() {
        for (count, fits) in [
            (BODIES_MAX - 1, true),
            (BODIES_MAX, true),
            (BODIES_MAX + 1, false),
        ] {
            let header = Header {
                bodies: digests(count),
                ..header()
            };
            let parts = vec![SealedPart(vec![0].into()); count];
            assert_eq!(
                Record::sign(&header, parts, &key()).is_ok(),
                fits,
                "{count} bodies"
            );
        }
        for (count, fits) in [
            (AFTER_MAX - 1, true),
            (AFTER_MAX, true),
            (AFTER_MAX + 1, false),
        ] {
            let header = Header {
                after: vec![Hash32([0; 32]); count],
                ..header()
            };
            assert_eq!(
                Record::sign(&header, vec![], &key()).is_ok(),
                fits,
                "{count} after"
            );
        }
        let with = |length: usize| {
            let header = Header {
                bodies: digests(1),
                ..header()
            };
            Record::sign(&header, vec![SealedPart(vec![0; length].into())], &key())
        };
        let room = RECORD_BYTES_MAX - with(1_000).unwrap().bytes().len() + 1_000;
        for (length, fits) in [(room - 1, true), (room, true), (room + 1, false)] {
            assert_eq!(with(length).is_ok(), fits, "{length} bytes of {room}");
        }
    }
}
