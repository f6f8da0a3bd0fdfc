//! Staging, start and end, and what takes a contact off its date.

use super::*;

#[test]
fn a_cancellation_beats_everything_but_an_attested_start() {
    check_after(
        AGREED,
        &[
            ("N cancel", "cancelled p, p accepted"),
            ("S cancel", "cancelled p, p accepted"),
            (
                "N confirm p; S confirm p; N cancel",
                "cancelled p, p accepted, confirmed by N and S",
            ),
            ("N postpone; S cancel", "cancelled p, p accepted"),
            (
                "N counter d; sync; S accept d; N cancel",
                "cancelled d, p accepted, d accepted",
            ),
            // The word of one node isn't enough.
            ("N start; S cancel", "cancelled p, p accepted"),
            ("N start; N end; S cancel", "cancelled p, p accepted"),
            ("N start; S end; S cancel", "cancelled p, p accepted"),
            ("N start 1; S start 2; S cancel", "cancelled p, p accepted"),
            ("N start; S cancel; S start", "on-the-line p, p accepted"),
            (
                "N cancel; N start; S start; N end",
                "on-the-line p, p accepted",
            ),
            ("N start; S start; S cancel", "on-the-line p, p accepted"),
            (
                "N cancel; N start; S start; N end; S end",
                "ended p, p accepted",
            ),
        ],
    );
    check_after(
        PROPOSED,
        &[
            ("S cancel", "cancelled, p open"),
            ("N cancel; S accept p", "cancelled p, p accepted"),
            (
                "N cancel; sync; S accept p",
                "cancelled, p open, no effect: S.accept.p",
            ),
            (
                "N cancel; sync; S counter c; sync; N accept c",
                "cancelled, p superseded, c open, no effect: N.accept.c",
            ),
        ],
    );
}

#[test]
fn a_postponed_contact_waits_for_newer_terms() {
    check_after(
        AGREED,
        &[
            ("N postpone", "postponed p, p accepted"),
            (
                "N postpone; sync; S counter c",
                "postponed p, p accepted, c open",
            ),
            (
                "N postpone; sync; S counter c; sync; N accept c",
                "agreed c, p accepted, c accepted",
            ),
            // An older amendment, accepted in knowledge of the postponement.
            (
                "S counter c; sync; N postpone; N accept c",
                "agreed c, p accepted, c accepted",
            ),
            (
                "S counter c; sync; N accept c; S postpone",
                "postponed c, p accepted, c accepted",
            ),
            // The same terms again are no newer ones.
            (
                "N postpone; sync; S accept p",
                "postponed p, p accepted, no effect: S.accept.p.2",
            ),
            (
                "N postpone; N confirm p",
                "postponed p, p accepted, confirmed by N",
            ),
        ],
    );
}

#[test]
fn both_duty_officers_confirm_what_is_agreed() {
    check_after(
        AGREED,
        &[
            ("N confirm p", "staging p, p accepted, confirmed by N"),
            ("S confirm p", "staging p, p accepted, confirmed by S"),
            (
                "N confirm p; S confirm p",
                "staged p, p accepted, confirmed by N and S",
            ),
            // Of terms that nobody agreed, or that are no longer agreed.
            ("N confirm -", "agreed p, p accepted"),
            (
                "N confirm p; N counter d; sync; S accept d; S confirm d",
                "staging d, p accepted, d accepted, confirmed by S",
            ),
        ],
    );
    check_after(
        PROPOSED,
        &[("N confirm p; S confirm p", "proposed, p open")],
    );
}

#[test]
fn after_an_abort_both_confirm_again_in_knowledge_of_it() {
    let aborted = "agreed p, p accepted, aborted by N";
    check_after(
        AGREED,
        &[
            ("N confirm p; S confirm p; sync; N abort", aborted),
            // A confirmation that crossed the abort is over like those before it.
            ("N confirm p; sync; N abort; S confirm p", aborted),
            (
                "N confirm p; S confirm p; N abort; sync; S confirm p",
                "staging p, p accepted, confirmed by S",
            ),
            (
                "N confirm p; S confirm p; N abort; sync; S confirm p; N confirm p",
                "staged p, p accepted, confirmed by N and S",
            ),
            (
                "N abort; S abort; N confirm p; S confirm p",
                "agreed p, p accepted, aborted by S",
            ),
            (
                "N abort; S abort; sync; N confirm p; S confirm p",
                "staged p, p accepted, confirmed by N and S",
            ),
        ],
    );
    // Of two aborts the other side's is told, whichever side proposed.
    check_after(
        "S propose p; sync; N accept p",
        &[("N abort; S abort", aborted)],
    );
}

#[test]
fn both_nodes_attest_start_and_end() {
    let staged = "staged p, p accepted, confirmed by N and S";
    let on_line = "on-the-line p, p accepted, confirmed by N and S";
    let ended = "ended p, p accepted, confirmed by N and S";
    let confirmed = format!("{AGREED}; N confirm p; S confirm p; sync");
    check_after(
        &confirmed,
        &[
            // South's node was killed in the call and opened the floor again when it was back.
            ("N start; S start; sync; S start; N end; S end", ended),
            ("S start; S start; N start; N end; S end", ended),
            // One node alone begins and ends nothing.
            ("N start", staged),
            ("N start; N end", staged),
            ("N start; S end", staged),
            ("N start; N start", staged),
            ("N end; S end", staged),
            ("N start 1; S start 2", staged),
            ("N start 1; S start 2; N end 1; S end 2", staged),
            ("N start; S start", on_line),
            ("N start; S start; N end", on_line),
            ("N start; S start; S end", on_line),
            // Of another call than began.
            ("N start 1; S start 1; N end 1; S end 2", on_line),
            ("N start; S start; N end; S end", ended),
            ("N start; sync; S start; S end; sync; N end", ended),
            // A start that the other node never saw, and a second try.
            ("N start; N end; sync; S start", staged),
            ("N start; N end; sync; S start; S end", staged),
            (
                "N start; N end; sync; S start; S end; sync; N start",
                staged,
            ),
            ("N start; N end; sync; N start; S start", on_line),
            ("N start; N end; sync; N start; S start; N end", on_line),
            (
                "N start; N end; sync; N start; S start; N end; S end",
                ended,
            ),
            // What comes after the end changes nothing.
            ("N start; S start; N end; S end; sync; S start", ended),
            (
                "N start; S start; N end; S end; sync; S start; N start",
                ended,
            ),
        ],
    );
    // A node that crashed attests no end: its side's duty officer says so.
    check_after(
        &confirmed,
        &[
            (
                "N start; S start; sync; N end; S abort",
                "ended p, p accepted, aborted by S",
            ),
            (
                "N start; S start; sync; N abort; S abort",
                "ended p, p accepted, aborted by S",
            ),
            (
                "N start; S start; sync; N abort; N abort",
                "on-the-line p, p accepted, aborted by N",
            ),
            // An abort that came before the floor opened isn't about the call.
            (
                "S abort; N start; S start; sync; N end",
                "on-the-line p, p accepted, aborted by S",
            ),
        ],
    );
    check_after(
        AGREED,
        &[("N postpone; N start; S start", "on-the-line p, p accepted")],
    );
    check_after(PROPOSED, &[("N start; S start", "proposed, p open")]);
}

#[test]
fn a_node_tries_so_often_and_no_more() {
    for (failed, counts) in [
        (CALL_TRIES_MAX - 2, true),
        (CALL_TRIES_MAX - 1, true),
        (CALL_TRIES_MAX, false),
    ] {
        let mut logs = Logs::play(AGREED);
        for _ in 0..failed {
            logs.step(&["N", "start", "-"]);
            logs.step(&["N", "end", "-"]);
            logs.sync();
        }
        logs.step(&["N", "start", "-"]);
        logs.step(&["S", "start", "-"]);
        assert_eq!(logs.fold().unwrap().start_attested(), counts, "{failed}");
    }
}

#[test]
fn a_call_goes_on_under_the_terms_under_which_it_began() {
    check_after(
        &format!("{AGREED}; N counter d; sync"),
        &[
            ("S accept d", "agreed d, p accepted, d accepted"),
            // Accepted after the floor opened, while it opened, and after the call.
            (
                "N start p; S start p; sync; S accept d",
                "on-the-line p, p accepted, d accepted",
            ),
            (
                "N start p; S accept d; S start p",
                "on-the-line p, p accepted, d accepted",
            ),
            (
                "N start p; S start p; N end p; S end p; sync; S accept d",
                "ended p, p accepted, d accepted",
            ),
            (
                "S accept d; N start d; S start d",
                "on-the-line d, p accepted, d accepted",
            ),
            // One node alone holds nobody to older terms.
            ("N start p; S accept d", "agreed d, p accepted, d accepted"),
        ],
    );
}

#[test]
fn facts_of_a_call_are_those_of_both_nodes() {
    for (script, start, end, ended_by_one) in [
        ("at 5; N start; at 9; N end", None, None, false),
        ("at 5; N start; at 7; S start", Some(5), None, false),
        (
            "at 5; N start; at 7; S start; at 9; N end",
            Some(5),
            None,
            true,
        ),
        (
            "at 7; N start; at 5; S start; at 9; N end; at 8; S end",
            Some(5),
            Some(9),
            true,
        ),
        (
            "at 5; N start 1; at 7; S start 2; at 9; N end 1; S end 2",
            None,
            None,
            false,
        ),
    ] {
        let contact = Logs::play(&format!("{AGREED}; {script}")).fold().unwrap();
        assert_eq!(contact.attested_start_unix_ms(), start, "{script}");
        assert_eq!(contact.attested_end_unix_ms(), end, "{script}");
        assert_eq!(contact.start_attested(), start.is_some(), "{script}");
        assert_eq!(contact.end_attested(), end.is_some(), "{script}");
        assert_eq!(contact.ended_by_one(), ended_by_one, "{script}");
        // One node's word is shown as such.
        assert!(!contact.started.is_empty(), "{script}");
    }
}

#[test]
fn what_a_text_is_compared_with_lasted_whole_minutes() {
    const BEGIN_MS: i64 = 1_000_000;
    for (lasted_ms, minutes) in [
        (-1, 0),
        (0, 0),
        (59_999, 0),
        (60_000, 1),
        (60_001, 1),
        (50 * 60_000 - 1, 49),
        (50 * 60_000, 50),
    ] {
        let end = BEGIN_MS + lasted_ms;
        let call = format!("at {BEGIN_MS}; N start; S start; at {end}; N end; S end");
        let contact = Logs::play(&format!("{AGREED}; {call}")).fold().unwrap();
        let facts = contact.facts.unwrap();
        let signed = SignedFacts::of(&contact, SOUTH, &facts, None);
        let expected = SignedFacts {
            proposed_by: NORTH,
            recipient: SOUTH,
            initiative: None,
            medium: facts.medium,
            public_part: facts.public_part,
            planned_start_unix_ms: facts.start_unix_ms,
            started_unix_ms: Some(BEGIN_MS),
            lasted_min: Some(minutes),
        };
        assert_eq!(signed, expected, "{lasted_ms}");
    }
    let alone = Logs::play(&format!("{AGREED}; N start; N end"));
    let contact = alone.fold().unwrap();
    let signed = SignedFacts::of(&contact, SOUTH, &contact.facts.unwrap(), None);
    assert_eq!((signed.started_unix_ms, signed.lasted_min), (None, None));
}
