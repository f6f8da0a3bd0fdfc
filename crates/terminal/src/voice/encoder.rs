//! Opus encoder with the one setting a call uses: constant bit rate and no discontinuous
//! transmission, so that size and silence of packets say nothing about the speech (RFC 6562).

use super::{BITRATE_BIT_PER_S, FRAME_BYTES, FRAME_SAMPLES, SAMPLE_RATE_HZ};

/// One encoded 20 ms frame; all have the same size.
pub type OpusFrame = [u8; FRAME_BYTES];

/// Room given to libopus: more than a frame, so that a frame of another size is seen, not cut.
const ENCODE_ROOM_BYTES: usize = 256;

#[derive(Debug, thiserror::Error)]
pub enum EncodeError {
    #[error("Opus encoder: {0}")]
    Opus(#[from] opus::Error),
    #[error("a voice frame has {got} samples, expected {FRAME_SAMPLES}")]
    FrameSamples { got: usize },
    #[error("Opus made a frame of {got} bytes, expected {FRAME_BYTES}")]
    FrameBytes { got: usize },
}

/// Encoder of one talker. Its state carries over from frame to frame.
pub struct VoiceEncoder {
    opus: opus::Encoder,
}

impl VoiceEncoder {
    /// 48 kHz mono, 20 ms, 24 kbit/s constant, voice application, no DTX, no in-band FEC
    /// (the repeats do its work).
    pub fn new() -> Result<Self, EncodeError> {
        let mut opus = opus::Encoder::new(
            SAMPLE_RATE_HZ,
            opus::Channels::Mono,
            opus::Application::Voip,
        )?;
        opus.set_bitrate(opus::Bitrate::Bits(BITRATE_BIT_PER_S))?;
        opus.set_vbr(false)?;
        opus.set_dtx(false)?;
        opus.set_inband_fec(false)?;
        opus.set_signal(opus::Signal::Voice)?;
        Ok(Self { opus })
    }

    /// Encodes [`FRAME_SAMPLES`] samples. Mute is the caller passing zeros: the packet stays the same size.
    pub fn encode(&mut self, pcm: &[i16]) -> Result<OpusFrame, EncodeError> {
        if pcm.len() != FRAME_SAMPLES {
            return Err(EncodeError::FrameSamples { got: pcm.len() });
        }
        let mut room = [0u8; ENCODE_ROOM_BYTES];
        let len = self.opus.encode(pcm, &mut room)?;
        room.get(..len)
            .and_then(|bytes| OpusFrame::try_from(bytes).ok())
            .ok_or(EncodeError::FrameBytes { got: len })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audio::test_speech;
    use rand::{Rng, SeedableRng};

    #[track_caller]
    fn check_all_frames_have_one_size(encoder: &mut VoiceEncoder, pcm: &[i16]) {
        let mut frames = 0;
        for chunk in pcm.chunks_exact(FRAME_SAMPLES) {
            // `encode` itself refuses any other size.
            encoder.encode(chunk).unwrap();
            frames += 1;
        }
        assert!(frames >= 50, "too little signal to say anything: {frames}");
    }

    #[test]
    fn speech_silence_mute_and_noise_have_one_size() {
        let mut encoder = VoiceEncoder::new().unwrap();
        let speech = test_speech("north-principal");
        let mut random = rand_chacha::ChaCha8Rng::seed_from_u64(1);
        let noise: Vec<i16> = (0..48_000).map(|_| random.random()).collect();
        let faint: Vec<i16> = (0..48_000).map(|_| random.random_range(-2..=2)).collect();
        check_all_frames_have_one_size(&mut encoder, &speech);
        check_all_frames_have_one_size(&mut encoder, &vec![0; 480_000]);
        check_all_frames_have_one_size(&mut encoder, &noise);
        check_all_frames_have_one_size(&mut encoder, &faint);
        check_all_frames_have_one_size(&mut encoder, &speech);
    }

    #[test]
    fn a_frame_of_another_length_is_refused() {
        let mut encoder = VoiceEncoder::new().unwrap();
        for got in [0, 480, 959, 961, 1_920] {
            let error = encoder.encode(&vec![0; got]).unwrap_err();
            assert!(matches!(error, EncodeError::FrameSamples { got: n } if n == got));
        }
    }
}
