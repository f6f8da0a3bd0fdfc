//! Refusals as problem details (RFC 9457), with a stable code; what the framework refuses by itself is
//! worded the same way. docs/problems.md lists the codes.

use axum::{
    body::Bytes,
    extract::{FromRequest, FromRequestParts, Json, Request},
    http::request::Parts,
};
use axum::{
    extract::{
        Path, Query,
        rejection::{BytesRejection, FailedToBufferBody, JsonRejection},
        ws::rejection::WebSocketUpgradeRejection,
    },
    http::{HeaderValue, Method, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use serde::de::DeserializeOwned;

use crate::app::{AppError, ErrorCode};
use crate::runtime::NodeGone;

/// The media type of every refusal.
pub const PROBLEM_TYPE: &str = "application/problem+json";

/// A refusal on its way out.
#[derive(Debug)]
pub struct Problem(AppError);

impl Problem {
    fn new(code: ErrorCode, detail: impl Into<String>) -> Self {
        Self(AppError::new(code, detail))
    }
}

impl From<AppError> for Problem {
    fn from(error: AppError) -> Self {
        Self(error)
    }
}

impl From<NodeGone> for Problem {
    fn from(_: NodeGone) -> Self {
        Self::new(
            ErrorCode::Stopping,
            "the node is stopping; try again when it is back",
        )
    }
}

impl From<JsonRejection> for Problem {
    fn from(rejection: JsonRejection) -> Self {
        match rejection {
            JsonRejection::MissingJsonContentType(_) => Self::new(
                ErrorCode::UnsupportedMediaType,
                "send JSON, with the header content-type: application/json",
            ),
            JsonRejection::BytesRejection(BytesRejection::FailedToBufferBody(
                FailedToBufferBody::LengthLimitError(_),
            )) => Self::new(
                ErrorCode::TooLarge,
                format!("a body has at most {} bytes", super::BODY_BYTES_MAX),
            ),
            other => Self::new(ErrorCode::Malformed, other.body_text()),
        }
    }
}

impl From<WebSocketUpgradeRejection> for Problem {
    fn from(rejection: WebSocketUpgradeRejection) -> Self {
        let cause = rejection.body_text();
        Self::new(
            ErrorCode::Malformed,
            format!("events are read over a WebSocket: {cause}"),
        )
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
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(PROBLEM_TYPE));
        if let Some(seconds) = retry_after_s {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

/// Something of the request can't be read.
pub fn malformed(cause: &str) -> Problem {
    Problem::new(ErrorCode::Malformed, cause)
}

/// No such address.
pub async fn not_found(uri: Uri) -> Problem {
    Problem::new(
        ErrorCode::NotFound,
        format!(
            "there is nothing at {}; see /api/v1/openapi.json",
            uri.path()
        ),
    )
}

/// The address is there, for other methods.
pub async fn method_not_allowed(method: Method, uri: Uri) -> Problem {
    Problem::new(
        ErrorCode::MethodNotAllowed,
        format!("{} doesn't take {method}", uri.path()),
    )
}

/// A JSON body that was sent; read once its sender's authority is known.
pub struct Sent<T>(Result<Json<T>, JsonRejection>);

impl<T> Sent<T> {
    pub fn read(self) -> Result<T, Problem> {
        let Json(body) = self.0?;
        Ok(body)
    }
}

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Sent<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        Ok(Self(Json::from_request(request, state).await))
    }
}

/// What an address asks for after its question mark; read once the sender's authority is known.
pub struct Asked<T>(Result<T, Problem>);

impl<T> Asked<T> {
    pub fn read(self) -> Result<T, Problem> {
        self.0
    }
}

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Asked<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let read = Query::from_request_parts(parts, state).await;
        Ok(Self(match read {
            Ok(Query(asked)) => Ok(asked),
            Err(rejection) => Err(Problem::new(ErrorCode::Malformed, rejection.body_text())),
        }))
    }
}

/// Bytes that were sent as they are; read once their sender's authority is known.
pub struct SentBytes(Result<Bytes, BytesRejection>);

impl SentBytes {
    /// `max` is what the address takes.
    pub fn read(self, max: usize) -> Result<Bytes, Problem> {
        self.0.map_err(|rejection| match rejection {
            BytesRejection::FailedToBufferBody(FailedToBufferBody::LengthLimitError(_)) => {
                Problem::new(
                    ErrorCode::TooLarge,
                    format!("a body here has at most {max} bytes"),
                )
            }
            other => Problem::new(ErrorCode::Malformed, other.body_text()),
        })
    }
}

impl<S: Send + Sync> FromRequest<S> for SentBytes {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        Ok(Self(Bytes::from_request(request, state).await))
    }
}

/// The variable end of an address.
pub struct Named(pub String);

impl<S: Send + Sync> FromRequestParts<S> for Named {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        match Path::from_request_parts(parts, state).await {
            Ok(Path(name)) => Ok(Self(name)),
            Err(rejection) => Err(Problem::new(ErrorCode::Malformed, rejection.body_text())),
        }
    }
}

/// Two variable parts of an address.
pub struct NamedTwo(pub String, pub String);

impl<S: Send + Sync> FromRequestParts<S> for NamedTwo {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        match Path::from_request_parts(parts, state).await {
            Ok(Path((first, second))) => Ok(Self(first, second)),
            Err(rejection) => Err(Problem::new(ErrorCode::Malformed, rejection.body_text())),
        }
    }
}
