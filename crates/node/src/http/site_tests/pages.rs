//! What the pages say: text that never becomes markup, contact, clocks, corrections, embargoes.

use super::{LANGUAGES, PAGES, Site, full, settings};
use crate::fixture::{NOW_MS, World, at};
use atom_syndication::Feed;
use axum::http::StatusCode;
use domain::{Approval, ClaimedFacts, PromisedRelease, Release, ReleaseKind};

const HOSTILE: &str =
    "<script>alert(1)</script> \"><img src=x onerror='x'> & </pre></article> \u{fffe}";

#[tokio::test]
async fn text_never_becomes_markup() {
    let mut world = World::new();
    let (contact, _) = world.agree(1);
    let hostile = Release {
        kind: ReleaseKind::Statement,
        office: HOSTILE.into(),
        title: HOSTILE.into(),
        text: HOSTILE.into(),
        languages: vec![HOSTILE.into()],
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
    for (language, _) in LANGUAGES {
        for path in [
            "/".to_owned(),
            "/known".to_owned(),
            "/archive/2030-03".to_owned(),
            format!("/releases/{name}"),
            format!("/releases/{correction}"),
        ] {
            let path = format!("{language}{path}");
            let page = site.get(&path).await;
            for markup in ["<script", "<img", "onerror='", "</pre></article>"] {
                assert!(!page.contains(markup), "{markup} in {path}");
            }
            assert!(
                page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"),
                "{path}"
            );
        }
        let path = format!("{language}/feed.atom");
        let raw = site.get(&path).await;
        assert!(!raw.contains("<script") && !raw.contains('\u{fffe}'));
        let feed: Feed = raw.parse().unwrap();
        assert_eq!(feed.entries().len(), 2, "{path}");
        assert!(
            feed.entries()
                .iter()
                .all(|entry| entry.title.value.starts_with("<script>"))
        );
    }
    // The signed text is text, and whole.
    let signed = site.get(&format!("/releases/{name}.txt")).await;
    assert!(signed.contains(HOSTILE));
}

#[tokio::test]
async fn a_page_needs_no_script_and_nothing_from_elsewhere() {
    let (mut world, names) = full();
    world.core.set_press_site(settings());
    let site = Site::of(world);
    for (language, tag) in LANGUAGES {
        let permalinks = names.iter().map(|name| format!("/releases/{name}"));
        for path in PAGES.map(str::to_owned).into_iter().chain(permalinks) {
            let path = format!("{language}{path}");
            let page = site.get(&path).await;
            let begins = format!("<!DOCTYPE html><html lang=\"{tag}\" dir=\"ltr\">");
            assert!(page.starts_with(&begins), "{path}");
            for absent in [
                "<script",
                "<style",
                " style=",
                "javascript:",
                "http://",
                "https://",
                "url(",
                "@import",
            ] {
                assert!(!page.contains(absent), "{absent} in {path}");
            }
            for once in [
                "<h1>",
                "<main ",
                "<title>",
                "<header>",
                "<footer>",
                "href=\"#content\"",
            ] {
                assert_eq!(page.matches(once).count(), 1, "{once} in {path}");
            }
            assert!(page.contains("<main id=\"content\""), "{path}");
        }
    }
}

#[tokio::test]
async fn a_contact_is_shown_as_it_is_set_and_led_to_only_then() {
    for (language, none, telephone) in [
        (
            "en",
            "This press service has given no address for inquiries.",
            "Telephone",
        ),
        (
            "fr",
            "Ce service de presse n’a indiqué aucune adresse pour les demandes.",
            "Téléphone",
        ),
        (
            "ru",
            "Пресс-служба не указала адреса для запросов.",
            "Телефон",
        ),
    ] {
        let path = format!("/{language}/contact");
        let (world, _) = full();
        let site = Site::of(world);
        assert!(site.get(&path).await.contains(none), "{path}");
        let home = site.get(&format!("/{language}/")).await;
        assert!(!home.contains(&format!("href=\"{path}\"")));

        let (mut world, _) = full();
        world.core.set_press_site(settings());
        let site = Site::of(world);
        let page = site.get(&path).await;
        for shown in [
            "press service &lt;of&gt; the leader",
            "<bdi>1 Square</bdi><br><bdi>The capital &amp; seat</bdi>",
            "<a href=\"mailto:press@north.example\"><bdi>press@north.example</bdi></a>",
            "<a href=\"tel:+15550100100\">",
            telephone,
        ] {
            assert!(page.contains(shown), "{shown} in {page}");
        }
        let home = site.get(&format!("/{language}/")).await;
        assert!(home.contains(&format!("href=\"{path}\"")));
    }
}

#[tokio::test]
async fn both_sides_clocks_are_shown() {
    for (language, own, other) in [
        ("en", "(Moscow time)", "(New York time)"),
        ("fr", "(heure de Moscou)", "(heure de New York)"),
        ("ru", "(московское время)", "(нью-йоркское время)"),
    ] {
        let (mut world, names) = full();
        world.core.set_press_site(settings());
        let site = Site::of(world);
        for path in [
            "/".to_owned(),
            "/known".to_owned(),
            format!("/releases/{}", names[0]),
        ] {
            let page = site.get(&format!("/{language}{path}")).await;
            let own_at = page.find(own).unwrap();
            assert!(page.find(other).unwrap() > own_at, "{path}: the own first");
            assert!(page.contains("<time datetime=\"2030-"), "{path}");
        }
    }
}

/// As a text browser shows it: the order in which somebody reads who sees nothing but text.
#[tokio::test]
async fn a_text_browser_reads_it_in_order() {
    let (mut world, names) = full();
    world.core.set_press_site(settings());
    let site = Site::of(world);
    let name = &names[0];
    for (language, own, other, signature, verify) in [
        (
            "en",
            "(Moscow time)",
            "(New York time)",
            "Signature",
            "How to verify",
        ),
        (
            "fr",
            "(heure de Moscou)",
            "(heure de New York)",
            "Signature",
            "Vérifier un texte",
        ),
        (
            "ru",
            "(московское время)",
            "(нью-йоркское время)",
            "Подпись",
            "Как проверить подлинность",
        ),
    ] {
        let page = site.get(&format!("/{language}/releases/{name}")).await;
        let text = html2text::from_read(page.as_bytes(), 80).unwrap();
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let command = format!("minisign -Vm {name}.txt -p press.pub");
        let mut rest = text.as_str();
        for part in [
            "# Tonight's call",
            own,
            other,
            "The leaders spoke.",
            &format!("## {signature}"),
            "untrusted comment:",
            &format!("## {verify}"),
            &command,
        ] {
            let at = rest.find(part);
            let at = at.unwrap_or_else(|| panic!("{part} isn't where it belongs in {text}"));
            rest = &rest[at + part.len()..];
        }
    }
    for (language, _) in LANGUAGES {
        for path in PAGES {
            let page = site.get(&format!("{language}{path}")).await;
            let text = html2text::from_read(page.as_bytes(), 80).unwrap();
            assert!(text.contains("# "), "{language}{path}");
            assert!(
                !text.contains("site-"),
                "{language}{path}: a word is missing in {text}"
            );
        }
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
    for (language, corrected, withdrawn) in [
        ("", "Corrected", "Withdrawn"),
        ("/en", "Corrected", "Withdrawn"),
        ("/fr", "Rectifié", "Retiré"),
        ("/ru", "Исправлено", "Отозвано"),
    ] {
        let permalink = site.get(&format!("{language}/releases/{original}")).await;
        let page = site.get(&format!("{language}/")).await;
        for shown in [&permalink, &page] {
            assert!(shown.contains(&format!("<strong>{corrected}</strong>")));
            assert!(shown.contains(&format!("<strong>{withdrawn}</strong>")));
            assert!(shown.contains(&format!("{language}/releases/{correction}")));
            assert!(shown.contains(&format!("{language}/releases/{withdrawal}")));
        }
        let notice = site.get(&format!("{language}/releases/{withdrawal}")).await;
        assert!(notice.contains(&format!("href=\"{language}/releases/{original}\"")));
    }

    for (path, withdrawn) in [
        ("/feed.atom", "[This was withdrawn on 2030-"),
        ("/en/feed.atom", "[This was withdrawn on "),
        ("/fr/feed.atom", "[Ce texte a été retiré le "),
        ("/ru/feed.atom", "[Этот текст отозван, "),
    ] {
        let feed = site.feed(path).await;
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
            summary.contains(withdrawn) && summary.contains("An hour"),
            "{summary}"
        );
        assert!(summary.contains("The leaders spoke."));
        assert_eq!(feed.updated, first.updated);
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
    for (language, _) in LANGUAGES {
        for path in [
            "/",
            "/feed.atom",
            "/known",
            "/archive",
            "/archive/2030",
            "/archive/2030-03",
        ] {
            let path = format!("{language}{path}");
            let text = site.get(&path).await;
            assert!(!text.contains("Not yet") && !text.contains(&name), "{path}");
            assert!(!text.contains("<li><a href=\"/archive/2"), "{path}");
        }
        for form in ["", ".txt", ".txt.minisig"] {
            let path = format!("{language}/releases/{name}{form}");
            let (status, code) =
                crate::http::access_tests::ask(&site.0, "GET", &path, None, None).await;
            assert_eq!(
                (status, code.as_str()),
                (StatusCode::NOT_FOUND, "not-found"),
                "{path}"
            );
        }
    }
    let text = site.get("/api/v1/press/releases").await;
    assert!(!text.contains("Not yet") && !text.contains(&name));
}
