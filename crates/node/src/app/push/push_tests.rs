//! What a device registers, what is refused, and what becomes of it.

use identity::{Role, sha256};
use web_push_native::p256::{SecretKey, elliptic_curve::sec1::ToEncodedPoint};
use wire::PushRegistration;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

use super::registrations::AUTH_BYTES;
use super::*;
use crate::app::{ErrorCode, SessionToken, SignIn};
use crate::fixture::{NOW_MS, Person, World, at};

const UNREACHED: PushOutcome = PushOutcome::Failed(PushFailure::Unreached);

/// A point on P-256 and a secret, as a browser has them.
fn keys(number: u8) -> (String, String) {
    let secret = SecretKey::from_slice(&[number; 32]).unwrap();
    let point = secret.public_key().to_encoded_point(false);
    let text = URL_SAFE_NO_PAD.encode(point.as_bytes());
    (text, URL_SAFE_NO_PAD.encode([number; AUTH_BYTES]))
}

pub(in crate::app) fn registration(number: u8) -> PushRegistration {
    let (p256dh, auth) = keys(number);
    PushRegistration {
        endpoint: format!("https://push.example.org/{number}"),
        p256dh,
        auth,
    }
}

pub(in crate::app) fn services() -> PushServices {
    PushServices::read(&["push.example.org".to_owned()]).unwrap()
}

fn keep(world: &mut World, person: &Person, wanted: PushRegistration) -> Result<(), AppError> {
    (world.core).keep_push(at(NOW_MS), person.device(), wanted, &services())
}

fn kept(world: &World, person: &Person) -> Option<String> {
    let kept = world.core.own_push(person.device()).unwrap();
    kept.map(|kept| kept.endpoint)
}

fn refused(world: &mut World, wanted: PushRegistration) -> Option<ErrorCode> {
    let person = world.people[&Role::Principal].clone();
    let code = keep(world, &person, wanted).err().map(|error| error.code);
    // What was refused isn't kept.
    assert_eq!(kept(world, &person).is_some(), code.is_none());
    world.core.forget_push(person.device()).unwrap();
    code
}

#[test]
fn an_address_has_so_many_bytes() {
    let mut world = World::new();
    for (bytes, code) in [
        (PUSH_URL_BYTES_MAX - 1, None),
        (PUSH_URL_BYTES_MAX, None),
        (PUSH_URL_BYTES_MAX + 1, Some(ErrorCode::TooLarge)),
    ] {
        let mut wanted = registration(1);
        let more = bytes - wanted.endpoint.len();
        wanted.endpoint.push_str(&"a".repeat(more));
        assert_eq!(refused(&mut world, wanted), code, "{bytes}");
    }
}

#[test]
fn keys_are_a_point_and_sixteen_bytes() {
    let mut world = World::new();
    let (point, auth) = keys(1);
    let bytes = URL_SAFE_NO_PAD.decode(&point).unwrap();
    let encoded = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
    let mut off_curve = bytes.clone();
    off_curve[64] ^= 1;
    let compressed = [&[2 + (bytes[64] & 1)], &bytes[1..33]].concat();
    for (p256dh, auth, is_taken) in [
        (point.clone(), auth.clone(), true),
        (encoded(&bytes[..64]), auth.clone(), false),
        (encoded(&[&bytes[..], &[0]].concat()), auth.clone(), false),
        (encoded(&off_curve), auth.clone(), false),
        (encoded(&[0; 65]), auth.clone(), false),
        (encoded(&compressed), auth.clone(), false),
        (format!("{point}="), auth.clone(), false),
        (String::new(), auth.clone(), false),
        (point.clone(), encoded(&[1; 15]), false),
        (point.clone(), encoded(&[1; 17]), false),
        (point.clone(), String::new(), false),
    ] {
        let wanted = PushRegistration {
            p256dh: p256dh.clone(),
            auth: auth.clone(),
            ..registration(1)
        };
        let code = (!is_taken).then_some(ErrorCode::Malformed);
        assert_eq!(refused(&mut world, wanted), code, "{p256dh} {auth}");
    }
}

#[test]
fn only_a_named_service_is_registered_and_none_where_it_is_off() {
    let mut world = World::new();
    for endpoint in [
        "https://push.example.net/1",
        "http://push.example.org/1",
        "https://127.0.0.1/1",
        "no address",
    ] {
        let endpoint = endpoint.to_owned();
        let wanted = PushRegistration {
            endpoint,
            ..registration(1)
        };
        let code = Some(ErrorCode::PushServiceUnknown);
        assert_eq!(refused(&mut world, wanted), code);
    }
    let device = world.people[&Role::Principal].device();
    let off = PushServices::default();
    let came = (world.core).keep_push(at(NOW_MS), device, registration(1), &off);
    assert_eq!(came.unwrap_err().code, ErrorCode::PushOff);
}

#[test]
fn a_device_has_one_address_and_an_address_one_device() {
    let mut world = World::new();
    let principal = world.people[&Role::Principal].clone();
    let officer = world.people[&Role::DutyOfficer].clone();
    keep(&mut world, &principal, registration(1)).unwrap();
    keep(&mut world, &principal, registration(2)).unwrap();
    let second = registration(2).endpoint;
    assert_eq!(kept(&world, &principal), Some(second.clone()), "the newest");
    keep(&mut world, &officer, registration(3)).unwrap();
    assert_eq!(world.core.subscriptions().unwrap().len(), 2);
    // The same browser, for another person from now on.
    keep(&mut world, &officer, registration(2)).unwrap();
    assert_eq!(kept(&world, &officer), Some(second));
    assert_eq!(kept(&world, &principal), None);
    // It outlives a restart, and goes when it is taken back.
    world.restart();
    assert!(kept(&world, &officer).is_some());
    world.core.forget_push(officer.device()).unwrap();
    assert_eq!(kept(&world, &officer), None);
}

#[test]
fn only_a_session_that_stands_registers() {
    let mut world = World::new();
    let person = world.people[&Role::Principal].clone();
    let device = person.device();
    let now = at(NOW_MS);
    let nonce = world.core.challenge(now, device, sha256(b"1"));
    let message = wire::sign_in_message(&nonce, &world.north.charter.node_key, device);
    let signature = person.key.sign(identity::Label::SignIn, &message);
    let asked = SignIn::by_key(device, &nonce, &signature);
    let session = world.core.sign_in(now, asked, sha256(b"2")).unwrap();
    let standing = (world.core)
        .standing_session(now, device, &session.token)
        .unwrap();
    let token: SessionToken = session.token;
    let register = |world: &mut World| {
        let wanted = registration(1);
        world
            .core
            .register_push(now, &standing, &token, wanted, &services())
    };
    register(&mut world).unwrap();
    assert!(kept(&world, &person).is_some());
    world.core.forget_push(device).unwrap();
    world.core.sign_out(device, &token).unwrap();
    let came = register(&mut world).unwrap_err();
    assert_eq!(came.code, ErrorCode::NotSignedIn);
    assert_eq!(kept(&world, &person), None);
}

#[test]
fn who_is_revoked_isnt_reached_any_more() {
    let mut world = World::new();
    let principal = world.people[&Role::Principal].clone();
    keep(&mut world, &principal, registration(1)).unwrap();
    let revocation = world.north.revocation(principal.device());
    world.core.post_revocation(at(NOW_MS), &revocation).unwrap();
    assert_eq!(kept(&world, &principal), None);
}

#[test]
fn a_browser_that_is_gone_is_forgotten_unless_it_registered_anew() {
    let mut world = World::new();
    let principal = world.people[&Role::Principal].clone();
    let push = |world: &World| Push {
        device: principal.device(),
        subscription: world.core.own_push(principal.device()).unwrap().unwrap(),
        cause: PushCause::Ring(SubjectId([1; 16])),
        at: Instant::now(),
    };
    keep(&mut world, &principal, registration(1)).unwrap();
    let old = push(&world);
    for outcome in [PushOutcome::Taken, UNREACHED] {
        world.core.push_ended(at(NOW_MS), &old, outcome).unwrap();
        assert!(kept(&world, &principal).is_some(), "{outcome:?}");
    }
    keep(&mut world, &principal, registration(2)).unwrap();
    (world.core)
        .push_ended(at(NOW_MS), &old, PushOutcome::Gone)
        .unwrap();
    assert!(kept(&world, &principal).is_some(), "another address by now");
    let new = push(&world);
    (world.core)
        .push_ended(at(NOW_MS), &new, PushOutcome::Gone)
        .unwrap();
    assert_eq!(kept(&world, &principal), None);
    let counters = world.core.counters();
    assert_eq!((counters.pushes_taken, counters.pushes_failed), (1, 3));
}

#[test]
fn a_device_is_told_whether_its_last_call_got_through() {
    use PushOutcome::{Gone, Over, Taken};
    let failed = UNREACHED;
    let mut world = World::new();
    let principal = world.people[&Role::Principal].clone();
    let device = principal.device();
    for (outcomes, is_told) in [
        (vec![], false),
        (vec![Taken], false),
        (vec![failed], true),
        (vec![failed, Over], true),
        (vec![Over], false),
        (vec![failed, Taken], false),
        (vec![Taken, failed], true),
        (vec![failed, Gone], false),
    ] {
        keep(&mut world, &principal, registration(1)).unwrap();
        let push = Push {
            device,
            subscription: world.core.own_push(device).unwrap().unwrap(),
            cause: PushCause::Ring(SubjectId([1; 16])),
            at: Instant::now(),
        };
        for outcome in &outcomes {
            (world.core)
                .push_ended(at(NOW_MS), &push, *outcome)
                .unwrap();
        }
        let told = |world: &World| {
            let kept = world.core.own_push(device).unwrap();
            kept.and_then(|kept| kept.failed)
                .map(|failed| failed.at_unix_ms)
        };
        let wanted = is_told.then_some(NOW_MS);
        assert_eq!(told(&world), wanted, "{outcomes:?}");
        world.restart();
        assert_eq!(told(&world), wanted, "{outcomes:?} after a restart");
        // Of another address than the one that it has now nothing is told.
        keep(&mut world, &principal, registration(2)).unwrap();
        world.core.push_ended(at(NOW_MS), &push, failed).unwrap();
        assert_eq!(told(&world), None);
    }
}

#[test]
fn what_a_request_cant_be_made_to_isnt_registered() {
    let mut world = World::new();
    for (path, is_taken) in [
        ("1", true),
        ("w/?token=a%20b", true),
        ("a b", false),
        ("\u{e9}", true),
    ] {
        let wanted = PushRegistration {
            endpoint: format!("https://push.example.org/{path}"),
            ..registration(1)
        };
        assert!(services().take(&wanted.endpoint), "{path}");
        let code = (!is_taken).then_some(ErrorCode::Malformed);
        assert_eq!(refused(&mut world, wanted), code, "{path}");
    }
}

#[test]
fn a_new_key_of_the_node_ends_what_was_registered_for_the_old_one() {
    let mut world = World::new();
    let principal = world.people[&Role::Principal].clone();
    assert_eq!(world.core.push_key().unwrap(), None);
    world.core.keep_push_key(b"first").unwrap();
    keep(&mut world, &principal, registration(1)).unwrap();
    world.restart();
    assert_eq!(world.core.push_key().unwrap(), Some(b"first".to_vec()));
    assert!(kept(&world, &principal).is_some());
    world.core.keep_push_key(b"second").unwrap();
    assert_eq!(kept(&world, &principal), None);
}

#[test]
fn nothing_of_it_prints() {
    let wanted = registration(1);
    let subscription = Subscription {
        endpoint: wanted.endpoint.clone(),
        p256dh: wanted.p256dh.clone(),
        auth: wanted.auth.clone(),
        registered_unix_ms: NOW_MS,
        taken_unix_ms: None,
        failed: None,
    };
    for printed in [format!("{wanted:?}"), format!("{subscription:?}")] {
        for secret in [&wanted.endpoint, &wanted.p256dh, &wanted.auth] {
            assert!(!printed.contains(secret.as_str()), "{printed}");
        }
    }
}

#[test]
fn whoever_runs_the_node_reads_how_the_last_calls_went() {
    let mut world = World::new();
    let principal = world.people[&Role::Principal].clone();
    let device = principal.device();
    let seen = |world: &World| pushes_of(&world.store).unwrap();
    assert_eq!(seen(&world), PushesView::default());
    world.core.keep_push_key(b"key").unwrap();
    keep(&mut world, &principal, registration(1)).unwrap();
    let push = |world: &World| Push {
        device,
        subscription: world.core.own_push(device).unwrap().unwrap(),
        cause: PushCause::Ring(SubjectId([1; 16])),
        at: Instant::now(),
    };
    let call = push(&world);
    let ends = |world: &mut World, at_ms, push: &Push, outcome| {
        world.core.push_ended(at(at_ms), push, outcome).unwrap();
    };
    let refused = PushFailure::Refused(403);
    ends(&mut world, NOW_MS, &call, PushOutcome::Taken);
    ends(&mut world, NOW_MS + 1, &call, PushOutcome::Failed(refused));
    let kept = |world: &World| {
        let (of, kept) = seen(world).registered[0].clone();
        assert_eq!(of, device);
        (kept.taken_unix_ms, kept.failed)
    };
    let failed = Some(FailedPush {
        at_unix_ms: NOW_MS + 1,
        why: refused,
    });
    assert!(seen(&world).has_key);
    assert_eq!(kept(&world), (Some(NOW_MS), failed));
    // Registered again at the same address: what failed is to be tried anew.
    keep(&mut world, &principal, registration(1)).unwrap();
    assert_eq!(kept(&world), (Some(NOW_MS), None));
    keep(&mut world, &principal, registration(2)).unwrap();
    assert_eq!(kept(&world), (None, None));
    let call = push(&world);
    ends(&mut world, NOW_MS + 2, &call, PushOutcome::Gone);
    let gone = Some(GonePush {
        at_unix_ms: NOW_MS + 2,
        service: "push.example.org".into(),
    });
    let view = seen(&world);
    assert_eq!((view.registered.len(), view.gone), (0, gone));
}
