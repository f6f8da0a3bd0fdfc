//! What devices and their own node say to each other, and what two nodes say about a running call.
//!
//! Requests are JSON over HTTP; everything about a call is deterministic CBOR over one WebSocket.
//! These types stay at the edge; a signed record's bytes are the one thing that is domain and wire.
#![forbid(unsafe_code)]

mod api;
mod call;
mod capitals;
mod envelope;
mod first_link;
mod passkey;
mod push;
mod ring;
mod session;
mod trunk;
mod unrecorded;

pub use api::{
    AlarmItem, AttachmentState, Bytes64, CalendarLinkMade, CalendarLinkRequest, CalendarLinkState,
    ChallengeRequest, ChallengeResponse, ClientFiles, ContactSummary, InternalPage, LOGS_PAGE_MAX,
    LinePinRequest, LineStatus, LogsPage, MailAddressRequest, MailRetried, MailState, PostRequest,
    Posted, PressItem, PromiseItem, PublicText, PublicTexts, ReleaseRequest, Released,
    SessionRequest, SideInfo, TheirRelease, TheirsTaken, sign_in_message,
};
pub use call::{RefusalCode, RosterMember, ToDevice, ToNode, WireError};
pub use capitals::{
    CapitalDays, Capitals, DailyRest, HolidayOn, HolidaysRequest, RestHoursRequest,
};
pub use envelope::{
    ACCREDITATION_BYTES_MAX, COMMIT_BYTES_MAX, CallEnvelope, CommitBody, EnvelopeError,
    GROUP_MESSAGE_BYTES_MAX, GroupId, JOIN_BYTES_MAX, JoinBody, KEY_PACKAGE_BYTES_MAX, Order,
    OrderError, SignedEnvelope, WELCOME_BYTES_MAX,
};
pub use first_link::{FIRST_LINK_TOKEN_BYTES, FirstLinkOpen, FirstLinkState, FirstLinkUse};
pub use passkey::{
    DevicePasskeys, KnownPasskey, KnownPasskeys, PasskeyEvent, PasskeyOptions, PasskeyRegistered,
    PasskeyRegistration, PasskeyWanted, passkey_message,
};
pub use push::{PushRegistration, PushState};
pub use ring::{Ring, RingHeard, RingItem, RingState, RungAgain};
pub use session::{OpenSession, OpenSessions, SessionResponse, SessionState};
pub use trunk::{DeviceReady, TRUNK_FRAME_BYTES_MAX, TrunkFrame};
pub use unrecorded::{
    UnrecordedAnswer, UnrecordedFrame, UnrecordedItem, UnrecordedPage, UnrecordedSent,
};

/// Longest message of a device over its WebSocket. A commit and its welcome are signed as one
/// envelope, and together they may have 496 KiB: half of this, as first designed, would cut them off.
pub const CLIENT_MESSAGE_BYTES_MAX: usize = 512 * 1024;

/// Longest member of a roster: its join, side and device.
pub const ROSTER_MEMBER_BYTES_MAX: usize = JOIN_BYTES_MAX + 64;

const _: () = assert!(COMMIT_BYTES_MAX + WELCOME_BYTES_MAX < CLIENT_MESSAGE_BYTES_MAX);
// The roster of a full call fits one frame between nodes and one message to a device; with it, in a
// snapshot, what each device is ready for.
const _: () = assert!(
    domain::CALL_DEVICES_MAX * (ROSTER_MEMBER_BYTES_MAX + 128) + 1_024 <= TRUNK_FRAME_BYTES_MAX
);
const _: () = assert!(TRUNK_FRAME_BYTES_MAX <= CLIENT_MESSAGE_BYTES_MAX);
