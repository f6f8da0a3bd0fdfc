//! Soundings and non-papers: sealed bytes that stand in no log.

use axum::{Json, extract::State, http::StatusCode};
use domain::{Action, UnrecordedId};
use wire::{Bytes64, UnrecordedItem, UnrecordedPage, UnrecordedSent};

use super::{
    Caller, Problem,
    problem::{Named, Sent},
};
use crate::app::{AppError, ErrorCode};
use crate::runtime::NodeHandle;

/// Hands a sounding or non-paper to the other node. Asked again with the same bytes it tells what the
/// other node did with it.
#[utoipa::path(post, path = "/api/v1/unrecorded", tag = "unrecorded", request_body = UnrecordedItem,
    responses((status = 200, description = "Done", body = UnrecordedSent), (status = 400), (status = 429), (status = 503)))]
pub async fn send(
    State(node): State<NodeHandle>,
    caller: Caller,
    body: Sent<UnrecordedItem>,
) -> Result<Json<UnrecordedSent>, Problem> {
    caller.may(Action::Sound)?;
    let request = body.read()?;
    let sent = node
        .call(move |core, now| core.post_unrecorded(now, caller.who.device, &request.bytes.0))
        .await??;
    Ok(Json(sent))
}

/// Soundings and non-papers of the other side that haven't expired.
#[utoipa::path(get, path = "/api/v1/unrecorded", tag = "unrecorded", responses((status = 200, description = "Done", body = UnrecordedPage)))]
pub async fn list(
    State(node): State<NodeHandle>,
    caller: Caller,
) -> Result<Json<UnrecordedPage>, Problem> {
    caller.may(Action::Sound)?;
    let kept = node.call(|core, now| core.unrecorded(now)).await??;
    let item = |one: &domain::Unrecorded| UnrecordedItem {
        bytes: Bytes64(one.to_bytes()),
    };
    Ok(Json(UnrecordedPage {
        items: kept.iter().map(item).collect(),
    }))
}

/// Forgets one before it expires.
#[utoipa::path(delete, path = "/api/v1/unrecorded/{id}", tag = "unrecorded", params(("id" = String, Path, description = "32 hex digits")),
    responses((status = 204, description = "Done"), (status = 404)))]
pub async fn forget(
    State(node): State<NodeHandle>,
    caller: Caller,
    Named(id): Named,
) -> Result<StatusCode, Problem> {
    caller.may(Action::Sound)?;
    let id: UnrecordedId = id.parse().map_err(|_| {
        AppError::new(
            ErrorCode::NotFound,
            "there is no such sounding or non-paper here",
        )
    })?;
    node.call(move |core, now| core.forget_unrecorded(now, id))
        .await??;
    Ok(StatusCode::NO_CONTENT)
}
