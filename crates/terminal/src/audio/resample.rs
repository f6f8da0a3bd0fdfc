//! Change of sampling rate by a windowed sinc (Blackman), for whole recordings or as they come.

/// Zero crossings of the sinc on each side: about 80 dB of stop band.
const ZERO_CROSSINGS: f64 = 24.0;
/// Share of the band that is kept; the rest is the filter's slope.
const KEPT_BAND: f64 = 0.95;

/// Brings `signal` from one rate to another; its length follows the ratio, rounded up.
/// Rates are in Hz and above zero; the same rate gives the same signal.
pub(super) fn resample(signal: &[f32], from_hz: u32, to_hz: u32) -> Vec<f32> {
    if from_hz == to_hz || signal.is_empty() {
        return signal.to_vec();
    }
    let ratio = f64::from(from_hz) / f64::from(to_hz);
    let count = (signal.len() as f64 / ratio).ceil() as usize;
    let kernels = Kernels::new(from_hz, to_hz);
    (0..count).map(|n| kernels.sample(signal, 0, n)).collect()
}

/// The same for a signal that goes on: gives what the samples so far decide, about a millisecond
/// later than they come.
pub struct StreamResampler {
    /// `None` where the rates are the same.
    kernels: Option<Kernels>,
    /// The input's end, from its sample number `held_from` on.
    held: Vec<f32>,
    held_from: usize,
    /// Number of the next sample given.
    next: usize,
}

impl StreamResampler {
    /// Rates are in Hz and above zero.
    pub fn new(from_hz: u32, to_hz: u32) -> Self {
        Self {
            kernels: (from_hz != to_hz).then(|| Kernels::new(from_hz, to_hz)),
            held: Vec::new(),
            held_from: 0,
            next: 0,
        }
    }

    pub fn push(&mut self, more: &[f32]) -> Vec<f32> {
        let Some(kernels) = &self.kernels else {
            return more.to_vec();
        };
        self.held.extend_from_slice(more);
        let there = self.held_from + self.held.len();
        let mut given = Vec::new();
        while kernels.last_input(self.next) < there {
            given.push(kernels.sample(&self.held, self.held_from, self.next));
            self.next += 1;
        }
        let needed_from = kernels.first_input(self.next).min(there);
        self.held
            .drain(..needed_from.saturating_sub(self.held_from));
        self.held_from = needed_from.max(self.held_from);
        given
    }
}

/// One kernel for each position an output sample can have between two input samples.
struct Kernels {
    from_step: usize,
    to_step: usize,
    reach: usize,
    by_phase: Vec<Vec<f32>>,
}

impl Kernels {
    fn new(from_hz: u32, to_hz: u32) -> Self {
        // Going down, the filter must cut at the lower rate's limit and gets longer.
        let cutoff = (f64::from(to_hz) / f64::from(from_hz)).min(1.0) * KEPT_BAND;
        let half_width = ZERO_CROSSINGS / cutoff;
        let divisor = greatest_common_divisor(from_hz, to_hz);
        let (from_step, to_step) = (from_hz / divisor, to_hz / divisor);
        let reach = half_width.ceil() as usize;
        let by_phase = (0..to_step)
            .map(|phase| {
                let offset = f64::from(phase) / f64::from(to_step);
                kernel(offset, reach, cutoff, half_width)
            })
            .collect();
        Self {
            from_step: from_step as usize,
            to_step: to_step as usize,
            reach,
            by_phase,
        }
    }

    /// Number of the input sample at or before an output sample.
    fn whole(&self, n: usize) -> usize {
        n * self.from_step / self.to_step
    }

    /// Number of the first input sample that an output sample depends on.
    fn first_input(&self, n: usize) -> usize {
        (self.whole(n) + 1).saturating_sub(self.reach)
    }

    /// Number of the last one.
    fn last_input(&self, n: usize) -> usize {
        self.whole(n) + self.reach
    }

    /// Output sample `n` of a signal of which `held` begins with number `held_from`.
    fn sample(&self, held: &[f32], held_from: usize, n: usize) -> f32 {
        let position = n * self.from_step;
        let (whole, phase) = (position / self.to_step, position % self.to_step);
        let kernel = self.by_phase.get(phase).map_or(&[][..], Vec::as_slice);
        let taps = kernel.iter().enumerate().filter_map(|(tap, weight)| {
            let at = (whole + tap + 1).checked_sub(self.reach + held_from)?;
            held.get(at).map(|sample| sample * weight)
        });
        taps.sum()
    }
}

/// Weights for the input samples from `1 - reach` to `reach` around a position, summing to one.
fn kernel(offset: f64, reach: usize, cutoff: f64, half_width: f64) -> Vec<f32> {
    let weights: Vec<f64> = (0..2 * reach)
        .map(|tap| {
            let distance = tap as f64 + 1.0 - reach as f64 - offset;
            cutoff * sinc(distance * cutoff) * blackman(distance / half_width)
        })
        .collect();
    let sum: f64 = weights.iter().sum();
    weights.iter().map(|weight| (weight / sum) as f32).collect()
}

fn sinc(x: f64) -> f64 {
    if x == 0.0 {
        return 1.0;
    }
    let angle = std::f64::consts::PI * x;
    angle.sin() / angle
}

/// Blackman window over −1 to 1, zero outside.
fn blackman(x: f64) -> f64 {
    if x.abs() >= 1.0 {
        return 0.0;
    }
    let angle = std::f64::consts::PI * x;
    0.42 + 0.5 * angle.cos() + 0.08 * (2.0 * angle).cos()
}

fn greatest_common_divisor(a: u32, b: u32) -> u32 {
    if b == 0 {
        return a;
    }
    greatest_common_divisor(b, a % b)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tone(hz: f64, rate_hz: u32, seconds: f64) -> Vec<f32> {
        (0..(f64::from(rate_hz) * seconds) as usize)
            .map(|n| (std::f64::consts::TAU * hz * n as f64 / f64::from(rate_hz)).sin() as f32)
            .collect()
    }

    fn rms(signal: &[f32]) -> f32 {
        (signal.iter().map(|s| s * s).sum::<f32>() / signal.len() as f32).sqrt()
    }

    #[test]
    fn a_tone_stays_the_same_tone() {
        for from_hz in [8_000, 11_025, 16_000, 22_050, 32_000, 44_100, 48_000] {
            let got = resample(&tone(1_000.0, from_hz, 0.5), from_hz, 48_000);
            let expected = tone(1_000.0, 48_000, 0.5);
            assert!(got.len().abs_diff(expected.len()) <= 5, "{from_hz}");
            // The ends lack neighbours on one side.
            let inner = 1_000..20_000;
            let error: Vec<f32> = got[inner.clone()]
                .iter()
                .zip(&expected[inner])
                .map(|(a, b)| a - b)
                .collect();
            assert!(rms(&error) < 0.001, "{from_hz}: {}", rms(&error));
        }
    }

    #[test]
    fn piece_by_piece_gives_the_same_as_at_once() {
        for (from_hz, to_hz) in [
            (44_100, 48_000),
            (48_000, 44_100),
            (96_000, 48_000),
            (8_000, 48_000),
        ] {
            let signal = tone(700.0, from_hz, 0.3);
            let at_once = resample(&signal, from_hz, to_hz);
            for size in [1, 7, 480, 5_000] {
                let mut stream = StreamResampler::new(from_hz, to_hz);
                let mut given = Vec::new();
                for piece in signal.chunks(size) {
                    given.extend(stream.push(piece));
                    assert!(stream.held.len() < 2 * 60 + size, "{}", stream.held.len());
                }
                // Only the end waits for what doesn't come any more.
                let late = at_once.len() - given.len();
                assert!(late < 400, "{from_hz} to {to_hz}: {late}");
                assert_eq!(
                    given[..],
                    at_once[..given.len()],
                    "{from_hz} to {to_hz}, {size}"
                );
            }
        }
        assert_eq!(
            StreamResampler::new(48_000, 48_000).push(&[1.0, 2.0]),
            [1.0, 2.0]
        );
    }

    #[test]
    fn going_down_removes_what_the_lower_rate_cannot_carry() {
        let kept = resample(&tone(3_000.0, 48_000, 0.5), 48_000, 8_000);
        let removed = resample(&tone(5_000.0, 48_000, 0.5), 48_000, 8_000);
        assert!(rms(&kept[200..3_500]) > 0.7);
        assert!(rms(&removed[200..3_500]) < 0.001);
    }
}
