//! `detente demo tour`: one contact, from an earlier videoconference to both readouts.

mod call;
mod contact;
mod judge;
mod press;
mod report;

use clap::{Args, ValueEnum};
use jiff::Timestamp;
use serde_json::Value;
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use super::{
    scenario,
    side::{DemoSide, Ports, text},
    up::wait_for_line,
};
use crate::{CliError, Context};
use judge::judge;
use report::{TourPromise, TourReport};

/// The demo clock begins so long before the agreed start: what comes first takes about that long.
const LEAD_MS: i64 = 45_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Whose {
    North,
    South,
    Mutual,
    Unstated,
}

/// Play one contact, from the proposal to both readouts
#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:\n  detente demo tour\n  \
    detente demo tour --json --start 2022-03-27T00:30:00Z --north-zone Asia/Kathmandu --south-zone Australia/Lord_Howe\n  \
    detente demo tour --initiative mutual --say-north mine.wav --keep kept")]
pub struct TourArgs {
    /// Start of the call (RFC 3339)
    #[arg(long, default_value = "2021-12-30T20:30:00Z", value_name = "RFC3339")]
    pub start: Timestamp,
    /// Time zone of North
    #[arg(long, default_value = "Europe/Moscow", value_name = "ZONE")]
    pub north_zone: String,
    /// Time zone of South
    #[arg(long, default_value = "America/New_York", value_name = "ZONE")]
    pub south_zone: String,
    /// Whose initiative the call is said to be
    #[arg(long, value_enum, default_value = "north")]
    pub initiative: Whose,
    /// What North's principal says
    #[arg(long, value_name = "WAV")]
    pub say_north: Option<PathBuf>,
    /// What South's principal says
    #[arg(long, value_name = "WAV")]
    pub say_south: Option<PathBuf>,
    /// Keep both sides' files, logs, captures and what was heard
    #[arg(long, value_name = "DIR")]
    pub keep: Option<PathBuf>,
    /// Where the two nodes' datagrams to each other go instead, north's then south's: for a test of
    /// lossy lines
    #[arg(long, value_name = "HOST:PORT", hide = true, num_args = 2)]
    pub danger_line_through: Option<Vec<String>>,
}

pub async fn run(context: &Context, args: &TourArgs, json: bool) -> Result<TourReport, CliError> {
    let scratch;
    let dir = match &args.keep {
        Some(dir) => dir.clone(),
        None => {
            scratch = Scratch::new()?;
            scratch.0.clone()
        }
    };
    let prose = Prose { json };
    Tour::begin(context, args, &dir, prose).await?.play().await
}

/// A directory that goes when the tour ends.
struct Scratch(PathBuf);

impl Scratch {
    fn new() -> Result<Self, CliError> {
        let mut random = [0; 8];
        getrandom::fill(&mut random)
            .map_err(|error| CliError::failed("random", error, "try again"))?;
        Ok(Self(
            std::env::temp_dir().join(format!("detente-tour-{}", hex::encode(random))),
        ))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // What can't be deleted stays in the system's temporary directory.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Tells the story, unless one object is wanted on stdout.
#[derive(Clone, Copy)]
struct Prose {
    json: bool,
}

impl Prose {
    fn tell(self, line: &str) {
        if self.json {
            eprintln!("detente: {line}");
        } else {
            println!("{line}");
        }
    }
}

struct Tour<'a> {
    args: &'a TourArgs,
    dir: PathBuf,
    prose: Prose,
    north: DemoSide,
    south: DemoSide,
    evidence: BTreeMap<u32, String>,
    failures: Vec<String>,
}

impl<'a> Tour<'a> {
    async fn begin(
        context: &'a Context,
        args: &'a TourArgs,
        dir: &Path,
        prose: Prose,
    ) -> Result<Self, CliError> {
        let offset_ms = args.start.as_millisecond() - LEAD_MS - context.now_unix_ms();
        if dir.join("north").exists() {
            return Err(CliError::usage(
                "kept-exists",
                format!("{} holds a tour already", dir.display()),
                "name another directory",
            ));
        }
        prose.tell("Two sides that trust only their own servers: North and South. Each founds itself: a seal that");
        prose.tell("stays offline, a node, a press key, an administrator and a security officer.");
        let north = DemoSide::found("North", "north", dir, Ports::free()?, offset_ms).await?;
        let south = DemoSide::found("South", "south", dir, Ports::free()?, offset_ms).await?;
        Ok(Self {
            args,
            dir: dir.to_owned(),
            prose,
            north,
            south,
            evidence: BTreeMap::new(),
            failures: Vec::new(),
        })
    }

    async fn play(mut self) -> Result<TourReport, CliError> {
        self.pair().await?;
        let earlier = self.earlier_contact().await?;
        let contact = self.agree(&earlier).await?;
        let statements = self.statements(&contact).await?;
        let call = self.hold_call(&contact).await?;
        let before = self.promise_state().await?;
        let readouts = self.readouts(&contact).await?;
        let promise = TourPromise {
            before,
            state: self.promise_state().await?,
        };
        let (contact, agenda) = self.compare(&contact).await?;
        self.snapshot_metrics().await;
        let [north, south] = [&mut self.north, &mut self.south].map(|side| side.node.take());
        for node in [north, south].into_iter().flatten() {
            node.stop().await;
        }
        let call = self.check_call(call)?;
        let mut report = TourReport {
            contact,
            agenda,
            call,
            statements,
            readouts,
            promise,
            coverage: scenario::coverage(&self.evidence),
            failures: std::mem::take(&mut self.failures),
            kept: self.args.keep.clone(),
        };
        judge(&mut report);
        Ok(report)
    }

    fn tell(&self, line: &str) {
        self.prose.tell(line);
    }

    async fn pair(&mut self) -> Result<(), CliError> {
        for side in [&mut self.north, &mut self.south] {
            let tap = text(&side.dir.join("relay.tap"));
            side.start(&["--danger-tap", &tap]).await?;
        }
        self.tell("Their credentials change hands in person; each side reads its twelve words to the other:");
        self.tell(&format!("  North: {}", self.north.words));
        self.tell(&format!("  South: {}", self.south.words));
        self.north.pair(&self.south).await?;
        self.south.pair(&self.north).await?;
        self.tell("People are enrolled: each key is made on its device, an administrator and a security officer sign.");
        tokio::try_join!(self.north.enrol_all(), self.south.enrol_all())?;
        wait_for_line(&self.north).await?;
        wait_for_line(&self.south).await
    }

    /// What operators see, kept for those who look for leaks.
    async fn snapshot_metrics(&self) {
        for side in [&self.north, &self.south] {
            let url = format!("http://127.0.0.1:{}/metrics", side.ports.metrics);
            if let Ok(answer) = reqwest::get(url).await
                && let Ok(body) = answer.text().await
            {
                // Nothing depends on it but a search for leaks, which says so when it is missing.
                let _ = std::fs::write(side.dir.join("metrics.txt"), body);
            }
        }
    }
}

fn create(dir: &Path) -> Result<(), CliError> {
    std::fs::create_dir_all(dir).map_err(|error| CliError::failed("dir", error, "look at the disk"))
}

fn id_of(answer: &Value, field: &str) -> Result<String, CliError> {
    answer
        .get(field)
        .and_then(Value::as_str)
        .map(str::to_owned)
        .ok_or_else(|| {
            CliError::failed(
                "answer",
                format!("an answer lacks `{field}`: {answer}"),
                "report it",
            )
        })
}
