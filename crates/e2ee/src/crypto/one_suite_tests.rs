//! The one suite beside the provider that has them all: each opens what the other sealed.

use super::*;

type Keys = (Vec<u8>, Vec<u8>);

fn keys(seed: u8) -> (Keys, Keys) {
    let seed = [seed; SEED_LEN];
    let ours = OneSuite::kem_key_gen_derand(KEM, &seed).unwrap();
    let theirs = HpkeLibcrux::kem_key_gen_derand(KEM, &seed).unwrap();
    (ours, theirs)
}

#[test]
fn a_seed_makes_the_same_keys() {
    for seed in [0, 1, 0x7f, 0xff] {
        let (ours, theirs) = keys(seed);
        assert_eq!(ours, theirs, "{seed}");
    }
}

#[test]
fn each_opens_what_the_other_sealed() {
    for seed in 0..16 {
        let ((public, private), _) = keys(seed);
        let (shared, sealed) = OneSuite::kem_encaps(KEM, &public, &mut OneSuite::prng()).unwrap();
        let opened = HpkeLibcrux::kem_decaps(KEM, &sealed, &private).unwrap();
        assert_eq!(shared, opened);
        let (shared, sealed) =
            HpkeLibcrux::kem_encaps(KEM, &public, &mut HpkeLibcrux::prng()).unwrap();
        let opened = OneSuite::kem_decaps(KEM, &sealed, &private).unwrap();
        assert_eq!(shared, opened);
        // What was altered opens to something else, on both alike (FIPS 203 §6.3).
        let mut altered = sealed;
        altered[0] ^= 1;
        let ours = OneSuite::kem_decaps(KEM, &altered, &private).unwrap();
        assert_ne!(ours, shared);
        assert_eq!(
            ours,
            HpkeLibcrux::kem_decaps(KEM, &altered, &private).unwrap()
        );
    }
}

#[test]
fn keys_and_encapsulations_of_other_lengths_or_values_are_refused() {
    let ((public, private), _) = keys(3);
    let mut prng = OneSuite::prng();
    let (_, sealed) = OneSuite::kem_encaps(KEM, &public, &mut prng).unwrap();
    for change in [-1, 1] {
        let resized = |bytes: &[u8]| {
            let mut bytes = bytes.to_vec();
            bytes.resize(bytes.len().checked_add_signed(change).unwrap(), 0);
            bytes
        };
        assert!(OneSuite::kem_encaps(KEM, &resized(&public), &mut prng).is_err());
        assert!(OneSuite::kem_decaps(KEM, &resized(&sealed), &private).is_err());
        assert!(OneSuite::kem_decaps(KEM, &sealed, &resized(&private)).is_err());
        assert!(OneSuite::kem_key_gen_derand(KEM, &resized(&private)).is_err());
    }
    // Coefficients above the modulus (FIPS 203 §7.2).
    let mut no_key = public.clone();
    no_key[..3].fill(0xff);
    assert!(OneSuite::kem_encaps(KEM, &no_key, &mut prng).is_err());
    // The half of X25519 that makes every secret zero.
    let mut weak = public;
    weak[PUBLIC_KEY_LEN - 32..].fill(0);
    assert!(OneSuite::kem_encaps(KEM, &weak, &mut prng).is_err());
}

#[test]
fn another_suite_is_refused_by_name() {
    let other = KemAlgorithm::DhKem25519;
    assert!(OneSuite::supports_kem(other).is_err());
    assert!(OneSuite::kem_key_gen_derand(other, &[1; SEED_LEN]).is_err());
    assert!(OneSuite::supports_kdf(KdfAlgorithm::HkdfSha512).is_err());
    assert!(OneSuite::kdf_extract(KdfAlgorithm::HkdfSha512, b"", b"").is_err());
    let aes = AeadAlgorithm::Aes256Gcm;
    assert!(OneSuite::supports_aead(aes).is_err());
    assert!(OneSuite::aead_seal(aes, &[0; 32], &[0; 12], b"", b"").is_err());
}
