//! A contact act by act, as two people who write to each other would see it: who said what, how far it came,
//! what became of it. What is only reported stands among it and says so.

use domain::{Answer, Contact, Delivery, Event, Initiative, Kind, Offer, Placed, SubjectId};
use identity::PersonId;
use serde::Serialize;
use wire::LineStatus;

use super::{
    contact::{LocalView, TermsView, locals, side_name, terms_view},
    report::{ReportedView, reports_about},
    without_effect::NoEffectWhy,
};
use crate::{Desk, DeskError};

/// One contact, act by act.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ThreadView {
    pub contact: SubjectId,
    pub phase: String,
    pub proposed_by: String,
    /// Whose initiative it is said to be, as the terms say that are agreed or were offered last; absent
    /// where this device can't read them.
    pub initiative: Option<String>,
    /// The side, where it is one side's.
    pub initiative_of: Option<String>,
    /// The oldest first, by the clocks of the nodes that wrote them; they order nothing.
    pub acts: Vec<ThreadAct>,
}

/// What an act rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum ActBasis {
    /// A person's signature.
    Signed,
    /// A node's word about a call.
    Attested,
    /// This side's word alone of what the counterpart did.
    Reported,
}

/// How far an act came, the furthest alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum ActState {
    /// In its side's log; nothing shows it at the other side.
    Sent,
    /// The other side's node holds it durably.
    Held,
    Accepted,
    /// Both signatures stand under it, and nothing took its place.
    Agreed,
    Declined,
    Withdrawn,
    Superseded,
    Expired,
    /// It changes nothing.
    WithoutEffect,
    /// Nobody signed it.
    Reported,
}

/// One thing that was said or done.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ThreadAct {
    pub basis: ActBasis,
    /// A side's name; of what is reported, as it was entered.
    pub by: String,
    pub own: bool,
    /// A code such as `propose`, `call-started`; of what is reported, the act's own.
    pub what: String,
    pub state: ActState,
    /// Absent for what is reported, as all that follows of logs.
    pub seq: Option<u64>,
    pub record: Option<String>,
    pub person: Option<PersonId>,
    /// By the clock of the node that wrote it; of a report, when it was heard.
    pub at_unix_ms: i64,
    /// The first entry of the other log that had seen it, by that node's clock. Absent while a signed
    /// receipt alone shows that it is there.
    pub held_unix_ms: Option<i64>,
    /// The act that it answers.
    pub answers: Option<String>,
    pub reason: Option<String>,
    /// Why it changes nothing, where it doesn't.
    pub without_effect: Option<NoEffectWhy>,
    pub offer: Option<OfferedView>,
    pub reported: Option<ReportedView>,
}

/// What an act puts forward.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct OfferedView {
    pub start_unix_ms: i64,
    /// As each side's clocks show it; empty where this device can't read the terms.
    pub local: Vec<LocalView>,
    pub duration_min: u32,
    pub medium: String,
    pub public_part: String,
    pub answer_by_unix_ms: Option<i64>,
    pub terms: Option<TermsView>,
}

/// A contact act by act. Without the line's state an own act counts as held only where the other log shows it.
pub fn thread_of(
    desk: &Desk,
    subject: SubjectId,
    line: Option<&LineStatus>,
    now_unix_ms: i64,
) -> Result<ThreadView, DeskError> {
    let details = desk.details(subject)?;
    let contact = details.contact;
    let terms = details.terms;
    let terms = terms.map(|terms| (terms.initiative, terms_view(desk, &contact, &terms)));
    let (initiative, shown) = match terms {
        Some((initiative, shown)) => (Some(initiative), Some(shown)),
        None => (None, None),
    };
    let receipted = line.map_or(0, |line| line.receipted);
    let history = desk.view().history(subject).iter();
    let mut acts: Vec<ThreadAct> = history
        .map(|placed| act_of(desk, &contact, placed, receipted, now_unix_ms))
        .collect();
    let reports = reports_about(desk, &[subject], false);
    acts.extend(reports.into_iter().map(reported));
    acts.sort_by_key(|act| act.at_unix_ms);
    Ok(ThreadView {
        contact: subject,
        phase: contact.phase.to_string(),
        proposed_by: side_name(desk, contact.proposed_by),
        initiative_of: match initiative {
            Some(Initiative::Proposer | Initiative::Recipient) => {
                shown.and_then(|terms| terms.initiative_of)
            }
            Some(Initiative::Mutual | Initiative::Unstated) | None => None,
        },
        initiative: initiative.map(|initiative| initiative.to_string()),
        acts,
    })
}

fn act_of(
    desk: &Desk,
    contact: &Contact,
    placed: &Placed,
    receipted: u64,
    now_unix_ms: i64,
) -> ThreadAct {
    let Placed {
        side,
        seq,
        node_unix_ms,
        ..
    } = *placed;
    let own = side == desk.own_side();
    let delivery = desk.view().delivery(side, seq);
    let held = delivery.and_then(|Delivery { delivered, .. }| delivered);
    let is_held = held.is_some() || (own && receipted >= seq);
    let arrived = if is_held {
        ActState::Held
    } else {
        ActState::Sent
    };
    let act = ThreadAct {
        basis: ActBasis::Attested,
        by: side_name(desk, side),
        own,
        what: act_code(&placed.event).to_owned(),
        state: arrived,
        seq: Some(seq),
        record: None,
        person: None,
        at_unix_ms: node_unix_ms,
        held_unix_ms: held.map(|there| there.node_unix_ms),
        answers: None,
        reason: None,
        without_effect: None,
        offer: None,
        reported: None,
    };
    let Event::Record {
        id, header, kind, ..
    } = &placed.event
    else {
        return act;
    };
    let offer = contact.offers.iter().find(|offer| offer.id == *id);
    let none = contact
        .without_effect
        .iter()
        .find(|none| none.record == *id);
    let state = match (none, offer) {
        (Some(_), _) => ActState::WithoutEffect,
        (None, Some(offer)) => offer_state(contact, offer, arrived, now_unix_ms),
        (None, None) => arrived,
    };
    ThreadAct {
        basis: ActBasis::Signed,
        state,
        record: Some(id.to_string()),
        person: Some(header.person),
        answers: header.names.map(|named| named.to_string()),
        reason: gives_reasons(*kind).then(|| desk.reason_of(*id)).flatten(),
        without_effect: none.map(|none| none.why.into()),
        offer: offer.map(|offer| offered(desk, contact, offer)),
        ..act
    }
}

fn gives_reasons(kind: Kind) -> bool {
    matches!(kind, Kind::Decline | Kind::Cancel | Kind::Postpone)
}

/// What was done, as a code that doesn't change.
fn act_code(event: &Event) -> &'static str {
    let kind = match event {
        Event::Record { kind, .. } => kind,
        Event::Started(_) => return "call-started",
        Event::Ended(_) => return "call-ended",
    };
    match kind {
        Kind::Propose => "propose",
        Kind::Counter => "counter",
        Kind::Accept => "accept",
        Kind::Decline => "decline",
        Kind::Withdraw => "withdraw",
        Kind::Cancel => "cancel",
        Kind::Postpone => "postpone",
        Kind::HeldOutside => "held-outside",
        Kind::ConfirmOutside => "confirm-outside",
        Kind::Grant => "grant",
        Kind::ConfirmStage => "confirm-stage",
        Kind::Abort => "abort",
        Kind::AnnounceRelease => "announce-release",
        Kind::CallNow => "call-now",
        Kind::TakeCall => "take-call",
        Kind::Found
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
        | Kind::Object => "unknown",
    }
}

fn offer_state(contact: &Contact, offer: &Offer, arrived: ActState, now_unix_ms: i64) -> ActState {
    match offer.answer_at(now_unix_ms) {
        Answer::Open => arrived,
        Answer::Accepted(_) if contact.agreed == Some(offer.id) => ActState::Agreed,
        Answer::Accepted(_) => ActState::Accepted,
        Answer::Declined(_) => ActState::Declined,
        Answer::Withdrawn(_) => ActState::Withdrawn,
        Answer::Superseded => ActState::Superseded,
        Answer::Expired => ActState::Expired,
    }
}

fn offered(desk: &Desk, contact: &Contact, offer: &Offer) -> OfferedView {
    let terms = desk.terms_of(offer.id).ok();
    OfferedView {
        start_unix_ms: offer.facts.start_unix_ms,
        local: terms
            .as_ref()
            .map_or_else(Vec::new, |terms| locals(desk, terms)),
        duration_min: offer.facts.duration_min,
        medium: offer.facts.medium.to_string(),
        public_part: offer.facts.public_part.to_string(),
        answer_by_unix_ms: offer.expires_unix_ms,
        terms: terms.map(|terms| terms_view(desk, contact, &terms)),
    }
}

fn reported(report: ReportedView) -> ThreadAct {
    ThreadAct {
        basis: ActBasis::Reported,
        by: report.of.clone(),
        own: false,
        what: report.act.0.name().to_owned(),
        state: ActState::Reported,
        seq: None,
        record: Some(report.entry.record.clone()),
        person: None,
        at_unix_ms: report.heard_unix_ms,
        held_unix_ms: None,
        answers: None,
        reason: None,
        without_effect: None,
        offer: None,
        reported: Some(report),
    }
}
