//! When principals ring and the floor opens: for both sides at one moment, and for who comes later.

use client::call::CallEvent;
use identity::{Role, RoleSet};
use node::app::calls::{CallRefusal, FLOOR_WITHIN_MS_MAX};
use std::cell::Cell;
use std::rc::Rc;
use wire::{ToNode, TrunkFrame};

use crate::world::{NORTH, SOUTH, World, contact};

fn principal() -> RoleSet {
    RoleSet::empty().with(Role::Principal)
}

#[test]
fn no_principal_rings_before_both_have_confirmed() {
    let mut world = World::agreed();
    let principals = [NORTH, SOUTH].map(|side| world.enlist(side, principal()));
    for device in principals {
        world.send(device, ToNode::Await(contact()));
    }
    let rung = |world: &World| principals.map(|device| world.devices[device].rung);
    assert_eq!(rung(&world), [0, 0]);
    world.confirm(NORTH);
    assert_eq!(rung(&world), [0, 0]);
    world.confirm(SOUTH);
    assert_eq!(rung(&world), [1, 1]);
    // After an abort both have to confirm anew.
    world.abort(SOUTH);
    assert_eq!(rung(&world), [1, 1]);
    world.confirm(SOUTH);
    assert_eq!(rung(&world), [1, 1]);
    world.confirm(NORTH);
    assert_eq!(rung(&world), [2, 2]);
}

#[test]
fn only_principals_wait_for_a_ring_and_only_for_what_is_agreed() {
    let mut world = World::agreed();
    let north = world.enlist(NORTH, principal());
    let interpreter = world.enlist(NORTH, RoleSet::empty().with(Role::Interpreter));
    for (device, contact) in [
        (interpreter, contact()),
        (north, domain::SubjectId([1; 16])),
    ] {
        let before = world.refusals(NORTH, CallRefusal::NotAllowed);
        world.send(device, ToNode::Await(contact));
        assert_eq!(world.refusals(NORTH, CallRefusal::NotAllowed), before + 1);
    }
    world.stage();
    assert_eq!(world.devices[interpreter].rung, 0);
}

#[test]
fn the_floor_opens_for_both_at_one_moment() {
    let world = World::on_the_line(1);
    assert_eq!(world.nodes[NORTH].floors.len(), 1);
    assert_eq!(world.nodes[NORTH].floors, world.nodes[SOUTH].floors);
    for side in 0..2 {
        let started = world.nodes[side].view.contact(contact()).unwrap().started;
        let at: Vec<i64> = started.values().map(|started| started.at_unix_ms).collect();
        assert_eq!(at, [world.nodes[NORTH].floors[0]; 2]);
    }
}

#[test]
fn the_floor_waits_for_media_and_keys() {
    let mut world = World::staged();
    world.media_connects = false;
    let [north, south] = [NORTH, SOUTH].map(|side| {
        let device = world.enlist(side, principal());
        world.join(device);
        device
    });
    world.run(5_000);
    assert!(world.devices[north].has(|event| matches!(event, CallEvent::KeysAgreed { .. })));
    assert!(!world.devices[north].floor_opened());
    let (call, now) = (world.call(), world.now());
    for device in [north, south] {
        let (side, id) = (world.devices[device].side, world.devices[device].id);
        let node = &mut world.nodes[side];
        node.calls.media_connected(now, &node.view, call, id);
        node.calls.media_gone(call, id);
        world.settle();
        assert!(!world.devices[north].floor_opened());
    }
    for device in [north, south] {
        let (side, id) = (world.devices[device].side, world.devices[device].id);
        let node = &mut world.nodes[side];
        node.calls.media_connected(now, &node.view, call, id);
        world.settle();
    }
    assert!(world.devices[north].floor_opened() && world.devices[south].floor_opened());
}

#[test]
fn the_floor_waits_until_both_nodes_can_pass_voice_on() {
    for late in [NORTH, SOUTH] {
        let mut world = World::staged();
        let set = |world: &mut World, side: usize, carries| {
            let now = world.now();
            let node = &mut world.nodes[side];
            node.calls.line_carries_media(now, &node.view, carries);
            world.settle();
        };
        set(&mut world, late, false);
        for side in [NORTH, SOUTH] {
            let device = world.enlist(side, principal());
            world.join(device);
        }
        world.run(5_000);
        assert!(world.nodes.iter().all(|node| node.floors.is_empty()));
        // A line that comes back says all that it knows, and that isn't it.
        world.line_carries_media = false;
        world.line_down();
        world.line_up();
        world.run(1_000);
        assert!(world.nodes.iter().all(|node| node.floors.is_empty()));
        set(&mut world, 1 - late, true);
        assert!(world.nodes.iter().all(|node| node.floors.is_empty()));
        set(&mut world, late, true);
        world.run(1_000);
        assert_eq!(world.nodes.each_ref().map(|node| node.floors.len()), [1, 1]);
        // Once open it stays open.
        set(&mut world, late, false);
        assert!(world.devices.iter().all(|device| !device.ended()));
    }
}

#[test]
fn the_floor_waits_for_both_principals() {
    let mut world = World::staged();
    let north = world.enlist(NORTH, principal());
    let interpreter = world.enlist(SOUTH, RoleSet::empty().with(Role::Interpreter));
    for device in [north, interpreter] {
        world.join(device);
    }
    world.run(5_000);
    assert!(world.devices[north].has(|event| matches!(event, CallEvent::KeysAgreed { .. })));
    assert!(!world.devices[north].floor_opened());
    let south = world.enlist(SOUTH, principal());
    world.join(south);
    world.run(5_000);
    assert!(
        [north, interpreter, south].map(|device| world.devices[device].floor_opened()) == [true; 3]
    );
}

#[test]
fn a_moment_that_no_honest_clock_names_is_refused() {
    for (away_ms, opens) in [
        (FLOOR_WITHIN_MS_MAX - 1, true),
        (FLOOR_WITHIN_MS_MAX, true),
        (FLOOR_WITHIN_MS_MAX + 1, false),
        (-FLOOR_WITHIN_MS_MAX, true),
        (-FLOOR_WITHIN_MS_MAX - 1, false),
    ] {
        check_moment(opens, move |now| now + away_ms);
    }
    for extreme in [i64::MAX, i64::MIN] {
        check_moment(false, move |_| extreme);
    }
}

fn check_moment(opens: bool, moment: impl Fn(i64) -> i64 + 'static) {
    let mut world = World::staged();
    let now_unix_ms = world.unix_ms();
    world.tap = Box::new(move |_, frame| match frame {
        TrunkFrame::OpenFloor { contact, call, .. } => vec![TrunkFrame::OpenFloor {
            contact,
            call,
            at_unix_ms: moment(now_unix_ms),
        }],
        other => vec![other],
    });
    for side in [NORTH, SOUTH] {
        let device = world.enlist(side, principal());
        world.join(device);
    }
    assert_eq!(world.nodes[SOUTH].floors.len(), usize::from(opens));
    assert_eq!(
        world.refusals(SOUTH, CallRefusal::WrongTime),
        usize::from(!opens)
    );
}

#[test]
fn a_floor_that_the_other_node_can_not_follow_yet_is_waited_for() {
    let mut world = World::staged();
    world.media_connects = false;
    let devices = [NORTH, SOUTH].map(|side| {
        let device = world.enlist(side, principal());
        world.join(device);
        device
    });
    world.run(1_000);
    // The ordering node is told that all is well; the other's media isn't connected.
    let at_unix_ms = world.unix_ms() + 400;
    let call = world.call();
    world.inject(
        SOUTH,
        &TrunkFrame::OpenFloor {
            contact: contact(),
            call,
            at_unix_ms,
        },
    );
    assert!(world.nodes[SOUTH].floors.is_empty());
    let (id, now) = (world.devices[devices[1]].id, world.now());
    let node = &mut world.nodes[SOUTH];
    node.calls.media_connected(now, &node.view, call, id);
    world.settle();
    assert_eq!(world.nodes[SOUTH].floors, [at_unix_ms]);
}

#[test]
fn who_comes_late_hears_of_the_open_floor() {
    let mut world = World::on_the_line(0);
    let late = world.enlist(SOUTH, RoleSet::empty().with(Role::NoteTaker));
    world.join(late);
    world.run(5_000);
    let opens: Vec<&CallEvent> = world.devices[late]
        .events
        .iter()
        .filter(|event| matches!(event, CallEvent::FloorOpens { .. }))
        .collect();
    assert_eq!(opens, [&CallEvent::FloorOpens { in_ms: 0 }]);
    // A note-taker listens.
    assert!(!world.devices[late].sends());
    assert!(world.devices[2].sends() && world.devices[3].sends());
}

#[test]
fn keys_are_renewed_after_five_minutes_without_a_gap() {
    let mut world = World::on_the_line(1);
    let epoch = world.devices[2].epoch().unwrap();
    let words = world.devices[2].session.as_ref().unwrap().words();
    world.run(client::call::REKEY_EVERY.as_millis() as u64 - 10_000);
    assert_eq!(world.devices[2].epoch(), Some(epoch));
    world.run(20_000);
    assert_eq!(world.devices[2].epoch(), Some(epoch + 1));
    world.check_together(&[2, 3, 4, 5]);
    for device in 2..6 {
        let session = world.devices[device].session.as_ref().unwrap();
        assert_eq!(session.words(), words, "words stay over a rekey");
    }
}

#[test]
fn a_forged_end_is_of_this_call_only() {
    let mut world = World::on_the_line(0);
    let counted = Rc::new(Cell::new(0));
    world.inject(
        SOUTH,
        &TrunkFrame::End {
            contact: contact(),
            call: domain::CallId([1; 16]),
            reason: domain::EndReason::HungUp,
        },
    );
    counted.set(counted.get() + 1);
    assert!(!world.devices[3].ended());
}

#[test]
fn who_is_in_a_call_hears_that_the_line_is_lost_and_that_it_is_back() {
    let mut world = World::on_the_line(0);
    let told = |world: &World, up: bool| {
        let of = |event: &&CallEvent| **event == CallEvent::Line { up };
        // The duty officers, who come first, aren't in the call.
        let in_call = world.devices.iter().skip(2);
        in_call
            .map(|device| device.events.iter().filter(of).count())
            .collect::<Vec<_>>()
    };
    let in_call = |times: usize| vec![times; 2];
    assert_eq!(told(&world, false), in_call(0));
    world.line_down();
    assert_eq!(
        (told(&world, false), told(&world, true)),
        (in_call(1), in_call(0))
    );
    world.line_up();
    assert_eq!(
        (told(&world, false), told(&world, true)),
        (in_call(1), in_call(1))
    );
    assert!(world.devices.iter().all(|device| !device.ended()));
}
