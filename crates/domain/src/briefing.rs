//! What a side gives its own people to take along: a delegation's mandate, a principal's briefing card.
//!
//! Both never leave their side. A mandate may change while the round sits: a newer one takes the place of
//! an older one, which stays. A card has three persons: who drafts, who reviews, and who approves it; a
//! newer draft starts anew.

use identity::PersonId;
use minicbor::{Decode, Encode};

use crate::{FIELD_BYTES_MAX, InternalFact, InternalKind, LIST_MAX, RecordId, TEXT_BYTES_MAX};

/// What a delegation may do in a round; sealed to its side's leadership.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Mandate {
    /// Instructions.
    #[n(0)]
    pub text: String,
    /// What the delegation may agree to without asking.
    #[n(1)]
    pub may_agree: Vec<String>,
    /// What it takes home first: ad referendum.
    #[n(2)]
    pub refers: Vec<String>,
}

/// What a principal has before their eyes; sealed to their side's leadership.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct BriefingCard {
    #[n(0)]
    pub title: String,
    #[n(1)]
    pub text: String,
}

/// What a reviewer or an approver adds.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct CardRemarks {
    #[n(0)]
    pub text: String,
}

impl Mandate {
    pub fn fits(&self) -> bool {
        let points = self.may_agree.iter().chain(&self.refers);
        (1..=TEXT_BYTES_MAX).contains(&self.text.len())
            && self.may_agree.len() + self.refers.len() <= LIST_MAX
            && points
                .into_iter()
                .all(|point| (1..=FIELD_BYTES_MAX).contains(&point.len()))
    }
}

impl BriefingCard {
    pub fn fits(&self) -> bool {
        self.title.len() <= FIELD_BYTES_MAX && (1..=TEXT_BYTES_MAX).contains(&self.text.len())
    }
}

impl CardRemarks {
    pub fn fits(&self) -> bool {
        self.text.len() <= FIELD_BYTES_MAX
    }
}

/// How far a card came, and by whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CardState {
    pub drafted_by: PersonId,
    /// The first review by somebody else.
    pub reviewed: Option<(RecordId, PersonId)>,
    /// The first approval by a third person; without a review there is none.
    pub approved: Option<(RecordId, PersonId)>,
}

impl CardState {
    /// `None` where `card` isn't one. `facts` are in the order in which the node took them.
    pub fn of(facts: &[InternalFact], card: RecordId) -> Option<Self> {
        let of_card = |fact: &&InternalFact| fact.id == card && fact.kind == InternalKind::Card;
        let drafted_by = facts.iter().find(of_card)?.author;
        let mut state = Self {
            drafted_by,
            reviewed: None,
            approved: None,
        };
        for fact in facts.iter().filter(|fact| fact.names == Some(card)) {
            let said = Some((fact.id, fact.author));
            let by_another = fact.author != drafted_by;
            let reviewer = state.reviewed.map(|(_, person)| person);
            match fact.kind {
                InternalKind::ReviewCard if by_another && reviewer.is_none() => {
                    state.reviewed = said;
                }
                InternalKind::ApproveCard
                    if by_another
                        && state.approved.is_none()
                        && reviewer.is_some_and(|reviewer| reviewer != fact.author) =>
                {
                    state.approved = said;
                }
                _ => {}
            }
        }
        Some(state)
    }

    pub fn name(self) -> &'static str {
        match (self.reviewed, self.approved) {
            (_, Some(_)) => "approved",
            (Some(_), None) => "reviewed",
            (None, None) => "draft",
        }
    }
}

#[cfg(test)]
#[path = "procedure_tests/briefing.rs"]
mod tests;
