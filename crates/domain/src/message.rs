//! A message: formal text from side to side with a precedence; a service message goes between duty
//! officers in the same way.
//!
//! Each state has its time at both ends. *Delivered* needs no record: the other node's first entry
//! that had seen the message shows it. *Presented* and *acknowledged* are said by devices, the second
//! by a person. Nothing is said of who read what beyond that. A message that answers an earlier one
//! names it.

use identity::SideId;
use minicbor::{Decode, Encode};

use crate::{
    Delivery, FIELD_BYTES_MAX, Kind, NoEffect, Noun, Placed, RecordId, SubjectId, TEXT_BYTES_MAX,
    WithoutEffect,
    entry::{Act, acts_of, in_order},
    sight::Sight,
    terms::numbered,
};

numbered!(
    /// How urgent a message is; a higher one overtakes.
    Precedence {
        Routine = 0 "routine",
        Priority = 1 "priority",
        Immediate = 2 "immediate",
        /// Sounds until a person acknowledges it.
        Flash = 3 "flash",
    }
);
numbered!(
    /// How far a message came.
    MessageState {
        Sent = 0 "sent",
        /// The other node has it.
        Delivered = 1 "delivered",
        /// It stood before somebody's eyes.
        Presented = 2 "presented",
        /// A person says that it was read.
        Acknowledged = 3 "acknowledged",
        /// The time asked for passed without that.
        Unanswered = 4 "unanswered",
    }
);

/// What nodes are told of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub struct MessageFacts {
    #[n(0)]
    pub precedence: Precedence,
    /// To be acknowledged by this time.
    #[n(1)]
    pub acknowledge_by_unix_ms: Option<i64>,
}

/// A rendering into another language; the original is what counts.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Translation {
    #[n(0)]
    pub language: String,
    #[n(1)]
    pub text: String,
    /// Who translated, in the sender's words.
    #[n(2)]
    pub translator: Option<String>,
}

/// The text; sealed to the leadership of both sides, or to their duty officers.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct MessageText {
    #[n(0)]
    pub title: String,
    #[n(1)]
    pub language: String,
    #[n(2)]
    pub text: String,
    #[n(3)]
    pub translation: Option<Translation>,
}

impl MessageText {
    pub fn fits(&self) -> bool {
        let translated = self.translation.as_ref();
        let within = |text: &str| (1..=TEXT_BYTES_MAX).contains(&text.len());
        self.title.len() <= FIELD_BYTES_MAX
            && self.language.len() <= FIELD_BYTES_MAX
            && within(&self.text)
            && translated.is_none_or(Translation::fits)
    }
}

impl Translation {
    fn fits(&self) -> bool {
        let translator = self.translator.as_deref().unwrap_or_default();
        self.language.len() <= FIELD_BYTES_MAX
            && translator.len() <= FIELD_BYTES_MAX
            && (1..=TEXT_BYTES_MAX).contains(&self.text.len())
    }
}

/// A message before it is sent; sealed to the own side's leadership.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct MessageDraft {
    #[n(0)]
    pub facts: MessageFacts,
    #[n(1)]
    pub text: MessageText,
    /// The message that it answers.
    #[n(2)]
    pub reply_to: Option<SubjectId>,
}

/// Something that the receiving side says of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Receipt {
    pub id: RecordId,
    pub delivery: Option<Delivery>,
}

/// The fold of everything about one message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    pub subject: SubjectId,
    /// A message or a service message.
    pub noun: Noun,
    pub by: SideId,
    pub id: RecordId,
    pub facts: MessageFacts,
    /// The record of the message that it says it answers.
    pub reply_to: Option<RecordId>,
    pub delivery: Option<Delivery>,
    pub presented: Option<Receipt>,
    pub acknowledged: Option<Receipt>,
    pub without_effect: Vec<WithoutEffect>,
}

impl Message {
    /// `None` while no message is among `placed`, whose order doesn't matter.
    pub(crate) fn fold(
        noun: Noun,
        subject: SubjectId,
        placed: &[Placed],
        sight: &Sight<'_>,
    ) -> Option<Self> {
        let ordered = in_order(placed, |placed| sight.seen(placed));
        let (sent, facts) = acts_of(&ordered)
            .filter(|act| act.kind == Kind::Send)
            .find_map(|act| Some((act, act.header.facts_of::<MessageFacts>(true)?)))?;
        let mut message = Self {
            subject,
            noun,
            by: sent.side(),
            id: sent.id,
            facts,
            reply_to: sent.header.names,
            delivery: sight.delivery(sent.side(), sent.entry.seq()),
            presented: None,
            acknowledged: None,
            without_effect: Vec::new(),
        };
        for act in acts_of(&ordered).filter(|act| act.id != sent.id) {
            if let Err(why) = message.take(&act, &sent, sight) {
                message.without_effect.push(act.without_effect(why));
            }
        }
        Some(message)
    }

    fn take(&mut self, act: &Act<'_>, sent: &Act<'_>, sight: &Sight<'_>) -> Result<(), NoEffect> {
        let receipt = match act.kind {
            Kind::Present => &mut self.presented,
            Kind::Acknowledge => &mut self.acknowledged,
            _ => return Err(NoEffect::Founded),
        };
        if act.side() == self.by {
            return Err(NoEffect::OthersToDo);
        }
        if act.header.names != Some(self.id) {
            return Err(NoEffect::NothingToAnswer);
        }
        // A FLASH may have been taken ahead of its place in the log: an id is the hash of the whole
        // record, and whoever names it had it.
        if self.facts.precedence != Precedence::Flash && !act.entry.saw(&sent.entry) {
            return Err(NoEffect::Unseen);
        }
        if receipt.is_some() {
            return Err(NoEffect::Again);
        }
        *receipt = Some(Receipt {
            id: act.id,
            delivery: sight.delivery(act.side(), act.entry.seq()),
        });
        Ok(())
    }

    pub fn state_at(&self, unix_ms: i64) -> MessageState {
        let delivered = self.delivery.and_then(|delivery| delivery.delivered);
        let late = self
            .facts
            .acknowledge_by_unix_ms
            .is_some_and(|by| unix_ms >= by);
        match (self.acknowledged, self.presented, delivered) {
            (Some(_), _, _) => MessageState::Acknowledged,
            (None, _, _) if late => MessageState::Unanswered,
            (None, Some(_), _) => MessageState::Presented,
            (None, None, Some(_)) => MessageState::Delivered,
            (None, None, None) => MessageState::Sent,
        }
    }

    /// Whether it still sounds at the side that received it.
    pub fn sounds(&self) -> bool {
        self.facts.precedence == Precedence::Flash && self.acknowledged.is_none()
    }
}

#[cfg(test)]
#[path = "procedure_tests/messages.rs"]
mod tests;
