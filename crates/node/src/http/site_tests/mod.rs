//! The press site as newsrooms read it, in each of its languages: pages, permalinks and feeds; text never
//! becomes markup.

mod archive;
mod feeds;
mod pages;
mod reader;

use super::bare;
use crate::app::{PressContact, PressSite, Zone};
use crate::fixture::{NOW_MS, World};
use crate::runtime::{Clock, run_bare};
use atom_syndication::Feed;
use axum::{
    Router,
    body::Body,
    http::{HeaderMap, HeaderName, Method, Request, StatusCode, header},
};
use domain::{PromisedRelease, Release, ReleaseKind};
use tower::ServiceExt;

/// The ways that a language is said in an address, and its tag; without one a page is in English here.
const LANGUAGES: [(&str, &str); 4] = [("", "en"), ("/en", "en"), ("/fr", "fr"), ("/ru", "ru")];

/// Pages that are there whatever was released.
const PAGES: [&str; 5] = ["/", "/archive", "/known", "/verify", "/contact"];

struct Site(Router);

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    text: String,
}

impl Answer {
    #[track_caller]
    fn header(&self, name: HeaderName) -> &str {
        let value = self.headers.get(&name);
        value.map_or("", |value| value.to_str().unwrap())
    }
}

impl Site {
    fn of(world: World) -> Self {
        Self(bare(run_bare(world.core, Clock::beginning_at(NOW_MS))))
    }

    /// Asked as another host: nothing that is shown comes from that.
    async fn ask(&self, method: Method, path: &str, headers: &[(HeaderName, &str)]) -> Answer {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, "evil.example");
        for (name, value) in headers {
            request = request.header(name, *value);
        }
        let request = request.body(Body::empty()).unwrap();
        let response = self.0.clone().oneshot(request).await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        let bytes = axum::body::to_bytes(response.into_body(), usize::MAX).await;
        let text = String::from_utf8(bytes.unwrap().to_vec()).unwrap();
        assert!(!text.contains("evil.example"), "{path}");
        Answer {
            status,
            headers,
            text,
        }
    }

    async fn get(&self, path: &str) -> String {
        let answer = self.ask(Method::GET, path, &[]).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        answer.text
    }

    async fn feed(&self, path: &str) -> Feed {
        self.get(path).await.parse().unwrap()
    }
}

/// A site with a release of each way to be shown, and the names of what is there.
fn full() -> (World, Vec<String>) {
    let mut world = World::new();
    let (contact, _) = world.agree(1);
    let statement = Release {
        kind: ReleaseKind::Statement,
        title: "Tonight's call".into(),
        promises: Some(PromisedRelease {
            by_unix_ms: NOW_MS + 3_600_000,
            office: None,
        }),
        ..world.readout(contact)
    };
    let readout = world.readout(contact);
    let mut names = vec![
        world.publish(&statement, NOW_MS - 3_000),
        world.publish(&readout, NOW_MS - 2_000),
    ];
    let correction = Release {
        kind: ReleaseKind::Correction,
        about: Some(names[1].clone()),
        title: "An hour".into(),
        ..readout
    };
    names.push(world.publish(&correction, NOW_MS - 1_000));
    (world, names)
}

/// What the settings may say of a site.
fn settings() -> PressSite {
    PressSite {
        zone: Some(Zone::named("Europe/Moscow").unwrap()),
        other_zone: Some(Zone::named("America/New_York").unwrap()),
        contact: PressContact {
            office: Some("press service <of> the leader".into()),
            address: Some("1 Square\nThe capital & seat".into()),
            mail: Some("press@north.example".into()),
            telephone: Some("+1 (555) 010-0100".into()),
        },
    }
}
