//! How alike two recordings of speech are: the cosine of their log-mel spectrograms after alignment.
//! A voice that went through a call is measured against the same speech coded by Opus alone.

use super::resample::resample;
use crate::voice::{
    DecodeError, EncodeError, FRAME_SAMPLES, SAMPLE_RATE_HZ, VoiceDecoder, VoiceEncoder,
};
use rustfft::{FftPlanner, num_complex::Complex};

/// 25 ms and 10 ms at 48 kHz.
const WINDOW_SAMPLES: usize = 1_200;
const HOP_SAMPLES: usize = 480;
const FFT_SAMPLES: usize = 2_048;
const BANDS: usize = 64;
const BAND_HZ_MIN: f64 = 60.0;
const BAND_HZ_MAX: f64 = 8_000.0;
/// Power below the loudest cell that counts as silence: 60 dB.
const SILENCE_BELOW_LOUDEST: f32 = 1e-6;
/// Rate at which the recordings are laid over one another.
const ALIGN_RATE_HZ: u32 = 8_000;
/// Stretches of so many hops are aligned on their own, since a jitter buffer moves speech a little.
const STRETCH_HOPS: usize = 100;
/// How far a stretch may move against the whole, in hops: 250 ms.
const MOVE_HOPS_MAX: i64 = 25;

/// Opus couldn't code the reference.
#[derive(Debug, thiserror::Error)]
pub enum CodingError {
    #[error(transparent)]
    Encode(#[from] EncodeError),
    #[error(transparent)]
    Decode(#[from] DecodeError),
}

/// The same speech after Opus with a call's settings and no network: what [`likeness`] compares with.
/// 48 kHz mono; a last incomplete frame is filled with silence.
pub fn opus_alone(pcm: &[i16]) -> Result<Vec<i16>, CodingError> {
    let mut encoder = VoiceEncoder::new()?;
    let mut decoder = VoiceDecoder::new()?;
    let mut coded = Vec::with_capacity(pcm.len() + FRAME_SAMPLES);
    for chunk in pcm.chunks(FRAME_SAMPLES) {
        let mut frame = chunk.to_vec();
        frame.resize(FRAME_SAMPLES, 0);
        coded.extend(decoder.decode(&encoder.encode(&frame)?)?);
    }
    Ok(coded)
}

/// From −1 to 1: how alike `heard` is to `reference`, both 48 kHz mono. `heard` may begin earlier or
/// later, have silence around the speech and another level. Each band's mean is taken out, so that
/// two different utterances are not alike merely by both being speech. Silence is like nothing: 0.
pub fn likeness(reference: &[i16], heard: &[i16]) -> f32 {
    let lag = lag_samples(reference, heard);
    let reference = Spectrogram::new(reference, 0);
    // The part of a hop goes into the analysis, whole hops into the comparison.
    let heard_from = lag.rem_euclid(HOP_SAMPLES as i64).unsigned_abs() as usize;
    let heard = Spectrogram::new(heard, heard_from);
    compare(&reference, &heard, lag.div_euclid(HOP_SAMPLES as i64))
}

/// Milliseconds by which `heard` follows `reference`, both 48 kHz mono, where they fit best.
pub fn lag_ms(reference: &[i16], heard: &[i16]) -> i64 {
    lag_samples(reference, heard) * 1_000 / i64::from(SAMPLE_RATE_HZ)
}

/// Samples by which `heard` follows `reference`, where they fit best.
fn lag_samples(reference: &[i16], heard: &[i16]) -> i64 {
    let reference = coarse(reference);
    let heard = coarse(heard);
    let len = (reference.len() + heard.len()).next_power_of_two();
    let mut planner = FftPlanner::<f32>::new();
    let forward = planner.plan_fft_forward(len);
    let spectrum = |signal: &[f32]| {
        let mut cells = vec![Complex::new(0.0, 0.0); len];
        for (cell, &sample) in cells.iter_mut().zip(signal) {
            cell.re = sample;
        }
        forward.process(&mut cells);
        cells
    };
    let mut product: Vec<_> = spectrum(&heard)
        .iter()
        .zip(spectrum(&reference))
        .map(|(h, r)| h * r.conj())
        .collect();
    planner.plan_fft_inverse(len).process(&mut product);
    let best = product
        .iter()
        .enumerate()
        .max_by(|(_, a), (_, b)| a.re.total_cmp(&b.re))
        .map_or(0, |(at, _)| at as i64);
    // Places beyond the heard signal stand for negative lags.
    let lag = if best < heard.len() as i64 {
        best
    } else {
        best - len as i64
    };
    lag * i64::from(SAMPLE_RATE_HZ / ALIGN_RATE_HZ)
}

fn coarse(pcm: &[i16]) -> Vec<f32> {
    let signal: Vec<f32> = pcm.iter().map(|&s| f32::from(s)).collect();
    resample(&signal, SAMPLE_RATE_HZ, ALIGN_RATE_HZ)
}

type Hop = [f32; BANDS];

/// Log power by hop and mel band, each band's mean taken out.
struct Spectrogram {
    hops: Vec<Hop>,
    /// What silence is after the means were taken out: stands for everything beyond the ends.
    silence: Hop,
}

impl Spectrogram {
    fn new(pcm: &[i16], from: usize) -> Self {
        let pcm = pcm.get(from..).unwrap_or_default();
        let power = mel_power(pcm);
        let loudest = power.iter().flatten().copied().fold(1.0, f32::max);
        let floor = loudest * SILENCE_BELOW_LOUDEST;
        let mut hops: Vec<Hop> = power
            .iter()
            .map(|hop| hop.map(|p| p.max(floor).ln()))
            .collect();
        let mut silence = [floor.ln(); BANDS];
        // Means over sounding hops only: silence around the speech must not move them.
        let sounding = |hop: &&Hop| hop.iter().any(|&p| p > floor.ln());
        let count = hops.iter().filter(sounding).count() as f32;
        if count == 0.0 {
            return Self::nothing();
        }
        let mut means = [0.0; BANDS];
        for hop in hops.iter().filter(sounding) {
            for (mean, p) in means.iter_mut().zip(hop) {
                *mean += p / count;
            }
        }
        for hop in hops.iter_mut().chain(std::iter::once(&mut silence)) {
            for (p, mean) in hop.iter_mut().zip(means) {
                *p -= mean;
            }
        }
        Self { hops, silence }
    }

    fn nothing() -> Self {
        Self {
            hops: Vec::new(),
            silence: [0.0; BANDS],
        }
    }

    fn hop(&self, at: i64) -> &Hop {
        usize::try_from(at)
            .ok()
            .and_then(|at| self.hops.get(at))
            .unwrap_or(&self.silence)
    }
}

fn mel_power(pcm: &[i16]) -> Vec<Hop> {
    let fft = FftPlanner::<f32>::new().plan_fft_forward(FFT_SAMPLES);
    let filters = mel_filters();
    let window: Vec<f32> = (0..WINDOW_SAMPLES)
        .map(|n| {
            let angle = std::f32::consts::TAU * n as f32 / WINDOW_SAMPLES as f32;
            0.5 - 0.5 * angle.cos()
        })
        .collect();
    let mut cells = vec![Complex::new(0.0, 0.0); FFT_SAMPLES];
    pcm.windows(WINDOW_SAMPLES)
        .step_by(HOP_SAMPLES)
        .map(|samples| {
            cells.fill(Complex::new(0.0, 0.0));
            for ((cell, &sample), weight) in cells.iter_mut().zip(samples).zip(&window) {
                cell.re = f32::from(sample) * weight;
            }
            fft.process(&mut cells);
            let mut hop = [0.0; BANDS];
            for (power, filter) in hop.iter_mut().zip(&filters) {
                *power = filter
                    .iter()
                    .map(|&(bin, w)| w * cells[bin].norm_sqr())
                    .sum();
            }
            hop
        })
        .collect()
}

/// Triangular filters, evenly spaced in mel; each a list of FFT bin and weight.
fn mel_filters() -> Vec<Vec<(usize, f32)>> {
    let to_mel = |hz: f64| 2_595.0 * (1.0 + hz / 700.0).log10();
    let to_hz = |mel: f64| 700.0 * (10f64.powf(mel / 2_595.0) - 1.0);
    let (low, high) = (to_mel(BAND_HZ_MIN), to_mel(BAND_HZ_MAX));
    let edge_hz = |n: usize| to_hz(low + (high - low) * n as f64 / (BANDS + 1) as f64);
    let bin_hz = f64::from(SAMPLE_RATE_HZ) / FFT_SAMPLES as f64;
    (0..BANDS)
        .map(|band| {
            let (below, centre, above) = (edge_hz(band), edge_hz(band + 1), edge_hz(band + 2));
            // The lowest bands are narrower than a bin: at least the nearest bin counts.
            let nearest = (centre / bin_hz).round() as usize;
            (0..FFT_SAMPLES / 2)
                .filter_map(|bin| {
                    let hz = bin as f64 * bin_hz;
                    let rising = (hz - below) / (centre - below);
                    let falling = (above - hz) / (above - centre);
                    let inside = rising.min(falling).max(0.0);
                    let weight = if bin == nearest {
                        inside.max(0.5)
                    } else {
                        inside
                    };
                    (weight > 0.0).then_some((bin, weight as f32))
                })
                .collect()
        })
        .collect()
}

/// Cosine over the whole reference, each stretch moved to where it fits best.
fn compare(reference: &Spectrogram, heard: &Spectrogram, lag_hops: i64) -> f32 {
    let mut total = Products::default();
    for first in (0..reference.hops.len()).step_by(STRETCH_HOPS) {
        let last = (first + STRETCH_HOPS).min(reference.hops.len());
        let best = (-MOVE_HOPS_MAX..=MOVE_HOPS_MAX)
            .map(|moved| {
                let mut products = Products::default();
                for at in first..last {
                    let there = at as i64 + lag_hops + moved;
                    products.add(reference.hop(at as i64), heard.hop(there));
                }
                products
            })
            .max_by(|a, b| a.cosine().total_cmp(&b.cosine()))
            .unwrap_or_default();
        total.join(&best);
    }
    total.cosine()
}

/// Inner products of two series of hops.
#[derive(Debug, Default)]
struct Products {
    both: f32,
    reference: f32,
    heard: f32,
}

impl Products {
    fn add(&mut self, reference: &Hop, heard: &Hop) {
        for (r, h) in reference.iter().zip(heard) {
            self.both += r * h;
            self.reference += r * r;
            self.heard += h * h;
        }
    }

    fn join(&mut self, other: &Self) {
        self.both += other.both;
        self.reference += other.reference;
        self.heard += other.heard;
    }

    fn cosine(&self) -> f32 {
        let norm = (self.reference * self.heard).sqrt();
        if norm > 0.0 { self.both / norm } else { 0.0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audio::test_speech;

    /// What a call must reach, and what other speech must stay well below. Measured: the same speech
    /// 0.991 to 1, other speech up to 0.3.
    const SAME_MIN: f32 = 0.98;
    const OTHER_MAX: f32 = 0.6;

    const NAMES: [&str; 4] = [
        "north-principal",
        "south-principal",
        "north-interpreter",
        "south-interpreter",
    ];

    /// Silence, then the speech at another level, then silence.
    fn surrounded(pcm: &[i16], before: usize, after: usize, halved: bool) -> Vec<i16> {
        let level = |s: &i16| if halved { s / 2 } else { *s };
        let mut heard = vec![0; before];
        heard.extend(pcm.iter().map(level));
        heard.resize(heard.len() + after, 0);
        heard
    }

    #[test]
    fn the_same_speech_is_alike_wherever_it_begins_and_however_loud() {
        for name in NAMES {
            let reference = opus_alone(&test_speech(name)).unwrap();
            for (before, after, halved) in [(0, 0, false), (37_123, 90_000, false), (480, 0, true)]
            {
                let heard = surrounded(&reference, before, after, halved);
                let got = likeness(&reference, &heard);
                assert!(got >= SAME_MIN, "{name}, {before} before: {got}");
            }
            let cut = &reference[10_000..];
            let got = likeness(&reference, cut);
            assert!(got > 0.9, "{name} without its first 0.2 s: {got}");
        }
    }

    #[test]
    fn speech_coded_after_some_silence_is_alike() {
        for name in NAMES {
            let said = test_speech(name);
            let reference = opus_alone(&said).unwrap();
            let heard = opus_alone(&surrounded(&said, 50 * FRAME_SAMPLES, 48_000, false)).unwrap();
            let got = likeness(&reference, &heard);
            assert!(got >= SAME_MIN, "{name}: {got}");
        }
    }

    #[test]
    fn twenty_ms_put_in_halfway_do_no_harm() {
        let reference = opus_alone(&test_speech("north-principal")).unwrap();
        let mut heard = reference.clone();
        heard.splice(150_000..150_000, [0i16; FRAME_SAMPLES]);
        let got = likeness(&reference, &heard);
        assert!(got >= SAME_MIN, "{got}");
    }

    #[test]
    fn other_speech_silence_and_noise_are_not_alike() {
        let speech: Vec<_> = NAMES
            .map(|name| opus_alone(&test_speech(name)).unwrap())
            .into();
        for (a, reference) in speech.iter().enumerate() {
            for (b, other) in speech.iter().enumerate().filter(|(b, _)| *b != a) {
                let heard = surrounded(other, 20_000, 20_000, false);
                let got = likeness(reference, &heard);
                assert!(got < OTHER_MAX, "{} and {}: {got}", NAMES[a], NAMES[b]);
            }
            let backwards: Vec<i16> = reference.iter().rev().copied().collect();
            assert!(likeness(reference, &backwards) < OTHER_MAX);
            assert_eq!(likeness(reference, &vec![0; 400_000]), 0.0);
            assert_eq!(likeness(reference, &[]), 0.0);
            let mut state = 1u32;
            let noise: Vec<i16> = (0..400_000)
                .map(|_| {
                    state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    (state >> 16) as i16
                })
                .collect();
            assert!(likeness(reference, &noise) < 0.5);
        }
    }
}
