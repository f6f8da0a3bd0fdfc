//! Logs and records: signed bytes in, verified entries out.

use axum::{Json, extract::State};
use domain::Action;
use serde::Deserialize;
use wire::{Bytes64, ContactSummary, InternalPage, LogsPage, PostRequest, Posted};

use super::{
    Caller, Problem,
    problem::{Asked, Sent},
};
use crate::runtime::NodeHandle;

/// What the device holds already.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct LogsQuery {
    /// Entries of this side's log.
    #[serde(default)]
    own: u64,
    /// Entries of the other side's log.
    #[serde(default)]
    other: u64,
}

/// Entries of both logs after those that the device holds.
#[utoipa::path(get, path = "/api/v1/logs", params(LogsQuery), responses((status = 200, description = "Done", body = LogsPage), (status = 401)))]
pub async fn logs(
    State(node): State<NodeHandle>,
    caller: Caller,
    query: Asked<LogsQuery>,
) -> Result<Json<LogsPage>, Problem> {
    caller.may(Action::ReadLogs)?;
    let query = query.read()?;
    let page = node
        .call(move |core, _| core.logs_page(query.own, query.other))
        .await??;
    Ok(Json(page))
}

/// Contacts as the node folds them: phases and times, no sealed text.
#[utoipa::path(get, path = "/api/v1/contacts", responses((status = 200, description = "Done", body = Vec<ContactSummary>), (status = 401)))]
pub async fn contacts(
    State(node): State<NodeHandle>,
    caller: Caller,
) -> Result<Json<Vec<ContactSummary>>, Problem> {
    caller.may(Action::ReadLogs)?;
    let contacts = node.call(|core, _| core.contacts()).await?;
    Ok(Json(contacts))
}

/// Takes a signed record of the line.
#[utoipa::path(post, path = "/api/v1/records", request_body = PostRequest,
    responses((status = 200, description = "Done", body = Posted), (status = 401), (status = 403), (status = 409)))]
pub async fn post(
    State(node): State<NodeHandle>,
    caller: Caller,
    body: Sent<PostRequest>,
) -> Result<Json<Posted>, Problem> {
    let request = body.read()?;
    let seq = node
        .call(move |core, now| core.post_record(now, caller.who.device, &request.bytes.0))
        .await??;
    Ok(Json(Posted { seq }))
}

/// Where in the internal log to begin.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct InternalQuery {
    #[serde(default)]
    after: u64,
}

/// Records that never leave this side.
#[utoipa::path(get, path = "/api/v1/internal", params(InternalQuery), responses((status = 200, description = "Done", body = InternalPage), (status = 403)))]
pub async fn internal(
    State(node): State<NodeHandle>,
    caller: Caller,
    query: Asked<InternalQuery>,
) -> Result<Json<InternalPage>, Problem> {
    caller.may(Action::ReadInternal)?;
    let query = query.read()?;
    let records = node
        .call(move |core, _| core.internal_page(query.after))
        .await??;
    Ok(Json(InternalPage {
        records: records.into_iter().map(Bytes64).collect(),
    }))
}

/// Takes a signed internal record.
#[utoipa::path(post, path = "/api/v1/internal", request_body = PostRequest,
    responses((status = 200, description = "Done", body = Posted), (status = 401), (status = 403)))]
pub async fn post_internal(
    State(node): State<NodeHandle>,
    caller: Caller,
    body: Sent<PostRequest>,
) -> Result<Json<Posted>, Problem> {
    let request = body.read()?;
    let seq = node
        .call(move |core, now| core.post_internal(now, caller.who.device, &request.bytes.0))
        .await??;
    Ok(Json(Posted { seq }))
}
