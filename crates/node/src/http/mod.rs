//! The HTTP side of a node: the API under /api/v1 for its own devices, the press site for everybody.
//!
//! One table says who may call what; the tests go through it. No endpoint takes the plaintext of a
//! sealed field: records come in as signed bytes.

mod attachments;
mod calendar;
mod events;
mod known;
mod line;
mod mail;
mod openapi;
mod people;
mod press;
mod problem;
mod records;
mod sessions;
mod site;
mod unrecorded;

use axum::{
    Router,
    extract::{DefaultBodyLimit, FromRequestParts},
    handler::Handler,
    http::{HeaderMap, HeaderValue, header, request::Parts},
    middleware,
    routing::{MethodRouter, delete, get, post, put},
};
use domain::Action;
use identity::DeviceId;

use crate::app::{AppError, ErrorCode, SessionToken, Who};
use crate::runtime::NodeHandle;

pub use openapi::{document as openapi_document, problems as problem_table};
pub use problem::Problem;

/// Longest request body.
pub const BODY_BYTES_MAX: usize = 256 * 1024;

/// Longest body with a release: a picture as base64, and around it what every body may have.
pub const RELEASE_BODY_BYTES_MAX: usize = BODY_BYTES_MAX + domain::PICTURE_BYTES_MAX / 3 * 4 + 8;

/// Who may call an endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    Public,
    /// Any signed-in device.
    SignedIn,
    /// A signed-in device with a role that may take this action.
    May(Action),
}

/// One row of the table: the router is made of it, the tests and the API's description go through it.
pub struct Endpoint {
    pub method: &'static str,
    pub path: &'static str,
    pub access: Access,
    route: MethodRouter<NodeHandle>,
}

impl Endpoint {
    fn get<H, T>(path: &'static str, access: Access, handler: H) -> Self
    where
        H: Handler<T, NodeHandle>,
        T: 'static,
    {
        Self {
            method: "GET",
            path,
            access,
            route: get(handler),
        }
    }

    fn post<H, T>(path: &'static str, access: Access, handler: H) -> Self
    where
        H: Handler<T, NodeHandle>,
        T: 'static,
    {
        Self {
            method: "POST",
            path,
            access,
            route: post(handler),
        }
    }

    /// Takes longer bodies than others do.
    fn with_body(self, bytes_max: usize) -> Self {
        Self {
            route: self.route.layer(DefaultBodyLimit::max(bytes_max)),
            ..self
        }
    }

    fn put<H, T>(path: &'static str, access: Access, handler: H) -> Self
    where
        H: Handler<T, NodeHandle>,
        T: 'static,
    {
        Self {
            method: "PUT",
            path,
            access,
            route: put(handler),
        }
    }

    fn delete<H, T>(path: &'static str, access: Access, handler: H) -> Self
    where
        H: Handler<T, NodeHandle>,
        T: 'static,
    {
        Self {
            method: "DELETE",
            path,
            access,
            route: delete(handler),
        }
    }
}

/// Every endpoint there is.
#[rustfmt::skip]
pub fn endpoints() -> Vec<Endpoint> {
    use Access::{May, Public, SignedIn};
    vec![
        Endpoint::get("/api/v1/side", Public, sessions::side),
        Endpoint::get("/api/v1/openapi.json", Public, openapi::describe),
        Endpoint::post("/api/v1/sessions/challenge", Public, sessions::challenge),
        Endpoint::post("/api/v1/sessions", Public, sessions::sign_in),
        Endpoint::delete("/api/v1/sessions", SignedIn, sessions::sign_out),
        Endpoint::get("/api/v1/events", May(Action::ReadLogs), events::open),
        Endpoint::get("/api/v1/logs", May(Action::ReadLogs), records::logs),
        Endpoint::get("/api/v1/contacts", May(Action::ReadLogs), records::contacts),
        // What a record does, its kind says; the record's own roles are looked at.
        Endpoint::post("/api/v1/records", SignedIn, records::post),
        Endpoint::get("/api/v1/internal", May(Action::ReadInternal), records::internal),
        Endpoint::post("/api/v1/internal", SignedIn, records::post_internal),
        Endpoint::get("/api/v1/attachments/{id}", May(Action::ReadLogs), attachments::state),
        Endpoint::get("/api/v1/attachments/{id}/manifest", May(Action::ReadLogs), attachments::manifest),
        Endpoint::put("/api/v1/attachments/{id}/manifest", May(Action::HandOverPaper), attachments::put_manifest),
        Endpoint::get("/api/v1/attachments/{id}/chunks/{index}", May(Action::ReadLogs), attachments::chunk),
        Endpoint::put("/api/v1/attachments/{id}/chunks/{index}", May(Action::HandOverPaper), attachments::put_chunk)
            .with_body(attachments::CHUNK_BODY_BYTES_MAX),
        Endpoint::post("/api/v1/attachments/{id}/fetched", May(Action::ReadLogs), attachments::fetched),
        Endpoint::post("/api/v1/accreditations", May(Action::Accredit), people::accredit),
        Endpoint::post("/api/v1/revocations", May(Action::Revoke), people::revoke),
        Endpoint::get("/api/v1/calendar/link", May(Action::ReadLogs), calendar::link),
        Endpoint::post("/api/v1/calendar/link", May(Action::ReadLogs), calendar::make_link),
        Endpoint::delete("/api/v1/calendar/link", May(Action::ReadLogs), calendar::revoke_link),
        Endpoint::get("/api/v1/unrecorded", May(Action::Sound), unrecorded::list),
        Endpoint::post("/api/v1/unrecorded", May(Action::Sound), unrecorded::send),
        Endpoint::delete("/api/v1/unrecorded/{id}", May(Action::Sound), unrecorded::forget),
        Endpoint::get("/api/v1/mail", May(Action::ReadLogs), mail::state),
        Endpoint::post("/api/v1/mail/address", May(Action::ReadLogs), mail::set_address),
        Endpoint::delete("/api/v1/mail/address", May(Action::ReadLogs), mail::forget_address),
        Endpoint::post("/api/v1/mail/retry", May(Action::Accredit), mail::retry),
        Endpoint::get("/api/v1/line", May(Action::ReadLogs), line::status),
        Endpoint::get("/api/v1/alarms", May(Action::AcknowledgeMessage), line::alarms),
        Endpoint::post("/api/v1/line", May(Action::PinLine), line::pin),
        Endpoint::post("/api/v1/press/releases", May(Action::Release), press::release).with_body(RELEASE_BODY_BYTES_MAX),
        Endpoint::get("/api/v1/press/texts", May(Action::ReadLogs), press::texts),
        Endpoint::post("/api/v1/press/theirs", May(Action::Release), press::take_theirs),
        Endpoint::get("/api/v1/press/releases", Public, press::list),
        Endpoint::get("/api/v1/press/promises", Public, press::promises),
        Endpoint::get("/healthz", Public, healthz),
        Endpoint::get("/", Public, site::page),
        // Whoever knows the address may read it: it holds a secret.
        Endpoint::get("/calendar/{name}", Public, calendar::feed),
        Endpoint::get("/feed.atom", Public, site::feed),
        Endpoint::get("/known", Public, known::page),
        Endpoint::get("/press.pub", Public, site::press_key),
        Endpoint::get("/releases/{name}", Public, site::release),
    ]
}

/// The node's router: the table, and refusals of the same form for everything else.
pub fn router(node: NodeHandle) -> Router {
    endpoints()
        .into_iter()
        .fold(Router::new(), |router, endpoint| {
            router.route(endpoint.path, endpoint.route)
        })
        .fallback(problem::not_found)
        .method_not_allowed_fallback(problem::method_not_allowed)
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
            "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; frame-ancestors 'none'",
        ),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

/// Whether the node and its store answer.
#[utoipa::path(get, path = "/healthz", tag = "node", responses((status = 200, description = "It does", body = String, content_type = "text/plain")))]
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

/// A signed-in device. A handler that takes one is called by nobody else, and before the body of the
/// request is read.
pub struct Caller {
    pub who: Who,
    token: SessionToken,
}

impl Caller {
    /// Whether its roles may take the action.
    pub fn may(&self, action: Action) -> Result<(), Problem> {
        domain::decide(self.who.roles, action, None)
            .map_err(|rejection| AppError::from(rejection).into())
    }
}

impl FromRequestParts<NodeHandle> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, node: &NodeHandle) -> Result<Self, Problem> {
        let (device, token) = bearer(&parts.headers)?;
        let session = token.clone();
        let who = node
            .call(move |core, now| core.session(now, device, &session))
            .await??;
        Ok(Self { who, token })
    }
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

#[cfg(test)]
#[path = "access_tests.rs"]
mod access_tests;
#[cfg(test)]
#[path = "calendar_tests.rs"]
mod calendar_tests;
#[cfg(test)]
#[path = "known_tests.rs"]
mod known_tests;
#[cfg(test)]
#[path = "problem_tests.rs"]
mod problem_tests;
#[cfg(test)]
#[path = "site_tests.rs"]
mod site_tests;
