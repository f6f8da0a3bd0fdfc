//! Minutes: outcomes are agreed under both signatures, each item once.

use super::*;
use crate::{
    AgreementPhase, Founding, Kind, SubjectNonce,
    procedure_tests::{Logs, SUBJECT},
};
use identity::SideId;

const FACTS: MinutesFacts = MinutesFacts {
    round: SubjectId([4; 16]),
};

fn act(logs: &mut Logs, side: SideId, words: &[&str]) {
    let nonce = SubjectNonce([1; 16]);
    match words {
        ["propose", name] => drop(logs.record(name, side, Kind::Propose, |header| {
            header.open = Founding::with_facts(Noun::Minutes, nonce, &FACTS).encode();
        })),
        ["accept", offer, name] => {
            let names = logs.named(offer);
            logs.record(name, side, Kind::Accept, |header| header.names = names);
        }
        other => panic!("{other:?} is no act"),
    }
}

#[test]
fn minutes_are_agreed_under_both_signatures() {
    for (script, phase, agreed) in [
        ("N propose p", AgreementPhase::Proposed, false),
        (
            "N propose p; sync; N accept p a",
            AgreementPhase::Proposed,
            false,
        ),
        (
            "N propose p; sync; S accept p a",
            AgreementPhase::Agreed,
            true,
        ),
    ] {
        let logs = Logs::play(Noun::Minutes, script, act);
        let minutes =
            logs.fold(|placed, sight| Minutes::fold(SUBJECT, placed, |placed| sight.seen(placed)));
        let agreement = minutes.unwrap().agreement;
        assert_eq!(agreement.phase, phase, "{script}");
        assert_eq!(agreement.facts, agreed.then_some(FACTS), "{script}");
    }
}

fn outcome(number: u32, text: String) -> ItemOutcome {
    let mut id = [0; 16];
    id[..4].copy_from_slice(&number.to_be_bytes());
    ItemOutcome {
        item: ItemId(id),
        outcome: Outcome::Bracketed,
        text,
    }
}

#[test]
fn an_item_has_one_outcome_and_texts_are_bounded() {
    let check = |title: usize, text: usize, outcomes: Vec<ItemOutcome>, fits: bool| {
        let minutes = MinutesText {
            facts: FACTS,
            title: "x".repeat(title),
            text: "x".repeat(text),
            outcomes,
        };
        assert_eq!(
            minutes.fits(),
            fits,
            "{title} {text} {}",
            minutes.outcomes.len()
        );
    };
    for (length, fits) in [
        (TEXT_BYTES_MAX - 1, true),
        (TEXT_BYTES_MAX, true),
        (TEXT_BYTES_MAX + 1, false),
    ] {
        check(1, length, vec![], fits);
    }
    for (length, fits) in [(FIELD_BYTES_MAX, true), (FIELD_BYTES_MAX + 1, false)] {
        check(length, 1, vec![], fits);
        check(1, 1, vec![outcome(1, "x".repeat(length))], fits);
    }
    for (count, fits) in [(255, true), (256, true), (257, false)] {
        assert_eq!(LIST_MAX, 256);
        let outcomes = (0..count).map(|number| outcome(number, String::new()));
        check(1, 1, outcomes.collect(), fits);
    }
    check(
        1,
        1,
        vec![outcome(1, "a".into()), outcome(1, "b".into())],
        false,
    );
}
