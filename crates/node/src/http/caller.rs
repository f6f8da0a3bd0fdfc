//! Who asks: a device by its bearer token, or a browser by the cookie that it got instead.
//!
//! A browser sends its cookie along with whatever any page makes it ask. So a cookie counts only where
//! the request is of a page of this node: by what the browser says of the page, and by a token that
//! only such a page can read. Whatever fails here is answered as a stranger is.

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, HeaderValue, Method, Uri, header, request::Parts},
};
use domain::Action;
use identity::DeviceId;

use super::Problem;
use crate::app::{
    AppError, ErrorCode, Origin, SESSION_LIFETIME_MS, SIGN_IN_FIRST, SessionToken, Standing, Who,
};
use crate::runtime::NodeHandle;

/// Sent back to this host alone, over TLS or to this machine, to every path (RFC 6265bis §4.1.3.2).
pub(super) const COOKIE: &str = "__Host-detente";
/// Holds [`SessionToken::csrf`] as hex.
pub(super) const CSRF_HEADER: &str = "x-detente-csrf";
/// What a browser says of the page that asks (W3C Fetch Metadata).
const SEC_FETCH_SITE: &str = "sec-fetch-site";

/// How browsers come to this node, as the header `Origin` begins: by TLS in front of it, or without.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scheme(&'static str);

impl Scheme {
    pub(super) fn of(over_tls: bool) -> Self {
        Self(match over_tls {
            true => "https",
            false => "http",
        })
    }
}

/// How a session was shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shown {
    Bearer,
    Cookie,
}

/// A signed-in device. A handler that takes one is called by nobody else, and before the body of the
/// request is read.
pub struct Caller {
    pub who: Who,
    pub(super) token: SessionToken,
    pub(super) standing: Standing,
    pub(super) shown: Shown,
}

impl Caller {
    /// Whether its roles may take the action.
    pub fn may(&self, action: Action) -> Result<(), Problem> {
        domain::decide(self.who.roles, action, None)
            .map_err(|rejection| AppError::from(rejection).into())
    }

    /// What a page of a browser's session shows; nothing for a bearer, who needs none.
    pub(super) fn csrf(&self) -> Option<String> {
        (self.shown == Shown::Cookie).then(|| hex::encode(self.token.csrf()))
    }
}

impl FromRequestParts<NodeHandle> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, node: &NodeHandle) -> Result<Self, Problem> {
        let (device, token, shown) = shown(parts)?;
        let session = token.clone();
        let standing = node
            .call(move |core, now| core.standing_session(now, device, &session))
            .await??;
        Ok(Self {
            who: standing.who,
            token,
            standing,
            shown,
        })
    }
}

fn stranger(detail: &str) -> AppError {
    AppError::new(ErrorCode::NotSignedIn, detail)
}

/// Whoever shows a bearer token is taken by it: a cookie beside it counts for nothing.
fn shown(parts: &Parts) -> Result<(DeviceId, SessionToken, Shown), AppError> {
    if parts.headers.contains_key(header::AUTHORIZATION) {
        let (device, token) = bearer(&parts.headers)?;
        return Ok((device, token, Shown::Bearer));
    }
    let Some((device, token)) = cookie(&parts.headers) else {
        return Err(stranger(SIGN_IN_FIRST));
    };
    let scheme = parts.extensions.get::<Scheme>();
    if !scheme.is_some_and(|scheme| is_of_own_page(&parts.headers, &parts.uri, *scheme)) {
        return Err(stranger(
            "a browser's session counts for pages of this node alone; open the node's own address",
        ));
    }
    // No browser asks another host before it opens a socket there.
    let opens_socket = parts.headers.contains_key(header::UPGRADE);
    if opens_socket && !parts.headers.contains_key(header::ORIGIN) {
        return Err(stranger(
            "a socket opens by a browser's session only with the header Origin",
        ));
    }
    if !is_safe(&parts.method) && !shows_csrf(&parts.headers, &token) {
        return Err(stranger(
            "a browser's session changes things only with the header X-Detente-Csrf; GET /api/v1/sessions tells it",
        ));
    }
    Ok((device, token, Shown::Cookie))
}

/// Changes nothing (RFC 9110 §9.2.1).
fn is_safe(method: &Method) -> bool {
    *method == Method::GET || *method == Method::HEAD
}

fn shows_csrf(headers: &HeaderMap, token: &SessionToken) -> bool {
    let mut shown = [0; 32];
    let mut all = headers.get_all(CSRF_HEADER).iter();
    let (Some(one), None) = (all.next(), all.next()) else {
        return false;
    };
    hex::decode_to_slice(one.as_bytes(), &mut shown).is_ok()
        && identity::sha256(&shown) == identity::sha256(&token.csrf())
}

/// Whether no page of another origin makes a browser ask this. Programs that are no browsers say
/// neither of both headers, and have no cookie of anybody else.
pub(super) fn is_of_own_page(headers: &HeaderMap, uri: &Uri, scheme: Scheme) -> bool {
    let is_same = |value: &HeaderValue| value == "same-origin";
    let sites_fit = headers.get_all(SEC_FETCH_SITE).iter().all(is_same);
    let own = own_host(headers, uri);
    let is_own = |origin: &HeaderValue| {
        let origin = origin.to_str().ok().and_then(|o| o.split_once("://"));
        matches!((origin, &own), (Some((by, host)), Some(own)) if by == scheme.0 && host.eq_ignore_ascii_case(own))
    };
    sites_fit && headers.get_all(header::ORIGIN).iter().all(is_own)
}

/// Where a browser found this node, as it names it itself.
pub(super) fn origin_of(headers: &HeaderMap, uri: &Uri, scheme: Scheme) -> Option<Origin> {
    let host = own_host(headers, uri)?;
    Origin::read(&format!("{}://{host}", scheme.0))
}

/// Host and port that the request was sent to, as its sender wrote them.
fn own_host(headers: &HeaderMap, uri: &Uri) -> Option<String> {
    let named = headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok());
    named
        .map(str::to_owned)
        .or_else(|| uri.authority().map(ToString::to_string))
}

/// `Authorization: Bearer DEVICE.TOKEN`, both hex.
fn bearer(headers: &HeaderMap) -> Result<(DeviceId, SessionToken), AppError> {
    let missing = || stranger(SIGN_IN_FIRST);
    let value = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.strip_prefix("Bearer "))
        .ok_or_else(missing)?;
    device_and_token(value).ok_or_else(missing)
}

/// The one cookie of this name. Browsers give no two under a `__Host-` prefix.
fn cookie(headers: &HeaderMap) -> Option<(DeviceId, SessionToken)> {
    let lines = headers.get_all(header::COOKIE).iter();
    let pairs = lines
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'));
    let mut named = pairs
        .filter_map(|pair| pair.trim().split_once('='))
        .filter(|(name, _)| *name == COOKIE);
    let (Some((_, value)), None) = (named.next(), named.next()) else {
        return None;
    };
    device_and_token(value)
}

fn device_and_token(value: &str) -> Option<(DeviceId, SessionToken)> {
    let (device, token) = value.split_once('.')?;
    let mut bytes = [0; 32];
    hex::decode_to_slice(token, &mut bytes).ok()?;
    Some((device.parse().ok()?, SessionToken(bytes)))
}

/// The cookie that a browser gets; over plain HTTP it takes one only from its own machine.
pub(super) fn set_cookie(device: DeviceId, token: &SessionToken) -> String {
    let secret = hex::encode(token.0);
    let seconds = SESSION_LIFETIME_MS / 1_000;
    format!("{COOKIE}={device}.{secret}; {ATTRIBUTES}; Max-Age={seconds}")
}

pub(super) fn clear_cookie() -> String {
    format!("{COOKIE}=; {ATTRIBUTES}; Max-Age=0")
}

const ATTRIBUTES: &str = "Path=/; Secure; HttpOnly; SameSite=Strict";
