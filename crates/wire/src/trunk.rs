//! What two nodes say to each other about a running call, over the line's stream for calls.

use domain::{CallId, EndReason, SubjectId};
use identity::{CanonicalError, DeviceId, Hash32, decode_canonical, encode_canonical};
use minicbor::{Decode, Encode};

use crate::{GroupId, Order, Ring, RosterMember, envelope::ENVELOPE_BYTES_MAX};

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
    /// When the line comes up: all that the sender knows of its own part, in place of what was lost.
    #[n(11)]
    State {
        #[n(0)]
        contact: SubjectId,
        #[n(1)]
        call: CallId,
        #[n(2)]
        group: GroupId,
        /// Devices of the sender's side; others of that side are gone.
        #[n(3)]
        members: Vec<RosterMember>,
        #[n(4)]
        ready: Vec<DeviceReady>,
        /// From the ordering node: when the floor opened or opens, by its clock.
        #[n(5)]
        floor_at_unix_ms: Option<i64>,
        /// The call is over; the rest is empty.
        #[n(6)]
        ended: Option<EndReason>,
    },
    /// From the ordering node: this join serves no more; a fresh one for this group is wanted.
    #[n(12)]
    Rejoin {
        #[n(0)]
        contact: SubjectId,
        #[n(1)]
        device: DeviceId,
        #[n(2)]
        group: GroupId,
        /// SHA-256 of the join that was used up.
        #[n(3)]
        join: Hash32,
    },
    /// How far the principal of the sender's side is called.
    #[n(13)]
    Ring {
        #[n(0)]
        contact: SubjectId,
        #[n(1)]
        ring: Ring,
    },
}

/// What a device is ready for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub struct DeviceReady {
    #[n(0)]
    pub device: DeviceId,
    #[n(1)]
    pub group: GroupId,
    #[n(2)]
    pub epoch: u64,
    #[n(3)]
    pub roster: Hash32,
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
            | Self::GroupStuck { contact, .. }
            | Self::State { contact, .. }
            | Self::Rejoin { contact, .. }
            | Self::Ring { contact, .. } => *contact,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ROSTER_MEMBER_BYTES_MAX;
    use domain::CALL_DEVICES_MAX;
    use identity::SideId;

    /// A snapshot of a full call with the longest joins is the longest list of members there is.
    #[test]
    fn a_full_call_fits_a_frame() {
        let member = RosterMember {
            side: SideId([1; 16]),
            device: DeviceId([1; 16]),
            join: vec![0; crate::JOIN_BYTES_MAX],
        };
        assert!(encode_canonical(&member).len() <= ROSTER_MEMBER_BYTES_MAX);
        let ready = DeviceReady {
            device: DeviceId([1; 16]),
            group: GroupId(u32::MAX),
            epoch: u64::MAX,
            roster: Hash32([1; 32]),
        };
        let full = TrunkFrame::State {
            contact: SubjectId([1; 16]),
            call: CallId([1; 16]),
            group: GroupId(u32::MAX),
            members: vec![member; CALL_DEVICES_MAX],
            ready: vec![ready; CALL_DEVICES_MAX],
            floor_at_unix_ms: Some(i64::MIN),
            ended: Some(EndReason::LineLost),
        };
        assert_eq!(TrunkFrame::decode(&full.encode()), Ok(full));
    }

    /// What stands on the wire; a change here is a new version of the protocol.
    #[test]
    fn frames_have_these_bytes() {
        let hex = |frame: &TrunkFrame| -> String {
            let bytes = frame.encode();
            bytes.iter().map(|byte| format!("{byte:02x}")).collect()
        };
        let (contact, call) = (SubjectId([1; 16]), CallId([2; 16]));
        let (ones, threes, fours) = ("01".repeat(16), "03".repeat(16), "04".repeat(32));
        let rejoin = TrunkFrame::Rejoin {
            contact,
            device: DeviceId([3; 16]),
            group: GroupId(5),
            join: Hash32([4; 32]),
        };
        assert_eq!(
            hex(&rejoin),
            format!("820c8450{ones}50{threes}055820{fours}")
        );
        let state = |floor_at_unix_ms, ended| TrunkFrame::State {
            contact,
            call,
            group: GroupId(5),
            members: Vec::new(),
            ready: vec![DeviceReady {
                device: DeviceId([3; 16]),
                group: GroupId(5),
                epoch: 6,
                roster: Hash32([4; 32]),
            }],
            floor_at_unix_ms,
            ended,
        };
        let twos = "02".repeat(16);
        let ready = format!("818450{threes}05065820{fours}");
        let head = format!("50{ones}50{twos}0580{ready}");
        assert_eq!(hex(&state(None, None)), format!("820b85{head}"));
        assert_eq!(hex(&state(Some(7), None)), format!("820b86{head}07"));
        assert_eq!(
            hex(&state(None, Some(EndReason::HungUp))),
            format!("820b87{head}f600")
        );
    }

    #[test]
    fn a_frame_has_its_longest() {
        let message = |length: usize| TrunkFrame::Message {
            contact: SubjectId([1; 16]),
            group: GroupId(1),
            from: DeviceId([1; 16]),
            bytes: vec![0; length],
        };
        let room = TRUNK_FRAME_BYTES_MAX - (message(100_000).encode().len() - 100_000);
        for (length, fits) in [(room - 1, true), (room, true), (room + 1, false)] {
            let decoded = TrunkFrame::decode(&message(length).encode());
            assert_eq!(decoded.is_ok(), fits, "{length}");
        }
    }
}
