//! Terms put forward, changed and accepted.

use super::*;

#[test]
fn a_proposal_is_answered_by_the_other_side() {
    check(&[
        ("N propose p", "proposed, p open"),
        ("N propose p without-facts", "nothing"),
        ("S accept -", "nothing"),
        ("N propose p; sync; S accept p", "agreed p, p accepted"),
        ("S propose p; sync; N accept p", "agreed p, p accepted"),
        ("N propose p; sync; S decline p", "declined, p declined"),
        ("N propose p; sync; N withdraw p", "withdrawn, p withdrawn"),
        // Nobody accepts its own terms, or terms its node hadn't seen.
        (
            "N propose p; sync; N accept p",
            "proposed, p open, no effect: N.accept.p",
        ),
        (
            "N propose p; S accept p",
            "proposed, p open, no effect: S.accept.p",
        ),
        (
            "N propose p; sync; S accept -",
            "proposed, p open, no effect: S.accept.-",
        ),
    ]);
}

#[test]
fn one_proposal_makes_the_contact() {
    check(&[
        ("N propose p; N propose q", "proposed, p open, no effect: q"),
        // A counter answers what it has seen.
        ("N propose p; S counter c", "proposed, p open, no effect: c"),
        (
            "N propose p; sync; S counter c without-facts",
            "proposed, p open, no effect: c",
        ),
    ]);
}

#[test]
fn a_counter_ends_its_author_s_right_to_accept_older_terms() {
    check_after(
        PROPOSED,
        &[
            ("S counter c", "proposed, p superseded, c open"),
            (
                "S counter c; S accept p",
                "proposed, p superseded, c open, no effect: S.accept.p",
            ),
            (
                "S counter c; sync; N accept c",
                "agreed c, p superseded, c accepted",
            ),
            (
                "S counter c; sync; N counter d; N accept c",
                "proposed, p superseded, d open, c superseded, no effect: N.accept.c",
            ),
            (
                "S counter c; sync; N counter d; sync; S accept d",
                "agreed d, p superseded, d accepted, c superseded",
            ),
            // Not even after newer terms, which alone can be accepted.
            (
                "S counter c; sync; N counter d; sync; S accept p; S accept d",
                "agreed d, p superseded, d accepted, c superseded, no effect: S.accept.p",
            ),
        ],
    );
}

#[test]
fn crossed_counters_are_both_open_until_one_is_accepted() {
    check_after(
        PROPOSED,
        &[
            (
                "N counter d; S counter c",
                "proposed, p superseded, d open, c open",
            ),
            (
                "N counter d; S counter c; sync; S accept d",
                "agreed d, p superseded, d accepted, c open",
            ),
            (
                "N counter d; S counter c; sync; N accept c",
                "agreed c, p superseded, d open, c accepted",
            ),
            (
                "N counter d; S counter c; sync; S accept d; N accept c",
                "agreed d, p superseded, d accepted, c accepted",
            ),
        ],
    );
}

#[test]
fn of_two_crossed_amendments_the_proposing_side_s_stands() {
    for (first, second) in [("N", "S"), ("S", "N")] {
        let turned = |script: &str| {
            let swapped: Vec<&str> = script
                .split(' ')
                .map(|word| match word {
                    "N" => first,
                    "S" => second,
                    other => other,
                })
                .collect();
            swapped.join(" ")
        };
        let agreed = turned("N propose p; sync; S accept p; sync; N counter d; S counter c; sync");
        let accepts = [turned("S accept d"), turned("N accept c")];
        let [by_other, by_first] = &accepts;
        let both = "agreed d, p accepted, d accepted, c accepted";
        check_after(
            &agreed,
            &[
                (by_other, "agreed d, p accepted, d accepted, c open"),
                (by_first, "agreed c, p accepted, d open, c accepted"),
                (&format!("{by_other}; {by_first}"), both),
                (&format!("{by_first}; {by_other}"), both),
                (&format!("{by_other}; sync; {by_first}"), both),
                (&format!("{by_first}; sync; {by_other}"), both),
            ],
        );
        // What comes after them stands over both.
        let newer = turned("S accept d; N accept c; sync; S counter e; sync; N accept e");
        let outcome = "agreed e, p accepted, d accepted, c accepted, e accepted";
        check_after(&agreed, &[(&newer, outcome)]);
    }
}

#[test]
fn a_concurrent_counter_becomes_an_amendment() {
    check_after(
        PROPOSED,
        &[
            ("N counter d; S accept p", "agreed p, p accepted, d open"),
            (
                "N counter d; S accept p; sync; S decline d",
                "agreed p, p accepted, d declined",
            ),
            (
                "N counter d; S accept p; sync; N withdraw d",
                "agreed p, p accepted, d withdrawn",
            ),
            (
                "N counter d; S accept p; sync; S accept d",
                "agreed d, p accepted, d accepted",
            ),
        ],
    );
    // Older terms don't come back.
    check_after(
        PROPOSED,
        &[(
            "N counter d; sync; S accept d; S accept p",
            "agreed d, p accepted, d accepted",
        )],
    );
}

#[test]
fn a_withdrawal_counts_where_the_acceptance_had_seen_it() {
    check_after(
        PROPOSED,
        &[
            (
                "N withdraw p; S accept p",
                "agreed p, p accepted, no effect: N.withdraw.p",
            ),
            (
                "S accept p; sync; N withdraw p",
                "agreed p, p accepted, no effect: N.withdraw.p",
            ),
            (
                "N withdraw p; sync; S accept p",
                "withdrawn, p withdrawn, no effect: S.accept.p",
            ),
            // Only its author's side withdraws an offer.
            (
                "S withdraw p; S accept p",
                "agreed p, p accepted, no effect: S.withdraw.p",
            ),
        ],
    );
}

#[test]
fn after_a_decline_its_author_can_t_accept() {
    check_after(
        PROPOSED,
        &[
            (
                "S decline p; S accept p",
                "declined, p declined, no effect: S.accept.p",
            ),
            (
                "S accept p; S decline p",
                "agreed p, p accepted, no effect: S.decline.p",
            ),
            (
                "S decline p; sync; N counter d; sync; S accept d",
                "agreed d, p declined, d accepted",
            ),
            // Only the side that was asked declines.
            (
                "N decline p; sync; S accept p",
                "agreed p, p accepted, no effect: N.decline.p",
            ),
        ],
    );
}

#[test]
fn an_offer_expires_by_the_accepting_node_s_clock() {
    let before = "at 5; N propose p until 100; sync";
    let late = "proposed, p open, no effect: S.accept.p";
    check_after(
        before,
        &[
            ("at 99; S accept p", "agreed p, p accepted"),
            ("at 100; S accept p", late),
            ("at 101; S accept p", late),
        ],
    );
}

#[test]
fn a_side_is_told_the_newest_offer_that_waits_for_it() {
    for (script, north, south) in [
        ("N propose p", None, Some("p")),
        ("N propose p; sync; S counter c", Some("c"), None),
        (
            "N propose p; sync; N counter d; S counter c",
            Some("c"),
            Some("d"),
        ),
        ("N propose p; sync; S accept p", None, None),
        ("N propose p; sync; S decline p", None, None),
        (
            "N propose p; sync; S accept p; sync; N counter d",
            None,
            Some("d"),
        ),
    ] {
        let logs = Logs::play(script);
        let contact = logs.fold().unwrap();
        let offered = |side| contact.offer_for(side).map(|offer| logs.name(offer.id));
        assert_eq!((offered(NORTH), offered(SOUTH)), (north, south), "{script}");
    }
}
