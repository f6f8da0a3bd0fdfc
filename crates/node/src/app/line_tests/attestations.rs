//! What a node attests of a call isn't lost when its log takes nothing at the moment.

use domain::{CallEnded, CallId, EndReason, LogItem, SubjectId};
use line::Hold;

use super::world::{NORTH, SOUTH, World};
use crate::app::{ATTESTATIONS_MAX, CallOutput, ErrorCode, line_link};

fn ended(number: u16) -> LogItem {
    let mut call = [0; 16];
    call[..2].copy_from_slice(&number.to_be_bytes());
    LogItem::CallEnded(CallEnded {
        contact: SubjectId([1; 16]),
        call: CallId(call),
        at_unix_ms: super::world::START_MS,
        reason: EndReason::HungUp,
    })
}

#[test]
fn attestations_wait_for_the_hold_to_lift() {
    let mut world = World::new();
    world.meet();
    let backup = world.disks[NORTH].backup();
    world.reachable = false;
    world.restart_on(NORTH, backup);
    world.run_ms(1_000);
    for number in [1, 2] {
        world.input(NORTH, |core, now| {
            core.carry_out(now, CallOutput::Append(ended(number)))
                .unwrap();
            core.settle(now);
        });
    }
    world.run_ms(5_000);
    assert_eq!(world.own_log(NORTH).len(), 0);
    world.meet();
    world.run_until(5_000, "arriving", |world| world.head(SOUTH, NORTH).seq == 2);
    let items: Vec<LogItem> = world
        .own_log(NORTH)
        .iter()
        .map(|bytes| {
            let entry: domain::SealedEntry =
                identity::decode_canonical("log entry", bytes, storage::VALUE_BYTES_MAX).unwrap();
            entry.item().unwrap()
        })
        .collect();
    assert_eq!(items, [ended(1), ended(2)], "in their order, once each");
}

#[test]
fn a_bounded_number_waits() {
    let max = ATTESTATIONS_MAX as u16;
    for (count, waiting, first) in [(max - 1, max - 1, 0), (max, max, 0), (max + 1, max, 1)] {
        let mut world = World::new();
        let backup = world.disks[NORTH].backup();
        world.restart_on(NORTH, backup);
        world.input(NORTH, |core, now| {
            for number in 0..count {
                core.carry_out(now, CallOutput::Append(ended(number)))
                    .unwrap();
            }
            core.settle(now);
            assert_eq!(core.attestations.len(), usize::from(waiting));
            assert_eq!(core.attestations[0], ended(first));
        });
    }
}

#[test]
fn too_many_outstanding_entries_have_a_refusal_of_their_own() {
    let codes = [Hold::AskingThePeer, Hold::Restoring, Hold::Outstanding].map(|hold| {
        let refusal = line_link::held(hold);
        (refusal.code, refusal.detail)
    });
    assert_eq!(codes[0].0, ErrorCode::Restoring);
    assert_eq!(codes[1].0, ErrorCode::Restoring);
    assert_eq!(codes[2].0, ErrorCode::Outstanding);
    let mut texts = codes.map(|(_, text)| text).to_vec();
    texts.dedup();
    assert_eq!(texts.len(), 3);
}

#[test]
fn what_must_not_wait_for_receipts_doesnt() {
    let record = LogItem::Record(vec![1]);
    let accreditation = LogItem::Accreditation(vec![1]);
    let revocation = LogItem::Revocation(vec![1]);
    for (item, waits_for_receipts) in [
        (record, true),
        (accreditation, true),
        (revocation, false),
        (ended(1), false),
    ] {
        for (hold, waits) in [
            (Hold::AskingThePeer, true),
            (Hold::Restoring, true),
            (Hold::Outstanding, waits_for_receipts),
        ] {
            assert_eq!(
                line_link::holds_back(hold, &item),
                waits,
                "{hold:?} {item:?}"
            );
        }
    }
}
