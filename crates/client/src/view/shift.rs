//! Which duty officer is on when, and who is called now.

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
    pub shifts: Vec<ShiftView>,
    /// In the order in which they are called.
    pub on_duty: Vec<PersonId>,
}

pub fn view_of(desk: &Desk, now_unix_ms: i64) -> ShiftListView {
    let list = desk.shifts();
    let shifts = list.shifts.iter().map(|shift| ShiftView {
        person: shift.person,
        from_unix_ms: shift.from_unix_ms,
        until_unix_ms: shift.until_unix_ms,
        on_duty: (shift.from_unix_ms..shift.until_unix_ms).contains(&now_unix_ms),
    });
    ShiftListView {
        shifts: shifts.collect(),
        on_duty: list.on_duty(now_unix_ms),
    }
}
