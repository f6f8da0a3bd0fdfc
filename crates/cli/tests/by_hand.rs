//! The first call by hand, as docs/operating.md describes it: its fenced blocks are run word for word,
//! each in a shell of its side, so that the manual can't drift from the program.
//!
//! `sh north` and `sh south` are blocks for each side's first terminal, in the order of the text. A third
//! word names a terminal of its own, where the block runs on: `node` to the end, any other to the end
//! of its section. Where a block reads words, the other side reads them out.

use cli::demo::free_ports::free_port;
use std::{
    collections::BTreeMap,
    fs,
    os::unix::process::CommandExt,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

const MANUAL: &str = include_str!("../../../docs/operating.md");
const SECTION: &str = "## A first call by hand";
/// Longest wait for something that two nodes on one machine come to, also a busy one.
const PATIENCE: Duration = Duration::from_secs(60);
/// Longest that a call of fifteen seconds may take, its set-up and end included.
const CALL_MAX: Duration = Duration::from_secs(150);
const LOOK_AGAIN_AFTER: Duration = Duration::from_millis(200);

/// What a terminal of its own says when it is ready, so that the next step makes sense.
const READY: [(&str, &str); 2] = [
    ("node", "'s node runs"),
    ("principal", "waiting to be rung"),
];

/// Commands that change nothing: a step of these alone is looked at again until it shows what it should.
const READ_ONLY: [&str; 5] = [
    "contact list",
    "contact show",
    "line status",
    "call stage",
    "doctor",
];

/// One fenced block.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Step {
    section: String,
    side: String,
    terminal: Option<String>,
    script: String,
}

/// The blocks of the chapter, in order.
fn steps(manual: &str) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    let mut chapter = false;
    let mut section = String::new();
    let mut open: Option<Step> = None;
    for line in manual.lines() {
        if let Some(step) = &mut open {
            if line == "```" {
                steps.extend(open.take());
            } else {
                step.script.push_str(line);
                step.script.push('\n');
            }
        } else if line.starts_with("## ") {
            chapter = line == SECTION;
        } else if let Some(title) = line.strip_prefix("### ") {
            section = title.to_owned();
        } else if let Some(words) = line.strip_prefix("```sh ").filter(|_| chapter) {
            let mut words = words.split(' ');
            open = Some(Step {
                section: section.clone(),
                side: words.next().unwrap_or_default().to_owned(),
                terminal: words.next().map(str::to_owned),
                script: String::new(),
            });
        }
    }
    steps
}

/// Commands of this program in a script, without their options.
fn verbs(script: &str) -> Vec<String> {
    script
        .lines()
        .filter_map(|line| line.split_once("detente "))
        .map(|(_, rest)| {
            let words = rest
                .split(' ')
                .take_while(|word| !word.starts_with(['-', '"', '|']));
            words.take(2).collect::<Vec<_>>().join(" ")
        })
        .collect()
}

fn is_read_only(script: &str) -> bool {
    verbs(script)
        .iter()
        .all(|verb| READ_ONLY.iter().any(|known| verb == known))
}

/// A terminal of its own.
struct Terminal {
    name: String,
    child: Child,
    out: PathBuf,
    err: PathBuf,
}

impl Terminal {
    fn said(&self) -> String {
        fs::read_to_string(&self.err).unwrap_or_default()
    }

    fn until_ready(&mut self) {
        let kind = self.name.rsplit(' ').next().unwrap_or_default();
        let (_, ready) = READY
            .iter()
            .find(|(known, _)| *known == kind)
            .unwrap_or_else(|| panic!("nothing tells when `{kind}` is ready"));
        let began = Instant::now();
        while !self.said().contains(ready) {
            let ended = self.child.try_wait().unwrap();
            assert!(
                ended.is_none() && began.elapsed() < PATIENCE,
                "{}: {ended:?}\n{}",
                self.name,
                self.said()
            );
            std::thread::sleep(LOOK_AGAIN_AFTER);
        }
    }

    /// Waits for its end; gives what it printed.
    fn end(&mut self, within: Duration) -> String {
        let began = Instant::now();
        let status = loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                break status;
            }
            assert!(began.elapsed() < within, "{}: {}", self.name, self.said());
            std::thread::sleep(LOOK_AGAIN_AFTER);
        };
        let out = fs::read_to_string(&self.out).unwrap();
        assert!(
            status.success(),
            "{}: {status}\n{out}\n{}",
            self.name,
            self.said()
        );
        out
    }

    /// Ctrl-C: to all in that terminal.
    fn interrupt(&self) {
        let group = format!("-{}", self.child.id());
        let _ = Command::new("kill").args(["-INT", "--", &group]).status();
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        if matches!(self.child.try_wait(), Ok(None)) {
            self.interrupt();
            let _ = self.child.wait();
        }
    }
}

/// Both sides' folders, and everything that was shown.
struct Desk {
    root: PathBuf,
    path: String,
    ports: BTreeMap<String, String>,
    terminals: Vec<Terminal>,
    /// What each side's first terminal showed, in order.
    shown: BTreeMap<String, Vec<String>>,
}

/// Free ports for those of the manual: TCP and UDP alike.
fn ports() -> BTreeMap<String, String> {
    let manual = [7480, 7481, 7482, 7489, 7580, 7581, 7582, 7589];
    let address = |port: u16| format!("127.0.0.1:{port}");
    manual
        .into_iter()
        .map(|port| (address(port), address(free_port().unwrap())))
        .collect()
}

impl Desk {
    fn new(root: &Path) -> Self {
        let repository = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        std::os::unix::fs::symlink(repository.join("assets"), root.join("assets")).unwrap();
        let program = Path::new(env!("CARGO_BIN_EXE_detente"));
        let bin = program.parent().unwrap().display();
        Self {
            root: root.to_owned(),
            path: format!("{bin}:{}", std::env::var("PATH").unwrap_or_default()),
            ports: ports(),
            terminals: Vec::new(),
            shown: BTreeMap::new(),
        }
    }

    fn shell(&self, script: &str) -> Command {
        let mut shell = Command::new("bash");
        shell.arg("-c").arg(script).current_dir(&self.root);
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("DETENTE_") {
                shell.env_remove(name);
            }
        }
        shell.env("PATH", &self.path);
        shell
    }

    fn with_ports(&self, script: &str) -> String {
        let replace = |script: String, (from, to): (&String, &String)| script.replace(from, to);
        let script = self.ports.iter().fold(script.to_owned(), replace);
        // Not everybody has it; our own verification stays.
        if Command::new("minisign").arg("-v").output().is_err() {
            eprintln!("minisign isn't installed: left out");
            let lines = script.lines().filter(|line| !line.starts_with("minisign"));
            return lines.map(|line| format!("{line}\n")).collect();
        }
        script
    }

    fn open_terminal(&mut self, step: &Step, terminal: &str) {
        let script = format!("set -euo pipefail\n{}", self.with_ports(&step.script));
        let [out, err] = ["out", "err"]
            .map(|ending| self.root.join(format!("{}-{terminal}.{ending}", step.side)));
        let child = self
            .shell(&script)
            .stdin(Stdio::null())
            .stdout(fs::File::create(&out).unwrap())
            .stderr(fs::File::create(&err).unwrap())
            .process_group(0)
            .spawn()
            .unwrap();
        let mut terminal = Terminal {
            name: format!("{} {terminal}", step.side),
            child,
            out,
            err,
        };
        terminal.until_ready();
        self.terminals.push(terminal);
    }

    /// The twelve words, as their owner reads them out.
    fn words_of(&self, side: &str) -> String {
        self.shown[side]
            .iter()
            .flat_map(|shown| shown.lines())
            .filter_map(|line| line.strip_prefix("words "))
            .map(|words| words.trim().to_owned())
            .next_back()
            .expect("the words were shown")
    }

    /// Runs a block in a side's first terminal, which keeps its folder and variables.
    fn run(&mut self, step: &Step) {
        let state = self.root.join(format!("{}.state", step.side));
        let script = format!(
            "set -euo pipefail -a\n[ ! -f {state} ] || . {state}\n\
             trap 'export -p > {state}; echo \"cd $(printf %q \"$PWD\")\" >> {state}' EXIT\n{}",
            self.with_ports(&step.script),
            state = state.display(),
        );
        let heard = step.script.contains("read -r WORDS").then(|| {
            let other = if step.side == "north" {
                "south"
            } else {
                "north"
            };
            let file = self.root.join(format!("{}.heard", step.side));
            fs::write(&file, format!("{}\n", self.words_of(other))).unwrap();
            file
        });
        let began = Instant::now();
        loop {
            let mut shell = self.shell(&script);
            shell.stdin(match &heard {
                Some(file) => Stdio::from(fs::File::open(file).unwrap()),
                None => Stdio::null(),
            });
            let done = shell.output().unwrap();
            let out = String::from_utf8_lossy(&done.stdout).into_owned();
            if done.status.success() {
                self.shown.entry(step.side.clone()).or_default().push(out);
                return;
            }
            assert!(
                is_read_only(&step.script) && began.elapsed() < PATIENCE,
                "{} at {}:\n{}\n{out}\n{}",
                step.section,
                step.side,
                step.script,
                String::from_utf8_lossy(&done.stderr),
            );
            std::thread::sleep(LOOK_AGAIN_AFTER);
        }
    }

    fn last_shown(&self, side: &str, what: &str) -> &str {
        let shown = self.shown[side].iter().rev();
        let mut lines = shown.flat_map(|shown| shown.lines());
        lines
            .find(|line| line.contains(what))
            .unwrap_or_else(|| panic!("{side} was never shown `{what}`: {:#?}", self.shown[side]))
    }
}

/// `words: …`, `sent 1, received 2, …` of a terminal's report.
fn reported<'a>(report: &'a str, what: &str) -> &'a str {
    report
        .split(['\n', ','])
        .find_map(|part| part.trim().strip_prefix(what))
        .unwrap_or_else(|| panic!("no `{what}` in {report}"))
        .trim()
}

#[test]
fn the_first_call_by_hand_is_as_the_manual_says() {
    let dir = tempfile::tempdir().unwrap();
    let mut desk = Desk::new(dir.path());
    let steps = steps(MANUAL);
    assert!(steps.len() > 10, "the manual has its steps");
    let mut reports = BTreeMap::new();
    let mut section = String::new();
    for step in &steps {
        if step.section != section {
            section.clone_from(&step.section);
            eprintln!("{section}");
            let over: Vec<Terminal> = {
                let all = std::mem::take(&mut desk.terminals);
                let (stay, over) = all.into_iter().partition(|one| one.name.ends_with(" node"));
                desk.terminals = stay;
                over
            };
            for mut terminal in over {
                reports.insert(terminal.name.clone(), terminal.end(CALL_MAX));
            }
        }
        match &step.terminal {
            Some(terminal) => desk.open_terminal(step, terminal),
            None => desk.run(step),
        }
    }

    // Agreed, on both sides the same bytes, each in its own time.
    let agreed = desk.last_shown("north", "both signatures stand under");
    assert_eq!(
        desk.last_shown("south", "both signatures stand under"),
        agreed
    );
    for side in ["north", "south"] {
        assert!(desk.last_shown(side, "Europe/Moscow").contains("UTC+03:00"));
        desk.last_shown(side, "America/New_York");
    }

    // Held: the same words, and voice that the other terminal opened.
    let (north, south) = (&reports["north principal"], &reports["south principal"]);
    let words = reported(north, "words:");
    assert_eq!(words.split(' ').count(), 6, "{words}");
    assert_eq!(reported(south, "words:"), words);
    for (side, report) in [("north", north), ("south", south)] {
        assert!(report.contains("hung up"), "{report}");
        for what in ["sent", "decrypted"] {
            let count: u64 = reported(report, what).parse().unwrap();
            assert!(count > 0, "{side} {what}: {report}");
        }
        let heard = desk.root.join(side).join("heard.wav");
        assert!(fs::metadata(heard).unwrap().len() > 1_000);
    }

    // Verified by us against pinned credentials and against the key, and by the stock tool.
    let verified = desk.shown["south"].last().unwrap();
    assert_eq!(
        verified.matches("the signature stands").count(),
        2,
        "{verified}"
    );
    if Command::new("minisign").arg("-v").output().is_ok() {
        assert!(
            verified.contains("Signature and comment signature verified"),
            "{verified}"
        );
    }
    let settings = fs::read_to_string(desk.root.join("north/detente/side.toml")).unwrap();
    assert!(!settings.contains("demo"), "a side in earnest");

    for terminal in &desk.terminals {
        terminal.interrupt();
    }
    for terminal in &mut desk.terminals {
        terminal.end(PATIENCE);
    }
}

#[test]
fn the_chapters_blocks_are_read_in_order() {
    let manual = "## Other\n```sh north\nleft out\n```\n## A first call by hand\n### One\n\
                  ```sh north\na\nb\n```\ntext\n```sh south node\nc\n```\n```json\nno step\n```\n## Next\n```sh north\nout\n```\n";
    let step = |side: &str, terminal: Option<&str>, script: &str| Step {
        section: "One".into(),
        side: side.into(),
        terminal: terminal.map(str::to_owned),
        script: script.into(),
    };
    assert_eq!(
        steps(manual),
        [
            step("north", None, "a\nb\n"),
            step("south", Some("node"), "c\n")
        ]
    );
}

#[test]
fn only_steps_that_change_nothing_are_tried_again() {
    for (script, read_only) in [
        ("detente contact show \"$CONTACT\" --as aide\n", true),
        (
            "C=$(detente contact list --as aide | cut -d ' ' -f 1)\ndetente call stage \"$C\"\n",
            true,
        ),
        ("detente doctor --as duty\n", true),
        ("detente call confirm \"$C\"\n", false),
        (
            "detente contact show \"$C\"\ndetente contact accept \"$C\"\n",
            false,
        ),
        ("detente side init --name North\n", false),
    ] {
        assert_eq!(is_read_only(script), read_only, "{script}");
    }
}
