//! Logs that nobody sensible would write, of every noun: the order of arrival changes nothing, and
//! nothing that one side alone says binds the other.

use super::*;
use crate::{AudienceClass, BodyDigest, Folded, Link, Pair};
use proptest::prelude::*;

const HOUR_MS: i64 = 3_600 * 1_000;

/// Who, what, about which earlier record, with which open part.
fn any_step() -> impl Strategy<Value = (u8, u8, usize, u8)> {
    (0..8_u8, any::<u8>(), any::<usize>(), 0..4_u8)
}

fn wild_logs(noun: Noun, steps: &[(u8, u8, usize, u8)]) -> Logs {
    let mut logs = Logs::new(noun);
    let kinds = noun.kinds();
    let founding = founding_of(noun, SubjectNonce([1; 16]));
    let facts = founding.facts.clone().map_or(Vec::new(), Vec::from);
    let link = Link::MustPrecede(Pair {
        first: SubjectId([1; 16]),
        second: SubjectId([2; 16]),
    });
    let opens = [
        founding.encode(),
        facts,
        identity::encode_canonical(&link),
        Vec::new(),
    ];
    let body = BodyDigest {
        class: AudienceClass::Leadership as u8,
        hash: Hash32([5; 32]),
    };
    let founds = kinds
        .iter()
        .find(|kind| noun.is_founded_by(**kind))
        .unwrap();
    logs.record("0", NORTH, *founds, |header| header.open = opens[0].clone());
    for (number, (who, what, about, open)) in (1..).zip(steps) {
        let side = match who {
            0..=2 => NORTH,
            3..=5 => SOUTH,
            6 => {
                logs.sync();
                continue;
            }
            _ => {
                logs.now_ms += HOUR_MS;
                if *what < 8 {
                    logs.prove(SOUTH);
                }
                continue;
            }
        };
        let kind = kinds[usize::from(*what) % kinds.len()];
        let named = logs.any_name(*about);
        logs.record(&number.to_string(), side, kind, |header| {
            header.names = Some(named);
            header.open.clone_from(&opens[usize::from(*open)]);
            header.bodies = vec![body];
        });
    }
    logs
}

/// What the folded state says both sides are bound to: the record that binds, and whose it is.
fn bound(folded: &Folded) -> Option<RecordId> {
    match folded {
        Folded::Round(round) => round.agreement.agreed,
        Folded::Minutes(minutes) => minutes.agreement.agreed,
        Folded::JointStatement(joint) => joint.agreement.agreed,
        Folded::Contact(contact) => contact.agreed,
        Folded::Track(_)
        | Folded::Paper(_)
        | Folded::Exchange(_)
        | Folded::Message(_)
        | Folded::SilenceProcedure(_) => None,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn the_order_of_arrival_changes_nothing(
        noun in prop::sample::select(Noun::ALL),
        steps in prop::collection::vec(any_step(), 0..40),
        places in prop::collection::vec(any::<u32>(), 41),
    ) {
        let logs = wild_logs(noun, &steps);
        let sight = logs.sight();
        let fold = |placed: &[Placed]| Folded::fold(noun, SUBJECT, placed, &sight);
        let folded = fold(&logs.placed);
        let mut shuffled: Vec<(u32, Placed)> = places.into_iter().zip(logs.placed.clone()).collect();
        shuffled.sort_by_key(|(place, _)| *place);
        let placed: Vec<Placed> = shuffled.into_iter().map(|(_, placed)| placed).collect();
        prop_assert_eq!(placed.len(), logs.placed.len());
        prop_assert_eq!(fold(&placed), folded);
    }

    #[test]
    fn one_side_alone_binds_nobody(
        noun in prop::sample::select(Noun::ALL),
        steps in prop::collection::vec(any_step(), 0..40),
    ) {
        let logs = wild_logs(noun, &steps);
        let Some(folded) = Folded::fold(noun, SUBJECT, &logs.placed, &logs.sight()) else {
            return Ok(());
        };
        if let Some(agreed) = bound(&folded) {
            let accepts = |side, kind, names| (kind, names) == (Kind::Accept, Some(agreed)) && side != NORTH;
            let by_north = logs.says(|side, kind, names| side == NORTH && kind == Kind::Accept && names == Some(agreed));
            prop_assert!(by_north || logs.says(accepts));
        }
        match &folded {
            Folded::SilenceProcedure(procedure) => {
                // Consent needs an entry of the other side's own log, and no objection made in time.
                if let Some(adopted) = procedure.adopted {
                    prop_assert_eq!(adopted.side, SOUTH);
                    prop_assert!(adopted.reached_unix_ms >= procedure.facts.expires_unix_ms);
                    prop_assert_eq!((procedure.objection, procedure.withdrawn), (None, None));
                }
            }
            Folded::Exchange(exchange) => {
                let both = exchange.lodges.len() == 2;
                prop_assert!(both || (exchange.reveals.is_empty() && exchange.ready.is_empty()));
            }
            Folded::Message(message) => {
                prop_assert!(message.acknowledged.is_none() || logs.says(|side, kind, _| side != message.by && kind == Kind::Acknowledge));
            }
            Folded::Paper(paper) => {
                for reply in &paper.replies {
                    prop_assert!(paper.versions.iter().any(|version| version.id == reply.to));
                }
            }
            Folded::Track(track) => {
                prop_assert!(track.joined.is_some() || track.links.iter().all(|link| link.by == track.founded_by));
            }
            Folded::Contact(_)
            | Folded::Round(_)
            | Folded::Minutes(_)
            | Folded::JointStatement(_) => {}
        }
    }
}
