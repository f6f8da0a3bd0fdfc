//! docs/protocol/calls.cddl is what `wire` writes. A further message or field needs a sample here and
//! a rule there: the compiler says so.

#[path = "../../domain/tests/cddl/schema.rs"]
mod schema;

use domain::{
    CallId, EndReason, SubjectId, Unrecorded, UnrecordedId, UnrecordedKind, UnrecordedText,
};
use identity::{
    Accreditation, DeviceId, Hash32, Label, PersonId, Role, RoleSet, SecretSeed, SideId,
    SigningKey, encode_canonical,
};
use minicbor::bytes::ByteVec;
use schema::Schema;
use wire::{
    CallEnvelope, CommitBody, DeviceReady, GroupId, JoinBody, Order, RefusalCode, Ring, RingHeard,
    RingState, RosterMember, SignedEnvelope, ToDevice, ToNode, TrunkFrame, UnrecordedAnswer,
    UnrecordedFrame,
};

const CONTACT: SubjectId = SubjectId([5; 16]);
const CALL: CallId = CallId([6; 16]);
const GROUP: GroupId = GroupId(1);
const NORTH: SideId = SideId([1; 16]);
const DEVICE: DeviceId = DeviceId([7; 16]);
const ROSTER: Hash32 = Hash32([8; 32]);

fn key(number: u8) -> SigningKey {
    SigningKey::from_seed(&SecretSeed([number; 32]))
}

fn accreditation() -> Vec<u8> {
    let accreditation = Accreditation {
        side: NORTH,
        person: PersonId([7; 16]),
        device_key: key(7).public(),
        hpke_key: vec![7; 1_216],
        roles: RoleSet::empty().with(Role::Principal),
        from_unix_ms: 0,
        until_unix_ms: 1,
    };
    accreditation.sign(&key(4), &key(5)).unwrap().encode()
}

fn envelopes() -> [CallEnvelope; 2] {
    let join = CallEnvelope::Join(JoinBody {
        contact: CONTACT,
        side: NORTH,
        accreditation: accreditation(),
        key_package: vec![1; 100],
        group: GROUP,
    });
    let commit = CallEnvelope::Commit(CommitBody {
        call: CALL,
        group: GROUP,
        epoch: u64::MAX,
        commit: vec![1; 100],
        welcome: Vec::new(),
        adds: vec![ROSTER; 2],
        removes: vec![DEVICE],
    });
    // A further variant needs a sample above and a rule in calls.cddl.
    match &join {
        CallEnvelope::Join(_) | CallEnvelope::Commit(_) => [join, commit],
    }
}

fn signed(index: usize) -> Vec<u8> {
    SignedEnvelope::sign(&envelopes()[index], &key(7)).encode()
}

fn member() -> RosterMember {
    RosterMember {
        side: NORTH,
        device: DEVICE,
        join: signed(0),
    }
}

fn order() -> Order {
    Order::new(CALL, GROUP, 3, ROSTER)
}

fn both() -> Order {
    order().order(&key(1)).countersign(&key(2))
}

fn to_node() -> Vec<(&'static str, ToNode)> {
    let messages = [
        ToNode::Await(CONTACT),
        ToNode::Join {
            contact: CONTACT,
            envelope: signed(0),
            offer_sdp: "v=0\r\n".into(),
        },
        ToNode::Commit(signed(1)),
        ToNode::Message {
            call: CALL,
            group: GROUP,
            bytes: vec![1; 30],
        },
        ToNode::Ready {
            call: CALL,
            group: GROUP,
            epoch: 3,
            roster: ROSTER,
        },
        ToNode::Leave(CALL),
        ToNode::HangUp(CALL),
        ToNode::GroupStuck {
            call: CALL,
            group: GROUP,
            epoch: 3,
        },
        ToNode::Rejoin {
            call: CALL,
            envelope: signed(0),
        },
        ToNode::Return {
            call: CALL,
            offer_sdp: "v=0\r\n".to_owned(),
        },
        ToNode::RingHeard {
            contact: CONTACT,
            heard: RingHeard::Declined,
        },
    ];
    let rule = |message: &ToNode| match message {
        ToNode::Await(_) => "await",
        ToNode::Join { .. } => "join",
        ToNode::Commit(_) => "commit",
        ToNode::Message { .. } => "message",
        ToNode::Ready { .. } => "ready",
        ToNode::Leave(_) => "leave",
        ToNode::HangUp(_) => "hang-up",
        ToNode::GroupStuck { .. } => "group-stuck",
        ToNode::Rejoin { .. } => "rejoin",
        ToNode::Return { .. } => "return",
        ToNode::RingHeard { .. } => "ring-heard",
    };
    messages.map(|message| (rule(&message), message)).to_vec()
}

fn to_device() -> Vec<(&'static str, ToDevice)> {
    let messages = [
        ToDevice::LogsChanged { own: 7, other: 0 },
        ToDevice::Ring(CONTACT),
        ToDevice::Joined {
            contact: CONTACT,
            call: CALL,
            answer_sdp: "v=0\r\n".into(),
        },
        ToDevice::Roster {
            call: CALL,
            group: GROUP,
            members: vec![member()],
        },
        ToDevice::Ordered {
            order: both(),
            envelope: signed(1),
        },
        ToDevice::Message {
            call: CALL,
            group: GROUP,
            from: DEVICE,
            bytes: vec![1; 30],
        },
        ToDevice::FloorOpens {
            call: CALL,
            in_ms: 400,
        },
        ToDevice::Ended {
            call: CALL,
            reason: EndReason::HungUp,
        },
        ToDevice::Refused {
            code: RefusalCode::NotStaged,
            why: "both duty officers haven't confirmed yet".into(),
        },
        ToDevice::Rejoin {
            call: CALL,
            group: GROUP,
        },
        ToDevice::Line {
            call: CALL,
            up: false,
        },
        ToDevice::Alarm {
            message: CONTACT,
            since_unix_ms: 1_640_896_200_000,
            step: 2,
            everybody: true,
        },
        ToDevice::AlarmOver { message: CONTACT },
        ToDevice::RingChanged { contact: CONTACT },
        ToDevice::Here,
    ];
    let rule = |message: &ToDevice| match message {
        ToDevice::LogsChanged { .. } => "logs-changed",
        ToDevice::Ring(_) => "ring",
        ToDevice::Joined { .. } => "joined",
        ToDevice::Roster { .. } => "roster",
        ToDevice::Ordered { .. } => "ordered",
        ToDevice::Message { .. } => "told-message",
        ToDevice::FloorOpens { .. } => "floor-opens",
        ToDevice::Ended { .. } => "ended",
        ToDevice::Refused { .. } => "refused",
        ToDevice::Rejoin { .. } => "rejoin-wanted",
        ToDevice::Line { .. } => "line-is",
        ToDevice::Alarm { .. } => "alarm",
        ToDevice::AlarmOver { .. } => "alarm-over",
        ToDevice::RingChanged { .. } => "ring-changed",
        ToDevice::Here => "here",
    };
    messages.map(|message| (rule(&message), message)).to_vec()
}

fn state(floor_at_unix_ms: Option<i64>, ended: Option<EndReason>) -> TrunkFrame {
    TrunkFrame::State {
        contact: CONTACT,
        call: CALL,
        group: GROUP,
        members: vec![member()],
        ready: vec![DeviceReady {
            device: DEVICE,
            group: GROUP,
            epoch: 3,
            roster: ROSTER,
        }],
        floor_at_unix_ms,
        ended,
    }
}

fn trunk() -> Vec<(&'static str, TrunkFrame)> {
    let contact = CONTACT;
    let frames = [
        TrunkFrame::Join {
            contact,
            member: member(),
        },
        TrunkFrame::Left {
            contact,
            device: DEVICE,
        },
        TrunkFrame::Roster {
            contact,
            call: CALL,
            group: GROUP,
            members: vec![member(); 2],
        },
        TrunkFrame::Commit {
            contact,
            envelope: signed(1),
        },
        TrunkFrame::Ordered {
            contact,
            order: order().order(&key(1)),
            envelope: signed(1),
        },
        TrunkFrame::Countersigned {
            contact,
            order: both(),
        },
        TrunkFrame::Message {
            contact,
            group: GROUP,
            from: DEVICE,
            bytes: vec![1; 30],
        },
        TrunkFrame::Ready {
            contact,
            device: DEVICE,
            group: GROUP,
            epoch: 3,
            roster: ROSTER,
        },
        TrunkFrame::OpenFloor {
            contact,
            call: CALL,
            at_unix_ms: 1_640_896_200_000,
        },
        TrunkFrame::End {
            contact,
            call: CALL,
            reason: EndReason::Aborted,
        },
        TrunkFrame::GroupStuck {
            contact,
            device: DEVICE,
            group: GROUP,
            epoch: 3,
        },
        TrunkFrame::Rejoin {
            contact,
            device: DEVICE,
            group: GROUP,
            join: ROSTER,
        },
        TrunkFrame::Ring {
            contact,
            ring: Ring {
                state: RingState::Ringing,
                device: Some(DEVICE),
            },
        },
        TrunkFrame::Ring {
            contact,
            ring: Ring {
                state: RingState::NotStaffed,
                device: None,
            },
        },
        state(None, None),
        state(Some(1_640_896_200_000), None),
        state(None, Some(EndReason::LineLost)),
    ];
    let rule = |frame: &TrunkFrame| match frame {
        TrunkFrame::Join { .. } => "trunk-join",
        TrunkFrame::Left { .. } => "trunk-left",
        TrunkFrame::Roster { .. } => "trunk-roster",
        TrunkFrame::Commit { .. } => "trunk-commit",
        TrunkFrame::Ordered { .. } => "trunk-ordered",
        TrunkFrame::Countersigned { .. } => "trunk-countersigned",
        TrunkFrame::Message { .. } => "trunk-message",
        TrunkFrame::Ready { .. } => "trunk-ready",
        TrunkFrame::OpenFloor { .. } => "trunk-open-floor",
        TrunkFrame::End { .. } => "trunk-end",
        TrunkFrame::GroupStuck { .. } => "trunk-group-stuck",
        TrunkFrame::Rejoin { .. } => "trunk-rejoin",
        TrunkFrame::Ring { .. } => "trunk-ring",
        TrunkFrame::State { .. } => "trunk-state",
    };
    frames.map(|frame| (rule(&frame), frame)).to_vec()
}

fn refusals() -> [RefusalCode; 7] {
    let all = [
        RefusalCode::NotAllowed,
        RefusalCode::NotStaged,
        RefusalCode::NoSuchContact,
        RefusalCode::Media,
        RefusalCode::Full,
        RefusalCode::Malformed,
        RefusalCode::LineDown,
    ];
    match all[0] {
        RefusalCode::NotAllowed
        | RefusalCode::NotStaged
        | RefusalCode::NoSuchContact
        | RefusalCode::Media
        | RefusalCode::Full
        | RefusalCode::Malformed
        | RefusalCode::LineDown => all,
    }
}

fn unrecorded() -> Unrecorded {
    Unrecorded {
        id: UnrecordedId([3; 16]),
        kind: UnrecordedKind::NonPaper,
        expires_unix_ms: 1_640_896_200_000,
        key: vec![4; 16].into(),
        sealed: encode_canonical(&(ByteVec::from(vec![5; 1_120]), ByteVec::from(vec![6; 40])))
            .into(),
    }
}

fn check_unrecorded(schema: &Schema) {
    let text = unrecorded();
    schema.check("unrecorded", &text.to_bytes());
    let message = UnrecordedFrame::Text(text.clone()).to_bytes();
    schema.check("unrecorded-text-message", &message);
    schema.check("unrecorded-message", &message);
    for answer in [
        UnrecordedAnswer::Taken,
        UnrecordedAnswer::Full,
        UnrecordedAnswer::Expired,
    ] {
        let message = UnrecordedFrame::Answer {
            id: text.id,
            answer,
        };
        schema.check("unrecorded-answer", &message.to_bytes());
        schema.check("unrecorded-message", &message.to_bytes());
    }
    let bound = Unrecorded::bound(NORTH, text.id, text.kind, text.expires_unix_ms);
    schema.check("unrecorded-bound", &bound);
    for answers in [None, Some(text.id)] {
        let words = UnrecordedText {
            title: "Elements".into(),
            text: "One.".into(),
            language: "en".into(),
            answers,
        };
        schema.check("unrecorded-words", &encode_canonical(&words));
    }
}

#[test]
fn the_file_says_what_is_written() {
    let schema = Schema::new(
        include_str!("../../../docs/protocol/calls.cddl"),
        include_str!("../../../docs/protocol/records.cddl"),
    );
    for (rule, message) in to_node() {
        schema.check(rule, &message.encode());
        schema.check("to-node", &message.encode());
    }
    for (rule, message) in to_device() {
        schema.check(rule, &message.encode());
        schema.check("to-device", &message.encode());
    }
    for (rule, frame) in trunk() {
        schema.check(rule, &frame.encode());
        schema.check("trunk-frame", &frame.encode());
    }
    for envelope in envelopes() {
        schema.check("envelope", &encode_canonical(&envelope));
        let signed = SignedEnvelope::sign(&envelope, &key(7));
        schema.check("signed-envelope", &signed.encode());
    }
    for code in refusals() {
        schema.check_scalar("refusal-code", &encode_canonical(&code));
    }
    check_unrecorded(&schema);
    orders_are_signed_as_described(&schema);
    // Sealed by MLS between devices; `client` holds it against the file.
    schema.note_sampled_elsewhere("attestation");
    schema.check_all_used();
}

fn orders_are_signed_as_described(schema: &Schema) {
    let place = encode_canonical(&(CALL, GROUP, 3u64, ROSTER));
    schema.check("order-signed", &place);
    let both = both();
    for (label, by, signature) in [
        (Label::CommitOrder, key(1), both.ordered),
        (Label::CommitCountersign, key(2), both.countersigned),
    ] {
        let stands = by.public().verify(label, &place, &signature.unwrap());
        assert_eq!(stands, Ok(()));
    }
    for order in [order(), order().order(&key(1)), both] {
        schema.check("order", &encode_canonical(&order));
    }
}
