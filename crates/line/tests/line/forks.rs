//! Two stories in one log leave a proof on both sides; calls go on, nothing new is agreed.

use crate::{
    connections::{alone, greeting, tell},
    world::{Disk, NOWHERE, World, charter, head, node_key, write_log},
};
use domain::{Head, LogItem, SealedEntry};
use line::{Frame, Greeting, Input, Output, Receipt};
use std::time::Duration;

fn proofs(world: &World, side: usize) -> Vec<(SealedEntry, SealedEntry)> {
    let seen = world.nodes[side].seen.iter();
    seen.filter_map(|output| match output {
        Output::ForkProof {
            side,
            first,
            second,
        } => {
            assert_eq!(*side, charter(0).side());
            Some((first.clone(), second.clone()))
        }
        _ => None,
    })
    .collect()
}

#[test]
fn a_node_that_goes_on_after_an_old_backup_is_proved_to_fork() {
    // Entries in common, then in the peer's story, then in the own one.
    for (common, theirs, ours) in [
        (5, 1, 1),
        (5, 1, 3),
        (5, 3, 1),
        (5, 70, 2),
        (0, 1, 1),
        (0, 2, 5),
        (400, 2, 90),
    ] {
        let start = write_log(0, Head::EMPTY, common, "common");
        let story = |count, text| {
            let rest = write_log(0, head(&start), count, text);
            [&start[..], &rest].concat()
        };
        let disks = [
            Disk {
                own: story(ours, "second"),
                ..Disk::default()
            },
            Disk {
                other: story(theirs, "first"),
                ..Disk::default()
            },
        ];
        let case = format!("{common} {theirs} {ours}");
        let mut world = World::with(40, disks, |_| {});
        world.run_until(Duration::from_secs(60), &case, |world| {
            !proofs(world, 0).is_empty() && !proofs(world, 1).is_empty()
        });
        world.run(Duration::from_secs(60));
        world.append(0, 3, "second");
        world.append(1, 3, "south");
        world.run(Duration::from_secs(60));
        for side in [0, 1] {
            let proofs = proofs(&world, side);
            assert_eq!(proofs.len(), 1, "{case}: once on side {side}");
            let (first, second) = &proofs[0];
            let key = node_key(0).public();
            let (one, two) = (first.open(&key).unwrap(), second.open(&key).unwrap());
            assert_eq!(one.seq, two.seq);
            assert_ne!(first.hash(), second.hash());
            assert!(!world.nodes[side].line.may_agree());
            assert!(world.nodes[side].line.is_up(), "{case}");
        }
        assert_eq!(world.nodes[1].disk.other.len(), common + theirs);
        assert_eq!(world.nodes[0].disk.other.len(), 3, "the other log goes on");
        world.input(0, Input::SendCall(vec![1]));
        world.input(1, Input::SendCall(vec![2]));
        world.run(Duration::from_secs(1));
        assert_eq!(world.nodes[0].calls, [vec![2]], "{case}");
        assert_eq!(world.nodes[1].calls, [vec![1]], "{case}");
        // A new connection proves nothing twice.
        world.break_connections();
        world.run(Duration::from_secs(60));
        assert_eq!(
            proofs(&world, 0).len() + proofs(&world, 1).len(),
            2,
            "{case}"
        );
    }
}

#[test]
fn a_second_story_told_on_a_running_line_is_noticed() {
    let (mut world, conn) = alone();
    tell(&mut world, conn, &Frame::Greeting(greeting()));
    let first = write_log(1, Head::EMPTY, 2, "first");
    let second = write_log(1, Head::EMPTY, 2, "second");
    for entry in &first {
        tell(&mut world, conn, &Frame::Entry(entry.clone()));
    }
    tell(&mut world, conn, &Frame::Entry(second[0].clone()));
    let proof = Output::ForkProof {
        side: charter(1).side(),
        first: first[0].clone(),
        second: second[0].clone(),
    };
    assert_eq!(world.count(0, |output| *output == proof), 1);
    let told = (0, Frame::OwnBack(first[0].clone()));
    assert_eq!(world.sent.last(), Some(&told));
    assert!(!world.nodes[0].line.may_agree() && world.nodes[0].line.is_up());
}

#[test]
fn a_fork_proved_before_a_restart_is_remembered_by_the_configuration() {
    let world = World::with(41, Default::default(), |config| config.forked = true);
    assert!(!world.nodes[0].line.may_agree());
}

#[test]
fn signed_entries_that_cannot_be_are_told() {
    let first = write_log(1, Head::EMPTY, 1, "first");
    let write = |head: Head, seen: Head| {
        SealedEntry::write(head, &LogItem::Record(vec![1]), seen, 1, &node_key(1))
    };
    let seen_two = Head {
        seq: 2,
        ..Head::EMPTY
    };
    let unchained = write(
        Head {
            hash: NOWHERE,
            ..head(&first)
        },
        Head::EMPTY,
    );
    let generation = write(
        Head {
            generation: 2,
            ..Head::EMPTY
        },
        Head::EMPTY,
    );
    let at_start = write(
        Head {
            hash: NOWHERE,
            ..Head::EMPTY
        },
        Head::EMPTY,
    );
    let forward = write(Head::EMPTY, seen_two);
    let forward_head = crate::world::head_of(&forward, 1);
    let backward = write(forward_head, Head::EMPTY);
    for (entries, codes) in [
        (
            vec![first[0].clone(), unchained, first[0].clone()],
            "line.broken-chain",
        ),
        (vec![at_start], "line.broken-chain"),
        (vec![generation], "line.other-generation"),
        (
            vec![forward, backward],
            "line.saw-unwritten line.saw-backwards",
        ),
        (write_log(0, Head::EMPTY, 1, "foreign"), "line.bad-entry"),
    ] {
        let (mut world, conn) = alone();
        tell(&mut world, conn, &Frame::Greeting(greeting()));
        for entry in entries {
            tell(&mut world, conn, &Frame::Entry(entry));
        }
        assert_eq!(world.accusations(0).join(" "), codes);
        assert!(!world.nodes[0].line.is_up(), "{codes}");
    }
}

#[test]
fn receipts_are_believed_only_for_own_entries_and_from_the_peers_node() {
    let own = write_log(0, Head::EMPTY, 2, "own");
    let north = charter(0).side();
    let (one, two) = (head(&own[..1]), head(&own));
    let elsewhere = Head {
        hash: NOWHERE,
        ..one
    };
    let beyond = Head {
        seq: 3,
        ..elsewhere
    };
    for (receipt, confirmed, code) in [
        (Receipt::sign(north, one, &node_key(1)), 1, ""),
        (Receipt::sign(north, two, &node_key(1)), 2, ""),
        (
            Receipt::sign(north, two, &node_key(0)),
            0,
            "line.bad-receipt",
        ),
        (
            Receipt::sign(charter(1).side(), two, &node_key(1)),
            0,
            "line.bad-receipt",
        ),
        (
            Receipt::sign(north, Head::EMPTY, &node_key(1)),
            0,
            "line.bad-receipt",
        ),
        (
            Receipt::sign(north, elsewhere, &node_key(1)),
            0,
            "line.receipt-unwritten",
        ),
        (
            Receipt::sign(north, beyond, &node_key(1)),
            0,
            "line.receipt-unwritten",
        ),
    ] {
        let (mut world, conn) = alone();
        world.append(0, 2, "own");
        tell(&mut world, conn, &Frame::Greeting(greeting()));
        tell(&mut world, conn, &Frame::Receipt(receipt));
        assert_eq!(world.nodes[0].disk.receipt, confirmed, "{code}");
        assert_eq!(world.accusations(0).join(" "), code);
    }
}

#[test]
fn a_false_claim_about_an_own_entry_is_told() {
    let (mut world, conn) = alone();
    world.append(0, 2, "own");
    let claim = Frame::Greeting(Greeting {
        other: Head {
            hash: NOWHERE,
            ..head(&world.nodes[0].disk.own)
        },
        ..greeting()
    });
    tell(&mut world, conn, &claim);
    assert_eq!(
        world.sent.last(),
        Some(&(0, Frame::WantOwnBack { from_seq: 2 }))
    );
    let same = world.nodes[0].disk.own[1].clone();
    tell(&mut world, conn, &Frame::OwnBack(same));
    assert_eq!(world.accusations(0), ["line.unshown-claim"]);
    assert!(!world.nodes[0].line.is_forked());
}
