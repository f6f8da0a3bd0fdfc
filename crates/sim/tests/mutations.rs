//! Each check notices a bug that is planted for it: a check that never fails proves nothing.

use sim::{Bug, Plan, Promise, run};

/// Within so many seeds.
const SEEDS: u64 = 12;

/// A bug may show in another check first, where a world had no occasion for the one that is meant.
#[track_caller]
fn check_caught(bug: Bug, promise: Promise) {
    let mut others = Vec::new();
    for seed in 0..SEEDS {
        match run(Plan::with_bug(seed, bug)) {
            Err(failure) if failure.promise == promise => {
                let again = format!("SIM_SEED={}", failure.seed);
                assert!(failure.to_string().contains(&again));
                return;
            }
            Err(failure) => others.push(failure.to_string()),
            Ok(_) => {}
        }
    }
    panic!("{bug:?} broke no {promise:?} in {SEEDS} seeds: {others:#?}");
}

#[test]
fn a_disk_that_acknowledges_without_keeping() {
    check_caught(Bug::AcknowledgedUnkept, Promise::Durability);
}

#[test]
fn a_receipt_before_the_entry_is_stored() {
    check_caught(Bug::ReceiptBeforeStored, Promise::Durability);
}

#[test]
fn a_proof_that_is_lost() {
    check_caught(Bug::ProofLost, Promise::Durability);
}

#[test]
fn a_device_that_lets_a_ghost_in() {
    check_caught(Bug::GhostTrusted, Promise::Admission);
}

#[test]
fn a_fold_that_takes_a_forged_acceptance() {
    check_caught(Bug::ForgedAcceptTrusted, Promise::Agreement);
}

#[test]
fn a_fold_that_leaves_out_an_entry() {
    check_caught(Bug::EntryDropped, Promise::SameFold);
}

#[test]
fn a_fold_that_takes_entries_in_another_order() {
    check_caught(Bug::EntriesSwapped, Promise::SameFold);
}

#[test]
fn the_same_seeds_without_a_bug_are_whole() {
    for bug in Bug::ALL {
        let plan = Plan {
            bug: None,
            ..Plan::with_bug(1, bug)
        };
        if let Err(failure) = run(plan) {
            panic!("{bug:?}: {failure}");
        }
    }
}
