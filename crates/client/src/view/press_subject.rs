//! What a text for the public can be about.

use domain::{Folded, Noun, SubjectId};
use serde::Serialize;

use super::home::title_of;
use crate::Desk;

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct PressSubjectsView {
    /// What has a date by that, the earliest first.
    pub subjects: Vec<PressSubjectView>,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct PressSubjectView {
    pub subject: SubjectId,
    pub noun: String,
    pub medium: Option<String>,
    pub start_unix_ms: Option<i64>,
    /// Absent where this device can't read it.
    pub title: Option<String>,
}

/// Contacts, rounds, tracks and papers, by what this device can call them.
pub fn subjects_of(desk: &Desk) -> PressSubjectsView {
    let view = |folded: Folded| {
        let (noun, subject, medium, start_unix_ms) = match folded {
            Folded::Contact(contact) => {
                let facts = contact.facts;
                let medium = facts.map(|facts| facts.medium.to_string());
                let start = facts.map(|facts| facts.start_unix_ms);
                (Noun::Contact, contact.subject, medium, start)
            }
            Folded::Round(round) => (Noun::Round, round.subject, None, None),
            Folded::Track(track) => (Noun::Track, track.subject, None, None),
            Folded::Paper(paper) => (Noun::Paper, paper.subject, None, None),
            _ => return None,
        };
        Some(PressSubjectView {
            subject,
            noun: noun.name().to_owned(),
            medium,
            start_unix_ms,
            title: title_of(desk, noun, subject),
        })
    };
    let mut subjects: Vec<PressSubjectView> = desk.view().subjects().filter_map(view).collect();
    subjects.sort_by_key(|one| (one.start_unix_ms.is_none(), one.start_unix_ms, one.subject));
    PressSubjectsView { subjects }
}
