//! Messages from side to side, and service messages between duty officers.

use domain::{
    Founding, Kind, Message, MessageFacts, MessageText, Noun, Record, SubjectId, SubjectNonce,
};

use crate::{
    Desk, DeskError,
    subjects::{Saying, words},
};

impl Desk {
    pub fn message(&self, subject: SubjectId) -> Result<Message, DeskError> {
        let message = self.view.message(subject);
        message.ok_or(DeskError::NoSubject(Noun::Message, subject))
    }

    /// Sends a message to the other side's leadership.
    pub fn send_message(
        &self,
        nonce: SubjectNonce,
        facts: MessageFacts,
        text: &MessageText,
        now_unix_ms: i64,
    ) -> Result<Record, DeskError> {
        self.send_as(Noun::Message, nonce, facts, text, now_unix_ms)
    }

    /// Sends a message to the other side's duty officers, from one of ours.
    pub fn send_service_message(
        &self,
        nonce: SubjectNonce,
        facts: MessageFacts,
        text: &MessageText,
        now_unix_ms: i64,
    ) -> Result<Record, DeskError> {
        self.send_as(Noun::ServiceMessage, nonce, facts, text, now_unix_ms)
    }

    fn send_as(
        &self,
        noun: Noun,
        nonce: SubjectNonce,
        facts: MessageFacts,
        text: &MessageText,
        now_unix_ms: i64,
    ) -> Result<Record, DeskError> {
        let words = words(text, text.fits())?;
        let founding = Founding::with_facts(noun, nonce, &facts);
        self.found(noun, Kind::Send, nonce, &founding, &words, now_unix_ms)
    }

    /// Says that a message of the other side stood before somebody's eyes here.
    pub fn present_message(
        &self,
        subject: SubjectId,
        now_unix_ms: i64,
    ) -> Result<Record, DeskError> {
        self.receive(subject, Kind::Present, now_unix_ms)
    }

    /// Says, for a person, that a message of the other side was taken.
    pub fn acknowledge_message(
        &self,
        subject: SubjectId,
        now_unix_ms: i64,
    ) -> Result<Record, DeskError> {
        self.receive(subject, Kind::Acknowledge, now_unix_ms)
    }

    fn receive(
        &self,
        subject: SubjectId,
        kind: Kind,
        now_unix_ms: i64,
    ) -> Result<Record, DeskError> {
        let message = self.message(subject)?;
        if message.by == self.own_side() {
            return Err(DeskError::NoEffect(domain::NoEffect::OthersToDo));
        }
        let receipt = if kind == Kind::Present {
            message.presented
        } else {
            message.acknowledged
        };
        Self::is_done(receipt.is_some())?;
        let saying = Saying {
            names: Some(message.id),
            ..Saying::new(message.noun, kind, subject)
        };
        self.say(&saying, now_unix_ms)
    }
}
