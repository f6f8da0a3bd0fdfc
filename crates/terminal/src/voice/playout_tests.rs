//! Speech over a lossy, jittery way: what the repeats save, and whether it still sounds like itself.
//! Everything runs on made-up time and a printed seed.

use super::*;
use crate::audio::{likeness, opus_alone, test_speech};
use crate::voice::{RepeatDepth, RepeatWindow, VoiceEncoder};
use rand::{Rng, SeedableRng};

const SEED: u64 = 20_261_123;

struct Way {
    loss: f64,
    jitter_ms_max: u64,
    depth: RepeatDepth,
}

struct Heard {
    pcm: Vec<i16>,
    sent: u64,
    counters: JitterCounters,
}

impl Heard {
    fn concealed_share(&self) -> f64 {
        self.counters.concealed as f64 / self.sent as f64
    }
}

/// Says `said` over `way`; the talker goes on in silence for a while, as in a call.
fn carry(said: &[i16], way: &Way) -> Heard {
    let mut random = rand_chacha::ChaCha8Rng::seed_from_u64(SEED);
    let mut encoder = VoiceEncoder::new().unwrap();
    let mut window = RepeatWindow::new(way.depth);
    let mut said = said.to_vec();
    said.resize(
        said.len().next_multiple_of(FRAME_SAMPLES) + 50 * FRAME_SAMPLES,
        0,
    );
    let mut arrivals = Vec::new();
    for (number, frame) in said.chunks(FRAME_SAMPLES).enumerate() {
        let packet = window.push(encoder.encode(frame).unwrap());
        if random.random_bool(way.loss) {
            continue;
        }
        let at_ms = number as u64 * 20 + 30 + random.random_range(0..=way.jitter_ms_max);
        let timestamp = 4_294_900_000u32.wrapping_add((number * FRAME_SAMPLES) as u32);
        arrivals.push((at_ms, timestamp, packet));
    }
    arrivals.sort_by_key(|(at_ms, ..)| *at_ms);

    let sent = (said.len() / FRAME_SAMPLES) as u64;
    let began = Instant::now();
    let mut playout = Playout::new().unwrap();
    let mut arrivals = arrivals.into_iter().peekable();
    let mut pcm = Vec::new();
    for pull_ms in (0..sent * 20 + 400).step_by(20) {
        while let Some((at_ms, timestamp, packet)) = arrivals.next_if(|a| a.0 <= pull_ms) {
            playout.insert(began + Duration::from_millis(at_ms), timestamp, &packet);
        }
        let played = playout
            .pull(began + Duration::from_millis(pull_ms))
            .unwrap();
        pcm.extend(mix(played.as_deref()));
    }
    assert_eq!(playout.undecodable(), 0);
    Heard {
        pcm,
        sent,
        counters: playout.counters(),
    }
}

fn way(loss: f64, jitter_ms_max: u64, depth: u8) -> Way {
    Way {
        loss,
        jitter_ms_max,
        depth: RepeatDepth::new(depth).unwrap(),
    }
}

#[test]
fn a_good_way_plays_every_frame_and_sounds_like_opus_alone() {
    let said = test_speech("south-principal");
    let heard = carry(&said, &way(0.0, 15, 2));
    assert_eq!(heard.counters.played + heard.counters.skipped, heard.sent);
    assert_eq!(heard.counters.concealed, 0);
    // How uneven the way is shows with the first packets.
    assert!(
        heard.counters.stretched <= 2 && heard.counters.skipped <= 1,
        "{:?}",
        heard.counters
    );
    let got = likeness(&opus_alone(&said).unwrap(), &heard.pcm);
    assert!(got >= 0.98, "{got}");
}

#[test]
fn at_twenty_percent_loss_two_repeats_save_almost_all_and_four_more() {
    let mut said = Vec::new();
    for name in [
        "north-principal",
        "south-principal",
        "north-interpreter",
        "south-interpreter",
    ] {
        said.extend(test_speech(name));
    }
    let reference = opus_alone(&said).unwrap();
    let [none, two, four] = [0, 2, 4].map(|depth| carry(&said, &way(0.2, 25, depth)));
    assert!(none.concealed_share() > 0.15, "{:?}", none.counters);
    assert!(
        two.concealed_share() <= 0.02,
        "seed {SEED}: {:?}",
        two.counters
    );
    assert!(
        four.counters.concealed < two.counters.concealed,
        "seed {SEED}"
    );
    assert!(
        two.counters.recovered_from_repeat * 10 > two.sent,
        "{:?}",
        two.counters
    );
    let got = likeness(&reference, &two.pcm);
    assert!(got >= 0.98, "seed {SEED}: {got}");
    let got = likeness(&reference, &none.pcm);
    assert!(got < 0.98, "without repeats the loss must be heard: {got}");
}

#[test]
fn the_mix_adds_clips_and_is_silent_without_talkers() {
    assert_eq!(mix([]), vec![0; FRAME_SAMPLES]);
    let (one, two) = (vec![30_000; FRAME_SAMPLES], vec![10_000; FRAME_SAMPLES]);
    assert_eq!(mix([&one[..], &two]), vec![i16::MAX; FRAME_SAMPLES]);
    let short = [5, -7];
    assert_eq!(mix([&short[..], &short])[..3], [10, -14, 0]);
}
