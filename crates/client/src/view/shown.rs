//! How moments and ids are shown to people.

use domain::local_in;
use jiff::Timestamp;

/// `2021-12-30 20:30 UTC`.
pub fn utc(unix_ms: i64) -> String {
    Timestamp::from_millisecond(unix_ms).map_or_else(
        |_| "a moment beyond the calendar".to_owned(),
        |at| at.strftime("%Y-%m-%d %H:%M UTC").to_string(),
    )
}

/// RFC 3339 in UTC, whole seconds.
pub fn rfc3339(unix_ms: i64) -> String {
    Timestamp::from_millisecond(unix_ms).map_or_else(
        |_| String::new(),
        |at| at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
    )
}

/// The first digits of an id: enough to tell it apart and to type it.
pub fn short(id: impl std::fmt::Display) -> String {
    id.to_string().chars().take(8).collect()
}

/// `2022-01-10 10:00`; UTC where the zone is unknown here.
pub fn civil_in(unix_ms: i64, zone: &str) -> String {
    let at = Timestamp::from_millisecond(unix_ms).ok();
    let local = at.and_then(|at| local_in(at, zone).ok());
    local.map_or_else(|| utc(unix_ms), |local| local.civil.replace('T', " "))
}
