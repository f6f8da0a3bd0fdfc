//! New groups: after a bad commit, a silent committer, a restart.

use client::call::Warning;
use node::app::calls::{CallRefusal, GROUPS_MAX};
use std::cell::Cell;
use std::rc::Rc;
use wire::{CallEnvelope, GroupId, SignedEnvelope, ToNode, TrunkFrame};

use crate::world::{NORTH, SOUTH, World};

fn group(world: &World, device: usize) -> GroupId {
    world.devices[device].session.as_ref().unwrap().group()
}

#[test]
fn a_group_is_followed_by_one_that_works() {
    for (interpreters, bad) in [(0, 2), (1, 2), (1, 3)] {
        let mut world = World::on_the_line(interpreters);
        let all: Vec<usize> = (2..world.devices.len()).collect();
        let before = group(&world, 2);
        let epoch = world.devices[2].epoch().unwrap();
        // An order of garbage by a member: nobody can go on from there.
        let keys = world.devices[bad].keys.signing();
        let commit = CallEnvelope::Commit(wire::CommitBody {
            call: world.call(),
            group: before,
            epoch,
            commit: vec![0; 40],
            welcome: Vec::new(),
            adds: Vec::new(),
            removes: Vec::new(),
        });
        let bytes = SignedEnvelope::sign(&commit, keys).encode();
        world.send(bad, ToNode::Commit(bytes));
        world.run(8_000);
        assert!(group(&world, 2) > before, "{interpreters} {bad}");
        world.check_together(&all);
        assert!(world.devices[if bad == 2 { 3 } else { 2 }].warned(Warning::Unprocessable) > 0);
    }
}

#[test]
fn a_committer_that_always_fails_is_kept_out_and_the_others_go_on() {
    let mut world = World::on_the_line(1);
    // North's interpreter garbles whatever it commits; nobody else does.
    let bad = 4;
    for _ in 0..3 {
        let epoch = world.devices[2].epoch().unwrap();
        let commit = CallEnvelope::Commit(wire::CommitBody {
            call: world.call(),
            group: group(&world, 2),
            epoch,
            commit: vec![1; 40],
            welcome: Vec::new(),
            adds: Vec::new(),
            removes: Vec::new(),
        });
        let bytes = SignedEnvelope::sign(&commit, world.devices[bad].keys.signing()).encode();
        world.send(bad, ToNode::Commit(bytes));
        world.run(12_000);
    }
    world.run(15_000);
    world.check_together(&[2, 3, 5]);
    assert!(
        world.devices[bad].has(|event| matches!(event, client::call::CallEvent::Refused { .. }))
    );
}

#[test]
fn a_committer_that_hangs_at_the_beginning_is_left_behind() {
    let mut world = World::staged();
    let roles = |role| identity::RoleSet::empty().with(role);
    let north = world.enlist(NORTH, roles(identity::Role::Principal));
    let south = world.enlist(SOUTH, roles(identity::Role::Principal));
    let hanging = world.enlist(NORTH, roles(identity::Role::Interpreter));
    world.join(hanging);
    world.devices[hanging].hangs = true;
    world.join(north);
    world.join(south);
    world.run(2_900);
    assert_eq!(world.devices[north].epoch(), None);
    world.run(4_000);
    world.check_together(&[north, south]);
}

#[test]
fn a_join_serves_one_group_and_once() {
    let mut world = World::on_the_line(0);
    let old = Rc::new(std::cell::RefCell::new(Vec::new()));
    let keep = old.clone();
    world.tap = Box::new(move |_, frame| {
        if let TrunkFrame::Join { member, .. } = &frame {
            keep.borrow_mut().push(member.clone());
        }
        vec![frame]
    });
    world.crash(3);
    world.join(3);
    world.run(3_000);
    world.check_together(&[2, 3]);
    let join = old.borrow()[0].clone();
    // Its own join again is nothing new; the roster stays.
    let epoch = world.devices[2].epoch();
    world.inject(
        NORTH,
        &TrunkFrame::Join {
            contact: crate::world::contact(),
            member: join.clone(),
        },
    );
    world.run(3_000);
    assert_eq!(world.devices[2].epoch(), epoch);
    // After it came again with a fresh one, the old one is refused, and the device asked.
    world.crash(3);
    world.join(3);
    world.run(3_000);
    world.inject(
        NORTH,
        &TrunkFrame::Join {
            contact: crate::world::contact(),
            member: join,
        },
    );
    world.run(3_000);
    world.check_together(&[2, 3]);
}

#[test]
fn new_groups_are_bounded() {
    let mut world = World::on_the_line(0);
    let before = group(&world, 2).0;
    let began = world.now_ms;
    // Every commit of both is garbage: each group fails as soon as it begins.
    let broken = Rc::new(Cell::new(true));
    let signing = [2, 3].map(|device| world.devices[device].keys.signing().clone());
    let still = broken.clone();
    world.device_tap = Box::new(move |device, message| {
        let ToNode::Commit(bytes) = &message else {
            return vec![message];
        };
        if !still.get() || !(2..4).contains(&device) {
            return vec![message];
        }
        let mut commit = SignedEnvelope::decode(bytes)
            .unwrap()
            .peek_commit()
            .unwrap();
        (commit.commit, commit.welcome) = (vec![0; 40], vec![0; 40]);
        let envelope = CallEnvelope::Commit(commit);
        vec![ToNode::Commit(
            SignedEnvelope::sign(&envelope, &signing[device - 2]).encode(),
        )]
    });
    world.crash(3);
    world.join(3);
    world.run(55_000);
    let begun = group(&world, 2).0.max(group(&world, 3).0) - before;
    assert!(world.now_ms - began < 60_000);
    assert!(begun as usize <= GROUPS_MAX, "{begun}");
    assert!(begun > 1, "{begun}");
}

#[test]
fn a_restarted_node_of_either_side_comes_back_into_the_call() {
    for node in [NORTH, SOUTH] {
        let mut world = World::on_the_line(1);
        world.restart(node);
        world.run(1_000);
        for device in 2..world.devices.len() {
            if world.devices[device].side == node {
                world.join(device);
            }
        }
        world.run(12_000);
        world.check_together(&[2, 3, 4, 5]);
        for device in 2..6 {
            assert!(world.devices[device].floor_opened());
            assert!(!world.devices[device].ended());
        }
    }
}

#[test]
fn no_group_comes_twice_over_restarts() {
    let mut world = World::on_the_line(0);
    let mut last = group(&world, 2);
    for _ in 0..3 {
        world.restart(NORTH);
        world.join(2);
        world.run(10_000);
        world.check_together(&[2, 3]);
        assert!(group(&world, 2) > last);
        last = group(&world, 2);
    }
    assert_eq!(world.refusals(SOUTH, CallRefusal::ForeignOrder), 0);
}

#[test]
fn a_welcome_is_said_again_until_its_device_is_in() {
    let mut world = World::on_the_line(0);
    let late = world.enlist(
        SOUTH,
        identity::RoleSet::empty().with(identity::Role::Interpreter),
    );
    let lost = Rc::new(Cell::new(0));
    let count = lost.clone();
    world.to_device_tap = Box::new(move |device, message| {
        let welcome = device == late && matches!(message, wire::ToDevice::Ordered { .. });
        count.set(count.get() + u32::from(welcome));
        !welcome || count.get() > 2
    });
    world.join(late);
    world.run(3_900);
    assert_eq!(world.devices[late].epoch(), None);
    world.run(500);
    world.check_together(&[2, 3, late]);
    assert_eq!(world.devices[late].warned(Warning::Behind), 0);
    // Once it is in there is nothing to say again.
    let said = lost.get();
    world.run(10_000);
    assert_eq!(lost.get(), said);
}
