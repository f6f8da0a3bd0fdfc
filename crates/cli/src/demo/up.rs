//! `detente demo`: both sides made, paired, tested and left running; `detente demo reset` undoes it.

use serde::Serialize;
use serde_json::Value;
use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use super::{
    DemoArgs,
    child::terminate,
    given_keys,
    side::{DemoSide, Ports, ZONES, text},
    walk::Up,
};
use crate::{CliError, Context, Report, home::Home};

/// Ports of the demo, so that its pages have addresses that can be remembered.
const NORTH: Ports = Ports {
    http: 7180,
    line: 7181,
    route: 7181,
    media: 7182,
    metrics: 7189,
};
const SOUTH: Ports = Ports {
    http: 7280,
    line: 7281,
    route: 7281,
    media: 7282,
    metrics: 7289,
};
const PIDS: &str = "pids";
/// What a side's relay carried, where that was asked for.
const TAP: &str = "relay.tap";
/// Longest that the line may take to come up.
pub(super) const LINE_UP_MAX: Duration = Duration::from_secs(20);
/// Longest that a node may take to say goodbye.
const STOPPED_MAX: Duration = Duration::from_secs(10);

/// Both nodes stopped, files gone.
#[derive(Debug, Clone, Serialize)]
pub struct Gone {
    pub dir: PathBuf,
    pub stopped: usize,
    /// Whether there was anything to delete.
    pub found: bool,
}

impl Report for Gone {
    fn human(&self) -> String {
        let (stopped, dir) = (self.stopped, self.dir.display());
        match self.found {
            true => format!("{stopped} nodes stopped, {dir} deleted"),
            false => format!(
                "there is no demo in {dir}: go to the folder where it was begun, or name its own with `demo --data DIR reset`"
            ),
        }
    }
}

pub async fn up(context: &Context, args: &DemoArgs) -> Result<Up, CliError> {
    let dir = args.data.as_path();
    if let Some(running) = running(dir)? {
        return Ok(running);
    }
    let mut ports = match args.free_ports {
        true => (Ports::free()?, Ports::free()?),
        false => (NORTH, SOUTH),
    };
    for port in [ports.0, ports.1].iter().flat_map(Ports::all) {
        if !is_free(port) {
            return Err(CliError::failed(
                "port-held",
                format!(
                    "port {port} of this machine is held by another program, perhaps by a demo in another folder"
                ),
                "stop that program, or `demo reset` in that folder; `ss -lntup` says who it is",
            ));
        }
    }
    if let [at_north, at_south] = args.routes[..] {
        (ports.0.route, ports.1.route) = (at_north, at_south);
    }
    context.note("founding North and South (seal, keys, officers)");
    let mut north = DemoSide::found("North", "north", dir, ports.0, 0).await?;
    let mut south = DemoSide::found("South", "south", dir, ports.1, 0).await?;
    context.note("starting both nodes");
    for side in [&mut north, &mut south] {
        let given = text(&given_keys::path_of(side));
        let tap = text(&side.dir.join(TAP));
        let mut extra = vec!["--danger-give-keys", &given];
        if args.danger_tap {
            extra.extend(["--danger-tap", &tap]);
        }
        side.start(&extra).await?;
    }
    context.note("pairing: each side's twelve words are compared with the other's file");
    north.pair(&south).await?;
    south.pair(&north).await?;
    context.note("enrolling people: each key made on its device, two officers sign");
    north.enrol_all().await?;
    south.enrol_all().await?;
    given_keys::write(&north, &south)?;
    given_keys::write(&south, &north)?;
    wait_for_line(&north).await?;
    context.note("testing: an encrypted call of a few seconds");
    let test_call = test_call(&north, &south).await?;
    let mut pids = String::new();
    for side in [&mut north, &mut south] {
        if let Some(node) = side.node.take() {
            pids.push_str(&format!("{}\n", node.pid().unwrap_or_default()));
            node.detach();
        }
    }
    std::fs::write(dir.join(PIDS), pids)
        .map_err(|error| CliError::failed("demo", error, "look at the disk"))?;
    Ok(Up {
        ready: true,
        was_running: false,
        dir: dir.to_owned(),
        north: format!("http://north.localhost:{}/", ports.0.http),
        south: format!("http://south.localhost:{}/", ports.1.http),
        test_call,
    })
}

fn has_side(dir: &Path) -> bool {
    ["north", "south"]
        .iter()
        .any(|side| dir.join(side).join("side.toml").exists())
}

fn pids_in(dir: &Path) -> Vec<u32> {
    let pids = std::fs::read_to_string(dir.join(PIDS)).unwrap_or_default();
    let pids = pids.lines().filter_map(|line| line.trim().parse().ok());
    pids.filter(|pid| is_our_node(*pid)).collect()
}

/// The demo that was begun here already, if both of its nodes run.
///
/// # Errors
///
/// `demo-exists`: what is here has stopped, or was never finished.
fn running(dir: &Path) -> Result<Option<Up>, CliError> {
    if !has_side(dir) {
        return Ok(None);
    }
    let url = |side: &str| {
        Some(format!(
            "{}/",
            Home::at(&dir.join(side)).side().ok()?.press_url?
        ))
    };
    if pids_in(dir).len() == 2
        && let (Some(north), Some(south)) = (url("north"), url("south"))
    {
        return Ok(Some(Up {
            ready: true,
            was_running: true,
            dir: dir.to_owned(),
            north,
            south,
            test_call: Value::Null,
        }));
    }
    Err(CliError::failed(
        "demo-exists",
        format!(
            "a demo is in {} that wasn't finished, or whose nodes have stopped",
            dir.display()
        ),
        "delete it by `detente demo reset`, then begin anew",
    ))
}

fn is_free(port: u16) -> bool {
    let at = (std::net::Ipv4Addr::LOCALHOST, port);
    std::net::TcpListener::bind(at).is_ok() && std::net::UdpSocket::bind(at).is_ok()
}

pub fn reset(dir: &Path) -> Result<Gone, CliError> {
    let pids = pids_in(dir);
    for pid in &pids {
        terminate(*pid);
    }
    // They hold the ports that the next demo wants.
    let give_up = std::time::Instant::now() + STOPPED_MAX;
    while pids.iter().any(|pid| is_our_node(*pid)) && std::time::Instant::now() < give_up {
        std::thread::sleep(Duration::from_millis(50));
    }
    let found = has_side(dir);
    if found {
        std::fs::remove_dir_all(dir)
            .map_err(|error| CliError::failed("demo", error, "delete the directory by hand"))?;
    }
    Ok(Gone {
        dir: dir.to_owned(),
        stopped: pids.len(),
        found,
    })
}

/// A number in a file isn't enough to stop somebody's process.
fn is_our_node(pid: u32) -> bool {
    std::fs::read(format!("/proc/{pid}/cmdline"))
        .is_ok_and(|line| String::from_utf8_lossy(&line).contains("node\0run"))
}

/// The line is up, and the other side has all that this one wrote: its people and their keys among it.
fn stands(status: &Value) -> bool {
    let count = |field: &str| status.get(field).and_then(Value::as_u64);
    let is_up = status.get("up").and_then(Value::as_bool) == Some(true);
    is_up && count("own_entries").is_some() && count("receipted") == count("own_entries")
}

pub(super) async fn wait_for_line(side: &DemoSide) -> Result<(), CliError> {
    let waiting = async {
        loop {
            let status = side.run_as("sherpa", &["line", "status"]).await;
            if status.is_ok_and(|status| stands(&status)) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    };
    tokio::time::timeout(LINE_UP_MAX, waiting)
        .await
        .map_err(|_| {
            CliError::failed(
                "line",
                "the line between the two nodes didn't come up",
                "look at both node.log files",
            )
        })
}

/// Proposes, accepts, confirms, talks silence for a few seconds.
async fn test_call(north: &DemoSide, south: &DemoSide) -> Result<Value, CliError> {
    let now = jiff::Timestamp::now();
    // In both capitals' time: the desks take it over, and offer the next contact in it.
    let (zone, other_zone) = ZONES;
    let local = domain::local_in(now, zone)
        .map_err(|error| CliError::failed("zone", error, "report it"))?;
    let proposed = north
        .run_as(
            "sherpa",
            &[
                "contact",
                "propose",
                "--start",
                &local.civil,
                "--zone",
                zone,
                "--other-zone",
                other_zone,
                "--duration",
                "5",
                "--medium",
                "phone-call",
                "--item",
                "line test",
            ],
        )
        .await?;
    let contact = proposed
        .get("contact")
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned();
    until_known(south, &contact).await?;
    south
        .run_as("sherpa", &["contact", "accept", &contact])
        .await?;
    let join = |side: &DemoSide| {
        let log = side.dir.join("test-call.log");
        side.program.spawn(
            &[
                "call",
                "join",
                &contact,
                "--as",
                "principal",
                "--for",
                "4",
                "--wait",
                "60",
                "--json",
            ],
            Some(&log),
        )
    };
    let (at_north, at_south) = (join(north)?, join(south)?);
    until_phase(north, &contact, "agreed").await?;
    north.run_as("duty", &["call", "confirm", &contact]).await?;
    until_phase(south, &contact, "staging").await?;
    south.run_as("duty", &["call", "confirm", &contact]).await?;
    let (at_north, at_south) = (
        at_north.answer(Duration::from_secs(60)).await?,
        at_south.answer(Duration::from_secs(60)).await?,
    );
    let decrypted = |report: &Value| {
        report
            .pointer("/media/decrypted")
            .and_then(Value::as_u64)
            .unwrap_or(0)
    };
    if decrypted(&at_north) == 0 || decrypted(&at_south) == 0 {
        return Err(CliError::failed(
            "test-call",
            "the test call carried nothing",
            "look at the test-call.log files",
        ));
    }
    Ok(serde_json::json!({
        "north_decrypted": decrypted(&at_north),
        "south_decrypted": decrypted(&at_south),
        "words_match": at_north.get("words") == at_south.get("words"),
        "logs": [text(&north.dir.join("test-call.log")), text(&south.dir.join("test-call.log"))],
    }))
}

/// Waits until a side's node has heard of a contact.
pub(super) async fn until_known(side: &DemoSide, contact: &str) -> Result<Value, CliError> {
    until(side, contact, |_| true).await
}

/// Waits until a contact stands so at a side.
pub(super) async fn until_phase(
    side: &DemoSide,
    contact: &str,
    phase: &str,
) -> Result<Value, CliError> {
    until(side, contact, |shown| {
        shown.get("phase").and_then(Value::as_str) == Some(phase)
    })
    .await
}

async fn until(
    side: &DemoSide,
    contact: &str,
    wanted: impl Fn(&Value) -> bool,
) -> Result<Value, CliError> {
    let mut last = None;
    for _ in 0..100 {
        match side.run_as("sherpa", &["contact", "show", contact]).await {
            Ok(shown) if wanted(&shown) => return Ok(shown),
            Ok(shown) => {
                last = shown
                    .get("phase")
                    .and_then(Value::as_str)
                    .map(str::to_owned)
            }
            Err(error) if error.exit == crate::Exit::Unverified => return Err(error),
            Err(error) => last = Some(error.cause),
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    Err(CliError::failed(
        "demo",
        format!(
            "{} waited in vain for contact {contact}: {}",
            side.name,
            last.unwrap_or_default()
        ),
        "look at both node.log files",
    ))
}
