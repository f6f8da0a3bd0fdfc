//! The feed (RFC 4287): one for each language of the site's own words, and the one without a language, which
//! keeps the form that readers of it have known from the beginning.

use atom_syndication::{Entry, Feed, FixedDateTime, Link, Person, Text};
use axum::{extract::State, response::Response};
use jiff::Timestamp;

use super::{
    language::{Language, lang_of},
    layout::Host,
    releases::{is_withdrawal, picture_path},
    visit::Visit,
    when::moment_text,
    words::Words,
};
use crate::app::{AppError, PressDocument, Published};
use crate::http::Problem;
use crate::runtime::NodeHandle;

/// Whose feed it is, and in which language.
struct Writer {
    host: Host,
    side: String,
    /// The press site's address.
    base: String,
    /// `None`: the feed without a language.
    language: Option<Language>,
}

/// The feed (RFC 4287). A correction or withdrawal is an entry of its own, and brings the entry that it
/// is about up to date with a notice.
#[utoipa::path(get, path = "/feed.atom", tag = "site", responses((status = 200, description = "Done", body = String, content_type = "application/atom+xml")))]
pub async fn feed(State(node): State<NodeHandle>, visit: Visit) -> Result<Response, Problem> {
    let language = visit.is_named.then_some(visit.language);
    let (writer, published) = node
        .call(move |core, now| {
            let writer = Writer {
                host: Host::of(core),
                side: core.side().to_string(),
                base: core.press_url().to_owned(),
                language,
            };
            Ok::<_, AppError>((writer, core.press_page(now)?))
        })
        .await??;
    let feed = writer.feed(&published);
    Ok(visit.answer("application/atom+xml; charset=utf-8", feed.to_string()))
}

impl Writer {
    fn words(&self) -> &'static Words {
        Words::in_language(self.language.unwrap_or(Language::English))
    }

    /// Of a page, in the feed's language if it has one.
    fn page(&self, path: &str) -> String {
        let language = self.language.map(|language| format!("/{}", language.tag()));
        format!("{}{}{path}", self.base, language.unwrap_or_default())
    }

    fn feed(&self, published: &[Published]) -> Feed {
        let updated = published.iter().map(Published::updated_unix_ms).max();
        let name = self.host.name.as_str();
        let title = self.words().with("site-press", &[("side", name.into())]);
        // Each feed has an id of its own; a release has one id, whichever feed brings it.
        let id = match self.language {
            None => format!("urn:detente:{}", self.side),
            Some(language) => format!("urn:detente:{}:feed:{}", self.side, language.tag()),
        };
        Feed {
            title: Text::plain(xml(&title)),
            id,
            updated: atom_time(updated.unwrap_or_default()),
            authors: vec![person(name)],
            links: vec![
                link("self", self.page("/feed.atom")),
                link("alternate", self.page("/")),
            ],
            entries: published.iter().map(|one| self.entry(one)).collect(),
            lang: self.language.map(|language| language.tag().to_owned()),
            ..Feed::default()
        }
    }

    fn entry(&self, one: &Published) -> Entry {
        let document = &one.document;
        let page = self.page(&format!("/releases/{}", document.name));
        let mut title = Text::plain(xml(&document.release.title));
        if self.language.is_some() {
            // What was released has a language of its own, or none that is known.
            title.lang = Some(lang_of(&document.release.languages).to_owned());
        }
        Entry {
            title,
            id: format!("urn:detente:{}:{}", self.side, document.name),
            updated: atom_time(one.updated_unix_ms()),
            published: Some(atom_time(document.public_from_unix_ms())),
            authors: vec![person(&document.release.office)],
            links: [link("alternate", page)]
                .into_iter()
                .chain(enclosure(&self.base, document))
                .collect(),
            summary: Some(Text::plain(xml(&self.summary(one)))),
            ..Entry::default()
        }
    }

    /// The text after whatever was released about it since.
    fn summary(&self, one: &Published) -> String {
        let notices = one.notices.iter().map(|notice| {
            let id = match is_withdrawal(notice) {
                true => "site-feed-withdrawn",
                false => "site-feed-corrected",
            };
            let at = notice.public_from_unix_ms();
            let when = match self.language {
                Some(_) => moment_text(self.words(), &self.host.site, at),
                None => in_digits(at),
            };
            let title = notice.release.title.as_str();
            let words = self
                .words()
                .with(id, &[("when", when.into()), ("title", title.into())]);
            format!("{words}\n\n")
        });
        notices
            .chain([one.document.release.text.clone()])
            .collect::<String>()
    }
}

fn link(rel: &str, href: String) -> Link {
    Link {
        href,
        rel: rel.to_owned(),
        ..Link::default()
    }
}

/// The picture, for readers of the feed.
fn enclosure(base: &str, document: &PressDocument) -> Option<Link> {
    let picture = document.release.picture.as_ref()?;
    Some(Link {
        mime_type: Some(picture.kind.media_type().to_owned()),
        length: Some(picture.bytes.to_string()),
        ..link("enclosure", format!("{base}{}", picture_path(document)?))
    })
}

fn person(name: &str) -> Person {
    Person {
        name: xml(name),
        ..Person::default()
    }
}

fn in_digits(unix_ms: i64) -> String {
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
