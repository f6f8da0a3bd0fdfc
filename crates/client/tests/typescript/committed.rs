//! Files of the web client that are written here and committed.

use std::{env, fs, path::PathBuf};

/// Set by `cargo xtask typescript`: writes the file instead of comparing it.
const WRITE: &str = "DETENTE_WRITE_TYPES";

pub fn is_current(file: &str, current: &str) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../web/src/core/generated");
    let path = path.join(file);
    if env::var_os(WRITE).is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, current).unwrap();
    }
    let committed = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        committed == current,
        "{}: run `cargo xtask typescript`",
        path.display()
    );
}
