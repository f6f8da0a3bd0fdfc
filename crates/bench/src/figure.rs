//! What a benchmark is told and what it gives back.

use crate::plot::Plot;
use serde::{Serialize, Serializer};

/// How a benchmark is to run.
pub struct Settings {
    /// Enough to see that it works.
    pub quick: bool,
}

impl Settings {
    /// How often a figure is measured: at least five times, so that its spread means something.
    pub fn repetitions(&self) -> usize {
        if self.quick { 2 } else { 5 }
    }

    /// The one or the other.
    pub fn choose<T>(&self, full: T, quick: T) -> T {
        if self.quick { quick } else { full }
    }
}

/// What a figure's median should be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Goal {
    AtMost(f64),
    AtLeast(f64),
}

/// Where a figure is drawn.
#[derive(Clone, Debug)]
pub struct Point {
    pub plot: &'static Plot,
    /// Points of one line are joined in the order of the figures.
    pub line: String,
    pub x: f64,
}

/// One measured number, once for each repetition. A percentile is a figure of its own: its samples
/// are that percentile in each repetition.
#[derive(Clone, Debug, Serialize)]
pub struct Figure {
    pub name: String,
    pub unit: &'static str,
    #[serde(serialize_with = "as_text")]
    pub goal: Option<Goal>,
    pub samples: Vec<f64>,
    /// How to measure it again.
    pub command: String,
    #[serde(skip)]
    pub point: Option<Point>,
}

fn as_text<S: Serializer>(goal: &Option<Goal>, serializer: S) -> Result<S::Ok, S::Error> {
    goal.map(|goal| goal.to_string()).serialize(serializer)
}

impl Figure {
    /// A figure of the benchmark called `benchmark`.
    pub fn new(
        benchmark: &str,
        name: impl Into<String>,
        unit: &'static str,
        samples: Vec<f64>,
    ) -> Self {
        Self {
            name: name.into(),
            unit,
            goal: None,
            samples,
            command: format!("./dev bench {benchmark}"),
            point: None,
        }
    }

    pub fn with_goal(mut self, goal: Goal) -> Self {
        self.goal = Some(goal);
        self
    }

    pub fn at(mut self, plot: &'static Plot, line: impl Into<String>, x: f64) -> Self {
        let line = line.into();
        self.point = Some(Point { plot, line, x });
        self
    }

    pub fn median(&self) -> f64 {
        percentile(&self.samples, 50.0)
    }

    /// Smallest and largest sample.
    pub fn spread(&self) -> (f64, f64) {
        (
            percentile(&self.samples, 0.0),
            percentile(&self.samples, 100.0),
        )
    }

    /// Whether the median is within the goal, if there is one.
    pub fn reached(&self) -> Option<bool> {
        self.goal.map(|goal| match goal {
            Goal::AtMost(bound) => self.median() <= bound,
            Goal::AtLeast(bound) => self.median() >= bound,
        })
    }
}

impl std::fmt::Display for Goal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Goal::AtMost(bound) => write!(f, "≤ {bound}"),
            Goal::AtLeast(bound) => write!(f, "≥ {bound}"),
        }
    }
}

/// The value below which so many of a hundred lie, between neighbours in proportion. Not a number
/// if there are no samples.
pub fn percentile(samples: &[f64], percent: f64) -> f64 {
    let mut sorted = samples.to_vec();
    sorted.sort_by(f64::total_cmp);
    let Some(last) = sorted.len().checked_sub(1) else {
        return f64::NAN;
    };
    let place = percent.clamp(0.0, 100.0) / 100.0 * last as f64;
    let (below, above) = (
        sorted[place.floor() as usize],
        sorted[place.ceil() as usize],
    );
    below + (above - below) * place.fract()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_lie_between_their_neighbours() {
        let samples = [5.0, 1.0, 3.0, 2.0, 4.0];
        for (percent, expected) in [(0.0, 1.0), (25.0, 2.0), (50.0, 3.0), (99.0, 4.96)]
            .into_iter()
            .chain([(100.0, 5.0)])
        {
            let got = percentile(&samples, percent);
            assert!((got - expected).abs() < 1e-9, "{percent}: {got}");
        }
        assert!(percentile(&[], 50.0).is_nan());
        assert_eq!(percentile(&[7.0], 99.0), 7.0);
    }

    #[test]
    fn the_median_is_held_against_the_goal() {
        for (goal, expected) in [
            (Goal::AtMost(2.9), false),
            (Goal::AtMost(3.0), true),
            (Goal::AtLeast(3.0), true),
            (Goal::AtLeast(3.1), false),
        ] {
            let figure = Figure::new("x", "x", "ms", vec![9.0, 3.0, 1.0]).with_goal(goal);
            assert_eq!(figure.reached(), Some(expected), "{goal}");
            assert_eq!(figure.spread(), (1.0, 9.0));
        }
        assert_eq!(Figure::new("x", "x", "ms", vec![1.0]).reached(), None);
        let nothing = Figure::new("x", "x", "ms", vec![]).with_goal(Goal::AtMost(1.0));
        assert_eq!(nothing.reached(), Some(false), "no sample reaches no goal");
    }
}
