//! How the line stands.

use serde::Serialize;

/// How the line stands.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(
    feature = "typescript",
    derive(ts_rs::TS),
    ts(rename = "LineStatusView")
)]
pub struct Status {
    #[serde(flatten)]
    pub status: wire::LineStatus,
    pub name: Option<String>,
}
