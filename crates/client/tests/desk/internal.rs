//! Internal records, made and read by devices of one side.

use crate::side::{FROM_MS, Side};
use client::DeskError;
use domain::{
    Coalition, CommonReply, Consultation, ConsultationState, Heard, InternalKind, InternalRecord,
    MemberPosition, NoteOfContact, Occasion, Release, ReleaseKind, Reported, ReportedAct, Stance,
    SubjectId,
};
use identity::{Role, RoleSet};

const SHERPA: u8 = 20;
const NOTES: u8 = 21;
const PRESS: u8 = 22;
const EDITOR: u8 = 23;
const ABOUT: SubjectId = SubjectId([5; 16]);

fn north_and_south() -> (Side, Side) {
    let (mut north, south) = (Side::new(1), Side::new(50));
    for (number, role) in [
        (SHERPA, Role::Sherpa),
        (NOTES, Role::NoteTaker),
        (PRESS, Role::PressOfficer),
        (EDITOR, Role::PressOfficer),
    ] {
        north.accredit(number, RoleSet::empty().with(role));
    }
    for number in [SHERPA, PRESS] {
        north.keep_house(number, &south);
    }
    (north, south)
}

fn consultation() -> Consultation {
    Consultation {
        body: "security council".into(),
        state: ConsultationState::None,
        text: "none is intended".into(),
        at_unix_ms: None,
    }
}

fn note(text: &str) -> NoteOfContact {
    NoteOfContact {
        text: text.into(),
        classification: "confidential".into(),
        distribution: Vec::new(),
    }
}

#[test]
fn a_consultation_becomes_public_by_an_approved_release_alone() {
    let (north, south) = north_and_south();
    let now = FROM_MS + 100;
    let entered = north
        .desk(SHERPA, &south)
        .consult(ABOUT, &consultation(), vec![], now)
        .unwrap();
    let release = Release {
        office: "press service".into(),
        occasion: Occasion::Answer,
        title: "No meeting planned".into(),
        text: "It isn't intended.".into(),
        ..Release::new(ReleaseKind::Statement, north.id(), ABOUT)
    };
    let mut kept: Vec<InternalRecord> = vec![entered.clone()];
    let with = |number: u8, kept: &[InternalRecord]| {
        let mut desk = north.desk(number, &south);
        for record in kept {
            desk.take_internal(record.clone());
        }
        desk
    };
    // The press knows that there is a record, and reads none of it.
    let press = with(PRESS, &kept);
    let read: Vec<(InternalRecord, Consultation)> = press.standing_internal(InternalKind::Consult);
    assert_eq!(read.len(), 0);
    let draft = press.draft_disclosure(entered.id(), &release, now).unwrap();
    kept.push(draft.clone());
    assert!(!with(SHERPA, &kept).is_disclosed(entered.id()));
    let own = with(PRESS, &kept).approve_release(draft.id(), None, now);
    assert!(matches!(own, Err(DeskError::Rejected(_))));
    kept.push(
        with(EDITOR, &kept)
            .approve_release(draft.id(), None, now)
            .unwrap(),
    );
    let sherpa = with(SHERPA, &kept);
    assert!(sherpa.is_disclosed(entered.id()));
    let read = sherpa.standing_internal::<Consultation>(InternalKind::Consult);
    assert_eq!(read[0].1, consultation());
}

#[test]
fn notes_of_several_are_merged_with_their_history() {
    let (north, south) = north_and_south();
    let now = FROM_MS + 100;
    let mut kept: Vec<InternalRecord> = Vec::new();
    let mut write = |number: u8, text: &str, after: &[usize]| {
        let mut desk = north.desk(number, &south);
        for one in &kept {
            assert!(desk.take_internal(one.clone()));
        }
        let after = after.iter().map(|place| kept[*place].id()).collect();
        let written = desk
            .write_note(ABOUT, &note(text), after, None, now)
            .unwrap();
        kept.push(written.clone());
        desk.take_internal(written);
        let standing = desk.standing_internal::<NoteOfContact>(InternalKind::Note);
        standing
            .into_iter()
            .map(|(_, note)| note.text)
            .collect::<Vec<_>>()
    };
    assert_eq!(write(NOTES, "first", &[]), ["first"]);
    assert_eq!(write(SHERPA, "second", &[]), ["first", "second"]);
    assert_eq!(write(NOTES, "both", &[0, 1]), ["both"]);
    let desk = north.desk(PRESS, &south);
    let refused = desk.write_note(ABOUT, &note("press"), vec![], None, now);
    assert!(matches!(refused, Err(DeskError::Rejected(_))));
}

#[test]
fn a_report_is_one_side_s_word_about_any_subject() {
    let (north, south) = north_and_south();
    let now = FROM_MS + 100;
    let cancelled = Reported {
        act: ReportedAct::Cancellation,
        of: "South".into(),
        told_by: "head of protocol".into(),
        source: "by telephone".into(),
        heard_unix_ms: now,
        what: String::new(),
        text: String::new(),
        date: None,
    };
    let report = |number: u8, report: &Reported, after| {
        let mut desk = north.desk(number, &south);
        let made = desk.report(ABOUT, report, after, now)?;
        desk.take_internal(made.clone());
        Ok::<_, DeskError>((made, desk))
    };
    let nobody = Reported {
        told_by: String::new(),
        ..cancelled.clone()
    };
    let said = report(SHERPA, &nobody, vec![]);
    assert!(matches!(said, Err(DeskError::TooLong)));
    for outsider in [PRESS, NOTES] {
        let said = report(outsider, &cancelled, vec![]);
        assert!(matches!(said, Err(DeskError::Rejected(_))), "{outsider}");
    }
    let (made, desk) = report(SHERPA, &cancelled, vec![]).unwrap();
    assert_eq!(desk.internal_subjects(InternalKind::Report), [ABOUT]);
    let read = desk.standing_internal::<Reported>(InternalKind::Report);
    assert_eq!(read[0].1, cancelled);
    // Nothing of the line came of it.
    assert!(desk.contact(ABOUT).is_err());
    // The press knows that there is one, and reads none of it.
    let mut press = north.desk(PRESS, &south);
    press.take_internal(made.clone());
    assert_eq!(press.internal_subjects(InternalKind::Report), [ABOUT]);
    let read: Vec<(InternalRecord, Reported)> = press.standing_internal(InternalKind::Report);
    assert_eq!(read.len(), 0);
}

#[test]
fn newer_positions_take_the_place_of_older_ones_which_stay() {
    let (north, south) = north_and_south();
    let now = FROM_MS + 100;
    let positions = |stance| Coalition {
        name: "the alliance".into(),
        members: vec![MemberPosition {
            member: "East".into(),
            stance,
            words: String::new(),
            heard: Some(Heard {
                source: "its embassy".into(),
                at_unix_ms: now,
            }),
        }],
        reply: CommonReply::not_known(),
    };
    let mut desk = north.desk(SHERPA, &south);
    let first = desk.enter_coalition(ABOUT, &positions(Stance::Undecided), vec![], now);
    let first = first.unwrap();
    desk.take_internal(first.clone());
    let newer = desk.enter_coalition(ABOUT, &positions(Stance::Against), vec![first.id()], now);
    desk.take_internal(newer.unwrap());
    let stance = |all: Vec<(InternalRecord, Coalition)>| -> Vec<Stance> {
        all.iter().map(|(_, one)| one.members[0].stance).collect()
    };
    let kind = InternalKind::Coalition;
    assert_eq!(stance(desk.standing_internal(kind)), [Stance::Against]);
    assert_eq!(
        stance(desk.all_internal(kind)),
        [Stance::Undecided, Stance::Against]
    );
    let unknown = desk.enter_coalition(
        ABOUT,
        &positions(Stance::Against),
        vec![identity::Hash32([7; 32])],
        now,
    );
    assert!(matches!(unknown, Err(DeskError::Open(_))));
}
