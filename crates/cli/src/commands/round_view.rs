//! How a round is shown: dates at the place and in both capitals, delegations, whose word is awaited.

use client::form::capitals;
use client::{Desk, DeskError};
use domain::{
    Dates, Delegate, Delegation, LocalStart, Origin, Round, RoundTerms, SubjectId, local_in,
};
use identity::SideId;
use jiff::Timestamp;
use serde::Serialize;
use std::fmt::Write;

use super::{
    contact_view::{ItemView, side_name},
    report_view::{ReportedView, reports_about, tell_reports},
    subject::{OfferShown, amendment, awaited, offers_of, shown_offer},
};
use crate::{
    Report,
    shown::{rfc3339, short, utc},
};

/// One round.
#[derive(Debug, Clone, Serialize)]
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
pub struct RoundLocal {
    /// The place, or a side whose capital it is.
    pub at: String,
    pub zone: String,
    pub start: String,
    pub end: String,
    pub offset: String,
}

#[derive(Debug, Clone, Serialize)]
pub struct SessionView {
    /// As clocks at the place show it.
    pub start: String,
    pub end: String,
    pub format: String,
    pub title: String,
}

/// A side's delegation as that side itself signed it.
#[derive(Debug, Clone, Serialize)]
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
pub struct DelegateView {
    pub name: String,
    pub office: String,
}

/// One line of the list.
#[derive(Debug, Clone, Serialize)]
pub struct RoundLine {
    pub round: SubjectId,
    pub phase: String,
    pub starts: Option<String>,
    pub fixed: bool,
    pub place: Option<String>,
    pub title: Option<String>,
}

#[derive(Debug, Clone, Serialize)]
pub struct RoundList {
    pub rounds: Vec<RoundLine>,
}

impl Report for RoundList {
    fn human(&self) -> String {
        if self.rounds.is_empty() {
            return "no rounds yet; `detente round propose --help`".into();
        }
        let line = |one: &RoundLine| {
            format!(
                "{}  {:<10} {:<20} {:<8} {}, {}\n",
                short(one.round),
                one.phase,
                one.starts.as_deref().unwrap_or("-"),
                fixed_mark(one.fixed),
                one.place.as_deref().unwrap_or("-"),
                one.title.as_deref().unwrap_or("sealed")
            )
        };
        self.rounds.iter().map(line).collect()
    }
}

/// How a fixed date is marked.
pub fn fixed_mark(fixed: bool) -> &'static str {
    if fixed { "FIXED" } else { "" }
}

impl DelegateView {
    fn human(&self) -> String {
        match self.office.as_str() {
            "" => self.name.clone(),
            office => format!("{}, {office}", self.name),
        }
    }
}

impl Report for RoundView {
    fn human(&self) -> String {
        let mut out = String::new();
        // Writing to a String can't fail.
        let mut line = |key: &str, value: &str| {
            let _ = writeln!(out, "{key:<12} {value}");
        };
        line("round", &self.round.to_string());
        line("phase", &self.phase);
        line("proposed by", &self.proposed_by);
        match &self.terms {
            Some(terms) => terms.tell(&mut line),
            None => line("sealed", "terms that this device can't read"),
        }
        if let Some(track) = self.track {
            line("track", &short(track));
        }
        match &self.agreed {
            Some(record) => line(
                "agreed",
                &format!("both signatures stand under {}", short(record)),
            ),
            None => line("agreed", "no"),
        }
        if let Some(awaited) = &self.awaited {
            line("awaited", awaited);
        }
        for delegation in &self.delegations {
            let side = &delegation.side;
            line(
                "delegation",
                &format!("{side}: led by {}", delegation.head.human()),
            );
            for earlier in &delegation.earlier_heads {
                line("", &format!("before that {}", earlier.human()));
            }
            for member in &delegation.members {
                line("", &member.human());
            }
            for interpreter in &delegation.interpreters {
                line("", &format!("{}, interpreter", interpreter.human()));
            }
        }
        for side in &self.without_delegation {
            line("delegation", &format!("{side}: not named yet"));
        }
        for minutes in &self.minutes {
            line("minutes", &short(minutes));
        }
        tell_reports(&self.reported, &mut line);
        if let Some(newer) = &self.amendment {
            line("offered", "newer terms, not agreed:");
            newer.tell(&mut line);
        }
        out
    }
}

impl RoundTermsView {
    fn tell(&self, line: &mut impl FnMut(&str, &str)) {
        line("title", &self.title);
        line("place", &format!("{}, {}", self.place, self.format));
        line(
            "dates",
            match self.dates.as_str() {
                "fixed" => "FIXED: there is no other date, both sides alone move it",
                _ => "movable",
            },
        );
        for local in &self.local {
            let RoundLocal {
                at,
                zone,
                start,
                end,
                offset,
            } = local;
            line("start", &format!("{start} in {at} ({zone}, UTC{offset})"));
            line("end", &format!("{end} in {at}"));
        }
        for session in &self.sessions {
            let SessionView {
                start,
                end,
                format,
                title,
            } = session;
            line("session", &format!("{start} to {end}, {format}: {title}"));
        }
        for item in &self.items {
            let from = item.carried_from.map_or(String::new(), |from| {
                format!(", carried over from {}", short(from))
            });
            line("item", &format!("{} ({}{from})", item.title, item.state));
        }
        if !self.reason.is_empty() {
            line("reason", &self.reason);
        }
    }
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

/// `2022-01-10 10:00`; UTC where the zone is unknown here.
pub fn civil_in(unix_ms: i64, zone: &str) -> String {
    let at = Timestamp::from_millisecond(unix_ms).ok();
    let local = at.and_then(|at| local_in(at, zone).ok());
    local.map_or_else(|| utc(unix_ms), |local| local.civil.replace('T', " "))
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
