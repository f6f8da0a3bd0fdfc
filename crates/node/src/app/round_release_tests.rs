//! Texts about rounds and papers: the topic is the subject's, and what is claimed of a round is held to
//! what both sides signed of it.

use super::*;
use crate::fixture::{NOW_MS, World, at, body};
use domain::{
    ComparedRound, Dates, Founding, LocalDate, LogItem, OtherDate, ReleaseKind, RoundClaims,
    RoundFacts, SubjectNonce,
};
use identity::Role;
use storage::Log;

/// 10:00 on the next day in UTC, wherever the test's clock stands.
const START_MS: i64 = NOW_MS - NOW_MS % 86_400_000 + 34 * 3_600_000;

fn facts() -> RoundFacts {
    RoundFacts {
        start_unix_ms: START_MS,
        end_unix_ms: START_MS + 3_600_000,
        dates: Dates::Fixed,
        track: None,
    }
}

/// A round that North proposed and South accepted; the agreed offer.
fn agreed(world: &mut World) -> (SubjectId, RecordId) {
    let sherpa = world.people[&Role::Sherpa].clone();
    let nonce = SubjectNonce([6; 16]);
    let round = SubjectId::of(Noun::Round, world.north.side(), nonce);
    let mut header = sherpa.header(Kind::Propose.of(Noun::Round), round);
    header.open = Founding::with_facts(Noun::Round, nonce, &facts()).encode();
    header.bodies = vec![body(AudienceClass::Leadership)];
    let proposal = sherpa.record(&header);
    world
        .core
        .post_record(at(NOW_MS), sherpa.device(), proposal.bytes())
        .unwrap();
    let other = world.south.person(1, &[Role::Sherpa]);
    let mut header = other.header(Kind::Accept.of(Noun::Round), round);
    header.names = Some(proposal.id);
    let accept = other.record(&header);
    let accredited = world.south.accreditation(&other);
    world.write(
        Log::Other(world.south.side()),
        &[
            LogItem::Accreditation(accredited),
            LogItem::Record(accept.bytes().to_vec()),
        ],
    );
    (round, proposal.id)
}

/// South names its delegation.
fn delegation(world: &mut World, round: SubjectId) -> RecordId {
    let sherpa = world.south.person(1, &[Role::Sherpa]);
    let mut header = sherpa.header(Kind::NameDelegation.of(Noun::Round), round);
    header.bodies = vec![body(AudienceClass::Leadership)];
    let record = sherpa.record(&header);
    world.write(
        Log::Other(world.south.side()),
        &[LogItem::Record(record.bytes().to_vec())],
    );
    record.id
}

fn send(world: &mut World, release: &Release, approval: &Approval) -> Result<String, ErrorCode> {
    let request = world.approved(release, approval);
    let who = world.core.who(world.press().device(), NOW_MS).unwrap();
    let sent = world.core.release(at(NOW_MS), who, &request);
    sent.map_err(|error| error.code)
}

fn about(world: &World, round: SubjectId, claims: Option<RoundClaims>) -> Release {
    Release {
        topic: Some(Topic::Round),
        round: claims,
        office: "ministry".into(),
        title: "On the round".into(),
        text: "It takes place.\n".into(),
        ..Release::new(ReleaseKind::Statement, world.north.side(), round)
    }
}

fn day(world_day: i64) -> Option<LocalDate> {
    let at = jiff::Timestamp::from_millisecond(START_MS + world_day * 86_400_000).unwrap();
    Some(LocalDate {
        date: at.strftime("%Y-%m-%d").to_string(),
        zone: "UTC".into(),
    })
}

#[test]
fn what_the_node_sees_of_a_round_is_confirmed_where_it_is_contradicted() {
    use FactName::{Date, OtherDate as Other};
    for (claimed_day, other_date, confirmed, taken) in [
        (0, OtherDate::None, &[][..], true),
        (1, OtherDate::None, &[], false),
        (1, OtherDate::None, &[Date], true),
        (0, OtherDate::None, &[Date], false),
        (0, OtherDate::Possible, &[], false),
        (0, OtherDate::Possible, &[Other], true),
        (1, OtherDate::Possible, &[Date], false),
        (1, OtherDate::Possible, &[Date, Other], true),
    ] {
        let mut world = World::new();
        let (round, _) = agreed(&mut world);
        let claims = RoundClaims {
            date: day(claimed_day),
            other_date: Some(other_date),
            ..RoundClaims::of(round)
        };
        let release = about(&world, round, Some(claims));
        let approval = Approval {
            conflicts: confirmed.to_vec(),
            ..Approval::default()
        };
        let sent = send(&mut world, &release, &approval);
        let told = format!("{claimed_day} {other_date} {confirmed:?}: {sent:?}");
        assert_eq!(sent.is_ok(), taken, "{told}");
        assert!(taken || sent == Err(ErrorCode::FactsContradict), "{told}");
    }
}

/// Place and heads are sealed: what counts is that they were compared with what stands now.
#[test]
fn sealed_facts_are_compared_with_what_stands_now() {
    let mut world = World::new();
    let (round, agreed) = agreed(&mut world);
    let claims = RoundClaims {
        place: Some("Geneva".into()),
        other_head: Some("first deputy".into()),
        ..RoundClaims::of(round)
    };
    let release = about(&world, round, Some(claims));
    let compared = |agreed, delegations: &[RecordId], conflicts: &[FactName]| Approval {
        round: Some(ComparedRound {
            agreed,
            delegations: delegations.to_vec(),
        }),
        conflicts: conflicts.to_vec(),
        compared: None,
    };
    let elsewhere = identity::Hash32([1; 32]);
    for approval in [Approval::default(), compared(elsewhere, &[], &[])] {
        let sent = send(&mut world, &release, &approval);
        assert_eq!(sent, Err(ErrorCode::FactsContradict), "{approval:?}");
    }
    assert!(send(&mut world, &release, &compared(agreed, &[], &[])).is_ok());
    // The node is blind to what differs there, and takes the approver's word.
    let confirmed = compared(agreed, &[], &[FactName::Place, FactName::OtherHead]);
    let again = Release {
        title: "Again".into(),
        ..release.clone()
    };
    assert!(send(&mut world, &again, &confirmed).is_ok());
    // What isn't claimed can't be confirmed.
    let too_much = compared(agreed, &[], &[FactName::OwnHead]);
    let third = Release {
        title: "A third".into(),
        ..release.clone()
    };
    let sent = send(&mut world, &third, &too_much);
    assert_eq!(sent, Err(ErrorCode::FactsContradict));
    let named = delegation(&mut world, round);
    let later = Release {
        title: "Later".into(),
        ..release
    };
    let sent = send(&mut world, &later, &compared(agreed, &[], &[]));
    assert_eq!(sent, Err(ErrorCode::FactsContradict), "a newer delegation");
    assert!(send(&mut world, &later, &compared(agreed, &[named], &[])).is_ok());
}

#[test]
fn the_topic_is_that_of_the_subject() {
    let mut world = World::new();
    let (round, _) = agreed(&mut world);
    let (contact, _) = world.agree(1);
    let nowhere = SubjectId([9; 16]);
    let party = |named: bool| named.then(|| "the alliance".to_owned());
    for (topic, subject, wanted) in [
        (None, contact, Ok(())),
        (None, round, Err(ErrorCode::Conflict)),
        (Some(Topic::Contact), contact, Ok(())),
        (Some(Topic::Round), round, Ok(())),
        (Some(Topic::Round), contact, Err(ErrorCode::Conflict)),
        (Some(Topic::Paper), round, Err(ErrorCode::Conflict)),
        (Some(Topic::Track), contact, Err(ErrorCode::Conflict)),
        (Some(Topic::OtherParty), contact, Ok(())),
        (Some(Topic::OtherParty), round, Ok(())),
        (Some(Topic::OtherParty), nowhere, Err(ErrorCode::NotFound)),
        (Some(Topic::Round), nowhere, Err(ErrorCode::NotFound)),
        // Its draft names no internal record.
        (
            Some(Topic::InternalMatter),
            contact,
            Err(ErrorCode::Conflict),
        ),
    ] {
        let release = Release {
            topic,
            party: party(topic == Some(Topic::OtherParty)),
            title: format!("{topic:?} {subject}"),
            office: "ministry".into(),
            text: "Said.\n".into(),
            ..Release::new(ReleaseKind::Statement, world.north.side(), subject)
        };
        let sent = send(&mut world, &release, &Approval::default()).map(drop);
        assert_eq!(sent, wanted, "{topic:?} {subject}");
    }
    let of_nothing = Release {
        round: Some(RoundClaims {
            place: Some("Geneva".into()),
            ..RoundClaims::of(nowhere)
        }),
        ..about(&world, round, None)
    };
    let sent = send(&mut world, &of_nothing, &Approval::default());
    assert_eq!(sent, Err(ErrorCode::NotFound));
    let mut odd = about(&world, round, None);
    odd.facts.medium = Some(domain::Medium::PhoneCall);
    let sent = send(&mut world, &odd, &Approval::default());
    assert_eq!(sent, Err(ErrorCode::Conflict), "a round has no medium");
}

/// Nothing that its kind doesn't allow is taken, approved or not.
#[test]
fn a_kind_s_rules_hold_at_the_node_too() {
    let mut world = World::new();
    let (contact, _) = world.agree(1);
    let readout = world.readout(contact);
    for (kind, change) in [
        (ReleaseKind::HoldingLine, (|_| {}) as fn(&mut Release)),
        (ReleaseKind::Answer, |_| {}),
        (ReleaseKind::Announcement, |one| {
            one.facts.duration_min = Some(5)
        }),
        (ReleaseKind::Statement, |one| {
            one.question = Some("Why?".into())
        }),
        (ReleaseKind::Statement, |one| {
            one.party = Some("an alliance".into())
        }),
    ] {
        let mut release = Release {
            kind,
            ..readout.clone()
        };
        change(&mut release);
        let sent = send(&mut world, &release, &Approval::default());
        assert_eq!(sent, Err(ErrorCode::Malformed), "{kind}");
    }
    for (kind, change) in [
        (
            ReleaseKind::HoldingLine,
            (|one| one.facts = ClaimedFacts::default()) as fn(&mut Release),
        ),
        (ReleaseKind::Answer, |one| {
            one.question = Some("Why?".into())
        }),
        (ReleaseKind::Announcement, |_| {}),
    ] {
        let mut release = Release {
            kind,
            ..readout.clone()
        };
        change(&mut release);
        let name = send(&mut world, &release, &Approval::default()).unwrap();
        assert!(name.starts_with(kind.name()), "{name}");
    }
}
