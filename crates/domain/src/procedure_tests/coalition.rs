//! A coalition's positions: what is known has a source, each member stands once, and how a public claim
//! stands beside them.

use super::*;

fn heard() -> Option<Heard> {
    Some(Heard {
        source: "embassy".into(),
        at_unix_ms: 1,
    })
}

fn member(member: &str, stance: Stance) -> MemberPosition {
    MemberPosition {
        member: member.into(),
        stance,
        words: "each article by itself".into(),
        heard: heard(),
    }
}

fn coalition(members: Vec<MemberPosition>) -> Coalition {
    Coalition {
        name: "the alliance".into(),
        members,
        reply: CommonReply::not_known(),
    }
}

#[test]
fn what_is_known_of_a_member_has_a_source() {
    for stance in Stance::ALL {
        for (words, source, fits) in [
            ("words", true, true),
            ("words", false, *stance == Stance::NotKnown),
            ("", true, *stance != Stance::OwnWords),
            (" ", true, *stance != Stance::OwnWords),
            ("", false, *stance == Stance::NotKnown),
        ] {
            let one = MemberPosition {
                words: words.into(),
                heard: heard().filter(|_| source),
                ..member("East", *stance)
            };
            let all = coalition(vec![one]);
            assert_eq!(all.fits(), fits, "{stance} {words:?} {source}");
        }
    }
}

#[test]
fn a_common_reply_has_words_and_a_source() {
    for (line, words, source, fits) in [
        (CommonLine::NotKnown, "", false, true),
        (CommonLine::None, "", false, false),
        (CommonLine::None, "", true, true),
        (CommonLine::Given, "", true, false),
        (CommonLine::Given, "yes", false, false),
        (CommonLine::Given, "yes", true, true),
    ] {
        let all = Coalition {
            reply: CommonReply {
                line,
                words: words.into(),
                heard: heard().filter(|_| source),
            },
            ..coalition(Vec::new())
        };
        assert_eq!(all.fits(), fits, "{line} {words:?} {source}");
    }
}

#[test]
fn each_member_stands_once_and_lists_are_bounded() {
    let twice = vec![member("East", Stance::Against); 2];
    assert!(!coalition(twice).fits());
    for (count, fits) in [
        (LIST_MAX - 1, true),
        (LIST_MAX, true),
        (LIST_MAX + 1, false),
    ] {
        let members = (0..count).map(|number| member(&format!("member {number}"), Stance::Against));
        assert_eq!(coalition(members.collect()).fits(), fits, "{count}");
    }
    type Fill = fn(&mut Coalition, String);
    let texts: [(usize, Fill); 4] = [
        (1, |all, text| all.name = text),
        (1, |all, text| all.members[0].member = text),
        (0, |all, text| all.members[0].words = text),
        (1, |all, source| {
            let at_unix_ms = 1;
            all.members[0].heard = Some(Heard { source, at_unix_ms });
        }),
    ];
    for (least, fill) in texts {
        for (length, fits) in [
            (0, least == 0),
            (FIELD_BYTES_MAX - 1, true),
            (FIELD_BYTES_MAX, true),
            (FIELD_BYTES_MAX + 1, false),
        ] {
            let mut all = coalition(vec![member("East", Stance::InFavour)]);
            fill(&mut all, "x".repeat(length));
            assert_eq!(all.fits(), fits, "{length}");
        }
    }
}

#[test]
fn a_claim_stands_beside_what_is_known() {
    use ClaimStanding::{Agrees, Differs, NothingKnown};
    for (claimed, known, standing) in [
        (CommonLine::None, CommonLine::None, Agrees),
        (CommonLine::None, CommonLine::Given, Differs),
        (CommonLine::None, CommonLine::NotKnown, NothingKnown),
        (CommonLine::Given, CommonLine::Given, Agrees),
        (CommonLine::Given, CommonLine::None, Differs),
        (CommonLine::Given, CommonLine::NotKnown, NothingKnown),
    ] {
        assert_eq!(ClaimStanding::of(claimed, known), standing);
    }
    for (names, line, fits) in [
        (0, CommonLine::None, false),
        (1, CommonLine::NotKnown, false),
        (1, CommonLine::None, true),
        (LIST_MAX, CommonLine::Given, true),
        (LIST_MAX + 1, CommonLine::Given, false),
    ] {
        let of = vec!["the alliance".to_owned(); names];
        assert_eq!(ClaimedPosition { of, line }.fits(), fits, "{names} {line}");
    }
    for (length, fits) in [(FIELD_BYTES_MAX, true), (FIELD_BYTES_MAX + 1, false)] {
        let claim = ClaimedPosition {
            of: vec!["x".repeat(length)],
            line: CommonLine::None,
        };
        assert_eq!(claim.fits(), fits, "{length}");
    }
}
