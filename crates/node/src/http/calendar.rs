//! A person's calendar: its link, made and ended by a signed-in session, and the feed itself, which
//! calendars fetch without one.

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use domain::Action;
use wire::{CalendarLinkMade, CalendarLinkRequest, CalendarLinkState};

use super::{
    Caller, Problem,
    problem::{Sent, not_found},
};
use crate::app::CalendarToken;
use crate::runtime::{NodeHandle, random};

const FOLDER: &str = "/calendar/";
const ENDING: &str = ".ics";

/// Whether a link of the caller's calendar stands.
#[utoipa::path(get, path = "/api/v1/calendar/link", tag = "calendar", responses((status = 200, description = "Done", body = CalendarLinkState)))]
pub async fn link(
    State(node): State<NodeHandle>,
    caller: Caller,
) -> Result<Json<CalendarLinkState>, Problem> {
    caller.may(Action::ReadLogs)?;
    let state = node
        .call(move |core, now| core.calendar_link(now, caller.who))
        .await??;
    Ok(Json(state))
}

/// Makes a link of the caller's calendar; the one before ends. Its address is a secret, shown this once.
#[utoipa::path(post, path = "/api/v1/calendar/link", tag = "calendar", request_body = CalendarLinkRequest,
    responses((status = 200, description = "Done", body = CalendarLinkMade), (status = 400)))]
pub async fn make_link(
    State(node): State<NodeHandle>,
    caller: Caller,
    body: Sent<CalendarLinkRequest>,
) -> Result<Json<CalendarLinkMade>, Problem> {
    caller.may(Action::ReadLogs)?;
    let request = body.read()?;
    let token = CalendarToken(random());
    let path = format!("{FOLDER}{}{ENDING}", hex::encode(token.0));
    let zone = node
        .call(move |core, now| core.make_calendar_link(now, caller.who, &request.zone, &token))
        .await??;
    Ok(Json(CalendarLinkMade { path, zone }))
}

/// Ends the link of the caller's calendar.
#[utoipa::path(delete, path = "/api/v1/calendar/link", tag = "calendar", responses((status = 204, description = "Done"), (status = 404)))]
pub async fn revoke_link(
    State(node): State<NodeHandle>,
    caller: Caller,
) -> Result<StatusCode, Problem> {
    caller.may(Action::ReadLogs)?;
    node.call(move |core, now| core.revoke_calendar_link(now, caller.who))
        .await??;
    Ok(StatusCode::NO_CONTENT)
}

/// A person's calendar (RFC 5545): busy times and nothing else. An address that was never given out or
/// is no longer good is answered as one where nothing is.
#[utoipa::path(get, path = "/calendar/{name}", tag = "calendar", params(("name" = String, Path, description = "The secret of the link, with .ics")),
    responses((status = 200, description = "Done", body = String, content_type = "text/calendar"), (status = 304, description = "As it was"), (status = 404)))]
pub async fn feed(
    State(node): State<NodeHandle>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let Some(token) = token_in(uri.path()) else {
        return Err(not_found(uri).await);
    };
    let found = node
        .call(move |core, now| core.calendar_feed(now, &token))
        .await??;
    let Some(feed) = found else {
        return Err(not_found(uri).await);
    };
    let mut response = if is_known(&headers, &feed.etag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let kind = HeaderValue::from_static("text/calendar; charset=utf-8");
        ([(header::CONTENT_TYPE, kind)], feed.text).into_response()
    };
    let headers = response.headers_mut();
    // Kept by whoever asked, by nobody on the way, and never without asking again.
    let caching = HeaderValue::from_static("private, no-cache");
    headers.insert(header::CACHE_CONTROL, caching);
    if let Ok(etag) = HeaderValue::from_str(&feed.etag) {
        headers.insert(header::ETAG, etag);
    }
    Ok(response)
}

/// One spelling alone: 64 small hex digits.
fn token_in(path: &str) -> Option<CalendarToken> {
    let digits = path.strip_prefix(FOLDER)?.strip_suffix(ENDING)?;
    let mut token = [0; 32];
    hex::decode_to_slice(digits, &mut token).ok()?;
    (hex::encode(token) == digits).then_some(CalendarToken(token))
}

/// Whether the asker has this already (RFC 9110, 13.1.2).
fn is_known(headers: &HeaderMap, etag: &str) -> bool {
    headers
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .any(|known| known == "*" || known.strip_prefix("W/").unwrap_or(known) == etag)
}
