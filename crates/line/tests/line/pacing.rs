//! What comes too fast or too often is delayed or counted; what is held stays bounded.

use crate::{
    connections::{alone, greeting, tell},
    world::{Disk, START_MS, World, config, head, write_log},
};
use domain::Head;
use line::{
    CHECKS_MAX, COUNTED_MAX, ConnId, ENTRIES_A_SECOND, ENTRIES_WAIT_MAX, Frame, Hold, Input,
    LOAD_BATCH, Line, OUTSTANDING_MAX, OWN_FIRST, Output, QUEUE_ENTRIES_MAX, RESEND_FIRST,
    TURN_ENTRIES, UNASKED_MAX, WINDOW_ENTRIES,
};
use std::time::{Duration, Instant};

#[test]
fn entries_above_the_pace_are_delayed_and_not_refused() {
    let mut world = World::new(50);
    world.latency = Duration::from_micros(100);
    world.disk_delay = Duration::from_micros(10);
    world.reachable = false;
    world.append(0, 3 * ENTRIES_A_SECOND as usize, "north");
    world.reachable = true;
    world.up();
    let begin = world.now;
    world.settle(60);
    let took = world.now - begin;
    // The first second's worth may come at once.
    assert!(took > Duration::from_millis(1_900), "{took:?}");
    assert!(world.accusations(1).is_empty());
}

#[test]
fn own_devices_come_first_and_the_peer_has_its_turn() {
    let entries = write_log(1, Head::EMPTY, 100, "south");
    let (mut world, conn) = alone();
    tell(&mut world, conn, &Frame::Greeting(greeting()));
    let taken = |world: &World| world.nodes[0].disk.other.len();
    world.append(0, 1, "north");
    for entry in &entries {
        tell(&mut world, conn, &Frame::Entry(entry.clone()));
    }
    assert_eq!(taken(&world), 0);
    // Without a pause: a few at each turn.
    let write_every = OWN_FIRST / 2;
    for turn in 0..3 {
        assert_eq!(taken(&world), turn * TURN_ENTRIES);
        let begin = world.now;
        while world.now < begin + ENTRIES_WAIT_MAX + 2 * write_every {
            world.run(write_every);
            world.append(0, 1, "north");
        }
    }
    world.run(OWN_FIRST);
    assert_eq!(
        taken(&world),
        entries.len(),
        "all of them in the first pause"
    );
    assert!(world.accusations(0).is_empty());
}

#[test]
fn no_more_than_the_window_is_taken_before_it_is_on_disk() {
    let count = QUEUE_ENTRIES_MAX + WINDOW_ENTRIES as usize;
    let entries = write_log(1, Head::EMPTY, count + 1, "south");
    let (mut world, conn) = alone();
    world.disk_delay = Duration::from_secs(4);
    tell(&mut world, conn, &Frame::Greeting(greeting()));
    for (index, entry) in entries.iter().enumerate() {
        tell(&mut world, conn, &Frame::Entry(entry.clone()));
        let taken = world.nodes[0].disk.other.len();
        assert_eq!(taken, (index + 1).min(WINDOW_ENTRIES as usize));
        let overruns = usize::from(index >= count);
        assert_eq!(world.accusations(0).len(), overruns, "{index}");
    }
    assert_eq!(world.accusations(0), ["line.overrun"]);
    world.run(Duration::from_secs(5));
    assert_eq!(world.nodes[0].disk.other.len(), 2 * WINDOW_ENTRIES as usize);
}

/// What a slow disk makes of an honest peer: a window that waits, and came again twice.
#[test]
fn a_window_that_is_sent_again_while_the_disk_is_slow_is_no_overrun() {
    let mut world = World::new(53);
    world.up();
    world.run(Duration::from_secs(2));
    world.disk_delay = RESEND_FIRST * 3 + Duration::from_secs(1);
    world.append(0, WINDOW_ENTRIES as usize, "north");
    world.settle(30);
    let entries = world.sent.iter();
    let entries = entries.filter(|(_, frame)| matches!(frame, Frame::Entry(_)));
    assert_eq!(entries.count(), 3 * WINDOW_ENTRIES as usize);
    assert!(world.accusations(1).is_empty());
}

#[test]
fn no_more_than_the_window_is_sent_without_a_receipt() {
    let window = WINDOW_ENTRIES as usize;
    for (count, sent) in [
        (window - 1, window - 1),
        (window, window),
        (window + 1, window),
    ] {
        let (mut world, conn) = alone();
        world.append(0, count, "north");
        tell(&mut world, conn, &Frame::Greeting(greeting()));
        let frames = world.sent.iter();
        let entries = frames.filter(|(_, frame)| matches!(frame, Frame::Entry(_)));
        assert_eq!(entries.count(), sent);
    }
}

#[test]
fn too_many_entries_without_receipt_hold_appending() {
    let max = OUTSTANDING_MAX;
    let mut world = World::new(51);
    world.reachable = false;
    for (seq, hold) in [
        (max - 1, None),
        (max, Some(Hold::Outstanding)),
        (max + 1, Some(Hold::Outstanding)),
    ] {
        let at = Head {
            generation: 1,
            seq,
            hash: crate::world::NOWHERE,
        };
        world.input(0, Input::OwnAppended(at));
        assert_eq!(world.nodes[0].line.append_hold(), hold, "{seq}");
    }
}

#[test]
fn small_misbehaviours_are_counted_up_to_a_number() {
    for (count, up) in [(COUNTED_MAX - 1, true), (COUNTED_MAX, false)] {
        let (mut world, conn) = alone();
        tell(&mut world, conn, &Frame::Greeting(greeting()));
        for _ in 0..=count {
            tell(&mut world, conn, &Frame::Ping { sent_ms: 1 });
        }
        assert_eq!(world.nodes[0].line.is_up(), up, "{count}");
        let last = world.accusations(0).pop();
        assert_eq!(last == Some("line.too-much"), !up, "{last:?}");
        let pongs = world.sent.iter();
        let pongs = pongs.filter(|(_, frame)| matches!(frame, Frame::Pong { .. }));
        assert_eq!(pongs.count(), 1);
    }
}

#[test]
fn the_same_request_is_answered_twice_a_second_at_most() {
    let (mut world, conn) = alone();
    world.append(0, 10, "north");
    tell(&mut world, conn, &Frame::Greeting(greeting()));
    let entries = |world: &World| {
        let frames = world.sent.iter();
        frames
            .filter(|(_, frame)| matches!(frame, Frame::Entry(_)))
            .count()
    };
    assert_eq!(entries(&world), 10);
    for _ in 0..5 {
        tell(&mut world, conn, &Frame::WantYours { from_seq: 1 });
    }
    assert_eq!(entries(&world), 20);
    assert_eq!(world.accusations(0).len(), 4);
    for from_seq in [0, 11, u64::MAX] {
        tell(&mut world, conn, &Frame::WantYours { from_seq });
        tell(&mut world, conn, &Frame::WantOwnBack { from_seq });
    }
    assert_eq!(entries(&world), 20);
}

#[test]
fn a_damaged_store_is_told_and_sends_nothing() {
    let (mut world, conn) = alone();
    world.append(0, 3, "north");
    world.nodes[0].disk.own = write_log(1, Head::EMPTY, 3, "foreign");
    tell(&mut world, conn, &Frame::Greeting(greeting()));
    let damaged = |output: &Output| matches!(output, Output::StoreDamaged { seq: 1, .. });
    assert_eq!(world.count(0, damaged), 1);
    let frames = world.sent.iter();
    let entries = frames.filter(|(_, frame)| matches!(frame, Frame::Entry(_)));
    assert_eq!(entries.count(), 0);
    assert_eq!(head(&world.nodes[0].disk.own).seq, 3);
}

/// A line that is up, whose store doesn't answer; gives what it put out while it was told `frames`.
fn with_slow_store(disk: &Disk, frames: &[Frame]) -> Vec<Output> {
    let now = Instant::now();
    let mut line = Line::new(now, config(0, disk));
    let conn = ConnId(1);
    let peer = Frame::Greeting(line::Greeting {
        own: head(&disk.other),
        ..greeting()
    });
    let mut input = |input| line.handle_input(now, START_MS, input).unwrap();
    input(Input::Connected(conn));
    for frame in std::iter::once(&peer).chain(frames) {
        let bytes = frame.to_bytes();
        input(Input::Frame { conn, bytes });
    }
    std::iter::from_fn(|| line.poll_output()).collect()
}

#[test]
fn the_store_is_asked_for_a_bounded_number_of_entries() {
    for (count, asked) in [
        (LOAD_BATCH - 1, LOAD_BATCH - 1),
        (LOAD_BATCH, LOAD_BATCH),
        (LOAD_BATCH + 1, LOAD_BATCH),
    ] {
        let disk = Disk {
            own: write_log(0, Head::EMPTY, count as usize, "north"),
            ..Disk::default()
        };
        let loads: Vec<Output> = with_slow_store(&disk, &[])
            .into_iter()
            .filter(|output| matches!(output, Output::LoadOwn { .. }))
            .collect();
        let max = asked;
        assert_eq!(loads, [Output::LoadOwn { from_seq: 1, max }]);
    }
    for (count, asked) in [
        (CHECKS_MAX - 1, CHECKS_MAX - 1),
        (CHECKS_MAX, CHECKS_MAX),
        (CHECKS_MAX + 1, CHECKS_MAX),
    ] {
        let disk = Disk {
            other: write_log(1, Head::EMPTY, 30, "south"),
            ..Disk::default()
        };
        let again: Vec<Frame> = disk.other[..count]
            .iter()
            .map(|entry| Frame::Entry(entry.clone()))
            .collect();
        let outputs = with_slow_store(&disk, &again);
        let loads = outputs
            .iter()
            .filter(|output| matches!(output, Output::LoadOther { max: 1, .. }));
        assert_eq!(loads.count(), asked);
    }
}

#[test]
fn a_few_own_entries_are_looked_at_unasked() {
    let disk = Disk {
        own: write_log(0, Head::EMPTY, 1, "north"),
        ..Disk::default()
    };
    for (count, accusations) in [(UNASKED_MAX - 1, 0), (UNASKED_MAX, 0), (UNASKED_MAX + 1, 1)] {
        let frames = vec![Frame::OwnBack(disk.own[0].clone()); count as usize];
        let outputs = with_slow_store(&disk, &frames);
        let accused = outputs
            .iter()
            .filter(|output| matches!(output, Output::Misbehaviour { .. }));
        assert_eq!(accused.count(), accusations, "{count}");
    }
}

/// Entries of side 0 that are long each, so that bytes rather than numbers count.
fn long_log(count: usize) -> Vec<domain::SealedEntry> {
    let text = "x".repeat(60_000);
    write_log(0, Head::EMPTY, count, &text)
}

fn bytes_sent(world: &World, wanted: fn(&Frame) -> bool) -> usize {
    let frames = world.sent.iter().filter(|(_, frame)| wanted(frame));
    frames.map(|(_, frame)| frame.to_bytes().len()).sum()
}

#[test]
fn long_entries_fill_the_window_by_their_bytes() {
    let own = long_log(30);
    let entry = own[0].byte_len();
    let fit = line::WINDOW_BYTES.div_ceil(entry);
    let is_entry = |frame: &Frame| matches!(frame, Frame::Entry(_));
    for (count, sent) in [(fit - 1, fit - 1), (fit, fit), (fit + 1, fit), (30, fit)] {
        let (mut world, conn) = alone();
        for seq in 1..=count {
            world.nodes[0].disk.own.push(own[seq - 1].clone());
            world.input(0, Input::OwnAppended(head(&own[..seq])));
        }
        tell(&mut world, conn, &Frame::Greeting(greeting()));
        let frames = world.sent.iter().filter(|(_, frame)| is_entry(frame));
        assert_eq!(frames.count(), sent, "{count}");
        assert!(bytes_sent(&world, is_entry) < line::WINDOW_BYTES + line::ENTRY_FRAME_BYTES_MAX);
    }
    // All of it arrives all the same.
    let mut world = World::new(52);
    for seq in 1..=own.len() {
        world.nodes[0].disk.own.push(own[seq - 1].clone());
        world.input(0, Input::OwnAppended(head(&own[..seq])));
    }
    world.settle(20);
}

#[test]
fn own_entries_are_given_back_by_one_batch_at_a_time_however_it_is_asked() {
    let mut other = write_log(1, Head::EMPTY, 300, "south");
    let is_back = |frame: &Frame| matches!(frame, Frame::OwnBack(_));
    let asked = |other: &[domain::SealedEntry], from: &[u64]| {
        let (mut world, conn) = alone();
        for (index, entry) in other.iter().enumerate() {
            world.nodes[0].disk.other.push(entry.clone());
            world.nodes[0].synced = index as u64 + 1;
        }
        let disk = world.nodes[0].disk.clone();
        world.restore(0, disk, |_| {});
        world.sent.clear();
        world.input(0, Input::Connected(conn));
        let greeting = line::Greeting {
            own: head(other),
            ..greeting()
        };
        tell(&mut world, conn, &Frame::Greeting(greeting));
        for from_seq in from {
            tell(
                &mut world,
                conn,
                &Frame::WantOwnBack {
                    from_seq: *from_seq,
                },
            );
        }
        world
    };
    let ascending: Vec<u64> = (0..4).map(|n| 1 + n * line::RESTORE_BATCH).collect();
    let mut world = asked(&other, &ascending);
    let count = |world: &World| {
        let frames = world.sent.iter().filter(|(_, frame)| is_back(frame));
        frames.count()
    };
    assert_eq!(count(&world), line::RESTORE_BATCH as usize);
    assert_eq!(world.accusations(0), ["line.too-often"; 3]);
    for (wait, more) in [
        (line::ANSWER_EVERY - Duration::from_millis(1), 0),
        (Duration::from_millis(1), line::RESTORE_BATCH as usize),
    ] {
        let before = count(&world);
        world.run(wait);
        tell(&mut world, ConnId(1), &Frame::WantOwnBack { from_seq: 65 });
        assert_eq!(count(&world) - before, more);
    }
    // Long ones count by their bytes.
    let text = "x".repeat(60_000);
    other = write_log(1, Head::EMPTY, 30, &text);
    let fit = line::GIVE_BACK_BYTES.div_ceil(other[0].byte_len());
    for (count_held, given) in [(fit - 1, fit - 1), (fit, fit), (fit + 1, fit)] {
        let world = asked(&other[..count_held], &[1]);
        assert_eq!(count(&world), given, "{count_held}");
    }
}

#[test]
fn a_peer_that_takes_nothing_is_closed_by_name() {
    let (mut world, conn) = alone();
    tell(&mut world, conn, &Frame::Greeting(greeting()));
    world.input(0, Input::Unread(ConnId(9)));
    assert!(world.nodes[0].line.is_up(), "of another connection");
    world.input(0, Input::Unread(conn));
    assert!(!world.nodes[0].line.is_up());
    assert_eq!(world.accusations(0), ["line.unread"]);
}
