//! Messages from side to side, and service messages between duty officers.

use domain::{
    Founding, Kind, Message, MessageFacts, MessageText, Noun, Record, RecordId, SubjectId,
    SubjectNonce, roles_of,
};
use identity::{PersonId, Role, RoleSet};

use crate::{
    Desk, DeskError,
    subjects::{Saying, words},
};

/// A message about to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewMessage {
    pub facts: MessageFacts,
    pub text: MessageText,
    /// An earlier one of the same channel that it answers.
    pub reply_to: Option<SubjectId>,
}

impl Desk {
    pub fn message(&self, subject: SubjectId) -> Result<Message, DeskError> {
        let message = self.view.message(subject);
        let message = message.or_else(|| {
            let mut ahead = self.messages_ahead();
            let at = ahead.iter().position(|one| one.subject == subject)?;
            Some(ahead.swap_remove(at))
        });
        message.ok_or(DeskError::NoSubject(Noun::Message, subject))
    }

    /// FLASH of the other side that came ahead of its place in its log.
    pub fn messages_ahead(&self) -> Vec<Message> {
        let read = self.early.iter();
        read.filter_map(|early| self.view.message_ahead(early))
            .collect()
    }

    /// When the other side's node wrote the copy of a record that is here ahead of its place.
    pub fn ahead_unix_ms(&self, id: RecordId) -> Option<i64> {
        let early = self.early.iter().find(|early| early.record.id == id)?;
        Some(early.node_unix_ms)
    }

    /// The copy that acknowledges a message of ours ahead of its place: who said it, and when by the
    /// other node's clock.
    pub fn acknowledged_ahead(&self, message: &Message) -> Option<(PersonId, i64)> {
        let mut early = self.early.iter();
        let named = early.find(|early| early.record.acknowledges() == Some(message.id))?;
        Some((named.record.header.person, named.node_unix_ms))
    }

    /// The message that this one says it answers, where that one is here.
    pub fn replied_to(&self, message: &Message) -> Option<Message> {
        let earlier = self.view.record(message.reply_to?)?;
        let earlier = self.view.message(earlier.header.subject)?;
        (Some(earlier.id) == message.reply_to).then_some(earlier)
    }

    /// Sends a message to the other side's leadership.
    pub fn send_message(
        &self,
        nonce: SubjectNonce,
        new: &NewMessage,
        now_unix_ms: i64,
    ) -> Result<Record, DeskError> {
        self.send_as(Noun::Message, nonce, new, now_unix_ms)
    }

    /// Sends a message to the other side's duty officers, from one of ours.
    pub fn send_service_message(
        &self,
        nonce: SubjectNonce,
        new: &NewMessage,
        now_unix_ms: i64,
    ) -> Result<Record, DeskError> {
        self.send_as(Noun::ServiceMessage, nonce, new, now_unix_ms)
    }

    fn send_as(
        &self,
        noun: Noun,
        nonce: SubjectNonce,
        new: &NewMessage,
        now_unix_ms: i64,
    ) -> Result<Record, DeskError> {
        let words = words(&new.text, new.text.fits())?;
        let saying = Saying {
            names: self.answered(noun, new.reply_to)?,
            open: Founding::with_facts(noun, nonce, &new.facts).encode(),
            words: Some(&words),
            ..Saying::new(
                noun,
                Kind::Send,
                SubjectId::of(noun, self.own_side(), nonce),
            )
        };
        self.say(&saying, now_unix_ms)
    }

    /// What a reply names: a message of its own channel.
    fn answered(
        &self,
        noun: Noun,
        earlier: Option<SubjectId>,
    ) -> Result<Option<RecordId>, DeskError> {
        let Some(subject) = earlier else {
            return Ok(None);
        };
        let earlier = self.message(subject).ok();
        let earlier = earlier.filter(|earlier| earlier.noun == noun);
        let earlier = earlier.ok_or(DeskError::NoSubject(noun, subject))?;
        Ok(Some(earlier.id))
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

    /// Whether it is to be said that this message stands before somebody's eyes on this device: the first
    /// time alone, and never of a principal.
    pub fn tells_presented(&self, message: &Message, now_unix_ms: i64) -> bool {
        let present = message.noun.action(Kind::Present);
        let tell = present.map_or_else(RoleSet::empty, roles_of);
        let device = self.roles(now_unix_ms).unwrap_or_default();
        let is_new = message.presented.is_none() && message.acknowledged.is_none();
        let theirs = message.by != self.own_side();
        theirs && is_new && device.intersects(tell) && !device.contains(Role::Principal)
    }

    /// Who answers has read: the record that acknowledges an earlier message, where nobody did.
    pub fn acknowledge_answered(
        &self,
        earlier: &Message,
        now_unix_ms: i64,
    ) -> Result<Option<Record>, DeskError> {
        if earlier.by == self.own_side() || earlier.acknowledged.is_some() {
            return Ok(None);
        }
        self.acknowledge_message(earlier.subject, now_unix_ms)
            .map(Some)
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
