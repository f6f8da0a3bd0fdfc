//! A principal who didn't answer, or said not now, is rung again when the own duty officer asks.

use identity::{Role, RoleSet};
use node::app::calls::{NotAgain, RING_AGAIN_EVERY, RING_FOR};
use std::time::Duration;
use wire::{RingHeard, RingState, ToNode};

use crate::world::{NORTH, SOUTH, World, contact};

const RING_MS: u64 = RING_FOR.as_millis() as u64;
const EVERY_MS: u64 = RING_AGAIN_EVERY.as_millis() as u64;

fn heard(heard: RingHeard) -> ToNode {
    let contact = contact();
    ToNode::RingHeard { contact, heard }
}

/// North's principal waits to be rung; agreed and no more.
fn waiting() -> (World, usize) {
    let mut world = World::agreed();
    let device = world.enlist(NORTH, RoleSet::empty().with(Role::Principal));
    world.send(device, ToNode::Await(contact()));
    (world, device)
}

fn rung() -> (World, usize) {
    let (mut world, device) = waiting();
    world.stage();
    (world, device)
}

/// What both nodes know of North's principal.
#[track_caller]
fn check(world: &World, wanted: Option<RingState>) {
    for node in [NORTH, SOUTH] {
        let rings = world.nodes[node].calls.rings();
        let ring = rings.iter().find(|ring| ring.ours == (node == NORTH));
        assert_eq!(ring.map(|ring| ring.state), wanted, "at node {node}");
    }
}

/// What happened before somebody asks, and what is answered.
type Case = (
    &'static str,
    fn(&mut World, usize),
    fn(&World, usize) -> Result<(), NotAgain>,
);

#[test]
fn a_principal_is_rung_again_after_a_ring_and_never_before_or_in_it() {
    let cases: [Case; 13] = [
        ("agreed", |_, _| {}, |_, _| Err(NotAgain::NotStaged)),
        (
            "one duty officer confirmed",
            |world, _| world.confirm(NORTH),
            |_, _| Err(NotAgain::NotStaged),
        ),
        (
            "the other one alone",
            |world, _| world.confirm(SOUTH),
            |_, _| Err(NotAgain::NotStaged),
        ),
        ("told to a device", |world, _| world.stage(), rings_since_0),
        (
            "rings",
            |world, device| {
                world.stage();
                world.send(device, heard(RingHeard::Rings));
            },
            rings_since_0,
        ),
        (
            "a moment before it is unanswered",
            |world, _| {
                world.stage();
                world.run(RING_MS - 1);
            },
            rings_since_0,
        ),
        (
            "unanswered",
            |world, _| {
                world.stage();
                world.run(RING_MS);
            },
            |_, _| Ok(()),
        ),
        (
            "declined",
            |world, device| {
                world.stage();
                world.send(device, heard(RingHeard::Declined));
            },
            |_, _| Ok(()),
        ),
        (
            "nobody's device is there",
            |world, device| {
                world.stage();
                world.crash(device);
            },
            |_, _| Ok(()),
        ),
        (
            "in the call",
            |world, device| {
                world.stage();
                world.join(device);
            },
            |world, device| Err(NotAgain::InCall(world.devices[device].id)),
        ),
        (
            "came while it rang, and left",
            |world, device| {
                world.stage();
                world.send(device, heard(RingHeard::Rings));
                world.join(device);
                leave(world, device);
            },
            |_, _| Ok(()),
        ),
        (
            "declined, and aborted by the other side",
            |world, device| {
                world.stage();
                world.send(device, heard(RingHeard::Declined));
                world.abort(SOUTH);
            },
            |_, _| Err(NotAgain::NotStaged),
        ),
        (
            "declined, aborted, and confirmed by one",
            |world, device| {
                world.stage();
                world.send(device, heard(RingHeard::Declined));
                world.abort(NORTH);
                world.confirm(NORTH);
            },
            |_, _| Err(NotAgain::NotStaged),
        ),
    ];
    for (what, before, wanted) in cases {
        let (mut world, device) = waiting();
        before(&mut world, device);
        let rung = world.devices[device].rung;
        let wanted = wanted(&world, device);
        assert_eq!(world.ring_again(NORTH), wanted, "{what}");
        let more = usize::from(wanted.is_ok() && what != "nobody's device is there");
        assert_eq!(world.devices[device].rung, rung + more, "{what}");
    }
}

fn leave(world: &mut World, device: usize) {
    world.in_session(device, |session, _, _, _| session.leave());
    world.settle();
}

fn rings_since_0(world: &World, device: usize) -> Result<(), NotAgain> {
    let rings = world.nodes[NORTH].calls.rings();
    let since = rings.iter().find(|ring| ring.ours).unwrap().since_unix_ms;
    Err(NotAgain::Rings(world.devices[device].id, since))
}

#[test]
fn both_sides_see_it_ring_again_and_its_time_begins_anew() {
    let (mut world, device) = rung();
    world.send(device, heard(RingHeard::Rings));
    world.run(RING_MS);
    check(&world, Some(RingState::Unanswered));
    assert_eq!(world.ring_again(NORTH), Ok(()));
    assert_eq!(world.devices[device].rung, 2);
    check(&world, Some(RingState::Sent));
    world.send(device, heard(RingHeard::Rings));
    check(&world, Some(RingState::Ringing));
    world.run(RING_MS - 1);
    check(&world, Some(RingState::Ringing));
    world.run(1);
    check(&world, Some(RingState::Unanswered));
    assert_eq!(world.ring_again(NORTH), Ok(()));
    world.join(device);
    check(&world, Some(RingState::Answered));
}

#[test]
fn whoever_came_and_left_has_left_at_once_and_not_without_an_answer() {
    let (mut world, device) = rung();
    let second = world.enlist(NORTH, RoleSet::empty().with(Role::Principal));
    world.send(second, ToNode::Await(contact()));
    for rings in [device, second] {
        world.send(rings, heard(RingHeard::Rings));
    }
    world.join(device);
    check(&world, Some(RingState::Answered));
    leave(&mut world, device);
    // The other one's ring is over with it.
    check(&world, Some(RingState::Left));
    world.run(RING_MS);
    check(&world, Some(RingState::Left));
    // A word that was under way.
    world.send(second, heard(RingHeard::Rings));
    check(&world, Some(RingState::Left));
    assert_eq!(world.ring_again(NORTH), Ok(()));
    for rung in [device, second] {
        assert_eq!(world.devices[rung].rung, 2, "device {rung}");
    }
    check(&world, Some(RingState::Sent));
    world.run(RING_MS);
    check(&world, Some(RingState::Unanswered));
}

#[test]
fn what_follows_a_leave_is_told_of_the_ring_after_it() {
    for (what, then, wanted) in [
        (
            "not now",
            (|world, device| world.send(device, heard(RingHeard::Declined)))
                as fn(&mut World, usize),
            Some(RingState::Declined),
        ),
        (
            "its page goes",
            |world, device| {
                world.crash(device);
                world.settle();
            },
            Some(RingState::Left),
        ),
        (
            "its page goes and comes",
            |world, device| {
                world.crash(device);
                world.send(device, ToNode::Await(contact()));
            },
            Some(RingState::Sent),
        ),
        ("it comes again", World::join, Some(RingState::Answered)),
        ("an abort", |world, _| world.abort(SOUTH), None),
        (
            "both confirm anew",
            |world, _| {
                world.abort(SOUTH);
                world.stage();
            },
            Some(RingState::Sent),
        ),
    ] {
        let (mut world, device) = rung();
        world.send(device, heard(RingHeard::Rings));
        world.join(device);
        leave(&mut world, device);
        check(&world, Some(RingState::Left));
        then(&mut world, device);
        let rings = world.nodes[NORTH].calls.rings();
        let state = rings.iter().find(|ring| ring.ours).map(|ring| ring.state);
        assert_eq!(state, wanted, "{what}");
        check(&world, wanted);
    }
}

#[test]
fn a_not_now_before_it_no_longer_counts() {
    let (mut world, device) = rung();
    world.send(device, heard(RingHeard::Declined));
    check(&world, Some(RingState::Declined));
    assert_eq!(world.ring_again(NORTH), Ok(()));
    check(&world, Some(RingState::Sent));
    world.send(device, heard(RingHeard::Rings));
    check(&world, Some(RingState::Ringing));
    world.send(device, heard(RingHeard::Declined));
    check(&world, Some(RingState::Declined));
}

#[test]
fn whoever_declined_and_went_is_rung_on_coming_back() {
    let (mut world, device) = rung();
    world.send(device, heard(RingHeard::Declined));
    world.crash(device);
    check(&world, Some(RingState::Declined));
    assert_eq!(world.ring_again(NORTH), Ok(()));
    check(&world, None);
    world.send(device, ToNode::Await(contact()));
    assert_eq!(world.devices[device].rung, 2);
    check(&world, Some(RingState::Sent));
}

#[test]
fn each_device_that_waits_is_rung_again() {
    let (mut world, first) = rung();
    let second = world.enlist(NORTH, RoleSet::empty().with(Role::Principal));
    world.send(second, ToNode::Await(contact()));
    world.send(first, heard(RingHeard::Declined));
    // One still rings.
    assert!(matches!(
        world.ring_again(NORTH),
        Err(NotAgain::Rings(device, _)) if device == world.devices[second].id
    ));
    world.send(second, heard(RingHeard::Declined));
    assert_eq!(world.ring_again(NORTH), Ok(()));
    for device in [first, second] {
        assert_eq!(world.devices[device].rung, 2, "device {device}");
    }
}

#[test]
fn a_principal_is_rung_again_at_most_so_often() {
    for (after_ms, left_ms) in [
        (0, EVERY_MS),
        (EVERY_MS - 1, 1),
        (EVERY_MS, 0),
        (EVERY_MS + 1, 0),
    ] {
        let (mut world, device) = rung();
        world.send(device, heard(RingHeard::Declined));
        // Whoever said so by mistake is rung again at once.
        assert_eq!(world.ring_again(NORTH), Ok(()));
        world.send(device, heard(RingHeard::Declined));
        world.run(after_ms);
        let wanted = match left_ms {
            0 => Ok(()),
            _ => Err(NotAgain::TooSoon(Duration::from_millis(left_ms))),
        };
        assert_eq!(world.ring_again(NORTH), wanted, "{after_ms}");
        let rung = 2 + usize::from(left_ms == 0);
        assert_eq!(world.devices[device].rung, rung, "{after_ms}");
    }
}

#[test]
fn after_both_confirmed_anew_the_pause_is_over() {
    let (mut world, device) = rung();
    world.send(device, heard(RingHeard::Declined));
    assert_eq!(world.ring_again(NORTH), Ok(()));
    world.abort(SOUTH);
    world.stage();
    world.send(device, heard(RingHeard::Declined));
    assert_eq!(world.ring_again(NORTH), Ok(()));
    assert_eq!(world.devices[device].rung, 4);
}

#[test]
fn each_side_rings_its_own_principal_alone() {
    let (mut world, north) = waiting();
    let south = world.enlist(SOUTH, RoleSet::empty().with(Role::Principal));
    world.send(south, ToNode::Await(contact()));
    world.stage();
    for device in [north, south] {
        world.send(device, heard(RingHeard::Declined));
    }
    assert_eq!(world.ring_again(NORTH), Ok(()));
    let rung = [north, south].map(|device| world.devices[device].rung);
    assert_eq!(rung, [2, 1]);
}

#[test]
fn a_principal_who_is_lost_from_a_running_call_may_be_rung_again() {
    let mut world = World::on_the_line(0);
    let principal = 2;
    assert_eq!(
        world.ring_again(NORTH),
        Err(NotAgain::InCall(world.devices[principal].id))
    );
    world.crash(principal);
    world.send(principal, ToNode::Await(contact()));
    world.send(principal, heard(RingHeard::Declined));
    let rung = world.devices[principal].rung;
    assert_eq!(world.ring_again(NORTH), Ok(()));
    assert_eq!(world.devices[principal].rung, rung + 1);
}
