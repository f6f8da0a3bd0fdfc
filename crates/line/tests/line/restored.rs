//! A node that comes back with an old backup first gets its own entries back from its peer.

use crate::{
    connections::{alone, greeting, tell},
    world::{Disk, NOWHERE, World, charter, head, write_log},
};
use domain::Head;
use line::{Config, Frame, Greeting, Hold, Input, Output, SHOW_MAX};
use std::time::Duration;

fn from_backup(config: &mut Config) {
    config.restored = true;
}

fn plain(_: &mut Config) {}

#[test]
fn own_entries_come_back_before_anything_new_is_appended() {
    for (lost, config) in [
        (1, plain as fn(&mut Config)),
        (63, plain),
        (64, from_backup),
        (65, plain),
        (300, from_backup),
    ] {
        let mut world = World::new(20 + lost);
        world.append(0, 40, "before");
        world.append(1, 10, "south");
        world.settle(10);
        let backup = world.nodes[0].disk.clone();
        world.append(0, lost as usize, "after");
        world.append(1, 5, "south");
        world.settle(10);
        let whole = world.nodes[0].disk.own.clone();
        world.reachable = false;
        world.restore(0, backup, config);
        world.run(Duration::from_secs(2));
        world.reachable = true;
        world.run_until(Duration::from_secs(60), "asking", |world| {
            world.nodes[0].line.append_hold().is_some() && world.nodes[0].line.is_up()
                || world.nodes[0].disk.own.len() == whole.len()
        });
        let restored = |output: &Output| matches!(output, Output::OwnRestored(_));
        world.run_until(Duration::from_secs(60), "restoring", |world| {
            world.count(0, restored) == 1
        });
        assert_eq!(world.nodes[0].disk.own, whole);
        assert!(world.nodes[0].line.append_hold().is_none());
        world.append(0, 2, "new");
        world.settle(30);
        assert!(world.nodes[0].line.may_agree());
        assert!(
            world.accusations(0).is_empty(),
            "{:?}",
            world.accusations(0)
        );
        assert!(
            world.accusations(1).is_empty(),
            "{:?}",
            world.accusations(1)
        );
    }
}

#[test]
fn restoring_survives_bad_weather_and_broken_connections() {
    for seed in 1..=12 {
        let mut world = World::new(seed);
        world.append(0, 20, "before");
        world.settle(10);
        let backup = world.nodes[0].disk.clone();
        world.append(0, 200, "after");
        world.settle(10);
        world.restore(0, backup, from_backup);
        world.weather.lost = 5;
        world.weather.repeated = 10;
        world.weather.late = 10;
        for _ in 0..5 {
            let pause = world.dice(4_000);
            world.run(Duration::from_millis(pause));
            world.break_connections();
        }
        world.weather = Default::default();
        world.settle(300);
        assert_eq!(world.nodes[0].disk.own.len(), 220, "seed {seed}");
        assert!(world.nodes[0].line.append_hold().is_none(), "seed {seed}");
        assert!(world.nodes[0].line.may_agree(), "seed {seed}");
    }
}

#[test]
fn a_backup_that_nobody_has_spoken_about_yet_holds_appending() {
    let disks = [Disk::default(), Disk::default()];
    let mut world = World::with(30, disks, from_backup);
    world.reachable = false;
    world.run(Duration::from_secs(5));
    assert_eq!(world.nodes[0].line.append_hold(), Some(Hold::AskingThePeer));
    world.reachable = true;
    world.run(Duration::from_secs(40));
    assert_eq!(world.nodes[0].line.append_hold(), None);
}

#[test]
fn a_claim_that_is_never_shown_holds_appending_once_and_not_for_long() {
    let (mut world, conn) = alone();
    let claim = Head {
        generation: 1,
        seq: 9,
        hash: NOWHERE,
    };
    let boast = Frame::Greeting(Greeting {
        other: claim,
        ..greeting()
    });
    tell(&mut world, conn, &boast);
    assert_eq!(world.nodes[0].line.append_hold(), Some(Hold::Restoring));
    assert_eq!(
        world.sent.last(),
        Some(&(0, Frame::WantOwnBack { from_seq: 1 }))
    );
    let mut told = 0;
    while world.accusations(0).is_empty() {
        world.run(Duration::from_secs(1));
        tell(
            &mut world,
            conn,
            &Frame::Pong {
                sent_ms: 0,
                at_ms: 0,
            },
        );
        told += 1;
        assert!(told <= SHOW_MAX.as_secs());
    }
    assert_eq!(world.accusations(0), ["line.unshown-claim"]);
    assert!(world.nodes[0].line.append_hold().is_none());
    world.run(line::SHUN);
    let again = line::ConnId(7);
    world.input(0, Input::Connected(again));
    tell(&mut world, again, &boast);
    assert!(world.nodes[0].line.is_up() && world.nodes[0].line.append_hold().is_none());
}

#[test]
fn only_own_chained_entries_come_back() {
    let own = write_log(0, Head::EMPTY, 3, "own");
    let foreign = write_log(1, Head::EMPTY, 3, "own");
    let claim = Frame::Greeting(Greeting {
        other: head(&own),
        ..greeting()
    });
    let own_log_after = |shown: &[domain::SealedEntry]| {
        let (mut world, conn) = alone();
        tell(&mut world, conn, &claim);
        for entry in shown {
            tell(&mut world, conn, &Frame::OwnBack(entry.clone()));
        }
        let codes = world.accusations(0).join(" ");
        (world.nodes[0].disk.own.len(), codes)
    };
    assert_eq!(own_log_after(&own), (3, String::new()));
    assert_eq!(own_log_after(&own[1..]), (0, String::new()));
    assert_eq!(
        own_log_after(&foreign[..1]),
        (0, "line.bad-entry".to_owned())
    );
    let (mut world, conn) = alone();
    tell(&mut world, conn, &Frame::Greeting(greeting()));
    tell(&mut world, conn, &Frame::OwnBack(own[0].clone()));
    assert_eq!(world.accusations(0), ["line.unasked"]);
    assert!(world.nodes[0].disk.own.is_empty());
    assert_eq!(charter(0).node_key, crate::world::node_key(0).public());
}

#[test]
fn entries_that_the_peer_has_not_fsynced_yet_come_back_too() {
    let mut world = World::new(21);
    world.append(0, 5, "before");
    world.settle(10);
    let backup = world.nodes[0].disk.clone();
    world.disk_delay = Duration::from_secs(5);
    world.append(0, 5, "after");
    world.run(Duration::from_secs(1));
    world.restore(0, backup, from_backup);
    world.run_until(Duration::from_secs(3), "restoring", |world| {
        world.nodes[0].disk.own.len() == 10
    });
    world.append(0, 1, "new");
    world.settle(60);
    assert!(world.nodes[0].line.may_agree());
    assert!(world.accusations(0).is_empty() && world.accusations(1).is_empty());
}
