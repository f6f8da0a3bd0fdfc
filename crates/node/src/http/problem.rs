//! Refusals as problem details (RFC 9457), with a stable code.

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};

use crate::app::AppError;
use crate::runtime::NodeGone;

/// A refusal on its way out.
#[derive(Debug)]
pub struct Problem(AppError);

impl From<AppError> for Problem {
    fn from(error: AppError) -> Self {
        Self(error)
    }
}

impl From<NodeGone> for Problem {
    fn from(_: NodeGone) -> Self {
        Self(AppError::new(
            crate::app::ErrorCode::Store,
            "the node is stopping; try again when it is back",
        ))
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let AppError {
            code,
            detail,
            retry_after_s,
            ..
        } = self.0;
        let status =
            StatusCode::from_u16(code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = serde_json::json!({
            "type": format!("urn:detente:problem:{}", code.name()),
            "title": code.name(),
            "status": code.status(),
            "detail": detail,
        });
        let mut response = (status, body.to_string()).into_response();
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        if let Some(seconds) = retry_after_s {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}
