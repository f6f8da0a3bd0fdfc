//! The feed as a calendar fetches it: without a session, by its address alone.

use super::bare;
use crate::fixture::{NOW_MS, World};
use crate::runtime::{Clock, run_bare};
use axum::{
    Router,
    body::Body,
    http::{HeaderMap, Request, StatusCode, header},
};
use identity::Role;
use tower::ServiceExt;
use wire::{CalendarLinkMade, CalendarLinkState};

struct Site {
    router: Router,
    token: String,
}

impl Site {
    fn new() -> Self {
        let mut world = World::new();
        world.agree(1);
        let sherpa = world.people[&Role::Sherpa].clone();
        let token = world.token(&sherpa, NOW_MS);
        Self {
            router: bare(run_bare(world.core, Clock::beginning_at(NOW_MS))),
            token,
        }
    }

    async fn send(&self, request: Request<Body>) -> (StatusCode, HeaderMap, String) {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap();
        (
            parts.status,
            parts.headers,
            String::from_utf8(bytes.to_vec()).unwrap(),
        )
    }

    async fn get(&self, path: &str, known: Option<&str>) -> (StatusCode, HeaderMap, String) {
        let mut request = Request::get(path);
        if let Some(known) = known {
            request = request.header(header::IF_NONE_MATCH, known);
        }
        self.send(request.body(Body::empty()).unwrap()).await
    }

    async fn ask(&self, method: &str, json: &str) -> (StatusCode, String) {
        let request = Request::builder()
            .method(method)
            .uri("/api/v1/calendar/link")
            .header(header::AUTHORIZATION, format!("Bearer {}", self.token))
            .header(header::CONTENT_TYPE, "application/json")
            .body(Body::from(json.to_owned()))
            .unwrap();
        let (status, _, body) = self.send(request).await;
        (status, body)
    }

    async fn link(&self) -> String {
        let (status, body) = self.ask("POST", r#"{"zone":"Europe/Moscow"}"#).await;
        assert_eq!(status, StatusCode::OK, "{body}");
        let made: CalendarLinkMade = serde_json::from_str(&body).unwrap();
        assert!(!format!("{made:?}").contains(&made.path));
        made.path
    }

    async fn state(&self) -> CalendarLinkState {
        let (status, body) = self.ask("GET", "").await;
        assert_eq!(status, StatusCode::OK, "{body}");
        serde_json::from_str(&body).unwrap()
    }
}

#[tokio::test]
async fn a_link_is_made_read_and_revoked() {
    let site = Site::new();
    assert_eq!(site.state().await.zone, None);
    assert_eq!(site.ask("DELETE", "").await.0, StatusCode::NOT_FOUND);
    let path = site.link().await;
    let secret = path
        .strip_prefix("/calendar/")
        .unwrap()
        .strip_suffix(".ics")
        .unwrap();
    assert_eq!(secret.len(), 64);
    assert_eq!(site.state().await.zone.as_deref(), Some("Europe/Moscow"));
    let (status, headers, text) = site.get(&path, None).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(
        headers[header::CONTENT_TYPE],
        "text/calendar; charset=utf-8"
    );
    assert_eq!(headers[header::CACHE_CONTROL], "private, no-cache");
    assert_eq!(headers[header::REFERRER_POLICY], "no-referrer");
    assert!(text.starts_with("BEGIN:VCALENDAR\r\n") && text.contains("SUMMARY:Busy\r\n"));
    let newer = site.link().await;
    assert_ne!(newer, path);
    assert_eq!(site.get(&path, None).await.0, StatusCode::NOT_FOUND);
    assert_eq!(site.get(&newer, None).await.0, StatusCode::OK);
    assert_eq!(site.ask("DELETE", "").await.0, StatusCode::NO_CONTENT);
    assert_eq!(site.get(&newer, None).await.0, StatusCode::NOT_FOUND);
    assert_eq!(site.state().await.zone, None);
}

#[tokio::test]
async fn what_is_known_isnt_sent_again() {
    let site = Site::new();
    let path = site.link().await;
    let (_, headers, _) = site.get(&path, None).await;
    let etag = headers[header::ETAG].to_str().unwrap().to_owned();
    for (known, status) in [
        (etag.clone(), StatusCode::NOT_MODIFIED),
        (format!("\"other\", W/{etag}"), StatusCode::NOT_MODIFIED),
        ("*".to_owned(), StatusCode::NOT_MODIFIED),
        ("\"other\"".to_owned(), StatusCode::OK),
        (etag.trim_matches('"').to_owned(), StatusCode::OK),
    ] {
        let (got, headers, body) = site.get(&path, Some(&known)).await;
        assert_eq!(got, status, "{known}");
        assert_eq!(headers[header::ETAG], etag.as_str(), "{known}");
        assert_eq!(
            body.is_empty(),
            status == StatusCode::NOT_MODIFIED,
            "{known}"
        );
    }
}

#[tokio::test]
async fn an_address_that_isnt_good_is_one_where_nothing_is() {
    let site = Site::new();
    let revoked = site.link().await;
    let good = site.link().await;
    let without = |(status, headers, body): (StatusCode, HeaderMap, String), path: &str| {
        (status, headers, body.replace(path, "PATH"))
    };
    let digits = good.strip_suffix(".ics").unwrap();
    for path in [
        revoked,
        format!("/calendar/{}.ics", "0".repeat(64)),
        digits.to_owned(),
        format!("{digits}00.ics"),
        format!("{digits}.ICS"),
        good.replace(
            digits,
            &digits.to_uppercase().replace("/CALENDAR/", "/calendar/"),
        ),
        "/calendar/.ics".to_owned(),
        "/calendar/%ff%fe.ics".to_owned(),
    ] {
        // As long, so that the answer is.
        let nowhere = format!("/nowhere/{}", "x".repeat(path.len() - 9));
        let missing = without(site.get(&nowhere, None).await, &nowhere);
        assert_eq!(missing.0, StatusCode::NOT_FOUND);
        let got = without(site.get(&path, None).await, &path);
        assert_eq!(got, missing, "{path}");
        // Nor does a client learn anything by what it claims to have.
        let got = without(site.get(&path, Some("*")).await, &path);
        assert_eq!(got, missing, "{path}");
    }
}

#[tokio::test]
async fn a_zone_that_isnt_one_is_refused() {
    let site = Site::new();
    for json in ["{}", "", r#"{"zone":7}"#, r#"{"zone":"Mars/Base"}"#] {
        let (status, body) = site.ask("POST", json).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{json}: {body}");
        assert!(body.contains("malformed"), "{json}: {body}");
    }
    assert_eq!(site.state().await.zone, None);
}

/// Everything that is logged on this thread, at every level.
#[derive(Clone, Default)]
struct Logged(std::sync::Arc<std::sync::Mutex<Vec<u8>>>);

impl std::io::Write for Logged {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn the_address_is_in_no_log() {
    let logged = Logged::default();
    let writer = logged.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(move || writer.clone())
        .finish();
    let _guard = tracing::subscriber::set_default(subscriber);
    let site = Site::new();
    let path = site.link().await;
    assert_eq!(site.get(&path, None).await.0, StatusCode::OK);
    assert_eq!(site.ask("DELETE", "").await.0, StatusCode::NO_CONTENT);
    assert_eq!(site.get(&path, None).await.0, StatusCode::NOT_FOUND);
    tracing::info!("what is logged is seen");
    let logged = String::from_utf8(logged.0.lock().unwrap().clone()).unwrap();
    assert!(logged.contains("what is logged is seen"));
    let secret = path
        .strip_prefix("/calendar/")
        .unwrap()
        .trim_end_matches(".ics");
    assert!(!logged.contains(secret), "{logged}");
}
