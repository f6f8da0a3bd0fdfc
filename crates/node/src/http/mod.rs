//! The HTTP side of a node: the API under /api/v1 for its own devices, the press site for everybody.
//!
//! One table says who may call what; the tests go through it. No endpoint takes the plaintext of a
//! sealed field: records come in as signed bytes.

mod attachments;
mod calendar;
mod caller;
mod capitals;
mod demonstration;
mod desk;
mod events;
mod first_link;
mod line;
mod mail;
mod openapi;
mod passkeys;
mod people;
mod press;
mod problem;
mod push;
mod records;
mod ring;
mod sessions;
mod site;
mod unrecorded;

use axum::{
    Extension, Router,
    extract::DefaultBodyLimit,
    handler::Handler,
    http::{HeaderValue, header},
    middleware,
    response::Response,
    routing::{MethodRouter, delete, get, post, put},
};
use domain::Action;
use std::{path::PathBuf, sync::Arc};

use crate::app::{AppError, ErrorCode};
use crate::runtime::{NodeHandle, push::PushSender};

pub use caller::Caller;
use demonstration::GivenKeys;
pub use desk::{Desk, DeskFile, DeskFolder, DeskSource, REPORT_BYTES_MAX};
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
        Endpoint::post("/api/v1/sessions/passkey", Public, sessions::passkey),
        Endpoint::post("/api/v1/sessions", Public, sessions::sign_in),
        Endpoint::get("/api/v1/sessions", SignedIn, sessions::own),
        Endpoint::delete("/api/v1/sessions", SignedIn, sessions::sign_out),
        // Who says which devices there are also sees which are signed in.
        Endpoint::get("/api/v1/sessions/all", May(Action::Accredit), sessions::all),
        Endpoint::delete("/api/v1/sessions/{id}", May(Action::Accredit), sessions::end),
        // A device registers its own; which there are, and that one is lost, is the officers' business.
        Endpoint::post("/api/v1/passkeys/options", SignedIn, passkeys::options),
        Endpoint::post("/api/v1/passkeys", SignedIn, passkeys::register),
        Endpoint::get("/api/v1/passkeys", May(Action::Accredit), passkeys::all),
        Endpoint::delete("/api/v1/passkeys/{id}", May(Action::Accredit), passkeys::reset),
        // Where a device's browser is reached is its own business.
        Endpoint::get("/api/v1/push", SignedIn, push::state),
        Endpoint::put("/api/v1/push", SignedIn, push::register),
        Endpoint::delete("/api/v1/push", SignedIn, push::forget),
        Endpoint::get("/api/v1/events", May(Action::ReadLogs), events::open),
        Endpoint::get("/api/v1/logs", May(Action::ReadLogs), records::logs),
        Endpoint::get("/api/v1/contacts", May(Action::ReadLogs), records::contacts),
        // Who has principals rung has them rung again.
        Endpoint::post("/api/v1/contacts/{id}/ring", May(Action::ConfirmStage), ring::again),
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
        Endpoint::post("/api/v1/first-link", May(Action::Accredit), first_link::open),
        Endpoint::get("/api/v1/first-link", May(Action::Accredit), first_link::state),
        Endpoint::delete("/api/v1/first-link", May(Action::Accredit), first_link::close),
        // A browser without a key: by the link's token.
        Endpoint::post("/api/v1/first-link/request", Public, first_link::request),
        Endpoint::get("/api/v1/calendar/link", May(Action::ReadLogs), calendar::link),
        Endpoint::post("/api/v1/calendar/link", May(Action::ReadLogs), calendar::make_link),
        Endpoint::delete("/api/v1/calendar/link", May(Action::ReadLogs), calendar::revoke_link),
        Endpoint::get("/api/v1/capitals", May(Action::ReadLogs), capitals::days),
        Endpoint::put("/api/v1/capitals/{capital}/holidays", May(Action::Propose), capitals::keep_holidays)
            .with_body(capitals::HOLIDAYS_BODY_BYTES_MAX),
        Endpoint::put("/api/v1/capitals/{capital}/rest-hours", May(Action::Propose), capitals::keep_rest_hours),
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
        Endpoint::get("/desk", Public, desk::to_page),
        Endpoint::get("/desk/", Public, desk::page),
        Endpoint::get("/desk/{*path}", Public, desk::file),
        Endpoint::get("/api/v1/client", Public, desk::hashes),
        Endpoint::get("/api/v1/demonstration", Public, demonstration::given_keys),
        Endpoint::post("/api/v1/csp-reports", Public, desk::reported).with_body(REPORT_BYTES_MAX),
        Endpoint::get("/", Public, site::releases::page),
        // Whoever knows the address may read it: it holds a secret.
        Endpoint::get("/calendar/{name}", Public, calendar::feed),
        Endpoint::get("/feed.atom", Public, site::feed::feed),
        Endpoint::get("/known", Public, site::known::page),
        Endpoint::get("/archive", Public, site::archive::all),
        Endpoint::get("/archive/{period}", Public, site::archive::period),
        Endpoint::get("/contact", Public, site::contact::page),
        Endpoint::get("/verify", Public, site::verify::page),
        Endpoint::get("/press.pub", Public, site::releases::press_key),
        Endpoint::get("/style/{name}", Public, site::layout::style),
        Endpoint::get("/releases/{name}", Public, site::releases::release),
        // The same in a language that the address names; without one the reader's program is asked.
        Endpoint::get("/{language}", Public, site::visit::to_page),
        Endpoint::get("/{language}/", Public, site::releases::page),
        Endpoint::get("/{language}/feed.atom", Public, site::feed::feed),
        Endpoint::get("/{language}/known", Public, site::known::page),
        Endpoint::get("/{language}/archive", Public, site::archive::all),
        Endpoint::get("/{language}/archive/{period}", Public, site::archive::period),
        Endpoint::get("/{language}/contact", Public, site::contact::page),
        Endpoint::get("/{language}/verify", Public, site::verify::page),
        Endpoint::get("/{language}/releases/{name}", Public, site::releases::release),
    ]
}

/// What a node's answers need besides its core.
#[derive(Clone)]
pub struct Setting {
    pub desk: Arc<Desk>,
    /// Browsers come by TLS, so they may be told never to come without, and pages without it aren't ours.
    pub over_tls: bool,
    pub push: PushSender,
    /// A demonstration's keys, for everybody.
    pub danger_given_keys: Option<PathBuf>,
}

/// The node's router: the table, and refusals of the same form for everything else.
pub fn router(node: NodeHandle, setting: Setting) -> Router {
    let over_tls = setting.over_tls;
    endpoints()
        .into_iter()
        .fold(Router::new(), |router, endpoint| {
            router.route(endpoint.path, endpoint.route)
        })
        .fallback(problem::not_found)
        .method_not_allowed_fallback(problem::method_not_allowed)
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
        .layer(Extension(caller::Scheme::of(over_tls)))
        .layer(Extension(setting.desk))
        .layer(Extension(setting.push))
        .layer(Extension(GivenKeys(setting.danger_given_keys)))
        .layer(middleware::from_fn_with_state(
            node.clone(),
            site::refused::in_words,
        ))
        .layer(middleware::map_response(move |response| {
            harden(response, over_tls)
        }))
        .with_state(node)
}

/// Without a client and without TLS.
#[cfg(test)]
pub(crate) fn bare(node: NodeHandle) -> Router {
    bare_by(node, false)
}

#[cfg(test)]
fn bare_by(node: NodeHandle, over_tls: bool) -> Router {
    let setting = Setting {
        desk: Arc::new(Desk::for_tests(DeskSource::default())),
        over_tls,
        push: PushSender::for_tests(),
        danger_given_keys: None,
    };
    router(node, setting)
}

/// Two years, as browsers' own lists ask for; of this name alone.
const TLS_ONLY: &str = "max-age=63072000";

/// Headers that every answer carries: nothing is framed, sniffed, scripted or referred. The client's
/// page has a policy of its own.
async fn harden(mut response: Response, over_tls: bool) -> Response {
    let headers = response.headers_mut();
    for (name, value) in [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if over_tls {
        headers.insert(
            header::STRICT_TRANSPORT_SECURITY,
            HeaderValue::from_static(TLS_ONLY),
        );
    }
    let policy = headers.entry(header::CONTENT_SECURITY_POLICY);
    policy.or_insert(HeaderValue::from_static(site::layout::POLICY));
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

#[cfg(test)]
#[path = "access_tests.rs"]
mod access_tests;
#[cfg(test)]
#[path = "browser_tests.rs"]
mod browser_tests;
#[cfg(test)]
#[path = "calendar_tests.rs"]
mod calendar_tests;
#[cfg(test)]
#[path = "capitals_tests.rs"]
mod capitals_tests;
#[cfg(test)]
#[path = "desk_tests.rs"]
mod desk_tests;
#[cfg(test)]
#[path = "known_tests.rs"]
mod known_tests;
#[cfg(test)]
#[path = "passkeys_tests.rs"]
mod passkeys_tests;
#[cfg(test)]
#[path = "problem_tests.rs"]
mod problem_tests;
#[cfg(test)]
mod site_tests;
