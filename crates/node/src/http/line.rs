//! The line to the other node: pinning and state.

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, StatusCode},
};
use domain::Action;
use wire::{LinePinRequest, LineStatus};

use super::{Problem, authorise};
use crate::runtime::NodeHandle;

/// How the line stands.
#[utoipa::path(get, path = "/api/v1/line", responses((status = 200, body = LineStatus), (status = 401)))]
pub async fn status(
    State(node): State<NodeHandle>,
    headers: HeaderMap,
) -> Result<Json<LineStatus>, Problem> {
    let status = node
        .call(move |core, now| {
            authorise(core, now, &headers, Some(Action::ReadLogs))?;
            Ok::<_, crate::app::AppError>(core.line_status())
        })
        .await??;
    Ok(Json(status))
}

/// Pins the other side, after a person compared the words with the file's owner.
#[utoipa::path(post, path = "/api/v1/line", request_body = LinePinRequest,
    responses((status = 204), (status = 403), (status = 409)))]
pub async fn pin(
    State(node): State<NodeHandle>,
    headers: HeaderMap,
    Json(request): Json<LinePinRequest>,
) -> Result<StatusCode, Problem> {
    node.call(move |core, now| {
        authorise(core, now, &headers, Some(Action::PinLine))?;
        core.pin_line(now, &request.credentials.0)
    })
    .await??;
    Ok(StatusCode::NO_CONTENT)
}
