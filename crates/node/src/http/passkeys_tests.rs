//! Passkeys over HTTP: the address under which a browser comes is the one that counts.

use super::browser_tests::{HOST, ask, read, refusal, signed_in};
use super::{bare, caller::CSRF_HEADER};
use crate::app::Authenticator;
use crate::fixture::{NOW_MS, Person, World};
use crate::runtime::{Clock, run_bare};
use axum::{
    Router,
    http::{StatusCode, header},
};
use identity::{Label, PublicKey, Role};
use wire::{
    ChallengeResponse, KnownPasskeys, PasskeyOptions, PasskeyRegistered, PasskeyRegistration,
    PasskeyWanted, SessionRequest, SessionState, passkey_message, sign_in_message,
};

fn text<T: serde::Serialize>(value: &T) -> Option<String> {
    Some(serde_json::to_string(value).unwrap())
}

/// A challenge, signed.
async fn signed(router: &Router, person: &Person, node_key: &PublicKey) -> SessionRequest {
    let device = person.device();
    let asked = text(&wire::ChallengeRequest { device });
    let answer = ask(router, "POST", "/api/v1/sessions/challenge", &[], asked).await;
    let challenge: ChallengeResponse = read(answer).await;
    let message = sign_in_message(&challenge.nonce.0, node_key, device);
    SessionRequest {
        device,
        signature: person.key.sign(Label::SignIn, &message),
        nonce: challenge.nonce,
        cookie: true,
        passkey: None,
    }
}

#[tokio::test]
async fn a_browser_registers_a_passkey_and_comes_in_with_it() {
    let mut world = World::new();
    let node_key = world.north.charter.node_key;
    let sherpa = world.people[&Role::Sherpa].clone();
    let device = sherpa.device();
    let browser = signed_in(&mut world, Role::Sherpa);
    let officer = signed_in(&mut world, Role::Administrator);
    let router = bare(run_bare(world.core, Clock::beginning_at(NOW_MS)));
    let page = [
        ("cookie", &browser.cookie[..]),
        (CSRF_HEADER, &browser.csrf),
    ];
    let officer = [
        ("cookie", &officer.cookie[..]),
        (CSRF_HEADER, &officer.csrf),
    ];
    let origin = format!("http://{HOST}");
    let mut with = Authenticator::new(&origin);

    // The page's header of its session is needed, as for whatever changes something.
    let path = "/api/v1/passkeys/options";
    let answer = ask(&router, "POST", path, &page[..1], None).await;
    assert_eq!(refusal(answer).await.0, StatusCode::UNAUTHORIZED);
    let options: PasskeyOptions = read(ask(&router, "POST", path, &page, None).await).await;
    let credential = with.make(&options.options);
    let message = passkey_message(&options.nonce.0, &node_key, device, &credential);
    let made = PasskeyRegistration {
        nonce: options.nonce,
        signature: sherpa.key.sign(Label::Passkey, &message),
        credential,
    };
    let answer = ask(&router, "POST", "/api/v1/passkeys", &page, text(&made)).await;
    let registered: PasskeyRegistered = read(answer).await;
    assert_eq!(registered.passkeys, 1);
    let answer = ask(&router, "GET", "/api/v1/sessions", &page, None).await;
    let state: SessionState = read(answer).await;
    assert_eq!(state.passkeys, 1);

    // The key alone, then the key and the passkey.
    let request = signed(&router, &sherpa, &node_key).await;
    let answer = ask(&router, "POST", "/api/v1/sessions", &[], text(&request)).await;
    let needed = (StatusCode::UNAUTHORIZED, "passkey-needed".to_owned());
    assert_eq!(refusal(answer).await, needed);
    let path = "/api/v1/sessions/passkey";
    let answer = ask(&router, "POST", path, &[], text(&request)).await;
    let wanted: PasskeyWanted = read(answer).await;
    let request = SessionRequest {
        passkey: Some(with.show(&wanted.options.unwrap())),
        ..request
    };
    let answer = ask(&router, "POST", "/api/v1/sessions", &[], text(&request)).await;
    assert_eq!(answer.status(), StatusCode::OK);
    assert!(answer.headers().contains_key(header::SET_COOKIE));

    // An officer sees it, and takes it off.
    let answer = ask(&router, "GET", "/api/v1/passkeys", &officer, None).await;
    let known: KnownPasskeys = read(answer).await;
    assert_eq!(known.devices[0].device, device);
    assert_eq!(known.devices[0].passkeys[0].origin, origin);
    assert_eq!(known.devices[0].passkeys[0].id, registered.id);
    let path = format!("/api/v1/passkeys/{device}");
    let answer = ask(&router, "DELETE", &path, &officer, None).await;
    assert_eq!(answer.status(), StatusCode::NO_CONTENT);
    let answer = ask(&router, "GET", "/api/v1/sessions", &page, None).await;
    assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
    let request = signed(&router, &sherpa, &node_key).await;
    let path = "/api/v1/sessions/passkey";
    let answer = ask(&router, "POST", path, &[], text(&request)).await;
    assert_eq!(read::<PasskeyWanted>(answer).await.options, None);
}
