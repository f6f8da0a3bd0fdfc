//! A contact's state: a pure function of what both logs hold about it.
//!
//! The rules never ask in which order entries of *different* logs arrived. They ask what an author
//! had seen: an entry names the head of the other log as its writer saw it. So both nodes and all
//! devices that hold the same entries see the same state.

use identity::{DeviceId, RoleSet, SideId};
use std::{collections::BTreeMap, fmt};

use crate::{CallEnded, CallStarted, Header, Kind, NodeFacts, RecordId, SubjectId};

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
    OnTheLine "on-the-line",
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

/// What an entry about a contact says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// A record whose author's accreditation stood, with its roles there.
    Record {
        id: RecordId,
        kind: Kind,
        header: Box<Header>,
        roles: RoleSet,
    },
    Started(CallStarted),
    Ended(CallEnded),
}

/// An event at its place in its side's log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    pub side: SideId,
    pub seq: u64,
    /// Entries of the other log that the writing node had seen.
    pub other_seen: u64,
    pub node_unix_ms: i64,
    pub event: Event,
}

impl Placed {
    /// Whether this entry's writer had seen `other`.
    pub fn saw(&self, other: &Self) -> bool {
        if self.side == other.side {
            self.seq > other.seq
        } else {
            self.other_seen >= other.seq
        }
    }

    fn record(&self, wanted: Kind) -> Option<(RecordId, &Header)> {
        match &self.event {
            Event::Record {
                id, kind, header, ..
            } if *kind == wanted => Some((*id, header)),
            Event::Record { .. } | Event::Started(_) | Event::Ended(_) => None,
        }
    }
}

/// How an offer was answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    Open,
    Accepted(RecordId),
    Declined(RecordId),
    Withdrawn(RecordId),
    /// Its author's side or the other has offered something newer.
    Superseded,
    Expired,
}

/// Terms that one side put forward.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    pub id: RecordId,
    pub side: SideId,
    pub device: DeviceId,
    pub facts: NodeFacts,
    pub answer: Answer,
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
    pub started: BTreeMap<SideId, CallStarted>,
    pub ended: BTreeMap<SideId, CallEnded>,
    pub outside: Option<OutsideFacts>,
    /// Records that answer nothing that stands; shown, without effect.
    pub without_effect: Vec<RecordId>,
}

/// One offer or acceptance within the fold.
struct Act<'a> {
    placed: &'a Placed,
    id: RecordId,
    header: &'a Header,
}

impl Contact {
    /// Folds what is known of `subject`; `None` while no proposal or entry of a contact held outside
    /// is among it. The order of `placed` doesn't matter.
    pub fn fold(subject: SubjectId, placed: &[Placed]) -> Option<Self> {
        let mut ordered: Vec<&Placed> = placed.iter().collect();
        ordered.sort_by_key(|placed| (placed.side, placed.seq));
        let Some(proposal) = first_proposal(&ordered) else {
            return fold_outside(subject, &ordered);
        };
        let proposed_by = proposal.placed.side;
        ordered.sort_by_key(|placed| (placed.side != proposed_by, placed.seq));
        let History {
            offers,
            agreed,
            without_effect,
        } = fold_offers(&ordered, &proposal);
        let mut contact = Self {
            subject,
            phase: ContactPhase::Proposed,
            proposed_by,
            facts: agreed.as_ref().and_then(|act| act.offer.header.facts),
            agreed: agreed.as_ref().map(|act| act.offer.id),
            offers,
            confirmed: BTreeMap::new(),
            aborted_by: None,
            started: BTreeMap::new(),
            ended: BTreeMap::new(),
            outside: None,
            without_effect,
        };
        contact.fold_call(&ordered, agreed.as_ref());
        contact.phase = contact.phase_of(&ordered, agreed.as_ref());
        Some(contact)
    }

    /// The newest offer that waits for `side`'s answer.
    pub fn offer_for(&self, side: SideId) -> Option<&Offer> {
        self.offers
            .iter()
            .rev()
            .find(|offer| offer.side != side && offer.answer == Answer::Open)
    }

    /// Whether both nodes attested the start of the same call.
    pub fn start_attested(&self) -> bool {
        let mut calls = self.started.values().map(|started| started.call);
        matches!((calls.next(), calls.next()), (Some(one), Some(other)) if one == other)
    }

    fn fold_call(&mut self, ordered: &[&Placed], agreed: Option<&Agreed<'_>>) {
        let Some(agreed) = agreed else { return };
        for placed in ordered {
            match &placed.event {
                Event::Started(started) => {
                    self.started
                        .entry(placed.side)
                        .or_insert_with(|| started.clone());
                }
                Event::Ended(ended) => {
                    self.ended
                        .entry(placed.side)
                        .or_insert_with(|| ended.clone());
                }
                Event::Record { .. } => {}
            }
        }
        let aborts: Vec<&Placed> = ordered
            .iter()
            .copied()
            .filter(|placed| placed.record(Kind::Abort).is_some())
            .collect();
        for placed in ordered {
            let Some((_, header)) = placed.record(Kind::ConfirmStage) else {
                continue;
            };
            let of_these_terms = header.names == Some(agreed.offer.id);
            // A confirmation that an abort's author had seen, or that hadn't seen the abort, is over.
            let over = aborts.iter().any(|abort| !placed.saw(abort));
            if of_these_terms && !over {
                self.confirmed.insert(placed.side, header.device);
            }
        }
        let last = aborts.last();
        self.aborted_by = last
            .filter(|_| self.confirmed.is_empty())
            .map(|abort| abort.side);
    }

    fn phase_of(&self, ordered: &[&Placed], agreed: Option<&Agreed<'_>>) -> ContactPhase {
        let cancelled = ordered
            .iter()
            .any(|placed| placed.record(Kind::Cancel).is_some());
        // One node's word alone, of a start and even of an end, undoes no cancellation.
        if cancelled && !self.start_attested() {
            return ContactPhase::Cancelled;
        }
        match (self.started.is_empty(), self.ended.is_empty()) {
            (false, false) => return ContactPhase::Ended,
            (false, true) => return ContactPhase::OnTheLine,
            (true, _) => {}
        }
        let Some(agreed) = agreed else {
            return self.unagreed_phase();
        };
        let postponed = ordered.iter().any(|placed| {
            placed.record(Kind::Postpone).is_some() && !agreed.acceptance.saw(placed)
        });
        match (postponed, self.confirmed.len()) {
            (true, _) => ContactPhase::Postponed,
            (false, 0) => ContactPhase::Agreed,
            (false, 1) => ContactPhase::Staging,
            (false, _) => ContactPhase::Staged,
        }
    }

    fn unagreed_phase(&self) -> ContactPhase {
        let any =
            |wanted: fn(&Answer) -> bool| self.offers.iter().any(|offer| wanted(&offer.answer));
        if any(|answer| matches!(answer, Answer::Open | Answer::Expired)) {
            ContactPhase::Proposed
        } else if any(|answer| matches!(answer, Answer::Declined(_))) {
            ContactPhase::Declined
        } else {
            ContactPhase::Withdrawn
        }
    }
}

/// An offer with the acceptance that makes it agreed.
struct Agreed<'a> {
    offer: Act<'a>,
    acceptance: &'a Placed,
}

struct History<'a> {
    offers: Vec<Offer>,
    agreed: Option<Agreed<'a>>,
    without_effect: Vec<RecordId>,
}

fn acts<'a>(ordered: &[&'a Placed], kind: Kind) -> Vec<Act<'a>> {
    ordered
        .iter()
        .filter_map(|placed| {
            placed
                .record(kind)
                .map(|(id, header)| Act { placed, id, header })
        })
        .collect()
}

fn acts_with_facts<'a>(ordered: &[&'a Placed], kind: Kind) -> Vec<Act<'a>> {
    let mut acts = acts(ordered, kind);
    acts.retain(|act| act.header.facts.is_some());
    acts
}

/// Of two crossing proposals under one subject the one of the lower side id counts: ids are random,
/// so this happens only where somebody means it to. A contact that was entered as held outside can't
/// be proposed any more, and one that was proposed can't be made into one held outside: nobody could
/// otherwise be held to what was agreed.
fn first_proposal<'a>(ordered: &[&'a Placed]) -> Option<Act<'a>> {
    let outside = acts_with_facts(ordered, Kind::HeldOutside);
    let mut proposals = acts_with_facts(ordered, Kind::Propose);
    proposals.retain(|act| !outside.iter().any(|held| act.placed.saw(held.placed)));
    let first = proposals.iter().position(|one| {
        proposals
            .iter()
            .all(|other| one.id == other.id || !one.placed.saw(other.placed))
    })?;
    proposals.into_iter().nth(first)
}

fn fold_offers<'a>(ordered: &[&'a Placed], proposal: &Act<'a>) -> History<'a> {
    let mut without_effect = Vec::new();
    let mut offers: Vec<Act<'a>> = Vec::new();
    for kind in [Kind::Propose, Kind::Counter] {
        for act in acts(ordered, kind) {
            let first = act.id == proposal.id;
            let amends = kind == Kind::Counter && act.placed.saw(proposal.placed);
            if act.header.facts.is_some() && (first || amends) {
                offers.push(act);
            } else {
                without_effect.push(act.id);
            }
        }
    }
    offers.sort_by_key(|act| (act.placed.side != proposal.placed.side, act.placed.seq));
    for kind in [Kind::HeldOutside, Kind::ConfirmOutside] {
        without_effect.extend(acts(ordered, kind).iter().map(|act| act.id));
    }

    let accepts = acts(ordered, Kind::Accept);
    let declines = acts(ordered, Kind::Decline);
    let withdrawals = acts(ordered, Kind::Withdraw);
    let cancels = acts(ordered, Kind::Cancel);

    let acceptance_of = |offer: &Act<'a>| {
        accepts.iter().find(|accept| {
            accept.header.names == Some(offer.id)
                && accept.placed.side != offer.placed.side
                && accept.placed.saw(offer.placed)
                // A counter ends its author's right to accept older terms: those it had seen.
                && !offers.iter().any(|counter| {
                    counter.placed.side == accept.placed.side
                        && accept.placed.saw(counter.placed)
                        && counter.placed.saw(offer.placed)
                })
                && !declines.iter().any(|act| declines_offer(act, offer) && accept.placed.saw(act.placed))
                && !withdrawals.iter().any(|act| withdraws_offer(act, offer) && accept.placed.saw(act.placed))
                && !cancels.iter().any(|cancel| accept.placed.saw(cancel.placed))
                && offer.header.expires_unix_ms.is_none_or(|expires| accept.placed.node_unix_ms < expires)
        })
    };

    let mut agreed: Option<(usize, &Act<'a>)> = None;
    for (index, offer) in offers.iter().enumerate() {
        let Some(acceptance) = acceptance_of(offer) else {
            continue;
        };
        // Terms offered in knowledge of those that stand take their place. Of two crossed amendments
        // the proposing side's, which comes first here, stands.
        let newer = agreed.is_none_or(|(standing, _)| offer.placed.saw(offers[standing].placed));
        if newer {
            agreed = Some((index, acceptance));
        }
    }

    let answer_of = |index: usize, offer: &Act<'a>| {
        if let Some(acceptance) = acceptance_of(offer) {
            return Answer::Accepted(acceptance.id);
        }
        if let Some(decline) = declines.iter().find(|act| declines_offer(act, offer)) {
            return Answer::Declined(decline.id);
        }
        if let Some(gone) = withdrawals.iter().find(|act| withdraws_offer(act, offer)) {
            return Answer::Withdrawn(gone.id);
        }
        let newer = offers
            .iter()
            .enumerate()
            .any(|(other, newer)| other != index && newer.placed.saw(offer.placed));
        if newer {
            Answer::Superseded
        } else {
            Answer::Open
        }
    };
    let folded: Vec<Offer> = offers
        .iter()
        .enumerate()
        .filter_map(|(index, act)| {
            Some(Offer {
                id: act.id,
                side: act.placed.side,
                device: act.header.device,
                facts: act.header.facts?,
                answer: answer_of(index, act),
            })
        })
        .collect();
    for accept in &accepts {
        let counts = offers
            .iter()
            .any(|offer| acceptance_of(offer).is_some_and(|counting| counting.id == accept.id));
        if !counts {
            without_effect.push(accept.id);
        }
    }
    for act in declines.iter().chain(&withdrawals) {
        let counts = folded.iter().any(|offer| {
            offer.answer == Answer::Declined(act.id) || offer.answer == Answer::Withdrawn(act.id)
        });
        if !counts {
            without_effect.push(act.id);
        }
    }
    let agreed = agreed.map(|(index, acceptance)| Agreed {
        acceptance: acceptance.placed,
        offer: Act {
            placed: offers[index].placed,
            id: offers[index].id,
            header: offers[index].header,
        },
    });
    History {
        offers: folded,
        agreed,
        without_effect,
    }
}

fn answers(act: &Act<'_>, offer: &Act<'_>) -> bool {
    act.header.names == Some(offer.id)
}

/// Only the side that was asked declines.
fn declines_offer(act: &Act<'_>, offer: &Act<'_>) -> bool {
    answers(act, offer) && act.placed.side != offer.placed.side
}

/// Only the side that offered withdraws.
fn withdraws_offer(act: &Act<'_>, offer: &Act<'_>) -> bool {
    answers(act, offer) && act.placed.side == offer.placed.side
}

fn fold_outside(subject: SubjectId, ordered: &[&Placed]) -> Option<Contact> {
    let entered = acts_with_facts(ordered, Kind::HeldOutside)
        .into_iter()
        .next()?;
    let facts = entered.header.facts?;
    let confirmed = acts(ordered, Kind::ConfirmOutside)
        .into_iter()
        .find(|act| act.placed.side != entered.placed.side && answers(act, &entered))
        .map(|act| act.id);
    let without_effect = ordered
        .iter()
        .filter_map(|placed| match &placed.event {
            Event::Record { id, .. } => Some(*id),
            Event::Started(_) | Event::Ended(_) => None,
        })
        .filter(|id| *id != entered.id && Some(*id) != confirmed)
        .collect();
    let phase = if confirmed.is_some() {
        ContactPhase::HeldOutside
    } else {
        ContactPhase::ReportedOutside
    };
    Some(Contact {
        subject,
        phase,
        proposed_by: entered.placed.side,
        offers: Vec::new(),
        agreed: None,
        facts: Some(facts),
        confirmed: BTreeMap::new(),
        aborted_by: None,
        started: BTreeMap::new(),
        ended: BTreeMap::new(),
        outside: Some(OutsideFacts {
            entered: entered.id,
            by: entered.placed.side,
            facts,
            confirmed,
        }),
        without_effect,
    })
}

#[cfg(test)]
#[path = "contact_tests.rs"]
mod tests;
