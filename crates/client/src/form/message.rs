//! Messages, and who is on duty to take them.

use domain::{MessageFacts, MessageText, Precedence, Shift, ShiftList, SubjectId, Translation};
use identity::PersonId;
use serde::Deserialize;

use super::{FormError, When, Word};
use crate::{Desk, NewMessage};

/// A text to the other side, or a draft of one.
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(
    feature = "typescript",
    derive(ts_rs::TS),
    ts(optional_fields = nullable)
)]
#[serde(deny_unknown_fields)]
pub struct MessageForm {
    /// Routine, unless said.
    pub precedence: Option<Word<Precedence>>,
    pub title: Option<String>,
    /// Of the original, which counts.
    pub language: Option<String>,
    pub text: String,
    pub translation: Option<TranslationForm>,
    /// Unanswered if nobody there acknowledged it by then.
    pub acknowledge_by: Option<When>,
    /// An earlier message that it answers, and acknowledges where that wasn't done.
    pub reply_to: Option<Word<SubjectId>>,
}

/// A courtesy translation beside the original.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(
    feature = "typescript",
    derive(ts_rs::TS),
    ts(optional_fields = nullable)
)]
#[serde(deny_unknown_fields)]
pub struct TranslationForm {
    pub language: String,
    pub text: String,
    pub translator: Option<String>,
}

impl MessageForm {
    pub fn made(&self, now_unix_ms: i64) -> Result<NewMessage, FormError> {
        Ok(NewMessage {
            facts: self.facts(now_unix_ms)?,
            text: self.words()?,
            reply_to: self.reply_to.map(|word| word.0),
        })
    }

    /// What nodes are told of it.
    fn facts(&self, now_unix_ms: i64) -> Result<MessageFacts, FormError> {
        let past = "nobody could acknowledge in time";
        let by = self.acknowledge_by.as_ref();
        let by = by.map(|by| by.to_come("acknowledge-by", past, now_unix_ms));
        Ok(MessageFacts {
            precedence: self.precedence.map_or(Precedence::Routine, |word| word.0),
            acknowledge_by_unix_ms: by.transpose()?,
        })
    }

    fn words(&self) -> Result<MessageText, FormError> {
        if self.text.is_empty() {
            return Err(FormError::TextWanted("a message"));
        }
        let translation = self.translation.as_ref().map(|one| Translation {
            language: one.language.clone(),
            text: one.text.clone(),
            translator: one.translator.clone(),
        });
        Ok(MessageText {
            title: self.title.clone().unwrap_or_default(),
            language: self.language.clone().unwrap_or_default(),
            text: self.text.clone(),
            translation,
        })
    }
}

/// Who is on duty when, in the order in which they are called.
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct ShiftsForm {
    pub shifts: Vec<ShiftForm>,
}

#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct ShiftForm {
    pub person: Word<PersonId>,
    pub from: When,
    pub until: When,
}

impl ShiftsForm {
    pub fn made(&self, desk: &Desk) -> Result<ShiftList, FormError> {
        let shifts = self.shifts.iter().map(|shift| {
            let (from_unix_ms, until_unix_ms) =
                (shift.from.unix_ms("on")?, shift.until.unix_ms("on")?);
            if until_unix_ms <= from_unix_ms {
                return Err(FormError::ShiftEndsFirst {
                    person: shift.person.0,
                    until: shift.until.text().to_owned(),
                });
            }
            Ok(Shift {
                person: own_person(desk, shift.person.0)?,
                from_unix_ms,
                until_unix_ms,
            })
        });
        Ok(ShiftList {
            shifts: shifts.collect::<Result<_, FormError>>()?,
        })
    }
}

/// A person of our side.
pub(crate) fn own_person(desk: &Desk, person: PersonId) -> Result<PersonId, FormError> {
    let people = desk.view().people(desk.own_side());
    let mut people = people.into_iter().flat_map(|people| people.iter());
    people
        .any(|(_, member)| member.accreditation.person == person)
        .then_some(person)
        .ok_or(FormError::NoPerson(person))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_acknowledged_by_a_moment_to_come() {
        let at = 1_640_896_200_000;
        for (text, now, wanted) in [
            (None, 0, Ok(None)),
            (Some("2021-12-30T23:30:00+03:00"), at - 1, Ok(Some(at))),
            (Some("2021-12-30T23:30:00+03:00"), at, Err("time")),
            (Some("2021-12-30T23:30:00+03:00"), at + 1, Err("time")),
            (Some("tonight"), 0, Err("time")),
        ] {
            let form = MessageForm {
                acknowledge_by: text.map(|text| When::At(text.to_owned())),
                ..MessageForm::default()
            };
            let got = form.facts(now).map(|facts| facts.acknowledge_by_unix_ms);
            assert_eq!(
                got.map_err(|error| error.code()),
                wanted,
                "{text:?} at {now}"
            );
        }
    }
}
