//! The site's own words, out of the catalogues that the web client has too (web/src/messages): Fluent, one
//! folder for each language, in the binary.

use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use maud::{Markup, PreEscaped};
use std::sync::LazyLock;

use super::{language::Language, text::escape};

/// The words of one language.
pub struct Words(FluentBundle<FluentResource>);

/// Of each language: its own file, and those that it shares with the desks.
macro_rules! catalogue {
    ($language:literal) => {
        [
            catalogue!($language, "site/site"),
            catalogue!($language, "press"),
            catalogue!($language, "zones"),
        ]
    };
    ($language:literal, $file:literal) => {
        include_str!(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../../web/src/messages/",
            $language,
            "/",
            $file,
            ".ftl"
        ))
    };
}

static ENGLISH: LazyLock<Words> = LazyLock::new(|| Words::of(Language::English));
static FRENCH: LazyLock<Words> = LazyLock::new(|| Words::of(Language::French));
static RUSSIAN: LazyLock<Words> = LazyLock::new(|| Words::of(Language::Russian));

fn sources(language: Language) -> [&'static str; 3] {
    match language {
        Language::English => catalogue!("en"),
        Language::French => catalogue!("fr"),
        Language::Russian => catalogue!("ru"),
    }
}

/// The place of a part in a sentence, until it is put in: signs for private use, which no catalogue has.
const PLACE: [char; 2] = ['\u{e000}', '\u{e001}'];

impl Words {
    pub fn in_language(language: Language) -> &'static Self {
        match language {
            Language::English => &ENGLISH,
            Language::French => &FRENCH,
            Language::Russian => &RUSSIAN,
        }
    }

    fn of(language: Language) -> Self {
        let tag = language.tag().parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![tag]);
        // What somebody wrote is set apart by <bdi>.
        bundle.set_use_isolating(false);
        for source in sources(language) {
            // What can't be read is left out; a test finds it.
            let resource =
                FluentResource::try_new(source.to_owned()).unwrap_or_else(|(part, _)| part);
            bundle.add_resource_overriding(resource);
        }
        Self(bundle)
    }

    pub fn has(&self, id: &str) -> bool {
        self.0.has_message(id)
    }

    /// Words without variables.
    pub fn text(&self, id: &str) -> String {
        self.with(id, &[])
    }

    /// Words as plain text.
    pub fn with(&self, id: &str, variables: &[(&str, FluentValue<'_>)]) -> String {
        let message = self.0.get_message(id);
        let Some(pattern) = message.and_then(|message| message.value()) else {
            return id.to_owned();
        };
        let mut args = FluentArgs::new();
        for (name, value) in variables {
            args.set(*name, value.clone());
        }
        let mut errors = Vec::new();
        let text = self.0.format_pattern(pattern, Some(&args), &mut errors);
        text.into_owned()
    }

    /// Words around parts of a page. What the parts hold never passes through the catalogue.
    pub fn around(&self, id: &str, parts: &[(&str, Markup)]) -> Markup {
        let [open, close] = PLACE;
        let places: Vec<String> = (0..parts.len())
            .map(|number| format!("{open}{number}{close}"))
            .collect();
        let variables: Vec<(&str, FluentValue<'_>)> = parts
            .iter()
            .zip(&places)
            .map(|((name, _), place)| (*name, FluentValue::from(place.as_str())))
            .collect();
        let html = escape(&self.with(id, &variables));
        // Once from the beginning to the end: in what is put in nothing is looked for.
        let mut out = String::with_capacity(html.len());
        let mut rest = html.as_str();
        while let Some((before, after)) = rest.split_once(open) {
            out.push_str(before);
            let (number, behind) = after.split_once(close).unwrap_or_default();
            let part = number
                .parse()
                .ok()
                .and_then(|number: usize| parts.get(number));
            out.push_str(part.map_or("", |(_, part)| &part.0));
            rest = behind;
        }
        out.push_str(rest);
        PreEscaped(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{collections::BTreeSet, path::Path};

    /// Ids of a catalogue's messages.
    fn ids(source: &str) -> BTreeSet<&str> {
        let lines = source
            .lines()
            .filter(|line| line.starts_with(|sign: char| sign.is_ascii_lowercase()));
        lines
            .filter_map(|line| line.split_once(" =").map(|(id, _)| id))
            .collect()
    }

    /// Ids that the site's sources ask for: each stands there as it is, within quotes.
    fn asked() -> BTreeSet<String> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/http/site");
        let mut asked = BTreeSet::new();
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_none_or(|ending| ending != "rs") {
                continue;
            }
            let source = std::fs::read_to_string(&path).unwrap();
            let own = source.split("#[cfg(test)]").next().unwrap();
            let quoted = own.split('"').skip(1).step_by(2);
            let of_site = ["site-", "kind-", "fact-", "value-", "promise-", "zone-by-"];
            asked.extend(
                quoted
                    .filter(|text| of_site.iter().any(|begin| text.starts_with(begin)))
                    .filter(|text| {
                        text.chars()
                            .all(|sign| sign.is_ascii_lowercase() || sign == '-')
                    })
                    .map(str::to_owned),
            );
        }
        asked
    }

    #[test]
    fn no_word_is_missing_and_none_is_unused() {
        let asked = asked();
        assert!(asked.len() > 80, "only {} were found", asked.len());
        for language in Language::ALL {
            let words = Words::in_language(language);
            let missing: Vec<&String> = asked.iter().filter(|id| !words.has(id)).collect();
            assert!(missing.is_empty(), "{language:?} lacks {missing:?}");
            let [own, ..] = sources(language);
            let unused: Vec<&str> = ids(own)
                .into_iter()
                .filter(|id| !asked.contains(*id))
                .collect();
            assert!(unused.is_empty(), "nobody asks for {unused:?}");
        }
    }

    #[test]
    fn each_catalogue_can_be_read_and_no_id_stands_twice() {
        for language in Language::ALL {
            let mut bundle = FluentBundle::new_concurrent(vec![language.tag().parse().unwrap()]);
            for source in sources(language) {
                let resource = FluentResource::try_new(source.to_owned());
                let resource = resource.map_err(|(_, errors)| errors).unwrap();
                bundle.add_resource(resource).unwrap();
                assert!(!source.contains(PLACE), "{language:?}");
            }
            assert_eq!(
                ids(sources(language)[0]),
                ids(sources(Language::English)[0])
            );
        }
    }

    #[test]
    fn a_part_is_put_in_as_it_is_and_is_no_place_for_others() {
        let words = Words::in_language(Language::English);
        let [open, close] = PLACE;
        let hostile = format!("{open}0{close} {open}1{close} {{ $said }}");
        let part = |text: &str| PreEscaped(format!("<b>{}</b>", escape(text)));
        let parts = [("what", part(&hostile)), ("said", part("x"))];
        let shown = words.around("site-pair", &parts);
        assert_eq!(shown.0, format!("<b>{hostile}</b>: <b>x</b>"));
        assert_eq!(words.text("site-nowhere"), "site-nowhere");
    }
}
