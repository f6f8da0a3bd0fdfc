//! A feed for each language, and the one without.

use super::{LANGUAGES, Site, full};
use crate::fixture::{NOW_MS, World};
use std::collections::BTreeSet;

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
        let site = Site::of(world);
        let mut ids = BTreeSet::new();
        let mut entries = BTreeSet::new();
        for (language, tag) in LANGUAGES {
            let feed = site.feed(&format!("{language}/feed.atom")).await;
            assert_eq!(feed.authors()[0].name, "North");
            assert_eq!(feed.lang(), (!language.is_empty()).then_some(tag));
            let links: Vec<(&str, &str)> = feed
                .links()
                .iter()
                .map(|link| (link.rel.as_str(), link.href.as_str()))
                .collect();
            let own = format!("{base}{language}/feed.atom");
            let page = format!("{base}{language}/");
            assert_eq!(
                links,
                [("self", own.as_str()), ("alternate", page.as_str())]
            );
            let [entry] = feed.entries() else {
                panic!("one entry")
            };
            assert_eq!(entry.authors()[0].name, "press service of the leader");
            assert!(entry.id.starts_with("urn:detente:") && entry.id.ends_with(&name));
            assert_eq!(
                entry.links()[0].href,
                format!("{base}{language}/releases/{name}")
            );
            assert_eq!(entry.links()[0].rel, "alternate");
            assert_eq!(entry.title.lang.as_deref(), feed.lang().map(|_| "en"));
            assert!(entry.updated.timestamp_millis() == NOW_MS);
            assert!(ids.insert(feed.id.clone()), "a feed has an id of its own");
            entries.insert(entry.id.clone());
        }
        assert_eq!(entries.len(), 1, "a release has one id in all feeds");
    }
}

/// Readers that began before there were languages find what they knew, to the byte.
#[tokio::test]
async fn the_feed_without_a_language_is_as_it_was() {
    let (mut world, _) = full();
    world.core.set_press_url("https://press.north.example");
    let raw = Site::of(world).get("/feed.atom").await;
    insta::assert_snapshot!(raw);
}
