//! The line breaks: what is lost is said again when it comes back.

use domain::EndReason;
use identity::{Role, RoleSet};
use node::app::calls::PRINCIPAL_GRACE;
use wire::{ToNode, TrunkFrame};

use crate::world::{NORTH, SOUTH, World};

fn principal() -> RoleSet {
    RoleSet::empty().with(Role::Principal)
}

/// Frames of one kind get lost, once the line has broken and come back nothing is missing.
fn check_lost(lost: fn(&TrunkFrame) -> bool) {
    let mut world = World::staged();
    world.tap = Box::new(
        move |_, frame| {
            if lost(&frame) { vec![] } else { vec![frame] }
        },
    );
    let devices = [NORTH, SOUTH].map(|side| {
        let device = world.enlist(side, principal());
        world.join(device);
        device
    });
    world.run(2_500);
    world.line_down();
    world.tap = Box::new(|_, frame| vec![frame]);
    world.run(500);
    world.line_up();
    world.run(12_000);
    world.check_together(&devices);
    for device in devices {
        assert!(world.devices[device].floor_opened(), "device {device}");
    }
}

#[test]
fn every_kind_of_frame_may_get_lost() {
    let kinds: [fn(&TrunkFrame) -> bool; 9] = [
        |frame| matches!(frame, TrunkFrame::Join { .. }),
        |frame| matches!(frame, TrunkFrame::Roster { .. }),
        |frame| matches!(frame, TrunkFrame::Commit { .. }),
        |frame| matches!(frame, TrunkFrame::Ordered { .. }),
        |frame| matches!(frame, TrunkFrame::Countersigned { .. }),
        |frame| matches!(frame, TrunkFrame::Message { .. }),
        |frame| matches!(frame, TrunkFrame::Ready { .. }),
        |frame| matches!(frame, TrunkFrame::OpenFloor { .. }),
        |_| true,
    ];
    for lost in kinds {
        check_lost(lost);
    }
}

#[test]
fn a_flap_between_order_and_countersignature() {
    for lost_back in [false, true] {
        let mut world = World::on_the_line(0);
        let epoch = world.devices[2].epoch().unwrap();
        world.tap = Box::new(move |_, frame| match frame {
            TrunkFrame::Ordered { .. } if !lost_back => vec![],
            TrunkFrame::Countersigned { .. } if lost_back => vec![],
            other => vec![other],
        });
        let late = world.enlist(SOUTH, RoleSet::empty().with(Role::Interpreter));
        world.join(late);
        world.run(1_500);
        world.line_down();
        world.run(2_000);
        world.tap = Box::new(|_, frame| vec![frame]);
        world.line_up();
        world.run(8_000);
        world.check_together(&[2, 3, late]);
        assert!(world.devices[2].epoch().unwrap() > epoch || lost_back);
        assert_eq!(world.nodes[SOUTH].forks, 0);
    }
}

#[test]
fn one_who_left_during_a_flap_is_no_ghost() {
    let mut world = World::on_the_line(1);
    world.line_down();
    let call = world.call();
    world.send(5, ToNode::Leave(call));
    world.devices[5].session = None;
    world.run(1_000);
    world.line_up();
    world.run(4_000);
    world.check_together(&[2, 3, 4]);
}

#[test]
fn a_call_that_ended_during_a_flap_is_over_on_both_sides() {
    // Before the floor: no log tells of it.
    for (device, other) in [(2, 3), (3, 2)] {
        let mut world = World::staged();
        world.media_connects = false;
        for side in [NORTH, SOUTH] {
            let device = world.enlist(side, principal());
            world.join(device);
        }
        world.run(1_000);
        world.line_down();
        world.in_session(device, |session, _, _, _| {
            session.hang_up();
        });
        world.settle();
        assert!(world.devices[device].ended());
        assert!(!world.devices[other].ended());
        world.run(1_000);
        world.line_up();
        assert!(world.devices[other].ended(), "{device}");
    }
}

#[test]
fn a_long_flap_is_survived_by_both_sides() {
    let mut world = World::on_the_line(1);
    world.line_down();
    world.run(9_000);
    // Nobody speaks to devices that can't be heard.
    assert!(!world.devices[2].sends() && !world.devices[3].sends());
    world.line_up();
    world.run(20_000);
    world.check_together(&[2, 3, 4, 5]);
}

#[test]
fn crossed_commits_are_one_after_the_other() {
    let mut world = World::on_the_line(1);
    world.held = true;
    // North's note-taker comes while South's leaves: each node's roster differs for a while.
    let late = world.enlist(NORTH, RoleSet::empty().with(Role::NoteTaker));
    world.join(late);
    let call = world.call();
    world.send(5, ToNode::Leave(call));
    world.devices[5].session = None;
    world.held = false;
    world.run(5_000);
    let places = world.devices[2].places();
    assert_eq!(places.len(), 4);
    for device in [3, 4, late] {
        assert_eq!(world.devices[device].places(), places, "{device}");
        assert_eq!(world.devices[device].epoch(), world.devices[2].epoch());
    }
}

#[test]
fn an_order_that_comes_late_is_still_ours() {
    let mut world = World::on_the_line(0);
    let late = world.enlist(NORTH, RoleSet::empty().with(Role::Interpreter));
    world.held = true;
    world.join(late);
    let group = world.devices[2].session.as_ref().unwrap().group();
    // Longer than a device once waited for its own commit, shorter than a group may be stuck.
    world.run(2_600);
    world.held = false;
    world.run(2_000);
    world.check_together(&[2, 3, late]);
    assert_eq!(world.devices[2].session.as_ref().unwrap().group(), group);
}

#[test]
fn a_principal_who_crashes_may_take_over_within_the_grace() {
    let grace_ms = PRINCIPAL_GRACE.as_millis() as u64;
    for (away_ms, goes_on) in [
        (grace_ms - 1, true),
        (grace_ms, false),
        (grace_ms + 1, false),
    ] {
        for (device, other) in [(2, 3), (3, 2)] {
            let mut world = World::on_the_line(1);
            world.crash(device);
            world.run(away_ms);
            let over = world.devices[other].ended();
            assert_eq!(over, !goes_on, "{device} after {away_ms}");
            if goes_on {
                world.join(device);
                world.run(4_000);
                world.check_together(&[2, 3, 4, 5]);
                world.run(2 * grace_ms);
                assert!(!world.devices[other].ended());
            } else {
                let ended = world.folded(crate::world::contact()).ended;
                assert!(
                    ended
                        .values()
                        .any(|ended| ended.reason == EndReason::LineLost)
                );
            }
        }
    }
}

#[test]
fn another_device_of_a_principal_may_take_over() {
    let mut world = World::on_the_line(0);
    world.crash(3);
    let other = world.enlist(SOUTH, principal());
    world.run(10_000);
    world.join(other);
    world.run(40_000);
    world.check_together(&[2, other]);
    assert!(world.devices[other].floor_opened());
}
