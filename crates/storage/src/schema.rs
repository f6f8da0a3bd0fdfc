//! The tables within a SQLite store, and the way from each version to the next.

use rusqlite::{Connection, TransactionBehavior};

/// Version of the tables that this program writes (`user_version`).
pub(crate) const SCHEMA_VERSION: i64 = 1;
/// Marks the file as ours (`application_id`): "DTNT".
pub(crate) const APPLICATION_ID: i64 = 0x4454_4e54;

/// `MIGRATIONS[n]` leads from version n to n + 1. What was released is never changed.
const MIGRATIONS: [&str; SCHEMA_VERSION as usize] = ["
    CREATE TABLE logs (
        id INTEGER PRIMARY KEY,
        name BLOB NOT NULL UNIQUE
    ) STRICT;
    CREATE TABLE entries (
        log INTEGER NOT NULL REFERENCES logs (id),
        seq INTEGER NOT NULL CHECK (seq >= 1),
        bytes BLOB NOT NULL,
        UNIQUE (log, seq)
    ) STRICT;
    CREATE TRIGGER entries_are_kept BEFORE DELETE ON entries
        BEGIN SELECT RAISE(ABORT, 'logs are never cut'); END;
    CREATE TRIGGER entries_are_fixed BEFORE UPDATE ON entries
        BEGIN SELECT RAISE(ABORT, 'entries are never changed'); END;
    CREATE TABLE pairs (
        tab INTEGER NOT NULL,
        key BLOB NOT NULL,
        value BLOB NOT NULL,
        UNIQUE (tab, key)
    ) STRICT;
"];

/// What a file says it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FileState {
    /// No table in it.
    Empty,
    /// A store of this or an earlier version.
    Ours {
        version: i64,
    },
    Later {
        version: i64,
    },
    Foreign,
}

pub(crate) fn file_state(connection: &Connection) -> rusqlite::Result<FileState> {
    let number = |pragma| connection.pragma_query_value(None, pragma, |row| row.get::<_, i64>(0));
    let (application, version) = (number("application_id")?, number("user_version")?);
    let tables: i64 =
        connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    Ok(match (application, version, tables) {
        (0, 0, 0) => FileState::Empty,
        (APPLICATION_ID, version, _) if version > SCHEMA_VERSION => FileState::Later { version },
        (APPLICATION_ID, version, _) if version >= 1 => FileState::Ours { version },
        _ => FileState::Foreign,
    })
}

/// Brings the tables from `version` to [`SCHEMA_VERSION`], all steps or none. Takes the file's lock
/// even where there is nothing to do.
pub(crate) fn migrate(connection: &mut Connection, version: i64) -> rusqlite::Result<()> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Exclusive)?;
    let done = usize::try_from(version).unwrap_or(0);
    for step in MIGRATIONS.iter().skip(done) {
        transaction.execute_batch(step)?;
    }
    if version < SCHEMA_VERSION {
        transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
        transaction.pragma_update(None, "user_version", SCHEMA_VERSION)?;
    }
    transaction.commit()
}
