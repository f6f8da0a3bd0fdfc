//! An alliance's positions, beside what is said of it in public.

use serde_json::{Value, json};

use super::{
    code, disk, holds, internal_len, prose, shown,
    sides::{DESK, Pair, text_of},
};

#[test]
fn an_alliance_s_positions_stand_beside_what_is_said_of_it() {
    let dir = tempfile::tempdir().unwrap();
    let spokesman = ("spokesman", "sherpa,press-officer");
    let pair = Pair::found(dir.path(), &[DESK.as_slice(), &[spokesman]].concat());
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
    // What was taken back since says so.
    let name = text_of(&released, "/name").unwrap();
    let withdraw = [
        "readout",
        "withdraw",
        &name,
        "--title",
        "Withdrawn",
        "--office",
    ];
    let withdraw = [
        &withdraw[..],
        &["spokesman of the leader", "--text", "In error."],
    ]
    .concat();
    let withdrawn = text_of(&north.run_as("press", &withdraw).unwrap(), "/draft").unwrap();
    for (device, act) in [("press-chief", "approve"), ("press", "release")] {
        north.run_as(device, &["readout", act, &withdrawn]).unwrap();
    }
    let told = prose(north, "sherpa", &["coalition", "show", &record]);
    assert!(
        told.contains(", corrected or withdrawn by withdrawal-"),
        "{told}"
    );

    // Whoever is in both circles sees both when drafting.
    let drafted = north.run_as("spokesman", &draft).unwrap();
    let beside = &drafted["position"]["beside"][0];
    assert_eq!(
        (&beside["standing"], &drafted["position"]["sealed"]),
        (&json!("differs"), &json!(0))
    );
    let told = prose(north, "spokesman", &draft);
    assert!(told.contains("one common reply: DIFFERS"), "{told}");
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
            assert!(!holds(&disk, words), "{words} at {}", side.name);
        }
    }
}
