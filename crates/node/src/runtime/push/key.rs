//! The node's key for push services (RFC 8292): made at first need, kept in the store under a key that
//! follows from the node's own, so that the store alone gives it to nobody.

use aws_lc_rs::{
    aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce, RandomizedNonceKey},
    hkdf,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use identity::SecretSeed;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode, get_current_timestamp};
use serde::Serialize;
use zeroize::Zeroizing;

/// How long a push service may take a token for fresh. At most a day (RFC 8292 §2).
const TOKEN_LIFETIME_S: u64 = 3_600;

const SALT: &[u8] = b"detente";
const PURPOSE: &[u8] = b"detente web push key";
const SEAL_KEY_BYTES: usize = 32;

/// Says who asks a push service, and for what moment.
pub struct PushKey {
    signing: EncodingKey,
    public: Vec<u8>,
}

#[derive(Serialize)]
struct Claims<'a> {
    aud: &'a str,
    exp: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    sub: Option<&'a str>,
}

impl PushKey {
    /// A new key, and its secret form.
    pub(super) fn make() -> Option<(Self, Zeroizing<Vec<u8>>)> {
        let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).ok()?;
        let secret = Zeroizing::new(pair.to_pkcs8v1().ok()?.as_ref().to_vec());
        Some((Self::read(&secret)?, secret))
    }

    fn read(secret: &[u8]) -> Option<Self> {
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, secret).ok()?;
        Some(Self {
            signing: EncodingKey::from_ec_der(secret),
            public: pair.public_key().as_ref().to_vec(),
        })
    }

    /// As browsers take it.
    pub fn public_text(&self) -> String {
        URL_SAFE_NO_PAD.encode(&self.public)
    }

    /// The header `Authorization` of a request to a service of this origin (RFC 8292 §3).
    pub(super) fn authorization(&self, origin: &str, contact: Option<&str>) -> Option<String> {
        let claims = Claims {
            aud: origin,
            exp: get_current_timestamp() + TOKEN_LIFETIME_S,
            sub: contact,
        };
        let token = encode(&Header::new(Algorithm::ES256), &claims, &self.signing).ok()?;
        Some(format!("vapid t={token}, k={}", self.public_text()))
    }
}

/// Seals the key for the store.
pub(super) struct KeySeal(RandomizedNonceKey);

impl KeySeal {
    pub fn of(node: &SecretSeed) -> Option<Self> {
        let secret = hkdf::Salt::new(hkdf::HKDF_SHA256, SALT).extract(&node.0);
        let mut bytes = Zeroizing::new([0; SEAL_KEY_BYTES]);
        let expanded = secret.expand(&[PURPOSE], hkdf::HKDF_SHA256).ok()?;
        expanded.fill(&mut bytes[..]).ok()?;
        RandomizedNonceKey::new(&AES_256_GCM, &bytes[..])
            .ok()
            .map(Self)
    }

    /// `nonce ‖ sealed`.
    pub fn seal(&self, secret: &[u8]) -> Option<Vec<u8>> {
        let mut sealed = Zeroizing::new(secret.to_vec());
        let aad = Aad::from(PURPOSE);
        let nonce = self.0.seal_in_place_append_tag(aad, &mut *sealed).ok()?;
        Some([nonce.as_ref(), &sealed[..]].concat())
    }

    pub fn open(&self, kept: &[u8]) -> Option<PushKey> {
        let (nonce, sealed) = kept.split_at_checked(NONCE_LEN)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        let mut sealed = Zeroizing::new(sealed.to_vec());
        let secret = (self.0).open_in_place(nonce, Aad::from(PURPOSE), &mut sealed);
        PushKey::read(secret.ok()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kept_key_opens_under_its_own_nodes_key_alone() {
        let seal = |number| KeySeal::of(&SecretSeed([number; 32])).unwrap();
        let (key, secret) = PushKey::make().unwrap();
        let kept = seal(1).seal(&secret).unwrap();
        assert!(
            !kept
                .windows(16)
                .any(|part| secret.windows(16).any(|other| part == other))
        );
        let opened = seal(1).open(&kept).unwrap();
        assert_eq!(opened.public_text(), key.public_text());
        assert!(seal(2).open(&kept).is_none());
        let mut changed = kept.clone();
        changed[NONCE_LEN] ^= 1;
        assert!(seal(1).open(&changed).is_none());
        assert!(seal(1).open(&kept[..NONCE_LEN]).is_none());
        assert!(seal(1).open(b"").is_none());
    }
}
