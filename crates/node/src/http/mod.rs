//! The HTTP side of a node: the API under /api/v1 for its own devices, the press site for everybody.
//!
//! One table says who may call what; the tests go through it. No endpoint takes the plaintext of a
//! sealed field: records come in as signed bytes.

mod events;
mod line;
mod openapi;
mod people;
mod press;
mod problem;
mod records;
mod sessions;
mod site;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    http::{HeaderMap, HeaderValue, header},
    middleware,
    routing::{get, post},
};
use domain::Action;
use identity::DeviceId;

use crate::app::{AppError, ErrorCode, NodeCore, Now, SessionToken, Who};
use crate::runtime::NodeHandle;

pub use openapi::document as openapi_document;
pub use problem::Problem;

/// Longest request body.
const BODY_BYTES_MAX: usize = 256 * 1024;

/// Who may call an endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    Public,
    /// Any signed-in device.
    SignedIn,
    /// A signed-in device with a role that may take this action.
    May(Action),
}

/// Every endpoint: method, path, access. The router is built beside it and compared in tests.
pub const ENDPOINTS: &[(&str, &str, Access)] = &[
    ("GET", "/api/v1/side", Access::Public),
    ("GET", "/api/v1/openapi.json", Access::Public),
    ("POST", "/api/v1/sessions/challenge", Access::Public),
    ("POST", "/api/v1/sessions", Access::Public),
    ("DELETE", "/api/v1/sessions", Access::SignedIn),
    ("GET", "/api/v1/events", Access::May(Action::ReadLogs)),
    ("GET", "/api/v1/logs", Access::May(Action::ReadLogs)),
    ("GET", "/api/v1/contacts", Access::May(Action::ReadLogs)),
    // What a record does, its kind says; the record's own roles are looked at.
    ("POST", "/api/v1/records", Access::SignedIn),
    ("GET", "/api/v1/internal", Access::May(Action::ReadInternal)),
    (
        "POST",
        "/api/v1/internal",
        Access::May(Action::DraftRelease),
    ),
    (
        "POST",
        "/api/v1/accreditations",
        Access::May(Action::Accredit),
    ),
    ("POST", "/api/v1/revocations", Access::May(Action::Revoke)),
    ("GET", "/api/v1/line", Access::May(Action::ReadLogs)),
    ("POST", "/api/v1/line", Access::May(Action::PinLine)),
    (
        "POST",
        "/api/v1/press/releases",
        Access::May(Action::Release),
    ),
    ("GET", "/api/v1/press/releases", Access::Public),
    ("GET", "/api/v1/press/promises", Access::Public),
    ("GET", "/healthz", Access::Public),
    ("GET", "/", Access::Public),
    ("GET", "/feed.atom", Access::Public),
    ("GET", "/press.pub", Access::Public),
    ("GET", "/releases/{name}", Access::Public),
];

/// The node's router.
pub fn router(node: NodeHandle) -> Router {
    Router::new()
        .route("/api/v1/side", get(sessions::side))
        .route("/api/v1/openapi.json", get(openapi::serve))
        .route("/api/v1/sessions/challenge", post(sessions::challenge))
        .route(
            "/api/v1/sessions",
            post(sessions::sign_in).delete(sessions::sign_out),
        )
        .route("/api/v1/events", get(events::open))
        .route("/api/v1/logs", get(records::logs))
        .route("/api/v1/contacts", get(records::contacts))
        .route("/api/v1/records", post(records::post))
        .route(
            "/api/v1/internal",
            get(records::internal).post(records::post_internal),
        )
        .route("/api/v1/accreditations", post(people::accredit))
        .route("/api/v1/revocations", post(people::revoke))
        .route("/api/v1/line", get(line::status).post(line::pin))
        .route(
            "/api/v1/press/releases",
            get(press::list).post(press::release),
        )
        .route("/api/v1/press/promises", get(press::promises))
        .route("/healthz", get(healthz))
        .route("/", get(site::page))
        .route("/feed.atom", get(site::feed))
        .route("/press.pub", get(site::press_key))
        .route("/releases/{name}", get(site::release))
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
        .layer(middleware::map_response(harden))
        .with_state(node)
}

/// Headers that every answer carries: nothing is framed, sniffed, scripted or referred.
async fn harden(mut response: axum::response::Response) -> axum::response::Response {
    let headers = response.headers_mut();
    for (name, value) in [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
        ),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

async fn healthz(
    axum::extract::State(node): axum::extract::State<NodeHandle>,
) -> Result<&'static str, Problem> {
    let healthy = node.call(|core, _| core.is_healthy()).await?;
    if healthy {
        Ok("ok\n")
    } else {
        Err(AppError::new(
            ErrorCode::Store,
            "the store doesn't answer; look at the node's log",
        )
        .into())
    }
}

/// The signed-in device behind a request that may take `action`, or any if there is none to look at.
fn authorise(
    core: &NodeCore,
    now: Now,
    headers: &HeaderMap,
    action: Option<Action>,
) -> Result<Who, AppError> {
    let (device, token) = bearer(headers)?;
    let who = core.session(now, device, &token)?;
    match action {
        Some(action) => domain::decide(who.roles, action, None)?,
        None => {}
    }
    Ok(who)
}

/// `Authorization: Bearer DEVICE.TOKEN`, both hex.
fn bearer(headers: &HeaderMap) -> Result<(DeviceId, SessionToken), AppError> {
    let missing = || {
        AppError::new(
            ErrorCode::NotSignedIn,
            "sign in first: POST /api/v1/sessions/challenge, then /api/v1/sessions",
        )
    };
    let value = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.strip_prefix("Bearer "))
        .ok_or_else(missing)?;
    let (device, token) = value.split_once('.').ok_or_else(missing)?;
    let mut bytes = [0; 32];
    hex::decode_to_slice(token, &mut bytes).map_err(|_| missing())?;
    Ok((device.parse().map_err(|_| missing())?, SessionToken(bytes)))
}
