//! Both capitals' holidays and hours of rest, as the own side keeps them for whoever looks for a time. They
//! are information, never a rule, stand in no log, and the other node learns nothing of them.

use calendar::{Holidays, ReadError, RestHours, RestHoursError};
use std::str::FromStr;
use storage::{Batch, Table};

use super::{AppError, ErrorCode, NodeCore};

/// Whose days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Capital {
    Own,
    Other,
}

/// What is kept of one capital, as it was given.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KeptDays {
    /// Text of a calendar (RFC 5545).
    pub holidays: Option<Vec<u8>>,
    /// `22:00-07:00`.
    pub rest: Option<Vec<u8>>,
}

impl FromStr for Capital {
    type Err = AppError;
    fn from_str(name: &str) -> Result<Self, AppError> {
        match name {
            "own" => Ok(Self::Own),
            "other" => Ok(Self::Other),
            _ => Err(AppError::new(
                ErrorCode::NotFound,
                "there are two capitals here, own and other",
            )),
        }
    }
}

impl Capital {
    fn holidays_key(self) -> &'static [u8] {
        match self {
            Self::Own => b"capital:own:holidays",
            Self::Other => b"capital:other:holidays",
        }
    }

    fn rest_key(self) -> &'static [u8] {
        match self {
            Self::Own => b"capital:own:rest",
            Self::Other => b"capital:other:rest",
        }
    }
}

/// Holidays that were read, with the text they were read of.
#[derive(Debug)]
pub struct HolidaysToKeep(String);

impl HolidaysToKeep {
    /// A file is up to a mebibyte: read it where nobody waits for the core.
    pub fn read(calendar: String) -> Result<Self, AppError> {
        match Holidays::read(calendar.as_bytes()) {
            Ok(_) => Ok(Self(calendar)),
            Err(error) => Err(unread(&error)),
        }
    }
}

fn unread(error: &ReadError) -> AppError {
    let code = match error {
        ReadError::TooLong { .. } | ReadError::TooManyLines => ErrorCode::TooLarge,
        ReadError::Line { .. } | ReadError::NoCalendar => ErrorCode::CalendarUnread,
    };
    AppError::new(
        code,
        format!("{error}; take that line or its holiday out of the file, or another file"),
    )
}

/// Hours of rest as they are said, such as `22:00-07:00`.
pub fn read_rest_hours(hours: Option<&str>) -> Result<Option<RestHours>, AppError> {
    let hours = hours.map(str::parse).transpose();
    hours.map_err(|error: RestHoursError| AppError::malformed(&error))
}

impl NodeCore {
    /// Keeps a capital's holidays in place of those before; none forgets them.
    pub fn keep_holidays(
        &mut self,
        capital: Capital,
        holidays: Option<HolidaysToKeep>,
    ) -> Result<(), AppError> {
        let key = capital.holidays_key();
        let batch = match holidays {
            Some(HolidaysToKeep(calendar)) => {
                Batch::new().put(Table::Calendars, key, calendar.into_bytes())
            }
            None => Batch::new().delete(Table::Calendars, key),
        };
        Ok(self.store.commit(&batch)?)
    }

    /// Keeps a capital's hours of rest; none forgets them.
    pub fn keep_rest_hours(
        &mut self,
        capital: Capital,
        hours: Option<RestHours>,
    ) -> Result<(), AppError> {
        let key = capital.rest_key();
        let batch = match hours {
            Some(hours) => Batch::new().put(Table::Calendars, key, hours.to_string()),
            None => Batch::new().delete(Table::Calendars, key),
        };
        Ok(self.store.commit(&batch)?)
    }

    pub fn kept_days(&self, capital: Capital) -> Result<KeptDays, AppError> {
        Ok(KeptDays {
            holidays: self.store.get(Table::Calendars, capital.holidays_key())?,
            rest: self.store.get(Table::Calendars, capital.rest_key())?,
        })
    }
}
