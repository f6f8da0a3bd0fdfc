//! Subjects of all nouns in one view: whose they are, which rules they fall under, who may do what.

use super::*;
use crate::{Folded, Founding, NoEffect, procedure_tests::founding_of};

/// What founds a subject of this noun, as it ought to be.
fn founding(noun: Noun) -> Vec<u8> {
    founding_of(noun, NONCE).encode()
}

fn founding_kind(noun: Noun) -> Kind {
    let mut kinds = noun.kinds().into_iter();
    kinds.find(|kind| noun.is_founded_by(*kind)).unwrap()
}

/// Who may found one of it.
fn author(noun: Noun) -> u8 {
    if noun == Noun::ServiceMessage {
        DUTY
    } else {
        SHERPA
    }
}

fn found(node: &mut Node, noun: Noun, edit: impl FnOnce(&mut Header)) -> RecordId {
    let side = node.side();
    node.do_to(author(noun), (noun, founding_kind(noun)), side, |header| {
        header.open = founding(noun);
        if noun == Noun::Contact {
            header.facts = Some(facts());
        }
        edit(header);
    })
}

#[test]
fn each_noun_is_founded_and_folded_by_its_own_rules() {
    let mut north = Node::staffed(10);
    let south = Node::staffed(40);
    for noun in Noun::ALL {
        found(&mut north, *noun, |_| {});
    }
    let view = fold([&north, &south]);
    assert_eq!(view.voids(), []);
    for noun in Noun::ALL {
        let subject = SubjectId::of(*noun, north.side(), NONCE);
        assert_eq!(view.noun_of(subject), Some(*noun));
        let is_right = matches!(
            (noun, view.subject(subject).unwrap()),
            (Noun::Contact, Folded::Contact(_))
                | (Noun::Track, Folded::Track(_))
                | (Noun::Round, Folded::Round(_))
                | (Noun::Minutes, Folded::Minutes(_))
                | (Noun::JointStatement, Folded::JointStatement(_))
                | (Noun::Paper, Folded::Paper(_))
                | (Noun::Exchange, Folded::Exchange(_))
                | (Noun::Message | Noun::ServiceMessage, Folded::Message(_))
                | (Noun::SilenceProcedure, Folded::SilenceProcedure(_))
        );
        assert!(is_right, "{noun:?}");
    }
    assert_eq!(view.subjects().count(), Noun::ALL.len());
    assert_eq!((view.contacts().len(), view.messages().len()), (1, 2));
}

#[test]
fn nobody_founds_another_side_s_subject_or_one_that_says_too_little() {
    for noun in Noun::ALL {
        let (mut north, mut south) = (Node::staffed(10), Node::staffed(40));
        let (of_north, first) = (north.side(), south.next_seq());
        found(&mut north, *noun, |_| {});
        let kind = founding_kind(*noun);
        south.do_to(author(*noun), (*noun, kind), of_north, |header| {
            header.open = founding(*noun);
        });
        // Facts of another form, or none.
        let (without, other) = (Founding::new(*noun, NONCE), Noun::Message);
        let needs_facts = !matches!(noun, Noun::Contact | Noun::Track);
        for open in [without.encode(), founding(other)] {
            found(&mut south, *noun, |header| header.open = open);
        }
        let view = fold([&north, &south]);
        let reasons: Vec<(u64, VoidReason)> = view
            .voids()
            .iter()
            .map(|void| (void.seq - first, void.reason.clone()))
            .collect();
        let mut expected = vec![(0, VoidReason::Subject)];
        if needs_facts {
            expected.push((1, VoidReason::Facts));
        }
        // A message's founding founds messages alone.
        match noun {
            Noun::Message => {}
            _ => expected.push((2, VoidReason::Subject)),
        }
        assert_eq!(reasons, expected, "{noun:?}");
    }
}

#[test]
fn a_record_under_another_noun_than_its_subject_s_changes_nothing() {
    for noun in Noun::ALL {
        let (mut north, mut south) = (Node::staffed(10), Node::staffed(40));
        let of_north = north.side();
        let id = found(&mut north, *noun, |_| {});
        let subject = SubjectId::of(*noun, of_north, NONCE);
        let before = fold([&north, &south]).subject(subject);
        south.other_seen = north.head;
        let wrong = if *noun == Noun::Paper {
            Noun::Message
        } else {
            Noun::Paper
        };
        let stray = south.do_to(SHERPA, (wrong, Kind::Acknowledge), of_north, |header| {
            header.subject = subject;
            header.names = Some(id);
        });
        for view in [fold([&north, &south]), fold([&south, &north])] {
            assert_eq!(view.voids(), []);
            assert_eq!(view.noun_of(subject), Some(*noun));
            let text = format!("{:?}", view.subject(subject));
            // As ids are told: shortened.
            let told = [format!("{stray:?}"), format!("{:?}", NoEffect::OtherNoun)];
            let is_told = told.iter().all(|part| text.contains(part));
            assert!(is_told, "{told:?} in {text}");
        }
        // Before the founding is there nothing is about anything.
        let alone = fold([&south]);
        assert_eq!(alone.subject(subject), None);
        assert!(before.is_some());
    }
}

#[test]
fn roles_allow_what_the_table_says_for_each_noun() {
    for (device, role) in [
        (SHERPA, Role::Sherpa),
        (DUTY, Role::DutyOfficer),
        (PRESS, Role::PressOfficer),
    ] {
        for noun in Noun::ALL.iter().filter(|noun| **noun != Noun::Contact) {
            for kind in noun.kinds() {
                let action = noun.action(kind).unwrap();
                let allowed = crate::decide(roles(&[role]), action, None).is_ok();
                let mut node = Node::staffed(10);
                let (side, first) = (node.side(), node.next_seq());
                node.do_to(device, (*noun, kind), side, |header| {
                    header.open = founding(*noun);
                });
                let expected = [(0, VoidReason::Role)];
                let expected = if allowed { &[][..] } else { &expected };
                assert_eq!(node.voids_from(first), expected, "{role} {noun:?} {kind:?}");
            }
        }
    }
}

#[test]
fn a_kind_that_isn_t_done_to_the_noun_waits_for_an_upgrade() {
    check(
        |node| {
            let side = node.side();
            node.do_to(SHERPA, (Noun::Track, Kind::Accept), side, |_| {});
            node.do_to(SHERPA, (Noun::Paper, Kind::ConfirmStage), side, |_| {});
        },
        &[(0, VoidReason::UnknownKind), (1, VoidReason::UnknownKind)],
    );
}

/// What the other log shows later changes what was asked for earlier.
#[test]
fn a_fold_is_never_older_than_the_logs() {
    let (mut north, mut south) = (Node::staffed(10), Node::staffed(40));
    found(&mut north, Noun::Message, |_| {});
    south.other_seen = north.head;
    south.accredit(9, &[Role::NoteTaker]);
    let subject = SubjectId::of(Noun::Message, north.side(), NONCE);
    let mut view = fold_first([
        (&north, north.entries.len()),
        (&south, south.entries.len() - 1),
    ]);
    let delivered = |view: &LineView| {
        let message = view.message(subject).unwrap();
        message.delivery.unwrap().delivered
    };
    assert_eq!(delivered(&view), None);
    let last = south.entries.last().unwrap();
    view.append(south.side(), last).unwrap();
    let there = delivered(&view).unwrap();
    assert_eq!((there.side, there.seq), (south.side(), south.head.seq));
}
