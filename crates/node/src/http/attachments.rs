//! Attachments: sealed chunks in and out, as bytes. Nothing here knows what is in them.

use axum::{Json, body::Bytes, extract::State, http::header, response::IntoResponse};
use domain::{
    ATTACHMENT_CHUNK_BYTES, ATTACHMENT_TAG_BYTES, Action, AttachmentId, MANIFEST_BYTES_MAX,
};
use wire::AttachmentState;

use super::{
    Caller, Problem,
    problem::{Named, NamedTwo, SentBytes},
};
use crate::app::{AppError, ErrorCode};
use crate::runtime::NodeHandle;

/// Longest chunk as it is sent.
pub const CHUNK_BODY_BYTES_MAX: usize = (ATTACHMENT_CHUNK_BYTES + ATTACHMENT_TAG_BYTES) as usize;

const _: () = assert!(MANIFEST_BYTES_MAX <= super::BODY_BYTES_MAX);
const _: () = assert!(CHUNK_BODY_BYTES_MAX <= storage::VALUE_BYTES_MAX);

fn id_of(text: &str) -> Result<AttachmentId, AppError> {
    let mut bytes = [0; 32];
    hex::decode_to_slice(text, &mut bytes)
        .map_err(|_| AppError::new(ErrorCode::NotFound, "an attachment's id has 64 hex digits"))?;
    Ok(identity::Hash32(bytes))
}

fn index_of(text: &str) -> Result<u32, AppError> {
    text.parse()
        .map_err(|_| AppError::new(ErrorCode::NotFound, "chunks are numbered from 0"))
}

async fn state_of(node: &NodeHandle, id: AttachmentId) -> Result<Json<AttachmentState>, Problem> {
    let state = node
        .call(move |core, _| core.attachment_state(id))
        .await??;
    Ok(Json(state))
}

/// What is here of an attachment, and what the other node says that it has.
#[utoipa::path(get, path = "/api/v1/attachments/{id}", params(("id" = String, Path, description = "Its id, 64 hex digits")),
    responses((status = 200, description = "Done", body = AttachmentState), (status = 404)))]
pub async fn state(
    State(node): State<NodeHandle>,
    caller: Caller,
    Named(id): Named,
) -> Result<Json<AttachmentState>, Problem> {
    caller.may(Action::ReadLogs)?;
    state_of(&node, id_of(&id)?).await
}

/// The hashes of its sealed chunks.
#[utoipa::path(get, path = "/api/v1/attachments/{id}/manifest", params(("id" = String, Path, description = "Its id")),
    responses((status = 200, description = "As its id names it (CBOR)", body = Vec<u8>, content_type = "application/octet-stream"), (status = 404)))]
pub async fn manifest(
    State(node): State<NodeHandle>,
    caller: Caller,
    Named(id): Named,
) -> Result<impl IntoResponse, Problem> {
    caller.may(Action::ReadLogs)?;
    part(&node, id_of(&id)?, None).await
}

/// One sealed chunk.
#[utoipa::path(get, path = "/api/v1/attachments/{id}/chunks/{index}",
    params(("id" = String, Path, description = "Its id"), ("index" = u32, Path, description = "The chunk's number, from 0")),
    responses((status = 200, description = "As it was sealed", body = Vec<u8>, content_type = "application/octet-stream"), (status = 404)))]
pub async fn chunk(
    State(node): State<NodeHandle>,
    caller: Caller,
    NamedTwo(id, index): NamedTwo,
) -> Result<impl IntoResponse, Problem> {
    caller.may(Action::ReadLogs)?;
    part(&node, id_of(&id)?, Some(index_of(&index)?)).await
}

async fn part(
    node: &NodeHandle,
    id: AttachmentId,
    chunk: Option<u32>,
) -> Result<impl IntoResponse + use<>, Problem> {
    let bytes = node
        .call(move |core, _| core.attachment_part(id, chunk))
        .await??;
    Ok(([(header::CONTENT_TYPE, "application/octet-stream")], bytes))
}

/// Takes the hashes of its sealed chunks, as its id names them; chunks are taken after that.
#[utoipa::path(put, path = "/api/v1/attachments/{id}/manifest", params(("id" = String, Path, description = "Its id")),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 200, description = "Here, durably", body = AttachmentState), (status = 404), (status = 409), (status = 422), (status = 507)))]
pub async fn put_manifest(
    State(node): State<NodeHandle>,
    caller: Caller,
    Named(id): Named,
    body: SentBytes,
) -> Result<Json<AttachmentState>, Problem> {
    caller.may(Action::HandOverPaper)?;
    let bytes = body.read(super::BODY_BYTES_MAX)?;
    put(&node, id_of(&id)?, None, bytes).await
}

/// Takes one sealed chunk.
#[utoipa::path(put, path = "/api/v1/attachments/{id}/chunks/{index}",
    params(("id" = String, Path, description = "Its id"), ("index" = u32, Path, description = "The chunk's number, from 0")),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 200, description = "Here, durably", body = AttachmentState), (status = 404), (status = 409), (status = 413), (status = 422), (status = 507)))]
pub async fn put_chunk(
    State(node): State<NodeHandle>,
    caller: Caller,
    NamedTwo(id, index): NamedTwo,
    body: SentBytes,
) -> Result<Json<AttachmentState>, Problem> {
    caller.may(Action::HandOverPaper)?;
    let bytes = body.read(CHUNK_BODY_BYTES_MAX)?;
    put(&node, id_of(&id)?, Some(index_of(&index)?), bytes).await
}

async fn put(
    node: &NodeHandle,
    id: AttachmentId,
    chunk: Option<u32>,
    bytes: Bytes,
) -> Result<Json<AttachmentState>, Problem> {
    node.call(move |core, now| core.put_attachment_part(now, id, chunk, &bytes))
        .await??;
    state_of(node, id).await
}

/// Says that this device has fetched all of it, and opened it.
#[utoipa::path(post, path = "/api/v1/attachments/{id}/fetched", params(("id" = String, Path, description = "Its id")),
    responses((status = 200, description = "Done", body = AttachmentState), (status = 404), (status = 409)))]
pub async fn fetched(
    State(node): State<NodeHandle>,
    caller: Caller,
    Named(id): Named,
) -> Result<Json<AttachmentState>, Problem> {
    caller.may(Action::ReadLogs)?;
    let id = id_of(&id)?;
    node.call(move |core, now| core.attachment_fetched(now, id))
        .await??;
    state_of(&node, id).await
}
