//! Urgent entries overtake what waits before them: a copy goes ahead of its place in the log, and the log
//! itself is none the wiser.

use crate::{
    connections::{self, greeting, tell},
    world::{Disk, Weather, World, charter, head, node_key, write_log},
};
use domain::{Head, LogItem, SealedEntry};
use line::{Config, ConnId, EARLY_MAX, Frame, Greeting, Input, Output};
use std::time::Duration;

fn greets(own: Head, other: Head) -> Frame {
    Frame::Greeting(Greeting {
        own,
        other,
        ..greeting()
    })
}

fn early_frames(world: &World, side: usize) -> usize {
    let sent = world.sent.iter();
    sent.filter(|(by, frame)| *by == side && matches!(frame, Frame::Early(_)))
        .count()
}

#[test]
fn nothing_goes_ahead_where_nothing_waits() {
    let mut world = World::new(70);
    world.up();
    world.settle(10);
    world.append_urgent(0, "FLASH");
    world.settle(10);
    assert_eq!(early_frames(&world, 0), 0);
    assert!(world.nodes[1].disk.early.is_empty());
}

#[test]
fn a_copy_comes_once_and_is_gone_when_the_log_has_come_so_far() {
    for weather in [
        Weather::default(),
        Weather {
            lost: 5,
            repeated: 20,
            late: 5,
            stale: 10,
        },
    ] {
        let mut world = World::new(71);
        world.reachable = false;
        world.append(0, 300, "queued");
        world.append_urgent(0, "FLASH");
        world.append(0, 3, "queued");
        world.weather = weather;
        world.reachable = true;
        world.up();
        world.run_until(Duration::from_secs(60), "the copy", |world| {
            !world.nodes[1].early.is_empty()
        });
        world.settle(600);
        let node = &world.nodes[1];
        assert_eq!(node.early.len(), 1, "given to the node once");
        assert_eq!(node.early[0].1, node.disk.other[300]);
        assert!(node.disk.early.is_empty());
        let accusations = world.accusations(1);
        assert!(accusations.iter().all(|what| !what.contains("early")));
        assert!(!world.nodes[1].line.is_forked());
    }
}

/// Neither end's restart loses it, and the copy is not asked for again.
#[test]
fn a_copy_outlives_restarts_of_both() {
    let mut world = World::new(72);
    world.withheld = |frame| matches!(frame, Frame::Entry(_));
    world.append(0, 300, "queued");
    world.append_urgent(0, "FLASH");
    world.up();
    world.run(Duration::from_secs(1));
    assert_eq!(world.nodes[1].disk.early.len(), 1);
    for side in [1, 0] {
        world.crash(side);
        world.up();
        world.run(Duration::from_secs(1));
        assert_eq!(world.nodes[1].disk.early.len(), 1);
    }
    assert_eq!(world.nodes[1].early.len(), 1, "the same again says nothing");
    assert_eq!(early_frames(&world, 0), 3, "each connection brings it");
    world.withheld = |_| false;
    world.settle(60);
    assert!(world.nodes[1].disk.early.is_empty());
}

/// It has a stream of its own, and may be there before the greeting.
#[test]
fn a_copy_may_overtake_the_greeting() {
    let (mut world, conn) = connections::alone();
    let copy = of_south(5, 1).remove(0);
    tell(&mut world, conn, &Frame::Early(copy.clone()));
    assert!(world.nodes[0].early.is_empty(), "nobody has greeted yet");
    tell(&mut world, conn, &greets(Head::EMPTY, Head::EMPTY));
    assert!(world.accusations(0).is_empty());
    assert_eq!(world.nodes[0].early.len(), 1);
}

#[test]
fn so_many_are_held_and_sent_and_no_more() {
    for (count, held, accused) in [
        (EARLY_MAX - 1, EARLY_MAX - 1, 0),
        (EARLY_MAX, EARLY_MAX, 0),
        (EARLY_MAX + 1, EARLY_MAX, 1),
    ] {
        let (mut world, conn) = connections::alone();
        tell(&mut world, conn, &greets(Head::EMPTY, Head::EMPTY));
        for copy in of_south(5, count) {
            tell(&mut world, conn, &Frame::Early(copy));
        }
        assert_eq!(world.nodes[0].disk.early.len(), held, "{count}");
        let accusations = world.accusations(0);
        assert_eq!(accusations, vec!["line.early-too-many"; accused]);

        let mut world = World::new(75);
        world.withheld = |frame| matches!(frame, Frame::Entry(_));
        world.append(0, 5, "queued");
        for _ in 0..count {
            world.append_urgent(0, "FLASH");
        }
        world.up();
        world.run(Duration::from_secs(1));
        assert_eq!(world.nodes[1].disk.early.len(), held, "{count}");
        // Each receipt makes room.
        world.withheld = |_| false;
        world.settle(60);
        assert!(world.accusations(1).is_empty());
    }
}

fn of_south(behind: usize, count: usize) -> Vec<SealedEntry> {
    let log = write_log(1, Head::EMPTY, behind + count, "queued");
    log[behind..].to_vec()
}

#[test]
fn what_has_no_right_to_overtake_is_given_back_and_counted() {
    for (fault, accused) in [(true, vec!["line.early-unfit"]), (false, vec![])] {
        let (mut world, conn) = connections::alone();
        world.refuse_early = if fault {
            |_| Some(true)
        } else {
            |_| Some(false)
        };
        tell(&mut world, conn, &greets(Head::EMPTY, Head::EMPTY));
        let copy = of_south(5, 1).remove(0);
        tell(&mut world, conn, &Frame::Early(copy.clone()));
        assert_eq!(world.accusations(0), accused);
        // What was refused may come again: what its device needs may be here by then.
        world.refuse_early = |_| None;
        tell(&mut world, conn, &Frame::Early(copy));
        assert_eq!(world.nodes[0].disk.early.len(), 1);
    }
}

#[test]
fn a_copy_that_its_node_did_not_sign_closes_the_connection() {
    let (mut world, conn) = connections::alone();
    tell(&mut world, conn, &greets(Head::EMPTY, Head::EMPTY));
    let item = LogItem::Record(vec![1]);
    let at = head(&write_log(1, Head::EMPTY, 4, "queued"));
    let forged = SealedEntry::write(at, &item, Head::EMPTY, 0, &node_key(0));
    tell(&mut world, conn, &Frame::Early(forged));
    assert_eq!(world.accusations(0), ["line.bad-entry"]);
    assert!(world.nodes[0].disk.early.is_empty());
}

/// Whether log or copy comes first, and after a restart in between.
#[test]
fn a_copy_that_the_log_contradicts_proves_two_stories() {
    let log = write_log(1, Head::EMPTY, 8, "first");
    let other = write_log(1, Head::EMPTY, 8, "second");
    for case in 0..4 {
        let (mut world, conn) = connections::alone();
        tell(&mut world, conn, &greets(head(&log), Head::EMPTY));
        let mut conn = conn;
        let copy = Frame::Early(other[5].clone());
        if case == 0 {
            for entry in &log {
                tell(&mut world, conn, &Frame::Entry(entry.clone()));
            }
            tell(&mut world, conn, &copy);
        } else {
            tell(&mut world, conn, &copy);
            if case == 1 {
                tell(&mut world, conn, &Frame::Early(log[5].clone()));
            }
            if case == 2 {
                world.crash(0);
                conn = ConnId(2);
                world.input(0, Input::Connected(conn));
                tell(&mut world, conn, &greets(head(&log), Head::EMPTY));
            }
            if case > 1 {
                for entry in &log {
                    tell(&mut world, conn, &Frame::Entry(entry.clone()));
                }
            }
        }
        world.run(Duration::from_secs(1));
        let proofs = world.count(0, |output| {
            matches!(output, Output::ForkProof { side, first, second }
                if *side == charter(1).side() && first.hash() != second.hash())
        });
        assert_eq!(proofs, 1, "{case}");
        assert!(!world.nodes[0].line.may_agree());
        let taken = &world.nodes[0].disk.other;
        assert_eq!(*taken, if case == 1 { vec![] } else { log.clone() });
    }
}

/// Where the own log stands in doubt nothing of it is sent, urgent or not.
#[test]
fn nothing_overtakes_while_the_own_log_is_in_doubt() {
    let disk = Disk {
        own: write_log(0, Head::EMPTY, 20, "own"),
        ..Disk::default()
    };
    let mut world = World::with(79, [disk, Disk::default()], |config: &mut Config| {
        if config.own_side == charter(0).side() {
            config.urgent = vec![20];
        }
    });
    world.reachable = false;
    let conn = ConnId(1);
    world.input(0, Input::Connected(conn));
    // The peer claims an entry that isn't ours.
    let claim = head(&write_log(0, Head::EMPTY, 4, "another"));
    world.input(
        0,
        Input::Frame {
            conn,
            bytes: greets(Head::EMPTY, claim).to_bytes(),
        },
    );
    assert!(world.nodes[0].line.is_up());
    assert_eq!(early_frames(&world, 0), 0);
}
