//! Simultaneous exchange: nobody's paper counts as shown before both are in both logs.

use super::*;
use crate::{
    BodyDigest, Founding, Noun, SubjectNonce,
    procedure_tests::{Logs, SUBJECT, name_of},
};

const UNTIL_MS: i64 = 100;

fn act(logs: &mut Logs, side: SideId, words: &[&str]) {
    let facts = ExchangeFacts {
        until_unix_ms: UNTIL_MS,
        track: None,
    };
    match words {
        ["found", name] => drop(logs.record(name, side, Kind::Found, |header| {
            let nonce = SubjectNonce([1; 16]);
            header.open = Founding::with_facts(Noun::Exchange, nonce, &facts).encode();
        })),
        ["lodge", name, "bare"] => drop(logs.record(name, side, Kind::Lodge, |_| {})),
        ["lodge", name] => drop(logs.record(name, side, Kind::Lodge, |header| {
            header.bodies = vec![BodyDigest {
                class: AudienceClass::Leadership as u8,
                hash: Hash32(side.0.repeat(2).try_into().unwrap()),
            }];
        })),
        ["reveal", about, name] => {
            let names = logs.named(about);
            logs.record(name, side, Kind::Reveal, |header| header.names = names);
        }
        other => panic!("{other:?} is no act"),
    }
}

fn outcome(script: &str) -> String {
    let logs = Logs::play(Noun::Exchange, script, act);
    let exchange = logs.fold(|placed, sight| Exchange::fold(SUBJECT, placed, sight));
    let Some(exchange) = exchange else {
        return "nothing".into();
    };
    let names = |sides: &mut dyn Iterator<Item = &SideId>| -> String {
        sides.map(|side| name_of(*side)).collect()
    };
    let mut told = exchange.state_at(logs.now_ms).to_string();
    for (what, sides) in [
        ("lodged", names(&mut exchange.lodges.keys())),
        ("ready", names(&mut exchange.ready.iter())),
        ("revealed", names(&mut exchange.reveals.keys())),
    ] {
        if !sides.is_empty() {
            told += &format!(", {what} {sides}");
        }
    }
    told + &logs.told(&exchange.without_effect)
}

const BOTH: &str = "N found f; sync; N lodge n; S lodge s";

#[test]
fn nothing_is_revealed_before_both_lodges_are_in_both_logs() {
    for (script, expected) in [
        ("N lodge n", "nothing"),
        ("N found f", "lodging"),
        ("N found f; N lodge n", "lodging, lodged N"),
        ("N found f; N lodge n bare", "lodging, n not: NoTerms"),
        (
            "N found f; N lodge n; N lodge m",
            "lodging, lodged N, m not: Again",
        ),
        ("N found f; N found g", "lodging, g not: Founded"),
        ("N found f; at 99; N lodge n", "lodging, lodged N"),
        ("N found f; at 100; N lodge n", "lapsed, n not: Late"),
        (
            "N found f; N lodge n; N reveal n r",
            "lodging, lodged N, r not: Early",
        ),
        // Both are in their own logs, and neither log shows the other's yet.
        (BOTH, "lodged, lodged NS"),
        // South lodges in knowledge of North's: North may reveal as soon as it has that.
        (
            "N found f; N lodge n; sync; S lodge s",
            "lodged, lodged NS, ready N",
        ),
        (
            "N found f; N lodge n; sync; S lodge s; sync; N reveal n r",
            "half-revealed, lodged NS, ready NS, revealed N",
        ),
        // South doesn't know yet that North has its own.
        (
            "N found f; N lodge n; sync; S lodge s; S reveal s r",
            "lodged, lodged NS, ready N, r not: Early",
        ),
        // North hasn't seen South's.
        (
            "N found f; N lodge n; sync; S lodge s; N reveal n r",
            "lodged, lodged NS, ready N, r not: Early",
        ),
        (
            "N found f; N lodge n; sync; S lodge s; sync; N reveal n r; sync; S reveal s q",
            "revealed, lodged NS, ready NS, revealed NS",
        ),
        (
            "N found f; N lodge n; sync; S lodge s; sync; N reveal s r",
            "lodged, lodged NS, ready NS, r not: NothingToAnswer",
        ),
        (
            "N found f; N lodge n; sync; S lodge s; sync; N reveal n r; N reveal n q",
            "half-revealed, lodged NS, ready NS, revealed N, q not: Again",
        ),
        // A reveal that came early is no reveal; the next one is.
        (
            "N found f; N lodge n; sync; S lodge s; N reveal n r; sync; N reveal n q",
            "half-revealed, lodged NS, ready NS, revealed N, r not: Early",
        ),
        // Any entries show it, whatever they are about.
        (
            "N found f; sync; N lodge n; S lodge s; sync; N writes; S writes; sync; S reveal s q; N reveal n r",
            "revealed, lodged NS, ready NS, revealed NS",
        ),
    ] {
        assert_eq!(outcome(script), expected, "{script}");
    }
}

#[test]
fn what_is_revealed_is_what_was_lodged() {
    let (salt, paper) = ([7; 32], b"a paper".to_vec());
    let commitment = Hash32(identity::sha256(&[&salt[..], &paper].concat()));
    let revealed = |salt: [u8; 32], paper: &[u8]| Revealed {
        salt: salt.into(),
        paper: paper.to_vec().into(),
    };
    assert!(revealed(salt, &paper).keeps(&commitment));
    assert!(!revealed(salt, b"another").keeps(&commitment));
    assert!(!revealed([8; 32], &paper).keeps(&commitment));
}
