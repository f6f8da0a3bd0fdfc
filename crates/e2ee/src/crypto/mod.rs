//! The cryptography of the one suite, for OpenMLS and for sealed bodies: libcrux's, but for signatures, which are
//! ed25519 by the library that signs and verifies records too. A second one, with its tables, is in no program.

mod one_suite;

use ed25519_dalek::{Signature, SigningKey, VerifyingKey};
use hpke_rs::{Hpke, HpkePrivateKey, HpkePublicKey, Mode};
use openmls_libcrux_crypto::{CryptoProvider, RandError};
use openmls_traits::crypto::OpenMlsCrypto;
use openmls_traits::random::OpenMlsRand;
use openmls_traits::types::{
    AeadType, Ciphersuite, CryptoError, ExporterSecret, HashType, HpkeAeadType, HpkeCiphertext,
    HpkeConfig, HpkeKdfType, HpkeKemType, HpkeKeyPair, KemOutput, SignatureScheme,
};
use tls_codec::SecretVLBytes;

use self::one_suite::{AEAD, KDF, KEM, OneSuite};

/// X-Wing (X25519 and ML-KEM-768), ChaCha20-Poly1305, SHA-256, Ed25519. The code point is
/// provisional, so our own version number stands around everything that uses it.
pub const SUITE: Ciphersuite = Ciphersuite::MLS_256_XWING_CHACHA20POLY1305_SHA256_Ed25519;

/// Seeded by the system.
pub(crate) struct Crypto(CryptoProvider);

impl Crypto {
    /// # Errors
    /// When the system gives no randomness.
    pub fn new() -> Result<Self, CryptoError> {
        CryptoProvider::new().map(Self)
    }
}

fn ed25519_only(scheme: SignatureScheme) -> Result<(), CryptoError> {
    match scheme {
        SignatureScheme::ED25519 => Ok(()),
        _ => Err(CryptoError::UnsupportedSignatureScheme),
    }
}

fn sha256_only(hash: HashType) -> Result<(), CryptoError> {
    match hash {
        HashType::Sha2_256 => Ok(()),
        _ => Err(CryptoError::UnsupportedHashAlgorithm),
    }
}

fn chacha20_only(aead: AeadType) -> Result<(), CryptoError> {
    match aead {
        AeadType::ChaCha20Poly1305 => Ok(()),
        _ => Err(CryptoError::UnsupportedAeadAlgorithm),
    }
}

fn hpke(config: &HpkeConfig) -> Result<Hpke<OneSuite>, CryptoError> {
    match config {
        HpkeConfig(
            HpkeKemType::XWingKemDraft6,
            HpkeKdfType::HkdfSha256,
            HpkeAeadType::ChaCha20Poly1305,
        ) => Ok(Hpke::new(Mode::Base, KEM, KDF, AEAD)),
        HpkeConfig(..) => Err(CryptoError::UnsupportedCiphersuite),
    }
}

impl OpenMlsCrypto for Crypto {
    fn signature_key_gen(
        &self,
        scheme: SignatureScheme,
    ) -> Result<(Vec<u8>, Vec<u8>), CryptoError> {
        ed25519_only(scheme)?;
        let seed = self.0.random_array();
        let seed = seed.map_err(|_| CryptoError::InsufficientRandomness)?;
        let key = SigningKey::from_bytes(&seed);
        Ok((seed.to_vec(), key.verifying_key().to_bytes().to_vec()))
    }

    fn verify_signature(
        &self,
        scheme: SignatureScheme,
        data: &[u8],
        public: &[u8],
        signature: &[u8],
    ) -> Result<(), CryptoError> {
        ed25519_only(scheme)?;
        let public = public.try_into().map_err(|_| CryptoError::InvalidLength)?;
        let signature = Signature::from_slice(signature).map_err(|_| CryptoError::InvalidLength)?;
        VerifyingKey::from_bytes(public)
            .and_then(|key| key.verify_strict(data, &signature))
            .map_err(|_| CryptoError::InvalidSignature)
    }

    fn sign(
        &self,
        scheme: SignatureScheme,
        data: &[u8],
        key: &[u8],
    ) -> Result<Vec<u8>, CryptoError> {
        ed25519_only(scheme)?;
        let seed = key.try_into().map_err(|_| CryptoError::InvalidLength)?;
        let signature = ed25519_dalek::Signer::sign(&SigningKey::from_bytes(seed), data);
        Ok(signature.to_vec())
    }

    fn supports(&self, suite: Ciphersuite) -> Result<(), CryptoError> {
        match suite {
            SUITE => Ok(()),
            _ => Err(CryptoError::UnsupportedCiphersuite),
        }
    }

    fn supported_ciphersuites(&self) -> Vec<Ciphersuite> {
        vec![SUITE]
    }

    fn hkdf_extract(
        &self,
        hash: HashType,
        salt: &[u8],
        ikm: &[u8],
    ) -> Result<SecretVLBytes, CryptoError> {
        sha256_only(hash)?;
        self.0.hkdf_extract(HashType::Sha2_256, salt, ikm)
    }

    fn hmac(
        &self,
        hash: HashType,
        key: &[u8],
        message: &[u8],
    ) -> Result<SecretVLBytes, CryptoError> {
        sha256_only(hash)?;
        self.0.hmac(HashType::Sha2_256, key, message)
    }

    fn hkdf_expand(
        &self,
        hash: HashType,
        prk: &[u8],
        info: &[u8],
        len: usize,
    ) -> Result<SecretVLBytes, CryptoError> {
        sha256_only(hash)?;
        self.0.hkdf_expand(HashType::Sha2_256, prk, info, len)
    }

    fn hash(&self, hash: HashType, data: &[u8]) -> Result<Vec<u8>, CryptoError> {
        sha256_only(hash)?;
        self.0.hash(HashType::Sha2_256, data)
    }

    fn aead_encrypt(
        &self,
        aead: AeadType,
        key: &[u8],
        data: &[u8],
        nonce: &[u8],
        aad: &[u8],
    ) -> Result<Vec<u8>, CryptoError> {
        chacha20_only(aead)?;
        self.0
            .aead_encrypt(AeadType::ChaCha20Poly1305, key, data, nonce, aad)
    }

    fn aead_decrypt(
        &self,
        aead: AeadType,
        key: &[u8],
        sealed: &[u8],
        nonce: &[u8],
        aad: &[u8],
    ) -> Result<Vec<u8>, CryptoError> {
        chacha20_only(aead)?;
        self.0
            .aead_decrypt(AeadType::ChaCha20Poly1305, key, sealed, nonce, aad)
    }

    fn hpke_seal(
        &self,
        config: HpkeConfig,
        public: &[u8],
        info: &[u8],
        aad: &[u8],
        data: &[u8],
    ) -> Result<HpkeCiphertext, CryptoError> {
        let public = HpkePublicKey::new(public.to_vec());
        let (kem_output, ciphertext) = hpke(&config)?
            .seal(&public, info, aad, data, None, None, None)
            .map_err(|_| CryptoError::HpkeEncryptionError)?;
        Ok(HpkeCiphertext {
            kem_output: kem_output.into(),
            ciphertext: ciphertext.into(),
        })
    }

    fn hpke_open(
        &self,
        config: HpkeConfig,
        sealed: &HpkeCiphertext,
        private: &[u8],
        info: &[u8],
        aad: &[u8],
    ) -> Result<Vec<u8>, CryptoError> {
        let private = HpkePrivateKey::new(private.to_vec());
        let (kem_output, ciphertext) = (sealed.kem_output.as_ref(), sealed.ciphertext.as_ref());
        hpke(&config)?
            .open(
                kem_output, &private, info, aad, ciphertext, None, None, None,
            )
            .map_err(|_| CryptoError::HpkeDecryptionError)
    }

    fn hpke_setup_sender_and_export(
        &self,
        config: HpkeConfig,
        public: &[u8],
        info: &[u8],
        context: &[u8],
        len: usize,
    ) -> Result<(KemOutput, ExporterSecret), CryptoError> {
        let public = HpkePublicKey::new(public.to_vec());
        let (encapsulation, sender) = hpke(&config)?
            .setup_sender(&public, info, None, None, None)
            .map_err(|_| CryptoError::SenderSetupError)?;
        let exported = sender.export(context, len);
        let exported = exported.map_err(|_| CryptoError::ExporterError)?;
        Ok((encapsulation, exported.into()))
    }

    fn hpke_setup_receiver_and_export(
        &self,
        config: HpkeConfig,
        encapsulation: &[u8],
        private: &[u8],
        info: &[u8],
        context: &[u8],
        len: usize,
    ) -> Result<ExporterSecret, CryptoError> {
        let private = HpkePrivateKey::new(private.to_vec());
        let receiver = hpke(&config)?
            .setup_receiver(encapsulation, &private, info, None, None, None)
            .map_err(|_| CryptoError::ReceiverSetupError)?;
        let exported = receiver.export(context, len);
        exported
            .map(ExporterSecret::from)
            .map_err(|_| CryptoError::ExporterError)
    }

    fn derive_hpke_keypair(
        &self,
        config: HpkeConfig,
        ikm: &[u8],
    ) -> Result<HpkeKeyPair, CryptoError> {
        let pair = hpke(&config)?
            .derive_key_pair(ikm)
            .map_err(|_| CryptoError::CryptoLibraryError)?;
        let (private, public) = pair.into_keys();
        Ok(HpkeKeyPair {
            private: private.as_slice().to_vec().into(),
            public: public.as_slice().to_vec(),
        })
    }
}

impl OpenMlsRand for Crypto {
    type Error = RandError;

    fn random_array<const N: usize>(&self) -> Result<[u8; N], RandError> {
        self.0.random_array()
    }

    fn random_vec(&self, len: usize) -> Result<Vec<u8>, RandError> {
        self.0.random_vec(len)
    }
}
