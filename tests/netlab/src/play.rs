//! One case: both nodes and both principals' terminals, a call of some seconds, and what befalls it.

use anyhow::{Context, Result, bail};
use serde::Serialize;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use terminal::audio::{HeardWav, read_wav};

use crate::cases::{Act, Case};
use crate::ear::{Ear, Told, measure};
use crate::ground::{Ground, LINE_NET, NORTH_LAN, Place};
use crate::program::{Running, unix_ms};
use crate::sides::{Prepared, Side, propose};

const PATIENCE: Duration = Duration::from_secs(60);
/// Longest from the end of the speech to a terminal's report.
const ENDS_WITHIN: Duration = Duration::from_secs(60);
const BETWEEN_UTTERANCES_SAMPLES: usize = 48 * 300;

/// What one run gave.
#[derive(Debug, Clone, Serialize)]
pub struct Outcome {
    pub case: String,
    /// From the nodes' start to the line.
    pub line_up_ms: i64,
    /// From the ring to the open floor, the slower side.
    pub setup_ms: i64,
    pub at_north: Ear,
    pub at_south: Ear,
    /// How the call ended at each: the stable code.
    pub ends: [String; 2],
    /// What North's person was shown after the floor opened: milliseconds since then, and the line.
    pub shown_at_north: Vec<(i64, String)>,
    pub shown_at_south: Vec<(i64, String)>,
}

impl Outcome {
    pub fn ears(&self) -> [&Ear; 2] {
        [&self.at_north, &self.at_south]
    }
}

struct Terminal {
    process: Running,
    said: PathBuf,
    heard: PathBuf,
}

pub fn play(prepared: &Prepared, case: &Case, seed: u64) -> Result<Outcome> {
    play_beside(prepared, case, seed, |_, _| Ok(())).map(|(outcome, ())| outcome)
}

/// As [`play`], and something else is done beside the call once the floor is open.
pub fn play_beside<T>(
    prepared: &Prepared,
    case: &Case,
    seed: u64,
    beside: impl FnOnce(&Side, &Side) -> Result<T>,
) -> Result<(Outcome, T)> {
    let ground = Ground::make(seed)?;
    let folder = tempfile::tempdir()?;
    let root = folder.path();
    let (mut north, mut south) = prepared.copy_to(&ground, root)?;
    ground.cable.set(case.weather);
    if let Some(mtu) = case.line_mtu {
        for place in [Place::NorthNode, Place::SouthNode] {
            ground.ip(place, &["link", "set", "line0", "mtu", &mtu.to_string()])?;
        }
    }
    if case.udp_blocked {
        block_udp(&ground)?;
    }
    let began = Instant::now();
    north.start()?;
    south.start()?;
    north.until_line_up()?;
    south.until_line_up()?;
    let line_up_ms = began.elapsed().as_millis() as i64;

    let contact = &prepared.contact;
    let mut terminals = Vec::new();
    for (side, other) in [(&north, &south), (&south, &north)] {
        terminals.push(join(side, other.name, contact, case.seconds, root)?);
    }
    for terminal in &terminals {
        terminal
            .process
            .until_said("waiting to be rung", PATIENCE)?;
    }
    north.run_as("duty", &["call", "confirm", contact])?;
    south.until_phase(contact, "staging", PATIENCE)?;
    south.run_as("duty", &["call", "confirm", contact])?;
    let mut floors = Vec::new();
    for terminal in &terminals {
        floors.push(terminal.process.until_said("the floor opens", PATIENCE)?);
    }
    let floor = Instant::now();
    let mut disturbed = None;
    for (after, act) in &case.acts {
        std::thread::sleep((floor + *after).saturating_duration_since(Instant::now()));
        disturb(&ground, *act)?;
        disturbed = Some(unix_ms());
    }
    let done_beside = beside(&north, &south)?;
    let mut answers = Vec::new();
    for terminal in &mut terminals {
        let left = Duration::from_secs(case.seconds) + ENDS_WITHIN;
        answers.push(terminal.process.answer(left));
    }
    if let Some(keep) = std::env::var_os("NETLAB_KEEP") {
        let to = Path::new(&keep).join(format!("{}-{seed}", case.name));
        keep_logs(root, &to, &answers)?;
    }
    let reports: Vec<(Value, i32)> = answers.into_iter().collect::<Result<_>>()?;
    let told = |at: usize| Told {
        report: &reports[at].0,
        said: &terminals[at].said,
        heard: &terminals[at].heard,
    };
    let (at_north, at_south) = (
        measure(&told(1), &told(0), disturbed),
        measure(&told(0), &told(1), disturbed),
    );
    let shown = |at: usize| shown(&terminals[at].process, floors[at]);
    let setup = |report: &Value| {
        let steps = &report["steps"];
        Some(steps["floor_open_unix_ms"].as_i64()? - steps["rung_unix_ms"].as_i64()?)
    };
    let code = |at: usize| reports[at].0["end_code"].as_str().unwrap_or("?").to_owned();
    let context = || format!("{}: {} {}", case.name, reports[0].0, reports[1].0);
    let outcome = Outcome {
        case: case.name.to_owned(),
        line_up_ms,
        setup_ms: setup(&reports[0].0)
            .max(setup(&reports[1].0))
            .with_context(context)?,
        at_north: at_north.with_context(context)?,
        at_south: at_south.with_context(context)?,
        ends: [code(0), code(1)],
        shown_at_north: shown(0),
        shown_at_south: shown(1),
    };
    Ok((outcome, done_beside))
}

fn join(side: &Side, other: &str, contact: &str, seconds: u64, root: &Path) -> Result<Terminal> {
    let said = root.join(format!("{}-said.wav", side.name));
    let heard = root.join(format!("{}-heard.wav", side.name));
    say(side.name, seconds, &said)?;
    let (say, hear) = (said.to_string_lossy(), heard.to_string_lossy());
    let seconds = seconds.to_string();
    let mut args = vec![
        "call",
        "join",
        contact,
        "--as",
        "principal",
        "--say",
        &say,
        "--hear",
        &hear,
        "--wait",
        "90",
        "--json",
        "--danger-plain-http",
    ];
    // One of the two ends it for both; the other outlasts it if it hears nothing of that.
    if other == "south" {
        args.extend(["--for", &seconds]);
    }
    let log = root.join(format!("{}-terminal.log", side.name));
    Ok(Terminal {
        process: side.device.spawn(&args, &log)?,
        said,
        heard,
    })
}

/// The side's recordings one after the other, for as long as the call lasts.
fn say(side: &str, seconds: u64, to: &Path) -> Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/speech");
    let mut wav = HeardWav::create(to)?;
    let mut left = usize::try_from(seconds)? * 48_000;
    for who in ["principal", "interpreter"].iter().cycle() {
        let mut speech = read_wav(&folder.join(format!("{side}-{who}.wav")))?;
        speech.extend([0; BETWEEN_UTTERANCES_SAMPLES]);
        speech.truncate(left);
        wav.append(&speech)?;
        left -= speech.len();
        if left == 0 {
            break;
        }
    }
    wav.finish()?;
    Ok(())
}

fn block_udp(ground: &Ground) -> Result<()> {
    ground.drop_packets(Place::NorthDevice, "meta l4proto udp")
}

fn disturb(ground: &Ground, act: Act) -> Result<()> {
    match act {
        Act::Cut => ground.cable.cut(true),
        Act::Whole => ground.cable.cut(false),
        Act::BlockUdp => block_udp(ground)?,
        Act::DeviceMoves => {
            let place = Place::NorthDevice;
            ground.ip(
                place,
                &["addr", "add", &format!("{NORTH_LAN}.3/24"), "dev", "lan0"],
            )?;
            ground.ip(
                place,
                &["addr", "del", &format!("{NORTH_LAN}.2/24"), "dev", "lan0"],
            )?;
            // Without a second address the kernel keeps none of the net.
            let _ = ground.ip(
                place,
                &["addr", "add", &format!("{NORTH_LAN}.3/24"), "dev", "lan0"],
            );
        }
        Act::NodeMoves => {
            let place = Place::NorthNode;
            ground.ip(
                place,
                &["addr", "del", &format!("{LINE_NET}.1/24"), "dev", "line0"],
            )?;
            ground.ip(
                place,
                &["addr", "add", &format!("{LINE_NET}.9/24"), "dev", "line0"],
            )?;
        }
    }
    Ok(())
}

/// What the person was told from the floor's opening on.
fn shown(process: &Running, floor: i64) -> Vec<(i64, String)> {
    let said = process.said().into_iter();
    said.filter(|(at, line)| *at >= floor && !line.contains("words to compare"))
        .map(|(at, line)| (at - floor, line))
        .collect()
}

fn keep_logs(root: &Path, to: &Path, answers: &[Result<(Value, i32)>]) -> Result<()> {
    std::fs::create_dir_all(to)?;
    for name in ["north-terminal.log", "south-terminal.log"] {
        std::fs::copy(root.join(name), to.join(name))?;
    }
    for name in ["north", "south"] {
        let log = root.join(name).join("node.log");
        std::fs::copy(log, to.join(format!("{name}-node.log")))?;
    }
    for (answer, name) in answers.iter().zip(["north", "south"]) {
        if let Ok((report, _)) = answer {
            let text = serde_json::to_string_pretty(report)?;
            std::fs::write(to.join(format!("{name}.json")), text)?;
        }
    }
    Ok(())
}

/// What became of a proposal and its answer, each written while the line was cut.
#[derive(Debug, Clone, Serialize)]
pub struct Negotiated {
    pub cut_s: u64,
    /// From the cable's being whole to the other side's seeing it.
    pub proposal_after_ms: i64,
    pub answer_after_ms: i64,
}

/// The line is cut, North proposes; it is whole again, South sees it. The same for South's answer.
pub fn negotiate(prepared: &Prepared, cut: Duration, seed: u64) -> Result<Negotiated> {
    let ground = Ground::make(seed)?;
    let folder = tempfile::tempdir()?;
    let (mut north, mut south) = prepared.copy_to(&ground, folder.path())?;
    north.start()?;
    south.start()?;
    north.until_line_up()?;
    let cut_for = |write: &mut dyn FnMut() -> Result<()>| -> Result<Instant> {
        let began = Instant::now();
        ground.cable.cut(true);
        write()?;
        std::thread::sleep((began + cut).saturating_duration_since(Instant::now()));
        ground.cable.cut(false);
        Ok(Instant::now())
    };
    let mut contact = String::new();
    let mut shown_early = false;
    let whole = cut_for(&mut || {
        contact = propose(&north)?;
        let shown = south.run_as("sherpa", &["contact", "show", &contact]);
        shown_early = shown.is_ok();
        Ok(())
    })?;
    if shown_early {
        bail!("a proposal crossed a cable that was cut");
    }
    south.until_phase(&contact, "proposed", PATIENCE)?;
    let proposal_after_ms = whole.elapsed().as_millis() as i64;
    let whole = cut_for(&mut || {
        south
            .run_as("sherpa", &["contact", "accept", &contact])
            .map(drop)
    })?;
    north.until_phase(&contact, "agreed", PATIENCE)?;
    Ok(Negotiated {
        cut_s: cut.as_secs(),
        proposal_after_ms,
        answer_after_ms: whole.elapsed().as_millis() as i64,
    })
}
