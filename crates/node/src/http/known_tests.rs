//! What is publicly known, as anybody reads it, and a picture with its release.

use super::bare;
use crate::app::{KNOWN_FOR_MS, PAGE_RELEASES_MAX};
use crate::fixture::{NOW_MS, World, at};
use crate::runtime::{Clock, run_bare};
use axum::{
    Router,
    body::Body,
    http::{HeaderMap, Request, StatusCode, header},
};
use domain::{
    Approval, Circumstances, ClaimedFacts, Medium, Picture, PictureKind, Release, ReleaseKind,
    SubjectId, build_document,
};
use identity::Hash32;
use tower::ServiceExt;
use wire::{Bytes64, TheirRelease};

async fn get(router: &Router, path: &str) -> (StatusCode, HeaderMap, Vec<u8>) {
    let request = Request::builder().uri(path).body(Body::empty()).unwrap();
    let response = router.clone().oneshot(request).await.unwrap();
    let (status, headers) = (response.status(), response.headers().clone());
    let bytes = axum::body::to_bytes(response.into_body(), usize::MAX).await;
    (status, headers, bytes.unwrap().to_vec())
}

async fn page(router: &Router, path: &str) -> String {
    let (status, _, bytes) = get(router, path).await;
    assert_eq!(status, StatusCode::OK, "{path}");
    String::from_utf8(bytes).unwrap()
}

/// South says something about the contact, and North's press device brought it.
fn south_says(world: &mut World, contact: SubjectId, medium: Medium, title: &str) {
    let release = Release {
        office: "press service of South".into(),
        title: title.into(),
        text: "They spoke.\n".into(),
        facts: ClaimedFacts {
            medium: Some(medium),
            ..ClaimedFacts::default()
        },
        ..Release::new(ReleaseKind::Readout, world.south.side(), contact)
    };
    let document = build_document(
        &release,
        &Circumstances {
            side_name: "South",
            other_name: "North",
            released_unix_ms: NOW_MS,
            differing: &[],
        },
    );
    let sent = TheirRelease {
        minisig: world.south.sign_press(&document),
        document,
        url: "https://press.south.example/releases/one".into(),
    };
    world.core.take_theirs(at(NOW_MS), &sent).unwrap();
}

#[tokio::test]
async fn the_page_says_who_said_what_with_links() {
    for (medium, stand) in [
        (Medium::PhoneCall, "confirmed"),
        (Medium::VideoConference, "<strong>disputed</strong>"),
    ] {
        let mut world = World::new();
        let (contact, _) = world.agree(1);
        let readout = world.readout(contact);
        let name = world.publish(&readout, NOW_MS);
        south_says(&mut world, contact, medium, "A call <i>with</i> North");
        let router = bare(run_bare(world.core, Clock::beginning_at(NOW_MS)));
        let page = page(&router, "/known").await;
        assert!(page.starts_with("<!DOCTYPE html>"));
        let theirs = match medium {
            Medium::PhoneCall => "Phone call",
            Medium::VideoConference => "Videoconference",
        };
        for shown in [
            format!("<td>{stand}: <a href=\"/releases/{name}\">Phone call</a>"),
            format!(
                "<td>{stand}: <a href=\"https://press.south.example/releases/one\">{theirs}</a>"
            ),
            "<th scope=\"col\"><bdi>North</bdi></th><th scope=\"col\"><bdi>South</bdi></th>"
                .to_owned(),
            format!("Subject <code>{contact}</code>"),
            "A call &lt;i&gt;with&lt;/i&gt; North".to_owned(),
            "press service of South".to_owned(),
        ] {
            assert!(page.contains(&shown), "{shown} in {page}");
        }
        assert!(!page.contains("<script") && !page.contains("<i>"));
    }
}

/// Agreed terms, a contact nobody spoke of, a draft, an approved draft, a text under embargo: of none
/// of them is a letter on the page.
#[tokio::test]
async fn nothing_that_is_unreleased_is_on_the_page() {
    let mut world = World::new();
    let (contact, _) = world.agree(1);
    let (silent, _) = world.agree(2);
    world.hold(contact, 50);
    let draft = Release {
        title: "drafted in private".into(),
        ..world.readout(contact)
    };
    let author = world.press().clone();
    let (record, _) = author.draft(&draft);
    world
        .core
        .post_internal(at(NOW_MS), author.device(), record.bytes())
        .unwrap();
    let approved = Release {
        title: "approved in private".into(),
        ..draft.clone()
    };
    world.approved(&approved, &Approval::default());
    let embargoed = Release {
        title: "under embargo".into(),
        embargo_unix_ms: Some(NOW_MS + 60_000),
        ..draft
    };
    let name = world.publish(&embargoed, NOW_MS);
    let router = bare(run_bare(world.core, Clock::beginning_at(NOW_MS)));
    let page = page(&router, "/known").await;
    assert!(page.contains("Nothing has been said yet."), "{page}");
    for absent in [
        "private",
        "embargo",
        "Phone call",
        "2021",
        &name,
        &contact.to_string(),
        &silent.to_string(),
    ] {
        assert!(!page.contains(absent), "{absent}");
    }
}

#[tokio::test]
async fn what_is_withdrawn_is_said_no_more_and_stays_visible_as_withdrawn() {
    let mut world = World::new();
    let (contact, _) = world.agree(1);
    let readout = world.readout(contact);
    let name = world.publish(&readout, NOW_MS - 2_000);
    let withdrawal = Release {
        kind: ReleaseKind::Withdrawal,
        about: Some(name.clone()),
        title: "Withdrawn".into(),
        text: "It named the wrong day.\n".into(),
        facts: ClaimedFacts::default(),
        ..readout
    };
    world.publish(&withdrawal, NOW_MS - 1_000);
    let router = bare(run_bare(world.core, Clock::beginning_at(NOW_MS)));
    let known = page(&router, "/known").await;
    assert!(known.contains("<strong>Withdrawn</strong>"), "{known}");
    assert!(!known.contains("Phone call"), "{known}");
    let earlier = page(&router, &format!("/releases/{name}")).await;
    assert!(earlier.contains("<strong>Withdrawn</strong>"));
    assert!(
        earlier.contains("It named the wrong day."),
        "with the reason"
    );
}

/// A point, as a PNG.
fn png() -> Vec<u8> {
    use img_parts::png::PngChunk;
    let header = [0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0];
    let row = [0x78, 1, 1, 2, 0, 0xfd, 0xff, 0, 0x80, 0, 0x82, 0, 0x81];
    let chunks = [(b"IHDR", &header[..]), (b"IDAT", &row), (b"IEND", b"")];
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    for (kind, contents) in chunks {
        let contents = bytes::Bytes::copy_from_slice(contents);
        file.extend(PngChunk::new(*kind, contents).encoder().bytes());
    }
    file
}

#[tokio::test]
async fn a_picture_is_shown_with_its_source_and_nothing_else_is() {
    let file = png();
    let mut world = World::new();
    let (contact, _) = world.agree(1);
    let picture = Picture {
        hash: Hash32(identity::sha256(&file)),
        kind: PictureKind::Png,
        bytes: u32::try_from(file.len()).unwrap(),
        source: "site of the \"press\" service".into(),
        alt: "Two <flags>".into(),
    };
    let release = Release {
        picture: Some(picture),
        ..world.readout(contact)
    };
    let who = world.core.who(world.press().device(), NOW_MS).unwrap();
    let mut request = world.approved(&release, &Approval::default());
    let mut tail = file.clone();
    tail.push(0);
    let refused = Err(crate::app::ErrorCode::PictureRefused);
    for wrong in [None, Some(b"another".to_vec()), Some(tail)] {
        request.picture = wrong.map(Bytes64);
        let sent = world.core.release(at(NOW_MS), who, &request);
        assert_eq!(sent.map_err(|error| error.code), refused);
    }
    request.picture = Some(Bytes64(file.clone()));
    let name = world.core.release(at(NOW_MS), who, &request).unwrap();
    let bare = world.readout(contact);
    let mut unnamed = world.approved(&bare, &Approval::default());
    unnamed.picture = Some(Bytes64(file.clone()));
    let sent = world.core.release(at(NOW_MS), who, &unnamed);
    assert_eq!(sent.map_err(|error| error.code), refused, "not approved");

    let router = super::bare(run_bare(world.core, Clock::beginning_at(NOW_MS)));
    let shown = page(&router, &format!("/releases/{name}")).await;
    let img = format!("<img src=\"/releases/{name}.png\" alt=\"Two &lt;flags&gt;\"");
    assert!(shown.contains(&img), "{shown}");
    assert!(
        shown.contains("Picture: <bdi lang=\"en\">site of the &quot;press&quot; service</bdi>")
    );
    assert!(shown.contains(&hex::encode(identity::sha256(&file))));
    let (status, headers, bytes) = get(&router, &format!("/releases/{name}.png")).await;
    assert_eq!((status, bytes), (StatusCode::OK, file.clone()));
    assert_eq!(headers[header::CONTENT_TYPE], "image/png");
    assert_eq!(headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
    let policy = headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
    assert!(policy.starts_with("default-src 'none'") && policy.contains("img-src 'self'"));
    for ending in ["jpeg", "webp", "svg", "html"] {
        let (status, ..) = get(&router, &format!("/releases/{name}.{ending}")).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{ending}");
    }
    // The signed text names it, and the feed leads to it.
    let signed = page(&router, &format!("/releases/{name}.txt")).await;
    let hash = format!("Picture-SHA256: {}\n", hex::encode(identity::sha256(&file)));
    assert!(signed.contains(&hash), "{signed}");
    let feed = page(&router, "/feed.atom").await;
    assert!(feed.contains("rel=\"enclosure\"") && feed.contains("image/png"));
}

#[tokio::test]
async fn a_picture_waits_for_its_embargo() {
    let file = png();
    let mut world = World::new();
    let (contact, _) = world.agree(1);
    let release = Release {
        embargo_unix_ms: Some(NOW_MS + 3_600_000),
        picture: Some(Picture {
            hash: Hash32(identity::sha256(&file)),
            kind: PictureKind::Png,
            bytes: u32::try_from(file.len()).unwrap(),
            source: "press".into(),
            alt: "a point".into(),
        }),
        ..world.readout(contact)
    };
    let mut request = world.approved(&release, &Approval::default());
    request.picture = Some(Bytes64(file));
    let who = world.core.who(world.press().device(), NOW_MS).unwrap();
    let name = world.core.release(at(NOW_MS), who, &request).unwrap();
    let router = bare(run_bare(world.core, Clock::beginning_at(NOW_MS)));
    let (status, ..) = get(&router, &format!("/releases/{name}.png")).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
}

/// What is left out is said, with how many are here and where the others are.
#[tokio::test]
async fn older_own_texts_are_said_to_be_in_the_archive() {
    for (count, says) in [
        (PAGE_RELEASES_MAX - 1, false),
        (PAGE_RELEASES_MAX, false),
        (PAGE_RELEASES_MAX + 1, true),
    ] {
        let mut world = World::new();
        let (contact, _) = world.agree(1);
        for number in 0..count {
            let text = Release {
                title: format!("text {number}."),
                ..world.readout(contact)
            };
            world.publish(&text, NOW_MS + number as i64);
        }
        let router = bare(run_bare(world.core, Clock::beginning_at(NOW_MS + 60_000)));
        let page = page(&router, "/known").await;
        let sentence = "the newest 128 texts are on this page; the older ones are in the archive";
        assert_eq!(page.contains(sentence), says, "{count}: {page}");
        assert_eq!(page.contains("text 0."), !says, "{count}");
        assert!(page.contains("text 1."), "{count}");
    }
}

/// However often somebody asks, it is made once in a second, and anew when a text came.
#[test]
fn what_is_known_is_made_once_in_a_while() {
    let mut world = World::new();
    let (contact, _) = world.agree(1);
    let readout = world.readout(contact);
    world.publish(&readout, NOW_MS - 10_000);
    let known = |world: &mut World, unix_ms: i64| world.core.known(at(unix_ms)).unwrap();
    let mut first = known(&mut world, NOW_MS);
    for (later_ms, same) in [
        (0, true),
        (KNOWN_FOR_MS - 1, true),
        (KNOWN_FOR_MS, false),
        (KNOWN_FOR_MS + 1, false),
        // Somebody set the clock.
        (-1, false),
    ] {
        let again = known(&mut world, NOW_MS + later_ms);
        assert_eq!(std::sync::Arc::ptr_eq(&first, &again), same, "{later_ms}");
        assert_eq!(first, again);
        first = known(&mut world, NOW_MS);
    }
    let before = known(&mut world, NOW_MS);
    south_says(&mut world, contact, Medium::PhoneCall, "Theirs");
    let after = known(&mut world, NOW_MS);
    assert_eq!(
        after.subjects[0].texts.len(),
        before.subjects[0].texts.len() + 1
    );
    let another = Release {
        title: "Another".into(),
        ..readout
    };
    world.publish(&another, NOW_MS);
    let last = known(&mut world, NOW_MS);
    assert_eq!(
        last.subjects[0].texts.len(),
        after.subjects[0].texts.len() + 1
    );
}
