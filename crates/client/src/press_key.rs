//! The press key, an encrypted minisign secret key, and what is signed with it.

use domain::{Circumstances, Conflict, FactName, Release, build_document, document_name};
use identity::PublicKey;
use std::io::Cursor;
use zeroize::Zeroizing;

use crate::{Desk, DeskError, Draft, FactCheck};

/// Bytes of minisign's id of a key.
pub const KEY_ID_BYTES: usize = 8;

/// Public part of the press key, as the charter names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PressPublicKey {
    pub key: PublicKey,
    pub id: [u8; KEY_ID_BYTES],
}

/// Why nothing is signed with a press key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PressKeyError {
    #[error("the press key: {0}")]
    Damaged(String),
    #[error("it isn't the press key that the side's charter names")]
    Another,
}

fn damaged(error: &dyn std::fmt::Display) -> PressKeyError {
    PressKeyError::Damaged(error.to_string())
}

/// A key just made: its encrypted secret part as the stock tool reads it, and its public part.
pub struct MadePressKey {
    pub secret: Zeroizing<String>,
    pub public_base64: String,
    pub public: PressPublicKey,
}

/// The press key with its passphrase entered.
pub struct PressKey {
    secret: minisign::SecretKey,
    public: minisign::PublicKey,
}

/// minisign's public key is algorithm (2), id (8), key (32).
fn public_of(key: &minisign::PublicKey) -> Result<PressPublicKey, PressKeyError> {
    let bytes = key.to_bytes();
    let part = |from: usize, to: usize| bytes.get(from..to).unwrap_or_default();
    let wrong = |_| damaged(&"its public part has another length");
    Ok(PressPublicKey {
        id: part(2, 2 + KEY_ID_BYTES).try_into().map_err(wrong)?,
        key: PublicKey(part(2 + KEY_ID_BYTES, 42).try_into().map_err(wrong)?),
    })
}

impl PressKey {
    /// A new key of a side under a passphrase.
    pub fn make(side: &str, passphrase: &str) -> Result<MadePressKey, PressKeyError> {
        let pair = minisign::KeyPair::generate_encrypted_keypair(Some(passphrase.to_owned()));
        let pair = pair.map_err(|error| damaged(&error))?;
        let comment = format!("press key of {side}, encrypted");
        let secret = pair.sk.to_box(Some(&comment));
        let secret = secret.map_err(|error| damaged(&error))?;
        Ok(MadePressKey {
            secret: Zeroizing::new(secret.into_string()),
            public_base64: pair.pk.to_base64(),
            public: public_of(&pair.pk)?,
        })
    }

    /// From its file's text; `None` where the passphrase doesn't open it.
    pub fn open(text: &str, passphrase: &str) -> Result<Option<Self>, PressKeyError> {
        let sealed = minisign::SecretKeyBox::from_string(text);
        let sealed = sealed.map_err(|error| damaged(&error))?;
        // minisign tells a wrong passphrase from a damaged file by the text of its error alone;
        // a file whose box is whole is taken as one whose passphrase is wrong.
        let Ok(secret) = sealed.into_secret_key(Some(passphrase.to_owned())) else {
            return Ok(None);
        };
        let public = minisign::PublicKey::from_secret_key(&secret);
        let public = public.map_err(|error| damaged(&error))?;
        Ok(Some(Self { secret, public }))
    }

    pub fn public(&self) -> Result<PressPublicKey, PressKeyError> {
        public_of(&self.public)
    }

    /// The contents of the `.minisig` file: prehashed, with a trusted comment.
    pub fn sign(&self, document: &str, comment: &str) -> Result<String, PressKeyError> {
        let signature = minisign::sign(
            Some(&self.public),
            &self.secret,
            Cursor::new(document.as_bytes()),
            Some(comment),
            Some("signature of a press service"),
        );
        Ok(signature.map_err(|error| damaged(&error))?.into_string())
    }
}

/// A text for the public, and the contents of its `.minisig` file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedDocument {
    pub document: String,
    pub minisig: String,
}

impl Desk {
    /// What a draft contradicts, where it was approved with just that.
    pub fn confirmed_conflicts(&self, draft: &Draft) -> Result<Vec<Conflict>, DeskError> {
        let approved = draft.approved.as_ref().ok_or(DeskError::Unapproved)?;
        let conflicts = match self.check_release(&draft.release) {
            FactCheck::Nothing => Vec::new(),
            FactCheck::Compared(conflicts) => conflicts,
        };
        let facts = conflicts.iter().map(|one| one.fact);
        if facts.eq(approved.approval.conflicts.iter().copied()) {
            return Ok(conflicts);
        }
        Err(DeskError::Contradiction(conflicts))
    }

    /// The document of a release under the charter's press key and no other.
    pub fn sign_release(
        &self,
        key: &PressKey,
        release: &Release,
        differing: &[FactName],
        now_unix_ms: i64,
    ) -> Result<SignedDocument, PressKeyError> {
        let charter = self.view().charter(self.own_side());
        let charter = charter.ok_or(PressKeyError::Another)?;
        if key.public()?.key != charter.press_key {
            return Err(PressKeyError::Another);
        }
        let other = self.other_side().ok();
        let other = other.and_then(|side| self.view().charter(side));
        let around = Circumstances {
            side_name: &charter.name,
            other_name: other.map_or("the other side", |other| other.name.as_str()),
            released_unix_ms: now_unix_ms,
            differing,
        };
        let document = build_document(release, &around);
        let comment = format!("{} of {}", document_name(release, &document), charter.name);
        let minisig = key.sign(&document, &comment)?;
        Ok(SignedDocument { document, minisig })
    }
}
