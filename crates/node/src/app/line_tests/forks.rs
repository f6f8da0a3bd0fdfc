//! After two stories nothing new is agreed, on either node, whatever the liar signs.

use domain::{ContactPhase, Head, LogItem, RecordId, SealedEntry, SubjectId};
use identity::Role;
use line::{ConnId, Frame};
use storage::{Store, Table};

use super::world::{DAY_MS, Device, NORTH, SOUTH, START_MS, World};
use crate::app::ErrorCode;

/// Paired nodes with a sherpa each, and an offer of South's for contact 1 that waits for an answer.
fn with_open_offer() -> (World, [Device; 2]) {
    let mut world = World::new();
    let sherpas = [Device::new(NORTH, 71), Device::new(SOUTH, 81)];
    for sherpa in &sherpas {
        world.accredit(sherpa, &[Role::Sherpa], DAY_MS);
    }
    world.propose(&sherpas[SOUTH], 1).unwrap();
    world.meet();
    (world, sherpas)
}

/// North's node signs another first entry and sends it to South.
fn tell_another_story(world: &mut World) {
    let item = LogItem::Record(b"another story".to_vec());
    let node = &world.sides[NORTH].node;
    let second = SealedEntry::write(Head::EMPTY, &item, Head::EMPTY, START_MS, node);
    let bytes = Frame::Entry(second).to_bytes();
    let conn = ConnId(world.conn_in_use());
    world.input(SOUTH, |core, now| core.line_frame(now, conn, bytes));
}

fn phases(world: &World, number: u32) -> [ContactPhase; 2] {
    let subject = world.subject(SOUTH, number);
    [NORTH, SOUTH].map(|node| world.cores[node].view().contact(subject).unwrap().phase)
}

fn offer(world: &World, subject: SubjectId) -> RecordId {
    let contact = world.cores[NORTH].view().contact(subject).unwrap();
    contact.offers[0].id
}

#[test]
fn the_liars_acceptance_of_an_open_offer_agrees_nothing() {
    // Without a fork the same acceptance does.
    for lies in [false, true] {
        let (mut world, [north, _]) = with_open_offer();
        if lies {
            tell_another_story(&mut world);
        }
        // The liar's own program takes the acceptance: the proof hasn't come to it yet.
        let offer = offer(&world, world.subject(SOUTH, 1));
        world.accept(&north, (SOUTH, 1), offer).unwrap();
        world.run_until(5_000, "settling", World::settled);
        let phase = if lies {
            ContactPhase::Proposed
        } else {
            ContactPhase::Agreed
        };
        assert_eq!(phases(&world, 1), [phase; 2]);
        if lies {
            for device in [&north, &Device::new(SOUTH, 81)] {
                let refused = world.propose(device, 5).unwrap_err();
                assert_eq!(refused.code, ErrorCode::LineForked, "on both sides");
            }
        }
    }
}

#[test]
fn what_was_agreed_and_seen_before_stays_agreed() {
    let (mut world, [north, _]) = with_open_offer();
    let offer = offer(&world, world.subject(SOUTH, 1));
    world.accept(&north, (SOUTH, 1), offer).unwrap();
    world.run_until(5_000, "settling", World::settled);
    tell_another_story(&mut world);
    world.run_until(5_000, "settling", World::settled);
    assert!(world.cores[NORTH].view().is_closed());
    assert_eq!(phases(&world, 1), [ContactPhase::Agreed; 2]);
}

#[test]
fn a_proof_that_was_stored_and_not_written_is_written_by_the_next_process() {
    let (mut world, _) = with_open_offer();
    tell_another_story(&mut world);
    world.run_until(5_000, "settling", World::settled);
    let proofs = world.disks[SOUTH].scan(Table::Proofs, b"fork", 9).unwrap();
    assert_eq!(proofs.len(), 1);
    let written = world.own_log(SOUTH).len();
    // A process that ended between the two writes: the same disk without the last entry.
    let mut earlier = with_open_offer().0.disks[SOUTH].clone();
    let (key, proof) = proofs[0].clone();
    let batch = storage::Batch::new().put(Table::Proofs, key, proof);
    earlier.commit(&batch).unwrap();
    world.reachable = false;
    world.restart_on(SOUTH, earlier.clone());
    world.run_ms(100);
    assert_eq!(world.own_log(SOUTH).len(), written);
    assert!(
        world.cores[SOUTH]
            .view()
            .is_closed_by(world.sides[SOUTH].id)
    );
    // And by no process after it.
    world.restart_on(SOUTH, earlier);
    world.run_ms(100);
    assert_eq!(world.own_log(SOUTH).len(), written);
}
