//! Mandates are bounded; a card is approved by a third person after a second one's review.

use super::*;
use identity::Hash32;

const CARD: RecordId = Hash32([1; 32]);

fn fact(number: u8, kind: InternalKind, author: u8, names: Option<RecordId>) -> InternalFact {
    InternalFact {
        id: Hash32([number; 32]),
        kind,
        author: PersonId([author; 16]),
        names,
        after: Vec::new(),
    }
}

#[test]
fn a_card_has_a_drafter_a_reviewer_and_an_approver() {
    use InternalKind::{ApproveCard, Card, Note, ReviewCard};
    for (said, state) in [
        (&[][..], "draft"),
        (&[(ReviewCard, 2)][..], "reviewed"),
        (&[(ReviewCard, 1)], "draft"),
        (&[(ApproveCard, 2)], "draft"),
        (&[(ReviewCard, 2), (ApproveCard, 3)], "approved"),
        (&[(ReviewCard, 2), (ApproveCard, 2)], "reviewed"),
        (&[(ReviewCard, 2), (ApproveCard, 1)], "reviewed"),
        // Before the review it was no approval.
        (&[(ApproveCard, 3), (ReviewCard, 2)], "reviewed"),
        // Whoever reviews second isn't the reviewer, and may approve.
        (
            &[(ReviewCard, 2), (ReviewCard, 3), (ApproveCard, 3)],
            "approved",
        ),
        (
            &[
                (Note, 2),
                (ReviewCard, 1),
                (ReviewCard, 3),
                (ApproveCard, 2),
            ],
            "approved",
        ),
    ] {
        let mut facts = vec![fact(1, Card, 1, None)];
        for (number, (kind, author)) in (2..).zip(said) {
            facts.push(fact(number, *kind, *author, Some(CARD)));
        }
        // Of another card.
        facts.push(fact(100, Card, 1, None));
        let other = Some(Hash32([100; 32]));
        facts.push(fact(101, ReviewCard, 2, other));
        facts.push(fact(102, ApproveCard, 3, other));
        let card = CardState::of(&facts, CARD).unwrap();
        assert_eq!(card.name(), state, "{said:?}");
        assert_eq!(card.drafted_by, PersonId([1; 16]));
    }
    let none = CardState::of(&[fact(1, Note, 1, None)], CARD);
    assert_eq!(none, None);
}

#[test]
fn mandates_cards_and_remarks_are_bounded() {
    let mandate = |text: usize, point: usize, points: usize| Mandate {
        text: "x".repeat(text),
        may_agree: vec!["x".repeat(point); points / 2],
        refers: vec!["x".repeat(point); points - points / 2],
    };
    for (mandate, fits) in [
        (mandate(0, 1, 1), false),
        (mandate(1, 1, 0), true),
        (mandate(TEXT_BYTES_MAX, 1, 1), true),
        (mandate(TEXT_BYTES_MAX + 1, 1, 1), false),
        (mandate(1, 0, 1), false),
        (mandate(1, FIELD_BYTES_MAX, 1), true),
        (mandate(1, FIELD_BYTES_MAX + 1, 1), false),
        (mandate(1, 1, LIST_MAX), true),
        (mandate(1, 1, LIST_MAX + 1), false),
    ] {
        assert_eq!(mandate.fits(), fits);
    }
    for (title, text, fits) in [
        (0, 0, false),
        (0, 1, true),
        (FIELD_BYTES_MAX, TEXT_BYTES_MAX, true),
        (FIELD_BYTES_MAX + 1, 1, false),
        (0, TEXT_BYTES_MAX + 1, false),
    ] {
        let card = BriefingCard {
            title: "x".repeat(title),
            text: "x".repeat(text),
        };
        assert_eq!(card.fits(), fits, "{title} {text}");
    }
    for (text, fits) in [
        (0, true),
        (FIELD_BYTES_MAX, true),
        (FIELD_BYTES_MAX + 1, false),
    ] {
        let text = "x".repeat(text);
        assert_eq!(CardRemarks { text }.fits(), fits);
    }
}
