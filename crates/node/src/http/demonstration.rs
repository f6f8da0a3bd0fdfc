//! The keys of a demonstration's people, given to everybody who asks. A node in earnest has none to give: a
//! device's key never leaves the device.

use axum::{Extension, http::header, response::IntoResponse};
use std::path::PathBuf;

use super::Problem;
use crate::app::{AppError, ErrorCode};

/// The file that is given away, in a demonstration alone.
#[derive(Clone)]
pub struct GivenKeys(pub Option<PathBuf>);

/// Keys that guard nothing, with their people's roles.
#[utoipa::path(get, path = "/api/v1/demonstration", tag = "desk", responses((status = 200, description = "This is a demonstration, and these are its keys", body = String, content_type = "application/json"), (status = 404)))]
pub async fn given_keys(
    Extension(given): Extension<GivenKeys>,
) -> Result<impl IntoResponse, Problem> {
    let in_earnest = || {
        AppError::new(
            ErrorCode::NotFound,
            "this node isn't one of a demonstration",
        )
    };
    let path = given.0.ok_or_else(in_earnest)?;
    // A few lines of a file that the demonstration wrote, asked for once by a browser.
    let text = tokio::fs::read_to_string(path).await;
    let text = text.map_err(|_| in_earnest())?;
    Ok(([(header::CONTENT_TYPE, "application/json")], text))
}
