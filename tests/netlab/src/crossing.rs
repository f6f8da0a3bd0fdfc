//! An attachment crosses while both principals speak and FLASH messages are sent: how fast it is, and
//! what it costs the others, each beside the same without it.

use anyhow::{Context, Result, bail};
use serde::Serialize;
use std::path::Path;
use std::time::{Duration, Instant};

use crate::cases::{Case, beside_an_attachment};
use crate::ear::Ear;
use crate::play::{Outcome, play_beside};
use crate::program::Running;
use crate::sides::{Prepared, Side};
use crate::table::spread;

/// The longest file that can be attached.
const FILE_BYTES: usize = 25 * 1024 * 1024;
/// FLASH messages without anything beside them.
const FLASHES_ALONE: usize = 6;
const BETWEEN_FLASHES: Duration = Duration::from_millis(250);
const ARRIVES_WITHIN: Duration = Duration::from_secs(90);

/// One crossing beside one call.
#[derive(Debug, Clone, Serialize)]
pub struct Crossing {
    pub mbit_per_s: u64,
    pub round_trip_ms: u64,
    pub bytes: usize,
    /// From the record's entry until the other node had all of the file, by its signed receipt: with what the
    /// device does meanwhile.
    pub took_ms: i64,
    /// From the first part at the own node to the last, which is the device's sending.
    pub sent_ms: i64,
    /// From the first part at the own node to the last at the other.
    pub crossed_ms: i64,
    /// Of the line's rate, at which the file's bytes crossed.
    pub share: f64,
    /// From a FLASH message's entry in its own log until it was in the other's store.
    pub flash_alone_ms: Vec<f64>,
    pub flash_beside_ms: Vec<f64>,
    /// The same call, spoken as long, without the file and with it.
    pub heard_alone: [Ear; 2],
    pub heard_beside: [Ear; 2],
}

impl Crossing {
    /// Share of frames that had to be filled in because of it, at the worse ear, in per cent.
    pub fn lost_per_cent(&self) -> f64 {
        let worse = |ears: &[Ear; 2]| ears[0].concealed_per_cent.max(ears[1].concealed_per_cent);
        worse(&self.heard_beside) - worse(&self.heard_alone)
    }

    /// By how much a FLASH message was later because of it: the latest beside it, and the middle one of
    /// those that had the line for themselves.
    pub fn delayed_ms(&self) -> Option<f64> {
        let (_, alone, _) = spread(self.flash_alone_ms.iter().copied())?;
        let (_, _, latest) = spread(self.flash_beside_ms.iter().copied())?;
        Some(latest - alone)
    }
}

/// What was measured while they spoke.
struct Measured {
    took_ms: i64,
    sent_ms: i64,
    crossed_ms: i64,
    alone: Vec<f64>,
    beside: Vec<f64>,
}

pub fn cross(prepared: &Prepared, mbit_per_s: u64, seed: u64) -> Result<Crossing> {
    let case = beside_an_attachment(mbit_per_s);
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("annex.bin");
    std::fs::write(&file, noise(seed))?;
    let run = |with: bool| -> Result<(Outcome, Measured)> {
        let measured = |north: &Side, south: &Side| measure(north, south, with.then_some(&*file));
        play_beside(prepared, &case, seed, measured)
    };
    let (alone, _) = run(false)?;
    let (beside, measured) = run(true)?;
    let seconds = measured.crossed_ms as f64 / 1_000.0;
    Ok(Crossing {
        mbit_per_s,
        round_trip_ms: round_trip_ms(&case),
        bytes: FILE_BYTES,
        took_ms: measured.took_ms,
        sent_ms: measured.sent_ms,
        crossed_ms: measured.crossed_ms,
        share: FILE_BYTES as f64 * 8.0 / (seconds * mbit_per_s as f64 * 1_000_000.0),
        flash_alone_ms: measured.alone,
        flash_beside_ms: measured.beside,
        heard_alone: [alone.at_north, alone.at_south],
        heard_beside: [beside.at_north, beside.at_south],
    })
}

fn round_trip_ms(case: &Case) -> u64 {
    2 * case.weather.delay.as_millis() as u64
}

fn measure(north: &Side, south: &Side, file: Option<&Path>) -> Result<Measured> {
    let log = |side: &Side| side.own_entries();
    let begins = log(north)?;
    for _ in 0..FLASHES_ALONE {
        flash(north)?;
    }
    let alone = delays(north, south, begins..log(north)?)?;
    let Some(file) = file else {
        // As much speech and as many messages, and no file.
        for _ in 0..FLASHES_ALONE {
            flash(north)?;
        }
        return Ok(Measured {
            took_ms: 0,
            sent_ms: 0,
            crossed_ms: 0,
            alone,
            beside: Vec::new(),
        });
    };
    let file = file.to_string_lossy().into_owned();
    let args = [
        "paper",
        "hand-over",
        "--kind",
        "proposal",
        "--title",
        "With an annex",
        "--text",
        "See the annex.",
        "--attach",
        &file,
        "--as",
        "sherpa",
    ];
    let began = Instant::now();
    let from = log(north)?;
    std::thread::scope(|scope| {
        let handing = scope.spawn(|| north.desk.run(&args));
        // The record first: what is measured is the file's time on the line.
        let paper = loop {
            let list = north.run_as("sherpa", &["paper", "list"])?;
            if let Some(paper) = list["papers"][0]["paper"].as_str() {
                break paper.to_owned();
            }
            if began.elapsed() > ARRIVES_WITHIN {
                bail!("the paper was never handed over");
            }
        };
        let mut to = log(north)?;
        let received = loop {
            let shown = north.run_as("sherpa", &["paper", "attachments", &paper])?;
            if let Some(at) = shown["attachments"][0]["received_unix_ms"].as_i64() {
                break at;
            }
            if began.elapsed() > ARRIVES_WITHIN {
                bail!("the file never crossed: {shown}");
            }
            flash(north)?;
            to = log(north)?;
        };
        handing.join().ok().context("handing over panicked")??;
        let shown = north.run_as("sherpa", &["paper", "show", &paper])?;
        let said = shown["versions"][0]["receipt"]["said_unix_ms"].as_i64();
        let (here, there) = (parts(north), parts(south));
        let first = here.first().context("no part was written")?;
        let last = |all: &[i64]| all.last().map_or(0, |at| at - first);
        Ok(Measured {
            sent_ms: last(&here),
            crossed_ms: last(&there),
            took_ms: received - said.context("no moment of the hand-over")?,
            alone,
            // The first entry of these is the paper's own record.
            beside: delays(north, south, from + 1..to)?,
        })
    })
}

fn flash(north: &Side) -> Result<()> {
    let args = ["message", "send", "--precedence", "flash", "--text", "now"];
    north.run_as("sherpa", &args)?;
    std::thread::sleep(BETWEEN_FLASHES);
    Ok(())
}

/// How long each of these entries of North's log took to South's store, as both nodes' logs tell.
fn delays(north: &Side, south: &Side, entries: std::ops::Range<u64>) -> Result<Vec<f64>> {
    let node = |side: &Side| side.node.as_ref().map(Running::said).unwrap_or_default();
    let began = Instant::now();
    loop {
        let (from, to) = (node(north), node(south));
        let found: Vec<Option<f64>> = entries
            .clone()
            .map(|seq| {
                let at = |said: &[(i64, String)], what: &str| {
                    let found = said.iter().find(|(_, line)| tells(line, what, seq + 1));
                    found.map(|(at, _)| *at)
                };
                let sent = at(&from, "an own entry is written")?;
                Some((at(&to, "an entry of the other log is written")? - sent) as f64)
            })
            .collect();
        if found.iter().all(Option::is_some) {
            return Ok(found.into_iter().flatten().collect());
        }
        if began.elapsed() > ARRIVES_WITHIN {
            bail!("entries {entries:?} never crossed");
        }
        std::thread::sleep(BETWEEN_FLASHES);
    }
}

/// When a node wrote parts of attachments.
fn parts(side: &Side) -> Vec<i64> {
    let said = side.node.as_ref().map(Running::said).unwrap_or_default();
    let written = |line: &str| line.contains("a part of an attachment is written");
    let of_it = said.into_iter().filter(|(_, line)| written(line));
    of_it.map(|(at, _)| at).collect()
}

/// Whether a line of a node's log says this of the entry with this number.
fn tells(line: &str, what: &str, seq: u64) -> bool {
    let told: Option<serde_json::Value> = line
        .contains(what)
        .then(|| serde_json::from_str(line).ok())
        .flatten();
    told.is_some_and(|told| told["fields"]["message"] == what && told["fields"]["seq"] == seq)
}

/// A file that nothing on the way makes shorter.
fn noise(seed: u64) -> Vec<u8> {
    let mut state = seed | 1;
    let words = std::iter::repeat_with(|| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()
    });
    words.flatten().take(FILE_BYTES).collect()
}
