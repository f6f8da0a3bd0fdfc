//! A device and its node about calls and changes, as CBOR over one WebSocket.

use domain::{CallId, EndReason, SubjectId};
use identity::{CanonicalError, DeviceId, Hash32, SideId, decode_canonical, encode_canonical};
use minicbor::{Decode, Encode};

use crate::{CLIENT_MESSAGE_BYTES_MAX, GroupId, Order, RingHeard};

/// Why a message isn't taken.
pub type WireError = CanonicalError;

/// From a device.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub enum ToNode {
    /// Tell me when this contact's principals ring.
    #[n(0)]
    Await(#[n(0)] SubjectId),
    /// I want in: a signed join envelope and my session description.
    #[n(1)]
    Join {
        #[n(0)]
        contact: SubjectId,
        #[cbor(n(1), with = "minicbor::bytes")]
        envelope: Vec<u8>,
        #[n(2)]
        offer_sdp: String,
    },
    /// A signed commit envelope.
    #[n(2)]
    Commit(#[cbor(n(0), with = "minicbor::bytes")] Vec<u8>),
    /// An MLS application message for all others in the group.
    #[n(3)]
    Message {
        #[n(0)]
        call: CallId,
        #[n(1)]
        group: GroupId,
        #[cbor(n(2), with = "minicbor::bytes")]
        bytes: Vec<u8>,
    },
    /// All devices of the roster hold the same keys as I in this epoch: they attested them to me, or
    /// made the commit that began it.
    #[n(4)]
    Ready {
        #[n(0)]
        call: CallId,
        #[n(1)]
        group: GroupId,
        #[n(2)]
        epoch: u64,
        /// SHA-256 of the joins that are in the group, in order.
        #[n(3)]
        roster: Hash32,
    },
    #[n(5)]
    Leave(#[n(0)] CallId),
    /// The call is over for both sides.
    #[n(6)]
    HangUp(#[n(0)] CallId),
    /// The ordered commit that ended this epoch couldn't be processed.
    #[n(7)]
    GroupStuck {
        #[n(0)]
        call: CallId,
        #[n(1)]
        group: GroupId,
        #[n(2)]
        epoch: u64,
    },
    /// A fresh signed join of a device that is in the call already: for another group, or because
    /// its keys are lost. Media isn't negotiated again.
    #[n(8)]
    Rejoin {
        #[n(0)]
        call: CallId,
        #[cbor(n(1), with = "minicbor::bytes")]
        envelope: Vec<u8>,
    },
    /// A device that is in the call negotiates its media anew, since it lost the way to its node: over
    /// this stream or another. Its join, its keys and its place in the group stay.
    #[n(9)]
    Return {
        #[n(0)]
        call: CallId,
        #[n(1)]
        offer_sdp: String,
    },
    /// It rings before a person, or its person said not now.
    #[n(10)]
    RingHeard {
        #[n(0)]
        contact: SubjectId,
        #[n(1)]
        heard: RingHeard,
    },
}

/// One device in a call's roster: its signed join.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct RosterMember {
    #[n(0)]
    pub side: SideId,
    #[n(1)]
    pub device: DeviceId,
    /// The device's signed join envelope.
    #[cbor(n(2), with = "minicbor::bytes")]
    pub join: Vec<u8>,
}

/// Why a device was refused; stable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cbor(index_only)]
pub enum RefusalCode {
    #[n(0)]
    NotAllowed,
    /// Both duty officers haven't confirmed yet.
    #[n(1)]
    NotStaged,
    #[n(2)]
    NoSuchContact,
    #[n(3)]
    Media,
    #[n(4)]
    Full,
    #[n(5)]
    Malformed,
    #[n(6)]
    LineDown,
}

/// To a device.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub enum ToDevice {
    /// Logs have grown; ask for the entries.
    #[n(0)]
    LogsChanged {
        #[n(0)]
        own: u64,
        #[n(1)]
        other: u64,
    },
    /// Both duty officers confirmed: this principal is called.
    #[n(1)]
    Ring(#[n(0)] SubjectId),
    #[n(2)]
    Joined {
        #[n(0)]
        contact: SubjectId,
        #[n(1)]
        call: CallId,
        #[n(2)]
        answer_sdp: String,
    },
    /// Who is in the call: the ordering side's devices before the other's, each side's in the order in
    /// which the ordering node took them; the first whose device is in the group (or the first at all,
    /// for a new group) commits.
    #[n(3)]
    Roster {
        #[n(0)]
        call: CallId,
        #[n(1)]
        group: GroupId,
        #[n(2)]
        members: Vec<RosterMember>,
    },
    /// A commit that both nodes signed, with its envelope.
    #[n(4)]
    Ordered {
        #[n(0)]
        order: Order,
        #[cbor(n(1), with = "minicbor::bytes")]
        envelope: Vec<u8>,
    },
    #[n(5)]
    Message {
        #[n(0)]
        call: CallId,
        #[n(1)]
        group: GroupId,
        #[n(2)]
        from: DeviceId,
        #[cbor(n(3), with = "minicbor::bytes")]
        bytes: Vec<u8>,
    },
    /// The floor opens for everybody in so many milliseconds.
    #[n(6)]
    FloorOpens {
        #[n(0)]
        call: CallId,
        #[n(1)]
        in_ms: u32,
    },
    #[n(7)]
    Ended {
        #[n(0)]
        call: CallId,
        #[n(1)]
        reason: EndReason,
    },
    #[n(8)]
    Refused {
        #[n(0)]
        code: RefusalCode,
        #[n(1)]
        why: String,
    },
    /// The device's join serves no more: come with a fresh one for this group.
    #[n(9)]
    Rejoin {
        #[n(0)]
        call: CallId,
        #[n(1)]
        group: GroupId,
    },
    /// The line to the other node was lost during the call, or is there again. The call goes on.
    #[n(10)]
    Line {
        #[n(0)]
        call: CallId,
        #[n(1)]
        up: bool,
    },
    /// A FLASH sounds at this device's person; told again with each step.
    #[n(11)]
    Alarm {
        #[n(0)]
        message: SubjectId,
        /// By the own node's clock.
        #[n(1)]
        since_unix_ms: i64,
        /// How often it went one further along the shift list.
        #[n(2)]
        step: u32,
        /// At every duty officer.
        #[n(3)]
        everybody: bool,
    },
    /// Somebody acknowledged it.
    #[n(12)]
    AlarmOver {
        #[n(0)]
        message: SubjectId,
    },
    /// How this contact's principals are called has changed: ask for the line.
    #[n(13)]
    RingChanged {
        #[n(0)]
        contact: SubjectId,
    },
    /// The node is there, and so is the way to it: a browser's program sees none of a WebSocket's pings.
    #[n(14)]
    Here,
}

macro_rules! codec {
    ($name:ident, $wanted:literal) => {
        impl $name {
            pub fn encode(&self) -> Vec<u8> {
                encode_canonical(self)
            }

            pub fn decode(bytes: &[u8]) -> Result<Self, WireError> {
                decode_canonical($wanted, bytes, CLIENT_MESSAGE_BYTES_MAX)
            }
        }
    };
}

codec!(ToNode, "message to the node");
codec!(ToDevice, "message to the device");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_have_one_encoding_and_a_limit() {
        let message = |length: usize| ToNode::Message {
            call: CallId([1; 16]),
            group: GroupId(1),
            bytes: vec![0; length],
        };
        assert_eq!(ToNode::decode(&message(5).encode()), Ok(message(5)));
        let room = CLIENT_MESSAGE_BYTES_MAX - (message(100_000).encode().len() - 100_000);
        for (length, fits) in [(room - 1, true), (room, true), (room + 1, false)] {
            assert_eq!(
                ToNode::decode(&message(length).encode()).is_ok(),
                fits,
                "{length}"
            );
        }
        assert!(ToNode::decode(&[]).is_err());
        assert!(ToDevice::decode(&[0xff; 40]).is_err());
    }
}
