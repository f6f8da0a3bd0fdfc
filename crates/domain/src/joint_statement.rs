//! A joint statement: one text, frozen by both approvals, released by each side on its own site.
//!
//! The acceptance names the offer by its hash, and the offer holds the text: whoever changes a letter
//! has made another offer, and needs the other side's approval again.

use identity::SideId;
use minicbor::{Decode, Encode};
use std::collections::{BTreeMap, btree_map::Entry};

use crate::{
    Agreement, FIELD_BYTES_MAX, Facts, Kind, LIST_MAX, NoEffect, Noun, Offered, Placed, RecordId,
    Release, ReleaseKind, SubjectId, TEXT_BYTES_MAX,
    entry::{acts_of, in_order},
};

/// What nodes are told of a joint statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub struct JointFacts {
    /// Neither side releases it before.
    #[n(0)]
    pub release_unix_ms: i64,
    /// The contact or round that it is about.
    #[n(1)]
    pub about: Option<SubjectId>,
}

impl Facts for JointFacts {}

/// The text; sealed to the staff of both sides.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct JointText {
    #[n(0)]
    pub facts: JointFacts,
    #[n(1)]
    pub title: String,
    #[n(2)]
    pub text: String,
    #[n(3)]
    pub languages: Vec<String>,
}

impl JointText {
    /// As a side releases it: the agreed words and time, and nothing of its own but the office.
    pub fn release(&self, side: SideId, subject: SubjectId, office: &str) -> Release {
        Release {
            office: office.to_owned(),
            title: self.title.clone(),
            text: self.text.clone(),
            embargo_unix_ms: Some(self.facts.release_unix_ms),
            languages: self.languages.clone(),
            ..Release::new(ReleaseKind::JointStatement, side, subject)
        }
    }

    /// The text that a release holds; `None` where the release says anything else besides. Hashed, it
    /// shows a node that can't read what was agreed whether this is it.
    pub fn released(release: &Release, facts: JointFacts) -> Option<Self> {
        let text = Self {
            facts,
            title: release.title.clone(),
            text: release.text.clone(),
            languages: release.languages.clone(),
        };
        let same = text.release(release.side, release.contact, &release.office) == *release;
        same.then_some(text)
    }
}

impl Offered for JointText {
    const NOUN: Noun = Noun::JointStatement;
    type Facts = JointFacts;

    fn facts(&self) -> JointFacts {
        self.facts
    }

    fn fits(&self) -> bool {
        self.title.len() <= FIELD_BYTES_MAX
            && (1..=TEXT_BYTES_MAX).contains(&self.text.len())
            && self.languages.len() <= LIST_MAX
            && self
                .languages
                .iter()
                .all(|language| language.len() <= FIELD_BYTES_MAX)
    }
}

/// The fold of everything about one joint statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JointStatement {
    pub subject: SubjectId,
    pub agreement: Agreement<JointFacts>,
    /// Sides that said they released the agreed text, by the record that says so.
    pub released: BTreeMap<SideId, RecordId>,
}

impl JointStatement {
    /// `None` while no proposal is among `placed`, whose order doesn't matter.
    pub fn fold(
        subject: SubjectId,
        placed: &[Placed],
        seen: impl Fn(&Placed) -> u64 + Copy,
    ) -> Option<Self> {
        let mut agreement: Agreement<JointFacts> = Agreement::fold(placed, seen)?;
        let mut released = BTreeMap::new();
        for act in acts_of(&in_order(placed, seen)) {
            if act.kind != Kind::AnnounceRelease {
                continue;
            }
            let early = agreement
                .facts
                .is_some_and(|facts| act.entry.placed.reached_unix_ms < facts.release_unix_ms);
            let why = if agreement.agreed.is_none() || act.header.names != agreement.agreed {
                NoEffect::NothingToAnswer
            } else if early {
                NoEffect::Early
            } else if let Entry::Vacant(first) = released.entry(act.side()) {
                first.insert(act.id);
                continue;
            } else {
                NoEffect::Again
            };
            agreement.without_effect.push(act.without_effect(why));
        }
        Some(Self {
            subject,
            agreement,
            released,
        })
    }
}

#[cfg(test)]
#[path = "procedure_tests/joint_statements.rs"]
mod tests;
