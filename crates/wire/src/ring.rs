//! How far a side's principal is called: facts of the moment, told between the nodes and to whoever looks at a
//! contact that is staged. They stand in no log.

use domain::SubjectId;
use identity::DeviceId;
use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

/// How far the call of one side's principal is.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Encode, Decode, Serialize, Deserialize,
)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[cbor(index_only)]
#[serde(rename_all = "kebab-case")]
pub enum RingState {
    /// No principal's device is there that could ring.
    #[n(0)]
    NotStaffed,
    /// It rang for long, and nobody took it.
    #[n(1)]
    Unanswered,
    /// Its person said not now.
    #[n(2)]
    Declined,
    /// Its device was in the call, and is no more.
    #[n(6)]
    Left,
    /// Told to a device, which didn't say so far that it rings.
    #[n(3)]
    Sent,
    /// The device said that it rings.
    #[n(4)]
    Ringing,
    /// Its device is in the call.
    #[n(5)]
    Answered,
}

/// What a device's person does about a ring.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum RingHeard {
    /// It rings before a person.
    #[n(0)]
    Rings,
    /// The person said not now.
    #[n(1)]
    Declined,
}

/// One side's ring, with the device that it is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub struct Ring {
    #[n(0)]
    pub state: RingState,
    #[n(1)]
    pub device: Option<DeviceId>,
}

/// The own side's principal was rung again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RungAgain {
    /// Pages and terminals that waited, and were told.
    pub devices: usize,
    /// Browsers that are called by their push service, since their page is closed.
    pub browsers: usize,
}

/// One of the rings in `GET /line`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct RingItem {
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub contact: SubjectId,
    /// Ours, or the other side's as its node told.
    pub ours: bool,
    pub state: RingState,
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub device: Option<DeviceId>,
    /// By the own node's clock.
    pub since_unix_ms: i64,
}
