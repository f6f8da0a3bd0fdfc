//! The line to the other node: pinning and state.

use axum::{Json, extract::State, http::StatusCode};
use domain::Action;
use wire::{AlarmItem, LinePinRequest, LineStatus};

use super::{Caller, Problem, problem::Sent};
use crate::runtime::NodeHandle;

/// How the line stands.
#[utoipa::path(get, path = "/api/v1/line", responses((status = 200, description = "Done", body = LineStatus), (status = 401)))]
pub async fn status(
    State(node): State<NodeHandle>,
    caller: Caller,
) -> Result<Json<LineStatus>, Problem> {
    caller.may(Action::ReadLogs)?;
    let status = node.call(|core, _| core.line_status()).await?;
    Ok(Json(status))
}

/// FLASH of the other side that nobody here acknowledged: since when each sounds, and at whom.
#[utoipa::path(get, path = "/api/v1/alarms", responses((status = 200, description = "Done", body = Vec<AlarmItem>), (status = 401), (status = 403)))]
pub async fn alarms(
    State(node): State<NodeHandle>,
    caller: Caller,
) -> Result<Json<Vec<AlarmItem>>, Problem> {
    caller.may(Action::AcknowledgeMessage)?;
    let alarms = node.call(|core, now| core.alarms(now)).await?;
    Ok(Json(alarms))
}

/// Pins the other side, after a person compared the words with the file's owner.
#[utoipa::path(post, path = "/api/v1/line", request_body = LinePinRequest,
    responses((status = 204, description = "Done"), (status = 403), (status = 409)))]
pub async fn pin(
    State(node): State<NodeHandle>,
    caller: Caller,
    body: Sent<LinePinRequest>,
) -> Result<StatusCode, Problem> {
    caller.may(Action::PinLine)?;
    let request = body.read()?;
    node.call(move |core, now| core.pin_line(now, &request.credentials.0))
        .await??;
    Ok(StatusCode::NO_CONTENT)
}
