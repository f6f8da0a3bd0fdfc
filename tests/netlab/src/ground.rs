//! Namespaces: a device, a node, a node and a device. The names hold our pid, so that those of a run
//! that was killed are found and removed by the next.

use anyhow::{Context, Result, bail};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};

use crate::cable::{Cable, Ends};

const PREFIX: &str = "netlab-";
static NEXT: AtomicU64 = AtomicU64::new(1);

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    NorthDevice,
    NorthNode,
    SouthNode,
    SouthDevice,
}

pub const PLACES: [Place; 4] = [
    Place::NorthDevice,
    Place::NorthNode,
    Place::SouthNode,
    Place::SouthDevice,
];

/// Addresses that exist in the namespaces alone.
pub const NORTH_LAN: &str = "10.71.1";
pub const SOUTH_LAN: &str = "10.72.1";
pub const LINE_NET: &str = "10.73.1";

impl Place {
    fn name(self) -> &'static str {
        match self {
            Self::NorthDevice => "nd",
            Self::NorthNode => "nn",
            Self::SouthNode => "sn",
            Self::SouthDevice => "sd",
        }
    }
}

pub struct Ground {
    id: String,
    pub cable: Cable,
}

/// Why nothing can be measured here; `None`: it can.
pub fn unavailable() -> Option<String> {
    let is_root = std::fs::read_to_string("/proc/self/status").is_ok_and(|status| {
        let uid = status.lines().find_map(|line| line.strip_prefix("Uid:"));
        uid.is_some_and(|uid| uid.split_whitespace().nth(1) == Some("0"))
    });
    if !is_root {
        return Some("it needs root to make network namespaces".into());
    }
    if !Path::new("/dev/net/tun").exists() {
        return Some("there is no /dev/net/tun".into());
    }
    for (tool, args, package) in [
        ("ip", ["netns", "list"], "iproute2"),
        ("nft", ["list", "ruleset"], "nftables"),
    ] {
        let run = Command::new(tool)
            .args(args)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        if !run.is_ok_and(|status| status.success()) {
            return Some(format!("`{tool}` doesn't run (Debian package {package})"));
        }
    }
    None
}

impl Ground {
    pub fn make(seed: u64) -> Result<Self> {
        sweep();
        let pid = std::process::id();
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let (cable, Ends(north, south)) = Cable::lay(&format!("nl{pid}x{number}"), seed)?;
        // From here on it is removed whatever fails.
        let ground = Self {
            id: format!("{PREFIX}{pid}-{number}"),
            cable,
        };
        for place in PLACES {
            ip(&["netns", "add", &ground.space(place)])?;
            ground.ip(place, &["link", "set", "lo", "up"])?;
        }
        for (node, device, lan) in [
            (Place::NorthNode, Place::NorthDevice, NORTH_LAN),
            (Place::SouthNode, Place::SouthDevice, SOUTH_LAN),
        ] {
            let (node_space, device_space) = (ground.space(node), ground.space(device));
            ip(&[
                "link",
                "add",
                "lan0",
                "netns",
                &node_space,
                "type",
                "veth",
                "peer",
                "name",
                "lan0",
                "netns",
                &device_space,
            ])?;
            for (place, host) in [(node, 1), (device, 2)] {
                ground.ip(
                    place,
                    &["addr", "add", &format!("{lan}.{host}/24"), "dev", "lan0"],
                )?;
                ground.ip(place, &["link", "set", "lan0", "up"])?;
            }
        }
        for (place, end, host) in [(Place::NorthNode, &north, 1), (Place::SouthNode, &south, 2)] {
            ip(&["link", "set", end, "netns", &ground.space(place)])?;
            ground.ip(place, &["link", "set", end, "name", "line0"])?;
            ground.ip(
                place,
                &[
                    "addr",
                    "add",
                    &format!("{LINE_NET}.{host}/24"),
                    "dev",
                    "line0",
                ],
            )?;
            ground.ip(place, &["link", "set", "line0", "up"])?;
        }
        Ok(ground)
    }

    pub fn space(&self, place: Place) -> String {
        format!("{}-{}", self.id, place.name())
    }

    /// `ip` within a namespace.
    pub fn ip(&self, place: Place, args: &[&str]) -> Result<()> {
        let space = self.space(place);
        ip(&[&["-n", &space], args].concat())
    }

    /// Drops what one rule says in a namespace, on the way in and out.
    pub fn drop_packets(&self, place: Place, rule: &str) -> Result<()> {
        let rules = format!(
            "table inet netlab {{\nchain i {{\ntype filter hook input priority 0;\n{rule} drop\n}}\n\
             chain o {{\ntype filter hook output priority 0;\n{rule} drop\n}}\n}}\n"
        );
        self.run(place, &["nft", &rules])
    }

    fn run(&self, place: Place, args: &[&str]) -> Result<()> {
        let space = self.space(place);
        ip(&[&["netns", "exec", &space], args].concat())
    }
}

impl Drop for Ground {
    fn drop(&mut self) {
        for place in PLACES {
            remove(&self.space(place));
        }
    }
}

/// Removes what runs that are over left behind.
fn sweep() {
    let Ok(listed) = Command::new("ip").args(["netns", "list"]).output() else {
        return;
    };
    for line in String::from_utf8_lossy(&listed.stdout).lines() {
        let Some(space) = line.split_whitespace().next() else {
            continue;
        };
        let pid = space
            .strip_prefix(PREFIX)
            .and_then(|rest| rest.split('-').next())
            .and_then(|pid| pid.parse::<u32>().ok());
        if pid.is_some_and(|pid| !Path::new(&format!("/proc/{pid}")).exists()) {
            remove(space);
        }
    }
}

/// Ends what still runs in a namespace of ours, and removes it.
fn remove(space: &str) {
    if let Ok(pids) = Command::new("ip").args(["netns", "pids", space]).output() {
        for pid in String::from_utf8_lossy(&pids.stdout).split_whitespace() {
            let _ = Command::new("kill")
                .args(["-KILL", pid])
                .stderr(Stdio::null())
                .status();
        }
    }
    let _ = Command::new("ip")
        .args(["netns", "del", space])
        .stderr(Stdio::null())
        .status();
}

fn ip(args: &[&str]) -> Result<()> {
    let done = Command::new("ip").args(args).output().context("ip")?;
    if !done.status.success() {
        bail!(
            "`ip {}`: {}",
            args.join(" "),
            String::from_utf8_lossy(&done.stderr).trim()
        );
    }
    Ok(())
}
