//! Both logs arrive on the other side, whatever the pipe does, and receipts say so only when it's true.

use crate::world::{START_MS, Weather, World, head_of, node_key, write_log};
use domain::{Head, ITEM_BYTES_MAX, LogItem, SealedEntry};
use identity::encode_canonical;
use line::{Frame, Input, Output};
use std::time::Duration;

#[test]
fn entries_cross_and_are_receipted() {
    let mut world = World::new(1);
    world.up();
    world.append(0, 3, "north");
    world.append(1, 2, "south");
    world.settle(5);
    assert!(world.nodes[0].line.append_hold().is_none() && world.nodes[0].line.may_agree());
    assert!(world.accusations(0).is_empty() && world.accusations(1).is_empty());
}

#[test]
fn the_longest_item_crosses() {
    let longest = (0..)
        .map(|less| LogItem::Record(vec![7; ITEM_BYTES_MAX - less]))
        .find(|item| encode_canonical(item).len() <= ITEM_BYTES_MAX)
        .unwrap();
    assert_eq!(encode_canonical(&longest).len(), ITEM_BYTES_MAX);
    let entry = SealedEntry::write(Head::EMPTY, &longest, Head::EMPTY, START_MS, &node_key(0));
    let mut world = World::new(9);
    world.up();
    world.nodes[0].disk.own.push(entry.clone());
    world.input(0, Input::OwnAppended(head_of(&entry, 1)));
    world.settle(5);
    assert!(world.accusations(1).is_empty());
}

#[test]
fn no_receipt_leaves_before_the_entry_is_on_disk() {
    let mut world = World::new(2);
    world.disk_delay = Duration::from_secs(3_600);
    world.up();
    world.append(0, 1, "north");
    world.run(Duration::from_secs(60));
    assert_eq!(world.nodes[1].disk.other.len(), 1);
    let receipts = |world: &World| {
        let sent = world.sent.iter();
        sent.filter(|(_, frame)| matches!(frame, Frame::Receipt(_)))
            .count()
    };
    assert_eq!(receipts(&world), 0);
    assert_eq!(world.nodes[0].line.outstanding(), 1);
    world.run(Duration::from_secs(3_600));
    assert!(receipts(&world) > 0);
    assert!(world.settled());
}

#[test]
fn after_days_apart_both_catch_up() {
    let mut world = World::new(3);
    world.reachable = false;
    world.append(0, 1_000, "north");
    world.append(1, 1_000, "south");
    world.run(Duration::from_secs(3 * 24 * 3_600));
    assert_eq!(world.nodes[1].disk.other.len(), 0);
    world.reachable = true;
    world.settle(60);
    let sent = world.sent.iter();
    let entries = sent.filter(|(_, frame)| matches!(frame, Frame::Entry(_)));
    assert_eq!(entries.count(), 2_000, "each entry once");
}

#[test]
fn a_restart_in_between_loses_nothing() {
    let mut world = World::new(4);
    world.up();
    world.append(0, 400, "north");
    for side in [1, 0, 1] {
        world.run(Duration::from_millis(70));
        world.crash(side);
    }
    world.settle(60);
}

#[test]
fn loss_repetition_delay_and_reconnection_change_nothing() {
    for seed in 1..=40 {
        let mut world = World::new(seed);
        world.weather = Weather {
            lost: seed % 7,
            repeated: 10,
            late: 15,
            stale: 3 * (seed % 2),
        };
        for round in 0..12 {
            let (side, count) = (world.dice(2) as usize, world.dice(30) as usize);
            world.append(side, count, "entry");
            let pause = world.dice(6_000);
            world.run(Duration::from_millis(pause));
            match round % 4 {
                1 => world.break_connections(),
                3 => {
                    let side = world.dice(2) as usize;
                    world.crash(side);
                }
                _ => {}
            }
        }
        world.weather = Weather::default();
        world.settle(300);
        for side in [0, 1] {
            let forks = |output: &Output| matches!(output, Output::ForkProof { .. });
            assert_eq!(world.count(side, forks), 0, "seed {seed}");
            let line = &world.nodes[side].line;
            assert!(
                line.may_agree() && line.append_hold().is_none(),
                "seed {seed}"
            );
        }
    }
}

#[test]
fn a_repeated_entry_is_receipted_again_and_stored_once() {
    let mut world = World::new(5);
    world.up();
    world.append(0, 2, "north");
    world.settle(5);
    let conn = crate::connections::conn_in_use(&world);
    let before = world.sent.len();
    let entry = world.nodes[0].disk.own[0].clone();
    let bytes = Frame::Entry(entry).to_bytes();
    world.input(1, Input::Frame { conn, bytes });
    let new = &world.sent[before..];
    assert!(
        matches!(new, [(1, Frame::Receipt(receipt))] if receipt.head.seq == 2),
        "{new:?}"
    );
    assert_eq!(world.nodes[1].disk.other.len(), 2);
}

#[test]
fn an_entry_out_of_order_is_asked_for_again() {
    let mut world = World::new(6);
    world.up();
    let conn = crate::connections::conn_in_use(&world);
    let entries = write_log(0, Head::EMPTY, 3, "north");
    let before = world.sent.len();
    let bytes = Frame::Entry(entries[2].clone()).to_bytes();
    world.input(1, Input::Frame { conn, bytes });
    assert_eq!(
        world.sent[before..],
        [(1, Frame::WantYours { from_seq: 1 })]
    );
    assert!(world.nodes[1].disk.other.is_empty());
}

#[test]
fn a_lost_last_entry_is_sent_again_on_the_same_connection() {
    let mut world = World::new(7);
    world.up();
    world.run(Duration::from_secs(2));
    world.weather.lost = 100;
    world.append(0, 1, "north");
    world.run(Duration::from_millis(100));
    world.weather.lost = 0;
    let downs = |output: &Output| matches!(output, Output::Down { .. });
    let before = world.count(0, downs);
    world.settle(6);
    assert_eq!(world.count(0, downs), before);
}

/// A peer that keeps its receipts back, and greets with what it holds, owes them on that connection.
#[test]
fn what_a_greeting_names_is_held_only_with_a_receipt() {
    for (held, more) in [(1, 0), (3, 0), (1, 1), (3, 2)] {
        let mut world = World::new(8);
        world.up();
        world.withheld = |frame| matches!(frame, Frame::Receipt(_));
        world.append(0, held, "north");
        world.run(Duration::from_secs(1));
        world.break_connections();
        world.run(Duration::from_secs(2));
        world.up();
        assert_eq!(world.nodes[1].disk.other.len(), held);
        assert_eq!(world.nodes[0].line.outstanding(), held as u64);
        world.withheld = |_| false;
        world.append(0, more, "more");
        let downs = |output: &Output| matches!(output, Output::Down { .. });
        let before = world.count(0, downs);
        world.settle(6);
        assert_eq!(world.count(0, downs), before);
    }
}
