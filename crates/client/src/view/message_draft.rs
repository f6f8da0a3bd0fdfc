//! Drafts of formal messages: one person writes, another approves, and what was approved is sent.

use identity::PersonId;
use serde::Serialize;

use super::message::heading;
use crate::{Desk, DraftedMessage};

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(
    feature = "typescript",
    derive(ts_rs::TS),
    ts(rename = "MessageDraftView")
)]
pub struct DraftView {
    pub draft: String,
    pub author: PersonId,
    pub at_unix_ms: i64,
    pub precedence: String,
    pub title: String,
    pub text: String,
    pub approved_by: Option<PersonId>,
    pub sent: Option<domain::SubjectId>,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct DraftList {
    pub drafts: Vec<DraftView>,
}

impl DraftView {
    pub fn of(one: DraftedMessage) -> Self {
        Self {
            draft: one.id.to_string(),
            author: one.author,
            at_unix_ms: one.at_unix_ms,
            precedence: one.draft.facts.precedence.to_string(),
            title: heading(&one.draft.text),
            text: one.draft.text.text,
            approved_by: one.approved_by,
            sent: one.sent,
        }
    }
}

/// Drafts that this device reads, with how each stands.
pub fn drafts_of(desk: &Desk) -> DraftList {
    let drafts = desk.message_drafts().into_iter().map(DraftView::of);
    DraftList {
        drafts: drafts.collect(),
    }
}
