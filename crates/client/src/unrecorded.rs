//! Soundings and non-papers: sealed to the other side's leadership, signed by nobody.

use domain::{
    Action, AudienceClass, Unrecorded, UnrecordedId, UnrecordedKind, UnrecordedText, decide,
};
use e2ee::{
    HpkePublicKey, SealedTo, Secret,
    seal::{SALT_LEN, frame},
    seal_to,
};
use identity::{SideId, decode_canonical, encode_canonical};

use crate::{Desk, DeskError, OpenError, desk::key_id, subjects::words};

/// What HPKE is told that it seals.
const INFO: &[u8] = b"detente unrecorded 1";
/// Wherever it is opened, by whomever: the class alone reads it.
const CLASS: AudienceClass = AudienceClass::Leadership;

/// Filled up to one of few lengths, as sealed bodies are. Its salt is for a header's hash, and here is no
/// header.
fn framed(words: &[u8]) -> Option<zeroize::Zeroizing<Vec<u8>>> {
    frame::write(&Secret::new([0; SALT_LEN]), words)
}

impl Desk {
    /// Seals a sounding or non-paper to the other side's leadership. Our own side can't open it.
    pub fn unrecorded(
        &self,
        id: UnrecordedId,
        kind: UnrecordedKind,
        text: &UnrecordedText,
        expires_unix_ms: i64,
        now_unix_ms: i64,
    ) -> Result<Unrecorded, DeskError> {
        let roles = self.roles(now_unix_ms).ok_or(DeskError::NotAccredited)?;
        decide(roles, Action::Sound, None)?;
        let words = words(text, text.fits())?;
        let other = self.other_side()?;
        let audience = self.view.audience(other, CLASS);
        let public = &audience.ok_or(DeskError::NoAudience(CLASS))?.public_key;
        let bound = Unrecorded::bound(self.own_side(), id, kind, expires_unix_ms);
        let framed = framed(&words).ok_or(DeskError::TooLong)?;
        let sealed = seal_to(&HpkePublicKey::new(public)?, INFO, &bound, &framed)?;
        let unrecorded = Unrecorded {
            id,
            kind,
            expires_unix_ms,
            key: key_id(public).into(),
            sealed: encode_canonical(&sealed).into(),
        };
        unrecorded.check_lifetime(now_unix_ms)?;
        Ok(unrecorded)
    }

    /// Opens one that the own node had from the other side's. That it came from there is the own node's
    /// word: nobody signed it.
    pub fn open_unrecorded(&self, unrecorded: &Unrecorded) -> Result<UnrecordedText, OpenError> {
        let from = self.other_side().map_err(|_| OpenError::NotForYou)?;
        self.open_unrecorded_of(from, unrecorded)
    }

    fn open_unrecorded_of(
        &self,
        from: SideId,
        unrecorded: &Unrecorded,
    ) -> Result<UnrecordedText, OpenError> {
        let damaged = |cause: &dyn std::fmt::Display| OpenError::Damaged(cause.to_string());
        let mine = self
            .secrets
            .range((CLASS, 0)..=(CLASS, u32::MAX))
            .map(|(_, pair)| pair)
            .find(|pair| key_id(pair.public().as_bytes()) == *unrecorded.key);
        let pair = mine.ok_or(OpenError::NotForYou)?;
        let sealed: SealedTo =
            decode_canonical("sealed", &unrecorded.sealed, domain::UNRECORDED_BYTES_MAX)
                .map_err(|error| damaged(&error))?;
        let bound = Unrecorded::bound(
            from,
            unrecorded.id,
            unrecorded.kind,
            unrecorded.expires_unix_ms,
        );
        let opened = pair.open(INFO, &bound, &sealed);
        let framed = opened.map_err(|error| damaged(&error))?.into_bytes();
        let (_, words) = frame::read(&framed).map_err(|error| damaged(&error))?;
        let text: UnrecordedText = decode_canonical("text", words, domain::RECORD_BYTES_MAX)
            .map_err(|error| damaged(&error))?;
        if text.fits() {
            Ok(text)
        } else {
            Err(OpenError::Damaged("longer than allowed".into()))
        }
    }
}
