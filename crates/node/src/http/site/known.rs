//! What is publicly known, as a page: who said what, each side in a column. Tables and links, which a
//! text browser shows as well.

use axum::{extract::State, response::Response};
use domain::{FactName, Medium, OtherDate, PublicPart, ReleaseKind, Stand};
use jiff::Timestamp;
use maud::{Markup, html};

use super::{
    layout::{self, Host},
    releases::{kind, pair},
    text::{escaped, said},
    visit::Visit,
    when::moment,
    words::Words,
};
use crate::app::{AppError, KnownCell, KnownFact, KnownSubject, KnownText, PAGE_RELEASES_MAX};
use crate::http::Problem;
use crate::runtime::NodeHandle;

/// What both sides have said in public, subject by subject.
#[utoipa::path(get, path = "/known", tag = "site", operation_id = "known", responses((status = 200, description = "Done", body = String, content_type = "text/html")))]
pub async fn page(State(node): State<NodeHandle>, visit: Visit) -> Result<Response, Problem> {
    let (host, sides, known) = node
        .call(|core, now| {
            let host = Host::of(core);
            Ok::<_, AppError>((host, core.known_sides(), core.known(now)?))
        })
        .await??;
    let names: Vec<String> = sides.into_iter().map(|(_, name)| name).collect();
    let words = visit.words();
    let title = words.text("site-known");
    let body = html! {
        h1 { (title) }
        p { (words.text("site-known-from")) }
        dl {
            @for (stand, means) in [
                (Stand::Confirmed, "site-stand-confirmed-means"),
                (Stand::Disputed, "site-stand-disputed-means"),
                (Stand::Claimed, "site-stand-claimed-means"),
            ] {
                dt { (stand_in_words(words, stand)) }
                dd { (words.text(means)) }
            }
        }
        @if known.subjects.is_empty() { p { (words.text("site-known-empty")) } }
        @for one in &known.subjects { (subject(&visit, &host, one, &names)) }
        @if known.older { (older(&visit, names.first().map_or("", String::as_str))) }
    };
    Ok(visit.page(layout::page(&visit, &host, &title, &body)))
}

/// How many own texts are here, and where the others are.
fn older(visit: &Visit, own: &str) -> Markup {
    let words = visit.words();
    let count = html! { (PAGE_RELEASES_MAX) };
    let says = words.around(
        "site-known-newest",
        &[("side", said(own)), ("count", count)],
    );
    html! {
        p { (says) " " a href=(visit.to("/archive")) { (words.text("site-archive-all")) } }
    }
}

fn subject(visit: &Visit, host: &Host, subject: &KnownSubject, names: &[String]) -> Markup {
    let words = visit.words();
    let id = subject.subject.to_string();
    html! {
        section id={ "s" (id) } {
            h2 {
                @match subject.texts.first() {
                    Some(text) => { (said(&text.title)) },
                    None => { (words.text("site-known-elsewhere")) },
                }
            }
            p class="by" { (words.around("site-known-subject", &[("id", html! { code { (id) } })])) }
            @if !subject.facts.is_empty() {
                table {
                    tr {
                        th scope="col" { (words.text("site-known-fact")) }
                        @for name in names { th scope="col" { (said(name)) } }
                    }
                    @for fact in &subject.facts {
                        tr {
                            th scope="row" { (fact_in_words(words, fact)) }
                            @for one in &fact.cells { (cell(visit, host, fact.name, one)) }
                        }
                    }
                }
            }
            @if !subject.texts.is_empty() {
                ul { @for one in &subject.texts { (text(visit, host, one)) } }
            }
        }
    }
}

fn stand_in_words(words: &Words, stand: Stand) -> String {
    words.text(match stand {
        Stand::Silent => "site-stand-silent",
        Stand::Claimed => "site-stand-claimed",
        Stand::Confirmed => "site-stand-confirmed",
        Stand::Disputed => "site-stand-disputed",
    })
}

fn fact_in_words(words: &Words, fact: &KnownFact) -> Markup {
    let id = match (fact.name, &fact.of) {
        (FactName::OwnHead | FactName::OtherHead, Some(side)) => {
            return words.around("site-known-head", &[("side", said(side))]);
        }
        (FactName::OwnHead, None) => "fact-own-head",
        (FactName::OtherHead, None) => "fact-other-head",
        (FactName::Initiative, _) => "fact-initiative",
        (FactName::Medium, _) => "fact-medium",
        (FactName::Start, _) => "fact-start",
        (FactName::Duration, _) => "fact-duration",
        (FactName::PublicPart, _) => "fact-public-part",
        (FactName::Place, _) => "fact-place",
        (FactName::Date, _) => "fact-date",
        (FactName::OtherDate, _) => "fact-other-date",
        (FactName::PrecededBy, _) => "fact-preceded-by",
        (FactName::Purpose, _) => "fact-purpose",
    };
    html! { (words.text(id)) }
}

/// What is said of a fact: values of few in words of the page, others as they were written.
fn value_in_words(words: &Words, host: &Host, name: FactName, value: &str) -> Markup {
    let as_written = || said(value);
    let of_few = |id: Option<&str>| id.map_or_else(as_written, |id| html! { (words.text(id)) });
    match name {
        FactName::Initiative => of_few((value == "mutual").then_some("value-initiative-mutual")),
        FactName::Medium => of_few(value.parse().ok().map(|medium| match medium {
            Medium::PhoneCall => "value-medium-phone-call",
            Medium::VideoConference => "value-medium-videoconference",
        })),
        FactName::PublicPart => of_few(value.parse().ok().map(|part| match part {
            PublicPart::None => "value-public-part-none",
            PublicPart::Opening => "value-public-part-opening",
        })),
        FactName::OtherDate => of_few(value.parse().ok().map(|other| match other {
            OtherDate::None => "site-value-none",
            OtherDate::Possible => "site-value-possible",
        })),
        FactName::Start => match value.parse::<Timestamp>() {
            Ok(at) => moment(words, &host.site, at.as_millisecond()),
            Err(_) => as_written(),
        },
        FactName::Duration
        | FactName::Place
        | FactName::Date
        | FactName::OwnHead
        | FactName::OtherHead
        | FactName::PrecededBy
        | FactName::Purpose => as_written(),
    }
}

fn cell(visit: &Visit, host: &Host, name: FactName, cell: &KnownCell) -> Markup {
    let words = visit.words();
    let stand = stand_in_words(words, cell.stand);
    let (Some(value), Some(url)) = (&cell.value, &cell.url) else {
        return html! { td { (stand) } };
    };
    let office = cell.office.as_deref().unwrap_or_default();
    let stand = html! {
        @if cell.stand == Stand::Disputed { strong { (stand) } } @else { (stand) }
    };
    let value = value_in_words(words, host, name, value);
    let value =
        html! { a href=(link(visit, url)) { (value) } " " small { "(" (said(office)) ")" } };
    html! { td { (pair(words, stand, value)) } }
}

fn text(visit: &Visit, host: &Host, text: &KnownText) -> Markup {
    let words = visit.words();
    let kind = match text.kind.parse::<ReleaseKind>() {
        Ok(known) => html! { (kind(words, known)) },
        Err(_) => said(&text.kind),
    };
    let what = html! {
        (moment(words, &host.site, text.released_unix_ms)) " · " (said(&text.side)) " · " (kind)
    };
    let link = html! {
        a href=(link(visit, &text.url)) { (said(&text.title)) } " " small { "(" (said(&text.office)) ")" }
    };
    html! {
        li {
            (pair(words, what, link))
            @if text.withdrawn { " " strong { (words.text("site-withdrawn")) } }
        }
    }
}

/// Our own release in the reader's language, the other side's where it was read.
fn link(visit: &Visit, url: &str) -> Markup {
    match url.starts_with('/') {
        true => escaped(&visit.to(url)),
        false => escaped(url),
    }
}
