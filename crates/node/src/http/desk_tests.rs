//! The web client as browsers get it: its policy, its encodings, what is kept and what is asked anew.

use super::{Desk, DeskFile, DeskFolder, DeskSource, REPORT_BYTES_MAX, Setting, router};
use crate::fixture::{NOW_MS, World};
use crate::runtime::{Clock, push::PushSender, run_bare};
use axum::{
    Router,
    body::Body,
    http::{HeaderMap, Request, StatusCode, header},
};
use std::sync::Arc;
use tower::ServiceExt;

const PAGE: &str = "<!doctype html><title>Client</title>";
const SCRIPT: &str = "export {};";

fn file(media_type: &'static str, content: &'static str, brotli: &'static str) -> DeskFile {
    DeskFile {
        media_type,
        sha256: identity::sha256(content.as_bytes()),
        plain: content.into(),
        brotli: Some(brotli.into()),
    }
}

fn files() -> DeskSource {
    let files = [
        (
            "index.html",
            file("text/html; charset=utf-8", PAGE, "packed page"),
        ),
        (
            "assets/a-1.js",
            file("text/javascript; charset=utf-8", SCRIPT, "packed script"),
        ),
    ];
    DeskSource::Files(Arc::new(
        files.map(|(path, file)| (path.to_owned(), file)).into(),
    ))
}

fn serving(source: DeskSource, over_tls: bool) -> Router {
    let node = run_bare(World::new().core, Clock::beginning_at(NOW_MS));
    let desk = Arc::new(Desk::for_tests(source));
    router(
        node,
        Setting {
            desk,
            over_tls,
            push: PushSender::for_tests(),
            danger_given_keys: None,
        },
    )
}

async fn ask(router: &Router, request: Request<Body>) -> (StatusCode, HeaderMap, Vec<u8>) {
    let answer = router.clone().oneshot(request).await.unwrap();
    let (parts, body) = answer.into_parts();
    let body = axum::body::to_bytes(body, 1 << 20).await.unwrap();
    (parts.status, parts.headers, body.to_vec())
}

async fn get(router: &Router, path: &str, encoding: &str) -> (StatusCode, HeaderMap, Vec<u8>) {
    let request = Request::get(path).header(header::ACCEPT_ENCODING, encoding);
    ask(router, request.body(Body::empty()).unwrap()).await
}

#[tokio::test]
async fn each_address_shows_its_file_the_page_or_nothing() {
    let router = serving(files(), false);
    for (path, expected) in [
        ("/desk/", Some(PAGE)),
        ("/desk/index.html", Some(PAGE)),
        ("/desk/contacts/3fa1", Some(PAGE)),
        ("/desk/contacts/", Some(PAGE)),
        ("/desk/assets/a-1.js", Some(SCRIPT)),
        ("/desk/assets/a-2.js", None),
        ("/desk/assets/none", None),
        ("/desk/favicon.ico", None),
        ("/desk/../desk/x.js", None),
    ] {
        let (status, headers, body) = get(&router, path, "identity").await;
        match expected {
            Some(content) => {
                assert_eq!(
                    (status, &body[..]),
                    (StatusCode::OK, content.as_bytes()),
                    "{path}"
                );
                assert!(headers.contains_key("cross-origin-opener-policy"), "{path}");
            }
            None => assert_eq!(status, StatusCode::NOT_FOUND, "{path}"),
        }
    }
    let (status, headers, _) = get(&router, "/desk", "").await;
    assert_eq!(
        (status, &headers[header::LOCATION]),
        (StatusCode::PERMANENT_REDIRECT, &"/desk/".parse().unwrap())
    );
}

#[tokio::test]
async fn the_page_carries_its_policy_and_the_site_keeps_its_own() {
    let router = serving(files(), false);
    let (_, headers, _) = get(&router, "/desk/", "").await;
    insta::assert_debug_snapshot!(headers);
    // A worker's script has the policy of its own answer.
    let (_, of_script, _) = get(&router, "/desk/assets/a-1.js", "").await;
    let policy = header::CONTENT_SECURITY_POLICY;
    assert_eq!(of_script[&policy], headers[&policy]);
    let (_, of_site, page) = get(&router, "/", "").await;
    let of_site = of_site[&policy].to_str().unwrap();
    assert!(!of_site.contains("unsafe"), "{of_site}");
    assert!(!of_site.contains("script"), "{of_site}");
    // No style stands in the page.
    let page = String::from_utf8(page).unwrap();
    assert!(of_site.contains("style-src 'self'"), "{of_site}");
    assert!(!page.contains("<style"));
    assert!(!page.contains(" style="));
}

#[tokio::test]
async fn browsers_that_come_by_tls_are_told_to_stay_there() {
    for over_tls in [false, true] {
        let router = serving(files(), over_tls);
        for path in ["/desk/", "/", "/api/v1/side", "/nothing"] {
            let (_, headers, _) = get(&router, path, "").await;
            let told = headers.contains_key(header::STRICT_TRANSPORT_SECURITY);
            assert_eq!(told, over_tls, "{path}");
        }
    }
}

#[tokio::test]
async fn packed_where_it_is_accepted() {
    let router = serving(files(), false);
    for (encoding, is_packed) in [
        ("br", true),
        ("gzip, deflate, br, zstd", true),
        ("gzip, BR;q=0.5", true),
        ("br;q=0, gzip", false),
        ("br;q=0.0", false),
        ("gzip", false),
        ("brotli", false),
        ("", false),
    ] {
        let (_, headers, body) = get(&router, "/desk/assets/a-1.js", encoding).await;
        let expected = if is_packed { "packed script" } else { SCRIPT };
        assert_eq!(body, expected.as_bytes(), "{encoding}");
        let coding = headers.get(header::CONTENT_ENCODING);
        assert_eq!(
            coding.is_some_and(|coding| coding == "br"),
            is_packed,
            "{encoding}"
        );
        assert_eq!(headers[header::VARY], "accept-encoding");
    }
}

#[tokio::test]
async fn assets_are_kept_and_the_page_is_asked_for_anew() {
    let router = serving(files(), false);
    let (_, of_asset, _) = get(&router, "/desk/assets/a-1.js", "").await;
    assert_eq!(
        of_asset[header::CACHE_CONTROL],
        "public, max-age=31536000, immutable"
    );
    let (_, of_page, _) = get(&router, "/desk/deep/link", "").await;
    assert_eq!(of_page[header::CACHE_CONTROL], "no-cache");
    for (known, status) in [
        (of_page[header::ETAG].clone(), StatusCode::NOT_MODIFIED),
        (of_asset[header::ETAG].clone(), StatusCode::OK),
    ] {
        let request = Request::get("/desk/").header(header::IF_NONE_MATCH, known);
        let (got, headers, body) = ask(&router, request.body(Body::empty()).unwrap()).await;
        assert_eq!(got, status);
        assert_eq!(body.is_empty(), status == StatusCode::NOT_MODIFIED);
        assert!(headers.contains_key(header::CONTENT_SECURITY_POLICY));
    }
}

#[tokio::test]
async fn a_folder_is_served_as_it_is_and_nothing_beside_it() {
    let dir = tempfile::tempdir().unwrap();
    let client = dir.path().join("client");
    std::fs::create_dir_all(client.join("assets")).unwrap();
    std::fs::write(dir.path().join("secret.js"), "secret").unwrap();
    std::fs::write(client.join("index.html"), PAGE).unwrap();
    std::fs::write(client.join("assets/a.js"), SCRIPT).unwrap();
    std::os::unix::fs::symlink(dir.path(), client.join("out")).unwrap();
    let media_type = |path: &str| {
        path.ends_with('s')
            .then_some("text/javascript")
            .or(Some("text/html"))
    };
    let router = serving(
        DeskSource::DangerFolder(DeskFolder {
            dir: client.clone(),
            media_type,
        }),
        false,
    );
    for (path, expected) in [
        ("/desk/", Some(PAGE)),
        ("/desk/assets/a.js", Some(SCRIPT)),
        ("/desk/../secret.js", None),
        ("/desk/%2e%2e/secret.js", None),
        ("/desk/assets/%2e%2e%2f%2e%2e%2fsecret.js", None),
        ("/desk//etc/hostname.js", None),
    ] {
        let (status, headers, body) = get(&router, path, "br").await;
        assert_eq!(status.is_success(), expected.is_some(), "{path}");
        if let Some(content) = expected {
            assert_eq!(body, content.as_bytes(), "{path}");
            assert_eq!(headers[header::CACHE_CONTROL], "no-cache", "{path}");
        }
    }
    std::fs::write(client.join("assets/a.js"), "changed").unwrap();
    assert_eq!(get(&router, "/desk/assets/a.js", "").await.2, b"changed");
    let (_, _, hashes) = get(&router, "/api/v1/client", "").await;
    let hashes: wire::ClientFiles = serde_json::from_slice(&hashes).unwrap();
    assert_eq!(
        hashes.files["/desk/assets/a.js"],
        hex::encode(identity::sha256(b"changed"))
    );
    // Nor is what lies elsewhere told of as the client's.
    let told: Vec<&str> = hashes.files.keys().map(String::as_str).collect();
    assert_eq!(told, ["/desk/", "/desk/assets/a.js"]);
}

#[tokio::test]
async fn anybody_reads_the_hashes_of_what_is_served() {
    let router = serving(files(), false);
    let (status, _, body) = get(&router, "/api/v1/client", "").await;
    assert_eq!(status, StatusCode::OK);
    let told: wire::ClientFiles = serde_json::from_slice(&body).unwrap();
    let hash = |content: &str| hex::encode(identity::sha256(content.as_bytes()));
    let expected = [("/desk/", PAGE), ("/desk/assets/a-1.js", SCRIPT)];
    let expected = expected.map(|(path, content)| (path.to_owned(), hash(content)));
    assert_eq!(told.files, expected.into());
}

#[tokio::test]
async fn reports_are_counted_whatever_is_in_them() {
    let desk = Arc::new(Desk::for_tests(files()));
    let node = run_bare(World::new().core, Clock::beginning_at(NOW_MS));
    let router = router(
        node,
        Setting {
            desk: desk.clone(),
            over_tls: false,
            push: PushSender::for_tests(),
            danger_given_keys: None,
        },
    );
    let bodies = [
        Vec::new(),
        b"{\"csp-report\":{\"blocked-uri\":\"inline\"}}".to_vec(),
        vec![0xff; REPORT_BYTES_MAX - 1],
        vec![0xff; REPORT_BYTES_MAX],
        vec![0xff; REPORT_BYTES_MAX + 1],
    ];
    for (counted, body) in (1..).zip(bodies) {
        let request = Request::post("/api/v1/csp-reports")
            .header(header::CONTENT_TYPE, "application/csp-report");
        let (status, _, _) = ask(&router, request.body(body.into()).unwrap()).await;
        assert_eq!(
            (status, desk.reports.get()),
            (StatusCode::NO_CONTENT, counted)
        );
    }
}
