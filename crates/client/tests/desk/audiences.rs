//! Keys of audiences, after the people who hold them changed.

use crate::side::{FROM_MS, Side};
use client::{DeskError, NewContact, OpenError};
use domain::{
    Agenda, AudienceClass, Format, Head, Initiative, Medium, PublicPart, SubjectNonce, Terms,
};
use identity::{Role, RoleSet};

const FIRST: u8 = 20;
const SECOND: u8 = 21;
const LATER: u8 = 22;

fn sherpa() -> RoleSet {
    RoleSet::empty().with(Role::Sherpa)
}

/// Two sides; in the first, two sherpas hold its keys. The other has its own.
fn two_sides() -> (Side, Side) {
    let (mut north, mut south) = (Side::new(1), Side::new(50));
    south.accredit(FIRST, sherpa());
    assert_eq!(south.keep_house(FIRST, &north), 2);
    north.accredit(FIRST, sherpa());
    assert_eq!(north.keep_house(FIRST, &south), 2);
    north.accredit(SECOND, sherpa());
    assert_eq!(north.keep_house(FIRST, &south), 2);
    assert_eq!(north.keep_house(SECOND, &south), 0);
    (north, south)
}

pub fn new_contact(north: &Side, south: &Side) -> NewContact {
    let terms = Terms {
        start_unix_ms: FROM_MS + 10_000_000,
        local: Vec::new(),
        tz_version: String::new(),
        duration_min: 60,
        medium: Medium::PhoneCall,
        public_part: PublicPart::None,
        initiative: Initiative::Proposer,
        languages: Vec::new(),
        format: Format::NoInterpreters,
        voice_depth: 2,
    };
    let zones = [
        (north.id(), "Europe/Moscow"),
        (south.id(), "America/New_York"),
    ];
    NewContact {
        terms: terms.with_locals(&zones).unwrap(),
        agenda: Agenda::default(),
        expires_unix_ms: None,
    }
}

fn generation(north: &Side, south: &Side, number: u8) -> u32 {
    let desk = north.desk(number, south);
    let key = desk.view().audience(north.id(), AudienceClass::Staff);
    key.unwrap().generation
}

/// Device `by` proposes; `reader` opens the terms, `fallen` doesn't.
fn check_sealed(north: &mut Side, south: &Side, by: u8, fallen: u8) {
    let new = new_contact(north, south);
    let proposal = north
        .desk(by, south)
        .propose(SubjectNonce([by; 16]), &new, north.now_ms)
        .unwrap();
    north.post(&proposal, Head::EMPTY);
    let desk = north.desk(by, south);
    assert!(desk.contact(proposal.header.subject).is_ok());
    assert_eq!(desk.terms_of(proposal.id).unwrap(), new.terms);
    assert!(south.desk(FIRST, north).terms_of(proposal.id).is_ok());
    let late = north.desk(fallen, south).terms_of(proposal.id);
    assert_eq!(late, Err(OpenError::NotForYou));
}

#[test]
fn a_reader_begins_a_new_generation_when_all_holders_have_gone() {
    let (mut north, south) = two_sides();
    north.revoke(FIRST);
    north.revoke(SECOND);
    north.accredit(LATER, sherpa());
    assert_eq!(generation(&north, &south, LATER), 1);
    assert_eq!(north.keep_house(LATER, &south), 2);
    assert_eq!(generation(&north, &south, LATER), 2);
    assert_eq!(north.keep_house(LATER, &south), 0);
    check_sealed(&mut north, &south, LATER, FIRST);
}

#[test]
fn a_reader_begins_a_new_generation_when_holders_expired() {
    let (mut north, south) = (Side::new(1), two_sides().1);
    north.accredit_for(FIRST, sherpa(), 1_000);
    assert_eq!(north.keep_house(FIRST, &south), 2);
    north.now_ms += 1_000;
    north.accredit(LATER, sherpa());
    assert_eq!(north.keep_house(FIRST, &south), 0, "it stands no more");
    assert_eq!(north.keep_house(LATER, &south), 2);
    check_sealed(&mut north, &south, LATER, FIRST);
}

#[test]
fn a_reader_without_the_key_needn_t_wait_for_those_who_have_it() {
    let (mut north, south) = two_sides();
    north.revoke(FIRST);
    north.accredit(LATER, sherpa());
    assert_eq!(north.keep_house(LATER, &south), 2);
    // Who held the old one has the new one too, without doing anything.
    assert_eq!(north.keep_house(SECOND, &south), 0);
    check_sealed(&mut north, &south, SECOND, FIRST);
}

#[test]
fn of_two_who_begin_a_generation_the_first_in_the_log_does() {
    let (mut north, south) = two_sides();
    north.accredit(LATER, sherpa());
    north.revoke(FIRST);
    let grants = [SECOND, LATER].map(|number| {
        let mut desk = north.desk(number, &south);
        desk.housekeeping(north.now_ms).unwrap()
    });
    for grant in grants.iter().flatten() {
        north.post(grant, Head::EMPTY);
    }
    let desk = north.desk(LATER, &south);
    assert_eq!(desk.view().voids().len(), 2);
    assert_eq!(generation(&north, &south, LATER), 2);
    check_sealed(&mut north, &south, LATER, FIRST);
}

#[test]
fn nothing_is_sealed_to_a_key_that_a_fallen_device_holds() {
    let (mut north, south) = two_sides();
    north.revoke(FIRST);
    let new = new_contact(&north, &south);
    let nonce = SubjectNonce([1; 16]);
    let proposed = north
        .desk(SECOND, &south)
        .propose(nonce, &new, north.now_ms);
    assert!(
        matches!(
            proposed,
            Err(DeskError::StaleAudience(AudienceClass::Staff))
        ),
        "{proposed:?}"
    );
    // The other side's keys are the other side's affair.
    let offered = south.desk(FIRST, &north).propose(nonce, &new, south.now_ms);
    assert!(offered.is_ok());
    north.keep_house(SECOND, &south);
    check_sealed(&mut north, &south, SECOND, FIRST);
}

#[test]
fn a_holder_with_other_roles_has_fallen_too() {
    let (mut north, south) = two_sides();
    north.accredit(FIRST, RoleSet::empty().with(Role::PressOfficer));
    // Press reads terms, but no agenda.
    let generations = |north: &Side| {
        AudienceClass::ALL.map(|class| {
            let desk = north.desk(SECOND, &south);
            desk.view()
                .audience(north.id(), class)
                .map_or(0, |key| key.generation)
        })
    };
    assert_eq!(generations(&north), [1, 1, 0, 0]);
    north.keep_house(SECOND, &south);
    assert_eq!(generations(&north), [1, 2, 0, 0]);
}
