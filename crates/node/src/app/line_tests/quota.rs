//! Fifty records a second from one device, whichever way they come.

use identity::Role;

use super::world::{DAY_MS, Device, NORTH, World};
use crate::app::{ErrorCode, RECORDS_A_SECOND};

#[test]
fn a_device_posts_so_many_records_a_second_and_is_told_to_wait() {
    let max = RECORDS_A_SECOND;
    let mut world = World::new();
    let (one, other) = (Device::new(NORTH, 71), Device::new(NORTH, 72));
    for device in [&one, &other] {
        world.accredit(device, &[Role::Sherpa], DAY_MS);
    }
    for number in 1..=max {
        world.propose(&one, number).unwrap();
    }
    let before = world.own_log(NORTH).len();
    let refused = world.propose(&one, max + 1).unwrap_err();
    assert_eq!(refused.code, ErrorCode::TooMany);
    assert_eq!(refused.retry_after_s, Some(1));
    // Internal records are of the same second, and what is no record at all counts too.
    let (now, id) = (world.now(), one.id());
    let refused = world.cores[NORTH].post_internal(now, id, b"no record");
    assert_eq!(refused.unwrap_err().code, ErrorCode::TooMany);
    assert_eq!(world.own_log(NORTH).len(), before);
    world.propose(&other, max + 2).unwrap();
    world.run_ms(1_000);
    world.propose(&one, max + 1).unwrap();
}

#[test]
fn the_same_record_has_one_place_for_every_process() {
    let mut world = World::new();
    let sherpa = Device::new(NORTH, 71);
    world.accredit(&sherpa, &[Role::Sherpa], DAY_MS);
    let posted = [(); 2].map(|()| world.propose(&sherpa, 1).unwrap());
    assert_eq!(posted[0], posted[1]);
    let disk = world.disks[NORTH].clone();
    world.restart_on(NORTH, disk);
    assert_eq!(world.propose(&sherpa, 1), Ok(posted[0]));
    assert_eq!(world.own_log(NORTH).len(), 2);
}
