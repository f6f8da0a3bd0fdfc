//! The order of arrival changes nothing.

use super::*;
use proptest::prelude::*;

/// A contact from proposal to end, with an amendment that crosses, and voids on the way.
fn a_contact_s_life() -> (Node, Node) {
    let (mut north, mut south) = (Node::staffed(10), Node::staffed(40));
    let sync = |north: &mut Node, south: &mut Node| {
        north.other_seen = south.head;
        south.other_seen = north.head;
    };
    north.grant(SHERPA, AudienceClass::Staff, 1, 1);
    south.grant(SHERPA, AudienceClass::Staff, 1, 2);
    sync(&mut north, &mut south);
    let first = north.say(SHERPA, Kind::Propose, None);
    north.say(DUTY, Kind::Withdraw, Some(first));
    sync(&mut north, &mut south);
    south.say(SHERPA, Kind::Accept, Some(first));
    let amendment = north.say(SHERPA, Kind::Counter, None);
    sync(&mut north, &mut south);
    south.say(PRESS, Kind::AnnounceRelease, None);
    south.say(SHERPA, Kind::Accept, Some(amendment));
    sync(&mut north, &mut south);
    south.revoke_by(SHERPA, 5);
    south.say(SHERPA, Kind::Cancel, None);
    north.say(DUTY, Kind::ConfirmStage, Some(amendment));
    south.say(DUTY, Kind::ConfirmStage, Some(amendment));
    sync(&mut north, &mut south);
    north.start(3);
    south.start(3);
    south.end(3);
    sync(&mut north, &mut south);
    north.end(3);
    (north, south)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn which_log_s_entry_comes_first_changes_nothing(
        turns in prop::collection::vec(any::<bool>(), 64),
    ) {
        let (north, south) = a_contact_s_life();
        let expected = fold([&north, &south]);
        let contact = expected.contact(subject()).unwrap();
        prop_assert_eq!(contact.phase, ContactPhase::Ended);
        prop_assert!(contact.end_attested());
        prop_assert_eq!(expected.voids().len(), 2);
        prop_assert_eq!(fold([&south, &north]).digest(), expected.digest());

        let mut view = LineView::new([south.charter.clone(), north.charter.clone()]);
        let mut waiting = [(&north, 0), (&south, 0)];
        // After the last turn, what is left comes one log after the other.
        let rest = [vec![false; north.entries.len()], vec![true; south.entries.len()]].concat();
        for south_first in turns.into_iter().chain(rest) {
            let (node, next) = &mut waiting[usize::from(south_first)];
            if let Some(entry) = node.entries.get(*next) {
                view.append(node.side(), entry).unwrap();
                *next += 1;
            }
            // What was asked on the way is no part of the answer at the end, and not of the order.
            let asked = view.digest();
            let [(_, of_north), (_, of_south)] = waiting;
            prop_assert_eq!(asked, fold_first([(&south, of_south), (&north, of_north)]).digest());
        }
        prop_assert_eq!(view.head(north.side()), north.head);
        prop_assert_eq!(view.head(south.side()), south.head);
        prop_assert_eq!(view.digest(), expected.digest());
        prop_assert_eq!(view.contacts(), expected.contacts());
        for side in [north.side(), south.side()] {
            prop_assert_eq!(view.people(side), expected.people(side));
            let keys: Vec<_> = view.audience_keys(side).collect();
            prop_assert_eq!(keys, expected.audience_keys(side).collect::<Vec<_>>());
        }
    }
}

#[test]
fn the_digest_tells_states_apart() {
    let (mut north, south) = a_contact_s_life();
    let before = fold([&north, &south]).digest();
    north.say(SHERPA, Kind::Cancel, None);
    assert_ne!(fold([&north, &south]).digest(), before);
}
