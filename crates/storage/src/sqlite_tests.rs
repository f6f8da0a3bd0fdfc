//! What SQLite adds to the conformance suite: files, locks, versions, damage, a full disk, power.

use super::*;
use crate::conformance::{Bench, check_store};
use std::{
    io::{BufRead, BufReader, Write},
    process::{Command, Stdio},
};
use tempfile::TempDir;

struct Files {
    directory: TempDir,
    made: usize,
}

impl Bench for Files {
    type Store = SqliteStore;

    fn fresh(&mut self) -> SqliteStore {
        self.made += 1;
        let name = format!("{}.db", self.made);
        SqliteStore::open(self.directory.path().join(name)).unwrap()
    }

    fn reopened(&mut self, store: SqliteStore) -> SqliteStore {
        let path = store.path().to_path_buf();
        drop(store);
        SqliteStore::open(path).unwrap()
    }
}

#[test]
fn it_conforms() {
    check_store(&mut Files {
        directory: directory(),
        made: 0,
    });
}

fn directory() -> TempDir {
    tempfile::tempdir().unwrap()
}

/// A store with one entry and one pair.
fn filled(path: &Path) -> SqliteStore {
    let mut store = SqliteStore::open(path).unwrap();
    let batch = Batch::new()
        .append(Log::Internal, 1, "entry")
        .put(Table::Meta, "key", "value");
    store.commit(&batch).unwrap();
    store
}

fn assert_filled(store: &SqliteStore) {
    assert_eq!(store.len(Log::Internal), Ok(1));
    assert_eq!(store.get(Table::Meta, b"key"), Ok(Some(b"value".to_vec())));
}

#[test]
fn it_syncs_every_commit() {
    let directory = directory();
    let store = filled(&directory.path().join("node.db"));
    let text = |pragma| {
        store
            .connection
            .pragma_query_value(None, pragma, |row| row.get::<_, String>(0))
            .unwrap()
    };
    let number = |pragma| {
        store
            .connection
            .pragma_query_value(None, pragma, |row| row.get::<_, i64>(0))
            .unwrap()
    };
    assert_eq!(text("journal_mode"), "wal");
    assert_eq!(text("locking_mode"), "normal");
    assert_eq!(number("synchronous"), 2);
    assert_eq!(number("foreign_keys"), 1);
    assert_eq!(number("user_version"), SCHEMA_VERSION);
}

#[cfg(unix)]
#[test]
fn its_files_are_its_owner_s() {
    use std::os::unix::fs::PermissionsExt;
    let directory = directory();
    let path = directory.path().join("node.db");
    let store = filled(&path);
    let assert_private = || {
        let files: Vec<_> = fs::read_dir(directory.path()).unwrap().flatten().collect();
        assert!(files.len() >= 2, "the store and its write-ahead log");
        for file in files {
            let mode = file.metadata().unwrap().permissions().mode() & 0o777;
            assert_eq!(mode, FILE_MODE, "{file:?}");
        }
    };
    assert_private();
    drop(store);
    fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
    let mut store = SqliteStore::open(&path).unwrap();
    store
        .commit(&Batch::new().delete(Table::Press, "x"))
        .unwrap();
    assert_private();
}

#[test]
fn a_second_opener_is_refused_until_the_first_is_gone() {
    let directory = directory();
    let path = directory.path().join("node.db");
    let store = filled(&path);
    let in_use = StoreError::InUse { path: path.clone() };
    assert_eq!(SqliteStore::open(&path).unwrap_err(), in_use);
    assert_filled(&store);
    drop(store);
    assert_filled(&SqliteStore::open(&path).unwrap());
}

#[test]
fn a_reader_beside_the_writer_sees_what_was_committed_and_holds_nothing_up() {
    let directory = directory();
    let path = directory.path().join("node.db");
    let mut store = filled(&path);
    let reader = SqliteStore::open_read_only(&path).unwrap();
    assert_filled(&reader);
    let batch = Batch::new().append(Log::Internal, 2, "later");
    store.commit(&batch).unwrap();
    assert_eq!(reader.len(Log::Internal), Ok(2));
    let copy = directory.path().join("backup.db");
    reader.backup_to(&copy).unwrap();
    let batch = Batch::new().append(Log::Internal, 3, "later still");
    store.commit(&batch).unwrap();
    let copy = SqliteStore::open_read_only(&copy).unwrap();
    assert_eq!(copy.len(Log::Internal), Ok(2));
}

#[test]
fn a_copy_says_that_it_is_one_and_brings_no_session_back() {
    let directory = directory();
    let mut store = filled(&directory.path().join("node.db"));
    let session = Batch::new().put(Table::Sessions, "token", "until");
    store.commit(&session).unwrap();
    let path = directory.path().join("backup.db");
    store.backup_to(&path).unwrap();
    let mark = |store: &SqliteStore| store.get(Table::Meta, RESTORED_KEY).unwrap();
    assert_eq!(mark(&store), None);
    let copy = SqliteStore::open(&path).unwrap();
    assert_eq!(mark(&copy), Some(Vec::new()));
    assert_eq!(copy.get(Table::Sessions, b"token"), Ok(None));
    // A copy of a copy, before the first was cleared.
    let again = directory.path().join("again.db");
    copy.backup_to(&again).unwrap();
    assert_filled(&SqliteStore::open_read_only(&again).unwrap());
}

#[test]
fn a_store_read_only_takes_nothing() {
    let directory = directory();
    let path = directory.path().join("node.db");
    drop(filled(&path));
    let mut store = SqliteStore::open_read_only(&path).unwrap();
    let batch = Batch::new().put(Table::Meta, "key", "other");
    let refused = StoreError::ReadOnly { path: path.clone() };
    assert_eq!(store.commit(&batch), Err(refused));
    assert_filled(&store);
}

#[test]
fn a_later_version_is_refused_and_left_alone() {
    let directory = directory();
    let path = directory.path().join("node.db");
    for (version, opens) in [
        (SCHEMA_VERSION, true),
        (SCHEMA_VERSION + 1, false),
        (i64::from(i32::MAX), false),
    ] {
        let store = match SqliteStore::open(&path) {
            Ok(store) => store,
            Err(_) => panic!("version {version} follows one that doesn't open"),
        };
        store
            .connection
            .pragma_update(None, "user_version", version)
            .unwrap();
        drop(store);
        let before = fs::read(&path).unwrap();
        let later = StoreError::LaterVersion {
            path: path.clone(),
            found: version,
        };
        for outcome in [
            SqliteStore::open(&path).map(drop),
            SqliteStore::open_read_only(&path).map(drop),
        ] {
            match opens {
                true => assert_eq!(outcome, Ok(())),
                false => assert_eq!(outcome, Err(later.clone())),
            }
        }
        if !opens {
            assert_eq!(fs::read(&path).unwrap(), before);
            assert!(later.to_string().contains("upgrade this program"));
            fs::remove_file(&path).unwrap();
        }
    }
}

#[test]
fn other_files_are_refused_and_left_alone() {
    let directory = directory();
    let text = directory.path().join("letter.txt");
    fs::write(&text, "Dear colleague, ".repeat(500)).unwrap();
    let foreign = directory.path().join("foreign.db");
    let connection = Connection::open(&foreign).unwrap();
    connection.execute_batch("CREATE TABLE t (x)").unwrap();
    drop(connection);
    for path in [text, foreign] {
        let before = fs::read(&path).unwrap();
        let refused = StoreError::NotAStore { path: path.clone() };
        assert_eq!(SqliteStore::open(&path).unwrap_err(), refused);
        assert_eq!(SqliteStore::open_read_only(&path).unwrap_err(), refused);
        assert_eq!(fs::read(&path).unwrap(), before);
    }
    let nowhere = directory.path().join("no directory").join("node.db");
    for outcome in [
        SqliteStore::open(&nowhere),
        SqliteStore::open_read_only(&nowhere),
    ] {
        assert!(matches!(outcome, Err(StoreError::CannotOpen { .. })));
    }
}

#[test]
fn damage_is_told_at_opening() {
    let directory = directory();
    let path = directory.path().join("node.db");
    let mut store = filled(&path);
    for seq in 2..200 {
        let batch = Batch::new().append(Log::Internal, seq, vec![5; 1_000]);
        store.commit(&batch).unwrap();
    }
    drop(store);
    let whole = fs::read(&path).unwrap();
    let page = 4_096;
    // The beginning of every page but the first, or the second half of the file, is gone.
    let mut smeared = whole.clone();
    for start in (page..whole.len()).step_by(page) {
        smeared[start..start + 64].fill(0xa5);
    }
    for bytes in [&smeared[..], &whole[..whole.len() / 2]] {
        fs::write(&path, bytes).unwrap();
        for outcome in [SqliteStore::open(&path), SqliteStore::open_read_only(&path)] {
            let error = outcome.unwrap_err();
            assert!(matches!(error, StoreError::Damaged { .. }), "{error}");
            assert!(error.to_string().contains("restore the newest backup"));
        }
    }
    fs::write(&path, whole).unwrap();
    assert_eq!(
        SqliteStore::open(&path).unwrap().len(Log::Internal),
        Ok(199)
    );
}

#[test]
fn a_full_disk_refuses_the_batch_and_keeps_the_rest() {
    let directory = directory();
    let path = directory.path().join("node.db");
    let mut store = filled(&path);
    let pages = |store: &SqliteStore, most: i64| {
        store
            .connection
            .pragma_update_and_check(None, "max_page_count", most, |_| Ok(()))
            .unwrap();
    };
    pages(&store, 20);
    let large =
        Batch::new()
            .put(Table::Meta, "key", "other")
            .append(Log::Internal, 2, vec![1; 200_000]);
    let full = StoreError::Full { path: path.clone() };
    assert_eq!(store.commit(&large), Err(full));
    assert_filled(&store);
    // Space was freed: the store goes on.
    pages(&store, 1_000);
    assert_eq!(store.commit(&large), Ok(()));
    assert_eq!(store.len(Log::Internal), Ok(2));
}

#[test]
fn a_full_disk_in_a_group_keeps_nothing_of_it() {
    let directory = directory();
    let path = directory.path().join("node.db");
    let mut store = filled(&path);
    let pages = |store: &SqliteStore, most: i64| {
        store
            .connection
            .pragma_update_and_check(None, "max_page_count", most, |_| Ok(()))
            .unwrap();
    };
    pages(&store, 20);
    let small = Batch::new().append(Log::Internal, 2, "small");
    let large = Batch::new().append(Log::Internal, 3, vec![1; 200_000]);
    let full = StoreError::Full { path: path.clone() };
    store.begin_group();
    assert_eq!(store.commit(&small), Ok(()));
    assert_eq!(store.commit(&large), Err(full.clone()));
    assert_eq!(store.commit(&small), Err(full.clone()), "not on its own");
    assert_eq!(store.end_group(), Err(full));
    assert_filled(&store);
    // Space was freed: the store goes on.
    pages(&store, 1_000);
    store.begin_group();
    assert_eq!(store.commit(&small), Ok(()));
    assert_eq!(store.commit(&large), Ok(()));
    assert_eq!(store.end_group(), Ok(()));
    assert_eq!(store.len(Log::Internal), Ok(3));
}

#[test]
fn a_reader_sees_a_group_only_at_its_end() {
    let directory = directory();
    let path = directory.path().join("node.db");
    let mut store = filled(&path);
    let reader = SqliteStore::open_read_only(&path).unwrap();
    store.begin_group();
    store
        .commit(&Batch::new().append(Log::Internal, 2, "next"))
        .unwrap();
    assert_filled(&reader);
    store.end_group().unwrap();
    assert_eq!(reader.len(Log::Internal), Ok(2));
}

#[test]
fn after_the_disk_failed_nothing_is_written_until_reopening() {
    let directory = directory();
    let path = directory.path().join("node.db");
    let mut store = filled(&path);
    let failed = StoreError::Disk {
        path: path.clone(),
        cause: "disk I/O error".into(),
    };
    store.failed = Some(failed.clone());
    let batch = Batch::new().append(Log::Internal, 2, "next");
    assert_eq!(store.commit(&batch), Err(failed));
    drop(store);
    let mut store = SqliteStore::open(&path).unwrap();
    assert_filled(&store);
    assert_eq!(store.commit(&batch), Ok(()));
}

#[test]
fn entries_stay_whatever_is_asked_of_the_file() {
    let directory = directory();
    let store = filled(&directory.path().join("node.db"));
    for statement in ["DELETE FROM entries", "UPDATE entries SET bytes = x'00'"] {
        assert!(store.connection.execute(statement, []).is_err());
    }
    assert!(store.connection.execute("DELETE FROM logs", []).is_err());
    assert_filled(&store);
}

#[test]
fn a_backup_is_a_store_as_of_then() {
    let directory = directory();
    let mut store = filled(&directory.path().join("node.db"));
    let path = directory.path().join("backup.db");
    store.backup_to(&path).unwrap();
    store
        .commit(&Batch::new().append(Log::Internal, 2, "later"))
        .unwrap();
    assert_filled(&SqliteStore::open_read_only(&path).unwrap());
    let exists = StoreError::Exists { path: path.clone() };
    assert_eq!(store.backup_to(&path), Err(exists));
    let nowhere = directory.path().join("no directory").join("backup.db");
    assert!(store.backup_to(&nowhere).is_err());
    // What a copy that was killed left behind is in nobody's way.
    fs::write(directory.path().join("again.db.partial"), "half").unwrap();
    let again = directory.path().join("again.db");
    store.backup_to(&again).unwrap();
    assert!(!directory.path().join("again.db.partial").exists());
    let names: Vec<String> = fs::read_dir(directory.path())
        .unwrap()
        .flatten()
        .map(|file| file.file_name().to_string_lossy().into_owned())
        .filter(|name| name.starts_with("backup"))
        .collect();
    assert_eq!(names, ["backup.db"]);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, FILE_MODE);
    }
    // It goes on from there as a store of its own.
    let mut restored = SqliteStore::open(&path).unwrap();
    assert_filled(&restored);
    let batch = Batch::new().append(Log::Internal, 2, "another");
    assert_eq!(restored.commit(&batch), Ok(()));
    assert_eq!(store.len(Log::Internal), Ok(2));
}

/// Names the store in which the child process writes.
const CHILD_STORE: &str = "DETENTE_STORAGE_TEST_CHILD";
/// Batches that the child puts in one group.
const CHILD_GROUP: &str = "DETENTE_STORAGE_TEST_GROUP";
/// Batches of a child that nobody kills.
const CHILD_BATCHES: u64 = 100_000;

/// Appends and tells what was acknowledged, until it is killed.
fn write_until_killed(path: &Path, group: u64) {
    let mut store = SqliteStore::open(path).unwrap();
    let log = Log::Own(identity::SideId([3; 16]));
    let first = store.len(log).unwrap() + 1;
    let mut out = std::io::stdout();
    for seq in first..first + CHILD_BATCHES {
        if group > 1 && seq % group == 1 {
            store.begin_group();
        }
        let batch = Batch::new()
            .append(log, seq, seq.to_be_bytes())
            .append(Log::Internal, seq, vec![seq as u8; 3_000])
            .put(Table::Meta, "last", seq.to_be_bytes());
        store.commit(&batch).unwrap();
        if seq % group > 0 {
            continue;
        }
        store.end_group().unwrap();
        writeln!(out, "\nacknowledged {seq}").unwrap();
        out.flush().unwrap();
    }
}

#[test]
fn what_was_acknowledged_survives_kill() {
    if let Some(path) = std::env::var_os(CHILD_STORE) {
        let group = std::env::var(CHILD_GROUP).unwrap().parse().unwrap();
        return write_until_killed(Path::new(&path), group);
    }
    for group in [1, 5] {
        kill_and_look(group);
    }
}

fn kill_and_look(group: u64) {
    let directory = directory();
    let path = directory.path().join("node.db");
    let mut kept = 0;
    for after in [1, 40, 300] {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args([
                "--exact",
                "sqlite::tests::what_was_acknowledged_survives_kill",
            ])
            .arg("--nocapture")
            .env(CHILD_STORE, &path)
            .env(CHILD_GROUP, group.to_string())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut acknowledged = Vec::new();
        // What the child wrote before it died is read to the end.
        for line in lines {
            let line = line.unwrap();
            let Some(seq) = line.strip_prefix("acknowledged ") else {
                continue;
            };
            acknowledged.push(seq.parse::<u64>().unwrap());
            if acknowledged.len() == after {
                child.kill().unwrap();
            }
        }
        assert!(!child.wait().unwrap().success());
        let last = *acknowledged.last().expect("the child wrote something");

        let check = |store: &SqliteStore| {
            let log = Log::Own(identity::SideId([3; 16]));
            let length = store.len(log).unwrap();
            assert!(length >= last, "{length} entries of {last} acknowledged");
            assert!(length <= last + group, "one commit at most is under way");
            assert_eq!(length % group, 0, "a group whole or not at all");
            let all = store.entries(log, 1, usize::MAX).unwrap();
            assert!(all.iter().all(|(seq, bytes)| *bytes == seq.to_be_bytes()));
            // Each batch whole or not at all.
            assert_eq!(store.len(Log::Internal), Ok(length));
            let stored = store.get(Table::Meta, b"last").unwrap();
            assert_eq!(stored, Some(length.to_be_bytes().to_vec()));
            length
        };
        // A checker reads the file as the killed node left it, then the node comes back.
        let found = check(&SqliteStore::open_read_only(&path).unwrap());
        let reopened = check(&SqliteStore::open(&path).unwrap());
        assert_eq!(found, reopened);
        assert!(reopened > kept);
        kept = reopened;
    }
}
