//! Bodies about Web Push. Keys are as browsers give and take them: base64url without padding.

use serde::{Deserialize, Serialize};
use std::fmt;

/// `GET /push`: whether this node calls browsers whose page is closed, and this one's registration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PushState {
    /// The key by which push services know this node (RFC 8292); absent where it sends nothing.
    pub key: Option<String>,
    /// Hosts of the push services that it sends to; `*.` stands for any name below.
    pub services: Vec<String>,
    /// Where the asking device's browser is reached; absent where it didn't register.
    pub endpoint: Option<String>,
    pub registered_unix_ms: Option<i64>,
    /// When the last call of the asking device didn't get through; absent where it did, or none was tried.
    pub last_failed_unix_ms: Option<i64>,
}

/// `PUT /push`: where the asking device's browser is reached. Takes the place of an earlier one.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PushRegistration {
    /// Address at the browser's push service (RFC 8030).
    pub endpoint: String,
    /// The browser's public key: an uncompressed point on P-256 (RFC 8291 §3.1).
    pub p256dh: String,
    /// 16 bytes that browser and node share (RFC 8291 §3.2).
    pub auth: String,
}

/// Whoever knows the address and both keys may call the browser.
impl fmt::Debug for PushRegistration {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("PushRegistration")
    }
}
