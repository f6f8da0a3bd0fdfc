//! The record of a contact on devices: who may say what of a note, and who opens it how.

use crate::side::{FROM_MS, Side};
use client::{Desk, DeskError, OpenError};
use domain::{InternalRecord, NoEffect, NoteOfContact, NoteState, Rejection, SubjectId};
use identity::{PersonId, Role, RoleSet};

const SHERPA: u8 = 20;
const NOTES: u8 = 21;
const INTERPRETER: u8 = 22;
const ARCHIVIST: u8 = 23;
/// Takes notes and interprets.
const BOTH: u8 = 24;
const NOW_MS: i64 = FROM_MS + 100;
const ABOUT: SubjectId = SubjectId([5; 16]);

/// North, whose devices share what was kept.
struct Office {
    north: Side,
    south: Side,
    kept: Vec<InternalRecord>,
}

impl Office {
    fn new() -> Self {
        let (mut north, south) = (Side::new(1), Side::new(50));
        for (number, role) in [
            (SHERPA, Role::Sherpa),
            (NOTES, Role::NoteTaker),
            (INTERPRETER, Role::Interpreter),
            (ARCHIVIST, Role::Archivist),
        ] {
            north.accredit(number, RoleSet::empty().with(role));
        }
        let both = RoleSet::empty().with(Role::NoteTaker);
        north.accredit(BOTH, both.with(Role::Interpreter));
        north.keep_house(SHERPA, &south);
        Self {
            north,
            south,
            kept: Vec::new(),
        }
    }

    fn desk(&self, number: u8) -> Desk {
        let mut desk = self.north.desk(number, &self.south);
        for record in &self.kept {
            assert!(desk.take_internal(record.clone()));
        }
        desk
    }

    fn keep(&mut self, record: Result<InternalRecord, DeskError>) -> domain::RecordId {
        let record = record.unwrap();
        self.kept.push(record.clone());
        record.id()
    }
}

fn note(distribution: Vec<PersonId>) -> NoteOfContact {
    NoteOfContact {
        text: "both agreed".into(),
        classification: "confidential".into(),
        distribution,
    }
}

fn is_role<T>(result: &Result<T, DeskError>) -> bool {
    matches!(result, Err(DeskError::Rejected(Rejection::Role)))
}

fn is_again<T>(result: &Result<T, DeskError>) -> bool {
    matches!(result, Err(DeskError::NoEffect(NoEffect::Again)))
}

#[test]
fn whoever_wrote_a_note_neither_reviews_nor_approves_it() {
    let mut office = Office::new();
    let by_sherpa = office
        .desk(SHERPA)
        .write_note(ABOUT, &note(vec![]), vec![], None, NOW_MS);
    let own = office.keep(by_sherpa);
    assert!(is_role(&office.desk(SHERPA).approve_note(own, NOW_MS)));
    let by_taker = office
        .desk(NOTES)
        .write_note(ABOUT, &note(vec![]), vec![], None, NOW_MS);
    let id = office.keep(by_taker);
    for number in [NOTES, SHERPA, ARCHIVIST] {
        assert!(
            is_role(&office.desk(number).review_note(id, "", NOW_MS)),
            "{number}"
        );
    }
    for number in [NOTES, INTERPRETER, ARCHIVIST] {
        assert!(
            is_role(&office.desk(number).approve_note(id, NOW_MS)),
            "{number}"
        );
    }
    // Somebody whose roles would do for reviewing reviews another's note, and not the own one.
    let by_both = office
        .desk(BOTH)
        .write_note(ABOUT, &note(vec![]), vec![], None, NOW_MS);
    let of_both = office.keep(by_both);
    assert!(is_role(&office.desk(BOTH).review_note(of_both, "", NOW_MS)));
    for (by, note) in [(INTERPRETER, of_both), (BOTH, own)] {
        let review = office.desk(by).review_note(note, "", NOW_MS);
        office.keep(review);
    }
    let review = office
        .desk(INTERPRETER)
        .review_note(id, "he said could", NOW_MS);
    office.keep(review);
    let state = |office: &Office| office.desk(ARCHIVIST).record_of_contact(id).unwrap().state;
    assert_eq!(state(&office), NoteState::Reviewed);
    let approval = office.desk(SHERPA).approve_note(id, NOW_MS);
    office.keep(approval);
    assert_eq!(state(&office), NoteState::Approved);
    assert!(is_again(&office.desk(SHERPA).approve_note(id, NOW_MS)));
    // A newer one takes its place, and nothing is approved behind it.
    let newer = office
        .desk(NOTES)
        .write_note(ABOUT, &note(vec![]), vec![id], None, NOW_MS);
    office.keep(newer);
    assert_eq!(state(&office), NoteState::Replaced);
    assert!(is_again(
        &office.desk(INTERPRETER).review_note(id, "", NOW_MS)
    ));
    let unknown = office
        .desk(SHERPA)
        .approve_note(identity::Hash32([0; 32]), NOW_MS);
    assert!(matches!(unknown, Err(DeskError::Open(OpenError::NoRecord))));
}

#[test]
fn a_note_opens_with_a_line_that_says_whether_its_reader_is_listed() {
    let mut office = Office::new();
    let written = office
        .desk(NOTES)
        .write_note(ABOUT, &note(vec![]), vec![], Some(NOW_MS), NOW_MS);
    let id = office.keep(written);
    // Its author is on the list without being named.
    let (opened, line) = office.desk(NOTES).open_note(id, false, NOW_MS).unwrap();
    assert!(opened.listed && opened.note == note(vec![]));
    office.keep(Ok(line));
    let refused = office.desk(SHERPA).open_note(id, false, NOW_MS);
    assert!(matches!(refused, Err(DeskError::NotListed)));
    let (opened, line) = office.desk(SHERPA).open_note(id, true, NOW_MS).unwrap();
    assert!(!opened.listed);
    office.keep(Ok(line));
    // Added to the list since.
    let sherpa = office.desk(SHERPA).keys().person;
    let added = office.desk(NOTES).distribute_note(id, vec![sherpa], NOW_MS);
    office.keep(added);
    let (opened, line) = office.desk(SHERPA).open_note(id, false, NOW_MS).unwrap();
    assert!(opened.listed && opened.distribution.contains(&sherpa));
    office.keep(Ok(line));
    // Whoever watches over it reads the lines and not a word.
    let desk = office.desk(ARCHIVIST);
    let record = desk.record_of_contact(id).unwrap();
    let listed: Vec<bool> = record.openings.iter().map(|one| one.listed).collect();
    assert_eq!(listed, [true, false, true]);
    assert!(is_role(&desk.open_note(id, true, NOW_MS)));
    assert!(matches!(
        desk.opened_note(&record),
        Err(DeskError::Open(OpenError::NotForYou))
    ));
    // Kept longer by the archivist, never shorter.
    assert!(record.is_due_for_review(NOW_MS));
    assert!(is_again(&desk.retain_note(id, NOW_MS, NOW_MS)));
    let kept = desk.retain_note(id, NOW_MS + 1, NOW_MS);
    office.keep(kept);
    let record = office.desk(SHERPA).record_of_contact(id).unwrap();
    assert_eq!(record.keep_until_unix_ms, Some(NOW_MS + 1));
}
