//! A node on a backup takes nothing new before the other node has told what came after it.

use identity::Role;
use storage::{RESTORED_KEY, Store, Table};

use super::world::{DAY_MS, Device, NORTH, World};
use crate::app::ErrorCode;

/// A world after a backup: North's node went on, and South knows.
fn with_backup() -> (World, Device, storage::MemoryStore) {
    let mut world = World::new();
    let sherpa = Device::new(NORTH, 71);
    world.accredit(&sherpa, &[Role::Sherpa], DAY_MS);
    world.propose(&sherpa, 1).unwrap();
    world.meet();
    let backup = world.disks[NORTH].backup();
    for number in 2..5 {
        world.propose(&sherpa, number).unwrap();
    }
    world.run_until(5_000, "settling", World::settled);
    (world, sherpa, backup)
}

fn is_marked(world: &World) -> bool {
    let mark = world.disks[NORTH].get(Table::Meta, RESTORED_KEY);
    mark.unwrap().is_some()
}

#[test]
fn its_own_entries_come_back_and_no_second_story_is_told() {
    let (mut world, sherpa, backup) = with_backup();
    let whole = world.own_log(NORTH);
    world.reachable = false;
    world.restart_on(NORTH, backup);
    // Before its first timer, and for as long as nobody tells.
    for wait_ms in [0, 10_000] {
        world.run_ms(wait_ms);
        let refused = world.propose(&sherpa, 9).unwrap_err();
        assert_eq!(refused.code, ErrorCode::Restoring);
        assert!(world.revoke(&sherpa).is_err(), "not even a revocation");
    }
    assert_eq!(world.own_log(NORTH).len(), whole.len() - 3);
    world.meet();
    assert_eq!(world.own_log(NORTH), whole);
    world.propose(&sherpa, 9).unwrap();
    world.run_until(5_000, "settling", World::settled);
    assert_eq!(world.forks(), 0);
}

#[test]
fn the_mark_goes_with_the_hold_and_outlives_a_crash_before_it() {
    let (mut world, sherpa, backup) = with_backup();
    world.reachable = false;
    world.restart_on(NORTH, backup);
    world.run_ms(1_000);
    assert!(is_marked(&world));
    let disk = world.disks[NORTH].clone();
    world.restart_on(NORTH, disk.clone());
    world.run_ms(1_000);
    let refused = world.propose(&sherpa, 9).unwrap_err();
    assert_eq!(refused.code, ErrorCode::Restoring);
    world.meet();
    assert!(!is_marked(&world));
    // The next process asks nobody.
    world.reachable = false;
    world.restart_on(NORTH, disk);
    world.propose(&sherpa, 9).unwrap();
    world.meet();
    assert_eq!(world.forks(), 0);
}

#[test]
fn a_backup_that_lacks_nothing_goes_on_too() {
    let mut world = World::new();
    let sherpa = Device::new(NORTH, 71);
    world.accredit(&sherpa, &[Role::Sherpa], DAY_MS);
    world.meet();
    let backup = world.disks[NORTH].backup();
    world.restart_on(NORTH, backup);
    assert_eq!(
        world.propose(&sherpa, 1).unwrap_err().code,
        ErrorCode::Restoring
    );
    world.run_until(60_000, "meeting", World::settled);
    assert!(!is_marked(&world));
    world.propose(&sherpa, 1).unwrap();
}
