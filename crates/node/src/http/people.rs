//! Accreditations and revocations, brought by officers.

use axum::{Json, extract::State, http::HeaderMap};
use domain::Action;
use wire::{PostRequest, Posted};

use super::{Problem, authorise};
use crate::runtime::NodeHandle;

/// Takes an accreditation under two officers' signatures.
#[utoipa::path(post, path = "/api/v1/accreditations", request_body = PostRequest,
    responses((status = 200, body = Posted), (status = 403), (status = 422)))]
pub async fn accredit(
    State(node): State<NodeHandle>,
    headers: HeaderMap,
    Json(request): Json<PostRequest>,
) -> Result<Json<Posted>, Problem> {
    let seq = node
        .call(move |core, now| {
            authorise(core, now, &headers, Some(Action::Accredit))?;
            core.post_accreditation(now, &request.bytes.0)
        })
        .await??;
    Ok(Json(Posted { seq }))
}

/// Takes a revocation; the device's connections end at once.
#[utoipa::path(post, path = "/api/v1/revocations", request_body = PostRequest,
    responses((status = 200, body = Posted), (status = 403), (status = 422)))]
pub async fn revoke(
    State(node): State<NodeHandle>,
    headers: HeaderMap,
    Json(request): Json<PostRequest>,
) -> Result<Json<Posted>, Problem> {
    let seq = node
        .call(move |core, now| {
            authorise(core, now, &headers, Some(Action::Revoke))?;
            core.post_revocation(now, &request.bytes.0)
        })
        .await??;
    Ok(Json(Posted { seq }))
}
