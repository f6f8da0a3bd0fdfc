//! Internal records: which stand, who approved, and what alone makes one public.

use super::*;
use identity::Hash32;

fn id(number: u8) -> RecordId {
    Hash32([number; 32])
}

fn fact(
    number: u8,
    kind: InternalKind,
    author: u8,
    names: Option<u8>,
    after: &[u8],
) -> InternalFact {
    InternalFact {
        id: id(number),
        kind,
        author: PersonId([author; 16]),
        names: names.map(id),
        after: after.iter().map(|one| id(*one)).collect(),
    }
}

#[test]
fn a_record_stands_until_one_of_its_kind_follows_it() {
    use InternalKind::{Line, Note};
    let facts = [
        fact(1, Note, 1, None, &[]),
        // Two note-takers go on from the same one, and a third merges theirs.
        fact(2, Note, 1, None, &[1]),
        fact(3, Note, 2, None, &[1]),
        fact(4, Note, 3, None, &[2, 3]),
        // Another kind takes nobody's place.
        fact(5, Line, 1, None, &[4]),
    ];
    for (known, expected) in [
        (1, vec![1]),
        (2, vec![2]),
        (3, vec![2, 3]),
        (4, vec![4]),
        (5, vec![4]),
    ] {
        let mut known = facts[..known].to_vec();
        let expected: BTreeSet<RecordId> = expected.into_iter().map(id).collect();
        for _ in 0..known.len() {
            known.rotate_left(1);
            assert_eq!(standing(&known, Note), expected);
        }
    }
    assert_eq!(standing(&facts, Line), BTreeSet::from([id(5)]));
}

#[test]
fn nothing_internal_is_made_public_but_by_an_approved_release() {
    use InternalKind::{Approve, Consult, Draft};
    let consultation = fact(1, Consult, 1, None, &[]);
    let draft = fact(2, Draft, 2, Some(1), &[]);
    for (more, public) in [
        (vec![], false),
        (vec![draft.clone()], false),
        // Its author approves nothing of its own.
        (
            vec![draft.clone(), fact(3, Approve, 2, Some(2), &[])],
            false,
        ),
        (vec![draft.clone(), fact(3, Approve, 3, Some(2), &[])], true),
        // An approval of the consultation itself, or of a draft about something else.
        (
            vec![draft.clone(), fact(3, Approve, 3, Some(1), &[])],
            false,
        ),
        (
            vec![
                fact(4, Draft, 2, None, &[]),
                fact(3, Approve, 3, Some(4), &[]),
            ],
            false,
        ),
        (
            vec![draft.clone(), fact(3, Consult, 3, Some(2), &[])],
            false,
        ),
    ] {
        let mut facts = vec![consultation.clone()];
        facts.extend(more);
        for _ in 0..facts.len() {
            facts.rotate_left(1);
            let found = disclosures(&facts, consultation.id);
            assert_eq!(!found.is_empty(), public, "{facts:?}");
        }
    }
}

#[test]
fn an_open_task_is_overdue_once_its_time_is_over() {
    for (state, now_unix_ms, overdue) in [
        (TaskState::Open, 9, false),
        (TaskState::Open, 10, true),
        (TaskState::Open, 11, true),
        (TaskState::Done, 11, false),
        (TaskState::Dropped, 11, false),
    ] {
        let task = Task {
            text: "ask the ministry".into(),
            owner: PersonId([1; 16]),
            state,
            due_unix_ms: Some(10),
        };
        assert_eq!(
            task.is_overdue(now_unix_ms),
            overdue,
            "{state} {now_unix_ms}"
        );
    }
}

#[test]
fn texts_and_lists_are_bounded() {
    for (length, fits) in [
        (1, true),
        (FIELD_BYTES_MAX - 1, true),
        (FIELD_BYTES_MAX, true),
        (FIELD_BYTES_MAX + 1, false),
    ] {
        let text = "x".repeat(length);
        let task = Task {
            text: text.clone(),
            owner: PersonId([1; 16]),
            state: TaskState::Open,
            due_unix_ms: None,
        };
        let line = LineToTake {
            text: text.clone(),
            if_asked: Some(text.clone()),
        };
        let body = Consultation {
            body: text.clone(),
            state: ConsultationState::None,
            text: String::new(),
            at_unix_ms: None,
        };
        assert_eq!(
            (task.fits(), line.fits(), body.fits()),
            (fits, fits, fits),
            "{length}"
        );
    }
    for (length, people, fits) in [
        (0, 1, false),
        (TEXT_BYTES_MAX - 1, LIST_MAX, true),
        (TEXT_BYTES_MAX, LIST_MAX, true),
        (TEXT_BYTES_MAX + 1, 1, false),
        (1, LIST_MAX + 1, false),
    ] {
        let note = NoteOfContact {
            text: "x".repeat(length),
            classification: "confidential".into(),
            distribution: vec![PersonId([1; 16]); people],
        };
        assert_eq!(note.fits(), fits, "{length} {people}");
    }
}
