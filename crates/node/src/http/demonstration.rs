//! The keys of a demonstration's people, given to everybody who asks. A node in earnest has none to give: a
//! device's key never leaves the device.

use axum::{Extension, http::header, response::IntoResponse};
use std::path::PathBuf;
use utoipa::ToSchema;

use super::Problem;
use crate::app::{AppError, ErrorCode};

/// The file that is given away, in a demonstration alone.
#[derive(Clone)]
pub struct GivenKeys(pub Option<PathBuf>);

/// Keys of a demonstration's people, and whom they speak with.
#[derive(ToSchema)]
#[allow(dead_code, reason = "described here, written by the demonstration")]
pub struct Demonstration {
    people: Vec<DemonstrationKey>,
    /// Credentials of the other side, whose words the demonstration compared (base64).
    other: String,
}

/// A device's key.
#[derive(ToSchema)]
#[allow(dead_code, reason = "described here, written by the demonstration")]
pub struct DemonstrationKey {
    name: String,
    roles: Vec<String>,
    secret: String,
}

/// Keys that guard nothing, with their people's roles.
#[utoipa::path(get, path = "/api/v1/demonstration", tag = "desk", responses((status = 200, description = "This is a demonstration, and these are its keys", body = Demonstration, content_type = "application/json"), (status = 404)))]
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
