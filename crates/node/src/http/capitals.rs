//! Both capitals' holidays and hours of rest: read by every device of the side, kept by whoever proposes.

use axum::{Json, extract::State, http::StatusCode};
use calendar::{Holidays, RestHours};
use domain::Action;
use jiff::{ToSpan, civil::Date};
use serde::{Deserialize, de::DeserializeOwned};
use wire::{CapitalDays, Capitals, DailyRest, HolidayOn, HolidaysRequest, RestHoursRequest};

use super::{
    Caller, Problem,
    problem::{Asked, Named, Sent},
};
use crate::app::{AppError, Capital, HolidaysToKeep, KeptDays, NodeCore, read_rest_hours};
use crate::runtime::NodeHandle;

/// A calendar in its JSON, whose line breaks take two bytes each.
pub const HOLIDAYS_BODY_BYTES_MAX: usize = 2 * calendar::HOLIDAY_BYTES_MAX;

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct DaysAsked {
    /// `2022-01-07`: the holidays of this day, the one before and the one after are told. Without it none are.
    around: Option<String>,
}

/// What is kept of both capitals' days.
#[utoipa::path(get, path = "/api/v1/capitals", tag = "capitals", params(DaysAsked),
    responses((status = 200, description = "Done", body = Capitals), (status = 400)))]
pub async fn days(
    State(node): State<NodeHandle>,
    caller: Caller,
    asked: Asked<DaysAsked>,
) -> Result<Json<Capitals>, Problem> {
    caller.may(Action::ReadLogs)?;
    let around: Option<Date> = asked
        .read()?
        .around
        .map(|day| day.parse())
        .transpose()
        .map_err(|error: jiff::Error| AppError::malformed(&error))?;
    let (own, other) = node
        .call(|core, _| {
            Ok::<_, AppError>((
                core.kept_days(Capital::Own)?,
                core.kept_days(Capital::Other)?,
            ))
        })
        .await??;
    Ok(Json(Capitals {
        own: told(&own, around),
        other: told(&other, around),
    }))
}

/// Keeps a capital's holidays in place of those before, or forgets them.
#[utoipa::path(put, path = "/api/v1/capitals/{capital}/holidays", tag = "capitals", request_body = HolidaysRequest,
    params(("capital" = String, Path, description = "own or other")),
    responses((status = 204, description = "Done"), (status = 400), (status = 404), (status = 413), (status = 422)))]
pub async fn keep_holidays(
    State(node): State<NodeHandle>,
    caller: Caller,
    Named(capital): Named,
    body: Sent<HolidaysRequest>,
) -> Result<StatusCode, Problem> {
    let read = |said: HolidaysRequest| said.calendar.map(HolidaysToKeep::read).transpose();
    keep(
        &node,
        &caller,
        &capital,
        body,
        read,
        NodeCore::keep_holidays,
    )
    .await
}

/// Keeps a capital's hours of rest, or forgets them.
#[utoipa::path(put, path = "/api/v1/capitals/{capital}/rest-hours", tag = "capitals", request_body = RestHoursRequest,
    params(("capital" = String, Path, description = "own or other")),
    responses((status = 204, description = "Done"), (status = 400), (status = 404)))]
pub async fn keep_rest_hours(
    State(node): State<NodeHandle>,
    caller: Caller,
    Named(capital): Named,
    body: Sent<RestHoursRequest>,
) -> Result<StatusCode, Problem> {
    let read = |said: RestHoursRequest| read_rest_hours(said.hours.as_deref());
    keep(
        &node,
        &caller,
        &capital,
        body,
        read,
        NodeCore::keep_rest_hours,
    )
    .await
}

/// Whoever may propose keeps something of a capital, which is read here, where nobody waits for the core.
async fn keep<B: DeserializeOwned, K: Send + 'static>(
    node: &NodeHandle,
    caller: &Caller,
    capital: &str,
    body: Sent<B>,
    read: impl FnOnce(B) -> Result<K, AppError>,
    keeps: fn(&mut NodeCore, Capital, K) -> Result<(), AppError>,
) -> Result<StatusCode, Problem> {
    caller.may(Action::Propose)?;
    let capital: Capital = capital.parse()?;
    let read = read(body.read()?)?;
    node.call(move |core, _| keeps(core, capital, read))
        .await??;
    Ok(StatusCode::NO_CONTENT)
}

/// What a later program can't read of what is kept is as if it weren't there.
fn told(kept: &KeptDays, around: Option<Date>) -> CapitalDays {
    let holidays = kept.holidays.as_deref().map(Holidays::read);
    let holidays = holidays.and_then(Result::ok);
    let rest = kept
        .rest
        .as_deref()
        .and_then(|text| str::from_utf8(text).ok());
    let rest: Option<RestHours> = rest.and_then(|text| text.parse().ok());
    CapitalDays {
        rest: rest.map(|rest| {
            let (from_min, until_min) = rest.minutes();
            DailyRest {
                from_min,
                until_min,
            }
        }),
        holidays_kept: holidays
            .as_ref()
            .map(|holidays| u32::try_from(holidays.len()).unwrap_or(u32::MAX)),
        holidays: match (&holidays, around) {
            (Some(holidays), Some(day)) => on_days_around(holidays, day),
            _ => Vec::new(),
        },
    }
}

fn on_days_around(holidays: &Holidays, day: Date) -> Vec<HolidayOn> {
    let days = (-1..=1).filter_map(|after: i64| day.checked_add(after.days()).ok());
    days.flat_map(|day| {
        holidays.on(day).map(move |name| HolidayOn {
            date: day.to_string(),
            name: name.to_owned(),
        })
    })
    .collect()
}
