//! The task ends with a failed store, and says so to everybody who asks afterwards.

use super::*;
use crate::app::line_tests::{
    failure::{Worn, failure},
    world::{DAY_MS, Device, NORTH, World, start},
};
use identity::Role;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use storage::{CrashPoint, Log, MemoryStore, Store, StoreError};

/// Nothing is done about attachments.
fn ways(
    line: mpsc::UnboundedSender<LineCommand>,
    media: mpsc::UnboundedSender<MediaTaskCommand>,
) -> Ways {
    let (attachments, _) = mpsc::unbounded_channel();
    let (push, _) = mpsc::channel(1);
    Ways {
        line,
        media,
        attachments,
        push,
    }
}

#[tokio::test]
async fn a_failed_write_acknowledges_nothing_and_ends_the_task() {
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
    let (node, task) = core_task(core, Clock::real(), ways(line, media));
    let now = world.now();
    let id = sherpa.id();
    let asked = node.call(move |core, _| core.post_record(now, id, &record));
    let (answer, ended) = tokio::join!(asked, task.run());
    assert_eq!(answer.map(drop), Err(NodeGone));
    assert_eq!(ended, Err(failure()));
    assert_eq!(node.call(|core, _| core.is_healthy()).await, Err(NodeGone));
}

/// Longer than anything waits for.
const LONG: Duration = Duration::from_secs(3_600);

/// A core for which so many records wait, every third of them garbage.
struct Waiting {
    node: NodeHandle,
    task: CoreTask,
    disk: MemoryStore,
    log: Log,
    device: DeviceId,
    /// Whether it was taken, and the disk's commits when it was answered.
    answers: mpsc::UnboundedReceiver<(bool, u64)>,
    _line: mpsc::UnboundedReceiver<LineCommand>,
}

fn waiting(records: usize) -> Waiting {
    let mut world = World::new();
    // More than one may post in a second.
    let sherpas = [71, 72].map(|number| Device::new(NORTH, number));
    for sherpa in &sherpas {
        world.accredit(sherpa, &[Role::Sherpa], DAY_MS);
    }
    let now = world.now();
    let posts: Vec<(DeviceId, Vec<u8>)> = (0..records)
        .map(|number| {
            let sherpa = &sherpas[number % 2];
            let record = world.proposal(sherpa, number as u32);
            let garbage = number % 3 == 2;
            (sherpa.id(), if garbage { vec![7] } else { record })
        })
        .collect();
    let disk = world.disks[NORTH].clone();
    let log = Log::Own(world.sides[NORTH].id);
    let [core, _] = world.cores;
    let (line, _line) = mpsc::unbounded_channel();
    let (media, _) = mpsc::unbounded_channel();
    let (node, task) = core_task(core, Clock::real(), ways(line, media));
    let (give, answers) = mpsc::unbounded_channel();
    for (device, record) in posts {
        let (disk, give) = (disk.clone(), give.clone());
        let job: Job = Box::new(move |core, _| {
            let taken = core.post_record(now, device, &record).is_ok();
            // The test may have seen enough.
            Box::new(move || _ = give.send((taken, disk.commits())))
        });
        assert!(node.inputs.try_send(Input::Job(job)).is_ok());
    }
    Waiting {
        node,
        task,
        disk,
        log,
        device: sherpas[0].id(),
        answers,
        _line,
    }
}

#[tokio::test]
async fn what_waits_together_is_committed_together() {
    for (records, time, commits) in [
        (GROUP_INPUTS_MAX - 1, LONG, 1),
        (GROUP_INPUTS_MAX, LONG, 1),
        (GROUP_INPUTS_MAX + 1, LONG, 2),
        // Nothing joins a group that took its time: two records, one of garbage, one record.
        (4, Duration::ZERO, 3),
    ] {
        let mut waiting = waiting(records);
        waiting.task.group_time = time;
        let before = (
            waiting.disk.commits(),
            waiting.disk.len(waiting.log).unwrap(),
        );
        assert!(waiting.node.inputs.try_send(Input::Stop).is_ok());
        assert_eq!(waiting.task.run().await, Ok(()));
        assert_eq!(waiting.disk.commits() - before.0, commits, "{records}");
        let mut taken = 0;
        for number in 0..records {
            let (answer, at_commit) = waiting.answers.try_recv().unwrap();
            assert_eq!(answer, number % 3 != 2, "a refusal is the one's alone");
            if time == LONG {
                let group = number / GROUP_INPUTS_MAX + 1;
                assert_eq!(at_commit - before.0, group as u64, "answered when durable");
            }
            taken += u64::from(answer);
        }
        assert!(waiting.answers.try_recv().is_err());
        assert_eq!(waiting.disk.len(waiting.log), Ok(before.1 + taken));
    }
}

#[tokio::test]
async fn a_group_that_could_not_be_committed_is_told_to_nobody() {
    for (point, kept) in [(CrashPoint::BeforeEffect, 0), (CrashPoint::AfterEffect, 4)] {
        let mut waiting = waiting(6);
        waiting.task.group_time = LONG;
        let (give, given) = oneshot::channel();
        let opened = Input::DeviceOpened(waiting.device, give);
        waiting.task.decide(opened).unwrap();
        waiting.task.carry_out().unwrap();
        let stream = given.await.unwrap();
        let before = waiting.disk.len(waiting.log).unwrap();
        let told = Some(ToDevice::LogsChanged {
            own: before,
            other: 0,
        });
        assert_eq!(*stream.heads.borrow(), told);
        waiting.disk.fail_after_ops(1, point);
        assert_eq!(waiting.task.run().await, Err(StoreError::Crashed));
        assert!(waiting.answers.try_recv().is_err(), "{point:?}");
        assert_eq!(*stream.heads.borrow(), told, "{point:?}");
        waiting.disk.restart();
        assert_eq!(waiting.disk.len(waiting.log), Ok(before + kept));
    }
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
        replaced: Arc::default(),
    };
    let mut stream = DeviceStream {
        id: 1,
        messages,
        heads,
        queued: queued.clone(),
        replaced: Arc::default(),
    };
    let heads = |own| ToDevice::LogsChanged { own, other: 0 };
    for own in 0..2 * DEVICE_MESSAGES_MAX as u64 {
        assert!(queue.queue(heads(own)), "{own}");
    }
    let last = heads(2 * DEVICE_MESSAGES_MAX as u64 - 1).encode();
    assert_eq!(stream.next().await, Some(last));
    // Hints of rings leave the other half of the queue to what is said but once.
    let contact = domain::SubjectId([1; 16]);
    for number in 0..2 * DEVICE_MESSAGES_MAX {
        assert!(queue.queue(ToDevice::RingChanged { contact }), "{number}");
    }
    let hints = DEVICE_MESSAGES_MAX / 2 + 1;
    assert_eq!(queue.messages.capacity(), DEVICE_MESSAGES_MAX - hints);
    for _ in 0..hints {
        assert!(stream.next().await.is_some());
    }
    assert_eq!(queued.load(Ordering::Relaxed), 0);
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
