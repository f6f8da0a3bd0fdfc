//! Devices that lose the way to their node and come back: same group, same keys, nobody else notices.

use crate::world::{NORTH, SOUTH, World};
use client::call::CallEvent;
use node::app::calls::RETURN_WITHIN;
use wire::{ToDevice, ToNode};

/// The device's connection is dead, and neither end knows.
fn cut_off(world: &mut World, device: usize) {
    world.devices[device].link += 1;
    world.in_session(device, |session, _, _, _| session.cut_off());
    world.to_device_tap = Box::new(move |to, _| to != device);
    world.device_tap = Box::new(move |from, message| match from == device {
        true => Vec::new(),
        false => vec![message],
    });
}

/// Another event stream of the device; its node still holds the last one.
fn reopen(world: &mut World, device: usize) {
    let (side, id) = (world.devices[device].side, world.devices[device].id);
    let now = world.now();
    connect(world);
    world.nodes[side].calls.device_reopened(now, id);
    world.settle();
}

fn connect(world: &mut World) {
    world.to_device_tap = Box::new(|_, _| true);
    world.device_tap = Box::new(|_, message| vec![message]);
}

fn come_back(world: &mut World, device: usize) -> bool {
    let mut came = false;
    world.in_session(device, |session, desk, now, unix_ms| {
        came = session.come_back(now, unix_ms, desk.view(), "another offer".to_owned());
    });
    world.settle();
    came
}

fn answers(world: &World, device: usize) -> usize {
    let events = world.devices[device].events.iter();
    events
        .filter(|event| matches!(event, CallEvent::Answer(_)))
        .count()
}

/// Group, epoch and joins of everybody: what a return must leave as it is.
fn keys(world: &World) -> Vec<(u32, Option<u64>)> {
    let of = |device: &crate::world::Device| {
        let session = device.session.as_ref().unwrap();
        (session.group().0, session.epoch())
    };
    world.devices[2..].iter().map(of).collect()
}

#[test]
fn who_comes_back_in_time_keeps_place_and_keys() {
    // Over the same stream, as when UDP died; and over another, as when the address changed.
    for (side, reopens, away_ms) in [
        (NORTH, false, 0),
        (NORTH, true, 0),
        (NORTH, true, 3_900),
        (SOUTH, true, 3_900),
        (SOUTH, false, 0),
    ] {
        let mut world = World::on_the_line(1);
        world.run(2_000);
        let device = 2 + side;
        let before = keys(&world);
        let ordered = world.nodes[NORTH].ordered;
        if reopens {
            cut_off(&mut world, device);
        }
        world.run(away_ms);
        if reopens {
            reopen(&mut world, device);
        }
        assert!(come_back(&mut world, device));
        assert_eq!(answers(&world, device), 2);
        world.run(20_000);
        assert_eq!(keys(&world), before, "{side} {reopens} {away_ms}");
        assert_eq!(world.nodes[NORTH].ordered, ordered, "no commit was needed");
        world.check_together(&[2, 3, 4, 5]);
        assert!(!world.devices[device].ended());
    }
}

#[test]
fn who_was_expelled_meanwhile_comes_in_with_fresh_keys() {
    for side in [NORTH, SOUTH] {
        let mut world = World::on_the_line(1);
        let device = 2 + side;
        cut_off(&mut world, device);
        // The others wait six seconds for its attestation.
        world.run(9_000);
        reopen(&mut world, device);
        assert!(come_back(&mut world, device));
        world.run(6_000);
        world.check_together(&[2, 3, 4, 5]);
        assert!(!world.devices[device].ended());
        assert!(answers(&world, device) >= 2);
    }
}

#[test]
fn who_left_without_a_word_comes_in_anew() {
    for side in [NORTH, SOUTH] {
        let mut world = World::on_the_line(1);
        let device = 2 + side;
        cut_off(&mut world, device);
        let (now, id) = (world.now(), world.devices[device].id);
        let node = &mut world.nodes[side];
        // Its node saw the stream end.
        node.calls.device_gone(now, &node.view, id);
        world.run(4_000);
        connect(&mut world);
        assert!(come_back(&mut world, device));
        world.run(6_000);
        world.check_together(&[2, 3, 4, 5]);
        assert!(!world.devices[device].ended());
    }
}

#[test]
fn another_stream_without_a_return_is_a_loss_after_five_seconds() {
    let within_ms = RETURN_WITHIN.as_millis() as u64;
    for (after_ms, is_in) in [
        (within_ms - 1, true),
        (within_ms, false),
        (within_ms + 1, false),
    ] {
        let mut world = World::on_the_line(1);
        let interpreter = 4;
        let id = world.devices[interpreter].id;
        let members = |world: &World| world.devices[2].places().contains(&id);
        assert!(members(&world));
        reopen(&mut world, interpreter);
        // The device goes on attesting: only its node knows.
        world.run(after_ms);
        assert_eq!(members(&world), is_in, "{after_ms}");
    }
}

#[test]
fn a_fresh_program_takes_the_place_of_the_one_before() {
    let mut world = World::on_the_line(1);
    cut_off(&mut world, 4);
    reopen(&mut world, 4);
    world.join(4);
    world.run(4_000);
    world.check_together(&[2, 3, 4, 5]);
}

#[test]
fn a_call_that_is_over_takes_nobody_back() {
    let mut world = World::on_the_line(0);
    let call = world.call();
    cut_off(&mut world, 2);
    let hang_up = ToNode::HangUp(call);
    world.send(3, hang_up);
    world.run(1_000);
    reopen(&mut world, 2);
    assert!(come_back(&mut world, 2));
    world.run(1_000);
    assert!(world.devices[2].ended());
    assert!(!come_back(&mut world, 2), "and it doesn't try again");
}

#[test]
fn a_floor_that_opened_while_a_device_was_away_is_told_on_its_return() {
    let mut world = World::staged();
    let roles = |role| identity::RoleSet::empty().with(role);
    for side in [NORTH, SOUTH] {
        world.enlist(side, roles(identity::Role::Principal));
    }
    world.to_device_tap = Box::new(|device, message| {
        !(device == 2 && matches!(message, ToDevice::FloorOpens { .. }))
    });
    for device in [2, 3] {
        world.join(device);
    }
    world.run(3_000);
    assert!(world.devices[3].floor_opened());
    assert!(!world.devices[2].floor_opened());
    cut_off(&mut world, 2);
    reopen(&mut world, 2);
    assert!(come_back(&mut world, 2));
    world.run(1_000);
    assert!(world.devices[2].floor_opened());
}
