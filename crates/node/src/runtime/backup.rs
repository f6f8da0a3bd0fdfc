//! Copies of a node's store: made while it runs, and looked at before one takes a store's place.

use std::path::Path;
use storage::{RESTORED_KEY, SqliteStore, Store, StoreError, Table};

use super::RunError;

/// Writes a copy of the store at `store` to `to`, which doesn't exist yet; the node may run.
pub fn copy_store(store: &Path, to: &Path) -> Result<(), RunError> {
    Ok(SqliteStore::open_read_only(store)?.backup_to(to)?)
}

/// Whether the file at `path` is an undamaged copy that says of itself that it is one: a node that
/// runs on it asks the other node what came after it before it appends anything.
pub fn check_copy(path: &Path) -> Result<(), RunError> {
    let copy = SqliteStore::open_read_only(path)?;
    if copy.get(Table::Meta, RESTORED_KEY)?.is_some() {
        return Ok(());
    }
    let (path, cause) = (path.to_path_buf(), "it isn't marked as a copy".to_owned());
    Err(StoreError::Other { path, cause }.into())
}
