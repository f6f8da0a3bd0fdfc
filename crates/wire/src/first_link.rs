//! Bodies of the first administrator's one-time link.

use serde::{Deserialize, Serialize};

use crate::Bytes64;

/// Random bytes of a link's token.
pub const FIRST_LINK_TOKEN_BYTES: usize = 16;

/// `POST /first-link`: SHA-256 of the token, which the node doesn't learn before it is used.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FirstLinkOpen {
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub token_hash: Bytes64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FirstLinkState {
    pub until_unix_ms: i64,
    /// The browser's signed request, once it came; the token is spent then.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub request: Option<Bytes64>,
}

/// `POST /first-link/request`: the token and a signed request. The token is a secret.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FirstLinkUse {
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub token: Bytes64,
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub request: Bytes64,
}

impl std::fmt::Debug for FirstLinkUse {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("FirstLinkUse")
    }
}
