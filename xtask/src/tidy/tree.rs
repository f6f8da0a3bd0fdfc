//! The files that tidy looks at: path → text, plus the resolved crate graph.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Context;

use super::graph::Graph;

/// Folders that hold what was built or fetched, for a tree without git.
const SKIPPED_FOLDERS: &[&str] = &["target", ".git", "node_modules", "demo-data"];

/// What the rules read. Paths are relative to the repository, with forward slashes.
#[derive(Debug, Default)]
pub struct Tree {
    /// Every text file by path.
    pub files: BTreeMap<String, String>,
    /// Every path, those of binary files too.
    pub paths: Vec<String>,
    /// Which crate uses which, other crates' optional features as this workspace sets them.
    pub graph: Graph,
}

impl Tree {
    /// Reads the repository around this crate: what git tracks or would track.
    pub fn load() -> anyhow::Result<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"))
            .parent()
            .context("xtask lies in a folder of the repository")?;
        let mut tree = Self {
            paths: paths_from_git(root).map_or_else(|| paths_from_disk(root), Ok)?,
            graph: Graph::from_cargo(root)?,
            ..Self::default()
        };
        // A file that git still lists may be gone from the disk: a move under way.
        tree.paths.retain(|path| root.join(path).is_file());
        for path in &tree.paths {
            let bytes = std::fs::read(root.join(path)).with_context(|| path.clone())?;
            if let Ok(text) = String::from_utf8(bytes) {
                tree.files.insert(path.clone(), text);
            }
        }
        Ok(tree)
    }

    /// A tree of the given files, without crate graph.
    #[cfg(test)]
    pub fn of(files: &[(&str, &str)]) -> Self {
        let mut tree = Self::default();
        for (path, text) in files {
            tree.files.insert((*path).to_owned(), (*text).to_owned());
            tree.paths.push((*path).to_owned());
        }
        tree
    }

    /// The Rust files, as (path, text).
    pub fn rust_files(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files
            .iter()
            .filter(|(path, _)| path.ends_with(".rs"))
            .map(|(path, text)| (path.as_str(), text.as_str()))
    }
}

/// `None` where there is no git or no repository, as in an unpacked archive.
fn paths_from_git(root: &Path) -> Option<Vec<String>> {
    let output = Command::new("git")
        .args(["ls-files", "-z", "--cached", "--others"])
        .arg("--exclude-standard")
        .current_dir(root)
        .output()
        .ok()
        .filter(|output| output.status.success())?;
    let listing = String::from_utf8(output.stdout).ok()?;
    let mut paths: Vec<String> = listing
        .split('\0')
        .filter(|path| !path.is_empty())
        .map(str::to_owned)
        .collect();
    paths.sort();
    paths.dedup();
    (!paths.is_empty()).then_some(paths)
}

fn paths_from_disk(root: &Path) -> anyhow::Result<Vec<String>> {
    let mut paths = Vec::new();
    let mut folders: Vec<PathBuf> = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder)? {
            let entry = entry?;
            let name = entry.file_name();
            let kind = entry.file_type()?;
            if kind.is_dir() {
                if !SKIPPED_FOLDERS.iter().any(|skipped| name == *skipped) {
                    folders.push(entry.path());
                }
            } else if kind.is_file() {
                let path = entry.path();
                let inside = path.strip_prefix(root)?;
                paths.push(inside.to_string_lossy().replace('\\', "/"));
            }
        }
    }
    paths.sort();
    Ok(paths)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_archive_without_git_is_walked_past_what_was_built() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let paths = paths_from_disk(root).expect("xtask can be read");
        assert!(paths.contains(&"src/tidy/tree.rs".to_owned()), "{paths:?}");
        assert!(paths.iter().all(|path| !path.starts_with("target/")));
    }
}
