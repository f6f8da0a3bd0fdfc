//! How drafts and releases are shown: what a text claims, beside what was signed.

use client::view::press::{ConflictView, DraftView, PressList};
use serde::Serialize;
use std::{fmt::Write, path::PathBuf};

use super::coalition_view::tell_position;
use crate::{
    Report,
    shown::{short, utc},
};

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
