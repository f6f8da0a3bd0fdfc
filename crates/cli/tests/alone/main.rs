//! A counterpart without a node: one side's first day alone, what is reported, an alliance's positions, the
//! sheet beside the telephone. Real processes, every command as its user types it.

mod call_sheet;
mod coalition;
mod demo;
mod first_day;
mod reports;
#[path = "../crash/sides.rs"]
#[expect(dead_code, reason = "what is killed there lives here")]
mod sides;

use cli::home::Home;
use serde_json::Value;
use sides::{Refusal, Side, until};
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

fn holds(disk: &[u8], words: &str) -> bool {
    let words = words.as_bytes();
    disk.windows(words.len()).any(|window| window == words)
}
