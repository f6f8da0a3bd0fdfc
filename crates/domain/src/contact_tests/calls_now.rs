//! A call at once, agreed on by duty officers.

use super::*;

const NOW_MS: i64 = 50_000_000;

fn at_once() -> (NodeFacts, Option<i64>) {
    let start_unix_ms = NOW_MS + CALL_NOW_WITHIN_MS;
    let facts = NodeFacts {
        duration_min: CALL_NOW_MIN_MAX,
        ..facts(start_unix_ms)
    };
    (facts, Some(start_unix_ms))
}

/// North asks for it with these facts; South takes it after so long.
fn outcome(asked: Kind, answered: Kind, told: (NodeFacts, Option<i64>), after_ms: i64) -> String {
    let mut logs = Logs::new();
    logs.now_ms = NOW_MS;
    logs.record("p", NORTH, asked, |header| {
        (header.facts, header.expires_unix_ms) = (Some(told.0), told.1);
    });
    logs.sync();
    logs.now_ms += after_ms;
    let named = logs.names["p"];
    logs.record("answer", SOUTH, answered, |header| {
        header.names = Some(named)
    });
    logs.outcome()
}

#[test]
fn duty_officers_agree_on_a_call_at_once_and_on_nothing_else() {
    let (facts, until) = at_once();
    let agreed = "agreed p, p accepted";
    let unasked = "nothing";
    let start_at = |start_unix_ms| NodeFacts {
        start_unix_ms,
        ..facts
    };
    let lasting = |duration_min| NodeFacts {
        duration_min,
        ..facts
    };
    let start = facts.start_unix_ms;
    for (told, expected) in [
        ((facts, until), agreed),
        ((start_at(start - 1), Some(start - 1)), agreed),
        ((start_at(start + 1), Some(start)), unasked),
        ((facts, Some(start + 1)), unasked),
        ((facts, None), unasked),
        ((start_at(NOW_MS - CALL_NOW_WITHIN_MS - 1), until), unasked),
        ((lasting(CALL_NOW_MIN_MAX - 1), until), agreed),
        ((lasting(CALL_NOW_MIN_MAX + 1), until), unasked),
        (
            (
                NodeFacts {
                    medium: Medium::VideoConference,
                    ..facts
                },
                until,
            ),
            unasked,
        ),
        (
            (
                NodeFacts {
                    public_part: PublicPart::Opening,
                    ..facts
                },
                until,
            ),
            unasked,
        ),
    ] {
        let got = outcome(Kind::CallNow, Kind::TakeCall, told, 0);
        assert_eq!(got, expected, "{told:?}");
    }
    // Whoever may bind the side accepts it too; what such a person proposed is nothing for duty officers.
    assert_eq!(
        outcome(Kind::CallNow, Kind::Accept, (facts, until), 0),
        agreed
    );
    assert_eq!(
        outcome(Kind::Propose, Kind::TakeCall, (facts, until), 0),
        "proposed, p open, no effect: answer"
    );
}

#[test]
fn a_call_at_once_is_taken_before_it_begins() {
    for (after_ms, taken) in [
        (CALL_NOW_WITHIN_MS - 1, true),
        (CALL_NOW_WITHIN_MS, false),
        (CALL_NOW_WITHIN_MS + 1, false),
    ] {
        let got = outcome(Kind::CallNow, Kind::TakeCall, at_once(), after_ms);
        assert_eq!(got.starts_with("agreed"), taken, "{after_ms}: {got}");
    }
}
