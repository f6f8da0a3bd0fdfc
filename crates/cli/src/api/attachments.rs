//! Attachments at the own node: sealed parts sent and fetched.

use domain::AttachmentId;
use reqwest::Method;
use wire::AttachmentState;

use super::{Session, node::refusal, read_answer};
use crate::CliError;

fn path_of(id: AttachmentId, chunk: Option<u32>) -> String {
    match chunk {
        None => format!("/api/v1/attachments/{id}/manifest"),
        Some(index) => format!("/api/v1/attachments/{id}/chunks/{index}"),
    }
}

impl Session<'_> {
    pub async fn attachment_state(
        &mut self,
        id: AttachmentId,
    ) -> Result<AttachmentState, CliError> {
        self.get(&format!("/api/v1/attachments/{id}")).await
    }

    /// Sends the manifest, or a chunk; it is durably at the node when this returns.
    pub async fn put_attachment_part(
        &mut self,
        id: AttachmentId,
        chunk: Option<u32>,
        bytes: &[u8],
    ) -> Result<AttachmentState, CliError> {
        let path = path_of(id, chunk);
        let body = Some(bytes.to_vec());
        let (status, answer) = self.ask_signed_in(Method::PUT, &path, body).await?;
        read_answer(status, &answer)
    }

    pub async fn attachment_part(
        &mut self,
        id: AttachmentId,
        chunk: Option<u32>,
    ) -> Result<Vec<u8>, CliError> {
        let path = path_of(id, chunk);
        let (status, bytes) = self.ask_signed_in(Method::GET, &path, None).await?;
        if status.is_success() {
            Ok(bytes)
        } else {
            Err(refusal(status, &bytes))
        }
    }

    /// Says that this device has fetched and opened all of it.
    pub async fn attachment_fetched(
        &mut self,
        id: AttachmentId,
    ) -> Result<AttachmentState, CliError> {
        let path = format!("/api/v1/attachments/{id}/fetched");
        let (status, answer) = self.ask_signed_in(Method::POST, &path, None).await?;
        read_answer(status, &answer)
    }
}
