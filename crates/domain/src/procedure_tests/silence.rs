//! Silence: consent only where the other side's own log shows it.

use super::*;
use crate::{
    Founding, Noun, SubjectNonce,
    procedure_tests::{Logs, SUBJECT},
};

const HOUR: i64 = SILENCE_MS_MIN;
/// Expires five hours on.
const EXPIRES_MS: i64 = 5 * HOUR;

/// Times in scripts are in hours.
fn act(logs: &mut Logs, side: SideId, words: &[&str]) {
    match words {
        ["hour", hour] => {
            logs.now_ms = hour.parse::<i64>().unwrap() * HOUR;
        }
        ["begin", name] => drop(logs.record(name, side, Kind::Found, |header| {
            let facts = SilenceFacts {
                expires_unix_ms: EXPIRES_MS,
                track: None,
            };
            let nonce = SubjectNonce([1; 16]);
            header.open = Founding::with_facts(Noun::SilenceProcedure, nonce, &facts).encode();
        })),
        ["object", name] => drop(logs.record(name, side, Kind::Object, |_| {})),
        ["withdraw", name] => drop(logs.record(name, side, Kind::Withdraw, |_| {})),
        other => panic!("{other:?} is no act"),
    }
}

fn outcome(script: &str) -> String {
    let logs = Logs::play(Noun::SilenceProcedure, script, act);
    let procedure = logs.fold(|placed, sight| SilenceProcedure::fold(SUBJECT, placed, sight));
    let Some(procedure) = procedure else {
        return "nothing".into();
    };
    let state = procedure.state_at(logs.now_ms);
    format!("{state}{}", logs.told(&procedure.without_effect))
}

#[test]
fn silence_is_consent_only_where_the_other_log_shows_it() {
    for (script, expected) in [
        ("S object o", "nothing"),
        ("N begin b", "running"),
        // South has it in time and writes on after the expiry.
        ("N begin b; sync; S writes; N hour 5; S writes", "adopted"),
        ("N begin b; sync; S writes; N hour 6; S writes", "adopted"),
        ("N begin b; sync; S writes; N hour 4; S writes", "running"),
        // The line is down, or South writes nothing: no consent, however late it is.
        ("N begin b; N hour 5; N writes", "unproved"),
        ("N begin b; N hour 5; S writes", "unproved"),
        ("N begin b; sync; S writes; N hour 9; N writes", "unproved"),
        // South gets it after the expiry, or an hour before it and less: its silence says nothing.
        (
            "N begin b; N hour 5; sync; S writes; N hour 6; S writes",
            "missed",
        ),
        (
            "N begin b; N hour 4; sync; S writes; N hour 5; S writes",
            "adopted",
        ),
        (
            "N begin b; at 14400001; sync; S writes; N hour 5; S writes",
            "missed",
        ),
    ] {
        assert_eq!(outcome(script), expected, "{script}");
    }
}

#[test]
fn an_objection_breaks_it() {
    for (script, expected) in [
        ("N begin b; sync; S object o", "broken"),
        ("N begin b; S object o", "running, o not: Unseen"),
        ("N begin b; N object o", "running, o not: OthersToDo"),
        // Made in time while the line was down: it stands in South's log before anything later.
        (
            "N begin b; sync; S writes; N hour 3; S object o; N hour 9; S writes; sync",
            "broken",
        ),
        (
            "N begin b; sync; S object o; S object p",
            "broken, p not: Again",
        ),
        // At the expiry it is too late; South's own entry shows that it was silent until then.
        (
            "N begin b; sync; S writes; at 17999999; S object o",
            "broken",
        ),
        (
            "N begin b; sync; S writes; N hour 5; S object o",
            "adopted, o not: Late",
        ),
        (
            "N begin b; sync; S writes; N hour 5; S writes; S object o",
            "adopted, o not: Late",
        ),
        // Where nothing was adopted a late no is a no.
        ("N begin b; N hour 6; sync; S object o", "broken"),
    ] {
        assert_eq!(outcome(script), expected, "{script}");
    }
}

#[test]
fn its_author_takes_it_back_until_it_knows_that_it_stands() {
    for (script, expected) in [
        ("N begin b; N withdraw w", "withdrawn"),
        (
            "N begin b; sync; S writes; N hour 5; S writes; N withdraw w",
            "withdrawn",
        ),
        (
            "N begin b; sync; S writes; N hour 5; S writes; sync; N withdraw w",
            "adopted, w not: Late",
        ),
        (
            "N begin b; N withdraw w; N withdraw v",
            "withdrawn, v not: Again",
        ),
        (
            "N begin b; sync; S withdraw w",
            "running, w not: OthersToDo",
        ),
        ("N begin b; sync; S object o; N withdraw w", "broken"),
        ("N begin b; N begin c", "running, c not: Founded"),
    ] {
        assert_eq!(outcome(script), expected, "{script}");
    }
}

#[test]
fn two_stories_prove_no_silence() {
    for (script, expected) in [
        (
            "N begin b; sync; S writes; S proves; N hour 5; S writes",
            "unproved",
        ),
        (
            "N begin b; sync; S writes; N proves; N hour 5; S writes",
            "unproved",
        ),
        (
            "N begin b; sync; S writes; N hour 5; S writes; S proves",
            "adopted",
        ),
        (
            "N begin b; sync; S writes; N hour 5; S writes; sync; N proves",
            "adopted",
        ),
        (
            "N begin b; sync; S writes; N hour 5; S writes; N proves",
            "unproved",
        ),
    ] {
        assert_eq!(outcome(script), expected, "{script}");
    }
}

fn text() -> SilenceText {
    SilenceText {
        title: "dates".into(),
        text: "the second round is on the first of February".into(),
        local: Vec::new(),
    }
}

#[test]
fn the_text_is_bounded() {
    for (title, words, fits) in [
        (1, 0, false),
        (1, TEXT_BYTES_MAX - 1, true),
        (1, TEXT_BYTES_MAX, true),
        (1, TEXT_BYTES_MAX + 1, false),
        (FIELD_BYTES_MAX, 1, true),
        (FIELD_BYTES_MAX + 1, 1, false),
    ] {
        let text = SilenceText {
            title: "x".repeat(title),
            text: "x".repeat(words),
            ..text()
        };
        assert_eq!(text.fits(), fits);
    }
}

#[test]
fn it_names_the_expiry_in_both_capitals_and_nowhere_else() {
    let (north, south) = (SideId([1; 16]), SideId([2; 16]));
    let zones = [(north, "Europe/Moscow"), (south, "America/New_York")];
    let named = text().with_locals(1_640_896_200_000, &zones).unwrap();
    let civil: Vec<&str> = named.local.iter().map(|local| &*local.civil).collect();
    assert_eq!(civil, ["2021-12-30T23:30", "2021-12-30T15:30"]);
    let unknown = text().with_locals(0, &[(north, "Mars/Base")]);
    assert!(matches!(unknown, Err(TermsError::Zone(_))));
    for (count, fits) in [
        (LOCALS_MAX - 1, true),
        (LOCALS_MAX, true),
        (LOCALS_MAX + 1, false),
    ] {
        let local = vec![named.local[0].clone(); count];
        assert_eq!(SilenceText { local, ..text() }.fits(), fits, "{count}");
    }
    for (length, fits) in [
        (FIELD_BYTES_MAX - 1, true),
        (FIELD_BYTES_MAX, true),
        (FIELD_BYTES_MAX + 1, false),
    ] {
        let mut long = named.clone();
        long.local[0].zone = "x".repeat(length);
        assert_eq!(long.fits(), fits, "{length}");
        let mut long = named.clone();
        long.local[1].civil = "x".repeat(length);
        assert_eq!(long.fits(), fits, "{length}");
    }
}
