//! docs/limits.md says what the code says: each constant with its value, each test under its name, and
//! no limit of the three tables left out.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

const TABLES: [&str; 3] = [
    "crates/domain/src/limits.rs",
    "crates/line/src/limits.rs",
    "crates/relay/src/limits.rs",
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// File, constant, value and tests of each row.
fn rows(document: &str) -> Vec<(String, String, String, Vec<String>)> {
    let mut file = String::new();
    let mut rows = Vec::new();
    for line in document.lines() {
        if let Some(heading) = line.strip_prefix("## ") {
            file = heading.to_owned();
        }
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let [constant, value, tests] = cells[..] else {
            continue;
        };
        if !file.starts_with("crates/") || !constant.starts_with('`') {
            continue;
        }
        let bare = |text: &str| text.trim_matches('`').to_owned();
        let tests = tests.split(", ").filter(|name| name.starts_with('`'));
        let tests = tests.map(bare).collect();
        rows.push((file.clone(), bare(constant), bare(value), tests));
    }
    rows
}

fn constants(source: &str) -> BTreeSet<&str> {
    let lines = source.lines().filter(|line| line.contains("pub const "));
    let names = lines.filter_map(|line| line.split("const ").nth(1)?.split(':').next());
    names
        .filter(|name| name.ends_with("_MAX") || name.ends_with("_A_SECOND"))
        .collect()
}

/// Names of all functions in the crates' sources and tests.
fn functions(folder: &Path, into: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            functions(&path, into);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let source = std::fs::read_to_string(&path).unwrap();
            let names = source.lines().filter_map(|line| {
                let (_, rest) = line.split_once("fn ")?;
                // A conformance suite's are generic.
                Some(rest.split_once(['(', '<'])?.0.to_owned())
            });
            into.extend(names);
        }
    }
}

#[test]
fn the_document_has_the_limits_of_the_code_and_tests_that_exist() {
    let document = read("docs/limits.md");
    let rows = rows(&document);
    assert!(rows.len() > 80, "only {} rows were understood", rows.len());
    let mut known = BTreeSet::new();
    functions(&root().join("crates"), &mut known);
    for (file, constant, value, tests) in &rows {
        let source: String = read(file).split_whitespace().collect::<Vec<_>>().join(" ");
        let declared = source.split(&format!("const {constant}: ")).nth(1);
        let declared = declared.unwrap_or_else(|| panic!("{file} has no {constant}"));
        let written = declared
            .split_once("= ")
            .unwrap()
            .1
            .split_once(';')
            .unwrap()
            .0;
        assert_eq!(
            &written.replace("Duration::", ""),
            value,
            "{file}: {constant}"
        );
        for test in tests {
            assert!(
                known.contains(test),
                "{constant}: there is no test `{test}`"
            );
        }
    }
    for table in TABLES {
        let source = read(table);
        for constant in constants(&source) {
            let is_there = rows.iter().any(|row| row.0 == table && row.1 == constant);
            assert!(is_there, "docs/limits.md lacks {constant} of {table}");
        }
    }
}
