//! Backups of a node that runs and writes: rehearsed, refused where they aren't whole, and gone on from.

use serde_json::Value;
use std::{
    fs,
    path::{Path, PathBuf},
    sync::atomic::{AtomicBool, Ordering},
    thread,
};

use crate::{
    ledger::Ledger,
    sides::{DESK, Pair, Refusal, Side, propose, record, until},
};

/// Lengths at which a backup is cut, and places at which a bit is turned, spread over it.
const PLACES: usize = 40;

fn names(dir: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(dir).unwrap();
    entries.map(|entry| entry.unwrap().path()).collect()
}

/// Rehearses in a temporary directory of its own, which must be empty again afterwards.
fn rehearse(side: &Side, scratch: &Path, file: &Path) -> Result<Value, Refusal> {
    let mut side = side.clone();
    let dir = scratch.to_string_lossy().into_owned();
    side.environment.insert("TMPDIR".into(), dir);
    let told = side.run(&["restore", "--verify", &file.to_string_lossy()]);
    assert_eq!(names(scratch), Vec::<PathBuf>::new(), "{told:?}");
    told
}

#[test]
fn a_backup_made_under_load_is_rehearsed_and_goes_on_without_a_second_story() {
    let dir = tempfile::tempdir().unwrap();
    let scratch = tempfile::tempdir().unwrap();
    let mut pair = Pair::found(dir.path(), &DESK);
    let mut accepted = vec![record(&propose(&pair.north, "before").unwrap())];
    let enough = AtomicBool::new(false);
    let file = dir.path().join("north.backup");
    let target = file.to_string_lossy().into_owned();
    // While the node takes record after record from both of them.
    let load = thread::scope(|scope| {
        let (north, enough) = (&pair.north, &enough);
        let loads = [0, 1].map(|one| {
            scope.spawn(move || {
                let mut accepted = Vec::new();
                while !enough.load(Ordering::Relaxed) || accepted.is_empty() {
                    let item = format!("load {one} {}", accepted.len());
                    accepted.push(record(&propose(north, &item).unwrap()));
                }
                accepted
            })
        });
        until("backups are made under load", || {
            let backed_up = north.run(&["backup", &target]).unwrap();
            let rehearsed = rehearse(north, scratch.path(), &file).unwrap();
            assert_eq!(rehearsed["verified"], true);
            assert_eq!(rehearsed["node_key_opened"], true);
            assert_eq!(
                rehearsed["parts"].as_array().unwrap().len(),
                5,
                "{backed_up}"
            );
            // Only a backup that something came after shows what a restore fetches back.
            let later = rehearsed["since"]["own"].as_u64().unwrap() > 0;
            if !later {
                fs::remove_file(&file).unwrap();
            }
            later.then_some(())
        });
        enough.store(true, Ordering::Relaxed);
        loads.map(|load| load.join().unwrap()).concat()
    });
    accepted.extend(load);
    accepted.push(record(&propose(&pair.north, "after").unwrap()));
    pair.settled();
    let rehearsed = rehearse(&pair.north, scratch.path(), &file).unwrap();
    let since = rehearsed["since"]["own"].as_u64().unwrap();
    let held = rehearsed["own"]["entries"].as_u64().unwrap();
    let status = pair.north.run(&["line", "status"]).unwrap();
    assert_eq!(
        status["own_entries"].as_u64(),
        Some(held + since),
        "{rehearsed}"
    );

    // The machine burns; people's devices were elsewhere.
    pair.north.kill_node();
    let lost = pair.north.dir.clone();
    let elsewhere = Side::at(&dir.path().join("elsewhere"), "North");
    elsewhere.run(&["restore", &target]).unwrap();
    for file in names(&lost.join("devices")) {
        let name = file.file_name().unwrap().to_owned();
        fs::copy(&file, elsewhere.dir.join("devices").join(name)).unwrap();
    }
    fs::remove_dir_all(&lost).unwrap();
    pair.north = elsewhere;
    pair.north.start().unwrap();
    let next = until("the restored node takes records again", || {
        match propose(&pair.north, "restored") {
            Ok(answer) => Some(record(&answer)),
            Err(refused) => {
                let waits = ["restoring", "log-shorter"];
                assert!(waits.contains(&refused.code.as_str()), "{refused:?}");
                None
            }
        }
    });
    accepted.push(next);
    pair.settled();
    pair.stop();
    let north = Ledger::read(&pair.north.dir).unwrap();
    let south = Ledger::read(&pair.south.dir).unwrap();
    Ledger::check_alike(&north, &south).unwrap();
    for record in &accepted {
        assert!(
            north.records.contains(record) && south.records.contains(record),
            "{record}"
        );
    }
    for side in pair.both() {
        assert!(!side.said().contains("two stories"), "{}", side.said());
    }
}

#[test]
fn what_is_no_whole_backup_is_refused_with_its_cause_and_leaves_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let scratch = tempfile::tempdir().unwrap();
    let north = Side::found(dir.path(), "North");
    north.start().unwrap();
    north.stop();
    let whole = dir.path().join("whole.backup");
    north.run(&["backup", &whole.to_string_lossy()]).unwrap();
    // A side that isn't paired has no other log, and says so.
    let rehearsed = rehearse(&north, scratch.path(), &whole).unwrap();
    assert!(rehearsed["other"].is_null(), "{rehearsed}");

    let bytes = fs::read(&whole).unwrap();
    let step = bytes.len() / PLACES;
    let mut cuts: Vec<usize> = (0..bytes.len()).step_by(step).collect();
    cuts.extend([1, 10, bytes.len() - 16, bytes.len() - 1]);
    let tried = dir.path().join("tried.backup");
    for cut in cuts {
        fs::write(&tried, &bytes[..cut]).unwrap();
        let refused = rehearse(&north, scratch.path(), &tried).unwrap_err();
        check(&format!("cut to {cut} of {}", bytes.len()), &refused);
    }
    for place in (0..bytes.len()).step_by(step) {
        let mut altered = bytes.clone();
        altered[place] ^= 1;
        fs::write(&tried, &altered).unwrap();
        let refused = rehearse(&north, scratch.path(), &tried).unwrap_err();
        check(&format!("altered at {place}"), &refused);
    }
    let longer = [&bytes[..], b"more"].concat();
    let foreign = fs::read(north.dir.join("keys/node.key")).unwrap();
    let archive: &[u8] = b"ustar  and what else there may be";
    for (what, bytes) in [
        ("longer", &longer[..]),
        ("a key file", &foreign),
        ("another archive", archive),
    ] {
        fs::write(&tried, bytes).unwrap();
        check(what, &rehearse(&north, scratch.path(), &tried).unwrap_err());
    }
    let mut other = north.clone();
    other
        .environment
        .insert("DETENTE_PASSPHRASE".into(), "another passphrase".into());
    let refused = rehearse(&other, scratch.path(), &whole).unwrap_err();
    assert_eq!(refused.code, "wrong-passphrase", "{refused:?}");
    let missing = rehearse(&north, scratch.path(), &dir.path().join("missing")).unwrap_err();
    assert_eq!(missing.code, "file", "{missing:?}");
}

#[track_caller]
fn check(what: &str, refused: &Refusal) {
    let expected = ["backup-damaged", "wrong-passphrase"];
    assert!(
        expected.contains(&refused.code.as_str()),
        "{what}: {refused:?}"
    );
    assert!(
        !refused.cause.is_empty() && !refused.next.is_empty(),
        "{what}: {refused:?}"
    );
}
