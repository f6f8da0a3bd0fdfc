//! Rules about single files: how they open, how long they are, what they are called,
//! and what a pure core may not name.

use super::Finding;
use super::rust_text::{has_word, production_code, production_line_count};
use super::tree::Tree;

const LINES_MAX: usize = 800;
const LINES_WARN: usize = 500;

/// Names that say nothing about what is inside, in any part of a file's or module's name.
const EMPTY_NAMES: &[&str] = &[
    "util", "utils", "helper", "helpers", "manager", "managers", "common", "misc",
];

/// Cores: input and `now` in, decisions out.
const CORES: &[&str] = &["domain", "e2ee", "relay", "line", "client"];

/// What a core's own code may not name, and why.
const NOT_IN_A_CORE: &[(&str, &str)] = &[
    ("HashMap", "its order depends on the process; use BTreeMap"),
    ("HashSet", "its order depends on the process; use BTreeSet"),
    ("SystemTime::now", "time is passed in"),
    ("Instant::now", "time is passed in"),
    ("Timestamp::now", "time is passed in"),
    ("Zoned::now", "time is passed in"),
    ("UdpSocket", "a core has no sockets"),
    ("TcpStream", "a core has no sockets"),
    ("TcpListener", "a core has no sockets"),
    ("tokio", "a core knows no runtime"),
];

/// Every Rust file says first what it is.
pub fn openings(tree: &Tree) -> Vec<Finding> {
    tree.rust_files()
        .filter(|(_, text)| !text.starts_with("//! "))
        .map(|(path, _)| Finding::error(path, 1, "the first line must say what the file is: //! …"))
        .collect()
}

/// A file that outgrew one subject has a seam somewhere.
pub fn sizes(tree: &Tree) -> Vec<Finding> {
    let mut found = Vec::new();
    for (path, text) in tree.rust_files() {
        let lines = production_line_count(text);
        let message = format!("{lines} lines without tests, at most {LINES_MAX}: find the seam");
        if lines > LINES_MAX {
            found.push(Finding::error(path, 0, message));
        } else if lines > LINES_WARN {
            found.push(Finding::warning(path, 0, message));
        }
    }
    found
}

/// Exact nouns for files, folders and modules.
pub fn names(tree: &Tree) -> Vec<Finding> {
    let mut found = Vec::new();
    for path in &tree.paths {
        for part in path.split('/') {
            if let Some(word) = empty_name(part.split('.').next().unwrap_or_default()) {
                let message = format!("`{word}` says nothing about what is inside");
                found.push(Finding::error(path, 0, message));
            }
        }
    }
    for (path, text) in tree.rust_files() {
        for (index, line) in production_code(text).lines().enumerate() {
            let declared = line
                .split_once("mod ")
                .filter(|(before, _)| before.trim().is_empty() || before.trim().starts_with("pub"));
            let Some((_, rest)) = declared else { continue };
            let name: &str = rest.split([';', '{', ' ']).next().unwrap_or_default();
            if let Some(word) = empty_name(name) {
                let message = format!("`{word}` says nothing about what is inside");
                found.push(Finding::error(path, index + 1, message));
            }
        }
    }
    found
}

fn empty_name(name: &str) -> Option<&'static str> {
    let mut parts = name.split(['_', '-']);
    parts.find_map(|part| EMPTY_NAMES.iter().copied().find(|empty| *empty == part))
}

/// Each crate's root forbids unsafe code itself, so that the crate keeps its promise elsewhere.
pub fn forbid_unsafe(tree: &Tree) -> Vec<Finding> {
    tree.rust_files()
        .filter(|(path, _)| is_crate_root(path))
        .filter(|(_, text)| {
            let code = production_code(text);
            !code
                .lines()
                .any(|line| line.trim() == "#![forbid(unsafe_code)]")
        })
        .map(|(path, _)| Finding::error(path, 1, "a crate root needs #![forbid(unsafe_code)]"))
        .collect()
}

fn is_crate_root(path: &str) -> bool {
    let inside = path
        .strip_prefix("crates/")
        .and_then(|path| path.split_once('/'))
        .map(|(_, inside)| inside)
        .or_else(|| path.strip_prefix("xtask/"));
    match inside {
        Some("src/lib.rs" | "src/main.rs") => true,
        Some(inside) => inside
            .strip_prefix("src/bin/")
            .is_some_and(|name| !name.contains('/')),
        None => false,
    }
}

/// Cores have no clock, no socket, no runtime and no order of their own.
pub fn pure_cores(tree: &Tree) -> Vec<Finding> {
    let mut found = Vec::new();
    for (path, text) in tree.rust_files() {
        let in_a_core = CORES
            .iter()
            .any(|core| path.starts_with(&format!("crates/{core}/src/")));
        let is_test = path.ends_with("tests.rs") || path.contains("/tests/");
        if !in_a_core || is_test {
            continue;
        }
        for (index, line) in production_code(text).lines().enumerate() {
            for (word, reason) in NOT_IN_A_CORE {
                if has_word(line, word) {
                    let message = format!("`{word}` in a core: {reason}");
                    found.push(Finding::error(path, index + 1, message));
                }
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::tests::check;
    use super::*;

    #[test]
    fn a_file_without_opening_is_caught() {
        let files = [
            ("crates/line/src/a.rs", "//! What a is.\n"),
            ("crates/line/src/b.rs", "use std::fmt;\n"),
            ("crates/line/tests/c.rs", "// not a doc comment\n"),
        ];
        assert_eq!(
            check("opening", &files),
            [
                "Error crates/line/src/b.rs:1",
                "Error crates/line/tests/c.rs:1"
            ]
        );
    }

    #[test]
    fn long_files_are_caught_and_tests_do_not_count() {
        let lines = |count: usize| "fn a();\n".repeat(count);
        let tested = format!(
            "{}#[cfg(test)]\nmod tests {{\n{}}}\n",
            lines(500),
            lines(900)
        );
        let files = [
            ("a.rs", lines(500)),
            ("b.rs", lines(501)),
            ("c.rs", lines(800)),
            ("d.rs", lines(801)),
            ("e.rs", tested),
        ];
        let files = files.each_ref().map(|(path, text)| (*path, text.as_str()));
        assert_eq!(
            check("size", &files),
            ["Warning b.rs:0", "Warning c.rs:0", "Error d.rs:0"]
        );
    }

    #[test]
    fn empty_names_are_caught_in_paths_and_modules() {
        let files = [
            ("crates/line/src/utils.rs", ""),
            ("crates/line/tests/common/mod.rs", ""),
            ("crates/node/src/call_manager.rs", ""),
            ("crates/node/src/commons.rs", ""),
            (
                "crates/node/src/lib.rs",
                "mod call;\npub(crate) mod misc;\n// mod misc;\n",
            ),
        ];
        assert_eq!(
            check("name", &files),
            [
                "Error crates/line/src/utils.rs:0",
                "Error crates/line/tests/common/mod.rs:0",
                "Error crates/node/src/call_manager.rs:0",
                "Error crates/node/src/lib.rs:2",
            ]
        );
    }

    #[test]
    fn a_crate_root_that_allows_unsafe_is_caught() {
        let files = [
            (
                "crates/line/src/lib.rs",
                "//! Line.\n#![forbid(unsafe_code)]\n",
            ),
            (
                "crates/relay/src/lib.rs",
                "//! Relay.\n// #![forbid(unsafe_code)]\n",
            ),
            ("crates/relay/src/call.rs", "//! A call.\n"),
            ("crates/cli/src/bin/other.rs", "//! Other.\n"),
            ("xtask/src/main.rs", "//! Chores.\n"),
        ];
        assert_eq!(
            check("unsafe", &files),
            [
                "Error crates/cli/src/bin/other.rs:1",
                "Error crates/relay/src/lib.rs:1",
                "Error xtask/src/main.rs:1",
            ]
        );
    }

    #[test]
    fn each_forbidden_name_is_caught_in_each_core() {
        for core in CORES {
            for (word, _) in NOT_IN_A_CORE {
                let path = format!("crates/{core}/src/a.rs");
                let text = format!("//! A.\nlet x = {word}();\n");
                let found = check("pure-core", &[(&path, &text)]);
                assert_eq!(found, [format!("Error {path}:2")], "{word}");
            }
        }
    }

    #[test]
    fn shells_tests_and_comments_may_name_the_clock() {
        let tested = "//! A.\n#[cfg(test)]\nmod tests {\n    use tokio::main;\n}\n";
        let files = [
            ("crates/node/src/a.rs", "let now = Instant::now();\n"),
            ("crates/line/src/a.rs", "// never SystemTime::now here\n"),
            ("crates/line/src/b.rs", tested),
            ("crates/line/src/tests.rs", "let now = Instant::now();\n"),
        ];
        assert!(check("pure-core", &files).is_empty());
    }
}
