//! What two nodes say to each other about a running call, over the line's stream for calls.

use domain::{CallId, EndReason, SubjectId};
use identity::{CanonicalError, DeviceId, Hash32, decode_canonical, encode_canonical};
use minicbor::{Decode, Encode};

use crate::{GroupId, Order, RosterMember, envelope::ENVELOPE_BYTES_MAX};

/// Longest frame about a call.
pub const TRUNK_FRAME_BYTES_MAX: usize = ENVELOPE_BYTES_MAX + 1_024;

/// One node to the other. "Ordering" is the node of the side that proposed the contact.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub enum TrunkFrame {
    /// A device of the sender's side wants in.
    #[n(0)]
    Join {
        #[n(0)]
        contact: SubjectId,
        #[n(1)]
        member: RosterMember,
    },
    /// A device of the sender's side is gone.
    #[n(1)]
    Left {
        #[n(0)]
        contact: SubjectId,
        #[n(1)]
        device: DeviceId,
    },
    /// From the ordering node: the call's id, group and members in order.
    #[n(2)]
    Roster {
        #[n(0)]
        contact: SubjectId,
        #[n(1)]
        call: CallId,
        #[n(2)]
        group: GroupId,
        #[n(3)]
        members: Vec<RosterMember>,
    },
    /// To the ordering node: a commit to be ordered.
    #[n(3)]
    Commit {
        #[n(0)]
        contact: SubjectId,
        #[cbor(n(1), with = "minicbor::bytes")]
        envelope: Vec<u8>,
    },
    /// From the ordering node: this one, please countersign.
    #[n(4)]
    Ordered {
        #[n(0)]
        contact: SubjectId,
        #[n(1)]
        order: Order,
        #[cbor(n(2), with = "minicbor::bytes")]
        envelope: Vec<u8>,
    },
    /// Back: countersigned.
    #[n(5)]
    Countersigned {
        #[n(0)]
        contact: SubjectId,
        #[n(1)]
        order: Order,
    },
    /// An MLS application message of a device of the sender's side.
    #[n(6)]
    Message {
        #[n(0)]
        contact: SubjectId,
        #[n(1)]
        group: GroupId,
        #[n(2)]
        from: DeviceId,
        #[cbor(n(3), with = "minicbor::bytes")]
        bytes: Vec<u8>,
    },
    /// A device of the sender's side says that all attest the same keys.
    #[n(7)]
    Ready {
        #[n(0)]
        contact: SubjectId,
        #[n(1)]
        device: DeviceId,
        #[n(2)]
        group: GroupId,
        #[n(3)]
        epoch: u64,
        #[n(4)]
        roster: Hash32,
    },
    /// From the ordering node: the floor opens at this time of its clock.
    #[n(8)]
    OpenFloor {
        #[n(0)]
        contact: SubjectId,
        #[n(1)]
        call: CallId,
        #[n(2)]
        at_unix_ms: i64,
    },
    /// The call is over.
    #[n(9)]
    End {
        #[n(0)]
        contact: SubjectId,
        #[n(1)]
        call: CallId,
        #[n(2)]
        reason: EndReason,
    },
    /// To the ordering node: a device of the sender's side says that the group doesn't work.
    #[n(10)]
    GroupStuck {
        #[n(0)]
        contact: SubjectId,
        #[n(1)]
        device: DeviceId,
        #[n(2)]
        group: GroupId,
        #[n(3)]
        epoch: u64,
    },
}

impl TrunkFrame {
    pub fn encode(&self) -> Vec<u8> {
        encode_canonical(self)
    }

    pub fn decode(bytes: &[u8]) -> Result<Self, CanonicalError> {
        decode_canonical("frame about a call", bytes, TRUNK_FRAME_BYTES_MAX)
    }

    pub fn contact(&self) -> SubjectId {
        match self {
            Self::Join { contact, .. }
            | Self::Left { contact, .. }
            | Self::Roster { contact, .. }
            | Self::Commit { contact, .. }
            | Self::Ordered { contact, .. }
            | Self::Countersigned { contact, .. }
            | Self::Message { contact, .. }
            | Self::Ready { contact, .. }
            | Self::OpenFloor { contact, .. }
            | Self::End { contact, .. }
            | Self::GroupStuck { contact, .. } => *contact,
        }
    }
}
