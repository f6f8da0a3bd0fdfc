//! What goes wrong with a store: each error names its cause and the next step.

use rusqlite::{ErrorCode, ffi};
use std::path::{Path, PathBuf};

use crate::{BATCH_OPS_MAX, KEY_BYTES_MAX, Log, VALUE_BYTES_MAX, schema::SCHEMA_VERSION};

/// Why a store didn't open, read or write.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    #[error("entry {got} can't be appended to the {log}: entry {wanted} is next")]
    Sequence { log: Log, got: u64, wanted: u64 },
    #[error("a value of {got} bytes is longer than {VALUE_BYTES_MAX}")]
    ValueTooLong { got: usize },
    #[error("a key of {got} bytes is longer than {KEY_BYTES_MAX}")]
    KeyTooLong { got: usize },
    #[error("a batch of {got} operations is longer than {BATCH_OPS_MAX}")]
    BatchTooLong { got: usize },
    #[error(
        "the disk of {path} is full; free some space there and start again: what was acknowledged is kept",
        path = path.display()
    )]
    Full { path: PathBuf },
    #[error(
        "{path} can't be written; let this user write the file and its directory, or open the store for reading only",
        path = path.display()
    )]
    ReadOnly { path: PathBuf },
    #[error(
        "{path} is damaged ({cause}); keep the file aside, restore the newest backup and start again: the other node holds what came after it",
        path = path.display()
    )]
    Damaged { path: PathBuf, cause: String },
    #[error(
        "{path} is in use by another process; stop the node that has it open, or give this one its own store",
        path = path.display()
    )]
    InUse { path: PathBuf },
    #[error(
        "{path} was written by a later version of this program (store version {found}, known is {SCHEMA_VERSION}); upgrade this program, or restore the backup made before the upgrade",
        path = path.display()
    )]
    LaterVersion { path: PathBuf, found: i64 },
    #[error(
        "{path} isn't a store of this program; name the right file, or one that doesn't exist yet",
        path = path.display()
    )]
    NotAStore { path: PathBuf },
    #[error(
        "{path} exists already; name a file that doesn't",
        path = path.display()
    )]
    Exists { path: PathBuf },
    #[error(
        "{path} can't be opened ({cause}); check that its directory exists and that this user may use it",
        path = path.display()
    )]
    CannotOpen { path: PathBuf, cause: String },
    /// Whether the last batch is there is known only after reopening, which goes by what the disk
    /// holds; until then nothing more is written.
    #[error(
        "the disk of {path} failed ({cause}); check the disk and start again",
        path = path.display()
    )]
    Disk { path: PathBuf, cause: String },
    #[error("{path}: {cause}", path = path.display())]
    Other { path: PathBuf, cause: String },
    #[error("the store crashed, as was asked of it; restart it")]
    Crashed,
}

impl StoreError {
    pub(crate) fn from_sqlite(path: &Path, error: &rusqlite::Error) -> Self {
        let path = path.to_path_buf();
        let cause = error.to_string();
        let extended = error.sqlite_error().map(|error| error.extended_code);
        if extended == Some(ffi::SQLITE_IOERR_SHMSIZE) {
            // The file of shared memory is only ever made longer: what is missing is space.
            return Self::Full { path };
        }
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::Full { path },
            Some(ErrorCode::ReadOnly) => Self::ReadOnly { path },
            Some(ErrorCode::DatabaseCorrupt) => Self::Damaged { path, cause },
            Some(ErrorCode::NotADatabase) => Self::NotAStore { path },
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::InUse { path },
            Some(ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => {
                Self::CannotOpen { path, cause }
            }
            Some(ErrorCode::SystemIoFailure) => Self::Disk { path, cause },
            Some(_) | None => Self::Other { path, cause },
        }
    }

    pub(crate) fn from_io(path: &Path, error: &std::io::Error) -> Self {
        let path = path.to_path_buf();
        let cause = error.to_string();
        match error.kind() {
            std::io::ErrorKind::AlreadyExists => Self::Exists { path },
            std::io::ErrorKind::StorageFull => Self::Full { path },
            std::io::ErrorKind::ReadOnlyFilesystem => Self::ReadOnly { path },
            _ => Self::CannotOpen { path, cause },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What people see: cause and next step in one line each.
    #[test]
    fn sqlite_failures_name_cause_and_next_step() {
        for (code, wanted) in [
            (ffi::SQLITE_FULL, "is full; free some space"),
            (ffi::SQLITE_IOERR_SHMSIZE, "is full; free some space"),
            (ffi::SQLITE_READONLY, "can't be written; let this user"),
            (ffi::SQLITE_CORRUPT, "restore the newest backup"),
            (ffi::SQLITE_NOTADB, "isn't a store of this program"),
            (ffi::SQLITE_BUSY, "stop the node that has it open"),
            (ffi::SQLITE_CANTOPEN, "check that its directory exists"),
            (ffi::SQLITE_IOERR_FSYNC, "check the disk and start again"),
        ] {
            let error = rusqlite::Error::SqliteFailure(ffi::Error::new(code), None);
            let told = StoreError::from_sqlite(Path::new("node.db"), &error).to_string();
            assert!(told.starts_with("node.db") || told.contains("disk of node.db"));
            assert!(told.contains(wanted), "{code}: {told}");
        }
    }
}
