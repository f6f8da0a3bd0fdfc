//! Each check notices a bug that is planted for it: a check that never fails proves nothing.

use sim::{Break, Bug, Plan, Promise, Report, play};

/// Worlds in which each bug is planted.
const SEEDS: u64 = 16;
/// Of bugs that show only where a rare fault meets them at the right moment.
const RARE_SEEDS: u64 = 64;
/// Of worlds in which a FLASH waits behind a long queue: each takes its time.
const URGENT_SEEDS: u64 = 6;

/// Plants the bug in one world after the other until `least` of them broke the promise that is meant.
#[track_caller]
fn check_caught(bug: Bug, promise: Promise, least: usize) {
    check_caught_among(SEEDS, bug, promise, least);
}

#[track_caller]
fn check_caught_among(seeds: u64, bug: Bug, promise: Promise, least: usize) {
    // All of them only where their share is to be told.
    let counts_all = std::env::var_os("SIM_COUNT_ALL").is_some();
    let (mut meant, mut others, mut played) = (Vec::<Break>::new(), Vec::new(), 0);
    for seed in 0..seeds {
        if meant.len() >= least && !counts_all {
            break;
        }
        played += 1;
        match play(Plan::with_bug(seed, bug)) {
            Err(broken) if broken.promise == Some(promise) => meant.push(broken),
            Err(broken) => others.push(broken.what),
            Ok(_) => {}
        }
    }
    let caught = meant.len();
    println!(
        "{bug:?}: {caught} of {played} worlds break {promise:?}, {} another promise",
        others.len()
    );
    assert!(
        caught >= least,
        "{bug:?} broke {promise:?} in {caught} of {played} worlds, {least} are wanted: {others:#?}"
    );
    let failed = meant.first().map_or("", |broken| &*broken.what);
    assert!(failed.contains("SIM_SEED="), "{failed}");
}

#[test]
fn a_disk_that_acknowledges_without_keeping() {
    check_caught(Bug::AcknowledgedUnkept, Promise::Durability, 12);
}

#[test]
fn a_receipt_before_the_entry_is_stored() {
    check_caught(Bug::ReceiptBeforeStored, Promise::Durability, 12);
}

#[test]
fn a_proof_that_is_lost() {
    check_caught_among(RARE_SEEDS, Bug::ProofLost, Promise::Durability, 16);
}

#[test]
fn an_entry_torn_in_the_write() {
    check_caught_among(RARE_SEEDS, Bug::TornWrite, Promise::Durability, 12);
}

#[test]
fn a_device_that_lets_a_ghost_in() {
    check_caught(Bug::GhostTrusted, Promise::Admission, 12);
}

/// The control: devices that check refuse it in the same calls, and the calls go on.
#[test]
fn a_ghost_is_refused_where_nobody_lets_it_in() {
    let mut sum = Report::default();
    for seed in 0..SEEDS {
        let plan = Plan {
            bug: None,
            ..Plan::with_bug(seed, Bug::GhostTrusted)
        };
        match play(plan) {
            Ok(report) => sum.add(&report),
            Err(broken) => panic!("{}", broken.what),
        }
    }
    let Report {
        ghosts_named,
        ghosts_refused,
        epochs,
        ..
    } = sum;
    println!("{ghosts_named} ghosts named, {ghosts_refused} refused, {epochs} epochs");
    assert!(ghosts_refused > 0 && epochs > 0);
}

#[test]
fn a_node_that_writes_what_a_revoked_device_signs() {
    check_caught_among(RARE_SEEDS, Bug::RevokedHeard, Promise::Admission, 16);
}

#[test]
fn a_fold_that_takes_a_forged_acceptance() {
    check_caught_among(RARE_SEEDS, Bug::ForgedAcceptTrusted, Promise::Agreement, 6);
}

#[test]
fn a_fold_that_leaves_out_an_entry() {
    check_caught(Bug::EntryDropped, Promise::SameFold, 8);
}

#[test]
fn a_fold_that_takes_entries_in_another_order() {
    check_caught(Bug::EntriesSwapped, Promise::SameFold, 8);
}

#[test]
fn an_entry_that_never_arrives() {
    check_caught(Bug::EntryWithheld, Promise::Settling, 12);
}

#[test]
fn a_text_that_nobody_sealed() {
    check_caught(Bug::PlainSent, Promise::Secrecy, 14);
}

#[test]
fn a_key_that_leaves_its_device() {
    check_caught(Bug::KeySent, Promise::Secrecy, 10);
}

#[test]
fn a_principal_rung_before_staging() {
    check_caught(Bug::RungEarly, Promise::Ringing, 10);
}

#[test]
fn a_principal_rung_again_in_a_ring() {
    check_caught(Bug::RungOver, Promise::Ringing, 10);
}

#[test]
fn a_floor_that_opens_later_for_one_side() {
    check_caught(Bug::FloorShifted, Promise::Ringing, 12);
}

#[test]
fn a_lost_line_that_is_shown_late() {
    check_caught_among(RARE_SEEDS, Bug::TimersLate, Promise::LineShown, 12);
}

#[test]
fn clocks_far_apart_that_nobody_notices() {
    check_caught(Bug::ClockHidden, Promise::Clocks, 8);
}

#[test]
fn a_flood_that_nobody_delays() {
    check_caught(Bug::FloodLetThrough, Promise::Bounds, 8);
}

#[test]
fn devices_that_take_the_passing_of_time_for_consent() {
    check_caught(Bug::SilenceAssumed, Promise::Consent, 8);
}

#[test]
fn devices_that_leave_out_an_objection() {
    check_caught(Bug::ObjectionUnheard, Promise::Consent, 6);
}

#[test]
fn devices_that_take_a_glance_for_an_acknowledgement() {
    check_caught(Bug::PresentedTaken, Promise::Messages, 12);
}

#[test]
fn an_internal_record_sent_along() {
    check_caught(Bug::InternalSent, Promise::Secrecy, 12);
}

#[test]
fn a_reveal_that_comes_too_early() {
    check_caught(Bug::EarlyRevealTaken, Promise::Exchange, 4);
}

#[test]
fn another_paper_than_was_lodged() {
    check_caught_among(RARE_SEEDS, Bug::OtherPaperTaken, Promise::Exchange, 8);
}

#[test]
fn a_joint_statement_shown_before_its_time() {
    check_caught_among(RARE_SEEDS, Bug::ReleasedEarly, Promise::JointRelease, 12);
}

#[test]
fn a_joint_statement_in_other_words() {
    check_caught_among(RARE_SEEDS, Bug::SiteAltered, Promise::JointRelease, 12);
}

#[test]
fn the_same_seeds_without_a_bug_are_whole() {
    for bug in Bug::ALL {
        let plan = Plan {
            bug: None,
            ..Plan::with_bug(1, bug)
        };
        if let Err(broken) = play(plan) {
            panic!("{bug:?}: {}", broken.what);
        }
    }
}

#[test]
fn a_copy_that_is_lost() {
    // Seldom does a queue wait so long after everything else is whole again.
    check_caught_among(URGENT_SEEDS, Bug::EarlyLost, Promise::Urgency, 1);
}

#[test]
fn an_alarm_that_a_restart_begins_anew() {
    check_caught_among(URGENT_SEEDS, Bug::AlarmForgotten, Promise::Urgency, 2);
}

#[test]
fn an_alarm_that_nobody_hears() {
    check_caught_among(URGENT_SEEDS, Bug::AlarmUnheard, Promise::Urgency, 2);
}
