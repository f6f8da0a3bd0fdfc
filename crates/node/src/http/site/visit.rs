//! Who reads the site: in which language, below which address, and what is known there already.

use axum::{
    body::Body,
    extract::{FromRequestParts, MatchedPath, Path},
    http::{HeaderMap, HeaderValue, StatusCode, header, request::Parts},
    response::{IntoResponse, Redirect, Response},
};
use std::collections::BTreeMap;

use super::{language::Language, words::Words};
use crate::http::{Problem, problem};

/// Begins addresses in a language that is named.
pub const NAMED: &str = "/{language}";

/// A reader of the site. An address that names no language is answered in the one that the reader's program
/// asks for; one that names a language we don't have is none.
#[derive(Debug, Clone)]
pub struct Visit {
    pub language: Language,
    /// The address names it.
    pub is_named: bool,
    /// The address without its language.
    pub path: String,
    /// What of the question after it says what is shown, with its mark.
    pub question: String,
    /// Nothing is shown at the address; `path` is where the reader finds something.
    pub is_refused: bool,
    parameters: BTreeMap<String, String>,
    asked: HeaderMap,
}

impl Visit {
    pub fn words(&self) -> &'static Words {
        Words::in_language(self.language)
    }

    /// A variable part of the address.
    pub fn parameter(&self, name: &str) -> String {
        self.parameters.get(name).cloned().unwrap_or_default()
    }

    /// An address of the site, in the language if the reader's own names it.
    pub fn to(&self, path: &str) -> String {
        match self.is_named {
            true => in_language(self.language, path),
            false => path.to_owned(),
        }
    }

    /// This very page in a language.
    pub fn here_in(&self, language: Language) -> String {
        format!("{}{}", in_language(language, &self.path), self.question)
    }

    /// Whatever the address, without a look at the router's table.
    pub fn of_refused(path: &str, asked: &HeaderMap) -> Self {
        let mut parts = path.splitn(3, '/');
        let named = parts.nth(1).and_then(Language::of_tag);
        Self {
            language: named.unwrap_or_else(|| Language::wanted_by(asked)),
            is_named: named.is_some(),
            // What isn't there isn't there in other languages.
            path: "/".to_owned(),
            question: String::new(),
            is_refused: true,
            parameters: BTreeMap::new(),
            asked: asked.clone(),
        }
    }

    /// A whole answer, or that it is as it was (RFC 9110, 13.1.2).
    pub fn answer(&self, media_type: &'static str, body: String) -> Response {
        let etag = format!(
            "\"{}\"",
            hex::encode(&identity::sha256(body.as_bytes())[..16])
        );
        let known = self.asked.get_all(header::IF_NONE_MATCH).iter();
        let is_known = known
            .filter_map(|line| line.to_str().ok())
            .flat_map(|line| line.split(','))
            .map(str::trim)
            .any(|known| known == "*" || known.strip_prefix("W/").unwrap_or(known) == etag);
        let mut response = match is_known {
            true => StatusCode::NOT_MODIFIED.into_response(),
            false => (
                [(header::CONTENT_TYPE, HeaderValue::from_static(media_type))],
                Body::from(body),
            )
                .into_response(),
        };
        let headers = response.headers_mut();
        if let Ok(etag) = HeaderValue::from_str(&etag) {
            headers.insert(header::ETAG, etag);
        }
        // An embargo ends and a promise falls due without anybody's doing.
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
        response
    }

    /// A page in the reader's language.
    pub fn page(&self, html: String) -> Response {
        let mut response = self.answer("text/html; charset=utf-8", html);
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_LANGUAGE,
            HeaderValue::from_static(self.language.tag()),
        );
        if !self.is_named {
            headers.insert(header::VARY, HeaderValue::from_static("accept-language"));
        }
        response
    }
}

/// To the press page of a language.
#[utoipa::path(get, path = "/{language}", tag = "site", params(("language" = String, Path, description = "Language of the site's own words: en, fr or ru")),
    responses((status = 308, description = "To the page"), (status = 404)))]
pub async fn to_page(visit: Visit) -> Redirect {
    Redirect::permanent(&in_language(visit.language, "/"))
}

/// An address in a language.
pub fn in_language(language: Language, path: &str) -> String {
    format!("/{}{path}", language.tag())
}

impl<S: Send + Sync> FromRequestParts<S> for Visit {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let parameters = Path::<BTreeMap<String, String>>::from_request_parts(parts, state).await;
        let Path(parameters) =
            parameters.map_err(|rejection| problem::malformed(&rejection.body_text()))?;
        let is_named = parts
            .extensions
            .get::<MatchedPath>()
            .is_some_and(|matched| matched.as_str().starts_with(NAMED));
        let (language, path) = match is_named {
            true => {
                let named = parameters.get("language").map_or("", String::as_str);
                let Some(language) = Language::of_tag(named) else {
                    return Err(problem::not_found(parts.uri.clone()).await);
                };
                let rest = parts.uri.path().get(1 + named.len()..);
                (language, rest.unwrap_or_default().to_owned())
            }
            false => (
                Language::wanted_by(&parts.headers),
                parts.uri.path().to_owned(),
            ),
        };
        Ok(Self {
            language,
            is_named,
            path,
            question: String::new(),
            is_refused: false,
            parameters,
            asked: parts.headers.clone(),
        })
    }
}
