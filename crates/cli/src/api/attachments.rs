//! Attachments at the own node: sealed parts sent and fetched.

use domain::AttachmentId;
use futures_util::future::try_join_all;
use reqwest::{Method, StatusCode};
use wire::AttachmentState;

use super::{Body, Session, node::refusal, read_answer};
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
        let body = Some(Body::Sealed(bytes.to_vec()));
        let (status, answer) = self.ask_signed_in(Method::PUT, &path, body).await?;
        read_answer(status, &answer)
    }

    /// Sends several chunks at once, which share the node's sync; all are durably there when this returns.
    pub async fn put_attachment_chunks(
        &mut self,
        id: AttachmentId,
        chunks: &[(u32, &[u8])],
    ) -> Result<(), CliError> {
        let token = self.token().await?;
        let sent = chunks.iter().map(|(index, bytes)| {
            let path = path_of(id, Some(*index));
            let (node, token, body) = (&self.node, &token, Some(Body::Sealed(bytes.to_vec())));
            async move { node.ask(Method::PUT, &path, Some(token), body).await }
        });
        let answers = try_join_all(sent).await?;
        for ((index, bytes), (status, answer)) in chunks.iter().zip(answers) {
            if status == StatusCode::UNAUTHORIZED {
                // The session ended meanwhile: one after the other, signed in anew.
                self.put_attachment_part(id, Some(*index), bytes).await?;
            } else {
                read_answer::<AttachmentState>(status, &answer)?;
            }
        }
        Ok(())
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
