//! The first administrator's one-time link: opened and watched by officers, used by a browser once.

use axum::{Json, extract::State, http::StatusCode};
use domain::Action;
use wire::{Bytes64, FirstLinkOpen, FirstLinkState, FirstLinkUse};

use super::{Caller, Problem, problem::Sent};
use crate::app::{self, AppError};
use crate::runtime::NodeHandle;

fn shown(state: app::FirstLinkState) -> Json<FirstLinkState> {
    Json(FirstLinkState {
        until_unix_ms: state.until_unix_ms,
        request: state.request.map(Bytes64),
    })
}

/// Opens a link that a browser uses once, within 30 minutes; the one before ends. The node learns the
/// hash of its token alone.
#[utoipa::path(post, path = "/api/v1/first-link", request_body = FirstLinkOpen,
    responses((status = 200, description = "Done", body = FirstLinkState)))]
pub async fn open(
    State(node): State<NodeHandle>,
    caller: Caller,
    body: Sent<FirstLinkOpen>,
) -> Result<Json<FirstLinkState>, Problem> {
    caller.may(Action::Accredit)?;
    let hash: [u8; 32] = body.read()?.token_hash.0.try_into().map_err(|_| {
        Problem::from(AppError::malformed(
            &"the hash of a link's token has 32 bytes",
        ))
    })?;
    let opened = node
        .call(move |core, now| core.open_first_link(now, hash))
        .await?;
    Ok(shown(opened))
}

/// Until when the link counts, and what a browser asked by it.
#[utoipa::path(get, path = "/api/v1/first-link", responses((status = 200, description = "Done", body = FirstLinkState), (status = 404)))]
pub async fn state(
    State(node): State<NodeHandle>,
    caller: Caller,
) -> Result<Json<FirstLinkState>, Problem> {
    caller.may(Action::Accredit)?;
    let state = node.call(|core, now| core.first_link(now)).await??;
    Ok(shown(state))
}

/// Ends the link, used or not.
#[utoipa::path(delete, path = "/api/v1/first-link", responses((status = 204, description = "Done")))]
pub async fn close(State(node): State<NodeHandle>, caller: Caller) -> Result<StatusCode, Problem> {
    caller.may(Action::Accredit)?;
    node.call(|core, _| core.close_first_link()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A browser's request for accreditation as administrator, by a link's token, which is spent with it.
/// Two officers compare words and sign; this accredits nobody.
#[utoipa::path(post, path = "/api/v1/first-link/request", request_body = FirstLinkUse,
    responses((status = 204, description = "Done"), (status = 403), (status = 409), (status = 422), (status = 429)))]
pub async fn request(
    State(node): State<NodeHandle>,
    body: Sent<FirstLinkUse>,
) -> Result<StatusCode, Problem> {
    let used = body.read()?;
    node.call(move |core, now| core.use_first_link(now, &used.token.0, used.request.0))
        .await??;
    Ok(StatusCode::NO_CONTENT)
}
