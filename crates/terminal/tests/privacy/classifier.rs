//! What an observer makes of sizes and times: features of a window, two small classifiers, and how sure
//! one can be that they know more than a coin.

/// A window's features, its label, and the run that it is of.
#[derive(Debug, Clone)]
pub struct Example {
    pub features: Vec<f64>,
    pub label: bool,
    pub run: usize,
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len().max(1) as f64
}

fn variance(values: &[f64]) -> f64 {
    let mean = mean(values);
    values
        .iter()
        .map(|value| (value - mean).powi(2))
        .sum::<f64>()
        / values.len().max(1) as f64
}

pub fn quantile(values: &[f64], share: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let last = sorted.len().saturating_sub(1);
    sorted
        .get((share * last as f64).round() as usize)
        .copied()
        .unwrap_or(0.0)
}

/// Of neighbours in a series; nought where nothing varies.
fn autocorrelation(values: &[f64]) -> f64 {
    let (mean, variance) = (mean(values), variance(values));
    if variance < 1e-12 || values.len() < 2 {
        return 0.0;
    }
    let products = values
        .windows(2)
        .map(|two| (two[0] - mean) * (two[1] - mean));
    products.sum::<f64>() / (values.len() - 1) as f64 / variance
}

/// Of the packets of one way in one window: sizes, gaps between them, how late each is against an even
/// clock, and how much else came meanwhile.
pub fn features(sizes: &[f64], gaps_ms: &[f64], late_ms: &[f64], others: usize) -> Vec<f64> {
    let mut features = vec![sizes.len() as f64, sizes.iter().sum(), others as f64];
    for series in [sizes, gaps_ms, late_ms] {
        features.extend([
            mean(series),
            variance(series).ln_1p(),
            autocorrelation(series),
            quantile(series, 0.0),
            quantile(series, 0.1),
            quantile(series, 0.5),
            quantile(series, 0.9),
            quantile(series, 1.0),
        ]);
    }
    features
}

#[derive(Debug, Clone, Copy)]
pub enum Method {
    NearestCentroid,
    Logistic,
}

pub const METHODS: [Method; 2] = [Method::NearestCentroid, Method::Logistic];

const STEPS: usize = 300;
const RATE: f64 = 0.2;
const SHRINK: f64 = 0.01;

/// How many examples are put right by a classifier that was trained on the other runs alone.
pub fn right(method: Method, examples: &[Example]) -> u64 {
    let runs: std::collections::BTreeSet<usize> = examples.iter().map(|one| one.run).collect();
    let mut right = 0;
    for run in runs {
        let (tested, trained): (Vec<&Example>, Vec<&Example>) =
            examples.iter().partition(|one| one.run == run);
        let scale = Scale::of(&trained);
        let points: Vec<(Vec<f64>, bool)> = trained
            .iter()
            .map(|one| (scale.apply(&one.features), one.label))
            .collect();
        let weights = match method {
            Method::NearestCentroid => centroids(&points),
            Method::Logistic => logistic(&points),
        };
        for one in tested {
            right += u64::from((weights.score(&scale.apply(&one.features)) > 0.0) == one.label);
        }
    }
    right
}

/// Brings each feature to mean nought and deviation one, far outliers to an end of the range.
struct Scale(Vec<(f64, f64)>);

impl Scale {
    fn of(examples: &[&Example]) -> Self {
        let features = examples[0].features.len();
        let column =
            |index: usize| -> Vec<f64> { examples.iter().map(|one| one.features[index]).collect() };
        let scale = |index| {
            let values = column(index);
            (mean(&values), variance(&values).sqrt())
        };
        Self((0..features).map(scale).collect())
    }

    fn apply(&self, features: &[f64]) -> Vec<f64> {
        let scaled = features
            .iter()
            .zip(&self.0)
            .map(|(value, (mean, deviation))| {
                if *deviation < 1e-9 {
                    return 0.0;
                }
                ((value - mean) / deviation).clamp(-4.0, 4.0)
            });
        scaled.collect()
    }
}

/// A plane: on one side of it are the examples that are so.
struct Plane {
    weights: Vec<f64>,
    offset: f64,
}

impl Plane {
    fn score(&self, point: &[f64]) -> f64 {
        let products = self
            .weights
            .iter()
            .zip(point)
            .map(|(weight, value)| weight * value);
        products.sum::<f64>() + self.offset
    }
}

fn centroids(points: &[(Vec<f64>, bool)]) -> Plane {
    let centre = |label: bool| -> Vec<f64> {
        let of_label: Vec<&Vec<f64>> = points
            .iter()
            .filter(|(_, of)| *of == label)
            .map(|(point, _)| point)
            .collect();
        let features = points[0].0.len();
        let at = |index: usize| -> Vec<f64> { of_label.iter().map(|point| point[index]).collect() };
        (0..features).map(|index| mean(&at(index))).collect()
    };
    let (so, not) = (centre(true), centre(false));
    let square = |centre: &[f64]| centre.iter().map(|value| value * value).sum::<f64>();
    Plane {
        weights: so.iter().zip(&not).map(|(so, not)| so - not).collect(),
        offset: (square(&not) - square(&so)) / 2.0,
    }
}

fn logistic(points: &[(Vec<f64>, bool)]) -> Plane {
    let features = points[0].0.len();
    let mut plane = Plane {
        weights: vec![0.0; features],
        offset: 0.0,
    };
    for _ in 0..STEPS {
        let mut slope = vec![0.0; features + 1];
        for (point, label) in points {
            let said = 1.0 / (1.0 + (-plane.score(point)).exp());
            let error = f64::from(u8::from(*label)) - said;
            for (slope, value) in slope.iter_mut().zip(point.iter().chain([&1.0])) {
                *slope += error * value / points.len() as f64;
            }
        }
        for (weight, slope) in plane.weights.iter_mut().zip(&slope) {
            *weight += RATE * (slope - SHRINK * *weight);
        }
        plane.offset += RATE * slope[features];
    }
    plane
}

/// How likely a coin is to be right at least so often (binomial, one-sided).
pub fn by_chance(right: u64, of: u64) -> f64 {
    let ln_choose = |k: u64| -> f64 {
        (0..k)
            .map(|i| ((of - i) as f64).ln() - ((i + 1) as f64).ln())
            .sum()
    };
    let ln_half = -(of as f64) * std::f64::consts::LN_2;
    (right..=of).map(|k| (ln_choose(k) + ln_half).exp()).sum()
}

/// The share with its 95 % interval (Wilson's).
pub fn share(right: u64, of: u64) -> String {
    let (n, z) = (of as f64, 1.96);
    let p = right as f64 / n;
    let middle = (p + z * z / (2.0 * n)) / (1.0 + z * z / n);
    let half = z / (1.0 + z * z / n) * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).sqrt();
    format!("{:.3} ({:.3} – {:.3})", p, middle - half, middle + half)
}

#[test]
fn a_coin_is_right_half_the_time() {
    assert!((by_chance(0, 100) - 1.0).abs() < 1e-9);
    assert!((by_chance(50, 100) - 0.5398).abs() < 1e-3);
    assert!(by_chance(75, 100) < 1e-6);
}
