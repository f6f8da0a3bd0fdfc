//! Two sides as real processes: nodes, and every command as its user types it. Any of them can be killed.

use cli::demo::free_ports::free_port;
use serde_json::Value;
use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::{BufRead, BufReader, Read},
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

/// Longest wait for something that two nodes on one machine come to, also a busy one.
pub const PATIENCE: Duration = Duration::from_secs(60);
pub const LOOK_AGAIN_AFTER: Duration = Duration::from_millis(50);
/// What a supervisor waits before it starts a process again (systemd: RestartSec).
const RESTART_AFTER: Duration = Duration::from_millis(100);
pub const PASSPHRASE: &str = "a test guards nothing";

/// What a command said no with.
#[derive(Debug, Clone)]
pub struct Refusal {
    /// `None` where it was killed.
    pub exit: Option<i32>,
    pub code: String,
    pub cause: String,
    pub next: String,
}

/// A process that may be killed by another thread while this one waits for it.
pub type Shared = Arc<Mutex<Child>>;

pub fn locked<T>(what: &Mutex<T>) -> MutexGuard<'_, T> {
    what.lock().unwrap_or_else(PoisonError::into_inner)
}

/// One side: its directory, its node, and the commands that run just now.
#[derive(Debug, Clone)]
pub struct Side {
    pub name: &'static str,
    pub dir: PathBuf,
    /// For all its processes: what loads a faulty disk.
    pub environment: BTreeMap<String, String>,
    node: Arc<Mutex<Option<Child>>>,
    /// Commands under way, by device.
    busy: Arc<Mutex<Vec<(String, Shared)>>>,
}

impl Side {
    pub fn at(dir: &Path, name: &'static str) -> Self {
        Self {
            name,
            dir: dir.join(name.to_lowercase()),
            environment: BTreeMap::new(),
            node: Arc::default(),
            busy: Arc::default(),
        }
    }

    /// Seal, keys, officers, credentials, on ports that nobody uses just now.
    pub fn found(dir: &Path, name: &'static str) -> Self {
        let side = Self::at(dir, name);
        let [http, metrics, line, media]: [String; 4] =
            std::array::from_fn(|_| format!("127.0.0.1:{}", free_port().unwrap()));
        side.run(&[
            "side",
            "init",
            "--name",
            name,
            "--http",
            &http,
            "--metrics",
            &metrics,
            "--line",
            &line,
            "--route",
            &line,
            "--media",
            &media,
        ])
        .unwrap();
        side
    }

    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_detente"));
        command
            .arg("--dir")
            .arg(&self.dir)
            .args(args)
            .stdin(Stdio::null());
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("DETENTE_") {
                command.env_remove(name);
            }
        }
        command
            .env("DETENTE_PASSPHRASE", PASSPHRASE)
            .env("DETENTE_DANGER_WEAK_KEYS", "1")
            .envs(&self.environment);
        command
    }

    /// Runs a command to its end; gives its JSON answer.
    pub fn run(&self, args: &[&str]) -> Result<Value, Refusal> {
        let device = args
            .iter()
            .skip_while(|arg| **arg != "--as")
            .nth(1)
            .unwrap_or(&"");
        let mut child = self
            .command(args)
            .arg("--json")
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let (mut out, mut err) = (child.stdout.take().unwrap(), child.stderr.take().unwrap());
        let child: Shared = Arc::new(Mutex::new(child));
        locked(&self.busy).push(((*device).to_owned(), child.clone()));
        let said = std::thread::spawn(move || {
            let mut said = String::new();
            let _ = err.read_to_string(&mut said);
            said
        });
        let mut text = String::new();
        out.read_to_string(&mut text).unwrap();
        let said = said.join().unwrap();
        let status = locked(&child).wait().unwrap();
        locked(&self.busy).retain(|(_, other)| !Arc::ptr_eq(other, &child));
        answer(status, &text, &said)
    }

    pub fn run_as(&self, device: &str, args: &[&str]) -> Result<Value, Refusal> {
        let args: Vec<&str> = args.iter().copied().chain(["--as", device]).collect();
        self.run(&args)
    }

    /// Starts the node and waits until it says that it is ready; `Err` with its last words.
    pub fn start(&self) -> Result<(), String> {
        let mut node = locked(&self.node);
        assert!(node.is_none(), "{}'s node runs already", self.name);
        let log = File::options()
            .create(true)
            .append(true)
            .open(self.log())
            .unwrap();
        let mut child = self
            .command(&["node", "run", "--announce", "--json"])
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .unwrap();
        let mut line = String::new();
        let stdout = child.stdout.take().unwrap();
        BufReader::new(stdout).read_line(&mut line).unwrap();
        if line.contains("\"line\"") {
            *node = Some(child);
            return Ok(());
        }
        let _ = child.wait();
        Err(line + &fs::read_to_string(self.log()).unwrap_or_default())
    }

    pub fn log(&self) -> PathBuf {
        self.dir.with_extension("node.log")
    }

    pub fn said(&self) -> String {
        fs::read_to_string(self.log()).unwrap_or_default()
    }

    /// SIGKILL to the node, then what its supervisor does.
    pub fn kill_node_and_restart(&self) {
        self.kill_node();
        std::thread::sleep(RESTART_AFTER);
        self.start()
            .unwrap_or_else(|said| panic!("{}'s node doesn't come back: {said}", self.name));
    }

    pub fn kill_node(&self) {
        let mut child = locked(&self.node).take().expect("the node runs");
        child.kill().unwrap();
        child.wait().unwrap();
    }

    /// SIGTERM, and its end.
    pub fn stop(&self) {
        let Some(mut child) = locked(&self.node).take() else {
            return;
        };
        let pid = child.id().to_string();
        let _ = Command::new("kill").arg(pid).status();
        let status = child.wait().unwrap();
        assert!(status.success(), "{}: {status}\n{}", self.name, self.said());
    }

    /// Waits until the node ends by itself.
    pub fn ended_by_itself(&self) -> ExitStatus {
        let mut node = locked(&self.node);
        let child = node.as_mut().expect("the node was started");
        let status = until(&format!("{}'s node ends by itself", self.name), || {
            child.try_wait().unwrap()
        });
        *node = None;
        status
    }

    pub fn node_runs(&self) -> bool {
        let mut node = locked(&self.node);
        node.as_mut()
            .is_some_and(|child| child.try_wait().unwrap().is_none())
    }

    /// SIGKILL to the command that runs just now; of that device where it runs one.
    pub fn kill_command(&self, device: &str) -> Option<String> {
        let busy = locked(&self.busy);
        let (name, child) = busy
            .iter()
            .find(|(name, _)| name == device)
            .or_else(|| busy.last())?;
        locked(child).kill().ok()?;
        Some(name.clone())
    }

    pub fn enrol(&self, name: &str, roles: &str) {
        let request = self.dir.join(format!("{name}.request"));
        let request = request.to_string_lossy();
        self.run(&[
            "person", "request", "--as", name, "--roles", roles, "--out", &request,
        ])
        .unwrap();
        self.run(&["person", "enrol", &request]).unwrap();
    }
}

fn answer(status: ExitStatus, text: &str, said: &str) -> Result<Value, Refusal> {
    let answer: Option<Value> = serde_json::from_str(text).ok();
    if status.success() {
        return Ok(answer.unwrap_or_else(|| panic!("no JSON: {text}")));
    }
    let error = answer
        .as_ref()
        .and_then(|answer| answer.get("error"))
        .cloned()
        .unwrap_or_default();
    let word = |field: &str| error[field].as_str().unwrap_or_default().to_owned();
    let mut refusal = Refusal {
        exit: status.code(),
        code: word("code"),
        cause: word("cause"),
        next: word("next"),
    };
    if refusal.code.is_empty() {
        refusal.code = answer
            .and_then(|answer| Some(answer["end_code"].as_str()?.to_owned()))
            .unwrap_or_default();
        refusal.cause = said.to_owned();
    }
    Err(refusal)
}

/// Asks again until there is an answer; fails where there never is.
pub fn until<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let began = Instant::now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(began.elapsed() < PATIENCE, "never: {what}");
        std::thread::sleep(LOOK_AGAIN_AFTER);
    }
}

pub fn text_of(value: &Value, pointer: &str) -> Option<String> {
    value.pointer(pointer)?.as_str().map(str::to_owned)
}

/// Two sides, founded, paired, with their people; both nodes run.
pub struct Pair {
    pub north: Side,
    pub south: Side,
}

impl Drop for Pair {
    fn drop(&mut self) {
        for side in self.both() {
            if let Some(mut child) = locked(&side.node).take() {
                let _ = child.kill();
                let _ = child.wait();
            }
            for (_, child) in &*locked(&side.busy) {
                let _ = locked(child).kill();
            }
        }
    }
}

impl Pair {
    pub fn found(dir: &Path, people: &[(&str, &str)]) -> Self {
        let pair = Self {
            north: Side::found(dir, "North"),
            south: Side::found(dir, "South"),
        };
        pair.start();
        for (side, other) in [(&pair.north, &pair.south), (&pair.south, &pair.north)] {
            let file = other.dir.with_extension("credentials");
            let file = file.to_string_lossy();
            let shown = other.run(&["side", "credentials", "--out", &file]).unwrap();
            let words = text_of(&shown, "/words").unwrap();
            side.run(&["line", "add", &file, "--words", &words])
                .unwrap();
        }
        for side in pair.both() {
            for (name, roles) in people {
                side.enrol(name, roles);
            }
            // Who comes first makes the keys of the audiences; the next round hands them on.
            for _ in 0..2 {
                for (name, _) in people {
                    side.run_as(name, &["contact", "list"]).unwrap();
                }
            }
        }
        pair.settled();
        pair
    }

    pub fn both(&self) -> [&Side; 2] {
        [&self.north, &self.south]
    }

    pub fn start(&self) {
        for side in self.both() {
            side.start().unwrap();
        }
    }

    pub fn stop(&self) {
        for side in self.both() {
            side.stop();
        }
    }

    /// The line is up, and each node has the other's receipt for all that it wrote.
    pub fn settled(&self) {
        for side in self.both() {
            until(&format!("{} has its receipts", side.name), || {
                let status = side.run(&["line", "status"]).ok()?;
                let settled = status["up"] == true && status["receipted"] == status["own_entries"];
                settled.then_some(())
            });
        }
    }
}

/// Who writes where no call is made: name and role.
pub const DESK: [(&str, &str); 3] = [
    ("sherpa", "sherpa"),
    ("press", "press-officer"),
    ("press-chief", "press-officer"),
];

/// A proposal with one agenda item, by that side's sherpa.
pub fn propose(side: &Side, item: &str) -> Result<Value, Refusal> {
    side.run_as(
        "sherpa",
        &[
            "contact",
            "propose",
            "--start",
            "2031-05-06T12:00",
            "--zone",
            "Etc/UTC",
            "--other-zone",
            "Etc/UTC",
            "--duration",
            "20",
            "--medium",
            "phone-call",
            "--item",
            item,
        ],
    )
}

/// The id of the record that a command told as accepted.
pub fn record(answer: &Value) -> String {
    text_of(answer, "/record").expect("an accepted record has its id")
}
