//! What must hold of a tour, said in a sentence where it doesn't.

use super::report::TourReport;
use crate::demo::scenario;

/// Frames each way that a tour must carry, and the share of them that must be decrypted.
const FRAMES_MIN: u64 = 250;
const DECRYPTED_PER_MILLE_MIN: u64 = 995;
/// Frames that neither came nor were repeated in another, also where the line loses a fifth.
const CONCEALED_PER_CENT_MAX: u64 = 2;
const CONTROL_PER_CENT_MIN: usize = 99;
/// Where heard and said speech are the same, and where set-up and hand-over are as they should be.
const LIKENESS_MIN: f32 = 0.98;
/// Where frames are lost: some of those that no repeat replaces fall into speech.
const LIKENESS_LOSSY_MIN: f32 = 0.95;
const SETUP_MS_MAX: i64 = 10_000;
const SKEW_MS_MAX: i64 = 200;
/// Two principals and two interpreters.
const ON_THE_LINE: usize = 4;

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
        report.contact.proposed_by == "north",
        format!("proposed by {}", report.contact.proposed_by),
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
        call.attested_by_both_nodes,
        "the nodes don't attest the same start, end and people".into(),
    );
    must(
        call.on_the_line == ON_THE_LINE,
        format!(
            "{} devices were in the call, not {ON_THE_LINE}",
            call.on_the_line
        ),
    );
    must(
        (1..=SETUP_MS_MAX).contains(&call.setup_ms),
        format!("set-up took {} ms", call.setup_ms),
    );
    must(
        call.handover_skew_ms <= SKEW_MS_MAX,
        format!("the floor opened {} ms apart", call.handover_skew_ms),
    );
    let likeness_min = match report.line.loss_percent {
        0 => LIKENESS_MIN,
        _ => LIKENESS_LOSSY_MIN,
    };
    for (way, likeness) in [
        ("North's voice at South", call.likeness.north_to_south),
        ("South's voice at North", call.likeness.south_to_north),
    ] {
        must(
            likeness >= likeness_min,
            format!("{way} is like the said speech by {likeness:.3} only"),
        );
    }
    must(
        call.likeness.other_speech < LIKENESS_LOSSY_MIN,
        "the measure takes other speech for the said".into(),
    );
    let leaks = &report.leaks;
    for found in &leaks.found {
        must(false, format!("in clear: {found}"));
    }
    must(
        leaks.control_found == leaks.texts + leaks.speech_pieces,
        format!(
            "the search for leaks finds only {} of {} at the devices",
            leaks.control_found,
            leaks.texts + leaks.speech_pieces
        ),
    );
    must(
        report.line.datagrams > 0 && leaks.speech_pieces > 0,
        "nothing came over the line between the nodes".into(),
    );
    must(
        call.packet_sizes.len() == 1,
        format!("voice packets have sizes {:?}", call.packet_sizes),
    );
    must(
        call.frames_muted >= FRAMES_MIN,
        format!("only {} frames were sent muted", call.frames_muted),
    );
    for (way, frames) in [
        ("North to South", &call.frames.north_to_south),
        ("South to North", &call.frames.south_to_north),
    ] {
        must(
            frames.sent >= FRAMES_MIN,
            format!("{way}: only {} frames sent", frames.sent),
        );
        if report.line.loss_percent == 0 {
            must(
                frames.decrypted * 1_000 >= frames.sent * DECRYPTED_PER_MILLE_MIN,
                format!(
                    "{way}: {} of {} frames decrypted",
                    frames.decrypted, frames.sent
                ),
            );
        }
        must(
            frames.concealed * 100 <= frames.sent * CONCEALED_PER_CENT_MAX,
            format!(
                "{way}: {} of {} frames concealed",
                frames.concealed, frames.sent
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
    must(
        report.picture.verified && report.picture.source_shown,
        "the picture on the press site isn't the signed one, or lacks its source".into(),
    );
    for text in &report.statements {
        must(
            text.verdict != "disputed",
            format!("{}: {}", text.name, text.verdict),
        );
    }
    for fact in &report.facts {
        let disputed = fact.north == "disputed" || fact.south == "disputed";
        must(!disputed, format!("the {} is disputed", fact.fact));
    }
    must(
        report.facts.iter().any(|fact| fact.south == "confirmed"),
        "nothing that South said is known at North".into(),
    );
    for message in &report.messages {
        must(
            message.state == "acknowledged",
            format!("the message is {}", message.state),
        );
    }
    must(
        report.papers.len() == 2,
        format!("{} papers were handed over, not two", report.papers.len()),
    );
    for paper in &report.papers {
        must(
            paper.receipted && paper.identical_on_both_nodes,
            format!(
                "the paper to {} differs, or has no receipt",
                paper.to.join(", ")
            ),
        );
    }
    let consultation = &report.consultation;
    must(
        consultation.north.state == "none" && consultation.north.made_public,
        format!("the consultation is {:?}", consultation.north),
    );
    must(
        consultation.in_norths_store,
        "the search doesn't find the consultation where it is".into(),
    );
    must(
        consultation.south.is_none(),
        "an internal record of North's is in South's store".into(),
    );
    let coalition = &report.coalition;
    let positions = &coalition.north;
    must(
        positions.members.len() == 3 && positions.common_line == "none",
        format!("the alliance's positions are {positions:?}"),
    );
    must(
        positions.claimed == "none" && positions.standing == "agrees",
        format!("what is said of the alliance {}", positions.standing),
    );
    must(
        coalition.in_norths_store && coalition.south.is_none(),
        "the alliance's positions aren't in North's store alone".into(),
    );
    let track = &report.track;
    for (holds, what) in [
        (track.precedes, "the call needn't precede the round"),
        (track.may_affect, "the call can't affect the round"),
        (
            track.review_asked_and_done,
            "nobody was asked to look at the round again",
        ),
        (track.round.fixed, "the round's date isn't fixed"),
        (
            track.round.identical_on_both_nodes,
            "the two nodes show different rounds",
        ),
        (
            ![&track.round.heads.north, &track.round.heads.south].contains(&&String::new()),
            "a delegation has no head on both nodes alike",
        ),
    ] {
        must(holds, what.to_owned());
    }
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
