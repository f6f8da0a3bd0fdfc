//! Minutes, texts under silence, and what leaves no record.

use domain::{
    AgendaItem, ItemOutcome, MinutesFacts, MinutesText, Outcome, RoundTerms, SILENCE_MS_MIN,
    SilenceFacts, SilenceText, SubjectId, UNRECORDED_LIFETIME_MS_MAX, UnrecordedId, UnrecordedText,
};
use serde::Deserialize;

use super::{FormError, Reading, When, Word, civil_unix_ms};
use crate::Desk;

/// Without a moment of its own: two days.
const UNRECORDED_LASTS_USUALLY_MS: i64 = 2 * 24 * 3_600 * 1_000;

/// What came of a round.
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct MinutesForm {
    pub title: String,
    pub text: String,
    /// One for each item of the round.
    pub outcomes: Vec<OutcomeForm>,
}

#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct OutcomeForm {
    /// The item's title.
    pub item: String,
    pub outcome: Word<Outcome>,
    #[serde(default)]
    #[cfg_attr(feature = "typescript", ts(optional = nullable))]
    pub text: String,
}

impl MinutesForm {
    pub fn made(&self, desk: &Desk, round: SubjectId) -> Result<MinutesText, FormError> {
        let terms: RoundTerms = desk.standing_text(round)?;
        Ok(MinutesText {
            facts: MinutesFacts { round },
            title: self.title.clone(),
            text: self.text.clone(),
            outcomes: outcomes(&self.outcomes, &terms.items)?,
        })
    }
}

/// One outcome for each item, in the order of the agenda: what isn't said isn't passed over.
fn outcomes(said: &[OutcomeForm], items: &[AgendaItem]) -> Result<Vec<ItemOutcome>, FormError> {
    let unknown = said
        .iter()
        .find(|one| items.iter().all(|item| item.title != one.item));
    if let Some(unknown) = unknown {
        return Err(FormError::NoSuchItem(unknown.item.clone()));
    }
    items
        .iter()
        .map(|item| {
            let mut of_it = said.iter().filter(|one| one.item == item.title);
            match (of_it.next(), of_it.next()) {
                (Some(one), None) => Ok(ItemOutcome {
                    item: item.id,
                    outcome: one.outcome.0,
                    text: one.text.clone(),
                }),
                (Some(_), Some(_)) => Err(FormError::OutcomeTwice(item.title.clone())),
                (None, _) => Err(FormError::OutcomeMissing(item.title.clone())),
            }
        })
        .collect()
}

/// A text that stands at its expiry unless the other side objects before.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(
    feature = "typescript",
    derive(ts_rs::TS),
    ts(optional_fields = nullable)
)]
#[serde(deny_unknown_fields)]
pub struct SilenceForm {
    pub title: String,
    pub text: String,
    /// As clocks in `zone` show it; an hour from now at the earliest.
    pub expires: String,
    /// The own side's time zone.
    pub zone: String,
    pub other_zone: String,
    pub overlap: Option<Reading>,
}

impl SilenceForm {
    /// The expiry, which leaves the other side the time that an objection needs.
    pub fn expires_unix_ms(&self, now_unix_ms: i64) -> Result<i64, FormError> {
        let expires = civil_unix_ms(&self.expires, &self.zone, self.overlap)?;
        if expires.saturating_sub(now_unix_ms) < SILENCE_MS_MIN {
            return Err(FormError::ExpiresTooSoon(self.expires.clone()));
        }
        Ok(expires)
    }

    pub fn made(
        &self,
        desk: &Desk,
        now_unix_ms: i64,
    ) -> Result<(SilenceFacts, SilenceText), FormError> {
        let expires_unix_ms = self.expires_unix_ms(now_unix_ms)?;
        let zones = [
            (desk.own_side(), self.zone.as_str()),
            (desk.other_side()?, self.other_zone.as_str()),
        ];
        let text = SilenceText {
            title: self.title.clone(),
            text: self.text.clone(),
            local: Vec::new(),
        };
        let text = text.with_locals(expires_unix_ms, &zones)?;
        let facts = SilenceFacts {
            expires_unix_ms,
            track: None,
        };
        Ok((facts, text))
    }
}

/// A sounding or a non-paper.
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(
    feature = "typescript",
    derive(ts_rs::TS),
    ts(optional_fields = nullable)
)]
#[serde(deny_unknown_fields)]
pub struct UnrecordedForm {
    pub title: Option<String>,
    pub text: String,
    #[serde(default)]
    #[cfg_attr(feature = "typescript", ts(optional = nullable))]
    pub languages: Vec<String>,
    /// When the other side's node forgets it; in two days, unless said.
    pub expires: Option<When>,
    /// The other side's that it answers.
    pub answers: Option<Word<UnrecordedId>>,
}

impl UnrecordedForm {
    /// When it expires: of what is further away the node says why not.
    pub fn expires_unix_ms(&self, now_unix_ms: i64) -> Result<i64, FormError> {
        let Some(when) = &self.expires else {
            return Ok(now_unix_ms + UNRECORDED_LASTS_USUALLY_MS);
        };
        let at = when.unix_ms("expires")?;
        if (1..=UNRECORDED_LIFETIME_MS_MAX).contains(&at.saturating_sub(now_unix_ms)) {
            return Ok(at);
        }
        Err(FormError::LastsTooLong(when.text().to_owned()))
    }

    /// `what` is its kind, as it is called.
    pub fn words(&self, what: &'static str) -> Result<UnrecordedText, FormError> {
        if self.text.trim().is_empty() {
            return Err(FormError::TextWanted(what));
        }
        Ok(UnrecordedText {
            title: self.title.clone().unwrap_or_default(),
            text: self.text.clone(),
            language: self.languages.join(", "),
            answers: self.answers.map(|word| word.0),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{ItemId, ItemState};

    #[test]
    fn each_item_has_one_outcome() {
        let items: Vec<AgendaItem> = [(1, "one"), (2, "two")]
            .map(|(number, title)| AgendaItem {
                id: ItemId([number; 16]),
                title: title.into(),
                state: ItemState::Open,
                carried_from: None,
            })
            .into();
        for (said, wanted) in [
            (&["two", "one"][..], Ok(2)),
            (&["one"][..], Err("outcome-missing")),
            (&["one", "two", "one"][..], Err("outcome-twice")),
            (&["one", "two", "three"][..], Err("no-such-item")),
        ] {
            let said = said.iter().map(|item| OutcomeForm {
                item: (*item).to_owned(),
                outcome: Word(Outcome::Agreed),
                text: String::new(),
            });
            let said: Vec<OutcomeForm> = said.collect();
            let got = outcomes(&said, &items).map(|found| found.len());
            assert_eq!(got.map_err(|error| error.code()), wanted, "{said:?}");
        }
    }

    #[test]
    fn the_other_side_has_an_hour_at_least() {
        // 2021-12-30T23:30 in Moscow.
        let expires = 1_640_896_200_000;
        let form = SilenceForm {
            title: "dates".into(),
            text: "text".into(),
            expires: "2021-12-30T23:30".into(),
            zone: "Europe/Moscow".into(),
            other_zone: "America/New_York".into(),
            overlap: None,
        };
        for (left_ms, wanted) in [
            (SILENCE_MS_MIN - 1, Err("time")),
            (SILENCE_MS_MIN, Ok(expires)),
            (SILENCE_MS_MIN + 1, Ok(expires)),
        ] {
            let got = form.expires_unix_ms(expires - left_ms);
            assert_eq!(got.map_err(|error| error.code()), wanted, "{left_ms}");
        }
    }

    #[test]
    fn what_leaves_no_record_expires_within_fourteen_days() {
        let at = 1_640_896_200_000;
        let text = Some("2021-12-30T23:30:00+03:00");
        for (expires, now, wanted) in [
            (None, 7, Ok(7 + UNRECORDED_LASTS_USUALLY_MS)),
            (text, at - 1, Ok(at)),
            (text, at, Err("time")),
            (text, at - UNRECORDED_LIFETIME_MS_MAX, Ok(at)),
            (text, at - UNRECORDED_LIFETIME_MS_MAX - 1, Err("time")),
            (Some("soon"), 0, Err("time")),
        ] {
            let form = UnrecordedForm {
                expires: expires.map(|text| When::At(text.to_owned())),
                ..UnrecordedForm::default()
            };
            let got = form.expires_unix_ms(now).map_err(|error| error.code());
            assert_eq!(got, wanted, "{expires:?} at {now}");
        }
    }
}
