//! Ed25519 keys and signatures (RFC 8032, strict verification), one label for each kind of signature.

use ed25519_dalek::Signer;
use minicbor::{Decode, Decoder, Encode, Encoder};
use sha2::{Digest, Sha256};
use std::fmt;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// Bytes of a signature.
pub const SIGNATURE_BYTES: usize = 64;

/// What can't be used as a key or signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    #[error("32 bytes that aren't a point of the curve")]
    NotAKey,
    #[error("the signature doesn't stand under these bytes")]
    BadSignature,
}

/// What a signature is for. The label's bytes go before the message, so that a signature made for
/// one purpose never verifies for another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Label {
    Charter,
    Credentials,
    AccreditByAdministrator,
    AccreditBySecurityOfficer,
    EnrolRequest,
    Revocation,
    Record,
    InternalRecord,
    LogEntry,
    Receipt,
    SignIn,
    CallEnvelope,
    CommitOrder,
    CommitCountersign,
    CallAttestation,
    Release,
    ArchiveProtocol,
    AttachmentReceipt,
    Passkey,
}

impl Label {
    fn name(self) -> &'static str {
        match self {
            Self::Charter => "charter",
            Self::Credentials => "credentials",
            Self::AccreditByAdministrator => "accredit-administrator",
            Self::AccreditBySecurityOfficer => "accredit-security-officer",
            Self::EnrolRequest => "enrol-request",
            Self::Revocation => "revocation",
            Self::Record => "record",
            Self::InternalRecord => "internal-record",
            Self::LogEntry => "log-entry",
            Self::Receipt => "receipt",
            Self::SignIn => "sign-in",
            Self::CallEnvelope => "call-envelope",
            Self::CommitOrder => "commit-order",
            Self::CommitCountersign => "commit-countersign",
            Self::CallAttestation => "call-attestation",
            Self::Release => "release",
            Self::ArchiveProtocol => "archive-protocol",
            Self::AttachmentReceipt => "attachment-receipt",
            Self::Passkey => "passkey",
        }
    }

    fn message(self, bytes: &[u8]) -> Vec<u8> {
        let mut message = format!("detente/v1/{}\0", self.name()).into_bytes();
        message.extend_from_slice(bytes);
        message
    }
}

/// An Ed25519 public key, 32 bytes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PublicKey(pub [u8; 32]);

impl PublicKey {
    /// Strict: refuses small-order keys and non-canonical signatures (RFC 8032 §8.4 and beyond).
    pub fn verify(
        &self,
        label: Label,
        bytes: &[u8],
        signature: &Signature,
    ) -> Result<(), KeyError> {
        let key =
            ed25519_dalek::VerifyingKey::from_bytes(&self.0).map_err(|_| KeyError::NotAKey)?;
        let signature = ed25519_dalek::Signature::from_bytes(&signature.0);
        key.verify_strict(&label.message(bytes), &signature)
            .map_err(|_| KeyError::BadSignature)
    }
}

/// An Ed25519 signature, 64 bytes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Signature(pub [u8; SIGNATURE_BYTES]);

/// 32 secret bytes: printed as nothing, wiped when dropped.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct SecretSeed(pub [u8; 32]);

impl SecretSeed {
    /// From the operating system's generator.
    pub fn generate() -> Self {
        let mut seed = [0; 32];
        getrandom::fill(&mut seed).expect("the operating system gives random bytes");
        Self(seed)
    }
}

impl fmt::Debug for SecretSeed {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("SecretSeed")
    }
}

/// A signing key; wiped when dropped (by its library).
#[derive(Clone)]
pub struct SigningKey(ed25519_dalek::SigningKey);

impl SigningKey {
    pub fn from_seed(seed: &SecretSeed) -> Self {
        Self(ed25519_dalek::SigningKey::from_bytes(&seed.0))
    }

    pub fn public(&self) -> PublicKey {
        PublicKey(self.0.verifying_key().to_bytes())
    }

    pub fn sign(&self, label: Label, bytes: &[u8]) -> Signature {
        Signature(self.0.sign(&label.message(bytes)).to_bytes())
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("SigningKey")
    }
}

/// SHA-256 (FIPS 180-4).
pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

macro_rules! fixed_bytes {
    ($name:ident, $length:expr, $message:literal) => {
        impl<C> Encode<C> for $name {
            fn encode<W: minicbor::encode::Write>(
                &self,
                out: &mut Encoder<W>,
                _: &mut C,
            ) -> Result<(), minicbor::encode::Error<W::Error>> {
                out.bytes(&self.0)?;
                Ok(())
            }
        }
        impl<'b, C> Decode<'b, C> for $name {
            fn decode(input: &mut Decoder<'b>, _: &mut C) -> Result<Self, minicbor::decode::Error> {
                let bytes: [u8; $length] = input
                    .bytes()?
                    .try_into()
                    .map_err(|_| minicbor::decode::Error::message($message))?;
                Ok(Self(bytes))
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str(&hex::encode(self.0))
            }
        }
        impl fmt::Debug for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(out, "{}({}…)", stringify!($name), hex::encode(&self.0[..6]))
            }
        }
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
                out.collect_str(self)
            }
        }
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
                let text = <String as serde::Deserialize>::deserialize(input)?;
                let mut bytes = [0; $length];
                hex::decode_to_slice(&text, &mut bytes).map_err(serde::de::Error::custom)?;
                Ok(Self(bytes))
            }
        }
    };
}

fixed_bytes!(PublicKey, 32, "a public key has 32 bytes");
fixed_bytes!(Signature, 64, "a signature has 64 bytes");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_stands_for_one_label_key_and_message() {
        let key = SigningKey::from_seed(&SecretSeed([1; 32]));
        let other = SigningKey::from_seed(&SecretSeed([2; 32]));
        let signature = key.sign(Label::Record, b"text");
        assert_eq!(
            key.public().verify(Label::Record, b"text", &signature),
            Ok(())
        );
        for (who, label, text) in [
            (&other, Label::Record, &b"text"[..]),
            (&key, Label::Revocation, b"text"),
            (&key, Label::Record, b"tex"),
        ] {
            assert_eq!(
                who.public().verify(label, text, &signature),
                Err(KeyError::BadSignature)
            );
        }
    }

    #[test]
    fn the_small_order_key_verifies_nothing() {
        // The identity point: a non-strict verifier takes the all-zero scalar for any message.
        let mut point = [0; 32];
        point[0] = 1;
        let mut signature = [0; 64];
        signature[0] = 1;
        assert!(
            PublicKey(point)
                .verify(Label::Record, b"any", &Signature(signature))
                .is_err()
        );
    }

    #[test]
    fn secrets_print_nothing() {
        let seed = SecretSeed([0x42; 32]);
        assert_eq!(format!("{seed:?}"), "SecretSeed");
        assert_eq!(format!("{:?}", SigningKey::from_seed(&seed)), "SigningKey");
    }
}
