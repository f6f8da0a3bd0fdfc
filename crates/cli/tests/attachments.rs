//! Files attached to papers between two sides as real processes: sealed, sent, cut off, gone on with,
//! fetched, checked.

#[path = "crash/sides.rs"]
#[expect(dead_code, reason = "what is killed there lives here")]
mod sides;

use identity::sha256;
use serde_json::{Value, json};
use sides::{DESK, Pair, Refusal, Side, text_of, until};
use std::{
    fs,
    path::{Path, PathBuf},
};

const MIB: usize = 1024 * 1024;

fn code<T: std::fmt::Debug>(answer: Result<T, Refusal>) -> String {
    let refusal = answer.unwrap_err();
    assert!(!refusal.next.is_empty(), "{refusal:?} says what to do");
    refusal.code
}

/// A file whose bytes don't repeat, so that nothing of it turns up elsewhere by chance.
fn file(dir: &Path, name: &str, length: usize) -> PathBuf {
    let mut state = length as u64 + 1;
    let bytes: Vec<u8> = std::iter::repeat_with(|| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()
    })
    .flatten()
    .take(length)
    .collect();
    let path = dir.join(name);
    fs::write(&path, bytes).unwrap();
    path
}

fn hash_of(path: &Path) -> String {
    hex::encode(sha256(&fs::read(path).unwrap()))
}

fn hand_over(side: &Side, files: &[&Path]) -> Result<Value, Refusal> {
    let files: Vec<String> = files
        .iter()
        .map(|path| path.to_string_lossy().into_owned())
        .collect();
    let mut args = vec![
        "paper",
        "hand-over",
        "--kind",
        "proposal",
        "--title",
        "With annexes",
        "--text",
        "See the annexes.",
    ];
    for file in &files {
        args.extend(["--attach", file]);
    }
    side.run_as("sherpa", &args)
}

/// The attachments of a paper as a side sees them.
fn attachments(side: &Side, paper: &str) -> Vec<Value> {
    let shown = side.run_as("sherpa", &["paper", "attachments", paper]);
    let list = shown
        .ok()
        .and_then(|shown| Some(shown["attachments"].as_array()?.clone()));
    list.unwrap_or_default()
}

fn until_state(side: &Side, paper: &str, number: usize, state: &str) -> Value {
    until(&format!("attachment {number} is {state}"), || {
        let one = attachments(side, paper).get(number - 1)?.clone();
        (one["state"] == state).then_some(one)
    })
}

fn save(
    side: &Side,
    paper: &str,
    number: &str,
    out: &Path,
    more: &[&str],
) -> Result<Value, Refusal> {
    let out = out.to_string_lossy();
    let args = [
        "paper",
        "save",
        paper,
        "--attachment",
        number,
        "--out",
        &out,
    ];
    side.run_as("sherpa", &[&args[..], more].concat())
}

/// No piece of a file stands in a node's files.
fn stands_nowhere(side: &Side, piece: &[u8]) {
    for entry in fs::read_dir(&side.dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            let bytes = fs::read(&path).unwrap();
            let found = memchr::memmem::find(&bytes, piece);
            assert_eq!(found, None, "in {}", path.display());
        }
    }
}

#[test]
fn files_cross_whole_and_only_their_readers_open_them() {
    let dir = tempfile::tempdir().unwrap();
    let pair = Pair::found(dir.path(), &DESK);
    let (north, south) = (&pair.north, &pair.south);
    let annex = file(dir.path(), "annex.pdf", 3 * MIB - 100);
    let map = file(dir.path(), "..map\u{202e}gnp.exe", 10);
    let handed = hand_over(north, &[&annex, &map]).unwrap();
    let paper = text_of(&handed, "/subject").unwrap();

    let one = until_state(south, &paper, 1, "here");
    assert_eq!(one["name"], "annex.pdf");
    assert_eq!(one["media_type"], "application/pdf");
    assert_eq!(one["bytes"], 3 * MIB - 100);
    assert_eq!(one["sha256"], hash_of(&annex));
    assert_eq!(
        (&one["chunks_here"], &one["by"]),
        (&json!(3), &json!("North"))
    );
    let two = until_state(south, &paper, 2, "here");
    assert_eq!(two["name"], "mapgnp.exe");
    let receipt = until_state(north, &paper, 1, "received");
    assert!(receipt["received_unix_ms"].is_i64(), "{receipt}");

    // Whom it isn't for.
    let press = south.run_as("press", &["paper", "save", &paper, "--attachment", "1"]);
    assert_eq!(code(press), "not-for-you");
    let out = dir.path().join("out");
    fs::create_dir(&out).unwrap();
    let saved = save(south, &paper, "1", &out, &[]).unwrap();
    assert_eq!(saved["sha256"], hash_of(&annex));
    assert_eq!(hash_of(&out.join("annex.pdf")), hash_of(&annex));
    save(south, &paper, "2", &out, &[]).unwrap();
    assert_eq!(hash_of(&out.join("mapgnp.exe")), hash_of(&map));
    // Nothing is overwritten without being asked.
    assert_eq!(code(save(south, &paper, "1", &out, &[])), "file-exists");
    save(south, &paper, "1", &out, &["--replace"]).unwrap();
    assert_eq!(
        code(save(south, &paper, "3", &out, &[])),
        "no-such-attachment"
    );
    until_state(north, &paper, 1, "fetched");

    // A newer version keeps them, unless it is said otherwise; a reply has its own.
    let second = [
        "paper",
        "version",
        &paper,
        "--text",
        "See the annexes, please.",
    ];
    north.run_as("sherpa", &second).unwrap();
    let third = [&second[..], &["--no-attachments"]].concat();
    north.run_as("sherpa", &third).unwrap();
    let answer = file(dir.path(), "answer.txt", 70_000);
    let attach = answer.to_string_lossy();
    until("South sees the third version", || {
        let shown = south.run_as("sherpa", &["paper", "show", &paper]).ok()?;
        (shown["versions"].as_array()?.len() == 3).then_some(())
    });
    let reply = [
        "paper", "reply", &paper, "--title", "Reply", "--text", "Seen.", "--attach", &attach,
    ];
    south.run_as("sherpa", &reply).unwrap();
    until_state(north, &paper, 3, "here");
    let back = dir.path().join("back.txt");
    save(north, &paper, "3", &back, &[]).unwrap();
    assert_eq!(hash_of(&back), hash_of(&answer));

    pair.stop();
    for (side, path) in [
        (north, &annex),
        (south, &annex),
        (north, &answer),
        (south, &answer),
    ] {
        let bytes = fs::read(path).unwrap();
        stands_nowhere(side, &bytes[1_000..1_024]);
    }
}

#[test]
fn what_is_cut_off_goes_on_where_it_stopped() {
    let dir = tempfile::tempdir().unwrap();
    let pair = Pair::found(dir.path(), &DESK);
    let (north, south) = (&pair.north, &pair.south);
    let annex = file(dir.path(), "annex.bin", 8 * MIB);
    let path = annex.to_string_lossy().into_owned();
    // The device is killed while it sends, and the other node isn't there.
    south.kill_node();
    let paper = std::thread::scope(|scope| {
        let sending = scope.spawn(|| hand_over(north, &[&annex]));
        let begun = until("some of it is at the node", || {
            let papers = north.run_as("press", &["paper", "list"]).ok()?;
            let paper = text_of(&papers, "/papers/0/paper")?;
            let shown = north
                .run_as("press", &["paper", "attachments", &paper])
                .ok()?;
            let here = shown["attachments"][0]["chunks_here"].as_u64()?;
            (here >= 1).then_some(paper)
        });
        north.kill_command("sherpa");
        let _ = sending.join();
        begun
    });
    north.kill_node_and_restart();
    south.start().unwrap();
    let before = attachments(north, &paper)[0]["chunks_here"].clone();
    let other = file(dir.path(), "other.bin", 8 * MIB - 1);
    let other = other.to_string_lossy().into_owned();
    let wrong = north.run_as("sherpa", &["paper", "upload", &paper, "--file", &other]);
    assert_eq!(code(wrong), "no-such-attachment");
    let out = dir.path().join("annex.bin.saved");
    let upload = ["paper", "upload", &paper, "--file", &path];
    std::thread::scope(|scope| {
        let sending = scope.spawn(|| north.run_as("sherpa", &upload));
        // The other node is killed as soon as it has some of it.
        until("some of it is at the other node", || {
            let shown = south
                .run_as("press", &["paper", "attachments", &paper])
                .ok()?;
            let here = shown["attachments"][0]["chunks_here"].as_u64()?;
            (here >= 1).then_some(())
        });
        south.kill_node_and_restart();
        let sent = sending.join().unwrap().unwrap();
        assert_eq!(sent["attachments"][0]["chunks_here"], 8, "{before} before");
    });
    until_state(south, &paper, 1, "here");
    until_state(north, &paper, 1, "received");
    // The saving device was killed in the middle, too: it left a part that is cut within a chunk.
    let id = text_of(&attachments(south, &paper)[0], "/attachment").unwrap();
    let part = dir
        .path()
        .join(format!("annex.bin.saved.{}.part", &id[..16]));
    fs::write(&part, &fs::read(&annex).unwrap()[..3 * MIB + 77]).unwrap();
    let saved = save(south, &paper, "1", &out, &[]).unwrap();
    assert_eq!(saved["resumed"], 3);
    assert_eq!(hash_of(&out), hash_of(&annex));
    assert!(!part.exists());
    // What somebody put there instead isn't taken for the file.
    fs::write(&part, vec![0; MIB]).unwrap();
    let forged = save(south, &paper, "1", &out, &["--replace"]);
    assert_eq!(code(forged), "attachment-altered");
    save(south, &paper, "1", &out, &["--replace"]).unwrap();
}

#[test]
fn files_have_their_limits() {
    let dir = tempfile::tempdir().unwrap();
    let pair = Pair::found(dir.path(), &DESK);
    let (north, south) = (&pair.north, &pair.south);
    let longest = file(dir.path(), "longest.bin", 25 * MIB);
    let nearly = file(dir.path(), "nearly.bin", 25 * MIB - 1);
    let over = file(dir.path(), "over.bin", 25 * MIB + 1);
    let empty = file(dir.path(), "empty.bin", 0);
    let small = file(dir.path(), "small.bin", 1);
    for (files, refused) in [
        (vec![&*over], "attachment-length"),
        (vec![&*empty], "attachment-length"),
        (vec![&*small; 9], "too-many-attachments"),
    ] {
        assert_eq!(code(hand_over(north, &files)), refused);
    }
    let many = vec![&*small; 8];
    let eight = hand_over(north, &many).unwrap();
    let papers = hand_over(north, &[&longest, &nearly]).unwrap();
    let paper = text_of(&papers, "/subject").unwrap();
    for (number, path) in [("1", &longest), ("2", &nearly)] {
        until_state(south, &paper, number.parse().unwrap(), "here");
        let out = dir.path().join(format!("out-{number}"));
        save(south, &paper, number, &out, &[]).unwrap();
        assert_eq!(hash_of(&out), hash_of(path));
    }
    let eight = text_of(&eight, "/subject").unwrap();
    until_state(south, &eight, 8, "here");
}
