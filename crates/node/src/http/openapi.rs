//! The API's description (OpenAPI 3.1), made from the handlers; its text is committed and compared.

use axum::{Json, response::IntoResponse};
use utoipa::OpenApi;

use super::{line, people, press, records, sessions};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Détente node",
        description = "What a side's devices ask of their own node."
    ),
    paths(
        sessions::side,
        sessions::challenge,
        sessions::sign_in,
        sessions::sign_out,
        records::logs,
        records::contacts,
        records::post,
        records::internal,
        records::post_internal,
        people::accredit,
        people::revoke,
        line::status,
        line::pin,
        press::release,
        press::list,
        press::promises,
    )
)]
struct Api;

/// The description as JSON.
pub fn document() -> String {
    Api::openapi().to_pretty_json().unwrap_or_default()
}

pub async fn serve() -> impl IntoResponse {
    Json(Api::openapi())
}
