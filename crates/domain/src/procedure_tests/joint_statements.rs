//! Joint statements: frozen by both approvals, and released by neither side before its time.

use super::*;
use crate::{
    Founding, SubjectNonce,
    procedure_tests::{Logs, SUBJECT, name_of},
};

const RELEASE_MS: i64 = 100;

fn facts() -> JointFacts {
    JointFacts {
        release_unix_ms: RELEASE_MS,
        about: None,
    }
}

fn act(logs: &mut Logs, side: SideId, words: &[&str]) {
    let nonce = SubjectNonce([1; 16]);
    match words {
        ["propose", name] => drop(logs.record(name, side, Kind::Propose, |header| {
            header.open = Founding::with_facts(Noun::JointStatement, nonce, &facts()).encode();
        })),
        ["counter", name] => drop(logs.record(name, side, Kind::Counter, |header| {
            header.open = identity::encode_canonical(&facts());
        })),
        [what @ ("accept" | "release"), offer, name] => {
            let kind = match *what {
                "accept" => Kind::Accept,
                _ => Kind::AnnounceRelease,
            };
            let names = logs.named(offer);
            logs.record(name, side, kind, |header| header.names = names);
        }
        other => panic!("{other:?} is no act"),
    }
}

fn outcome(script: &str) -> String {
    let logs = Logs::play(Noun::JointStatement, script, act);
    let joint = logs
        .fold(|placed, sight| JointStatement::fold(SUBJECT, placed, |placed| sight.seen(placed)));
    let Some(joint) = joint else {
        return "nothing".into();
    };
    let mut told = joint.agreement.phase.to_string();
    for side in joint.released.keys() {
        told += &format!(", released by {}", name_of(*side));
    }
    told + &logs.told(&joint.agreement.without_effect)
}

#[test]
fn neither_side_releases_before_both_approved_and_the_time_has_come() {
    for (script, expected) in [
        ("N propose p", "proposed"),
        (
            "N propose p; at 100; N release p r",
            "proposed, r not: NothingToAnswer",
        ),
        ("N propose p; sync; S accept p a", "agreed"),
        (
            "N propose p; sync; S accept p a; at 99; S release p r",
            "agreed, r not: Early",
        ),
        (
            "N propose p; sync; S accept p a; at 100; S release p r",
            "agreed, released by S",
        ),
        (
            "N propose p; sync; S accept p a; at 101; S release p r; N release p q; N release p q2",
            "agreed, released by N, released by S, q2 not: Again",
        ),
        // Another letter is another text, and wants both approvals again.
        (
            "N propose p; sync; S accept p a; sync; N counter c; sync; S accept c b; at 100; S release p r",
            "agreed, r not: NothingToAnswer",
        ),
    ] {
        assert_eq!(outcome(script), expected, "{script}");
    }
}

#[test]
fn the_text_is_bounded() {
    let text = |title: usize, text: usize, languages: usize| JointText {
        facts: facts(),
        title: "x".repeat(title),
        text: "x".repeat(text),
        languages: vec!["en".into(); languages],
    };
    for (length, fits) in [
        (0, false),
        (1, true),
        (TEXT_BYTES_MAX - 1, true),
        (TEXT_BYTES_MAX, true),
        (TEXT_BYTES_MAX + 1, false),
    ] {
        assert_eq!(text(1, length, 1).fits(), fits, "{length}");
    }
    for (length, fits) in [(FIELD_BYTES_MAX, true), (FIELD_BYTES_MAX + 1, false)] {
        assert_eq!(text(length, 1, 1).fits(), fits, "{length}");
    }
    for (count, fits) in [(LIST_MAX, true), (LIST_MAX + 1, false)] {
        assert_eq!(text(1, 1, count).fits(), fits, "{count}");
    }
}
