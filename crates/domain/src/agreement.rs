//! How two sides agree, whatever on: one puts something forward, the other accepts it under the very
//! same bytes, counters, declines; a side withdraws, postpones, cancels.
//!
//! An acceptance names the record that it accepts by its hash. So both signatures stand under
//! identical bytes, and nothing else is agreed.

mod offers;

use identity::{DeviceId, SideId};
use minicbor::{Decode, Encode};
use std::fmt;

use crate::{
    AudienceClass, ContactPhase, Header, Kind, NodeFacts, Noun, Placed, RecordId,
    entry::{Act, Entry, acts_of, in_order},
};
pub use offers::is_at_once;
pub(crate) use offers::{Agreed, History, fold_offers};

/// How an offer was answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    Open,
    Accepted(RecordId),
    Declined(RecordId),
    Withdrawn(RecordId),
    /// Its author's side or the other has offered something newer.
    Superseded,
    /// Nobody answered in time. The fold has no clock and leaves such an offer open:
    /// [`Offer::answer_at`] tells.
    Expired,
}

impl Answer {
    pub fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Accepted(_) => "accepted",
            Self::Declined(_) => "declined",
            Self::Withdrawn(_) => "withdrawn",
            Self::Superseded => "superseded",
            Self::Expired => "expired",
        }
    }
}

/// What one side put forward, with what nodes are told of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer<F = NodeFacts> {
    pub id: RecordId,
    pub side: SideId,
    pub device: DeviceId,
    pub facts: F,
    pub answer: Answer,
    /// It is accepted before this time of the accepting side's log, or not at all.
    pub expires_unix_ms: Option<i64>,
}

impl<F> Offer<F> {
    pub fn answer_at(&self, unix_ms: i64) -> Answer {
        let late = self.expires_unix_ms.is_some_and(|end| unix_ms >= end);
        if self.answer == Answer::Open && late {
            Answer::Expired
        } else {
            self.answer
        }
    }
}

/// Why an offer can't be answered so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AnswerError {
    #[error("no such offer was made in this contact")]
    NoSuchOffer,
    #[error("it is this side's own offer: the other side accepts or declines it")]
    OwnOffer,
    #[error("it is the other side's offer: only that side withdraws it")]
    OthersOffer,
    #[error("the offer waits for no answer any more: it is {}", .0.name())]
    Closed(Answer),
    #[error("the offer wasn't answered in time and has expired; a new one is wanted")]
    Expired,
}

/// Why a record changes nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoEffect {
    #[error("it offers no terms")]
    NoTerms,
    #[error("the contact had been proposed or entered before")]
    Founded,
    #[error("its author's node hadn't seen the proposal that it changes")]
    Unseen,
    #[error("its side has made as many offers in this contact as count")]
    TooManyOffers,
    #[error("the offer had expired")]
    Expired,
    #[error("nothing waited for this answer")]
    NothingToAnswer,
    #[error("two stories had been told in one of the logs")]
    Closed,
    #[error("its kind is that of another noun than its subject's")]
    OtherNoun,
    #[error("its date is fixed: only both sides move it")]
    Fixed,
    #[error("its side has said this as often as counts")]
    TooMany,
    #[error("what nodes have to be told with it is missing or unreadable")]
    NoFacts,
    #[error("it is for the other side to do")]
    OthersToDo,
    #[error("it came before its time")]
    Early,
    #[error("it came too late")]
    Late,
    #[error("its side did it before")]
    Again,
    #[error("it had been withdrawn")]
    Withdrawn,
    #[error(
        "duty officers agree on a phone call at once without a public part, and on nothing else"
    )]
    NotForDuty,
}

/// A record that stands in the log and changes nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WithoutEffect {
    pub record: RecordId,
    pub why: NoEffect,
}

/// Where something that both sides have to sign stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum AgreementPhase {
    Proposed,
    Declined,
    Withdrawn,
    Agreed,
    Postponed,
    Cancelled,
}

impl From<AgreementPhase> for ContactPhase {
    fn from(phase: AgreementPhase) -> Self {
        match phase {
            AgreementPhase::Proposed => Self::Proposed,
            AgreementPhase::Declined => Self::Declined,
            AgreementPhase::Withdrawn => Self::Withdrawn,
            AgreementPhase::Agreed => Self::Agreed,
            AgreementPhase::Postponed => Self::Postponed,
            AgreementPhase::Cancelled => Self::Cancelled,
        }
    }
}

impl fmt::Display for AgreementPhase {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        ContactPhase::from(*self).fmt(out)
    }
}

/// What is offered to be agreed: the sealed words and what nodes are told of them.
pub trait Offered: Encode<()> + for<'b> Decode<'b, ()> {
    const NOUN: Noun;
    type Facts: Facts;

    /// As nodes are told; a device signs nothing that says something else to people.
    fn facts(&self) -> Self::Facts;

    /// Whether lists, texts and times are within limits.
    fn fits(&self) -> bool;

    /// The audience of both sides to which it is sealed.
    fn audience() -> AudienceClass {
        Self::NOUN.audience()
    }
}

/// Open facts of something that is offered.
pub trait Facts: Copy + Eq + fmt::Debug + Encode<()> + for<'b> Decode<'b, ()> {
    /// Whether one side alone may take it off its date once it is agreed.
    fn is_movable(&self) -> bool {
        true
    }
}

/// The fold of what two sides offered each other about one subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agreement<F> {
    pub phase: AgreementPhase,
    pub proposed_by: SideId,
    /// In the order: proposing side's log, then the other's.
    pub offers: Vec<Offer<F>>,
    /// The offer that both sides signed and that stands.
    pub agreed: Option<RecordId>,
    pub facts: Option<F>,
    pub without_effect: Vec<WithoutEffect>,
}

impl<F: Facts> Agreement<F> {
    /// `None` while no proposal is among `placed`, whose order doesn't matter.
    pub fn fold(placed: &[Placed], seen: impl Fn(&Placed) -> u64) -> Option<Self> {
        let mut ordered = in_order(placed, seen);
        let facts = |header: &Header, founds| header.facts_of::<F>(founds);
        let proposal = acts_of(&ordered)
            .find(|act| act.kind == Kind::Propose && facts(act.header, true).is_some())?;
        let proposed_by = proposal.side();
        ordered.sort_by_key(|entry| (entry.side() != proposed_by, entry.seq()));
        let History {
            offers,
            agreed,
            mut without_effect,
        } = fold_offers(&ordered, &proposal, facts);
        let phase = phase_of(&ordered, &offers, agreed.as_ref(), &mut without_effect);
        Some(Self {
            phase,
            proposed_by,
            agreed: agreed.as_ref().map(|agreed| agreed.offer),
            facts: agreed.map(|agreed| agreed.facts),
            offers,
            without_effect,
        })
    }

    /// The newest offer that waits for `side`'s answer.
    pub fn offer_for(&self, side: SideId) -> Option<&Offer<F>> {
        offer_for(&self.offers, side)
    }

    /// The newest offer of `side` that waits for the other's answer.
    pub fn own_offer(&self, side: SideId) -> Option<&Offer<F>> {
        self.offers
            .iter()
            .rev()
            .find(|offer| offer.side == side && offer.answer == Answer::Open)
    }

    /// As [`crate::Contact::check_answer`].
    pub fn check_answer(
        &self,
        side: SideId,
        kind: Kind,
        offer: Option<RecordId>,
        unix_ms: i64,
    ) -> Result<(), AnswerError> {
        check_answer(&self.offers, side, kind, offer, unix_ms)
    }
}

fn phase_of<F: Facts>(
    ordered: &[Entry<'_>],
    offers: &[Offer<F>],
    agreed: Option<&Agreed<'_, F>>,
    without_effect: &mut Vec<WithoutEffect>,
) -> AgreementPhase {
    let is_movable = agreed.is_none_or(|agreed| agreed.facts.is_movable());
    let mut postponed = false;
    for act in acts_of(ordered).filter(|act| act.kind == Kind::Postpone) {
        if is_movable {
            postponed |= agreed.is_some_and(|agreed| !agreed.acceptance.saw(&act.entry));
        } else {
            without_effect.push(act.without_effect(NoEffect::Fixed));
        }
    }
    if acts_of(ordered).any(|act| act.kind == Kind::Cancel) {
        return AgreementPhase::Cancelled;
    }
    match agreed {
        None => unagreed_phase(offers),
        Some(_) if postponed => AgreementPhase::Postponed,
        Some(_) => AgreementPhase::Agreed,
    }
}

/// Where it stands before anything was accepted.
pub(crate) fn unagreed_phase<F>(offers: &[Offer<F>]) -> AgreementPhase {
    let any = |wanted: fn(&Answer) -> bool| offers.iter().any(|offer| wanted(&offer.answer));
    if any(|answer| matches!(answer, Answer::Open | Answer::Expired)) {
        AgreementPhase::Proposed
    } else if any(|answer| matches!(answer, Answer::Declined(_))) {
        AgreementPhase::Declined
    } else {
        AgreementPhase::Withdrawn
    }
}

pub(crate) fn offer_for<F>(offers: &[Offer<F>], side: SideId) -> Option<&Offer<F>> {
    offers
        .iter()
        .rev()
        .find(|offer| offer.side != side && offer.answer == Answer::Open)
}

pub(crate) fn check_answer<F>(
    offers: &[Offer<F>],
    side: SideId,
    kind: Kind,
    offer: Option<RecordId>,
    unix_ms: i64,
) -> Result<(), AnswerError> {
    let offer = offers
        .iter()
        .find(|known| Some(known.id) == offer)
        .ok_or(AnswerError::NoSuchOffer)?;
    match (kind == Kind::Withdraw, offer.side == side) {
        (true, false) => return Err(AnswerError::OthersOffer),
        (false, true) => return Err(AnswerError::OwnOffer),
        (true, true) | (false, false) => {}
    }
    match offer.answer_at(unix_ms) {
        Answer::Open => Ok(()),
        Answer::Expired if !matches!(kind, Kind::Accept | Kind::TakeCall) => Ok(()),
        Answer::Expired => Err(AnswerError::Expired),
        closed => Err(AnswerError::Closed(closed)),
    }
}

/// Records of one kind, in the order of the fold.
pub(crate) fn acts_of_kind<'a>(ordered: &[Entry<'a>], kind: Kind) -> impl Iterator<Item = Act<'a>> {
    acts_of(ordered).filter(move |act| act.kind == kind)
}
