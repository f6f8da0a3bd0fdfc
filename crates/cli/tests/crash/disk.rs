//! Full and failing disks: a clear refusal, no false receipt, and all that was acknowledged afterwards.

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{
    faulty::FaultyDisk,
    ledger::Ledger,
    sides::{DESK, Pair, Refusal, Side, propose, record, text_of, until},
};

/// With a failing disk under North.
fn pair(dir: &Path) -> Option<(Pair, FaultyDisk)> {
    let disk = FaultyDisk::build(dir)?;
    let mut pair = Pair::found(dir, &DESK);
    pair.north.stop();
    disk.put_under(&mut pair.north);
    pair.north.start().unwrap();
    pair.settled();
    Some((pair, disk))
}

/// Cause and next step are there, and the cause is one that a person can act on.
#[track_caller]
fn check_clear(what: &str, refused: &Refusal, causes: &[&str]) {
    assert!(
        refused.exit.is_some_and(|exit| exit > 0),
        "{what}: {refused:?}"
    );
    assert!(
        !refused.code.is_empty() && !refused.next.is_empty(),
        "{what}: {refused:?}"
    );
    let told = format!("{} {}", refused.cause, refused.next).to_lowercase();
    assert!(
        causes.iter().any(|cause| told.contains(cause)),
        "{what}: {refused:?}"
    );
}

#[test]
fn a_store_that_cannot_write_acknowledges_nothing_and_ends_the_node() {
    let dir = tempfile::tempdir().unwrap();
    let Some((pair, disk)) = pair(dir.path()) else {
        return;
    };
    let store = pair.north.dir.join("store.sqlite");
    let mut accepted = Vec::new();
    for (number, (call, error, after, cause)) in [
        ("write", "ENOSPC", 0, "is full"),
        ("write", "SHORT", 0, "is full"),
        ("write", "ENOSPC", 3, "is full"),
        ("write", "EIO", 0, "failed"),
        ("sync", "EIO", 0, "failed"),
        ("sync", "ENOSPC", 0, "disk of"),
    ]
    .into_iter()
    .enumerate()
    {
        let what = format!("{call} {error} after {after}");
        accepted.push(record(
            &propose(&pair.north, &format!("before {number}")).unwrap(),
        ));
        pair.settled();
        disk.fail(call, error, after, &store);
        let refused = propose(&pair.north, &format!("during {number}")).unwrap_err();
        check_clear(&what, &refused, &["disk", "doctor"]);
        let status = pair.north.ended_by_itself();
        assert_eq!(status.code(), Some(1), "{what}: {}", pair.north.said());
        let said = pair.north.said();
        let last = said.lines().rev().find(|line| line.contains("disk of"));
        assert!(
            last.is_some_and(|line| line.contains(cause)),
            "{what}: {said}"
        );
        // While the disk is as it is the node doesn't pretend to run on it.
        let again = propose(&pair.north, "meanwhile").unwrap_err();
        assert_eq!(again.code, "node-unreachable", "{what}");

        disk.heal();
        pair.north.start().unwrap();
        accepted.push(record(
            &propose(&pair.north, &format!("after {number}")).unwrap(),
        ));
        pair.settled();
        let listed = pair.north.run_as("sherpa", &["contact", "list"]).unwrap();
        let contacts = listed["contacts"].as_array().unwrap().len();
        // What was refused for want of space isn't there. After a failed sync it may be: it was written,
        // and nobody knew whether it would stay; it was never acknowledged.
        let most = accepted.len() + if call == "sync" { number } else { 0 };
        assert!(
            (accepted.len()..=most).contains(&contacts),
            "{what}: {contacts} contacts"
        );
    }
    pair.stop();
    let (north, south) = ledgers(&pair);
    Ledger::check_alike(&north, &south).unwrap();
    for record in accepted {
        for (name, ledger) in [("North", &north), ("South", &south)] {
            assert!(ledger.records.contains(&record), "{name} lost {record}");
        }
    }
}

fn ledgers(pair: &Pair) -> (Ledger, Ledger) {
    (
        Ledger::read(&pair.north.dir).unwrap(),
        Ledger::read(&pair.south.dir).unwrap(),
    )
}

/// The other node gives no receipt for what its disk doesn't hold.
#[test]
fn the_other_node_gives_no_receipt_for_what_it_cannot_store() {
    let dir = tempfile::tempdir().unwrap();
    let Some((pair, disk)) = pair(dir.path()) else {
        return;
    };
    disk.fail("sync", "EIO", 0, &pair.north.dir.join("store.sqlite"));
    let accepted = record(&propose(&pair.south, "to a failing disk").unwrap());
    pair.north.ended_by_itself();
    let status = pair.south.run(&["line", "status"]);
    // A line that is down is told by the exit code; what it says is told at any rate.
    assert_eq!(status.unwrap_err().exit, Some(1));
    // The record is South's, and South's own disk holds it; no receipt says that North's does.
    let pinned = cli::home::Home::at(&pair.south.dir);
    let store = storage::SqliteStore::open_read_only(pinned.store_path()).unwrap();
    let own = pinned.credentials().unwrap().credentials.charter.side();
    let entries = storage::Store::len(&store, storage::Log::Own(own)).unwrap();
    let confirmed = storage::Store::get(&store, storage::Table::Receipts, b"confirmed").unwrap();
    let confirmed = confirmed.map_or(0, |bytes| {
        u64::from_be_bytes(bytes[..8].try_into().unwrap())
    });
    assert!(confirmed < entries, "{confirmed} of {entries}");
    drop(store);
    disk.heal();
    pair.north.start().unwrap();
    pair.settled();
    pair.stop();
    let (north, south) = ledgers(&pair);
    Ledger::check_alike(&north, &south).unwrap();
    assert!(north.records.contains(&accepted) && south.records.contains(&accepted));
}

/// A node that can't read its store, or make its files, doesn't start, and says why.
#[test]
fn a_node_on_a_disk_that_fails_at_its_start_says_so() {
    let dir = tempfile::tempdir().unwrap();
    let Some((pair, disk)) = pair(dir.path()) else {
        return;
    };
    let accepted = record(&propose(&pair.north, "before").unwrap());
    pair.settled();
    let store = pair.north.dir.join("store.sqlite");
    // Space is wanted for what is written back at the end too.
    disk.fail(
        "write",
        "ENOSPC",
        0,
        &PathBuf::from(format!("{}$", store.display())),
    );
    pair.north.stop();
    fs::remove_file(pair.north.dir.join("store.sqlite-lock")).unwrap();
    for (call, error, path, wanted) in [
        ("read", "EIO", store.clone(), "failed"),
        (
            "open",
            "ENOSPC",
            pair.north.dir.join("store.sqlite-lock"),
            "is full",
        ),
        ("write", "ENOSPC", store.clone(), "is full"),
    ] {
        disk.fail(call, error, 0, &path);
        let said = match pair.north.start() {
            Err(said) => said,
            Ok(()) => panic!("{call} {error}: the node started"),
        };
        let last = said
            .lines()
            .rev()
            .find(|line| line.contains("detente:") || line.contains("\"cause\""));
        assert!(
            last.is_some_and(|line| line.contains(wanted)),
            "{call} {error}: {said}"
        );
        fs::write(pair.north.log(), "").unwrap();
    }
    disk.heal();
    pair.north.start().unwrap();
    pair.settled();
    pair.stop();
    let (north, _) = ledgers(&pair);
    assert!(north.records.contains(&accepted));
}

/// The device's own directory: what a command can't write is told, and nothing is published by halves.
#[test]
fn a_full_disk_at_the_device_is_told() {
    let dir = tempfile::tempdir().unwrap();
    let Some((pair, disk)) = pair(dir.path()) else {
        return;
    };
    let accepted = propose(&pair.north, "agenda").unwrap();
    let contact = text_of(&accepted, "/contact").unwrap();
    let draft = pair
        .north
        .run_as(
            "press",
            &[
                "statement",
                "draft",
                &contact,
                "--title",
                "Tonight",
                "--office",
                "spokesman",
                "--text",
                "They speak tonight.",
            ],
        )
        .unwrap();
    let draft = text_of(&draft, "/draft").unwrap();
    pair.north
        .run_as("press-chief", &["statement", "approve", &draft])
        .unwrap();

    // The signed text comes to lie at the device before anything is published.
    disk.fail("write", "ENOSPC", 0, &pair.north.dir.join("releases"));
    let refused = pair
        .north
        .run_as("press", &["statement", "release", &draft])
        .unwrap_err();
    check_clear("release", &refused, &["no space", "disk"]);
    let listed = pair.north.run_as("press", &["statement", "list"]).unwrap();
    assert_eq!(
        listed["published"].as_array().map(Vec::len),
        Some(0),
        "{listed}"
    );
    disk.heal();
    let released = pair
        .north
        .run_as("press", &["statement", "release", &draft])
        .unwrap();
    let file = text_of(&released, "/file").unwrap();
    pair.north.run(&["readout", "verify", &file]).unwrap();

    // New keys, settings and sessions: each whole or not there.
    disk.fail("write", "ENOSPC", 0, &pair.north.dir.join("devices"));
    let before = files(&pair.north.dir.join("devices"));
    let request = pair.north.dir.join("late.request");
    let refused = pair.north.run(&[
        "person",
        "request",
        "--as",
        "late",
        "--roles",
        "sherpa",
        "--out",
        &request.to_string_lossy(),
    ]);
    check_clear("request", &refused.unwrap_err(), &["no space", "disk"]);
    assert_eq!(files(&pair.north.dir.join("devices")), before);

    // A record was posted and the device can't note where the logs stood: it still tells that it is there,
    // or it says what failed; in neither case is it sent twice.
    let outcome = propose(&pair.north, "on a full device");
    if let Err(refused) = &outcome {
        check_clear("propose", refused, &["no space", "disk"]);
    }
    disk.heal();
    pair.settled();
    if let Ok(answer) = outcome {
        pair.stop();
        let (north, south) = ledgers(&pair);
        let id = record(&answer);
        assert!(north.records.contains(&id) && south.records.contains(&id));
    }
}

fn files(dir: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

/// A backup that finds no room, or whose disk fails, leaves nothing, and the node goes on.
#[test]
fn a_backup_on_a_full_disk_leaves_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let Some((pair, disk)) = pair(dir.path()) else {
        return;
    };
    let north = &pair.north;
    let media = dir.path().join("media");
    fs::create_dir(&media).unwrap();
    let file = media.join("north.backup");
    let target = file.to_string_lossy().into_owned();
    let copy = north.dir.join("store.sqlite.copy");
    let before = files(&north.dir);
    for (call, error, after, path) in [
        ("write", "ENOSPC", 0, &media),
        ("write", "SHORT", 0, &media),
        ("write", "ENOSPC", 1, &media),
        ("open", "ENOSPC", 0, &media),
        ("sync", "EIO", 0, &media),
        ("rename", "ENOSPC", 0, &media),
        ("write", "ENOSPC", 2, &copy),
        ("sync", "EIO", 0, &copy),
        ("open", "ENOSPC", 0, &copy),
    ] {
        let what = format!("{call} {error} after {after} at {}", path.display());
        disk.fail(call, error, after, path);
        let refused = north.run(&["backup", &target]).unwrap_err();
        check_clear(&what, &refused, &["disk", "space", "full", "opened"]);
        disk.heal();
        assert_eq!(files(&media), Vec::<String>::new(), "{what}");
        assert_eq!(files(&north.dir), before, "{what}");
        assert!(
            north.node_runs(),
            "{what}: a backup's failure isn't the node's"
        );
    }
    north.run(&["backup", &target]).unwrap();
}

/// The last write came to the disk in part, or as something else: the store opens with what came before.
#[test]
fn a_torn_last_write_leaves_all_that_came_before() {
    let dir = tempfile::tempdir().unwrap();
    let pair = Pair::found(dir.path(), &DESK);
    let first = record(&propose(&pair.north, "whole").unwrap());
    pair.settled();
    let wal = pair.north.dir.join("store.sqlite-wal");
    let whole = fs::metadata(&wal).unwrap().len();
    let second = record(&propose(&pair.north, "torn").unwrap());
    let longer = fs::metadata(&wal).unwrap().len();
    pair.north.kill_node();
    assert!(
        longer > whole,
        "the record was appended to the write-ahead log"
    );
    let bytes = fs::read(&wal).unwrap();
    let (whole, longer) = (whole as usize, longer as usize);
    // Frames of 24 + 4,096 bytes: in a header, behind one, in a page, one byte short, and nothing torn.
    let cuts = [
        0,
        1,
        23,
        24,
        25,
        2_000,
        4_119,
        4_120,
        4_121,
        longer - whole - 1,
    ];
    let mut torn: Vec<(String, Vec<u8>)> = Vec::new();
    for cut in cuts {
        torn.push((format!("cut after {cut}"), bytes[..whole + cut].to_vec()));
        let mut garbled = bytes.clone();
        garbled[whole + cut..].fill(0xa5);
        torn.push((format!("garbled after {cut}"), garbled));
        let mut zeroed = bytes.clone();
        zeroed[whole + cut..].fill(0);
        torn.push((format!("zeroed after {cut}"), zeroed));
    }
    for (what, torn) in torn {
        fs::write(&wal, &torn).unwrap();
        let _ = fs::remove_file(pair.north.dir.join("store.sqlite-shm"));
        let ledger =
            Ledger::read(&pair.north.dir).unwrap_or_else(|error| panic!("{what}: {error}"));
        assert!(ledger.records.contains(&first), "{what}");
    }
    // As the killed node left it, nothing is missing; and torn, the node takes its entry back from the
    // other one where that holds it, or goes on without, but never tells two stories.
    fs::write(&wal, &bytes).unwrap();
    let _ = fs::remove_file(pair.north.dir.join("store.sqlite-shm"));
    assert!(
        Ledger::read(&pair.north.dir)
            .unwrap()
            .records
            .contains(&second)
    );
    pair.north.start().unwrap();
    pair.settled();
    pair.stop();
    let (north, south) = ledgers(&pair);
    Ledger::check_alike(&north, &south).unwrap();
    assert!(south.records.contains(&second));
}

/// Whoever waits for a node to be ready may stop it at once, and it says goodbye.
#[test]
fn a_node_that_is_ready_can_be_stopped() {
    let dir = tempfile::tempdir().unwrap();
    let north = Side::found(dir.path(), "North");
    for _ in 0..10 {
        north.start().unwrap();
        // Its end by SIGTERM is a success: it wasn't just killed.
        north.stop();
    }
}

/// A store that can't be taken is left as it is, and the refusal says why; so does `doctor`.
#[test]
fn a_store_that_is_not_this_node_s_to_open_is_refused_and_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    let north = Side::found(dir.path(), "North");
    north.start().unwrap();
    let second = Side::at(dir.path(), "North");
    let said = second.start().unwrap_err();
    assert!(said.contains("is in use by another process"), "{said}");
    assert!(north.node_runs(), "the first one isn't disturbed");
    north.stop();
    let store = north.dir.join("store.sqlite");
    let whole = fs::read(&store).unwrap();

    // The version stands in the file's header, at byte 60 (SQLite, database file format).
    let mut later = whole.clone();
    later[60..64].copy_from_slice(&1_000_000u32.to_be_bytes());
    let mut garbled = whole.clone();
    let page = 4_096;
    for start in (page..whole.len()).step_by(page) {
        garbled[start..start + 64].fill(0xa5);
    }
    for (what, bytes, wanted) in [
        ("a later version", &later[..], "upgrade this program"),
        ("garbled pages", &garbled, "restore the newest backup"),
        (
            "cut in half",
            &whole[..whole.len() / 2],
            "restore the newest backup",
        ),
        (
            "a letter",
            &b"Dear colleague, ".repeat(500),
            "isn't a store of this program",
        ),
    ] {
        fs::write(&store, bytes).unwrap();
        let said = north.start().unwrap_err();
        assert!(said.contains(wanted), "{what}: {said}");
        let looked = north.run(&["doctor"]).unwrap_err();
        assert_eq!(looked.exit, Some(1), "{what}: {looked:?}");
        assert_eq!(fs::read(&store).unwrap(), bytes, "{what}: changed");
        fs::write(north.log(), "").unwrap();
    }
    fs::write(&store, &whole).unwrap();
    north.start().unwrap();
    north.stop();
    let missing = Side::at(&dir.path().join("nowhere"), "North");
    let refused = missing.run(&["node", "run"]).unwrap_err();
    assert_eq!(
        (refused.code.as_str(), refused.exit),
        ("file", Some(1)),
        "{refused:?}"
    );
    assert!(refused.next.contains("side init"), "{refused:?}");
}

/// Names the directory in a namespace of its own where a small disk is to be mounted.
const SMALL_DISK: &str = "DETENTE_CRASH_SMALL_DISK";
/// Records after which a disk of four MiB was never full.
const RECORDS_MAX: usize = 400;

/// The same with a real full disk, where mounting is allowed: a second opinion on the injected faults.
#[test]
fn a_small_disk_that_really_fills_up() {
    if let Some(dir) = std::env::var_os(SMALL_DISK) {
        return fill_the_small_disk(Path::new(&dir));
    }
    let dir = tempfile::tempdir().unwrap();
    let namespace = ["--mount", "--propagation", "private"];
    let allowed = Command::new("unshare")
        .args(namespace)
        .args(["mount", "-t", "tmpfs", "none"])
        .arg(dir.path())
        .output();
    if !allowed.is_ok_and(|done| done.status.success()) {
        println!("skipped: a real full disk needs root, unshare and mount");
        return;
    }
    let done = Command::new("unshare")
        .args(namespace)
        .arg(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "disk::a_small_disk_that_really_fills_up",
            "--nocapture",
        ])
        .env(SMALL_DISK, dir.path())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{said}");
}

fn fill_the_small_disk(dir: &Path) {
    let small = dir.join("north");
    fs::create_dir(&small).unwrap();
    let mounted = Command::new("mount")
        .args(["-t", "tmpfs", "-o", "size=4m,mode=700", "none"])
        .arg(&small)
        .status();
    assert!(mounted.unwrap().success());
    let pair = Pair::found(dir, &DESK);
    let mut accepted = vec![record(&propose(&pair.north, "before").unwrap())];
    let filler = small.join("filler");
    let mut file = fs::File::create(&filler).unwrap();
    while file.write_all(&[0; 1_024]).is_ok() {}
    let refused = loop {
        assert!(accepted.len() < RECORDS_MAX, "the disk was never full");
        match propose(&pair.north, "more and more") {
            Ok(answer) => accepted.push(record(&answer)),
            Err(refused) => break refused,
        }
    };
    check_clear("full", &refused, &["no space", "disk", "doctor"]);
    drop(file);
    fs::remove_file(&filler).unwrap();
    // The device's files are on that disk too: the node may have ended, or end just now, or be well.
    let after = until("North takes records again", || {
        if !pair.north.node_runs() {
            pair.north.ended_by_itself();
            pair.north.start().unwrap();
        }
        propose(&pair.north, "after").ok()
    });
    accepted.push(record(&after));
    pair.settled();
    pair.stop();
    let (north, south) = ledgers(&pair);
    Ledger::check_alike(&north, &south).unwrap();
    for record in accepted {
        assert!(
            north.records.contains(&record) && south.records.contains(&record),
            "{record}"
        );
    }
}
