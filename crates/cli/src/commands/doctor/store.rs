//! The store: whole, and with room to grow.

use std::path::Path;
use storage::SqliteStore;

use super::{Findings, Verdict};
use crate::home::Home;

/// Below this the operator is warned.
const FREE_BYTES_WARN: u64 = 1024 * 1024 * 1024;
/// Below this the node may stop any moment.
const FREE_BYTES_MIN: u64 = 64 * 1024 * 1024;

/// A running node has the store for itself and checked it; a stopped one's is checked here.
pub fn check_store(home: &Home, node_is_up: bool, found: &mut Findings) {
    let path = home.store_path();
    if !node_is_up {
        if path.exists() {
            match SqliteStore::open_read_only(&path) {
                Ok(_) => found.good("store", "whole"),
                Err(error) => found.add(
                    "store",
                    Verdict::Bad,
                    error.to_string(),
                    "do what it says before the node starts again",
                ),
            }
        } else {
            found.good("store", "none yet; the node's first run makes it");
        }
    }
    match free_bytes(home.dir()) {
        Ok(free) => free_finding(free, home.dir(), found),
        Err(error) => found.add(
            "disk",
            Verdict::Warning,
            format!("{}: {error}", home.dir().display()),
            "look at the disk with `df`",
        ),
    }
}

fn free_bytes(dir: &Path) -> std::io::Result<u64> {
    let disk = rustix::fs::statvfs(dir)?;
    Ok(disk.f_bavail.saturating_mul(disk.f_frsize))
}

pub(super) fn free_finding(free: u64, dir: &Path, found: &mut Findings) {
    let mib = free / (1024 * 1024);
    let detail = format!("{mib} MiB free where {} is", dir.display());
    if free < FREE_BYTES_MIN {
        found.add(
            "disk",
            Verdict::Bad,
            detail,
            "free some space now: a full disk stops the node",
        );
    } else if free < FREE_BYTES_WARN {
        found.add("disk", Verdict::Warning, detail, "free some space");
    } else {
        found.good("disk", detail);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn little_space_is_told_before_it_is_none() {
        for (free, verdict) in [
            (FREE_BYTES_MIN - 1, Verdict::Bad),
            (FREE_BYTES_MIN, Verdict::Warning),
            (FREE_BYTES_MIN + 1, Verdict::Warning),
            (FREE_BYTES_WARN - 1, Verdict::Warning),
            (FREE_BYTES_WARN, Verdict::Good),
            (FREE_BYTES_WARN + 1, Verdict::Good),
        ] {
            let mut found = Findings {
                findings: Vec::new(),
            };
            free_finding(free, Path::new("/"), &mut found);
            assert_eq!(found.findings[0].verdict, verdict, "{free}");
        }
    }
}
