//! Every limit at n−1, n and n+1.

use client::call::REJOINS_MAX;
use identity::{Role, RoleSet};
use node::app::calls::{CallRefusal, ENDED_MAX, JOINS_A_GROUP_MAX, ROOMS_MAX};
use std::cell::Cell;
use std::rc::Rc;
use wire::{
    CallEnvelope, GROUP_MESSAGE_BYTES_MAX, GroupId, JoinBody, SignedEnvelope, ToDevice, ToNode,
    TrunkFrame,
};

use crate::world::{NORTH, SOUTH, World, contact};

#[test]
fn messages_within_the_group_have_their_longest() {
    let mut world = World::on_the_line(0);
    let call = world.call();
    for (length, passes) in [
        (GROUP_MESSAGE_BYTES_MAX - 1, true),
        (GROUP_MESSAGE_BYTES_MAX, true),
        (GROUP_MESSAGE_BYTES_MAX + 1, false),
    ] {
        let before = [NORTH, SOUTH].map(|node| world.refusals(node, CallRefusal::NotAllowed));
        world.send(
            2,
            ToNode::Message {
                call,
                group: GroupId(1),
                bytes: vec![0; length],
            },
        );
        let from = world.devices[2].id;
        world.inject(
            SOUTH,
            &TrunkFrame::Message {
                contact: contact(),
                group: GroupId(1),
                from,
                bytes: vec![0; length],
            },
        );
        for node in [NORTH, SOUTH] {
            let refused = world.refusals(node, CallRefusal::NotAllowed) - before[node];
            assert_eq!(refused, usize::from(!passes), "{length}");
        }
    }
}

#[test]
fn a_call_has_so_many_devices_and_each_may_come_again() {
    let max = domain::CALL_DEVICES_MAX;
    for side in [NORTH, SOUTH] {
        let mut world = World::staged();
        // Sessions would make a group of 64; here only the nodes count.
        let listener = RoleSet::empty().with(Role::NoteTaker);
        let mut devices = Vec::new();
        for _ in 0..=max {
            devices.push(world.enlist(side, listener));
        }
        for (number, device) in devices.iter().copied().enumerate() {
            world.join(device);
            world.devices[device].hangs = true;
            let refused = world.refusals(side, CallRefusal::Full);
            assert_eq!(refused, usize::from(number == max), "{number} of {side}");
        }
        // A device that is in the call takes no second place.
        let again = devices[max - 1];
        world.devices[again].hangs = false;
        world.crash(again);
        world.join(again);
        assert_eq!(world.refusals(side, CallRefusal::Full), 1);
        assert_eq!(world.refusals(1 - side, CallRefusal::Full), 0);
    }
}

#[test]
fn calls_that_are_over_make_room() {
    let mut world = World::staged();
    let north = world.enlist(NORTH, RoleSet::empty().with(Role::Principal));
    // A call is begun and hung up more often than there are rooms.
    for number in 0..ROOMS_MAX + 2 {
        world.join(north);
        assert_eq!(world.refusals(NORTH, CallRefusal::Full), 0, "{number}");
        world.in_session(north, |session, _, _, _| {
            session.hang_up();
        });
        world.settle();
        assert!(world.devices[north].ended(), "{number}");
        world.devices[north].events.clear();
        assert!(world.nodes[NORTH].stored.len() <= 2, "{number}");
    }
}

#[test]
fn a_node_holds_so_many_calls() {
    let mut world = World::agreed();
    let interpreter = world.enlist(NORTH, RoleSet::empty().with(Role::Interpreter));
    let id = world.devices[interpreter].id;
    for number in 0..=ROOMS_MAX {
        let contact = world.propose(number as u8 + 1);
        let now = world.now();
        let session = client::call::CallSession::join(
            &world.devices[interpreter].desk,
            contact,
            String::new(),
            now.instant,
            now.unix_ms,
        );
        let mut session = session.unwrap();
        let Some(client::call::CallOutput::Send(ToNode::Join { envelope, .. })) =
            session.poll_output()
        else {
            panic!("it joins");
        };
        let node = &mut world.nodes[NORTH];
        node.calls
            .join(now, &node.view, id, contact, &envelope, String::new());
        world.settle();
        let refused = world.refusals(NORTH, CallRefusal::Full);
        assert_eq!(refused, usize::from(number == ROOMS_MAX), "{number}");
    }
}

#[test]
fn orders_are_forgotten_with_their_call() {
    let mut world = World::on_the_line(1);
    for node in [NORTH, SOUTH] {
        assert!(world.nodes[node].stored.len() > 2);
    }
    world.in_session(2, |session, _, _, _| {
        session.hang_up();
    });
    world.run(1_000);
    for node in [NORTH, SOUTH] {
        let call = world.call().0.to_vec();
        let keys: Vec<&Vec<u8>> = world.nodes[node].stored.keys().collect();
        assert_eq!(keys, [&call], "the highest group stays");
    }
}

#[test]
fn commits_are_bounded() {
    let mut world = World::on_the_line(1);
    let began = world.nodes[NORTH].ordered;
    // A device that makes everybody commit as fast as it can.
    let began_ms = world.now_ms;
    for _ in 0..40 {
        world.crash(5);
        world.join(5);
        world.run(50);
    }
    let seconds = (world.now_ms - began_ms) / 1_000;
    // Each is stored as ordered, and again as countersigned.
    let ordered = (world.nodes[NORTH].ordered - began).div_ceil(2) as u64;
    let most = 2 * seconds + u64::from(node::app::calls::COMMITS_BURST_MAX);
    assert!(ordered <= most + 1, "{ordered} in {seconds} s");
    world.run(10_000);
    world.check_together(&[2, 3, 4, 5]);
}

/// A node that asks for fresh joins without end gets so many in ten seconds.
#[test]
fn fresh_joins_of_a_device_are_bounded() {
    for asked in [REJOINS_MAX - 1, REJOINS_MAX, REJOINS_MAX + 1] {
        let mut world = World::on_the_line(0);
        let sent = Rc::new(Cell::new(0));
        let count = sent.clone();
        world.device_tap = Box::new(move |_, message| {
            count.set(count.get() + usize::from(matches!(message, ToNode::Rejoin { .. })));
            vec![message]
        });
        let (call, group) = (world.call(), GroupId(1));
        world.held = true;
        for _ in 0..asked {
            world.tell(3, ToDevice::Rejoin { call, group });
        }
        assert_eq!(sent.get(), asked.min(REJOINS_MAX), "{asked}");
        world.held = false;
        world.run(25_000);
        world.check_together(&[2, 3]);
    }
}

#[test]
fn a_group_sees_so_many_joins() {
    let mut world = World::staged();
    let device = world.enlist(NORTH, RoleSet::empty().with(Role::Interpreter));
    world.join(device);
    world.devices[device].hangs = true;
    let accreditation = world.devices[device].desk.credential(world.unix_ms());
    let accreditation = accreditation.unwrap();
    let asked = Rc::new(Cell::new(None));
    let keep = asked.clone();
    world.to_device_tap = Box::new(move |_, message| {
        if let ToDevice::Rejoin { group, .. } = message {
            keep.set(Some(*group));
        }
        true
    });
    let call = world.call();
    // The first came with the device.
    for number in 2..=JOINS_A_GROUP_MAX + 1 {
        let join = CallEnvelope::Join(JoinBody {
            contact: contact(),
            side: world.sides[NORTH].id,
            accreditation: accreditation.clone(),
            key_package: number.to_be_bytes().to_vec(),
            group: GroupId(1),
        });
        let envelope = SignedEnvelope::sign(&join, world.devices[device].keys.signing()).encode();
        world.send(device, ToNode::Rejoin { call, envelope });
        let full = number > JOINS_A_GROUP_MAX;
        assert_eq!(asked.get(), full.then_some(GroupId(2)), "{number}");
        assert_eq!(
            world.refusals(NORTH, CallRefusal::TooOften),
            usize::from(full)
        );
    }
}

#[test]
fn so_many_ended_calls_are_remembered() {
    let mut world = World::agreed();
    let interpreter = world.enlist(NORTH, RoleSet::empty().with(Role::Interpreter));
    let told = Rc::new(Cell::new(0));
    for number in 1..=ENDED_MAX + 1 {
        let contact = world.propose(number as u8);
        let sim = &world.devices[interpreter];
        let now = world.now();
        let session = client::call::CallSession::join(
            &sim.desk,
            contact,
            String::new(),
            now.instant,
            now.unix_ms,
        );
        let Some(client::call::CallOutput::Send(join)) = session.unwrap().poll_output() else {
            panic!("it joins");
        };
        world.send(interpreter, join);
        let agreed = world.folded(contact).agreed.unwrap();
        let call = node::app::calls::call_id(contact, agreed);
        world.inject(
            NORTH,
            &TrunkFrame::End {
                contact,
                call,
                reason: domain::EndReason::HungUp,
            },
        );
        if number < ENDED_MAX - 1 {
            continue;
        }
        told.set(0);
        let count = told.clone();
        world.tap = Box::new(move |to, frame| {
            let ended = matches!(&frame, TrunkFrame::State { ended: Some(_), .. });
            count.set(count.get() + usize::from(ended && to == SOUTH));
            vec![frame]
        });
        world.line_down();
        world.line_up();
        assert_eq!(told.get(), number.min(ENDED_MAX));
    }
}

/// Sixty-four devices with real accreditations are in one group, by as many commits as it takes.
#[test]
fn a_full_call_comes_together() {
    let mut world = World::staged();
    // They say nothing inside the group: 64 attestations to 63 others each would take minutes here.
    world.device_tap = Box::new(|_, message| match message {
        ToNode::Message { .. } => vec![],
        other => vec![other],
    });
    world.held = true;
    let devices: Vec<usize> = (0..domain::CALL_DEVICES_MAX)
        .map(|number| {
            let device = world.enlist(number % 2, RoleSet::empty().with(Role::NoteTaker));
            world.join(device);
            device
        })
        .collect();
    world.held = false;
    world.run(5_500);
    for device in devices {
        let sim = &world.devices[device];
        assert_eq!(sim.places().len(), domain::CALL_DEVICES_MAX, "{device}");
        let session = sim.session.as_ref().unwrap();
        assert_eq!(session.group(), GroupId(1), "{device}");
        assert_eq!(sim.warned(client::call::Warning::Unprocessable), 0);
    }
}
