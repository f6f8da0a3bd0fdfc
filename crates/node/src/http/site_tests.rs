//! The press site as newsrooms read it: page, permalink and feed; text never becomes markup.

use super::bare;
use crate::fixture::{NOW_MS, World, at};
use crate::runtime::{Clock, run_bare};
use atom_syndication::Feed;
use axum::{
    Router,
    body::Body,
    http::{Request, StatusCode, header},
};
use domain::{Approval, ClaimedFacts, PromisedRelease, Release, ReleaseKind};
use tower::ServiceExt;

const HOSTILE: &str =
    "<script>alert(1)</script> \"><img src=x onerror='x'> & </pre></article> \u{fffe}";

struct Site(Router);

impl Site {
    fn of(world: World) -> Self {
        Self(bare(run_bare(world.core, Clock::beginning_at(NOW_MS))))
    }

    /// Asked as another host: nothing that is shown comes from that.
    async fn get(&self, path: &str) -> String {
        let request = Request::builder()
            .uri(path)
            .header(header::HOST, "evil.example")
            .body(Body::empty())
            .unwrap();
        let response = self.0.clone().oneshot(request).await.unwrap();
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        let bytes = axum::body::to_bytes(response.into_body(), usize::MAX)
            .await
            .unwrap();
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        assert!(!text.contains("evil.example"), "{path}");
        text
    }

    async fn feed(&self) -> Feed {
        self.get("/feed.atom").await.parse().unwrap()
    }
}

#[tokio::test]
async fn text_never_becomes_markup() {
    let mut world = World::new();
    let (contact, _) = world.agree(1);
    let hostile = Release {
        kind: ReleaseKind::Statement,
        office: HOSTILE.into(),
        title: HOSTILE.into(),
        text: HOSTILE.into(),
        promises: Some(PromisedRelease {
            by_unix_ms: NOW_MS,
            office: Some(HOSTILE.into()),
        }),
        ..world.readout(contact)
    };
    let name = world.publish(&hostile, NOW_MS);
    let correction = Release {
        kind: ReleaseKind::Correction,
        about: Some(name.clone()),
        promises: None,
        ..hostile.clone()
    };
    let correction = world.publish(&correction, NOW_MS);
    let site = Site::of(world);
    for path in [
        "/".to_owned(),
        format!("/releases/{name}"),
        format!("/releases/{correction}"),
    ] {
        let page = site.get(&path).await;
        for markup in ["<script", "<img", "onerror='", "</pre></article>"] {
            assert!(!page.contains(markup), "{markup} in {path}");
        }
        assert!(
            page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"),
            "{path}"
        );
    }
    // The signed text is text, and whole.
    let signed = site.get(&format!("/releases/{name}.txt")).await;
    assert!(signed.contains(HOSTILE));
    let raw = site.get("/feed.atom").await;
    assert!(!raw.contains("<script") && !raw.contains('\u{fffe}'));
    let feed: Feed = raw.parse().unwrap();
    assert!(
        feed.entries()
            .iter()
            .all(|entry| entry.title.value.starts_with("<script>"))
    );
}

#[tokio::test]
async fn the_page_needs_no_script_and_nothing_from_elsewhere() {
    let mut world = World::new();
    let (contact, _) = world.agree(1);
    let readout = world.readout(contact);
    let name = world.publish(&readout, NOW_MS);
    let site = Site::of(world);
    for path in ["/".to_owned(), format!("/releases/{name}")] {
        let page = site.get(&path).await;
        assert!(page.starts_with("<!doctype html><html lang=en>"), "{path}");
        for absent in [
            "<script",
            "javascript:",
            "http://",
            "https://",
            "url(",
            "@import",
        ] {
            assert!(!page.contains(absent), "{absent} in {path}");
        }
        assert!(page.contains("Telephone conversation"), "{path}");
    }
}

#[tokio::test]
async fn a_correction_shows_wherever_its_original_does() {
    let mut world = World::new();
    let (contact, _) = world.agree(1);
    let readout = world.readout(contact);
    let original = world.publish(&readout, NOW_MS - 3_000);
    let about = |kind: ReleaseKind, title: &str| Release {
        kind,
        facts: ClaimedFacts::default(),
        title: title.into(),
        about: Some(original.clone()),
        ..readout.clone()
    };
    let correction = world.publish(&about(ReleaseKind::Correction, "An hour"), NOW_MS - 2_000);
    let withdrawal = world.publish(&about(ReleaseKind::Withdrawal, "In error"), NOW_MS - 1_000);
    world.core.set_press_url("https://press.north.example/");
    let site = Site::of(world);
    let permalink = site.get(&format!("/releases/{original}")).await;
    let page = site.get("/").await;
    for shown in [&permalink, &page] {
        assert!(shown.contains("was <strong>corrected</strong>"));
        assert!(shown.contains("was <strong>withdrawn</strong>"));
        assert!(shown.contains(&format!("/releases/{correction}")));
        assert!(shown.contains(&format!("/releases/{withdrawal}")));
    }
    let notice = site.get(&format!("/releases/{withdrawal}")).await;
    assert!(notice.contains(&format!("href=\"/releases/{original}\"")));

    let feed = site.feed().await;
    let entry = |name: &str| {
        feed.entries()
            .iter()
            .find(|entry| entry.id.ends_with(name))
            .unwrap()
    };
    let first = entry(&original);
    assert_eq!(
        first.updated,
        entry(&withdrawal).updated,
        "it was brought up to date"
    );
    assert!(first.published.unwrap() < first.updated);
    let summary = &first.summary().unwrap().value;
    assert!(
        summary.contains("withdrawn") && summary.contains("An hour"),
        "{summary}"
    );
    assert!(summary.contains("The leaders spoke."));
    assert_eq!(feed.updated, first.updated);
}

/// What RFC 4287 wants of a feed and each entry.
#[tokio::test]
async fn the_feed_is_whole() {
    for (press_url, base) in [
        (None, ""),
        (
            Some("https://press.north.example"),
            "https://press.north.example",
        ),
        (
            Some("https://press.north.example/"),
            "https://press.north.example",
        ),
    ] {
        let mut world = World::new();
        let (contact, _) = world.agree(1);
        let readout = world.readout(contact);
        let name = world.publish(&readout, NOW_MS);
        if let Some(url) = press_url {
            world.core.set_press_url(url);
        }
        let feed = Site::of(world).feed().await;
        assert_eq!(feed.authors()[0].name, "North");
        let links: Vec<(&str, &str)> = feed
            .links()
            .iter()
            .map(|link| (link.rel.as_str(), link.href.as_str()))
            .collect();
        let own = format!("{base}/feed.atom");
        let page = format!("{base}/");
        assert_eq!(
            links,
            [("self", own.as_str()), ("alternate", page.as_str())]
        );
        let [entry] = feed.entries() else {
            panic!("one entry")
        };
        assert_eq!(entry.authors()[0].name, "press service of the leader");
        assert!(entry.id.starts_with("urn:detente:") && entry.id.ends_with(&name));
        assert_eq!(entry.links()[0].href, format!("{base}/releases/{name}"));
        assert_eq!(entry.links()[0].rel, "alternate");
        assert!(entry.updated.timestamp_millis() == NOW_MS);
    }
}

#[tokio::test]
async fn an_embargoed_text_is_nowhere() {
    let mut world = World::new();
    let (contact, _) = world.agree(1);
    let embargoed = Release {
        title: "Not yet".into(),
        // The test's clock goes on from now.
        embargo_unix_ms: Some(NOW_MS + 3_600_000),
        ..world.readout(contact)
    };
    let request = world.approved(&embargoed, &Approval::default());
    let who = world.core.who(world.press().device(), NOW_MS).unwrap();
    let name = world.core.release(at(NOW_MS), who, &request).unwrap();
    let site = Site::of(world);
    for path in ["/", "/feed.atom", "/api/v1/press/releases"] {
        let text = site.get(path).await;
        assert!(!text.contains("Not yet") && !text.contains(&name), "{path}");
    }
    for form in ["", ".txt", ".txt.minisig"] {
        let path = format!("/releases/{name}{form}");
        let (status, code) = super::access_tests::ask(&site.0, "GET", &path, None, None).await;
        assert_eq!(
            (status, code.as_str()),
            (StatusCode::NOT_FOUND, "not-found"),
            "{path}"
        );
    }
}
