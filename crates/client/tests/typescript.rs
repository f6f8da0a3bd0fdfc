//! The web client's types of views are those that the structs have.
#![cfg(feature = "typescript")]

use std::{env, fs, path::PathBuf};

/// Set by `cargo xtask typescript`: writes the file instead of comparing it.
const WRITE: &str = "DETENTE_WRITE_TYPES";

#[test]
fn the_committed_types_are_current() {
    let path =
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../web/src/core/generated/views.ts");
    let current = client::view::typescript::declarations();
    if env::var_os(WRITE).is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, &current).unwrap();
    }
    let committed = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        committed == current,
        "{}: run `cargo xtask typescript`",
        path.display()
    );
}
