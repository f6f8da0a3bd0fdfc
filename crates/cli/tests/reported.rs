//! What a counterpart is reported to have done, an alliance's positions, and the sheet beside the telephone:
//! real processes, every command as its user types it.

#[path = "crash/sides.rs"]
#[expect(dead_code, reason = "what is killed there lives here")]
mod sides;

use cli::home::Home;
use serde_json::{Value, json};
use sides::{DESK, Pair, Refusal, Side, text_of, until};
use std::path::Path;
use storage::{Log, SqliteStore, Store};

fn code<T: std::fmt::Debug>(answer: Result<T, Refusal>) -> String {
    let refusal = answer.unwrap_err();
    assert!(!refusal.next.is_empty(), "{refusal:?} says what to do");
    refusal.code
}

fn prose(side: &Side, device: &str, args: &[&str]) -> String {
    let args = [args, &["--as", device]].concat();
    let out = side.command(&args).output().unwrap();
    assert!(out.status.success(), "{out:?}");
    String::from_utf8(out.stdout).unwrap()
}

/// Asks as the sherpa until the node shows it.
fn shown(side: &Side, args: &[&str], pointer: &str, wanted: &Value) -> Value {
    until(&format!("{args:?} shows {wanted} at {pointer}"), || {
        let answer = side.run_as("sherpa", args).ok()?;
        (answer.pointer(pointer) == Some(wanted)).then_some(answer)
    })
}

const SAID: [&str; 8] = [
    "--of",
    "South",
    "--told-by",
    "head of protocol",
    "--source",
    "by telephone",
    "--heard",
    "2021-01-08T11:00:00+03:00",
];

fn report(side: &Side, about: &[&str], act: &str, more: &[&str]) -> Result<Value, Refusal> {
    let args = [&["report", "enter"], about, &["--act", act], &SAID, more].concat();
    side.run_as("sherpa", &args)
}

/// All that a node keeps on its disk.
fn disk(side: &Side) -> Vec<u8> {
    let file = Home::at(&side.dir).store_path();
    ["", "-wal"]
        .map(|ending| format!("{}{ending}", file.display()))
        .map(|path| std::fs::read(Path::new(&path)).unwrap_or_default())
        .concat()
}

fn internal_len(side: &Side) -> u64 {
    let store = SqliteStore::open_read_only(Home::at(&side.dir).store_path()).unwrap();
    store.len(Log::Internal).unwrap()
}

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
    at(&[&matter[..8]], "acceptance", &["--instead-of", &first]).unwrap();
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
        (&["contact", "list"], "South cancelled, reported"),
        (&["contact", "list"], "South accepted (reported, not signed"),
        (
            &["track", "show", &track],
            "South named a date for a round: Geneva, 2030-01-20 10:00 Europe/Zurich, reported",
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
    both.settled();
    both.stop();
    assert!(internal_len(&both.north) >= 5);
    assert_eq!(internal_len(&both.south), 0);
    for words in ["half an hour", "first deputy", "head of protocol"] {
        for side in [&both.north, &both.south] {
            let disk = disk(side);
            let found = disk
                .windows(words.len())
                .any(|window| window == words.as_bytes());
            assert!(!found, "{words} at {}", side.name);
        }
    }
}

#[test]
fn an_alliance_s_positions_stand_beside_what_is_said_of_it() {
    let dir = tempfile::tempdir().unwrap();
    let pair = Pair::found(dir.path(), &DESK);
    let (north, south) = (&pair.north, &pair.south);
    let hand_over = [
        "paper",
        "hand-over",
        "--kind",
        "proposal",
        "--title",
        "Draft agreement",
        "--text",
        "No further neighbours.",
        "--recipient",
        "the alliance",
    ];
    let paper = text_of(&north.run_as("sherpa", &hand_over).unwrap(), "/subject").unwrap();
    let heard = [
        "--source",
        "its embassy",
        "--heard",
        "2021-01-08T11:00:00+03:00",
    ];
    let enter = |members: &[&str], more: &[&str]| {
        let args = ["coalition", "enter", &paper, "--name", "the alliance"];
        north.run_as("sherpa", &[&args, members, more].concat())
    };
    let three = [
        "--member",
        "East=against",
        "--member",
        "West=undecided",
        "--member",
        "Centre",
    ];
    assert_eq!(code(enter(&three, &[])), "source-wanted");
    let twice = ["--member", "East", "--member", "East"];
    assert_eq!(code(enter(&twice, &heard)), "member-twice");
    let first = text_of(&enter(&three, &heard).unwrap(), "/record").unwrap();
    let position = |record: &str, member: &str, stance: &str, more: &[&str]| {
        let args = [
            "coalition",
            "position",
            record,
            "--member",
            member,
            "--stance",
            stance,
        ];
        north.run_as("sherpa", &[&args, more].concat())
    };
    assert_eq!(
        code(position(&first, "North Isle", "against", &heard)),
        "not-found"
    );
    assert_eq!(
        code(position(&first, "East", "own-words", &heard)),
        "words-wanted"
    );
    let joins = [
        &heard[..],
        &["--joins", "--words", "each article by itself"],
    ]
    .concat();
    let second = position(&first[..8], "Island", "own-words", &joins).unwrap();
    let second = text_of(&second, "/record").unwrap();
    assert_eq!(
        code(position(&first, "East", "in-favour", &heard)),
        "replaced"
    );
    let third = position(&second, "West", "in-favour", &heard).unwrap();
    let third = text_of(&third, "/record").unwrap();
    let show = ["paper", "show", &paper];
    let view = north.run_as("sherpa", &show).unwrap();
    let coalition = &view["coalitions"][0];
    let stances: Vec<(&str, &str)> = coalition["members"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            (
                one["member"].as_str().unwrap(),
                one["stance"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        stances,
        [
            ("East", "against"),
            ("West", "in-favour"),
            ("Centre", "not-known"),
            ("Island", "own-words")
        ]
    );
    assert_eq!(coalition["members"][2]["heard"], Value::Null);
    assert_eq!(coalition["common_line"], "not-known");
    let told = prose(north, "sherpa", &show);
    for words in [
        "the alliance (",
        "signed by none of it",
        "East: against (its embassy, heard 2021-01-08 08:00 UTC)",
        "Island: own words, \"each article by itself\"",
        "no common reply is known",
    ] {
        assert!(told.contains(words), "{words}: {told}");
    }

    // A public claim, beside what is entered: nothing known, agreeing, then differing.
    let outside = [
        "contact",
        "held-outside",
        "--start",
        "2021-01-07T18:00",
        "--zone",
        "UTC",
    ];
    let outside = [&outside[..], &["--duration", "5", "--medium", "phone-call"]].concat();
    let contact = text_of(&north.run_as("sherpa", &outside).unwrap(), "/contact").unwrap();
    let draft = [
        "statement",
        "draft",
        &contact,
        "--title",
        "On the replies",
        "--office",
        "spokesman of the leader",
        "--text",
        "The alliance has no common line.",
        "--position-of",
        "the alliance",
        "--common-line",
        "none",
    ];
    let drafted = north.run_as("press", &draft).unwrap();
    let position_shown = &drafted["position"];
    assert_eq!(position_shown["of"], json!(["the alliance"]));
    assert_eq!(
        (&position_shown["beside"], &position_shown["sealed"]),
        (&json!([]), &json!(1)),
        "the press reads no positions"
    );
    let id = text_of(&drafted, "/draft").unwrap();
    let approve = ["statement", "approve", &id];
    let told = prose(north, "press-chief", &approve);
    assert!(
        told.contains("the alliance: expressly no common line"),
        "{told}"
    );
    assert!(told.contains("sealed to the leaders' circle: 1"), "{told}");
    let released = ["statement", "release", &id];
    let released = north.run_as("press", &released).unwrap();
    let document = std::fs::read_to_string(text_of(&released, "/file").unwrap()).unwrap();
    assert!(
        document.contains("\nPosition-Of: the alliance\nCommon-Line: none\n"),
        "{document}"
    );
    let verify = ["readout", "verify", &text_of(&released, "/file").unwrap()];
    assert_eq!(north.run(&verify).unwrap()["valid"], true);
    let mut record = third;
    for (line, text, standing, words) in [
        ("not-known", "", "nothing-known", "this entry doesn't say"),
        ("none", "", "agrees", "agrees with this entry"),
        (
            "given",
            "It takes note.",
            "differs",
            "DIFFERS from this entry",
        ),
    ] {
        let reply = [
            "coalition",
            "reply",
            &record,
            "--common-line",
            line,
            "--text",
            text,
        ];
        let replied = north.run_as("sherpa", &[&reply[..], &heard].concat());
        record = text_of(&replied.unwrap(), "/record").unwrap();
        let show = ["coalition", "show", &record];
        let view = north.run_as("sherpa", &show).unwrap();
        let claim = &view["said_in_public"][0];
        assert_eq!(
            (&claim["common_line"], &claim["standing"]),
            (&json!("none"), &json!(standing))
        );
        let told = prose(north, "sherpa", &show);
        assert!(told.contains(words), "{words}: {told}");
    }
    let view = ["coalition", "show", &record];
    let view = north.run_as("sherpa", &view).unwrap();
    assert_eq!(view["earlier"].as_array().unwrap().len(), 5, "{view:#}");
    let bad = ["coalition", "reply", &record, "--common-line", "given"];
    let bad = north.run_as("sherpa", &[&bad[..], &heard].concat());
    assert_eq!(code(bad), "words-wanted");
    let list = ["coalition", "list", "--history"];
    let list = north.run_as("sherpa", &list).unwrap();
    assert_eq!(list["coalitions"].as_array().unwrap().len(), 6);
    let as_press = ["coalition", "enter", &paper, "--name", "the alliance"];
    assert_eq!(code(north.run_as("press", &as_press)), "role-missing");

    // South has the paper and none of what North knows of the alliance.
    let there = shown(south, &show, "/by", &json!("North"));
    assert_eq!(there["coalitions"], json!([]));
    pair.settled();
    pair.stop();
    assert_eq!(internal_len(south), 0);
    for side in [north, south] {
        let disk = disk(side);
        for words in ["each article by itself", "its embassy"] {
            let found = disk
                .windows(words.len())
                .any(|window| window == words.as_bytes());
            assert!(!found, "{words} at {}", side.name);
        }
    }
}

#[test]
fn a_call_sheet_is_read_from_the_signed_terms() {
    let dir = tempfile::tempdir().unwrap();
    let people = [DESK.as_slice(), &[("duty", "duty-officer")]].concat();
    let pair = Pair::found(dir.path(), &people);
    let (north, south) = (&pair.north, &pair.south);
    // New York's clocks go forward during the call.
    let propose = [
        "contact",
        "propose",
        "--start",
        "2030-03-10T08:30",
        "--zone",
        "Europe/Moscow",
        "--other-zone",
        "America/New_York",
        "--duration",
        "120",
        "--medium",
        "phone-call",
        "--initiative",
        "recipient",
        "--language",
        "ru",
        "--language",
        "en",
        "--format",
        "consecutive",
        "--participant",
        "own:principal:Head of North",
        "--participant",
        "other:interpreter:A. B.",
    ];
    let proposed = north.run_as("sherpa", &propose).unwrap();
    let contact = text_of(&proposed, "/contact").unwrap();
    let sheet = ["contact", "call-sheet", contact.as_str()];
    let offered = north.run_as("sherpa", &sheet).unwrap();
    assert_eq!(offered["agreed"], false);
    assert_eq!(offered["banners"][0]["headline"], "not agreed");
    let told = prose(north, "sherpa", &sheet);
    assert!(told.contains("N O T   A G R E E D"), "{told}");
    assert!(told.contains("agreed       NO (proposed)"), "{told}");
    shown(
        south,
        &["contact", "show", &contact],
        "/phase",
        &json!("proposed"),
    );
    let accept = ["contact", "accept", &contact];
    south.run_as("sherpa", &accept).unwrap();
    let agreed = shown(north, &sheet, "/agreed", &json!(true));
    assert_eq!(agreed["banners"], json!([]));
    let time = |index: usize, field: &str| agreed["times"][index][field].clone();
    for (index, side, date, starts, offset, weekday) in [
        (0, "North", "2030-03-10", "08:30", "+03:00", "Sunday"),
        (1, "South", "2030-03-10", "00:30", "-05:00", "Sunday"),
    ] {
        assert_eq!(time(index, "side"), side);
        assert_eq!(time(index, "date"), date);
        assert_eq!(time(index, "starts"), starts);
        assert_eq!(time(index, "offset"), offset);
        assert_eq!(time(index, "weekday"), weekday);
    }
    let changes = agreed["clock_changes"].as_array().unwrap();
    let of_south = |one: &&Value| one["zone"] == "America/New_York";
    assert!(changes.iter().all(|one| of_south(&one)), "{changes:#?}");
    let told = changes[0]["text"].as_str().unwrap();
    assert!(
        told.contains("go forward by 60 min, from 2030-03-10 02:00 to 2030-03-10 03:00"),
        "{told}"
    );
    assert!(told.ends_with("DURING THE CALL"), "{told}");
    let people: Vec<(&str, &str)> = agreed["participants"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["side"].as_str().unwrap(), one["name"].as_str().unwrap()))
        .collect();
    assert_eq!(people, [("North", "Head of North"), ("South", "A. B.")]);
    assert_eq!(agreed["terms"]["languages"], json!(["ru", "en"]));
    // As both sides signed it: the same on the other side, its own duty officers apart.
    let there = shown(south, &sheet, "/agreed", &json!(true));
    for field in [
        "signed_under",
        "starts",
        "ends",
        "terms",
        "participants",
        "medium",
    ] {
        assert_eq!(there[field], agreed[field], "{field}");
    }
    assert_eq!(agreed["duty"][0]["side"], "North");
    assert_eq!(agreed["duty"][0]["accredited"][0]["name"], "duty");
    assert_eq!(agreed["duty"][1]["accredited"][0]["name"], Value::Null);
    assert_eq!(
        agreed["order"][0]["local"],
        json!(["08:20 North", "00:20 South"])
    );

    // For print, with numbers that are kept.
    let keep = [
        &sheet[..],
        &[
            "--fallback",
            "South's duty officer: +00 1 555 0100",
            "--keep",
        ],
        &["--duty-officer", "North: C. D., room 12"],
    ]
    .concat();
    let told = prose(north, "sherpa", &keep);
    for words in [
        "in North     Sunday 2030-03-10, 08:30 (Europe/Moscow, UTC+03:00)",
        "in South     Sunday 2030-03-10, 00:30 (America/New_York, UTC-05:00)",
        "until 10:30",
        "until 03:30 (UTC-04:00)",
        "UTC          2030-03-10T05:30:00Z to 2030-03-10T07:30:00Z",
        "CLOCKS",
        "medium       phone-call, 120 min",
        "public part  none",
        "languages    ru, en; consecutive",
        "interpreters sit down, then principals",
        "Head of North",
        "North: C. D., room 12",
        "ORDER OF CALLING",
        "WHEN THE LINE IS DOWN",
        // The side whose initiative it is said to be.
        "then South's duty officer telephones North's",
        "South's duty officer: +00 1 555 0100",
    ] {
        assert!(told.contains(words), "{words}: {told}");
    }
    assert!(!told.contains("N O T"), "{told}");
    let kept = north.run_as("duty", &sheet).unwrap();
    assert_eq!(
        kept["fallback"],
        json!(["South's duty officer: +00 1 555 0100"])
    );
    assert_eq!(
        kept["participants"],
        Value::Null,
        "sealed to the leaders' circle"
    );
    assert_eq!(kept["times"], agreed["times"]);

    // A cancellation that is reported, then one that is signed.
    report(north, &[&contact], "cancellation", &[]).unwrap();
    let doubted = north.run_as("sherpa", &sheet).unwrap();
    assert_eq!(
        (&doubted["agreed"], &doubted["banners"][0]["headline"]),
        (&json!(true), &json!("reported"))
    );
    let told = prose(north, "sherpa", &sheet);
    assert!(
        told.contains("South cancelled, reported: not signed"),
        "{told}"
    );
    let cancel = ["contact", "cancel", &contact];
    north.run_as("sherpa", &cancel).unwrap();
    let over = north.run_as("sherpa", &sheet).unwrap();
    assert_eq!(
        (&over["agreed"], &over["banners"][0]["headline"]),
        (&json!(false), &json!("cancelled"))
    );
    let many = ["--fallback", "1"].repeat(17);
    assert_eq!(
        code(north.run_as("sherpa", &[&sheet[..], &many].concat())),
        "fallback-numbers"
    );
    pair.stop();
}
