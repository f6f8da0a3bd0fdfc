//! Drafts and releases: what a text claims, beside what was signed.

use domain::{Conflict, FactName, Release, RoundClaims, SubjectId};
use identity::PersonId;
use serde::Serialize;
use wire::{PressItem, PromiseItem};

use super::{
    coalition::PositionView,
    contact::side_name,
    shown::{rfc3339, short},
};
use crate::{Desk, Draft, FactCheck};

/// A claim beside what was signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ConflictView {
    pub fact: String,
    pub claimed: String,
    pub signed: String,
}

/// A draft with how it stands.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(
    feature = "typescript",
    derive(ts_rs::TS),
    ts(rename = "ReleaseDraftView")
)]
pub struct DraftView {
    pub draft: String,
    pub kind: String,
    pub contact: SubjectId,
    pub title: String,
    pub office: String,
    pub occasion: String,
    pub text: String,
    pub author: PersonId,
    pub approved_by: Option<PersonId>,
    pub embargo_unix_ms: Option<i64>,
    pub promises_by_unix_ms: Option<i64>,
    /// The office that is to release what is promised.
    pub promises_from: Option<String>,
    pub about: Option<String>,
    /// What it is about: `contact`, `round`, `paper`, `track`, `internal-matter`, `other-party`.
    pub topic: String,
    pub party: Option<String>,
    pub question: Option<String>,
    /// SHA-256 of its picture, and where that is from.
    pub picture: Option<String>,
    pub picture_source: Option<String>,
    /// Claims that were read as facts.
    pub claims: Vec<String>,
    /// Whether there were signed terms to compare them with.
    pub compared: bool,
    pub conflicts: Vec<ConflictView>,
    /// What it claims of others' position, beside this side's own entries.
    pub position: Option<PositionView>,
    /// The second person's, who confirmed the contradictions.
    pub contradiction_reason: Option<String>,
}

/// Drafts, what is published, and what was promised.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct PressList {
    pub drafts: Vec<DraftView>,
    pub published: Vec<PressItem>,
    pub promises: Vec<PromiseItem>,
}

fn conflicts_of(desk: &Desk, release: &Release) -> Vec<Conflict> {
    match desk.check_release(release) {
        FactCheck::Nothing => Vec::new(),
        FactCheck::Compared(conflicts) => conflicts,
    }
}

pub fn view_of_draft(desk: &Desk, draft: &Draft) -> DraftView {
    let release = &draft.release;
    DraftView {
        draft: draft.id.to_string(),
        kind: release.kind.to_string(),
        contact: release.contact,
        title: release.title.clone(),
        office: release.office.clone(),
        occasion: release.occasion.to_string(),
        text: release.text.clone(),
        author: draft.author,
        approved_by: draft.approved.as_ref().map(|approved| approved.by),
        embargo_unix_ms: release.embargo_unix_ms,
        promises_by_unix_ms: release.promises.as_ref().map(|one| one.by_unix_ms),
        promises_from: release.promises.as_ref().and_then(|one| one.office.clone()),
        about: release.about.clone(),
        topic: release.topic().to_string(),
        party: release.party.clone(),
        question: release.question.clone(),
        picture: release.picture.as_ref().map(|one| one.hash.to_string()),
        picture_source: release.picture.as_ref().map(|one| one.source.clone()),
        claims: claims(desk, release),
        compared: desk.check_release(release) != FactCheck::Nothing,
        conflicts: view_conflicts(desk, &conflicts_of(desk, release)),
        position: release
            .position
            .as_ref()
            .map(|claimed| PositionView::of(desk, claimed)),
        contradiction_reason: draft
            .approved
            .as_ref()
            .and_then(|approved| approved.reason.clone()),
    }
}

fn claims(desk: &Desk, release: &Release) -> Vec<String> {
    let facts = &release.facts;
    let initiative = match (facts.mutual, facts.initiative_of) {
        (true, _) => Some("mutual initiative".to_owned()),
        (false, Some(side)) => Some(format!("initiative of {}", side_name(desk, side))),
        (false, None) => None,
    };
    let rest = [
        facts.medium.map(|medium| medium.to_string()),
        facts
            .start_unix_ms
            .map(|at| format!("began {}", rfc3339(at))),
        facts
            .duration_min
            .map(|minutes| format!("lasted {minutes} min")),
        facts.public_part.map(|part| format!("public part: {part}")),
    ];
    initiative
        .into_iter()
        .chain(rest.into_iter().flatten())
        .chain(release.round.iter().flat_map(round_claims))
        .collect()
}

fn round_claims(round: &RoundClaims) -> Vec<String> {
    let text = |what: &str, value: Option<&String>| value.map(|value| format!("{what}: {value}"));
    let date = round.date.as_ref();
    [
        text("place", round.place.as_ref()),
        date.map(|date| format!("date: {} ({})", date.date, date.zone)),
        round
            .other_date
            .map(|other| format!("another date: {other}")),
        text("own delegation led by", round.own_head.as_ref()),
        text("their delegation led by", round.other_head.as_ref()),
        round
            .preceded_by
            .map(|contact| format!("preceded by {}", short(contact))),
        text("purpose", round.purpose.as_ref()),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The rules' words for people: names of sides for their ids, moments for milliseconds.
pub fn view_conflicts(desk: &Desk, conflicts: &[Conflict]) -> Vec<ConflictView> {
    let readable = |fact: FactName, value: &str| match fact {
        FactName::Initiative => value
            .parse()
            .map_or_else(|_| value.to_owned(), |side| side_name(desk, side)),
        FactName::Start => value.parse().map_or_else(|_| value.to_owned(), rfc3339),
        FactName::Medium
        | FactName::Duration
        | FactName::PublicPart
        | FactName::Place
        | FactName::Date
        | FactName::OtherDate
        | FactName::OwnHead
        | FactName::OtherHead
        | FactName::PrecededBy
        | FactName::Purpose => value.to_owned(),
    };
    conflicts
        .iter()
        .map(|one| ConflictView {
            fact: one.fact.to_string(),
            claimed: readable(one.fact, &one.claimed),
            signed: readable(one.fact, &one.signed),
        })
        .collect()
}
