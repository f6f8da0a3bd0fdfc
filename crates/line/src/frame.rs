//! What two nodes say to each other: one frame, one CBOR array, in the one deterministic encoding.
//!
//! The greeting keeps its form in all versions, because it is read before a version is chosen.

use domain::{Head, SealedEntry};
use identity::{
    CanonicalError, KeyError, Label, PublicKey, SideId, Signature, SigningKey, decode_canonical,
    encode_canonical,
};
use minicbor::{Decode, Encode};

use crate::{
    CALL_BYTES_MAX, ENTRY_FRAME_BYTES_MAX, FRAME_BYTES_MAX, UNRECORDED_FRAME_BYTES_MAX,
    VERSIONS_MAX,
};

/// Versions of the protocol between nodes that this program speaks.
pub const SUPPORTED_VERSIONS: &[u16] = &[1];

/// The first frame on each connection, both ways.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Greeting {
    #[n(0)]
    pub versions: Vec<u16>,
    #[n(1)]
    pub side: SideId,
    /// Of two connections both sides keep the one whose two nonces give the higher XOR, unless the
    /// line was up at both when the second was greeted, or the sender started anew since the first.
    #[n(2)]
    pub nonce: u64,
    /// The sender's own log.
    #[n(3)]
    pub own: Head,
    /// The receiver's log as the sender holds it, fsynced or about to be: says where to go on, and
    /// is no receipt.
    #[n(4)]
    pub other: Head,
    /// The sender's clock.
    #[n(5)]
    pub unix_ms: i64,
    /// The sender holds the line up over another connection.
    #[n(6)]
    pub is_up: bool,
    /// Drawn by the sender when it started: another one says that its earlier connections are dead.
    #[n(7)]
    pub process: u64,
}

impl Greeting {
    /// The highest version that both speak.
    pub fn version_with(&self, own: &[u16]) -> Option<u16> {
        let both = self
            .versions
            .iter()
            .filter(|&version| own.contains(version));
        both.copied().max()
    }
}

/// A node's signature under the head of the other's log as it durably holds it. Stands for every
/// entry up to there, since each names the one before.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Receipt {
    /// Whose log.
    #[n(0)]
    pub log: SideId,
    #[n(1)]
    pub head: Head,
    #[n(2)]
    signature: Signature,
}

impl Receipt {
    pub fn sign(log: SideId, head: Head, node: &SigningKey) -> Self {
        let signature = node.sign(Label::Receipt, &encode_canonical(&(log, head)));
        Self {
            log,
            head,
            signature,
        }
    }

    /// Whether `node` signed it.
    pub fn verify(&self, node: &PublicKey) -> Result<(), KeyError> {
        let bytes = encode_canonical(&(self.log, self.head));
        node.verify(Label::Receipt, &bytes, &self.signature)
    }

    /// As it is stored.
    pub fn to_bytes(&self) -> Vec<u8> {
        encode_canonical(self)
    }

    pub fn from_bytes(bytes: &[u8]) -> Result<Self, CanonicalError> {
        decode_canonical("receipt", bytes, 256)
    }
}

/// One frame.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub enum Frame {
    #[n(0)]
    Greeting(#[n(0)] Greeting),
    /// An entry of the sender's log.
    #[n(1)]
    Entry(#[n(0)] SealedEntry),
    #[n(2)]
    Receipt(#[n(0)] Receipt),
    /// "Show me entries of your log from here on."
    #[n(3)]
    WantYours {
        #[n(0)]
        from_seq: u64,
    },
    /// "Show me entries of my own log, as you hold them, from here on": after a restored backup.
    #[n(4)]
    WantOwnBack {
        #[n(0)]
        from_seq: u64,
    },
    /// An entry of the receiver's log, as the sender holds it.
    #[n(5)]
    OwnBack(#[n(0)] SealedEntry),
    #[n(6)]
    Ping {
        #[n(0)]
        sent_ms: i64,
    },
    #[n(7)]
    Pong {
        /// Of the ping.
        #[n(0)]
        sent_ms: i64,
        /// The answering node's clock.
        #[n(1)]
        at_ms: i64,
    },
    /// Opaque here.
    #[n(8)]
    Call(#[cbor(n(0), with = "minicbor::bytes")] Vec<u8>),
    /// The sender is about to close the connection; numbers as in [`crate::CloseCode`].
    #[n(9)]
    Bye {
        #[n(0)]
        code: u16,
    },
    /// What is in no log: a sounding or non-paper, or what became of one. Opaque here.
    #[n(14)]
    Unrecorded(#[cbor(n(0), with = "minicbor::bytes")] Vec<u8>),
    /// An urgent entry of the sender's log ahead of its place; comes again in its place.
    #[n(10)]
    Early(#[n(0)] SealedEntry),
}

/// Why bytes are no frame.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FrameError {
    #[error(transparent)]
    Encoding(#[from] CanonicalError),
    #[error("an entry's frame of {got} bytes, at most {ENTRY_FRAME_BYTES_MAX} are taken")]
    EntryTooLong { got: usize },
    #[error("a call frame of {got} bytes, at most {CALL_BYTES_MAX} are taken")]
    CallTooLong { got: usize },
    #[error("something unrecorded of {got} bytes, at most {UNRECORDED_FRAME_BYTES_MAX} are taken")]
    UnrecordedTooLong { got: usize },
    #[error("a greeting with {got} versions; 1 to {VERSIONS_MAX} are wanted")]
    Versions { got: usize },
}

impl Frame {
    pub fn to_bytes(&self) -> Vec<u8> {
        encode_canonical(self)
    }

    pub fn from_bytes(bytes: &[u8]) -> Result<Self, FrameError> {
        let frame: Self = decode_canonical("frame", bytes, FRAME_BYTES_MAX)?;
        match &frame {
            Self::Entry(_) | Self::OwnBack(_) | Self::Early(_)
                if bytes.len() > ENTRY_FRAME_BYTES_MAX =>
            {
                Err(FrameError::EntryTooLong { got: bytes.len() })
            }
            Self::Call(call) if call.len() > CALL_BYTES_MAX => {
                Err(FrameError::CallTooLong { got: call.len() })
            }
            Self::Unrecorded(bytes) if bytes.len() > UNRECORDED_FRAME_BYTES_MAX => {
                Err(FrameError::UnrecordedTooLong { got: bytes.len() })
            }
            Self::Greeting(greeting) if !(1..=VERSIONS_MAX).contains(&greeting.versions.len()) => {
                Err(FrameError::Versions {
                    got: greeting.versions.len(),
                })
            }
            Self::Greeting(_)
            | Self::Entry(_)
            | Self::Receipt(_)
            | Self::WantYours { .. }
            | Self::WantOwnBack { .. }
            | Self::OwnBack(_)
            | Self::Ping { .. }
            | Self::Pong { .. }
            | Self::Call(_)
            | Self::Bye { .. }
            | Self::Unrecorded(_)
            | Self::Early(_) => Ok(frame),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::LogItem;
    use identity::{Hash32, SecretSeed};

    fn node() -> SigningKey {
        SigningKey::from_seed(&SecretSeed([2; 32]))
    }

    fn entry(item_bytes: usize) -> SealedEntry {
        let item = LogItem::Record(vec![1; item_bytes]);
        SealedEntry::write(Head::EMPTY, &item, Head::EMPTY, 10, &node())
    }

    fn greeting(versions: usize) -> Greeting {
        Greeting {
            versions: (1..=versions as u16).collect(),
            side: SideId([1; 16]),
            nonce: 7,
            own: Head {
                generation: 1,
                seq: 3,
                hash: Hash32([9; 32]),
            },
            other: Head::EMPTY,
            unix_ms: 1_640_000_000_000,
            is_up: false,
            process: 9,
        }
    }

    fn fits(frame: Frame) -> bool {
        let bytes = frame.to_bytes();
        let read = Frame::from_bytes(&bytes);
        if let Ok(read) = &read {
            assert_eq!(*read, frame);
        }
        read.is_ok()
    }

    #[test]
    fn bytes_are_fixed() {
        let head = greeting(1).own;
        let frames = [
            Frame::Greeting(greeting(2)),
            Frame::Entry(entry(4)),
            Frame::Receipt(Receipt::sign(SideId([1; 16]), head, &node())),
            Frame::WantYours { from_seq: 3 },
            Frame::WantOwnBack { from_seq: 300 },
            Frame::OwnBack(entry(4)),
            Frame::Ping { sent_ms: -1 },
            Frame::Pong {
                sent_ms: 1,
                at_ms: 2,
            },
            Frame::Call(vec![5; 3]),
            Frame::Bye { code: 1 },
            Frame::Unrecorded(vec![6; 3]),
            Frame::Early(entry(4)),
        ];
        let lines: Vec<String> = frames
            .iter()
            .map(|frame| {
                assert_eq!(Frame::from_bytes(&frame.to_bytes()).as_ref(), Ok(frame));
                hex::encode(frame.to_bytes())
            })
            .collect();
        insta::assert_snapshot!(lines.join("\n"));
    }

    #[test]
    fn lengths_and_numbers_are_limited() {
        for (length, fit) in [
            (CALL_BYTES_MAX - 1, true),
            (CALL_BYTES_MAX, true),
            (CALL_BYTES_MAX + 1, false),
        ] {
            assert_eq!(fits(Frame::Call(vec![0; length])), fit, "{length}");
        }
        for (length, fit) in [
            (UNRECORDED_FRAME_BYTES_MAX - 1, true),
            (UNRECORDED_FRAME_BYTES_MAX, true),
            (UNRECORDED_FRAME_BYTES_MAX + 1, false),
        ] {
            assert_eq!(fits(Frame::Unrecorded(vec![0; length])), fit, "{length}");
        }
        for (count, fit) in [
            (0, false),
            (1, true),
            (VERSIONS_MAX - 1, true),
            (VERSIONS_MAX, true),
            (VERSIONS_MAX + 1, false),
        ] {
            assert_eq!(fits(Frame::Greeting(greeting(count))), fit, "{count}");
        }
        let around = 60_000;
        let rest = Frame::Entry(entry(around)).to_bytes().len() - around;
        let room = ENTRY_FRAME_BYTES_MAX - rest;
        // Lengths above 65,535 take two more bytes each in the three byte strings around the item.
        for over in 0..16 {
            let frame = Frame::Entry(entry(room - 8 + over));
            let fit = frame.to_bytes().len() <= ENTRY_FRAME_BYTES_MAX;
            assert_eq!(fits(frame), fit, "{over}");
            assert_eq!(fits(Frame::Early(entry(room - 8 + over))), fit, "{over}");
        }
    }

    #[test]
    fn the_longest_frame_is_read_and_one_byte_more_is_not() {
        for (length, too_long) in [
            (FRAME_BYTES_MAX - 1, false),
            (FRAME_BYTES_MAX, false),
            (FRAME_BYTES_MAX + 1, true),
        ] {
            let error = Frame::from_bytes(&vec![0; length]).unwrap_err();
            let refused_for_length =
                matches!(error, FrameError::Encoding(CanonicalError::TooLong { .. }));
            assert_eq!(refused_for_length, too_long, "{length}");
        }
    }

    #[test]
    fn a_receipt_stands_for_one_log_and_head() {
        let receipt = Receipt::sign(SideId([1; 16]), greeting(1).own, &node());
        assert_eq!(receipt.verify(&node().public()), Ok(()));
        assert_eq!(
            Receipt::from_bytes(&receipt.to_bytes()),
            Ok(receipt.clone())
        );
        let mut other_log = receipt.clone();
        other_log.log = SideId([2; 16]);
        let mut other_head = receipt;
        other_head.head.seq += 1;
        for forged in [other_log, other_head] {
            assert!(forged.verify(&node().public()).is_err());
        }
    }

    #[test]
    fn the_highest_version_of_both_is_chosen() {
        for (theirs, ours, chosen) in [
            (&[1][..], &[1][..], Some(1)),
            (&[1, 2, 3], &[2, 1], Some(2)),
            (&[3], &[1, 2], None),
        ] {
            let greeting = Greeting {
                versions: theirs.to_vec(),
                ..greeting(1)
            };
            assert_eq!(greeting.version_with(ours), chosen);
        }
    }
}
