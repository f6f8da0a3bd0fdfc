//! What falls on a holiday or into rest hours: information, never an obstacle.

use jiff::{
    SignedDuration, Timestamp,
    civil::{Date, DateTime, Time},
};
use std::{fmt, str::FromStr};

use crate::holidays::Holidays;
use crate::limits::CONFLICT_MIN_MAX;
use crate::zone::Zone;

/// Hours of each day in which people rest; over midnight where they end before they begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RestHours {
    from: Time,
    until: Time,
}

/// It isn't written as rest hours are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("rest hours are two different times, such as 22:00-07:00")]
pub struct RestHoursError;

impl FromStr for RestHours {
    type Err = RestHoursError;
    fn from_str(text: &str) -> Result<Self, RestHoursError> {
        let (from, until) = text.split_once('-').ok_or(RestHoursError)?;
        let (from, until) = (time(from)?, time(until)?);
        if from == until {
            return Err(RestHoursError);
        }
        Ok(Self { from, until })
    }
}

/// `07:30`.
fn time(text: &str) -> Result<Time, RestHoursError> {
    let (hour, minute) = text.split_once(':').ok_or(RestHoursError)?;
    let number = |text: &str| {
        let fits = text.len() == 2 && text.bytes().all(|c| c.is_ascii_digit());
        text.parse::<i8>()
            .ok()
            .filter(|_| fits)
            .ok_or(RestHoursError)
    };
    Time::new(number(hour)?, number(minute)?, 0, 0).map_err(|_| RestHoursError)
}

impl fmt::Display for RestHours {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (from, until) = (self.from.strftime("%H:%M"), self.until.strftime("%H:%M"));
        write!(out, "{from}-{until}")
    }
}

impl RestHours {
    /// From when until when, in minutes from midnight.
    pub fn minutes(self) -> (u16, u16) {
        let of = |time: Time| u16::try_from(i32::from(time.hour()) * 60 + i32::from(time.minute()));
        let (from, until) = (of(self.from), of(self.until));
        (from.unwrap_or_default(), until.unwrap_or_default())
    }

    /// The rest that begins on this day.
    fn of(self, day: Date, zone: &Zone) -> Option<(Timestamp, Timestamp)> {
        let ends = if self.until > self.from {
            day
        } else {
            day.tomorrow().ok()?
        };
        let from = zone.moment(day.to_datetime(self.from))?;
        let until = zone.moment(ends.to_datetime(self.until))?;
        (from < until).then_some((from, until))
    }
}

/// A reason to ask whether the time is well chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Conflict {
    Holiday {
        day: Date,
        name: String,
    },
    /// The part of the contact that lies in rest hours, in local time.
    RestHours {
        from: DateTime,
        until: DateTime,
    },
}

impl fmt::Display for Conflict {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Holiday { day, name } if name.is_empty() => write!(out, "{day} is a holiday"),
            Self::Holiday { day, name } => write!(out, "{day} is a holiday: {name}"),
            Self::RestHours { from, until } => {
                let (from, until) = (from.strftime("%Y-%m-%d %H:%M"), until.strftime("%H:%M"));
                write!(out, "{from} to {until} are rest hours")
            }
        }
    }
}

/// What a contact falls on in a place: its holidays, day by day, then its rest hours. A contact
/// without length has a minute; of one that is longer than a week the first week is looked at.
pub fn conflicts(
    start: Timestamp,
    duration_min: u32,
    zone: &Zone,
    holidays: &Holidays,
    rest: Option<RestHours>,
) -> Vec<Conflict> {
    let minutes = duration_min.clamp(1, CONFLICT_MIN_MAX);
    let length = SignedDuration::from_mins(i64::from(minutes));
    let end = start.checked_add(length).unwrap_or(Timestamp::MAX);
    let first = zone.local(start).date();
    // The moment at which it ends doesn't belong to it.
    let last_moment = end
        .checked_sub(SignedDuration::from_nanos(1))
        .unwrap_or(start);
    let last = zone.local(last_moment).date();
    let days = || {
        first
            .series(jiff::Span::new().days(1))
            .take_while(move |day| *day <= last)
    };
    let mut found: Vec<Conflict> = days()
        .flat_map(|day| {
            holidays.on(day).map(move |name| Conflict::Holiday {
                day,
                name: name.to_owned(),
            })
        })
        .collect();
    let Some(rest) = rest else { return found };
    // Rest that began the day before may last into the first.
    let nights = first.yesterday().into_iter().chain(days());
    for (from, until) in nights.filter_map(|day| rest.of(day, zone)) {
        let (from, until) = (from.max(start), until.min(end));
        if from < until {
            found.push(Conflict::RestHours {
                from: zone.local(from),
                until: zone.local(until),
            });
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const HOLIDAYS: &str = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:New Year\n\
        DTSTART;VALUE=DATE:20220101\nDURATION:P8D\nEND:VEVENT\nBEGIN:VEVENT\nSUMMARY:Christmas\n\
        DTSTART;VALUE=DATE:20220107\nRRULE:FREQ=YEARLY\nEND:VEVENT\nEND:VCALENDAR\n";

    /// `civil` is the local start; what is found is one line each.
    fn check(zone: &str, civil: &str, duration_min: u32, rest: Option<&str>, wanted: &[&str]) {
        let zone = Zone::named(zone).unwrap();
        let holidays = Holidays::read(HOLIDAYS.as_bytes()).unwrap();
        let start = zone.moment(civil.parse().unwrap()).unwrap();
        let rest = rest.map(|text| text.parse().unwrap());
        let found = conflicts(start, duration_min, &zone, &holidays, rest);
        let found: Vec<String> = found.iter().map(ToString::to_string).collect();
        assert_eq!(found, wanted, "{civil}");
    }

    #[test]
    fn holidays_by_the_days_that_clocks_there_show() {
        check("Europe/Moscow", "2021-12-30T23:30", 29, None, &[]);
        check("Europe/Moscow", "2021-12-31T23:30", 30, None, &[]);
        check(
            "Europe/Moscow",
            "2021-12-31T23:30",
            31,
            None,
            &["2022-01-01 is a holiday: New Year"],
        );
        // The same moment, half a day apart.
        check("America/New_York", "2021-12-31T15:31", 60, None, &[]);
        check(
            "Pacific/Auckland",
            "2022-01-01T09:31",
            60,
            None,
            &["2022-01-01 is a holiday: New Year"],
        );
        check(
            "Europe/Moscow",
            "2022-01-07T10:00",
            60,
            None,
            &[
                "2022-01-07 is a holiday: New Year",
                "2022-01-07 is a holiday: Christmas",
            ],
        );
        check(
            "Europe/Moscow",
            "2023-01-07T10:00",
            0,
            None,
            &["2023-01-07 is a holiday: Christmas"],
        );
    }

    #[test]
    fn rest_hours_over_midnight_and_within_a_day() {
        let night = Some("22:00-07:00");
        check("Europe/Moscow", "2021-12-29T21:00", 60, night, &[]);
        check(
            "Europe/Moscow",
            "2021-12-29T21:00",
            61,
            night,
            &["2021-12-29 22:00 to 22:01 are rest hours"],
        );
        check(
            "Europe/Moscow",
            "2021-12-29T23:30",
            60,
            night,
            &["2021-12-29 23:30 to 00:30 are rest hours"],
        );
        check(
            "Europe/Moscow",
            "2021-12-29T06:30",
            60,
            night,
            &["2021-12-29 06:30 to 07:00 are rest hours"],
        );
        check("Europe/Moscow", "2021-12-29T07:00", 60, night, &[]);
        check(
            "Europe/Moscow",
            "2021-12-29T06:00",
            17 * 60,
            night,
            &[
                "2021-12-29 06:00 to 07:00 are rest hours",
                "2021-12-29 22:00 to 23:00 are rest hours",
            ],
        );
        let noon = Some("13:00-15:00");
        check("Europe/Moscow", "2021-12-29T12:00", 60, noon, &[]);
        check(
            "Europe/Moscow",
            "2021-12-29T12:30",
            60,
            noon,
            &["2021-12-29 13:00 to 13:30 are rest hours"],
        );
    }

    #[test]
    fn rest_hours_go_by_the_clocks_that_change() {
        // 02:00 to 03:00 isn't there on the 13th, and 01:00 to 02:00 comes twice on 6 November.
        check(
            "America/New_York",
            "2022-03-13T00:30",
            60,
            Some("02:00-03:00"),
            &[],
        );
        check(
            "America/New_York",
            "2022-03-13T01:30",
            120,
            Some("02:00-03:30"),
            &["2022-03-13 03:00 to 03:30 are rest hours"],
        );
        check(
            "America/New_York",
            "2022-11-06T00:30",
            180,
            Some("01:00-02:00"),
            &["2022-11-06 01:00 to 02:00 are rest hours"],
        );
    }

    #[test]
    fn a_week_is_looked_at_and_no_more() {
        // One rest a day; the last begins in the last minute.
        for (minutes, nights) in [
            (CONFLICT_MIN_MAX - 1, 6),
            (CONFLICT_MIN_MAX, 7),
            (CONFLICT_MIN_MAX + 1, 7),
            (u32::MAX, 7),
        ] {
            let zone = Zone::named("UTC").unwrap();
            let start = "2021-12-01T12:00:00Z".parse().unwrap();
            let rest = "11:59-12:00".parse().ok();
            let found = conflicts(start, minutes, &zone, &Holidays::default(), rest);
            assert_eq!(found.len(), nights, "{minutes}");
        }
    }

    #[test]
    fn rest_hours_are_written_one_way() {
        for (text, fits) in [
            ("22:00-07:00", true),
            ("00:00-23:59", true),
            ("22:00", false),
            ("22:00-22:00", false),
            ("24:00-07:00", false),
            ("22:60-07:00", false),
            ("+2:00-07:00", false),
            ("2:00-07:00", false),
            ("", false),
            ("é:00-07:00", false),
        ] {
            let read = text.parse::<RestHours>();
            assert_eq!(read.is_ok(), fits, "{text}");
            assert!(read.is_err() || read.unwrap().to_string() == text);
        }
    }

    proptest! {
        #[test]
        fn any_moment_has_an_answer(ms in any::<i64>(), minutes in any::<u32>(), rest in "[0-2][0-9]:[0-5][0-9]-[0-2][0-9]:[0-5][0-9]") {
            let start = Timestamp::from_millisecond(ms % 400_000_000_000_000).unwrap_or(Timestamp::MAX);
            let holidays = Holidays::read(HOLIDAYS.as_bytes()).unwrap();
            for zone in ["Europe/Dublin", "Australia/Lord_Howe", "UTC"] {
                let zone = Zone::named(zone).unwrap();
                let _ = conflicts(start, minutes, &zone, &holidays, rest.parse().ok());
                let _ = conflicts(Timestamp::MIN, minutes, &zone, &holidays, rest.parse().ok());
            }
        }
    }
}
