//! What a line starts from, what goes into it and what comes out of it.

use domain::{Head, LogEntry, SealedEntry};
use identity::{Charter, SideId, SigningKey};

use crate::{CALL_BYTES_MAX, Consequence, Misbehaviour, SkewLevel, UNRECORDED_FRAME_BYTES_MAX};
use std::time::Instant;

/// What a line starts from: who it is between, and what is on disk.
#[derive(Debug, Clone)]
pub struct Config {
    pub own_side: SideId,
    /// Signs receipts; its public part verifies own entries that come back.
    pub own_node_key: SigningKey,
    /// The pinned charter of the other side.
    pub other: Charter,
    pub own_head: Head,
    /// The other log as it is durably held.
    pub other_head: Head,
    /// `other_seen` of the last entry held of the other log.
    pub other_seen: Head,
    /// The highest own entry with a durable receipt.
    pub peer_confirmed: u64,
    /// The store was restored from a backup: nothing is appended until the peer said how far it
    /// knows the own log. Without it, what a peer holds is found out at the first greeting too, but
    /// entries may have been appended before.
    pub restored: bool,
    /// Own entries that are to overtake, as [`Input::OwnUrgent`] says of one.
    pub urgent: Vec<u64>,
    /// The other log's entries that are held ahead of their place.
    pub early: Vec<SealedEntry>,
    /// A fork of one of the two logs was proved earlier and isn't resolved.
    pub forked: bool,
    /// Number of the peer's routes; with none the line only waits to be reached.
    pub routes: usize,
    /// [`crate::SUPPORTED_VERSIONS`], save in tests of upgrades.
    pub versions: Vec<u16>,
    /// A random number: for jitter and ties, not for secrets.
    pub seed: u64,
}

/// A connection, numbered by the node; never used twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConnId(pub u64);

/// What the node tells the line.
#[derive(Debug, Clone)]
pub enum Input {
    /// A connection to the pinned key stands, whoever dialled it.
    Connected(ConnId),
    Disconnected(ConnId),
    /// One whole frame, in the order in which it was sent on its connection.
    Frame {
        conn: ConnId,
        bytes: Vec<u8>,
    },
    /// More than [`crate::CONNECTION_QUEUE_BYTES_MAX`] bytes wait there: what was sent last is dropped.
    Unread(ConnId),
    /// A proof of two stories is held that the line didn't find itself: of two orders in a call.
    Forked,
    /// The own log durably stands here: one entry further, or several.
    OwnAppended(Head),
    /// An own entry, said before [`Input::OwnAppended`] of it, that is to overtake those that wait. Of
    /// more than [`crate::EARLY_MAX`] without receipt the later ones come in their place alone.
    OwnUrgent {
        seq: u64,
    },
    /// What [`Output::StoreEarly`] gave isn't held; `fault`: the peer knew that it has no right to
    /// overtake.
    EarlyRefused {
        seq: u64,
        fault: bool,
    },
    /// Answer to one [`Output::LoadOwn`]; loads are answered in their order, once each, with what is
    /// there (nothing, if nothing is).
    OwnEntries(Vec<SealedEntry>),
    /// Answer to one [`Output::LoadOther`], in the same way.
    OtherEntries(Vec<SealedEntry>),
    /// Every entry of the other log up to this head is on disk.
    Stored {
        head: Head,
    },
    /// The receipt of the own entry `seq` is on disk.
    ReceiptStored {
        seq: u64,
    },
    /// Reliable and in order as long as the line stays up; lost when it goes down.
    SendCall(Vec<u8>),
    /// As [`Self::SendCall`]: what is in no log.
    SendUnrecorded(Vec<u8>),
    /// The node stops: says goodbye and dials no more.
    Leave,
}

/// Why an input isn't taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InputError {
    #[error("the line is down")]
    NotUp,
    #[error("a call frame of {got} bytes, at most {CALL_BYTES_MAX} are sent")]
    CallTooLong { got: usize },
    #[error("something unrecorded of {got} bytes, at most {UNRECORDED_FRAME_BYTES_MAX} are sent")]
    UnrecordedTooLong { got: usize },
}

/// What the line tells the node; performed in this order.
#[derive(Debug, Clone, PartialEq, Eq)]
// Entries are the usual case, not the rare large one: a box each would cost more than it saves.
#[allow(clippy::large_enum_variant)]
pub enum Output {
    Send {
        conn: ConnId,
        bytes: Vec<u8>,
    },
    /// As [`Output::Send`], and nothing that was sent before is waited for: on a stream of its own.
    SendEarly {
        conn: ConnId,
        bytes: Vec<u8>,
    },
    /// Load at most `max` entries of the own log.
    LoadOwn {
        from_seq: u64,
        max: u64,
    },
    /// Load at most `max` entries of the other log, those of earlier [`Output::Store`]s included.
    LoadOther {
        from_seq: u64,
        max: u64,
    },
    /// The next entry of the other log, verified; the log's head with it. A receipt leaves only
    /// after [`Input::Stored`].
    Store(SealedEntry, Head, LogEntry),
    /// An entry of the other log ahead of its place, signed by its node; what it says isn't checked.
    /// Keep it until the log has come so far, or say [`Input::EarlyRefused`].
    StoreEarly(SealedEntry, LogEntry),
    /// The other node durably holds the own log up to `seq`, and signed that.
    StoreReceipt {
        seq: u64,
        bytes: Vec<u8>,
    },
    /// An own entry that a restored backup lacks, verified: append it as it is, then say
    /// [`Input::OwnAppended`]. One that is already there is passed over.
    RestoreOwn(SealedEntry),
    /// The own log is whole again.
    OwnRestored(Head),
    Up {
        version: u16,
        skew_ms: i64,
    },
    Down {
        why: DownReason,
    },
    /// The clocks' distance reached another level.
    Skew {
        skew_ms: i64,
        level: SkewLevel,
    },
    /// All that was sent before this moment has arrived at the other node, and its immediate answers
    /// here: frames are in order, and a ping sent then was answered. The clocks' distance is known better
    /// by it than by the greeting, which was on its way for an unknown time.
    Through {
        sent_before: Instant,
        skew_ms: i64,
    },
    Call(Vec<u8>),
    Unrecorded(Vec<u8>),
    Misbehaviour {
        what: Misbehaviour,
        consequence: Consequence,
    },
    /// Two entries with one number, both signed by `side`'s node. Given once for each log.
    ForkProof {
        side: SideId,
        first: SealedEntry,
        second: SealedEntry,
    },
    /// What the store gave isn't what was stored there; nothing is sent from it.
    StoreDamaged {
        side: SideId,
        seq: u64,
    },
    /// Connect by this route; `attempt` counts from 0.
    Dial {
        route_index: usize,
        attempt: u32,
    },
    /// Close this connection once what was sent before is on its way.
    Close {
        conn: ConnId,
        code: CloseCode,
    },
}

/// Why a line that was up is down.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DownReason {
    #[error("nothing heard for 6 s")]
    Silent,
    #[error("the connection was lost")]
    Disconnected,
    #[error("the other node said goodbye with code {0}")]
    Bye(u16),
    #[error("the other node misbehaved")]
    Misbehaved,
    /// Up again at once.
    #[error("another connection took over")]
    Superseded,
    #[error("this node stops")]
    Left,
}

impl DownReason {
    /// Stable, for programs and pages.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Silent => "silent",
            Self::Disconnected => "disconnected",
            Self::Bye(number) if *number == CloseCode::Leaving.number() => "other-stopped",
            Self::Bye(_) => "bye",
            Self::Misbehaved => "misbehaved",
            Self::Superseded => "superseded",
            Self::Left => "left",
        }
    }
}

/// Why a connection is closed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CloseCode {
    #[error("this node stops")]
    Leaving,
    #[error(
        "no version in common: we speak {ours:?}, the other node {theirs:?}; upgrade the older"
    )]
    Unsupported { ours: Vec<u16>, theirs: Vec<u16> },
    #[error("misbehaviour")]
    Misbehaved,
    #[error("another connection is used")]
    Superseded,
    #[error("nothing heard")]
    Silent,
    #[error("too many connections")]
    Crowded,
    #[error("the other node said goodbye")]
    Answered,
}

impl CloseCode {
    /// As it goes over the line, and as QUIC's application error code; never changes its meaning.
    pub fn number(&self) -> u16 {
        match self {
            Self::Leaving => 1,
            Self::Unsupported { .. } => 2,
            Self::Misbehaved => 3,
            Self::Superseded => 4,
            Self::Silent => 5,
            Self::Crowded => 6,
            Self::Answered => 7,
        }
    }
}

/// Why nothing may be appended to the own log at the moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hold {
    /// The log comes from a backup, and the other node hasn't yet said how far it knows it.
    AskingThePeer,
    /// Own entries are being fetched back.
    Restoring,
    /// [`crate::OUTSTANDING_MAX`] entries wait for a receipt. Revocations may be appended still.
    Outstanding,
}

/// What one of the two logs wants done; the line does it on the connection in use, if there is one.
#[derive(Debug)]
#[allow(clippy::large_enum_variant)] // short-lived, and entries are the usual case
pub(crate) enum Act {
    Send(crate::Frame),
    SendEarly(SealedEntry),
    Do(Output),
    Accuse(Misbehaviour),
}
