//! What two sides say in public, as real processes: kinds and topics, facts of a round, each side
//! following the other's press site, facts side by side, the page of what is known, and a picture.

#[path = "crash/sides.rs"]
#[expect(dead_code, reason = "what is killed there lives here")]
mod sides;

use serde_json::{Value, json};
use sides::{DESK, Pair, Refusal, Side, propose, text_of, until};
use std::{
    io::{Read, Write},
    net::TcpStream,
    path::Path,
};

fn code<T: std::fmt::Debug>(answer: Result<T, Refusal>) -> String {
    let refusal = answer.unwrap_err();
    assert!(!refusal.next.is_empty(), "{refusal:?} says what to do");
    refusal.code
}

/// Drafts, has it approved, releases it; gives what the release says.
#[track_caller]
fn publish(side: &Side, noun: &str, draft: &[&str]) -> Value {
    let drafted = side.run_as("press", draft).unwrap();
    let id = text_of(&drafted, "/draft").unwrap();
    side.run_as("press-chief", &[noun, "approve", &id]).unwrap();
    side.run_as("press", &[noun, "release", &id]).unwrap()
}

/// Where the side's press site is.
fn site(side: &Side) -> String {
    let settings = std::fs::read_to_string(side.dir.join("side.toml")).unwrap();
    let line = settings.lines().find(|line| line.starts_with("http = "));
    let address = line
        .unwrap()
        .trim_start_matches("http = ")
        .trim_matches('"');
    format!("http://{address}")
}

/// Head and body of a page, as a text browser asks for it.
fn page(side: &Side, path: &str) -> (String, Vec<u8>) {
    let address = site(side);
    let address = address.trim_start_matches("http://");
    let mut stream = TcpStream::connect(address).unwrap();
    write!(
        stream,
        "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n"
    )
    .unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    let end = answer
        .windows(4)
        .position(|four| four == b"\r\n\r\n")
        .unwrap();
    let head = String::from_utf8(answer[..end].to_vec()).unwrap();
    (head.to_lowercase(), answer[end + 4..].to_vec())
}

fn text_page(side: &Side, path: &str) -> String {
    let (head, body) = page(side, path);
    assert!(head.starts_with("http/1.1 200"), "{path}: {head}");
    String::from_utf8(body).unwrap()
}

/// The row of a fact.
fn fact<'a>(shown: &'a Value, name: &str) -> &'a Value {
    let facts = shown["facts"].as_array().unwrap();
    let found = facts.iter().find(|fact| fact["fact"] == name);
    found.unwrap_or_else(|| panic!("{name} in {shown:#}"))
}

/// Signed value, and the stands of both sides with North first.
fn stands(shown: &Value, name: &str) -> (Value, String, String) {
    let row = fact(shown, name);
    let of = |side: &str| {
        let mut sides = row["sides"].as_array().unwrap().iter();
        let one = sides.find(|one| one["side"] == side).unwrap();
        text_of(one, "/stand").unwrap()
    };
    (row["signed"].clone(), of("North"), of("South"))
}

/// A fixed round in Geneva that both signed, each with its head; North says that the call precedes it.
fn agree_round(north: &Side, south: &Side, contact: &str) -> String {
    let track = north
        .run_as("sherpa", &["track", "open", "--title", "guarantees"])
        .unwrap();
    let track = text_of(&track, "/track").unwrap();
    let day = |hour: &str| format!("2032-01-10T{hour}:00");
    let (start, end) = (day("10"), day("18"));
    let proposed = north
        .run_as(
            "sherpa",
            &[
                "round",
                "propose",
                "--title",
                "first round",
                "--place",
                "Geneva",
                "--start",
                &start,
                "--end",
                &end,
                "--place-zone",
                "Europe/Zurich",
                "--dates",
                "fixed",
                "--track",
                &track,
                "--zone",
                "Europe/Moscow",
                "--other-zone",
                "America/New_York",
                "--item",
                "guarantees",
            ],
        )
        .unwrap();
    let round = text_of(&proposed, "/round").unwrap();
    let accept = ["round", "accept", &round];
    until("South accepts the round", || {
        south.run_as("sherpa", &accept).ok()
    });
    let head = |side: &Side, head: &str| {
        let args = ["round", "delegation", &round, "--head", head];
        side.run_as("sherpa", &args).unwrap();
    };
    until("North sees the acceptance", || {
        let shown = north.run_as("sherpa", &["round", "show", &round]).ok()?;
        (shown["phase"] == "agreed").then_some(())
    });
    head(north, "Envoy of North=deputy foreign minister");
    head(south, "Envoy of South=first deputy");
    let link = ["track", "link", &track, "--must-precede", contact, &round];
    north.run_as("sherpa", &link).unwrap();
    until("North has South's delegation", || {
        let shown = north.run_as("sherpa", &["round", "show", &round]).ok()?;
        (shown["delegations"].as_array()?.len() == 2).then_some(())
    });
    round
}

#[test]
fn two_sides_follow_each_other_and_what_they_say_is_set_side_by_side() {
    let dir = tempfile::tempdir().unwrap();
    let pair = Pair::found(dir.path(), &DESK);
    let (north, south) = (&pair.north, &pair.south);
    let contact = text_of(&propose(north, "security").unwrap(), "/contact").unwrap();
    let accept = ["contact", "accept", &contact];
    until("South accepts", || south.run_as("sherpa", &accept).ok());
    until("North sees it agreed", || {
        let shown = north
            .run_as("sherpa", &["contact", "show", &contact])
            .ok()?;
        (shown["phase"] == "agreed" || shown["state"] == "agreed").then_some(())
    });
    let round = agree_round(north, south, &contact);

    // North announces; South's readout says something else of the medium.
    let office = ["--office", "press service", "--text", "Said."];
    let announce = [
        &[
            "statement",
            "draft",
            &contact,
            "--kind",
            "announcement",
            "--title",
            "Tonight",
        ][..],
        &["--medium", "phone-call", "--public-part", "none"],
        &office,
    ]
    .concat();
    let announced = publish(north, "statement", &announce);
    assert!(
        text_of(&announced, "/name")
            .unwrap()
            .starts_with("announcement-")
    );
    let other = [
        &[
            "statement",
            "draft",
            &contact,
            "--title",
            "A call",
            "--medium",
            "videoconference",
        ][..],
        &office,
    ]
    .concat();
    let drafted = south.run_as("press", &other).unwrap();
    assert_eq!(drafted["conflicts"][0]["fact"], "medium");
    let id = text_of(&drafted, "/draft").unwrap();
    let approve = ["statement", "approve", &id];
    assert_eq!(
        code(south.run_as("press-chief", &approve)),
        "facts-contradict"
    );
    let approve = [&approve[..], &["--contradiction-reason", "as we see it"]].concat();
    south.run_as("press-chief", &approve).unwrap();
    let theirs = south
        .run_as("press", &["statement", "release", &id])
        .unwrap();
    let theirs = text_of(&theirs, "/name").unwrap();

    // Before anybody follows, North knows its own word alone.
    let show = ["facts", "show", &contact];
    let shown = north.run_as("press", &show).unwrap();
    let alone = (
        json!("phone-call"),
        "confirmed".to_owned(),
        "silent".to_owned(),
    );
    assert_eq!(stands(&shown, "medium"), alone);
    assert_eq!(
        code(north.run_as("press", &["statement", "follow"])),
        "site-wanted"
    );
    let follow = ["statement", "follow", &site(south), "--private-network"];
    assert_eq!(code(north.run_as("sherpa", &follow)), "role-missing");
    let looked = north.run_as("press", &follow).unwrap();
    assert_eq!(
        (&looked["new"], &looked["unverified"]),
        (&json!([theirs]), &json!([]))
    );
    let again = north.run_as("press", &["statement", "follow"]).unwrap();
    assert_eq!(
        again["new"],
        json!([]),
        "the address is kept, and so is what was read"
    );
    let looked = south
        .run_as(
            "press",
            &["statement", "follow", &site(north), "--private-network"],
        )
        .unwrap();
    assert_eq!(looked["new"], json!([announced["name"]]));

    // Both sides show the same facts, the leader's aide too, who followed nothing.
    for (side, device) in [(north, "press"), (north, "sherpa"), (south, "sherpa")] {
        let shown = side.run_as(device, &show).unwrap();
        let medium = (
            json!("phone-call"),
            "confirmed".to_owned(),
            "disputed".to_owned(),
        );
        assert_eq!(stands(&shown, "medium"), medium, "{device}");
        let part = (json!("none"), "confirmed".to_owned(), "silent".to_owned());
        assert_eq!(stands(&shown, "public part"), part, "{device}");
    }
    let listed = north
        .run_as("press", &["statement", "list", "--of", "them"])
        .unwrap();
    assert_eq!(listed["theirs"][0]["name"], json!(theirs));
    assert_eq!(listed["theirs"][0]["side"], "South");
    let compared = north
        .run_as("press", &["statement", "compare", &contact])
        .unwrap();
    assert_eq!(compared["differing"], 1);
    assert_eq!(fact(&compared, "medium")["difference"], "differs");
    assert_eq!(fact(&compared, "public part")["difference"], "one-side");
    assert_eq!(fact(&compared, "medium")["signed"], Value::Null);

    // Anybody reads it on North's page, with a link to each side's word.
    let known = text_page(north, "/known");
    let ours = format!(
        "<a href=\"/releases/{}\">Phone call</a>",
        text_of(&announced, "/name").unwrap()
    );
    let link = format!("{}/releases/{theirs}", site(south));
    for shown in [ours, link, "<strong>disputed</strong>".into()] {
        assert!(known.contains(&shown), "{shown} in {known}");
    }
    assert!(
        !known.contains("Geneva") && !known.contains("<script"),
        "nobody said that yet"
    );

    rounds(north, south, &round, &contact);
    withdrawals(south, north, &theirs, &contact);
    pair.stop();
}

/// Facts of a round: the press checks what leadership cleared, and no older clearance.
fn rounds(north: &Side, south: &Side, round: &str, contact: &str) {
    let draft = |place: &str, head: &str, day: &str| {
        let args = [
            "statement",
            "draft",
            round,
            "--kind",
            "answer",
            "--question",
            "Where, and when?",
            "--title",
            "On the round",
            "--office",
            "foreign ministry",
            "--text",
            "Said.",
            "--of-round",
            round,
            "--place",
            place,
            "--date",
            day,
            "--date-zone",
            "Europe/Zurich",
            "--other-date",
            "none",
            "--own-head",
            "deputy foreign minister",
            "--other-head",
            head,
            "--preceded-by",
            contact,
            "--purpose",
            "firm guarantees",
        ];
        north.run_as("press", &args)
    };
    let early = draft("Geneva", "first deputy", "2032-01-10").unwrap();
    let id = text_of(&early, "/draft").unwrap();
    let approve = ["statement", "approve", &id];
    assert_eq!(code(north.run_as("press-chief", &approve)), "not-cleared");
    let clear = ["facts", "clear", round];
    assert_eq!(code(north.run_as("press", &clear)), "not-sealed-to-you");
    north.run_as("sherpa", &clear).unwrap();
    let wrong = draft("Vienna", "a minister", "2032-01-11").unwrap();
    let found: Vec<&Value> = wrong["conflicts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["fact"])
        .collect();
    assert_eq!(found, ["place", "date", "other-head"]);
    north.run_as("press-chief", &approve).unwrap();
    let released = north
        .run_as("press", &["statement", "release", &id])
        .unwrap();
    let name = text_of(&released, "/name").unwrap();
    assert!(name.starts_with("answer-"), "{name}");
    let answer = text_page(north, &format!("/releases/{name}"));
    assert!(
        answer.contains("<strong>Question:</strong> <bdi lang=\"\">Where, and when?</bdi>"),
        "{answer}"
    );
    assert!(answer.contains("<dd>a round of talks</dd>"), "{answer}");
    south.run_as("press", &["statement", "follow"]).unwrap();
    let show = ["facts", "show", round];
    let signed = |value: &str| {
        let value = if value.is_empty() {
            Value::Null
        } else {
            json!(value)
        };
        (value, "confirmed".to_owned(), "silent".to_owned())
    };
    // South's aide reads the round's terms, and sees North's word confirmed by them.
    for side in [north, south] {
        let shown = side.run_as("sherpa", &show).unwrap();
        for (fact, value) in [
            ("place", "Geneva"),
            ("date", "2032-01-10 (Europe/Zurich)"),
            ("another date", "none"),
            ("head of North's delegation", "deputy foreign minister"),
            ("head of South's delegation", "first deputy"),
            ("preceded by", contact),
        ] {
            assert_eq!(stands(&shown, fact), signed(value), "{} {fact}", side.name);
        }
        let purpose = (Value::Null, "claimed".to_owned(), "silent".to_owned());
        assert_eq!(stands(&shown, "purpose"), purpose);
    }
    let known = text_page(north, "/known");
    assert!(
        known.contains("Geneva") && known.contains("Head of the delegation of <bdi>South</bdi>"),
        "{known}"
    );
    // Another head is named: the clearance is old, and what was approved under it goes out no more.
    let second = draft("Geneva", "first deputy", "2032-01-10").unwrap();
    let id = text_of(&second, "/draft").unwrap();
    north
        .run_as("press-chief", &["statement", "approve", &id])
        .unwrap();
    let head = [
        "round",
        "delegation",
        round,
        "--head",
        "Envoy of South=a minister",
    ];
    south.run_as("sherpa", &head).unwrap();
    until("North's aide has the new head", || {
        let shown = north.run_as("sherpa", &show).ok()?;
        let row = fact(&shown, "head of South's delegation");
        (row["signed"] == "a minister").then_some(())
    });
    let old = north.run_as("press", &["statement", "release", &id]);
    assert_eq!(code(old), "facts-contradict");
    let shown = north.run_as("sherpa", &show).unwrap();
    let stand = stands(&shown, "head of South's delegation");
    assert_eq!(
        stand,
        (json!("a minister"), "disputed".into(), "silent".into())
    );
}

/// A withdrawal gives its reason, takes the claim back, and reaches who follows.
fn withdrawals(south: &Side, north: &Side, theirs: &str, contact: &str) {
    let withdraw = [
        "statement",
        "withdraw",
        theirs,
        "--title",
        "Withdrawn",
        "--office",
        "press service",
        "--text",
        "It was no videoconference.",
    ];
    let claiming = [&withdraw[..], &["--medium", "phone-call"]].concat();
    assert_eq!(code(south.run_as("press", &claiming)), "kind");
    publish(south, "statement", &withdraw);
    let earlier = text_page(south, &format!("/releases/{theirs}"));
    assert!(earlier.contains("<strong>Withdrawn</strong>"), "{earlier}");
    assert!(earlier.contains("It was no videoconference."), "{earlier}");
    north.run_as("press", &["statement", "follow"]).unwrap();
    let shown = north.run_as("press", &["facts", "show", contact]).unwrap();
    let medium = (
        json!("phone-call"),
        "confirmed".to_owned(),
        "silent".to_owned(),
    );
    assert_eq!(stands(&shown, "medium"), medium);
    let known = text_page(north, "/known");
    assert!(known.contains("<strong>Withdrawn</strong>"), "{known}");
}

/// A PNG of one point, with a note of whoever made it.
fn picture(path: &Path) {
    let header = [0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0];
    let row = [0x78, 1, 1, 2, 0, 0xfd, 0xff, 0, 0x80, 0, 0x82, 0, 0x81];
    let chunks = [
        (b"IHDR", &header[..]),
        (b"tEXt", b"Author\0somebody"),
        (b"IDAT", &row),
        (b"IEND", b""),
    ];
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    for (kind, contents) in chunks {
        let whole = [&kind[..], contents].concat();
        file.extend(u32::try_from(contents.len()).unwrap().to_be_bytes());
        file.extend(&whole);
        file.extend(crc(&whole).to_be_bytes());
    }
    std::fs::write(path, file).unwrap();
}

fn crc(bytes: &[u8]) -> u32 {
    let mut sum = u32::MAX;
    for byte in bytes {
        sum ^= u32::from(*byte);
        for _ in 0..8 {
            sum = if sum & 1 == 1 {
                (sum >> 1) ^ 0xedb8_8320
            } else {
                sum >> 1
            };
        }
    }
    !sum
}

#[test]
fn a_picture_is_approved_signed_and_shown_without_what_its_file_told() {
    let dir = tempfile::tempdir().unwrap();
    let pair = Pair::found(dir.path(), &DESK);
    let north = &pair.north;
    let contact = text_of(&propose(north, "security").unwrap(), "/contact").unwrap();
    let file = dir.path().join("flags.png");
    picture(&file);
    let named = file.to_string_lossy();
    let draft = |path: &str| {
        let args = [
            "statement",
            "draft",
            &contact,
            "--title",
            "At work",
            "--office",
            "press service",
            "--text",
            "The leader at work.",
            "--picture",
            path,
            "--picture-source",
            "site of the leader's press service",
            "--picture-alt",
            "A desk with two flags",
        ];
        north.run_as("press", &args)
    };
    let text = dir.path().join("note.png");
    std::fs::write(&text, "no picture").unwrap();
    assert_eq!(code(draft(&text.to_string_lossy())), "picture-refused");
    let drafted = draft(&named).unwrap();
    let (id, hash) = (
        text_of(&drafted, "/draft").unwrap(),
        text_of(&drafted, "/picture").unwrap(),
    );
    let kept = north.dir.join("pictures").join(format!("{hash}.png"));
    let seen = std::fs::read(&kept).unwrap();
    assert!(
        !seen.windows(8).any(|piece| piece == b"somebody"),
        "stripped"
    );
    // Nobody approves or releases a picture that isn't there, or another one.
    let approve = ["statement", "approve", &id];
    let other = [&approve[..], &["--picture", &named]].concat();
    assert_eq!(code(north.run_as("press-chief", &other)), "picture-refused");
    let away = kept.with_extension("away");
    std::fs::rename(&kept, &away).unwrap();
    assert_eq!(
        code(north.run_as("press-chief", &approve)),
        "picture-wanted"
    );
    let away = away.to_string_lossy();
    let handed = [&approve[..], &["--picture", &away]].concat();
    north.run_as("press-chief", &handed).unwrap();
    let release = ["statement", "release", &id];
    assert_eq!(code(north.run_as("press", &release)), "picture-wanted");
    let release = [&release[..], &["--picture", &away]].concat();
    let name = text_of(&north.run_as("press", &release).unwrap(), "/name").unwrap();

    let shown = text_page(north, &format!("/releases/{name}"));
    for part in [
        format!("<img src=\"/releases/{name}.png\" alt=\"A desk with two flags\" lang=\"\">"),
        "Picture: <bdi lang=\"\">site of the leader&#39;s press service</bdi>".to_owned(),
        hash.clone(),
    ] {
        assert!(shown.contains(&part), "{part} in {shown}");
    }
    let (head, body) = page(north, &format!("/releases/{name}.png"));
    assert!(
        head.contains("content-type: image/png") && head.contains("nosniff"),
        "{head}"
    );
    assert_eq!(body, seen);
    let signed = std::fs::read_to_string(north.dir.join(format!("releases/{name}.txt"))).unwrap();
    assert!(
        signed.contains(&format!("Picture-SHA256: {hash}\n")),
        "{signed}"
    );
    assert_eq!(hex::encode(identity::sha256(&body)), hash);
    pair.stop();
}

/// What was said of others is corrected as that: with its topic, and the position that it claims unless
/// another is claimed.
#[test]
fn a_correction_is_about_what_it_corrects() {
    let dir = tempfile::tempdir().unwrap();
    let pair = Pair::found(dir.path(), &DESK);
    let north = &pair.north;
    let contact = text_of(&propose(north, "security guarantees").unwrap(), "/contact").unwrap();
    let about = ["--party", "the alliance", "--office", "foreign ministry"];
    let position = ["--position-of", "the alliance", "--common-line", "none"];
    let said = [
        &["statement", "draft", &contact, "--title", "On the alliance"][..],
        &["--text", "It has no single line."],
        &about,
        &position,
    ]
    .concat();
    let released = publish(north, "statement", &said);
    let name = text_of(&released, "/name").unwrap();
    let about_it = |what: &str, more: &[&str]| {
        let text = ["--text", "In error.", "--office", "foreign ministry"];
        let args = [&["statement", what, &name, "--title", "On it"][..], &text];
        north.run_as("press", &[&args.concat()[..], more].concat())
    };
    let line = |drafted: &Value| drafted["position"]["common_line"].clone();
    for (what, more, wanted) in [
        ("correct", &[][..], json!("none")),
        (
            "correct",
            &["--position-of", "the alliance", "--common-line", "given"],
            json!("given"),
        ),
        ("withdraw", &[], Value::Null),
    ] {
        let drafted = about_it(what, more).unwrap();
        assert_eq!(drafted["topic"], "other-party", "{what} {drafted}");
        assert_eq!(drafted["party"], "the alliance", "{what} {drafted}");
        assert_eq!(line(&drafted), wanted, "{what} {drafted}");
        let id = text_of(&drafted, "/draft").unwrap();
        north
            .run_as("press-chief", &["statement", "approve", &id])
            .unwrap();
        let done = north
            .run_as("press", &["statement", "release", &id])
            .unwrap();
        let text = text_page(
            north,
            &format!("/releases/{}.txt", done["name"].as_str().unwrap()),
        );
        assert!(text.contains("\nConcerning: "), "{text}");
        assert!(text.contains("\nParty: the alliance\n"), "{text}");
    }
    pair.stop();
}
