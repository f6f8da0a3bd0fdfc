//! Messages: how far one came, and when, at both ends.

use super::*;
use crate::{
    Founding, SubjectNonce,
    procedure_tests::{Logs, SUBJECT},
};

fn act(noun: Noun) -> impl Fn(&mut Logs, SideId, &[&str]) {
    move |logs, side, words| match words {
        ["send", name, precedence, ..] => {
            let facts = MessageFacts {
                precedence: precedence.parse().unwrap(),
                acknowledge_by_unix_ms: words.get(3).map(|by| by.parse().unwrap()),
            };
            logs.record(name, side, Kind::Send, |header| {
                let nonce = SubjectNonce([1; 16]);
                header.open = Founding::with_facts(noun, nonce, &facts).encode();
            });
        }
        [what, about, name] => {
            let kind = match *what {
                "present" => Kind::Present,
                "acknowledge" => Kind::Acknowledge,
                other => panic!("`{other}` is no act"),
            };
            let names = logs.named(about);
            logs.record(name, side, kind, |header| header.names = names);
        }
        other => panic!("{other:?} is no act"),
    }
}

fn fold(noun: Noun, script: &str) -> (Logs, Option<Message>) {
    let logs = Logs::play(noun, script, act(noun));
    let message = logs.fold(|placed, sight| Message::fold(noun, SUBJECT, placed, sight));
    (logs, message)
}

fn outcome(script: &str) -> String {
    let (logs, message) = fold(Noun::Message, script);
    let Some(message) = message else {
        return "nothing".into();
    };
    let sounds = if message.sounds() { ", sounds" } else { "" };
    let state = message.state_at(logs.now_ms);
    format!("{state}{sounds}{}", logs.told(&message.without_effect))
}

#[test]
fn how_far_a_message_came() {
    for (script, expected) in [
        ("N send m routine", "sent"),
        ("N send m routine; sync; S writes", "delivered"),
        ("N send m routine; sync; S present m p", "presented"),
        ("N send m routine; sync; S acknowledge m a", "acknowledged"),
        (
            "N send m routine; sync; S present m p; S acknowledge m a",
            "acknowledged",
        ),
        ("N send m flash; sync; S present m p", "presented, sounds"),
        ("N send m flash; sync; S acknowledge m a", "acknowledged"),
        ("N send m priority 9; at 8; N writes", "sent"),
        ("N send m priority 9; at 9; N writes", "unanswered"),
        (
            "N send m priority 9; sync; at 9; S present m p",
            "unanswered",
        ),
        // Better late than never.
        (
            "N send m priority 9; sync; at 12; S acknowledge m a",
            "acknowledged",
        ),
        (
            "N send m routine; N acknowledge m a",
            "sent, a not: OthersToDo",
        ),
        ("N send m routine; S acknowledge m a", "sent, a not: Unseen"),
        ("N send m immediate; S present m p", "sent, p not: Unseen"),
        // It came ahead of its place in the log: who names it had it.
        ("N send m flash; S acknowledge m a", "acknowledged"),
        (
            "N send m flash; S present m p; S acknowledge m a; sync; S writes",
            "acknowledged",
        ),
        (
            "N send m flash; N acknowledge m a",
            "sent, sounds, a not: OthersToDo",
        ),
        (
            "N send m routine; sync; S acknowledge - a",
            "delivered, a not: NothingToAnswer",
        ),
        (
            "N send m routine; sync; S acknowledge m a; S acknowledge m b",
            "acknowledged, b not: Again",
        ),
        ("N send m routine; N send n routine", "sent, n not: Founded"),
        ("S present - p", "nothing"),
    ] {
        assert_eq!(outcome(script), expected, "{script}");
    }
}

#[test]
fn each_state_has_its_time_at_both_ends() {
    let script = "at 1; N send m flash; sync; at 3; S writes; at 4; S present m p; at 6; S acknowledge m a; sync; at 9; N writes";
    let (_, message) = fold(Noun::ServiceMessage, script);
    let message = message.unwrap();
    let times = |delivery: Option<Delivery>| {
        let delivery = delivery.unwrap();
        let there = delivery.delivered.unwrap();
        (delivery.said.node_unix_ms, there.node_unix_ms)
    };
    assert_eq!(times(message.delivery), (1, 3));
    assert_eq!(times(message.presented.unwrap().delivery), (4, 9));
    assert_eq!(times(message.acknowledged.unwrap().delivery), (6, 9));
}

#[test]
fn texts_are_bounded() {
    let text = |title: usize, text: usize, translated: usize| MessageText {
        title: "x".repeat(title),
        language: "ru".into(),
        text: "x".repeat(text),
        translation: Some(Translation {
            language: "en".into(),
            text: "x".repeat(translated),
            translator: Some("y".repeat(title)),
        }),
    };
    for (length, fits) in [
        (0, false),
        (1, true),
        (TEXT_BYTES_MAX - 1, true),
        (TEXT_BYTES_MAX, true),
        (TEXT_BYTES_MAX + 1, false),
    ] {
        assert_eq!(text(1, length, 1).fits(), fits, "{length}");
        assert_eq!(text(1, 1, length).fits(), fits, "{length}");
    }
    for (length, fits) in [(FIELD_BYTES_MAX, true), (FIELD_BYTES_MAX + 1, false)] {
        assert_eq!(text(length, 1, 1).fits(), fits, "{length}");
    }
}
