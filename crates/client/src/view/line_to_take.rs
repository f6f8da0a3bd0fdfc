//! Lines to take and answers if asked.

use domain::{InternalKind, LineToTake};
use identity::PersonId;
use serde::Serialize;

use super::internal::{EntryView, entries};
use crate::Desk;

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(
    feature = "typescript",
    derive(ts_rs::TS),
    ts(rename = "LineToTakeView")
)]
pub struct LineView {
    #[serde(flatten)]
    pub entry: EntryView,
    pub text: String,
    pub if_asked: Option<String>,
    pub approved_by: Option<PersonId>,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(
    feature = "typescript",
    derive(ts_rs::TS),
    ts(rename = "LinesToTakeList")
)]
pub struct LineList {
    pub lines: Vec<LineView>,
}

/// Lines to take that this device reads, with who approved each.
pub fn list_of(desk: &Desk, history: bool) -> LineList {
    let all = desk.all_internal::<LineToTake>(InternalKind::Line);
    let approver = |record: &str| {
        let of_it = all.iter().find(|(one, _)| one.id().to_string() == record);
        of_it.and_then(|(one, _)| desk.approver_of(one.id()))
    };
    let lines = entries::<LineToTake>(desk, InternalKind::Line, history);
    let lines = lines.into_iter().map(|(entry, line)| LineView {
        approved_by: approver(&entry.record),
        entry,
        text: line.text,
        if_asked: line.if_asked,
    });
    LineList {
        lines: lines.collect(),
    }
}
