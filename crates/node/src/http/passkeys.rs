//! Passkeys of this side's devices: registered by the device itself, taken off by an officer.

use axum::{
    Extension, Json,
    extract::State,
    http::{HeaderMap, StatusCode, Uri},
};
use domain::Action;
use wire::{KnownPasskeys, PasskeyOptions, PasskeyRegistered, PasskeyRegistration};

use super::{
    Caller, Problem,
    caller::{Scheme, origin_of},
    problem::{Named, Sent},
};
use crate::app::{AppError, ErrorCode};
use crate::runtime::{NodeHandle, random};

/// What this device's browser makes a passkey of. Its first one it registers by its session; a further
/// one within five minutes of signing in with one.
#[utoipa::path(post, path = "/api/v1/passkeys/options",
    responses((status = 200, description = "Done", body = PasskeyOptions), (status = 403), (status = 409)))]
pub async fn options(
    State(node): State<NodeHandle>,
    Extension(scheme): Extension<Scheme>,
    uri: Uri,
    headers: HeaderMap,
    caller: Caller,
) -> Result<Json<PasskeyOptions>, Problem> {
    let origin = origin_of(&headers, &uri, scheme);
    let nonce = random();
    let options = node
        .call(move |core, now| core.passkey_options(now, &caller.standing, origin, nonce))
        .await??;
    Ok(Json(options))
}

/// Keeps the passkey that was made. The device's other sessions end with its first.
#[utoipa::path(post, path = "/api/v1/passkeys", request_body = PasskeyRegistration,
    responses((status = 200, description = "Done", body = PasskeyRegistered), (status = 403), (status = 409), (status = 422)))]
pub async fn register(
    State(node): State<NodeHandle>,
    caller: Caller,
    body: Sent<PasskeyRegistration>,
) -> Result<Json<PasskeyRegistered>, Problem> {
    let made = body.read()?;
    let registered = node
        .call(move |core, now| core.register_passkey(now, &caller.standing, &caller.token, &made))
        .await??;
    Ok(Json(registered))
}

/// Devices of this side with a passkey, and what became of it.
#[utoipa::path(get, path = "/api/v1/passkeys", responses((status = 200, description = "Done", body = KnownPasskeys)))]
pub async fn all(
    State(node): State<NodeHandle>,
    caller: Caller,
) -> Result<Json<KnownPasskeys>, Problem> {
    caller.may(Action::Accredit)?;
    let known = node.call(|core, now| core.known_passkeys(now)).await??;
    Ok(Json(known))
}

/// Takes a device's passkeys off, as after a loss. Its sessions end; for an hour it may sign in by its
/// key to register another.
#[utoipa::path(delete, path = "/api/v1/passkeys/{id}", params(("id" = String, Path, description = "The device's id in hex")),
    responses((status = 204, description = "Done"), (status = 403), (status = 404)))]
pub async fn reset(
    State(node): State<NodeHandle>,
    caller: Caller,
    Named(device): Named,
) -> Result<StatusCode, Problem> {
    caller.may(Action::Accredit)?;
    let missing = |_| AppError::new(ErrorCode::NotFound, "a device's id has 32 hex digits");
    let device = device.parse().map_err(missing)?;
    node.call(move |core, now| core.reset_passkeys(now, device, &caller.standing))
        .await??;
    Ok(StatusCode::NO_CONTENT)
}
