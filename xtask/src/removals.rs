//! `cargo xtask removals [WORD…]`: takes each check behind a promise out, and sees its test fail.
//!
//! The list is `xtask/removals.toml`. Everything happens in a copy of the tree below `target`; a word
//! chooses the removals whose check, file or test contains it. First every named test must pass
//! as the code is. A build that fails is a fault of the list and counts as one. A run of the whole list
//! writes `docs/removals.md`.

use anyhow::{Context, bail, ensure};
use serde::Deserialize;
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::{Command, ExitCode},
    time::Instant,
};

const LIST: &str = include_str!("../removals.toml");
/// A build and a test take seconds; without a check some would go on for ever.
const LONGEST_S: u32 = 900;
const DOCUMENT: &str = "docs/removals.md";
const DOCUMENT_HEAD: &str = "\
# The checks, taken out

Every check below was taken out of the code, alone, and the test beside it was run: *noticed* says that it
failed. With all checks in place each of these tests passes. The list with the exact change is
[removals.toml](../xtask/removals.toml); `./dev removals` plays it again and writes this page.

| Promise | Check taken out | File | Test | Outcome |
|---|---|---|---|---|
";

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct List {
    removal: Vec<Removal>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Removal {
    promise: u8,
    check: String,
    file: PathBuf,
    from: String,
    to: String,
    package: String,
    target: String,
    test: String,
}

impl Removal {
    /// The file without the check.
    fn apply(&self, text: &str) -> anyhow::Result<String> {
        let file = self.file.display();
        let places = text.matches(&self.from).count();
        ensure!(
            places == 1,
            "{file} holds the check \"{}\" {places} times; put `from` in removals.toml right",
            self.check
        );
        Ok(text.replacen(&self.from, &self.to, 1))
    }

    fn row(&self, outcome: &str) -> String {
        let Self {
            promise,
            check,
            test,
            package,
            ..
        } = self;
        let file = self.file.display();
        format!("| {promise} | {check} | `{file}` | `{package}`: `{test}` | {outcome} |\n")
    }

    fn suite(&self) -> (&str, &str, &str) {
        (&self.package, &self.target, &self.test)
    }
}

/// How a test went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Passed,
    Failed,
    /// Nothing was built, no test has this name, or it has no end.
    NotRun,
}

pub fn run(words: &[String]) -> anyhow::Result<ExitCode> {
    let list: Vec<Removal> = read_list()?
        .into_iter()
        .filter(|removal| {
            let text = format!("{removal:?}");
            words.is_empty() || words.iter().any(|word| text.contains(word))
        })
        .collect();
    ensure!(!list.is_empty(), "no removal has one of these words");

    let root = root();
    let tree = root.join("target/removals/tree");
    copy_tree(&root, &tree)?;
    let suites: BTreeSet<_> = list.iter().map(Removal::suite).collect();
    for suite in suites {
        let (outcome, output) = play(&tree, suite)?;
        if outcome != Outcome::Passed {
            eprintln!("{output}");
            bail!("{suite:?} doesn't pass as the code is: {outcome:?}");
        }
    }

    let mut missed = 0;
    let mut document = DOCUMENT_HEAD.to_owned();
    for removal in &list {
        let began = Instant::now();
        let path = tree.join(&removal.file);
        let whole = fs::read_to_string(&path)?;
        fs::write(&path, removal.apply(&whole)?)?;
        let (outcome, output) = play(&tree, removal.suite())?;
        fs::write(&path, whole)?;
        let noticed = match outcome {
            Outcome::Failed => "noticed",
            Outcome::Passed => "MISSED",
            Outcome::NotRun => "NOT RUN",
        };
        let seconds = began.elapsed().as_secs();
        println!(
            "{noticed:<9}  promise {:>2}  {}  [{}]  {seconds} s",
            removal.promise, removal.check, removal.test
        );
        document.push_str(&removal.row(noticed));
        if outcome != Outcome::Failed {
            missed += 1;
            eprintln!("{output}");
        }
    }
    if words.is_empty() {
        fs::write(root.join(DOCUMENT), document)?;
    }
    println!(
        "{} checks taken out, {missed} of them unnoticed",
        list.len()
    );
    Ok(if missed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn read_list() -> anyhow::Result<Vec<Removal>> {
    let list: List = toml::from_str(LIST).context("xtask/removals.toml")?;
    Ok(list.removal)
}

/// What git knows of the tree, as it stands now.
fn copy_tree(root: &Path, to: &Path) -> anyhow::Result<()> {
    let listed = Command::new("git")
        .args([
            "ls-files",
            "--cached",
            "--others",
            "--exclude-standard",
            "-z",
        ])
        .current_dir(root)
        .output()?;
    ensure!(listed.status.success(), "git can't list the tree");
    if to.exists() {
        fs::remove_dir_all(to)?;
    }
    for name in String::from_utf8(listed.stdout)?.split_terminator('\0') {
        let from = root.join(name);
        // A file that is deleted and not yet committed so.
        if !from.is_file() {
            continue;
        }
        let file = to.join(name);
        fs::create_dir_all(file.parent().context("a file in a folder")?)?;
        fs::copy(from, file)?;
    }
    Ok(())
}

fn play(
    tree: &Path,
    (package, target, test): (&str, &str, &str),
) -> anyhow::Result<(Outcome, String)> {
    let ran = Command::new("timeout")
        .arg(LONGEST_S.to_string())
        .args(["cargo", "test", "--package", package])
        .args(target.split(' '))
        .arg(test)
        .current_dir(tree)
        .env("CARGO_TARGET_DIR", tree.join("../target"))
        .output()?;
    let output = format!(
        "{}{}",
        String::from_utf8_lossy(&ran.stdout),
        String::from_utf8_lossy(&ran.stderr)
    );
    let outcome = if output.contains("test result: FAILED") {
        Outcome::Failed
    } else if ran.status.success()
        && output.contains("test result: ok")
        && !output.contains("running 0 tests")
    {
        Outcome::Passed
    } else {
        Outcome::NotRun
    };
    Ok((outcome, output))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_check_is_where_the_list_says_and_its_test_exists() {
        let root = root();
        for removal in read_list().unwrap() {
            let text = fs::read_to_string(root.join(&removal.file)).unwrap();
            let changed = removal.apply(&text).unwrap();
            assert_ne!(changed, text, "{}", removal.check);
            let sources = [
                root.join("crates").join(&removal.package),
                root.join(&removal.package),
            ];
            let named = sources.iter().any(|folder| holds(folder, &removal.test));
            assert!(named, "{} has no test {}", removal.package, removal.test);
        }
    }

    /// Whether a Rust file below has a function, module or file of this name.
    fn holds(folder: &Path, word: &str) -> bool {
        let Ok(entries) = fs::read_dir(folder) else {
            return false;
        };
        entries.flatten().any(|entry| {
            let path = entry.path();
            if path.is_dir() {
                return holds(&path, word);
            }
            path.extension().is_some_and(|end| end == "rs")
                && fs::read_to_string(&path).is_ok_and(|text| {
                    text.lines().any(|line| {
                        let line = line.trim_start();
                        (line.contains("fn ") || line.starts_with("mod ")) && line.contains(word)
                    })
                })
        })
    }

    #[test]
    fn the_document_holds_the_run_of_this_list() {
        let mut expected = DOCUMENT_HEAD.to_owned();
        for removal in read_list().unwrap() {
            expected.push_str(&removal.row("noticed"));
        }
        let written = fs::read_to_string(root().join(DOCUMENT)).unwrap();
        assert!(
            written == expected,
            "{DOCUMENT} isn't of this list: run `./dev removals`"
        );
    }

    #[test]
    fn every_promise_has_one() {
        let list = read_list().unwrap();
        for promise in 1..=13 {
            let count = list.iter().filter(|one| one.promise == promise).count();
            assert!(count > 0, "no check of promise {promise} is taken out");
        }
    }
}
