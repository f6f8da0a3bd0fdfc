//! What HPKE asks of its cryptography, of the one suite alone: all of it libcrux's. Its HPKE provider chooses the algorithm
//! while it runs, so that a program has those of every suite (ML-KEM-512 and 1024, P-256, AES, longer hashes), and a
//! browser would fetch them for nothing. Here X-Wing is called by its name.

use hpke_rs_crypto::{
    HpkeCrypto, Rng as _,
    error::Error,
    types::{AeadAlgorithm, KdfAlgorithm, KemAlgorithm},
};
use hpke_rs_libcrux::{HpkeLibcrux, HpkeLibcruxPrng};
use libcrux_kem::{XWing, XWingKemDraft06PublicKey};
use libcrux_traits::kem::arrayref::Kem as _;
use std::fmt::Debug;
use zeroize::Zeroizing;

use crate::hpke::{ENCAPSULATION_LEN, PUBLIC_KEY_LEN};

pub const KEM: KemAlgorithm = KemAlgorithm::XWingDraft06;
pub const KDF: KdfAlgorithm = KdfAlgorithm::HkdfSha256;
pub const AEAD: AeadAlgorithm = AeadAlgorithm::ChaCha20Poly1305;

/// A private key is a seed; what it is expanded to stays here.
const SEED_LEN: usize = 32;
const EXPANDED_LEN: usize = 2_432;
const ENCAPSULATION_RANDOM_LEN: usize = 64;
const SHARED_LEN: usize = 32;

/// Of libcrux.
#[derive(Debug)]
pub struct OneSuite;

impl HpkeCrypto for OneSuite {
    type HpkePrng = HpkeLibcruxPrng;

    fn name() -> String {
        "X-Wing, HKDF-SHA-256, ChaCha20-Poly1305".into()
    }

    fn supports_kdf(kdf: KdfAlgorithm) -> Result<(), Error> {
        match kdf {
            KDF => Ok(()),
            _ => Err(Error::UnknownKdfAlgorithm),
        }
    }

    fn supports_kem(kem: KemAlgorithm) -> Result<(), Error> {
        match kem {
            KEM => Ok(()),
            _ => Err(Error::UnknownKemAlgorithm),
        }
    }

    fn supports_aead(aead: AeadAlgorithm) -> Result<(), Error> {
        match aead {
            AEAD => Ok(()),
            _ => Err(Error::UnknownAeadAlgorithm),
        }
    }

    fn prng() -> HpkeLibcruxPrng {
        HpkeLibcrux::prng()
    }

    fn kdf_extract(kdf: KdfAlgorithm, salt: &[u8], ikm: &[u8]) -> Result<Vec<u8>, Error> {
        Self::supports_kdf(kdf)?;
        HpkeLibcrux::kdf_extract(KDF, salt, ikm)
    }

    fn kdf_expand(
        kdf: KdfAlgorithm,
        prk: &[u8],
        info: &[u8],
        len: usize,
    ) -> Result<Vec<u8>, Error> {
        Self::supports_kdf(kdf)?;
        HpkeLibcrux::kdf_expand(KDF, prk, info, len)
    }

    /// X-Wing is no Diffie-Hellman group to HPKE.
    fn dh(_: KemAlgorithm, _: &[u8], _: &[u8]) -> Result<Vec<u8>, Error> {
        Err(Error::UnsupportedKemOperation)
    }

    fn secret_to_public(_: KemAlgorithm, _: &[u8]) -> Result<Vec<u8>, Error> {
        Err(Error::UnsupportedKemOperation)
    }

    fn dh_validate_sk(_: KemAlgorithm, _: &[u8]) -> Result<Vec<u8>, Error> {
        Err(Error::UnsupportedKemOperation)
    }

    fn kem_key_gen(
        kem: KemAlgorithm,
        prng: &mut HpkeLibcruxPrng,
    ) -> Result<(Vec<u8>, Vec<u8>), Error> {
        let mut seed = Zeroizing::new([0; SEED_LEN]);
        prng.fill_bytes(seed.as_mut());
        Self::kem_key_gen_derand(kem, seed.as_ref())
    }

    fn kem_key_gen_derand(kem: KemAlgorithm, seed: &[u8]) -> Result<(Vec<u8>, Vec<u8>), Error> {
        Self::supports_kem(kem)?;
        let (public, _) = expanded(seed)?;
        Ok((public.to_vec(), seed.to_vec()))
    }

    fn kem_encaps(
        kem: KemAlgorithm,
        public: &[u8],
        prng: &mut HpkeLibcruxPrng,
    ) -> Result<(Vec<u8>, Vec<u8>), Error> {
        Self::supports_kem(kem)?;
        let bytes = public.try_into().map_err(|_| Error::KemInvalidPublicKey)?;
        // That it is one: the library's own check (FIPS 203 §7.2).
        XWingKemDraft06PublicKey::decode(public).map_err(|_| Error::KemInvalidPublicKey)?;
        let mut random = Zeroizing::new([0; ENCAPSULATION_RANDOM_LEN]);
        prng.fill_bytes(random.as_mut());
        let (mut encapsulation, mut shared) = ([0; ENCAPSULATION_LEN], [0; SHARED_LEN]);
        XWing::encaps(&mut encapsulation, &mut shared, bytes, &random).map_err(failed)?;
        Ok((shared.to_vec(), encapsulation.to_vec()))
    }

    fn kem_decaps(
        kem: KemAlgorithm,
        encapsulation: &[u8],
        private: &[u8],
    ) -> Result<Vec<u8>, Error> {
        Self::supports_kem(kem)?;
        let encapsulation = encapsulation
            .try_into()
            .map_err(|_| Error::KemInvalidCiphertext)?;
        let (_, private) = expanded(private)?;
        let mut shared = [0; SHARED_LEN];
        XWing::decaps(&mut shared, encapsulation, &private).map_err(failed)?;
        Ok(shared.to_vec())
    }

    fn aead_seal(
        aead: AeadAlgorithm,
        key: &[u8],
        nonce: &[u8],
        aad: &[u8],
        message: &[u8],
    ) -> Result<Vec<u8>, Error> {
        Self::supports_aead(aead)?;
        HpkeLibcrux::aead_seal(AEAD, key, nonce, aad, message)
    }

    fn aead_open(
        aead: AeadAlgorithm,
        key: &[u8],
        nonce: &[u8],
        aad: &[u8],
        sealed: &[u8],
    ) -> Result<Vec<u8>, Error> {
        Self::supports_aead(aead)?;
        HpkeLibcrux::aead_open(AEAD, key, nonce, aad, sealed)
    }
}

type Expanded = ([u8; PUBLIC_KEY_LEN], Zeroizing<[u8; EXPANDED_LEN]>);

/// Both keys of a seed.
fn expanded(seed: &[u8]) -> Result<Expanded, Error> {
    let seed = seed.try_into().map_err(|_| Error::KemInvalidSecretKey)?;
    let mut public = [0; PUBLIC_KEY_LEN];
    let mut private = Zeroizing::new([0; EXPANDED_LEN]);
    XWing::keygen(&mut public, &mut private, seed).map_err(failed)?;
    Ok((public, private))
}

fn failed(error: impl Debug) -> Error {
    Error::CryptoLibraryError(format!("{error:?}"))
}

#[cfg(test)]
#[path = "one_suite_tests.rs"]
mod tests;
