//! The languages of the site's own words, and which of them a reader wants.

use axum::http::{HeaderMap, header};

/// A language of the site's own words. What was released stays in its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    English,
    French,
    Russian,
}

/// Written from right to left.
const RIGHT_TO_LEFT: &[&str] = &["ar", "dv", "fa", "he", "ps", "ur", "yi"];

impl Language {
    pub const ALL: [Self; 3] = [Self::English, Self::French, Self::Russian];

    /// As in addresses and attributes (BCP 47).
    pub fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::French => "fr",
            Self::Russian => "ru",
        }
    }

    /// As those call it who speak it.
    pub fn own_name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::French => "Français",
            Self::Russian => "Русский",
        }
    }

    pub fn of_tag(tag: &str) -> Option<Self> {
        let mut all = Self::ALL.into_iter();
        all.find(|language| language.tag() == tag)
    }

    /// What the reader's program asks for (RFC 9110, 12.5.4); English where it asks for none of ours.
    pub fn wanted_by(asked: &HeaderMap) -> Self {
        let lines = asked.get_all(header::ACCEPT_LANGUAGE).iter();
        let mut best = (Self::English, 0.0);
        for range in lines
            .filter_map(|line| line.to_str().ok())
            .flat_map(|line| line.split(','))
        {
            let (tag, weight) = range.split_once(';').unwrap_or((range, "q=1"));
            let weight = weight.trim().strip_prefix("q=").unwrap_or("0");
            let weight = weight.parse::<f32>().unwrap_or(0.0);
            let primary = tag.trim().split('-').next().unwrap_or_default();
            // Of two that weigh the same the first.
            match Self::of_tag(&primary.to_ascii_lowercase()) {
                Some(language) if weight > best.1 => best = (language, weight),
                Some(_) | None => {}
            }
        }
        best.0
    }
}

/// `dir` of a page in this language.
pub fn direction(tag: &str) -> &'static str {
    let primary = tag.split('-').next().unwrap_or_default();
    match RIGHT_TO_LEFT.contains(&primary) {
        true => "rtl",
        false => "ltr",
    }
}

/// What a release says of its one language, if that has the form of a tag; nothing known is `lang=""`, so
/// that the page's own language doesn't count for it.
pub fn lang_of(languages: &[String]) -> &str {
    let [only] = languages else { return "" };
    let is_tag = (2..=35).contains(&only.len())
        && only
            .chars()
            .all(|sign| sign.is_ascii_alphanumeric() || sign == '-');
    match is_tag {
        true => only,
        false => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn the_language_that_weighs_most_is_taken() {
        use Language::{English, French, Russian};
        for (lines, expected) in [
            (&[][..], English),
            (&["fr"], French),
            (&["FR-ca"], French),
            (&["ru-RU,ru;q=0.9,en;q=0.8"], Russian),
            (&["de, fr;q=0.2, ru;q=0.7"], Russian),
            (&["en;q=0.5", "fr;q=0.6"], French),
            (&["fr, ru"], French),
            (&["fr;q=0, ru;q=0"], English),
            (&["fr;q=x"], English),
            (&["*"], English),
            (&["frr, rue"], English),
        ] {
            let mut asked = HeaderMap::new();
            for line in lines {
                asked.append(header::ACCEPT_LANGUAGE, HeaderValue::from_static(line));
            }
            assert_eq!(Language::wanted_by(&asked), expected, "{lines:?}");
        }
    }

    #[test]
    fn a_language_has_its_direction() {
        for (tag, expected) in [
            ("en", "ltr"),
            ("ru", "ltr"),
            ("ar", "rtl"),
            ("fa-IR", "rtl"),
            ("he", "rtl"),
        ] {
            assert_eq!(direction(tag), expected, "{tag}");
        }
    }

    #[test]
    fn a_text_is_said_to_be_in_a_language_that_it_names() {
        let one = |tag: &str| vec![tag.to_owned()];
        for (languages, expected) in [
            (vec![], ""),
            (one("fr"), "fr"),
            (one("zh-Hant"), "zh-Hant"),
            (vec!["en".into(), "fr".into()], ""),
            (one("x"), ""),
            (one("\"><script>"), ""),
        ] {
            assert_eq!(lang_of(&languages), expected);
        }
    }
}
