//! Speech as files or between two clocks, and the measure that tells whether what was heard is what was said.
//! Everything in between is 48 kHz, mono, 16 bit.

mod likeness;
mod resample;
mod ring;
mod wav;

pub use likeness::{CodingError, lag_ms, likeness, opus_alone};
pub use resample::StreamResampler;
pub use ring::{Ring, RingCounters};
pub use wav::{HEARD_SECONDS_MAX, HeardWav, SAID_SECONDS_MAX, WavError, Written, read_wav};

/// One of the recordings in `assets/speech`, for tests of the whole crate.
#[cfg(test)]
pub(crate) fn test_speech(name: &str) -> Vec<i16> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../assets/speech");
    read_wav(&std::path::Path::new(folder).join(format!("{name}.wav"))).unwrap()
}
