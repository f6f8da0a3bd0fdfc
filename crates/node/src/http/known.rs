//! What is publicly known, as a page: who said what, each side in a column. Tables and links, which a
//! text browser shows as well.

use axum::{extract::State, response::Response};
use domain::Stand;
use std::fmt::Write;

use super::{
    Problem,
    site::{escape, html, said, shown},
};
use crate::app::{AppError, KnownCell, KnownSubject, KnownText};
use crate::runtime::NodeHandle;

/// What both sides have said in public, subject by subject.
#[utoipa::path(get, path = "/known", responses((status = 200, description = "Done", body = String, content_type = "text/html")))]
pub async fn page(State(node): State<NodeHandle>) -> Result<Response, Problem> {
    let (sides, subjects) = node
        .call(|core, now| Ok::<_, AppError>((core.known_sides(), core.known(now)?)))
        .await??;
    let names: Vec<String> = sides.into_iter().map(|(_, name)| name).collect();
    let mut body = "<h1>What is publicly known</h1><p>From released texts alone. \
        <em>Confirmed</em>: the other side says the same; <em>disputed</em>: it says something else; \
        <em>claimed</em>: it says nothing of it. <a href=\"/\">All releases</a></p>"
        .to_owned();
    if subjects.is_empty() {
        body.push_str("<p>Nothing has been said yet.</p>");
    }
    body.extend(subjects.iter().map(|one| subject(one, &names)));
    Ok(html("What is publicly known", &body))
}

fn subject(subject: &KnownSubject, names: &[String]) -> String {
    let heading = subject.texts.first().map_or_else(
        || "Named in other releases".to_owned(),
        |text| said(&text.title),
    );
    let id = subject.subject.to_string();
    let mut out =
        format!("<section id=\"s{id}\"><h2>{heading}</h2><p><small>subject {id}</small></p>");
    if !subject.facts.is_empty() {
        out.push_str("<table><tr><th scope=col>Fact</th>");
        for name in names {
            let _ = write!(out, "<th scope=col>{}</th>", said(name));
        }
        out.push_str("</tr>");
        for fact in &subject.facts {
            let _ = write!(out, "<tr><th scope=row>{}</th>", escape(&fact.fact));
            out.extend(fact.cells.iter().map(cell));
            out.push_str("</tr>");
        }
        out.push_str("</table>");
    }
    if !subject.texts.is_empty() {
        out.push_str("<ul>");
        out.extend(subject.texts.iter().map(text));
        out.push_str("</ul>");
    }
    out.push_str("</section>");
    out
}

fn cell(cell: &KnownCell) -> String {
    let (Some(value), Some(url)) = (&cell.value, &cell.url) else {
        return format!("<td>{}</td>", cell.stand);
    };
    let office = cell.office.as_deref().unwrap_or_default();
    let stand = match cell.stand {
        Stand::Disputed => "<strong>disputed</strong>".to_owned(),
        Stand::Claimed | Stand::Confirmed | Stand::Silent => cell.stand.to_string(),
    };
    format!(
        "<td>{stand}: <bdi><a href=\"{url}\">{value}</a></bdi> <small>({office})</small></td>",
        url = escape(url),
        value = escape(value),
        office = said(office),
    )
}

fn text(text: &KnownText) -> String {
    let withdrawn = if text.withdrawn {
        " <strong>withdrawn</strong>"
    } else {
        ""
    };
    format!(
        "<li><time>{at}</time> {side}, {kind}: <bdi><a href=\"{url}\">{title}</a></bdi> <small>({office})</small>{withdrawn}</li>",
        at = shown(text.released_unix_ms),
        side = said(&text.side),
        kind = escape(&text.kind),
        url = escape(&text.url),
        title = escape(&text.title),
        office = said(&text.office),
    )
}
