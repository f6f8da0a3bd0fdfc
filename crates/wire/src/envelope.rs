//! What devices say within a call, signed by the device: joins and commits; and how the two nodes
//! order commits.

use domain::{CallId, SubjectId};
use identity::{
    CanonicalError, DeviceId, Hash32, KeyError, Label, PublicKey, SideId, Signature, SigningKey,
    decode_canonical, encode_canonical, sha256,
};
use minicbor::{Decode, Encode};

/// Longest signed accreditation: what fits a credential.
pub const ACCREDITATION_BYTES_MAX: usize = 2 * 1024;
/// Longest MLS key package. One with the longest credential has 4.8 KiB; all 64 of a call have to
/// fit one roster, so the 16 KiB that the library would take are too many.
pub const KEY_PACKAGE_BYTES_MAX: usize = 5 * 1024;
/// Longest signed join: accreditation, key package, ids and the signature.
pub const JOIN_BYTES_MAX: usize = ACCREDITATION_BYTES_MAX + KEY_PACKAGE_BYTES_MAX + 384;
/// Longest MLS commit. What is longer because it adds many devices is made in two halves.
pub const COMMIT_BYTES_MAX: usize = 176 * 1024;
/// Longest MLS welcome: it carries the tree of all 64 devices with their accreditations.
pub const WELCOME_BYTES_MAX: usize = 320 * 1024;
/// Longest MLS application message.
pub const GROUP_MESSAGE_BYTES_MAX: usize = 16 * 1024;
/// Longest signed envelope.
pub(crate) const ENVELOPE_BYTES_MAX: usize = COMMIT_BYTES_MAX + WELCOME_BYTES_MAX + 8 * 1024;

/// Which group of a call: a group that got stuck is followed by the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cbor(transparent)]
pub struct GroupId(#[n(0)] pub u32);

/// A device wants in.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct JoinBody {
    #[n(0)]
    pub contact: SubjectId,
    #[n(1)]
    pub side: SideId,
    /// The signed accreditation: the credential within the group.
    #[cbor(n(2), with = "minicbor::bytes")]
    pub accreditation: Vec<u8>,
    #[cbor(n(3), with = "minicbor::bytes")]
    pub key_package: Vec<u8>,
    /// The only group that this join is good for: a key package serves once.
    #[n(4)]
    pub group: GroupId,
}

/// A device changes the group.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct CommitBody {
    #[n(0)]
    pub call: CallId,
    #[n(1)]
    pub group: GroupId,
    /// The epoch that it ends.
    #[n(2)]
    pub epoch: u64,
    #[cbor(n(3), with = "minicbor::bytes")]
    pub commit: Vec<u8>,
    #[cbor(n(4), with = "minicbor::bytes")]
    pub welcome: Vec<u8>,
    /// SHA-256 of the joins whose devices it adds.
    #[n(5)]
    pub adds: Vec<Hash32>,
    #[n(6)]
    pub removes: Vec<DeviceId>,
}

/// What an envelope holds.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub enum CallEnvelope {
    #[n(0)]
    Join(#[n(0)] JoinBody),
    #[n(1)]
    Commit(#[n(0)] CommitBody),
}

/// An envelope under its device's signature.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct SignedEnvelope {
    #[n(0)]
    pub device: DeviceId,
    #[cbor(n(1), with = "minicbor::bytes")]
    body: Vec<u8>,
    #[n(2)]
    signature: Signature,
}

/// Why an envelope isn't taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EnvelopeError {
    #[error(transparent)]
    Encoding(#[from] CanonicalError),
    #[error("the envelope isn't signed by the device that it names")]
    Signature(#[from] KeyError),
    #[error("the {what} has {got} bytes, at most {max} are taken")]
    TooLong {
        what: &'static str,
        got: usize,
        max: usize,
    },
    #[error("the envelope adds or removes {0} devices, at most {max}", max = domain::CALL_DEVICES_MAX)]
    TooMany(usize),
}

impl SignedEnvelope {
    pub fn sign(envelope: &CallEnvelope, device: &SigningKey) -> Self {
        let body = encode_canonical(envelope);
        Self {
            device: DeviceId::of_key(&device.public()),
            signature: device.sign(Label::CallEnvelope, &body),
            body,
        }
    }

    pub fn decode(bytes: &[u8]) -> Result<Self, EnvelopeError> {
        Ok(decode_canonical(
            "call envelope",
            bytes,
            ENVELOPE_BYTES_MAX,
        )?)
    }

    pub fn encode(&self) -> Vec<u8> {
        encode_canonical(self)
    }

    /// SHA-256 of the whole envelope; what nodes order and rosters name.
    pub fn hash(&self) -> Hash32 {
        Hash32(sha256(&self.encode()))
    }

    /// The contents, if `key` is the named device's and signed them.
    pub fn verify(&self, key: &PublicKey) -> Result<CallEnvelope, EnvelopeError> {
        if DeviceId::of_key(key) != self.device {
            return Err(KeyError::BadSignature.into());
        }
        key.verify(Label::CallEnvelope, &self.body, &self.signature)?;
        let envelope: CallEnvelope =
            decode_canonical("call envelope", &self.body, ENVELOPE_BYTES_MAX)?;
        envelope.check()?;
        Ok(envelope)
    }
}

impl SignedEnvelope {
    /// The commit within, without looking at the signature: for one who verified it before.
    pub fn peek_commit(&self) -> Option<CommitBody> {
        match decode_canonical("call envelope", &self.body, ENVELOPE_BYTES_MAX) {
            Ok(CallEnvelope::Commit(commit)) => Some(commit),
            Ok(CallEnvelope::Join(_)) | Err(_) => None,
        }
    }
}

impl CallEnvelope {
    fn check(&self) -> Result<(), EnvelopeError> {
        let within = |what, got: usize, max: usize| {
            if got > max {
                Err(EnvelopeError::TooLong { what, got, max })
            } else {
                Ok(())
            }
        };
        match self {
            Self::Join(join) => {
                within(
                    "accreditation",
                    join.accreditation.len(),
                    ACCREDITATION_BYTES_MAX,
                )?;
                within("key package", join.key_package.len(), KEY_PACKAGE_BYTES_MAX)
            }
            Self::Commit(commit) => {
                within("commit", commit.commit.len(), COMMIT_BYTES_MAX)?;
                within("welcome", commit.welcome.len(), WELCOME_BYTES_MAX)?;
                let changes = commit.adds.len() + commit.removes.len();
                if changes > 2 * domain::CALL_DEVICES_MAX {
                    return Err(EnvelopeError::TooMany(changes));
                }
                Ok(())
            }
        }
    }
}

/// One place in a group's order of commits: the ordering node's signature, then the other's under it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Order {
    #[n(0)]
    pub call: CallId,
    #[n(1)]
    pub group: GroupId,
    #[n(2)]
    pub epoch: u64,
    #[n(3)]
    pub envelope: Hash32,
    #[n(4)]
    pub ordered: Option<Signature>,
    #[n(5)]
    pub countersigned: Option<Signature>,
}

/// Why an order doesn't stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OrderError {
    #[error("the node of the side that proposed didn't order this commit")]
    NotOrdered,
    #[error("the other side's node didn't countersign this order")]
    NotCountersigned,
}

impl Order {
    pub fn new(call: CallId, group: GroupId, epoch: u64, envelope: Hash32) -> Self {
        Self {
            call,
            group,
            epoch,
            envelope,
            ordered: None,
            countersigned: None,
        }
    }

    fn bytes(&self) -> Vec<u8> {
        encode_canonical(&Self {
            ordered: None,
            countersigned: None,
            ..self.clone()
        })
    }

    /// By the node of the side that proposed.
    pub fn order(mut self, node: &SigningKey) -> Self {
        self.ordered = Some(node.sign(Label::CommitOrder, &self.bytes()));
        self
    }

    /// By the other node.
    pub fn countersign(mut self, node: &SigningKey) -> Self {
        self.countersigned = Some(node.sign(Label::CommitCountersign, &self.bytes()));
        self
    }

    pub fn verify_ordered(&self, orderer: &PublicKey) -> Result<(), OrderError> {
        let signature = self.ordered.as_ref().ok_or(OrderError::NotOrdered)?;
        orderer
            .verify(Label::CommitOrder, &self.bytes(), signature)
            .map_err(|_| OrderError::NotOrdered)
    }

    /// Both signatures: only then does a device apply the commit.
    pub fn verify_both(&self, orderer: &PublicKey, other: &PublicKey) -> Result<(), OrderError> {
        self.verify_ordered(orderer)?;
        let signature = self
            .countersigned
            .as_ref()
            .ok_or(OrderError::NotCountersigned)?;
        other
            .verify(Label::CommitCountersign, &self.bytes(), signature)
            .map_err(|_| OrderError::NotCountersigned)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use identity::SecretSeed;

    fn key(number: u8) -> SigningKey {
        SigningKey::from_seed(&SecretSeed([number; 32]))
    }

    fn commit(commit: usize, welcome: usize) -> CallEnvelope {
        CallEnvelope::Commit(CommitBody {
            call: CallId([1; 16]),
            group: GroupId(1),
            epoch: 3,
            commit: vec![0; commit],
            welcome: vec![0; welcome],
            adds: vec![],
            removes: vec![],
        })
    }

    fn join(accreditation: usize, key_package: usize) -> CallEnvelope {
        CallEnvelope::Join(JoinBody {
            contact: SubjectId([1; 16]),
            side: SideId([1; 16]),
            accreditation: vec![0; accreditation],
            key_package: vec![0; key_package],
            group: GroupId(u32::MAX),
        })
    }

    #[test]
    fn the_longest_join_is_as_long_as_said() {
        let longest = join(ACCREDITATION_BYTES_MAX, KEY_PACKAGE_BYTES_MAX);
        let bytes = SignedEnvelope::sign(&longest, &key(1)).encode();
        assert!(bytes.len() <= JOIN_BYTES_MAX, "{}", bytes.len());
    }

    /// What stands on the wire; a change here is a new version of the protocol.
    #[test]
    fn a_join_has_these_bytes() {
        let bytes = encode_canonical(&join(2, 3));
        let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        let ones = "01".repeat(16);
        assert_eq!(
            hex,
            format!("82008185 50{ones} 50{ones} 420000 43000000 1affffffff").replace(' ', "")
        );
    }

    #[test]
    fn an_envelope_is_its_devices() {
        let signed = SignedEnvelope::sign(&commit(10, 0), &key(1));
        let read = SignedEnvelope::decode(&signed.encode()).unwrap();
        assert_eq!(read.verify(&key(1).public()), Ok(commit(10, 0)));
        assert!(read.verify(&key(2).public()).is_err());
    }

    #[test]
    fn sizes_are_bounded() {
        for over in [-1i64, 0, 1] {
            let at = |max: usize| (max as i64 + over) as usize;
            for envelope in [
                commit(at(COMMIT_BYTES_MAX), 0),
                commit(0, at(WELCOME_BYTES_MAX)),
            ] {
                let signed = SignedEnvelope::sign(&envelope, &key(1));
                assert_eq!(signed.verify(&key(1).public()).is_ok(), over <= 0, "{over}");
            }
            for (accreditation, key_package) in [
                (at(ACCREDITATION_BYTES_MAX), 0),
                (0, at(KEY_PACKAGE_BYTES_MAX)),
            ] {
                let join = join(accreditation, key_package);
                let signed = SignedEnvelope::sign(&join, &key(1));
                assert_eq!(signed.verify(&key(1).public()).is_ok(), over <= 0, "{over}");
            }
        }
    }

    #[test]
    fn an_envelope_is_read_up_to_its_length() {
        let envelope = |body: usize| SignedEnvelope {
            body: vec![0; body],
            ..SignedEnvelope::sign(&commit(0, 0), &key(1))
        };
        // All lengths of a body here take as many bytes to say.
        let around = envelope(100_000).encode().len() - 100_000;
        let max = ENVELOPE_BYTES_MAX;
        for (len, fits) in [(max - 1, true), (max, true), (max + 1, false)] {
            let bytes = envelope(len - around).encode();
            assert_eq!(bytes.len(), len);
            assert_eq!(SignedEnvelope::decode(&bytes).is_ok(), fits, "{len}");
        }
    }

    #[test]
    fn an_order_needs_both_nodes() {
        let (orderer, other) = (key(1), key(2));
        let bare = Order::new(CallId([1; 16]), GroupId(1), 0, Hash32([7; 32]));
        let ordered = bare.clone().order(&orderer);
        let both = ordered.clone().countersign(&other);
        let verify = |order: &Order| order.verify_both(&orderer.public(), &other.public());
        assert_eq!(verify(&both), Ok(()));
        assert_eq!(verify(&bare), Err(OrderError::NotOrdered));
        assert_eq!(verify(&ordered), Err(OrderError::NotCountersigned));
        assert_eq!(
            verify(&ordered.countersign(&orderer)),
            Err(OrderError::NotCountersigned)
        );
        let moved = Order { epoch: 1, ..both };
        assert_eq!(verify(&moved), Err(OrderError::NotOrdered));
    }
}
