//! What a device's part in a call tells its program.

use domain::EndReason;
use identity::{DeviceId, SideId};
use wire::{RefusalCode, ToNode};

/// What the device's program does next.
#[derive(Debug)]
pub enum CallOutput {
    Send(ToNode),
    Event(CallEvent),
}

/// What happened, for the person and the report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CallEvent {
    /// The node's answer to our session description.
    Answer(String),
    /// Who is in the call now: everybody sees everybody come and go.
    Members(Vec<(SideId, DeviceId)>),
    /// All devices attest the same keys in this epoch.
    KeysAgreed {
        epoch: u64,
    },
    /// Six words to compare; the same on all devices if nobody is in between.
    Words([&'static str; 6]),
    /// The floor opens for everybody in so many milliseconds.
    FloorOpens {
        in_ms: u32,
    },
    /// The line to the other side was lost, or is there again; the call goes on.
    Line {
        up: bool,
    },
    Ended(EndReason),
    Refused {
        code: RefusalCode,
        why: String,
    },
    /// Something that a node or another device sent was refused; a sentence for the record.
    Warning(Warning),
}

/// Refused input, counted in the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Warning {
    /// A roster names a device without accreditation, role or its own signature, or one twice.
    ForeignMember,
    /// A commit without both nodes' signatures, or not signed by its device.
    UnsignedCommit,
    /// A commit that adds or removes other devices than the roster says.
    GhostInCommit,
    /// A commit, key package or welcome that couldn't be processed.
    Unprocessable,
    /// An attestation of other keys.
    OtherKeys,
    /// A device has stopped attesting.
    Silent,
    /// A message that isn't of this group and epoch.
    StrayMessage,
    /// The nodes are in a later epoch than we: a commit didn't arrive.
    Behind,
}

impl Warning {
    pub const fn code(self) -> &'static str {
        match self {
            Self::ForeignMember => "foreign_member",
            Self::UnsignedCommit => "unsigned_commit",
            Self::GhostInCommit => "ghost_in_commit",
            Self::Unprocessable => "unprocessable_commit",
            Self::OtherKeys => "other_keys",
            Self::Silent => "silent_device",
            Self::StrayMessage => "stray_message",
            Self::Behind => "behind",
        }
    }
}
