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

/// Asking doesn't settle what isn't proved yet.
#[test]
fn who_asks_early_hears_the_truth_later() {
    let (mut north, mut south) = (Node::staffed(10), Node::staffed(40));
    let proposal = north.say(SHERPA, Kind::Propose, None);
    north.accredit(9, &[Role::Interpreter]);
    south.other_seen = north.head;
    south.say(SHERPA, Kind::Accept, Some(proposal));
    let (all, count) = (south.entries.len(), north.entries.len());
    let mut view = fold_first([(&south, all), (&north, count - 1)]);
    // South saw an entry that isn't here yet: whether it saw the proposal can't be told.
    let early = view.contact(subject()).unwrap();
    assert_eq!(early.agreed, None);
    view.append(north.side(), &north.entries[count - 1])
        .unwrap();
    let contact = view.contact(subject()).unwrap();
    assert_eq!(contact.agreed, Some(proposal));
}

#[test]
fn a_view_tells_where_both_logs_stand() {
    let (mut north, mut south) = (Node::staffed(10), Node::staffed(40));
    north.other_seen = south.head;
    north.say(SHERPA, Kind::Propose, None);
    south.accredit(9, &[Role::Interpreter]);
    let view = fold([&north, &south]);
    for (node, other) in [(&north, &south), (&south, &north)] {
        let side = node.side();
        assert_eq!(view.head(side), node.head);
        assert_eq!(view.other_seen(side), node.other_seen);
        assert_eq!(view.charter(side), Some(&node.charter));
        assert_eq!(view.other_side(side), Some(other.side()));
    }
    let mut sides = [north.side(), south.side()];
    sides.sort();
    assert_eq!(view.sides().collect::<Vec<_>>(), sides);
    let stranger = Node::empty(70).side();
    assert_eq!(view.head(stranger), Head::EMPTY);
    assert_eq!(view.other_seen(stranger), Head::EMPTY);
    assert_eq!(view.charter(stranger), None);
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

/// A node asks before it takes a record: what it acknowledges is never void for its number.
#[test]
fn a_node_is_told_before_a_side_has_said_too_much() {
    let mut node = Node::staffed(10);
    node.say(SHERPA, Kind::Propose, None);
    for _ in 0..ENTRIES_PER_SUBJECT_MAX - 2 {
        node.start(1);
    }
    for (kind, device, answers) in [
        (Kind::Postpone, SHERPA, [true, false, false]),
        (Kind::Abort, DUTY, [true, true, true]),
    ] {
        let mut node = Node {
            entries: node.entries.clone(),
            charter: node.charter.clone(),
            ..node
        };
        for taken in answers {
            let record = node.record(device, kind, |_| {});
            let view = node.fold();
            let (_, roles) = view
                .check_author(node.side(), node.now_ms, &record)
                .unwrap();
            let checked = view.check_record(node.side(), roles, &record);
            let expected = if taken {
                Ok(kind)
            } else {
                Err(VoidReason::TooMany)
            };
            assert_eq!(checked.map(|(_, kind)| kind), expected);
            let seq = node.next_seq();
            node.append_record(&record);
            assert_eq!(node.voids_from(seq).is_empty(), taken);
        }
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
