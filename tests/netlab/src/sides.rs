//! Two sides, founded, paired, with their people and one agreed contact: made once, copied for each case.

use anyhow::{Context, Result};
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::ground::{Ground, LINE_NET, NORTH_LAN, Place, SOUTH_LAN};
use crate::program::{self, Program, Running};

pub const LINE_UP_MAX: Duration = Duration::from_secs(60);
const PATIENCE: Duration = Duration::from_secs(30);
const PEOPLE: [(&str, &str); 3] = [
    ("principal", "principal"),
    ("sherpa", "sherpa"),
    ("duty", "duty-officer"),
];

/// What each case begins with.
pub struct Prepared {
    folder: tempfile::TempDir,
    pub contact: String,
    path: PathBuf,
}

/// One side at its places.
pub struct Side {
    pub name: &'static str,
    /// Beside the node: commands of officers.
    pub desk: Program,
    /// Where the principal's terminal is.
    pub device: Program,
    pub node: Option<Running>,
}

fn side(ground: &Ground, path: &Path, root: &Path, north: bool) -> Side {
    let (name, node, device) = match north {
        true => ("north", Place::NorthNode, Place::NorthDevice),
        false => ("south", Place::SouthNode, Place::SouthDevice),
    };
    let at = |place| Program {
        path: path.to_owned(),
        space: ground.space(place),
        dir: root.join(name),
    };
    Side {
        name,
        desk: at(node),
        device: at(device),
        node: None,
    }
}

impl Side {
    pub fn start(&mut self) -> Result<()> {
        let log = self.desk.dir.join("node.log");
        self.node = Some(self.desk.spawn_node(&log)?);
        Ok(())
    }

    pub fn run_as(&self, device: &str, args: &[&str]) -> Result<serde_json::Value> {
        self.desk.run(&[args, &["--as", device]].concat())
    }

    /// Entries of the own log, as its node tells.
    pub fn own_entries(&self) -> Result<u64> {
        let status = self.run_as("sherpa", &["line", "status"])?;
        status["own_entries"].as_u64().context("no entries")
    }

    pub fn until_line_up(&self) -> Result<()> {
        let args = ["line", "status", "--as", "sherpa"];
        let up = |status: &serde_json::Value| status["up"].as_bool() == Some(true);
        self.desk.until(&args, LINE_UP_MAX, up).map(drop)
    }

    pub fn until_phase(&self, contact: &str, phase: &str, within: Duration) -> Result<()> {
        let args = ["contact", "show", contact, "--as", "sherpa"];
        let so = |shown: &serde_json::Value| shown["phase"] == phase;
        self.desk.until(&args, within, so).map(drop)
    }
}

impl Prepared {
    pub fn make() -> Result<Self> {
        let path = program::find()?;
        let folder = tempfile::tempdir()?;
        let root = folder.path();
        let ground = Ground::make(1)?;
        let (mut north, mut south) = (
            side(&ground, &path, root, true),
            side(&ground, &path, root, false),
        );
        let mut words = Vec::new();
        for (side, lan, host) in [(&mut north, NORTH_LAN, 1), (&mut south, SOUTH_LAN, 2)] {
            let (http, media) = (format!("{lan}.1:7480"), format!("{lan}.1:7482"));
            let (press, route) = (
                format!("http://{lan}.1:7480"),
                format!("{LINE_NET}.{host}:7481"),
            );
            side.desk.run(&[
                "side",
                "init",
                "--name",
                side.name,
                "--http",
                &http,
                "--line",
                "0.0.0.0:7481",
                "--route",
                &route,
                "--media",
                &media,
                "--metrics",
                "127.0.0.1:7489",
                "--press-url",
                &press,
            ])?;
            let out = credentials(root, side.name);
            let shown = side.desk.run(&["side", "credentials", "--out", &out])?;
            words.push(shown["words"].as_str().context("no words")?.to_owned());
            side.start()?;
        }
        for (side, other, words) in [(&north, &south, &words[1]), (&south, &north, &words[0])] {
            let file = credentials(root, other.name);
            side.desk.run(&["line", "add", &file, "--words", words])?;
        }
        for side in [&north, &south] {
            for (name, roles) in PEOPLE {
                let request = root.join(format!("{}-{name}.request", side.name));
                let request = request.to_string_lossy();
                side.desk.run(&[
                    "person", "request", "--as", name, "--roles", roles, "--out", &request,
                ])?;
                side.desk.run(&["person", "enrol", &request])?;
            }
            // Who comes first makes the keys of the audiences; the next round hands them on.
            for _ in 0..2 {
                for (name, _) in PEOPLE {
                    side.run_as(name, &["contact", "list"])?;
                }
            }
        }
        north.until_line_up()?;
        let contact = propose(&north)?;
        south.until_phase(&contact, "proposed", PATIENCE)?;
        south.run_as("sherpa", &["contact", "accept", &contact])?;
        north.until_phase(&contact, "agreed", PATIENCE)?;
        // A node that is told to stop closes its store.
        for side in [&mut north, &mut south] {
            drop(side.node.take());
        }
        Ok(Self {
            folder,
            contact,
            path,
        })
    }

    /// Both sides as they were prepared, on ground of their own.
    pub fn copy_to(&self, ground: &Ground, root: &Path) -> Result<(Side, Side)> {
        for name in ["north", "south"] {
            copy(&self.folder.path().join(name), &root.join(name))?;
        }
        Ok((
            side(ground, &self.path, root, true),
            side(ground, &self.path, root, false),
        ))
    }
}

pub fn propose(side: &Side) -> Result<String> {
    let proposed = side.run_as(
        "sherpa",
        &[
            "contact",
            "propose",
            "--start",
            "2031-12-30T23:30",
            "--zone",
            "Etc/UTC",
            "--other-zone",
            "Etc/UTC",
            "--duration",
            "30",
            "--medium",
            "phone-call",
            "--item",
            "line test",
        ],
    )?;
    Ok(proposed["contact"]
        .as_str()
        .context("no contact")?
        .to_owned())
}

fn credentials(root: &Path, name: &str) -> String {
    root.join(format!("{name}.credentials"))
        .to_string_lossy()
        .into_owned()
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    std::fs::create_dir_all(to)?;
    let permissions = from.metadata()?.permissions();
    std::fs::set_permissions(to, permissions)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        match entry.path().is_dir() {
            true => copy(&entry.path(), &target)?,
            false => drop(std::fs::copy(entry.path(), target)?),
        }
    }
    Ok(())
}
