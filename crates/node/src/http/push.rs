//! Where a device's browser is reached while its page is closed: registered, told and forgotten by the
//! device itself.

use axum::{Extension, Json, extract::State, http::StatusCode};
use wire::{PushRegistration, PushState};

use super::{Caller, Problem, problem::Sent};
use crate::runtime::{NodeHandle, push::PushSender};

/// Whether this node calls browsers by Web Push, and where this device's is reached.
#[utoipa::path(get, path = "/api/v1/push", tag = "push", responses((status = 200, description = "Done", body = PushState)))]
pub async fn state(
    State(node): State<NodeHandle>,
    Extension(push): Extension<PushSender>,
    caller: Caller,
) -> Result<Json<PushState>, Problem> {
    let device = caller.who.device;
    let key = match push.services().are_none() {
        true => None,
        false => Some(push.key(&node).await?.public_text()),
    };
    let kept = node.call(move |core, _| core.own_push(device)).await??;
    // What the operator took off the list since is called no more.
    let kept = kept.filter(|kept| push.services().take(&kept.endpoint));
    let failed = kept.as_ref().and_then(|kept| kept.failed);
    let registered_unix_ms = kept.as_ref().map(|kept| kept.registered_unix_ms);
    Ok(Json(PushState {
        key,
        services: push.services().names().to_vec(),
        endpoint: kept.map(|kept| kept.endpoint),
        registered_unix_ms,
        last_failed_unix_ms: failed.map(|failed| failed.at_unix_ms),
    }))
}

/// Registers where this device's browser is reached, in place of what was registered before. Its push
/// service has to be one of those that this node sends to.
#[utoipa::path(put, path = "/api/v1/push", tag = "push", request_body = PushRegistration,
    responses((status = 204, description = "Done"), (status = 409), (status = 413), (status = 422)))]
pub async fn register(
    State(node): State<NodeHandle>,
    Extension(push): Extension<PushSender>,
    caller: Caller,
    body: Sent<PushRegistration>,
) -> Result<StatusCode, Problem> {
    let wanted = body.read()?;
    node.call(move |core, now| {
        core.register_push(
            now,
            &caller.standing,
            &caller.token,
            wanted,
            push.services(),
        )
    })
    .await??;
    Ok(StatusCode::NO_CONTENT)
}

/// Forgets where this device's browser is reached.
#[utoipa::path(delete, path = "/api/v1/push", tag = "push", responses((status = 204, description = "Done")))]
pub async fn forget(State(node): State<NodeHandle>, caller: Caller) -> Result<StatusCode, Problem> {
    let device = caller.who.device;
    node.call(move |core, _| core.forget_push(device)).await??;
    Ok(StatusCode::NO_CONTENT)
}
