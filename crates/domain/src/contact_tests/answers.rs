//! Contacts held outside, answers that are refused, records without effect.

use super::*;

#[test]
fn a_contact_held_outside_is_entered_and_confirmed() {
    check(&[
        ("N held h", "reported-outside"),
        ("N held h without-facts", "nothing"),
        ("N held h; sync; S confirm-held h", "held-outside"),
        (
            "N held h; N confirm-held h",
            "reported-outside, no effect: N.confirm-held.h",
        ),
        (
            "N held h; sync; S confirm-held -",
            "reported-outside, no effect: S.confirm-held.-",
        ),
        (
            "N held g without-facts; N held h; sync; S confirm-held h",
            "held-outside, no effect: g",
        ),
        // It isn't proposed afterwards.
        (
            "N held h; N propose p; sync; S accept p",
            "reported-outside, no effect: p S.accept.p",
        ),
    ]);
    // What was proposed can't be turned into something held elsewhere.
    check(&[(
        "N propose p; sync; S accept p; N held h; sync; S confirm-held h",
        "agreed p, p accepted, no effect: h S.confirm-held.h",
    )]);
}

#[test]
fn answers_are_refused_with_a_reason() {
    let before = "at 5; N propose p until 100; sync";
    for (script, side, kind, offer, at_ms, expected) in [
        ("", SOUTH, Kind::Accept, "p", 99, Ok(())),
        ("", SOUTH, Kind::Accept, "p", 100, Err(AnswerError::Expired)),
        ("", SOUTH, Kind::Decline, "p", 100, Ok(())),
        ("", NORTH, Kind::Withdraw, "p", 100, Ok(())),
        ("", NORTH, Kind::Accept, "p", 99, Err(AnswerError::OwnOffer)),
        (
            "",
            NORTH,
            Kind::Decline,
            "p",
            99,
            Err(AnswerError::OwnOffer),
        ),
        (
            "",
            SOUTH,
            Kind::Withdraw,
            "p",
            99,
            Err(AnswerError::OthersOffer),
        ),
        (
            "S decline p",
            SOUTH,
            Kind::Accept,
            "p",
            99,
            Err(AnswerError::Closed(Answer::Declined(Hash32([0; 32])))),
        ),
        (
            "N withdraw p",
            SOUTH,
            Kind::Accept,
            "p",
            99,
            Err(AnswerError::Closed(Answer::Withdrawn(Hash32([0; 32])))),
        ),
        (
            "S accept p",
            SOUTH,
            Kind::Decline,
            "p",
            99,
            Err(AnswerError::Closed(Answer::Accepted(Hash32([0; 32])))),
        ),
        (
            "S counter c",
            SOUTH,
            Kind::Accept,
            "p",
            99,
            Err(AnswerError::Closed(Answer::Superseded)),
        ),
        (
            "S decline p",
            SOUTH,
            Kind::Accept,
            "S.decline.p",
            99,
            Err(AnswerError::NoSuchOffer),
        ),
    ] {
        let script = [before, script].join("; ");
        let logs = Logs::play(script.trim_end_matches("; "));
        let contact = logs.fold().unwrap();
        let got = contact.check_answer(side, kind, logs.names.get(offer).copied(), at_ms);
        let told = |result: Result<(), AnswerError>| match result {
            Ok(()) => "may".to_owned(),
            Err(error) => error.to_string(),
        };
        assert_eq!(told(got), told(expected), "{script}: {kind:?} {offer}");
    }
}

#[test]
fn what_has_no_effect_says_why() {
    for (script, record, why) in [
        ("N propose p; N propose q", "q", NoEffect::Founded),
        (
            "N propose p; N counter c without-facts",
            "c",
            NoEffect::NoTerms,
        ),
        ("N propose p; S counter c", "c", NoEffect::Unseen),
        (
            "N propose p until 9; sync; at 9; S accept p",
            "S.accept.p",
            NoEffect::Expired,
        ),
        (
            "N propose p; sync; N accept p",
            "N.accept.p",
            NoEffect::NothingToAnswer,
        ),
        (
            "N propose p; sync; S confirm-held p",
            "S.confirm-held.p",
            NoEffect::NothingToAnswer,
        ),
        ("N held h; N held i", "i", NoEffect::Founded),
        ("N held h; N held i without-facts", "i", NoEffect::NoTerms),
        (
            "N held h; sync; S accept h",
            "S.accept.h",
            NoEffect::NothingToAnswer,
        ),
    ] {
        let logs = Logs::play(script);
        let contact = logs.fold().unwrap();
        let record = logs.names[record];
        assert_eq!(
            contact.without_effect,
            [WithoutEffect { record, why }],
            "{script}"
        );
    }
}
