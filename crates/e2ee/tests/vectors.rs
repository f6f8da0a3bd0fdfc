//! The published vectors of SFrame and of the MLS working group, as far as the public interfaces of the
//! libraries below us reach, with our provider. They lie beside the repository; where they don't, each
//! test says so.

use openmls::prelude::{
    MlsMessageBodyIn, MlsMessageIn, OpenMlsCrypto as _, RatchetTreeIn, SignatureScheme,
};
use openmls_libcrux_crypto::CryptoProvider;
use openmls_traits::types::{
    Ciphersuite, HashType, HpkeAeadType, HpkeCiphertext, HpkeConfig, HpkeKdfType, HpkeKemType,
};
use serde_json::Value;
use sframe::CipherSuite;
use sframe::frame::{EncryptedFrameView, MediaFrameView, MonotonicCounter};
use sframe::header::SframeHeader;
use sframe::key::{DecryptionKey, EncryptionKey};
use std::path::Path;
use tls_codec::{Deserialize as _, Serialize as _, VLBytes};

/// Longer ones than any message of ours aren't tried: a length is believed only when bytes follow.
const VLBYTES_MAX: u64 = 1 << 20;

fn vectors(file: &str) -> Option<Value> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/vectors");
    let Ok(text) = std::fs::read_to_string(folder.join(file)) else {
        println!("skipped: no {file} in the folder of published vectors");
        return None;
    };
    Some(serde_json::from_str(&text).expect("JSON"))
}

fn list(value: &Value) -> &[Value] {
    value.as_array().expect("a list")
}

fn number(value: &Value, name: &str) -> u64 {
    value[name].as_u64().expect("a number")
}

fn bytes(value: &Value, name: &str) -> Vec<u8> {
    hex::decode(value[name].as_str().expect("text")).expect("hex")
}

fn text<'v>(value: &'v Value, name: &str) -> &'v str {
    value[name].as_str().expect("text")
}

#[test]
fn sframe_headers_are_as_published() {
    let Some(all) = vectors("sframe-test-vectors.json") else {
        return;
    };
    let mut checked = 0;
    for vector in list(&all["header"]) {
        let (kid, counter) = (number(vector, "kid"), number(vector, "ctr"));
        let encoded = bytes(vector, "encoded");
        let header = SframeHeader::new(kid, counter);
        assert_eq!(Vec::from(&header), encoded, "{kid} {counter}");
        let read = SframeHeader::deserialize(&encoded).expect("read");
        assert_eq!((read.key_id(), read.counter()), (kid, counter));
        checked += 1;
    }
    assert!(checked > 0);
    println!("SFrame: {checked} headers");
}

#[test]
fn sframe_frames_seal_and_open_as_published() {
    let Some(all) = vectors("sframe-test-vectors.json") else {
        return;
    };
    let mut checked = 0;
    for vector in list(&all["sframe"]) {
        let suite = match number(vector, "cipher_suite") {
            4 => CipherSuite::AesGcm128Sha256,
            5 => CipherSuite::AesGcm256Sha512,
            other => {
                println!("skipped: suite {other} has counter mode, which nothing of ours uses");
                continue;
            }
        };
        let (kid, counter) = (number(vector, "kid"), number(vector, "ctr"));
        let (base, metadata) = (bytes(vector, "base_key"), bytes(vector, "metadata"));
        let (plaintext, sealed) = (bytes(vector, "pt"), bytes(vector, "ct"));
        let mut counting = MonotonicCounter::with_start_value(counter, u64::MAX);
        let frame = MediaFrameView::try_with_meta_data(&mut counting, &plaintext, &metadata);
        let key = EncryptionKey::derive_from(suite, kid, &base).expect("derived");
        let ours = frame.expect("a frame").encrypt(&key).expect("sealed");
        assert_eq!(ours.sframe_cipher_text(), sealed);
        let key = DecryptionKey::derive_from(suite, kid, &base).expect("derived");
        let open = |bytes: &[u8]| {
            let view = EncryptedFrameView::try_with_meta_data(bytes, &metadata[..]).ok()?;
            let mut buffer = Vec::new();
            let opened = view.decrypt_into(&key, &mut buffer).ok()?;
            Some(opened.payload().to_vec())
        };
        assert_eq!(open(&sealed), Some(plaintext));
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert_eq!(open(&changed), None, "byte {at}");
        }
        checked += 1;
    }
    assert_eq!(checked, 2, "both suites with GCM");
    println!("SFrame: {checked} frames; the lists of CTR and HMAC have no public interface");
}

#[test]
fn mls_lengths_are_read_as_published() {
    let Some(all) = vectors("mls-deserialization.json") else {
        return;
    };
    let mut checked = 0;
    for vector in list(&all) {
        let length = number(vector, "length");
        if length > VLBYTES_MAX {
            println!("skipped: a vector of {length} bytes");
            continue;
        }
        let header = bytes(vector, "vlbytes_header");
        let whole = [&header[..], &vec![7; length as usize]].concat();
        let read = VLBytes::tls_deserialize_exact(&whole).expect("read");
        assert_eq!(read.as_slice().len() as u64, length);
        assert_eq!(read.tls_serialize_detached().expect("written"), whole);
        if length > 0 {
            let short = &whole[..whole.len() - 1];
            assert!(VLBytes::tls_deserialize_exact(short).is_err());
        }
        checked += 1;
    }
    assert!(checked > 0);
    println!("MLS: {checked} lengths");
}

#[test]
fn mls_messages_are_read_and_written_as_published() {
    let Some(all) = vectors("mls-messages.json") else {
        return;
    };
    let mut checked = 0;
    for vector in list(&all) {
        for name in [
            "mls_welcome",
            "mls_group_info",
            "mls_key_package",
            "public_message_application",
            "public_message_proposal",
            "public_message_commit",
            "private_message",
        ] {
            let published = bytes(vector, name);
            let read = MlsMessageIn::tls_deserialize_exact(&published)
                .unwrap_or_else(|error| panic!("{name}: {error:?}"));
            let written = read.tls_serialize_detached().expect("written");
            assert_eq!(written, published, "{name}");
            let short = &published[..published.len() - 1];
            assert!(MlsMessageIn::tls_deserialize_exact(short).is_err());
            let kind = match read.extract() {
                MlsMessageBodyIn::Welcome(_) => "mls_welcome",
                MlsMessageBodyIn::GroupInfo(_) => "mls_group_info",
                MlsMessageBodyIn::KeyPackage(_) => "mls_key_package",
                MlsMessageBodyIn::PublicMessage(_) => "public_message",
                MlsMessageBodyIn::PrivateMessage(_) => "private_message",
            };
            assert!(name.starts_with(kind), "{name} read as {kind}");
            checked += 1;
        }
        let tree = bytes(vector, "ratchet_tree");
        RatchetTreeIn::tls_deserialize_exact(&tree).expect("a tree");
        checked += 1;
    }
    assert!(checked > 0);
    println!("MLS: {checked} messages and trees; parts of messages have no public interface");
}

fn vl(bytes: &[u8]) -> Vec<u8> {
    VLBytes::new(bytes.to_vec())
        .tls_serialize_detached()
        .expect("written")
}

fn labelled(label: &str, content: &[u8]) -> Vec<u8> {
    [vl(format!("MLS 1.0 {label}").as_bytes()), vl(content)].concat()
}

/// RFC 9420, sections 5.1.2, 5.1.3, 5.2, 8 and 9, over the provider that our groups use.
#[test]
fn our_provider_computes_what_mls_publishes() {
    let Some(all) = vectors("mls-crypto-basics.json") else {
        return;
    };
    let crypto = CryptoProvider::new().expect("randomness");
    let mut checked = 0;
    for vector in list(&all) {
        let (suite, aead) = match number(vector, "cipher_suite") {
            1 => (
                Ciphersuite::MLS_128_DHKEMX25519_AES128GCM_SHA256_Ed25519,
                HpkeAeadType::AesGcm128,
            ),
            3 => (
                Ciphersuite::MLS_128_DHKEMX25519_CHACHA20POLY1305_SHA256_Ed25519,
                HpkeAeadType::ChaCha20Poly1305,
            ),
            other => {
                println!("skipped: suite {other} has curves that our provider hasn't");
                continue;
            }
        };
        assert!(crypto.supports(suite).is_ok(), "{suite:?}");
        let hash = HashType::Sha2_256;
        let expand = |secret: &[u8], label: &str, context: &[u8], length: usize| {
            let info = [
                &(length as u16).to_be_bytes()[..],
                &labelled(label, context),
            ]
            .concat();
            let out = crypto.hkdf_expand(hash, secret, &info, length);
            out.expect("expanded").as_slice().to_vec()
        };

        let of = &vector["ref_hash"];
        let input = [vl(text(of, "label").as_bytes()), vl(&bytes(of, "value"))].concat();
        assert_eq!(crypto.hash(hash, &input).expect("hash"), bytes(of, "out"));

        let of = &vector["expand_with_label"];
        let length = number(of, "length") as usize;
        let out = expand(
            &bytes(of, "secret"),
            text(of, "label"),
            &bytes(of, "context"),
            length,
        );
        assert_eq!(out, bytes(of, "out"));

        let of = &vector["derive_secret"];
        let out = expand(&bytes(of, "secret"), text(of, "label"), &[], 32);
        assert_eq!(out, bytes(of, "out"));

        let of = &vector["derive_tree_secret"];
        let generation = (number(of, "generation") as u32).to_be_bytes();
        let length = number(of, "length") as usize;
        let out = expand(&bytes(of, "secret"), text(of, "label"), &generation, length);
        assert_eq!(out, bytes(of, "out"));

        let of = &vector["sign_with_label"];
        let content = labelled(text(of, "label"), &bytes(of, "content"));
        let (public, signature) = (bytes(of, "pub"), bytes(of, "signature"));
        let verify = |content: &[u8], signature: &[u8]| {
            crypto.verify_signature(SignatureScheme::ED25519, content, &public, signature)
        };
        assert!(verify(&content, &signature).is_ok());
        assert!(verify(&content[1..], &signature).is_err());
        let ours = crypto.sign(SignatureScheme::ED25519, &content, &bytes(of, "priv"));
        assert_eq!(ours.expect("signed"), signature, "it is deterministic");

        let of = &vector["encrypt_with_label"];
        let config = || HpkeConfig(HpkeKemType::DhKem25519, HpkeKdfType::HkdfSha256, aead);
        let info = labelled(text(of, "label"), &bytes(of, "context"));
        let input = HpkeCiphertext {
            kem_output: bytes(of, "kem_output").into(),
            ciphertext: bytes(of, "ciphertext").into(),
        };
        let open = |info: &[u8]| crypto.hpke_open(config(), &input, &bytes(of, "priv"), info, &[]);
        assert_eq!(open(&info).expect("opened"), bytes(of, "plaintext"));
        assert!(open(&info[1..]).is_err());
        checked += 6;
    }
    assert_eq!(checked, 12, "two suites");
    println!("MLS: {checked} operations of the provider");
}
