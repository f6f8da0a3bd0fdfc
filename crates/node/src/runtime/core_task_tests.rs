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

#[tokio::test]
async fn what_waits_for_a_device_is_bounded_in_bytes_and_of_heads_the_last_is_told() {
    let (give, messages) = mpsc::channel(DEVICE_MESSAGES_MAX);
    let (tell_heads, heads) = watch::channel(None);
    let queued = Arc::<AtomicUsize>::default();
    let queue = DeviceQueue {
        id: 1,
        messages: give,
        heads: tell_heads,
        queued: queued.clone(),
    };
    let mut stream = DeviceStream {
        id: 1,
        messages,
        heads,
        queued: queued.clone(),
    };
    let heads = |own| ToDevice::LogsChanged { own, other: 0 };
    for own in 0..2 * DEVICE_MESSAGES_MAX as u64 {
        assert!(queue.queue(heads(own)), "{own}");
    }
    let last = heads(2 * DEVICE_MESSAGES_MAX as u64 - 1).encode();
    assert_eq!(stream.next().await, Some(last));
    let message = || ToDevice::Joined {
        contact: domain::SubjectId([1; 16]),
        call: domain::CallId([2; 16]),
        answer_sdp: "v=0".repeat(10),
    };
    let length = message().encode().len();
    for (waiting, fits) in [
        (DEVICE_BYTES_MAX - length - 1, true),
        (DEVICE_BYTES_MAX - length, true),
        (DEVICE_BYTES_MAX - length + 1, false),
    ] {
        queued.store(waiting, Ordering::Relaxed);
        assert_eq!(queue.queue(message()), fits, "{waiting}");
        if fits {
            assert_eq!(stream.next().await.map(|taken| taken.len()), Some(length));
            assert_eq!(queued.load(Ordering::Relaxed), waiting, "taken off again");
        }
    }
    queued.store(0, Ordering::Relaxed);
    for number in 1..=DEVICE_MESSAGES_MAX + 1 {
        assert_eq!(
            queue.queue(message()),
            number <= DEVICE_MESSAGES_MAX,
            "{number}"
        );
    }
}
