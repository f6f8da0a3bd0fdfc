//! Time zones of the bundled database, and a zone written as VTIMEZONE (RFC 5545, 3.6.5).

use jiff::{
    Timestamp,
    civil::DateTime,
    tz::{AmbiguousOffset, Dst, Offset, TimeZone, TimeZoneDatabase},
};
use std::sync::OnceLock;

use crate::content::Lines;

/// A zone of the bundled database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Zone {
    name: String,
    rules: TimeZone,
}

/// The database has no such zone.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no time zone is called `{0}`; use an IANA name such as Europe/Moscow")]
pub struct UnknownZone(pub String);

fn zones() -> &'static TimeZoneDatabase {
    static ZONES: OnceLock<TimeZoneDatabase> = OnceLock::new();
    ZONES.get_or_init(TimeZoneDatabase::bundled)
}

impl Zone {
    /// # Errors
    /// The database has no such name.
    pub fn named(name: &str) -> Result<Self, UnknownZone> {
        let unknown = || UnknownZone(name.chars().take(64).collect());
        let rules = zones().get(name).map_err(|_| unknown())?;
        let name = rules.iana_name().ok_or_else(unknown)?.to_owned();
        Ok(Self { name, rules })
    }

    pub fn utc() -> Self {
        Self {
            name: "UTC".to_owned(),
            rules: TimeZone::UTC,
        }
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    pub fn is_utc(&self) -> bool {
        self.rules == TimeZone::UTC
    }

    /// What clocks there show.
    pub fn local(&self, at: Timestamp) -> DateTime {
        self.rules.to_datetime(at)
    }

    /// The moment at which clocks there show this: the earlier one where they show it twice, and as
    /// long after the gap as it lies within one that they pass over.
    pub(crate) fn moment(&self, civil: DateTime) -> Option<Timestamp> {
        self.rules.to_ambiguous_timestamp(civil).compatible().ok()
    }

    /// Whether the local reading names this moment alone. One that clocks show twice means the first
    /// time (3.3.5), but libraries differ in how they read it.
    pub(crate) fn names(&self, at: Timestamp) -> bool {
        let ambiguous = self.rules.to_ambiguous_timestamp(self.local(at));
        matches!(ambiguous.offset(), AmbiguousOffset::Unambiguous { .. })
    }

    /// Writes the zone for moments from the first to the last: each change of clocks within them, and
    /// the one before, by itself. Rules of recurrence would be shorter, but zones change theirs, and
    /// a client that reads them wrongly is wrong without a word.
    pub(crate) fn write(&self, first: Timestamp, last: Timestamp, lines: &mut Lines) {
        lines.line("BEGIN:VTIMEZONE");
        lines.text("TZID", &self.name);
        for onset in self.onsets(first, last) {
            let kind = match onset.is_daylight {
                true => "DAYLIGHT",
                false => "STANDARD",
            };
            lines.line(&format!("BEGIN:{kind}"));
            lines.line(&format!(
                "DTSTART:{}",
                onset.local.strftime("%Y%m%dT%H%M%S")
            ));
            lines.line(&format!("TZOFFSETFROM:{}", utc_offset(onset.from)));
            lines.line(&format!("TZOFFSETTO:{}", utc_offset(onset.to)));
            lines.text("TZNAME", &onset.name);
            lines.line(&format!("END:{kind}"));
        }
        lines.line("END:VTIMEZONE");
    }

    fn onsets(&self, first: Timestamp, last: Timestamp) -> Vec<Onset> {
        // `preceding` leaves out a change at the very moment.
        let just_after = first
            .checked_add(jiff::SignedDuration::from_secs(1))
            .unwrap_or(first);
        let begin = self.rules.preceding(just_after).next();
        let mut before = self.in_force_before(begin.as_ref().map(|change| change.timestamp()));
        let mut onsets = Vec::new();
        match &begin {
            Some(change) => {
                let after = InForce {
                    offset: change.offset(),
                    dst: change.dst(),
                };
                onsets.extend(Onset::new(
                    change.timestamp(),
                    before,
                    after,
                    change.abbreviation(),
                ));
                before = after;
            }
            // No change is known before: what is in force then has always been.
            None => {
                let info = self.rules.to_offset_info(first);
                before = InForce {
                    offset: info.offset(),
                    dst: info.dst(),
                };
                let always = Timestamp::UNIX_EPOCH.min(first);
                onsets.extend(Onset::new(always, before, before, info.abbreviation()));
            }
        }
        let from = begin.map_or(first, |change| change.timestamp());
        for change in self.rules.following(from) {
            if change.timestamp() > last {
                break;
            }
            let after = InForce {
                offset: change.offset(),
                dst: change.dst(),
            };
            onsets.extend(Onset::new(
                change.timestamp(),
                before,
                after,
                change.abbreviation(),
            ));
            before = after;
        }
        onsets
    }

    fn in_force_before(&self, change: Option<Timestamp>) -> InForce {
        let just_before = change
            .and_then(|at| at.checked_sub(jiff::SignedDuration::from_secs(1)).ok())
            .unwrap_or(Timestamp::UNIX_EPOCH);
        let info = self.rules.to_offset_info(just_before);
        InForce {
            offset: info.offset(),
            dst: info.dst(),
        }
    }
}

#[derive(Debug, Clone, Copy)]
struct InForce {
    offset: Offset,
    dst: Dst,
}

/// Clocks change.
#[derive(Debug)]
struct Onset {
    /// As clocks showed it that were about to change.
    local: DateTime,
    from: Offset,
    to: Offset,
    is_daylight: bool,
    name: String,
}

impl Onset {
    /// Nothing where the moment is beyond the calendar.
    fn new(at: Timestamp, before: InForce, after: InForce, name: &str) -> Option<Self> {
        Some(Self {
            local: before.offset.to_datetime(at),
            from: before.offset,
            to: after.offset,
            is_daylight: is_daylight(before, after),
            name: name.to_owned(),
        })
    }
}

/// Some zones call their winter time the daylight time, with clocks set back for it (Dublin).
/// Calendars expect daylight time to be the later one, and tell nothing else by the word.
fn is_daylight(before: InForce, after: InForce) -> bool {
    match (before.dst.is_dst(), after.dst.is_dst()) {
        (false, true) => after.offset > before.offset,
        (true, false) => after.offset > before.offset,
        (true, true) => true,
        (false, false) => false,
    }
}

/// `+0545`; with seconds only where there are some.
fn utc_offset(offset: Offset) -> String {
    let seconds = offset.seconds();
    let sign = if seconds < 0 { '-' } else { '+' };
    let seconds = seconds.unsigned_abs();
    let (hours, minutes, seconds) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    match seconds {
        0 => format!("{sign}{hours:02}{minutes:02}"),
        _ => format!("{sign}{hours:02}{minutes:02}{seconds:02}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(zone: &str, first: &str, last: &str) -> String {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let mut lines = Lines::default();
        Zone::named(zone)
            .unwrap()
            .write(at(first), at(last), &mut lines);
        lines.into_string().replace("\r\n", "\n")
    }

    /// Onsets as `KIND local from to name`, one a line.
    fn check(zone: &str, first: &str, last: &str, wanted: &[&str]) {
        let text = written(zone, first, last);
        let value = |line: &str| line.split_once(':').unwrap().1.to_owned();
        let lines: Vec<&str> = text.lines().collect();
        let got: Vec<String> = lines[2..lines.len() - 1]
            .chunks(6)
            .map(|onset| {
                let values: Vec<String> = onset[..5].iter().map(|line| value(line)).collect();
                values.join(" ")
            })
            .collect();
        assert_eq!(got, wanted, "{zone}");
    }

    #[test]
    fn zones_are_written_with_the_changes_of_their_years() {
        let (first, last) = ("2022-01-01T12:00:00Z", "2022-12-31T12:00:00Z");
        check(
            "America/New_York",
            first,
            last,
            &[
                "STANDARD 20211107T020000 -0400 -0500 EST",
                "DAYLIGHT 20220313T020000 -0500 -0400 EDT",
                "STANDARD 20221106T020000 -0400 -0500 EST",
            ],
        );
        check(
            "Australia/Lord_Howe",
            first,
            last,
            &[
                "DAYLIGHT 20211003T020000 +1030 +1100 +11",
                "STANDARD 20220403T020000 +1100 +1030 +1030",
                "DAYLIGHT 20221002T020000 +1030 +1100 +11",
            ],
        );
        check(
            "America/St_Johns",
            first,
            last,
            &[
                "STANDARD 20211107T020000 -0230 -0330 NST",
                "DAYLIGHT 20220313T020000 -0330 -0230 NDT",
                "STANDARD 20221106T020000 -0230 -0330 NST",
            ],
        );
        check(
            "Asia/Kathmandu",
            first,
            last,
            &["STANDARD 19860101T000000 +0530 +0545 +0545"],
        );
        check(
            "Etc/GMT+3",
            first,
            last,
            &["STANDARD 19691231T210000 -0300 -0300 -03"],
        );
    }

    #[test]
    fn a_zone_that_changed_its_rules_shows_each() {
        check(
            "Europe/Moscow",
            "2010-06-01T00:00:00Z",
            "2015-01-01T00:00:00Z",
            &[
                "DAYLIGHT 20100328T020000 +0300 +0400 MSD",
                "STANDARD 20101031T030000 +0400 +0300 MSK",
                "STANDARD 20110327T020000 +0300 +0400 MSK",
                "STANDARD 20141026T020000 +0400 +0300 MSK",
            ],
        );
        check(
            "America/Mexico_City",
            "2022-01-01T12:00:00Z",
            "2024-01-01T00:00:00Z",
            &[
                "STANDARD 20211031T020000 -0500 -0600 CST",
                "DAYLIGHT 20220403T020000 -0600 -0500 CDT",
                "STANDARD 20221030T020000 -0500 -0600 CST",
            ],
        );
    }

    #[test]
    fn a_zone_that_changed_its_day_leaves_one_out() {
        check(
            "Pacific/Apia",
            "2011-12-01T00:00:00Z",
            "2012-01-01T00:00:00Z",
            &[
                "DAYLIGHT 20110924T030000 -1100 -1000 -10",
                "DAYLIGHT 20111230T000000 -1000 +1400 +14",
            ],
        );
    }

    #[test]
    fn negative_daylight_time_is_written_as_calendars_expect_it() {
        check(
            "Europe/Dublin",
            "2022-01-01T12:00:00Z",
            "2022-12-31T12:00:00Z",
            &[
                "STANDARD 20211031T020000 +0100 +0000 GMT",
                "DAYLIGHT 20220327T010000 +0000 +0100 IST",
                "STANDARD 20221030T020000 +0100 +0000 GMT",
            ],
        );
    }

    #[test]
    fn a_change_at_the_first_moment_is_there_once() {
        let change = "2022-03-13T07:00:00Z";
        check(
            "America/New_York",
            change,
            change,
            &["DAYLIGHT 20220313T020000 -0500 -0400 EDT"],
        );
    }

    #[test]
    fn names_are_those_of_the_database() {
        assert_eq!(
            Zone::named("europe/moscow").unwrap().name(),
            "Europe/Moscow"
        );
        assert!(Zone::named("UTC").unwrap().is_utc());
        for name in ["", "Mars/Base", "../etc", "Europe/Moscow\r\n"] {
            assert!(Zone::named(name).is_err(), "{name:?}");
        }
    }

    #[test]
    fn offsets_of_local_mean_time_have_seconds() {
        assert_eq!(
            utc_offset(Offset::from_seconds(-17_762).unwrap()),
            "-045602"
        );
        assert_eq!(utc_offset(Offset::UTC), "+0000");
    }
}
