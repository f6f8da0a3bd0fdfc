//! docs/practice/the-first-day-alone.md, typed as it stands there: every command of its blocks, in order, on
//! one real node, so that the page can't drift from the program.

use cli::demo::free_ports::free_port;
use serde_json::{Value, json};
use std::{collections::BTreeMap, path::Path, process::Command};

use super::sides::{PASSPHRASE, Side, text_of};

const PAGE: &str = include_str!("../../../../docs/practice/the-first-day-alone.md");
/// When the page is played: after what it says was heard, before what it says will come.
const TODAY: &str = "2030-01-09T12:00:00Z";

/// What makes a thing, the digits by which the page names it from then on, and where its id is told.
const MADE: [(&str, &str, &str); 4] = [
    ("contact held-outside", "3fa1", "/contact"),
    ("report enter --as", "c0de", "/about"),
    ("track open", "77aa", "/track"),
    ("statement draft", "9c01", "/draft"),
];
/// Commands that are played otherwise: the demonstration has a test of its own, and founding and running need
/// ports that nobody uses.
const ELSEWHERE: [&str; 3] = ["detente demo", "detente side init", "detente node run"];

/// The commands of the page's blocks, each on one line without its comment.
fn commands(page: &str) -> Vec<String> {
    let joined = page.replace("\\\n", " ");
    let mut inside = false;
    let mut commands = Vec::new();
    for line in joined.lines() {
        match line.starts_with("```") {
            true => inside = !inside,
            false if inside => {
                let (command, _) = line.split_once("  #").unwrap_or((line, ""));
                commands.push(command.trim().to_owned());
            }
            false => {}
        }
    }
    commands.retain(|command| !command.is_empty());
    commands
}

/// Runs a command as a person types it, in the folder beside the side's directory.
fn typed(side: &Side, folder: &Path, command: &str) -> Value {
    let program = Path::new(env!("CARGO_BIN_EXE_detente"));
    let bin = program.parent().unwrap().display();
    let out = Command::new("bash")
        .args(["-c", &format!("{command} --json")])
        .current_dir(folder)
        .env(
            "PATH",
            format!("{bin}:{}", std::env::var("PATH").unwrap_or_default()),
        )
        .env("DETENTE_DIR", &side.dir)
        .env("DETENTE_PASSPHRASE", PASSPHRASE)
        .env("DETENTE_DANGER_WEAK_KEYS", "1")
        .envs(&side.environment)
        .output()
        .unwrap();
    assert!(out.status.success(), "{command}: {out:?}");
    serde_json::from_slice(&out.stdout).unwrap_or_else(|error| panic!("{command}: {error}"))
}

#[test]
fn the_first_day_is_as_its_page_says() {
    let folder = tempfile::tempdir().unwrap();
    let mut north = Side::at(folder.path(), "North");
    let today: jiff::Timestamp = TODAY.parse().unwrap();
    let offset = today.as_millisecond() - jiff::Timestamp::now().as_millisecond();
    let name = "DETENTE_DANGER_CLOCK_OFFSET_MS".to_owned();
    north.environment.insert(name, offset.to_string());
    let ports: [String; 4] = std::array::from_fn(|_| format!("127.0.0.1:{}", free_port().unwrap()));
    let [http, metrics, line, media] = &ports;
    let init = [
        "side",
        "init",
        "--name",
        "North",
        "--http",
        http,
        "--metrics",
        metrics,
    ];
    let more = ["--line", line, "--route", line, "--media", media];
    north.run(&[&init[..], &more].concat()).unwrap();
    north.start().unwrap();

    let all = commands(PAGE);
    assert!(all.len() > 20, "{all:#?}");
    let mut names: BTreeMap<&str, String> = BTreeMap::new();
    let mut answers: Vec<(String, Value)> = Vec::new();
    for command in &all {
        if ELSEWHERE.iter().any(|other| command.starts_with(other)) {
            continue;
        }
        let replace = |typed: String, (digits, id): (&&str, &String)| {
            typed.replace(&format!(" {digits} "), &format!(" {id} "))
        };
        let command = names.iter().fold(format!("{command} "), replace);
        let answer = typed(&north, folder.path(), command.trim());
        let made = MADE.iter().find(|(what, ..)| command.contains(what));
        if let Some((what, digits, pointer)) = made {
            let id = text_of(&answer, pointer).unwrap_or_else(|| panic!("{what}: {answer}"));
            names.insert(digits, id);
        }
        answers.push((command, answer));
    }
    assert_eq!(names.len(), MADE.len(), "{names:?}");

    // What the page promises of it.
    let last = |what: &str| -> &Value {
        let of_it = answers
            .iter()
            .rev()
            .find(|(command, _)| command.contains(what));
        &of_it.unwrap_or_else(|| panic!("nobody typed {what}")).1
    };
    let shown = last("contact show");
    assert_eq!(
        (&shown["phase"], &shown["agreed"]),
        (&json!("reported-outside"), &Value::Null)
    );
    let matter = last("report show");
    let acts: Vec<&Value> = matter["reports"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["act"])
        .collect();
    assert_eq!(acts, [&json!("proposal"), &json!("postponement")]);
    assert_eq!(
        (&matter["status"], &matter["agreed"]),
        (&json!("reported"), &Value::Null)
    );
    let track = last("track show");
    let timeline = track["timeline"].as_array().unwrap();
    let told: Vec<(&Value, &Value)> = timeline
        .iter()
        .map(|one| (&one["noun"], &one["phase"]))
        .collect();
    let both = [
        json!("contact"),
        json!("reported-outside"),
        json!("report"),
        json!("reported"),
    ];
    assert_eq!(told, [(&both[0], &both[1]), (&both[2], &both[3])]);
    assert!(last("calendar link")["url"].is_string());
    let file = text_of(last("statement release"), "/file").unwrap();
    let key = north.dir.join("keys").join("press.pub");
    let verify = ["readout", "verify", &file, "--key", &key.to_string_lossy()];
    assert_eq!(north.run(&verify).unwrap()["valid"], true);
    north.stop();
}

#[test]
fn a_page_s_commands_are_read_in_order() {
    let page = "text\n```\ndetente a b \\\n    --c 'd'\ndetente e      # a comment\n```\n`detente f`\n```\ndetente g\n```\n";
    assert_eq!(
        commands(page),
        ["detente a b      --c 'd'", "detente e", "detente g"]
    );
}
