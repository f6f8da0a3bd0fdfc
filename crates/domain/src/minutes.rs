//! Agreed minutes: what came of a round, item by item, under both sides' signatures.
//!
//! An outcome is agreed only here: what one side alone says of it stands in its own note.

use minicbor::{Decode, Encode};
use std::collections::BTreeSet;

use crate::{
    Agreement, FIELD_BYTES_MAX, Facts, ItemId, LIST_MAX, Noun, Offered, Placed, SubjectId,
    TEXT_BYTES_MAX, terms::numbered,
};

numbered!(
    /// What came of an item.
    Outcome {
        Agreed = 0 "agreed",
        /// Agreed by the delegations, to be confirmed by their capitals.
        AdReferendum = 1 "ad-referendum",
        /// Text stands in brackets: somebody doesn't agree with it yet.
        Bracketed = 2 "bracketed",
        Deferred = 3 "deferred",
    }
);

/// What nodes are told of minutes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub struct MinutesFacts {
    #[n(0)]
    pub round: SubjectId,
}

impl Facts for MinutesFacts {}

/// What came of one item.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct ItemOutcome {
    #[n(0)]
    pub item: ItemId,
    #[n(1)]
    pub outcome: Outcome,
    #[n(2)]
    pub text: String,
}

/// The minutes; sealed to the leadership of both sides.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct MinutesText {
    #[n(0)]
    pub facts: MinutesFacts,
    #[n(1)]
    pub title: String,
    #[n(2)]
    pub text: String,
    #[n(3)]
    pub outcomes: Vec<ItemOutcome>,
}

impl Offered for MinutesText {
    const NOUN: Noun = Noun::Minutes;
    type Facts = MinutesFacts;

    fn facts(&self) -> MinutesFacts {
        self.facts
    }

    fn fits(&self) -> bool {
        let items: BTreeSet<ItemId> = self.outcomes.iter().map(|one| one.item).collect();
        self.title.len() <= FIELD_BYTES_MAX
            && self.text.len() <= TEXT_BYTES_MAX
            && self.outcomes.len() <= LIST_MAX
            // Nothing has two outcomes.
            && items.len() == self.outcomes.len()
            && self
                .outcomes
                .iter()
                .all(|one| one.text.len() <= FIELD_BYTES_MAX)
    }
}

/// The fold of everything about one text of minutes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Minutes {
    pub subject: SubjectId,
    pub agreement: Agreement<MinutesFacts>,
}

impl Minutes {
    /// `None` while no proposal is among `placed`, whose order doesn't matter.
    pub fn fold(
        subject: SubjectId,
        placed: &[Placed],
        seen: impl Fn(&Placed) -> u64,
    ) -> Option<Self> {
        let agreement = Agreement::fold(placed, seen)?;
        Some(Self { subject, agreement })
    }
}

#[cfg(test)]
#[path = "procedure_tests/minutes.rs"]
mod tests;
