//! Every number that bounds a calendar.

/// Events of one written calendar.
pub const EVENTS_MAX: usize = 1_024;

/// Longest holiday calendar that is read, in bytes.
pub const HOLIDAY_BYTES_MAX: usize = 1024 * 1024;
/// Most lines of a holiday calendar, as they stand in the file.
pub const HOLIDAY_LINES_MAX: usize = 32_768;
/// Most holidays of one calendar.
pub const HOLIDAYS_MAX: usize = 2_048;
/// Longest holiday in days.
pub const HOLIDAY_DAYS_MAX: u32 = 31;
/// Most repetitions that a rule counts.
pub const COUNT_MAX: u32 = 1_000;
/// Most years from one repetition to the next.
pub const INTERVAL_MAX: u32 = 100;
/// Components within one another.
pub const NESTING_MAX: usize = 8;
/// A holiday's name; what is longer is cut.
pub const NAME_CHARS_MAX: usize = 120;

/// First year of holidays and of contacts.
pub const YEAR_MIN: i16 = 1900;
/// Last year of holidays and of contacts.
pub const YEAR_MAX: i16 = 2199;

/// Minutes from a contact's start in which conflicts are looked for: a week.
pub const CONFLICT_MIN_MAX: u32 = 7 * 24 * 60;
