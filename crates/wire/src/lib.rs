//! What devices and their own node say to each other, and what two nodes say about a running call.
//!
//! Requests are JSON over HTTP; everything about a call is deterministic CBOR over one WebSocket.
//! These types stay at the edge; a signed record's bytes are the one thing that is domain and wire.
#![forbid(unsafe_code)]

mod api;
mod call;
mod envelope;
mod trunk;

pub use api::{
    Bytes64, ChallengeRequest, ChallengeResponse, ContactSummary, InternalPage, LOGS_PAGE_MAX,
    LinePinRequest, LineStatus, LogsPage, PostRequest, Posted, PressItem, PromiseItem,
    ReleaseRequest, Released, SessionRequest, SessionResponse, SideInfo, sign_in_message,
};
pub use call::{RefusalCode, RosterMember, ToDevice, ToNode, WireError};
pub use envelope::{
    COMMIT_BYTES_MAX, CallEnvelope, CommitBody, EnvelopeError, GROUP_MESSAGE_BYTES_MAX, GroupId,
    JoinBody, KEY_PACKAGE_BYTES_MAX, Order, OrderError, SDP_BYTES_MAX, SignedEnvelope,
    WELCOME_BYTES_MAX,
};
pub use trunk::{TRUNK_FRAME_BYTES_MAX, TrunkFrame};

/// Longest message of a device over its WebSocket.
pub const CLIENT_MESSAGE_BYTES_MAX: usize = 512 * 1024;

const _: () = assert!(COMMIT_BYTES_MAX + WELCOME_BYTES_MAX < CLIENT_MESSAGE_BYTES_MAX);
