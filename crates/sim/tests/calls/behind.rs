//! A node that doesn't hold the other log's last entries yet: what it refused for that comes again.

use identity::{Role, RoleSet};
use node::app::calls::{CallRefusal, JOIN_AGAIN_EVERY};
use std::cell::Cell;
use std::rc::Rc;
use wire::{ToNode, TrunkFrame};

use crate::world::{NORTH, SOUTH, World};

const AGAIN_MS: u64 = JOIN_AGAIN_EVERY.as_millis() as u64;

fn principal() -> RoleSet {
    RoleSet::empty().with(Role::Principal)
}

/// South confirms second and its principal joins at once; North, which orders, doesn't know of the
/// confirmation. Gives both principals, North's not yet in the call.
fn joined_too_early() -> (World, [usize; 2]) {
    let mut world = World::agreed();
    let devices = [NORTH, SOUTH].map(|side| world.enlist(side, principal()));
    world.confirm(NORTH);
    world.behind = Some(NORTH);
    world.confirm(SOUTH);
    world.join(devices[SOUTH]);
    assert_eq!(world.refusals(NORTH, CallRefusal::NotStaged), 1);
    (world, devices)
}

#[test]
fn a_join_that_came_before_the_confirmation_counts_after_it() {
    for killed in [false, true] {
        let (mut world, devices) = joined_too_early();
        if killed {
            // A line that comes up says where calls stand before it sends what the logs lack.
            world.restart(NORTH);
            assert_eq!(world.refusals(NORTH, CallRefusal::NotStaged), 2);
        }
        world.catch_up();
        world.join(devices[NORTH]);
        world.run(AGAIN_MS + 1_500);
        world.check_together(&devices);
        for device in devices {
            assert!(
                world.devices[device].floor_opened(),
                "device {device}, killed: {killed}"
            );
        }
    }
}

#[test]
fn a_device_accredited_meanwhile_comes_in() {
    let mut world = World::on_the_line(0);
    world.behind = Some(NORTH);
    let late = world.enlist(SOUTH, RoleSet::empty().with(Role::Interpreter));
    world.join(late);
    assert_eq!(world.refusals(NORTH, CallRefusal::NotAccredited), 1);
    world.catch_up();
    world.run(AGAIN_MS + 1_500);
    world.check_together(&[2, 3, late]);
}

#[test]
fn a_join_is_said_again_until_the_roster_shows_it() {
    for (after_ms, wanted) in [(AGAIN_MS - 1, 0), (AGAIN_MS, 1), (AGAIN_MS + 1, 1)] {
        let (mut world, _) = joined_too_early();
        let said = Rc::new(Cell::new(0));
        let count = said.clone();
        world.tap = Box::new(move |_, frame| {
            let join = matches!(frame, TrunkFrame::Join { .. });
            count.set(count.get() + u32::from(join));
            vec![frame]
        });
        world.run(after_ms);
        assert_eq!(said.get(), wanted, "after {after_ms} ms");
        world.catch_up();
        world.run(2 * AGAIN_MS);
        let until_placed = said.get();
        assert_eq!(until_placed, wanted + 1);
        world.run(10 * AGAIN_MS);
        assert_eq!(said.get(), until_placed, "it is placed: nothing to say");
    }
}

#[test]
fn nobody_joins_again_for_a_device_that_left() {
    let (mut world, devices) = joined_too_early();
    let call = world.call();
    world.send(devices[SOUTH], ToNode::Leave(call));
    let refused = world.refusals(NORTH, CallRefusal::NotStaged);
    world.run(10 * AGAIN_MS);
    assert_eq!(world.refusals(NORTH, CallRefusal::NotStaged), refused);
}
