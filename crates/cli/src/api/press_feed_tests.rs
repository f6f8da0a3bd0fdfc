//! A press site that means ill: feeds that are too long, unfold, nest or lead elsewhere, and texts that
//! aren't theirs.

use super::*;
use crate::{Context, PassphraseSource, Questions, commands::side};
use domain::{Circumstances, Release, ReleaseKind, SubjectId, build_document};
use rustls::RootCertStore;
use std::{
    collections::BTreeMap,
    path::Path,
    sync::{Arc, Mutex},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

/// Answers by path, and what was asked.
#[derive(Clone, Default)]
struct Site {
    pages: Arc<Mutex<BTreeMap<String, Vec<u8>>>>,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Site {
    fn put(&self, path: &str, page: impl Into<Vec<u8>>) {
        self.pages.lock().unwrap().insert(path.into(), page.into());
    }

    fn asked(&self) -> Vec<String> {
        std::mem::take(&mut *self.asked.lock().unwrap())
    }

    /// A page that begins with `HTTP/` is the whole answer.
    async fn open(&self) -> Url {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let site = self.clone();
        tokio::spawn(async move {
            while let Ok((mut socket, _)) = listener.accept().await {
                let site = site.clone();
                tokio::spawn(async move {
                    let mut request = Vec::new();
                    while !request.ends_with(b"\r\n\r\n") {
                        let Ok(byte) = socket.read_u8().await else {
                            return;
                        };
                        request.push(byte);
                    }
                    let head = String::from_utf8(request).unwrap();
                    let path = head.split(' ').nth(1).unwrap().to_owned();
                    site.asked.lock().unwrap().push(path.clone());
                    let page = site.pages.lock().unwrap().get(&path).cloned();
                    let answer = match page {
                        Some(whole) if whole.starts_with(b"HTTP/") => whole,
                        Some(page) => {
                            [b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n", &page[..]].concat()
                        }
                        None => {
                            b"HTTP/1.1 404 No\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
                                .to_vec()
                        }
                    };
                    // A reader that has had enough is gone.
                    let _ = socket.write_all(&answer).await;
                    let _ = socket.shutdown().await;
                });
            }
        });
        site_of(&format!("http://127.0.0.1:{port}")).unwrap()
    }
}

/// The side whose site it is, with its press key.
struct South {
    charter: Charter,
    key: crate::press_key::PressKey,
}

impl South {
    fn found(dir: &Path) -> Self {
        let mut context = Context::new(dir.join("south"));
        context.questions = Questions::Never;
        context.danger_weak_keys = true;
        context.passphrase = PassphraseSource::Given(zeroize::Zeroizing::new("pass".into()));
        side::init(&context, &side::InitArgs::local("South")).unwrap();
        let home = context.home();
        Self {
            charter: home.credentials().unwrap().credentials.charter,
            key: crate::press_key::PressKey::open(&context, &home.press_key_path()).unwrap(),
        }
    }

    fn id(&self, name: &str) -> String {
        format!("urn:detente:{}:{name}", self.charter.side())
    }

    /// A release with its name.
    fn text(&self, title: &str) -> (String, String) {
        let release = Release {
            office: "press".into(),
            title: title.into(),
            text: "Said.\n".into(),
            ..Release::new(
                ReleaseKind::Statement,
                self.charter.side(),
                SubjectId([3; 16]),
            )
        };
        let document = build_document(
            &release,
            &Circumstances {
                side_name: "South",
                other_name: "North",
                released_unix_ms: 0,
                differing: &[],
            },
        );
        (domain::document_name(&release, &document), document)
    }

    fn put(&self, site: &Site, name: &str, document: &str) {
        let minisig = self.key.sign(document, "a release").unwrap();
        site.put(&format!("/releases/{name}.txt"), document);
        site.put(&format!("/releases/{name}.txt.minisig"), minisig);
    }
}

fn feed(ids: &[String]) -> String {
    let entries: String = ids
        .iter()
        .map(|id| {
            format!(
                "<entry><title>t</title><id>{id}</id><updated>2021-12-30T20:00:00Z</updated>\
                 <link href=\"http://192.0.2.1/elsewhere\"/></entry>"
            )
        })
        .collect();
    format!(
        "<?xml version=\"1.0\"?><feed xmlns=\"http://www.w3.org/2005/Atom\"><title>t</title>\
         <id>urn:x</id><updated>2021-12-30T20:00:00Z</updated>{entries}</feed>"
    )
}

async fn looked(site: &Url, south: &South) -> Result<Vec<Entry>, String> {
    look(site, Reach::Anywhere, &south.charter, &BTreeSet::new())
        .await
        .map_err(|error| error.code)
}

#[tokio::test]
async fn what_their_key_signed_is_theirs_and_nothing_else_is() {
    let dir = tempfile::tempdir().unwrap();
    let south = South::found(dir.path());
    let site = Site::default();
    let (name, document) = south.text("Whole");
    south.put(&site, &name, &document);
    let (altered, text) = south.text("Altered");
    south.put(&site, &altered, &text);
    site.put(
        &format!("/releases/{altered}.txt"),
        text.replace("Said", "Sung"),
    );
    let (swapped, _) = south.text("Swapped");
    south.put(&site, &swapped, &document);
    let missing = "statement-0123456789ab".to_owned();
    let ids = [
        south.id(&name),
        south.id(&name),
        south.id(&altered),
        south.id(&swapped),
        south.id(&missing),
        south.id("../../etc/passwd"),
        south.id("statement-0123456789ab.txt?x="),
        "urn:detente:00000000000000000000000000000000:statement-0123456789ab".into(),
        "http://192.0.2.1/".into(),
    ];
    site.put("/feed.atom", feed(&ids));
    let url = site.open().await;
    let entries = looked(&url, &south).await.unwrap();
    let told: Vec<(bool, String)> = entries
        .iter()
        .map(|entry| {
            let why = entry.text.as_ref().err().cloned().unwrap_or_default();
            (entry.text.is_ok(), why)
        })
        .collect();
    assert_eq!(entries.len(), ids.len() - 1, "each once: {told:?}");
    assert_eq!(entries[0].name, name);
    assert_eq!(entries[0].text.as_ref().unwrap().document, document);
    for ((is_theirs, why), words) in told.iter().zip([
        "",
        "signature doesn't stand",
        "another release than the feed names",
        "404",
        "no release's form",
        "no release's form",
        "no release of this side",
        "no release of this side",
    ]) {
        assert_eq!(*is_theirs, words.is_empty(), "{why}");
        assert!(why.contains(words), "{why}: {words}");
    }
    // Only the pinned address was asked, and only for releases.
    let asked = site.asked();
    assert!(
        asked.iter().all(|path| {
            path == "/feed.atom" || path.starts_with("/releases/statement-") && !path.contains("..")
        }),
        "{asked:?}"
    );
    // What is known already isn't asked for again.
    let known = [&name, &altered, &swapped, &missing]
        .map(String::clone)
        .into();
    look(&url, Reach::Anywhere, &south.charter, &known)
        .await
        .unwrap();
    assert_eq!(site.asked(), ["/feed.atom"]);
}

#[tokio::test]
async fn a_feed_that_means_ill_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let south = South::found(dir.path());
    let entities = "<?xml version=\"1.0\"?><!DOCTYPE f [<!ENTITY a \"aaaaaaaaaa\">\
        <!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">]><feed><title>&b;</title></feed>";
    let external =
        "<!DOCTYPE f [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><feed><id>&x;</id></feed>";
    let nested = format!("<feed>{}", "<a>".repeat(200_000));
    let deep = feed(&[]).replace(
        "</feed>",
        &format!(
            "<entry><content type=\"xhtml\">{}{}</content></entry></feed>",
            "<div>".repeat(100_000),
            "</div>".repeat(100_000)
        ),
    );
    let elsewhere = "HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/feed.atom\r\n\
        content-length: 0\r\nconnection: close\r\n\r\n";
    for (what, page, wanted) in [
        ("entities", entities.to_owned(), Err("odd-feed")),
        ("an external entity", external.to_owned(), Err("odd-feed")),
        ("a note", "hello".into(), Err("odd-feed")),
        ("nothing", String::new(), Err("odd-feed")),
        ("no end", nested, Err("odd-feed")),
        // Deep, and nothing of it is a release.
        ("deep", deep, Ok(1)),
        (
            "another form",
            "<rss><channel/></rss>".into(),
            Err("odd-feed"),
        ),
        ("a redirect", elsewhere.into(), Err("not-found")),
    ] {
        let site = Site::default();
        site.put("/feed.atom", page);
        let url = site.open().await;
        let found = looked(&url, &south).await.map(|entries| entries.len());
        assert_eq!(
            found.as_ref().map(|n| *n).map_err(String::as_str),
            wanted,
            "{what}"
        );
        assert_eq!(site.asked(), ["/feed.atom"], "{what}");
    }
}

#[tokio::test]
async fn length_number_and_time_are_bounded() {
    let dir = tempfile::tempdir().unwrap();
    let south = South::found(dir.path());
    let whole = feed(&[]);
    for (bytes, wanted) in [
        (FEED_BYTES_MAX - 1, Ok(0)),
        (FEED_BYTES_MAX, Ok(0)),
        (FEED_BYTES_MAX + 1, Err("too-large")),
    ] {
        let site = Site::default();
        site.put(
            "/feed.atom",
            format!("{whole}{}", " ".repeat(bytes - whole.len())),
        );
        let found = looked(&site.open().await, &south)
            .await
            .map(|entries| entries.len());
        assert_eq!(
            found.as_ref().map(|n| *n).map_err(String::as_str),
            wanted,
            "{bytes}"
        );
    }
    for (count, looked_at) in [
        (FEED_ENTRIES_MAX - 1, FEED_ENTRIES_MAX - 1),
        (FEED_ENTRIES_MAX, FEED_ENTRIES_MAX),
        (FEED_ENTRIES_MAX + 1, FEED_ENTRIES_MAX),
    ] {
        let ids: Vec<String> = (0..count).map(|number| format!("urn:x:{number}")).collect();
        let found = entry_ids(&feed(&ids)).unwrap();
        assert_eq!(found.len(), looked_at, "{count}");
    }
    // A site that takes a connection and says nothing.
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = site_of(&format!("http://{}", silent.local_addr().unwrap())).unwrap();
    let short = Duration::from_millis(200);
    for (one, all, wanted) in [
        (short, LOOK_TIMEOUT, "site-unreachable"),
        (TIMEOUT, short, "site-slow"),
    ] {
        let roots = RootCertStore::empty();
        let known = BTreeSet::new();
        let http = press_site::client(&url, roots, one, Policy::none(), Reach::Anywhere).unwrap();
        let look = look_with(&http, &url, &south.charter, &known, all).await;
        assert_eq!(look.unwrap_err().code, wanted);
    }
}

/// By its address or by a name that leads there: nobody is asked unless somebody said that it may be so.
#[tokio::test]
async fn a_site_on_an_own_network_is_asked_only_where_somebody_said_so() {
    let dir = tempfile::tempdir().unwrap();
    let south = South::found(dir.path());
    let known = BTreeSet::new();
    for host in ["127.0.0.1", "localhost", "Press.South.localhost"] {
        let site = Site::default();
        site.put("/feed.atom", feed(&[]));
        let mut url = site.open().await;
        url.set_host(Some(host)).unwrap();
        let refused = look(&url, Reach::Public, &south.charter, &known).await;
        let error = refused.unwrap_err();
        assert_eq!(error.code, "private-address", "{host}: {error:?}");
        assert!(error.next.contains("--private-network"), "{error:?}");
        assert_eq!(site.asked(), [""; 0], "{host}");
        let found = look(&url, Reach::Anywhere, &south.charter, &known).await;
        assert_eq!(found.unwrap(), [], "{host}");
    }
}

#[test]
fn the_address_of_a_site_is_plain() {
    for (text, wanted) in [
        (
            "https://press.south.example",
            Some("https://press.south.example/"),
        ),
        (
            "https://south.example/press/?a=b#c",
            Some("https://south.example/press/"),
        ),
        ("http://127.0.0.1:8080", Some("http://127.0.0.1:8080/")),
        ("ftp://south.example", None),
        ("file:///etc/passwd", None),
        ("https://name:word@south.example", None),
        ("south.example", None),
        ("javascript:alert(1)", None),
    ] {
        let site = site_of(text).ok().map(String::from);
        assert_eq!(site.as_deref(), wanted, "{text}");
    }
}
