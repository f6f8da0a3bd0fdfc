//! What becomes of a note: by whom it is reviewed and approved, how long it is kept, who opened it.

use super::*;
use crate::Header;
use identity::{Hash32, SecretSeed, SideId, SigningKey, encode_canonical};

const WRITER: u8 = 1;
const OTHER: u8 = 2;

fn record(
    person: u8,
    kind: InternalKind,
    names: Option<RecordId>,
    change: impl FnOnce(&mut Header),
) -> InternalRecord {
    let key = SigningKey::from_seed(&SecretSeed([person; 32]));
    let device = DeviceId::of_key(&key.public());
    let author = (SideId([1; 16]), PersonId([person; 16]), device);
    let mut header = Header {
        names,
        ..Header::new(kind.number(), SubjectId([9; 16]), author, 1_000)
    };
    change(&mut header);
    InternalRecord::sign(&header, vec![], &key).unwrap()
}

fn note(person: u8, after: &[RecordId]) -> InternalRecord {
    record(person, InternalKind::Note, None, |header| {
        header.after = after.to_vec();
    })
}

fn about(person: u8, kind: InternalKind, note: &InternalRecord) -> InternalRecord {
    record(person, kind, Some(note.id()), |_| {})
}

#[test]
fn a_note_becomes_the_record_by_somebody_elses_word() {
    use InternalKind::{ApproveNote, Note, OpenNote, ReviewNote};
    let first = note(WRITER, &[]);
    let id = first.id();
    for (more, state) in [
        (vec![], NoteState::Draft),
        (vec![about(WRITER, ApproveNote, &first)], NoteState::Draft),
        (vec![about(OTHER, OpenNote, &first)], NoteState::Draft),
        (vec![about(OTHER, ReviewNote, &first)], NoteState::Reviewed),
        (vec![about(OTHER, ApproveNote, &first)], NoteState::Approved),
        (
            vec![
                about(OTHER, ReviewNote, &first),
                about(OTHER, ApproveNote, &first),
            ],
            NoteState::Approved,
        ),
        // An approval of what isn't it, and a later note in its place.
        (
            vec![about(OTHER, ApproveNote, &note(OTHER, &[]))],
            NoteState::Draft,
        ),
        (
            vec![about(OTHER, ApproveNote, &first), note(OTHER, &[id])],
            NoteState::Replaced,
        ),
        // Another kind takes nobody's place.
        (
            vec![record(OTHER, InternalKind::Line, None, |header| {
                header.after = vec![id];
            })],
            NoteState::Draft,
        ),
    ] {
        let all: Vec<InternalRecord> = [vec![first.clone()], more].concat();
        let folded = RecordOfContact::of(&all, id).unwrap();
        assert_eq!(folded.state, state, "{all:?}");
        assert_eq!(folded.written.person, PersonId([WRITER; 16]));
    }
    assert_eq!(RecordOfContact::of(&[first], Hash32([0; 32])), None);
    assert_eq!(Note.number(), 1008);
}

#[test]
fn several_notes_are_merged_by_one_that_names_them() {
    let (first, second) = (note(WRITER, &[]), note(OTHER, &[]));
    let merged = note(WRITER, &[first.id(), second.id()]);
    let all = [first.clone(), second.clone(), merged.clone()];
    let states: Vec<NoteState> = RecordOfContact::all(&all)
        .iter()
        .map(|folded| folded.state)
        .collect();
    let wanted = [NoteState::Replaced, NoteState::Replaced, NoteState::Draft];
    assert_eq!(states, wanted);
    let folded = RecordOfContact::of(&all, merged.id()).unwrap();
    assert_eq!(folded.instead_of, [first.id(), second.id()]);
}

#[test]
fn what_is_kept_is_kept_longer_never_shorter_and_falls_due() {
    let kept = |until: Option<i64>| {
        record(WRITER, InternalKind::Note, None, |header| {
            header.expires_unix_ms = until;
        })
    };
    for (at_first, later, until) in [
        (None, vec![], None),
        (Some(10), vec![], Some(10)),
        (Some(10), vec![20], Some(20)),
        (Some(10), vec![20, 5], Some(20)),
        (None, vec![7], Some(7)),
    ] {
        let note = kept(at_first);
        let mut all = vec![note.clone()];
        for until in later {
            let kind = InternalKind::RetainNote;
            all.push(record(OTHER, kind, Some(note.id()), |header| {
                header.expires_unix_ms = Some(until);
            }));
        }
        let folded = RecordOfContact::of(&all, note.id()).unwrap();
        assert_eq!(folded.keep_until_unix_ms, until);
        for (now, due) in [(-1, false), (0, true), (1, true)] {
            let Some(until) = until else {
                assert!(!folded.is_due_for_review(i64::MAX));
                continue;
            };
            assert_eq!(folded.is_due_for_review(until + now), due, "{until} {now}");
        }
    }
}

#[test]
fn openings_say_who_when_and_whether_on_the_list() {
    let note = note(WRITER, &[]);
    let opening = |person: u8, open: Vec<u8>| {
        record(person, InternalKind::OpenNote, Some(note.id()), |header| {
            header.open = open;
        })
    };
    let said = |listed| encode_canonical(&Opening { listed });
    let all = [
        note.clone(),
        opening(OTHER, said(true)),
        opening(WRITER, said(false)),
        // What says nothing readable says that it isn't.
        opening(OTHER, b"?".to_vec()),
    ];
    let folded = RecordOfContact::of(&all, note.id()).unwrap();
    let seen: Vec<(PersonId, bool)> = folded
        .openings
        .iter()
        .map(|opened| (opened.act.person, opened.listed))
        .collect();
    let person = |number| PersonId([number; 16]);
    let wanted = [
        (person(OTHER), true),
        (person(WRITER), false),
        (person(OTHER), false),
    ];
    assert_eq!(seen, wanted);
}

#[test]
fn remarks_and_lists_are_bounded() {
    for (length, fits) in [
        (0, true),
        (TEXT_BYTES_MAX - 1, true),
        (TEXT_BYTES_MAX, true),
        (TEXT_BYTES_MAX + 1, false),
    ] {
        let remarks = "x".repeat(length);
        assert_eq!(NoteReview { remarks }.fits(), fits, "{length}");
    }
    for (count, fits) in [
        (0, false),
        (1, true),
        (LIST_MAX - 1, true),
        (LIST_MAX, true),
        (LIST_MAX + 1, false),
    ] {
        let persons = vec![PersonId([1; 16]); count];
        assert_eq!(NoteDistribution { persons }.fits(), fits, "{count}");
    }
}
