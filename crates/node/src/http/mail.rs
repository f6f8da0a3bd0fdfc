//! Where people get mail, and whether any waits.

use axum::{Json, extract::State, http::StatusCode};
use domain::Action;
use identity::PersonId;
use serde::Deserialize;
use wire::{MailAddressRequest, MailRetried, MailState};

use super::{
    Caller, Problem,
    problem::{Asked, Sent},
};
use crate::runtime::NodeHandle;

/// Whether this node sends mail, and where the caller gets it.
#[utoipa::path(get, path = "/api/v1/mail", tag = "mail", responses((status = 200, description = "Done", body = MailState)))]
pub async fn state(
    State(node): State<NodeHandle>,
    caller: Caller,
) -> Result<Json<MailState>, Problem> {
    caller.may(Action::ReadLogs)?;
    let state = node
        .call(move |core, _| core.mail_state(caller.who))
        .await??;
    Ok(Json(state))
}

/// Sets the caller's address, or as an officer anybody's; only within the side's own domains.
#[utoipa::path(post, path = "/api/v1/mail/address", tag = "mail", request_body = MailAddressRequest,
    responses((status = 204, description = "Done"), (status = 400), (status = 403), (status = 404)))]
pub async fn set_address(
    State(node): State<NodeHandle>,
    caller: Caller,
    body: Sent<MailAddressRequest>,
) -> Result<StatusCode, Problem> {
    caller.may(Action::ReadLogs)?;
    let request = body.read()?;
    let person = request.person.unwrap_or(caller.who.person);
    node.call(move |core, now| core.set_mail_address(now, caller.who, person, &request.address))
        .await??;
    Ok(StatusCode::NO_CONTENT)
}

/// Whose address is forgotten.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct WhoseQuery {
    /// Whose, where an officer forgets it; else the caller's own.
    #[param(value_type = Option<String>)]
    person: Option<PersonId>,
}

/// Forgets the caller's address, or as an officer anybody's, and what waits for it.
#[utoipa::path(delete, path = "/api/v1/mail/address", tag = "mail", params(WhoseQuery),
    responses((status = 204, description = "Done"), (status = 400), (status = 403)))]
pub async fn forget_address(
    State(node): State<NodeHandle>,
    caller: Caller,
    query: Asked<WhoseQuery>,
) -> Result<StatusCode, Problem> {
    caller.may(Action::ReadLogs)?;
    let person = query.read()?.person.unwrap_or(caller.who.person);
    node.call(move |core, now| core.forget_mail_address(now, caller.who, person))
        .await??;
    Ok(StatusCode::NO_CONTENT)
}

/// Tries all that waits again now, what was given up too.
#[utoipa::path(post, path = "/api/v1/mail/retry", tag = "mail", responses((status = 200, description = "Done", body = MailRetried)))]
pub async fn retry(
    State(node): State<NodeHandle>,
    caller: Caller,
) -> Result<Json<MailRetried>, Problem> {
    caller.may(Action::Accredit)?;
    let letters = node.call(|core, now| core.retry_mail(now)).await??;
    Ok(Json(MailRetried { letters }))
}
