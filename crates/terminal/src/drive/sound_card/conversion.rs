//! Between a card's samples (any rate, any number of channels) and the call's (48 kHz, mono).

use super::lock;
use crate::audio::{Ring, StreamResampler};
use crate::voice::{FRAME_SAMPLES, SAMPLE_RATE_HZ};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

const FULL_SCALE: f32 = 32_768.0;

/// From a microphone into the call.
pub(super) struct Capture {
    ring: Arc<Mutex<Ring>>,
    channels: usize,
    resampler: StreamResampler,
    mono: Vec<f32>,
}

impl Capture {
    pub fn new(ring: Arc<Mutex<Ring>>, rate_hz: u32, channels: u16) -> Self {
        Self {
            ring,
            channels: usize::from(channels).max(1),
            resampler: StreamResampler::new(rate_hz, SAMPLE_RATE_HZ),
            mono: Vec::new(),
        }
    }

    /// Samples from −1 to 1, one of each channel in turn.
    pub fn take(&mut self, interleaved: impl Iterator<Item = f32>) {
        self.mono.clear();
        let mut sum = 0.0;
        for (n, sample) in interleaved.enumerate() {
            sum += sample;
            if (n + 1) % self.channels == 0 {
                self.mono.push(sum / self.channels as f32);
                sum = 0.0;
            }
        }
        let pcm: Vec<i16> = self
            .resampler
            .push(&self.mono)
            .into_iter()
            // The cast clips at full scale and turns what is not a number into silence.
            .map(|sample| (sample * FULL_SCALE).round() as i16)
            .collect();
        lock(&self.ring).push(&pcm);
    }
}

/// From the call to a loudspeaker.
pub(super) struct Playback {
    ring: Arc<Mutex<Ring>>,
    channels: usize,
    resampler: StreamResampler,
    waiting: VecDeque<f32>,
}

impl Playback {
    pub fn new(ring: Arc<Mutex<Ring>>, rate_hz: u32, channels: u16) -> Self {
        Self {
            ring,
            channels: usize::from(channels).max(1),
            resampler: StreamResampler::new(SAMPLE_RATE_HZ, rate_hz),
            waiting: VecDeque::new(),
        }
    }

    /// Gives `into` the same on each channel.
    pub fn fill<'a, T: 'a>(
        &mut self,
        into: impl ExactSizeIterator<Item = &'a mut T>,
        convert: impl Fn(f32) -> T,
    ) {
        let moments = into.len().div_ceil(self.channels);
        while self.waiting.len() < moments {
            let mut pcm = [0; FRAME_SAMPLES];
            lock(&self.ring).pull(&mut pcm);
            let pcm: Vec<f32> = pcm.iter().map(|s| f32::from(*s) / FULL_SCALE).collect();
            self.waiting.extend(self.resampler.push(&pcm));
        }
        let mut current = 0.0;
        for (n, sample) in into.enumerate() {
            if n % self.channels == 0 {
                current = self.waiting.pop_front().unwrap_or(0.0);
            }
            *sample = convert(current);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ring() -> Arc<Mutex<Ring>> {
        Arc::new(Mutex::new(Ring::new(48_000, 0)))
    }

    fn tone(n: usize, rate_hz: u32) -> f32 {
        0.5 * (std::f32::consts::TAU * 400.0 * n as f32 / rate_hz as f32).sin()
    }

    /// Largest difference from the tone, past the resampler's start, with any whole-sample delay.
    fn error(got: &[f32], rate_hz: u32) -> f32 {
        let differs = |delay: usize| {
            let pairs = got.iter().enumerate().skip(2_000).take(2_000);
            let errors = pairs.map(|(n, s)| (s - tone(n - delay, rate_hz)).abs());
            errors.fold(0.0, f32::max)
        };
        (0..2_000).map(differs).fold(f32::MAX, f32::min)
    }

    #[test]
    fn what_a_card_hears_arrives_as_the_same_tone() {
        for (rate_hz, channels) in [
            (8_000, 1),
            (16_000, 2),
            (44_100, 2),
            (48_000, 1),
            (96_000, 6),
        ] {
            let ring = ring();
            let mut capture = Capture::new(ring.clone(), rate_hz, channels);
            let frames = rate_hz as usize / 5;
            let samples: Vec<f32> = (0..frames)
                .flat_map(|n| vec![tone(n, rate_hz); usize::from(channels)])
                .collect();
            // In pieces as odd as callbacks may be, but of whole moments.
            for piece in samples.chunks(113 * usize::from(channels)) {
                capture.take(piece.iter().copied());
            }
            let mut pcm = vec![0; 9_000];
            lock(&ring).pull(&mut pcm);
            let got: Vec<f32> = pcm.iter().map(|s| f32::from(*s) / FULL_SCALE).collect();
            assert!(error(&got, 48_000) < 0.002, "{rate_hz}/{channels}");
        }
    }

    #[test]
    fn channels_are_heard_together_and_too_loud_is_clipped() {
        let ring = ring();
        let mut capture = Capture::new(ring.clone(), 48_000, 2);
        capture.take([1.0, 0.0, -0.5, -0.5, 3.0, 1.0, -3.0, -3.0, f32::NAN, 0.0].into_iter());
        let mut pcm = vec![0; 5];
        lock(&ring).pull(&mut pcm);
        assert_eq!(pcm, [16_384, -16_384, i16::MAX, i16::MIN, 0]);
    }

    #[test]
    fn a_card_plays_the_same_tone_on_each_channel() {
        for (rate_hz, channels) in [(8_000, 1), (44_100, 2), (48_000, 1), (96_000, 4)] {
            let ring = ring();
            let pcm: Vec<i16> = (0..48_000)
                .map(|n| (tone(n, 48_000) * FULL_SCALE) as i16)
                .collect();
            lock(&ring).push(&pcm);
            let mut playback = Playback::new(ring, rate_hz, channels);
            let mut got = Vec::new();
            while got.len() < 4_500 {
                let mut piece = vec![9.0; 211 * usize::from(channels)];
                playback.fill(piece.iter_mut(), |sample| sample);
                for moment in piece.chunks(usize::from(channels)) {
                    assert!(moment.iter().all(|sample| *sample == moment[0]));
                    got.push(moment[0]);
                }
            }
            assert!(error(&got, rate_hz) < 0.002, "{rate_hz}/{channels}");
        }
    }
}
