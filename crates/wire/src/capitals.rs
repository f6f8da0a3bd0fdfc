//! What a side keeps of both capitals' days: holidays and hours of rest. For whoever looks for a time; the
//! other node learns nothing of it.

use serde::{Deserialize, Serialize};

/// `GET /capitals`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Capitals {
    pub own: CapitalDays,
    pub other: CapitalDays,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CapitalDays {
    pub rest: Option<DailyRest>,
    /// How many are kept; one that comes every year counts once. Absent where no calendar is.
    pub holidays_kept: Option<u32>,
    /// Those of the days that were asked for, in their order.
    pub holidays: Vec<HolidayOn>,
}

/// Hours of each civil day in which a capital rests; over midnight where they end before they begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct DailyRest {
    /// Minutes from midnight, 0 to 1,439.
    pub from_min: u16,
    pub until_min: u16,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct HolidayOn {
    /// `2022-01-07`.
    pub date: String,
    pub name: String,
}

/// `PUT /capitals/{capital}/holidays`: a calendar of whole days (RFC 5545) in place of the one before; none
/// forgets it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct HolidaysRequest {
    pub calendar: Option<String>,
}

/// `PUT /capitals/{capital}/rest-hours`, such as `22:00-07:00`; none forgets them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RestHoursRequest {
    pub hours: Option<String>,
}
