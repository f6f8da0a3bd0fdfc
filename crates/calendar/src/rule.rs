//! Yearly recurrence (RFC 5545, 3.3.10) as holiday calendars use it: by month and day, and by the
//! nth weekday of a month or year.

use jiff::civil::{Date, Weekday};

use crate::holidays::Cause;
use crate::limits::{COUNT_MAX, INTERVAL_MAX, YEAR_MAX};

/// When a holiday comes again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Rule {
    first: Date,
    interval: i16,
    /// The last day on which it may begin.
    until: Date,
    months: Vec<i8>,
    /// Days of the month, from its end where negative.
    month_days: Vec<i8>,
    weekdays: Vec<Nth>,
}

/// A weekday; with a number the nth of the month or year, from its end where negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Nth {
    number: Option<i16>,
    weekday: Weekday,
}

/// Parts of a rule as they stand in it.
#[derive(Debug, Default)]
struct Parts {
    freq: Option<String>,
    interval: Option<i16>,
    count: Option<u32>,
    until: Option<Date>,
    months: Vec<i8>,
    month_days: Vec<i8>,
    weekdays: Vec<Nth>,
}

impl Rule {
    /// Reads a rule of a holiday that first comes on `first`.
    pub fn read(text: &str, first: Date) -> Result<Self, Cause> {
        let parts = Parts::read(text)?;
        match parts.freq.as_deref() {
            Some("YEARLY") => {}
            Some(other) => return Err(Cause::part(&format!("FREQ={other}"))),
            None => return Err(Cause::Missing("FREQ")),
        }
        if parts.count.is_some() && parts.until.is_some() {
            return Err(Cause::CountAndUntil);
        }
        // Libraries differ in whether it means each month or the first day's.
        if parts.months.is_empty() && !parts.month_days.is_empty() {
            return Err(Cause::part("BYMONTHDAY without BYMONTH"));
        }
        // What a number at a weekday counts within a choice of days isn't said anywhere.
        let is_numbered = parts.weekdays.iter().any(|nth| nth.number.is_some());
        if is_numbered && !parts.month_days.is_empty() {
            return Err(Cause::part("BYMONTHDAY with a numbered BYDAY"));
        }
        let last = Date::constant(YEAR_MAX, 12, 31);
        let mut rule = Self {
            first,
            interval: parts.interval.unwrap_or(1),
            until: parts.until.unwrap_or(last),
            months: parts.months,
            month_days: parts.month_days,
            weekdays: parts.weekdays,
        };
        if rule.until < first {
            return Err(Cause::EndsBefore);
        }
        if !rule.comes_on(first) {
            return Err(Cause::NotItsOwn);
        }
        if let Some(count) = parts.count {
            rule.until = rule.last_of(count);
        }
        Ok(rule)
    }

    /// Whether it begins on this day.
    pub fn comes_on(&self, day: Date) -> bool {
        (self.first..=self.until).contains(&day)
            && (day.year() - self.first.year()) % self.interval == 0
            && self.fits(day)
    }

    fn fits(&self, day: Date) -> bool {
        let month = match self.months.is_empty() {
            false => self.months.contains(&day.month()),
            true => !self.weekdays.is_empty() || day.month() == self.first.month(),
        };
        let from_end = day.day() - day.days_in_month() - 1;
        let month_day = match (self.month_days.is_empty(), self.weekdays.is_empty()) {
            (false, _) => {
                self.month_days.contains(&day.day()) || self.month_days.contains(&from_end)
            }
            (true, true) => day.day() == self.first.day(),
            (true, false) => true,
        };
        let weekday = self.weekdays.is_empty()
            || self
                .weekdays
                .iter()
                .any(|nth| nth.fits(day, !self.months.is_empty()));
        month && month_day && weekday
    }

    /// The day on which it comes for the `count`th time, or the last of all days.
    fn last_of(&self, count: u32) -> Date {
        let mut left = count;
        let mut year = self.first.year();
        while year <= YEAR_MAX {
            for month in 1..=12 {
                if !self.months.is_empty() && !self.months.contains(&month) {
                    continue;
                }
                for day in Date::constant(year, month, 1)
                    .first_of_month()
                    .series(jiff::Span::new().days(1))
                {
                    if day.month() != month {
                        break;
                    }
                    if day < self.first || !self.fits(day) {
                        continue;
                    }
                    left = left.saturating_sub(1);
                    if left == 0 {
                        return day;
                    }
                }
            }
            year += self.interval;
        }
        self.until
    }
}

impl Nth {
    fn fits(self, day: Date, in_month: bool) -> bool {
        if day.weekday() != self.weekday {
            return false;
        }
        let Some(number) = self.number else {
            return true;
        };
        let (place, length) = match in_month {
            true => (i16::from(day.day()), i16::from(day.days_in_month())),
            false => (day.day_of_year(), day.days_in_year()),
        };
        let from_start = (place - 1) / 7 + 1;
        let from_end = (length - place) / 7 + 1;
        number == from_start || number == -from_end
    }

    fn read(text: &str, in_month: bool) -> Option<Self> {
        let (number, weekday) = text.split_at_checked(text.len().checked_sub(2)?)?;
        let weekday = match weekday {
            "MO" => Weekday::Monday,
            "TU" => Weekday::Tuesday,
            "WE" => Weekday::Wednesday,
            "TH" => Weekday::Thursday,
            "FR" => Weekday::Friday,
            "SA" => Weekday::Saturday,
            "SU" => Weekday::Sunday,
            _ => return None,
        };
        let number = match number {
            "" => None,
            text => Some(whole::<i16>(text)?),
        };
        let most: u16 = if in_month { 5 } else { 53 };
        let fits = number.is_none_or(|number| (1..=most).contains(&number.unsigned_abs()));
        fits.then_some(Self { number, weekday })
    }
}

impl Parts {
    fn read(text: &str) -> Result<Self, Cause> {
        let text = text.to_ascii_uppercase();
        let mut parts = Self::default();
        let mut seen: Vec<&str> = Vec::new();
        let mut weekdays = None;
        for part in text.split(';').filter(|part| !part.is_empty()) {
            let bad = || Cause::part(part);
            let (name, value) = part.split_once('=').ok_or_else(bad)?;
            if seen.contains(&name) {
                return Err(Cause::Twice);
            }
            seen.push(name);
            match name {
                "FREQ" => parts.freq = Some(value.to_owned()),
                "INTERVAL" => {
                    let years = whole::<u32>(value).filter(|n| (1..=INTERVAL_MAX).contains(n));
                    parts.interval = Some(years.and_then(|n| n.try_into().ok()).ok_or_else(bad)?);
                }
                "COUNT" => {
                    let count = whole(value).filter(|n| (1..=COUNT_MAX).contains(n));
                    parts.count = Some(count.ok_or_else(bad)?);
                }
                // A time of that day says no more: holidays are whole days.
                "UNTIL" => {
                    let day = value.split_once('T').map_or(value, |(day, _)| day);
                    parts.until = Some(read_date(day).ok_or_else(bad)?);
                }
                "BYMONTH" => {
                    parts.months = list(value, |n: i8| (1..=12).contains(&n)).ok_or_else(bad)?;
                }
                "BYMONTHDAY" => {
                    let days = list(value, |n: i8| (1..=31).contains(&n.unsigned_abs()));
                    parts.month_days = days.ok_or_else(bad)?;
                }
                "BYDAY" => weekdays = Some(value),
                // The first day of the week matters to weeks alone.
                "WKST" => drop(Nth::read(value, true).ok_or_else(bad)?),
                _ => return Err(bad()),
            }
        }
        if let Some(value) = weekdays {
            let in_month = !parts.months.is_empty();
            let read = value.split(',').map(|one| Nth::read(one, in_month));
            let read: Option<Vec<Nth>> = read.collect();
            parts.weekdays = read.ok_or_else(|| Cause::part(&format!("BYDAY={value}")))?;
        }
        Ok(parts)
    }
}

fn list<N: std::str::FromStr + Copy>(text: &str, fits: impl Fn(N) -> bool) -> Option<Vec<N>> {
    let numbers = text.split(',').map(|one| whole(one).filter(|n| fits(*n)));
    numbers.collect()
}

/// A number in digits alone, with a sign where its type has one.
fn whole<N: std::str::FromStr>(text: &str) -> Option<N> {
    text.parse().ok()
}

/// `20211230`, in the years of holidays.
pub(crate) fn read_date(text: &str) -> Option<Date> {
    if text.len() != 8 || !text.bytes().all(|c| c.is_ascii_digit()) {
        return None;
    }
    let year = text[..4].parse().ok()?;
    let date = Date::new(year, text[4..6].parse().ok()?, text[6..].parse().ok()?).ok()?;
    (crate::YEAR_MIN..=YEAR_MAX).contains(&year).then_some(date)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        text.parse().unwrap()
    }

    /// Days on which the rule comes until the end of a year.
    fn check(first: &str, rule: &str, until_year: i16, wanted: &[&str]) {
        let rule = Rule::read(rule, date(first)).unwrap_or_else(|cause| panic!("{rule}: {cause}"));
        let days = date(first).series(jiff::Span::new().days(1));
        let got: Vec<String> = days
            .take_while(|day| day.year() <= until_year)
            .filter(|day| rule.comes_on(*day))
            .map(|day| day.to_string())
            .collect();
        assert_eq!(got, wanted, "{first}");
    }

    #[test]
    fn rules_of_holiday_calendars() {
        check(
            "2021-01-07",
            "FREQ=YEARLY",
            2023,
            &["2021-01-07", "2022-01-07", "2023-01-07"],
        );
        check(
            "2021-11-25",
            "FREQ=YEARLY;BYMONTH=11;BYDAY=4TH",
            2023,
            &["2021-11-25", "2022-11-24", "2023-11-23"],
        );
        check(
            "2021-05-31",
            "FREQ=YEARLY;BYDAY=-1MO;BYMONTH=5",
            2022,
            &["2021-05-31", "2022-05-30"],
        );
        // The Tuesday after the first Monday, every four years.
        check(
            "2020-11-03",
            "FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8",
            2028,
            &["2020-11-03", "2024-11-05", "2028-11-07"],
        );
        check(
            "2020-02-29",
            "FREQ=YEARLY",
            2028,
            &["2020-02-29", "2024-02-29", "2028-02-29"],
        );
        check(
            "2020-02-29",
            "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1",
            2022,
            &["2020-02-29", "2021-02-28", "2022-02-28"],
        );
        check(
            "2021-06-12",
            "FREQ=YEARLY;BYMONTH=6,11;BYMONTHDAY=12",
            2022,
            &["2021-06-12", "2021-11-12", "2022-06-12", "2022-11-12"],
        );
        check(
            "2021-01-04",
            "FREQ=YEARLY;BYDAY=1MO",
            2023,
            &["2021-01-04", "2022-01-03", "2023-01-02"],
        );
        check(
            "2021-12-31",
            "FREQ=YEARLY;BYDAY=-1FR",
            2022,
            &["2021-12-31", "2022-12-30"],
        );
    }

    #[test]
    fn rules_end() {
        check(
            "2021-01-07",
            "FREQ=YEARLY;COUNT=2",
            2030,
            &["2021-01-07", "2022-01-07"],
        );
        check(
            "2021-01-07",
            "FREQ=YEARLY;UNTIL=20230107",
            2030,
            &["2021-01-07", "2022-01-07", "2023-01-07"],
        );
        check(
            "2021-01-07",
            "FREQ=YEARLY;UNTIL=20230106T235959Z",
            2030,
            &["2021-01-07", "2022-01-07"],
        );
        check(
            "2021-01-07",
            "RRULE=;FREQ=YEARLY".trim_start_matches("RRULE="),
            2021,
            &["2021-01-07"],
        );
        // In the year of its first day only what comes from then on is counted.
        check(
            "2021-11-12",
            "FREQ=YEARLY;BYMONTH=6,11;BYMONTHDAY=12;COUNT=2",
            2030,
            &["2021-11-12", "2022-06-12"],
        );
    }

    #[test]
    fn what_isnt_understood_is_refused_by_name() {
        for (rule, wanted) in [
            ("BYMONTH=1", "FREQ is missing"),
            (
                "FREQ=MONTHLY",
                "`FREQ=MONTHLY` isn't understood in a holiday",
            ),
            (
                "FREQ=YEARLY;BYWEEKNO=1",
                "`BYWEEKNO=1` isn't understood in a holiday",
            ),
            (
                "FREQ=YEARLY;BYSETPOS=1",
                "`BYSETPOS=1` isn't understood in a holiday",
            ),
            (
                "FREQ=YEARLY;BYEASTER=0",
                "`BYEASTER=0` isn't understood in a holiday",
            ),
            (
                "FREQ=YEARLY;BYMONTH=13",
                "`BYMONTH=13` isn't understood in a holiday",
            ),
            (
                "FREQ=YEARLY;BYMONTHDAY=0",
                "`BYMONTHDAY=0` isn't understood in a holiday",
            ),
            (
                "FREQ=YEARLY;BYMONTHDAY=-128",
                "`BYMONTHDAY=-128` isn't understood in a holiday",
            ),
            (
                "FREQ=YEARLY;BYMONTH=1;BYDAY=6MO",
                "`BYDAY=6MO` isn't understood in a holiday",
            ),
            (
                "FREQ=YEARLY;BYDAY=éé",
                "`BYDAY=éé` isn't understood in a holiday",
            ),
            (
                "FREQ=YEARLY;BYDAY=-32768MO",
                "`BYDAY=-32768MO` isn't understood in a holiday",
            ),
            ("FREQ=YEARLY;FREQ=YEARLY", "it stands there twice"),
            (
                "FREQ=YEARLY;COUNT=1;UNTIL=20300101",
                "COUNT and UNTIL exclude each other",
            ),
            ("FREQ=YEARLY;UNTIL=20201231", "it ends before it begins"),
            (
                "FREQ=YEARLY;BYMONTH=2",
                "the first day isn't one of the rule's own",
            ),
            (
                "FREQ=YEARLY;BYMONTHDAY=7",
                "`BYMONTHDAY without BYMONTH` isn't understood in a holiday",
            ),
            (
                "FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=7;BYDAY=1TH",
                "`BYMONTHDAY with a numbered BYDAY` isn't understood in a holiday",
            ),
        ] {
            let cause = Rule::read(rule, date("2021-01-07")).unwrap_err();
            assert_eq!(cause.to_string(), wanted, "{rule}");
        }
    }

    #[test]
    fn counts_and_intervals_are_limited() {
        for (name, most) in [("COUNT", COUNT_MAX), ("INTERVAL", INTERVAL_MAX)] {
            for (number, fits) in [
                (0, false),
                (1, true),
                (most - 1, true),
                (most, true),
                (most + 1, false),
            ] {
                let rule = format!("FREQ=YEARLY;{name}={number}");
                let read = Rule::read(&rule, date("2021-01-07"));
                assert_eq!(read.is_ok(), fits, "{rule}");
            }
        }
    }
}
