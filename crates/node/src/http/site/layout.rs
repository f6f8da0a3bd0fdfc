//! What every page of the site has: its head, the ways to the others and to other languages, its styles.

use axum::{
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use maud::{DOCTYPE, Markup, html};
use std::sync::{Arc, LazyLock};

use super::{
    language::{Language, direction},
    text::{escaped, said},
    visit::Visit,
};
use crate::app::{AppError, ErrorCode, NodeCore, PressSite};
use crate::http::{Problem, problem::Named};

/// What a page of the site may do: its own styles, pictures of this node, nothing else.
pub const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; \
    form-action 'none'; frame-ancestors 'none'";

/// A style sheet; its name says what is in it, so it is never asked for twice.
struct Style {
    name: String,
    text: &'static str,
}

impl Style {
    fn of(name: &str, text: &'static str) -> Self {
        let hash = hex::encode(&identity::sha256(text.as_bytes())[..8]);
        let name = format!("{name}.{hash}.css");
        Self { name, text }
    }

    fn path(&self) -> String {
        format!("/style/{}", self.name)
    }
}

static SCREEN: LazyLock<Style> = LazyLock::new(|| Style::of("site", include_str!("site.css")));
static PRINT: LazyLock<Style> = LazyLock::new(|| Style::of("print", include_str!("print.css")));

/// A style sheet of the site.
#[utoipa::path(get, path = "/style/{name}", tag = "site", params(("name" = String, Path, description = "Name with the hash of what is in it")),
    responses((status = 200, description = "Done", body = String, content_type = "text/css"), (status = 404)))]
pub async fn style(Named(name): Named) -> Result<Response, Problem> {
    let known = [&*SCREEN, &*PRINT]
        .into_iter()
        .find(|style| style.name == name);
    let style = known.ok_or_else(|| {
        AppError::new(
            ErrorCode::NotFound,
            "there is no such style sheet; read the page anew",
        )
    })?;
    let headers = [
        (header::CONTENT_TYPE, "text/css; charset=utf-8"),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
    ];
    let headers = headers.map(|(name, value)| (name, HeaderValue::from_static(value)));
    Ok((headers, style.text).into_response())
}

/// Whose site it is.
#[derive(Debug, Clone)]
pub struct Host {
    pub name: String,
    pub site: Arc<PressSite>,
}

impl Host {
    pub fn of(core: &NodeCore) -> Self {
        Self {
            name: core.charter().name.clone(),
            site: core.press_site(),
        }
    }
}

/// The pages that every page leads to.
fn parts(host: &Host) -> Vec<(&'static str, &'static str)> {
    let mut parts = vec![
        ("/", "site-releases"),
        ("/archive", "site-archive"),
        ("/known", "site-known"),
        ("/verify", "site-verify"),
    ];
    if !host.site.contact.is_empty() {
        parts.push(("/contact", "site-contact"));
    }
    parts
}

/// A whole page. `title` is text; the heading is in `body`.
pub fn page(visit: &Visit, host: &Host, title: &str, body: &Markup) -> String {
    let words = visit.words();
    let tag = visit.language.tag();
    let full_title = match visit.path.as_str() {
        "/" if !visit.is_refused => title.to_owned(),
        _ => words.with(
            "site-page-of",
            &[("page", title.into()), ("side", host.name.as_str().into())],
        ),
    };
    let page = html! {
        (DOCTYPE)
        html lang=(tag) dir=(direction(tag)) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (escaped(&full_title)) }
                link rel="stylesheet" href=(SCREEN.path());
                link rel="stylesheet" href=(PRINT.path()) media="print";
                link rel="alternate" type="application/atom+xml" href=(visit.to("/feed.atom")) title=(words.text("site-feed"));
                @for language in Language::ALL {
                    link rel="alternate" hreflang=(language.tag()) href=(visit.here_in(language));
                }
                link rel="alternate" hreflang="x-default" href={ (visit.path) (visit.question) };
            }
            body {
                a class="skip" href="#content" { (words.text("site-skip")) }
                header {
                    p { strong { (words.around("site-press", &[("side", said(&host.name))])) } }
                    nav aria-label=(words.text("site-parts")) {
                        ul {
                            @for (path, id) in parts(host) {
                                li { a href=(visit.to(path)) aria-current=[(visit.path == path && !visit.is_refused).then_some("page")] { (words.text(id)) } }
                            }
                        }
                    }
                    nav aria-label=(words.text("site-languages")) {
                        ul {
                            @for language in Language::ALL {
                                li { a href=(visit.here_in(language)) hreflang=(language.tag()) lang=(language.tag())
                                    aria-current=[(visit.language == language).then_some("true")] { (language.own_name()) } }
                            }
                        }
                    }
                }
                main id="content" tabindex="-1" { (body) }
                footer {
                    nav aria-label=(words.text("site-verify")) {
                        ul {
                            li { a href=(visit.to("/feed.atom")) { (words.text("site-feed")) } }
                            li { a href="/press.pub" { (words.text("site-key")) } }
                        }
                    }
                }
            }
        }
    };
    page.into_string()
}
