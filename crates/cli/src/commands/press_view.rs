//! How drafts and releases are shown: what a text claims, beside what was signed.

use client::{Desk, Draft, FactCheck, view::contact::side_name};
use domain::{Conflict, FactName, Release, RoundClaims, SubjectId};
use identity::PersonId;
use serde::Serialize;
use std::{fmt::Write, path::PathBuf};
use wire::{PressItem, PromiseItem};

use super::coalition_view::{PositionView, tell_position};
use crate::{
    Report,
    shown::{rfc3339, short, utc},
};

/// A claim beside what was signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ConflictView {
    pub fact: String,
    pub claimed: String,
    pub signed: String,
}

/// A draft with how it stands.
#[derive(Debug, Clone, Serialize)]
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

/// A draft was written or approved.
#[derive(Debug, Clone, Serialize)]
pub struct DraftDone {
    /// `drafted` or `approved`.
    pub what: String,
    #[serde(flatten)]
    pub draft: DraftView,
    pub next: String,
}

/// A text is out, or comes out when its embargo ends.
#[derive(Debug, Clone, Serialize)]
pub struct ReleasedView {
    pub name: String,
    pub url: String,
    /// Kept here with its signature beside it.
    pub file: PathBuf,
    pub public_from_unix_ms: i64,
    pub announced: bool,
    pub differs: Vec<ConflictView>,
}

/// Drafts, what is published, and what was promised.
#[derive(Debug, Clone, Serialize)]
pub struct PressList {
    pub drafts: Vec<DraftView>,
    pub published: Vec<PressItem>,
    pub promises: Vec<PromiseItem>,
}

impl Report for DraftDone {
    fn human(&self) -> String {
        let draft = &self.draft;
        let mut out = format!(
            "{}: {} {}\n\n{}\n({}, {})\n\n{}\n\n",
            self.what,
            draft.kind,
            short(&draft.draft),
            draft.title,
            draft.office,
            draft.occasion,
            draft.text.trim_end(),
        );
        if let Some(question) = &draft.question {
            let _ = writeln!(out, "question     {question}");
        }
        if draft.topic != "contact" {
            let party = draft.party.as_deref().unwrap_or(&draft.topic);
            let _ = writeln!(out, "about        {party}");
        }
        if let (Some(hash), Some(source)) = (&draft.picture, &draft.picture_source) {
            let _ = writeln!(out, "picture      {} from {source}", short(hash));
        }
        if !draft.claims.is_empty() {
            let _ = writeln!(out, "claims       {}", draft.claims.join("; "));
        }
        if let Some(position) = &draft.position {
            tell_position(position, &mut out);
        }
        if let Some(embargo) = draft.embargo_unix_ms {
            let _ = writeln!(out, "embargo      until {}", utc(embargo));
        }
        if let Some(by) = draft.promises_by_unix_ms {
            let from = draft.promises_from.as_deref();
            let from = from.map_or_else(String::new, |office| format!(" of {office}"));
            let _ = writeln!(out, "promises     a message{from} by {}", utc(by));
        }
        out.push_str(&facts_text(draft));
        let _ = write!(
            out,
            "draft        {}\nnext         {}",
            draft.draft, self.next
        );
        out
    }
}

fn facts_text(draft: &DraftView) -> String {
    if !draft.compared {
        return "facts        nothing signed to compare with\n".to_owned();
    }
    if draft.conflicts.is_empty() {
        return "facts        none contradicts the signed terms\n".to_owned();
    }
    let mut out = conflicts_text(&draft.conflicts);
    let reason = draft.contradiction_reason.as_deref();
    let _ = writeln!(
        out,
        "reason       {}",
        reason.unwrap_or("none given: a second person approves it with one, or it isn't released")
    );
    out
}

pub(super) fn conflicts_text(conflicts: &[ConflictView]) -> String {
    conflicts
        .iter()
        .map(|one| {
            format!(
                "CONTRADICTS  {}: the text says {}, signed is {}\n",
                one.fact, one.claimed, one.signed
            )
        })
        .collect()
}

impl Report for ReleasedView {
    fn human(&self) -> String {
        format!(
            "released {}\nurl      {}\npublic   from {}\nfile     {} (signature beside it)\nline     {}\n{}",
            self.name,
            self.url,
            utc(self.public_from_unix_ms),
            self.file.display(),
            if self.announced {
                "announced"
            } else {
                "was announced before"
            },
            conflicts_text(&self.differs),
        )
    }
}

impl Report for PressList {
    fn human(&self) -> String {
        let mut out = String::new();
        for draft in &self.drafts {
            let state = match draft.approved_by {
                Some(_) => "approved",
                None => "draft",
            };
            let _ = writeln!(
                out,
                "{}  {:<10} {:<9} {}",
                short(&draft.draft),
                draft.kind,
                state,
                draft.title
            );
        }
        for item in &self.published {
            let at = utc(item.published_unix_ms);
            let _ = writeln!(out, "{}  published {at}  {}", item.name, item.title);
        }
        for promise in &self.promises {
            let by = utc(promise.by_unix_ms);
            let from = promise.office.as_deref();
            let from = from.map_or_else(String::new, |office| format!(", from {office},"));
            let _ = writeln!(
                out,
                "promise of {}{from} by {by}: {}",
                promise.statement, promise.state
            );
        }
        if out.is_empty() {
            out.push_str("nothing drafted, nothing published");
        }
        out
    }
}

pub(super) fn conflicts_of(desk: &Desk, release: &Release) -> Vec<Conflict> {
    match desk.check_release(release) {
        FactCheck::Nothing => Vec::new(),
        FactCheck::Compared(conflicts) => conflicts,
    }
}

pub(super) fn view_of_draft(desk: &Desk, draft: &Draft) -> DraftView {
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
pub(super) fn view_conflicts(desk: &Desk, conflicts: &[Conflict]) -> Vec<ConflictView> {
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
