//! Both capitals' days: what a sherpa keeps is what every device of the side reads.

use super::{access_tests::ask, bare, capitals::HOLIDAYS_BODY_BYTES_MAX};
use crate::fixture::{NOW_MS, World};
use crate::runtime::{Clock, run_bare};
use axum::{
    Router,
    body::Body,
    http::{Request, StatusCode, header},
};
use calendar::HOLIDAY_BYTES_MAX;
use identity::Role;
use serde_json::{Value, json};
use tower::ServiceExt;

const CHRISTMAS: &str = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\n\
    DTSTART;VALUE=DATE:20220107\r\nRRULE:FREQ=YEARLY\r\nSUMMARY:Christmas\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

struct Site {
    router: Router,
    tokens: Vec<(Role, String)>,
}

impl Site {
    fn new() -> Self {
        let mut world = World::new();
        let tokens = [
            Role::Sherpa,
            Role::Principal,
            Role::DutyOfficer,
            Role::Administrator,
        ]
        .map(|role| {
            let person = world.people[&role].clone();
            (role, world.token(&person, NOW_MS))
        });
        Self {
            router: bare(run_bare(world.core, Clock::beginning_at(NOW_MS))),
            tokens: tokens.to_vec(),
        }
    }

    async fn put(&self, role: Role, path: &str, body: &Value) -> (u16, String) {
        let path = format!("/api/v1/capitals/{path}");
        self.ask(role, "PUT", &path, Some(body.to_string())).await
    }

    async fn ask(
        &self,
        role: Role,
        method: &str,
        path: &str,
        body: Option<String>,
    ) -> (u16, String) {
        let token = self.tokens.iter().find(|(of, _)| *of == role);
        let token = token.map(|(_, token)| token.as_str());
        let (status, said) = ask(&self.router, method, path, token, body).await;
        (status.as_u16(), said)
    }

    async fn read(&self, role: Role, question: &str) -> Value {
        let (_, token) = self.tokens.iter().find(|(of, _)| *of == role).unwrap();
        let request = Request::get(format!("/api/v1/capitals{question}"))
            .header(header::AUTHORIZATION, format!("Bearer {token}"))
            .body(Body::empty())
            .unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        let bytes = axum::body::to_bytes(response.into_body(), usize::MAX).await;
        serde_json::from_slice(&bytes.unwrap()).unwrap()
    }
}

fn nothing() -> Value {
    json!({ "rest": null, "holidays_kept": null, "holidays": [] })
}

#[tokio::test]
async fn what_a_sherpa_keeps_every_device_reads() {
    let site = Site::new();
    assert_eq!(
        site.read(Role::Principal, "").await,
        json!({ "own": nothing(), "other": nothing() })
    );
    let kept = site
        .put(
            Role::Sherpa,
            "own/holidays",
            &json!({ "calendar": CHRISTMAS }),
        )
        .await;
    assert_eq!(kept.0, 204, "{kept:?}");
    let kept = site
        .put(
            Role::Sherpa,
            "other/rest-hours",
            &json!({ "hours": "21:30-06:00" }),
        )
        .await;
    assert_eq!(kept.0, 204, "{kept:?}");
    let christmas = json!([{ "date": "2031-01-07", "name": "Christmas" }]);
    for (question, holidays) in [
        ("", json!([])),
        ("?around=2031-01-05", json!([])),
        ("?around=2031-01-06", christmas.clone()),
        ("?around=2031-01-07", christmas.clone()),
        ("?around=2031-01-08", christmas),
        ("?around=2031-01-09", json!([])),
        ("?around=9999-12-31", json!([])),
        ("?around=-009999-01-01", json!([])),
    ] {
        assert_eq!(
            site.read(Role::Principal, question).await,
            json!({
                "own": { "rest": null, "holidays_kept": 1, "holidays": holidays },
                "other": { "rest": { "from_min": 1290, "until_min": 360 }, "holidays_kept": null, "holidays": [] },
            }),
            "{question}"
        );
    }
    for (path, body) in [
        ("own/holidays", json!({ "calendar": null })),
        ("other/rest-hours", json!({ "hours": null })),
    ] {
        assert_eq!(site.put(Role::Sherpa, path, &body).await.0, 204);
    }
    assert_eq!(
        site.read(Role::Administrator, "?around=2031-01-07").await,
        json!({ "own": nothing(), "other": nothing() })
    );
}

#[tokio::test]
async fn what_isnt_understood_is_refused_and_changes_nothing() {
    let site = Site::new();
    let calendar = json!({ "calendar": CHRISTMAS });
    let hours = json!({ "hours": "22:00-07:00" });
    assert_eq!(
        site.put(Role::Sherpa, "own/holidays", &calendar).await.0,
        204
    );
    assert_eq!(
        site.put(Role::Sherpa, "own/rest-hours", &hours).await.0,
        204
    );
    let timed = CHRISTMAS.replace(";VALUE=DATE:20220107", ":20220107T100000Z");
    for (role, path, body, status, code) in [
        (
            Role::DutyOfficer,
            "own/holidays",
            calendar.clone(),
            403,
            "role-missing",
        ),
        (
            Role::Administrator,
            "own/rest-hours",
            hours.clone(),
            403,
            "role-missing",
        ),
        (Role::Sherpa, "theirs/holidays", calendar, 404, "not-found"),
        (Role::Sherpa, "theirs/rest-hours", hours, 404, "not-found"),
        (
            Role::Sherpa,
            "own/holidays",
            json!({ "calendar": "" }),
            422,
            "calendar-unread",
        ),
        (
            Role::Sherpa,
            "own/holidays",
            json!({ "calendar": timed }),
            422,
            "calendar-unread",
        ),
        (
            Role::Sherpa,
            "own/holidays",
            json!({ "hours": "x" }),
            400,
            "malformed",
        ),
        (
            Role::Sherpa,
            "own/rest-hours",
            json!({ "hours": "22:00" }),
            400,
            "malformed",
        ),
        (
            Role::Sherpa,
            "own/rest-hours",
            json!({ "hours": "07:00-07:00" }),
            400,
            "malformed",
        ),
    ] {
        let refused = site.put(role, path, &body).await;
        assert_eq!(refused, (status, code.to_owned()), "{path} {body}");
    }
    let asked = site
        .ask(
            Role::Sherpa,
            "GET",
            "/api/v1/capitals?around=tomorrow",
            None,
        )
        .await;
    assert_eq!(asked, (400, "malformed".to_owned()));
    let kept = site.read(Role::Sherpa, "?around=2022-01-07").await;
    assert_eq!(kept["own"]["holidays_kept"], 1);
    assert_eq!(kept["own"]["rest"]["from_min"], 22 * 60);
    assert_eq!(kept["other"], nothing());
}

/// A calendar of so many bytes, all of them read.
fn calendar_of(bytes: usize) -> String {
    let (head, tail) = ("BEGIN:VCALENDAR\r\n", "END:VCALENDAR\r\n");
    let mut text = head.to_owned();
    let line = format!("X-NOTE:{}\r\n", "n".repeat(4_000));
    while text.len() + line.len() + tail.len() + 64 < bytes {
        text.push_str(&line);
    }
    let left = bytes - text.len() - tail.len() - "X-NOTE:\r\n".len();
    text.push_str(&format!("X-NOTE:{}\r\n{tail}", "n".repeat(left)));
    assert_eq!(text.len(), bytes);
    text
}

#[tokio::test]
async fn a_calendar_may_be_as_long_as_calendars_are_read() {
    let site = Site::new();
    for (bytes, status) in [
        (HOLIDAY_BYTES_MAX - 1, 204),
        (HOLIDAY_BYTES_MAX, 204),
        (HOLIDAY_BYTES_MAX + 1, 413),
    ] {
        let body = json!({ "calendar": calendar_of(bytes) });
        let (told, said) = site.put(Role::Sherpa, "own/holidays", &body).await;
        assert_eq!(told, status, "{bytes}: {said}");
    }
    // What is asked may be longer, by the breaks of its lines.
    for (bytes, status) in [
        (HOLIDAYS_BODY_BYTES_MAX - 1, 204),
        (HOLIDAYS_BODY_BYTES_MAX, 204),
        (HOLIDAYS_BODY_BYTES_MAX + 1, 413),
    ] {
        let null = r#"{"calendar":null}"#;
        let body = format!("{null}{}", " ".repeat(bytes - null.len()));
        let path = "/api/v1/capitals/own/holidays";
        let (told, said) = site.ask(Role::Sherpa, "PUT", path, Some(body)).await;
        assert_eq!(told, status, "{bytes}: {said}");
    }
}
