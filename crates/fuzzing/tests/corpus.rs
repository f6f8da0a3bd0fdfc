//! The targets of the fuzzer over their corpus, over what was found before, and over mutations that are
//! the same at each run. A failure prints the input as hex: keep it in `found/TARGET/`.
//!
//! `FUZZ_TIMES=50 FUZZ_SEED=2` makes it fifty times as many, and others.

use fuzzing::{TARGETS, Target, seeds};
use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::Path;

/// Longest input of a mutation.
const INPUT_BYTES_MAX: usize = 8 * 1024;
/// Where lengths, counts and signs turn over.
const EDGES: [u8; 12] = [
    0, 1, 0x17, 0x18, 0x1f, 0x40, 0x7f, 0x80, 0x9f, 0xbf, 0xf6, 0xff,
];

fn take(target: &Target, input: &[u8]) -> bool {
    match catch_unwind(AssertUnwindSafe(|| (target.run)(input))) {
        Ok(taken) => taken,
        Err(panic) => {
            let hex: String = input.iter().map(|byte| format!("{byte:02x}")).collect();
            println!("{} fails with this input: {hex}", target.name);
            resume_unwind(panic)
        }
    }
}

/// One of the corpus, changed in one to four places.
fn mutated(random: &mut ChaCha8Rng, corpus: &[Vec<u8>]) -> Vec<u8> {
    let mut input = corpus[random.random_range(0..corpus.len())].clone();
    for _ in 0..random.random_range(1..=4) {
        let place = random.random_range(0..=input.len());
        match random.random_range(0..7) {
            0 if place < input.len() => input[place] ^= 1 << random.random_range(0..8),
            1 if place < input.len() => input[place] = EDGES[random.random_range(0..EDGES.len())],
            2 if place < input.len() => {
                input.remove(place);
            }
            3 => input.insert(place, random.random()),
            4 => input.truncate(place),
            5 => {
                let other = &corpus[random.random_range(0..corpus.len())];
                let from = random.random_range(0..=other.len());
                input.truncate(place);
                input.extend_from_slice(&other[from..]);
            }
            _ => {
                let upto = (place + random.random_range(0..16)).min(input.len());
                let again = input[place..upto].to_vec();
                input.splice(place..place, again);
            }
        }
    }
    input.truncate(INPUT_BYTES_MAX);
    input
}

fn found(name: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("found")
        .join(name);
    let Ok(entries) = std::fs::read_dir(folder) else {
        return vec![];
    };
    let mut paths: Vec<_> = entries.map(|entry| entry.expect("listed").path()).collect();
    paths.sort();
    paths
        .iter()
        .map(|path| std::fs::read(path).expect("readable"))
        .collect()
}

fn check(name: &str) {
    let target = TARGETS.iter().find(|target| target.name == name);
    let target = target.expect("in the table");
    let corpus = seeds(name);
    let taken = corpus.iter().filter(|input| take(target, input)).count();
    assert!(taken > 0, "nothing of the corpus gets past the door");
    let found = found(name);
    for input in &found {
        take(target, input);
    }
    take(target, &[]);
    let seed = number("FUZZ_SEED", 1);
    let mutations = target.mutations * number("FUZZ_TIMES", 1) as usize;
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut past = 0;
    for _ in 0..mutations {
        past += usize::from(take(target, &mutated(&mut random, &corpus)));
    }
    println!(
        "{name}: {taken} of {} taken, {} found before, {past} of {} mutations of seed {seed} taken",
        corpus.len(),
        found.len(),
        mutations
    );
}

fn number(variable: &str, usual: u64) -> u64 {
    match std::env::var(variable) {
        Ok(text) => text
            .parse()
            .unwrap_or_else(|_| panic!("{variable} is a number, not {text}")),
        Err(_) => usual,
    }
}

macro_rules! targets {
    ($($name:ident),+ $(,)?) => {
        $(#[test] fn $name() { check(stringify!($name)); })+

        #[test]
        fn every_target_is_here_and_in_the_fuzzer() {
            let here = [$(stringify!($name)),+];
            let all: Vec<_> = TARGETS.iter().map(|target| target.name).collect();
            assert_eq!(all, here);
            for name in all {
                let file = format!("../../fuzz/fuzz_targets/{name}.rs");
                let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
                let text = std::fs::read_to_string(&path).expect("a file for each target");
                assert!(text.contains(&format!("\"{name}\"")), "{name}");
            }
        }
    };
}

targets!(
    call_message,
    commit_orders,
    credentials,
    fold,
    http_body,
    link_frame,
    mls_group,
    record,
    sdp_offer,
    sealed_body,
    sframe_open,
    voice_packing,
);
