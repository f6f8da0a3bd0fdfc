//! The first administrator's link at its edges: time, use, tries, whose request.

use super::*;
use crate::fixture::{NOW_MS, Person, World, at};
use identity::{AccreditationRequest, Role, RoleSet};

const TOKEN: [u8; 16] = [7; 16];

fn request_of(person: &Person, roles: &[Role]) -> Vec<u8> {
    let request = AccreditationRequest {
        side: person.side,
        person: person.person,
        device_key: person.key.public(),
        hpke_key: vec![1; 32],
        roles: roles.iter().copied().collect::<RoleSet>(),
    };
    request.sign(&person.key)
}

/// A node with an open link, and a request that it takes.
fn opened() -> (World, Vec<u8>) {
    let mut world = World::new();
    let newcomer = world.north.person(70, &[Role::Administrator]);
    let request = request_of(&newcomer, &[Role::Administrator]);
    let opened = world.core.open_first_link(at(NOW_MS), sha256(&TOKEN));
    assert_eq!(opened.until_unix_ms, NOW_MS + FIRST_LINK_LIFETIME_MS);
    (world, request)
}

fn code(result: Result<(), AppError>) -> Option<ErrorCode> {
    result.err().map(|error| error.code)
}

#[test]
fn a_link_counts_for_thirty_minutes() {
    for (after_ms, fits) in [
        (FIRST_LINK_LIFETIME_MS - 1, true),
        (FIRST_LINK_LIFETIME_MS, false),
        (FIRST_LINK_LIFETIME_MS + 1, false),
    ] {
        let (mut world, request) = opened();
        let now = at(NOW_MS + after_ms);
        assert_eq!(world.core.first_link(now).is_ok(), fits, "{after_ms}");
        let used = world.core.use_first_link(now, &TOKEN, request);
        let refused = (!fits).then_some(ErrorCode::LinkUnfit);
        assert_eq!(code(used), refused, "{after_ms}");
    }
}

#[test]
fn a_link_is_used_once() {
    let (mut world, request) = opened();
    let now = at(NOW_MS + 1);
    assert_eq!(world.core.first_link(now).unwrap().request, None);
    let used = world.core.use_first_link(now, &TOKEN, request.clone());
    assert_eq!(code(used), None);
    assert_eq!(
        world.core.first_link(now).unwrap().request,
        Some(request.clone())
    );
    let other = request_of(
        &world.north.person(71, &[Role::Administrator]),
        &[Role::Administrator],
    );
    for again in [request.clone(), other] {
        let used = world.core.use_first_link(now, &TOKEN, again);
        assert_eq!(code(used), Some(ErrorCode::LinkUnfit));
    }
    assert_eq!(
        world.core.first_link(now).unwrap().request,
        Some(request.clone()),
        "the first stays"
    );
    world.core.close_first_link();
    assert!(world.core.first_link(now).is_err());
    let used = world.core.use_first_link(now, &TOKEN, request);
    assert_eq!(code(used), Some(ErrorCode::LinkUnfit));
}

#[test]
fn a_newer_link_ends_the_older() {
    let (mut world, request) = opened();
    let now = at(NOW_MS + 1);
    world.core.open_first_link(now, sha256(&[8; 16]));
    let old = world.core.use_first_link(now, &TOKEN, request.clone());
    assert_eq!(code(old), Some(ErrorCode::LinkUnfit));
    let new = world.core.use_first_link(now, &[8; 16], request);
    assert_eq!(code(new), None);
}

#[test]
fn wrong_tokens_are_counted_and_wait() {
    for wrong in [
        FIRST_LINK_TRIES_MAX - 1,
        FIRST_LINK_TRIES_MAX,
        FIRST_LINK_TRIES_MAX + 1,
    ] {
        let (mut world, request) = opened();
        let now = at(NOW_MS + 1);
        for n in 0..wrong {
            let mut token = TOKEN;
            token[0] = 0;
            let expected = match n < FIRST_LINK_TRIES_MAX {
                true => ErrorCode::LinkUnfit,
                false => ErrorCode::TooMany,
            };
            let used = world.core.use_first_link(now, &token, request.clone());
            assert_eq!(code(used), Some(expected), "{n}");
        }
        let one_more = world.core.use_first_link(now, &[0; 16], request.clone());
        let error = one_more.unwrap_err();
        let waits = wrong >= FIRST_LINK_TRIES_MAX;
        assert_eq!(error.code == ErrorCode::TooMany, waits, "{wrong}");
        assert_eq!(error.retry_after_s, waits.then_some(60));
        let later = at(now.unix_ms + TRIES_WINDOW_MS);
        let used = world.core.use_first_link(later, &[0; 16], request.clone());
        assert_eq!(code(used), Some(ErrorCode::LinkUnfit), "the minute is over");
        let used = world.core.use_first_link(now, &TOKEN, request);
        assert_eq!(code(used), None, "who has the right one doesn't wait");
    }
}

#[test]
fn it_takes_an_administrator_of_this_side_and_nobody_else() {
    let (mut world, request) = opened();
    let now = at(NOW_MS + 1);
    let north = world.north.person(70, &Role::ALL);
    let south = world.south.person(70, &Role::ALL);
    let mut changed = request.clone();
    *changed.last_mut().unwrap() ^= 1;
    for (unfit, expected) in [
        (
            request_of(&south, &[Role::Administrator]),
            ErrorCode::Conflict,
        ),
        (
            request_of(&north, &[Role::Administrator, Role::Principal]),
            ErrorCode::Conflict,
        ),
        (
            request_of(&north, &[Role::SecurityOfficer]),
            ErrorCode::Conflict,
        ),
        (changed, ErrorCode::BadSignature),
        (vec![], ErrorCode::BadSignature),
    ] {
        let used = world.core.use_first_link(now, &TOKEN, unfit);
        assert_eq!(code(used), Some(expected));
    }
    let used = world.core.use_first_link(now, &TOKEN, request);
    assert_eq!(code(used), None, "the token wasn't spent");
}
