//! iCalendar (RFC 5545, RFC 7986) without sockets, files or clocks: contacts written so that any
//! calendar shows them at the right local time, holiday calendars read, and what falls on a holiday
//! or into rest hours.
//!
//! A written calendar carries a VTIMEZONE for each zone that it uses, made from the time zone
//! database, so that a client which doesn't know the zone still shows the right time.
//!
//! Holidays are read by our own code. The libraries that were looked at (calcard, rrule) bring a
//! second time zone database of another version along, and calcard passes over what it doesn't
//! understand without a word: a holiday would be missing and nobody would know. What holiday
//! calendars use of recurrence is little; the rest is refused with its line. Two independent
//! libraries are asked for their opinion in the tests.
#![forbid(unsafe_code)]

mod conflicts;
mod content;
mod holidays;
mod invite;
mod limits;
mod publish;
mod rule;
mod zone;

pub use conflicts::{Conflict, RestHours, RestHoursError, conflicts};
pub use holidays::{Cause, Holidays, ReadError};
pub use invite::{Invitation, Method};
pub use limits::{
    CONFLICT_MIN_MAX, COUNT_MAX, EVENTS_MAX, HOLIDAY_BYTES_MAX, HOLIDAY_DAYS_MAX,
    HOLIDAY_LINES_MAX, HOLIDAYS_MAX, INTERVAL_MAX, NAME_CHARS_MAX, NESTING_MAX, YEAR_MAX, YEAR_MIN,
};
pub use publish::{Calendar, Detail, Event, Status, WriteError};
pub use zone::{UnknownZone, Zone};
