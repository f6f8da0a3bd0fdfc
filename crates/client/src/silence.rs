//! Silence procedures: begun, objected to, taken back.

use domain::{
    Founding, Kind, NoEffect, Noun, Record, SilenceFacts, SilenceProcedure, SilenceState,
    SilenceText, SubjectId, SubjectNonce,
};

use crate::{
    Desk, DeskError,
    subjects::{Saying, words},
};

impl Desk {
    pub fn silence_procedure(&self, subject: SubjectId) -> Result<SilenceProcedure, DeskError> {
        let procedure = self.view.silence_procedure(subject);
        procedure.ok_or(DeskError::NoSubject(Noun::SilenceProcedure, subject))
    }

    /// Puts a text under silence. It expires no sooner than an objection needs.
    pub fn begin_silence(
        &self,
        nonce: SubjectNonce,
        facts: SilenceFacts,
        text: &SilenceText,
        now_unix_ms: i64,
    ) -> Result<Record, DeskError> {
        let noun = Noun::SilenceProcedure;
        let left = facts.expires_unix_ms.saturating_sub(now_unix_ms);
        if left < domain::SILENCE_MS_MIN {
            return Err(DeskError::NoEffect(NoEffect::Late));
        }
        let words = words(text, text.fits())?;
        let founding = Founding::with_facts(noun, nonce, &facts);
        self.found(noun, Kind::Found, nonce, &founding, &words, now_unix_ms)
    }

    /// Objects, with a reason for both sides' leadership or none.
    pub fn object(
        &self,
        subject: SubjectId,
        reason: Option<&str>,
        now_unix_ms: i64,
    ) -> Result<Record, DeskError> {
        let procedure = self.silence_procedure(subject)?;
        if procedure.by == self.own_side() {
            return Err(DeskError::NoEffect(NoEffect::OthersToDo));
        }
        match procedure.state_at(now_unix_ms) {
            SilenceState::Broken => return Err(DeskError::NoEffect(NoEffect::Again)),
            SilenceState::Adopted => return Err(DeskError::NoEffect(NoEffect::Late)),
            SilenceState::Running
            | SilenceState::Unproved
            | SilenceState::Missed
            | SilenceState::Withdrawn => {}
        }
        if reason.is_some_and(|reason| reason.len() > domain::FIELD_BYTES_MAX) {
            return Err(DeskError::TooLong);
        }
        let saying = Saying {
            names: Some(procedure.id),
            words: reason.map(str::as_bytes),
            ..Saying::new(Noun::SilenceProcedure, Kind::Object, subject)
        };
        self.say(&saying, now_unix_ms)
    }

    /// Takes our own text back, unless it is known to stand.
    pub fn withdraw_silence(
        &self,
        subject: SubjectId,
        now_unix_ms: i64,
    ) -> Result<Record, DeskError> {
        let procedure = self.silence_procedure(subject)?;
        if procedure.by != self.own_side() {
            return Err(DeskError::NoEffect(NoEffect::OthersToDo));
        }
        if procedure.adopted.is_some() {
            return Err(DeskError::NoEffect(NoEffect::Late));
        }
        Self::is_done(procedure.withdrawn.is_some())?;
        let saying = Saying {
            names: Some(procedure.id),
            ..Saying::new(Noun::SilenceProcedure, Kind::Withdraw, subject)
        };
        self.say(&saying, now_unix_ms)
    }
}
