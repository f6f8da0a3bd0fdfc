//! Texts for the public, as drafts and approvals; lines to take.

use client::{
    Desk, DeskError, FactCheck,
    form::{FormError, ReleaseForm, Word},
};
use domain::{InternalKind, LineToTake, RecordId, SubjectId};

use super::{Acted, Made, Warning};

said! {
    DraftRelease { form: ReleaseForm }
    ApproveRelease {
        draft: Word<RecordId>,
        /// Why it is released although its facts contradict the signed terms; the press alone reads it.
        contradiction_reason: Option<String>,
    }
    AnnounceRelease {
        contact: Word<SubjectId>,
        /// Its name on the press site.
        name: String,
    }
    OfLine { line: Word<RecordId> }
    DraftLineToTake {
        about: Word<SubjectId>,
        text: String,
        /// Only if this is asked.
        if_asked: Option<String>,
        /// Lines whose place it takes.
        #[serde(default)]
        instead_of: Vec<Word<RecordId>>,
    }
}

/// What contradicts the signed terms is told at once.
pub fn draft(desk: &Desk, said: &DraftRelease, now_unix_ms: i64) -> Acted {
    let release = said.form.made(desk)?;
    let record = match said.form.discloses {
        Some(Word(fact)) => desk.draft_disclosure(fact, &release, now_unix_ms)?,
        None => desk.draft_release(&release, now_unix_ms)?,
    };
    Ok(Made::internal(&record).warned(Warning::of_release(desk, &release)))
}

/// Contradictions are shown first, and confirmed with a reason of their own.
pub fn approve(desk: &Desk, said: &ApproveRelease, now_unix_ms: i64) -> Acted {
    let draft = desk.draft(said.draft.0)?;
    if draft.author == desk.keys().person {
        return Err(DeskError::OwnDraft.into());
    }
    let reason = said.contradiction_reason.as_deref();
    let warnings = Warning::of_release(desk, &draft.release);
    let contradicts = match desk.check_release(&draft.release) {
        FactCheck::Nothing => false,
        FactCheck::Compared(conflicts) => !conflicts.is_empty(),
    };
    match (contradicts, reason) {
        (true, None) => return Ok(Made::asking(draft.release.contact, warnings)),
        (false, Some(_)) => return Err(FormError::NoContradiction.into()),
        (true, Some(_)) | (false, None) => {}
    }
    let record = desk.approve_release(draft.id, reason, now_unix_ms)?;
    Ok(Made::internal(&record).warned(warnings))
}

pub fn announce(desk: &Desk, said: &AnnounceRelease, now_unix_ms: i64) -> Acted {
    let record = desk.announce_release(said.contact.0, &said.name, now_unix_ms)?;
    Ok(Made::record(&record))
}

pub fn draft_line(desk: &Desk, said: &DraftLineToTake, now_unix_ms: i64) -> Acted {
    let line = LineToTake {
        text: said.text.clone(),
        if_asked: said.if_asked.clone(),
    };
    let after = said.instead_of.iter().map(|word| word.0).collect();
    let record = desk.draft_line(said.about.0, &line, after, now_unix_ms)?;
    Ok(Made::internal(&record))
}

pub fn approve_line(desk: &Desk, said: &OfLine, now_unix_ms: i64) -> Acted {
    let facts = desk.internal_facts();
    let line = facts.iter().find(|fact| fact.id == said.line.0);
    let line = line.filter(|fact| fact.kind == InternalKind::Line);
    if line.is_some_and(|line| line.author == desk.keys().person) {
        return Err(DeskError::OwnDraft.into());
    }
    let record = desk.approve_line(said.line.0, now_unix_ms)?;
    Ok(Made::internal(&record))
}
