//! An accreditation that ends by time ends the device's connections, though nothing happens.

use identity::Role;

use super::world::{DAY_MS, Device, NORTH, World};
use crate::app::{Output, expiry::LOOK_EVERY};

fn disconnected(world: &World, device: &Device) -> usize {
    let ended = |output: &&Output| matches!(output, Output::Disconnect(of) if *of == device.id());
    world.seen[NORTH].iter().filter(ended).count()
}

#[test]
fn a_device_is_disconnected_when_its_time_is_over() {
    let minute = LOOK_EVERY.as_millis() as u64;
    for for_ms in [10_000, minute - 1, minute, minute + 1, 3 * minute + 500] {
        let mut world = World::new();
        let (short, long) = (Device::new(NORTH, 71), Device::new(NORTH, 72));
        world.accredit(&short, &[Role::Sherpa], for_ms as i64);
        world.accredit(&long, &[Role::Sherpa], 30 * DAY_MS);
        for device in [&short, &long] {
            let id = device.id();
            world.input(NORTH, |core, now| core.device_connected(now, id));
        }
        world.run_ms(for_ms - 1);
        assert_eq!(disconnected(&world, &short), 0, "{for_ms}");
        world.run_ms(2);
        assert_eq!(disconnected(&world, &short), 1, "{for_ms}");
        world.run_ms(2 * minute);
        assert_eq!(disconnected(&world, &short), 1, "{for_ms}");
        assert_eq!(disconnected(&world, &long), 0, "{for_ms}");
    }
}

#[test]
fn nobody_connected_wakes_nobody() {
    let mut world = World::new();
    let device = Device::new(NORTH, 71);
    world.accredit(&device, &[Role::Sherpa], 10_000);
    let id = device.id();
    world.input(NORTH, |core, now| core.device_connected(now, id));
    assert!(world.cores[NORTH].expiry_at.is_some());
    world.run_ms(20_000);
    assert_eq!(world.cores[NORTH].expiry_at, None);
}
