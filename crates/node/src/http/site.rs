//! The press site: plain HTML without scripts, an Atom feed, and what a newsroom needs to verify.

use atom_syndication::{Entry, Feed, FixedDateTime, Link, Person, Text};
use axum::{
    extract::State,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use domain::{ReleaseKind, Topic};
use jiff::Timestamp;
use std::sync::LazyLock;

use super::{Problem, problem::Named};
use crate::app::{AppError, ErrorCode, PressDocument, PromiseView, Published};
use crate::runtime::NodeHandle;

const STYLE: &str = "body{font:1.1rem/1.5 serif;max-width:42rem;margin:2rem auto;padding:0 1rem}\
pre{white-space:pre-wrap;font:inherit}img{max-width:100%;height:auto}figure{margin:1rem 0}\
table{border-collapse:collapse}th,td{border:1px solid;padding:.2rem .5rem;text-align:left;vertical-align:top}.notice{border-left:.3rem solid;padding-left:1rem}small{opacity:.75}";

/// What a page of the site may do: its own style, pictures of this node, nothing else.
pub(super) static POLICY: LazyLock<HeaderValue> = LazyLock::new(|| {
    let style = STANDARD.encode(identity::sha256(STYLE.as_bytes()));
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{style}'; img-src 'self'; base-uri 'none'; \
         form-action 'none'; frame-ancestors 'none'"
    );
    HeaderValue::from_str(&policy).unwrap_or(HeaderValue::from_static("default-src 'none'"))
});

/// The press page: releases and promises, newest first.
#[utoipa::path(get, path = "/", responses((status = 200, description = "Done", body = String, content_type = "text/html")))]
pub async fn page(State(node): State<NodeHandle>) -> Result<Response, Problem> {
    let (name, published, promises) = node
        .call(|core, now| {
            let name = core.charter().name.clone();
            Ok::<_, AppError>((name, core.press_page(now)?, core.promises(now)?))
        })
        .await??;
    let mut body = format!("<h1>{}: press</h1>", escape(&name));
    body.extend(promises.iter().map(promise));
    if published.is_empty() {
        body.push_str("<p>Nothing has been released yet.</p>");
    }
    body.extend(published.iter().map(|one| {
        format!(
            "<article><h2><bdi><a href=\"/releases/{name}\">{title}</a></bdi></h2>{byline}{notices}</article>",
            name = escape(&one.document.name),
            title = escape(&one.document.release.title),
            byline = byline(&one.document),
            notices = notices(one, false),
        )
    }));
    body.push_str(
        "<p><small>Verify with <code>minisign -Vm FILE -p press.pub</code> or <code>detente readout verify</code>: \
         <a href=\"/press.pub\">press key</a>, <a href=\"/feed.atom\">feed</a>, <a href=\"/known\">what is publicly known</a>.</small></p>",
    );
    Ok(html(&name, &body))
}

fn promise(promise: &PromiseView) -> String {
    let office = promise.office.as_deref();
    format!(
        "<p class=notice>A message{office} <a href=\"/releases/{statement}\">promised</a> by <time>{by}</time> is <strong>{state}</strong>.</p>",
        office = office.map_or_else(String::new, |office| format!(" of {}", said(office))),
        statement = escape(&promise.statement),
        by = shown(promise.by_unix_ms),
        state = promise.state,
    )
}

fn byline(document: &PressDocument) -> String {
    format!(
        "<p><small>{}{}, {}, <time>{}</time></small></p>",
        document.release.kind,
        topic(document),
        said(&document.release.office),
        shown(document.public_from_unix_ms()),
    )
}

/// One release: the page, the signed text (`.txt`), its signature (`.txt.minisig`) or its picture
/// (`.jpeg`, `.png`, `.webp`).
#[utoipa::path(get, path = "/releases/{name}", params(("name" = String, Path, description = "Name, with .txt or .txt.minisig for the signed text and its signature, with .jpeg, .png or .webp for its picture")),
    responses((status = 200, description = "Done", body = String, content_type = "text/html")))]
pub async fn release(
    State(node): State<NodeHandle>,
    Named(path): Named,
) -> Result<Response, Problem> {
    let (name, form) = match path.split_once('.') {
        Some((name, form)) => (name.to_owned(), form.to_owned()),
        None => (path, String::new()),
    };
    let (side, found) = node
        .call(move |core, now| {
            let side = core.charter().name.clone();
            Ok::<_, AppError>((side, core.published(now, &name)?))
        })
        .await??;
    let missing = || {
        AppError::new(
            ErrorCode::NotFound,
            "there is no such release, or its embargo isn't over",
        )
    };
    let published = found.ok_or_else(missing)?;
    let document = &published.document;
    match form.as_str() {
        "" => {
            let body = format!(
                "<h1>{title}</h1>{byline}{notices}{question}{picture}<pre dir=auto>{text}</pre>\
                 <p><small><a href=\"/releases/{name}.txt\">signed text</a>, <a href=\"/releases/{name}.txt.minisig\">signature</a>, \
                 <a href=\"/press.pub\">press key</a>, <a href=\"/\">all releases</a></small></p>",
                title = said(&document.release.title),
                byline = byline(document),
                notices = notices(&published, true),
                question = question(document),
                picture = figure(document),
                text = escape(&document.release.text),
                name = escape(&document.name),
            );
            Ok(html(&side, &body))
        }
        "txt" => Ok(plain(published.document.document)),
        "txt.minisig" => Ok(plain(published.document.minisig)),
        form => match &document.release.picture {
            Some(picture) if picture.kind.name() == form => {
                let (kind, name) = (picture.kind, document.name.clone());
                let file = node
                    .call(move |core, now| core.picture(now, &name))
                    .await??;
                let file = file.ok_or_else(missing)?;
                Ok(([(header::CONTENT_TYPE, kind.media_type())], file).into_response())
            }
            Some(_) | None => Err(missing().into()),
        },
    }
}

/// Where a release's picture is.
fn picture_path(document: &PressDocument) -> Option<String> {
    let picture = document.release.picture.as_ref()?;
    Some(format!("/releases/{}.{}", document.name, picture.kind))
}

/// The picture with its source, which the signed text names with its hash.
fn figure(document: &PressDocument) -> String {
    let picture = document.release.picture.as_ref();
    let (Some(picture), Some(path)) = (picture, picture_path(document)) else {
        return String::new();
    };
    format!(
        "<figure><img src=\"{path}\" alt=\"{alt}\"><figcaption>Picture: {source}<br>\
         <small>SHA-256 {hash}</small></figcaption></figure>",
        path = escape(&path),
        alt = escape(&picture.alt),
        source = said(&picture.source),
        hash = picture.hash,
    )
}

fn question(document: &PressDocument) -> String {
    let question = document.release.question.as_deref();
    question.map_or_else(String::new, |question| {
        format!("<p><strong>Question:</strong> {}</p>", said(question))
    })
}

/// What it is about, where that is no contact.
fn topic(document: &PressDocument) -> String {
    let release = &document.release;
    match (release.topic(), &release.party) {
        (Topic::Contact, _) => String::new(),
        (_, Some(party)) => format!(" on {}", said(party)),
        (topic, None) => format!(" on a {}", topic.name().replace('-', " ")),
    }
}

/// The press key as a minisign public key file.
#[utoipa::path(get, path = "/press.pub", responses((status = 200, description = "Done", body = String, content_type = "text/plain")))]
pub async fn press_key(State(node): State<NodeHandle>) -> Result<Response, Problem> {
    let text = node
        .call(|core, _| {
            let key = crate::app::press_public_key(core.charter());
            format!(
                "untrusted comment: press key of {}\n{key}\n",
                core.charter().name
            )
        })
        .await?;
    Ok(plain(text))
}

/// The feed (RFC 4287). A correction or withdrawal is an entry of its own, and brings the entry that it
/// is about up to date with a notice.
#[utoipa::path(get, path = "/feed.atom", responses((status = 200, description = "Done", body = String, content_type = "application/atom+xml")))]
pub async fn feed(State(node): State<NodeHandle>) -> Result<Response, Problem> {
    let (side, name, base, published) = node
        .call(|core, now| {
            let (side, name) = (core.side(), core.charter().name.clone());
            Ok::<_, AppError>((
                side,
                name,
                core.press_url().to_owned(),
                core.press_page(now)?,
            ))
        })
        .await??;
    let link = |rel: &str, path: &str| Link {
        href: format!("{base}{path}"),
        rel: rel.to_owned(),
        ..Link::default()
    };
    let entries = published
        .iter()
        .map(|one| Entry {
            title: Text::plain(xml(&one.document.release.title)),
            id: format!("urn:detente:{side}:{}", one.document.name),
            updated: atom_time(one.updated_unix_ms()),
            published: Some(atom_time(one.document.public_from_unix_ms())),
            authors: vec![person(&one.document.release.office)],
            links: [link(
                "alternate",
                &format!("/releases/{}", one.document.name),
            )]
            .into_iter()
            .chain(enclosure(&base, &one.document))
            .collect(),
            summary: Some(Text::plain(xml(&summary(one)))),
            ..Entry::default()
        })
        .collect();
    let updated = published
        .iter()
        .map(Published::updated_unix_ms)
        .max()
        .unwrap_or_default();
    let feed = Feed {
        title: Text::plain(xml(&format!("{name}: press"))),
        id: format!("urn:detente:{side}"),
        updated: atom_time(updated),
        authors: vec![person(&name)],
        links: vec![link("self", "/feed.atom"), link("alternate", "/")],
        entries,
        ..Feed::default()
    };
    let mut response = feed.to_string().into_response();
    response.headers_mut().insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/atom+xml; charset=utf-8"),
    );
    Ok(response)
}

/// The picture, for readers of the feed.
fn enclosure(base: &str, document: &PressDocument) -> Option<Link> {
    let picture = document.release.picture.as_ref()?;
    Some(Link {
        href: format!("{base}{}", picture_path(document)?),
        rel: "enclosure".to_owned(),
        mime_type: Some(picture.kind.media_type().to_owned()),
        length: Some(picture.bytes.to_string()),
        ..Link::default()
    })
}

fn person(name: &str) -> Person {
    Person {
        name: xml(name),
        ..Person::default()
    }
}

/// The text after whatever was released about it since.
fn summary(one: &Published) -> String {
    let notices = one.notices.iter().map(|notice| {
        format!(
            "[This was {} on {}: {}]\n\n",
            verb(notice),
            shown(notice.public_from_unix_ms()),
            notice.release.title
        )
    });
    notices
        .chain([one.document.release.text.clone()])
        .collect::<String>()
}

fn verb(notice: &PressDocument) -> &'static str {
    match notice.release.kind {
        ReleaseKind::Withdrawal => "withdrawn",
        ReleaseKind::Correction
        | ReleaseKind::Statement
        | ReleaseKind::Readout
        | ReleaseKind::JointStatement
        | ReleaseKind::Announcement
        | ReleaseKind::Answer
        | ReleaseKind::HoldingLine => "corrected",
    }
}

/// Corrections and withdrawals stand visibly at what they are about, on its own page with what they say.
fn notices(one: &Published, with_words: bool) -> String {
    let later = one.notices.iter().map(|notice| {
        let words = match with_words {
            true => format!("<br>{}", said(notice.release.text.trim())),
            false => String::new(),
        };
        format!(
            "<p class=notice>This was <strong>{}</strong> on <time>{}</time>: <bdi><a href=\"/releases/{}\">{}</a></bdi>.{words}</p>",
            verb(notice),
            shown(notice.public_from_unix_ms()),
            escape(&notice.name),
            escape(&notice.release.title)
        )
    });
    let about = one.document.release.about.iter().map(|about| {
        format!(
            "<p class=notice>This is about an <a href=\"/releases/{}\">earlier release</a>.</p>",
            escape(about)
        )
    });
    later.chain(about).collect()
}

pub(super) fn html(title: &str, body: &str) -> Response {
    let page = format!(
        "<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content=\"width=device-width\">\
         <title>{}: press</title><style>{STYLE}</style><link rel=alternate type=application/atom+xml href=/feed.atom>{body}</html>",
        escape(title)
    );
    axum::response::Html(page).into_response()
}

fn plain(text: String) -> Response {
    ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response()
}

pub(super) fn shown(unix_ms: i64) -> String {
    Timestamp::from_millisecond(unix_ms).map_or_else(
        |_| "?".to_owned(),
        |at| at.strftime("%Y-%m-%d %H:%M UTC").to_string(),
    )
}

fn atom_time(unix_ms: i64) -> FixedDateTime {
    Timestamp::from_millisecond(unix_ms)
        .ok()
        .and_then(|at| at.to_string().parse().ok())
        .unwrap_or_default()
}

/// XML has no room for these two, escaped or not.
fn xml(text: &str) -> String {
    text.replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}")
}

/// What somebody said, within words of this page: nothing in it turns what stands beside it around (UAX 9).
pub(super) fn said(text: &str) -> String {
    format!("<bdi>{}</bdi>", escape(text))
}

pub(super) fn escape(text: &str) -> String {
    text.chars()
        .fold(String::with_capacity(text.len()), |mut out, c| {
            match c {
                '&' => out.push_str("&amp;"),
                '<' => out.push_str("&lt;"),
                '>' => out.push_str("&gt;"),
                '"' => out.push_str("&quot;"),
                '\'' => out.push_str("&#39;"),
                other => out.push(other),
            }
            out
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_never_becomes_markup() {
        assert_eq!(
            escape("<a href=\"x\">'&"),
            "&lt;a href=&quot;x&quot;&gt;&#39;&amp;"
        );
        assert_eq!(said("a\u{202e}<b"), "<bdi>a\u{202e}&lt;b</bdi>");
    }
}
