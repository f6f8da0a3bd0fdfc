//! Two stories are proved in one of the logs: what was agreed stays, nothing new is.

use super::*;
use crate::NoEffect;

/// A proof that `liar`'s node signed two entries with one number.
fn proof(liar: &Node) -> ForkProof {
    proof_by(liar.side(), liar)
}

/// Two entries with one number, signed by `signer`'s node and brought against `accused`.
fn proof_by(accused: SideId, signer: &Node) -> ForkProof {
    let node = key(signer.base + 2);
    let [first, second] = [1, 2].map(|text| {
        let item = LogItem::Record(vec![text; 4]);
        SealedEntry::write(Head::EMPTY, &item, Head::EMPTY, FROM_MS, &node)
    });
    ForkProof::new(accused, &first, &second)
}

/// Agreed terms, and two offers that wait: the first side's and the other's.
fn with_open_offers() -> (Node, Node, [RecordId; 3]) {
    let (mut north, mut south) = (Node::staffed(10), Node::staffed(40));
    let first = north.say(SHERPA, Kind::Propose, None);
    south.other_seen = north.head;
    south.say(SHERPA, Kind::Accept, Some(first));
    north.other_seen = south.head;
    let norths = north.say(SHERPA, Kind::Counter, None);
    let souths = south.say(SHERPA, Kind::Counter, None);
    south.other_seen = north.head;
    north.other_seen = south.head;
    (north, south, [first, norths, souths])
}

fn check_agreed(nodes: [&Node; 2], agreed: RecordId, closed: &[RecordId]) {
    for order in [nodes, [nodes[1], nodes[0]]] {
        let contact = fold(order).contact(subject()).unwrap();
        assert_eq!(contact.agreed, Some(agreed));
        let late: Vec<RecordId> = contact
            .without_effect
            .iter()
            .filter(|none| none.why == NoEffect::Closed)
            .map(|none| none.record)
            .collect();
        assert_eq!(late, closed);
    }
}

#[test]
fn the_log_that_holds_the_proof_agrees_to_nothing_behind_it() {
    let (north, mut south, [_, norths, _]) = with_open_offers();
    south.say(SHERPA, Kind::Accept, Some(norths));
    south.append(&LogItem::Fork(proof(&north)));
    check_agreed([&north, &south], norths, &[]);

    let (north, mut south, [first, norths, _]) = with_open_offers();
    south.append(&LogItem::Fork(proof(&north)));
    let late = south.say(SHERPA, Kind::Accept, Some(norths));
    // A second proof opens nothing again.
    south.append(&LogItem::Fork(proof(&north)));
    check_agreed([&north, &south], first, &[late]);
}

#[test]
fn of_the_other_log_what_the_proofs_writer_had_seen_stays() {
    // Whether South had seen North's acceptance when it wrote the proof.
    for has_seen in [true, false] {
        let (mut north, mut south, [first, _, souths]) = with_open_offers();
        let acceptance = north.say(SHERPA, Kind::Accept, Some(souths));
        if has_seen {
            south.other_seen = north.head;
        }
        south.append(&LogItem::Fork(proof(&north)));
        if has_seen {
            check_agreed([&north, &south], souths, &[]);
        } else {
            check_agreed([&north, &south], first, &[acceptance]);
        }
    }
}

#[test]
fn a_proof_closes_a_line_and_says_in_whose_log() {
    let (north, mut south, _) = with_open_offers();
    let before = fold([&north, &south]);
    assert!(!before.is_closed());
    south.append(&LogItem::Fork(proof(&north)));
    let view = fold([&north, &south]);
    assert!(view.is_closed() && view.is_closed_by(south.side()));
    assert!(!view.is_closed_by(north.side()));
}

#[test]
fn what_proves_nothing_closes_nothing() {
    let (north, mut south, [_, norths, _]) = with_open_offers();
    let seq = south.next_seq();
    // Signed by another node than the one that is accused, and about a side that isn't here.
    let other = proof_by(north.side(), &south);
    south.append(&LogItem::Fork(other));
    south.append(&LogItem::Fork(proof(&Node::empty(70))));
    let view = fold([&north, &south]);
    let voids: Vec<(u64, VoidReason)> = view
        .voids()
        .iter()
        .map(|void| (void.seq - seq, void.reason.clone()))
        .collect();
    assert_eq!(voids, [(0, VoidReason::Proof), (1, VoidReason::Proof)]);
    assert!(!view.is_closed());
    south.say(SHERPA, Kind::Accept, Some(norths));
    check_agreed([&north, &south], norths, &[]);
}

/// Only agreement ends: a contact can still be called off.
#[test]
fn what_isnt_an_acceptance_counts_behind_a_proof() {
    let (north, mut south, _) = with_open_offers();
    south.append(&LogItem::Fork(proof(&north)));
    let counter = south.say(SHERPA, Kind::Counter, None);
    south.say(SHERPA, Kind::Cancel, None);
    let contact = fold([&north, &south]).contact(subject()).unwrap();
    assert_eq!(contact.phase, ContactPhase::Cancelled);
    assert!(contact.offers.iter().any(|offer| offer.id == counter));
    assert!(contact.without_effect.is_empty());
}
