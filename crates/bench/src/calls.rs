//! Calls between two real nodes and terminals: from both joined to the first decrypted frame, step by
//! step, and from mouth to ear; on this machine, and with 80 ms there and back between the nodes.

use crate::figure::{Figure, Goal, Settings};
use crate::two_sides::{Held, TwoSides};
use anyhow::Context;
use cli::commands::join::{JoinReport, Steps};
use std::path::Path;
use std::time::Duration;
use terminal::audio::read_wav;
use terminal::voice::SAMPLE_RATE_HZ;

const NAME: &str = "calls";
/// Two principals' calls last so long.
const SECONDS: u64 = 5;
/// A tone of this length begins every second, the first after one.
const TONE_MS: usize = 100;
const TONES: usize = 3;
/// Half of the tone's height: it begins where this is passed.
const LOUD: i16 = 6_000;
/// A frame is sent once its last sample is spoken; a file is there from the start.
const FRAME_MS: f64 = 20.0;
/// Allowed above the network from mouth to ear.
const EAR_MS_MAX: f64 = 60.0;

/// Sides by who proposed: the first one's node orders.
const SIDES: [&str; 2] = ["proposing", "other"];

/// A step of the set-up by its name and its moment in a device's report.
type Step = (&'static str, Which, fn(&JoinReport) -> Option<i64>);

/// Of which device a step is the moment.
#[derive(Clone, Copy)]
enum Which {
    First,
    Last,
}

/// One way is half a round trip, where the principal of the other side joins last.
const STEPS: [Step; 9] = [
    ("WebRTC to the own node stands", Which::Last, |r| {
        r.steps.connected_unix_ms
    }),
    (
        "committed: the join came to the ordering node, one way",
        Which::First,
        |r| r.steps.commit_sent_unix_ms,
    ),
    (
        "the first in the group: the order came back, two ways",
        Which::First,
        |r| r.steps.in_group_unix_ms,
    ),
    (
        "both in the group: the countersignature came, three ways",
        Which::Last,
        |r| r.steps.in_group_unix_ms,
    ),
    (
        "both ready: so came the attestation, three ways",
        Which::Last,
        |r| r.steps.ready_unix_ms,
    ),
    (
        "keys agreed: the second attestation came, four ways",
        Which::Last,
        |r| r.steps.keys_agreed_unix_ms,
    ),
    (
        "floor opens: its moment was told, four ways and 40 ms",
        Which::Last,
        |r| r.steps.floor_open_unix_ms,
    ),
    ("first frame sent", Which::Last, |r| {
        r.media.as_ref()?.media.first_sent_at_unix_ms
    }),
    ("first frame decrypted: five ways", Which::Last, |r| {
        r.media.as_ref()?.media.first_decrypted_at_unix_ms
    }),
];

pub fn run(settings: &Settings) -> anyhow::Result<Vec<Figure>> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    let mut figures = Vec::new();
    for (way, one_way_ms, setup_ms_max) in
        [("loopback", 0, 150.0), ("80 ms", 40, 3.0 * 80.0 + 50.0)]
    {
        let one_way = Duration::from_millis(one_way_ms);
        let measured = hold(way, one_way, settings.repetitions(), setup_ms_max);
        figures.extend(runtime.block_on(measured)?);
    }
    Ok(figures)
}

async fn hold(
    way: &str,
    one_way: Duration,
    times: usize,
    setup_ms_max: f64,
) -> anyhow::Result<Vec<Figure>> {
    let dir = tempfile::tempdir()?;
    let wav = dir.path().join("tones.wav");
    write_tones(&wav)?;
    let sides = TwoSides::begin(one_way).await?;
    let (mut figures, mut all) = (Vec::new(), Vec::new());
    for (late, side) in SIDES.iter().enumerate() {
        let mut held = Vec::new();
        for _ in 0..times {
            held.push(sides.hold(late, &wav, SECONDS).await?);
        }
        let who = format!("{way}, {side} side joins last");
        figures.extend(setup_of(&held, &who, setup_ms_max)?);
        all.extend(held);
    }
    // What was heard is kept as long as the two sides are.
    figures.extend(voice_of(&all, way, one_way.as_secs_f64() * 1_000.0)?);
    sides.stop().await?;
    Ok(figures)
}

fn setup_of(held: &[Held], who: &str, setup_ms_max: f64) -> anyhow::Result<Vec<Figure>> {
    let mut figures = Vec::new();
    let joined = |held: &Held| {
        let of = |steps: &Steps| steps.answered_unix_ms;
        let both = held.reports.iter().map(|report| of(&report.steps));
        both.max().flatten().context("a device was never answered")
    };
    for (number, (step, which, at)) in STEPS.iter().enumerate() {
        let mut samples = Vec::new();
        for call in held {
            let told = call.reports.iter().filter_map(at);
            let at = match which {
                Which::First => told.min(),
                Which::Last => told.max(),
            };
            let at = at.with_context(|| format!("no device tells: {step}"))?;
            samples.push((at - joined(call)?) as f64);
        }
        let name = format!("{who}: both joined → {step}");
        let figure = Figure::new(NAME, name, "ms", samples);
        let is_last = number + 1 == STEPS.len();
        figures.push(match is_last {
            true => figure.with_goal(Goal::AtMost(setup_ms_max)),
            false => figure,
        });
    }
    Ok(figures)
}

fn voice_of(held: &[Held], way: &str, one_way_ms: f64) -> anyhow::Result<Vec<Figure>> {
    let mut figures = Vec::new();
    let mut delays = Vec::new();
    for call in held {
        delays.extend(mouth_to_ear(call)?);
    }
    let above = delays.iter().map(|delay| delay - one_way_ms).collect();
    let name = format!("{way}: mouth to ear above the network");
    figures.push(Figure::new(NAME, name, "ms", above).with_goal(Goal::AtMost(EAR_MS_MAX)));
    let kept: Vec<f64> = held
        .iter()
        .flat_map(|call| &call.reports)
        .map(concealed)
        .collect();
    let name = format!("{way}: frames concealed");
    figures.push(Figure::new(NAME, name, "%", kept));
    Ok(figures)
}

fn concealed(report: &JoinReport) -> f64 {
    let media = report.media.as_ref().map(|report| &report.media);
    media.map_or(f64::NAN, |media| media.concealed_share() * 100.0)
}

/// Of every tone both ways, from its place in what was said to its place in what was heard.
fn mouth_to_ear(call: &Held) -> anyhow::Result<Vec<f64>> {
    let opened = |side: usize| {
        let media = call.reports[side].media.as_ref();
        media.and_then(|report| report.media.floor_opened_at_unix_ms)
    };
    let mut delays = Vec::new();
    for (from, to) in [(0, 1), (1, 0)] {
        // Both files begin when the floor opened at that device.
        let skew_ms = opened(to)
            .zip(opened(from))
            .context("a floor stayed closed")?;
        let heard = read_wav(&call.heard[to])?;
        let per_ms = SAMPLE_RATE_HZ as usize / 1_000;
        for tone in 1..=TONES {
            let said_at = tone * SAMPLE_RATE_HZ as usize;
            let window = heard.get(said_at..said_at + 900 * per_ms);
            let onset = window.and_then(|w| w.iter().position(|s| s.unsigned_abs() > LOUD as u16));
            let onset = onset.context("a tone was not heard")?;
            delays.push(onset as f64 / per_ms as f64 + FRAME_MS + (skew_ms.0 - skew_ms.1) as f64);
        }
    }
    Ok(delays)
}

fn write_tones(path: &Path) -> anyhow::Result<()> {
    let rate = SAMPLE_RATE_HZ as usize;
    let mut samples = vec![0i16; rate * (TONES + 2)];
    for tone in 1..=TONES {
        for at in 0..TONE_MS * rate / 1_000 {
            let phase = at as f64 / rate as f64 * 440.0 * std::f64::consts::TAU;
            samples[tone * rate + at] = (phase.sin() * f64::from(2 * LOUD)) as i16;
        }
    }
    let mut file = terminal::audio::HeardWav::create(path)?;
    file.append(&samples)?;
    file.finish()?;
    Ok(())
}
