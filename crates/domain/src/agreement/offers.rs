//! Offers and their answers.
//!
//! Whether an acceptance counts depends on what its author's side had done and seen before. Each such
//! condition is a place in a log before which the acceptance stands or after which it comes too late,
//! so the first such place on either side is all that has to be known of an offer.

use identity::SideId;
use std::collections::{BTreeMap, BTreeSet};

use super::{Answer, NoEffect, Offer, WithoutEffect};
use crate::{
    CALL_NOW_MIN_MAX, CALL_NOW_WITHIN_MS, Header, Kind, Medium, OFFERS_PER_SIDE_MAX, PublicPart,
    RecordId,
    entry::{Act, Entry, Tally},
};

/// The offer that stands, with the acceptance that makes it so.
pub(crate) struct Agreed<'a, F> {
    pub offer: RecordId,
    pub facts: F,
    pub acceptance: Entry<'a>,
}

pub(crate) struct History<'a, F> {
    pub offers: Vec<Offer<F>>,
    pub agreed: Option<Agreed<'a, F>>,
    pub without_effect: Vec<WithoutEffect>,
}

/// One offer with what closes it.
struct Offered<'a, F> {
    act: Act<'a>,
    facts: F,
    /// First entry of the side asked after which it accepts no more: its own counter in knowledge of
    /// the offer, its decline, its cancellation.
    asked_until: Option<u64>,
    /// First entry of the offering side after which, once seen, nobody accepts: a withdrawal, a
    /// cancellation.
    offered_until: Option<u64>,
    acceptance: Option<Act<'a>>,
    declined: Option<RecordId>,
    withdrawn: Option<RecordId>,
}

impl<'a, F> Offered<'a, F> {
    fn side(&self) -> SideId {
        self.act.entry.side()
    }

    fn judge(&self, accept: &Act<'a>) -> Result<(), NoEffect> {
        let entry = &accept.entry;
        let in_time = self.asked_until.is_none_or(|until| entry.seq() < until)
            && self
                .offered_until
                .is_none_or(|until| !entry.saw_entry(self.side(), until));
        if accept.kind == Kind::TakeCall && self.act.kind != Kind::CallNow {
            return Err(NoEffect::NotForDuty);
        }
        if entry.side() == self.side()
            || !entry.saw(&self.act.entry)
            || !in_time
            || self.acceptance.is_some()
        {
            return Err(NoEffect::NothingToAnswer);
        }
        let expires = self.act.header.expires_unix_ms;
        if expires.is_some_and(|end| entry.placed.reached_unix_ms >= end) {
            return Err(NoEffect::Expired);
        }
        Ok(())
    }
}

fn earlier(first: &mut Option<u64>, seq: u64) {
    *first = Some(first.map_or(seq, |known| known.min(seq)));
}

/// `facts` reads what nodes are told: of the record that founds, or of one that counters.
pub(crate) fn fold_offers<'a, F: Copy>(
    ordered: &[Entry<'a>],
    proposal: &Act<'a>,
    facts: impl Fn(&Header, bool) -> Option<F>,
) -> History<'a, F> {
    let mut without_effect = Vec::new();
    let mut none = |act: &Act<'_>, why| {
        without_effect.push(WithoutEffect {
            record: act.id,
            why,
        });
    };
    let mut offers: Vec<Offered<'a, F>> = Vec::new();
    let mut made = Tally::default();
    let (mut accepts, mut others) = (Vec::new(), Vec::new());
    let mut cancels: BTreeMap<SideId, u64> = BTreeMap::new();
    for act in ordered.iter().filter_map(|entry| entry.act()) {
        match act.kind {
            Kind::Propose | Kind::CallNow | Kind::Counter => {
                let told = facts(act.header, act.kind != Kind::Counter);
                match judge_offer(&act, proposal, told, &mut made) {
                    Ok(facts) => offers.push(Offered {
                        act,
                        facts,
                        asked_until: None,
                        offered_until: None,
                        acceptance: None,
                        declined: None,
                        withdrawn: None,
                    }),
                    Err(why) => none(&act, why),
                }
            }
            Kind::HeldOutside => none(&act, NoEffect::Founded),
            Kind::ConfirmOutside => none(&act, NoEffect::NothingToAnswer),
            Kind::Accept | Kind::TakeCall => accepts.push(act),
            Kind::Decline | Kind::Withdraw => others.push(act),
            Kind::Cancel => {
                cancels.entry(act.entry.side()).or_insert(act.entry.seq());
            }
            // What isn't done to an offer.
            Kind::Postpone
            | Kind::Grant
            | Kind::ConfirmStage
            | Kind::Abort
            | Kind::AnnounceRelease
            | Kind::Found
            | Kind::Join
            | Kind::DeclareAim
            | Kind::Link
            | Kind::Unlink
            | Kind::Review
            | Kind::Close
            | Kind::NameDelegation
            | Kind::HandOver
            | Kind::Revise
            | Kind::Reply
            | Kind::Lodge
            | Kind::Reveal
            | Kind::Send
            | Kind::Present
            | Kind::Acknowledge
            | Kind::Object => {}
        }
    }

    let places: BTreeMap<RecordId, usize> = offers
        .iter()
        .enumerate()
        .map(|(place, offer)| (offer.act.id, place))
        .collect();
    let named = |act: &Act<'_>| act.header.names.and_then(|id| places.get(&id).copied());
    let entries: Vec<Entry<'a>> = offers.iter().map(|offer| offer.act.entry).collect();
    for offer in &mut offers {
        let (side, entry) = (offer.side(), offer.act.entry);
        let counter = entries
            .iter()
            .find(|counter| counter.side() != side && counter.saw(&entry));
        if let Some(counter) = counter {
            earlier(&mut offer.asked_until, counter.seq());
        }
        for (by, seq) in &cancels {
            let until = if *by == side {
                &mut offer.offered_until
            } else {
                &mut offer.asked_until
            };
            earlier(until, *seq);
        }
    }
    // Only the side that was asked declines; only the side that offered withdraws.
    for act in &others {
        let Some(offer) = named(act).map(|place| &mut offers[place]) else {
            continue;
        };
        let own = act.entry.side() == offer.side();
        match (act.kind, own) {
            (Kind::Decline, false) => {
                offer.declined.get_or_insert(act.id);
                earlier(&mut offer.asked_until, act.entry.seq());
            }
            (Kind::Withdraw, true) => {
                offer.withdrawn.get_or_insert(act.id);
                earlier(&mut offer.offered_until, act.entry.seq());
            }
            _ => {}
        }
    }
    for act in &accepts {
        let Some(place) = named(act) else {
            none(act, NoEffect::NothingToAnswer);
            continue;
        };
        match offers[place].judge(act) {
            Ok(()) => offers[place].acceptance = Some(*act),
            Err(why) => none(act, why),
        }
    }

    let folded: Vec<Offer<F>> = offers
        .iter()
        .map(|offer| Offer {
            id: offer.act.id,
            side: offer.side(),
            device: offer.act.header.device,
            facts: offer.facts,
            answer: answer_of(offer, &entries),
            expires_unix_ms: offer.act.header.expires_unix_ms,
        })
        .collect();
    let counting: BTreeSet<RecordId> = folded
        .iter()
        .filter_map(|offer| match offer.answer {
            Answer::Declined(id) | Answer::Withdrawn(id) => Some(id),
            Answer::Open | Answer::Accepted(_) | Answer::Superseded | Answer::Expired => None,
        })
        .collect();
    for act in others.iter().filter(|act| !counting.contains(&act.id)) {
        none(act, NoEffect::NothingToAnswer);
    }
    History {
        agreed: agreed_of(&offers),
        offers: folded,
        without_effect,
    }
}

/// Whether a duty officer may ask for this: a phone call that nobody else hears, soon and short, and
/// for which the other side's duty officer answers before its beginning. `reached_unix_ms` is the time
/// of the log that it stands in.
pub fn is_at_once(header: &Header, reached_unix_ms: i64) -> bool {
    let Some(facts) = header.facts else {
        return false;
    };
    let latest = reached_unix_ms.saturating_add(CALL_NOW_WITHIN_MS);
    let in_time = header.expires_unix_ms.is_some_and(|end| end <= latest)
        && facts.start_unix_ms <= latest
        && facts.start_unix_ms >= reached_unix_ms.saturating_sub(CALL_NOW_WITHIN_MS);
    in_time
        && facts.medium == Medium::PhoneCall
        && facts.public_part == PublicPart::None
        && facts.duration_min <= CALL_NOW_MIN_MAX
}

/// What nodes are told of an offer that counts.
fn judge_offer<F>(
    act: &Act<'_>,
    proposal: &Act<'_>,
    told: Option<F>,
    made: &mut Tally,
) -> Result<F, NoEffect> {
    let facts = told.ok_or(NoEffect::NoTerms)?;
    if act.kind != Kind::Counter && act.id != proposal.id {
        return Err(NoEffect::Founded);
    }
    if act.kind == Kind::Counter && !act.entry.saw(&proposal.entry) {
        return Err(NoEffect::Unseen);
    }
    if !made.takes(act.side(), OFFERS_PER_SIDE_MAX) {
        return Err(NoEffect::TooManyOffers);
    }
    Ok(facts)
}

/// Terms offered in knowledge of those that stand take their place. Of two crossed amendments the
/// proposing side's, which comes first here, stands.
fn agreed_of<'a, F: Copy>(offers: &[Offered<'a, F>]) -> Option<Agreed<'a, F>> {
    let mut agreed: Option<(&Offered<'a, F>, Entry<'a>)> = None;
    for offer in offers {
        let Some(acceptance) = &offer.acceptance else {
            continue;
        };
        let newer = agreed.is_none_or(|(standing, _)| offer.act.entry.saw(&standing.act.entry));
        if newer {
            agreed = Some((offer, acceptance.entry));
        }
    }
    agreed.map(|(offer, acceptance)| Agreed {
        offer: offer.act.id,
        facts: offer.facts,
        acceptance,
    })
}

fn answer_of<F>(offer: &Offered<'_, F>, entries: &[Entry<'_>]) -> Answer {
    if let Some(acceptance) = &offer.acceptance {
        return Answer::Accepted(acceptance.id);
    }
    if let Some(decline) = offer.declined {
        return Answer::Declined(decline);
    }
    if let Some(withdrawal) = offer.withdrawn {
        return Answer::Withdrawn(withdrawal);
    }
    if entries.iter().any(|newer| newer.saw(&offer.act.entry)) {
        Answer::Superseded
    } else {
        Answer::Open
    }
}
