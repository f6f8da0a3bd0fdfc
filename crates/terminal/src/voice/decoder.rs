//! Opus decoder of one talker, with concealment for frames that never came.

use super::{FRAME_SAMPLES, RECEIVED_FRAME_BYTES_MAX, SAMPLE_RATE_HZ};

#[derive(Debug, thiserror::Error)]
pub enum DecodeError {
    #[error("Opus decoder: {0}")]
    Opus(#[from] opus::Error),
    #[error("an Opus frame of {got} bytes, allowed are 1 to {RECEIVED_FRAME_BYTES_MAX}")]
    FrameBytes { got: usize },
    #[error("an Opus frame of {got} samples, expected {FRAME_SAMPLES}")]
    FrameSamples { got: usize },
}

/// Decoder of one talker: 48 kHz mono, 20 ms a frame.
///
/// libopus' deep concealment (decoder complexity from 5) is not used: the safe bindings have no
/// such setting. Its classical concealment is.
pub struct VoiceDecoder {
    opus: opus::Decoder,
}

impl VoiceDecoder {
    pub fn new() -> Result<Self, DecodeError> {
        let opus = opus::Decoder::new(SAMPLE_RATE_HZ, opus::Channels::Mono)?;
        Ok(Self { opus })
    }

    /// Decodes a peer's frame to [`FRAME_SAMPLES`] samples. A frame of another duration is refused.
    pub fn decode(&mut self, frame: &[u8]) -> Result<Vec<i16>, DecodeError> {
        if frame.is_empty() || frame.len() > RECEIVED_FRAME_BYTES_MAX {
            return Err(DecodeError::FrameBytes { got: frame.len() });
        }
        let got = self.opus.get_nb_samples(frame)?;
        if got != FRAME_SAMPLES {
            return Err(DecodeError::FrameSamples { got });
        }
        self.run(frame)
    }

    /// Makes 20 ms in place of a frame that didn't come.
    pub fn conceal(&mut self) -> Result<Vec<i16>, DecodeError> {
        self.run(&[])
    }

    fn run(&mut self, frame: &[u8]) -> Result<Vec<i16>, DecodeError> {
        let mut pcm = vec![0i16; FRAME_SAMPLES];
        let got = self.opus.decode(frame, &mut pcm, false)?;
        if got != FRAME_SAMPLES {
            return Err(DecodeError::FrameSamples { got });
        }
        Ok(pcm)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::voice::VoiceEncoder;
    use rand::{Rng, SeedableRng};

    #[test]
    fn frames_of_other_durations_and_empty_ones_are_refused() {
        let mut encoder = opus::Encoder::new(
            SAMPLE_RATE_HZ,
            opus::Channels::Mono,
            opus::Application::Voip,
        )
        .unwrap();
        let mut decoder = VoiceDecoder::new().unwrap();
        for samples in [480, 1_920, 2_880] {
            let frame = encoder.encode_vec(&vec![0; samples], 400).unwrap();
            let error = decoder.decode(&frame).unwrap_err();
            assert!(matches!(error, DecodeError::FrameSamples { got } if got == samples));
        }
        assert!(matches!(
            decoder.decode(&[]),
            Err(DecodeError::FrameBytes { got: 0 })
        ));
        assert!(matches!(
            decoder.decode(&[0; RECEIVED_FRAME_BYTES_MAX + 1]),
            Err(DecodeError::FrameBytes { .. })
        ));
    }

    #[test]
    fn random_bytes_never_panic_and_good_frames_still_decode_after_them() {
        let mut random = rand_chacha::ChaCha8Rng::seed_from_u64(2);
        let mut decoder = VoiceDecoder::new().unwrap();
        for _ in 0..2_000 {
            let mut bytes = vec![0u8; random.random_range(0..200)];
            random.fill(&mut bytes[..]);
            // Many random packets are valid Opus: any outcome but a panic is right.
            drop(decoder.decode(&bytes));
        }
        let frame = VoiceEncoder::new()
            .unwrap()
            .encode(&[0; FRAME_SAMPLES])
            .unwrap();
        assert_eq!(decoder.decode(&frame).unwrap().len(), FRAME_SAMPLES);
        assert_eq!(decoder.conceal().unwrap().len(), FRAME_SAMPLES);
    }
}
