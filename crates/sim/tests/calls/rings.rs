//! How far each side's principal is called, as both nodes know it.

use identity::{DeviceId, Role, RoleSet};
use node::app::calls::{CallRefusal, RING_FOR};
use wire::{Ring, RingHeard, RingState, ToNode, TrunkFrame};

use crate::world::{NORTH, SOUTH, World, contact};

fn principal() -> RoleSet {
    RoleSet::empty().with(Role::Principal)
}

fn heard(heard: RingHeard) -> ToNode {
    let contact = contact();
    ToNode::RingHeard { contact, heard }
}

/// What a node knows of a side's ring; `None` where nobody is there to be rung.
fn ring(world: &World, node: usize, side: usize) -> Option<(RingState, Option<DeviceId>)> {
    let rings = world.nodes[node].calls.rings();
    let ring = rings.iter().find(|ring| ring.ours == (node == side));
    ring.map(|ring| (ring.state, ring.device))
}

/// Both nodes say the same of both sides.
#[track_caller]
fn check(world: &World, side: usize, wanted: Option<RingState>) {
    for node in [NORTH, SOUTH] {
        let known = ring(world, node, side).map(|(state, _)| state);
        assert_eq!(known, wanted, "at node {node}");
    }
}

/// Staged, with a principal of each side who waits.
fn rung() -> (World, usize, usize) {
    let mut world = World::agreed();
    let [north, south] = [NORTH, SOUTH].map(|side| world.enlist(side, principal()));
    for device in [north, south] {
        world.send(device, ToNode::Await(contact()));
    }
    world.stage();
    (world, north, south)
}

#[test]
fn both_sides_see_how_far_each_principal_is_called() {
    let (mut world, north, south) = rung();
    check(&world, NORTH, Some(RingState::Sent));
    check(&world, SOUTH, Some(RingState::Sent));
    let before = [NORTH, SOUTH].map(|node| world.nodes[node].rings_changed);
    world.send(south, heard(RingHeard::Rings));
    check(&world, SOUTH, Some(RingState::Ringing));
    let after = [NORTH, SOUTH].map(|node| world.nodes[node].rings_changed);
    assert_eq!(after, before.map(|before| before + 1));
    world.join(north);
    check(&world, NORTH, Some(RingState::Answered));
    world.send(south, heard(RingHeard::Declined));
    check(&world, SOUTH, Some(RingState::Declined));
    let device = Some(world.devices[south].id);
    assert_eq!(
        ring(&world, NORTH, SOUTH),
        Some((RingState::Declined, device))
    );
    // A word that was under way changes nothing; and it can be taken still.
    world.send(south, heard(RingHeard::Rings));
    check(&world, SOUTH, Some(RingState::Declined));
    world.join(south);
    check(&world, SOUTH, Some(RingState::Answered));
}

#[test]
fn a_side_without_a_principals_device_is_not_staffed() {
    let mut world = World::agreed();
    let north = world.enlist(NORTH, principal());
    world.send(north, ToNode::Await(contact()));
    check(&world, NORTH, None);
    world.stage();
    check(&world, NORTH, Some(RingState::Sent));
    check(&world, SOUTH, None);
    world.crash(north);
    world.settle();
    check(&world, NORTH, None);
}

#[test]
fn a_ring_goes_unanswered_after_its_time_and_can_still_be_taken() {
    let ring_ms = RING_FOR.as_millis() as u64;
    let (mut world, north, south) = rung();
    world.send(north, heard(RingHeard::Rings));
    world.run(ring_ms - 1);
    check(&world, NORTH, Some(RingState::Ringing));
    check(&world, SOUTH, Some(RingState::Sent));
    world.run(1);
    check(&world, NORTH, Some(RingState::Unanswered));
    check(&world, SOUTH, Some(RingState::Unanswered));
    world.run(1);
    check(&world, NORTH, Some(RingState::Unanswered));
    world.join(south);
    check(&world, SOUTH, Some(RingState::Answered));
}

#[test]
fn the_furthest_of_several_devices_counts() {
    let (mut world, north, _) = rung();
    let second = world.enlist(NORTH, principal());
    world.send(second, ToNode::Await(contact()));
    world.send(second, heard(RingHeard::Rings));
    check(&world, NORTH, Some(RingState::Ringing));
    world.send(second, heard(RingHeard::Declined));
    check(&world, NORTH, Some(RingState::Sent));
    world.send(north, heard(RingHeard::Declined));
    check(&world, NORTH, Some(RingState::Declined));
}

#[test]
fn who_declined_isnt_rung_again_by_a_lost_connection_but_once_both_confirmed_anew() {
    let (mut world, north, _) = rung();
    world.send(north, heard(RingHeard::Declined));
    world.crash(north);
    world.settle();
    check(&world, NORTH, Some(RingState::Declined));
    world.send(north, ToNode::Await(contact()));
    assert_eq!(world.devices[north].rung, 1);
    world.abort(SOUTH);
    check(&world, NORTH, None);
    world.stage();
    assert_eq!(world.devices[north].rung, 2);
    check(&world, NORTH, Some(RingState::Sent));
}

#[test]
fn without_a_line_nothing_is_known_of_the_other_side_and_with_it_all_again() {
    let (mut world, north, south) = rung();
    world.send(south, heard(RingHeard::Rings));
    world.line_down();
    assert_eq!(ring(&world, NORTH, SOUTH), None);
    assert!(ring(&world, NORTH, NORTH).is_some());
    world.send(north, heard(RingHeard::Declined));
    world.line_up();
    check(&world, SOUTH, Some(RingState::Ringing));
    check(&world, NORTH, Some(RingState::Declined));
}

#[test]
fn what_a_node_says_of_strangers_and_of_other_roles_isnt_taken() {
    let (mut world, north, south) = rung();
    let interpreter = world.enlist(SOUTH, RoleSet::empty().with(Role::Interpreter));
    let ids = [north, interpreter].map(|device| Some(world.devices[device].id));
    let mut said = |contact, state, device| {
        let ring = Ring { state, device };
        let before = world.refusals(NORTH, CallRefusal::NotAllowed);
        world.inject(NORTH, &TrunkFrame::Ring { contact, ring });
        world.refusals(NORTH, CallRefusal::NotAllowed) - before
    };
    for device in [ids[0], ids[1], Some(DeviceId([9; 16])), None] {
        assert_eq!(said(contact(), RingState::Ringing, device), 1, "{device:?}");
    }
    assert_eq!(said(contact(), RingState::NotStaffed, ids[0]), 1);
    let other = domain::SubjectId([9; 16]);
    assert_eq!(said(other, RingState::NotStaffed, None), 1);
    let rings = Some(world.devices[south].id);
    assert_eq!(ring(&world, NORTH, SOUTH), Some((RingState::Sent, rings)));
    // What is said again tells nobody anything.
    let ring = Ring {
        state: RingState::Sent,
        device: rings,
    };
    let contact = contact();
    let before = world.nodes[NORTH].rings_changed;
    for _ in 0..3 {
        world.inject(NORTH, &TrunkFrame::Ring { contact, ring });
    }
    assert_eq!(world.nodes[NORTH].rings_changed, before);
    // A device that nobody rang has nothing to say of it.
    let before = world.refusals(SOUTH, CallRefusal::NotAllowed);
    world.send(interpreter, heard(RingHeard::Rings));
    assert_eq!(world.refusals(SOUTH, CallRefusal::NotAllowed), before + 1);
}
