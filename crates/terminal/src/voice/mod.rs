//! Voice as it travels: 20 ms Opus frames of one size, each repeated in the packets after its own,
//! and the way back from lossy, jittery packets to an even 48 kHz signal.

mod decoder;
mod encoder;
mod jitter;
mod playout;
mod repeat;

pub use decoder::{DecodeError, VoiceDecoder};
pub use encoder::{EncodeError, OpusFrame, VoiceEncoder};
pub use jitter::{JitterBuffer, JitterCounters, Pull};
pub use playout::{Playout, mix};
pub use repeat::{DEPTH_MAX, DepthError, RepeatDepth, RepeatWindow};

/// Sampling rate of everything that is encoded, decoded, mixed or compared.
pub const SAMPLE_RATE_HZ: u32 = 48_000;
/// Samples of one 20 ms frame at [`SAMPLE_RATE_HZ`]; also the step of the RTP time stamp (RFC 7587 §4.2).
pub const FRAME_SAMPLES: usize = 960;
/// Duration of one frame.
pub const FRAME_MS: u64 = 20;
/// Bytes of every Opus frame we send: 24 kbit/s at 20 ms.
pub const FRAME_BYTES: usize = 60;
/// Constant bit rate of the encoder.
pub const BITRATE_BIT_PER_S: i32 = 24_000;
/// Longest Opus frame that may arrive (RFC 6716 §3.2.1).
pub const RECEIVED_FRAME_BYTES_MAX: usize = 1_275;

const _: () = assert!(FRAME_SAMPLES as u64 * 1_000 == SAMPLE_RATE_HZ as u64 * FRAME_MS);
const _: () = assert!(FRAME_BYTES as u64 * 8 * 1_000 == BITRATE_BIT_PER_S as u64 * FRAME_MS);
