//! Soundings and non-papers: opened by the other side's leadership alone, bound to what nodes see of
//! them, and signed by nobody.

use crate::procedure::two_sides;
use client::{Desk, DeskError, OpenError};
use domain::{
    UNRECORDED_LIFETIME_MS_MAX, Unrecorded, UnrecordedError, UnrecordedId, UnrecordedKind::*,
    UnrecordedText,
};

use crate::procedure::SHERPA;

const DUTY: u8 = 22;
const HOUR_MS: i64 = 3_600_000;

fn text() -> UnrecordedText {
    UnrecordedText {
        title: "Elements".into(),
        text: "Would a call before the 10th be welcome?".into(),
        language: "en".into(),
        answers: Some(UnrecordedId([8; 16])),
    }
}

fn seal(desk: &Desk, text: &UnrecordedText, now: i64) -> Result<Unrecorded, DeskError> {
    desk.unrecorded(UnrecordedId([7; 16]), Sounding, text, now + HOUR_MS, now)
}

#[test]
fn the_other_side_s_leadership_opens_it_and_nobody_else() {
    let (north, south) = two_sides();
    let now = north.now_ms;
    let sherpa = north.desk(SHERPA, &south);
    let sent = seal(&sherpa, &text(), now).unwrap();
    let theirs = |number| south.desk(number, &north).open_unrecorded(&sent);
    assert_eq!(theirs(SHERPA), Ok(text()));
    assert_eq!(theirs(DUTY), Err(OpenError::NotForYou));
    assert_eq!(
        sherpa.open_unrecorded(&sent),
        Err(OpenError::NotForYou),
        "nothing of it stays with its sender"
    );
    let words = text().text;
    let clear = sent.to_bytes();
    assert!(
        !clear
            .windows(words.len())
            .any(|part| part == words.as_bytes())
    );
}

#[test]
fn texts_of_many_lengths_look_alike() {
    let (north, south) = two_sides();
    let desk = north.desk(SHERPA, &south);
    let length = |words: usize| {
        let text = UnrecordedText {
            text: "x".repeat(words),
            ..text()
        };
        let sealed = seal(&desk, &text, north.now_ms).unwrap();
        let opened = south.desk(SHERPA, &north).open_unrecorded(&sealed);
        assert_eq!(opened, Ok(text));
        sealed.to_bytes().len()
    };
    let short: Vec<usize> = [1, 30, 400, 900].map(length).to_vec();
    assert_eq!(short, vec![short[0]; 4]);
    assert!(length(domain::TEXT_BYTES_MAX) <= domain::UNRECORDED_BYTES_MAX);
}

#[test]
fn a_node_can_pass_nothing_off_as_another() {
    let (north, south) = two_sides();
    let sent = seal(&north.desk(SHERPA, &south), &text(), north.now_ms).unwrap();
    let mut flipped = sent.clone();
    let last = flipped.sealed.len() - 1;
    flipped.sealed[last] ^= 1;
    let changed = [
        Unrecorded {
            id: UnrecordedId([9; 16]),
            ..sent.clone()
        },
        Unrecorded {
            kind: NonPaper,
            ..sent.clone()
        },
        Unrecorded {
            expires_unix_ms: sent.expires_unix_ms + 1,
            ..sent.clone()
        },
        flipped,
    ];
    let desk = south.desk(SHERPA, &north);
    for changed in changed {
        let opened = desk.open_unrecorded(&changed);
        assert!(matches!(opened, Err(OpenError::Damaged(_))), "{opened:?}");
    }
    assert!(desk.open_unrecorded(&sent).is_ok());
}

#[test]
fn anybody_could_have_made_it() {
    // What South holds, South's own device could have sealed: all that goes in is public or chosen.
    let (north, south) = two_sides();
    let desk = south.desk(SHERPA, &north);
    let key = south
        .desk(SHERPA, &north)
        .view()
        .audience(south.id(), domain::AudienceClass::Leadership)
        .unwrap()
        .public_key
        .clone();
    let genuine = seal(&north.desk(SHERPA, &south), &text(), north.now_ms).unwrap();
    let bound = Unrecorded::bound(
        north.id(),
        genuine.id,
        genuine.kind,
        genuine.expires_unix_ms,
    );
    let words = identity::encode_canonical(&UnrecordedText {
        text: "We give in.".into(),
        ..text()
    });
    let salt = e2ee::Secret::new([0; e2ee::seal::SALT_LEN]);
    let words = e2ee::seal::frame::write(&salt, &words).unwrap();
    let public = e2ee::HpkePublicKey::new(&key).unwrap();
    let sealed = e2ee::seal_to(&public, b"detente unrecorded 1", &bound, &words).unwrap();
    let forged = Unrecorded {
        sealed: identity::encode_canonical(&sealed).into(),
        ..genuine
    };
    assert_eq!(desk.open_unrecorded(&forged).unwrap().text, "We give in.");
}

#[test]
fn sherpas_sound_within_limits() {
    let (north, south) = two_sides();
    let now = north.now_ms;
    let duty = seal(&north.desk(DUTY, &south), &text(), now);
    assert!(matches!(
        duty,
        Err(DeskError::Rejected(domain::Rejection::Role))
    ));
    let desk = north.desk(SHERPA, &south);
    let empty = UnrecordedText {
        text: String::new(),
        ..text()
    };
    assert!(matches!(seal(&desk, &empty, now), Err(DeskError::TooLong)));
    for (lasts, wanted) in [
        (0, Some(UnrecordedError::Expired)),
        (1, None),
        (UNRECORDED_LIFETIME_MS_MAX, None),
        (
            UNRECORDED_LIFETIME_MS_MAX + 1,
            Some(UnrecordedError::LastsTooLong),
        ),
    ] {
        let sealed = desk.unrecorded(UnrecordedId([1; 16]), NonPaper, &text(), now + lasts, now);
        let refused = match sealed {
            Ok(_) => None,
            Err(DeskError::Unrecorded(error)) => Some(error),
            Err(other) => panic!("{other}"),
        };
        assert_eq!(refused, wanted, "{lasts}");
    }
}
