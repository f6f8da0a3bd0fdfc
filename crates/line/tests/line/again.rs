//! When entries are sent again: what the peer didn't receipt, what it asks for, and nothing else.

use crate::{
    connections::{alone, greeting, tell},
    world::{Disk, World, charter, head, node_key, write_log},
};
use domain::Head;
use line::{ANSWER_EVERY, ConnId, Frame, Greeting, Input, RESEND_FIRST, Receipt};
use std::time::Duration;

const MS: Duration = Duration::from_millis(1);

/// A line with so many own entries, of which the peer holds and receipted the first.
fn up(count: usize, held: usize, receipted: u64) -> (World, ConnId) {
    let own = write_log(0, Head::EMPTY, count, "own");
    let disk = Disk {
        own: own.clone(),
        receipt: receipted,
        ..Disk::default()
    };
    let mut world = World::with(60, [disk, Disk::default()], |_| {});
    world.reachable = false;
    let conn = ConnId(1);
    world.input(0, Input::Connected(conn));
    let other = head(&own[..held]);
    let greeting = Greeting {
        other,
        ..greeting()
    };
    tell(&mut world, conn, &Frame::Greeting(greeting));
    (world, conn)
}

/// Time passes, and the peer is heard.
fn wait(world: &mut World, conn: ConnId, time: Duration) {
    let end = world.now + time;
    while world.now < end {
        let step = Duration::from_secs(1).min(end - world.now);
        world.run(step);
        let (sent_ms, at_ms) = (0, world.unix_ms(1));
        tell(world, conn, &Frame::Pong { sent_ms, at_ms });
    }
}

/// The entries that were sent since this was asked last.
fn sent(world: &mut World) -> Vec<u64> {
    let key = node_key(0).public();
    let frames = std::mem::take(&mut world.sent).into_iter();
    frames
        .filter_map(|(_, frame)| match frame {
            Frame::Entry(entry) => Some(entry.open(&key).unwrap().seq),
            _ => None,
        })
        .collect()
}

fn receipt(world: &mut World, conn: ConnId, seq: usize) {
    let at = head(&world.nodes[0].disk.own[..seq]);
    let receipt = Receipt::sign(charter(0).side(), at, &node_key(1));
    tell(world, conn, &Frame::Receipt(receipt));
}

#[test]
fn a_receipt_that_is_repeated_puts_nothing_off() {
    let (mut world, conn) = up(3, 0, 0);
    assert_eq!(sent(&mut world), [1, 2, 3]);
    receipt(&mut world, conn, 1);
    wait(&mut world, conn, RESEND_FIRST - Duration::from_secs(1));
    receipt(&mut world, conn, 1);
    wait(&mut world, conn, Duration::from_secs(1) - MS);
    assert_eq!(sent(&mut world), []);
    wait(&mut world, conn, MS);
    assert_eq!(sent(&mut world), [2, 3]);
}

#[test]
fn an_entry_has_its_own_time_when_nothing_was_owed_before() {
    // Receipted just now, or known from before the greeting.
    for (held, receipted) in [(0, 0), (3, 3)] {
        let (mut world, conn) = up(3, held, receipted);
        if held == 0 {
            receipt(&mut world, conn, 3);
        }
        wait(&mut world, conn, RESEND_FIRST - 100 * MS);
        sent(&mut world);
        world.append(0, 1, "later");
        assert_eq!(sent(&mut world), [4], "{held}");
        wait(&mut world, conn, RESEND_FIRST - MS);
        assert_eq!(sent(&mut world), [], "{held}");
        wait(&mut world, conn, MS);
        assert_eq!(sent(&mut world), [4], "{held}");
    }
}

#[test]
fn the_last_entry_that_a_greeting_names_is_sent_again_until_it_is_receipted() {
    let (mut world, conn) = up(3, 3, 0);
    assert_eq!(sent(&mut world), []);
    wait(&mut world, conn, RESEND_FIRST);
    assert_eq!(sent(&mut world), [3]);
    receipt(&mut world, conn, 3);
    wait(&mut world, conn, 10 * RESEND_FIRST);
    assert_eq!(sent(&mut world), []);
}

#[test]
fn what_the_peer_asks_for_is_sent_until_it_is_receipted() {
    let (mut world, conn) = up(3, 0, 0);
    receipt(&mut world, conn, 3);
    sent(&mut world);
    tell(&mut world, conn, &Frame::WantYours { from_seq: 1 });
    assert_eq!(sent(&mut world), [1, 2, 3]);
    wait(&mut world, conn, RESEND_FIRST);
    assert_eq!(sent(&mut world), [1, 2, 3]);
}

#[test]
fn the_last_entry_can_be_asked_for_and_none_beyond_it() {
    let (mut world, conn) = up(3, 3, 3);
    tell(&mut world, conn, &Frame::WantYours { from_seq: 3 });
    assert_eq!(sent(&mut world), [3]);
    wait(&mut world, conn, ANSWER_EVERY);
    for from_seq in [4, 5, u64::MAX] {
        tell(&mut world, conn, &Frame::WantYours { from_seq });
    }
    assert_eq!(sent(&mut world), []);
    world.append(0, 2, "later");
    assert_eq!(sent(&mut world), [4, 5]);
    assert!(world.accusations(0).is_empty());
}

#[test]
fn a_request_is_answered_again_after_half_a_second() {
    for (after, answered) in [
        (ANSWER_EVERY - MS, false),
        (ANSWER_EVERY, true),
        (ANSWER_EVERY + MS, true),
    ] {
        let (mut world, conn) = up(3, 3, 3);
        tell(&mut world, conn, &Frame::WantYours { from_seq: 2 });
        assert_eq!(sent(&mut world), [2, 3]);
        wait(&mut world, conn, after);
        tell(&mut world, conn, &Frame::WantYours { from_seq: 2 });
        assert_eq!(sent(&mut world) == [2, 3], answered, "{after:?}");
        assert_eq!(world.accusations(0).is_empty(), answered, "{after:?}");
    }
}

#[test]
fn each_receipt_makes_room_for_one_more_long_entry() {
    let text = "x".repeat(60_000);
    let own = write_log(0, Head::EMPTY, 30, &text);
    let fit = line::WINDOW_BYTES.div_ceil(own[0].byte_len());
    let (mut world, conn) = alone();
    for seq in 1..=own.len() {
        world.nodes[0].disk.own.push(own[seq - 1].clone());
        world.input(0, Input::OwnAppended(head(&own[..seq])));
    }
    tell(&mut world, conn, &Frame::Greeting(greeting()));
    assert_eq!(sent(&mut world).len(), fit);
    for seq in 1..=5 {
        receipt(&mut world, conn, seq);
        assert_eq!(sent(&mut world), [(fit + seq) as u64], "{seq}");
    }
}
