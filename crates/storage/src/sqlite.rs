//! The store of a node: one SQLite file, in WAL mode, synced at every commit or group, written by one process.
//!
//! The writer holds a lock on a file beside the store. Readers need none: a backup is copied while the
//! node runs.

use rusqlite::{
    Connection, OpenFlags, OptionalExtension, TransactionBehavior,
    backup::{Backup, StepResult},
    params,
};
use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use crate::{
    Batch, Entry, Log, Op, Pair, RESTORED_KEY, Store, StoreError, Table,
    schema::{FileState, SCHEMA_VERSION, file_state, migrate},
};

/// How long opening waits for a process that is just stopping.
const BUSY_TIMEOUT: Duration = Duration::from_secs(2);
/// Between two looks at the lock of a process that is just stopping.
const LOCK_RETRY: Duration = Duration::from_millis(20);
/// Statements kept prepared; there are fewer.
const STATEMENTS_MAX: usize = 32;
/// The write-ahead log is cut to this after it was written back.
const WAL_BYTES_KEPT: i64 = 64 * 1024 * 1024;
/// Owner only: session tokens and everybody's ids are in it.
#[cfg(unix)]
const FILE_MODE: u32 = 0o600;

/// Batches that share a transaction, and so a sync.
#[derive(Debug)]
enum Group {
    /// Nothing written yet: no transaction.
    Empty,
    Open,
    /// SQLite failed in it: the transaction is gone.
    Broken(StoreError),
}

/// A store in a file.
#[derive(Debug)]
pub struct SqliteStore {
    connection: Connection,
    path: PathBuf,
    /// Set once the disk failed: what it holds is unknown until the file is opened again.
    failed: Option<StoreError>,
    group: Option<Group>,
    /// Held by the one process that writes; released with the process, however it ends.
    _lock: Option<File>,
}

impl SqliteStore {
    /// Opens the store at `path` for this process alone, makes it where there is none, and brings one
    /// of an earlier version up to date.
    ///
    /// # Errors
    /// In use, damaged, of a later version, not ours, not writable, or the disk is full.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, StoreError> {
        let path = path.as_ref();
        match create_private(path) {
            Ok(()) | Err(StoreError::Exists { .. }) => {}
            Err(error) => return Err(error),
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut store = Self::connect(path, flags)?;
        // Before anything is written, even a lock beside somebody else's file.
        store.version_to_bring_up()?;
        store._lock = Some(lock(path)?);
        let version = store.version_to_bring_up()?;
        for file in [path, &beside(path, "-wal"), &beside(path, "-shm")] {
            make_private(file)?;
        }
        store.told(|connection| {
            let set = |pragma, value: &dyn rusqlite::ToSql| {
                connection.pragma_update_and_check(None, pragma, value, |_| Ok(()))
            };
            set("journal_mode", &"WAL")?;
            set("journal_size_limit", &WAL_BYTES_KEPT)?;
            // What is forgotten leaves no bytes in free pages.
            set("secure_delete", &true)?;
            connection.pragma_update(None, "synchronous", "FULL")?;
            // Only macOS knows the difference.
            connection.pragma_update(None, "fullfsync", true)?;
            connection.pragma_update(None, "foreign_keys", true)?;
            connection.pragma_update(None, "trusted_schema", false)
        })?;
        store.quick_check()?;
        migrate(&mut store.connection, version).map_err(|error| store.error(&error))?;
        Ok(store)
    }

    /// Opens a store for reading only: a backup's, a stopped node's, or beside the node that writes it.
    ///
    /// # Errors
    /// Damaged, of another version, or not there.
    pub fn open_read_only(path: impl AsRef<Path>) -> Result<Self, StoreError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let store = Self::connect(path.as_ref(), flags)?;
        match store.told(file_state)? {
            FileState::Ours {
                version: SCHEMA_VERSION,
            } => {}
            FileState::Later { version } => return Err(store.later(version)),
            FileState::Ours { .. } | FileState::Empty | FileState::Foreign => {
                return Err(store.not_a_store());
            }
        }
        store.quick_check()?;
        Ok(store)
    }

    /// Writes a copy, as of now, to a file that doesn't exist yet. The copy is complete in that one
    /// file and appears under its name only when it is. It says of itself that it is a copy
    /// ([`RESTORED_KEY`]): whoever opens it is behind its own logs. Sessions stay out of it, or one
    /// that was ended since would come back.
    ///
    /// # Errors
    /// The file exists, or its disk is full or fails.
    pub fn backup_to(&self, path: impl AsRef<Path>) -> Result<(), StoreError> {
        let path = path.as_ref();
        if path.exists() {
            let path = path.to_path_buf();
            return Err(StoreError::Exists { path });
        }
        let partial = beside(path, ".partial");
        // Of an earlier copy that was cut short, or nothing: left there it would forbid every later one.
        let _ = fs::remove_file(&partial);
        let copied = create_private(&partial)
            .and_then(|()| self.copy_to(&partial))
            .and_then(|()| {
                fs::rename(&partial, path)
                    .and_then(|()| sync_directory(path))
                    .map_err(|error| StoreError::from_io(path, &error))
            });
        if copied.is_err() {
            // A second failure here would hide the first.
            let _ = fs::remove_file(&partial);
        }
        copied
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    fn copy_to(&self, path: &Path) -> Result<(), StoreError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut copy = Self::connect(path, flags)?;
        // One step copies everything as it stands when the step begins, whoever writes meanwhile.
        let outcome =
            Backup::new(&self.connection, &mut copy.connection).and_then(|backup| backup.step(-1));
        match outcome.map_err(|error| copy.error(&error))? {
            StepResult::Done => {}
            other => {
                let cause = format!("the copy stopped early: {other:?}");
                let path = path.to_path_buf();
                return Err(StoreError::Other { path, cause });
            }
        }
        copy.told(|connection| {
            // A file in WAL mode can't be read where its directory can't be written.
            connection.pragma_update_and_check(None, "journal_mode", "DELETE", |_| Ok(()))?;
            connection.execute(
                "DELETE FROM pairs WHERE tab = ?1",
                [Table::Sessions.number()],
            )?;
            connection.execute(
                "INSERT OR REPLACE INTO pairs (tab, key, value) VALUES (?1, ?2, x'')",
                params![Table::Meta.number(), RESTORED_KEY],
            )
        })?;
        copy.quick_check()
    }

    fn connect(path: &Path, flags: OpenFlags) -> Result<Self, StoreError> {
        let told = |error| StoreError::from_sqlite(path, &error);
        let connection = Connection::open_with_flags(path, flags).map_err(told)?;
        connection.busy_timeout(BUSY_TIMEOUT).map_err(told)?;
        connection.set_prepared_statement_cache_capacity(STATEMENTS_MAX);
        Ok(Self {
            connection,
            path: path.to_path_buf(),
            failed: None,
            group: None,
            _lock: None,
        })
    }

    /// The version from which to bring it up to date.
    fn version_to_bring_up(&self) -> Result<i64, StoreError> {
        match self.told(file_state)? {
            FileState::Empty => Ok(0),
            FileState::Ours { version } => Ok(version),
            FileState::Later { version } => Err(self.later(version)),
            FileState::Foreign => Err(self.not_a_store()),
        }
    }

    fn quick_check(&self) -> Result<(), StoreError> {
        let found: String = self.told(|connection| {
            connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))
        })?;
        if found == "ok" {
            return Ok(());
        }
        let (path, cause) = (self.path.clone(), found);
        Err(StoreError::Damaged { path, cause })
    }

    fn told<T>(
        &self,
        action: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, StoreError> {
        action(&self.connection).map_err(|error| self.error(&error))
    }

    fn error(&self, error: &rusqlite::Error) -> StoreError {
        StoreError::from_sqlite(&self.path, error)
    }

    /// Remembers a failure after which the disk's content is unknown.
    fn broken(&mut self, error: &rusqlite::Error) -> StoreError {
        let error = self.error(error);
        if let StoreError::Disk { .. } | StoreError::Damaged { .. } = &error {
            self.failed = Some(error.clone());
        }
        error
    }

    /// Ends the transaction without keeping anything of it.
    fn roll_back(&self) {
        // After some failures SQLite has done so by itself; what fails here is undone at opening.
        if !self.connection.is_autocommit() {
            let _ = self.connection.execute_batch("ROLLBACK");
        }
    }

    fn later(&self, found: i64) -> StoreError {
        let path = self.path.clone();
        StoreError::LaterVersion { path, found }
    }

    fn not_a_store(&self) -> StoreError {
        let path = self.path.clone();
        StoreError::NotAStore { path }
    }
}

impl Store for SqliteStore {
    fn commit(&mut self, batch: &Batch) -> Result<(), StoreError> {
        batch.check()?;
        if let Some(failed) = &self.failed {
            return Err(failed.clone());
        }
        let outcome = match &mut self.group {
            None => write(&mut self.connection, batch),
            Some(Group::Broken(error)) => return Err(error.clone()),
            Some(group) => write_in_group(&self.connection, group, batch),
        };
        outcome.map_err(|failure| match failure {
            Failure::Refused(error) => error,
            Failure::Sqlite(error) => {
                let error = self.broken(&error);
                if self.group.is_some() {
                    self.roll_back();
                    self.group = Some(Group::Broken(error.clone()));
                }
                error
            }
        })
    }

    fn begin_group(&mut self) {
        self.drop_group();
        self.group = Some(Group::Empty);
    }

    fn end_group(&mut self) -> Result<(), StoreError> {
        match self.group.take() {
            None | Some(Group::Empty) => Ok(()),
            Some(Group::Broken(error)) => Err(error),
            Some(Group::Open) => self.connection.execute_batch("COMMIT").map_err(|error| {
                self.roll_back();
                self.broken(&error)
            }),
        }
    }

    fn drop_group(&mut self) {
        if let Some(Group::Open) = self.group.take() {
            self.roll_back();
        }
    }

    fn len(&self, log: Log) -> Result<u64, StoreError> {
        self.told(|connection| length(connection, log))
    }

    fn entries(&self, log: Log, from_seq: u64, max: usize) -> Result<Vec<Entry>, StoreError> {
        let Ok(from_seq) = i64::try_from(from_seq) else {
            return Ok(Vec::new());
        };
        self.told(|connection| {
            connection
                .prepare_cached(
                    "SELECT seq, bytes FROM entries
                     WHERE log = (SELECT id FROM logs WHERE name = ?1) AND seq >= ?2
                     ORDER BY seq LIMIT ?3",
                )?
                .query_map(params![log.name(), from_seq, rows(max)], |row| {
                    Ok((row.get::<_, i64>(0)?.unsigned_abs(), row.get(1)?))
                })?
                .collect()
        })
    }

    fn get(&self, table: Table, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        self.told(|connection| {
            connection
                .prepare_cached("SELECT value FROM pairs WHERE tab = ?1 AND key = ?2")?
                .query_row(params![table.number(), key], |row| row.get(0))
                .optional()
        })
    }

    fn scan_after(
        &self,
        table: Table,
        prefix: &[u8],
        after: Option<&[u8]>,
        max: usize,
    ) -> Result<Vec<Pair>, StoreError> {
        // Both bounds are always there: one statement serves, by the index.
        let (from, beyond) = match after {
            Some(after) if after >= prefix => (after, Some(after)),
            Some(_) | None => (prefix, None),
        };
        self.told(|connection| {
            connection
                .prepare_cached(
                    "SELECT key, value FROM pairs
                     WHERE tab = ?1 AND key >= ?2 AND (?3 IS NULL OR key < ?3)
                     AND (?4 IS NULL OR key > ?4)
                     ORDER BY key LIMIT ?5",
                )?
                .query_map(
                    params![table.number(), from, end_of(prefix), beyond, rows(max)],
                    |row| Ok((row.get(0)?, row.get(1)?)),
                )?
                .collect()
        })
    }
}

/// Why a batch isn't written.
enum Failure {
    Refused(StoreError),
    Sqlite(rusqlite::Error),
}

impl From<rusqlite::Error> for Failure {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(error)
    }
}

fn write(connection: &mut Connection, batch: &Batch) -> Result<(), Failure> {
    // Dropped before its commit, the transaction leaves nothing behind.
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    apply(&transaction, batch)?;
    Ok(transaction.commit()?)
}

/// Writes a batch into the group's transaction; one that is refused undoes only itself.
fn write_in_group(
    connection: &Connection,
    group: &mut Group,
    batch: &Batch,
) -> Result<(), Failure> {
    let run = |sql| -> rusqlite::Result<()> {
        connection.prepare_cached(sql)?.execute([])?;
        Ok(())
    };
    if let Group::Empty = group {
        run("BEGIN IMMEDIATE")?;
        *group = Group::Open;
    }
    run("SAVEPOINT batch")?;
    let applied = apply(connection, batch);
    if let Err(Failure::Refused(_)) = &applied {
        run("ROLLBACK TO batch")?;
        run("RELEASE batch")?;
        return applied;
    }
    applied?;
    Ok(run("RELEASE batch")?)
}

fn apply(transaction: &Connection, batch: &Batch) -> Result<(), Failure> {
    for op in batch.ops() {
        match op {
            Op::Append { log, seq, bytes } => append(transaction, *log, *seq, bytes)?,
            Op::Put { table, key, value } => {
                transaction
                    .prepare_cached(
                        "INSERT INTO pairs (tab, key, value) VALUES (?1, ?2, ?3)
                         ON CONFLICT (tab, key) DO UPDATE SET value = excluded.value",
                    )?
                    .execute(params![table.number(), key, value])?;
            }
            Op::Delete { table, key } => {
                transaction
                    .prepare_cached("DELETE FROM pairs WHERE tab = ?1 AND key = ?2")?
                    .execute(params![table.number(), key])?;
            }
        }
    }
    Ok(())
}

fn append(transaction: &Connection, log: Log, got: u64, bytes: &[u8]) -> Result<(), Failure> {
    let wanted = length(transaction, log)? + 1;
    if got != wanted {
        return Err(Failure::Refused(StoreError::Sequence { log, got, wanted }));
    }
    let name = log.name();
    if wanted == 1 {
        transaction
            .prepare_cached("INSERT OR IGNORE INTO logs (name) VALUES (?1)")?
            .execute(params![name])?;
    }
    transaction
        .prepare_cached(
            "INSERT INTO entries (log, seq, bytes)
             VALUES ((SELECT id FROM logs WHERE name = ?1), ?2, ?3)",
        )?
        .execute(params![name, got.cast_signed(), bytes])?;
    Ok(())
}

fn length(connection: &Connection, log: Log) -> rusqlite::Result<u64> {
    let last: i64 = connection
        .prepare_cached(
            "SELECT coalesce(max(seq), 0) FROM entries
             WHERE log = (SELECT id FROM logs WHERE name = ?1)",
        )?
        .query_row(params![log.name()], |row| row.get(0))?;
    Ok(last.unsigned_abs())
}

/// The first key after all that begin with `prefix`; `None` where there is none.
fn end_of(prefix: &[u8]) -> Option<Vec<u8>> {
    let kept = prefix.iter().rposition(|byte| *byte != u8::MAX)?;
    let mut end = prefix[..=kept].to_vec();
    end[kept] += 1;
    Some(end)
}

fn rows(max: usize) -> i64 {
    i64::try_from(max).unwrap_or(i64::MAX)
}

/// A file with this ending beside the store.
fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

/// The lock of the one process that writes; waits a little for one that is just stopping.
fn lock(path: &Path) -> Result<File, StoreError> {
    let name = beside(path, "-lock");
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, FILE_MODE);
    let failed = |error: &io::Error| StoreError::from_io(&name, error);
    let file = options.open(&name).map_err(|error| failed(&error))?;
    let give_up = Instant::now() + BUSY_TIMEOUT;
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::WouldBlock) if Instant::now() < give_up => {
                std::thread::sleep(LOCK_RETRY);
            }
            Err(TryLockError::WouldBlock) => {
                let path = path.to_path_buf();
                return Err(StoreError::InUse { path });
            }
            Err(TryLockError::Error(error)) => return Err(failed(&error)),
        }
    }
}

/// Makes an empty file that only its owner reads. An existing one isn't even opened: closing it again
/// would drop the locks that this process holds on it (POSIX).
fn create_private(path: &Path) -> Result<(), StoreError> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, FILE_MODE);
    options
        .open(path)
        .and_then(|file| file.sync_all())
        .and_then(|()| sync_directory(path))
        .map_err(|error| StoreError::from_io(path, &error))
}

/// Takes everybody else's rights from a file that came here by other ways, such as a restored copy.
fn make_private(path: &Path) -> Result<(), StoreError> {
    #[cfg(unix)]
    if let Ok(metadata) = fs::metadata(path) {
        use std::os::unix::fs::PermissionsExt;
        if metadata.permissions().mode() & 0o777 != FILE_MODE {
            fs::set_permissions(path, fs::Permissions::from_mode(FILE_MODE))
                .map_err(|error| StoreError::from_io(path, &error))?;
        }
    }
    Ok(())
}

/// A new name is durable once its directory is.
fn sync_directory(path: &Path) -> io::Result<()> {
    let directory = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        Some(_) | None => Path::new("."),
    };
    File::open(directory)?.sync_all()
}

#[cfg(test)]
#[path = "sqlite_tests.rs"]
mod tests;
