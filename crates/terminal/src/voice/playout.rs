//! One talker from packets to samples: jitter buffer and decoder together; and the mix of several.

use super::{DecodeError, FRAME_SAMPLES, JitterBuffer, JitterCounters, Pull, VoiceDecoder};
use std::time::{Duration, Instant};

/// A frame whose samples' root mean square is below this is quiet (about −50 dB of full scale).
const QUIET_RMS: f64 = 100.0;

/// Plays one talker.
pub struct Playout {
    jitter: JitterBuffer,
    decoder: VoiceDecoder,
    undecodable: u64,
}

impl Playout {
    pub fn new() -> Result<Self, DecodeError> {
        Ok(Self {
            jitter: JitterBuffer::default(),
            decoder: VoiceDecoder::new()?,
            undecodable: 0,
        })
    }

    /// See [`JitterBuffer::insert`].
    pub fn insert(&mut self, now: Instant, timestamp: u32, newest_first: &[impl AsRef<[u8]>]) {
        self.jitter.insert(now, timestamp, newest_first);
    }

    /// The next 20 ms, [`FRAME_SAMPLES`] samples; `None` while the talker hasn't begun or pauses.
    /// A frame that Opus refuses is concealed and counted.
    pub fn pull(&mut self, now: Instant) -> Result<Option<Vec<i16>>, DecodeError> {
        let pcm = match self.jitter.pull(now) {
            Pull::NotStarted => return Ok(None),
            Pull::Conceal => self.decoder.conceal()?,
            Pull::Frame(frame) => match self.decoder.decode(&frame) {
                Ok(pcm) => pcm,
                Err(_refused) => {
                    self.undecodable += 1;
                    self.decoder.conceal()?
                }
            },
        };
        self.jitter.set_quiet(is_quiet(&pcm));
        Ok(Some(pcm))
    }

    pub fn counters(&self) -> JitterCounters {
        self.jitter.counters()
    }

    /// Frames that came but weren't voice of 20 ms.
    pub fn undecodable(&self) -> u64 {
        self.undecodable
    }

    /// Delay at which the talker is played, network's fastest packet to ear.
    pub fn delay(&self) -> Duration {
        self.jitter.delay()
    }
}

fn is_quiet(pcm: &[i16]) -> bool {
    let power: f64 = pcm.iter().map(|&s| f64::from(s) * f64::from(s)).sum();
    power < QUIET_RMS * QUIET_RMS * pcm.len() as f64
}

/// Adds talkers up to one frame of [`FRAME_SAMPLES`] samples, clipping at full scale.
/// Nobody talking gives silence.
pub fn mix<'a>(talkers: impl IntoIterator<Item = &'a [i16]>) -> Vec<i16> {
    let mut sum = vec![0i16; FRAME_SAMPLES];
    for talker in talkers {
        for (total, &sample) in sum.iter_mut().zip(talker) {
            *total = total.saturating_add(sample);
        }
    }
    sum
}

#[cfg(test)]
#[path = "playout_tests.rs"]
mod tests;
