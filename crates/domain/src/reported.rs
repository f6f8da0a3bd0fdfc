//! What a counterpart did, as somebody of our side heard of it.
//!
//! A counterpart without a node signs nothing. A report is one side's own word about an act of another:
//! who told it, from where, and when it was heard. It founds nothing and answers nothing, so whatever
//! is reported, nothing is agreed by it.

use minicbor::{Decode, Encode};

use crate::{FIELD_BYTES_MAX, TEXT_BYTES_MAX, terms::numbered};

numbered!(
    /// What the counterpart is said to have done.
    ReportedAct {
        /// A contact: the first offer, or a newer one.
        Proposal = 0 "proposal",
        Acceptance = 1 "acceptance",
        Decline = 2 "decline",
        Postponement = 3 "postponement",
        Cancellation = 4 "cancellation",
        /// Handed over by hand.
        Paper = 5 "paper",
        RoundDate = 6 "round-date",
        HeadOfDelegation = 7 "head-of-delegation",
        /// Told in the text.
        Other = 8 "other",
    }
);

/// A date that was named.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct ReportedDate {
    #[n(0)]
    pub start_unix_ms: i64,
    /// In which it was named.
    #[n(1)]
    pub zone: String,
}

/// One act as it was heard of; sealed to its own side's leadership.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Reported {
    #[n(0)]
    pub act: ReportedAct,
    /// Whose act it is: a counterpart without a node has no charter that would name it.
    #[n(1)]
    pub of: String,
    /// The person or office from whom it is known.
    #[n(2)]
    pub told_by: String,
    /// From where, by which channel: "by telephone", "note verbale".
    #[n(3)]
    pub source: String,
    #[n(4)]
    pub heard_unix_ms: i64,
    /// A paper's title, a round's title and place, a head's name and office; empty for none.
    #[n(5)]
    pub what: String,
    #[n(6)]
    pub text: String,
    #[n(7)]
    pub date: Option<ReportedDate>,
}

impl Reported {
    pub fn fits(&self) -> bool {
        let named = [&self.of, &self.told_by, &self.source];
        let zone = self.date.iter().map(|date| &date.zone);
        named
            .iter()
            .all(|text| (1..=FIELD_BYTES_MAX).contains(&text.len()))
            && self.what.len() <= FIELD_BYTES_MAX
            && self.text.len() <= TEXT_BYTES_MAX
            && zone.into_iter().all(|zone| zone.len() <= FIELD_BYTES_MAX)
            && self.lacks().is_none()
    }

    /// The part without which the act says nothing; `None` where it is there.
    pub fn lacks(&self) -> Option<&'static str> {
        let (what, text) = (self.what.trim(), self.text.trim());
        match self.act {
            ReportedAct::RoundDate if self.date.is_none() => Some("date"),
            ReportedAct::Paper | ReportedAct::HeadOfDelegation if what.is_empty() => Some("what"),
            ReportedAct::Other if text.is_empty() => Some("text"),
            ReportedAct::RoundDate
            | ReportedAct::Paper
            | ReportedAct::HeadOfDelegation
            | ReportedAct::Other
            | ReportedAct::Proposal
            | ReportedAct::Acceptance
            | ReportedAct::Decline
            | ReportedAct::Postponement
            | ReportedAct::Cancellation => None,
        }
    }
}

#[cfg(test)]
#[path = "procedure_tests/reported.rs"]
mod tests;
