//! One side's first day, played by the real program on one real node; then read again from that node.

use serde_json::{Value, json};
use std::process::Command;

use super::{disk, holds, prose, sides::Side};

/// Seconds: a person has ten minutes for the same.
const TOOK_MS_MAX: u64 = 120_000;

fn play(args: &[&str]) -> (Value, bool) {
    let out = Command::new(env!("CARGO_BIN_EXE_detente"))
        .args(["demo", "alone", "--json"])
        .args(args)
        .output()
        .expect("the binary runs");
    let report = serde_json::from_slice(&out.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&out.stderr)));
    (report, out.status.success())
}

fn step<'a>(report: &'a Value, name: &str) -> &'a Value {
    let steps = report["steps"].as_array().unwrap();
    let step = steps.iter().find(|one| one["step"] == name);
    step.unwrap_or_else(|| panic!("no step {name}"))
}

/// Calls `look` with every object in an answer.
fn each_object(value: &Value, look: &mut impl FnMut(&serde_json::Map<String, Value>)) {
    match value {
        Value::Object(fields) => {
            look(fields);
            fields.values().for_each(|value| each_object(value, look));
        }
        Value::Array(values) => values.iter().for_each(|value| each_object(value, look)),
        _ => {}
    }
}

/// Nothing is signed by a counterpart that isn't there; whatever is told of it says so. Gives how many
/// reports there were.
#[track_caller]
fn check_reported(answer: &Value) -> usize {
    let mut reports = 0;
    each_object(answer, &mut |fields| {
        assert!(
            matches!(
                fields.get("agreed"),
                None | Some(Value::Null | Value::Bool(false))
            ),
            "{fields:#?}"
        );
        for (field, never) in [
            ("phase", "agreed"),
            ("phase", "held-outside"),
            ("phase", "staged"),
            ("state", "agreed"),
        ] {
            assert_ne!(fields.get(field), Some(&json!(never)), "{fields:#?}");
        }
        assert_ne!(fields.get("joined"), Some(&json!(true)));
        if fields.contains_key("told_by") {
            reports += 1;
            assert_eq!(fields["status"], "reported");
            assert_eq!(fields["of"], "South");
            for said in ["told_by", "source", "heard"] {
                let text = fields[said].as_str().unwrap();
                assert!(!text.is_empty(), "{said}: {fields:#?}");
            }
        }
    });
    reports
}

#[test]
fn the_first_day_alone_is_as_it_should_be() {
    let dir = tempfile::tempdir().unwrap();
    let kept = dir.path().to_string_lossy().into_owned();
    let (report, success) = play(&["--keep", &kept]);
    assert!(success, "{report:#}");
    assert_eq!(report["failures"], json!([]));
    assert_eq!(report["readout"]["valid"], true);
    assert_ne!(report["readout"]["by_minisign"], false);
    let took = report["took_ms"].as_u64().unwrap();
    assert!((1..TOOK_MS_MAX).contains(&took), "{took}");

    // Each step showed what it is for, judged here from the node's own answers.
    for (name, pointer, wanted) in [
        ("no-line", "/up", json!(false)),
        ("no-line", "/other", Value::Null),
        ("held-outside", "/phase", json!("reported-outside")),
        ("held-outside", "/proposed_by", json!("North")),
        ("held-outside", "/agreed", Value::Null),
        ("track", "/title", json!("security guarantees")),
        ("track", "/joined", json!(false)),
        ("track", "/aims/0/side", json!("North")),
        ("reported-contact", "/reported/0/act", json!("postponement")),
        ("reported-contact", "/reported/0/reports", json!(3)),
        ("reported-contact", "/reported/0/date", Value::Null),
        ("held-outside", "/held_outside", json!(true)),
        ("call-sheet", "/order", json!([])),
        ("reported-contact", "/contacts/1", Value::Null),
        ("reported-matter", "/agreed", Value::Null),
        ("reported-matter", "/status", json!("reported")),
        ("reported-round", "/timeline/1/noun", json!("report")),
        ("reported-round", "/timeline/1/phase", json!("reported")),
        (
            "reported-round",
            "/reported/2/what",
            json!("first deputy of the foreign minister"),
        ),
        (
            "reports",
            "/reports/3/what",
            json!("reply to the draft treaty"),
        ),
        ("coalition", "/members/2/stance", json!("not-known")),
        (
            "coalition",
            "/members/0/heard/source",
            json!("three embassies"),
        ),
        ("coalition", "/earlier/0/common_line", json!("not-known")),
        ("claim", "/said_in_public/0/common_line", json!("none")),
        ("claim", "/said_in_public/0/standing", json!("agrees")),
        ("consultation", "/consultations/0/public", json!(false)),
        ("statement", "/drafts/0/position/sealed", json!(1)),
        ("statement", "/drafts/0/compared", json!(false)),
        ("readout", "/valid", json!(true)),
        ("calendar", "/events", json!(1)),
        ("call-sheet", "/agreed", json!(false)),
        ("call-sheet", "/banners/0/banner", json!("reported-outside")),
        ("press", "/reports_sealed", json!(1)),
        ("press", "/reported", json!([])),
        ("duty", "/reported", json!([])),
    ] {
        let answer = &step(&report, name)["answer"];
        let shown = answer.pointer(pointer).unwrap_or(&Value::Null);
        assert_eq!(shown, &wanted, "{name} {pointer}: {answer:#}");
    }
    assert_eq!(check_reported(&report), 1 + 3 + 3 + 6, "{report:#}");
    let steps = report["steps"].as_array().unwrap();
    assert!(steps.iter().all(|step| step["shown"] != ""), "{report:#}");

    // The node that was left behind says the same when it runs again, in prose too.
    let mut north = Side::at(dir.path(), "North");
    let passphrase = ("DETENTE_PASSPHRASE", "a demo guards nothing");
    north
        .environment
        .insert(passphrase.0.to_owned(), passphrase.1.to_owned());
    let words = "a phone call of half an hour, any hour of that evening";
    assert!(!holds(&disk(&north), words), "sealed in the store");
    north.start().unwrap();
    for (name, args) in [
        ("reports", &["report", "list"][..]),
        ("reported-contact", &["contact", "list"]),
    ] {
        let again = north.run_as("sherpa", args).unwrap();
        let before = &step(&report, name)["answer"];
        assert!(check_reported(&again) > 0);
        // The paper's report came to the contact's line after the list was shown.
        if name == "reports" {
            assert_eq!(&again, before);
        }
    }
    let told = prose(&north, "sherpa", &["report", "list"]);
    assert!(told.contains(words), "the control: who may read it does");
    let acts = told.matches("(reported, not signed; told by").count();
    assert_eq!(acts, 6, "{told}");
    for (device, shown) in [("press", "sealed"), ("press-chief", "sealed")] {
        let contact = step(&report, "held-outside")["answer"]["contact"].clone();
        let contact = contact.as_str().unwrap();
        let told = prose(&north, device, &["contact", "show", contact]);
        assert!(told.contains(shown) && !told.contains("South"), "{told}");
    }
    north.stop();
    // Nothing is deleted that somebody kept.
    let again = Command::new(env!("CARGO_BIN_EXE_detente"))
        .args(["demo", "alone", "--json", "--keep", &kept])
        .output()
        .unwrap();
    let refused: Value = serde_json::from_slice(&again.stdout).unwrap();
    assert_eq!(refused["error"]["code"], "kept-exists");
}

/// A person reads it as a story, and its end says how long it took.
#[test]
fn alone_is_told_as_prose() {
    let out = Command::new(env!("CARGO_BIN_EXE_detente"))
        .args(["demo", "alone"])
        .output()
        .unwrap();
    let told = String::from_utf8(out.stdout).unwrap();
    assert!(out.status.success(), "{told}");
    for words in [
        "no counterpart",
        "  $ detente contact held-outside",
        "reported-outside, entered by North; agreed: no; 1 item open",
        "NOT AGREED: entered as held elsewhere",
        "What was shown",
        "By hand, a person with two colleagues has it in ten minutes",
        "nothing of South's is shown as signed or agreed",
    ] {
        assert!(told.contains(words), "{words}: {told}");
    }
}
