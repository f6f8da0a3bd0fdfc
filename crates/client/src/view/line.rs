//! How the line stands.

use serde::Serialize;

/// How the line stands.
#[derive(Debug, Clone, Serialize)]
pub struct Status {
    #[serde(flatten)]
    pub status: wire::LineStatus,
    pub name: Option<String>,
}
