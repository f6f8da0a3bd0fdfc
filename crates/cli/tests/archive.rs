//! The archive key, rehearsed: a side whose devices are all gone gets its records back from a backup, with the
//! archivist and a second person, and not with one of them alone.

#[path = "crash/sides.rs"]
#[expect(dead_code, reason = "what is killed there lives here")]
mod sides;

use cli::{Context, PassphraseSource, Questions, archive_key, home::Home};
use client::KeyPurpose;
use serde_json::{Value, json};
use sides::{PASSPHRASE, Pair, Refusal, Side, propose, text_of, until};
use std::{
    fs,
    path::{Path, PathBuf},
};
use storage::{Batch, Log, SqliteStore, Store, Table};

const PEOPLE: [(&str, &str); 4] = [
    ("sherpa", "sherpa"),
    ("taker", "note-taker"),
    ("press", "press-officer"),
    ("press-chief", "press-officer"),
];
const SECOND_PASSPHRASE: &str = "the second person's own";
/// What is written before everything is lost, with the kind of file it comes back in.
const WORDS: [(&str, &str); 11] = [
    ("security guarantees", "contact-"),
    ("No troops beyond the line.", "paper-"),
    ("he sounded rather tired", "record-"),
    ("answer the second point", "tasks"),
    ("nothing to be discussed", "consultations"),
    ("it never was a problem", "lines-to-take"),
    ("The line is quiet tonight.", "message-"),
    ("Nothing on borders.", "mandates"),
    ("Three points for the call.", "card-"),
    ("Thirty days more are needed.", "message-draft-"),
    ("as the embassy heard", "reports"),
];
const ANNEX: &str = "The annex, word for word.";

#[track_caller]
fn refused<T: std::fmt::Debug>(answer: Result<T, Refusal>) -> (i32, String) {
    let refusal = answer.unwrap_err();
    assert!(!refusal.next.is_empty(), "{refusal:?} says what to do");
    (refusal.exit.unwrap(), refusal.code)
}

fn context(dir: &Path, passphrase: &str) -> Context {
    let mut context = Context::new(dir);
    context.questions = Questions::Never;
    context.danger_weak_keys = true;
    context.passphrase = PassphraseSource::Given(passphrase.to_owned().into());
    context
}

/// Gives the second person's file the passphrase that only that person knows, as at a founding with both.
fn second_takes_over(side: &Side) {
    let context = context(&side.dir, PASSPHRASE);
    let home = Home::at(&side.dir);
    let charter = home.credentials().unwrap().credentials.charter;
    let [first, second] =
        [KeyPurpose::Archive, KeyPurpose::ArchiveSecond].map(|purpose| home.side_key_path(purpose));
    let (archive, second) =
        archive_key::open((&context, &first), (&context, &second), &charter).unwrap();
    let passphrase = |text: &str| text.to_owned().into();
    archive_key::store(
        &context,
        &home,
        (&archive, &passphrase(PASSPHRASE)),
        (&second, &passphrase(SECOND_PASSPHRASE)),
    )
    .unwrap();
}

/// Gives the paper.
fn write_everything(pair: &Pair) -> String {
    let north = &pair.north;
    let annex = north.dir.join("annex.txt");
    fs::write(&annex, ANNEX).unwrap();
    let annex = annex.to_string_lossy();
    let contact = text_of(&propose(north, "security guarantees").unwrap(), "/contact").unwrap();
    let contact = contact.as_str();
    let paper = [
        "paper",
        "hand-over",
        "--kind",
        "position",
        "--title",
        "Ours",
        "--recipient",
        "South",
        "--text",
        "No troops beyond the line.",
        "--attach",
        &annex,
    ];
    let paper = text_of(&north.run_as("sherpa", &paper).unwrap(), "/subject").unwrap();
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
    let round = text_of(&north.run_as("sherpa", &round).unwrap(), "/round").unwrap();
    let said: [(&str, &[&str]); 9] = [
        (
            "sherpa",
            &["mandate", "give", &round, "--text", "Nothing on borders."],
        ),
        (
            "sherpa",
            &[
                "briefing",
                "draft",
                contact,
                "--text",
                "Three points for the call.",
            ],
        ),
        (
            "sherpa",
            &[
                "message",
                "draft",
                "--language",
                "en",
                "--title",
                "",
                "--text",
                "Thirty days more are needed.",
            ],
        ),
        (
            "sherpa",
            &[
                "report",
                "enter",
                contact,
                "--act",
                "other",
                "--of",
                "South",
                "--told-by",
                "the ambassador",
                "--source",
                "a reception",
                "--heard",
                "2021-12-20T10:00:00Z",
                "--text",
                "as the embassy heard",
            ],
        ),
        (
            "taker",
            &[
                "record",
                "draft",
                contact,
                "--classification",
                "confidential",
                "--text",
                "he sounded rather tired",
            ],
        ),
        (
            "sherpa",
            &[
                "task",
                "give",
                contact,
                "--owner",
                "sherpa",
                "--text",
                "answer the second point",
            ],
        ),
        (
            "sherpa",
            &[
                "consultation",
                "enter",
                contact,
                "--body",
                "security council",
                "--state",
                "none",
                "--text",
                "nothing to be discussed",
            ],
        ),
        (
            "press",
            &[
                "line-to-take",
                "draft",
                contact,
                "--text",
                "it never was a problem",
            ],
        ),
        (
            "sherpa",
            &[
                "message",
                "send",
                "--language",
                "en",
                "--title",
                "",
                "--text",
                "The line is quiet tonight.",
            ],
        ),
    ];
    for (device, args) in said {
        north.run_as(device, args).unwrap();
    }
    paper
}

/// The files of a recovery, by name.
fn read(folder: &Path) -> Vec<(String, String)> {
    let entries = fs::read_dir(folder).unwrap().flatten();
    entries
        .map(|entry| {
            let name = entry.file_name().into_string().unwrap();
            (name, fs::read_to_string(entry.path()).unwrap())
        })
        .collect()
}

#[test]
fn with_all_devices_lost_two_persons_get_the_records_back() {
    let dir = tempfile::tempdir().unwrap();
    let pair = Pair::found(dir.path(), &PEOPLE);
    let (north, south) = (&pair.north, &pair.south);
    write_everything(&pair);
    second_takes_over(north);
    until("South has the paper", || {
        let there = south.run_as("sherpa", &["paper", "list"]).ok()?;
        (there["papers"].as_array()?.len() == 1).then_some(())
    });

    // What is kept elsewhere: a backup, and the two files with the two persons.
    let at = |name: &str| dir.path().join(name);
    let shown = |path: &PathBuf| path.to_string_lossy().into_owned();
    let backup = shown(&at("north.backup"));
    north.run(&["backup", &backup]).unwrap();
    for name in ["archive.key", "archive-second.key", "archive.pub"] {
        fs::copy(north.dir.join("keys").join(name), at(name)).unwrap();
    }
    let foreign = at("foreign.key");
    fs::copy(south.dir.join("keys/archive-second.key"), &foreign).unwrap();
    let pass = at("second.pass");
    fs::write(&pass, SECOND_PASSPHRASE).unwrap();
    // Everything else is gone.
    pair.stop();
    fs::remove_dir_all(&north.dir).unwrap();

    let recover = |out: &str, archive: &str, second: &str, more: &[&str]| {
        let (archive, second) = (shown(&at(archive)), shown(&at(second)));
        let out = shown(&at(out));
        let args = [
            "archive",
            "recover",
            "--backup",
            &backup,
            "--archive-key",
            &archive,
            "--second-key",
            &second,
            "--by",
            "the archivist",
            "--with",
            "the head of the registry",
            "--reason",
            "all devices burnt",
            "--out",
            &out,
        ];
        north.run(&[&args[..], more].concat())
    };
    let pass = shown(&pass);
    let with_second = ["--second-passphrase-file", pass.as_str()];
    // One person alone, whichever files that person lays hands on.
    for (second, more, wanted) in [
        (
            "not-there.key",
            &with_second[..],
            (3, "second-person-wanted"),
        ),
        ("archive-second.key", &[], (1, "wrong-passphrase")),
        ("archive.key", &[], (1, "key-file")),
        ("foreign.key", &[], (3, "other-second")),
    ] {
        let told = refused(recover("nothing", "archive.key", second, more));
        assert_eq!(told, (wanted.0, wanted.1.to_owned()), "{second}");
        assert!(!at("nothing").exists(), "nothing is written: {second}");
    }

    let done = recover(
        "recovered",
        "archive.key",
        "archive-second.key",
        &with_second,
    )
    .unwrap();
    assert_eq!(done["closed"], json!(0), "{done}");
    assert_eq!(done["damaged"], Value::Null, "{done}");
    assert!(done["opened"].as_u64().unwrap() >= 4, "{done}");
    let folder = at("recovered");
    let files = read(&folder);
    for (words, file) in WORDS {
        let holds = |ending: &str| {
            let mut of_kind = files
                .iter()
                .filter(|(name, _)| name.starts_with(file) && name.ends_with(ending));
            of_kind.any(|(_, text)| text.contains(words))
        };
        assert!(holds(".txt") && holds(".json"), "{words} in {file}");
    }
    let annex = files.iter().find(|(name, _)| name.ends_with("annex.txt"));
    let (name, text) = annex.expect("the attachment");
    assert!(name.starts_with("attachment-"), "{name}");
    assert_eq!(text, ANNEX);
    let index: Value =
        serde_json::from_slice(&fs::read(folder.join("index.json")).unwrap()).unwrap();
    for line in index.as_array().unwrap() {
        assert!(
            folder.join(line["text"].as_str().unwrap()).exists(),
            "{line}"
        );
    }
    assert_eq!(
        refused(recover(
            "recovered",
            "archive.key",
            "archive-second.key",
            &with_second
        ))
        .1,
        "exists"
    );

    // Who recovered what, when: signed by both, and checked against the founding's public keys.
    let verify = |folder: &Path, key: &str| {
        north.run(&[
            "archive",
            "verify",
            &shown(&folder.to_owned()),
            "--key",
            &shown(&at(key)),
        ])
    };
    let told = verify(&folder, "archive.pub").unwrap();
    assert_eq!(told["by"], "the archivist");
    assert_eq!(told["with"], "the head of the registry");
    assert_eq!(told["reason"], "all devices burnt");
    assert!(
        told["backup"].is_string() && told["at"].is_string(),
        "{told}"
    );
    let foreign_public = at("foreign.pub");
    fs::copy(south.dir.join("keys/archive.pub"), &foreign_public).unwrap();
    assert_eq!(
        refused(verify(&folder, "foreign.pub")),
        (5, "protocol".into())
    );
    let altered = folder.join("tasks.txt");
    let text = fs::read_to_string(&altered).unwrap();
    fs::write(&altered, format!("{text} ")).unwrap();
    assert_eq!(
        refused(verify(&folder, "archive.pub")),
        (5, "protocol".into())
    );
    fs::write(&altered, text).unwrap();
    verify(&folder, "archive.pub").unwrap();
    let protocol = folder.join("protocol.json");
    let text = fs::read_to_string(&protocol).unwrap();
    fs::write(&protocol, text.replace("burnt", "lost")).unwrap();
    assert_eq!(
        refused(verify(&folder, "archive.pub")),
        (5, "protocol".into())
    );
}

/// Damage to one thing takes nothing else away: it is named, with where it is, in the protocol that both sign.
#[test]
fn what_is_damaged_is_named_and_everything_else_comes_back() {
    let dir = tempfile::tempdir().unwrap();
    let pair = Pair::found(dir.path(), &PEOPLE);
    let (north, south) = (&pair.north, &pair.south);
    let paper = write_everything(&pair);
    let theirs = [
        "paper",
        "hand-over",
        "--kind",
        "position",
        "--title",
        "Theirs",
        "--recipient",
        "North",
        "--text",
        "The line stays where it is.",
    ];
    south.run_as("sherpa", &theirs).unwrap();
    until("North has South's paper", || {
        let there = north.run_as("sherpa", &["paper", "list"]).ok()?;
        (there["papers"].as_array()?.len() == 2).then_some(())
    });
    let attached = north
        .run_as("sherpa", &["paper", "attachments", &paper])
        .unwrap();
    let attached = text_of(&attached, "/attachments/0/attachment").unwrap();
    pair.stop();

    let home = Home::at(&north.dir);
    let side_of = |side: &Side| {
        let own = Home::at(&side.dir).credentials().unwrap();
        own.credentials.charter.side()
    };
    let (own, other) = (side_of(north), side_of(south));
    let mut store = SqliteStore::open(home.store_path()).unwrap();
    let next = |log| store.len(log).unwrap() + 1;
    let (logs, at) = {
        let logs = [Log::Own(own), Log::Other(other), Log::Internal];
        (logs, logs.map(next))
    };
    let id = hex::decode(&attached).unwrap();
    let chunk = [&id[..], &0u32.to_be_bytes()].concat();
    let mut sealed = store.get(Table::Chunks, &chunk).unwrap().unwrap();
    sealed[100] ^= 1;
    let mut batch = Batch::new().put(Table::Chunks, chunk, sealed);
    for (log, seq) in logs.into_iter().zip(at) {
        batch = batch.append(log, seq, b"garbage".to_vec());
    }
    store.commit(&batch).unwrap();
    drop(store);

    let out = dir.path().join("recovered");
    let out_shown = out.to_string_lossy();
    let args = [
        "archive",
        "recover",
        "--by",
        "a",
        "--with",
        "b",
        "--reason",
        "a bad disk",
        "--out",
        &out_shown,
    ];
    let done = north.run(&args).unwrap();
    let damaged: Vec<&str> = done["damaged"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["what"].as_str().unwrap())
        .collect();
    let [own_at, other_at, internal_at] = at;
    let wanted = [
        format!("the own log from entry {own_at} on"),
        format!("the other side's log from entry {other_at} on"),
        format!("internal record {internal_at}"),
        format!("attachment 1 of paper {paper} ({attached})"),
    ];
    assert_eq!(damaged, wanted);
    let files = read(&out);
    let words = WORDS.iter().map(|(words, _)| *words);
    for words in words.chain(["The line stays where it is."]) {
        assert!(
            files.iter().any(|(_, text)| text.contains(words)),
            "{words}"
        );
    }
    assert!(!files.iter().any(|(_, text)| text.contains(ANNEX)));
    let (_, index) = files.iter().find(|(name, _)| name == "index.md").unwrap();
    for what in &wanted {
        assert!(index.contains(&format!("- {what}: ")), "{index}");
    }
    north.run(&["archive", "verify", &out_shown]).unwrap();
}

/// A side founded before keys were in two hands: its file is taken apart once.
#[test]
fn a_whole_archive_key_is_put_in_two_hands() {
    let dir = tempfile::tempdir().unwrap();
    let side = Side::found(dir.path(), "North");
    let context = context(&side.dir, PASSPHRASE);
    let home = Home::at(&side.dir);
    let charter = home.credentials().unwrap().credentials.charter;
    let [first, second] =
        [KeyPurpose::Archive, KeyPurpose::ArchiveSecond].map(|purpose| home.side_key_path(purpose));
    let (archive, _) =
        archive_key::open((&context, &first), (&context, &second), &charter).unwrap();
    let passphrase = PASSPHRASE.to_owned().into();
    home.store_keys(&context, &first, &archive, KeyPurpose::Archive, &passphrase)
        .unwrap();
    let whole = archive_key::open((&context, &first), (&context, &second), &charter);
    assert_eq!(whole.err().unwrap().code, "archive-key-whole");
    assert_eq!(refused(side.run(&["archive", "split"])).1, "exists");
    fs::remove_file(&second).unwrap();
    side.run(&["archive", "split"]).unwrap();
    let (again, _) = archive_key::open((&context, &first), (&context, &second), &charter).unwrap();
    assert_eq!(again.hpke_public(), archive.hpke_public());
    fs::remove_file(&second).unwrap();
    assert_eq!(refused(side.run(&["archive", "split"])).1, "no-effect");
}
