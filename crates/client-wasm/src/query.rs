//! What a page asks for: one view of what this device has verified, as JSON.

use serde::Deserialize;

use crate::{Core, CoreError};

/// One view; `view` names it.
#[derive(Debug, Clone, Deserialize)]
#[serde(tag = "view", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Query {
    Identity,
}

impl Core {
    pub fn query(&self, query: &Query, now_unix_ms: i64) -> Result<String, CoreError> {
        match query {
            Query::Identity => json(&self.identity(now_unix_ms)),
        }
    }
}

fn json(view: &impl serde::Serialize) -> Result<String, CoreError> {
    serde_json::to_string(view).map_err(CoreError::malformed)
}
