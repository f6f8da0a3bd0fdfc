//! Accreditations and revocations, brought by officers.

use axum::{Json, extract::State};
use domain::Action;
use wire::{PostRequest, Posted};

use super::{Caller, Problem, problem::Sent};
use crate::runtime::NodeHandle;

/// Takes an accreditation under two officers' signatures.
#[utoipa::path(post, path = "/api/v1/accreditations", request_body = PostRequest,
    responses((status = 200, description = "Done", body = Posted), (status = 403), (status = 422)))]
pub async fn accredit(
    State(node): State<NodeHandle>,
    caller: Caller,
    body: Sent<PostRequest>,
) -> Result<Json<Posted>, Problem> {
    caller.may(Action::Accredit)?;
    let request = body.read()?;
    let seq = node
        .call(move |core, now| core.post_accreditation(now, &request.bytes.0))
        .await??;
    Ok(Json(Posted { seq }))
}

/// Takes a revocation; the device's connections end at once.
#[utoipa::path(post, path = "/api/v1/revocations", request_body = PostRequest,
    responses((status = 200, description = "Done", body = Posted), (status = 403), (status = 422)))]
pub async fn revoke(
    State(node): State<NodeHandle>,
    caller: Caller,
    body: Sent<PostRequest>,
) -> Result<Json<Posted>, Problem> {
    caller.may(Action::Revoke)?;
    let request = body.read()?;
    let seq = node
        .call(move |core, now| core.post_revocation(now, &request.bytes.0))
        .await??;
    Ok(Json(Posted { seq }))
}
