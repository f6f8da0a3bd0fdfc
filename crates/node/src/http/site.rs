//! The press site: plain HTML without scripts, an Atom feed, and what a newsroom needs to verify.

use atom_syndication::{Entry, Feed, FixedDateTime, Link, Text};
use axum::{
    extract::{Path, State},
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};
use domain::ReleaseKind;
use jiff::Timestamp;

use super::Problem;
use crate::app::{AppError, ErrorCode, PressDocument};
use crate::runtime::NodeHandle;

const STYLE: &str = "body{font:1.1rem/1.5 serif;max-width:42rem;margin:2rem auto;padding:0 1rem}\
pre{white-space:pre-wrap;font:inherit}.notice{border-left:.3rem solid;padding-left:1rem}small{opacity:.75}";

/// The press page: releases and promises, newest first.
pub async fn page(State(node): State<NodeHandle>) -> Result<Response, Problem> {
    let (name, documents, promises) = node
        .call(|core, now| {
            let name = core.charter().name.clone();
            Ok::<_, AppError>((name, core.press_page(now)?, core.promises(now)?))
        })
        .await??;
    let mut body = format!("<h1>{}: press</h1>", escape(&name));
    for promise in promises {
        body.push_str(&format!(
            "<p class=notice>A message promised by <time>{}</time> is <strong>{}</strong>.</p>",
            shown(promise.by_unix_ms),
            promise.state
        ));
    }
    if documents.is_empty() {
        body.push_str("<p>Nothing has been released yet.</p>");
    }
    for document in &documents {
        body.push_str(&format!(
            "<article><h2><a href=\"/releases/{name}\">{title}</a></h2><p><small>{kind}, {office}, <time>{at}</time></small></p>{notices}</article>",
            name = document.name,
            title = escape(&document.release.title),
            kind = document.release.kind,
            office = escape(&document.release.office),
            at = shown(document.public_from_unix_ms()),
            notices = notices(document, &documents),
        ));
    }
    body.push_str(
        "<p><small>Verify with <code>minisign -Vm FILE -p press.pub</code> or <code>detente readout verify</code>: \
         <a href=\"/press.pub\">press key</a>, <a href=\"/feed.atom\">feed</a>.</small></p>",
    );
    Ok(html(&name, &body))
}

/// One release: the page, the signed text (`.txt`) or its signature (`.txt.minisig`).
pub async fn release(
    State(node): State<NodeHandle>,
    Path(path): Path<String>,
) -> Result<Response, Problem> {
    let (name, form) = match path.split_once('.') {
        Some((name, form)) => (name.to_owned(), form.to_owned()),
        None => (path, String::new()),
    };
    let (side, found, all) = node
        .call(move |core, now| {
            Ok::<_, AppError>((
                core.charter().name.clone(),
                core.published(now, &name)?,
                core.press_page(now)?,
            ))
        })
        .await??;
    let missing = || {
        AppError::new(
            ErrorCode::NotFound,
            "there is no such release, or its embargo isn't over",
        )
    };
    let document = found.ok_or_else(missing)?;
    match form.as_str() {
        "" => {
            let body = format!(
                "<h1>{title}</h1><p><small>{kind}, {office}, <time>{at}</time></small></p>{notices}<pre>{text}</pre>\
                 <p><small><a href=\"/releases/{name}.txt\">signed text</a>, <a href=\"/releases/{name}.txt.minisig\">signature</a>, \
                 <a href=\"/press.pub\">press key</a></small></p>",
                title = escape(&document.release.title),
                kind = document.release.kind,
                office = escape(&document.release.office),
                at = shown(document.public_from_unix_ms()),
                notices = notices(&document, &all),
                text = escape(&document.release.text),
                name = document.name,
            );
            Ok(html(&side, &body))
        }
        "txt" => Ok(plain(document.document)),
        "txt.minisig" => Ok(plain(document.minisig)),
        _ => Err(missing().into()),
    }
}

/// The press key as a minisign public key file.
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

/// The feed (RFC 4287).
pub async fn feed(State(node): State<NodeHandle>, headers: HeaderMap) -> Result<Response, Problem> {
    let host = headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok())
        .unwrap_or("localhost")
        .to_owned();
    let (side, name, documents) = node
        .call(|core, now| {
            Ok::<_, AppError>((
                core.side(),
                core.charter().name.clone(),
                core.press_page(now)?,
            ))
        })
        .await??;
    let entries: Vec<Entry> = documents
        .iter()
        .map(|document| Entry {
            title: Text::plain(document.release.title.clone()),
            id: format!("urn:detente:{side}:{}", document.name),
            updated: atom_time(document.public_from_unix_ms()),
            published: Some(atom_time(document.public_from_unix_ms())),
            links: vec![Link {
                href: format!("http://{host}/releases/{}", document.name),
                ..Link::default()
            }],
            summary: Some(Text::plain(document.release.text.clone())),
            ..Entry::default()
        })
        .collect();
    let updated = documents
        .first()
        .map_or(0, PressDocument::public_from_unix_ms);
    let feed = Feed {
        title: Text::plain(format!("{name}: press")),
        id: format!("urn:detente:{side}"),
        updated: atom_time(updated),
        entries,
        ..Feed::default()
    };
    let mut response = feed.to_string().into_response();
    response.headers_mut().insert(
        header::CONTENT_TYPE,
        axum::http::HeaderValue::from_static("application/atom+xml; charset=utf-8"),
    );
    Ok(response)
}

/// Corrections and withdrawals stand visibly at what they are about.
fn notices(document: &PressDocument, all: &[PressDocument]) -> String {
    let later = all
        .iter()
        .filter(|other| other.release.about.as_deref() == Some(&document.name))
        .map(|other| {
            let verb = match other.release.kind {
                ReleaseKind::Withdrawal => "withdrawn",
                ReleaseKind::Correction | ReleaseKind::Statement | ReleaseKind::Readout => "corrected",
            };
            format!(
                "<p class=notice>This was <strong>{verb}</strong> on <time>{}</time>: <a href=\"/releases/{}\">{}</a>.</p>",
                shown(other.public_from_unix_ms()),
                other.name,
                escape(&other.release.title)
            )
        });
    let about = document.release.about.iter().map(|about| {
        format!(
            "<p class=notice>This is about an <a href=\"/releases/{0}\">earlier release</a>.</p>",
            escape(about)
        )
    });
    later.chain(about).collect()
}

fn html(title: &str, body: &str) -> Response {
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

fn shown(unix_ms: i64) -> String {
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

fn escape(text: &str) -> String {
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
    }
}
