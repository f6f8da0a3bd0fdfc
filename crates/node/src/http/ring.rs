//! Principals who are rung again.

use axum::{Json, extract::State};
use domain::{Action, SubjectId};
use wire::RungAgain;

use super::{Caller, Problem, problem::Named};
use crate::app::{AppError, ErrorCode};
use crate::runtime::NodeHandle;

/// Rings the own side's principal again, who didn't answer or said not now: each page and terminal that waits,
/// and each browser that registered and whose page is closed. Of a contact that both duty officers confirmed; not while it rings, nor too often. Nothing of it is a record.
#[utoipa::path(post, path = "/api/v1/contacts/{id}/ring", tag = "ring", params(("id" = String, Path, description = "32 hex digits")),
    responses((status = 200, description = "Done", body = RungAgain), (status = 404), (status = 409), (status = 429)))]
pub async fn again(
    State(node): State<NodeHandle>,
    caller: Caller,
    Named(id): Named,
) -> Result<Json<RungAgain>, Problem> {
    caller.may(Action::ConfirmStage)?;
    let contact: SubjectId = id
        .parse()
        .map_err(|_| AppError::new(ErrorCode::NotFound, "there is no such contact here"))?;
    let rung = node
        .call(move |core, now| core.ring_again(now, caller.who.device, contact))
        .await??;
    Ok(Json(rung))
}
