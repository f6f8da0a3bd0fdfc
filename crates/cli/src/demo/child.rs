//! This program as a child process: commands that answer with JSON, nodes and terminals that run on.

use serde_json::Value;
use std::{
    path::{Path, PathBuf},
    process::Stdio,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, Command},
};

use crate::{CliError, Exit};

/// The demo's passphrase; its key files guard nothing.
pub const PASSPHRASE: &str = "a demo guards nothing";
/// Longest that any command of the demo may take.
const COMMAND_MAX: Duration = Duration::from_secs(60);
/// Longest that a node may take to be ready.
const READY_MAX: Duration = Duration::from_secs(30);

/// How this program is called for one side.
#[derive(Debug, Clone)]
pub struct Program {
    dir: PathBuf,
    clock_offset_ms: i64,
}

/// A process that runs on, with what it said so far on stderr.
pub struct Running {
    child: Child,
    said: Arc<Mutex<Vec<String>>>,
    detached: bool,
}

impl Drop for Running {
    fn drop(&mut self) {
        if !self.detached
            && let Some(pid) = self.child.id()
        {
            terminate(pid);
        }
    }
}

fn failed(code: &str, cause: impl std::fmt::Display) -> CliError {
    CliError::failed(
        code,
        cause,
        "try `detente demo reset`, then again; if it stays, report it",
    )
}

impl Program {
    pub fn new(dir: &Path, clock_offset_ms: i64) -> Self {
        Self {
            dir: dir.to_owned(),
            clock_offset_ms,
        }
    }

    fn command(&self, args: &[&str]) -> Result<Command, CliError> {
        let program = std::env::current_exe().map_err(|error| failed("program", error))?;
        let mut command = Command::new(program);
        command
            .arg("--dir")
            .arg(&self.dir)
            .args(args)
            .env("DETENTE_PASSPHRASE", PASSPHRASE)
            .env("DETENTE_DANGER_WEAK_KEYS", "1")
            .env(
                "DETENTE_DANGER_CLOCK_OFFSET_MS",
                self.clock_offset_ms.to_string(),
            )
            .env_remove("DETENTE_PASSPHRASE_FILE")
            .env_remove("DETENTE_AS")
            .env_remove("DETENTE_DIR")
            .stdin(Stdio::null());
        Ok(command)
    }

    /// Runs a command and gives its JSON answer.
    pub async fn run(&self, args: &[&str]) -> Result<Value, CliError> {
        let mut command = self.command(args)?;
        command
            .arg("--json")
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let done = tokio::time::timeout(COMMAND_MAX, command.output())
            .await
            .map_err(|_| {
                failed(
                    "slow",
                    format!("`detente {}` took longer than a minute", args.join(" ")),
                )
            })?
            .map_err(|error| failed("program", error))?;
        let answer: Option<Value> = serde_json::from_slice(&done.stdout).ok();
        if done.status.success() {
            return answer.ok_or_else(|| {
                failed(
                    "answer",
                    format!("`detente {}` answered no JSON", args.join(" ")),
                )
            });
        }
        let error = answer
            .as_ref()
            .and_then(|answer| answer.get("error"))
            .cloned()
            .unwrap_or_default();
        let text = |field: &str| error.get(field).and_then(Value::as_str).map(str::to_owned);
        let stderr = String::from_utf8_lossy(&done.stderr);
        let cause =
            text("cause").unwrap_or_else(|| stderr.lines().last().unwrap_or("no word").to_owned());
        let exit = match done.status.code() {
            Some(3) => Exit::Refused,
            Some(4) => Exit::Unreachable,
            Some(5) => Exit::Unverified,
            Some(2) => Exit::Usage,
            Some(_) | None => Exit::Failed,
        };
        Err(CliError::new(
            exit,
            text("code").unwrap_or_else(|| "failed".into()),
            format!("`detente {}`: {cause}", args.join(" ")),
            text("next").unwrap_or_else(|| "see above".into()),
        ))
    }

    /// Starts a command that runs on. Its stdout is given at the end; stderr goes to `log` too.
    pub fn spawn(&self, args: &[&str], log: Option<&Path>) -> Result<Running, CliError> {
        self.spawn_with(args, log, false)
    }

    /// With `own_log` the process writes its log itself, and may outlive this program.
    fn spawn_with(
        &self,
        args: &[&str],
        log: Option<&Path>,
        own_log: bool,
    ) -> Result<Running, CliError> {
        let mut command = self.command(args)?;
        command.stdout(Stdio::piped());
        if own_log {
            let file = log
                .map(std::fs::File::create)
                .transpose()
                .map_err(|error| failed("log-file", error))?;
            command.stderr(file.map_or_else(Stdio::null, Stdio::from));
        } else {
            command.stderr(Stdio::piped());
        }
        let mut child = command.spawn().map_err(|error| failed("program", error))?;
        let said: Arc<Mutex<Vec<String>>> = Arc::default();
        let mut file = log
            .filter(|_| !own_log)
            .map(std::fs::File::create)
            .transpose()
            .map_err(|error| failed("log-file", error))?;
        if let Some(stderr) = child.stderr.take() {
            let said = said.clone();
            tokio::spawn(async move {
                use std::io::Write;
                let mut lines = BufReader::new(stderr).lines();
                while let Ok(Some(line)) = lines.next_line().await {
                    if let Some(file) = &mut file {
                        // A full disk shows elsewhere.
                        let _ = writeln!(file, "{line}");
                    }
                    said.lock()
                        .unwrap_or_else(PoisonError::into_inner)
                        .push(line);
                }
            });
        }
        Ok(Running {
            child,
            said,
            detached: false,
        })
    }

    /// Starts this side's node and waits until it is ready.
    pub async fn spawn_node(&self, extra: &[&str], log: &Path) -> Result<Running, CliError> {
        let offset = format!("--danger-clock-offset-ms={}", self.clock_offset_ms);
        let args: Vec<&str> = ["node", "run", "--announce", &offset]
            .into_iter()
            .chain(extra.iter().copied())
            .collect();
        let mut node = self.spawn_with(&args, Some(log), true)?;
        let stdout = node
            .child
            .stdout
            .take()
            .ok_or_else(|| failed("program", "no stdout"))?;
        let mut lines = BufReader::new(stdout).lines();
        let ready = tokio::time::timeout(READY_MAX, lines.next_line()).await;
        match ready {
            Ok(Ok(Some(_))) => Ok(node),
            Ok(Ok(None) | Err(_)) | Err(_) => {
                let said = std::fs::read_to_string(log).unwrap_or_default();
                // An error is followed by what to do about it, which is for whoever runs a node.
                let last = said
                    .lines()
                    .rfind(|line| !line.trim_start().starts_with("next:"))
                    .unwrap_or("it said nothing");
                Err(failed("node", format!("the node isn't ready: {last}")))
            }
        }
    }
}

impl Running {
    pub fn said(&self) -> Vec<String> {
        self.said
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    pub fn has_said(&self, text: &str) -> bool {
        self.said().iter().any(|line| line.contains(text))
    }

    /// Waits until it says `text`.
    pub async fn until_said(&self, text: &str, within: Duration) -> Result<(), CliError> {
        let waiting = async {
            while !self.has_said(text) {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        tokio::time::timeout(within, waiting).await.map_err(|_| {
            failed(
                "silent",
                format!(
                    "a terminal never said `{text}`, but: {}",
                    self.said().join(" / ")
                ),
            )
        })
    }

    /// Waits for its end and gives its JSON answer.
    pub async fn answer(mut self, within: Duration) -> Result<Value, CliError> {
        use tokio::io::AsyncReadExt;
        let mut text = String::new();
        let reading = async {
            if let Some(stdout) = &mut self.child.stdout {
                stdout.read_to_string(&mut text).await?;
            }
            self.child.wait().await
        };
        let status = tokio::time::timeout(within, reading)
            .await
            .map_err(|_| failed("slow", "a terminal didn't end"))?
            .map_err(|error| failed("program", error))?;
        if !status.success() {
            return Err(failed("terminal", self.said().join(" / ")));
        }
        serde_json::from_str(&text).map_err(|error| failed("answer", error))
    }

    pub fn pid(&self) -> Option<u32> {
        self.child.id()
    }

    /// Leaves it running when this program ends.
    pub fn detach(mut self) {
        self.detached = true;
    }

    /// Asks it to stop, by its pid, and waits.
    pub async fn stop(mut self) {
        if let Some(pid) = self.pid() {
            terminate(pid);
        }
        if tokio::time::timeout(Duration::from_secs(5), self.child.wait())
            .await
            .is_err()
        {
            // It had its chance.
            let _ = self.child.kill().await;
        }
    }
}

/// SIGTERM to one process, through the system's own tool: this program has no unsafe code.
pub fn terminate(pid: u32) {
    let _ = std::process::Command::new("kill")
        .arg(pid.to_string())
        .stderr(Stdio::null())
        .status();
}
