//! A node on a backup takes nothing new before the other node has told what came after it.

use identity::Role;
use storage::{Batch, Log, MemoryStore, RESTORED_KEY, Store, Table};

use super::world::{DAY_MS, Device, NORTH, SOUTH, World};
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

/// A process that ended when its own entries were back and the other side's weren't: what the next one
/// writes claims no less than they did, or it would break its own chain.
#[test]
fn what_the_own_log_saw_stays_seen() {
    let mut world = World::new();
    let sherpas = [Device::new(NORTH, 71), Device::new(SOUTH, 81)];
    for sherpa in &sherpas {
        world.accredit(sherpa, &[Role::Sherpa], DAY_MS);
    }
    world.meet();
    world.propose(&sherpas[SOUTH], 2).unwrap();
    world.run_until(5_000, "settling", World::settled);
    world.propose(&sherpas[NORTH], 2).unwrap();
    world.run_until(5_000, "settling", World::settled);
    let whole = world.disks[NORTH].clone();
    let mut halfway = MemoryStore::new();
    let own = Log::Own(world.sides[NORTH].id);
    let mut batch = Batch::new();
    for (seq, bytes) in whole.entries(own, 1, usize::MAX).unwrap() {
        batch = batch.append(own, seq, bytes);
    }
    for (key, value) in whole.scan(Table::Lines, b"", usize::MAX).unwrap() {
        batch = batch.put(Table::Lines, key, value);
    }
    halfway.commit(&batch).unwrap();
    world.reachable = false;
    world.restart_on(NORTH, halfway);
    assert_eq!(world.head(NORTH, SOUTH).seq, 0);
    let seq = world.propose(&sherpas[NORTH], 9).unwrap();
    world.meet();
    world.run_until(60_000, "settling", World::settled);
    assert_eq!(world.head(SOUTH, NORTH).seq, seq);
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
