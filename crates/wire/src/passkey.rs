//! Bodies about passkeys. What browser and authenticator say goes as text, exactly as they said it.

use identity::{DeviceId, PersonId, PublicKey, Signature, sha256};
use serde::{Deserialize, Serialize};

use crate::Bytes64;

/// `POST /sessions/passkey`: whether signing in takes a passkey besides the device's signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PasskeyWanted {
    /// `PublicKeyCredentialRequestOptions` as JSON text; absent where the device's key is enough.
    pub options: Option<String>,
}

/// `POST /passkeys/options`: what the browser makes a passkey of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PasskeyOptions {
    /// Names this registration; the device signs it.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub nonce: Bytes64,
    /// `PublicKeyCredentialCreationOptions` as JSON text.
    pub options: String,
}

/// `POST /passkeys`: a passkey that was made, and the device's word that it is its own.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PasskeyRegistration {
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub nonce: Bytes64,
    /// The browser's `RegistrationResponseJSON` as text.
    pub credential: String,
    /// Of the device, over [`passkey_message`].
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub signature: Signature,
}

/// What the device signs (label `Passkey`). All parts are of fixed length.
pub fn passkey_message(
    nonce: &[u8],
    node_key: &PublicKey,
    device: DeviceId,
    credential: &str,
) -> Vec<u8> {
    let hash = sha256(credential.as_bytes());
    [nonce, &node_key.0[..], &device.0[..], &hash[..]].concat()
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PasskeyRegistered {
    /// As officers' lists name it.
    pub id: String,
    /// Passkeys that the device has now.
    pub passkeys: u32,
}

/// `GET /passkeys`: devices of this side that have a passkey, or had one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct KnownPasskeys {
    pub devices: Vec<DevicePasskeys>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DevicePasskeys {
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub device: DeviceId,
    /// Absent where the device's accreditation doesn't stand.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub person: Option<PersonId>,
    pub passkeys: Vec<KnownPasskey>,
    /// After a reset: until when the device may sign in by its key to register another.
    pub open_until_unix_ms: Option<i64>,
    /// What became of its passkeys, the newest first.
    pub events: Vec<PasskeyEvent>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct KnownPasskey {
    /// 32 hex digits.
    pub id: String,
    /// The address of the node under which it was made, and counts.
    pub origin: String,
    pub registered_unix_ms: i64,
    pub used_unix_ms: Option<i64>,
    /// Its maker may copy it to other machines of the same person.
    pub may_be_copied: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PasskeyEvent {
    pub at_unix_ms: i64,
    /// `registered`, `reset` or `copy-suspected`.
    pub event: String,
    /// The device that did it.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub by: DeviceId,
}
