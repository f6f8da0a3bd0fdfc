//! Bodies about sessions: one that was opened, the own one, all open ones of a side.

use identity::{DeviceId, PersonId};
use serde::{Deserialize, Serialize};

/// A session that was opened. Its token is told once: as `token`, or as the cookie `__Host-detente`.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SessionResponse {
    /// Bearer token `DEVICE.TOKEN`, unless a cookie was asked for; the node keeps only its hash.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
    pub expires_unix_ms: i64,
    /// With a cookie: what the header `X-Detente-Csrf` of each request that changes something holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub csrf: Option<String>,
}

/// Tokens don't print.
impl std::fmt::Debug for SessionResponse {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("SessionResponse")
            .field("expires_unix_ms", &self.expires_unix_ms)
            .finish_non_exhaustive()
    }
}

/// `GET /sessions`: whose session this is.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SessionState {
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub device: DeviceId,
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub person: PersonId,
    pub roles: Vec<String>,
    pub expires_unix_ms: i64,
    /// Passkeys that this device has registered.
    #[serde(default)]
    pub passkeys: u32,
    /// As in [`SessionResponse::csrf`]; for a page that was loaded anew.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub csrf: Option<String>,
}

impl std::fmt::Debug for SessionState {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("SessionState")
            .field("device", &self.device)
            .field("expires_unix_ms", &self.expires_unix_ms)
            .finish_non_exhaustive()
    }
}

/// One open session, as officers see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OpenSession {
    /// Names the session and opens nothing: 32 hex digits.
    pub id: String,
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub device: DeviceId,
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub person: PersonId,
    pub roles: Vec<String>,
    pub opened_unix_ms: i64,
    pub expires_unix_ms: i64,
    /// The session that asks.
    pub own: bool,
}

/// `GET /sessions/all`: the open sessions of this side, the newest first.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OpenSessions {
    pub sessions: Vec<OpenSession>,
}
