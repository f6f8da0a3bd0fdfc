//! Leaving, hanging up, being revoked, expiring, falling silent.

use client::call::Warning;
use identity::{Role, RoleSet};
use node::app::calls::CallRefusal;
use wire::ToNode;

use crate::world::{NORTH, SOUTH, World};

#[test]
fn only_a_principal_hangs_up_for_both_sides() {
    for (device, ends) in [(2, true), (3, true), (4, false), (5, false)] {
        let mut world = World::on_the_line(1);
        let (call, side) = (world.call(), world.devices[device].side);
        world.send(device, ToNode::HangUp(call));
        world.run(1_000);
        for other in 2..6 {
            assert_eq!(world.devices[other].ended(), ends, "{device} {other}");
        }
        assert_eq!(
            world.refusals(side, CallRefusal::NotAllowed),
            usize::from(!ends)
        );
    }
}

#[test]
fn hanging_up_is_leaving_for_all_others() {
    let mut world = World::on_the_line(1);
    let mut for_both = true;
    world.in_session(5, |session, _, _, _| for_both = session.hang_up());
    world.settle();
    world.devices[5].session = None;
    assert!(!for_both);
    world.run(3_000);
    world.check_together(&[2, 3, 4]);
    assert!(!world.devices[2].ended());
}

#[test]
fn a_revoked_device_gets_no_media_any_more() {
    for revoked in [4, 5] {
        let mut world = World::on_the_line(1);
        // The commit that would remove it is kept back.
        world.held = true;
        world.revoke(revoked);
        let others: Vec<usize> = (2..6).filter(|device| *device != revoked).collect();
        for _ in 0..4 {
            for device in &others {
                assert!(
                    !world.devices[*device].sends(),
                    "{device} sends to {revoked}"
                );
            }
            world.run(600);
        }
        world.held = false;
        world.run(6_000);
        world.check_together(&others);
    }
}

#[test]
fn attestations_do_not_bring_a_revoked_device_back() {
    let mut world = World::on_the_line(1);
    // No commit goes through at all; attestations do.
    world.device_tap = Box::new(|_, message| match message {
        ToNode::Commit(_) => vec![],
        other => vec![other],
    });
    world.revoke(5);
    world.run(2_500);
    for device in [2, 3, 4] {
        assert!(!world.devices[device].sends(), "{device}");
    }
}

#[test]
fn an_accreditation_that_ends_by_the_clock_is_noticed() {
    let mut world = World::on_the_line(0);
    let interpreter = RoleSet::empty().with(Role::Interpreter);
    let brief = world.enlist_until(SOUTH, interpreter, 20_000);
    world.join(brief);
    world.run(5_000);
    world.check_together(&[2, 3, brief]);
    // Nothing is written to any log.
    world.run(20_000);
    world.check_together(&[2, 3]);
}

#[test]
fn a_silent_device_is_removed_and_may_come_back() {
    let mut world = World::on_the_line(1);
    world.devices[5].hangs = true;
    world.run(9_000);
    world.check_together(&[2, 3, 4]);
    assert!(world.devices[2].warned(Warning::Silent) > 0);
    // Its program goes on: it has to come with fresh keys.
    world.devices[5].hangs = false;
    world.in_session(5, |session, desk, now, unix_ms| {
        session.view_changed(now, unix_ms, desk.view());
    });
    world.crash(5);
    world.join(5);
    world.run(5_000);
    world.check_together(&[2, 3, 4, 5]);
}

#[test]
fn a_device_that_was_cut_off_from_messages_is_asked_to_come_again() {
    let mut world = World::on_the_line(1);
    // What device 5 says inside the group gets lost for a while; everything else passes.
    world.device_tap = Box::new(|device, message| match message {
        ToNode::Message { .. } if device == 5 => vec![],
        other => vec![other],
    });
    world.run(8_000);
    for device in [2, 3, 4] {
        assert!(world.devices[device].warned(Warning::Silent) > 0);
        // In keys that it doesn't have.
        assert!(world.devices[device].sends());
    }
    world.device_tap = Box::new(|_, message| vec![message]);
    world.run(12_000);
    world.check_together(&[2, 3, 4, 5]);
}

#[test]
fn one_who_leaves_before_its_addition_is_ordered_stops_nobody() {
    let mut world = World::on_the_line(1);
    let late = world.enlist(NORTH, RoleSet::empty().with(Role::Interpreter));
    world.held = true;
    world.join(late);
    world.crash(late);
    world.held = false;
    world.run(6_000);
    world.check_together(&[2, 3, 4, 5]);
}

#[test]
fn the_author_of_a_commit_may_be_gone_before_it_is_ordered() {
    let mut world = World::on_the_line(1);
    world.held = true;
    // South's interpreter leaves, North's principal commits its removal and then crashes.
    let call = world.call();
    world.send(4, ToNode::Leave(call));
    world.devices[4].session = None;
    world.crash(2);
    world.held = false;
    world.run(6_000);
    world.check_together(&[3, 5]);
    world.join(2);
    world.run(6_000);
    world.check_together(&[2, 3, 5]);
}

#[test]
fn a_machine_that_slept_takes_nobody_for_silent() {
    for asleep_ms in [4_000, 4_500, 5_000, 5_500, 6_500] {
        let mut world = World::on_the_line(1);
        world.devices[2].hangs = true;
        world.run(asleep_ms);
        world.devices[2].hangs = false;
        world.run(12_000);
        assert_eq!(world.devices[2].warned(Warning::Silent), 0, "{asleep_ms}");
        let group = world.devices[2].session.as_ref().unwrap().group();
        for device in 2..6 {
            let session = world.devices[device].session.as_ref().unwrap();
            assert_eq!(session.group(), group, "{device} after {asleep_ms}");
        }
        world.check_together(&[2, 3, 4, 5]);
    }
}

#[test]
fn a_node_that_forgot_the_group_still_asks_its_removed_device_back() {
    let mut world = World::on_the_line(1);
    world.restart(SOUTH);
    world.join(3);
    world.join(5);
    world.run(8_000);
    world.check_together(&[2, 3, 4, 5]);
    world.device_tap = Box::new(|device, message| match message {
        ToNode::Message { .. } if device == 5 => vec![],
        other => vec![other],
    });
    world.run(8_000);
    world.device_tap = Box::new(|_, message| vec![message]);
    world.run(12_000);
    world.check_together(&[2, 3, 4, 5]);
}
