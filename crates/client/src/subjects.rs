//! What all nouns of the procedure have in common on a device: founding, acts, sealing, opening.

use domain::{
    AudienceClass, Founding, Header, Kind, NoEffect, Noun, Record, RecordId, SubjectId,
    SubjectNonce, decide,
};
use identity::{decode_canonical, encode_canonical};
use minicbor::{Decode, Encode};

use crate::{Desk, DeskError, OpenError};

/// A record about to be made about a subject that is there.
pub(crate) struct Saying<'a> {
    pub noun: Noun,
    pub kind: Kind,
    pub subject: SubjectId,
    pub names: Option<RecordId>,
    pub open: Vec<u8>,
    /// Sealed to the noun's audience of both sides; of a track to the own side's while there is no other.
    pub words: Option<&'a [u8]>,
    pub expires_unix_ms: Option<i64>,
}

impl Saying<'_> {
    pub fn new(noun: Noun, kind: Kind, subject: SubjectId) -> Self {
        Self {
            noun,
            kind,
            subject,
            names: None,
            open: Vec::new(),
            words: None,
            expires_unix_ms: None,
        }
    }
}

impl Desk {
    /// Whether this device's person may do this to a subject of this noun, whatever its phase.
    pub(crate) fn may_do(
        &self,
        noun: Noun,
        kind: Kind,
        phase: Option<domain::ContactPhase>,
        now_unix_ms: i64,
    ) -> Result<(), DeskError> {
        let roles = self.roles(now_unix_ms).ok_or(DeskError::NotAccredited)?;
        let action = noun.action(kind).ok_or(domain::Rejection::Role)?;
        Ok(decide(roles, action, phase)?)
    }

    /// Founds a subject of our own.
    pub(crate) fn found(
        &self,
        noun: Noun,
        kind: Kind,
        nonce: SubjectNonce,
        founding: &Founding,
        words: &[u8],
        now_unix_ms: i64,
    ) -> Result<Record, DeskError> {
        self.say(
            &Saying {
                open: founding.encode(),
                words: Some(words),
                ..Saying::new(noun, kind, SubjectId::of(noun, self.own_side(), nonce))
            },
            now_unix_ms,
        )
    }

    /// Makes a record about a subject.
    pub(crate) fn say(&self, saying: &Saying<'_>, now_unix_ms: i64) -> Result<Record, DeskError> {
        self.may_do(saying.noun, saying.kind, None, now_unix_ms)?;
        let mut header = self.header_of(saying, now_unix_ms);
        let Some(words) = saying.words else {
            return self.sign(&header, Vec::new());
        };
        let parts = [(saying.noun.audience(), words.to_vec())];
        let mut sides = vec![self.own_side()];
        match self.other_side() {
            Ok(other) => sides.push(other),
            // A track is opened by one side alone; a counterpart that comes later joins it without these
            // words, and reads what is declared from then on.
            Err(DeskError::NoOtherSide) if saying.noun == Noun::Track => {}
            Err(error) => return Err(error),
        }
        let sealed = self.seal_parts(&mut header, &parts, &sides)?;
        self.sign(&header, sealed)
    }

    pub(crate) fn header_of(&self, saying: &Saying<'_>, now_unix_ms: i64) -> Header {
        let kind = saying.kind.of(saying.noun);
        Header {
            names: saying.names,
            open: saying.open.clone(),
            expires_unix_ms: saying.expires_unix_ms,
            ..self.header(kind, saying.subject, now_unix_ms)
        }
    }

    /// The sealed words of a record, for whoever of this side reads its noun.
    pub fn words_of<T>(&self, id: RecordId) -> Result<T, OpenError>
    where
        T: for<'b> Decode<'b, ()> + Encode<()>,
    {
        let record = self.record_here(id).ok_or(OpenError::NoRecord)?;
        let noun = record.noun().ok_or(OpenError::NoRecord)?;
        self.words_for(id, noun.audience())
    }

    pub(crate) fn words_for<T>(&self, id: RecordId, class: AudienceClass) -> Result<T, OpenError>
    where
        T: for<'b> Decode<'b, ()> + Encode<()>,
    {
        let bytes = self.open_part(id, class)?;
        decode_canonical("body", &bytes, domain::RECORD_BYTES_MAX)
            .map_err(|error| OpenError::Damaged(error.to_string()))
    }

    /// Refuses what the fold would leave without effect.
    pub(crate) fn is_done(done: bool) -> Result<(), DeskError> {
        if done {
            Err(DeskError::NoEffect(NoEffect::Again))
        } else {
            Ok(())
        }
    }
}

/// The bytes of words within limits.
pub(crate) fn words<T: Encode<()>>(text: &T, fits: bool) -> Result<Vec<u8>, DeskError> {
    if fits {
        Ok(encode_canonical(text))
    } else {
        Err(DeskError::TooLong)
    }
}
