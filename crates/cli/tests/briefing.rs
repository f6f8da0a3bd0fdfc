//! What a side gives its own people to take along: a briefing card of three persons, and a mandate that
//! changes while the round sits. None of it reaches the other side.

#[path = "crash/sides.rs"]
#[expect(dead_code, reason = "what is killed there lives here")]
mod sides;

use cli::home::Home;
use serde_json::{Value, json};
use sides::{DESK, Pair, Refusal, Side, propose, text_of};
use std::path::PathBuf;

fn code(answer: Result<Value, Refusal>) -> String {
    let refusal = answer.unwrap_err();
    assert!(!refusal.next.is_empty(), "{refusal:?} says what to do");
    refusal.code
}

fn prose(side: &Side, args: &[&str]) -> String {
    let out = side.command(args).output().unwrap();
    assert!(out.status.success(), "{out:?}");
    String::from_utf8(out.stdout).unwrap()
}

/// Whether a record stands in a side's store, by its id.
fn holds(side: &Side, record: &str) -> bool {
    let file = Home::at(&side.dir).store_path();
    let files = ["", "-wal"].map(|ending| PathBuf::from(format!("{}{ending}", file.display())));
    let id = hex::decode(record).unwrap();
    let bytes = files.iter().flat_map(|file| std::fs::read(file).unwrap());
    let bytes: Vec<u8> = bytes.collect();
    bytes.windows(id.len()).any(|part| part == id)
}

#[test]
fn a_card_takes_three_persons_and_a_mandate_changes_while_the_round_sits() {
    let dir = tempfile::tempdir().unwrap();
    let people = [
        DESK.as_slice(),
        &[("aide", "sherpa"), ("principal", "principal")],
    ];
    let pair = Pair::found(dir.path(), &people.concat());
    let (north, south) = (&pair.north, &pair.south);
    let contact = text_of(&propose(north, "security guarantees").unwrap(), "/contact").unwrap();

    let draft = [
        "briefing",
        "draft",
        &contact,
        "--title",
        "The call",
        "--text",
        "Three points.",
    ];
    assert_eq!(code(north.run_as("press", &draft)), "role-missing");
    let card = text_of(&north.run_as("sherpa", &draft).unwrap(), "/record").unwrap();
    let say = |device: &str, what: &str| {
        let args = [
            "briefing",
            what,
            &card[..12],
            "--remarks",
            "point two first",
        ];
        north.run_as(device, &args)
    };
    assert_eq!(code(say("aide", "approve")), "not-reviewed");
    assert_eq!(code(say("sherpa", "review")), "own-draft");
    say("aide", "review").unwrap();
    assert_eq!(code(say("aide", "review")), "no-effect");
    for who in ["aide", "sherpa"] {
        assert_eq!(code(say(who, "approve")), "own-draft", "{who}");
    }
    let show = ["briefing", "show", &card];
    assert_eq!(north.run_as("aide", &show).unwrap()["state"], "reviewed");
    let told = prose(north, &["briefing", "show", &card, "--as", "aide"]);
    assert!(told.starts_with("NOT APPROVED: reviewed"), "{told}");
    say("principal", "approve").unwrap();
    let shown = north.run_as("principal", &show).unwrap();
    assert_eq!(shown["state"], "approved");
    assert_eq!(shown["text"], "Three points.");
    assert_eq!(shown["approved"]["remarks"], "point two first");
    // A newer draft starts anew, and the older one stays as history.
    let newer = [
        "briefing",
        "draft",
        &contact,
        "--text",
        "Four points.",
        "--instead-of",
        &card,
    ];
    north.run_as("sherpa", &newer).unwrap();
    let list = north.run_as("sherpa", &["briefing", "list"]).unwrap();
    let states = |list: &Value| -> Vec<Value> {
        let cards = list["cards"].as_array().unwrap();
        cards.iter().map(|card| card["state"].clone()).collect()
    };
    assert_eq!(states(&list), ["draft"]);
    let all = ["briefing", "list", "--history"];
    let all = north.run_as("sherpa", &all).unwrap();
    assert_eq!(states(&all), ["approved", "draft"]);

    let round = [
        "round",
        "propose",
        "--title",
        "security guarantees",
        "--place",
        "Geneva",
        "--format",
        "bilateral",
        "--start",
        "2040-01-10T10:00",
        "--end",
        "2040-01-10T18:00",
        "--place-zone",
        "Europe/Zurich",
        "--zone",
        "Europe/Moscow",
        "--other-zone",
        "America/New_York",
        "--dates",
        "fixed",
    ];
    let round = north.run_as("sherpa", &round).unwrap();
    let round = text_of(&round, "/round").unwrap();
    let give = |text: &str, more: &[&str]| {
        let args = [&["mandate", "give", &round, "--text", text][..], more].concat();
        north.run_as("sherpa", &args)
    };
    assert_eq!(code(give("", &[])), "too-long");
    let first = give("Nothing on borders.", &["--refers", "any text on borders"]).unwrap();
    let first = text_of(&first, "/record").unwrap();
    give(
        "Article 3 may be agreed.",
        &["--may-agree", "article 3", "--instead-of", &first],
    )
    .unwrap();
    let standing = north.run_as("aide", &["mandate", "show", &round]).unwrap();
    assert_eq!(standing["mandates"][0]["may_agree"], json!(["article 3"]));
    assert_eq!(standing["mandates"].as_array().unwrap().len(), 1);
    let history = prose(north, &["mandate", "show", "--history", "--as", "aide"]);
    assert!(
        history.contains("replaced\n    Nothing on borders."),
        "{history}"
    );
    assert!(
        history.contains("    refers: any text on borders"),
        "{history}"
    );
    let of_contact = ["mandate", "give", &contact, "--text", "x"];
    assert_eq!(code(north.run_as("sherpa", &of_contact)), "not-found");

    for record in [&card, &first] {
        assert!(holds(north, record), "the control");
        assert!(!holds(south, record));
    }
    pair.stop();
}
