//! One side of the demo: its directory, ports, people and node.

use serde_json::Value;
use std::path::{Path, PathBuf};

use super::{
    child::{Program, Running},
    free_ports::free_port,
};
use crate::{CliError, home::Home, press_file::PressFile};

/// The people whom a side needs for one contact: device name and roles.
pub const PEOPLE: [(&str, &str); 6] = [
    ("principal", "principal"),
    ("sherpa", "sherpa"),
    ("duty", "duty-officer"),
    ("interpreter", "interpreter"),
    ("press", "press-officer"),
    ("press-chief", "press-officer"),
];

/// North's capital and South's.
pub const ZONES: (&str, &str) = ("Europe/Moscow", "America/New_York");

/// One side.
pub struct DemoSide {
    /// "North".
    pub name: &'static str,
    /// "north".
    pub key: &'static str,
    pub dir: PathBuf,
    pub program: Program,
    pub ports: Ports,
    pub words: String,
    pub credentials: PathBuf,
    pub node: Option<Running>,
}

#[derive(Debug, Clone, Copy)]
pub struct Ports {
    pub http: u16,
    pub line: u16,
    /// Where the other node sends to: the line's own port, or what stands before it.
    pub route: u16,
    pub media: u16,
    pub metrics: u16,
}

impl Ports {
    /// Those that are listened on.
    pub fn all(&self) -> [u16; 4] {
        [self.http, self.line, self.media, self.metrics]
    }

    /// Ports that nobody uses just now.
    pub fn free() -> Result<Self, CliError> {
        let line = free_port()?;
        Ok(Self {
            http: free_port()?,
            line,
            route: line,
            media: free_port()?,
            metrics: free_port()?,
        })
    }
}

/// What its press site says of it.
fn press_of(name: &str, key: &str) -> PressFile {
    let (zone, other_zone) = match key {
        "north" => ZONES,
        _ => (ZONES.1, ZONES.0),
    };
    PressFile {
        zone: Some(zone.into()),
        other_zone: Some(other_zone.into()),
        office: Some(format!("Press service of {name}")),
        address: Some(format!("1 Square\nCapital of {name}")),
        ..PressFile::default()
    }
}

impl DemoSide {
    /// Founds the side: seal, keys, officers, credentials.
    pub async fn found(
        name: &'static str,
        key: &'static str,
        dir: &Path,
        ports: Ports,
        clock_offset_ms: i64,
    ) -> Result<Self, CliError> {
        let dir = dir.join(key);
        let program = Program::new(&dir, clock_offset_ms);
        let address = |port: u16| format!("127.0.0.1:{port}");
        let press_url = format!("http://{key}.localhost:{}", ports.http);
        program
            .run(&[
                "side",
                "init",
                "--name",
                name,
                "--http",
                &address(ports.http),
                "--line",
                &address(ports.line),
                "--route",
                &address(ports.route),
                "--media",
                &address(ports.media),
                "--metrics",
                &address(ports.metrics),
                "--press-url",
                &press_url,
            ])
            .await?;
        let home = Home::at(&dir);
        let mut settings = home.side()?;
        settings.press = press_of(name, key);
        home.write_side(&settings)?;
        let credentials = dir.join(format!("{key}.credentials"));
        let shown = program
            .run(&["side", "credentials", "--out", &text(&credentials)])
            .await?;
        let words = shown
            .get("words")
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned();
        Ok(Self {
            name,
            key,
            dir,
            program,
            ports,
            words,
            credentials,
            node: None,
        })
    }

    pub async fn start(&mut self, extra: &[&str]) -> Result<(), CliError> {
        let log = self.dir.join("node.log");
        self.node = Some(self.program.spawn_node(extra, &log).await?);
        Ok(())
    }

    /// Pins the other side; its words were compared, which the demo does for both.
    pub async fn pair(&self, other: &Self) -> Result<(), CliError> {
        self.program
            .run(&[
                "line",
                "add",
                &text(&other.credentials),
                "--words",
                &other.words,
            ])
            .await
            .map(drop)
    }

    /// Makes a key for each person, has both officers sign, and lets each sign in once.
    pub async fn enrol_all(&self) -> Result<(), CliError> {
        for (name, roles) in PEOPLE {
            let request = self.dir.join(format!("{name}.request"));
            let request = text(&request);
            self.program
                .run(&[
                    "person", "request", "--as", name, "--roles", roles, "--out", &request,
                ])
                .await?;
            self.program.run(&["person", "enrol", &request]).await?;
        }
        // Who comes first makes the keys of the audiences; the next round hands them on to all.
        for _ in 0..2 {
            for (name, _) in PEOPLE {
                self.run_as(name, &["contact", "list"]).await?;
            }
        }
        Ok(())
    }

    /// Runs a command as one of this side's people.
    pub async fn run_as(&self, device: &str, args: &[&str]) -> Result<Value, CliError> {
        let args: Vec<&str> = args.iter().copied().chain(["--as", device]).collect();
        self.program.run(&args).await
    }
}

/// A path as an argument; the demo makes its paths itself.
pub fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}
