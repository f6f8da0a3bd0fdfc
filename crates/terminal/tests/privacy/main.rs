//! Whether an observer can tell from sizes and times of packets who speaks and who is silent. Pairs of
//! terminals talk over real UDP; second by second, in an order by a seed, one of the two speaks and the
//! other is silent. Classifiers are trained on some pairs and asked about the others. They must know no
//! more than a coin; and the same classifiers, given the packet sizes of a variable bit rate or packets
//! that leave a little later during speech, know nearly everything.

mod classifier;
#[path = "../loop/node.rs"]
mod node;
mod observer;
#[path = "../loop/packing.rs"]
mod packing;

use classifier::{Example, METHODS, Method, by_chance, features, quantile, right, share};
use observer::{Observer, Seen};
use packing::Packing;
use rand::{SeedableRng, seq::SliceRandom};
use rand_chacha::ChaCha8Rng;
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use terminal::audio::read_wav;
use terminal::drive::{CallDrive, Command, Ears, Event, MediaOver};
use terminal::session::{CallMedia, CallSettings};
use terminal::voice::{FRAME_SAMPLES, RepeatDepth};
use tokio::sync::mpsc;

const PAIRS: usize = 5;
/// Seconds of a call; half of them each side's.
const SECONDS: usize = 20;
const FRAMES_A_SECOND: usize = 50;
const FRAME_MS: f64 = 20.0;
const SECOND_SAMPLES: usize = FRAMES_A_SECOND * FRAME_SAMPLES;
const SEED: u64 = 20_211_230;
const CONNECT_MAX: Duration = Duration::from_secs(20);
/// A coin does as well once in so many runs of the test; four questions are asked in each.
const BY_CHANCE_MIN: f64 = 1e-4;
/// What the controls must reach.
const CONTROL_MIN: f64 = 0.9;
/// How much later packets leave during speech in the control of times.
const CONTROL_LATER_MS: f64 = 5.0;

/// Seconds of real speech, the pauses left out.
fn speech() -> Vec<Vec<i16>> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../assets/speech");
    let mut seconds = Vec::new();
    for name in [
        "north-principal",
        "south-principal",
        "north-interpreter",
        "south-interpreter",
    ] {
        let all = read_wav(&Path::new(folder).join(format!("{name}.wav"))).unwrap();
        seconds.extend(all.chunks_exact(SECOND_SAMPLES).map(<[i16]>::to_vec));
    }
    let loudness =
        |second: &[i16]| -> f64 { second.iter().map(|sample| f64::from(*sample).powi(2)).sum() };
    seconds.sort_by(|one, other| loudness(other).total_cmp(&loudness(one)));
    seconds.truncate(seconds.len() / 2);
    seconds
}

/// What one of a pair says, given in which seconds it speaks.
fn said(speaks: &[bool], speech: &[Vec<i16>], first: usize) -> Vec<i16> {
    let mut said = Vec::new();
    for (second, speaks) in speaks.iter().enumerate() {
        match speaks {
            true => said.extend(&speech[(first + second) % speech.len()]),
            false => said.resize(said.len() + SECOND_SAMPLES, 0),
        }
    }
    said
}

struct Talker {
    speaks: Vec<bool>,
    said: Vec<i16>,
    seen: Observer,
    commands: mpsc::Sender<Command>,
    events: mpsc::UnboundedReceiver<Event>,
}

impl Talker {
    async fn begin(node: &node::Node, sender: u32, speaks: Vec<bool>, said: Vec<i16>) -> Self {
        let drive = CallDrive::bind(node.address(), MediaOver::default())
            .await
            .unwrap();
        let answer = node.join(drive.offer().to_owned());
        let seen = Observer::before(node.address());
        let address = |of: std::net::SocketAddr| format!(" {} {} ", of.ip(), of.port());
        let answer = answer.replace(&address(node.address()), &address(seen.address));
        let depth = RepeatDepth::USUAL;
        let settings = CallSettings {
            depth,
            say_after: Duration::ZERO,
            first_rtp_time: sender,
        };
        let media = CallMedia::new(said.clone(), settings).unwrap();
        let crypto = Arc::new(Mutex::new(Packing::new(sender, depth)));
        let (commands, obeyed) = mpsc::channel(8);
        let (told, mut events) = mpsc::unbounded_channel();
        tokio::spawn(drive.run(media, Ears::none(), crypto, obeyed, told));
        commands.send(Command::Answer(answer)).await.unwrap();
        let connected = tokio::time::timeout(CONNECT_MAX, events.recv()).await;
        assert!(
            matches!(connected, Ok(Some(Event::Connected))),
            "{connected:?}"
        );
        Self {
            speaks,
            said,
            seen,
            commands,
            events,
        }
    }
}

/// One way on one device's link: voice packet after voice packet.
struct Way {
    sizes: Vec<f64>,
    times_ms: Vec<f64>,
    others_ms: Vec<f64>,
}

impl Way {
    fn of(seen: &[Seen], from: Instant) -> Self {
        let ms = |one: &Seen| one.at.saturating_duration_since(from).as_secs_f64() * 1_000.0;
        let voice = seen.iter().filter(|one| one.is_voice);
        Self {
            sizes: voice.clone().map(|one| one.bytes as f64).collect(),
            times_ms: voice.map(ms).collect(),
            others_ms: seen.iter().filter(|one| !one.is_voice).map(ms).collect(),
        }
    }

    /// What is seen of each second.
    fn windows(&self) -> Vec<Vec<f64>> {
        let late: Vec<f64> = (0..self.times_ms.len())
            .map(|index| self.times_ms[index] - index as f64 * FRAME_MS)
            .collect();
        // Against the whole call: an observer has all of it.
        let middle = quantile(&late, 0.5);
        (0..SECONDS)
            .map(|second| {
                let range = second * FRAMES_A_SECOND..(second + 1) * FRAMES_A_SECOND;
                let times = &self.times_ms[range.clone()];
                let gaps: Vec<f64> = times.windows(2).map(|two| two[1] - two[0]).collect();
                let late: Vec<f64> = late[range.clone()].iter().map(|one| one - middle).collect();
                let (first, last) = (times[0], times[times.len() - 1]);
                let others = self
                    .others_ms
                    .iter()
                    .filter(|at| (first..last).contains(at));
                features(&self.sizes[range], &gaps, &late, others.count())
            })
            .collect()
    }
}

/// Sizes that a variable bit rate gives the same speech.
fn variable_sizes(said: &[i16]) -> Vec<f64> {
    let mut opus =
        opus::Encoder::new(48_000, opus::Channels::Mono, opus::Application::Voip).unwrap();
    opus.set_bitrate(opus::Bitrate::Bits(24_000)).unwrap();
    opus.set_vbr(true).unwrap();
    let frames = said.chunks_exact(FRAME_SAMPLES);
    frames
        .map(|frame| opus.encode(frame, &mut [0; 1_500]).unwrap() as f64)
        .collect()
}

/// A device's link as the test knows it.
struct Link {
    pair: usize,
    /// Whether the device speaks, second by second; when it doesn't, the other does.
    speaks: Vec<bool>,
    up: Way,
    down: Way,
    said: Vec<i16>,
    other_said: Vec<i16>,
}

/// Examples of two questions: whether a device speaks, by what it sends; which of the two speaks, by
/// both ways on one device's link.
fn examples(links: &[Link], change: impl Fn(&Link) -> [Way; 2]) -> [Vec<Example>; 2] {
    let mut questions = [Vec::new(), Vec::new()];
    for (number, link) in links.iter().enumerate() {
        let [up, down] = change(link);
        let windows = up.windows().into_iter().zip(down.windows());
        for ((up, down), &label) in windows.zip(&link.speaks) {
            let run = link.pair;
            if number % 2 == 0 {
                let features = [up.clone(), down].concat();
                questions[1].push(Example {
                    features,
                    label,
                    run,
                });
            }
            let features = up;
            questions[0].push(Example {
                features,
                label,
                run,
            });
        }
    }
    questions
}

fn as_seen(link: &Link) -> [Way; 2] {
    [&link.up, &link.down].map(|way| Way {
        sizes: way.sizes.clone(),
        times_ms: way.times_ms.clone(),
        others_ms: way.others_ms.clone(),
    })
}

fn with_variable_rate(link: &Link) -> [Way; 2] {
    let [up, down] = as_seen(link);
    let give = |way: Way, said: &[i16]| Way {
        sizes: variable_sizes(said),
        ..way
    };
    [give(up, &link.said), give(down, &link.other_said)]
}

fn with_later_speech(link: &Link) -> [Way; 2] {
    let later = |mut way: Way, in_speech: bool| {
        for (index, at) in way.times_ms.iter_mut().enumerate() {
            let speaks = link.speaks.get(index / FRAMES_A_SECOND) == Some(&in_speech);
            *at += if speaks { CONTROL_LATER_MS } else { 0.0 };
        }
        way
    };
    let [up, down] = as_seen(link);
    [later(up, true), later(down, false)]
}

async fn talk() -> Vec<Link> {
    let speech = speech();
    let mut random = ChaCha8Rng::seed_from_u64(SEED);
    let mut pairs = Vec::new();
    for pair in 0..PAIRS {
        let mut speaks: Vec<bool> = (0..SECONDS).map(|second| second % 2 == 0).collect();
        speaks.shuffle(&mut random);
        let silent: Vec<bool> = speaks.iter().map(|speaks| !speaks).collect();
        let mut node = node::Node::start();
        let first = pair * SECONDS;
        let (one, other) = (
            said(&speaks, &speech, first),
            said(&silent, &speech, first + 1),
        );
        let one = Talker::begin(&node, 1, speaks, one).await;
        node.connected().await;
        let other = Talker::begin(&node, 2, silent, other).await;
        node.connected().await;
        pairs.push((node, [one, other]));
    }
    let at = Instant::now() + Duration::from_millis(500);
    for talker in pairs.iter().flat_map(|(_, talkers)| talkers) {
        talker
            .commands
            .send(Command::OpenFloor { at })
            .await
            .unwrap();
    }
    let length = Duration::from_secs(SECONDS as u64) + Duration::from_millis(1_500);
    tokio::time::sleep_until((at + length).into()).await;
    let mut links = Vec::new();
    for (pair, (_node, [one, other])) in pairs.into_iter().enumerate() {
        let spoken = [one.said.clone(), other.said.clone()];
        for (which, mut talker) in [one, other].into_iter().enumerate() {
            talker.commands.send(Command::Bye).await.unwrap();
            while !matches!(talker.events.recv().await, Some(Event::Ended(_)) | None) {}
            let way = |notes: &observer::Notes| Way::of(&notes.lock().unwrap(), at);
            links.push(Link {
                pair,
                speaks: talker.speaks,
                up: way(&talker.seen.up),
                down: way(&talker.seen.down),
                said: spoken[which].clone(),
                other_said: spoken[1 - which].clone(),
            });
        }
    }
    links
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sizes_and_times_tell_neither_speech_from_silence_nor_who_speaks() {
    let links = talk().await;
    let packets = SECONDS * FRAMES_A_SECOND;
    for link in &links {
        for way in [&link.up, &link.down] {
            let seen = way.sizes.len();
            assert!(
                seen >= packets,
                "{seen} of {packets} packets: the machine is too busy to measure"
            );
        }
    }
    let sizes: BTreeSet<u64> = links
        .iter()
        .flat_map(|link| link.up.sizes.iter().chain(&link.down.sizes))
        .map(|bytes| *bytes as u64)
        .collect();
    println!("sizes of voice packets as seen: {sizes:?}");
    let ask = |what: &str, examples: &[Example], method: Method| {
        let (right, of) = (right(method, examples), examples.len() as u64);
        let chance = by_chance(right, of);
        println!(
            "{what}, {method:?}: {} of {of}, by chance {chance:.4}",
            share(right, of)
        );
        (right as f64 / of as f64, chance)
    };
    let mut leaks = Vec::new();
    let questions = ["speech or silence", "who speaks"];
    let all = [
        examples(&links, as_seen),
        examples(&links, with_variable_rate),
        examples(&links, with_later_speech),
    ];
    for (index, question) in questions.into_iter().enumerate() {
        for method in METHODS {
            let (_, chance) = ask(question, &all[0][index], method);
            if chance < BY_CHANCE_MIN {
                leaks.push(format!("{question}, {method:?}"));
            }
            for (what, control) in [("variable rate", &all[1]), ("later in speech", &all[2])] {
                let what = format!("control ({what}): {question}");
                let (share, _) = ask(&what, &control[index], method);
                assert!(share >= CONTROL_MIN, "{what}, {method:?}: only {share}");
            }
        }
    }
    assert!(
        leaks.is_empty(),
        "more is known than a coin knows: {leaks:?}; seed {SEED}"
    );
}
