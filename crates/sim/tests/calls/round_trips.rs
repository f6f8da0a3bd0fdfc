//! How many ways between the nodes the set-up of a call takes: people wait for each of them.

use client::call::CallEvent;
use identity::{Role, RoleSet};
use node::app::calls::GROUP_STUCK_AFTER;
use std::cell::Cell;
use std::rc::Rc;
use wire::{GroupId, ToNode, TrunkFrame};

use crate::world::{NORTH, SOUTH, World};

/// More ways than any step takes.
const WAYS_MAX: usize = 12;
/// What a connection between the nodes sends before anything of it is acknowledged.
const UNACKNOWLEDGED_BYTES: usize = 32 * 1_200;

/// Ways after the last join until a step, for each side. The step may be there at once.
#[derive(Debug, Default, PartialEq, Eq)]
struct Ways {
    in_group: [usize; 2],
    ready: [usize; 2],
    sends: [usize; 2],
    floor_told: [usize; 2],
}

/// Principals and as many interpreters a side are in the call, save the one principal who joins last.
fn set_up(late: usize, interpreters: usize) -> Ways {
    let mut world = World::staged();
    let roles = std::iter::once(Role::Principal)
        .chain(std::iter::repeat_n(Role::Interpreter, interpreters));
    let mut devices = [Vec::new(), Vec::new()];
    for role in roles {
        for side in [NORTH, SOUTH] {
            devices[side].push(world.enlist(side, RoleSet::empty().with(role)));
        }
    }
    let last = devices[late][0];
    for device in devices.iter().flatten().filter(|device| **device != last) {
        world.join(*device);
        world.run(2_000);
    }
    // Of the principals' devices; what they were ready for before was without the last one.
    let principals = [devices[NORTH][0], devices[SOUTH][0]];
    let ready = Rc::new(Cell::new([false; 2]));
    let noted = ready.clone();
    world.device_tap = Box::new(move |device, message| {
        if let (ToNode::Ready { .. }, Some(side)) =
            (&message, principals.iter().position(|of| *of == device))
        {
            let mut ready = noted.get();
            ready[side] = true;
            noted.set(ready);
        }
        vec![message]
    });
    world.held = true;
    world.join(last);
    let everybody = devices.iter().map(Vec::len).sum::<usize>();
    let mut ways = Ways::default();
    for way in 0..WAYS_MAX {
        for (side, device) in principals.into_iter().enumerate() {
            let in_group = world.devices[device].places().len() == everybody;
            let steps = [
                (in_group, &mut ways.in_group),
                (ready.get()[side], &mut ways.ready),
                (in_group && world.devices[device].sends(), &mut ways.sends),
                (world.devices[device].floor_opened(), &mut ways.floor_told),
            ];
            for (done, step) in steps {
                step[side] += usize::from(!done);
            }
        }
        if way + 1 < WAYS_MAX {
            world.one_way();
        }
    }
    assert_eq!(world.nodes[NORTH].floors.len(), 1);
    assert_eq!(world.nodes[NORTH].floors, world.nodes[SOUTH].floors);
    for device in devices.into_iter().flatten() {
        let warned = |event: &CallEvent| matches!(event, CallEvent::Warning(_));
        assert!(!world.devices[device].has(warned), "device {device}");
    }
    ways
}

#[test]
fn two_devices_are_ready_after_one_round_trip_and_the_way_of_the_last_join() {
    let expected = Ways {
        in_group: [2, 1],
        // South knows by the commit that North holds its keys, but sends only at North's own word.
        ready: [2, 1],
        sends: [2, 3],
        floor_told: [2, 3],
    };
    assert_eq!(set_up(NORTH, 0), expected);
    let expected = Ways {
        in_group: [3, 2],
        ready: [3, 2],
        sends: [3, 4],
        floor_told: [3, 4],
    };
    assert_eq!(set_up(SOUTH, 0), expected);
}

#[test]
fn with_more_devices_everybody_waits_for_the_word_of_those_who_made_no_commit() {
    let expected = Ways {
        in_group: [2, 1],
        ready: [2, 3],
        // Under the keys from before, until everybody's word is there.
        sends: [2, 1],
        floor_told: [4, 5],
    };
    assert_eq!(set_up(NORTH, 1), expected);
    let expected = Ways {
        in_group: [3, 2],
        ready: [3, 4],
        sends: [3, 4],
        floor_told: [5, 6],
    };
    assert_eq!(set_up(SOUTH, 1), expected);
}

/// What is sent at once beyond this waits for one more round trip.
#[test]
fn what_the_nodes_say_for_two_devices_leaves_at_once() {
    let bytes = Rc::new(Cell::new([0; 2]));
    let noted = bytes.clone();
    let mut world = World::staged();
    world.tap = Box::new(move |to, frame: TrunkFrame| {
        let mut bytes = noted.get();
        bytes[to] += frame.encode().len();
        noted.set(bytes);
        vec![frame]
    });
    for side in [NORTH, SOUTH] {
        let device = world.enlist(side, RoleSet::empty().with(Role::Principal));
        world.join(device);
    }
    let bytes = bytes.get();
    println!("bytes to North and South: {bytes:?}");
    assert!(
        bytes.iter().all(|bytes| *bytes <= UNACKNOWLEDGED_BYTES),
        "{bytes:?}"
    );
}

#[test]
fn nothing_is_said_again_or_begun_anew_while_it_is_on_its_way() {
    let mut world = World::staged();
    let devices =
        [NORTH, SOUTH].map(|side| world.enlist(side, RoleSet::empty().with(Role::Principal)));
    let said = Rc::new(Cell::new(0));
    let count = said.clone();
    world.tap = Box::new(move |_, frame| {
        let is_long = matches!(
            frame,
            TrunkFrame::Join { .. } | TrunkFrame::Ordered { .. } | TrunkFrame::Commit { .. }
        );
        count.set(count.get() + u32::from(is_long));
        vec![frame]
    });
    // Each way of the set-up takes longer than anything waits where the line is fast.
    for device in devices {
        world.join(device);
    }
    world.held = true;
    for _ in 0..WAYS_MAX {
        world.run(GROUP_STUCK_AFTER.as_millis() as u64 + 1_000);
        world.one_way();
    }
    world.held = false;
    world.run(1_000);
    world.check_together(&devices);
    assert!(
        devices
            .iter()
            .all(|device| world.devices[*device].floor_opened())
    );
    let group = |device: usize| world.devices[device].session.as_ref().unwrap().group();
    assert_eq!(group(devices[NORTH]), GroupId(1), "the first");
    assert!(said.get() <= 3, "{} long frames", said.get());
}
