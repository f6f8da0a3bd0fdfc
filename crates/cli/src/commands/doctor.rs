//! `detente doctor`: looks at everything a side needs on this machine, and says what to do about each
//! finding. It asks for no passphrase and changes nothing.

use clap::Args;
use client::KeyPurpose;
use serde::Serialize;
use std::{
    net::{SocketAddr, TcpListener, UdpSocket},
    path::{Path, PathBuf},
};

use super::Acting;
use crate::{
    CliError, Context, Exit, Report,
    api::{Node, Session},
    home::{Home, SideFile},
    press_key::PressKey,
    private_file,
};

/// Skew between this machine and its node from which on people are warned.
const SKEW_WARN_MS: i64 = domain::CLOCK_SKEW_WARN_MS;
/// Skew with which sign-ins and accreditations begin to fail.
const SKEW_BAD_MS: i64 = 60 * 1_000;

#[derive(Debug, Clone, Default, Args)]
#[command(
    after_help = "Examples:\n  detente doctor\n  detente doctor --json --passphrase-file FILE   # opens the keys too"
)]
pub struct DoctorArgs {
    #[command(flatten)]
    pub acting: Acting,
}

/// How one thing stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    Good,
    Warning,
    Bad,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    pub what: String,
    pub verdict: Verdict,
    pub detail: String,
    /// What to do; empty where all is well.
    pub next: String,
}

#[derive(Debug, Clone, Serialize)]
pub struct Findings {
    pub findings: Vec<Finding>,
}

impl Findings {
    fn good(&mut self, what: &str, detail: impl Into<String>) {
        self.add(what, Verdict::Good, detail, "");
    }

    fn add(
        &mut self,
        what: &str,
        verdict: Verdict,
        detail: impl Into<String>,
        next: impl Into<String>,
    ) {
        self.findings.push(Finding {
            what: what.to_owned(),
            verdict,
            detail: detail.into(),
            next: next.into(),
        });
    }

    fn bad(&mut self, what: &str, error: &CliError) {
        self.add(what, Verdict::Bad, error.cause.clone(), error.next.clone());
    }
}

impl Report for Findings {
    fn human(&self) -> String {
        self.findings
            .iter()
            .map(|one| {
                let mark = match one.verdict {
                    Verdict::Good => "good",
                    Verdict::Warning => "WARN",
                    Verdict::Bad => "BAD ",
                };
                let next = if one.next.is_empty() {
                    String::new()
                } else {
                    format!("\n       do: {}", one.next)
                };
                format!("{mark}  {:<12} {}{next}\n", one.what, one.detail)
            })
            .collect()
    }

    fn exit(&self) -> Exit {
        let bad = self.findings.iter().any(|one| one.verdict == Verdict::Bad);
        if bad { Exit::Failed } else { Exit::Done }
    }
}

pub async fn run(context: &Context, args: &DoctorArgs) -> Result<Findings, CliError> {
    let home = context.home();
    let mut found = Findings {
        findings: Vec::new(),
    };
    found.good("time zones", format!("database {}", domain::tz_version()));
    if !home.dir().is_dir() {
        found.add(
            "directory",
            Verdict::Bad,
            format!("{} isn't there", home.dir().display()),
            "name another with --dir, or found a side: `detente side init`",
        );
        return Ok(found);
    }
    check_modes(&home, &mut found);
    check_keys(context, &home, &mut found);
    check_credentials(&home, &mut found);
    let side = match home.has_side().then(|| home.side()) {
        Some(Ok(side)) => Some(side),
        Some(Err(error)) => {
            found.bad("settings", &error);
            None
        }
        None => None,
    };
    let Some(url) = node_url(&home, side.as_ref(), args) else {
        found.add(
            "node",
            Verdict::Bad,
            "nothing here says where the node is",
            "make a device: `detente person request --help`",
        );
        return Ok(found);
    };
    let reachable = check_node(context, &url, &mut found).await;
    match (reachable, &side) {
        (true, _) => check_line(context, &home, args, &mut found).await,
        (false, Some(side)) => check_ports(side, &mut found),
        (false, None) => {}
    }
    Ok(found)
}

fn node_url(home: &Home, side: Option<&SideFile>, args: &DoctorArgs) -> Option<String> {
    let named = args.acting.device.as_ref();
    let device = named.and_then(|name| home.device(name).ok());
    device
        .map(|device| device.node)
        .or_else(|| side.map(SideFile::node_url))
        .or_else(|| Some(home.devices().ok()?.into_iter().next()?.1.node))
}

/// Nobody but the owner may read or enter.
fn check_modes(home: &Home, found: &mut Findings) {
    let mut open: Vec<PathBuf> = Vec::new();
    let mut look = |path: &Path, allowed: u32| {
        if private_file::mode(path).is_some_and(|mode| mode & !allowed != 0) {
            open.push(path.to_owned());
        }
    };
    look(home.dir(), private_file::DIR_MODE);
    for dir in ["keys", "devices", "charter"] {
        let dir = home.dir().join(dir);
        look(&dir, private_file::DIR_MODE);
        let files = std::fs::read_dir(&dir).into_iter().flatten().flatten();
        for file in files.map(|file| file.path()) {
            // The press key's public half is for everybody.
            if file != home.press_public_key_path() {
                look(&file, private_file::FILE_MODE);
            }
        }
    }
    if open.is_empty() {
        found.good("permissions", "files are the owner's alone");
        return;
    }
    let names: Vec<String> = open.iter().map(|path| path.display().to_string()).collect();
    found.add(
        "permissions",
        Verdict::Bad,
        format!("others may read {}", names.join(", ")),
        format!("chmod -R go-rwx {}", home.dir().display()),
    );
}

fn check_keys(context: &Context, home: &Home, found: &mut Findings) {
    let unasked = context.can_open_unasked();
    if home.has_side() {
        let node = home.side_key_path(KeyPurpose::Node);
        if !node.exists() {
            found.add(
                "node key",
                Verdict::Bad,
                format!("{} isn't there", node.display()),
                "restore it from its copy: without it the node doesn't start",
            );
        }
        for (what, path) in [
            ("seal", home.side_key_path(KeyPurpose::Seal)),
            ("archive key", home.side_key_path(KeyPurpose::Archive)),
        ] {
            if path.exists() {
                found.add(
                    what,
                    Verdict::Warning,
                    format!("{} is on this machine", path.display()),
                    "move it to its offline place",
                );
            }
        }
    }
    let mut checked = 0;
    let mut check = |what: &str, result: Result<(), CliError>, found: &mut Findings| match result {
        Ok(()) => checked += 1,
        Err(error) => found.bad(what, &error),
    };
    for purpose in [KeyPurpose::Seal, KeyPurpose::Node, KeyPurpose::Archive] {
        let path = home.side_key_path(purpose);
        if path.exists() {
            let opened = readable(&path).and_then(|()| match unasked {
                true => home.load_side_keys(context, purpose).map(drop),
                false => Ok(()),
            });
            check("key file", opened, found);
        }
    }
    for (name, file) in home.devices().unwrap_or_default() {
        let path = home.device_path(&name, "key");
        let opened = readable(&path).and_then(|()| match unasked {
            true => home.load_device_keys(context, &name).and_then(|keys| {
                if keys.device() == file.device {
                    return Ok(());
                }
                Err(CliError::failed(
                    "key-file",
                    format!("the key file of `{name}` is another device's"),
                    "put the right key file in its place",
                ))
            }),
            false => Ok(()),
        });
        check("device key", opened, found);
    }
    let press = home.press_key_path();
    if press.exists() {
        let opened = match unasked {
            true => PressKey::open(context, &press).map(drop),
            false => private_file::read(&press).map(drop),
        };
        check("press key", opened, found);
    }
    let how = if unasked {
        "open"
    } else {
        "are there; with a passphrase given they are opened too"
    };
    found.good("key files", format!("{checked} {how}"));
}

fn readable(path: &Path) -> Result<(), CliError> {
    let text = private_file::read(path)?;
    if text.starts_with("-----BEGIN AGE ENCRYPTED FILE-----") {
        return Ok(());
    }
    Err(CliError::failed(
        "key-file",
        format!("{} is no encrypted key file", path.display()),
        "restore it from its copy",
    ))
}

fn check_credentials(home: &Home, found: &mut Findings) {
    if home.credentials_path().exists() {
        match home.credentials() {
            Ok(own) => found.good(
                "credentials",
                format!("side {}", own.credentials.charter.side()),
            ),
            Err(error) => found.bad("credentials", &error),
        }
    }
    match home.line() {
        Ok(Some(other)) => {
            found.good(
                "pairing",
                format!("with side {}", other.credentials.charter.side()),
            );
        }
        Ok(None) => found.add(
            "pairing",
            Verdict::Warning,
            "no other side is confirmed here",
            "`detente line add FILE` with the other side's credentials",
        ),
        Err(error) => found.bad("pairing", &error),
    }
}

async fn check_node(context: &Context, url: &str, found: &mut Findings) -> bool {
    let node = match Node::new(url, context.danger_plain_http) {
        Ok(node) => node,
        Err(error) => {
            found.bad("node", &error);
            return false;
        }
    };
    let info = match node.side_info().await {
        Ok(info) => info,
        Err(error) => {
            found.bad("node", &error);
            return false;
        }
    };
    found.good("node", format!("answers at {url}, side {}", info.side));
    match node.healthz().await {
        Ok(()) => found.good("store", "answers"),
        Err(error) => found.bad("store", &error),
    }
    let skew_ms = info.now_unix_ms.saturating_sub(context.now_unix_ms());
    let (verdict, next) = match skew_ms.saturating_abs() {
        skew if skew >= SKEW_BAD_MS => (
            Verdict::Bad,
            "set this machine's clock and the node's by NTP",
        ),
        skew if skew >= SKEW_WARN_MS => (Verdict::Warning, "let NTP keep both clocks"),
        _ => (Verdict::Good, ""),
    };
    found.add(
        "clock",
        verdict,
        format!("{skew_ms} ms from the node's"),
        next,
    );
    true
}

/// With a session that lives, or keys that open unasked.
async fn check_line(context: &Context, home: &Home, args: &DoctorArgs, found: &mut Findings) {
    let devices = home.devices().unwrap_or_default();
    let Some(name) = args
        .acting
        .device
        .clone()
        .or_else(|| devices.into_iter().next().map(|(name, _)| name))
    else {
        return;
    };
    let signed_in = home.device_path(&name, "session").exists();
    if !signed_in && !context.can_open_unasked() {
        found.add(
            "line",
            Verdict::Warning,
            "not looked at: nobody is signed in here",
            "`detente line status` asks for a passphrase and looks",
        );
        return;
    }
    let asked = match Session::open(context, &name) {
        Ok(mut session) => session.line_status().await,
        Err(error) => Err(error),
    };
    match asked {
        Ok(line) if line.other.is_none() => found.add(
            "line",
            Verdict::Warning,
            "the node is paired with nobody",
            "`detente line add FILE` on an officer's machine",
        ),
        Ok(line) if !line.up => found.add(
            "line",
            Verdict::Bad,
            format!(
                "down: {}",
                line.reason_down.unwrap_or_else(|| "no reason known".into())
            ),
            "call the other side by other means; check routes and the UDP port between the nodes",
        ),
        Ok(line) => {
            let skew = line.skew_ms.unwrap_or_default();
            let (verdict, next) = match skew.saturating_abs() {
                skew if skew > domain::CLOCK_SKEW_MS_MAX => (
                    Verdict::Bad,
                    "nothing new is agreed until both nodes' clocks are set",
                ),
                skew if skew > domain::CLOCK_SKEW_WARN_MS => {
                    (Verdict::Warning, "let NTP keep both nodes' clocks")
                }
                _ => (Verdict::Good, ""),
            };
            let detail = format!(
                "up, {skew} ms apart, {} of {} entries receipted",
                line.receipted, line.own_entries
            );
            found.add("line", verdict, detail, next);
            if line.misbehaviour > 0 {
                found.add(
                    "misbehaviour",
                    Verdict::Warning,
                    format!("the other node broke rules {} times", line.misbehaviour),
                    "look at the node's log, keep proofs, tell the security officer",
                );
            }
        }
        Err(error) => found.bad("line", &error),
    }
}

/// The node isn't running: can it have its ports?
fn check_ports(side: &SideFile, found: &mut Findings) {
    let udp = |address: SocketAddr| UdpSocket::bind(address).map(drop);
    let tcp = |address: SocketAddr| TcpListener::bind(address).map(drop);
    for (what, address, bound) in [
        ("http port", side.http, tcp(side.http)),
        ("line port", side.line, udp(side.line)),
        ("media port", side.media, udp(side.media)),
        ("metrics port", side.metrics, tcp(side.metrics)),
    ] {
        match bound {
            Ok(()) => found.good(what, format!("{address} is free")),
            Err(error) => found.add(
                what,
                Verdict::Bad,
                format!("{address}: {error}"),
                "stop what holds it, or change the address in side.toml",
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{PassphraseSource, Questions, commands::side};

    fn verdict_of(found: &Findings, what: &str) -> Option<Verdict> {
        found
            .findings
            .iter()
            .find(|one| one.what == what)
            .map(|one| one.verdict)
    }

    /// A port of this machine on which nothing listens.
    fn free_port() -> SocketAddr {
        TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
    }

    #[tokio::test]
    async fn a_side_whose_node_isnt_running_is_told_so() {
        let dir = tempfile::tempdir().unwrap();
        let mut context = Context::new(dir.path().join("north"));
        context.questions = Questions::Never;
        context.danger_weak_keys = true;
        context.passphrase = PassphraseSource::Given(zeroize::Zeroizing::new("pass".into()));
        let args = DoctorArgs::default();
        let found = run(&context, &args).await.unwrap();
        assert_eq!(verdict_of(&found, "directory"), Some(Verdict::Bad));

        let mut init = side::InitArgs::local("North");
        (init.http, init.line, init.media, init.metrics) =
            (free_port(), free_port(), free_port(), free_port());
        side::init(&context, &init).unwrap();
        let found = run(&context, &args).await.unwrap();
        assert_eq!(found.exit(), Exit::Failed);
        for (what, verdict) in [
            ("permissions", Verdict::Good),
            ("key files", Verdict::Good),
            ("seal", Verdict::Warning),
            ("pairing", Verdict::Warning),
            ("node", Verdict::Bad),
            ("line port", Verdict::Good),
        ] {
            assert_eq!(verdict_of(&found, what), Some(verdict), "{what}");
        }
        assert!(
            found
                .findings
                .iter()
                .all(|one| one.verdict == Verdict::Good || !one.next.is_empty()),
            "each finding says what to do"
        );

        let held = UdpSocket::bind(init.line).unwrap();
        let key = context.home().side_key_path(KeyPurpose::Node);
        std::fs::write(&key, "damaged").unwrap();
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o644)).unwrap();
        let found = run(&context, &args).await.unwrap();
        for what in ["permissions", "key file", "line port"] {
            assert_eq!(verdict_of(&found, what), Some(Verdict::Bad), "{what}");
        }
        drop(held);
    }
}
