//! What a browser's desk shows and a shell has no command for: home, a contact act by act.

use crate::{
    audiences::new_contact,
    side::{FROM_MS, Side},
};
use client::{
    Desk, NewContact,
    view::{
        home::{CallStep, FromNode, HomeView, home_of},
        thread::{ActBasis, ActState, ThreadAct, thread_of},
    },
};
use domain::{
    MessageDraft, MessageFacts, MessageText, Precedence, Record, Reported, ReportedAct,
    SubjectNonce,
};
use identity::{Role, RoleSet};
use wire::{LineStatus, PromiseItem};

const SHERPA: u8 = 20;
const AIDE: u8 = 21;
const DUTY: u8 = 22;
const PRINCIPAL: u8 = 23;
const PRESS: u8 = 24;
const NONCE: SubjectNonce = SubjectNonce([7; 16]);
const MINUTE_MS: i64 = 60_000;

fn two_sides() -> (Side, Side) {
    let (mut north, mut south) = (Side::new(1), Side::new(50));
    for side in [&mut north, &mut south] {
        for (number, role) in [
            (SHERPA, Role::Sherpa),
            (AIDE, Role::Sherpa),
            (DUTY, Role::DutyOfficer),
            (PRINCIPAL, Role::Principal),
            (PRESS, Role::PressOfficer),
        ] {
            side.accredit(number, RoleSet::empty().with(role));
        }
    }
    for number in [SHERPA, DUTY, PRESS] {
        north.keep_house(number, &south);
        south.keep_house(number, &north);
    }
    (north, south)
}

fn propose(north: &mut Side, south: &Side) -> Record {
    let new = NewContact {
        expires_unix_ms: Some(FROM_MS + MINUTE_MS),
        ..new_contact(north, south)
    };
    let desk = north.desk(SHERPA, south);
    let record = desk.propose(NONCE, &new, north.now_ms).unwrap();
    north.post(&record, south.head());
    record
}

fn agree(north: &mut Side, south: &mut Side) -> Record {
    let proposal = propose(north, south);
    let desk = south.desk(SHERPA, north);
    let accepted = desk.accept(proposal.header.subject, south.now_ms).unwrap();
    south.post(&accepted, north.head());
    proposal
}

fn line(receipted: u64) -> LineStatus {
    LineStatus {
        other: None,
        up: true,
        own_entries: receipted,
        other_entries: 0,
        receipted,
        skew_ms: None,
        misbehaviour: 0,
        reason_down: None,
        reason_code: None,
        rings: Vec::new(),
    }
}

fn acts(desk: &Desk, proposal: &Record, line: Option<&LineStatus>, now: i64) -> Vec<ThreadAct> {
    let thread = thread_of(desk, proposal.header.subject, line, now).unwrap();
    thread.acts
}

#[test]
fn each_act_tells_how_far_it_came() {
    let (mut north, mut south) = two_sides();
    let proposal = propose(&mut north, &south);
    let sent_as = north.head().seq;
    let soon = FROM_MS + 1_000;
    // Nothing shows it at the other side, then a receipt, then the other log.
    for (receipted, state) in [
        (None, ActState::Sent),
        (Some(sent_as - 1), ActState::Sent),
        (Some(sent_as), ActState::Held),
    ] {
        let line = receipted.map(line);
        let acts = acts(&north.desk(SHERPA, &south), &proposal, line.as_ref(), soon);
        assert_eq!((acts.len(), acts[0].state), (1, state), "{receipted:?}");
        assert_eq!(acts[0].held_unix_ms, None);
        assert_eq!(acts[0].record, Some(proposal.id.to_string()));
        assert!(acts[0].own && acts[0].what == "propose");
    }
    let desk = south.desk(SHERPA, &north);
    let accepted = desk.accept(proposal.header.subject, south.now_ms).unwrap();
    let held_at = south.now_ms;
    south.post(&accepted, north.head());
    for (side, other, own) in [(&north, &south, true), (&south, &north, false)] {
        let acts = acts(&side.desk(SHERPA, other), &proposal, None, soon);
        let of = |what: &str| acts.iter().find(|act| act.what == what).unwrap();
        let (proposed, accepted) = (of("propose"), of("accept"));
        assert_eq!((proposed.state, proposed.own), (ActState::Agreed, own));
        assert_eq!(proposed.held_unix_ms, Some(held_at));
        let offer = proposed.offer.as_ref().unwrap();
        assert_eq!(offer.local.len(), 2);
        // The proposing node hasn't written since: nothing shows the acceptance there.
        assert_eq!((accepted.state, accepted.own), (ActState::Sent, !own));
        assert_eq!(accepted.answers, Some(proposal.id.to_string()));
        assert_eq!(accepted.basis, ActBasis::Signed);
    }
}

#[test]
fn an_offer_that_nobody_answers_expires_in_the_thread() {
    let (mut north, south) = two_sides();
    let proposal = propose(&mut north, &south);
    let expires = FROM_MS + MINUTE_MS;
    for (now, state) in [
        (expires - 1, ActState::Sent),
        (expires, ActState::Expired),
        (expires + 1, ActState::Expired),
    ] {
        let acts = acts(&north.desk(SHERPA, &south), &proposal, None, now);
        assert_eq!(acts[0].state, state, "{now}");
    }
}

#[test]
fn what_is_reported_stands_in_the_thread_as_reported() {
    let (mut north, south) = two_sides();
    let proposal = propose(&mut north, &south);
    let mut desk = north.desk(SHERPA, &south);
    let report = Reported {
        act: ReportedAct::Acceptance,
        of: "South".into(),
        told_by: "head of protocol".into(),
        source: "by telephone".into(),
        heard_unix_ms: FROM_MS + 500,
        what: String::new(),
        text: "they will come".into(),
        date: None,
    };
    let entered = desk
        .report(proposal.header.subject, &report, Vec::new(), north.now_ms)
        .unwrap();
    desk.take_internal(entered);
    let acts = acts(&desk, &proposal, None, FROM_MS + 1_000);
    let [proposed, reported] = acts.as_slice() else {
        panic!("{acts:?}");
    };
    assert_eq!(proposed.basis, ActBasis::Signed);
    assert_eq!(
        (reported.basis, reported.state, reported.what.as_str()),
        (ActBasis::Reported, ActState::Reported, "acceptance")
    );
    assert!(!reported.own && reported.seq.is_none());
    // It makes nothing agreed.
    assert_eq!(proposed.state, ActState::Sent);
}

fn home(desk: &Desk, promises: &[PromiseItem], now: i64) -> HomeView {
    let line = line(1);
    let from_node = FromNode {
        line: Some(&line),
        promises,
    };
    home_of(desk, from_node, now).unwrap()
}

/// `to_do noun` of what waits for the own side.
fn ours(home: &HomeView) -> Vec<String> {
    let ours = home.matters.iter().filter(|matter| matter.ours);
    ours.map(|matter| format!("{} {}", matter.to_do, matter.noun))
        .collect()
}

#[test]
fn a_principal_is_shown_the_next_contact_and_nothing_else() {
    let (mut north, mut south) = two_sides();
    let principal = |side: &Side, other: &Side, now| home(&side.desk(PRINCIPAL, other), &[], now);
    let none = principal(&north, &south, FROM_MS + 100);
    assert!(none.principal && none.next.is_none());
    let proposal = agree(&mut north, &mut south);
    let start = proposal.header.facts.unwrap().start_unix_ms;
    for (now, step) in [
        (start - 5 * MINUTE_MS - 1, None),
        (start - 5 * MINUTE_MS, Some(CallStep::SitDown)),
        (start, Some(CallStep::SitDown)),
    ] {
        let home = principal(&north, &south, now);
        let next = home.next.unwrap();
        assert_eq!(next.contact, proposal.header.subject);
        assert_eq!((next.to_do, next.can_join), (step, false), "{now}");
        assert_eq!(next.local.len(), 2);
        assert!(home.matters.is_empty() && home.line.is_none());
    }
    // Both duty officers confirm: it rings.
    let subject = proposal.header.subject;
    let desk = north.desk(DUTY, &south);
    let confirmed = desk.confirm_stage(subject, north.now_ms).unwrap();
    north.post(&confirmed, south.head());
    let desk = south.desk(DUTY, &north);
    let confirmed = desk.confirm_stage(subject, south.now_ms).unwrap();
    south.post(&confirmed, north.head());
    let next = principal(&north, &south, start).next.unwrap();
    assert_eq!((next.to_do, next.can_join), (Some(CallStep::Join), true));
    assert_eq!(next.confirmed.len(), 2);
    // Duty officers connect, and aren't in it.
    let duty = home(&north.desk(DUTY, &south), &[], start).next.unwrap();
    assert_eq!((duty.to_do, duty.can_join), (None, false));
}

#[test]
fn everybody_sees_what_their_roles_can_do_something_about() {
    let (mut north, mut south) = two_sides();
    let soon = FROM_MS + 1_000;
    let proposal = propose(&mut north, &south);
    let sherpa = home(&south.desk(SHERPA, &north), &[], soon);
    assert_eq!(ours(&sherpa), ["answer contact"]);
    let answer = &sherpa.matters[0];
    assert_eq!(answer.subject, proposal.header.subject.to_string());
    assert_eq!(answer.due_unix_ms, Some(FROM_MS + MINUTE_MS));
    assert!(!answer.overdue && !sherpa.principal && sherpa.line.is_some());
    // At the side that proposed it waits for the others, and is due there until it expires.
    let north_home = home(&north.desk(SHERPA, &south), &[], soon);
    assert_eq!(ours(&north_home), Vec::<String>::new());
    assert!(!north_home.matters[0].ours);
    for outsider in [DUTY, PRESS] {
        let home = home(&south.desk(outsider, &north), &[], soon);
        assert_eq!(ours(&home), Vec::<String>::new(), "{outsider}");
    }
    let desk = south.desk(SHERPA, &north);
    let accepted = desk.accept(proposal.header.subject, south.now_ms).unwrap();
    south.post(&accepted, north.head());
    let duty = home(&south.desk(DUTY, &north), &[], soon);
    assert_eq!(ours(&duty), ["stage contact"]);
    assert_eq!(duty.matters[0].local.len(), 2);
    let start = proposal.header.facts.unwrap().start_unix_ms;
    for (now, overdue) in [(start - 1, false), (start, true)] {
        let duty = home(&south.desk(DUTY, &north), &[], now);
        assert_eq!(duty.matters[0].overdue, overdue, "{now}");
    }
}

#[test]
fn a_second_person_is_asked_and_the_press_reminded() {
    let (north, south) = two_sides();
    let now = FROM_MS + 1_000;
    let draft = MessageDraft {
        facts: MessageFacts {
            precedence: Precedence::Routine,
            acknowledge_by_unix_ms: None,
        },
        text: MessageText {
            title: "Incident at sea".into(),
            language: "en".into(),
            text: "Our ships.".into(),
            translation: None,
        },
        reply_to: None,
    };
    let drafted = north.desk(SHERPA, &south);
    let drafted = drafted.draft_message(&draft, Vec::new(), now).unwrap();
    for (number, wanted) in [(SHERPA, &[][..]), (AIDE, &["approve message-draft"])] {
        let mut desk = north.desk(number, &south);
        desk.take_internal(drafted.clone());
        let home = home(&desk, &[], now);
        assert_eq!(ours(&home), wanted, "{number}");
        let titles = home.matters.iter().map(|matter| matter.title.as_deref());
        assert!(
            titles
                .into_iter()
                .all(|title| title == Some("Incident at sea"))
        );
    }
    let promise = |state: &str| PromiseItem {
        contact: "3f".repeat(16),
        statement: "statement-1".into(),
        by_unix_ms: now,
        office: None,
        state: state.into(),
    };
    for (number, state, at, wanted) in [
        (PRESS, "due", now - 1, Some(false)),
        (PRESS, "overdue", now, Some(true)),
        (PRESS, "kept", now, None),
        (AIDE, "overdue", now, None),
    ] {
        let home = home(&north.desk(number, &south), &[promise(state)], at);
        let overdue = home.matters.first().map(|matter| matter.overdue);
        assert_eq!(overdue, wanted, "{number} {state}");
    }
}

#[test]
fn what_was_opened_once_is_shown_again_until_it_is_forgotten() {
    let (mut north, south) = two_sides();
    let proposal = propose(&mut north, &south);
    let desk = south.desk(SHERPA, &north);
    let first = desk.terms_of(proposal.id).unwrap();
    assert_eq!(desk.terms_of(proposal.id).unwrap(), first);
    desk.forget_opened();
    assert_eq!(desk.terms_of(proposal.id).unwrap(), first);
    // Who has no key gets nothing of it, however often it was opened elsewhere.
    assert!(south.desk(PRESS, &north).agenda_of(proposal.id).is_err());
}
