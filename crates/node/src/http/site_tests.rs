//! The press site as newsrooms read it, in each of its languages: pages, permalinks and feeds; text never
//! becomes markup.

use super::bare;
use crate::app::{ARCHIVE_PAGE_MAX, PressContact, PressSite, Zone};
use crate::fixture::{NOW_MS, World, at};
use crate::runtime::{Clock, run_bare};
use atom_syndication::Feed;
use axum::{
    Router,
    body::Body,
    http::{HeaderMap, HeaderName, Method, Request, StatusCode, header},
};
use domain::{Approval, ClaimedFacts, PromisedRelease, Release, ReleaseKind};
use std::collections::BTreeSet;
use tower::ServiceExt;

const HOSTILE: &str =
    "<script>alert(1)</script> \"><img src=x onerror='x'> & </pre></article> \u{fffe}";

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

#[tokio::test]
async fn the_archive_leads_to_everything() {
    let (mut world, names) = full();
    world.core.set_press_site(settings());
    let site = Site::of(world);
    for (language, _) in LANGUAGES {
        let all = site.get(&format!("{language}/archive")).await;
        let months: Vec<&str> = all
            .split("<li><a href=\"")
            .filter_map(|rest| rest.split('"').next())
            .filter(|href| href.contains("/archive/"))
            .collect();
        assert_eq!(months.len(), 1, "{months:?}");
        assert!(months[0].starts_with(language), "{months:?}");
        let year = months[0].rsplit_once('-').unwrap().0;
        for path in [months[0], year] {
            let page = site.get(path).await;
            let places: Vec<usize> = names
                .iter()
                .map(|name| {
                    page.find(&format!("<h2><a href=\"{language}/releases/{name}\""))
                        .unwrap()
                })
                .collect();
            assert!(
                places.is_sorted_by(|older, newer| older > newer),
                "newest first"
            );
            assert!(!page.contains("older-than"), "{path}: nothing is older");
        }
        let rest = site.get(&format!("{year}?older-than={}", names[1])).await;
        // Another language shows the same page of it.
        let other = format!("href=\"/ru/archive/2030?older-than={}\"", names[1]);
        assert!(rest.contains(&other), "{rest}");
        assert!(rest.contains(&names[0]) && !rest.contains(&format!("/releases/{}\"", names[2])));
        assert!(
            rest.contains(&format!("<a href=\"{year}\">")),
            "back to the newest"
        );
        let empty = site.get(&format!("{language}/archive/1999-05")).await;
        assert!(!empty.contains("<article>"));
    }
}

/// From page to page by the links alone.
#[tokio::test]
async fn the_archive_s_pages_lead_on_until_nothing_is_older() {
    for count in [ARCHIVE_PAGE_MAX, ARCHIVE_PAGE_MAX + 1] {
        let mut world = World::new();
        let (contact, _) = world.agree(1);
        let mut wanted = BTreeSet::new();
        for number in 0..count {
            let release = Release {
                title: format!("Readout {number}"),
                ..world.readout(contact)
            };
            wanted.insert(world.publish(&release, NOW_MS - i64::try_from(number).unwrap()));
        }
        let site = Site::of(world);
        let mut path = "/fr/archive/2030-03".to_owned();
        let (mut found, mut pages) = (BTreeSet::new(), 0);
        loop {
            let page = site.get(&path).await;
            pages += 1;
            let links = page.split("<h2><a href=\"/fr/releases/").skip(1);
            let names: Vec<&str> = links.filter_map(|rest| rest.split('"').next()).collect();
            assert!(names.len() <= ARCHIVE_PAGE_MAX, "{path}");
            found.extend(names.iter().map(|name| (*name).to_owned()));
            let Some((_, rest)) = page.split_once("rel=\"next\" href=\"") else {
                break;
            };
            path = rest.split('"').next().unwrap().to_owned();
        }
        assert_eq!(found, wanted);
        assert_eq!(pages, count.div_ceil(ARCHIVE_PAGE_MAX));
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
            let (status, code) = super::access_tests::ask(&site.0, "GET", &path, None, None).await;
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
