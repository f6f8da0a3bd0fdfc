//! Which duty officer is on when, and who is called now.

use domain::ShiftList;
use identity::PersonId;
use serde::Serialize;

use crate::Desk;

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ShiftView {
    pub person: PersonId,
    pub from_unix_ms: i64,
    pub until_unix_ms: i64,
    pub on_duty: bool,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ShiftListView {
    /// The list that stands; a change names it. None while there is none.
    pub list: Option<String>,
    pub kept_by: Option<PersonId>,
    pub kept_unix_ms: Option<i64>,
    pub shifts: Vec<ShiftView>,
    /// In the order in which they are called.
    pub on_duty: Vec<PersonId>,
}

pub fn view_of(desk: &Desk, now_unix_ms: i64) -> ShiftListView {
    let kept = desk.kept_shifts();
    let header = kept.as_ref().map(|(record, _)| record.header());
    let (kept_by, kept_unix_ms) = (
        header.map(|header| header.person),
        header.map(|header| header.at_unix_ms),
    );
    let (list, id) = match kept {
        Some((record, list)) => (list, Some(record.id().to_string())),
        None => (ShiftList::default(), None),
    };
    let shifts = list.shifts.iter().map(|shift| ShiftView {
        person: shift.person,
        from_unix_ms: shift.from_unix_ms,
        until_unix_ms: shift.until_unix_ms,
        on_duty: (shift.from_unix_ms..shift.until_unix_ms).contains(&now_unix_ms),
    });
    ShiftListView {
        list: id,
        kept_by,
        kept_unix_ms,
        shifts: shifts.collect(),
        on_duty: list.on_duty(now_unix_ms),
    }
}
