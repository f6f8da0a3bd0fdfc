//! Rounds: agreed as contacts are; a fixed date is moved by both; each side names its delegation.

use super::*;
use crate::{
    AgreementPhase, Answer, Founding, ItemId, ItemState, SubjectNonce,
    procedure_tests::{Logs, NORTH, SOUTH, SUBJECT, name_of},
};
use proptest::prelude::*;

fn facts(start_unix_ms: i64, dates: Dates) -> RoundFacts {
    RoundFacts {
        start_unix_ms,
        end_unix_ms: start_unix_ms + 1_000,
        dates,
        track: None,
    }
}

/// `N propose p`, with `fixed` for a fixed date; others name what they answer.
fn act(logs: &mut Logs, side: SideId, words: &[&str]) {
    let kind = match words[0] {
        "propose" => Kind::Propose,
        "counter" => Kind::Counter,
        "accept" => Kind::Accept,
        "decline" => Kind::Decline,
        "withdraw" => Kind::Withdraw,
        "cancel" => Kind::Cancel,
        "postpone" => Kind::Postpone,
        "delegate" => Kind::NameDelegation,
        other => panic!("`{other}` is no act"),
    };
    let dates = if words.contains(&"fixed") {
        Dates::Fixed
    } else {
        Dates::Movable
    };
    let facts = facts(i64::try_from(logs.placed.len()).unwrap(), dates);
    let bare = words.contains(&"bare");
    match kind {
        Kind::Propose => drop(logs.record(words[1], side, kind, |header| {
            header.open = if bare {
                Founding::new(Noun::Round, SubjectNonce([1; 16])).encode()
            } else {
                Founding::with_facts(Noun::Round, SubjectNonce([1; 16]), &facts).encode()
            };
        })),
        Kind::Counter => drop(logs.record(words[1], side, kind, |header| {
            header.open = if bare {
                vec![]
            } else {
                identity::encode_canonical(&facts)
            };
        })),
        Kind::NameDelegation => drop(logs.record(words[1], side, kind, |_| {})),
        _ => {
            let about = words.get(1).copied().unwrap_or("-");
            let named = logs.named(about);
            let name = format!("{}.{}.{about}", name_of(side), words[0]);
            logs.record(&name, side, kind, |header| header.names = named);
        }
    }
}

fn play(script: &str) -> Logs {
    Logs::play(Noun::Round, script, act)
}

fn fold(logs: &Logs) -> Option<Round> {
    logs.fold(|placed, sight| Round::fold(SUBJECT, placed, |placed| sight.seen(placed)))
}

fn outcome(script: &str) -> String {
    let logs = play(script);
    let Some(round) = fold(&logs) else {
        return "nothing".into();
    };
    let mut told = round.agreement.phase.to_string();
    if let Some(agreed) = round.agreement.agreed {
        told = format!("{told} {}", logs.name(agreed));
    }
    for side in [NORTH, SOUTH] {
        if let Some(named) = round.delegation(side) {
            told += &format!(", {}: {}", name_of(side), logs.name(named));
        }
    }
    told + &logs.told(&round.agreement.without_effect)
}

fn check(table: &[(&str, &str)]) {
    for (script, expected) in table {
        assert_eq!(outcome(script), *expected, "{script}");
    }
}

#[test]
fn a_round_is_agreed_as_a_contact_is() {
    check(&[
        ("N propose p", "proposed"),
        ("N propose p bare", "nothing"),
        ("N propose p; sync; S accept p", "agreed p"),
        (
            "N propose p; S accept p",
            "proposed, S.accept.p not: NothingToAnswer",
        ),
        (
            "N propose p; sync; N accept p",
            "proposed, N.accept.p not: NothingToAnswer",
        ),
        ("N propose p; sync; S decline p", "declined"),
        ("N propose p; N withdraw p", "withdrawn"),
        (
            "N propose p; sync; S counter c bare",
            "proposed, c not: NoTerms",
        ),
        (
            "N propose p; sync; S counter c; sync; N accept c",
            "agreed c",
        ),
        (
            "N propose p; sync; S counter c; S accept p",
            "proposed, S.accept.p not: NothingToAnswer",
        ),
        // Crossed amendments: that of the side that proposed first stands.
        (
            "N propose p; sync; S accept p; sync; N counter n; S counter s; sync; S accept n; N accept s",
            "agreed n",
        ),
        ("N propose p; sync; S accept p; N cancel p", "cancelled p"),
    ]);
}

#[test]
fn a_fixed_date_is_moved_by_both_sides_alone() {
    check(&[
        (
            "N propose p; sync; S accept p; sync; N postpone p",
            "postponed p",
        ),
        (
            "N propose p fixed; sync; S accept p; sync; N postpone p",
            "agreed p, N.postpone.p not: Fixed",
        ),
        (
            "N propose p fixed; sync; S accept p; sync; N counter c; sync; S accept c; sync; N postpone c",
            "postponed c",
        ),
        (
            "N propose p; sync; S accept p; sync; N counter c fixed; sync; S postpone p; S accept c",
            "agreed c, S.postpone.p not: Fixed",
        ),
    ]);
}

#[test]
fn each_side_names_its_own_delegation_and_the_newest_stands() {
    check(&[
        ("N propose p; N delegate a", "proposed, N: a"),
        (
            "N propose p; N delegate a; N delegate b; sync; S delegate c",
            "proposed, N: b, S: c",
        ),
    ]);
    let round = fold(&play("N propose p; N delegate a; sync")).unwrap();
    let without = round.without_delegation([NORTH, SOUTH].into_iter());
    assert_eq!(without, BTreeSet::from([SOUTH]));
}

#[test]
fn so_many_delegations_of_a_side_count() {
    for (named, counting) in [
        (VERSIONS_PER_SIDE_MAX - 1, VERSIONS_PER_SIDE_MAX - 1),
        (VERSIONS_PER_SIDE_MAX, VERSIONS_PER_SIDE_MAX),
        (VERSIONS_PER_SIDE_MAX + 1, VERSIONS_PER_SIDE_MAX),
    ] {
        let mut logs = play("N propose p");
        for number in 0..named {
            act(&mut logs, NORTH, &["delegate", &format!("d{number}")]);
        }
        let round = fold(&logs).unwrap();
        assert_eq!(round.delegations[&NORTH].len(), counting);
        assert_eq!(round.agreement.without_effect.len(), named - counting);
    }
}

fn terms() -> RoundTerms {
    RoundTerms {
        facts: facts(10_000, Dates::Fixed),
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
fn whoever_moves_a_fixed_date_says_why() {
    let agreed = terms();
    let with = |change: fn(&mut RoundTerms)| {
        let mut moved = terms();
        change(&mut moved);
        moved
    };
    for (moved, may) in [
        (terms(), true),
        (with(|terms| terms.place = "Vienna".into()), true),
        (with(|terms| terms.facts.start_unix_ms += 1), false),
        (with(|terms| terms.facts.end_unix_ms += 1), false),
        (
            with(|terms| {
                terms.facts.start_unix_ms += 1;
                terms.reason = " ".into();
            }),
            false,
        ),
        (
            with(|terms| {
                terms.facts.start_unix_ms += 1;
                terms.reason = "an election".into();
            }),
            true,
        ),
    ] {
        assert_eq!(moved.check_move(&agreed).is_ok(), may, "{moved:?}");
        let movable = with(|terms| terms.facts.dates = Dates::Movable);
        assert_eq!(moved.check_move(&movable), Ok(()));
    }
}

fn session(start_unix_ms: i64, end_unix_ms: i64) -> Session {
    Session {
        start_unix_ms,
        end_unix_ms,
        format: RoundFormat::Restricted,
        title: "first".into(),
    }
}

#[test]
fn terms_are_bounded() {
    let check = |expected: bool, change: &dyn Fn(&mut RoundTerms)| {
        let mut terms = terms();
        change(&mut terms);
        assert_eq!(terms.fits(), expected, "{terms:?}");
    };
    for (length, fits) in [
        (0, false),
        (1, true),
        (ROUND_MS_MAX - 1, true),
        (ROUND_MS_MAX, true),
        (ROUND_MS_MAX + 1, false),
    ] {
        check(fits, &|terms| terms.facts.end_unix_ms = 10_000 + length);
    }
    check(false, &|terms| terms.facts.start_unix_ms = i64::MIN);
    for (count, fits) in [
        (SESSIONS_MAX - 1, true),
        (SESSIONS_MAX, true),
        (SESSIONS_MAX + 1, false),
    ] {
        check(fits, &|terms| {
            terms.sessions = vec![session(10_000, 10_001); count]
        });
    }
    for (one, fits) in [
        (session(10_000, 11_000), true),
        (session(9_999, 10_500), false),
        (session(10_500, 11_001), false),
        (session(10_500, 10_500), false),
    ] {
        check(fits, &|terms| terms.sessions = vec![one.clone()]);
    }
    for (count, fits) in [(LIST_MAX, true), (LIST_MAX + 1, false)] {
        let item = AgendaItem {
            id: ItemId([1; 16]),
            title: "item".into(),
            state: ItemState::Open,
            carried_from: None,
        };
        check(fits, &|terms| terms.items = vec![item.clone(); count]);
    }
    let local = LocalStart {
        side: NORTH,
        zone: "Europe/Moscow".into(),
        civil: "2022-01-10T10:00".into(),
    };
    for (count, fits) in [(LOCALS_MAX, true), (LOCALS_MAX + 1, false)] {
        check(fits, &|terms| terms.local = vec![local.clone(); count]);
    }
    for (length, fits) in [(FIELD_BYTES_MAX, true), (FIELD_BYTES_MAX + 1, false)] {
        check(fits, &|terms| terms.place = "x".repeat(length));
        check(fits, &|terms| terms.reason = "x".repeat(length));
    }
}

#[test]
fn delegations_are_bounded() {
    let delegate = |length: usize| Delegate {
        name: "x".repeat(length),
        office: "deputy minister".into(),
        person: None,
    };
    for (members, fits) in [(LIST_MAX - 1, true), (LIST_MAX, false)] {
        let delegation = Delegation {
            head: delegate(1),
            members: vec![delegate(1); members - 1],
            interpreters: vec![delegate(1)],
        };
        assert_eq!(delegation.fits(), fits, "{members}");
    }
    for (length, fits) in [
        (0, false),
        (1, true),
        (FIELD_BYTES_MAX, true),
        (FIELD_BYTES_MAX + 1, false),
    ] {
        let delegation = Delegation {
            head: delegate(length),
            members: vec![],
            interpreters: vec![],
        };
        assert_eq!(delegation.fits(), fits, "{length}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    /// Whatever is agreed has an acceptance of the other side that names it.
    #[test]
    fn agreed_is_what_both_signed(steps in prop::collection::vec((0..3_u8, 0..8_u8, 0..6_usize), 0..30)) {
        let mut logs = play("N propose 0; sync");
        for (number, (who, what, about)) in (1..).zip(&steps) {
            let side = match who {
                0 => NORTH,
                1 => SOUTH,
                _ => {
                    logs.sync();
                    continue;
                }
            };
            let offers = ["counter", "counter", "delegate"];
            match what {
                0..=2 => act(&mut logs, side, &[offers[usize::from(*what)], &number.to_string()]),
                _ => {
                    let kinds = [Kind::Accept, Kind::Accept, Kind::Decline, Kind::Withdraw, Kind::Postpone];
                    let named = logs.any_name(*about);
                    let kind = kinds[usize::from(*what) - 3];
                    logs.record(&number.to_string(), side, kind, |header| header.names = Some(named));
                }
            }
        }
        let round = fold(&logs).unwrap();
        let agreement = round.agreement;
        let accepted = agreement.offers.iter().filter(|offer| matches!(offer.answer, Answer::Accepted(_)));
        prop_assert_eq!(accepted.count() > 0, agreement.agreed.is_some());
        if let Some(agreed) = agreement.agreed {
            let offer = agreement.offers.iter().find(|offer| offer.id == agreed).unwrap();
            prop_assert!(logs.says(|side, kind, names| side != offer.side && kind == Kind::Accept && names == Some(agreed)));
            prop_assert!(matches!(agreement.phase, AgreementPhase::Agreed | AgreementPhase::Postponed));
        }
    }
}
