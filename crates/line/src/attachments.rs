//! What two nodes say about attachments, on a connection of its own: each tells which chunks it holds,
//! and the one that lacks some asks for them, each on a stream of its own.
//!
//! Nothing is sent unasked. What is asked for, a record in the other log names; what comes, its hash.

use domain::AttachmentFacts;
use identity::{
    CanonicalError, Hash32, KeyError, Label, PublicKey, Signature, SigningKey, decode_canonical,
    encode_canonical,
};
use minicbor::{Decode, Encode};

use crate::ATTACHMENT_FRAME_BYTES_MAX;

/// What the sender holds of an attachment; said when it changes, and when the connection begins.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Held {
    #[n(0)]
    pub id: Hash32,
    /// Whether it has the manifest.
    #[n(1)]
    pub manifest: bool,
    /// A bit for each chunk, that of the first chunk the lowest.
    #[n(2)]
    pub chunks: u32,
    /// Of the receiver's attachment, once the sender durably has all of it.
    #[n(3)]
    pub receipt: Option<AttachmentReceipt>,
    /// A device of the sender's side says that it has fetched and opened all of it.
    #[n(4)]
    pub fetched: bool,
}

/// A node's signature under what it durably holds: all of an attachment of the other side.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct AttachmentReceipt {
    /// The signing node's clock when it had all.
    #[n(0)]
    pub at_unix_ms: i64,
    #[n(1)]
    signature: Signature,
}

impl AttachmentReceipt {
    pub fn sign(facts: &AttachmentFacts, at_unix_ms: i64, node: &SigningKey) -> Self {
        let signature = node.sign(Label::AttachmentReceipt, &signed(facts, at_unix_ms));
        Self {
            at_unix_ms,
            signature,
        }
    }

    /// Whether `node` signed it.
    pub fn verify(&self, facts: &AttachmentFacts, node: &PublicKey) -> Result<(), KeyError> {
        let bytes = signed(facts, self.at_unix_ms);
        node.verify(Label::AttachmentReceipt, &bytes, &self.signature)
    }
}

fn signed(facts: &AttachmentFacts, at_unix_ms: i64) -> Vec<u8> {
    encode_canonical(&(facts, at_unix_ms))
}

impl Held {
    pub fn to_bytes(&self) -> Vec<u8> {
        encode_canonical(self)
    }

    pub fn from_bytes(bytes: &[u8]) -> Result<Self, CanonicalError> {
        decode_canonical("word of an attachment", bytes, ATTACHMENT_FRAME_BYTES_MAX)
    }
}

/// "Send me this": all that its stream carries towards the sender, who answers with the bytes alone, or
/// resets the stream where it has none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
pub struct PartRequest {
    #[n(0)]
    pub id: Hash32,
    /// 0 for the manifest, else the number of the chunk plus one.
    #[n(1)]
    pub part: u32,
    /// The asking node has so many bytes of it already, of a connection that broke.
    #[n(2)]
    pub from: u32,
}

impl PartRequest {
    /// The number of the chunk that it asks for; `None` for the manifest.
    pub fn chunk(&self) -> Option<u32> {
        self.part.checked_sub(1)
    }

    pub fn to_bytes(&self) -> Vec<u8> {
        encode_canonical(self)
    }

    pub fn from_bytes(bytes: &[u8]) -> Result<Self, CanonicalError> {
        decode_canonical("request for a part", bytes, ATTACHMENT_FRAME_BYTES_MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use identity::SecretSeed;

    const FACTS: AttachmentFacts = AttachmentFacts {
        id: Hash32([3; 32]),
        bytes: 65_536,
    };

    fn node(seed: u8) -> SigningKey {
        SigningKey::from_seed(&SecretSeed([seed; 32]))
    }

    fn held(receipt: Option<AttachmentReceipt>) -> Held {
        Held {
            id: FACTS.id,
            manifest: true,
            chunks: u32::MAX,
            receipt,
            fetched: true,
        }
    }

    #[test]
    fn bytes_are_fixed() {
        let receipt = AttachmentReceipt::sign(&FACTS, i64::MAX, &node(2));
        let words = [held(None), held(Some(receipt))];
        let request = PartRequest {
            id: FACTS.id,
            part: u32::MAX,
            from: u32::MAX,
        };
        let mut lines = vec![hex::encode(request.to_bytes())];
        assert_eq!(PartRequest::from_bytes(&request.to_bytes()), Ok(request));
        for word in words {
            let bytes = word.to_bytes();
            assert!(bytes.len() <= ATTACHMENT_FRAME_BYTES_MAX);
            assert_eq!(Held::from_bytes(&bytes), Ok(word));
            lines.push(hex::encode(bytes));
        }
        insta::assert_snapshot!(lines.join("\n"));
    }

    #[test]
    fn longer_frames_are_refused() {
        for (length, too_long) in [
            (ATTACHMENT_FRAME_BYTES_MAX - 1, false),
            (ATTACHMENT_FRAME_BYTES_MAX, false),
            (ATTACHMENT_FRAME_BYTES_MAX + 1, true),
        ] {
            let bytes = vec![0; length];
            let is = |error| matches!(error, CanonicalError::TooLong { .. });
            assert_eq!(is(Held::from_bytes(&bytes).unwrap_err()), too_long);
            assert_eq!(is(PartRequest::from_bytes(&bytes).unwrap_err()), too_long);
        }
    }

    #[test]
    fn a_receipt_stands_for_one_attachment_moment_and_node() {
        let receipt = AttachmentReceipt::sign(&FACTS, 7, &node(2));
        assert_eq!(receipt.verify(&FACTS, &node(2).public()), Ok(()));
        assert!(receipt.verify(&FACTS, &node(3).public()).is_err());
        let id = Hash32([4; 32]);
        for other in [
            AttachmentFacts { id, ..FACTS },
            AttachmentFacts {
                bytes: 2 * 65_536,
                ..FACTS
            },
        ] {
            assert!(receipt.verify(&other, &node(2).public()).is_err());
        }
        let later = AttachmentReceipt {
            at_unix_ms: 8,
            ..receipt
        };
        assert!(later.verify(&FACTS, &node(2).public()).is_err());
    }
}
