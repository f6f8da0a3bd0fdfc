//! The published vectors: RFC 3711 B.2 and B.3, RFC 7714 §16 and §17.

use super::cipher::Cipher;
use super::derive::{Label, derive_into};
use super::profile::MasterKey;
use aws_lc_rs::cipher::{AES_128, EncryptingKey, EncryptionContext, UnboundCipherKey};
use zeroize::Zeroizing;

fn bytes(text: &str) -> Vec<u8> {
    hex::decode(text.replace(' ', "")).unwrap()
}

fn master(key: &str, salt: &str) -> MasterKey {
    MasterKey {
        key: Zeroizing::new(bytes(key)),
        salt: Zeroizing::new(bytes(salt)),
    }
}

#[test]
fn key_derivation_of_rfc_3711_b_3() {
    let master = master(
        "e1f97a0d3e018be0d64fa32c06de4139",
        "0ec675ad498afeebb6960b3aabe6",
    );
    for (label, expected) in [
        (Label::RtpKey, "c61e7a93744f39ee10734afe3ff7a087"),
        (Label::RtpSalt, "30cbbc08863d8c85d49db34a9ae1"),
        (Label::RtpMac, "cebe321f6ff7716b6fd4ab49af256a156d38baa4"),
    ] {
        let expected = bytes(expected);
        let mut out = vec![7; expected.len()];
        derive_into(&master, label, &mut out).unwrap();
        assert_eq!(out, expected, "{label:?}");
    }
}

/// The key stream that both the derivation and the counter mode profile stand on.
#[test]
fn counter_mode_of_rfc_3711_b_2() {
    let key = bytes("2b7e151628aed2a6abf7158809cf4f3c");
    let key = EncryptingKey::ctr(UnboundCipherKey::new(&AES_128, &key).unwrap()).unwrap();
    let start: [u8; 16] = bytes("f0f1f2f3f4f5f6f7f8f9fafbfcfd0000")
        .try_into()
        .unwrap();
    let mut stream = vec![0; 0xff02 * 16];
    let context = EncryptionContext::Iv128(start.into());
    key.less_safe_encrypt(&mut stream, context).unwrap();
    for (block, expected) in [
        (0, "e03ead0935c95e80e166b16dd92b4eb4"),
        (1, "d23513162b02d0f72a43a2fe4a5f97ab"),
        (2, "41e95b3bb0a2e8dd477901e4fca894c0"),
        (0xfeff, "ec8cdf7398607cb0f2d21675ea9ea1e4"),
        (0xff00, "362b7c3c6773516318a077d7fc5073ae"),
        (0xff01, "6a2cc3787889374fbeb4c81b17ba6c44"),
    ] {
        assert_eq!(stream[block * 16..][..16], bytes(expected), "{block:#x}");
    }
}

const SALT: [u8; 12] = *b"Quid pro quo";
const RTP: &str = "8040f17b 8041f8d3 5501a0b2 47616c6c 69612065 7374206f 6d6e6973 20646976 \
                   69736120 696e2070 61727465 73207472 6573";
const RTCP: &str = "81c8000d 4d617273 4e545031 4e545032 52545020 0000042a 0000e930 4c756e61 \
                    deadbeef deadbeef deadbeef deadbeef deadbeef";
const RTCP_INDEX: u32 = 0x5d4;

struct Sealed {
    key_bytes: u8,
    rtp: &'static str,
    rtcp: &'static str,
}

const SEALED: [Sealed; 2] = [
    Sealed {
        key_bytes: 16,
        rtp: "8040f17b 8041f8d3 5501a0b2 f24de3a3 fb34de6c acba861c 9d7e4bca be633bd5 \
              0d294e6f 42a5f47a 51c7d19b 36de3adf 8833899d 7f27beb1 6a9152cf 765ee439 0cce",
        rtcp: "81c8000d 4d617273 63e94885 dcdab67c a727d766 2f6b7e99 7ff5c0f7 6c06f32d \
               c676a5f1 730d6fda 4ce09b46 86303ded 0bb9275b c84aa458 96cf4d2f c5abf872 \
               45d9eade 800005d4",
    },
    Sealed {
        key_bytes: 32,
        rtp: "8040f17b 8041f8d3 5501a0b2 32b1de78 a822fe12 ef9f78fa 332e33aa b1801238 \
              9a58e2f3 b50b2a02 76ffae0f 1ba63799 b87b7aa3 db36dfff d6b0f9bb 7878d7a7 6c13",
        rtcp: "81c8000d 4d617273 d50ae4d1 f5ce5d30 4ba297e4 7d470c28 2c3ece5d bffe0a50 \
               a2eaa5c1 110555be 8415f658 c61de047 6f1b6fad 1d1eb30c 4446839f 57ff6f6c \
               b26ac3be 800005d4",
    },
];

#[test]
fn packets_of_rfc_7714() {
    for sealed in SEALED {
        let key: Vec<u8> = (0..sealed.key_bytes).collect();
        let cipher = Cipher::of_session(&key, SALT);
        let mut packet = bytes(RTP);
        cipher.seal_rtp(&mut packet, 12, 0xf17b).unwrap();
        assert_eq!(packet, bytes(sealed.rtp));
        let mut opened = Vec::new();
        cipher.open_rtp(&packet, 12, 0xf17b, &mut opened).unwrap();
        assert_eq!(opened, bytes(RTP)[12..]);

        let mut packet = bytes(RTCP);
        cipher.seal_rtcp(&mut packet, RTCP_INDEX).unwrap();
        assert_eq!(packet, bytes(sealed.rtcp));
        assert_eq!(cipher.rtcp_index(&packet), Some(RTCP_INDEX));
        cipher.open_rtcp(&packet, &mut opened).unwrap();
        assert_eq!(opened, bytes(RTCP));
    }
}
