//! Whatever waits: for whom, for what, and since when it is overdue. Nothing open disappears silently.
//!
//! Computed from what nodes see, so that a node can say "something is due" without reading a word.

use identity::SideId;
use minicbor::{Decode, Encode};

use crate::{
    Answer, Contact, ContactPhase, Exchange, ExchangeState, Folded, LineView, Link, Message, Noun,
    Offer, Paper, SilenceProcedure, SilenceState, SubjectId, Track, terms::numbered,
};

numbered!(
    /// What somebody has to do.
    ToDo {
        /// Accept, counter or decline what the other side offered.
        Answer = 0 "answer",
        /// The offer expired unanswered: offer anew, or let it rest.
        OfferAnew = 1 "offer-anew",
        /// It was postponed: newer terms are wanted.
        NewDate = 2 "new-date",
        /// Confirm what the other side entered as held outside.
        ConfirmOutside = 3 "confirm-outside",
        JoinTrack = 4 "join-track",
        /// Something that may affect it is over: look at agenda and mandate again.
        Review = 5 "review",
        NameDelegation = 6 "name-delegation",
        Reply = 7 "reply",
        Acknowledge = 8 "acknowledge",
        Lodge = 9 "lodge",
        Reveal = 10 "reveal",
        /// Object, or be silent on purpose.
        ObjectOrNot = 11 "object-or-not",
        /// The time is over and silence isn't proved: ask, or begin anew.
        ProveSilence = 12 "prove-silence",
        /// Release the joint statement.
        Release = 13 "release",
        /// The other side closed the track: close it too, or go on.
        CloseTrack = 14 "close-track",
    }
);

/// Something that waits for a side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Matter {
    /// Overdue ones first in order.
    pub due_unix_ms: Option<i64>,
    pub side: SideId,
    pub noun: Noun,
    pub subject: SubjectId,
    pub to_do: ToDo,
    pub overdue: bool,
}

/// All that waits on a line, the earliest due first, what has no date last.
pub fn open_matters(view: &LineView, now_unix_ms: i64) -> Vec<Matter> {
    let mut list = List {
        sides: view.sides().collect(),
        now_unix_ms,
        found: Vec::new(),
    };
    let mut tracks = Vec::new();
    for folded in view.subjects() {
        match folded {
            Folded::Contact(contact) => list.contact(&contact),
            Folded::Round(round) => {
                let (subject, agreement) = (round.subject, &round.agreement);
                let phase = agreement.phase.into();
                list.offers(Noun::Round, subject, phase, &agreement.offers);
                list.postponed(Noun::Round, subject, phase);
                if phase == ContactPhase::Agreed {
                    let sides = list.sides.clone().into_iter();
                    let start = agreement.facts.map(|facts| facts.start_unix_ms);
                    for side in round.without_delegation(sides) {
                        list.add(Noun::Round, subject, side, ToDo::NameDelegation, start);
                    }
                }
            }
            Folded::Minutes(minutes) => {
                let (subject, agreement) = (minutes.subject, &minutes.agreement);
                let phase = agreement.phase.into();
                list.offers(Noun::Minutes, subject, phase, &agreement.offers);
            }
            Folded::JointStatement(joint) => {
                let (subject, agreement) = (joint.subject, &joint.agreement);
                let phase = agreement.phase.into();
                list.offers(Noun::JointStatement, subject, phase, &agreement.offers);
                let agreed = phase == ContactPhase::Agreed;
                if let (true, Some(facts)) = (agreed, agreement.facts) {
                    let due = Some(facts.release_unix_ms);
                    for side in list.sides.clone() {
                        if !joint.released.contains_key(&side) {
                            list.add(Noun::JointStatement, subject, side, ToDo::Release, due);
                        }
                    }
                }
            }
            Folded::Paper(paper) => list.paper(&paper),
            Folded::Exchange(exchange) => list.exchange(&exchange),
            Folded::Message(message) => list.message(&message),
            Folded::SilenceProcedure(procedure) => list.silence(&procedure),
            Folded::Track(track) => tracks.push(track),
        }
    }
    for track in &tracks {
        list.track(view, track);
    }
    list.found.sort_by_key(|matter| {
        let due = matter.due_unix_ms;
        (
            due.is_none(),
            due,
            matter.side,
            matter.subject,
            matter.to_do,
        )
    });
    list.found.dedup();
    list.found
}

struct List {
    sides: Vec<SideId>,
    now_unix_ms: i64,
    found: Vec<Matter>,
}

impl List {
    fn add(
        &mut self,
        noun: Noun,
        subject: SubjectId,
        side: SideId,
        to_do: ToDo,
        due_unix_ms: Option<i64>,
    ) {
        self.found.push(Matter {
            due_unix_ms,
            side,
            noun,
            subject,
            to_do,
            overdue: due_unix_ms.is_some_and(|due| self.now_unix_ms >= due),
        });
    }

    fn others(&self, side: SideId) -> Vec<SideId> {
        let others = self.sides.iter().copied();
        others.filter(|other| *other != side).collect()
    }

    fn add_for_other(
        &mut self,
        noun: Noun,
        subject: SubjectId,
        side: SideId,
        to_do: ToDo,
        due: Option<i64>,
    ) {
        for other in self.others(side) {
            self.add(noun, subject, other, to_do, due);
        }
    }

    fn offers<F>(
        &mut self,
        noun: Noun,
        subject: SubjectId,
        phase: ContactPhase,
        offers: &[Offer<F>],
    ) {
        // What was cancelled or is over waits for no answer.
        let is_live = match phase {
            ContactPhase::Proposed
            | ContactPhase::Agreed
            | ContactPhase::Postponed
            | ContactPhase::Staging
            | ContactPhase::Staged => true,
            ContactPhase::Declined
            | ContactPhase::Withdrawn
            | ContactPhase::Cancelled
            | ContactPhase::OnTheLine
            | ContactPhase::Ended
            | ContactPhase::ReportedOutside
            | ContactPhase::HeldOutside => false,
        };
        for offer in offers.iter().filter(|_| is_live) {
            let due = offer.expires_unix_ms;
            match offer.answer_at(self.now_unix_ms) {
                Answer::Open => self.add_for_other(noun, subject, offer.side, ToDo::Answer, due),
                Answer::Expired => self.add(noun, subject, offer.side, ToDo::OfferAnew, due),
                Answer::Accepted(_)
                | Answer::Declined(_)
                | Answer::Withdrawn(_)
                | Answer::Superseded => {}
            }
        }
    }

    fn postponed(&mut self, noun: Noun, subject: SubjectId, phase: ContactPhase) {
        if phase == ContactPhase::Postponed {
            for side in self.sides.clone() {
                self.add(noun, subject, side, ToDo::NewDate, None);
            }
        }
    }

    fn contact(&mut self, contact: &Contact) {
        let (noun, subject) = (Noun::Contact, contact.subject);
        self.offers(noun, subject, contact.phase, &contact.offers);
        self.postponed(noun, subject, contact.phase);
        if let Some(outside) = contact.outside.filter(|one| one.confirmed.is_none()) {
            self.add_for_other(noun, subject, outside.by, ToDo::ConfirmOutside, None);
        }
    }

    fn paper(&mut self, paper: &Paper) {
        if let Some(due) = paper.awaits_reply_by() {
            self.add_for_other(Noun::Paper, paper.subject, paper.by, ToDo::Reply, Some(due));
        }
        let unread = paper
            .newest()
            .is_some_and(|version| version.acknowledged.is_none());
        if unread {
            self.add_for_other(
                Noun::Paper,
                paper.subject,
                paper.by,
                ToDo::Acknowledge,
                None,
            );
        }
    }

    fn exchange(&mut self, exchange: &Exchange) {
        let (noun, subject) = (Noun::Exchange, exchange.subject);
        match exchange.state_at(self.now_unix_ms) {
            ExchangeState::Lodging => {
                let due = Some(exchange.facts.until_unix_ms);
                for side in self.sides.clone() {
                    if !exchange.lodges.contains_key(&side) {
                        self.add(noun, subject, side, ToDo::Lodge, due);
                    }
                }
            }
            ExchangeState::Lodged | ExchangeState::HalfRevealed => {
                for side in exchange.ready.iter().copied() {
                    if !exchange.reveals.contains_key(&side) {
                        let due = Some(exchange.facts.until_unix_ms);
                        self.add(noun, subject, side, ToDo::Reveal, due);
                    }
                }
            }
            ExchangeState::Revealed | ExchangeState::Lapsed => {}
        }
    }

    fn message(&mut self, message: &Message) {
        if message.acknowledged.is_none() {
            let due = message.facts.acknowledge_by_unix_ms;
            let (noun, subject) = (message.noun, message.subject);
            self.add_for_other(noun, subject, message.by, ToDo::Acknowledge, due);
        }
    }

    fn silence(&mut self, procedure: &SilenceProcedure) {
        let (noun, subject) = (Noun::SilenceProcedure, procedure.subject);
        let due = Some(procedure.facts.expires_unix_ms);
        match procedure.state_at(self.now_unix_ms) {
            SilenceState::Running => {
                self.add_for_other(noun, subject, procedure.by, ToDo::ObjectOrNot, due);
            }
            SilenceState::Unproved | SilenceState::Missed => {
                self.add(noun, subject, procedure.by, ToDo::ProveSilence, due);
            }
            SilenceState::Broken | SilenceState::Adopted | SilenceState::Withdrawn => {}
        }
    }

    /// A round that something over may affect is looked at again by the side that said so, until the
    /// round begins, that side says that it has looked, or takes its link back. That a track is closed
    /// ends none of it.
    fn track(&mut self, view: &LineView, track: &Track) {
        let (noun, subject) = (Noun::Track, track.subject);
        let is_closed = track.is_closed();
        if track.joined.is_none() && !is_closed {
            self.add_for_other(noun, subject, track.founded_by, ToDo::JoinTrack, None);
        }
        for side in track.closed.keys().filter(|_| !is_closed) {
            self.add_for_other(noun, subject, *side, ToDo::CloseTrack, None);
        }
        for link in &track.links {
            let (Link::MayAffect(pair), None) = (link.link, link.reviewed) else {
                continue;
            };
            let round = view.round(pair.second);
            let start = round.and_then(|round| round.agreement.facts);
            let start = start.map(|facts| facts.start_unix_ms);
            if is_over(view, pair.first, self.now_unix_ms)
                && start.is_none_or(|start| self.now_unix_ms < start)
            {
                self.add(Noun::Round, pair.second, link.by, ToDo::Review, start);
            }
        }
    }
}

/// Whether a contact was held, or a round's time is over.
fn is_over(view: &LineView, subject: SubjectId, now_unix_ms: i64) -> bool {
    match view.subject(subject) {
        Some(Folded::Contact(contact)) => matches!(
            contact.phase,
            ContactPhase::Ended | ContactPhase::HeldOutside | ContactPhase::ReportedOutside
        ),
        Some(Folded::Round(round)) => {
            let facts = round.agreement.facts;
            facts.is_some_and(|facts| now_unix_ms >= facts.end_unix_ms)
        }
        _ => false,
    }
}
