//! Sealed bodies: a record's content under a key of its own, wrapped to the keys of its audiences.
//!
//! Two steps, because the header names the body's hash and the body is sealed under the header:
//! [`Draft::new`] gives the hash, the caller writes the header, [`Draft::seal`] seals under it. The
//! hash covers a sealed salt too, so that nobody finds a short text by trying; its length is hidden by
//! padding ([`frame`]).

pub mod frame;

use crate::hpke::{self, HpkeError, HpkeKeyPair, HpkePublicKey, SealedTo};
use crate::ids::Digest;
use crate::secret::{Plaintext, Secret};
use minicbor::{Decode, Encode};
use openmls_traits::crypto::OpenMlsCrypto as _;
use openmls_traits::types::AeadType;
use sha2::{Digest as _, Sha256};
use std::fmt;
use zeroize::Zeroizing;

/// Wraps in a body, at most.
pub const WRAPS_MAX: usize = 32;
/// Bytes of an audience key's id, at most.
pub const KEY_ID_LEN_MAX: usize = 64;
/// A sealed body as it travels; a record of 64 KiB cannot carry more.
pub const SEALED_BODY_LEN_MAX: usize = 64 * 1024;
/// Bytes of salt before the text.
pub const SALT_LEN: usize = 32;

/// Separates wraps of body keys from everything else sealed with the same keys.
const WRAP_INFO: &[u8] = b"detente body key 1";
const BODY_KEY_LEN: usize = 32;
const AEAD: AeadType = AeadType::ChaCha20Poly1305;
/// Each body key seals exactly one body, so the nonce need not differ.
const NONCE: [u8; 12] = [0; 12];

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    #[error("no audience: nobody could open it")]
    NoAudience,
    #[error("{count} audience keys, at most {WRAPS_MAX}")]
    TooManyWraps { count: usize },
    #[error("audience key id of {len} bytes, 1 to {KEY_ID_LEN_MAX}")]
    KeyIdLen { len: usize },
    #[error("an audience key is named twice")]
    DuplicateKey,
    #[error("sealed body of {len} bytes, at most {SEALED_BODY_LEN_MAX}")]
    TooLong { len: usize },
    #[error("encryption failed")]
    Encryption,
    #[error(transparent)]
    Hpke(#[from] HpkeError),
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParseError {
    #[error("sealed body of {len} bytes, at most {SEALED_BODY_LEN_MAX}")]
    TooLong { len: usize },
    #[error("not a sealed body")]
    Malformed,
    #[error("not the one encoding of this sealed body")]
    NotDeterministic,
    #[error("{count} wraps, 1 to {WRAPS_MAX}")]
    Wraps { count: usize },
    #[error("audience key id of {len} bytes, 1 to {KEY_ID_LEN_MAX}")]
    KeyIdLen { len: usize },
    #[error("wraps are not in the order of their key ids, each once")]
    Order,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    #[error("not wrapped to this audience key")]
    NotForThisKey,
    #[error("the wrap does not open: another key, another header, or altered")]
    Wrap,
    #[error("the body does not open: another header, or altered")]
    Body,
    #[error(
        "its text has form {got}, this program knows {}; upgrade it",
        frame::FRAME_VERSION
    )]
    Version { got: u8 },
    #[error("its text is not framed and padded as it has to be")]
    Frame,
    #[error("the text is not what the header's hash names")]
    Hash,
    #[error("no randomness")]
    Provider,
}

/// A body about to be sealed: its salt and hash are fixed.
pub struct Draft {
    salt: Secret<SALT_LEN>,
    text: Zeroizing<Vec<u8>>,
}

/// A body as it stands in a record.
#[derive(Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct SealedBody {
    #[n(0)]
    #[cbor(with = "minicbor::bytes")]
    ciphertext: Vec<u8>,
    #[n(1)]
    wraps: Vec<Wrap>,
}

/// The body key, sealed to one audience key.
#[derive(Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Wrap {
    #[n(0)]
    #[cbor(with = "minicbor::bytes")]
    key_id: Vec<u8>,
    #[n(1)]
    sealed: SealedTo,
}

/// SHA-256 of salt and text: what the header carries. Padding isn't in it: it follows from the text.
pub fn body_hash(salt: &Secret<SALT_LEN>, text: &[u8]) -> Digest {
    let mut hash = Sha256::new();
    hash.update(salt.danger_bytes());
    hash.update(text);
    Digest(hash.finalize().into())
}

impl Draft {
    /// # Errors
    /// When the system gives no randomness.
    pub fn new(text: &[u8]) -> Result<Self, SealError> {
        Ok(Self {
            salt: hpke::random()?,
            text: Zeroizing::new(text.to_vec()),
        })
    }

    /// The hash for the header.
    pub fn hash(&self) -> Digest {
        body_hash(&self.salt, &self.text)
    }

    /// Seals under the finished header, to the audience keys with their ids.
    ///
    /// # Errors
    /// [`SealError`].
    pub fn seal(
        self,
        header: &[u8],
        audience: &[(&[u8], &HpkePublicKey)],
    ) -> Result<SealedBody, SealError> {
        let len = self.text.len();
        let frame = frame::write(&self.salt, &self.text).ok_or(SealError::TooLong { len })?;
        seal_frame(&frame, header, audience)
    }
}

/// Seals what is a frame already.
fn seal_frame(
    frame: &[u8],
    header: &[u8],
    audience: &[(&[u8], &HpkePublicKey)],
) -> Result<SealedBody, SealError> {
    if audience.is_empty() {
        return Err(SealError::NoAudience);
    }
    if audience.len() > WRAPS_MAX {
        let count = audience.len();
        return Err(SealError::TooManyWraps { count });
    }
    let mut audience = audience.to_vec();
    audience.sort_by_key(|(key_id, _)| *key_id);
    if audience.windows(2).any(|pair| pair[0].0 == pair[1].0) {
        return Err(SealError::DuplicateKey);
    }
    let body_key: Secret<BODY_KEY_LEN> = hpke::random()?;
    let mut wraps = Vec::with_capacity(audience.len());
    for (key_id, public) in audience {
        if !(1..=KEY_ID_LEN_MAX).contains(&key_id.len()) {
            return Err(SealError::KeyIdLen { len: key_id.len() });
        }
        let sealed = hpke::seal_to(public, &wrap_info(key_id), header, body_key.danger_bytes())?;
        wraps.push(Wrap {
            key_id: key_id.to_vec(),
            sealed,
        });
    }
    let ciphertext = hpke::crypto()?
        .aead_encrypt(AEAD, body_key.danger_bytes(), frame, &NONCE, header)
        .map_err(|_| SealError::Encryption)?;
    let body = SealedBody { ciphertext, wraps };
    let len = body.to_cbor().len();
    if len > SEALED_BODY_LEN_MAX {
        return Err(SealError::TooLong { len });
    }
    Ok(body)
}

impl SealedBody {
    /// The deterministic encoding (RFC 8949, section 4.2): `[ciphertext, [[key id, [enc, ct]], …]]`.
    pub fn to_cbor(&self) -> Vec<u8> {
        minicbor::to_vec(self).expect("writing to memory does not fail")
    }

    /// # Errors
    /// [`ParseError`] for anything that [`SealedBody::to_cbor`] does not write.
    pub fn from_cbor(bytes: &[u8]) -> Result<Self, ParseError> {
        if bytes.len() > SEALED_BODY_LEN_MAX {
            return Err(ParseError::TooLong { len: bytes.len() });
        }
        let body: Self = minicbor::decode(bytes).map_err(|_| ParseError::Malformed)?;
        body.check()?;
        if body.to_cbor() != bytes {
            return Err(ParseError::NotDeterministic);
        }
        Ok(body)
    }

    /// The limits and the order of wraps; for callers who decode it as part of something larger.
    ///
    /// # Errors
    /// [`ParseError`].
    pub fn check(&self) -> Result<(), ParseError> {
        let count = self.wraps.len();
        if count == 0 || count > WRAPS_MAX {
            return Err(ParseError::Wraps { count });
        }
        for wrap in &self.wraps {
            let len = wrap.key_id.len();
            if !(1..=KEY_ID_LEN_MAX).contains(&len) {
                return Err(ParseError::KeyIdLen { len });
            }
        }
        let ordered = self
            .wraps
            .windows(2)
            .all(|pair| pair[0].key_id < pair[1].key_id);
        if ordered {
            Ok(())
        } else {
            Err(ParseError::Order)
        }
    }

    /// The ids of the audience keys it is wrapped to, in order.
    pub fn audience(&self) -> impl Iterator<Item = &[u8]> {
        self.wraps.iter().map(|wrap| wrap.key_id.as_slice())
    }

    /// Opens with one audience key. `header` are the bytes it was sealed under, `hash` what that
    /// header carries.
    ///
    /// # Errors
    /// [`OpenError`].
    pub fn open(
        &self,
        header: &[u8],
        hash: Digest,
        key_id: &[u8],
        key: &HpkeKeyPair,
    ) -> Result<Plaintext, OpenError> {
        let (_, text) = self.open_salted(header, hash, key_id, key)?;
        Ok(text)
    }

    /// As [`Self::open`], with the salt: who has both shows to others that this text is the one
    /// whose hash the header carries.
    ///
    /// # Errors
    /// [`OpenError`].
    pub fn open_salted(
        &self,
        header: &[u8],
        hash: Digest,
        key_id: &[u8],
        key: &HpkeKeyPair,
    ) -> Result<(Secret<SALT_LEN>, Plaintext), OpenError> {
        let wrap = self
            .wraps
            .iter()
            .find(|wrap| wrap.key_id == key_id)
            .ok_or(OpenError::NotForThisKey)?;
        let body_key = key
            .open(&wrap_info(key_id), header, &wrap.sealed)
            .map_err(|_| OpenError::Wrap)?;
        if body_key.as_bytes().len() != BODY_KEY_LEN {
            return Err(OpenError::Wrap);
        }
        let frame = hpke::crypto()
            .map_err(|_| OpenError::Provider)?
            .aead_decrypt(AEAD, body_key.as_bytes(), &self.ciphertext, &NONCE, header)
            .map(Zeroizing::new)
            .map_err(|_| OpenError::Body)?;
        let (salt, text) = frame::read(&frame)?;
        // Also what ties one ciphertext to one key: without it a sender could make a body that
        // opens differently for two audiences.
        if body_hash(&salt, text) != hash {
            return Err(OpenError::Hash);
        }
        Ok((salt, Plaintext::new(text.to_vec())))
    }
}

fn wrap_info(key_id: &[u8]) -> Vec<u8> {
    [WRAP_INFO, key_id].concat()
}

impl fmt::Debug for Draft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Draft(…)")
    }
}

impl fmt::Debug for SealedBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SealedBody")
            .field("ciphertext_len", &self.ciphertext.len())
            .field("wraps", &self.wraps.len())
            .finish()
    }
}

impl fmt::Debug for Wrap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Wrap(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const HEADER: &[u8] = b"header with the hash";
    const TEXT: &[u8] = b"agenda item";

    fn pair(seed: u8) -> HpkeKeyPair {
        HpkeKeyPair::from_seed(&Secret::new([seed; 32])).expect("key pair")
    }

    fn sealed(text: &[u8], key: &HpkeKeyPair) -> (SealedBody, Digest) {
        let draft = Draft::new(text).expect("draft");
        let hash = draft.hash();
        let body = draft.seal(HEADER, &[(b"all", key.public())]);
        (body.expect("sealed"), hash)
    }

    #[test]
    fn each_audience_opens_it_and_nobody_else() {
        let (one, two, other) = (pair(1), pair(2), pair(3));
        let draft = Draft::new(TEXT).expect("draft");
        let hash = draft.hash();
        let body = draft
            .seal(HEADER, &[(b"two", two.public()), (b"one", one.public())])
            .expect("sealed");
        let ids: Vec<_> = body.audience().collect();
        assert_eq!(
            ids,
            [b"one", b"two"],
            "wraps stand in the order of their ids"
        );
        for (id, key) in [(b"one", &one), (b"two", &two)] {
            let opened = body.open(HEADER, hash, id, key).expect("opened");
            assert_eq!(opened.as_bytes(), TEXT);
            let (salt, opened) = body.open_salted(HEADER, hash, id, key).expect("opened");
            assert_eq!(body_hash(&salt, opened.as_bytes()), hash);
        }
        let refused = |id: &[u8], key| body.open(HEADER, hash, id, key).unwrap_err();
        assert_eq!(refused(b"one", &other), OpenError::Wrap);
        assert_eq!(refused(b"one", &two), OpenError::Wrap);
        assert_eq!(refused(b"six", &one), OpenError::NotForThisKey);
    }

    #[test]
    fn another_header_or_hash_is_refused() {
        let key = pair(1);
        let (body, hash) = sealed(TEXT, &key);
        let header = b"another header";
        let refused = body.open(header, hash, b"all", &key).unwrap_err();
        assert_eq!(refused, OpenError::Wrap);
        let other = Digest::of(TEXT);
        assert_ne!(other, hash, "the salt is in the hash");
        let refused = body.open(HEADER, other, b"all", &key).unwrap_err();
        assert_eq!(refused, OpenError::Hash);
    }

    #[test]
    fn a_body_moved_under_another_wrap_is_refused() {
        let key = pair(1);
        let (mut body, hash) = sealed(TEXT, &key);
        let (other, _) = sealed(b"another text", &key);
        body.ciphertext = other.ciphertext;
        let refused = body.open(HEADER, hash, b"all", &key).unwrap_err();
        assert_eq!(refused, OpenError::Body);
    }

    /// The wrap is bound to the purpose and to the id, not to the key alone.
    #[test]
    fn a_wrap_is_of_one_key_id_and_purpose() {
        let key = pair(1);
        let (body, hash) = sealed(TEXT, &key);
        let sealed_key = &body.wraps[0].sealed;
        for (info, opens) in [
            (&b"detente body key 1all"[..], true),
            (b"detente body key 1", false),
            (b"all", false),
            (b"", false),
        ] {
            assert_eq!(key.open(info, HEADER, sealed_key).is_ok(), opens);
        }
        let mut renamed = body;
        renamed.wraps[0].key_id = b"own".to_vec();
        let refused = renamed.open(HEADER, hash, b"own", &key).unwrap_err();
        assert_eq!(refused, OpenError::Wrap);
    }

    #[test]
    fn wraps_are_limited_where_they_are_read() {
        let key = pair(1);
        let (body, _) = sealed(TEXT, &key);
        let read = |count: usize, id_len: usize| {
            let wraps = (0..count).map(|at| Wrap {
                key_id: vec![at as u8; id_len],
                sealed: body.wraps[0].sealed.clone(),
            });
            let body = SealedBody {
                wraps: wraps.collect(),
                ..body.clone()
            };
            SealedBody::from_cbor(&body.to_cbor()).map(drop)
        };
        assert_eq!(read(WRAPS_MAX, 4), Ok(()));
        let count = WRAPS_MAX + 1;
        assert_eq!(read(count, 4), Err(ParseError::Wraps { count }));
        assert_eq!(read(1, KEY_ID_LEN_MAX), Ok(()));
        for len in [0, KEY_ID_LEN_MAX + 1] {
            assert_eq!(read(1, len), Err(ParseError::KeyIdLen { len }));
        }
    }

    #[test]
    fn the_same_text_never_looks_the_same() {
        let key = pair(1);
        let ((one, one_hash), (two, two_hash)) = (sealed(TEXT, &key), sealed(TEXT, &key));
        assert_ne!(one_hash, two_hash);
        assert_ne!(one.ciphertext, two.ciphertext);
    }

    #[test]
    fn audiences_are_limited() {
        let key = pair(1);
        let seal = |count: usize, id_len: usize| {
            let ids: Vec<_> = (0..count).map(|at| vec![at as u8; id_len]).collect();
            let audience: Vec<_> = ids.iter().map(|id| (id.as_slice(), key.public())).collect();
            let body = Draft::new(b"").expect("draft").seal(HEADER, &audience)?;
            let again = SealedBody::from_cbor(&body.to_cbor()).expect("parsed");
            assert_eq!(again, body);
            Ok(())
        };
        assert_eq!(seal(0, 4), Err(SealError::NoAudience));
        assert_eq!(seal(WRAPS_MAX - 1, 4), Ok(()));
        assert_eq!(seal(WRAPS_MAX, 4), Ok(()));
        let count = WRAPS_MAX + 1;
        assert_eq!(seal(count, 4), Err(SealError::TooManyWraps { count }));
        assert_eq!(seal(1, 0), Err(SealError::KeyIdLen { len: 0 }));
        assert_eq!(seal(1, 1), Ok(()));
        assert_eq!(seal(1, KEY_ID_LEN_MAX), Ok(()));
        let len = KEY_ID_LEN_MAX + 1;
        assert_eq!(seal(1, len), Err(SealError::KeyIdLen { len }));
        assert_eq!(seal(2, 0), Err(SealError::DuplicateKey));
    }

    #[test]
    fn length_is_limited() {
        let key = pair(1);
        let seal = |text_len: usize| {
            let draft = Draft::new(&vec![7; text_len]).expect("draft");
            draft.seal(HEADER, &[(b"all", key.public())])
        };
        // The longest frame that fits beside one wrap; the next one is as long as the limit itself.
        let longest = 63_488;
        let fits = longest - frame::FRAME_OVERHEAD;
        let len = |text_len: usize| seal(text_len).map(|body| body.to_cbor().len());
        let largest = len(fits).expect("sealed");
        assert!(largest <= SEALED_BODY_LEN_MAX);
        assert_eq!(len(fits - 1), Ok(largest), "filled to the same length");
        let refused = seal(fits + 1).unwrap_err();
        assert!(
            matches!(refused, SealError::TooLong { len } if len > SEALED_BODY_LEN_MAX),
            "{refused}"
        );
    }

    #[test]
    fn bytes_are_read_up_to_the_limit() {
        let key = pair(1);
        let (mut body, _) = sealed(TEXT, &key);
        // Around the limit every byte of ciphertext is a byte of encoding.
        body.ciphertext.resize(60_000, 7);
        let fits = 60_000 + SEALED_BODY_LEN_MAX - body.to_cbor().len();
        for (ciphertext_len, expected) in [
            (fits - 1, None),
            (fits, None),
            (
                fits + 1,
                Some(ParseError::TooLong {
                    len: SEALED_BODY_LEN_MAX + 1,
                }),
            ),
        ] {
            body.ciphertext.resize(ciphertext_len, 7);
            let read = SealedBody::from_cbor(&body.to_cbor());
            assert_eq!(read.err(), expected, "{ciphertext_len}");
        }
        let refused = SealedBody::from_cbor(&vec![0; SEALED_BODY_LEN_MAX]).unwrap_err();
        assert_eq!(refused, ParseError::Malformed);
    }

    #[test]
    fn texts_of_many_lengths_make_bodies_of_one() {
        let key = pair(1);
        let len = |text: &[u8]| sealed(text, &key).0.to_cbor().len();
        let of_nothing = len(b"");
        for text in [&b"no"[..], TEXT, &[b'x'; 500], &[0; 987]] {
            assert_eq!(len(text), of_nothing, "{} bytes", text.len());
        }
        assert_eq!(len(&[b'x'; 988]), of_nothing + 64);
        assert_eq!(len(&[b'x'; 1_051]), of_nothing + 64);
    }

    /// Whoever holds the keys of an audience can seal any bytes; what isn't padded with zeros, and to
    /// its length, is refused although the hash of its text is right.
    #[test]
    fn padding_that_says_something_is_refused() {
        let key = pair(1);
        let salt = Secret::new([3; SALT_LEN]);
        let hash = body_hash(&salt, TEXT);
        let good = frame::write(&salt, TEXT).expect("there is room").to_vec();
        let open = |frame: &[u8]| {
            let body = seal_frame(frame, HEADER, &[(b"all", key.public())]).expect("sealed");
            body.open(HEADER, hash, b"all", &key).err()
        };
        assert_eq!(open(&good), None);
        let mut told = good.clone();
        told[frame::FRAME_LEN_MIN - 1] = 1;
        assert_eq!(open(&told), Some(OpenError::Frame));
        let longer = [&good[..], &[0; 64]].concat();
        assert_eq!(open(&longer), Some(OpenError::Frame));
        let unpadded = &good[..frame::FRAME_OVERHEAD + TEXT.len()];
        assert_eq!(open(unpadded), Some(OpenError::Frame));
        let mut later = good;
        later[0] = 2;
        assert_eq!(open(&later), Some(OpenError::Version { got: 2 }));
        let before_frames = [&[3; SALT_LEN], TEXT].concat();
        assert_eq!(open(&before_frames), Some(OpenError::Version { got: 3 }));
    }

    #[test]
    fn only_the_one_encoding_is_read() {
        let key = pair(1);
        let (body, _) = sealed(TEXT, &key);
        let bytes = body.to_cbor();
        // 82 59 0410 …: an array of two, then a string of 1,024 + 16 bytes.
        assert_eq!(hex::encode(&bytes[..4]), "82590410");
        let mut longer = vec![0x82, 0x5a, 0x00, 0x00];
        longer.extend_from_slice(&bytes[2..]);
        let refused = SealedBody::from_cbor(&longer).unwrap_err();
        assert_eq!(refused, ParseError::NotDeterministic);
        let trailing = [bytes.as_slice(), &[0]].concat();
        let refused = SealedBody::from_cbor(&trailing).unwrap_err();
        assert_eq!(refused, ParseError::NotDeterministic);
        let mut doubled = body.clone();
        doubled.wraps.push(body.wraps[0].clone());
        let refused = SealedBody::from_cbor(&doubled.to_cbor()).unwrap_err();
        assert_eq!(refused, ParseError::Order);
        let mut bare = body;
        bare.wraps.clear();
        let refused = SealedBody::from_cbor(&bare.to_cbor()).unwrap_err();
        assert_eq!(refused, ParseError::Wraps { count: 0 });
    }

    #[test]
    fn grants_open_for_their_key_and_purpose_only() {
        let key = pair(1);
        assert_eq!(key.public(), pair(1).public(), "a seed makes one pair");
        let public = HpkePublicKey::new(key.public().as_bytes()).expect("parsed");
        let grant = hpke::seal_to(&public, b"grant", b"header", b"seed").expect("sealed");
        let opened = key.open(b"grant", b"header", &grant).expect("opened");
        assert_eq!(opened.as_bytes(), b"seed");
        for (info, aad) in [(b"grand", b"header"), (b"grant", b"beader")] {
            let refused = key.open(info, aad, &grant).unwrap_err();
            assert_eq!(refused, HpkeError::Authentication);
        }
        let fresh = HpkeKeyPair::generate().expect("generated");
        assert_ne!(fresh.public(), key.public());
        let refused = fresh.open(b"grant", b"header", &grant).unwrap_err();
        assert_eq!(refused, HpkeError::Authentication);
    }

    #[test]
    fn public_keys_have_one_length() {
        let bytes = [pair(1).public().as_bytes(), &[0]].concat();
        let len = hpke::PUBLIC_KEY_LEN;
        assert!(HpkePublicKey::new(&bytes[..len]).is_ok());
        for len in [0, len - 1, len + 1] {
            let refused = HpkePublicKey::new(&bytes[..len]).unwrap_err();
            assert_eq!(refused, HpkeError::PublicKeyLen { len });
        }
    }

    #[test]
    fn nothing_secret_is_printed() {
        let key = pair(1);
        let draft = Draft::new(TEXT).expect("draft");
        let (body, hash) = sealed(TEXT, &key);
        let opened = body.open(HEADER, hash, b"all", &key).expect("opened");
        assert_eq!(
            format!("{key:?} {draft:?} {opened:?} {:?}", Secret::new([1; 32])),
            "HpkeKeyPair(…) Draft(…) Plaintext(11 bytes) Secret(…)"
        );
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..512)) {
            let _ = SealedBody::from_cbor(&bytes);
        }

        #[test]
        fn altered_bodies_never_open(at in any::<prop::sample::Index>(), flip in 1..=255_u8) {
            let key = pair(1);
            let (body, hash) = sealed(TEXT, &key);
            let mut bytes = body.to_cbor();
            let at = at.index(bytes.len());
            bytes[at] ^= flip;
            if let Ok(altered) = SealedBody::from_cbor(&bytes) {
                prop_assert!(altered.open(HEADER, hash, b"all", &key).is_err());
            }
        }

        #[test]
        fn any_encapsulation_is_refused(
            encapsulation in prop::collection::vec(any::<u8>(), 1_119..1_122),
            ciphertext in prop::collection::vec(any::<u8>(), 0..64),
        ) {
            let sealed = SealedTo { encapsulation, ciphertext };
            prop_assert!(pair(1).open(b"", b"", &sealed).is_err());
        }
    }
}
