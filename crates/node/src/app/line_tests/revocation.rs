//! A revocation is effective on both nodes within five seconds where the line is up.

use domain::VoidReason;
use identity::Role;

use super::world::{DAY_MS, Device, NORTH, SOUTH, World};
use crate::app::{ErrorCode, Output};

/// As `detente person revoke` promises it.
const WITHIN_MS: u64 = 5_000;

fn stands(world: &World, node: usize, device: &Device) -> bool {
    let people = world.cores[node].view().people(world.sides[device.side].id);
    people
        .and_then(|people| people.standing(device.id(), world.now().unix_ms))
        .is_some()
}

#[test]
fn a_revoked_device_stands_on_neither_node() {
    for (latency_ms, posted_before) in [(20, 0), (400, 0), (400, 45), (1_500, 0)] {
        let mut world = World::new();
        world.latency_ms = latency_ms;
        let sherpa = Device::new(NORTH, 71);
        world.accredit(&sherpa, &[Role::Sherpa], DAY_MS);
        world.meet();
        assert!(stands(&world, SOUTH, &sherpa));
        let id = sherpa.id();
        world.input(NORTH, |core, now| core.device_connected(now, id));
        // It isn't held up by what was posted just before.
        for number in 0..posted_before {
            world.propose(&sherpa, number).unwrap();
        }
        world.revoke(&sherpa).unwrap();
        assert!(!stands(&world, NORTH, &sherpa), "at once on its own node");
        let gone = |output: &Output| matches!(output, Output::Disconnect(of) if *of == id);
        assert!(world.seen[NORTH].iter().any(gone));
        assert!(world.cores[NORTH].who(id, world.now().unix_ms).is_none());
        let took_ms = world.run_until(WITHIN_MS, "the revocation", |world| {
            !stands(world, SOUTH, &sherpa)
        });
        assert!(took_ms < WITHIN_MS, "{took_ms} ms");
        let refused = world.propose(&sherpa, 99).unwrap_err();
        assert_eq!(refused.code, ErrorCode::NotAccredited);
    }
}

#[test]
fn what_a_revoked_device_signs_is_void_on_both_nodes_even_if_its_node_lets_it_in() {
    let mut world = World::new();
    let sherpa = Device::new(NORTH, 71);
    world.accredit(&sherpa, &[Role::Sherpa], DAY_MS);
    world.meet();
    world.revoke(&sherpa).unwrap();
    let forged = domain::LogItem::Record(world.proposal(&sherpa, 1));
    world.input(NORTH, |core, now| {
        core.append(now, &forged).unwrap();
        core.settle(now);
    });
    world.run_until(WITHIN_MS, "settling", World::settled);
    for node in [NORTH, SOUTH] {
        let view = world.cores[node].view();
        assert!(view.contacts().is_empty());
        let voids = view.voids().iter();
        assert!(voids.map(|void| &void.reason).eq([&VoidReason::Author]));
    }
}
