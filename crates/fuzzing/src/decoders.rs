//! Bytes from outside: each is refused, or is the one encoding of what was read.

use domain::{AttachmentFacts, InternalRecord, Manifest, Record, Unrecorded};
use e2ee::seal::{SealedBody, frame};
use e2ee::{Digest, HpkeKeyPair, Secret};
use identity::{Credentials, Hash32, SecretSeed, SigningKey};
use line::{Frame, Held, PartRequest, Receipt};
use serde::{Serialize, de::DeserializeOwned};
use std::sync::LazyLock;
use wire::{CallEnvelope, SignedEnvelope, ToDevice, ToNode, TrunkFrame, UnrecordedFrame};

/// The device whose records are in the corpus.
pub(crate) fn signer() -> SigningKey {
    SigningKey::from_seed(&SecretSeed([0x51; 32]))
}

/// What a record reads as is what it was: the same id, and no second signature fits other bytes.
pub fn record(data: &[u8]) -> bool {
    let key = signer();
    let mut taken = false;
    if let Ok(record) = Record::decode(data) {
        taken = true;
        assert_eq!(record.bytes(), data, "a record keeps its bytes");
        assert_eq!(record.id.0, identity::sha256(data));
        assert_eq!(
            record.header_bytes,
            identity::encode_canonical(&record.header),
            "its header is in the one encoding"
        );
        if record.verify(&key.public()).is_ok() {
            let again = Record::sign(&record.header, record.parts.clone(), &key);
            let again = again.expect("what was read can be signed");
            assert_eq!(again.bytes(), data, "Ed25519 signatures are deterministic");
            let internal = InternalRecord::decode(data).expect("the same form");
            assert!(
                internal.verify(&key.public()).is_err(),
                "a record of the line is no internal record"
            );
        }
    }
    if let Ok(internal) = InternalRecord::decode(data) {
        assert_eq!(internal.bytes(), data);
    }
    taken
}

/// Header of the sealed bodies in the corpus.
pub(crate) const SEALED_HEADER: &[u8] = b"the header of a record";
pub(crate) const SEALED_TEXT: &[u8] = b"agenda item";
pub(crate) const SEALED_KEY_ID: &[u8] = b"leadership";

pub(crate) static AUDIENCE: LazyLock<HpkeKeyPair> = LazyLock::new(|| {
    HpkeKeyPair::from_seed(&Secret::new([0x52; 32])).expect("the system gives randomness")
});

/// The body that was really sealed: nothing else may open under its hash.
pub(crate) static SEALED: LazyLock<(Vec<u8>, Digest)> = LazyLock::new(|| {
    let draft = e2ee::seal::Draft::new(SEALED_TEXT).expect("the system gives randomness");
    let hash = draft.hash();
    let body = draft.seal(SEALED_HEADER, &[(SEALED_KEY_ID, AUDIENCE.public())]);
    (body.expect("sealed").to_cbor(), hash)
});

/// A sealed body reads as what it was, and opens only if it was sealed; a text has one frame. The first
/// byte of the input says what follows: 1, a change of the sealed body (place, value); 2, a frame; else, a
/// body.
pub fn sealed_body(data: &[u8]) -> bool {
    let changed;
    let bytes = match data {
        [1, high, low, value, ..] => {
            let mut bytes = SEALED.0.clone();
            let place = usize::from(u16::from_be_bytes([*high, *low])) % bytes.len();
            bytes[place] ^= value;
            changed = bytes;
            &changed[..]
        }
        [2, bytes @ ..] => {
            let Ok((salt, text)) = frame::read(bytes) else {
                return false;
            };
            let again = frame::write(&salt, text).expect("what was read has room");
            assert_eq!(&again[..], bytes, "the one frame of this text");
            assert_eq!(frame::padded_len(bytes.len()), bytes.len());
            return true;
        }
        other => other,
    };
    let Ok(body) = SealedBody::from_cbor(bytes) else {
        return false;
    };
    assert_eq!(body.to_cbor(), bytes, "the one encoding");
    let ids: Vec<_> = body.audience().collect();
    assert!((1..=e2ee::seal::WRAPS_MAX).contains(&ids.len()));
    assert!(ids.windows(2).all(|pair| pair[0] < pair[1]));
    let (sealed, hash) = &*SEALED;
    match body.open(SEALED_HEADER, *hash, SEALED_KEY_ID, &AUDIENCE) {
        Ok(opened) => {
            assert_eq!(bytes, &sealed[..], "only what was sealed opens");
            assert_eq!(opened.as_bytes(), SEALED_TEXT);
        }
        Err(_) => assert_ne!(bytes, &sealed[..], "what was sealed opens"),
    }
    true
}

/// Credentials are read only with their seal's signature, which holds for nothing but these bytes.
pub fn credentials(data: &[u8]) -> bool {
    let Ok(read) = Credentials::read(data) else {
        return false;
    };
    assert_eq!(read.words.len(), identity::PAIRING_WORDS);
    assert!((1..=identity::ROUTES_MAX).contains(&read.routes.len()));
    let mut changed = data.to_vec();
    changed[data.len() / 2] ^= 1;
    assert!(Credentials::read(&changed).is_err(), "one bit of it");
    true
}

pub fn link_frame(data: &[u8]) -> bool {
    let mut taken = false;
    if let Ok(frame) = Frame::from_bytes(data) {
        taken = true;
        assert_eq!(frame.to_bytes(), data, "the one encoding");
        assert!(data.len() <= line::FRAME_BYTES_MAX);
    }
    if let Ok(receipt) = Receipt::from_bytes(data) {
        assert_eq!(receipt.to_bytes(), data, "the one encoding");
        taken = true;
    }
    if let Ok(held) = Held::from_bytes(data) {
        assert_eq!(held.to_bytes(), data, "the one encoding");
        taken = true;
    }
    if let Ok(request) = PartRequest::from_bytes(data) {
        assert_eq!(request.to_bytes(), data, "the one encoding");
        taken = true;
    }
    unrecorded(data) || manifest(data) || taken
}

/// What is in no log, and answers to it.
fn unrecorded(data: &[u8]) -> bool {
    let Ok(frame) = UnrecordedFrame::from_bytes(data) else {
        return false;
    };
    assert_eq!(frame.to_bytes(), data, "the one encoding");
    if let UnrecordedFrame::Text(text) = frame {
        let bytes = text.to_bytes();
        let again = Unrecorded::from_bytes(&bytes);
        assert_eq!(again.is_ok(), bytes.len() <= domain::UNRECORDED_BYTES_MAX);
        assert!(again.is_err() || again == Ok(text));
    }
    true
}

/// The hashes of an attachment's chunks are those of one attachment, and of no other.
fn manifest(data: &[u8]) -> bool {
    let read: Result<Manifest, _> =
        identity::decode_canonical("manifest", data, domain::MANIFEST_BYTES_MAX);
    let Ok(read) = read else {
        return false;
    };
    assert_eq!(read.to_bytes(), data, "the one encoding");
    let facts = read.facts();
    let of = |facts: &AttachmentFacts| Manifest::read(data, facts);
    let whole = read.chunks.len() == facts.chunks() as usize;
    assert_eq!(of(&facts).is_some(), whole, "as many as its length takes");
    let id = Hash32([0; 32]);
    assert_eq!(of(&AttachmentFacts { id, ..facts }), None);
    let bytes = facts.bytes ^ 1;
    assert_eq!(of(&AttachmentFacts { bytes, ..facts }), None);
    whole
}

/// Messages of devices and nodes about calls.
pub fn call_message(data: &[u8]) -> bool {
    let mut taken = false;
    if let Ok(message) = ToNode::decode(data) {
        taken = true;
        assert_eq!(message.encode(), data, "the one encoding");
        if let ToNode::Commit(bytes)
        | ToNode::Join {
            envelope: bytes, ..
        } = message
        {
            envelope(&bytes);
        }
    }
    if let Ok(message) = ToDevice::decode(data) {
        taken = true;
        assert_eq!(message.encode(), data, "the one encoding");
    }
    if let Ok(frame) = TrunkFrame::decode(data) {
        assert_eq!(frame.encode(), data, "the one encoding");
        let _ = frame.contact();
        taken = true;
    }
    envelope(data) || taken
}

/// An envelope is its device's, within the limits, or refused.
fn envelope(data: &[u8]) -> bool {
    let Ok(signed) = SignedEnvelope::decode(data) else {
        return false;
    };
    assert_eq!(signed.encode(), data, "the one encoding");
    assert_eq!(signed.hash().0, identity::sha256(data));
    let peeked = signed.peek_commit();
    if let Ok(opened) = signed.verify(&signer().public()) {
        let again = SignedEnvelope::sign(&opened, &signer());
        assert_eq!(again.encode(), data);
        match opened {
            CallEnvelope::Commit(commit) => {
                assert!(commit.commit.len() <= wire::COMMIT_BYTES_MAX);
                assert!(commit.welcome.len() <= wire::WELCOME_BYTES_MAX);
                assert_eq!(peeked, Some(commit));
            }
            CallEnvelope::Join(join) => {
                assert!(join.key_package.len() <= wire::KEY_PACKAGE_BYTES_MAX);
                assert_eq!(peeked, None);
            }
        }
    }
    true
}

/// Bodies of HTTP requests and answers: what was read is written, and read again as the same. A browser's
/// reader takes what the library takes, or less (a list in an object's place), and nothing else.
pub fn http_body(data: &[u8]) -> bool {
    fn one<T: DeserializeOwned + Serialize>(data: &[u8]) -> bool {
        let in_a_browser = e2ee::json::read::<T>(data);
        let Ok(read) = serde_json::from_slice::<T>(data) else {
            assert!(in_a_browser.is_err(), "only a browser reads it");
            return false;
        };
        let written = serde_json::to_vec(&read).expect("our bodies can be written");
        let again: T = serde_json::from_slice(&written).expect("what we write we read");
        let there: T = e2ee::json::read(&written).expect("a browser reads what we write");
        for same in [Some(again), Some(there), in_a_browser.ok()]
            .iter()
            .flatten()
        {
            assert_eq!(serde_json::to_vec(same).expect("written"), written);
        }
        true
    }
    [
        one::<wire::ChallengeRequest>(data),
        one::<wire::ChallengeResponse>(data),
        one::<wire::SessionRequest>(data),
        one::<wire::SessionResponse>(data),
        one::<wire::SideInfo>(data),
        one::<wire::LogsPage>(data),
        one::<wire::PostRequest>(data),
        one::<wire::Posted>(data),
        one::<wire::InternalPage>(data),
        one::<wire::LinePinRequest>(data),
        one::<wire::LineStatus>(data),
        one::<wire::ContactSummary>(data),
        one::<wire::ReleaseRequest>(data),
        one::<wire::PressItem>(data),
        one::<wire::Released>(data),
        one::<wire::PromiseItem>(data),
    ]
    .contains(&true)
}
