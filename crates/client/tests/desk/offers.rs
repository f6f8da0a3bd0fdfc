//! Offers that expire, and whose contact is whose.

use crate::{
    audiences::new_contact,
    side::{FROM_MS, Side},
};
use client::{DeskError, NewContact};
use domain::{
    Agenda, Answer, AnswerError, ContactPhase, NoEffect, Record, SubjectId, SubjectNonce,
};
use identity::{Role, RoleSet};

pub const SHERPA: u8 = 20;
const NONCE: SubjectNonce = SubjectNonce([7; 16]);
const EXPIRES_MS: i64 = FROM_MS + 5_000;

pub fn two_sides() -> (Side, Side) {
    let (mut north, mut south) = (Side::new(1), Side::new(50));
    for side in [&mut north, &mut south] {
        side.accredit(SHERPA, RoleSet::empty().with(Role::Sherpa));
    }
    north.keep_house(SHERPA, &south);
    south.keep_house(SHERPA, &north);
    (north, south)
}

pub fn propose(north: &mut Side, south: &Side, expires_unix_ms: Option<i64>) -> Record {
    let new = NewContact {
        expires_unix_ms,
        ..new_contact(north, south)
    };
    let record = north
        .desk(SHERPA, south)
        .propose(NONCE, &new, north.now_ms)
        .unwrap();
    north.post(&record, south.head());
    record
}

#[test]
fn an_expired_offer_isn_t_accepted() {
    let (mut north, mut south) = two_sides();
    let proposal = propose(&mut north, &south, Some(EXPIRES_MS));
    let subject = proposal.header.subject;
    for (at_ms, shown, accepted) in [
        (EXPIRES_MS - 1, Answer::Open, true),
        (EXPIRES_MS, Answer::Expired, false),
        (EXPIRES_MS + 1, Answer::Expired, false),
    ] {
        let desk = south.desk(SHERPA, &north);
        let contact = desk.contact(subject).unwrap();
        assert_eq!(contact.offers[0].answer_at(at_ms), shown, "{at_ms}");
        match desk.accept(subject, at_ms) {
            Ok(_) => assert!(accepted, "{at_ms}"),
            Err(DeskError::Answer(AnswerError::Expired)) => assert!(!accepted, "{at_ms}"),
            Err(other) => panic!("{at_ms}: {other}"),
        }
        assert!(desk.decline(subject, None, at_ms).is_ok(), "{at_ms}");
    }
    // Signed in time and written too late: told as having no effect.
    let late = south.desk(SHERPA, &north);
    let late = late.accept(subject, EXPIRES_MS - 1).unwrap();
    south.now_ms = EXPIRES_MS;
    south.post(&late, north.head());
    let contact = north.desk(SHERPA, &south).contact(subject).unwrap();
    assert_eq!(contact.phase, ContactPhase::Proposed);
    let none = contact.without_effect[0];
    assert_eq!((none.record, none.why), (late.id, NoEffect::Expired));
}

#[test]
fn a_contact_is_of_the_side_that_founded_it() {
    let (mut north, mut south) = two_sides();
    let proposal = propose(&mut north, &south, None);
    let subject = proposal.header.subject;
    assert_eq!(subject, SubjectId::of_contact(north.id(), NONCE));
    // The same nonce at the other side makes another contact.
    let desk = south.desk(SHERPA, &north);
    let facts = new_contact(&south, &north).terms.node_facts();
    let entered = desk
        .enter_outside(NONCE, facts, &Agenda::default(), south.now_ms)
        .unwrap();
    assert_ne!(entered.header.subject, subject);
    south.post(&entered, north.head());
    let desk = north.desk(SHERPA, &south);
    assert_eq!(desk.view().voids(), []);
    let by = |subject| desk.contact(subject).unwrap().proposed_by;
    assert_eq!(by(subject), north.id());
    assert_eq!(by(entered.header.subject), south.id());
}
