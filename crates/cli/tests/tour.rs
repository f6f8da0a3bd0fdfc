//! The user's path as the user walks it: two real nodes, real terminals, real speech, both readouts.

use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Plays a tour; gives its object, and whether the program called it a success.
fn play(args: &[&str]) -> (Value, bool) {
    let out = Command::new(env!("CARGO_BIN_EXE_detente"))
        .args(["demo", "tour", "--json"])
        .args(args)
        .output()
        .expect("the binary runs");
    let report = serde_json::from_slice(&out.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&out.stderr)));
    (report, out.status.success())
}

/// A tour in which everything is as it should be.
fn tour(args: &[&str]) -> Value {
    let (report, success) = play(args);
    assert!(success, "{report:#}");
    report
}

fn speech(name: &str) -> String {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/speech");
    file.join(name).to_string_lossy().into_owned()
}

/// What holds of every tour, judged here from the numbers and not by the tour itself.
#[track_caller]
fn check_call(report: &Value, likeness_min: f64) {
    let call = &report["call"];
    let number = |path: &str| call.pointer(path).and_then(Value::as_f64).unwrap_or(-1.0);
    assert_eq!(call["words_match"], true);
    assert_eq!(call["packet_sizes"], json!([207]));
    assert!(call["frames_muted"].as_u64() >= Some(250), "{call:#}");
    assert_eq!(call["rang_only_when_staged"], true);
    assert_eq!(call["attested_by_both_nodes"], true);
    assert_eq!(call["on_the_line"], 4);
    for way in ["north_to_south", "south_to_north"] {
        let sent = number(&format!("/frames/{way}/sent"));
        assert!(sent >= 250.0, "{call:#}");
        let concealed = number(&format!("/frames/{way}/concealed"));
        assert!((0.0..=sent * 0.02).contains(&concealed), "{way}: {call:#}");
        let likeness = number(&format!("/likeness/{way}"));
        assert!(likeness >= likeness_min, "{call:#}");
    }
    assert!(number("/likeness/other_speech") < 0.98);
    assert_eq!(call["frames_nodes_could_decrypt"], 0);
    let control = number("/frames_control_decrypted");
    assert!(control >= number("/frames_captured") * 0.99 && control > 500.0);
}

/// At least 99.5 % of what one sent was decrypted by the other, as unique frames.
#[track_caller]
fn check_decrypted(report: &Value) {
    for way in ["north_to_south", "south_to_north"] {
        let frames = &report["call"]["frames"][way];
        let count = |what: &str| frames[what].as_u64().unwrap();
        assert!(
            count("decrypted") * 1_000 >= count("sent") * 995,
            "{frames}"
        );
        assert!(count("decrypted") <= count("sent"), "{frames}");
    }
}

#[track_caller]
fn check_contact(report: &Value, initiative: &str, north: &str, south: &str) {
    let contact = &report["contact"];
    assert_eq!(contact["proposed_by"], "north");
    assert_eq!(contact["initiative"], initiative);
    assert_eq!(contact["medium"], "phone-call");
    assert_eq!(contact["local"], json!({"north": north, "south": south}));
    assert_eq!(contact["state"], "ended");
    assert_eq!(contact["identical_on_both_nodes"], true);
    let agenda = report["agenda"].as_array().unwrap();
    assert_eq!(agenda.len(), 2, "{agenda:?}");
    assert!(
        agenda
            .iter()
            .all(|item| item["state"] == "open" && item["carried_from"].is_string())
    );
}

/// Two papers in both logs, and a consultation in one store alone.
#[track_caller]
fn check_papers(report: &Value) {
    let papers = report["papers"].as_array().unwrap();
    let told: Vec<(&Value, &Value, &Value)> = papers
        .iter()
        .map(|paper| (&paper["kind"], &paper["to"], &paper["state"]))
        .collect();
    let proposal = json!("proposal");
    assert_eq!(
        told,
        [
            (&proposal, &json!(["South"]), &json!("replied")),
            (
                &proposal,
                &json!(["the alliance"]),
                &json!("read-reply-due")
            ),
        ]
    );
    assert!(
        papers
            .iter()
            .all(|paper| paper["receipted"] == true && paper["identical_on_both_nodes"] == true)
    );
    let coalition = &report["coalition"];
    assert_eq!(
        coalition["north"]["members"],
        json!({"East": "against", "West": "in-favour", "Centre": "own-words"})
    );
    for (field, wanted) in [
        ("name", json!("the alliance")),
        ("common_line", json!("none")),
        ("claimed", json!("none")),
        ("standing", json!("agrees")),
        ("earlier", json!(2)),
    ] {
        assert_eq!(coalition["north"][field], wanted, "{field}");
    }
    assert_eq!(coalition["in_norths_store"], true);
    assert_eq!(coalition["south"], Value::Null);
    let consultation = &report["consultation"];
    assert_eq!(consultation["north"]["state"], "none");
    assert_eq!(consultation["north"]["made_public"], true);
    assert_eq!(consultation["in_norths_store"], true);
    assert_eq!(consultation["south"], Value::Null);
}

/// Track and round as both nodes show them.
#[track_caller]
fn check_track(report: &Value, date: &str) {
    let track = &report["track"];
    for what in ["precedes", "may_affect", "review_asked_and_done"] {
        assert_eq!(track[what], true, "{what}: {track:#}");
    }
    assert_eq!(
        track["aims"],
        json!({"north": "firm guarantees", "south": "fewer missiles near the borders"})
    );
    let round = &track["round"];
    assert_eq!(round["place"], "Geneva");
    assert_eq!(round["date"], date);
    assert_eq!(round["fixed"], true);
    assert_eq!(
        round["heads"],
        json!({
            "north": "deputy foreign minister",
            "south": "first deputy of the foreign minister"
        })
    );
    assert_eq!(round["identical_on_both_nodes"], true);
}

/// What was said in public: by whom, with which facts, and how they stand to what was signed.
#[track_caller]
fn check_public(report: &Value) {
    let statements = report["statements"].as_array().unwrap();
    assert!(statements.len() >= 14, "{statements:#?}");
    for text in statements {
        for field in ["side", "office", "kind", "name", "title", "url"] {
            assert!(
                text[field].as_str().is_some_and(|text| !text.is_empty()),
                "{field}: {text}"
            );
        }
        let claims = text["facts"].as_array().unwrap();
        let comparable = claims.iter().any(|claim| claim["fact"] != "purpose");
        let verdict = match (claims.is_empty(), comparable) {
            (true, _) => "silent",
            (false, true) => "confirmed",
            (false, false) => "claimed",
        };
        assert_eq!(text["verdict"], verdict, "{text}");
    }
    let claimed = |fact: &str, value: &str| {
        let mut claims = statements
            .iter()
            .flat_map(|text| text["facts"].as_array().unwrap());
        assert!(
            claims.any(|claim| claim["fact"] == fact && claim["value"] == value),
            "{fact}: {value}"
        );
    };
    claimed("initiative", "North");
    claimed("medium", "phone-call");
    claimed("public-part", "none");
    claimed("place", "Geneva");
    claimed("date", "2022-01-10 (Europe/Zurich)");
    claimed("other-date", "none");
    claimed("own-head", "deputy foreign minister");
    claimed("other-head", "first deputy of the foreign minister");
    claimed(
        "preceded-by",
        report["contact"]["contact"].as_str().unwrap(),
    );
    claimed("purpose", "firm guarantees");
    let facts = report["facts"].as_array().unwrap();
    let stands = |fact: &str| {
        let found = facts.iter().find(|one| one["fact"] == fact).unwrap();
        (
            found["signed"].clone(),
            found["north"].clone(),
            found["south"].clone(),
        )
    };
    let confirmed = json!("confirmed");
    let both = |signed: &str| (json!(signed), confirmed.clone(), confirmed.clone());
    assert_eq!(stands("medium"), both("phone-call"));
    assert_eq!(stands("initiative"), both("North"));
    assert_eq!(
        stands("public part"),
        (json!("none"), confirmed.clone(), json!("silent"))
    );
    let picture = &report["picture"];
    assert_eq!(picture["source"], "site of the leader's press service");
    assert_eq!(
        (&picture["source_shown"], &picture["verified"]),
        (&json!(true), &json!(true))
    );
    assert_eq!(
        report["messages"],
        json!([{"from": "North", "to": "South", "precedence": "priority", "state": "acknowledged"}])
    );
}

/// Both readouts and their keys lie there after the tour, and a newsroom's own tool takes them.
#[track_caller]
fn check_readouts(report: &Value) {
    let readouts = report["readouts"].as_array().unwrap();
    assert_eq!(readouts.len(), 2);
    for readout in readouts {
        assert_eq!(readout["verified"], true);
        let file = PathBuf::from(readout["file"].as_str().unwrap());
        let key = file.with_file_name("press.pub");
        let minisign = Command::new("minisign")
            .arg("-Vm")
            .arg(&file)
            .arg("-p")
            .arg(&key)
            .output();
        match minisign {
            Ok(verified) => assert!(verified.status.success(), "{verified:?}"),
            Err(error) => println!("skipped: stock minisign doesn't run here ({error})"),
        }
        let text = std::fs::read(&file).unwrap();
        assert!(!text.is_empty());
    }
    assert_eq!(report["promise"], json!({"before": "due", "state": "kept"}));
}

#[test]
fn the_tour_is_as_it_should_be() {
    let report = tour(&[]);
    check_contact(&report, "north", "2021-12-30T23:30", "2021-12-30T15:30");
    assert_eq!(report["contact"]["starts"], "2021-12-30T20:30:00Z");
    check_call(&report, 0.98);
    check_decrypted(&report);
    check_readouts(&report);
    check_public(&report);
    check_papers(&report);
    check_track(&report, "2022-01-10");
    let coverage = report["coverage"].as_array().unwrap();
    assert_eq!(coverage.len(), 20);
    for row in coverage {
        assert_eq!(row["status"] == "now", row["evidence"].is_string(), "{row}");
    }
    // Names, agenda and speech are in nothing that an operator or a passer-by sees.
    let leaks = &report["leaks"];
    assert_eq!(leaks["found"], json!([]));
    assert!(leaks["texts"].as_u64() >= Some(7), "{leaks}");
    assert!(leaks["speech_pieces"].as_u64() >= Some(100), "{leaks}");
    assert!(report["line"]["datagrams"].as_u64() >= Some(1_000));
}

#[test]
fn other_speech_and_half_an_hour_that_comes_twice() {
    let (north, south) = (
        speech("south-interpreter.wav"),
        speech("north-interpreter.wav"),
    );
    let report = tour(&[
        "--start",
        "2022-04-02T15:00:00Z",
        "--north-zone",
        "Australia/Lord_Howe",
        "--south-zone",
        "Asia/Kathmandu",
        "--initiative",
        "mutual",
        "--say-north",
        &north,
        "--say-south",
        &south,
    ]);
    // 01:30 comes twice there that night; this is the second.
    check_contact(&report, "mutual", "2022-04-03T01:30", "2022-04-02T20:45");
    check_track(&report, "2023-01-10");
    check_call(&report, 0.98);
    check_decrypted(&report);
}

/// A fifth of all datagrams between the nodes is lost, and an agenda item is in a log: the first
/// changes nothing that people notice, the second is found.
#[test]
fn a_lossy_line_and_a_planted_leak() {
    let (report, success) = play(&["--danger-line-loss", "20", "--danger-plant-leak"]);
    assert!(!success, "a leak fails the tour");
    assert_eq!(
        report["failures"],
        json!(["in clear: text 0 in node.log"]),
        "{report:#}"
    );
    check_call(&report, 0.95);
    let line = &report["line"];
    let (datagrams, dropped) = (&line["datagrams"], &line["dropped"]);
    let share = dropped.as_f64().unwrap() / datagrams.as_f64().unwrap();
    assert!((0.15..0.25).contains(&share), "{line}");
    let frames = &report["call"]["frames"]["north_to_south"];
    let count = |what: &str| frames[what].as_u64().unwrap();
    assert!(count("decrypted") < count("sent"), "{frames}");
}
