//! Whose node this is, and signing in.

use axum::{Json, extract::State, http::StatusCode};
use wire::{
    Bytes64, ChallengeRequest, ChallengeResponse, SessionRequest, SessionResponse, SideInfo,
};

use super::{Caller, Problem, problem::Sent};
use crate::runtime::{NodeHandle, random};

/// Whose node this is: public keys only.
#[utoipa::path(get, path = "/api/v1/side", responses((status = 200, description = "Done", body = SideInfo)))]
pub async fn side(State(node): State<NodeHandle>) -> Result<Json<SideInfo>, Problem> {
    let info = node
        .call(|core, now| SideInfo {
            side: core.side(),
            name: core.charter().name.clone(),
            credentials: Bytes64(core.credentials().to_vec()),
            other: core
                .other_credentials()
                .map(|bytes| Bytes64(bytes.to_vec())),
            now_unix_ms: now.unix_ms,
        })
        .await?;
    Ok(Json(info))
}

/// First step of signing in.
#[utoipa::path(post, path = "/api/v1/sessions/challenge", request_body = ChallengeRequest,
    responses((status = 200, description = "Done", body = ChallengeResponse)))]
pub async fn challenge(
    State(node): State<NodeHandle>,
    body: Sent<ChallengeRequest>,
) -> Result<Json<ChallengeResponse>, Problem> {
    let request = body.read()?;
    let nonce = random();
    let answer = node
        .call(move |core, now| ChallengeResponse {
            nonce: Bytes64(core.challenge(now, request.device, nonce).to_vec()),
            node_key: core.charter().node_key,
        })
        .await?;
    Ok(Json(answer))
}

/// Second step: the device signed the challenge.
#[utoipa::path(post, path = "/api/v1/sessions", request_body = SessionRequest,
    responses((status = 200, description = "Done", body = SessionResponse), (status = 401), (status = 429)))]
pub async fn sign_in(
    State(node): State<NodeHandle>,
    body: Sent<SessionRequest>,
) -> Result<Json<SessionResponse>, Problem> {
    let request = body.read()?;
    let token = random();
    let session = node
        .call(move |core, now| {
            core.sign_in(
                now,
                request.device,
                &request.nonce.0,
                &request.signature,
                token,
            )
        })
        .await??;
    Ok(Json(SessionResponse {
        token: format!("{}.{}", request.device, hex::encode(session.token.0)),
        expires_unix_ms: session.expires_unix_ms,
    }))
}

/// Ends this session.
#[utoipa::path(delete, path = "/api/v1/sessions", responses((status = 204, description = "Done"), (status = 401)))]
pub async fn sign_out(
    State(node): State<NodeHandle>,
    caller: Caller,
) -> Result<StatusCode, Problem> {
    node.call(move |core, _| core.sign_out(caller.who.device, &caller.token))
        .await??;
    Ok(StatusCode::NO_CONTENT)
}
