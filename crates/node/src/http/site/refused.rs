//! A refusal for people: to a browser that asks for a page, in its language. Programs get the problem itself.

use axum::{
    body::Body,
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::Response,
};
use maud::html;

use super::{
    layout::{self, Host},
    visit::Visit,
};
use crate::http::problem::PROBLEM_TYPE;
use crate::runtime::NodeHandle;

/// Addresses that aren't the site's.
const OTHERS: [&str; 4] = ["/api/", "/desk", "/calendar/", "/healthz"];

/// Turns a refusal into a page where a page was asked for.
pub async fn in_words(State(node): State<NodeHandle>, request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    let is_reader = [Method::GET, Method::HEAD].contains(request.method())
        && wants_page(request.headers())
        && !OTHERS.iter().any(|other| path.starts_with(other));
    if !is_reader {
        return next.run(request).await;
    }
    let visit = Visit::of_refused(&path, request.headers());
    let refused = next.run(request).await;
    let is_problem = refused.headers().get(header::CONTENT_TYPE)
        == Some(&HeaderValue::from_static(PROBLEM_TYPE));
    if !is_problem {
        return refused;
    }
    // A node that doesn't answer has nothing to say of itself.
    let Ok(host) = node.call(|core, _| Host::of(core)).await else {
        return refused;
    };
    let (title, means) = match refused.status() {
        StatusCode::NOT_FOUND => ("site-missing", "site-missing-means"),
        _ => ("site-refused", "site-refused-means"),
    };
    let words = visit.words();
    let title = words.text(title);
    let body = html! {
        h1 { (title) }
        p { (words.text(means)) }
        p { a href=(visit.to("/")) { (words.text("site-releases")) } }
    };
    let html = layout::page(&visit, &host, &title, &body);
    let (mut parts, _) = refused.into_parts();
    let headers = &mut parts.headers;
    for (name, value) in [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CONTENT_LANGUAGE, visit.language.tag()),
        (header::CACHE_CONTROL, "no-store"),
        (header::VARY, "accept, accept-language"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.remove(header::CONTENT_LENGTH);
    Response::from_parts(parts, Body::from(html))
}

fn wants_page(asked: &HeaderMap) -> bool {
    let lines = asked.get_all(header::ACCEPT).iter();
    lines
        .filter_map(|line| line.to_str().ok())
        .any(|line| line.contains("text/html"))
}
