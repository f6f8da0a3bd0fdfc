//! Soundings and non-papers of the other side, which leave no record.

use domain::{Unrecorded, UnrecordedId, UnrecordedText};
use serde::Serialize;

use crate::Desk;

/// One of the other side's.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct UnrecordedView {
    pub kind: &'static str,
    pub id: UnrecordedId,
    pub expires_unix_ms: i64,
    /// Whose connection brought it: nobody signed it.
    pub from: String,
    pub signed: bool,
    pub title: String,
    pub language: String,
    pub answers: Option<UnrecordedId>,
    /// None where this device can't open it.
    pub text: Option<String>,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct UnrecordedList {
    #[serde(skip)]
    pub kind: &'static str,
    pub items: Vec<UnrecordedView>,
}

/// One of the other side's, as far as this device opens it.
pub fn view_of(desk: &Desk, from: &str, one: &Unrecorded) -> UnrecordedView {
    let opened = desk.open_unrecorded(one).ok();
    let words = |read: fn(UnrecordedText) -> String| opened.clone().map(read);
    UnrecordedView {
        kind: one.kind.name(),
        id: one.id,
        expires_unix_ms: one.expires_unix_ms,
        from: from.to_owned(),
        signed: false,
        title: words(|text| text.title).unwrap_or_default(),
        language: words(|text| text.language).unwrap_or_default(),
        answers: opened.as_ref().and_then(|text| text.answers),
        text: words(|text| text.text),
    }
}
