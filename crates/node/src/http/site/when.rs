//! Moments as both sides' clocks show them, in the words and the order of a language.

use fluent_bundle::FluentValue;
use jiff::{Timestamp, Zoned, civil};
use maud::{Markup, html};

use super::words::Words;
use crate::app::{PressSite, Zone};

/// A moment on both sides' clocks, the own first.
pub fn moment(words: &Words, site: &PressSite, unix_ms: i64) -> Markup {
    let Ok(at) = Timestamp::from_millisecond(unix_ms) else {
        return html! { "?" };
    };
    let exact = at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    html! { time datetime=(exact) { (in_words(words, site, at)) } }
}

/// The same as plain text.
pub fn moment_text(words: &Words, site: &PressSite, unix_ms: i64) -> String {
    Timestamp::from_millisecond(unix_ms)
        .map_or_else(|_| "?".to_owned(), |at| in_words(words, site, at))
}

fn in_words(words: &Words, site: &PressSite, at: Timestamp) -> String {
    let own = own_zone(site);
    let other = site.other_zone.clone().filter(|other| *other != own);
    let shown: Vec<String> = [Some(own), other]
        .into_iter()
        .flatten()
        .map(|zone| by_clock(words, &zone, at))
        .collect();
    shown.join(" · ")
}

/// Where the site's own days and months are counted.
pub fn own_zone(site: &PressSite) -> Zone {
    site.zone.clone().unwrap_or_else(Zone::universal)
}

fn by_clock(words: &Words, zone: &Zone, at: Timestamp) -> String {
    let civil = at.to_zoned(zone.zone.clone());
    words.with(
        "site-moment",
        &[
            ("date", FluentValue::from(date(words, &civil))),
            ("hour", FluentValue::from(format!("{:02}", civil.hour()))),
            (
                "minute",
                FluentValue::from(format!("{:02}", civil.minute())),
            ),
            ("zone", FluentValue::from(name_of(words, zone))),
        ],
    )
}

fn date(words: &Words, civil: &Zoned) -> String {
    words.with(
        "site-date",
        &[
            ("day", FluentValue::from(civil.day())),
            ("month", FluentValue::from(civil.month())),
            // Years have no separators.
            ("year", FluentValue::from(civil.year().to_string())),
        ],
    )
}

/// A month as a heading.
pub fn month(words: &Words, year: i16, month: i8) -> String {
    words.with(
        "site-month",
        &[
            ("month", FluentValue::from(month)),
            ("year", FluentValue::from(year.to_string())),
        ],
    )
}

/// The time of a zone: in words where there are some, else by its city.
fn name_of(words: &Words, zone: &Zone) -> String {
    let id: String = zone
        .name
        .to_ascii_lowercase()
        .replace(|sign: char| !sign.is_ascii_alphanumeric(), "-");
    let id = format!("zone-{id}");
    if words.has(&id) {
        return words.text(&id);
    }
    let city = zone.name.rsplit('/').next().unwrap_or_default();
    let city = FluentValue::from(city.replace('_', " "));
    words.with("zone-by-city", &[("city", city)])
}

/// Where the month of a moment begins in a zone.
pub fn start_of_month(zone: &Zone, unix_ms: i64) -> i64 {
    let first = Timestamp::from_millisecond(unix_ms)
        .ok()
        .map(|at| at.to_zoned(zone.zone.clone()).date().first_of_month());
    first
        .and_then(|first| start_of(zone, first))
        .unwrap_or(unix_ms)
}

/// When a day begins in a zone.
pub fn start_of(zone: &Zone, day: civil::Date) -> Option<i64> {
    let midnight = day.to_zoned(zone.zone.clone()).ok()?;
    Some(midnight.timestamp().as_millisecond())
}

/// Year and month of a moment in a zone.
pub fn year_and_month(zone: &Zone, unix_ms: i64) -> Option<(i16, i8)> {
    let at = Timestamp::from_millisecond(unix_ms).ok()?;
    let civil = at.to_zoned(zone.zone.clone());
    Some((civil.year(), civil.month()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::site::language::Language;

    fn site(own: Option<&str>, other: Option<&str>) -> PressSite {
        let zone = |name: Option<&str>| name.map(|name| Zone::named(name).unwrap());
        PressSite {
            zone: zone(own),
            other_zone: zone(other),
            ..PressSite::default()
        }
    }

    #[test]
    fn both_clocks_are_shown_as_a_language_writes_them() {
        let both = site(Some("Europe/Moscow"), Some("America/New_York"));
        let own = site(Some("Asia/Tbilisi"), None);
        let none = site(None, None);
        // 1 January 2022, 20:05 UTC.
        let at = 1_641_067_500_000;
        for (language, site, expected) in [
            (
                Language::English,
                &both,
                "1 January 2022, 23:05 (Moscow time) · 1 January 2022, 15:05 (New York time)",
            ),
            (
                Language::French,
                &both,
                "1er janvier 2022 à 23\u{a0}h\u{a0}05 (heure de Moscou) · 1er janvier 2022 à 15\u{a0}h\u{a0}05 (heure de New York)",
            ),
            (
                Language::Russian,
                &both,
                "1 января 2022\u{a0}г., 23:05 (московское время) · 1 января 2022\u{a0}г., 15:05 (нью-йоркское время)",
            ),
            (
                Language::English,
                &own,
                "2 January 2022, 00:05 (Tbilisi time)",
            ),
            (
                Language::French,
                &own,
                "2 janvier 2022 à 00\u{a0}h\u{a0}05 (heure de Tbilisi)",
            ),
            (
                Language::English,
                &none,
                "1 January 2022, 20:05 (universal time)",
            ),
            (
                Language::Russian,
                &none,
                "1 января 2022\u{a0}г., 20:05 (всемирное время)",
            ),
        ] {
            let words = Words::in_language(language);
            assert_eq!(moment_text(words, site, at), expected);
        }
        let shown = moment(Words::in_language(Language::English), &none, at);
        assert!(
            shown
                .0
                .starts_with("<time datetime=\"2022-01-01T20:05:00Z\">1 January")
        );
    }

    #[test]
    fn each_month_has_its_name() {
        for (language, wanted) in [
            (
                Language::English,
                ["January 2030", "June 2030", "December 2030"],
            ),
            (
                Language::French,
                ["Janvier 2030", "Juin 2030", "Décembre 2030"],
            ),
            (
                Language::Russian,
                [
                    "Январь 2030\u{a0}г.",
                    "Июнь 2030\u{a0}г.",
                    "Декабрь 2030\u{a0}г.",
                ],
            ),
        ] {
            let words = Words::in_language(language);
            assert_eq!([1, 6, 12].map(|number| month(words, 2030, number)), wanted);
            let all: std::collections::BTreeSet<String> =
                (1..=12).map(|number| month(words, 2030, number)).collect();
            assert_eq!(all.len(), 12);
        }
    }

    #[test]
    fn a_month_begins_where_the_side_is() {
        let moscow = Zone::named("Europe/Moscow").unwrap();
        // 31 January 2022, 22:00 UTC: February in Moscow.
        let at = 1_643_666_400_000;
        assert_eq!(year_and_month(&moscow, at), Some((2022, 2)));
        assert_eq!(start_of_month(&moscow, at), at - 3_600_000);
        assert_eq!(year_and_month(&Zone::universal(), at), Some((2022, 1)));
    }
}
