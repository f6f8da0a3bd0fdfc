//! Both sides' days on one bar: hours, civil days, rest hours, holidays and clocks that are put forward or
//! back, as numbers that a screen draws. All are minutes from where the bar begins.

use domain::{CivilTimeError, Overlap, clock_changes, local_in, resolve_civil};
use jiff::{Timestamp, civil::Date};
use serde::Serialize;
use std::ops::Range;

const MINUTE_MS: i64 = 60_000;
const HOUR_MIN: i64 = 60;
const DAY_MIN: i64 = 24 * HOUR_MIN;

/// A side as it is asked about.
#[derive(Debug, Clone, Default)]
pub struct DaysOf {
    pub side: String,
    /// IANA name.
    pub zone: String,
    /// Minutes of the civil day from which and until which the side rests; until an earlier one: over
    /// midnight.
    pub rest: Option<(u16, u16)>,
    /// By civil date, such as `2022-01-07`.
    pub holidays: Vec<(String, String)>,
}

/// The bar: one civil day of the side that was named first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct DaysView {
    pub date: String,
    pub from_unix_ms: i64,
    pub until_unix_ms: i64,
    /// Less or more than 1,440 where clocks are put forward or back.
    pub length_min: i64,
    pub sides: Vec<SideDays>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct SideDays {
    pub side: String,
    pub zone: String,
    /// Civil days of this side on the bar, in their order.
    pub days: Vec<DayPiece>,
    /// Whole hours as this side's clocks strike them: one is missing, or comes twice, where they change.
    pub hours: Vec<HourMark>,
    pub rest: Vec<Piece>,
    pub clock_changes: Vec<ClockMark>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct DayPiece {
    pub date: String,
    /// 1 is Monday.
    pub weekday: i8,
    pub from_min: i64,
    pub until_min: i64,
    pub holidays: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct HourMark {
    pub at_min: i64,
    pub hour: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Piece {
    pub from_min: i64,
    pub until_min: i64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ClockMark {
    pub at_min: i64,
    /// Less than none: back.
    pub forward_min: i64,
    /// What clocks would have shown, and what they show: `2021-11-07T02:00`.
    pub before: String,
    pub after: String,
}

/// A stretch of the bar in which one side's clocks keep one distance from UTC.
struct Stretch {
    /// In minutes since 1970, UTC.
    utc: Range<i64>,
    offset_min: i64,
}

impl Stretch {
    /// The same stretch on the side's own clocks.
    fn local(&self) -> Range<i64> {
        self.utc.start + self.offset_min..self.utc.end + self.offset_min
    }
}

/// Both sides' days on the bar of `date`, a civil day of the first of them.
///
/// # Errors
/// Where a zone isn't known, or the date is none.
pub fn days_of(date: &str, sides: &[DaysOf]) -> Result<DaysView, CivilTimeError> {
    let not_a_date = || CivilTimeError::NotACivilTime(date.chars().take(64).collect());
    let day: Date = date.parse().map_err(|_| not_a_date())?;
    let next = day.tomorrow().map_err(|_| not_a_date())?;
    let zone = sides.first().map_or("Etc/UTC", |side| &side.zone);
    let bar = midnight_min(day, zone)?..midnight_min(next, zone)?;
    let views = sides.iter().map(|side| side_days(side, &bar));
    Ok(DaysView {
        date: day.to_string(),
        from_unix_ms: bar.start * MINUTE_MS,
        until_unix_ms: bar.end * MINUTE_MS,
        length_min: bar.end - bar.start,
        sides: views.collect::<Result<_, _>>()?,
    })
}

/// When a civil day begins: where clocks skip midnight, when they do.
fn midnight_min(day: Date, zone: &str) -> Result<i64, CivilTimeError> {
    let at = match resolve_civil(&format!("{day}T00:00"), zone, Some(Overlap::Earlier)) {
        Ok(at) => at,
        Err(CivilTimeError::Gap { after, .. }) => after,
        Err(error) => return Err(error),
    };
    Ok(at.as_millisecond().div_euclid(MINUTE_MS))
}

fn at(minute: i64) -> Timestamp {
    Timestamp::from_millisecond(minute.saturating_mul(MINUTE_MS)).unwrap_or(Timestamp::MAX)
}

fn side_days(side: &DaysOf, bar: &Range<i64>) -> Result<SideDays, CivilTimeError> {
    // Changes are told after a moment: one at the very beginning of the bar is on it.
    let mut changes = clock_changes(&side.zone, at(bar.start - 1), at(bar.end))?;
    changes.retain(|change| change.at < at(bar.end));
    let minute_of = |at: Timestamp| at.as_millisecond().div_euclid(MINUTE_MS);
    let mut cuts = vec![bar.start];
    cuts.extend(changes.iter().map(|change| minute_of(change.at)));
    cuts.push(bar.end);
    let mut stretches = Vec::new();
    for cut in cuts.windows(2).filter(|cut| cut[0] < cut[1]) {
        stretches.push(Stretch {
            utc: cut[0]..cut[1],
            offset_min: offset_min(&local_in(at(cut[0]), &side.zone)?.offset),
        });
    }
    Ok(SideDays {
        side: side.side.clone(),
        zone: side.zone.clone(),
        days: days(side, &stretches, bar.start),
        hours: stretches
            .iter()
            .flat_map(|stretch| hours(stretch, bar.start))
            .collect(),
        rest: rest(side, &stretches, bar.start),
        clock_changes: changes
            .iter()
            .map(|change| ClockMark {
                at_min: minute_of(change.at) - bar.start,
                forward_min: change.forward_min(),
                before: change.before.civil.clone(),
                after: change.after.civil.clone(),
            })
            .collect(),
    })
}

/// `+05:30` in minutes.
fn offset_min(text: &str) -> i64 {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, text.trim_start_matches('+')),
    };
    let mut parts = digits.split(':').map(|part| part.parse().unwrap_or(0));
    let (hours, minutes) = (parts.next().unwrap_or(0), parts.next().unwrap_or(0));
    sign * (hours * HOUR_MIN + minutes)
}

/// Where pieces of civil time, cut at every multiple of `step`, lie on the bar.
fn cut(stretch: &Stretch, step: i64) -> impl Iterator<Item = Range<i64>> {
    let local = stretch.local();
    let first = local.start.div_euclid(step);
    let last = (local.end - 1).div_euclid(step);
    (first..=last)
        .map(move |number| (number * step).max(local.start)..((number + 1) * step).min(local.end))
}

fn days(side: &DaysOf, stretches: &[Stretch], bar_start: i64) -> Vec<DayPiece> {
    let mut days: Vec<DayPiece> = Vec::new();
    for stretch in stretches {
        for local in cut(stretch, DAY_MIN) {
            let to_bar = |minute: i64| minute - stretch.offset_min - bar_start;
            let date = date_of(local.start.div_euclid(DAY_MIN));
            let until_min = to_bar(local.end);
            match days.last_mut() {
                // A day goes on after its clocks changed.
                Some(last) if last.date == date.to_string() => last.until_min = until_min,
                _ => days.push(DayPiece {
                    weekday: date.weekday().to_monday_one_offset(),
                    from_min: to_bar(local.start),
                    until_min,
                    holidays: holidays_on(side, &date.to_string()),
                    date: date.to_string(),
                }),
            }
        }
    }
    days
}

/// The civil date of a day since 1970.
fn date_of(day: i64) -> Date {
    let at = Timestamp::from_second(day.saturating_mul(86_400)).unwrap_or(Timestamp::MAX);
    at.to_zoned(jiff::tz::TimeZone::UTC).date()
}

fn holidays_on(side: &DaysOf, date: &str) -> Vec<String> {
    let on = side.holidays.iter().filter(|(day, _)| day == date);
    on.map(|(_, name)| name.clone()).collect()
}

fn hours(stretch: &Stretch, bar_start: i64) -> Vec<HourMark> {
    let marks = cut(stretch, HOUR_MIN).filter(|local| local.start.rem_euclid(HOUR_MIN) == 0);
    marks
        .map(|local| HourMark {
            at_min: local.start - stretch.offset_min - bar_start,
            hour: local.start.rem_euclid(DAY_MIN) / HOUR_MIN,
        })
        .collect()
}

fn rest(side: &DaysOf, stretches: &[Stretch], bar_start: i64) -> Vec<Piece> {
    let Some((from, until)) = side.rest else {
        return Vec::new();
    };
    let (from, until) = (i64::from(from), i64::from(until));
    let until = if until <= from {
        until + DAY_MIN
    } else {
        until
    };
    let mut pieces: Vec<Piece> = Vec::new();
    for stretch in stretches {
        let local = stretch.local();
        // The night before reaches into the first day.
        let days = local.start.div_euclid(DAY_MIN) - 1..=local.end.div_euclid(DAY_MIN);
        for day in days {
            let start = (day * DAY_MIN + from).max(local.start);
            let end = (day * DAY_MIN + until).min(local.end);
            if start >= end {
                continue;
            }
            let to_bar = |minute: i64| minute - stretch.offset_min - bar_start;
            let (from_min, until_min) = (to_bar(start), to_bar(end));
            match pieces.last_mut() {
                Some(last) if last.until_min == from_min => last.until_min = until_min,
                _ => pieces.push(Piece {
                    from_min,
                    until_min,
                }),
            }
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    fn side(name: &str, zone: &str, rest: Option<(u16, u16)>) -> DaysOf {
        DaysOf {
            side: name.into(),
            zone: zone.into(),
            rest,
            holidays: vec![("2022-01-07".into(), "Christmas".into())],
        }
    }

    #[test]
    fn two_capitals_lie_on_one_bar() {
        let night = Some((22 * 60, 7 * 60 + 30));
        let sides = [
            side("North", "Europe/Moscow", night),
            side("South", "America/New_York", None),
        ];
        let view = days_of("2022-01-07", &sides).unwrap();
        assert_eq!(view.length_min, 1_440);
        let [north, south] = view.sides.as_slice() else {
            panic!("two sides were asked about");
        };
        let days = |side: &SideDays| {
            let days = side.days.iter();
            days.map(|day| (day.date.clone(), day.weekday, day.from_min, day.until_min))
                .collect::<Vec<_>>()
        };
        assert_eq!(days(north), [("2022-01-07".into(), 5, 0, 1_440)]);
        // Eight hours behind: the day before until 8:00 of the first side's clocks.
        assert_eq!(
            days(south),
            [
                ("2022-01-06".into(), 4, 0, 480),
                ("2022-01-07".into(), 5, 480, 1_440)
            ]
        );
        assert_eq!(north.days[0].holidays, ["Christmas"]);
        assert!(south.days[0].holidays.is_empty());
        let pieces: Vec<_> = north
            .rest
            .iter()
            .map(|one| (one.from_min, one.until_min))
            .collect();
        assert_eq!(pieces, [(0, 450), (1_320, 1_440)]);
        assert!(south.rest.is_empty());
        assert_eq!(south.hours.len(), 24);
        assert_eq!(
            south.hours[0],
            HourMark {
                at_min: 0,
                hour: 16
            }
        );
    }

    #[test]
    fn a_day_is_as_long_as_its_clocks_make_it() {
        for (date, zone, length, missing, twice, mark) in [
            (
                "2021-11-07",
                "America/New_York",
                1_500,
                None,
                Some(1),
                Some((120, -60)),
            ),
            (
                "2021-03-14",
                "America/New_York",
                1_380,
                Some(2),
                None,
                Some((120, 60)),
            ),
            ("2021-11-07", "Europe/Moscow", 1_440, None, None, None),
            ("2021-11-07", "Asia/Kolkata", 1_440, None, None, None),
            // Clocks skip midnight: the day begins at one.
            (
                "2023-04-28",
                "Africa/Cairo",
                1_380,
                Some(0),
                None,
                Some((0, 60)),
            ),
        ] {
            let view = days_of(date, &[side("North", zone, Some((60, 180)))]).unwrap();
            assert_eq!(view.length_min, length, "{date} {zone}");
            let north = &view.sides[0];
            let struck = |hour: i64| north.hours.iter().filter(|mark| mark.hour == hour).count();
            for hour in 0..24 {
                let wanted = match hour {
                    hour if missing == Some(hour) => 0,
                    hour if twice == Some(hour) => 2,
                    _ => 1,
                };
                assert_eq!(struck(hour), wanted, "{date} {zone} {hour}");
            }
            let marks: Vec<_> = north
                .clock_changes
                .iter()
                .map(|change| (change.at_min, change.forward_min))
                .collect();
            assert_eq!(marks, mark.into_iter().collect::<Vec<_>>(), "{date} {zone}");
            assert_eq!(north.days.len(), 1, "{date} {zone}");
            let resting: i64 = north
                .rest
                .iter()
                .map(|one| one.until_min - one.from_min)
                .sum();
            let changed = match (missing, twice) {
                (Some(2), _) => -60,
                (_, Some(1)) => 60,
                _ => 0,
            };
            assert_eq!(resting, 120 + changed, "{date} {zone}");
        }
    }

    #[test]
    fn what_is_no_date_or_zone_is_refused() {
        for (date, zone) in [
            ("2021-02-30", "Europe/Moscow"),
            ("2021-02-03", "Europe/Nowhere"),
        ] {
            assert!(
                days_of(date, &[side("North", zone, None)]).is_err(),
                "{date} {zone}"
            );
        }
    }
}
