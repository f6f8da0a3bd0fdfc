//! A paper: a text that one side hands to the other, its versions, replies and receipts.
//!
//! Nobody signs for a receipt: the other node's first entry that had seen the paper is one, and the
//! own node's first entry that had seen that closes the circle. That a person read it is another
//! thing, which a person says.

use identity::SideId;
use minicbor::{Decode, Encode};

use crate::{
    AttachmentFacts, AttachmentWords, Delivery, FIELD_BYTES_MAX, Kind, LIST_MAX, NoEffect, Placed,
    RecordId, SubjectId, TEXT_BYTES_MAX, VERSIONS_PER_SIDE_MAX, WithoutEffect,
    attachment::named_fit,
    entry::{Act, acts_of, in_order},
    sight::Sight,
    terms::numbered,
};

numbered!(
    /// What a paper is. A non-paper is no record: it is an [`crate::Unrecorded`].
    PaperKind {
        Proposal = 0 "proposal",
        Position = 1 "position",
        ChairsText = 2 "chairs-text",
        Reply = 3 "reply",
    }
);

/// What nodes are told of a paper. A reply says it only if it has attachments.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct PaperFacts {
    #[n(0)]
    pub kind: PaperKind,
    /// The track that it belongs to.
    #[n(1)]
    pub track: Option<SubjectId>,
    /// A reply is asked for by this time.
    #[n(2)]
    pub reply_by_unix_ms: Option<i64>,
    /// Of this version, or of this reply.
    #[n(3)]
    pub attachments: Option<Vec<AttachmentFacts>>,
}

impl PaperFacts {
    pub fn fits(&self) -> bool {
        named_fit(self.attachments.as_ref())
    }

    pub fn attached(&self) -> &[AttachmentFacts] {
        self.attachments.as_deref().unwrap_or_default()
    }
}

/// The text; sealed to the leadership of both sides.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct PaperText {
    #[n(0)]
    pub title: String,
    #[n(1)]
    pub text: String,
    /// Of the text.
    #[n(2)]
    pub languages: Vec<String>,
    /// All to whom it is handed, also those who aren't on this line.
    #[n(3)]
    pub recipients: Vec<String>,
    /// One for each attachment that the open facts name, in their order.
    #[n(4)]
    pub attachments: Option<Vec<AttachmentWords>>,
}

impl PaperText {
    pub fn fits(&self) -> bool {
        self.title.len() <= FIELD_BYTES_MAX
            && (1..=TEXT_BYTES_MAX).contains(&self.text.len())
            && self.languages.len() <= LIST_MAX
            && self.recipients.len() <= LIST_MAX
            && self.attached().iter().all(AttachmentWords::fits)
            && self
                .languages
                .iter()
                .chain(&self.recipients)
                .all(|text| text.len() <= FIELD_BYTES_MAX)
    }

    pub fn attached(&self) -> &[AttachmentWords] {
        self.attachments.as_deref().unwrap_or_default()
    }
}

/// One version of a paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaperVersion {
    pub id: RecordId,
    pub facts: PaperFacts,
    pub delivery: Option<Delivery>,
    /// Somebody of the other side says that it was read.
    pub acknowledged: Option<RecordId>,
}

/// What the other side replied to a version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaperReply {
    pub id: RecordId,
    pub to: RecordId,
    pub delivery: Option<Delivery>,
    pub attachments: Vec<AttachmentFacts>,
}

/// The fold of everything about one paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paper {
    pub subject: SubjectId,
    pub by: SideId,
    /// The newest last.
    pub versions: Vec<PaperVersion>,
    pub replies: Vec<PaperReply>,
    pub withdrawn: Option<RecordId>,
    pub without_effect: Vec<WithoutEffect>,
}

impl Paper {
    /// `None` while no paper is among `placed`, whose order doesn't matter.
    pub(crate) fn fold(subject: SubjectId, placed: &[Placed], sight: &Sight<'_>) -> Option<Self> {
        let mut ordered = in_order(placed, |placed| sight.seen(placed));
        let first = acts_of(&ordered).find(|act| {
            let facts: Option<PaperFacts> = act.header.facts_of(true);
            act.kind == Kind::HandOver && facts.is_some_and(|facts| facts.fits())
        })?;
        let by = first.side();
        // The author's own acts first: the other side answers versions.
        ordered.sort_by_key(|entry| (entry.side() != by, entry.seq()));
        let mut paper = Self {
            subject,
            by,
            versions: Vec::new(),
            replies: Vec::new(),
            withdrawn: None,
            without_effect: Vec::new(),
        };
        let mut places = Vec::new();
        for act in acts_of(&ordered) {
            if let Err(why) = paper.take(&act, &mut places, sight) {
                paper.without_effect.push(act.without_effect(why));
            }
        }
        Some(paper)
    }

    /// `places` are those of the versions in their author's log.
    fn take(
        &mut self,
        act: &Act<'_>,
        places: &mut Vec<u64>,
        sight: &Sight<'_>,
    ) -> Result<(), NoEffect> {
        let (own, seq) = (act.side() == self.by, act.entry.seq());
        let delivery = sight.delivery(act.side(), seq);
        match (act.kind, own) {
            (Kind::HandOver, true) if !self.versions.is_empty() => return Err(NoEffect::Founded),
            (Kind::HandOver | Kind::Revise, true) => {
                let founds = act.kind == Kind::HandOver;
                let facts: Option<PaperFacts> = act.header.facts_of(founds);
                let facts = facts.filter(PaperFacts::fits).ok_or(NoEffect::NoFacts)?;
                if self.withdrawn.is_some() {
                    return Err(NoEffect::Withdrawn);
                }
                if self.versions.len() >= VERSIONS_PER_SIDE_MAX {
                    return Err(NoEffect::TooMany);
                }
                if self.versions.is_empty() && !founds {
                    return Err(NoEffect::NothingToAnswer);
                }
                places.push(seq);
                self.versions.push(PaperVersion {
                    id: act.id,
                    facts,
                    delivery,
                    acknowledged: None,
                });
            }
            (Kind::Withdraw, true) if self.withdrawn.is_some() => return Err(NoEffect::Again),
            (Kind::Withdraw, true) => self.withdrawn = Some(act.id),
            (Kind::Reply, false) => {
                let to = self.answered(act, places)?;
                let attachments = replied_with(act)?;
                if self.replies.len() >= VERSIONS_PER_SIDE_MAX {
                    return Err(NoEffect::TooMany);
                }
                self.replies.push(PaperReply {
                    id: act.id,
                    to: self.versions[to].id,
                    delivery,
                    attachments,
                });
            }
            (Kind::Acknowledge, false) => {
                let place = self.answered(act, places)?;
                let acknowledged = &mut self.versions[place].acknowledged;
                if acknowledged.is_some() {
                    return Err(NoEffect::Again);
                }
                *acknowledged = Some(act.id);
            }
            _ => return Err(NoEffect::OthersToDo),
        }
        Ok(())
    }

    /// The version that an act of the other side names, if its author's node had it.
    fn answered(&self, act: &Act<'_>, places: &[u64]) -> Result<usize, NoEffect> {
        let named = |version: &PaperVersion| Some(version.id) == act.header.names;
        let place = self.versions.iter().position(named);
        let place = place.ok_or(NoEffect::NothingToAnswer)?;
        if act.entry.saw_entry(self.by, places[place]) {
            Ok(place)
        } else {
            Err(NoEffect::Unseen)
        }
    }

    /// Every attachment that counts, with `true` for those of the paper's author.
    pub fn attachments(&self) -> impl Iterator<Item = (bool, AttachmentFacts)> {
        let of_versions = self.versions.iter().flat_map(|one| one.facts.attached());
        let of_replies = self.replies.iter().flat_map(|one| &one.attachments);
        let by_author = of_versions.map(|facts| (true, *facts));
        by_author.chain(of_replies.map(|facts| (false, *facts)))
    }

    /// The version that stands.
    pub fn newest(&self) -> Option<&PaperVersion> {
        self.versions.last().filter(|_| self.withdrawn.is_none())
    }

    /// Until when a reply to the version that stands is asked for, while there is none to it.
    pub fn awaits_reply_by(&self) -> Option<i64> {
        let newest = self.newest()?;
        let replied = self.replies.iter().any(|reply| reply.to == newest.id);
        newest.facts.reply_by_unix_ms.filter(|_| !replied)
    }
}

/// A reply without attachments tells nodes nothing.
fn replied_with(act: &Act<'_>) -> Result<Vec<AttachmentFacts>, NoEffect> {
    if act.header.open.is_empty() {
        return Ok(Vec::new());
    }
    let facts: Option<PaperFacts> = act.header.facts_of(false);
    let facts = facts.filter(|facts| facts.kind == PaperKind::Reply && facts.fits());
    let attachments = facts.and_then(|facts| facts.attachments);
    attachments.ok_or(NoEffect::NoFacts)
}

#[cfg(test)]
#[path = "procedure_tests/papers.rs"]
mod tests;
