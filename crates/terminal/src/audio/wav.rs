//! Reads the speech to be said and writes the speech that was heard, as WAV files.

use super::resample::resample;
use crate::voice::SAMPLE_RATE_HZ;
use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};

/// Lowest and highest sampling rate that is read.
const RATE_HZ_MIN: u32 = 8_000;
const RATE_HZ_MAX: u32 = 48_000;
/// Longest recording that is read.
pub const SAID_SECONDS_MAX: u32 = 600;
/// Longest recording that is written; the rest is left out and counted.
pub const HEARD_SECONDS_MAX: u32 = 3_600;

/// What went wrong with a WAV file; each message says what to do.
#[derive(Debug, thiserror::Error)]
pub enum WavError {
    #[error("cannot read {}: {cause}; give a PCM WAV file that exists and is readable", path.display())]
    Read { path: PathBuf, cause: hound::Error },
    #[error("{} has {rate_hz} Hz, allowed are {RATE_HZ_MIN} to {RATE_HZ_MAX}; convert it, for example with sox FILE -r 48000 NEW", path.display())]
    Rate { path: PathBuf, rate_hz: u32 },
    #[error("{} has {channels} channels, allowed are 1 and 2; convert it, for example with sox FILE -c 1 NEW", path.display())]
    Channels { path: PathBuf, channels: u16 },
    #[error("{} has samples of {bits} bits, allowed are 16, 24 and 32; convert it, for example with sox FILE -b 16 NEW", path.display())]
    Bits { path: PathBuf, bits: u16 },
    #[error("{} is longer than {SAID_SECONDS_MAX} s; cut it, for example with sox FILE NEW trim 0 {SAID_SECONDS_MAX}", path.display())]
    TooLong { path: PathBuf },
    #[error("{} holds no samples; record or choose another file", path.display())]
    Empty { path: PathBuf },
    #[error("cannot write {}: {cause}; check that its folder exists, is writable and has room", path.display())]
    Write { path: PathBuf, cause: hound::Error },
}

/// Reads a PCM WAV file (8 to 48 kHz, mono or stereo, 16, 24 or 32 bit or float) as 48 kHz mono.
pub fn read_wav(path: &Path) -> Result<Vec<i16>, WavError> {
    let path_owned = || path.to_owned();
    let read = |cause| WavError::Read {
        path: path.to_owned(),
        cause,
    };
    let mut reader = hound::WavReader::open(path).map_err(read)?;
    let spec = reader.spec();
    let rate_hz = spec.sample_rate;
    if !(RATE_HZ_MIN..=RATE_HZ_MAX).contains(&rate_hz) {
        return Err(WavError::Rate {
            path: path_owned(),
            rate_hz,
        });
    }
    let channels = spec.channels;
    if !(1..=2).contains(&channels) {
        return Err(WavError::Channels {
            path: path_owned(),
            channels,
        });
    }
    if reader.duration() > SAID_SECONDS_MAX * rate_hz {
        return Err(WavError::TooLong { path: path_owned() });
    }
    let samples: Vec<f32> = match (spec.sample_format, spec.bits_per_sample) {
        (hound::SampleFormat::Float, 32) => reader
            .samples::<f32>()
            .collect::<Result<_, _>>()
            .map_err(read)?,
        (hound::SampleFormat::Int, bits @ (16 | 24 | 32)) => {
            let full_scale = (1i64 << (bits - 1)) as f32;
            let scaled = reader
                .samples::<i32>()
                .map(|s| s.map(|s| s as f32 / full_scale));
            scaled.collect::<Result<_, _>>().map_err(read)?
        }
        (hound::SampleFormat::Float | hound::SampleFormat::Int, bits) => {
            return Err(WavError::Bits {
                path: path_owned(),
                bits,
            });
        }
    };
    let mono: Vec<f32> = samples
        .chunks_exact(usize::from(channels))
        .map(|both| both.iter().sum::<f32>() / f32::from(channels))
        .collect();
    if mono.is_empty() {
        return Err(WavError::Empty { path: path_owned() });
    }
    let pcm = resample(&mono, rate_hz, SAMPLE_RATE_HZ);
    // The cast clips at full scale and turns what is not a number into silence.
    Ok(pcm.iter().map(|s| (s * 32_768.0).round() as i16).collect())
}

/// What a finished file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Written {
    pub samples: u64,
    /// Samples beyond the length limit.
    pub left_out: u64,
}

/// Writes what was heard, 48 kHz mono 16 bit, up to [`HEARD_SECONDS_MAX`].
pub struct HeardWav {
    path: PathBuf,
    writer: hound::WavWriter<BufWriter<File>>,
    samples_max: u64,
    written: Written,
}

impl HeardWav {
    /// Creates the file, or empties one that is there.
    pub fn create(path: &Path) -> Result<Self, WavError> {
        Self::create_limited(
            path,
            u64::from(HEARD_SECONDS_MAX) * u64::from(SAMPLE_RATE_HZ),
        )
    }

    fn create_limited(path: &Path, samples_max: u64) -> Result<Self, WavError> {
        let spec = hound::WavSpec {
            channels: 1,
            sample_rate: SAMPLE_RATE_HZ,
            bits_per_sample: 16,
            sample_format: hound::SampleFormat::Int,
        };
        let writer = hound::WavWriter::create(path, spec).map_err(|cause| WavError::Write {
            path: path.to_owned(),
            cause,
        })?;
        Ok(Self {
            path: path.to_owned(),
            writer,
            samples_max,
            written: Written {
                samples: 0,
                left_out: 0,
            },
        })
    }

    /// Appends samples; beyond the limit they are counted and left out.
    pub fn append(&mut self, pcm: &[i16]) -> Result<(), WavError> {
        for &sample in pcm {
            if self.written.samples >= self.samples_max {
                self.written.left_out += 1;
                continue;
            }
            self.writer
                .write_sample(sample)
                .map_err(|cause| WavError::Write {
                    path: self.path.clone(),
                    cause,
                })?;
            self.written.samples += 1;
        }
        Ok(())
    }

    /// Completes the file's header.
    pub fn finish(self) -> Result<Written, WavError> {
        let path = self.path;
        self.writer
            .finalize()
            .map_err(|cause| WavError::Write { path, cause })?;
        Ok(self.written)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hound::SampleFormat::{Float, Int};

    fn spec(rate_hz: u32, channels: u16, bits: u16, format: hound::SampleFormat) -> hound::WavSpec {
        hound::WavSpec {
            channels,
            sample_rate: rate_hz,
            bits_per_sample: bits,
            sample_format: format,
        }
    }

    fn tone(n: u32, rate_hz: u32) -> f64 {
        0.5 * (std::f64::consts::TAU * 400.0 * f64::from(n) / f64::from(rate_hz)).sin()
    }

    fn write_tone(path: &Path, spec: hound::WavSpec) {
        let mut writer = hound::WavWriter::create(path, spec).unwrap();
        for n in 0..spec.sample_rate {
            let sample = tone(n, spec.sample_rate);
            for _ in 0..spec.channels {
                match spec.sample_format {
                    Float => writer.write_sample(sample as f32).unwrap(),
                    Int => {
                        let full_scale = (1i64 << (spec.bits_per_sample - 1)) as f64;
                        writer.write_sample((sample * full_scale) as i32).unwrap();
                    }
                }
            }
        }
        writer.finalize().unwrap();
    }

    #[test]
    fn every_allowed_format_reads_as_the_same_signal() {
        let folder = tempfile::tempdir().unwrap();
        for (rate_hz, channels, bits, format) in [
            (8_000, 1, 16, Int),
            (16_000, 2, 16, Int),
            (22_050, 1, 24, Int),
            (44_100, 2, 32, Int),
            (48_000, 1, 16, Int),
            (48_000, 2, 32, Float),
        ] {
            let path = folder.path().join("tone.wav");
            write_tone(&path, spec(rate_hz, channels, bits, format));
            let pcm = read_wav(&path).unwrap();
            assert!(pcm.len().abs_diff(48_000) <= 6, "{rate_hz}: {}", pcm.len());
            for n in (1_000..47_000).step_by(97) {
                let expected = tone(n, 48_000) * 32_768.0;
                let got = f64::from(pcm[n as usize]);
                assert!(
                    (got - expected).abs() < 40.0,
                    "{rate_hz}/{bits}: {got} {expected}"
                );
            }
        }
    }

    #[test]
    fn what_cannot_be_read_is_refused_with_the_cause_and_the_next_step() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("bad.wav");
        let check = |expected: &str| {
            let told = read_wav(&path).unwrap_err().to_string();
            assert!(told.contains(expected), "{told}");
            assert!(told.contains(';'), "no next step: {told}");
        };
        check("cannot read");
        std::fs::write(&path, b"RIFF....not a wave file at all").unwrap();
        check("cannot read");
        write_tone(&path, spec(96_000, 1, 16, Int));
        check("96000 Hz");
        write_tone(&path, spec(16_000, 3, 16, Int));
        check("3 channels");
        write_tone(&path, spec(16_000, 1, 8, Int));
        check("8 bits");
        hound::WavWriter::create(&path, spec(16_000, 1, 16, Int))
            .unwrap()
            .finalize()
            .unwrap();
        check("no samples");
        let mut writer = hound::WavWriter::create(&path, spec(8_000, 1, 16, Int)).unwrap();
        for _ in 0..=SAID_SECONDS_MAX * 8_000 {
            writer.write_sample(0i16).unwrap();
        }
        writer.finalize().unwrap();
        check("longer than 600 s");
    }

    #[test]
    fn a_file_cut_short_is_refused_not_played_half() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("cut.wav");
        write_tone(&path, spec(16_000, 1, 16, Int));
        let bytes = std::fs::read(&path).unwrap();
        std::fs::write(&path, &bytes[..bytes.len() / 2]).unwrap();
        assert!(matches!(read_wav(&path), Err(WavError::Read { .. })));
    }

    #[test]
    fn heard_files_are_limited_in_length_and_read_back_equal() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("heard.wav");
        let said: Vec<i16> = (0..2_000).map(|n| (n % 300) as i16 * 100).collect();
        let mut heard = HeardWav::create_limited(&path, 1_500).unwrap();
        heard.append(&said[..1_000]).unwrap();
        heard.append(&said[1_000..]).unwrap();
        let written = heard.finish().unwrap();
        assert_eq!((written.samples, written.left_out), (1_500, 500));
        assert_eq!(read_wav(&path).unwrap(), said[..1_500]);
        assert!(matches!(
            HeardWav::create(&folder.path().join("nowhere/heard.wav")),
            Err(WavError::Write { .. })
        ));
    }
}
