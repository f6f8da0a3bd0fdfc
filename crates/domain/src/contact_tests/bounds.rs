//! How much counts, how many steps it takes, and what holds of any logs.

use super::*;
use crate::entry::steps;
use proptest::prelude::*;

#[test]
fn a_side_makes_so_many_offers_and_no_more() {
    for (made, counting) in [
        (OFFERS_PER_SIDE_MAX - 1, OFFERS_PER_SIDE_MAX - 1),
        (OFFERS_PER_SIDE_MAX, OFFERS_PER_SIDE_MAX),
        (OFFERS_PER_SIDE_MAX + 1, OFFERS_PER_SIDE_MAX),
    ] {
        let mut logs = Logs::play(PROPOSED);
        for number in 1..made {
            logs.step(&["N", "counter", &format!("n{number}")]);
        }
        // The other side has its own.
        logs.step(&["S", "counter", "c"]);
        let contact = logs.fold().unwrap();
        assert_eq!(contact.offers.len(), counting + 1, "{made}");
        let refused = contact.without_effect.iter();
        let refused: Vec<NoEffect> = refused.map(|none| none.why).collect();
        assert_eq!(refused, vec![NoEffect::TooManyOffers; made - counting]);
    }
}

/// Comparisons that one fold takes.
fn steps_of(placed: &[Placed]) -> u64 {
    steps::take();
    fold(placed).unwrap();
    steps::take()
}

#[test]
fn a_fold_s_steps_grow_with_its_entries_alone() {
    let flood = |acts: usize| {
        let mut logs = Logs::play(AGREED);
        for number in 0..OFFERS_PER_SIDE_MAX + 5 {
            logs.step(&["N", "counter", &format!("n{number}")]);
            logs.step(&["S", "counter", &format!("s{number}")]);
            logs.sync();
        }
        let named = ["p", "n3", "s4"].map(|name| logs.names[name]);
        for number in 0..acts {
            for (side, kind) in [
                (NORTH, Kind::Accept),
                (SOUTH, Kind::Accept),
                (SOUTH, Kind::Decline),
                (NORTH, Kind::Withdraw),
                (NORTH, Kind::ConfirmStage),
                (SOUTH, Kind::Abort),
                (SOUTH, Kind::Postpone),
            ] {
                let name = format!("{side} {kind:?} {number}");
                logs.record(&name, side, kind, |header| {
                    header.names = Some(named[number % named.len()]);
                });
            }
        }
        steps_of(&logs.placed)
    };
    let offers = u64::try_from(2 * OFFERS_PER_SIDE_MAX).unwrap();
    let steps = [0, 100, 200, 400].map(flood);
    assert!(steps[0] <= 3 * offers * offers, "{steps:?}");
    // Twice as many entries take twice as many steps.
    let grown = [
        steps[1] - steps[0],
        steps[2] - steps[0],
        steps[3] - steps[0],
    ];
    assert!(grown[0] > 0 && grown[1] <= 2 * grown[0] + 10, "{steps:?}");
    assert!(grown[2] <= 2 * grown[1] + 10, "{steps:?}");
}

/// Any step of any side, about any of the first records.
fn any_step() -> impl Strategy<Value = (u8, u8, u8)> {
    (0..3_u8, 0..13_u8, 0..8_u8)
}

/// Logs that nobody sensible would write, which a fold has to take all the same.
fn wild_logs(steps: &[(u8, u8, u8)]) -> Logs {
    let mut logs = Logs::new();
    logs.step(&["N", "propose", "0"]);
    logs.sync();
    for (number, (who, act, about)) in (1..).zip(steps) {
        let side = match who {
            0 => "N",
            1 => "S",
            _ => {
                logs.sync();
                continue;
            }
        };
        let new = number.to_string();
        let ids: Vec<String> = logs.names.keys().cloned().collect();
        let named = ids[usize::from(*about) % ids.len()].as_str();
        let acts = [
            ("counter", new.as_str()),
            ("counter", new.as_str()),
            ("accept", named),
            ("accept", named),
            ("accept", named),
            ("decline", named),
            ("withdraw", named),
            ("confirm", named),
            ("propose", new.as_str()),
            ("postpone", "-"),
            ("abort", "-"),
            ("start", "-"),
            ("sees", "-"),
        ];
        let (act, about) = acts[usize::from(*act)];
        logs.step(&[side, act, about]);
    }
    logs
}

/// What an acceptance names.
fn accepts(placed: &Placed) -> Option<Option<RecordId>> {
    match &placed.event {
        Event::Record {
            kind: Kind::Accept,
            header,
            ..
        } => Some(header.names),
        Event::Record { .. } | Event::Started(_) | Event::Ended(_) => None,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn the_order_of_arrival_changes_nothing(
        steps in prop::collection::vec(any_step(), 0..40),
        places in prop::collection::vec(any::<u32>(), 41),
    ) {
        let logs = wild_logs(&steps);
        let contact = logs.fold();
        let mut shuffled: Vec<(u32, Placed)> = places.into_iter().zip(logs.placed.clone()).collect();
        shuffled.sort_by_key(|(place, _)| *place);
        let placed: Vec<Placed> = shuffled.into_iter().map(|(_, placed)| placed).collect();
        prop_assert_eq!(placed.len(), logs.placed.len());
        prop_assert_eq!(fold(&placed), contact);
    }

    #[test]
    fn what_is_agreed_has_the_signatures_of_both(
        steps in prop::collection::vec(any_step(), 0..40),
    ) {
        let logs = wild_logs(&steps);
        let contact = logs.fold().unwrap();
        let accepted: Vec<&Offer> = contact
            .offers
            .iter()
            .filter(|offer| matches!(offer.answer, Answer::Accepted(_)))
            .collect();
        prop_assert_eq!(contact.agreed.is_some(), !accepted.is_empty());
        for offer in accepted {
            let by_other = logs.placed.iter().any(|placed| {
                placed.side != offer.side
                    && accepts(placed).is_some_and(|named| named == Some(offer.id))
            });
            prop_assert!(by_other);
        }
        if let Some(agreed) = contact.agreed {
            prop_assert!(contact.offers.iter().any(|offer| offer.id == agreed));
        }
    }

    /// Terms with both signatures stay agreed: only others with both take their place.
    #[test]
    fn nothing_but_an_acceptance_changes_what_is_agreed(
        steps in prop::collection::vec(any_step(), 0..40),
    ) {
        let logs = wild_logs(&steps);
        let mut agreed = None;
        for length in 1..=logs.placed.len() {
            let contact = fold(&logs.placed[..length]);
            let now = contact.and_then(|contact| contact.agreed);
            let last = &logs.placed[length - 1];
            if accepts(last).is_none() {
                prop_assert_eq!(now, agreed, "after entry {}", length);
            }
            prop_assert!(agreed.is_none() || now.is_some());
            agreed = now;
        }
    }
}
