//! Whose node this is, and signing in.

use axum::{
    Extension, Json,
    extract::State,
    http::{HeaderMap, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use domain::Action;
use identity::RoleSet;
use wire::{
    Bytes64, ChallengeRequest, ChallengeResponse, OpenSession, OpenSessions, PasskeyWanted,
    SessionRequest, SessionResponse, SessionState, SideInfo,
};

use super::caller::{Scheme, Shown, clear_cookie, is_of_own_page, origin_of, set_cookie};
use super::{
    Caller, Problem,
    problem::{Named, Sent},
};
use crate::app::{AppError, ErrorCode, SessionId, SignIn, session_id};
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

/// Between the two, for a browser: whether signing in takes a passkey besides. Told to nobody but the
/// device itself, which signed the challenge.
#[utoipa::path(post, path = "/api/v1/sessions/passkey", request_body = SessionRequest,
    responses((status = 200, description = "Done", body = PasskeyWanted), (status = 401), (status = 409), (status = 429)))]
pub async fn passkey(
    State(node): State<NodeHandle>,
    Extension(scheme): Extension<Scheme>,
    uri: Uri,
    headers: HeaderMap,
    body: Sent<SessionRequest>,
) -> Result<Json<PasskeyWanted>, Problem> {
    let request = body.read()?;
    let origin = origin_of(&headers, &uri, scheme);
    let options = node
        .call(move |core, now| core.passkey_wanted(now, asked(&request), origin.as_ref()))
        .await??;
    Ok(Json(PasskeyWanted { options }))
}

fn asked(request: &SessionRequest) -> SignIn<'_> {
    SignIn {
        device: request.device,
        nonce: &request.nonce.0,
        signature: &request.signature,
        passkey: request.passkey.as_deref(),
    }
}

/// Second step: the device signed the challenge. A browser asks for a cookie.
#[utoipa::path(post, path = "/api/v1/sessions", request_body = SessionRequest,
    responses((status = 200, description = "Done", body = SessionResponse), (status = 401), (status = 403), (status = 429)))]
pub async fn sign_in(
    State(node): State<NodeHandle>,
    Extension(scheme): Extension<Scheme>,
    uri: Uri,
    headers: HeaderMap,
    body: Sent<SessionRequest>,
) -> Result<Response, Problem> {
    let request = body.read()?;
    // Nobody signs a browser in as somebody else from another page.
    if request.cookie && !is_of_own_page(&headers, &uri, scheme) {
        let cause =
            "a browser signs in from a page of this node alone; open the node's own address";
        return Err(AppError::new(ErrorCode::SignInRefused, cause).into());
    }
    let token = random();
    let device = request.device;
    let cookie = request.cookie;
    let session = node
        .call(move |core, now| core.sign_in(now, asked(&request), token))
        .await??;
    let token = &session.token;
    let expires_unix_ms = session.expires_unix_ms;
    if !cookie {
        return Ok(Json(SessionResponse {
            token: Some(format!("{device}.{}", hex::encode(token.0))),
            expires_unix_ms,
            csrf: None,
        })
        .into_response());
    }
    let answer = Json(SessionResponse {
        token: None,
        expires_unix_ms,
        csrf: Some(hex::encode(token.csrf())),
    });
    Ok(([(header::SET_COOKIE, set_cookie(device, token))], answer).into_response())
}

/// Whose session this is, and for how long; for a page that was loaded anew.
#[utoipa::path(get, path = "/api/v1/sessions", responses((status = 200, description = "Done", body = SessionState), (status = 401)))]
pub async fn own(
    State(node): State<NodeHandle>,
    caller: Caller,
) -> Result<Json<SessionState>, Problem> {
    let device = caller.who.device;
    let passkeys = node
        .call(move |core, _| core.passkey_count(device))
        .await??;
    Ok(Json(SessionState {
        device: caller.who.device,
        person: caller.who.person,
        roles: names(caller.who.roles),
        expires_unix_ms: caller.standing.expires_unix_ms,
        passkeys,
        csrf: caller.csrf(),
    }))
}

/// Ends this session.
#[utoipa::path(delete, path = "/api/v1/sessions", responses((status = 204, description = "Done"), (status = 401)))]
pub async fn sign_out(State(node): State<NodeHandle>, caller: Caller) -> Result<Response, Problem> {
    let (device, token) = (caller.who.device, caller.token);
    node.call(move |core, _| core.sign_out(device, &token))
        .await??;
    Ok(match caller.shown {
        Shown::Bearer => StatusCode::NO_CONTENT.into_response(),
        Shown::Cookie => {
            let cleared = [(header::SET_COOKIE, clear_cookie())];
            (StatusCode::NO_CONTENT, cleared).into_response()
        }
    })
}

/// The open sessions of this side.
#[utoipa::path(get, path = "/api/v1/sessions/all", responses((status = 200, description = "Done", body = OpenSessions)))]
pub async fn all(
    State(node): State<NodeHandle>,
    caller: Caller,
) -> Result<Json<OpenSessions>, Problem> {
    caller.may(Action::Accredit)?;
    let own = session_id(caller.who.device, &caller.token);
    let opened = node.call(|core, now| core.open_sessions(now)).await??;
    let sessions = opened.into_iter().map(|one| OpenSession {
        id: hex::encode(one.id.0),
        device: one.who.device,
        person: one.who.person,
        roles: names(one.who.roles),
        opened_unix_ms: one.opened_unix_ms(),
        expires_unix_ms: one.expires_unix_ms,
        own: one.id == own,
    });
    Ok(Json(OpenSessions {
        sessions: sessions.collect(),
    }))
}

/// Ends a session of this side, anybody's. Its event stream closes within five seconds.
#[utoipa::path(delete, path = "/api/v1/sessions/{id}", params(("id" = String, Path, description = "Of the list of open sessions: 32 hex digits")),
    responses((status = 204, description = "Done"), (status = 404)))]
pub async fn end(
    State(node): State<NodeHandle>,
    caller: Caller,
    Named(id): Named,
) -> Result<StatusCode, Problem> {
    caller.may(Action::Accredit)?;
    let mut bytes = [0; 16];
    let missing = |_| AppError::new(ErrorCode::NotFound, "a session's id has 32 hex digits");
    hex::decode_to_slice(&id, &mut bytes).map_err(missing)?;
    node.call(move |core, _| core.end_session(SessionId(bytes)))
        .await??;
    Ok(StatusCode::NO_CONTENT)
}

fn names(roles: RoleSet) -> Vec<String> {
    roles.iter().map(|role| role.name().to_owned()).collect()
}
