//! Calls that an earlier process of a node began: the floor stays open, and the end is attested.

use domain::{ContactPhase, EndReason};
use node::app::calls::PRINCIPAL_GRACE;

use crate::world::{NORTH, SOUTH, World, contact};

fn grace_ms() -> u64 {
    u64::try_from(PRINCIPAL_GRACE.as_millis()).unwrap()
}

fn principal_of(node: usize) -> usize {
    [2, 3][node]
}

fn hang_up(world: &mut World, device: usize) {
    world.in_session(device, |session, _, _, _| {
        assert!(session.hang_up());
    });
    world.settle();
}

/// Both nodes' word of start and end, as the fold takes it.
fn check_attested(world: &World, reason: EndReason, what: &str) {
    let folded = world.folded(contact());
    assert_eq!(folded.phase, ContactPhase::Ended, "{what}");
    assert_eq!((folded.started.len(), folded.ended.len()), (2, 2), "{what}");
    for ended in folded.ended.values() {
        assert_eq!(ended.reason, reason, "{what}");
    }
}

#[test]
fn a_principal_who_hangs_up_right_after_a_restart_ends_the_call_for_both_logs() {
    for node in [NORTH, SOUTH] {
        for who in [NORTH, SOUTH] {
            let mut world = World::on_the_line(0);
            world.restart(node);
            world.join(principal_of(node));
            // Media is answered; no keys are agreed yet.
            world.run(60);
            assert_eq!(world.nodes[node].floors.len(), 2, "opened, and resumed");
            hang_up(&mut world, principal_of(who));
            let what = format!("{node} restarted, {who} hung up");
            check_attested(&world, EndReason::HungUp, &what);
        }
    }
}

#[test]
fn who_comes_back_after_a_restart_finds_the_floor_open_and_one_start_is_attested() {
    for node in [NORTH, SOUTH] {
        let mut world = World::on_the_line(0);
        let started = |world: &World| {
            let starts = world
                .log
                .iter()
                .filter(|(_, entry)| matches!(entry.item(), Ok(domain::LogItem::CallStarted(_))));
            starts.count()
        };
        assert_eq!(started(&world), 2);
        world.restart(node);
        world.join(principal_of(node));
        world.run(12_000);
        world.check_together(&[2, 3]);
        assert!(world.devices[2].floor_opened() && world.devices[3].floor_opened());
        assert_eq!(started(&world), 2, "{node}");
        hang_up(&mut world, 3);
        check_attested(&world, EndReason::HungUp, &format!("{node}"));
    }
}

#[test]
fn a_call_to_which_nobody_comes_back_after_a_restart_ends_after_the_grace() {
    for node in [NORTH, SOUTH] {
        for (after_ms, over) in [
            (grace_ms() - 1, false),
            (grace_ms(), true),
            (grace_ms() + 1, true),
        ] {
            let mut world = World::on_the_line(0);
            world.restart(node);
            world.run(after_ms);
            let what = format!("{node} restarted, {after_ms} ms");
            if over {
                check_attested(&world, EndReason::LineLost, &what);
                assert!(world.devices[principal_of(1 - node)].ended(), "{what}");
            } else {
                assert_eq!(
                    world.folded(contact()).phase,
                    ContactPhase::OnTheLine,
                    "{what}"
                );
            }
        }
    }
}

#[test]
fn the_time_without_a_line_is_not_counted_as_time_to_come_back() {
    let mut world = World::on_the_line(0);
    // Nothing that would make a room, in which the principal's own time counts.
    world.tap = Box::new(|_, _| vec![]);
    world.restart(SOUTH);
    world.run(grace_ms() - 1_000);
    world.line_down();
    world.run(3_000);
    world.line_up();
    world.run(grace_ms() - 1);
    assert_eq!(world.folded(contact()).phase, ContactPhase::OnTheLine);
    world.run(1);
    check_attested(
        &world,
        EndReason::LineLost,
        "counted from the line's return",
    );
}

#[test]
fn an_end_that_the_other_node_attested_meanwhile_is_taken_over_with_its_moment() {
    for node in [NORTH, SOUTH] {
        let mut world = World::on_the_line(0);
        world.behind = Some(node);
        world.line_down();
        hang_up(&mut world, principal_of(1 - node));
        let of_other = world.nodes[1 - node].view.contact(contact()).unwrap();
        let hung_up_ms = of_other.ended.values().next().unwrap().at_unix_ms;
        world.run(20_000);
        world.restart(node);
        world.catch_up();
        world.run(1_000);
        check_attested(&world, EndReason::HungUp, &format!("{node}"));
        let folded = world.folded(contact());
        for ended in folded.ended.values() {
            assert_eq!(ended.at_unix_ms, hung_up_ms, "{node}");
        }
    }
}
