//! The program under test, run within a namespace: commands that answer, nodes and terminals that run on.

use anyhow::{Context, Result, bail};
use serde_json::Value;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime};

const READY_MAX: Duration = Duration::from_secs(30);
const LOOK_AGAIN_AFTER: Duration = Duration::from_millis(20);

/// The program as it was built, beside this one.
pub fn find() -> Result<PathBuf> {
    let own = std::env::current_exe().context("the path of this program")?;
    let target = own
        .ancestors()
        .find(|folder| folder.join("detente").is_file())
        .context("there is no `detente` beside this program: `cargo build -p cli` first")?;
    let program = target.join("detente");
    let built = program.metadata()?.modified()?;
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../crates");
    if let Some(newer) = newest_source(&crates)?.filter(|(_, at)| *at > built) {
        bail!(
            "`detente` is older than {}: `cargo build -p cli` first",
            newer.0.strip_prefix(&crates).unwrap_or(&newer.0).display()
        );
    }
    Ok(program)
}

/// Of what the program is built from: tests of the crates are no part of it.
fn newest_source(folder: &Path) -> Result<Option<(PathBuf, SystemTime)>> {
    let mut newest: Option<(PathBuf, SystemTime)> = None;
    let not_linked = ["sim", "bench", "tests", "target", "benches"];
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let (path, name) = (entry.path(), entry.file_name());
        let name = name.to_string_lossy().into_owned();
        let found = if path.is_dir() {
            if not_linked.contains(&name.as_str()) {
                continue;
            }
            newest_source(&path)?
        } else if name.ends_with(".rs") && !name.ends_with("tests.rs") {
            Some((path, entry.metadata()?.modified()?))
        } else {
            None
        };
        newest = newest.into_iter().chain(found).max_by_key(|(_, at)| *at);
    }
    Ok(newest)
}

/// How the program is called for one side, at one place.
#[derive(Debug, Clone)]
pub struct Program {
    pub path: PathBuf,
    pub space: String,
    pub dir: PathBuf,
}

impl Program {
    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new("ip");
        command
            .args(["netns", "exec", &self.space])
            .arg(&self.path)
            .arg("--dir")
            .arg(&self.dir)
            .args(args)
            .env("DETENTE_PASSPHRASE", "a laboratory guards nothing")
            .env("DETENTE_DANGER_WEAK_KEYS", "1")
            // Moments of entries, which crossings are measured by.
            .env("DETENTE_LOG", "info,str0m=warn,node::app=debug")
            .env_remove("DETENTE_PASSPHRASE_FILE")
            .env_remove("DETENTE_AS")
            .env_remove("DETENTE_DIR")
            .stdin(Stdio::null());
        command
    }

    /// Runs a command and gives its JSON answer.
    pub fn run(&self, args: &[&str]) -> Result<Value> {
        let args = [args, &["--json", "--danger-plain-http"]].concat();
        let done = self.command(&args).output().context("detente")?;
        if !done.status.success() {
            bail!(
                "`detente {}`: {}{}",
                args.join(" "),
                String::from_utf8_lossy(&done.stdout),
                String::from_utf8_lossy(&done.stderr)
            );
        }
        serde_json::from_slice(&done.stdout)
            .with_context(|| format!("`detente {}` answered no JSON", args.join(" ")))
    }

    /// Runs it until the answer is as wanted.
    pub fn until(
        &self,
        args: &[&str],
        within: Duration,
        wanted: impl Fn(&Value) -> bool,
    ) -> Result<Value> {
        let began = Instant::now();
        loop {
            let answer = self.run(args);
            match &answer {
                Ok(value) if wanted(value) => return answer,
                Ok(_) | Err(_) if began.elapsed() < within => {}
                Ok(value) => bail!("`detente {}` never came to it: {value}", args.join(" ")),
                Err(_) => return answer,
            }
            std::thread::sleep(LOOK_AGAIN_AFTER);
        }
    }

    /// Starts a command that runs on; its words go to `log` too.
    pub fn spawn(&self, args: &[&str], log: &Path) -> Result<Running> {
        let mut command = self.command(args);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().context("detente")?;
        let said: Said = Arc::default();
        let mut file = std::fs::File::create(log)?;
        if let Some(stderr) = child.stderr.take() {
            let said = said.clone();
            std::thread::spawn(move || {
                use std::io::Write;
                for line in BufReader::new(stderr).lines().map_while(Result::ok) {
                    let _ = writeln!(file, "{line}");
                    let mut said = said.lock().unwrap_or_else(PoisonError::into_inner);
                    said.push((unix_ms(), line));
                }
            });
        }
        Ok(Running {
            child: Some(child),
            said,
        })
    }

    pub fn spawn_node(&self, log: &Path) -> Result<Running> {
        let node = self.spawn(&["node", "run", "--danger-plain-http"], log)?;
        node.until_said("'s node runs", READY_MAX)?;
        Ok(node)
    }
}

type Said = Arc<Mutex<Vec<(i64, String)>>>;

/// A process that runs on; it ends with this value.
pub struct Running {
    child: Option<Child>,
    said: Said,
}

impl Running {
    /// What it said so far, and when.
    pub fn said(&self) -> Vec<(i64, String)> {
        let said = self.said.lock();
        said.unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub fn until_said(&self, text: &str, within: Duration) -> Result<i64> {
        let began = Instant::now();
        loop {
            let said = self.said();
            if let Some((at, _)) = said.iter().find(|(_, line)| line.contains(text)) {
                return Ok(*at);
            }
            if began.elapsed() >= within {
                let lines: Vec<String> = said.into_iter().map(|(_, line)| line).collect();
                bail!("never said `{text}`, but: {}", lines.join(" / "));
            }
            std::thread::sleep(LOOK_AGAIN_AFTER);
        }
    }

    /// Waits for its end; gives its JSON answer and exit code.
    pub fn answer(&mut self, within: Duration) -> Result<(Value, i32)> {
        let mut child = self.child.take().context("it was asked already")?;
        let began = Instant::now();
        let status = loop {
            if let Some(status) = child.try_wait()? {
                break status;
            }
            if began.elapsed() >= within {
                let _ = child.kill();
                let _ = child.wait();
                bail!("a terminal didn't end: {:?}", self.said().last());
            }
            std::thread::sleep(LOOK_AGAIN_AFTER);
        };
        let mut text = String::new();
        if let Some(mut stdout) = child.stdout.take() {
            stdout.read_to_string(&mut text)?;
        }
        let answer = serde_json::from_str(&text)
            .with_context(|| format!("no JSON: {text} {:?}", self.said().last()))?;
        Ok((answer, status.code().unwrap_or(-1)))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Some(mut child) = self.child.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

pub fn unix_ms() -> i64 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    since.map_or(0, |since| since.as_millis() as i64)
}
