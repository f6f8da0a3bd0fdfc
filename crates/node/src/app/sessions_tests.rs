//! Signing in: what a session is bound to, what ends it, and what strangers can't do to it.

use super::*;
use crate::fixture::{NOW_MS, Person, World, at};
use identity::{Role, SigningKey};

fn nonce_of(number: u32) -> [u8; 32] {
    sha256(&number.to_be_bytes())
}

fn sign(world: &World, key: &SigningKey, device: DeviceId, nonce: &[u8; 32]) -> Signature {
    let message = sign_in_message(nonce, &world.north.charter.node_key, device);
    key.sign(Label::SignIn, &message)
}

/// Challenge and answer by `person`'s key; `number` makes both random values.
fn sign_in(
    world: &mut World,
    person: &Person,
    unix_ms: i64,
    number: u32,
) -> Result<Session, ErrorCode> {
    let (now, random) = (at(unix_ms), nonce_of(number));
    let device = person.device();
    let nonce = world.core.challenge(now, device, random);
    let signature = sign(world, &person.key, device, &nonce);
    let session = world
        .core
        .sign_in(now, SignIn::by_key(device, &nonce, &signature), random);
    session.map_err(|error| error.code)
}

/// A sign-in for this device by somebody who doesn't hold its key.
fn fail(world: &mut World, device: DeviceId, unix_ms: i64, number: u32) -> ErrorCode {
    refusal(world, device, unix_ms, number).code
}

fn refusal(world: &mut World, device: DeviceId, unix_ms: i64, number: u32) -> AppError {
    let thief = world.north.person(200, &[Role::Sherpa]);
    let now = at(unix_ms);
    let nonce = world.core.challenge(now, device, nonce_of(number));
    let signature = sign(world, &thief.key, device, &nonce);
    let refused = world
        .core
        .sign_in(now, SignIn::by_key(device, &nonce, &signature), nonce);
    refused.unwrap_err()
}

#[test]
fn a_session_is_its_devices_and_the_node_keeps_no_token() {
    let mut world = World::new();
    let sherpa = world.people[&Role::Sherpa].clone();
    let session = sign_in(&mut world, &sherpa, NOW_MS, 1).unwrap();
    let who = world
        .core
        .session(at(NOW_MS), sherpa.device(), &session.token)
        .unwrap();
    assert_eq!(
        (who.device, who.person, who.roles),
        (sherpa.device(), sherpa.person, sherpa.roles)
    );
    let press = world.press().device();
    for (device, token) in [
        (press, session.token.clone()),
        (sherpa.device(), SessionToken(sha256(&session.token.0))),
    ] {
        let refused = world.core.session(at(NOW_MS), device, &token).unwrap_err();
        assert_eq!(refused.code, ErrorCode::NotSignedIn);
    }
    let kept = world.core.store.scan(Table::Sessions, b"", 9).unwrap();
    assert_eq!(kept.len(), 1);
    let bytes = [&kept[0].0[..], &kept[0].1].concat();
    assert!(!bytes.windows(32).any(|window| window == session.token.0));
    assert_eq!(format!("{session:?}").matches("SessionToken").count(), 1);
    world.restart();
    assert!(
        world
            .core
            .session(at(NOW_MS), sherpa.device(), &session.token)
            .is_ok()
    );
}

#[test]
fn a_session_ends_by_time_sign_out_or_revocation() {
    let mut world = World::new();
    let sherpa = world.people[&Role::Sherpa].clone();
    let device = sherpa.device();
    let session = sign_in(&mut world, &sherpa, NOW_MS, 1).unwrap();
    assert_eq!(session.expires_unix_ms, NOW_MS + SESSION_LIFETIME_MS);
    for (unix_ms, lives) in [
        (session.expires_unix_ms - 1, true),
        (session.expires_unix_ms, false),
        (session.expires_unix_ms + 1, false),
    ] {
        let found = world.core.session(at(unix_ms), device, &session.token);
        assert_eq!(found.is_ok(), lives, "{unix_ms}");
    }
    let second = sign_in(&mut world, &sherpa, NOW_MS, 2).unwrap();
    world.core.sign_out(device, &session.token).unwrap();
    assert!(
        world
            .core
            .session(at(NOW_MS), device, &session.token)
            .is_err()
    );
    assert!(
        world
            .core
            .session(at(NOW_MS), device, &second.token)
            .is_ok()
    );
    let revocation = world.north.revocation(device);
    world.core.post_revocation(at(NOW_MS), &revocation).unwrap();
    assert!(
        world
            .core
            .session(at(NOW_MS), device, &second.token)
            .is_err()
    );
    assert_eq!(
        sign_in(&mut world, &sherpa, NOW_MS, 3).unwrap_err(),
        ErrorCode::SignInRefused
    );
}

#[test]
fn a_challenge_is_answered_once_in_time_by_its_device_for_this_node() {
    let mut world = World::new();
    let sherpa = world.people[&Role::Sherpa].clone();
    let device = sherpa.device();
    for (after_ms, wanted) in [
        (CHALLENGE_LIFETIME_MS - 1, true),
        (CHALLENGE_LIFETIME_MS, false),
        (CHALLENGE_LIFETIME_MS + 1, false),
    ] {
        let nonce = world.core.challenge(at(NOW_MS), device, nonce_of(1));
        let signature = sign(&world, &sherpa.key, device, &nonce);
        let later = at(NOW_MS + after_ms);
        let answered =
            world
                .core
                .sign_in(later, SignIn::by_key(device, &nonce, &signature), [1; 32]);
        assert_eq!(answered.is_ok(), wanted, "{after_ms}");
    }
    let nonce = world.core.challenge(at(NOW_MS), device, nonce_of(2));
    let press = world.press().clone();
    let elsewhere = sign_in_message(&nonce, &world.south.charter.node_key, device);
    let elsewhere = sherpa.key.sign(Label::SignIn, &elsewhere);
    let by_press = sign(&world, &press.key, press.device(), &nonce);
    let invented = sign(&world, &sherpa.key, device, &nonce_of(3));
    let right = sign(&world, &sherpa.key, device, &nonce);
    let mut answer = |nonce: &[u8], device, signature| {
        let session = world.core.sign_in(
            at(NOW_MS),
            SignIn::by_key(device, nonce, signature),
            [1; 32],
        );
        session.map(|_| ()).map_err(|error| error.code)
    };
    let refused = Err(ErrorCode::SignInRefused);
    assert_eq!(
        answer(&nonce[..31], device, &right),
        Err(ErrorCode::Malformed)
    );
    assert_eq!(
        answer(&nonce_of(3), device, &invented),
        refused,
        "nobody's challenge"
    );
    assert_eq!(
        answer(&nonce, device, &elsewhere),
        refused,
        "for another node"
    );
    assert_eq!(
        answer(&nonce, press.device(), &by_press),
        refused,
        "another's challenge"
    );
    assert_eq!(answer(&nonce, device, &right), Ok(()));
    assert_eq!(answer(&nonce, device, &right), refused, "once");
    // Another process makes other codes.
    let nonce = world.core.challenge(at(NOW_MS), device, nonce_of(4));
    let signature = sign(&world, &sherpa.key, device, &nonce);
    world.restart();
    world.core.challenge(at(NOW_MS), device, nonce_of(5));
    let answered = world.core.sign_in(
        at(NOW_MS),
        SignIn::by_key(device, &nonce, &signature),
        nonce,
    );
    assert_eq!(answered.unwrap_err().code, ErrorCode::SignInRefused);
}

#[test]
fn nobody_is_locked_out_by_what_others_do_in_their_name() {
    let mut world = World::new();
    let sherpa = world.people[&Role::Sherpa].clone();
    let device = sherpa.device();
    let nonce = world.core.challenge(at(NOW_MS), device, nonce_of(1));
    for number in 10..100 {
        fail(&mut world, device, NOW_MS, number);
    }
    assert_eq!(fail(&mut world, device, NOW_MS, 100), ErrorCode::TooMany);
    // Neither failures nor challenges that others asked for take anything from it.
    let signature = sign(&world, &sherpa.key, device, &nonce);
    let answered = world.core.sign_in(
        at(NOW_MS),
        SignIn::by_key(device, &nonce, &signature),
        nonce,
    );
    assert!(answered.is_ok());
}

#[test]
fn five_failures_in_a_minute_make_a_device_wait_longer_and_longer() {
    for known in [true, false] {
        let mut world = World::new();
        let device = match known {
            true => world.people[&Role::Sherpa].device(),
            false => world.south.person(1, &[]).device(),
        };
        let mut now_ms = NOW_MS;
        for number in 1..=FAILED_SIGN_INS_MAX {
            assert_eq!(
                fail(&mut world, device, now_ms, number),
                ErrorCode::SignInRefused,
                "{number}"
            );
        }
        for wait_ms in [1, 2, 4, 8, 16, 32, 60, 60].map(|minutes| minutes * WAIT_MS) {
            let waits = refusal(&mut world, device, now_ms, 50);
            assert_eq!(waits.code, ErrorCode::TooMany);
            assert_eq!(waits.retry_after_s.map(i64::from), Some(wait_ms / 1_000));
            let refused = fail(&mut world, device, now_ms + wait_ms - 1, 60);
            assert_eq!(refused, ErrorCode::TooMany, "known: {known}, {wait_ms}");
            now_ms += wait_ms;
            let refused = fail(&mut world, device, now_ms, 61);
            assert_eq!(
                refused,
                ErrorCode::SignInRefused,
                "known: {known}, {wait_ms}"
            );
        }
    }
}

#[test]
fn slow_failures_and_a_quiet_hour_are_forgotten() {
    let mut world = World::new();
    let sherpa = world.people[&Role::Sherpa].clone();
    let device = sherpa.device();
    for number in 0..3 * FAILED_SIGN_INS_MAX {
        // Four in a minute, then a minute and a millisecond from the first on.
        let minute = i64::from(number / (FAILED_SIGN_INS_MAX - 1));
        let unix_ms = NOW_MS + minute * (WAIT_MS + 1);
        assert_eq!(
            fail(&mut world, device, unix_ms, number),
            ErrorCode::SignInRefused
        );
    }
    let mut world = World::new();
    for number in 0..FAILED_SIGN_INS_MAX {
        fail(&mut world, device, NOW_MS, number);
    }
    for (quiet_ms, wanted) in [
        (WAIT_MS_MAX - 1, ErrorCode::TooMany),
        (WAIT_MS_MAX, ErrorCode::SignInRefused),
    ] {
        let mut world = World::new();
        for number in 0..FAILED_SIGN_INS_MAX {
            fail(&mut world, device, NOW_MS, number);
        }
        let later_ms = NOW_MS + WAIT_MS + quiet_ms;
        assert_eq!(
            fail(&mut world, device, later_ms, 70),
            ErrorCode::SignInRefused
        );
        assert_eq!(fail(&mut world, device, later_ms, 71), wanted, "{quiet_ms}");
    }
    // The device itself, once it may again, starts from nothing.
    assert!(sign_in(&mut world, &sherpa, NOW_MS + WAIT_MS, 80).is_ok());
    for number in 81..80 + FAILED_SIGN_INS_MAX {
        assert_eq!(
            fail(&mut world, device, NOW_MS + WAIT_MS, number),
            ErrorCode::SignInRefused
        );
    }
    assert!(sign_in(&mut world, &sherpa, NOW_MS + WAIT_MS, 90).is_ok());
}

#[test]
fn strangers_cost_bounded_memory_and_hold_nobody_up() {
    let mut world = World::new();
    let sherpa = world.people[&Role::Sherpa].clone();
    for number in 0..4 {
        fail(&mut world, sherpa.device(), NOW_MS, number);
    }
    for number in 0..STRANGERS_MAX + 2 {
        let mut id = [0; 16];
        id[..8].copy_from_slice(&(number as u64).to_be_bytes());
        let unix_ms = NOW_MS + number as i64;
        let refused = fail(&mut world, DeviceId(id), unix_ms, 1_000 + number as u32);
        assert_eq!(refused, ErrorCode::SignInRefused);
        let kept = world.core.sessions.failures_of_strangers.len();
        assert_eq!(kept, (number + 1).min(STRANGERS_MAX));
        assert!(
            world.core.sessions.answered.is_empty(),
            "nothing is kept for them"
        );
    }
    // What is counted of an own device isn't pushed out by them.
    assert_eq!(
        fail(&mut world, sherpa.device(), NOW_MS, 5),
        ErrorCode::SignInRefused
    );
    assert_eq!(
        fail(&mut world, sherpa.device(), NOW_MS, 6),
        ErrorCode::TooMany
    );
    let principal = world.people[&Role::Principal].clone();
    assert!(sign_in(&mut world, &principal, NOW_MS, 9_000).is_ok());
}

#[test]
fn a_device_has_so_many_sessions() {
    let mut world = World::new();
    let sherpa = world.people[&Role::Sherpa].clone();
    let mut sessions = Vec::new();
    for number in 0..=u32::try_from(SESSIONS_PER_DEVICE_MAX).unwrap() {
        let unix_ms = NOW_MS + i64::from(number);
        sessions.push(sign_in(&mut world, &sherpa, unix_ms, number).unwrap());
        let first = world
            .core
            .session(at(unix_ms), sherpa.device(), &sessions[0].token);
        assert_eq!(first.is_ok(), sessions.len() <= SESSIONS_PER_DEVICE_MAX);
    }
    let living = sessions.iter().filter(|one| {
        world
            .core
            .session(at(NOW_MS), sherpa.device(), &one.token)
            .is_ok()
    });
    assert_eq!(living.count(), SESSIONS_PER_DEVICE_MAX);
}

#[test]
fn a_sign_in_takes_away_what_expired() {
    let mut world = World::new();
    let sherpa = world.people[&Role::Sherpa].clone();
    let kept = |world: &World| {
        world
            .core
            .store
            .scan(Table::Sessions, b"", 9)
            .unwrap()
            .len()
    };
    sign_in(&mut world, &sherpa, NOW_MS, 1).unwrap();
    for (after_ms, left, listed) in [
        (SESSION_LIFETIME_MS - 1, 2, 2),
        (SESSION_LIFETIME_MS, 2, 2),
        (2 * SESSION_LIFETIME_MS, 1, 1),
    ] {
        let unix_ms = NOW_MS + after_ms;
        sign_in(&mut world, &sherpa, unix_ms, after_ms as u32).unwrap();
        let open = world.core.open_sessions(at(unix_ms)).unwrap();
        assert_eq!((kept(&world), open.len()), (left, listed), "{after_ms}");
    }
}
