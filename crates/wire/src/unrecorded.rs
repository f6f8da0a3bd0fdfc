//! Soundings and non-papers: between a device and its own node, and between two nodes.

use domain::{UNRECORDED_BYTES_MAX, Unrecorded, UnrecordedId};
use identity::{CanonicalError, decode_canonical, encode_canonical};
use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use crate::Bytes64;

/// One node to the other, in the line's frame for what is in no log.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub enum UnrecordedFrame {
    #[n(0)]
    Text(#[n(0)] Unrecorded),
    /// What the receiving node did with one.
    #[n(1)]
    Answer {
        #[n(0)]
        id: UnrecordedId,
        #[n(1)]
        answer: UnrecordedAnswer,
    },
}

/// What the receiving node did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cbor(index_only)]
#[serde(rename_all = "kebab-case")]
pub enum UnrecordedAnswer {
    /// It keeps it until it expires.
    #[n(0)]
    Taken,
    /// It keeps as many as it may.
    #[n(1)]
    Full,
    /// It has expired by the receiving node's clock, or would last too long.
    #[n(2)]
    Expired,
}

impl UnrecordedFrame {
    pub fn to_bytes(&self) -> Vec<u8> {
        encode_canonical(self)
    }

    pub fn from_bytes(bytes: &[u8]) -> Result<Self, CanonicalError> {
        decode_canonical("unrecorded frame", bytes, UNRECORDED_BYTES_MAX + 64)
    }
}

/// `POST /unrecorded`, and one of `GET /unrecorded`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UnrecordedItem {
    /// A [`domain::Unrecorded`].
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub bytes: Bytes64,
}

/// Where one that was posted stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UnrecordedSent {
    /// The other node's answer; none yet.
    pub answer: Option<UnrecordedAnswer>,
}

/// `GET /unrecorded`: what the other side sent and hasn't expired.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UnrecordedPage {
    pub items: Vec<UnrecordedItem>,
}
