//! Rounds, papers, exchanges, messages, silence and tracks, made and read by devices.

use crate::side::{FROM_MS, Side};
use client::{Desk, DeskError, NewMessage, OpenError, Shown};
use domain::{
    Agenda, AgreementPhase, Aim, DateConflict, Dated, Dates, Delegate, Delegation, ExchangeFacts,
    FixedDate, JointFacts, JointText, Link, MessageFacts, MessageState, MessageText, MinutesFacts,
    MinutesText, NoEffect, Pair, PaperFacts, PaperKind, PaperText, Precedence, Record, RoundFacts,
    RoundFormat, RoundTerms, SILENCE_MS_MIN, SilenceFacts, SilenceState, SilenceText, SubjectId,
    SubjectNonce, ToDo, TrackTitle, open_matters,
};
use identity::{Role, RoleSet};

pub const SHERPA: u8 = 20;
const AIDE: u8 = 21;
const DUTY: u8 = 22;
pub const NONCE: SubjectNonce = SubjectNonce([7; 16]);

/// Each with two sherpas and a duty officer.
pub fn two_sides() -> (Side, Side) {
    let (mut north, mut south) = (Side::new(1), Side::new(50));
    for side in [&mut north, &mut south] {
        for (number, role) in [
            (SHERPA, Role::Sherpa),
            (AIDE, Role::Sherpa),
            (DUTY, Role::DutyOfficer),
        ] {
            side.accredit(number, RoleSet::empty().with(role));
        }
    }
    for number in [SHERPA, DUTY] {
        north.keep_house(number, &south);
        south.keep_house(number, &north);
    }
    (north, south)
}

/// A device's record, written by its node, which has seen all that the other wrote.
pub fn say(
    side: &mut Side,
    other: &Side,
    number: u8,
    make: impl FnOnce(&Desk, i64) -> Result<Record, DeskError>,
) -> SubjectId {
    let record = make(&side.desk(number, other), side.now_ms).unwrap();
    side.post(&record, other.head());
    record.header.subject
}

fn refused(
    side: &Side,
    other: &Side,
    number: u8,
    make: impl FnOnce(&Desk, i64) -> Result<Record, DeskError>,
) -> DeskError {
    make(&side.desk(number, other), side.now_ms).unwrap_err()
}

pub fn round(start_unix_ms: i64, dates: Dates) -> RoundTerms {
    RoundTerms {
        facts: RoundFacts {
            start_unix_ms,
            end_unix_ms: start_unix_ms + 1_000,
            dates,
            track: None,
        },
        title: "security guarantees".into(),
        place: "Geneva".into(),
        local: Vec::new(),
        format: RoundFormat::Bilateral,
        sessions: Vec::new(),
        items: Vec::new(),
        reason: String::new(),
    }
}

#[test]
fn a_round_with_a_fixed_date_is_moved_by_both_and_with_a_reason() {
    let (mut north, mut south) = two_sides();
    let terms = round(FROM_MS + 900_000, Dates::Fixed);
    let subject = say(&mut north, &south, SHERPA, |desk, now| {
        desk.propose_text(NONCE, &terms, None, now)
    });
    say(&mut south, &north, SHERPA, |desk, now| {
        desk.accept_text::<RoundTerms>(subject, now)
    });
    let desk = north.desk(AIDE, &south);
    assert_eq!(desk.standing_text::<RoundTerms>(subject).unwrap(), terms);
    let postponed = refused(&north, &south, SHERPA, |desk, now| {
        desk.postpone_round(subject, None, now)
    });
    assert!(matches!(postponed, DeskError::NoEffect(NoEffect::Fixed)));
    let mut later = round(FROM_MS + 990_000, Dates::Fixed);
    let moved = refused(&south, &north, SHERPA, |desk, now| {
        desk.counter_text(subject, &later, None, now)
    });
    assert!(matches!(moved, DeskError::FixedDate(FixedDate)));
    later.reason = "an election".into();
    say(&mut south, &north, SHERPA, |desk, now| {
        desk.counter_text(subject, &later, None, now)
    });
    say(&mut north, &south, SHERPA, |desk, now| {
        desk.accept_text::<RoundTerms>(subject, now)
    });
    let desk = south.desk(SHERPA, &north);
    let folded = desk.round(subject).unwrap();
    assert_eq!(folded.agreement.facts, Some(later.facts));
    assert_eq!(desk.standing_text::<RoundTerms>(subject).unwrap(), later);
    // Duty officers read none of it.
    let blind = south
        .desk(DUTY, &north)
        .standing_text::<RoundTerms>(subject);
    assert!(matches!(blind, Err(DeskError::Open(OpenError::NotForYou))));
}

#[test]
fn each_side_names_the_head_of_its_delegation_and_may_change_it() {
    let (mut north, south) = two_sides();
    let terms = round(FROM_MS + 900_000, Dates::Movable);
    let subject = say(&mut north, &south, SHERPA, |desk, now| {
        desk.propose_text(NONCE, &terms, None, now)
    });
    for name in ["the minister", "the deputy"] {
        let delegation = Delegation {
            head: Delegate {
                name: name.into(),
                office: "ministry".into(),
                person: None,
            },
            members: Vec::new(),
            interpreters: Vec::new(),
        };
        say(&mut north, &south, SHERPA, |desk, now| {
            desk.name_delegation(subject, &delegation, now)
        });
        let desk = south.desk(SHERPA, &north);
        let named = desk.delegation(subject, north.id()).unwrap();
        assert_eq!(named, Some(delegation));
        assert_eq!(desk.delegation(subject, south.id()).unwrap(), None);
    }
}

#[test]
fn minutes_and_joint_statements_are_agreed_in_the_same_way() {
    let (mut north, mut south) = two_sides();
    let minutes = MinutesText {
        facts: MinutesFacts {
            round: SubjectId([1; 16]),
        },
        title: "first session".into(),
        text: "…".into(),
        outcomes: Vec::new(),
    };
    let subject = say(&mut north, &south, SHERPA, |desk, now| {
        desk.propose_text(NONCE, &minutes, None, now)
    });
    say(&mut south, &north, SHERPA, |desk, now| {
        desk.accept_text::<MinutesText>(subject, now)
    });
    let view = north.desk(SHERPA, &south);
    let agreement = view.view().minutes(subject).unwrap().agreement;
    assert_eq!(agreement.phase, AgreementPhase::Agreed);

    let joint = JointText {
        facts: JointFacts {
            release_unix_ms: FROM_MS + 1_000_000,
            about: None,
        },
        title: "Joint statement".into(),
        text: "…".into(),
        languages: vec!["en".into()],
    };
    let subject = say(&mut south, &north, SHERPA, |desk, now| {
        desk.propose_text(NONCE, &joint, None, now)
    });
    let mut own = south.desk(SHERPA, &north);
    own.refresh();
    let twice = own.accept_text::<JointText>(subject, south.now_ms);
    assert!(matches!(twice, Err(DeskError::NothingToAnswer)));
    say(&mut north, &south, SHERPA, |desk, now| {
        desk.accept_text::<JointText>(subject, now)
    });
    let due: Vec<_> = open_matters(north.desk(SHERPA, &south).view(), north.now_ms)
        .into_iter()
        .filter(|matter| matter.to_do == ToDo::Release)
        .map(|matter| matter.due_unix_ms)
        .collect();
    assert_eq!(due, [Some(joint.facts.release_unix_ms); 2]);
    // A duty officer reads it, as all staff; but only press announces it.
    let desk = north.desk(DUTY, &south);
    assert_eq!(desk.standing_text::<JointText>(subject).unwrap(), joint);
}

pub fn paper(text: &str) -> PaperText {
    PaperText {
        title: "On guarantees".into(),
        text: text.into(),
        languages: vec!["en".into()],
        recipients: vec!["South".into(), "the alliance".into()],
        attachments: None,
    }
}

#[test]
fn a_paper_is_handed_over_read_replied_to_and_revised() {
    let (mut north, mut south) = two_sides();
    let facts = PaperFacts {
        kind: PaperKind::Proposal,
        track: None,
        reply_by_unix_ms: Some(FROM_MS + 5_000),
        attachments: None,
    };
    let subject = say(&mut north, &south, SHERPA, |desk, now| {
        desk.hand_over(NONCE, facts.clone(), &paper("first"), now)
    });
    say(&mut south, &north, AIDE, |desk, now| {
        desk.acknowledge_paper(subject, now)
    });
    let again = refused(&south, &north, SHERPA, |desk, now| {
        desk.acknowledge_paper(subject, now)
    });
    assert!(matches!(again, DeskError::NoEffect(NoEffect::Again)));
    say(&mut south, &north, SHERPA, |desk, now| {
        desk.reply(subject, &paper("a reply"), now)
    });
    let desk = north.desk(AIDE, &south);
    let folded = desk.paper(subject).unwrap();
    assert_eq!(folded.awaits_reply_by(), None);
    let (version, reply) = (&folded.versions[0], &folded.replies[0]);
    assert!(version.delivery.unwrap().delivered.is_some());
    assert_eq!(
        desk.words_of::<PaperText>(reply.id).unwrap(),
        paper("a reply")
    );
    say(&mut north, &south, SHERPA, |desk, now| {
        desk.revise(subject, facts, &paper("second"), now)
    });
    let desk = south.desk(SHERPA, &north);
    let newest = desk.paper(subject).unwrap().newest().unwrap().id;
    assert_eq!(desk.words_of::<PaperText>(newest).unwrap(), paper("second"));
    let foreign = refused(&south, &north, SHERPA, |desk, now| {
        desk.withdraw_paper(subject, now)
    });
    assert!(matches!(foreign, DeskError::NoEffect(NoEffect::OthersToDo)));
    let blind = south.desk(DUTY, &north).words_of::<PaperText>(newest);
    assert_eq!(blind, Err(OpenError::NotForYou));
}

#[test]
fn neither_side_reads_the_others_paper_before_both_are_in() {
    let (mut north, mut south) = two_sides();
    let facts = ExchangeFacts {
        until_unix_ms: FROM_MS + 100_000,
        track: None,
    };
    let subject = say(&mut north, &south, SHERPA, |desk, now| {
        desk.open_exchange(NONCE, facts, now)
    });
    say(&mut north, &south, SHERPA, |desk, now| {
        desk.lodge(subject, &paper("north's"), now)
    });
    let early = refused(&north, &south, SHERPA, |desk, now| {
        desk.reveal(subject, now)
    });
    assert!(matches!(early, DeskError::NoEffect(NoEffect::Early)));
    // South holds the lodge and can't open it.
    let desk = south.desk(SHERPA, &north);
    let lodged = desk.exchange(subject).unwrap().lodges[&north.id()].id;
    assert_eq!(
        desk.words_of::<PaperText>(lodged),
        Err(OpenError::NotForYou)
    );
    say(&mut south, &north, SHERPA, |desk, now| {
        desk.lodge(subject, &paper("south's"), now)
    });
    let early = refused(&south, &north, SHERPA, |desk, now| {
        desk.reveal(subject, now)
    });
    assert!(matches!(early, DeskError::NoEffect(NoEffect::Early)));
    // Any device of the side that reads its own papers reveals.
    say(&mut north, &south, AIDE, |desk, now| {
        desk.reveal(subject, now)
    });
    let desk = south.desk(AIDE, &north);
    let shown = desk.shown(subject, north.id()).unwrap();
    assert_eq!(shown, Some(Shown::Paper(paper("north's"))));
    assert_eq!(desk.shown(subject, south.id()).unwrap(), None);
    // Everybody sees who owes.
    let owed: Vec<_> = open_matters(north.desk(SHERPA, &south).view(), north.now_ms)
        .into_iter()
        .map(|matter| (matter.side, matter.to_do))
        .collect();
    assert_eq!(owed, [(south.id(), ToDo::Reveal)]);
    say(&mut south, &north, AIDE, |desk, now| {
        desk.reveal(subject, now)
    });
    let desk = north.desk(SHERPA, &south);
    let shown = desk.shown(subject, south.id()).unwrap();
    assert_eq!(shown, Some(Shown::Paper(paper("south's"))));
}

fn text(text: &str) -> MessageText {
    MessageText {
        title: String::new(),
        language: "en".into(),
        text: text.into(),
        translation: None,
    }
}

#[test]
fn duty_officers_take_messages_without_reading_them_and_have_a_channel_of_their_own() {
    let (mut north, mut south) = two_sides();
    let facts = MessageFacts {
        precedence: Precedence::Flash,
        acknowledge_by_unix_ms: None,
    };
    let new = |words: &str, reply_to| NewMessage {
        facts,
        text: text(words),
        reply_to,
    };
    let subject = say(&mut north, &south, SHERPA, |desk, now| {
        desk.send_message(NONCE, &new("formal", None), now)
    });
    let duty = south.desk(DUTY, &north);
    let message = duty.message(subject).unwrap();
    assert!(message.sounds());
    assert_eq!(
        duty.words_of::<MessageText>(message.id),
        Err(OpenError::NotForYou)
    );
    say(&mut south, &north, DUTY, |desk, now| {
        desk.acknowledge_message(subject, now)
    });
    let message = north.desk(SHERPA, &south).message(subject).unwrap();
    assert_eq!(message.state_at(north.now_ms), MessageState::Acknowledged);
    assert!(!message.sounds());

    let by_sherpa = refused(&south, &north, SHERPA, |desk, now| {
        desk.send_service_message(NONCE, &new("line test at nine", None), now)
    });
    assert!(matches!(by_sherpa, DeskError::Rejected(_)));
    let subject = say(&mut south, &north, DUTY, |desk, now| {
        desk.send_service_message(NONCE, &new("line test at nine", None), now)
    });
    let duty = north.desk(DUTY, &south);
    let id = duty.message(subject).unwrap().id;
    assert_eq!(
        duty.words_of::<MessageText>(id).unwrap(),
        text("line test at nine")
    );
    let blind = north.desk(SHERPA, &south).words_of::<MessageText>(id);
    assert_eq!(blind, Err(OpenError::NotForYou));
}

#[test]
fn a_reply_names_a_message_of_its_own_channel() {
    let (mut north, mut south) = two_sides();
    let new = |reply_to| NewMessage {
        facts: MessageFacts {
            precedence: Precedence::Routine,
            acknowledge_by_unix_ms: None,
        },
        text: text("formal"),
        reply_to,
    };
    let asked = say(&mut north, &south, SHERPA, |desk, now| {
        desk.send_message(NONCE, &new(None), now)
    });
    let replied = say(&mut south, &north, SHERPA, |desk, now| {
        desk.send_message(NONCE, &new(Some(asked)), now)
    });
    let desk = north.desk(SHERPA, &south);
    let answer = desk.message(replied).unwrap();
    let earlier = desk.message(asked).unwrap();
    assert_eq!(answer.reply_to, Some(earlier.id));
    assert_eq!(desk.replied_to(&answer), Some(earlier.clone()));
    assert_eq!(desk.replied_to(&earlier), None);
    assert_eq!(
        earlier.acknowledged, None,
        "a reply alone acknowledges nothing"
    );
    let other_channel = refused(&south, &north, DUTY, |desk, now| {
        desk.send_service_message(NONCE, &new(Some(asked)), now)
    });
    assert!(matches!(other_channel, DeskError::NoSubject(..)));
}

#[test]
fn silence_wants_time_and_ends_with_an_objection() {
    let (mut north, mut south) = two_sides();
    let silence = SilenceText {
        title: "dates".into(),
        text: "the second round is on the first of February".into(),
        local: Vec::new(),
    };
    let facts = |expires_unix_ms| SilenceFacts {
        expires_unix_ms,
        track: None,
    };
    for (left_ms, may) in [
        (SILENCE_MS_MIN - 1, false),
        (SILENCE_MS_MIN, true),
        (SILENCE_MS_MIN + 1, true),
    ] {
        let desk = north.desk(SHERPA, &south);
        let begun =
            desk.begin_silence(NONCE, facts(north.now_ms + left_ms), &silence, north.now_ms);
        assert_eq!(begun.is_ok(), may, "{left_ms}");
    }
    let expires = north.now_ms + 2 * SILENCE_MS_MIN;
    let subject = say(&mut north, &south, SHERPA, |desk, now| {
        desk.begin_silence(NONCE, facts(expires), &silence, now)
    });
    let own = refused(&north, &south, SHERPA, |desk, now| {
        desk.object(subject, None, now)
    });
    assert!(matches!(own, DeskError::NoEffect(NoEffect::OthersToDo)));
    say(&mut south, &north, SHERPA, |desk, now| {
        desk.object(subject, Some("too early"), now)
    });
    let desk = north.desk(SHERPA, &south);
    let procedure = desk.silence_procedure(subject).unwrap();
    assert_eq!(procedure.state_at(expires), SilenceState::Broken);
    assert_eq!(
        desk.reason_of(procedure.objection.unwrap()).as_deref(),
        Some("too early")
    );
}

#[test]
fn a_track_tells_conflicts_beforehand_and_asks_for_a_review() {
    let (mut north, mut south) = two_sides();
    let title = TrackTitle {
        title: "security guarantees".into(),
    };
    let track = say(&mut north, &south, SHERPA, |desk, now| {
        desk.found_track(NONCE, &title, now)
    });
    let aim = Aim {
        text: "firm guarantees".into(),
    };
    let early = refused(&south, &north, SHERPA, |desk, now| {
        desk.declare_aim(track, &aim, now)
    });
    assert!(matches!(early, DeskError::NoEffect(NoEffect::Early)));
    say(&mut south, &north, SHERPA, |desk, now| {
        desk.join_track(track, now)
    });
    say(&mut north, &south, SHERPA, |desk, now| {
        desk.declare_aim(track, &aim, now)
    });
    let desk = south.desk(SHERPA, &north);
    assert_eq!(desk.aim(track, north.id()).unwrap(), Some(aim));

    let terms = round(FROM_MS + 900_000, Dates::Fixed);
    let geneva = say(&mut north, &south, SHERPA, |desk, now| {
        desk.propose_text(NONCE, &terms, None, now)
    });
    let facts = crate::audiences::new_contact(&north, &south)
        .terms
        .node_facts();
    let call = say(&mut north, &south, SHERPA, |desk, now| {
        desk.enter_outside(NONCE, facts, &Agenda::default(), now)
    });
    let pair = Pair {
        first: call,
        second: geneva,
    };
    for link in [Link::MustPrecede(pair), Link::MayAffect(pair)] {
        say(&mut north, &south, SHERPA, |desk, now| {
            desk.link(track, link, now)
        });
    }
    let again = refused(&north, &south, SHERPA, |desk, now| {
        desk.link(track, Link::MayAffect(pair), now)
    });
    assert!(matches!(again, DeskError::NoEffect(NoEffect::Again)));
    let desk = north.desk(SHERPA, &south);
    let at = |start_unix_ms| Dated {
        subject: call,
        start_unix_ms,
        end_unix_ms: start_unix_ms + 1_000,
        fixed: false,
    };
    let order = DateConflict::Order {
        first: call,
        second: geneva,
    };
    for (start_unix_ms, expected) in [
        (FROM_MS + 899_000, vec![]),
        (FROM_MS + 990_000, vec![order]),
    ] {
        let found = desk
            .conflicts_with(track, &[], Some(at(start_unix_ms)))
            .unwrap();
        assert_eq!(found, expected, "{start_unix_ms}");
    }
    // The contact is over: the round's agenda is looked at again, until its side has looked.
    let reviews = |desk: &Desk, now| {
        let matters = open_matters(desk.view(), now).into_iter();
        matters
            .filter(|matter| matter.to_do == ToDo::Review)
            .map(|matter| (matter.side, matter.subject))
            .collect::<Vec<_>>()
    };
    assert_eq!(reviews(&desk, north.now_ms), [(north.id(), geneva)]);
    let links = desk.track(track).unwrap().links;
    let precedes = refused(&north, &south, SHERPA, |desk, now| {
        desk.review(track, links[0].id, now)
    });
    assert!(matches!(precedes, DeskError::NothingToAnswer));
    say(&mut north, &south, SHERPA, |desk, now| {
        desk.review(track, links[1].id, now)
    });
    assert_eq!(reviews(&south.desk(SHERPA, &north), south.now_ms), []);
    let again = refused(&north, &south, SHERPA, |desk, now| {
        desk.review(track, links[1].id, now)
    });
    assert!(matches!(again, DeskError::NoEffect(NoEffect::Again)));
    // Closed for each side by its own record.
    let closing = |desk: &Desk, now| {
        let matters = open_matters(desk.view(), now).into_iter();
        let closing = matters.filter(|matter| matter.to_do == ToDo::CloseTrack);
        closing.map(|matter| matter.side).collect::<Vec<_>>()
    };
    say(&mut north, &south, SHERPA, |desk, now| {
        desk.close_track(track, now)
    });
    let desk = south.desk(SHERPA, &north);
    assert_eq!(closing(&desk, south.now_ms), [south.id()]);
    assert!(!desk.track(track).unwrap().is_closed());
    say(&mut south, &north, SHERPA, |desk, now| {
        desk.close_track(track, now)
    });
    let desk = north.desk(SHERPA, &south);
    assert!(desk.track(track).unwrap().is_closed());
    assert_eq!(closing(&desk, north.now_ms), []);
    say(&mut north, &south, SHERPA, |desk, now| {
        desk.link(track, Link::Holds(domain::Held { subject: geneva }), now)
    });
    let desk = north.desk(SHERPA, &south);
    assert!(!desk.track(track).unwrap().is_closed());
    assert_eq!(closing(&desk, north.now_ms), [north.id()]);
}
