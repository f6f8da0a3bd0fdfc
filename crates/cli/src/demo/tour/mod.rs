//! `detente demo tour`: one contact, from an earlier videoconference to both readouts.

mod call;
mod coalition;
mod contact;
mod judge;
mod leaks;
mod line_proxy;
mod measured;
mod messages;
mod papers;
mod picture;
mod press;
mod report;
mod track;

use clap::{Args, ValueEnum};
use jiff::Timestamp;
use serde_json::Value;
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::atomic::{AtomicU64, Ordering},
};

use super::{
    scenario,
    side::{DemoSide, Ports, text},
    up::wait_for_line,
};
use crate::{CliError, Context};
use judge::judge;
use line_proxy::{LineProxy, Passed};
use report::{TourLine, TourPromise, TourReport};

/// The demo clock begins so long before the agreed start: what comes first takes about that long.
const LEAD_MS: i64 = 45_000;
/// With more than that no line comes up in any time that a tour may take.
const LINE_LOSS_PERCENT_MAX: i64 = 50;

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
    /// Drop so many of a hundred of the datagrams between the two nodes, at random, both ways
    #[arg(long, value_name = "PERCENT", hide = true, default_value_t = 0,
          value_parser = clap::value_parser!(u8).range(0..=LINE_LOSS_PERCENT_MAX))]
    pub danger_line_loss: u8,
    /// Write an agenda item into a node's log before leaks are searched for: the tour must then fail
    #[arg(long, hide = true)]
    pub danger_plant_leak: bool,
}

pub async fn run(context: &Context, args: &TourArgs, json: bool) -> Result<TourReport, CliError> {
    let scratch;
    let (dir, handed_out) = match &args.keep {
        Some(dir) => (dir.clone(), dir.join("readouts")),
        None => {
            scratch = Scratch::new("tour")?;
            let readouts = scratch.0.with_extension("readouts");
            (scratch.0.clone(), readouts)
        }
    };
    let prose = Prose { json };
    let tour = Tour::begin(context, args, dir, handed_out, prose).await?;
    tour.play().await
}

/// A directory that goes when the demonstration ends; a tour's readouts are handed out into one beside it.
pub(super) struct Scratch(PathBuf);

impl Scratch {
    pub(super) fn dir(&self) -> &Path {
        &self.0
    }

    pub(super) fn new(what: &str) -> Result<Self, CliError> {
        let mut random = [0; 8];
        getrandom::fill(&mut random)
            .map_err(|error| CliError::failed("random", error, "try again"))?;
        Ok(Self(
            std::env::temp_dir().join(format!("detente-{what}-{}", hex::encode(random))),
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
pub(super) struct Prose {
    pub json: bool,
}

impl Prose {
    pub(super) fn tell(self, line: &str) {
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
    /// For both readouts, with signatures and keys: outlives the tour.
    handed_out: PathBuf,
    prose: Prose,
    north: DemoSide,
    south: DemoSide,
    /// Before each node's line port.
    proxies: [LineProxy; 2],
    evidence: BTreeMap<u32, String>,
    /// Texts that stay sealed, and contacts as devices that may read them show them.
    sealed_texts: Vec<String>,
    seen_by_devices: String,
    /// Both nodes attested the same start, end and people.
    attested: bool,
    offset_ms: i64,
    failures: Vec<String>,
}

impl<'a> Tour<'a> {
    async fn begin(
        context: &'a Context,
        args: &'a TourArgs,
        dir: PathBuf,
        handed_out: PathBuf,
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
        let (mut at_north, mut at_south) = (Ports::free()?, Ports::free()?);
        let proxies = [
            Self::proxy(args, &dir, "north", &mut at_north).await?,
            Self::proxy(args, &dir, "south", &mut at_south).await?,
        ];
        let north = DemoSide::found("North", "north", &dir, at_north, offset_ms).await?;
        let south = DemoSide::found("South", "south", &dir, at_south, offset_ms).await?;
        Ok(Self {
            args,
            dir,
            handed_out,
            prose,
            north,
            south,
            proxies,
            evidence: BTreeMap::new(),
            sealed_texts: Vec::new(),
            seen_by_devices: String::new(),
            attested: false,
            offset_ms,
            failures: Vec::new(),
        })
    }

    /// All that comes to a node's line port comes through here, and is written down.
    async fn proxy(
        args: &TourArgs,
        dir: &Path,
        side: &str,
        ports: &mut Ports,
    ) -> Result<LineProxy, CliError> {
        create(&dir.join("line"))?;
        let tape = dir.join("line").join(format!("{side}.tape"));
        let proxy = LineProxy::start(ports.line, args.danger_line_loss, &tape).await?;
        ports.route = proxy.port;
        Ok(proxy)
    }

    async fn play(mut self) -> Result<TourReport, CliError> {
        self.pair().await?;
        let earlier = self.earlier_contact().await?;
        let contact = self.agree(&earlier).await?;
        let mut prepared = self.prepare_round(&contact).await?;
        let mut statements = self.statements(&contact).await?;
        statements.extend(self.speak_of_round(&contact, &mut prepared).await?);
        let (papers, to_alliance) = self.papers(&contact, &mut statements).await?;
        let positions = self
            .positions(&contact, &to_alliance, &mut statements)
            .await?;
        let consultation = self.consult(&contact, &mut statements).await?;
        let picture = self.show_picture(&contact, &mut statements).await?;
        let messages = self.send_message().await?;
        let call = self.hold_call(&contact).await?;
        let before = self.promise_state().await?;
        let readouts = self.readouts(&contact).await?;
        let promise = TourPromise {
            before,
            state: self.promise_state().await?,
        };
        let facts = self.follow_each_other(&contact).await?;
        let consulted = self.consulted(&consultation).await?;
        let positions = self.positions_shown(&positions).await?;
        let track = self.read_track(&contact, &prepared).await?;
        let (contact, agenda) = self.compare(&contact).await?;
        self.snapshot_metrics().await?;
        for side in [&self.north, &self.south] {
            let backup = text(&side.dir.join("node.backup"));
            side.program.run(&["backup", &backup]).await?;
        }
        let [north, south] = [&mut self.north, &mut self.south].map(|side| side.node.take());
        for node in [north, south].into_iter().flatten() {
            node.stop().await;
        }
        if self.args.danger_plant_leak {
            self.plant_leak()?;
        }
        let (call, leaks) = self.measure(&call)?;
        let consultation = self.where_consulted(consulted)?;
        let coalition = self.where_positions(positions)?;
        let sum = |of: fn(&Passed) -> &AtomicU64| {
            self.proxies
                .iter()
                .map(|proxy| of(&proxy.passed).load(Ordering::Relaxed))
                .sum()
        };
        let line = TourLine {
            loss_percent: self.args.danger_line_loss,
            datagrams: sum(|passed| &passed.datagrams),
            dropped: sum(|passed| &passed.dropped),
        };
        let mut report = TourReport {
            contact,
            agenda,
            call,
            line,
            leaks,
            statements,
            picture,
            facts,
            messages,
            readouts,
            promise,
            papers,
            consultation,
            coalition,
            track,
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

    /// By the clock of everybody in the tour.
    fn now_unix_ms(&self) -> i64 {
        Timestamp::now().as_millisecond() + self.offset_ms
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

    fn plant_leak(&self) -> Result<(), CliError> {
        use std::io::Write;
        let failed = |error| CliError::failed("plant", error, "look at the disk");
        let log = self.north.dir.join("node.log");
        let mut log = std::fs::OpenOptions::new()
            .append(true)
            .open(log)
            .map_err(failed)?;
        let leak = self.sealed_texts.first().map_or("", String::as_str);
        writeln!(log, "agenda: {leak}").map_err(failed)
    }

    /// What operators see, kept for the search for leaks.
    async fn snapshot_metrics(&self) -> Result<(), CliError> {
        let failed = |error: &dyn std::fmt::Display| {
            CliError::failed("metrics", error, "look at both node.log files")
        };
        for side in [&self.north, &self.south] {
            let url = format!("http://127.0.0.1:{}/metrics", side.ports.metrics);
            let answer = reqwest::get(url).await.map_err(|error| failed(&error))?;
            let body = answer.text().await.map_err(|error| failed(&error))?;
            std::fs::write(side.dir.join("metrics.txt"), body).map_err(|error| failed(&error))?;
        }
        Ok(())
    }
}

fn create(dir: &Path) -> Result<(), CliError> {
    std::fs::create_dir_all(dir).map_err(|error| CliError::failed("dir", error, "look at the disk"))
}

pub(super) fn id_of(answer: &Value, field: &str) -> Result<String, CliError> {
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

/// A text somewhere in an answer; nothing where none is.
pub(super) fn text_at(answer: &Value, pointer: &str) -> String {
    let value = answer.pointer(pointer).and_then(Value::as_str);
    value.unwrap_or_default().to_owned()
}

/// How many in a list are so.
pub(super) fn count_in(answer: &Value, list: &str, is_so: impl Fn(&Value) -> bool) -> usize {
    let list = answer.pointer(list).and_then(Value::as_array);
    list.into_iter().flatten().filter(|one| is_so(one)).count()
}
