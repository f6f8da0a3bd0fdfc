//! Two hundred worlds, none of which may break a promise; a failure prints its seed.

use sim::{Plan, Report, run};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

const SEEDS: u64 = 200;

/// Plays a seed; a panic of the product is a failure with a seed, too.
fn play(seed: u64) -> Result<Report, String> {
    let played = catch_unwind(AssertUnwindSafe(|| run(Plan::of_seed(seed))));
    match played {
        Ok(Ok(report)) => Ok(report),
        Ok(Err(failure)) => Err(failure.to_string()),
        Err(_) => Err(format!(
            "seed {seed}: a panic; run it again with \
             SIM_SEED={seed} cargo test -p sim --test seeds one_seed"
        )),
    }
}

#[test]
fn two_hundred_seeds_keep_the_promises() {
    let next = AtomicU64::new(0);
    let reports = Mutex::new(Vec::new());
    let failures = Mutex::new(Vec::new());
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= SEEDS {
                        return;
                    }
                    match play(seed) {
                        Ok(report) => reports.lock().unwrap().push(report),
                        Err(failure) => failures.lock().unwrap().push(failure),
                    }
                }
            });
        }
    });
    let failures = failures.into_inner().unwrap();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    let reports = reports.into_inner().unwrap();
    // An idle world keeps every promise: these weren't idle.
    type Count = fn(&Report) -> u64;
    let counts: [(&str, Count); 19] = [
        ("acknowledged", |report| report.acknowledged),
        ("agreed", |report| report.agreed),
        ("node crashes", |report| report.node_crashes),
        ("crashes in a write", |report| report.crashes_in_a_write),
        ("device crashes", |report| report.device_crashes),
        ("cuts", |report| report.cuts),
        ("partitions", |report| report.partitions),
        ("revocations", |report| report.revocations),
        ("joins", |report| report.joins),
        ("epochs", |report| report.epochs),
        ("keys agreed", |report| report.keys_agreed),
        ("floors opened", |report| report.floors_opened),
        ("calls ended", |report| report.calls_ended),
        ("ghosts named", |report| report.ghosts_named),
        ("ghosts refused", |report| report.ghosts_refused),
        ("acceptances forged", |report| report.acceptances_forged),
        ("stories told twice", |report| report.stories_told_twice),
        ("fork proofs", |report| report.fork_proofs),
        ("ms to settle", |report| report.settled_after_ms),
    ];
    for (what, count) in counts {
        let sum: u64 = reports.iter().map(count).sum();
        println!("{what}: {sum}");
        assert!(sum > 0, "no world saw any {what}");
    }
}

/// The seed of `SIM_SEED`, or the first.
#[test]
fn one_seed() {
    let seed = std::env::var("SIM_SEED")
        .ok()
        .and_then(|seed| seed.parse().ok())
        .unwrap_or(0);
    match play(seed) {
        Ok(report) => println!("{report:#?}"),
        Err(failure) => panic!("{failure}"),
    }
}

#[test]
fn a_seed_tells_the_same_story_twice() {
    for seed in [1, 2, 3, 4] {
        let [once, again] = [(); 2].map(|()| play(seed).unwrap());
        assert_eq!(once, again, "seed {seed}");
    }
}
