//! What must hold of a tour, said in a sentence where it doesn't.

use super::report::TourReport;
use crate::demo::scenario;

/// Frames each way that a tour must carry, and the share of them that must be decrypted.
const FRAMES_MIN: u64 = 250;
const DECRYPTED_PER_MILLE_MIN: u64 = 995;
const CONTROL_PER_CENT_MIN: usize = 99;

/// What must hold, said in a sentence where it doesn't.
pub fn judge(report: &mut TourReport) {
    let call = &report.call;
    let mut failures = Vec::new();
    let mut must = |holds: bool, what: String| {
        if !holds {
            failures.push(what);
        }
    };
    must(
        report.contact.identical_on_both_nodes,
        "the two nodes show different contacts".into(),
    );
    must(
        report.contact.state == "ended",
        format!("the contact is {}", report.contact.state),
    );
    must(
        call.rang_only_when_staged,
        "a principal's terminal rang too early".into(),
    );
    must(call.words_match, "the six words differ".into());
    must(
        call.packet_sizes.len() == 1,
        format!("voice packets have sizes {:?}", call.packet_sizes),
    );
    for (way, frames) in [
        ("North to South", &call.frames.north_to_south),
        ("South to North", &call.frames.south_to_north),
    ] {
        must(
            frames.sent >= FRAMES_MIN,
            format!("{way}: only {} frames sent", frames.sent),
        );
        let share = frames.decrypted * 1_000 >= frames.sent * DECRYPTED_PER_MILLE_MIN;
        must(
            share,
            format!(
                "{way}: {} of {} frames decrypted",
                frames.decrypted, frames.sent
            ),
        );
    }
    must(
        call.frames_nodes_could_decrypt == 0,
        "a node could decrypt".into(),
    );
    let control = call.frames_control_decrypted * 100
        >= call.frames_captured * CONTROL_PER_CENT_MIN
        && call.frames_captured > 0;
    must(
        control,
        format!(
            "the control opened {} of {} frames",
            call.frames_control_decrypted, call.frames_captured
        ),
    );
    must(
        report.agenda.len() == 2,
        format!(
            "{} agenda items were carried over, not two",
            report.agenda.len()
        ),
    );
    for readout in &report.readouts {
        must(
            readout.verified,
            format!("{}'s readout doesn't verify", readout.side),
        );
        must(
            readout.verified_by_minisign != Some(false),
            format!("minisign refuses {}'s readout", readout.side),
        );
    }
    must(
        report.promise.before == "due",
        format!(
            "before the readout the promise was {}",
            report.promise.before
        ),
    );
    must(
        report.promise.state == "kept",
        format!("the promise is {}", report.promise.state),
    );
    for sentence in scenario::held_now() {
        let shown = report
            .coverage
            .iter()
            .any(|row| row.sentence == sentence && row.evidence.is_some());
        must(
            shown,
            format!("sentence {sentence} of the scenario left no record"),
        );
    }
    report.failures.extend(failures);
}
