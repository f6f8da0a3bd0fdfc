//! A contact's state: a pure function of what both logs hold about it.
//!
//! What is offered and answered is folded by [`crate::agreement`], as for everything that both sides
//! have to sign; a contact adds staging, the call and what was held outside.
//!
//! A fold of n entries takes O(n log n) steps, and for the offers among them a bounded number more:
//! each side makes at most [`crate::OFFERS_PER_SIDE_MAX`]. [`crate::LineView`] bounds n.

mod on_line;

use identity::{DeviceId, SideId};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use crate::{
    Answer, AnswerError, CallEnded, CallId, CallStarted, Header, Kind, NoEffect, NodeFacts, Offer,
    Placed, RecordId, SubjectId, WithoutEffect,
    agreement::{
        Agreed, History, acts_of_kind as acts, check_answer, fold_offers, is_at_once, offer_for,
        unagreed_phase,
    },
    entry::{Act, Entry, in_order},
};

macro_rules! phases {
    ($($(#[$doc:meta])* $phase:ident $text:literal),+ $(,)?) => {
        /// Where a contact stands.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum ContactPhase { $($(#[$doc])* $phase),+ }

        impl ContactPhase {
            pub const ALL: &'static [Self] = &[$(Self::$phase),+];

            pub fn name(self) -> &'static str {
                match self { $(Self::$phase => $text),+ }
            }
        }
    };
}

phases!(
    /// Terms wait for the other side's answer.
    Proposed "proposed",
    Declined "declined",
    Withdrawn "withdrawn",
    /// Both sides signed the same terms.
    Agreed "agreed",
    /// Agreed once, taken off its date; newer terms are wanted.
    Postponed "postponed",
    Cancelled "cancelled",
    /// One duty officer confirmed.
    Staging "staging",
    /// Both duty officers confirmed: principals ring.
    Staged "staged",
    /// Both nodes attested that the floor opened.
    OnTheLine "on-the-line",
    /// Both sides said that it is over.
    Ended "ended",
    /// One side entered a contact held elsewhere.
    ReportedOutside "reported-outside",
    /// Both sides entered it.
    HeldOutside "held-outside",
);

impl fmt::Display for ContactPhase {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.name())
    }
}

/// A contact held elsewhere, as entered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OutsideFacts {
    pub entered: RecordId,
    pub by: SideId,
    pub facts: NodeFacts,
    pub confirmed: Option<RecordId>,
}

/// The fold of everything about one contact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    pub subject: SubjectId,
    pub phase: ContactPhase,
    pub proposed_by: SideId,
    /// In the order: proposing side's log, then the other's.
    pub offers: Vec<Offer>,
    /// The offer that both sides signed and that stands.
    pub agreed: Option<RecordId>,
    pub facts: Option<NodeFacts>,
    pub confirmed: BTreeMap<SideId, DeviceId>,
    pub aborted_by: Option<SideId>,
    /// What each node attests of one call; see [`Self::start_attested`] for whether it is one node's
    /// word alone.
    pub started: BTreeMap<SideId, CallStarted>,
    pub ended: BTreeMap<SideId, CallEnded>,
    /// Whether the two starts belong together.
    attested: bool,
    /// Sides that said it is over: their node by its attestation, or their duty officer by an abort.
    pub over: BTreeSet<SideId>,
    pub outside: Option<OutsideFacts>,
    /// Records that answer nothing that stands; shown, without effect.
    pub without_effect: Vec<WithoutEffect>,
}

impl Contact {
    /// Folds what is known of `subject`; `None` while no proposal or entry of a contact held outside
    /// is among it. The order of `placed` doesn't matter. `seen` tells how much of the other log an
    /// entry's writer is known to have seen.
    ///
    /// Proposals and entries of contacts held outside are those of the side that the subject is made
    /// of: the line's fold leaves all others void.
    pub fn fold(
        subject: SubjectId,
        placed: &[Placed],
        seen: impl Fn(&Placed) -> u64,
    ) -> Option<Self> {
        let mut ordered = in_order(placed, seen);
        let founding = ordered
            .iter()
            .filter_map(|entry| entry.act())
            .find(|act| founds(act.kind) && act.header.facts.is_some() && may_found(act))?;
        let proposed_by = founding.entry.side();
        if founding.kind == Kind::HeldOutside {
            return fold_outside(subject, &ordered, &founding);
        }
        ordered.sort_by_key(|entry| (entry.side() != proposed_by, entry.seq()));
        let History {
            offers,
            agreed,
            without_effect,
        } = fold_offers(&ordered, &founding, |header: &Header, _| header.facts);
        let mut contact = Self {
            subject,
            phase: ContactPhase::Proposed,
            proposed_by,
            facts: agreed.as_ref().map(|agreed| agreed.facts),
            agreed: agreed.as_ref().map(|agreed| agreed.offer),
            offers,
            without_effect,
            ..Self::empty(subject, proposed_by)
        };
        if contact.agreed.is_some() {
            contact.fold_on_line(&ordered);
            contact.keep_terms_of_call();
            contact.fold_staging(&ordered);
        }
        contact.phase = contact.phase_of(&ordered, agreed.as_ref());
        Some(contact)
    }

    fn empty(subject: SubjectId, proposed_by: SideId) -> Self {
        Self {
            subject,
            phase: ContactPhase::Proposed,
            proposed_by,
            offers: Vec::new(),
            agreed: None,
            facts: None,
            confirmed: BTreeMap::new(),
            aborted_by: None,
            started: BTreeMap::new(),
            ended: BTreeMap::new(),
            attested: false,
            over: BTreeSet::new(),
            outside: None,
            without_effect: Vec::new(),
        }
    }

    /// The newest offer that waits for `side`'s answer.
    pub fn offer_for(&self, side: SideId) -> Option<&Offer> {
        offer_for(&self.offers, side)
    }

    /// Whether `side` may answer this offer so at this time: for kinds that accept, decline or
    /// withdraw one. A decline may come late.
    pub fn check_answer(
        &self,
        side: SideId,
        kind: Kind,
        offer: Option<RecordId>,
        unix_ms: i64,
    ) -> Result<(), AnswerError> {
        check_answer(&self.offers, side, kind, offer, unix_ms)
    }

    /// Whether both nodes attested the start of the same call.
    pub fn start_attested(&self) -> bool {
        self.attested
    }

    /// Whether both nodes attested the end of the call whose start both attested.
    pub fn end_attested(&self) -> bool {
        self.start_attested() && self.ended.len() == self.started.len()
    }

    /// Whether a call that both nodes began was ended by one of them: nobody speaks any more, whatever
    /// the other one says later.
    pub fn ended_by_one(&self) -> bool {
        self.start_attested() && !self.ended.is_empty()
    }

    /// When the floor opened as both nodes attest it: the earlier of their times.
    pub fn attested_start_unix_ms(&self) -> Option<i64> {
        let times = self.started.values().map(|started| started.at_unix_ms);
        times.min().filter(|_| self.start_attested())
    }

    /// When the call ended as both nodes attest it: the later of their times.
    pub fn attested_end_unix_ms(&self) -> Option<i64> {
        let times = self.ended.values().map(|ended| ended.at_unix_ms);
        times.max().filter(|_| self.end_attested())
    }

    /// A call that both nodes began goes on under the terms under which it began: those that are
    /// accepted during it, or after it, change nothing of it any more.
    fn keep_terms_of_call(&mut self) {
        if !self.start_attested() {
            return;
        }
        let Some(call) = self.started.values().next().map(|started| started.call) else {
            return;
        };
        let of_call = self.offers.iter().find(|offer| {
            let accepted = matches!(offer.answer, Answer::Accepted(_));
            accepted && CallId::of_terms(self.subject, offer.id) == call
        });
        if let Some(offer) = of_call {
            (self.agreed, self.facts) = (Some(offer.id), Some(offer.facts));
        }
    }

    fn fold_staging(&mut self, ordered: &[Entry<'_>]) {
        // An entry that saw a side's last abort saw them all.
        let mut last_aborts: BTreeMap<SideId, u64> = BTreeMap::new();
        for act in acts(ordered, Kind::Abort) {
            last_aborts.insert(act.entry.side(), act.entry.seq());
            self.aborted_by = Some(act.entry.side());
        }
        for act in acts(ordered, Kind::ConfirmStage) {
            // A confirmation that an abort's author had seen, or that hadn't seen the abort, is over.
            let stands = last_aborts
                .iter()
                .all(|(side, seq)| act.entry.saw_entry(*side, *seq));
            if act.header.names == self.agreed && stands {
                self.confirmed.insert(act.entry.side(), act.header.device);
            }
        }
        if !self.confirmed.is_empty() {
            self.aborted_by = None;
        }
    }

    fn phase_of(
        &self,
        ordered: &[Entry<'_>],
        agreed: Option<&Agreed<'_, NodeFacts>>,
    ) -> ContactPhase {
        let cancelled = acts(ordered, Kind::Cancel).next().is_some();
        // One node's word alone, of a start and even of an end, begins, ends and undoes nothing.
        match (self.start_attested(), self.over.len() == self.started.len()) {
            (true, true) => return ContactPhase::Ended,
            (true, false) => return ContactPhase::OnTheLine,
            (false, _) if cancelled => return ContactPhase::Cancelled,
            (false, _) => {}
        }
        let Some(agreed) = agreed else {
            return unagreed_phase(&self.offers).into();
        };
        let postponed = acts(ordered, Kind::Postpone).any(|act| !agreed.acceptance.saw(&act.entry));
        match (postponed, self.confirmed.len()) {
            (true, _) => ContactPhase::Postponed,
            (false, 0) => ContactPhase::Agreed,
            (false, 1) => ContactPhase::Staging,
            (false, _) => ContactPhase::Staged,
        }
    }
}

/// Duty officers found a contact for a call at once, and for nothing else.
fn may_found(act: &Act<'_>) -> bool {
    act.kind != Kind::CallNow || is_at_once(act.header, act.entry.placed.reached_unix_ms)
}

/// Kinds that make a contact.
fn founds(kind: Kind) -> bool {
    crate::Noun::Contact.is_founded_by(kind)
}

fn fold_outside(subject: SubjectId, ordered: &[Entry<'_>], entered: &Act<'_>) -> Option<Contact> {
    let facts = entered.header.facts?;
    let by = entered.entry.side();
    let confirmed = acts(ordered, Kind::ConfirmOutside)
        .find(|act| act.entry.side() != by && act.header.names == Some(entered.id))
        .map(|act| act.id);
    let without_effect = ordered
        .iter()
        .filter_map(|entry| entry.act())
        .filter(|act| act.id != entered.id && Some(act.id) != confirmed)
        .filter(|act| act.kind != Kind::AnnounceRelease)
        .map(|act| WithoutEffect {
            record: act.id,
            why: match (founds(act.kind), act.header.facts) {
                (true, Some(_)) => NoEffect::Founded,
                (true, None) => NoEffect::NoTerms,
                (false, _) => NoEffect::NothingToAnswer,
            },
        })
        .collect();
    let phase = if confirmed.is_some() {
        ContactPhase::HeldOutside
    } else {
        ContactPhase::ReportedOutside
    };
    Some(Contact {
        phase,
        facts: Some(facts),
        outside: Some(OutsideFacts {
            entered: entered.id,
            by,
            facts,
            confirmed,
        }),
        without_effect,
        ..Contact::empty(subject, by)
    })
}

#[cfg(test)]
#[path = "contact_tests/mod.rs"]
mod tests;
