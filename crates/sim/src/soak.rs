//! Plays many seeds on several threads and adds up what they saw.

use std::collections::BTreeMap;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use crate::{Adversary, Plan, Promise, Report, run};

/// A seed that broke something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Break {
    pub seed: u64,
    /// `None`: the product panicked.
    pub promise: Option<Promise>,
    /// One line, with how to play the seed again.
    pub what: String,
}

/// What many worlds saw.
#[derive(Debug, Clone, Default)]
pub struct Soaked {
    pub seeds: u64,
    pub took: Duration,
    pub sum: Report,
    pub adversaries: BTreeMap<&'static str, u64>,
    /// By seed.
    pub breaks: Vec<Break>,
}

/// How many seeds are played.
#[derive(Debug, Clone, Copy)]
pub enum Extent {
    Seeds(u64),
    For(Duration),
}

/// Plays one plan; a panic of the product is a break with a seed, too.
///
/// # Errors
/// The broken promise.
pub fn play(plan: Plan) -> Result<Report, Break> {
    let seed = plan.seed;
    match catch_unwind(AssertUnwindSafe(|| run(plan))) {
        Ok(Ok(report)) => Ok(report),
        Ok(Err(failure)) => Err(Break {
            seed,
            promise: Some(failure.promise),
            what: failure.to_string(),
        }),
        Err(_) => Err(Break {
            seed,
            promise: None,
            what: format!("seed {seed}: a panic; {}", replay(seed)),
        }),
    }
}

/// How to play a seed again.
pub fn replay(seed: u64) -> String {
    format!("run it again with SIM_SEED={seed} cargo test -p sim --test seeds one_seed")
}

/// Plays seeds from `from` on, on all cores.
pub fn soak(from: u64, extent: Extent) -> Soaked {
    let begin = Instant::now();
    let next = AtomicU64::new(from);
    let soaked = Mutex::new(Soaked::default());
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let goes_on = |seed: u64| match extent {
        Extent::Seeds(seeds) => seed - from < seeds,
        Extent::For(time) => begin.elapsed() < time,
    };
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if !goes_on(seed) {
                        return;
                    }
                    let plan = Plan::of_seed(seed);
                    let played = play(plan);
                    let mut soaked = soaked.lock().unwrap_or_else(|held| held.into_inner());
                    soaked.note(plan.adversary, played);
                }
            });
        }
    });
    let mut soaked = soaked.into_inner().unwrap_or_else(|held| held.into_inner());
    soaked.took = begin.elapsed();
    soaked.breaks.sort_by_key(|broken| broken.seed);
    soaked
}

impl Soaked {
    fn note(&mut self, adversary: Option<Adversary>, played: Result<Report, Break>) {
        self.seeds += 1;
        let name = adversary.map_or("nobody", Adversary::name);
        *self.adversaries.entry(name).or_default() += 1;
        match played {
            Ok(report) => self.sum.add(&report),
            Err(broken) => self.breaks.push(broken),
        }
    }

    /// Breaks by promise, with their seeds.
    fn by_promise(&self) -> BTreeMap<&'static str, Vec<u64>> {
        let mut by_promise: BTreeMap<&'static str, Vec<u64>> = BTreeMap::new();
        for broken in &self.breaks {
            let text = broken.promise.map_or("no panic", Promise::text);
            by_promise.entry(text).or_default().push(broken.seed);
        }
        by_promise
    }

    /// The same as [`fmt::Display`] for machines.
    pub fn json(&self) -> String {
        let numbers = |pairs: Vec<(&str, u64)>| {
            let pairs: Vec<String> = pairs
                .iter()
                .map(|(name, number)| format!("\"{name}\":{number}"))
                .collect();
            format!("{{{}}}", pairs.join(","))
        };
        let adversaries = self.adversaries.iter().map(|(name, n)| (*name, *n));
        let breaks: Vec<String> = self
            .by_promise()
            .iter()
            .map(|(promise, seeds)| format!("\"{promise}\":{seeds:?}"))
            .collect();
        format!(
            "{{\"seeds\":{},\"took_ms\":{},\"adversaries\":{},\"counts\":{},\"breaks\":{{{}}}}}",
            self.seeds,
            self.took.as_millis(),
            numbers(adversaries.collect()),
            numbers(self.sum.counts()),
            breaks.join(",")
        )
    }
}

impl fmt::Display for Soaked {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        const MS_AN_HOUR: u64 = 3_600_000;
        let row = |out: &mut fmt::Formatter<'_>, what: &str, number: u64| {
            writeln!(out, "{what:<32} {number:>12}")
        };
        row(out, "seeds", self.seeds)?;
        row(out, "seconds", self.took.as_secs())?;
        row(out, "simulated hours", self.sum.simulated_ms / MS_AN_HOUR)?;
        for (name, number) in self.sum.counts() {
            row(out, name, number)?;
        }
        for (name, number) in &self.adversaries {
            row(out, &format!("worlds against {name}"), *number)?;
        }
        row(out, "breaks", self.breaks.len() as u64)?;
        for (promise, seeds) in self.by_promise() {
            writeln!(
                out,
                "broken: {promise}: {} times, seeds {seeds:?}",
                seeds.len()
            )?;
        }
        for broken in &self.breaks {
            writeln!(out, "{}", broken.what)?;
        }
        Ok(())
    }
}
