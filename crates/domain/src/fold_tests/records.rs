//! Which records count, and what is told of those that don't.

use super::*;

#[test]
fn an_author_is_a_person_with_its_device_and_side() {
    let south = Node::staffed(40);
    let foreign = south.record(SHERPA, Kind::Propose, |_| {});
    check(
        |node| {
            let other_person = node.record(SHERPA, Kind::Propose, |header| {
                header.person = PersonId([99; 16]);
            });
            node.append_record(&other_person);
            // In our log, but of the other side; and of the other side's device, as if ours.
            node.append_record(&foreign);
            let header = Header {
                side: node.side(),
                ..foreign.header.clone()
            };
            let adopted = Record::sign(&header, vec![], &south.key(SHERPA)).unwrap();
            node.append_record(&adopted);
            // Our device speaks for the other side.
            let header = Header {
                side: south.side(),
                ..node.header(SHERPA, Kind::Propose.number(), subject())
            };
            let record = Record::sign(&header, vec![], &node.key(SHERPA)).unwrap();
            node.append_record(&record);
        },
        &[
            (0, VoidReason::Author),
            (1, VoidReason::Author),
            (2, VoidReason::Author),
            (3, VoidReason::Author),
        ],
    );
}

#[test]
fn roles_allow_what_the_table_says() {
    for (device, role) in [
        (SHERPA, Role::Sherpa),
        (DUTY, Role::DutyOfficer),
        (PRESS, Role::PressOfficer),
    ] {
        for kind in &crate::Noun::Contact.kinds() {
            let allowed = crate::decide(
                roles(&[role]),
                crate::Noun::Contact.action(*kind).unwrap(),
                None,
            )
            .is_ok();
            // A grant without its open part fails after the role was looked at.
            let reason = match (allowed, kind) {
                (false, _) => Some("roles"),
                (true, Kind::Grant) => Some("unreadable"),
                (true, _) => None,
            };
            let mut node = Node::staffed(10);
            let first = node.next_seq();
            node.say(device, *kind, None);
            let voids = node.voids_from(first);
            match reason {
                None => assert_eq!(voids, [], "{role} {kind:?}"),
                Some(reason) => {
                    let told = voids[0].1.to_string();
                    assert!(told.contains(reason), "{role} {kind:?}: {told}");
                }
            }
        }
    }
}

#[test]
fn a_record_counts_once() {
    let view = check(
        |node| {
            let record = node.record(SHERPA, Kind::Propose, |header| {
                header.facts = Some(facts());
            });
            node.append_record(&record);
            node.append_record(&record);
        },
        &[(1, VoidReason::Duplicate)],
    );
    assert_eq!(view.history(subject()).len(), 1);
    // Void the first time, it isn't known yet.
    check(
        |node| {
            let record = node.record(9, Kind::Propose, |_| {});
            node.append_record(&record);
            node.accredit(9, &[Role::Sherpa]);
            node.append_record(&record);
            node.append_record(&record);
        },
        &[(0, VoidReason::Author), (3, VoidReason::Duplicate)],
    );
}

#[test]
fn a_forged_record_is_void() {
    check(
        |node| {
            // Another device's key under this device's name.
            let header = node.header(SHERPA, Kind::Propose.number(), subject());
            let forged = Record::sign(&header, vec![], &node.key(DUTY)).unwrap();
            node.append_record(&forged);
            // A bit of the signature, which ends the bytes.
            let record = node.record(SHERPA, Kind::Propose, |_| {});
            let mut bytes = record.bytes().to_vec();
            *bytes.last_mut().unwrap() ^= 1;
            node.append(&LogItem::Record(bytes));
            // An internal record passes for none of the line.
            let internal = InternalRecord::sign(&header, vec![], &node.key(SHERPA)).unwrap();
            node.append(&LogItem::Record(internal.bytes().to_vec()));
        },
        &[
            (0, VoidReason::Signature),
            (1, VoidReason::Signature),
            (2, VoidReason::Signature),
        ],
    );
}

/// Everything that can be wrong with an item, once; what stands around it goes on.
#[test]
fn voids_are_told_with_their_reasons() {
    let mut north = Node::staffed(10);
    let mut south = Node::staffed(40);
    let proposal = north.say(SHERPA, Kind::Propose, None);
    north.append(&LogItem::Record(b"no record".to_vec()));
    north.append(&LogItem::Accreditation(b"no accreditation".to_vec()));
    north.append(&LogItem::Revocation(vec![]));
    let header = north.header(SHERPA, 9_999, subject());
    let later = Record::sign(&header, vec![], &north.key(SHERPA)).unwrap();
    north.append_record(&later);
    north.say(9, Kind::Cancel, None);
    north.say(DUTY, Kind::Cancel, None);
    let forged = north.header(SHERPA, Kind::Cancel.number(), subject());
    let forged = Record::sign(&forged, vec![], &north.key(9)).unwrap();
    north.append_record(&forged);
    let again = north.record(SHERPA, Kind::Postpone, |_| {});
    north.append_record(&again);
    north.append_record(&again);
    north.grant(DUTY, AudienceClass::Leadership, 1, 1);
    north.say(SHERPA, Kind::Grant, None);
    // The other side's node doesn't cancel for us, whatever it puts in its log.
    let ours = north.record(SHERPA, Kind::Cancel, |_| {});
    south.other_seen = north.head;
    south.append_record(&ours);
    south.say(SHERPA, Kind::Accept, Some(proposal));

    let view = fold([&north, &south]);
    let told: Vec<String> = view
        .voids()
        .iter()
        .map(|void| {
            let side = if void.side == north.side() { "N" } else { "S" };
            format!("{side} {}: {}", void.seq, void.reason)
        })
        .collect();
    insta::assert_snapshot!(told.join("\n"));
    let contact = view.contact(subject()).unwrap();
    assert_eq!(contact.agreed, Some(proposal));
    assert_eq!(view.head(north.side()), north.head);
}

#[test]
fn only_a_well_chained_entry_of_its_node_is_taken() {
    let mut north = Node::staffed(10);
    let south = Node::staffed(40);
    north.say(SHERPA, Kind::Propose, None);
    let mut view = LineView::new([north.charter.clone()]);
    let first = &north.entries[0];
    assert_eq!(
        view.append(north.side(), &north.entries[1]),
        Err(ChainError::Sequence { got: 2, head: 0 })
    );
    assert!(view.append(south.side(), &south.entries[0]).is_err());
    assert!(view.append(north.side(), &south.entries[0]).is_err());
    assert_eq!(view.append(north.side(), first), Ok(()));
    assert_eq!(
        view.append(north.side(), first),
        Err(ChainError::Sequence { got: 1, head: 1 })
    );
    assert_eq!(view.head(north.side()).seq, 1);
    // The other side comes later; what stands stays.
    view.add_side(south.charter.clone());
    view.add_side(north.charter.clone());
    assert_eq!(view.append(south.side(), &south.entries[0]), Ok(()));
    assert_eq!(view.head(north.side()).seq, 1);
    assert_eq!(view.other_side(north.side()), Some(south.side()));
}
