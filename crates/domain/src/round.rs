//! A round: delegations that meet at a place from a date to a date.
//!
//! Place, format and dates are agreed as the terms of a contact are. A movable date may be taken off
//! by one side; a fixed one is moved by both sides' signatures alone, and with a reason. Who leads a
//! delegation is for its own side to say.

use identity::{PersonId, SideId};
use minicbor::{Decode, Encode};
use std::collections::{BTreeMap, BTreeSet};

use crate::{
    AgendaItem, Agreement, FIELD_BYTES_MAX, Facts, Kind, LIST_MAX, LocalStart, NoEffect, Noun,
    Offered, Placed, ROUND_MS_MAX, RecordId, SESSIONS_MAX, SubjectId, VERSIONS_PER_SIDE_MAX,
    entry::{Tally, acts_of, in_order},
    terms::numbered,
};

numbered!(
    /// Whether one side alone may take the round off its date.
    Dates { Movable = 0 "movable", Fixed = 1 "fixed" }
);
numbered!(
    /// Who sits at the table.
    RoundFormat {
        Bilateral = 0 "bilateral",
        Multilateral = 1 "multilateral",
        Restricted = 2 "restricted",
        Expanded = 3 "expanded",
        TeteATete = 4 "tete-a-tete",
    }
);

/// What nodes are told of a round: enough to see that dates collide and what waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub struct RoundFacts {
    #[n(0)]
    pub start_unix_ms: i64,
    #[n(1)]
    pub end_unix_ms: i64,
    #[n(2)]
    pub dates: Dates,
    /// The track that it belongs to.
    #[n(3)]
    pub track: Option<SubjectId>,
}

impl Facts for RoundFacts {
    fn is_movable(&self) -> bool {
        self.dates == Dates::Movable
    }
}

/// One sitting of a round.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Session {
    #[n(0)]
    pub start_unix_ms: i64,
    #[n(1)]
    pub end_unix_ms: i64,
    #[n(2)]
    pub format: RoundFormat,
    #[n(3)]
    pub title: String,
}

/// What is agreed of a round; sealed to the leadership of both sides.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct RoundTerms {
    #[n(0)]
    pub facts: RoundFacts,
    #[n(1)]
    pub title: String,
    #[n(2)]
    pub place: String,
    /// The start as clocks show it: at the place first, under the side that offers these terms, then in
    /// the capitals, as far as they are named.
    #[n(3)]
    pub local: Vec<LocalStart>,
    #[n(4)]
    pub format: RoundFormat,
    #[n(5)]
    pub sessions: Vec<Session>,
    #[n(6)]
    pub items: Vec<AgendaItem>,
    /// Why these terms: wanted where a fixed date moves.
    #[n(7)]
    pub reason: String,
}

/// Places whose local start is named: both capitals and the place itself.
const LOCALS_MAX: usize = 3;

/// Why a fixed date can't be moved so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the date is fixed: whoever moves it says why")]
pub struct FixedDate;

impl RoundTerms {
    /// Whether these terms may follow agreed ones.
    pub fn check_move(&self, agreed: &Self) -> Result<(), FixedDate> {
        let (old, new) = (&agreed.facts, &self.facts);
        let moves = (old.start_unix_ms, old.end_unix_ms) != (new.start_unix_ms, new.end_unix_ms);
        if moves && !old.is_movable() && self.reason.trim().is_empty() {
            return Err(FixedDate);
        }
        Ok(())
    }
}

impl Offered for RoundTerms {
    const NOUN: Noun = Noun::Round;
    type Facts = RoundFacts;

    fn facts(&self) -> RoundFacts {
        self.facts
    }

    fn fits(&self) -> bool {
        let RoundFacts {
            start_unix_ms: start,
            end_unix_ms: end,
            ..
        } = self.facts;
        let lasts = end.checked_sub(start);
        let texts = [&self.title, &self.place, &self.reason].into_iter();
        let texts = texts
            .chain(self.sessions.iter().map(|session| &session.title))
            .chain(self.items.iter().map(|item| &item.title))
            .chain(
                self.local
                    .iter()
                    .flat_map(|local| [&local.zone, &local.civil]),
            );
        lasts.is_some_and(|lasts| (1..=ROUND_MS_MAX).contains(&lasts))
            && self.sessions.len() <= SESSIONS_MAX
            && self.items.len() <= LIST_MAX
            && self.local.len() <= LOCALS_MAX
            && self.sessions.iter().all(|session| {
                start <= session.start_unix_ms
                    && session.start_unix_ms < session.end_unix_ms
                    && session.end_unix_ms <= end
            })
            && texts.into_iter().all(|text| text.len() <= FIELD_BYTES_MAX)
    }
}

/// Somebody who sits at the table.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Delegate {
    #[n(0)]
    pub name: String,
    #[n(1)]
    pub office: String,
    /// Who has a device here.
    #[n(2)]
    pub person: Option<PersonId>,
}

/// A side's delegation; sealed to the leadership of both sides.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Delegation {
    #[n(0)]
    pub head: Delegate,
    #[n(1)]
    pub members: Vec<Delegate>,
    #[n(2)]
    pub interpreters: Vec<Delegate>,
}

impl Delegation {
    /// Head, members and interpreters.
    pub fn everybody(&self) -> impl Iterator<Item = &Delegate> {
        let others = self.members.iter().chain(&self.interpreters);
        std::iter::once(&self.head).chain(others)
    }

    pub fn fits(&self) -> bool {
        self.members.len() + self.interpreters.len() < LIST_MAX
            && !self.head.name.trim().is_empty()
            && self
                .everybody()
                .all(|one| one.name.len() <= FIELD_BYTES_MAX && one.office.len() <= FIELD_BYTES_MAX)
    }
}

/// The fold of everything about one round.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Round {
    pub subject: SubjectId,
    pub agreement: Agreement<RoundFacts>,
    /// What each side said of its own delegation, the newest last: that one stands.
    pub delegations: BTreeMap<SideId, Vec<RecordId>>,
}

impl Round {
    /// `None` while no proposal is among `placed`, whose order doesn't matter.
    pub fn fold(
        subject: SubjectId,
        placed: &[Placed],
        seen: impl Fn(&Placed) -> u64 + Copy,
    ) -> Option<Self> {
        let mut agreement = Agreement::fold(placed, seen)?;
        let mut delegations: BTreeMap<SideId, Vec<RecordId>> = BTreeMap::new();
        let mut tally = Tally::default();
        for act in acts_of(&in_order(placed, seen)) {
            if act.kind != Kind::NameDelegation {
                continue;
            }
            if tally.takes(act.side(), VERSIONS_PER_SIDE_MAX) {
                delegations.entry(act.side()).or_default().push(act.id);
            } else {
                let none = act.without_effect(NoEffect::TooMany);
                agreement.without_effect.push(none);
            }
        }
        Some(Self {
            subject,
            agreement,
            delegations,
        })
    }

    /// The record in which a side named its delegation as it stands.
    pub fn delegation(&self, side: SideId) -> Option<RecordId> {
        self.delegations.get(&side)?.last().copied()
    }

    /// Sides that haven't named theirs.
    pub fn without_delegation(&self, sides: impl Iterator<Item = SideId>) -> BTreeSet<SideId> {
        sides
            .filter(|side| !self.delegations.contains_key(side))
            .collect()
    }
}

#[cfg(test)]
#[path = "procedure_tests/rounds.rs"]
mod tests;
