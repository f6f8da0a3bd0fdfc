//! Whatever is wrong with a request, the answer is a problem detail with a stable code.

use super::{BODY_BYTES_MAX, RELEASE_BODY_BYTES_MAX, access_tests::ask, bare};
use crate::fixture::{NOW_MS, World};
use crate::runtime::{Clock, run_bare};
use axum::{
    Router,
    body::Body,
    http::{Request, StatusCode, header},
};
use identity::Role;
use tower::ServiceExt;

fn signed_in() -> (Router, String) {
    let mut world = World::new();
    let sherpa = world.people[&Role::Sherpa].clone();
    let token = world.token(&sherpa, NOW_MS);
    (
        bare(run_bare(world.core, Clock::beginning_at(NOW_MS))),
        token,
    )
}

#[tokio::test]
async fn a_request_that_isnt_understood_is_told_so() {
    let (router, token) = signed_in();
    let token = Some(token.as_str());
    let text = |text: &str| Some(text.to_owned());
    for (method, path, json, status, code) in [
        ("POST", "/api/v1/records", text("{"), 400, "malformed"),
        ("POST", "/api/v1/records", text("{}"), 400, "malformed"),
        (
            "POST",
            "/api/v1/records",
            text(r#"{"bytes":"%"}"#),
            400,
            "malformed",
        ),
        (
            "POST",
            "/api/v1/records",
            text(r#"{"bytes":""}"#),
            400,
            "malformed",
        ),
        ("POST", "/api/v1/records", text("\u{0}"), 400, "malformed"),
        (
            "POST",
            "/api/v1/records",
            None,
            415,
            "unsupported-media-type",
        ),
        ("POST", "/api/v1/sessions", text("[]"), 400, "malformed"),
        (
            "POST",
            "/api/v1/sessions/challenge",
            text(r#"{"device":"x"}"#),
            400,
            "malformed",
        ),
        ("GET", "/api/v1/logs?own=-1", None, 400, "malformed"),
        ("GET", "/api/v1/logs?own=x", None, 400, "malformed"),
        ("GET", "/api/v1/logs?own=1&own=2", None, 400, "malformed"),
        (
            "GET",
            "/api/v1/logs?other=99999999999999999999",
            None,
            400,
            "malformed",
        ),
        ("GET", "/api/v1/events", None, 400, "malformed"),
        ("GET", "/releases/%ff", None, 400, "malformed"),
        ("GET", "/releases/none", None, 404, "not-found"),
        (
            "GET",
            "/releases/none.txt.minisig.x",
            None,
            404,
            "not-found",
        ),
        ("GET", "/nowhere", None, 404, "not-found"),
        ("PUT", "/api/v1/logs", None, 405, "method-not-allowed"),
    ] {
        let answer = ask(&router, method, path, token, json.clone()).await;
        let wanted = (StatusCode::from_u16(status).unwrap(), code.to_owned());
        assert_eq!(answer, wanted, "{method} {path} {json:?}");
    }
}

#[tokio::test]
async fn a_body_has_a_length() {
    let (router, token) = signed_in();
    for (length, wanted) in [
        (BODY_BYTES_MAX - 1, "malformed"),
        (BODY_BYTES_MAX, "malformed"),
        (BODY_BYTES_MAX + 1, "too-large"),
    ] {
        // An empty record after so much white space.
        let empty = r#"{"bytes":""}"#;
        let json = " ".repeat(length - empty.len()) + empty;
        let (_, code) = ask(&router, "POST", "/api/v1/records", Some(&token), Some(json)).await;
        assert_eq!(code, wanted, "{length}");
    }
}

/// Room for a picture where a release is taken, and nowhere else.
#[tokio::test]
async fn a_release_s_body_is_as_long_as_its_picture() {
    let mut world = World::new();
    let press = world.press().clone();
    let token = world.token(&press, NOW_MS);
    let router = bare(run_bare(world.core, Clock::beginning_at(NOW_MS)));
    for (path, length, wanted) in [
        ("releases", RELEASE_BODY_BYTES_MAX - 1, "malformed"),
        ("releases", RELEASE_BODY_BYTES_MAX, "malformed"),
        ("releases", RELEASE_BODY_BYTES_MAX + 1, "too-large"),
        ("theirs", BODY_BYTES_MAX + 1, "too-large"),
    ] {
        let json = " ".repeat(length - 2) + "{}";
        let path = format!("/api/v1/press/{path}");
        let (_, code) = ask(&router, "POST", &path, Some(&token), Some(json)).await;
        assert_eq!(code, wanted, "{path} {length}");
    }
}

#[tokio::test]
async fn a_chunk_s_body_has_a_length() {
    let (router, token) = signed_in();
    let id = "0".repeat(64);
    let max = crate::http::attachments::CHUNK_BODY_BYTES_MAX;
    for (path, length, wanted) in [
        ("chunks/0", max - 1, "not-found"),
        ("chunks/0", max, "not-found"),
        ("chunks/0", max + 1, "too-large"),
        ("chunks/x", 1, "not-found"),
        ("manifest", BODY_BYTES_MAX, "not-found"),
        ("manifest", BODY_BYTES_MAX + 1, "too-large"),
    ] {
        let path = format!("/api/v1/attachments/{id}/{path}");
        let body = Some("x".repeat(length));
        let (_, code) = ask(&router, "PUT", &path, Some(&token), body).await;
        assert_eq!(code, wanted, "{path} {length}");
    }
    for id in ["0", "zz", "%ff"] {
        let path = format!("/api/v1/attachments/{id}");
        let (status, _) = ask(&router, "GET", &path, Some(&token), None).await;
        assert!(status.is_client_error(), "{id}");
    }
}

#[tokio::test]
async fn other_methods_are_named_and_every_answer_is_hardened() {
    let (router, _) = signed_in();
    for (method, path) in [
        ("PUT", "/api/v1/sessions"),
        ("GET", "/nowhere"),
        ("GET", "/"),
    ] {
        let request = Request::builder().method(method).uri(path);
        let request = request.body(Body::empty()).unwrap();
        let response = router.clone().oneshot(request).await.unwrap();
        let headers = response.headers();
        assert_eq!(headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff", "{path}");
        assert_eq!(headers[header::REFERRER_POLICY], "no-referrer", "{path}");
        let policy = headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
        assert!(policy.contains("default-src 'none'"), "{path}");
        assert!(!policy.contains("script"), "{path}");
        if method == "PUT" {
            let allow = headers[header::ALLOW].to_str().unwrap();
            assert!(
                allow.contains("POST") && allow.contains("DELETE"),
                "{allow}"
            );
        }
    }
}
