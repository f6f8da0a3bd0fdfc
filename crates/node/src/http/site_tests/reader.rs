//! What a reader's program asks for and gets: languages, refusals, answers that it has already, styles.

use super::{Site, full};
use crate::fixture::World;
use axum::http::{Method, StatusCode, header};
use std::collections::BTreeSet;

#[tokio::test]
async fn a_page_is_in_the_language_of_its_address_or_of_its_reader() {
    let (world, names) = full();
    let site = Site::of(world);
    let home = [
        ("en", "North: press", "Released"),
        ("fr", "North\u{a0}: service de presse", "Publié le"),
        ("ru", "North: пресс-служба", "Опубликовано"),
    ];
    for (tag, title, word) in home {
        let asks = [(header::ACCEPT_LANGUAGE, tag)];
        for (path, headers, vary) in [
            ("/", &asks[..], "accept-language"),
            (&format!("/{tag}/"), &[], ""),
            // What the address says counts.
            (
                &format!("/{tag}/"),
                &[(header::ACCEPT_LANGUAGE, "ru, fr, en")],
                "",
            ),
        ] {
            let answer = site.ask(Method::GET, path, headers).await;
            assert!(
                answer.text.contains(&format!("<title>{title}</title>")),
                "{path}"
            );
            assert_eq!(answer.header(header::CONTENT_LANGUAGE), tag);
            assert_eq!(answer.header(header::VARY), vary, "{path}");
        }
        let permalink = format!("/{tag}/releases/{}", names[0]);
        let page = site.get(&permalink).await;
        assert!(page.contains(word), "{permalink}");
        // What was released stays as it was written, and says in which language.
        assert!(
            page.contains("<bdi lang=\"en\">Tonight&#39;s call</bdi>"),
            "{page}"
        );
        assert!(page.contains("<pre dir=\"auto\" lang=\"en\">The leaders spoke.\n</pre>"));
        // Each page leads to itself in each language, by plain links.
        for (other, ..) in home {
            let link = format!(
                "<a href=\"/{other}/releases/{}\" hreflang=\"{other}\" lang=\"{other}\"",
                names[0]
            );
            assert!(page.contains(&link), "{link}");
        }
        assert!(page.contains(&format!(
            "hreflang=\"{tag}\" lang=\"{tag}\" aria-current=\"true\""
        )));
        assert!(
            page.contains(&format!("href=\"/{tag}/known\"")),
            "and stays in its own"
        );
    }
}

#[tokio::test]
async fn a_language_alone_leads_to_its_page() {
    let site = Site::of(World::new());
    for (path, status, location) in [
        ("/fr", StatusCode::PERMANENT_REDIRECT, "/fr/"),
        ("/ru", StatusCode::PERMANENT_REDIRECT, "/ru/"),
        ("/de", StatusCode::NOT_FOUND, ""),
    ] {
        let answer = site
            .ask(Method::GET, path, &[(header::ACCEPT, "text/plain")])
            .await;
        assert_eq!(answer.status, status, "{path}");
        assert_eq!(answer.header(header::LOCATION), location, "{path}");
    }
}

#[tokio::test]
async fn a_language_that_we_dont_have_is_no_address() {
    let (world, names) = full();
    let site = Site::of(world);
    for language in ["de", "EN", "fr-CA", "x", "releases", "%66%72%ff"] {
        for path in [
            "/",
            "/known",
            "/feed.atom",
            "/archive/2030",
            &format!("/releases/{}", names[0]),
        ] {
            let path = format!("/{language}{path}");
            let answer = site.ask(Method::GET, &path, &[]).await;
            let wanted = match language.contains("%ff") {
                true => StatusCode::BAD_REQUEST,
                false => StatusCode::NOT_FOUND,
            };
            assert_eq!(answer.status, wanted, "{path}");
            assert_eq!(
                answer.header(header::CONTENT_TYPE),
                "application/problem+json"
            );
        }
    }
}

#[tokio::test]
async fn a_missing_page_is_told_in_the_reader_s_language() {
    let (world, _) = full();
    let site = Site::of(world);
    let browser = (header::ACCEPT, "text/html,application/xhtml+xml,*/*;q=0.8");
    for (path, asks, tag, words) in [
        ("/nowhere", "ru", "ru", "Страница не найдена"),
        ("/fr/nowhere", "ru", "fr", "Page introuvable"),
        ("/de/known", "en", "en", "Page not found"),
        (
            "/releases/readout-000000000000",
            "fr",
            "fr",
            "Page introuvable",
        ),
        (
            "/ru/releases/readout-000000000000",
            "fr",
            "ru",
            "Страница не найдена",
        ),
        ("/fr/archive/2030-13", "en", "fr", "Page introuvable"),
        (
            "/archive/2030?older-than=readout-0",
            "en",
            "en",
            "Page not found",
        ),
    ] {
        let headers = [browser.clone(), (header::ACCEPT_LANGUAGE, asks)];
        let answer = site.ask(Method::GET, path, &headers).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        assert_eq!(answer.header(header::CONTENT_LANGUAGE), tag, "{path}");
        assert_eq!(
            answer.header(header::CONTENT_TYPE),
            "text/html; charset=utf-8"
        );
        assert!(answer.text.contains(&format!("<h1>{words}</h1>")), "{path}");
        let begins = format!("<!DOCTYPE html><html lang=\"{tag}\"");
        assert!(answer.text.starts_with(&begins), "{path}");
        // A program is told as ever.
        let answer = site.ask(Method::GET, path, &[]).await;
        assert_eq!(
            answer.header(header::CONTENT_TYPE),
            "application/problem+json"
        );
    }
    let answer = site
        .ask(
            Method::GET,
            "/api/v1/nowhere",
            std::slice::from_ref(&browser),
        )
        .await;
    assert_eq!(
        answer.header(header::CONTENT_TYPE),
        "application/problem+json"
    );
}

#[tokio::test]
async fn an_answer_is_asked_for_once_while_it_stays_the_same() {
    let (world, names) = full();
    let site = Site::of(world);
    let mut tags = BTreeSet::new();
    let mut paths: Vec<String> = [
        "/en/",
        "/fr/",
        "/ru/",
        "/feed.atom",
        "/fr/feed.atom",
        "/press.pub",
    ]
    .map(str::to_owned)
    .to_vec();
    paths.extend(["", ".txt", ".txt.minisig"].map(|form| format!("/releases/{}{form}", names[0])));
    for path in &paths {
        let answer = site.ask(Method::GET, path, &[]).await;
        let etag = answer.header(header::ETAG).to_owned();
        assert!(tags.insert(etag.clone()), "{path} has a tag of its own");
        assert_eq!(answer.header(header::CACHE_CONTROL), "no-cache");
        for known in [
            etag.clone(),
            format!("W/{etag}"),
            format!("\"x\", {etag}"),
            "*".to_owned(),
        ] {
            let again = site
                .ask(Method::GET, path, &[(header::IF_NONE_MATCH, &known)])
                .await;
            assert_eq!(again.status, StatusCode::NOT_MODIFIED, "{path} {known}");
            assert!(again.text.is_empty());
            assert_eq!(again.header(header::ETAG), etag);
        }
        let other = site
            .ask(Method::GET, path, &[(header::IF_NONE_MATCH, "\"x\"")])
            .await;
        assert_eq!(other.text, answer.text, "{path}");
        // Whoever asks for the head alone gets the same head.
        let head = site.ask(Method::HEAD, path, &[]).await;
        assert_eq!(
            (head.status, head.text.as_str()),
            (StatusCode::OK, ""),
            "{path}"
        );
        assert_eq!(head.header(header::ETAG), etag, "{path}");
        let length = answer.text.len().to_string();
        assert_eq!(head.header(header::CONTENT_LENGTH), length, "{path}");
    }
}

#[tokio::test]
async fn styles_are_named_by_what_is_in_them() {
    let site = Site::of(World::new());
    let page = site.get("/").await;
    let links: Vec<&str> = page
        .split("<link rel=\"stylesheet\" href=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .collect();
    assert_eq!(links.len(), 2);
    assert!(page.contains(&format!("href=\"{}\" media=\"print\"", links[1])));
    for link in &links {
        let answer = site.ask(Method::GET, link, &[]).await;
        assert_eq!(
            answer.header(header::CONTENT_TYPE),
            "text/css; charset=utf-8"
        );
        assert!(answer.header(header::CACHE_CONTROL).contains("immutable"));
        let hash = hex::encode(&identity::sha256(answer.text.as_bytes())[..8]);
        assert!(link.contains(&hash), "{link}");
        // Nothing that would have to be mirrored for a language from right to left.
        for physical in [
            "left",
            "right",
            "margin-top",
            "padding-top",
            "url(",
            "@import",
        ] {
            assert!(!answer.text.contains(physical), "{physical} in {link}");
        }
    }
    let print = site.get(links[1]).await;
    assert!(print.contains("nav,") && print.contains("display: none"));
    for wrong in [
        "/style/site.css",
        "/style/site.0000000000000000.css",
        "/fr/style/site.css",
    ] {
        let answer = site.ask(Method::GET, wrong, &[]).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{wrong}");
    }
}
