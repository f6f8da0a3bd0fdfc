//! Rounds: terms proposed and countered, delegations named.

use domain::{
    Agenda, AgendaItem, Dates, Delegate, Delegation, LocalStart, Noun, RoundFacts, RoundFormat,
    RoundTerms, Session, SubjectId, local_in,
};
use identity::SideId;
use serde::Deserialize;

use super::{
    AgendaForm, FormError, Reading, When, Word, civil_unix_ms, subject_of, when::answer_by,
};
use crate::{Desk, DeskError, shown_offer, view::round::capitals};

/// Terms that have a usual value, or stand as they stood.
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(
    feature = "typescript",
    derive(ts_rs::TS),
    ts(optional_fields = nullable)
)]
#[serde(deny_unknown_fields)]
pub struct MoreRoundTerms {
    pub format: Option<Word<RoundFormat>>,
    /// Fixed: there is no other date, and both sides alone move it.
    pub dates: Option<Word<Dates>>,
    pub track: Option<Word<SubjectId>>,
    #[serde(default)]
    #[cfg_attr(feature = "typescript", ts(optional = nullable))]
    pub items: Vec<String>,
    /// The open items of an earlier contact.
    pub carry_over: Option<Word<SubjectId>>,
    /// Empty: as they stand.
    #[serde(default)]
    #[cfg_attr(feature = "typescript", ts(optional = nullable))]
    pub sessions: Vec<SessionForm>,
    /// Wanted where a fixed date moves.
    pub reason: Option<String>,
    /// The other side accepts before this or not at all.
    pub answer_by: Option<When>,
}

/// A sitting, in the place's time.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct SessionForm {
    pub start: String,
    pub end: String,
    pub format: Word<RoundFormat>,
    pub title: String,
}

/// A round to be proposed.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(
    feature = "typescript",
    derive(ts_rs::TS),
    ts(optional_fields = nullable)
)]
#[serde(deny_unknown_fields)]
pub struct RoundForm {
    pub title: String,
    pub place: String,
    /// As clocks at the place show it.
    pub start: String,
    pub end: String,
    pub place_zone: String,
    /// The own capital's.
    pub zone: String,
    pub other_zone: String,
    pub overlap: Option<Reading>,
    #[serde(default)]
    #[cfg_attr(feature = "typescript", ts(optional = nullable))]
    pub more: MoreRoundTerms,
}

/// What a counter changes in the terms that it answers, or in the agreed ones.
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(
    feature = "typescript",
    derive(ts_rs::TS),
    ts(optional_fields = nullable)
)]
#[serde(deny_unknown_fields)]
pub struct RoundCounterForm {
    pub title: Option<String>,
    pub place: Option<String>,
    pub start: Option<String>,
    /// As long after the start as before, unless said.
    pub end: Option<String>,
    pub place_zone: Option<String>,
    pub zone: Option<String>,
    pub other_zone: Option<String>,
    pub overlap: Option<Reading>,
    #[serde(default)]
    #[cfg_attr(feature = "typescript", ts(optional = nullable))]
    pub more: MoreRoundTerms,
}

/// Terms to be offered.
#[derive(Debug, Clone)]
pub struct NewRound {
    pub terms: RoundTerms,
    pub expires_unix_ms: Option<i64>,
}

/// Zones in which a round's start is told.
#[derive(Debug, Clone, PartialEq, Eq)]
struct RoundZones {
    place: String,
    own: String,
    other: String,
}

struct NewDates {
    start_unix_ms: i64,
    end_unix_ms: i64,
    zones: RoundZones,
    overlap: Option<Reading>,
}

impl RoundZones {
    /// Those that terms name, as seen from `own`; a capital that isn't named goes by the place.
    fn of(terms: &RoundTerms, own: SideId) -> Self {
        let place = terms.local.first().map_or("UTC", |local| &local.zone);
        let capital = |is_own: bool| {
            let mut capitals = capitals(terms).iter();
            let found = capitals.find(|local| (local.side == own) == is_own);
            found.map_or(place, |local| &local.zone).to_owned()
        };
        Self {
            place: place.to_owned(),
            own: capital(true),
            other: capital(false),
        }
    }

    /// The same start at the place and in both capitals.
    fn locals(&self, desk: &Desk, start_unix_ms: i64) -> Result<Vec<LocalStart>, FormError> {
        let (own, other) = (desk.own_side(), desk.other_side()?);
        let start = jiff::Timestamp::from_millisecond(start_unix_ms);
        let start = start.map_err(|_| FormError::NoDate)?;
        let zones = [(own, &self.place), (own, &self.own), (other, &self.other)];
        zones
            .into_iter()
            .map(|(side, zone)| {
                let local = local_in(start, zone)?;
                Ok(LocalStart {
                    side,
                    zone: local.zone,
                    civil: local.civil,
                })
            })
            .collect()
    }
}

impl NewDates {
    fn check_order(self) -> Result<Self, FormError> {
        if self.start_unix_ms < self.end_unix_ms {
            return Ok(self);
        }
        Err(FormError::EndsFirst)
    }
}

impl RoundForm {
    pub fn made(&self, desk: &Desk, now_unix_ms: i64) -> Result<NewRound, FormError> {
        let at = |civil: &str| civil_unix_ms(civil, &self.place_zone, self.overlap);
        let dates = NewDates {
            start_unix_ms: at(&self.start)?,
            end_unix_ms: at(&self.end)?,
            zones: RoundZones {
                place: self.place_zone.clone(),
                own: self.zone.clone(),
                other: self.other_zone.clone(),
            },
            overlap: self.overlap,
        };
        let dates = dates.check_order()?;
        let (title, place) = (self.title.clone(), self.place.clone());
        Ok(NewRound {
            terms: self.more.terms(desk, title, place, &dates, None)?,
            expires_unix_ms: answer_by(self.more.answer_by.as_ref(), now_unix_ms)?,
        })
    }
}

impl RoundCounterForm {
    pub fn made(
        &self,
        desk: &Desk,
        round: SubjectId,
        now_unix_ms: i64,
    ) -> Result<NewRound, FormError> {
        let standing = countered(desk, round)?;
        let dates = self.dates(&standing, RoundZones::of(&standing, desk.own_side()))?;
        let title = self.title.clone().unwrap_or(standing.title.clone());
        let place = self.place.clone().unwrap_or(standing.place.clone());
        let terms = self
            .more
            .terms(desk, title, place, &dates, Some(standing))?;
        Ok(NewRound {
            terms,
            expires_unix_ms: answer_by(self.more.answer_by.as_ref(), now_unix_ms)?,
        })
    }

    /// The zone of the place, where this counter names it or the terms that it answers do.
    pub fn zone_of_place(&self, desk: &Desk, round: SubjectId) -> Result<String, FormError> {
        if let Some(zone) = &self.place_zone {
            return Ok(zone.clone());
        }
        Ok(RoundZones::of(&countered(desk, round)?, desk.own_side()).place)
    }

    /// The dates that this counter offers; a round that moves is as long as it was.
    fn dates(&self, standing: &RoundTerms, zones: RoundZones) -> Result<NewDates, FormError> {
        let or = |said: &Option<String>, was: String| said.clone().unwrap_or(was);
        let zones = RoundZones {
            place: or(&self.place_zone, zones.place),
            own: or(&self.zone, zones.own),
            other: or(&self.other_zone, zones.other),
        };
        let at = |civil: &str| civil_unix_ms(civil, &zones.place, self.overlap);
        let facts = standing.facts;
        let start_unix_ms = match &self.start {
            Some(start) => at(start)?,
            None => facts.start_unix_ms,
        };
        let end_unix_ms = match &self.end {
            Some(end) => at(end)?,
            None => start_unix_ms.saturating_add(facts.end_unix_ms - facts.start_unix_ms),
        };
        let dates = NewDates {
            start_unix_ms,
            end_unix_ms,
            zones,
            overlap: self.overlap,
        };
        dates.check_order()
    }
}

/// The terms from which a counter starts: the other side's open offer, else what stands.
fn countered(desk: &Desk, round: SubjectId) -> Result<RoundTerms, DeskError> {
    let agreement = desk.round(round)?.agreement;
    let newest = agreement.offer_for(desk.own_side()).map(|offer| offer.id);
    let newest = newest.or(shown_offer(&agreement));
    Ok(desk.words_of(newest.ok_or(DeskError::NothingToAnswer)?)?)
}

impl MoreRoundTerms {
    /// `standing` is what a counter starts from.
    fn terms(
        &self,
        desk: &Desk,
        title: String,
        place: String,
        dates: &NewDates,
        standing: Option<RoundTerms>,
    ) -> Result<RoundTerms, FormError> {
        let track = match self.track {
            Some(Word(track)) => Some(subject_of(desk, &[Noun::Track], track)?),
            None => standing.as_ref().and_then(|terms| terms.facts.track),
        };
        let usual = standing.as_ref();
        let of_dates = usual.map_or(Dates::Movable, |terms| terms.facts.dates);
        let format = usual.map_or(RoundFormat::Bilateral, |terms| terms.format);
        let sessions = match (self.sessions.is_empty(), usual) {
            // Sittings stay where they were, unless the round itself moves.
            (true, Some(terms)) => moved(terms, dates.start_unix_ms),
            (true, None) => Vec::new(),
            (false, _) => self.sessions(dates)?,
        };
        Ok(RoundTerms {
            facts: RoundFacts {
                start_unix_ms: dates.start_unix_ms,
                end_unix_ms: dates.end_unix_ms,
                dates: self.dates.map_or(of_dates, |word| word.0),
                track,
            },
            title,
            place,
            local: dates.zones.locals(desk, dates.start_unix_ms)?,
            format: self.format.map_or(format, |word| word.0),
            sessions,
            items: self.items(desk, usual.map(|terms| terms.items.clone()))?,
            reason: self.reason.clone().unwrap_or_default(),
        })
    }

    fn items(
        &self,
        desk: &Desk,
        standing: Option<Vec<AgendaItem>>,
    ) -> Result<Vec<AgendaItem>, FormError> {
        let form = AgendaForm {
            items: self.items.clone(),
            carry_over: self.carry_over,
            ..AgendaForm::default()
        };
        let standing = standing.map(|items| Agenda {
            items,
            ..Agenda::default()
        });
        Ok(form.agenda(desk, standing)?.items)
    }

    fn sessions(&self, dates: &NewDates) -> Result<Vec<Session>, FormError> {
        let at = |civil: &str| civil_unix_ms(civil, &dates.zones.place, dates.overlap);
        self.sessions
            .iter()
            .map(|one| {
                Ok(Session {
                    start_unix_ms: at(&one.start)?,
                    end_unix_ms: at(&one.end)?,
                    format: one.format.0,
                    title: one.title.clone(),
                })
            })
            .collect()
    }
}

/// The sittings of `terms`, as long after the new start as they were after the old one.
fn moved(terms: &RoundTerms, start_unix_ms: i64) -> Vec<Session> {
    let by_ms = start_unix_ms.saturating_sub(terms.facts.start_unix_ms);
    let sessions = terms.sessions.iter();
    sessions
        .map(|one| Session {
            start_unix_ms: one.start_unix_ms.saturating_add(by_ms),
            end_unix_ms: one.end_unix_ms.saturating_add(by_ms),
            ..one.clone()
        })
        .collect()
}

/// Our delegation, or what changes in it.
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(
    feature = "typescript",
    derive(ts_rs::TS),
    ts(optional_fields = nullable)
)]
#[serde(deny_unknown_fields)]
pub struct DelegationForm {
    /// Who leads it; as before, unless said.
    pub head: Option<DelegateForm>,
    /// Empty: as before.
    #[serde(default)]
    #[cfg_attr(feature = "typescript", ts(optional = nullable))]
    pub members: Vec<DelegateForm>,
    #[serde(default)]
    #[cfg_attr(feature = "typescript", ts(optional = nullable))]
    pub interpreters: Vec<DelegateForm>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct DelegateForm {
    pub name: String,
    pub office: String,
}

impl DelegateForm {
    fn delegate(&self) -> Delegate {
        Delegate {
            name: self.name.clone(),
            office: self.office.clone(),
            person: None,
        }
    }
}

impl DelegationForm {
    /// What isn't said stays as `standing` has it.
    pub fn named(&self, standing: Option<Delegation>) -> Result<Delegation, FormError> {
        let people = |new: &[DelegateForm], old: Option<&Vec<Delegate>>| {
            if new.is_empty() {
                return old.cloned().unwrap_or_default();
            }
            new.iter().map(DelegateForm::delegate).collect()
        };
        let old = standing.as_ref();
        let head = self.head.as_ref().map(DelegateForm::delegate);
        let head = head.or(old.map(|old| old.head.clone()));
        Ok(Delegation {
            head: head.ok_or(FormError::HeadWanted)?,
            members: people(&self.members, old.map(|old| &old.members)),
            interpreters: people(&self.interpreters, old.map(|old| &old.interpreters)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn delegate(name: &str, office: &str) -> DelegateForm {
        DelegateForm {
            name: name.into(),
            office: office.into(),
        }
    }

    #[test]
    fn a_change_of_head_keeps_the_others() {
        let none = DelegationForm::default().named(None);
        assert_eq!(none.map_err(|error| error.code()), Err("head-wanted"));
        let first = DelegationForm {
            head: Some(delegate("A", "minister")),
            members: vec![delegate("B", "")],
            interpreters: vec![delegate("C", "")],
        };
        let first = first.named(None).unwrap();
        let second = DelegationForm {
            head: Some(delegate("D", "deputy")),
            ..DelegationForm::default()
        };
        let second = second.named(Some(first.clone())).unwrap();
        assert_eq!(second.head.name, "D");
        assert_eq!(
            (second.members, second.interpreters),
            (first.members, first.interpreters)
        );
    }

    #[test]
    fn a_round_ends_after_it_begins() {
        for (end_unix_ms, fits) in [(9, false), (10, false), (11, true)] {
            let dates = NewDates {
                start_unix_ms: 10,
                end_unix_ms,
                zones: RoundZones {
                    place: "UTC".into(),
                    own: "UTC".into(),
                    other: "UTC".into(),
                },
                overlap: None,
            };
            assert_eq!(dates.check_order().is_ok(), fits, "{end_unix_ms}");
        }
    }
}
