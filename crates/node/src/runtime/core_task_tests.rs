//! The task ends with a failed store, and says so to everybody who asks afterwards.

use super::*;
use crate::app::line_tests::{
    failure::{Worn, failure},
    world::{DAY_MS, Device, NORTH, World, start},
};
use identity::Role;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

#[tokio::test]
async fn a_failed_write_is_answered_and_ends_the_task() {
    let mut world = World::new();
    let sherpa = Device::new(NORTH, 71);
    world.accredit(&sherpa, &[Role::Sherpa], DAY_MS);
    let disk = Worn {
        disk: world.disks[NORTH].clone(),
        worn: Arc::new(AtomicBool::new(true)),
    };
    let core = start(&world.sides[NORTH], Box::new(disk));
    // The clock of the process is real: what the device signs stands by the world's.
    let record = world.proposal(&sherpa, 1);
    let (line, _line) = mpsc::unbounded_channel();
    let (media, _media) = mpsc::unbounded_channel();
    let (node, task) = core_task(core, Clock::real(), line, media);
    let now = world.now();
    let id = sherpa.id();
    let asked = node.call(move |core, _| core.post_record(now, id, &record));
    let (answer, ended) = tokio::join!(asked, task.run());
    let refused = answer.unwrap().unwrap_err();
    assert_eq!(refused.code, crate::app::ErrorCode::Store);
    assert_eq!(ended, Err(failure()));
    assert_eq!(node.call(|core, _| core.is_healthy()).await, Err(NodeGone));
}
