//! `cargo xtask tidy`: the part of the house style that a machine can check.
//!
//! Rules are rows of one table over one in-memory [`Tree`], so that each rule's test can plant
//! a violation and see it caught. Warnings are printed; errors fail the run.

mod edges;
mod graph;
mod links;
mod manifests;
mod rust_text;
mod sources;
mod tree;
mod words;

use std::process::ExitCode;

use tree::Tree;

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    /// Printed, doesn't fail the run.
    Warning,
    /// Fails the run.
    Error,
}

/// One place that breaks one rule.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Finding {
    level: Level,
    path: String,
    /// Counted from 1; 0 where the whole file is meant.
    line: usize,
    message: String,
}

impl Finding {
    fn error(path: &str, line: usize, message: impl Into<String>) -> Self {
        Self {
            level: Level::Error,
            path: path.to_owned(),
            line,
            message: message.into(),
        }
    }

    fn warning(path: &str, line: usize, message: impl Into<String>) -> Self {
        Self {
            level: Level::Warning,
            ..Self::error(path, line, message)
        }
    }
}

/// A rule of the house: its name in the output and the check behind it.
struct Rule {
    name: &'static str,
    check: fn(&Tree) -> Vec<Finding>,
}

const RULES: &[Rule] = &[
    Rule {
        name: "opening",
        check: sources::openings,
    },
    Rule {
        name: "size",
        check: sources::sizes,
    },
    Rule {
        name: "name",
        check: sources::names,
    },
    Rule {
        name: "unsafe",
        check: sources::forbid_unsafe,
    },
    Rule {
        name: "pure-core",
        check: sources::pure_cores,
    },
    Rule {
        name: "word",
        check: words::forbidden,
    },
    Rule {
        name: "licence",
        check: manifests::licences,
    },
    Rule {
        name: "edge",
        check: edges::direct,
    },
    Rule {
        name: "reach",
        check: edges::reach,
    },
    Rule {
        name: "link",
        check: links::relative,
    },
];

/// Checks the workspace that this program was built from.
pub fn run(_arguments: &[String]) -> anyhow::Result<ExitCode> {
    let tree = Tree::load()?;
    let mut errors = 0;
    for rule in RULES {
        for finding in (rule.check)(&tree) {
            let level = match finding.level {
                Level::Warning => "warning",
                Level::Error => {
                    errors += 1;
                    "error"
                }
            };
            let Finding {
                path,
                line,
                message,
                ..
            } = finding;
            eprintln!("{level}[{}]: {path}:{line}: {message}", rule.name);
        }
    }
    if errors > 0 {
        eprintln!("tidy: {errors} to put right");
        return Ok(ExitCode::FAILURE);
    }
    eprintln!("tidy: {} files, all in order", tree.files.len());
    Ok(ExitCode::SUCCESS)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The findings of one rule, by its name in the table, over the given files.
    pub(super) fn check(rule: &str, files: &[(&str, &str)]) -> Vec<String> {
        let tree = Tree::of(files);
        let rule = RULES
            .iter()
            .find(|candidate| candidate.name == rule)
            .expect("the rule is in the table");
        (rule.check)(&tree)
            .into_iter()
            .map(|finding| format!("{:?} {}:{}", finding.level, finding.path, finding.line))
            .collect()
    }

    #[test]
    fn this_tree_is_tidy() {
        let tree = Tree::load().unwrap();
        for rule in RULES {
            let mut found = (rule.check)(&tree);
            found.retain(|finding| finding.level == Level::Error);
            assert!(found.is_empty(), "{}: {found:?}", rule.name);
        }
    }

    #[test]
    fn rule_names_are_unique() {
        let mut names: Vec<&str> = RULES.iter().map(|rule| rule.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), RULES.len());
    }

    #[test]
    fn an_empty_tree_breaks_only_what_must_exist() {
        for rule in RULES {
            let found = (rule.check)(&Tree::of(&[]));
            assert!(found.is_empty(), "{} found {found:?}", rule.name);
        }
    }
}
