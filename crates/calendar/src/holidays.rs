//! Holiday calendars as they are imported: whole days, once or every year. What isn't understood is
//! refused with its line; what says nothing about days is passed over.

use jiff::civil::Date;

use crate::content::{self, ContentLine, unescape};
use crate::limits::{
    HOLIDAY_BYTES_MAX, HOLIDAY_DAYS_MAX, HOLIDAY_LINES_MAX, HOLIDAYS_MAX, NAME_CHARS_MAX,
    NESTING_MAX, YEAR_MAX, YEAR_MIN,
};
use crate::rule::{Rule, read_date};

/// Holidays of one place.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Holidays(Vec<Holiday>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Holiday {
    name: String,
    first: Date,
    days: u32,
    rule: Option<Rule>,
    /// Further days on which it begins.
    also: Vec<Date>,
    /// Days on which it doesn't.
    except: Vec<Date>,
}

/// Why a file isn't read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    #[error("the file has {bytes} bytes; at most {HOLIDAY_BYTES_MAX} are read")]
    TooLong { bytes: usize },
    #[error("the file has more than {HOLIDAY_LINES_MAX} lines")]
    TooManyLines,
    #[error("line {line}, {property}: {cause}")]
    Line {
        line: usize,
        property: String,
        cause: Cause,
    },
    #[error("this isn't a calendar: there is no BEGIN:VCALENDAR in it")]
    NoCalendar,
}

/// What is wrong with a line.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Cause {
    #[error("it isn't UTF-8")]
    NotUtf8,
    #[error("it isn't a line of a calendar (NAME:VALUE)")]
    NotALine,
    #[error("a parameter of the line isn't understood")]
    NotAParameter,
    #[error("`{0}` isn't a date such as 20211230, of {YEAR_MIN} to {YEAR_MAX}")]
    NotADate(String),
    #[error("it has a time of day; holidays are whole days (VALUE=DATE)")]
    Timed,
    #[error("`{0}` isn't a length of 1 to {HOLIDAY_DAYS_MAX} days, such as P1D")]
    Length(String),
    #[error("`{0}` isn't understood in a holiday")]
    Part(String),
    #[error("{0} is missing")]
    Missing(&'static str),
    #[error("it stands there twice")]
    Twice,
    #[error("DTEND and DURATION exclude each other")]
    EndAndDuration,
    #[error("COUNT and UNTIL exclude each other")]
    CountAndUntil,
    #[error("it ends before it begins")]
    EndsBefore,
    #[error("the first day isn't one of the rule's own")]
    NotItsOwn,
    #[error("it closes what isn't open")]
    NotOpen,
    #[error("it is never closed")]
    NotClosed,
    #[error("components stand in one another more than {NESTING_MAX} deep")]
    TooDeep,
    #[error("it stands outside of a calendar")]
    Outside,
    #[error("there are more than {HOLIDAYS_MAX} holidays")]
    TooMany,
    #[error("this kind or version of calendar isn't understood")]
    Kind,
}

impl Cause {
    pub(crate) fn part(text: &str) -> Self {
        Self::Part(text.chars().take(40).collect())
    }

    fn not_a_date(text: &str) -> Self {
        Self::NotADate(text.chars().take(40).collect())
    }
}

impl Holidays {
    /// Reads a file: one calendar or several.
    ///
    /// # Errors
    /// The file is too long, or a line of it isn't understood.
    pub fn read(bytes: &[u8]) -> Result<Self, ReadError> {
        let mut holidays = Vec::new();
        let mut open: Vec<ContentLine> = Vec::new();
        let mut event = Vec::new();
        let mut calendars = 0;
        for line in content::read(bytes)? {
            let value = line.value.trim().to_ascii_uppercase();
            match line.name.as_str() {
                "BEGIN" => {
                    match (open.len(), value.as_str()) {
                        (0, "VCALENDAR") => calendars += 1,
                        (0, _) => return Err(line.refused(Cause::Outside)),
                        (NESTING_MAX.., _) => return Err(line.refused(Cause::TooDeep)),
                        (1, "VEVENT") => event.clear(),
                        _ => {}
                    }
                    open.push(line);
                }
                "END" => {
                    let begun = open.pop();
                    let fits =
                        |begun: &ContentLine| begun.value.trim().eq_ignore_ascii_case(&value);
                    let Some(begun) = begun.filter(fits) else {
                        return Err(line.refused(Cause::NotOpen));
                    };
                    if open.len() == 1 && value == "VEVENT" {
                        holidays.extend(Holiday::of(&begun, &event)?);
                        if holidays.len() > HOLIDAYS_MAX {
                            return Err(begun.refused(Cause::TooMany));
                        }
                    }
                }
                name => match open.last() {
                    None => return Err(line.refused(Cause::Outside)),
                    Some(_) if open.len() == 1 => {
                        let wanted = match name {
                            "VERSION" => "2.0",
                            "CALSCALE" => "GREGORIAN",
                            _ => continue,
                        };
                        if value != wanted {
                            return Err(line.refused(Cause::Kind));
                        }
                    }
                    Some(within) if open.len() == 2 && is_event(within) => event.push(line),
                    Some(_) => {}
                },
            }
        }
        match open.pop() {
            Some(begun) => Err(begun.refused(Cause::NotClosed)),
            None if calendars == 0 => Err(ReadError::NoCalendar),
            None => Ok(Self(holidays)),
        }
    }

    /// How many there are; one that comes every year counts once.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Names of the holidays of this day, in the order of the file.
    pub fn on(&self, day: Date) -> impl Iterator<Item = &str> {
        let there = self.0.iter().filter(move |holiday| holiday.covers(day));
        there.map(|holiday| holiday.name.as_str())
    }
}

fn is_event(line: &ContentLine) -> bool {
    line.value.trim().eq_ignore_ascii_case("VEVENT")
}

impl Holiday {
    /// A holiday from the lines of its event; none where it was cancelled.
    fn of(begun: &ContentLine, lines: &[ContentLine]) -> Result<Option<Self>, ReadError> {
        let one = |name: &str| {
            let mut found = lines.iter().filter(|line| line.name == name);
            match (found.next(), found.next()) {
                (Some(_), Some(second)) => Err(second.refused(Cause::Twice)),
                (first, _) => Ok(first),
            }
        };
        for name in ["RECURRENCE-ID", "EXRULE"] {
            if let Some(line) = one(name)? {
                return Err(line.refused(Cause::part(name)));
            }
        }
        let start = one("DTSTART")?.ok_or_else(|| begun.refused(Cause::Missing("DTSTART")))?;
        let first = date_of(start, &start.value)?;
        let days = match (one("DTEND")?, one("DURATION")?) {
            (None, None) => 1,
            (Some(end), None) => days_until(end, first)?,
            (None, Some(length)) => days_long(length)?,
            (Some(_), Some(length)) => return Err(length.refused(Cause::EndAndDuration)),
        };
        let rule = one("RRULE")?
            .map(|line| Rule::read(&line.value, first).map_err(|cause| line.refused(cause)))
            .transpose()?;
        let holiday = Self {
            name: one("SUMMARY")?.map_or_else(String::new, |line| name_of(&line.value)),
            first,
            days,
            rule,
            also: dates(lines, "RDATE")?,
            except: dates(lines, "EXDATE")?,
        };
        let is_cancelled =
            one("STATUS")?.is_some_and(|line| line.value.trim().eq_ignore_ascii_case("CANCELLED"));
        Ok((!is_cancelled).then_some(holiday))
    }

    fn covers(&self, day: Date) -> bool {
        let mut begin = Some(day);
        for _ in 0..self.days {
            let Some(candidate) = begin else { return false };
            if self.begins_on(candidate) {
                return true;
            }
            begin = candidate.yesterday().ok();
        }
        false
    }

    fn begins_on(&self, day: Date) -> bool {
        let comes = match &self.rule {
            Some(rule) => rule.comes_on(day),
            None => day == self.first,
        };
        (comes || self.also.contains(&day)) && !self.except.contains(&day)
    }
}

/// One line, without what a terminal would act on.
fn name_of(text: &str) -> String {
    let text = unescape(text);
    let words = text.split(|c: char| c.is_whitespace() || c.is_control());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    words.join(" ").chars().take(NAME_CHARS_MAX).collect()
}

fn date_of(line: &ContentLine, value: &str) -> Result<Date, ReadError> {
    let value = value.trim();
    let kind = line.param("VALUE");
    let is_timed = kind.is_some_and(|kind| !kind.eq_ignore_ascii_case("DATE"));
    if is_timed || (value.contains('T') && value.len() > 8) {
        return Err(line.refused(Cause::Timed));
    }
    read_date(value).ok_or_else(|| line.refused(Cause::not_a_date(value)))
}

fn dates(lines: &[ContentLine], name: &str) -> Result<Vec<Date>, ReadError> {
    let lines = lines.iter().filter(|line| line.name == name);
    let values = lines.flat_map(|line| line.value.split(',').map(move |value| (line, value)));
    values.map(|(line, value)| date_of(line, value)).collect()
}

/// Days to an end that doesn't belong to it.
fn days_until(end: &ContentLine, first: Date) -> Result<u32, ReadError> {
    let after = date_of(end, &end.value)?;
    let days = first.duration_until(after).as_hours() / 24;
    // Some files name the day itself as its end.
    let days = if days == 0 { 1 } else { days };
    let fits = u32::try_from(days)
        .ok()
        .filter(|days| (1..=HOLIDAY_DAYS_MAX).contains(days));
    let cause = match days < 0 {
        true => Cause::EndsBefore,
        false => Cause::Length(format!("{days} days")),
    };
    fits.ok_or_else(|| end.refused(cause))
}

/// `P1D` or `P1W`.
fn days_long(line: &ContentLine) -> Result<u32, ReadError> {
    let value = line.value.trim().to_ascii_uppercase();
    let number = |unit: char| {
        let digits = value
            .strip_prefix('+')
            .unwrap_or(&value)
            .strip_prefix('P')?
            .strip_suffix(unit)?;
        digits
            .bytes()
            .all(|c| c.is_ascii_digit())
            .then(|| digits.parse::<u32>().ok())?
    };
    let weeks = || number('W').and_then(|weeks| weeks.checked_mul(7));
    let days = number('D').or_else(weeks);
    let days = days.filter(|days| (1..=HOLIDAY_DAYS_MAX).contains(days));
    let bad = || Cause::Length(value.chars().take(40).collect());
    days.ok_or_else(|| line.refused(bad()))
}

#[cfg(test)]
#[path = "holidays_tests.rs"]
mod tests;
