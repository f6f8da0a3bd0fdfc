//! Whose subjects are whose, what writers had seen, and how much counts.

use super::*;

#[test]
fn nobody_founds_another_side_s_contact() {
    for kind in [Kind::Propose, Kind::HeldOutside] {
        let (mut north, mut south) = (Node::staffed(10), Node::staffed(40));
        let (n_seq, s_seq) = (north.next_seq(), south.next_seq());
        let proposal = north.say(SHERPA, Kind::Propose, None);
        // Under the copied subject, with the nonce copied too, and with none.
        south.say(SHERPA, kind, None);
        let bare = south.record(SHERPA, kind, |header| {
            header.facts = Some(facts());
            header.open = vec![];
        });
        south.append_record(&bare);
        // North itself founds only what is made of it.
        let random = north.record(SHERPA, kind, |header| header.subject = SubjectId([7; 16]));
        north.append_record(&random);
        let view = fold([&north, &south]);
        let void = |node: &Node, seq| Void {
            side: node.side(),
            seq,
            reason: VoidReason::Subject,
        };
        let expected = [
            void(&north, n_seq + 1),
            void(&south, s_seq),
            void(&south, s_seq + 1),
        ];
        assert_eq!(view.voids(), expected, "{kind:?}");
        let contact = view.contact(subject()).unwrap();
        assert_eq!(contact.proposed_by, north.side());
        assert_eq!(contact.offers.len(), 1);
        assert_eq!(contact.offers[0].id, proposal);
        assert_eq!(view.contacts().len(), 1);
    }
}

#[test]
fn seen_is_what_the_other_log_confirms() {
    let (mut north, south) = (Node::staffed(10), Node::staffed(40));
    north.say(SHERPA, Kind::Propose, None);
    let proposal = north.say(SHERPA, Kind::Counter, None);
    let right = north.head;
    let forged = |seq, hash| Head { seq, hash, ..right };
    for (claim, counts) in [
        (right, true),
        (forged(right.seq, Hash32([7; 32])), false),
        (forged(right.seq - 1, right.hash), false),
        (forged(right.seq + 1, right.hash), false),
        (forged(u64::MAX, right.hash), false),
        (Head::EMPTY, false),
        (forged(0, right.hash), false),
    ] {
        let mut south = Node {
            entries: south.entries.clone(),
            charter: south.charter.clone(),
            other_seen: claim,
            ..south
        };
        south.say(SHERPA, Kind::Accept, Some(proposal));
        let contact = fold([&north, &south]).contact(subject()).unwrap();
        assert_eq!(contact.agreed.is_some(), counts, "{claim:?}");
        assert_eq!(fold([&south, &north]).contact(subject()), Some(contact));
    }
}

#[test]
fn what_can_t_be_told_yet_counts_once_it_can() {
    let (mut north, mut south) = (Node::staffed(10), Node::staffed(40));
    let proposal = north.say(SHERPA, Kind::Propose, None);
    south.other_seen = north.head;
    south.say(SHERPA, Kind::Accept, Some(proposal));
    // All of South's log first; North's entries one by one, asked about each time.
    let mut view = LineView::new([south.charter.clone()]);
    for entry in &south.entries {
        view.append(south.side(), entry).unwrap();
    }
    assert_eq!(view.contact(subject()), None);
    view.add_side(north.charter.clone());
    let (last, before) = north.entries.split_last().unwrap();
    for entry in before {
        view.append(north.side(), entry).unwrap();
        assert_eq!(view.contact(subject()), None);
    }
    view.append(north.side(), last).unwrap();
    let contact = view.contact(subject()).unwrap();
    assert_eq!(contact.agreed, Some(proposal));
}

#[test]
fn a_call_s_devices_are_counted() {
    use crate::CALL_DEVICES_MAX;
    for (count, void) in [
        (CALL_DEVICES_MAX - 1, false),
        (CALL_DEVICES_MAX, false),
        (CALL_DEVICES_MAX + 1, true),
    ] {
        let voids = [(0, VoidReason::CallDevices)];
        check(
            |node| node.start_with(1, vec![device(1); count]),
            if void { &voids } else { &[] },
        );
    }
}

#[test]
fn a_side_says_so_much_about_a_subject_and_can_always_stop_it() {
    let mut node = Node::staffed(10);
    node.say(SHERPA, Kind::Propose, None);
    for _ in 0..ENTRIES_PER_SUBJECT_MAX - 2 {
        node.start(1);
    }
    let first = node.next_seq();
    node.say(SHERPA, Kind::Postpone, None);
    node.say(SHERPA, Kind::Postpone, Some(Hash32([1; 32])));
    assert_eq!(node.voids_from(first), [(1, VoidReason::TooMany)]);
    for _ in 0..ENTRIES_PER_SUBJECT_MAX - 1 {
        node.end(1);
    }
    let first = node.next_seq();
    node.say(SHERPA, Kind::Cancel, None);
    node.say(DUTY, Kind::Abort, None);
    node.end(1);
    assert_eq!(
        node.voids_from(first),
        [(1, VoidReason::TooMany), (2, VoidReason::TooMany)]
    );
    let contact = node.fold().contact(subject()).unwrap();
    assert_eq!(contact.phase, ContactPhase::Cancelled);
    // Another subject is another matter.
    let other = SubjectNonce([1; 16]);
    let proposal = node.record(SHERPA, Kind::Propose, |header| {
        header.subject = SubjectId::of_contact(header.side, other);
        header.open = other.founding();
        header.facts = Some(facts());
    });
    node.append_record(&proposal);
    assert_eq!(node.fold().contacts().len(), 2);
}
