//! Wycheproof over the primitives that we use, in the libraries through which we use them.

use aes_gcm::aead::{Aead as _, KeyInit as _, Payload};
use aws_lc_rs::agreement;
use libcrux_ml_kem::mlkem768;
use openmls::prelude::{OpenMlsCrypto as _, SignatureScheme};
use openmls_libcrux_crypto::CryptoProvider;
use openmls_traits::types::{AeadType, HashType};
use wycheproof::{TestResult, aead, eddsa, hkdf, mac, mlkem, xdh};

fn provider() -> CryptoProvider {
    CryptoProvider::new().expect("randomness")
}

/// Counts one case: valid ones must be taken, invalid ones refused; of the acceptable ones both are
/// right, and they are counted.
#[derive(Default)]
struct Tally {
    valid: usize,
    invalid: usize,
    acceptable_taken: usize,
    acceptable_refused: usize,
}

impl Tally {
    fn count(&mut self, result: TestResult, taken: bool, case: &dyn std::fmt::Debug) {
        match result {
            TestResult::Valid => {
                assert!(taken, "valid, and refused: {case:?}");
                self.valid += 1;
            }
            TestResult::Invalid => {
                assert!(!taken, "invalid, and taken: {case:?}");
                self.invalid += 1;
            }
            TestResult::Acceptable if taken => self.acceptable_taken += 1,
            TestResult::Acceptable => self.acceptable_refused += 1,
        }
    }

    fn told(&self, what: &str) {
        assert!(self.valid > 0 && self.valid + self.invalid > 5, "{what}");
        println!(
            "{what}: {} valid, {} invalid, {} acceptable taken, {} refused",
            self.valid, self.invalid, self.acceptable_taken, self.acceptable_refused
        );
    }
}

/// Records, entries, accreditations: strict verification. Leaves of MLS: the provider's.
#[test]
fn ed25519() {
    let set = eddsa::TestSet::load(eddsa::TestName::Ed25519).expect("the set");
    let crypto = provider();
    let (mut strict, mut of_provider) = (Tally::default(), Tally::default());
    for group in &set.test_groups {
        let public = group.key.pk.as_slice();
        for test in &group.tests {
            let key = <[u8; 32]>::try_from(public)
                .ok()
                .and_then(|key| ed25519_dalek::VerifyingKey::from_bytes(&key).ok());
            let signature = ed25519_dalek::Signature::from_slice(&test.sig).ok();
            let taken = key
                .zip(signature)
                .is_some_and(|(key, signature)| key.verify_strict(&test.msg, &signature).is_ok());
            strict.count(test.result, taken, test);
            let scheme = SignatureScheme::ED25519;
            let taken = crypto.verify_signature(scheme, &test.msg, public, &test.sig);
            of_provider.count(test.result, taken.is_ok(), test);
        }
    }
    strict.told("Ed25519, ed25519-dalek, strict");
    of_provider.told("Ed25519, libcrux");
}

type Open<'o> = &'o dyn Fn(&aead::Test, &[u8]) -> Option<Vec<u8>>;

fn check_aead(what: &str, name: aead::TestName, key_bits: usize, open: Open<'_>) {
    let set = aead::TestSet::load(name).expect("the set");
    let (mut tally, mut other_sizes) = (Tally::default(), 0);
    for group in &set.test_groups {
        // Keys, nonces and tags of other sizes than ours can't be given to these types.
        if (group.key_size, group.nonce_size, group.tag_size) != (key_bits, 96, 128) {
            other_sizes += group.tests.len();
            continue;
        }
        for test in &group.tests {
            let sealed = [test.ct.as_slice(), test.tag.as_slice()].concat();
            let opened = open(test, &sealed);
            if let Some(opened) = &opened {
                assert_eq!(opened, test.pt.as_slice(), "{test:?}");
            }
            tally.count(test.result, opened.is_some(), test);
        }
    }
    tally.told(what);
    println!("{what}: {other_sizes} cases of other sizes left out");
}

fn by_provider(alg: AeadType) -> impl Fn(&aead::Test, &[u8]) -> Option<Vec<u8>> {
    let crypto = provider();
    move |test, sealed| {
        let ours = crypto.aead_encrypt(alg, &test.key, &test.pt, &test.nonce, &test.aad);
        if test.result == TestResult::Valid {
            assert_eq!(ours.as_deref().ok(), Some(sealed), "{test:?}");
        }
        crypto
            .aead_decrypt(alg, &test.key, sealed, &test.nonce, &test.aad)
            .ok()
    }
}

/// Bodies and groups.
#[test]
fn chacha20_poly1305() {
    let open = by_provider(AeadType::ChaCha20Poly1305);
    let name = aead::TestName::ChaCha20Poly1305;
    check_aead("ChaCha20-Poly1305, libcrux", name, 256, &open);
}

/// Media: the crate behind SFrame.
#[test]
fn aes_256_gcm() {
    let open = |test: &aead::Test, sealed: &[u8]| {
        let cipher = aes_gcm::Aes256Gcm::new_from_slice(&test.key).ok()?;
        let nonce = <[u8; 12]>::try_from(test.nonce.as_slice()).ok()?;
        let payload = |msg| Payload {
            msg,
            aad: &test.aad,
        };
        if test.result == TestResult::Valid {
            let ours = cipher.encrypt(&nonce.into(), payload(&test.pt)).ok();
            assert_eq!(ours.as_deref(), Some(sealed), "{test:?}");
        }
        cipher.decrypt(&nonce.into(), payload(sealed)).ok()
    };
    let name = aead::TestName::AesGcm;
    check_aead("AES-256-GCM, aes-gcm", name, 256, &open);
    let open = by_aws_lc(&aws_lc_rs::aead::AES_256_GCM);
    check_aead("AES-256-GCM, aws-lc-rs", name, 256, &open);
}

/// The line's and the browser's transport.
fn by_aws_lc(
    alg: &'static aws_lc_rs::aead::Algorithm,
) -> impl Fn(&aead::Test, &[u8]) -> Option<Vec<u8>> {
    use aws_lc_rs::aead::{Aad, LessSafeKey, Nonce, UnboundKey};
    move |test, sealed| {
        let key = LessSafeKey::new(UnboundKey::new(alg, &test.key).ok()?);
        let nonce = Nonce::try_assume_unique_for_key(&test.nonce).ok()?;
        let mut bytes = sealed.to_vec();
        let opened = key.open_in_place(nonce, Aad::from(test.aad.as_slice()), &mut bytes);
        opened.ok().map(|opened| opened.to_vec())
    }
}

/// An all-zero shared secret says that the other's key adds nothing; both libraries refuse it.
#[test]
fn x25519() {
    let set = xdh::TestSet::load(xdh::TestName::X25519).expect("the set");
    let mut refused = 0;
    let mut checked = 0;
    for test in set.test_groups.iter().flat_map(|group| &group.tests) {
        let libcrux = libcrux_ecdh::derive(
            libcrux_ecdh::Algorithm::X25519,
            test.public_key.as_slice(),
            test.private_key.as_slice(),
        )
        .ok();
        let private =
            agreement::PrivateKey::from_private_key(&agreement::X25519, &test.private_key);
        let public = agreement::UnparsedPublicKey::new(&agreement::X25519, &test.public_key);
        let aws_lc = private
            .ok()
            .and_then(|private| agreement::agree(&private, public, (), |s| Ok(s.to_vec())).ok());
        let zero = test.shared_secret.iter().all(|byte| *byte == 0);
        let expected =
            (!zero && test.result != TestResult::Invalid).then(|| test.shared_secret.to_vec());
        assert_eq!(libcrux, expected, "libcrux: {test:?}");
        assert_eq!(aws_lc, expected, "aws-lc-rs: {test:?}");
        refused += usize::from(expected.is_none());
        checked += 1;
    }
    assert!(checked > 400 && refused > 0);
    println!("X25519, libcrux and aws-lc-rs: {checked} cases, {refused} refused as all-zero");
}

#[test]
fn hkdf_sha256() {
    let set = hkdf::TestSet::load(hkdf::TestName::HkdfSha256).expect("the set");
    let (crypto, mut tally) = (provider(), Tally::default());
    for test in set.test_groups.iter().flat_map(|group| &group.tests) {
        let hash = HashType::Sha2_256;
        let prk = crypto.hkdf_extract(hash, &test.salt, &test.ikm);
        let okm =
            prk.and_then(|prk| crypto.hkdf_expand(hash, prk.as_slice(), &test.info, test.size));
        if let Ok(okm) = &okm {
            assert_eq!(okm.as_slice(), test.okm.as_slice(), "{test:?}");
        }
        tally.count(test.result, okm.is_ok(), test);
    }
    tally.told("HKDF-SHA-256, libcrux");
}

#[test]
fn hmac_sha256() {
    let set = mac::TestSet::load(mac::TestName::HmacSha256).expect("the set");
    let (crypto, mut tally) = (provider(), Tally::default());
    for group in &set.test_groups {
        for test in &group.tests {
            let tag = crypto.hmac(HashType::Sha2_256, &test.key, &test.msg);
            let tag = tag.expect("any key");
            let taken = tag.as_slice()[..group.tag_size / 8] == *test.tag.as_slice();
            tally.count(test.result, taken, test);
        }
    }
    tally.told("HMAC-SHA-256, libcrux");
}

/// The half of X-Wing that holds where X25519 falls.
#[test]
fn ml_kem_768() {
    let set = mlkem::TestSet::load(mlkem::TestName::MlKem768).expect("the set");
    let mut tally = Tally::default();
    for test in set.test_groups.iter().flat_map(|group| &group.tests) {
        let array =
            |bytes: &Option<wycheproof::ByteString>| bytes.as_ref().map(|bytes| bytes.to_vec());
        let taken = || {
            let seed = <[u8; 64]>::try_from(array(&test.seed)?).ok()?;
            let pair = mlkem768::generate_key_pair(seed);
            if let Some(public) = array(&test.encaps_key) {
                assert_eq!(pair.pk().as_slice(), public);
            }
            let sealed = <[u8; 1_088]>::try_from(array(&test.ct)?).ok()?;
            let shared = mlkem768::decapsulate(pair.private_key(), &sealed.into());
            (Some(shared.to_vec()) == array(&test.shared_secret)).then_some(())
        };
        tally.count(test.result, taken().is_some(), test);
    }
    tally.told("ML-KEM-768, libcrux");
}
