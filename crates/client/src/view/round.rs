//! A round: dates at the place and in both capitals, delegations, whose word is awaited.

use domain::{
    Dates, Delegate, Delegation, LocalStart, Origin, Round, RoundTerms, SubjectId, local_in,
};
use identity::SideId;
use jiff::Timestamp;
use serde::Serialize;

use super::{
    contact::{ItemView, side_name},
    report::{ReportedView, reports_about},
    shown::{civil_in, rfc3339},
    subject::{OfferShown, amendment, awaited, offers_of},
};
use crate::{Desk, DeskError, shown_offer};

/// Starts in the capitals; what comes first is the place's.
pub fn capitals(terms: &RoundTerms) -> &[LocalStart] {
    terms.local.get(1..).unwrap_or_default()
}

/// One round.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct RoundView {
    pub round: SubjectId,
    pub phase: String,
    pub proposed_by: String,
    pub awaited: Option<String>,
    pub track: Option<SubjectId>,
    /// RFC 3339, UTC.
    pub starts: Option<String>,
    pub ends: Option<String>,
    /// There is no other date: both sides alone move it.
    pub fixed: bool,
    /// What is agreed, else what was offered last; absent where this device can't read it.
    pub terms: Option<RoundTermsView>,
    /// Newer terms that wait for an answer.
    pub amendment: Option<RoundTermsView>,
    /// The record under which both signatures stand.
    pub agreed: Option<String>,
    pub delegations: Vec<DelegationView>,
    /// Sides that haven't named theirs.
    pub without_delegation: Vec<String>,
    /// Texts of minutes about it.
    pub minutes: Vec<SubjectId>,
    pub offers: Vec<OfferShown>,
    /// What the counterpart is reported to have done: this side's word alone, never signed.
    pub reported: Vec<ReportedView>,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct RoundTermsView {
    pub title: String,
    pub place: String,
    pub format: String,
    pub dates: String,
    /// At the place first, then in the capitals.
    pub local: Vec<RoundLocal>,
    pub items: Vec<ItemView>,
    pub sessions: Vec<SessionView>,
    pub reason: String,
}

/// Start and end as clocks somewhere show them.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct RoundLocal {
    /// The place, or a side whose capital it is.
    pub at: String,
    pub zone: String,
    pub start: String,
    pub end: String,
    pub offset: String,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct SessionView {
    /// As clocks at the place show it.
    pub start: String,
    pub end: String,
    pub format: String,
    pub title: String,
}

/// A side's delegation as that side itself signed it.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct DelegationView {
    pub side: String,
    /// The record in which the side named it so.
    pub record: String,
    pub head: DelegateView,
    pub members: Vec<DelegateView>,
    pub interpreters: Vec<DelegateView>,
    /// Heads that its side named before, the first one first.
    pub earlier_heads: Vec<DelegateView>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct DelegateView {
    pub name: String,
    pub office: String,
}

/// One line of the list.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct RoundLine {
    pub round: SubjectId,
    pub phase: String,
    pub starts: Option<String>,
    pub fixed: bool,
    pub place: Option<String>,
    pub title: Option<String>,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct RoundList {
    pub rounds: Vec<RoundLine>,
}

/// Everything that this device can tell of a round.
pub fn view_of(desk: &Desk, subject: SubjectId, now_unix_ms: i64) -> Result<RoundView, DeskError> {
    let round = desk.round(subject)?;
    let agreement = &round.agreement;
    let dated = desk.dated(subject);
    let newest = amendment::<RoundTerms>(desk, agreement);
    let waiting = round.without_delegation(desk.view().sides());
    let minutes = desk.view().all_minutes().into_iter();
    let minutes = minutes.filter(|one| {
        one.agreement
            .offers
            .iter()
            .any(|o| o.facts.round == subject)
    });
    let moment = |of: fn(&domain::Dated) -> i64| dated.as_ref().map(|dated| rfc3339(of(dated)));
    Ok(RoundView {
        round: subject,
        phase: agreement.phase.to_string(),
        proposed_by: side_name(desk, agreement.proposed_by),
        awaited: awaited(desk, agreement, now_unix_ms),
        track: facts_of(&round).and_then(|facts| facts.track),
        starts: moment(|dated| dated.start_unix_ms),
        ends: moment(|dated| dated.end_unix_ms),
        fixed: dated.is_some_and(|dated| dated.fixed),
        terms: terms_of(desk, &round).map(|terms| terms_view(desk, &terms)),
        amendment: newest.map(|terms| terms_view(desk, &terms)),
        agreed: agreement.agreed.map(|id| id.to_string()),
        delegations: desk
            .view()
            .sides()
            .filter_map(|side| delegation_view(desk, &round, side))
            .collect(),
        without_delegation: waiting.iter().map(|side| side_name(desk, *side)).collect(),
        minutes: minutes.map(|one| one.subject).collect(),
        offers: offers_of(desk, agreement, now_unix_ms),
        reported: reports_about(desk, &[subject], false),
    })
}

fn facts_of(round: &Round) -> Option<domain::RoundFacts> {
    let offered = round.agreement.offers.last().map(|offer| offer.facts);
    round.agreement.facts.or(offered)
}

/// The terms that are shown, where this device reads them.
pub fn terms_of(desk: &Desk, round: &Round) -> Option<RoundTerms> {
    desk.words_of(shown_offer(&round.agreement)?).ok()
}

fn terms_view(desk: &Desk, terms: &RoundTerms) -> RoundTermsView {
    let place = terms.local.first().map_or("UTC", |local| &local.zone);
    let at_place = |unix_ms| civil_in(unix_ms, place);
    let locals = terms.local.iter().take(1).map(|local| (local, None));
    let locals = locals.chain(
        capitals(terms)
            .iter()
            .map(|local| (local, Some(local.side))),
    );
    RoundTermsView {
        title: terms.title.clone(),
        place: terms.place.clone(),
        format: terms.format.to_string(),
        dates: terms.facts.dates.to_string(),
        local: locals
            .map(|(local, side)| local_view(desk, terms, local, side))
            .collect(),
        items: terms
            .items
            .iter()
            .map(|item| ItemView {
                title: item.title.clone(),
                state: item.state.to_string(),
                carried_from: item.carried_from.map(|Origin(from)| from),
            })
            .collect(),
        sessions: terms
            .sessions
            .iter()
            .map(|session| SessionView {
                start: at_place(session.start_unix_ms),
                end: at_place(session.end_unix_ms),
                format: session.format.to_string(),
                title: session.title.clone(),
            })
            .collect(),
        reason: terms.reason.clone(),
    }
}

fn local_view(
    desk: &Desk,
    terms: &RoundTerms,
    local: &LocalStart,
    side: Option<SideId>,
) -> RoundLocal {
    let start = Timestamp::from_millisecond(terms.facts.start_unix_ms).ok();
    let here = start.and_then(|start| local_in(start, &local.zone).ok());
    RoundLocal {
        at: side.map_or_else(|| terms.place.clone(), |side| side_name(desk, side)),
        zone: local.zone.clone(),
        // By our own database of zones, not by what the other side wrote.
        start: civil_in(terms.facts.start_unix_ms, &local.zone),
        end: civil_in(terms.facts.end_unix_ms, &local.zone),
        offset: here.map_or_else(String::new, |here| here.offset),
    }
}

fn delegation_view(desk: &Desk, round: &Round, side: SideId) -> Option<DelegationView> {
    let (newest, earlier) = round.delegations.get(&side)?.split_last()?;
    let person = |one: &Delegate| DelegateView {
        name: one.name.clone(),
        office: one.office.clone(),
    };
    let named: Delegation = desk.words_of(*newest).ok()?;
    let mut heads: Vec<DelegateView> = earlier
        .iter()
        .filter_map(|id| desk.words_of::<Delegation>(*id).ok())
        .map(|named| person(&named.head))
        .collect();
    // Whoever names the same head again changes only the others.
    heads.dedup();
    let head = person(&named.head);
    if heads.last() == Some(&head) {
        heads.pop();
    }
    Some(DelegationView {
        side: side_name(desk, side),
        record: newest.to_string(),
        head,
        members: named.members.iter().map(person).collect(),
        interpreters: named.interpreters.iter().map(person).collect(),
        earlier_heads: heads,
    })
}

/// All rounds, by their start.
pub fn list_of(desk: &Desk) -> RoundList {
    let mut rounds = desk.view().rounds();
    rounds.sort_by_key(|round| facts_of(round).map(|facts| facts.start_unix_ms));
    let line = |round: &Round| {
        let (facts, terms) = (facts_of(round), terms_of(desk, round));
        RoundLine {
            round: round.subject,
            phase: round.agreement.phase.to_string(),
            starts: facts.map(|facts| rfc3339(facts.start_unix_ms)),
            fixed: facts.is_some_and(|facts| facts.dates == Dates::Fixed),
            place: terms.as_ref().map(|terms| terms.place.clone()),
            title: terms.map(|terms| terms.title),
        }
    };
    RoundList {
        rounds: rounds.iter().map(line).collect(),
    }
}
