//! HPKE (RFC 9180) with X-Wing (X25519 and ML-KEM-768), HKDF-SHA-256 and ChaCha20-Poly1305: keys of
//! audiences, grants of such keys, and the wraps of sealed bodies.

use crate::crypto::Crypto;
use crate::secret::{Plaintext, Secret};
use minicbor::{Decode, Encode};
use openmls_traits::crypto::OpenMlsCrypto as _;
use openmls_traits::random::OpenMlsRand as _;
use openmls_traits::types::{
    HpkeAeadType, HpkeCiphertext, HpkeConfig, HpkeKdfType, HpkeKemType, HpkePrivateKey,
};
use std::fmt;

const CONFIG: HpkeConfig = HpkeConfig(
    HpkeKemType::XWingKemDraft6,
    HpkeKdfType::HkdfSha256,
    HpkeAeadType::ChaCha20Poly1305,
);

/// Bytes of an X-Wing public key.
pub const PUBLIC_KEY_LEN: usize = 1_216;
/// Bytes of an X-Wing encapsulation.
pub const ENCAPSULATION_LEN: usize = 1_120;
/// What sealing adds to a plaintext besides the encapsulation.
pub const HPKE_TAG_LEN: usize = 16;

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HpkeError {
    #[error("no randomness")]
    NoRandomness,
    #[error("public key of {len} bytes, {PUBLIC_KEY_LEN} expected")]
    PublicKeyLen { len: usize },
    #[error("encapsulation of {len} bytes, {ENCAPSULATION_LEN} expected")]
    EncapsulationLen { len: usize },
    #[error("not a public key that can be sealed to")]
    PublicKey,
    #[error("no key pair from this seed")]
    Seed,
    #[error("sealed to another key, under another context, or altered")]
    Authentication,
}

/// A key pair to which bodies and grants are sealed. The secret half is not printed.
pub struct HpkeKeyPair {
    private: HpkePrivateKey,
    public: HpkePublicKey,
}

/// The public half, as it travels in accreditations and grants.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct HpkePublicKey(Vec<u8>);

/// A plaintext sealed to one key.
#[derive(Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct SealedTo {
    #[n(0)]
    #[cbor(with = "minicbor::bytes")]
    pub encapsulation: Vec<u8>,
    #[n(1)]
    #[cbor(with = "minicbor::bytes")]
    pub ciphertext: Vec<u8>,
}

impl HpkePublicKey {
    /// # Errors
    /// When the length is not that of an X-Wing key. Whether it is one shows when sealing.
    pub fn new(bytes: &[u8]) -> Result<Self, HpkeError> {
        if bytes.len() != PUBLIC_KEY_LEN {
            return Err(HpkeError::PublicKeyLen { len: bytes.len() });
        }
        Ok(Self(bytes.to_vec()))
    }

    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl HpkeKeyPair {
    /// # Errors
    /// When the system gives no randomness.
    pub fn generate() -> Result<Self, HpkeError> {
        Self::from_seed(&random::<32>()?)
    }

    /// The pair that belongs to a seed: the same each time, so a grant need only carry the seed.
    ///
    /// # Errors
    /// When the library refuses the seed.
    pub fn from_seed(seed: &Secret<32>) -> Result<Self, HpkeError> {
        let pair = crypto()?
            .derive_hpke_keypair(CONFIG, seed.danger_bytes())
            .map_err(|_| HpkeError::Seed)?;
        Ok(Self {
            private: pair.private,
            public: HpkePublicKey::new(&pair.public)?,
        })
    }

    pub fn public(&self) -> &HpkePublicKey {
        &self.public
    }

    /// Opens what was sealed to this key under the same `info` and `aad`.
    ///
    /// # Errors
    /// [`HpkeError::Authentication`] for anything else.
    pub fn open(&self, info: &[u8], aad: &[u8], sealed: &SealedTo) -> Result<Plaintext, HpkeError> {
        let len = sealed.encapsulation.len();
        if len != ENCAPSULATION_LEN {
            return Err(HpkeError::EncapsulationLen { len });
        }
        if sealed.ciphertext.len() < HPKE_TAG_LEN {
            return Err(HpkeError::Authentication);
        }
        let input = HpkeCiphertext {
            kem_output: sealed.encapsulation.clone().into(),
            ciphertext: sealed.ciphertext.clone().into(),
        };
        crypto()?
            .hpke_open(CONFIG, &input, &self.private, info, aad)
            .map(Plaintext::new)
            .map_err(|_| HpkeError::Authentication)
    }
}

/// Seals to one key. `info` says what for, `aad` what else has to be the same on opening.
///
/// # Errors
/// When `public` is no key.
pub fn seal_to(
    public: &HpkePublicKey,
    info: &[u8],
    aad: &[u8],
    plaintext: &[u8],
) -> Result<SealedTo, HpkeError> {
    let sealed = crypto()?
        .hpke_seal(CONFIG, public.as_bytes(), info, aad, plaintext)
        .map_err(|_| HpkeError::PublicKey)?;
    Ok(SealedTo {
        encapsulation: sealed.kem_output.into(),
        ciphertext: sealed.ciphertext.into(),
    })
}

/// Seeded afresh by the system.
pub(crate) fn crypto() -> Result<Crypto, HpkeError> {
    Crypto::new().map_err(|_| HpkeError::NoRandomness)
}

pub(crate) fn random<const N: usize>() -> Result<Secret<N>, HpkeError> {
    crypto()?
        .random_array()
        .map(Secret::new)
        .map_err(|_| HpkeError::NoRandomness)
}

impl fmt::Debug for HpkeKeyPair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HpkeKeyPair(…)")
    }
}

impl fmt::Debug for HpkePublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HpkePublicKey({:?})", crate::Digest::of(&self.0))
    }
}

impl fmt::Debug for SealedTo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SealedTo({} bytes)", self.ciphertext.len())
    }
}
