//! Papers, exchanges, joint statements and internal records between two sides as real processes: every
//! command as its user types it.

#[path = "crash/sides.rs"]
#[expect(dead_code, reason = "what is killed there lives here")]
mod sides;

use cli::home::Home;
use serde_json::{Value, json};
use sides::{DESK, Pair, Refusal, Side, propose, text_of, until};
use std::path::Path;
use storage::{Log, SqliteStore, Store};

/// Long enough that no test lasts so long, short enough that every accreditation stands.
const TOMORROW_MS: i64 = 24 * 3_600 * 1_000;
/// Bytes of a record that are looked for elsewhere: enough never to turn up by chance.
const PIECE_BYTES: usize = 24;

fn moment(offset_ms: i64) -> String {
    let now = jiff::Timestamp::now().as_millisecond();
    jiff::Timestamp::from_millisecond(now + offset_ms)
        .unwrap()
        .strftime("%Y-%m-%dT%H:%M:%SZ")
        .to_string()
}

fn code<T: std::fmt::Debug>(answer: Result<T, Refusal>) -> String {
    let refusal = answer.unwrap_err();
    assert!(!refusal.next.is_empty(), "{refusal:?} says what to do");
    refusal.code
}

/// Asks as the sherpa until the other side's record is here.
fn shown(side: &Side, args: &[&str], pointer: &str, wanted: &Value) -> Value {
    until(&format!("{args:?} shows {wanted} at {pointer}"), || {
        let answer = side.run_as("sherpa", args).ok()?;
        (answer.pointer(pointer) == Some(wanted)).then_some(answer)
    })
}

fn prose(side: &Side, args: &[&str]) -> String {
    let out = side.command(args).output().unwrap();
    assert!(out.status.success(), "{out:?}");
    String::from_utf8(out.stdout).unwrap()
}

/// Both sides read the same places of a draft as open.
fn what_isnt_agreed_is_told(north: &Side, south: &Side) {
    let hand_over = |text: &str| {
        let args = [
            "paper",
            "hand-over",
            "--kind",
            "chairs-text",
            "--title",
            "Elements",
            "--text",
            text,
        ];
        text_of(&north.run_as("sherpa", &args).unwrap(), "/subject").unwrap()
    };
    let draft = "They meet.\nWithin [North: a month | South: two months] [and in Geneva].";
    let draft = hand_over(draft);
    let brackets = ["paper", "brackets", &draft];
    let wanted = json!([
        {"number": 1, "line": 2, "alternatives": [
            {"by": "North", "text": "a month"},
            {"by": "South", "text": "two months"},
        ]},
        {"number": 2, "line": 2, "alternatives": [{"by": null, "text": "and in Geneva"}]},
    ]);
    shown(south, &brackets, "/brackets", &wanted);
    assert_eq!(
        north.run_as("sherpa", &brackets).unwrap()["brackets"],
        wanted
    );
    let told = prose(north, &["paper", "brackets", &draft, "--as", "sherpa"]);
    assert!(told.contains("2 open"), "{told}");
    assert!(told.contains("   - South: two months"), "{told}");
    let open = hand_over("They meet [in Geneva.");
    let refused = north.run_as("sherpa", &["paper", "brackets", &open]);
    assert_eq!(code(refused), "brackets");
}

#[test]
fn a_paper_from_hand_over_to_reply() {
    let dir = tempfile::tempdir().unwrap();
    let pair = Pair::found(dir.path(), &DESK);
    let (north, south) = (&pair.north, &pair.south);
    let by = moment(TOMORROW_MS);
    let hand_over = |kind: &str, by: &str| {
        let args = [
            "paper",
            "hand-over",
            "--kind",
            kind,
            "--title",
            "On security guarantees",
            "--text",
            "No troops beyond the line.",
            "--recipient",
            "South",
            "--recipient",
            "an alliance",
            "--reply-by",
            by,
        ];
        north.run_as("sherpa", &args)
    };
    assert_eq!(code(hand_over("reply", &by)), "kind");
    assert_eq!(code(hand_over("proposal", "2001-01-01T00:00:00Z")), "time");
    let handed = hand_over("proposal", &by).unwrap();
    assert_eq!(handed["state"], "handed-over");
    let paper = text_of(&handed, "/subject").unwrap();
    let show = ["paper", "show", &paper[..8]];

    let there = shown(south, &show, "/by", &json!("North"));
    assert_eq!(there["recipients"], json!(["South", "an alliance"]));
    assert_eq!(there["kind"], "proposal");
    let text = "/versions/0/paper/text";
    assert_eq!(
        there.pointer(text),
        Some(&json!("No troops beyond the line."))
    );
    // Whom it isn't for.
    for outsider in ["press", "press-chief"] {
        let shown = south.run_as(outsider, &show).unwrap();
        assert_eq!(shown["versions"][0]["paper"], Value::Null);
        assert!(!shown.to_string().contains("troops"));
    }
    let read = ["paper", "acknowledge", &paper];
    assert_eq!(code(north.run_as("sherpa", &read)), "no-effect");
    south.run_as("sherpa", &read).unwrap();
    assert_eq!(code(south.run_as("sherpa", &read)), "no-effect");
    let here = shown(north, &show, "/state", &json!("read-reply-due"));
    let receipt = &here["versions"][0]["receipt"];
    let at = |field: &str| receipt[field].as_i64().unwrap();
    assert!(at("said_unix_ms") <= at("received_unix_ms"), "{receipt}");
    assert!(here["versions"][0]["read_unix_ms"].is_i64());

    // A newer version; the difference is the same on both sides.
    let second = [
        "paper",
        "version",
        &paper,
        "--text",
        "No new troops beyond the river.",
    ];
    assert_eq!(code(south.run_as("sherpa", &second)), "no-effect");
    north.run_as("sherpa", &second).unwrap();
    let there = shown(south, &show, "/versions/1/number", &json!(2));
    assert_eq!(there["versions"][1]["read_unix_ms"], Value::Null);
    let diff = ["paper", "diff", &paper];
    let changes = south.run_as("sherpa", &diff).unwrap();
    assert_eq!(
        changes["text"],
        north.run_as("sherpa", &diff).unwrap()["text"]
    );
    assert_eq!((&changes["from"], &changes["to"]), (&json!(1), &json!(2)));
    let told = prose(south, &["paper", "diff", &paper, "--as", "sherpa"]);
    assert!(
        told.contains("No {+new +}troops beyond the [-line.-]{+river.+}"),
        "{told}"
    );
    let beyond = ["paper", "diff", &paper, "--to", "3"];
    assert_eq!(code(south.run_as("sherpa", &beyond)), "no-such-version");
    let brackets = south.run_as("sherpa", &["paper", "brackets", &paper]);
    assert_eq!(brackets.unwrap()["brackets"], json!([]));
    what_isnt_agreed_is_told(north, south);

    let reply = [
        "paper",
        "reply",
        &paper,
        "--title",
        "Reply",
        "--text",
        "We have read it.",
    ];
    assert_eq!(code(south.run_as("press", &reply)), "role-missing");
    assert_eq!(code(north.run_as("sherpa", &reply)), "no-effect");
    south.run_as("sherpa", &reply).unwrap();
    let here = shown(north, &show, "/state", &json!("replied"));
    assert_eq!(here["replies"][0]["to"], 2);
    assert_eq!(here["replies"][0]["paper"]["text"], "We have read it.");
    let told = prose(north, &["paper", "show", &paper, "--as", "sherpa"]);
    for words in [
        "received",
        "reply to version 2",
        "We have read it.",
        "an alliance",
    ] {
        assert!(told.contains(words), "{words}: {told}");
    }
    north
        .run_as("sherpa", &["paper", "withdraw", &paper])
        .unwrap();
    shown(south, &show, "/state", &json!("withdrawn"));
    let listed = north.run_as("sherpa", &["paper", "list"]).unwrap();
    // In the order of ids, which are random; the paper with brackets is among them.
    let mut papers = listed["papers"].as_array().unwrap().iter();
    let listed = papers.find(|one| one["paper"] == paper.as_str()).unwrap();
    assert_eq!(listed["state"], "withdrawn");
    assert_eq!(
        code(north.run_as("sherpa", &["paper", "show", "ffff"])),
        "not-found"
    );
    pair.stop();
}

#[test]
fn two_papers_of_which_neither_opens_before_both_are_in() {
    let dir = tempfile::tempdir().unwrap();
    let pair = Pair::found(dir.path(), &DESK);
    let (north, south) = (&pair.north, &pair.south);
    let past = ["exchange", "open", "--until", "2001-01-01T00:00:00Z"];
    assert_eq!(code(north.run_as("sherpa", &past)), "time");
    let until_then = moment(TOMORROW_MS);
    let open = ["exchange", "open", "--until", &until_then];
    let opened = north.run_as("sherpa", &open).unwrap();
    let exchange = text_of(&opened, "/subject").unwrap();
    let show = ["exchange", "show", &exchange];
    let reveal = ["exchange", "reveal", &exchange];
    let lodge = |side: &Side, text: &str| {
        let args = [
            "exchange", "lodge", &exchange, "--title", "Position", "--text", text,
        ];
        side.run_as("sherpa", &args)
    };
    assert_eq!(code(north.run_as("sherpa", &reveal)), "nothing-to-answer");
    lodge(north, "what North holds").unwrap();
    assert_eq!(code(lodge(north, "something else")), "no-effect");
    // It is there, and nobody there reads it; here nobody shows it.
    let both = |side: &Side| side.run_as("sherpa", &show).unwrap();
    until("South holds what North lodged", || {
        let there = both(south);
        let parts = there["sides"].as_array()?.clone();
        let part = parts.iter().find(|part| part["side"] == "North")?;
        (part["lodged"].is_object()).then(|| {
            assert_eq!(part["paper"], Value::Null);
            assert!(part["commitment"].is_string());
        })
    });
    assert_eq!(code(north.run_as("sherpa", &reveal)), "no-effect");
    assert_eq!(both(north)["state"], "lodging");
    assert!(both(north).to_string().contains("what North holds"));
    assert!(!both(south).to_string().contains("what North holds"));
    lodge(south, "what South holds").unwrap();
    for (side, other) in [(north, "what South holds"), (south, "what North holds")] {
        until("both are in both logs", || {
            side.run_as("sherpa", &reveal).ok()
        });
        let _ = other;
    }
    for (side, other) in [(north, "what South holds"), (south, "what North holds")] {
        let answer = shown(side, &show, "/state", &json!("revealed"));
        assert!(answer.to_string().contains(other), "{answer:#}");
        let parts = answer["sides"].as_array().unwrap();
        assert!(parts.iter().all(|part| part["showed_another"] == false));
    }
    let told = prose(south, &["exchange", "show", &exchange, "--as", "sherpa"]);
    assert!(
        told.contains("what North holds") && told.contains("shown"),
        "{told}"
    );
    let listed = south.run_as("sherpa", &["exchange", "list"]).unwrap();
    assert_eq!(listed["exchanges"][0]["state"], "revealed");
    pair.stop();
}

/// Status and body, as any reader of a press page gets them.
fn fetched(url: &str) -> (u16, String) {
    use std::io::{Read, Write};
    let (host, path) = url
        .strip_prefix("http://")
        .unwrap()
        .split_once('/')
        .unwrap();
    let port = host.rsplit(':').next().unwrap();
    let mut stream = std::net::TcpStream::connect(format!("127.0.0.1:{port}")).unwrap();
    write!(
        stream,
        "GET /{path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    (status, body.to_owned())
}

#[test]
fn a_joint_statement_is_released_as_agreed_and_never_before() {
    let dir = tempfile::tempdir().unwrap();
    let mut pair = Pair::found(dir.path(), &DESK);
    let (north, south) = (&pair.north, &pair.south);
    // Its end is part of what is signed.
    let agreed = "Both sides remain in contact. \n\n";
    let at = moment(TOMORROW_MS);
    let propose = |text: &str| {
        let args = [
            "joint-statement",
            "propose",
            "--title",
            "Joint statement",
            "--text",
            text,
            "--release-at",
            &at,
        ];
        north.run_as("sherpa", &args)
    };
    assert_eq!(code(propose(" ")), "empty");
    assert_eq!(code(propose("a\u{1b}[2J")), "control-characters");
    let proposed = propose("Both sides remain in touch.").unwrap();
    let joint = text_of(&proposed, "/subject").unwrap();
    let show = ["joint-statement", "show", &joint];
    shown(south, &show, "/phase", &json!("proposed"));
    let release_of = |side: &Side, office: &str| {
        let args = ["joint-statement", "release", &joint, "--office", office];
        side.run_as("press", &args)
    };
    assert_eq!(
        code(release_of(north, "press service")),
        "nothing-to-answer"
    );
    let counter = ["joint-statement", "counter", &joint, "--text", agreed];
    south.run_as("sherpa", &counter).unwrap();
    let accept = ["joint-statement", "accept", &joint];
    shown(north, &show, "/offers/1/by", &json!("South"));
    let accepted = north.run_as("sherpa", &accept).unwrap();
    assert_eq!(accepted["state"], "agreed");
    let there = shown(south, &show, "/phase", &json!("agreed"));
    assert_eq!(there["text"]["text"], agreed);

    // Taken before its time, shown to nobody, announced to nobody.
    let mut released = Vec::new();
    for side in [north, south] {
        let out = release_of(side, "press service of the leader").unwrap();
        assert_eq!(out["announced"], false);
        let url = text_of(&out, "/url").unwrap();
        assert_eq!(fetched(&url).0, 404, "before its time");
        assert_eq!(fetched(&format!("{url}.txt")).0, 404, "before its time");
        released.push((url, text_of(&out, "/file").unwrap()));
    }
    pair.stop();
    let later = (TOMORROW_MS + 1_000).to_string();
    for side in [&mut pair.north, &mut pair.south] {
        let name = "DETENTE_DANGER_CLOCK_OFFSET_MS".to_owned();
        side.environment.insert(name, later.clone());
    }
    pair.start();
    let (north, south) = (&pair.north, &pair.south);
    let mut texts = Vec::new();
    for (side, (url, file)) in [north, south].into_iter().zip(&released) {
        let (status, document) = fetched(&format!("{url}.txt"));
        assert_eq!(status, 200, "at its time, without anybody's doing");
        assert_eq!(document, std::fs::read_to_string(file).unwrap());
        let (_, text) = document.split_once(&format!("{joint}\n")).unwrap();
        let (_, text) = text.split_once("\n\n").unwrap();
        texts.push(text.to_owned());
        let verify = ["readout", "verify", file];
        assert_eq!(side.run(&verify).unwrap()["valid"], true);
        assert_eq!(
            release_of(side, "press service of the leader").unwrap()["announced"],
            true
        );
        assert_eq!(
            release_of(side, "press service of the leader").unwrap()["announced"],
            false
        );
    }
    assert_eq!(texts, [agreed, agreed], "byte for byte what both signed");
    for side in [north, south] {
        let both = until("each knows of the other's release", || {
            let answer = side.run_as("press", &show).ok()?;
            (answer["released"].as_array()?.len() == 2).then_some(answer)
        });
        assert_eq!(both["without_effect"], json!([]));
    }
    pair.stop();
}

fn store(side: &Side) -> SqliteStore {
    SqliteStore::open_read_only(Home::at(&side.dir).store_path()).unwrap()
}

/// All that a node keeps on its disk.
fn disk(side: &Side) -> Vec<u8> {
    let file = Home::at(&side.dir).store_path();
    ["", "-wal"]
        .map(|ending| format!("{}{ending}", file.display()))
        .map(|path| std::fs::read(Path::new(&path)).unwrap_or_default())
        .concat()
}

fn holds(disk: &[u8], piece: &[u8]) -> bool {
    disk.windows(piece.len()).any(|window| window == piece)
}

#[test]
fn what_is_internal_stays_on_its_side() {
    let dir = tempfile::tempdir().unwrap();
    let people = [
        DESK.as_slice(),
        &[("note-taker", "note-taker"), ("duty", "duty-officer")],
    ];
    let pair = Pair::found(dir.path(), &people.concat());
    let (north, south) = (&pair.north, &pair.south);
    let contact = text_of(&propose(north, "security guarantees").unwrap(), "/contact").unwrap();
    let contact = contact.as_str();

    // Each kind by the roles that write it, and by no others.
    let consult = [
        "consultation",
        "enter",
        contact,
        "--body",
        "security council",
        "--state",
        "none",
        "--text",
        "nothing to be discussed afterwards",
    ];
    let task = [
        "task",
        "give",
        contact,
        "--owner",
        "sherpa",
        "--text",
        "answer the second point",
    ];
    let line = [
        "line-to-take",
        "draft",
        contact,
        "--text",
        "it never was a problem",
    ];
    let note = [
        "record",
        "draft",
        contact,
        "--text",
        "he sounded rather tired",
        "--classification",
        "confidential",
    ];
    let mut records = Vec::new();
    for (args, writers) in [
        (consult.as_slice(), ["sherpa"].as_slice()),
        (&task, &["sherpa"]),
        (&line, &["press"]),
        (&note, &["sherpa", "note-taker"]),
    ] {
        for (device, _) in people.concat() {
            let kept = north.run_as(device, args);
            if device == "press-chief" && writers == ["press"] {
                continue;
            }
            match writers.contains(&device) {
                true => records.push(text_of(&kept.unwrap(), "/record").unwrap()),
                false => assert_eq!(code(kept), "role-missing", "{args:?} by {device}"),
            }
        }
    }
    let [consultation, task, line, ..] = records.as_slice() else {
        panic!("{records:?}")
    };
    let list = |device: &str, noun: &str| north.run_as(device, &[noun, "list"]).unwrap();
    let none = &list("sherpa", "consultation")["consultations"][0];
    assert_eq!(
        (&none["state"], &none["public"]),
        (&json!("none"), &json!(false))
    );
    let told = prose(north, &["consultation", "list", "--as", "sherpa"]);
    assert!(told.contains("expressly none"), "{told}");

    north.run_as("sherpa", &["task", "done", task]).unwrap();
    let tasks = list("sherpa", "task");
    assert_eq!(tasks["tasks"].as_array().unwrap().len(), 1);
    assert_eq!(tasks["tasks"][0]["state"], "done");
    assert_eq!(
        code(north.run_as("sherpa", &["task", "done", task])),
        "replaced"
    );

    let approve = ["line-to-take", "approve", line.as_str()];
    assert_eq!(code(north.run_as("press", &approve)), "own-draft");
    north.run_as("press-chief", &approve).unwrap();
    assert_eq!(code(north.run_as("press-chief", &approve)), "no-effect");
    let lines = list("press", "line-to-take");
    let approved = lines["lines"].as_array().unwrap();
    assert!(
        approved.iter().any(|one| one["approved_by"].is_string()),
        "{lines:#}"
    );

    // Two notes are merged into a third; both stay as history.
    let merged = [
        note.as_slice(),
        &["--instead-of", &records[records.len() - 2]],
    ]
    .concat();
    let merged = [
        merged.as_slice(),
        &["--instead-of", &records[records.len() - 1]],
    ]
    .concat();
    let merged = text_of(&north.run_as("sherpa", &merged).unwrap(), "/record").unwrap();
    assert_eq!(
        list("note-taker", "record")["records"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    let all = north
        .run_as("sherpa", &["record", "list", "--history"])
        .unwrap();
    assert_eq!(all["records"].as_array().unwrap().len(), 3);
    let told = prose(north, &["record", "show", &merged, "--as", "sherpa"]);
    assert!(told.contains("NOT A VERBATIM TRANSCRIPT"), "{told}");

    // Made public by an approved release that names it, and by nothing else.
    let draft = [
        "statement",
        "draft",
        contact,
        "--title",
        "No meeting",
        "--office",
        "spokesman of the leader",
        "--text",
        "It isn't intended to call the security council together.",
        "--discloses",
        consultation,
    ];
    let draft = text_of(&north.run_as("press", &draft).unwrap(), "/draft").unwrap();
    assert_eq!(
        list("sherpa", "consultation")["consultations"][0]["public"],
        false
    );
    north
        .run_as("press-chief", &["statement", "approve", &draft])
        .unwrap();
    north
        .run_as("press", &["statement", "release", &draft])
        .unwrap();
    assert_eq!(
        list("sherpa", "consultation")["consultations"][0]["public"],
        true
    );

    // The other side is whole, and holds none of it.
    until("South has the announcement", || {
        let there = south.run_as("sherpa", &["contact", "show", contact]).ok()?;
        there.to_string().contains("released a text").then_some(())
    });
    for noun in ["consultation", "task", "record"] {
        let there = south.run_as("sherpa", &[noun, "list"]).unwrap();
        let lists: Vec<&Value> = there.as_object().unwrap().values().collect();
        assert_eq!(lists, [&json!([])]);
    }
    pair.settled();
    pair.stop();
    let kept = store(north).entries(Log::Internal, 1, 256).unwrap();
    assert!(kept.len() >= records.len() + 6, "{}", kept.len());
    assert_eq!(store(south).len(Log::Internal).unwrap(), 0);
    // Each ends with its signature; what is before it names people and keys, as other records do.
    let pieces: Vec<&[u8]> = kept
        .iter()
        .flat_map(|(_, record)| record[record.len() - 2 * PIECE_BYTES..].chunks(PIECE_BYTES))
        .collect();
    let (here, there) = (disk(north), disk(south));
    let found = |disk: &[u8]| pieces.iter().filter(|piece| holds(disk, piece)).count();
    // Pages cut a few in two.
    assert!(
        found(&here) * 10 > pieces.len() * 8,
        "the search finds what is there"
    );
    assert_eq!(found(&there), 0, "nothing of it is at the other side");
    for words in [
        "nothing to be discussed afterwards",
        "answer the second point",
        "it never was a problem",
        "he sounded rather tired",
    ] {
        for disk in [&here, &there] {
            assert!(!holds(disk, words.as_bytes()), "{words}");
        }
    }
}
