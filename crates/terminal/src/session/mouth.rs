//! Where what is said comes from: a recording, or a microphone that the drive brings.

use crate::voice::{FRAME_SAMPLES, SAMPLE_RATE_HZ};
use std::time::Duration;

/// Gives 20 ms of speech (48 kHz, mono) whenever 20 ms have passed, wanted or not: what is said while
/// muted goes by unheard.
pub trait Mouth: Send {
    /// The next [`FRAME_SAMPLES`] samples; silence where there is nothing.
    fn next(&mut self) -> Vec<i16>;

    /// Whether nothing but silence will follow.
    fn said_to_end(&self) -> bool;
}

/// Speech that is known beforehand, with silence before and after it.
pub struct Recording {
    said: Vec<i16>,
    /// Next sample to say; negative while the speech hasn't begun.
    at: i64,
}

impl Recording {
    /// `after` is the silence before it.
    pub fn new(said: Vec<i16>, after: Duration) -> Self {
        let rate = i128::from(SAMPLE_RATE_HZ);
        let wait_samples = after.as_millis() as i128 * rate / 1_000;
        Self {
            said,
            at: -i64::try_from(wait_samples).unwrap_or(i64::MAX),
        }
    }
}

impl Mouth for Recording {
    fn next(&mut self) -> Vec<i16> {
        let from = self.at;
        self.at = from.saturating_add(FRAME_SAMPLES as i64);
        let sample = |at: i64| usize::try_from(at).ok().and_then(|at| self.said.get(at));
        (from..from.saturating_add(FRAME_SAMPLES as i64))
            .map(|at| sample(at).copied().unwrap_or(0))
            .collect()
    }

    fn said_to_end(&self) -> bool {
        self.at >= self.said.len() as i64
    }
}
