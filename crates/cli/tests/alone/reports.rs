//! What a counterpart is reported to have done: said so everywhere, agreed nowhere, and confirmed by nobody when
//! the counterpart joins.

use serde_json::{Value, json};

use super::{
    SAID, code, disk, holds, internal_len, prose, report, shown,
    sides::{DESK, Pair, Side, text_of, until},
};

/// Credentials change hands; each side pins the other's.
fn pair(one: &Side, other: &Side) {
    let file = other.dir.with_extension("credentials");
    let file = file.to_string_lossy();
    let shown = other.run(&["side", "credentials", "--out", &file]).unwrap();
    let words = text_of(&shown, "/words").unwrap();
    one.run(&["line", "add", &file, "--words", &words]).unwrap();
}

fn people(side: &Side, people: &[(&str, &str)]) {
    for (name, roles) in people {
        side.enrol(name, roles);
    }
    // Who comes first makes the keys of the audiences; the next round hands them on.
    for _ in 0..2 {
        for (name, _) in people {
            side.run_as(name, &["contact", "list"]).unwrap();
        }
    }
}

#[test]
fn what_was_reported_stays_so_when_the_counterpart_joins() {
    let dir = tempfile::tempdir().unwrap();
    let mut both = Pair {
        north: Side::found(dir.path(), "North"),
        south: Side::at(dir.path(), "South"),
    };
    both.north.start().unwrap();
    people(&both.north, &DESK);
    let north = &both.north;
    let outside = [
        "contact",
        "held-outside",
        "--start",
        "2021-01-07T18:00",
        "--zone",
        "Europe/Moscow",
        "--duration",
        "120",
        "--medium",
        "videoconference",
        "--item",
        "security guarantees=open",
    ];
    let contact = text_of(&north.run_as("sherpa", &outside).unwrap(), "/contact").unwrap();

    let mut to_come = outside;
    to_come[3] = "2999-01-07T18:00";
    assert_eq!(code(north.run_as("sherpa", &to_come)), "time");

    // What a report must say, and who may say it.
    let at = |about: &[&str], act: &str, more: &[&str]| report(north, about, act, more);
    assert_eq!(code(at(&[], "round-date", &[])), "report-lacks");
    assert_eq!(code(at(&[], "other", &[])), "report-lacks");
    assert_eq!(code(at(&["ffff"], "decline", &[])), "not-found");
    let late = [
        "report",
        "enter",
        "--act",
        "decline",
        "--of",
        "South",
        "--told-by",
        "x",
    ];
    let late = [
        &late[..],
        &["--source", "y", "--heard", "2999-01-01T00:00:00Z"],
    ]
    .concat();
    assert_eq!(code(north.run_as("sherpa", &late)), "time");
    let as_press = [&["report", "enter", "--act", "decline"], &SAID[..]].concat();
    assert_eq!(code(north.run_as("press", &as_press)), "role-missing");

    // A matter of its own, then more about it.
    let date = ["--date", "2030-01-10T23:30", "--zone", "Europe/Moscow"];
    let proposed = at(
        &[],
        "proposal",
        &[&date[..], &["--text", "half an hour"]].concat(),
    );
    let proposed = proposed.unwrap();
    let matter = text_of(&proposed, "/about").unwrap();
    let first = text_of(&proposed, "/record").unwrap();
    let accepted = [&date[..], &["--instead-of", &first]].concat();
    at(&[&matter[..8]], "acceptance", &accepted).unwrap();
    at(
        &[&matter],
        "cancellation",
        &["--heard", "2021-01-09T08:00:00Z"],
    )
    .unwrap_err();
    let list = north.run_as("sherpa", &["contact", "list"]).unwrap();
    assert_eq!(list["reported"][0]["act"], "acceptance");
    assert_eq!(list["reported"][0]["status"], "reported");
    assert_eq!(list["reported"][0]["reports"], 1, "the first was replaced");
    assert_eq!(
        list["reported"][0]["last_date"]["civil"],
        "2030-01-10 23:30"
    );
    let all = ["report", "list", "--history"];
    let all = north.run_as("sherpa", &all).unwrap();
    assert_eq!(all["reports"].as_array().unwrap().len(), 2);
    assert_eq!(all["reports"][0]["stands"], false);
    let show = north
        .run_as("sherpa", &["contact", "show", &matter])
        .unwrap();
    assert_eq!(
        (&show["agreed"], &show["status"]),
        (&Value::Null, &json!("reported"))
    );

    // About a contact, a track, wherever these are shown.
    at(&[&contact], "cancellation", &[]).unwrap();
    let track = ["track", "open", "--title", "guarantees"];
    let track = text_of(&north.run_as("sherpa", &track).unwrap(), "/track").unwrap();
    let round = [
        "--what",
        "Geneva",
        "--date",
        "2030-01-20T10:00",
        "--zone",
        "Europe/Zurich",
    ];
    at(&[&track], "round-date", &round).unwrap();
    at(&[&track], "head-of-delegation", &["--what", "first deputy"]).unwrap();
    for (args, wanted) in [
        (&["contact", "show", &contact][..], "South cancelled"),
        (
            &["contact", "list"],
            "South cancelled, reported: told by head of protocol, by telephone, heard",
        ),
        (
            &["contact", "list"],
            "South accepted: 2030-01-10 23:30 Europe/Moscow (reported, not signed",
        ),
        (
            &["track", "show", &track],
            "South named a date for a round: Geneva, 2030-01-20 10:00 Europe/Zurich, reported: told by head of protocol",
        ),
        (
            &["track", "show", &track],
            "South named who leads its delegation: first deputy",
        ),
        (&["report", "show", &track], "agreed       no"),
        (
            &["report", "list"],
            "told by head of protocol, by telephone, heard 2021-01-08 08:00 UTC",
        ),
    ] {
        let told = prose(north, "sherpa", args);
        assert!(told.contains(wanted), "{args:?}: {wanted}: {told}");
    }
    let told = prose(north, "press", &["contact", "show", &contact]);
    assert!(
        told.contains("can't read: 1") && !told.contains("South"),
        "{told}"
    );

    // South comes: it confirms what it wants of it, and of the reports nothing.
    both.south = Side::found(dir.path(), "South");
    both.south.start().unwrap();
    let (north, south) = (&both.north, &both.south);
    pair(north, south);
    pair(south, north);
    people(south, &DESK);
    let show = ["contact", "show", contact.as_str()];
    let there = shown(south, &show, "/phase", &json!("reported-outside"));
    assert_eq!(there["reported"], json!([]));
    assert_eq!(
        there["agenda"],
        Value::Null,
        "sealed when there was no South"
    );
    until("South's keys are at North", || {
        south
            .run_as("sherpa", &["contact", "accept", &contact])
            .ok()
    });
    let here = shown(north, &show, "/phase", &json!("held-outside"));
    assert_eq!(here["agreed"], Value::Null, "held, and never agreed");
    assert_eq!(here["reported"][0]["status"], "reported");
    let list = north.run_as("sherpa", &["contact", "list"]).unwrap();
    assert_eq!(list["reported"][0]["status"], "reported");
    assert_eq!(
        south.run_as("sherpa", &["report", "list"]).unwrap(),
        json!({"reports": []})
    );
    // The track: joined without its sealed title, and read from then on.
    south.run_as("sherpa", &["track", "open", &track]).unwrap();
    let view = ["track", "show", track.as_str()];
    let there = shown(south, &view, "/joined", &json!(true));
    assert_eq!(
        (&there["title"], &there["reported"]),
        (&Value::Null, &json!([]))
    );
    shown(north, &view, "/joined", &json!(true));
    let aim = ["track", "aim", &track, "--text", "guarantees that bind"];
    north.run_as("sherpa", &aim).unwrap();
    shown(south, &view, "/aims/0/text", &json!("guarantees that bind"));

    // Beside what is signed from then on a report is still one side's word.
    let paper = [
        "paper",
        "hand-over",
        "--kind",
        "position",
        "--title",
        "Position",
    ];
    let paper = [&paper[..], &["--text", "ours", "--recipient", "South"]].concat();
    let paper = text_of(&north.run_as("sherpa", &paper).unwrap(), "/subject").unwrap();
    let round = [
        "round",
        "propose",
        "--title",
        "first round",
        "--place",
        "Geneva",
        "--format",
        "bilateral",
        "--start",
        "2030-01-20T10:00",
        "--end",
        "2030-01-20T18:00",
        "--place-zone",
        "Europe/Zurich",
        "--zone",
        "Europe/Moscow",
        "--other-zone",
        "America/New_York",
        "--dates",
        "fixed",
    ];
    let round = text_of(&north.run_as("sherpa", &round).unwrap(), "/round").unwrap();
    for (noun, subject, act, what) in [
        ("paper", &paper, "paper", "reply by hand"),
        ("round", &round, "head-of-delegation", "foreign minister"),
    ] {
        report(north, &[subject], act, &["--what", what]).unwrap();
        let show = [noun, "show", subject];
        let here = north.run_as("sherpa", &show).unwrap();
        let said = &here["reported"][0];
        let told = (&said["status"], &said["told_by"], &said["what"]);
        assert_eq!(
            told,
            (&json!("reported"), &json!("head of protocol"), &json!(what))
        );
        let told = prose(north, "sherpa", &show);
        assert!(
            told.contains(&format!("{what} (reported, not signed; told by")),
            "{told}"
        );
        let there = shown(south, &show, "/reported", &json!([]));
        assert!(!there.to_string().contains(what), "{there:#}");
    }
    let named = north.run_as("sherpa", &["round", "show", &round]).unwrap();
    assert_eq!(named["delegations"], json!([]), "South itself named nobody");
    both.settled();
    both.stop();
    assert!(internal_len(&both.north) >= 5);
    assert_eq!(internal_len(&both.south), 0);
    for words in [
        "half an hour",
        "first deputy",
        "head of protocol",
        "reply by hand",
    ] {
        for side in [&both.north, &both.south] {
            let disk = disk(side);
            assert!(!holds(&disk, words), "{words} at {}", side.name);
        }
    }
}
