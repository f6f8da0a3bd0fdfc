//! Logs and records: signed bytes in, verified entries out.

use axum::{
    Json,
    extract::{Query, State},
    http::HeaderMap,
};
use domain::Action;
use serde::Deserialize;
use wire::{Bytes64, ContactSummary, InternalPage, LogsPage, PostRequest, Posted};

use super::{Problem, authorise};
use crate::runtime::NodeHandle;

/// What the device holds already.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
pub struct LogsQuery {
    /// Entries of this side's log.
    #[serde(default)]
    own: u64,
    /// Entries of the other side's log.
    #[serde(default)]
    other: u64,
}

/// Entries of both logs after those that the device holds.
#[utoipa::path(get, path = "/api/v1/logs", params(LogsQuery), responses((status = 200, body = LogsPage), (status = 401)))]
pub async fn logs(
    State(node): State<NodeHandle>,
    headers: HeaderMap,
    Query(query): Query<LogsQuery>,
) -> Result<Json<LogsPage>, Problem> {
    let page = node
        .call(move |core, now| {
            authorise(core, now, &headers, Some(Action::ReadLogs))?;
            core.logs_page(query.own, query.other)
        })
        .await??;
    Ok(Json(page))
}

/// Contacts as the node folds them: phases and times, no sealed text.
#[utoipa::path(get, path = "/api/v1/contacts", responses((status = 200, body = Vec<ContactSummary>), (status = 401)))]
pub async fn contacts(
    State(node): State<NodeHandle>,
    headers: HeaderMap,
) -> Result<Json<Vec<ContactSummary>>, Problem> {
    let contacts = node
        .call(move |core, now| {
            authorise(core, now, &headers, Some(Action::ReadLogs))?;
            Ok::<_, crate::app::AppError>(core.contacts())
        })
        .await??;
    Ok(Json(contacts))
}

/// Takes a signed record of the line.
#[utoipa::path(post, path = "/api/v1/records", request_body = PostRequest,
    responses((status = 200, body = Posted), (status = 401), (status = 403), (status = 409)))]
pub async fn post(
    State(node): State<NodeHandle>,
    headers: HeaderMap,
    Json(request): Json<PostRequest>,
) -> Result<Json<Posted>, Problem> {
    let seq = node
        .call(move |core, now| {
            let who = authorise(core, now, &headers, None)?;
            core.post_record(now, who.device, &request.bytes.0)
        })
        .await??;
    Ok(Json(Posted { seq }))
}

/// Where in the internal log to begin.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
pub struct InternalQuery {
    #[serde(default)]
    after: u64,
}

/// Records that never leave this side.
#[utoipa::path(get, path = "/api/v1/internal", params(InternalQuery), responses((status = 200, body = InternalPage), (status = 403)))]
pub async fn internal(
    State(node): State<NodeHandle>,
    headers: HeaderMap,
    Query(query): Query<InternalQuery>,
) -> Result<Json<InternalPage>, Problem> {
    let records = node
        .call(move |core, now| {
            authorise(core, now, &headers, Some(Action::ReadInternal))?;
            core.internal_page(query.after)
        })
        .await??;
    Ok(Json(InternalPage {
        records: records.into_iter().map(Bytes64).collect(),
    }))
}

/// Takes a signed internal record.
#[utoipa::path(post, path = "/api/v1/internal", request_body = PostRequest,
    responses((status = 200, body = Posted), (status = 401), (status = 403)))]
pub async fn post_internal(
    State(node): State<NodeHandle>,
    headers: HeaderMap,
    Json(request): Json<PostRequest>,
) -> Result<Json<Posted>, Problem> {
    let seq = node
        .call(move |core, now| {
            let who = authorise(core, now, &headers, Some(Action::DraftRelease))?;
            core.post_internal(now, who.device, &request.bytes.0)
        })
        .await??;
    Ok(Json(Posted { seq }))
}
