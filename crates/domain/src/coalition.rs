//! Positions of a coalition's members, as one side knows them.
//!
//! A paper's recipient may be an alliance, which has no node and signs nothing. What each member holds,
//! and whether all say one thing, is its own side's note, with its source. A newer note takes the place of
//! an older one, which stays as history. What a statement claims in public about a common line stands
//! beside it and is never corrected by it.

use minicbor::{Decode, Encode};
use std::collections::BTreeSet;

use crate::{FIELD_BYTES_MAX, LIST_MAX, terms::numbered};

numbered!(
    /// What a member holds of the matter.
    Stance {
        InFavour = 0 "in-favour",
        Against = 1 "against",
        Undecided = 2 "undecided",
        NotKnown = 3 "not-known",
        /// None of these words fits.
        OwnWords = 4 "own-words",
    }
);

numbered!(
    /// Whether a coalition says one thing.
    CommonLine {
        NotKnown = 0 "not-known",
        /// Expressly: its members say different things.
        None = 1 "none",
        Given = 2 "given",
    }
);

/// From whom something is known, how, and when it was heard.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Heard {
    #[n(0)]
    pub source: String,
    #[n(1)]
    pub at_unix_ms: i64,
}

/// What one member holds.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct MemberPosition {
    #[n(0)]
    pub member: String,
    #[n(1)]
    pub stance: Stance,
    /// Its own, as far as they are known.
    #[n(2)]
    pub words: String,
    /// `None` only where nothing is known.
    #[n(3)]
    pub heard: Option<Heard>,
}

/// What the coalition replied as one.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct CommonReply {
    #[n(0)]
    pub line: CommonLine,
    #[n(1)]
    pub words: String,
    /// `None` only where nothing is known.
    #[n(2)]
    pub heard: Option<Heard>,
}

/// A coalition's positions on one matter; sealed to its own side's leadership.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Coalition {
    #[n(0)]
    pub name: String,
    #[n(1)]
    pub members: Vec<MemberPosition>,
    #[n(2)]
    pub reply: CommonReply,
}

impl Heard {
    fn fits(&self) -> bool {
        (1..=FIELD_BYTES_MAX).contains(&self.source.len())
    }
}

impl MemberPosition {
    fn fits(&self) -> bool {
        let known = self.stance != Stance::NotKnown;
        let said = self.stance != Stance::OwnWords || !self.words.trim().is_empty();
        (1..=FIELD_BYTES_MAX).contains(&self.member.len())
            && self.words.len() <= FIELD_BYTES_MAX
            && said
            && (self.heard.is_some() || !known)
            && self.heard.iter().all(Heard::fits)
    }
}

impl CommonReply {
    /// Nothing is known of one.
    pub fn not_known() -> Self {
        Self {
            line: CommonLine::NotKnown,
            words: String::new(),
            heard: None,
        }
    }

    fn fits(&self) -> bool {
        let known = self.line != CommonLine::NotKnown;
        let said = self.line != CommonLine::Given || !self.words.trim().is_empty();
        self.words.len() <= FIELD_BYTES_MAX
            && said
            && (self.heard.is_some() || !known)
            && self.heard.iter().all(Heard::fits)
    }
}

impl Coalition {
    /// Each member once; what is known has a source.
    pub fn fits(&self) -> bool {
        let names: BTreeSet<&str> = self.members.iter().map(|one| one.member.as_str()).collect();
        (1..=FIELD_BYTES_MAX).contains(&self.name.len())
            && self.members.len() <= LIST_MAX
            && names.len() == self.members.len()
            && self.members.iter().all(MemberPosition::fits)
            && self.reply.fits()
    }

    pub fn member(&self, name: &str) -> Option<&MemberPosition> {
        self.members.iter().find(|one| one.member == name)
    }
}

/// What a text claims in public about others' position.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct ClaimedPosition {
    /// Coalitions or parties of whom it is said.
    #[n(0)]
    pub of: Vec<String>,
    #[n(1)]
    pub line: CommonLine,
}

impl ClaimedPosition {
    /// Silence is silence: that nothing is known isn't claimed.
    pub fn fits(&self) -> bool {
        (1..=LIST_MAX).contains(&self.of.len())
            && self.of.iter().all(|name| name.len() <= FIELD_BYTES_MAX)
            && self.line != CommonLine::NotKnown
    }
}

/// How a public claim stands beside the own side's note.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClaimStanding {
    Agrees,
    Differs,
    /// The note says nothing of it.
    NothingKnown,
}

impl ClaimStanding {
    pub fn of(claimed: CommonLine, known: CommonLine) -> Self {
        match known {
            CommonLine::NotKnown => Self::NothingKnown,
            CommonLine::None | CommonLine::Given if claimed == known => Self::Agrees,
            CommonLine::None | CommonLine::Given => Self::Differs,
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Agrees => "agrees",
            Self::Differs => "differs",
            Self::NothingKnown => "nothing-known",
        }
    }
}

#[cfg(test)]
#[path = "procedure_tests/coalition.rs"]
mod tests;
