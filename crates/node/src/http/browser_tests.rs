//! Browsers' sessions: where a cookie counts, and everywhere else it is answered as a stranger is.

use super::caller::{COOKIE, CSRF_HEADER};
use super::{Access, bare, bare_by, endpoints};
use crate::app::SessionToken;
use crate::fixture::{NOW_MS, World};
use crate::runtime::{Clock, run_bare};
use axum::{
    Router,
    body::Body,
    http::{Request, Response, StatusCode, header},
};
use identity::{Label, Role};
use tower::ServiceExt;
use wire::{Bytes64, OpenSessions, SessionRequest, SessionResponse, SessionState, sign_in_message};

pub(super) const HOST: &str = "north.localhost:7100";

pub(super) type Headers<'a> = &'a [(&'a str, &'a str)];

pub(super) async fn ask(
    router: &Router,
    method: &str,
    path: &str,
    headers: Headers<'_>,
    json: Option<String>,
) -> Response<Body> {
    let mut request = Request::builder()
        .method(method)
        .uri(path)
        .header(header::HOST, HOST);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    if json.is_some() {
        request = request.header(header::CONTENT_TYPE, "application/json");
    }
    let body = json.map_or_else(Body::empty, Body::from);
    let answer = router.clone().oneshot(request.body(body).unwrap());
    answer.await.unwrap()
}

pub(super) async fn read<T: serde::de::DeserializeOwned>(response: Response<Body>) -> T {
    let bytes = axum::body::to_bytes(response.into_body(), 1 << 20).await;
    serde_json::from_slice(&bytes.unwrap()).unwrap()
}

/// Status and code.
pub(super) async fn refusal(response: Response<Body>) -> (StatusCode, String) {
    let status = response.status();
    if !status.is_client_error() {
        return (status, String::new());
    }
    let problem: serde_json::Value = read(response).await;
    (status, problem["title"].as_str().unwrap().to_owned())
}

pub(super) struct Browser {
    /// As the header `Cookie` has it.
    pub cookie: String,
    pub csrf: String,
}

fn csrf_of(token: &str) -> String {
    let mut bytes = [0; 32];
    hex::decode_to_slice(token.split_once('.').unwrap().1, &mut bytes).unwrap();
    hex::encode(SessionToken(bytes).csrf())
}

/// A session with every role that may do something, as a browser shows it, and another's.
pub(super) fn signed_in(world: &mut World, role: Role) -> Browser {
    let person = world.people[&role].clone();
    let token = world.token(&person, NOW_MS);
    Browser {
        csrf: csrf_of(&token),
        cookie: format!("{COOKIE}={token}"),
    }
}

#[tokio::test]
async fn a_cookie_without_all_that_belongs_to_it_is_a_stranger_everywhere() {
    let mut world = World::new();
    let browser = signed_in(&mut world, Role::Sherpa);
    let others = signed_in(&mut world, Role::PressOfficer);
    let router = bare(run_bare(world.core, Clock::beginning_at(NOW_MS)));
    let stranger = (StatusCode::UNAUTHORIZED, "not-signed-in".to_owned());
    let cookie = ("cookie", browser.cookie.as_str());
    let csrf = (CSRF_HEADER, browser.csrf.as_str());
    let origin = ("origin", "http://north.localhost:7100");
    let same = ("sec-fetch-site", "same-origin");
    let twice = format!("{0}; {0}", browser.cookie);
    let bearer = format!("Bearer {}", "0".repeat(64));
    // Refused whatever is asked.
    let nowhere: [(&str, Headers<'_>); 13] = [
        (
            "another origin",
            &[cookie, csrf, ("origin", "https://elsewhere.example")],
        ),
        (
            "another port",
            &[cookie, csrf, ("origin", "http://north.localhost:7200")],
        ),
        (
            "another side's name",
            &[cookie, csrf, ("origin", "http://south.localhost:7100")],
        ),
        ("an opaque origin", &[cookie, csrf, ("origin", "null")]),
        (
            "another scheme",
            &[cookie, csrf, ("origin", "ftp://north.localhost:7100")],
        ),
        (
            "by TLS, where there is none",
            &[cookie, csrf, ("origin", "https://north.localhost:7100")],
        ),
        (
            "another site's page",
            &[cookie, csrf, ("sec-fetch-site", "cross-site")],
        ),
        (
            "a neighbour's page",
            &[cookie, csrf, origin, ("sec-fetch-site", "same-site")],
        ),
        (
            "typed by a person",
            &[cookie, csrf, ("sec-fetch-site", "none")],
        ),
        (
            "two words of it",
            &[cookie, csrf, same, ("sec-fetch-site", "cross-site")],
        ),
        ("two cookies", &[("cookie", &twice), csrf]),
        (
            "another name",
            &[("cookie", &browser.cookie["__Host-".len()..]), csrf],
        ),
        (
            "a bearer that is none",
            &[cookie, csrf, ("authorization", &bearer)],
        ),
    ];
    // Refused where something changes.
    let reading: [(&str, Headers<'_>); 5] = [
        ("no token", &[cookie, origin, same]),
        ("an empty token", &[cookie, (CSRF_HEADER, "")]),
        ("another session's", &[cookie, (CSRF_HEADER, &others.csrf)]),
        ("a short one", &[cookie, (CSRF_HEADER, &browser.csrf[2..])]),
        ("two of them", &[cookie, csrf, csrf]),
    ];
    let passing: [(&str, Headers<'_>); 3] = [
        ("as a browser asks", &[cookie, csrf, origin, same]),
        ("an old browser", &[cookie, csrf, origin]),
        ("a program", &[cookie, csrf]),
    ];
    for endpoint in endpoints() {
        let (method, path) = (endpoint.method, super::access_tests::address(endpoint.path));
        // A sign-out would end what the others ask with.
        if endpoint.access == Access::Public
            || (method, &path[..]) == ("DELETE", "/api/v1/sessions")
        {
            continue;
        }
        let refused = |answer: (StatusCode, String)| answer == stranger;
        for (what, headers) in nowhere {
            let answer = refusal(ask(&router, method, &path, headers, None).await).await;
            assert!(
                refused(answer.clone()),
                "{method} {path}: {what}: {answer:?}"
            );
        }
        for (what, headers) in reading {
            let answer = refusal(ask(&router, method, &path, headers, None).await).await;
            assert_eq!(refused(answer), method != "GET", "{method} {path}: {what}");
        }
        for (what, headers) in passing {
            let answer = refusal(ask(&router, method, &path, headers, None).await).await;
            assert!(!refused(answer), "{method} {path}: {what}");
        }
    }
}

#[tokio::test]
async fn a_socket_opens_by_cookie_for_pages_of_this_node_alone() {
    let mut world = World::new();
    let browser = signed_in(&mut world, Role::Sherpa);
    let node = run_bare(world.core, Clock::beginning_at(NOW_MS));
    let upgrade = ("upgrade", "websocket");
    let cookie = ("cookie", browser.cookie.as_str());
    // With TLS in front of the node and without it.
    for (origin, by_tls, without) in [
        (None, false, false),
        (Some("https://elsewhere.example"), false, false),
        (Some("http://south.localhost:7100"), false, false),
        (Some("http://North.localhost:7100"), false, true),
        (Some("https://North.localhost:7100"), true, false),
    ] {
        let headers: Vec<_> = [upgrade, cookie]
            .into_iter()
            .chain(origin.map(|o| ("origin", o)))
            .collect();
        for (over_tls, opens) in [(true, by_tls), (false, without)] {
            let router = bare_by(node.clone(), over_tls);
            let answer = ask(&router, "GET", "/api/v1/events", &headers, None).await;
            let (status, _) = refusal(answer).await;
            // There is no connection to upgrade here: that is another refusal.
            let is_known = status != StatusCode::UNAUTHORIZED;
            assert_eq!(is_known, opens, "{origin:?}, over TLS: {over_tls}");
        }
    }
}

#[tokio::test]
async fn a_browser_signs_in_looks_and_signs_out() {
    let world = World::new();
    let person = world.people[&Role::Sherpa].clone();
    let (device, node_key) = (person.device(), world.north.charter.node_key);
    let router = bare(run_bare(world.core, Clock::beginning_at(NOW_MS)));
    let request = async |cookie: bool| {
        let json = serde_json::json!({ "device": device }).to_string();
        let answer = ask(
            &router,
            "POST",
            "/api/v1/sessions/challenge",
            &[],
            Some(json),
        )
        .await;
        let challenge: wire::ChallengeResponse = read(answer).await;
        let message = sign_in_message(&challenge.nonce.0, &node_key, device);
        let request = SessionRequest {
            device,
            nonce: Bytes64(challenge.nonce.0.clone()),
            signature: person.key.sign(Label::SignIn, &message),
            cookie,
            passkey: None,
        };
        Some(serde_json::to_string(&request).unwrap())
    };
    // From elsewhere nobody is signed in as anybody.
    let elsewhere = [("sec-fetch-site", "cross-site")];
    let json = request(true).await;
    let answer = ask(&router, "POST", "/api/v1/sessions", &elsewhere, json).await;
    assert_eq!(
        refusal(answer).await,
        (StatusCode::UNAUTHORIZED, "sign-in-refused".to_owned())
    );

    // A program gets its token, and no cookie.
    let json = request(false).await;
    let answer = ask(&router, "POST", "/api/v1/sessions", &[], json).await;
    assert!(!answer.headers().contains_key(header::SET_COOKIE));
    let opened: SessionResponse = read(answer).await;
    assert!(opened.token.is_some() && opened.csrf.is_none());

    let json = request(true).await;
    let answer = ask(&router, "POST", "/api/v1/sessions", &[], json).await;
    let set = answer.headers()[header::SET_COOKIE]
        .to_str()
        .unwrap()
        .to_owned();
    let (cookie, attributes) = set.split_once("; ").unwrap();
    assert_eq!(
        attributes,
        "Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=43200"
    );
    assert!(
        cookie.starts_with(&format!("{COOKIE}={device}.")),
        "{cookie}"
    );
    let opened: SessionResponse = read(answer).await;
    assert_eq!(opened.token, None);
    let csrf = opened.csrf.unwrap();

    // A page that was loaded anew.
    let answer = ask(
        &router,
        "GET",
        "/api/v1/sessions",
        &[("cookie", cookie)],
        None,
    )
    .await;
    let state: SessionState = read(answer).await;
    assert_eq!((state.device, state.person), (device, person.person));
    assert_eq!(
        (state.expires_unix_ms, state.csrf.as_ref()),
        (opened.expires_unix_ms, Some(&csrf))
    );
    assert_eq!(state.roles, ["sherpa"]);

    let with = [("cookie", cookie), (CSRF_HEADER, &csrf)];
    let answer = ask(&router, "DELETE", "/api/v1/sessions", &with, None).await;
    assert_eq!(answer.status(), StatusCode::NO_CONTENT);
    let cleared = answer.headers()[header::SET_COOKIE].to_str().unwrap();
    assert_eq!(
        cleared,
        "__Host-detente=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0"
    );
    let answer = ask(&router, "GET", "/api/v1/sessions", &with, None).await;
    assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn officers_see_and_end_sessions_by_ids_that_open_nothing() {
    let mut world = World::new();
    let officer = signed_in(&mut world, Role::Administrator);
    let sherpa = signed_in(&mut world, Role::Sherpa);
    let router = bare(run_bare(world.core, Clock::beginning_at(NOW_MS)));
    let officer = [
        ("cookie", officer.cookie.as_str()),
        (CSRF_HEADER, &officer.csrf),
    ];
    let list = async || -> OpenSessions {
        read(ask(&router, "GET", "/api/v1/sessions/all", &officer, None).await).await
    };
    let sessions = list().await.sessions;
    assert_eq!(sessions.len(), 2);
    assert_eq!(sessions.iter().filter(|one| one.own).count(), 1);
    let theirs = sessions.iter().find(|one| !one.own).unwrap();
    assert_eq!(theirs.roles, ["sherpa"]);
    assert_eq!(
        theirs.expires_unix_ms - theirs.opened_unix_ms,
        crate::app::SESSION_LIFETIME_MS
    );
    assert!(!sherpa.cookie.contains(&theirs.id));
    let end = async |id: &str| {
        let path = format!("/api/v1/sessions/{id}");
        refusal(ask(&router, "DELETE", &path, &officer, None).await).await
    };
    let missing = (StatusCode::NOT_FOUND, "not-found".to_owned());
    for id in ["0", &"0".repeat(32), &theirs.id[1..]] {
        assert_eq!(end(id).await, missing, "{id}");
    }
    assert_eq!(end(&theirs.id).await.0, StatusCode::NO_CONTENT);
    assert_eq!(end(&theirs.id).await, missing, "once");
    assert_eq!(list().await.sessions.len(), 1);
    let cookie = [("cookie", sherpa.cookie.as_str())];
    let answer = ask(&router, "GET", "/api/v1/sessions", &cookie, None).await;
    assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
}
