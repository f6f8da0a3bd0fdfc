//! The command line as it is written down: every `detente …` in README, manual and help is one that the
//! program takes; and what it says to a wrong one.

use clap::error::ErrorKind;
use cli::Cli;
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// A `detente …` somewhere, with its place.
struct Written {
    place: String,
    arguments: Vec<String>,
}

/// The words of the command that `text` begins with, as a shell reads them: quotes kept together, up to
/// what ends a command, a comment, or the explanation that help examples have after two spaces.
fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match (quote, character) {
            (Some(open), _) if character == open => quote = None,
            (Some(_), _) => word.get_or_insert_default().push(character),
            (None, '\'' | '"') => {
                quote = Some(character);
                word.get_or_insert_default();
            }
            (None, '\n' | '|' | ';' | '&' | ')' | '>' | '<' | '`') => break,
            (None, ' ') => {
                words.extend(word.take());
                if matches!(characters.peek(), Some(' ' | '#')) {
                    break;
                }
            }
            (None, _) => word.get_or_insert_default().push(character),
        }
    }
    words.extend(word);
    words
}

/// Lines that go on after a backslash are one.
fn joined(text: &str) -> String {
    let mut out = String::new();
    let mut goes_on = false;
    for line in text.lines() {
        let line = if goes_on { line.trim_start() } else { line };
        let begun = line.strip_suffix('\\');
        goes_on = begun.is_some();
        out.push_str(begun.map_or(line, str::trim_end));
        out.push(if goes_on { ' ' } else { '\n' });
    }
    out
}

/// Where a command of this program begins in a line of shell.
fn begins(line: &str) -> Vec<usize> {
    line.match_indices("detente ")
        .map(|(at, _)| at)
        .filter(|at| line[..*at].is_empty() || line[..*at].ends_with([' ', '(']))
        .collect()
}

fn in_shell(place: &str, text: &str) -> Vec<Written> {
    joined(text)
        .lines()
        .flat_map(|line| {
            begins(line)
                .into_iter()
                .map(|at| words(&line[at..]))
                .collect::<Vec<_>>()
        })
        .map(|arguments| Written {
            place: place.to_owned(),
            arguments,
        })
        .collect()
}

/// Code spans that begin with the program's name; with a number at the end they are the first line of
/// a file.
fn in_prose(place: &str, line: &str) -> Vec<Written> {
    line.split('`')
        .skip(1)
        .step_by(2)
        .filter(|span| span.starts_with("detente ") && !span.ends_with(" 1"))
        .map(|span| Written {
            place: place.to_owned(),
            arguments: words(span),
        })
        .collect()
}

fn in_markdown(path: &Path) -> Vec<Written> {
    let text = fs::read_to_string(path).unwrap();
    let mut found = Vec::new();
    let mut block: Option<String> = None;
    for (number, line) in (1..).zip(text.lines()) {
        let place = format!("{}:{number}", path.display());
        match (&mut block, line.trim_start().starts_with("```")) {
            (None, true) => block = Some(String::new()),
            (Some(shell), true) => {
                found.extend(in_shell(&place, shell));
                block = None;
            }
            (Some(shell), false) => {
                shell.push_str(line);
                shell.push('\n');
            }
            // What a later release brings has its commands then.
            (None, false) if line.contains("comes later") => {}
            (None, false) => found.extend(in_prose(&place, line)),
        }
    }
    found
}

fn in_help(command: &clap::Command, path: &str) -> Vec<Written> {
    let mut found = command
        .get_after_help()
        .map(|help| in_shell(&format!("help of {path}"), &help.to_string()))
        .unwrap_or_default();
    for sub in command.get_subcommands() {
        found.extend(in_help(sub, &format!("{path} {}", sub.get_name())));
    }
    found
}

fn markdown_files(dir: &Path, deep: bool) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && deep {
            files.extend(markdown_files(&path, deep));
        } else if path.extension().is_some_and(|ending| ending == "md") {
            files.push(path);
        }
    }
    files.sort();
    files
}

/// A mention that is a command's name alone, such as `detente call`.
fn is_a_name(command: &clap::Command, arguments: &[String]) -> bool {
    let mut command = Some(command.clone());
    for argument in arguments.iter().skip(1) {
        command = command.and_then(|known| known.find_subcommand(argument).cloned());
    }
    command.is_some()
}

fn is_taken(command: &clap::Command, arguments: &[String]) -> Result<(), String> {
    match command.clone().try_get_matches_from(arguments) {
        Ok(_) => Ok(()),
        Err(error) => match error.kind() {
            ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => Ok(()),
            _ => Err(error.to_string()),
        },
    }
}

#[test]
fn every_command_that_is_written_down_is_one() {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let command = Cli::command_line();
    let mut files = markdown_files(&repository, false);
    files.extend(markdown_files(&repository.join("docs"), true));
    let mut written: Vec<(Written, bool)> = Vec::new();
    for file in files {
        written.extend(in_markdown(&file).into_iter().map(|one| (one, true)));
    }
    assert!(written.len() > 100, "the manual names commands");
    let help = in_help(&command, "detente");
    assert!(help.len() > 40, "help has examples");
    written.extend(help.into_iter().map(|one| (one, false)));
    let mut wrong = Vec::new();
    for (one, in_documents) in written {
        // `detente COMMAND --help` stands for any.
        if one.arguments.iter().any(|argument| argument == "COMMAND") {
            continue;
        }
        if in_documents && is_a_name(&command, &one.arguments) {
            continue;
        }
        if let Err(error) = is_taken(&command, &one.arguments) {
            wrong.push(format!(
                "{}: {}\n{error}",
                one.place,
                one.arguments.join(" ")
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn commands_are_read_as_a_shell_reads_them() {
    let read = |text: &str| {
        in_shell("here", text)
            .into_iter()
            .map(|one| one.arguments.join("·"))
            .collect::<Vec<_>>()
    };
    for (text, wanted) in [
        ("detente doctor", vec!["detente·doctor"]),
        (
            "X=1 detente --dir north node run",
            vec!["detente·--dir·north·node·run"],
        ),
        (
            "C=$(detente contact list | cut -f 1)",
            vec!["detente·contact·list"],
        ),
        (
            "detente a 'b c' \"$(date -d '1 day')\"",
            vec!["detente·a·b c·$(date -d '1 day')"],
        ),
        (
            "detente a \\\n    b \\\n    c   # why",
            vec!["detente·a·b·c"],
        ),
        ("detente demo   makes two sides", vec!["detente·demo"]),
        ("detente a --b ''", vec!["detente·a·--b·"]),
        ("mv north/detente keys", vec![]),
    ] {
        assert_eq!(read(text), wanted, "{text}");
    }
}

#[test]
fn wrong_ones_are_found() {
    let command = Cli::command_line();
    for (line, taken) in [
        ("detente contact show 3fa1", true),
        ("detente contact show", false),
        ("detente person enrol", false),
        ("detente readout verify FILE --key press.pub", true),
        ("detente --version", true),
    ] {
        assert_eq!(is_taken(&command, &words(line)).is_ok(), taken, "{line}");
    }
    assert!(is_a_name(&command, &words("detente person enrol")));
    assert!(!is_a_name(&command, &words("detente person enroll")));
}

#[test]
fn the_manual_has_each_exit_code() {
    let manual = include_str!("../../../docs/operating.md");
    for exit in cli::Exit::ALL {
        let row = format!("| {} | ", exit as u8);
        assert!(manual.lines().any(|line| line.starts_with(&row)), "{row}");
    }
}

/// Every option and argument that help shows, with its command.
fn without_help(command: &clap::Command, path: &str, found: &mut Vec<String>) {
    let shown = command.get_arguments().filter(|one| !one.is_hide_set());
    for one in shown.filter(|one| one.get_help().is_none()) {
        found.push(format!("{path}: {}", one.get_id()));
    }
    for sub in command.get_subcommands() {
        without_help(sub, &format!("{path} {}", sub.get_name()), found);
    }
}

#[test]
fn every_option_says_what_it_is() {
    let mut found = Vec::new();
    let mut command = Cli::command_line();
    command.build();
    without_help(&command, "detente", &mut found);
    found.retain(|one| !one.contains(" help"));
    assert_eq!(found, Vec::<String>::new());
}

#[test]
fn the_version_is_told() {
    let done = Command::new(env!("CARGO_BIN_EXE_detente"))
        .arg("--version")
        .output()
        .unwrap();
    assert!(done.status.success());
    let version = format!("detente {}\n", env!("CARGO_PKG_VERSION"));
    assert_eq!(String::from_utf8_lossy(&done.stdout), version);
}

#[test]
fn a_wrong_command_line_answers_programs_with_one_object() {
    for (line, json) in [
        (&["contact", "show", "--json"][..], true),
        (&["--json", "cantact"], true),
        (&["contact", "show"], false),
    ] {
        let done = Command::new(env!("CARGO_BIN_EXE_detente"))
            .args(line)
            .output()
            .unwrap();
        assert_eq!(done.status.code(), Some(2), "{line:?}");
        assert!(!done.stderr.is_empty(), "people are told too");
        if json {
            let answer: serde_json::Value = serde_json::from_slice(&done.stdout).unwrap();
            assert_eq!(answer["error"]["code"], "command-line");
            assert_eq!(answer["error"]["exit"], 2);
        } else {
            assert!(done.stdout.is_empty());
        }
    }
}
