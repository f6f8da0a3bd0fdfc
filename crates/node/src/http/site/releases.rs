//! Releases: the newest on one page, each on its own with text, signature and how to verify.

use axum::{
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use domain::{PromiseState, Release, ReleaseKind, Topic};
use maud::{Markup, html};

use super::{
    language::lang_of,
    layout::{self, Host},
    text::{escaped, said, said_in},
    visit::Visit,
    when::moment,
    words::Words,
};
use crate::app::{
    AppError, ErrorCode, NodeCore, PAGE_RELEASES_MAX, PressDocument, PromiseView, Published,
};
use crate::http::Problem;
use crate::runtime::NodeHandle;

/// The press page: releases and promises, newest first.
#[utoipa::path(get, path = "/", tag = "site", responses((status = 200, description = "Done", body = String, content_type = "text/html")))]
pub async fn page(State(node): State<NodeHandle>, visit: Visit) -> Result<Response, Problem> {
    let (host, published, promises) = node
        .call(|core, now| {
            let host = Host::of(core);
            Ok::<_, AppError>((host, core.press_page(now)?, core.promises(now)?))
        })
        .await??;
    let words = visit.words();
    let title = words.with("site-press", &[("side", host.name.as_str().into())]);
    let body = html! {
        h1 { (words.around("site-press", &[("side", said(&host.name))])) }
        @for one in &promises { (promise(&visit, &host, one)) }
        @if published.is_empty() { p { (words.text("site-empty")) } }
        @for one in &published { (in_list(&visit, &host, one)) }
        @if published.len() == PAGE_RELEASES_MAX {
            p { a href=(visit.to("/archive")) { (words.text("site-older-in-archive")) } }
        }
    };
    Ok(visit.page(layout::page(&visit, &host, &title, &body)))
}

fn promise(visit: &Visit, host: &Host, promise: &PromiseView) -> Markup {
    let words = visit.words();
    let when = ("when", moment(words, &host.site, promise.by_unix_ms));
    let promised = match &promise.office {
        Some(office) => words.around("site-promised-from", &[("office", said(office)), when]),
        None => words.around("site-promised", &[when]),
    };
    let promised = html! {
        (promised) " " a href=(permalink(visit, &promise.statement)) { (words.text("site-promised-in")) }
    };
    let state = match promise.state {
        PromiseState::Due => "promise-due",
        PromiseState::Overdue => "promise-overdue",
        PromiseState::Kept => "promise-kept",
    };
    let state = html! { strong { (words.text(state)) } };
    html! { p class="notice" { (pair(words, state, promised)) } }
}

/// Two things with a colon between, as the language writes it.
pub fn pair(words: &Words, what: Markup, said: Markup) -> Markup {
    words.around("site-pair", &[("what", what), ("said", said)])
}

fn permalink(visit: &Visit, name: &str) -> String {
    visit.to(&format!("/releases/{name}"))
}

/// A release among others.
pub fn in_list(visit: &Visit, host: &Host, one: &Published) -> Markup {
    let document = &one.document;
    html! {
        article {
            h2 { a href=(permalink(visit, &document.name)) { (said_in(&document.release, &document.release.title)) } }
            p class="by" { (kind(visit.words(), document.release.kind)) " · " (said(&document.release.office)) @if let Some(topic) = topic(visit.words(), &document.release) { " · " (topic) } }
            p class="by" { (moment(visit.words(), &host.site, document.public_from_unix_ms())) }
            (notices(visit, host, one, false))
        }
    }
}

/// One release: the page, the signed text (`.txt`), its signature (`.txt.minisig`) or its picture
/// (`.jpeg`, `.png`, `.webp`).
#[utoipa::path(get, path = "/releases/{name}", tag = "site", params(("name" = String, Path, description = "Name, with .txt or .txt.minisig for the signed text and its signature, with .jpeg, .png or .webp for its picture")),
    responses((status = 200, description = "Done", body = String, content_type = "text/html")))]
pub async fn release(State(node): State<NodeHandle>, visit: Visit) -> Result<Response, Problem> {
    let path = visit.parameter("name");
    let (name, form) = match path.split_once('.') {
        Some((name, form)) => (name.to_owned(), form.to_owned()),
        None => (path, String::new()),
    };
    let (host, found) = node
        .call(move |core, now| Ok::<_, AppError>((Host::of(core), core.published(now, &name)?)))
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
            let title = &document.release.title;
            let body = whole(&visit, &host, &published);
            Ok(visit.page(layout::page(&visit, &host, title, &body)))
        }
        "txt" => Ok(plain(&visit, published.document.document)),
        "txt.minisig" => Ok(plain(&visit, published.document.minisig)),
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

/// In the order in which it is read, also where nothing but text is shown.
fn whole(visit: &Visit, host: &Host, published: &Published) -> Markup {
    let words = visit.words();
    let document = &published.document;
    let release = &document.release;
    let language = lang_of(&release.languages);
    let file = |ending: &str| format!("/releases/{}.{ending}", document.name);
    html! {
        h1 { (said_in(release, &release.title)) }
        dl {
            dt { (words.text("site-released")) }
            dd { (moment(words, &host.site, document.public_from_unix_ms())) }
            dt { (kind(words, release.kind)) }
            dd { (said(&release.office)) }
            @if let Some(topic) = topic(words, release) {
                dt { (words.text("site-on")) }
                dd { (topic) }
            }
        }
        (notices(visit, host, published, true))
        @if let Some(question) = &release.question {
            p { strong { (words.text("site-question")) } " " (said_in(release, question)) }
        }
        @if let Some(figure) = figure(words, document) { (figure) }
        h2 { (words.text("site-text")) }
        pre dir="auto" lang=(language) { (escaped(&release.text)) }
        h2 { (words.text("site-signature")) }
        p { (words.around("site-signature-means", &[("side", said(&host.name))])) }
        pre class="signature" dir="ltr" lang="" { (escaped(&document.minisig)) }
        div class="screen" {
            h2 { (words.text("site-verify")) }
            p { (words.around("site-verify-files", &[("side", said(&host.name))])) }
            pre class="command" dir="ltr" { "minisign -Vm " (document.name) ".txt -p press.pub" }
            ul class="months" {
                li { a href=(file("txt")) { (words.text("site-signed-text")) } }
                li { a href=(file("txt.minisig")) { (words.text("site-signature-file")) } }
                li { a href="/press.pub" { (words.text("site-key")) } }
                li { a href=(visit.to("/verify")) { (words.text("site-verify-more")) } }
            }
        }
    }
}

/// Where a release's picture is.
pub fn picture_path(document: &PressDocument) -> Option<String> {
    let picture = document.release.picture.as_ref()?;
    Some(format!("/releases/{}.{}", document.name, picture.kind))
}

/// The picture with its source, which the signed text names with its hash.
fn figure(words: &Words, document: &PressDocument) -> Option<Markup> {
    let picture = document.release.picture.as_ref()?;
    let path = picture_path(document)?;
    let source = said_in(&document.release, &picture.source);
    Some(html! {
        figure {
            img src=(path) alt=(escaped(&picture.alt)) lang=(lang_of(&document.release.languages));
            figcaption {
                (words.around("site-picture", &[("source", source)])) br;
                small { (words.text("site-picture-hash")) " " code { (picture.hash) } }
            }
        }
    })
}

/// What kind of text it is.
pub fn kind(words: &Words, kind: ReleaseKind) -> String {
    words.text(match kind {
        ReleaseKind::Statement => "kind-statement",
        ReleaseKind::Announcement => "kind-announcement",
        ReleaseKind::Readout => "kind-readout",
        ReleaseKind::Answer => "kind-answer",
        ReleaseKind::HoldingLine => "kind-holding-line",
        ReleaseKind::Correction => "kind-correction",
        ReleaseKind::Withdrawal => "kind-withdrawal",
        ReleaseKind::JointStatement => "kind-joint-statement",
    })
}

/// What it is about, where that is no contact.
fn topic(words: &Words, release: &Release) -> Option<Markup> {
    if let (Topic::OtherParty, Some(party)) = (release.topic(), &release.party) {
        return Some(said_in(release, party));
    }
    let id = match release.topic() {
        Topic::Contact | Topic::OtherParty => return None,
        Topic::Round => "site-topic-round",
        Topic::Paper => "site-topic-paper",
        Topic::Track => "site-topic-track",
        Topic::InternalMatter => "site-topic-internal-matter",
    };
    Some(html! { (words.text(id)) })
}

/// Corrections and withdrawals stand visibly at what they are about, on its own page with what they say.
fn notices(visit: &Visit, host: &Host, one: &Published, with_words: bool) -> Markup {
    let words = visit.words();
    html! {
        @for notice in &one.notices {
            p class="notice" {
                (pair(
                    words,
                    html! { strong { (words.text(became(notice))) } " · " (moment(words, &host.site, notice.public_from_unix_ms())) },
                    html! { a href=(permalink(visit, &notice.name)) { (said_in(&notice.release, &notice.release.title)) } },
                ))
                @if with_words { br; (said_in(&notice.release, notice.release.text.trim())) }
            }
        }
        @if let Some(about) = &one.document.release.about {
            p class="notice" {
                (words.text("site-is-about")) " " a href=(permalink(visit, about)) { (escaped(about)) }
            }
        }
    }
}

/// What a correction or a withdrawal makes of its original.
fn became(notice: &PressDocument) -> &'static str {
    match is_withdrawal(notice) {
        true => "site-withdrawn",
        false => "site-corrected",
    }
}

pub fn is_withdrawal(notice: &PressDocument) -> bool {
    notice.release.kind == ReleaseKind::Withdrawal
}

/// The press key as a minisign public key file.
#[utoipa::path(get, path = "/press.pub", tag = "site", responses((status = 200, description = "Done", body = String, content_type = "text/plain")))]
pub async fn press_key(State(node): State<NodeHandle>, visit: Visit) -> Result<Response, Problem> {
    let text = node.call(|core, _| key_file(core)).await?;
    Ok(plain(&visit, text))
}

pub fn key_file(core: &NodeCore) -> String {
    let key = crate::app::press_public_key(core.charter());
    let name = &core.charter().name;
    format!("untrusted comment: press key of {name}\n{key}\n")
}

fn plain(visit: &Visit, text: String) -> Response {
    visit.answer("text/plain; charset=utf-8", text)
}
