//! The archive: every month that has something, and each year's and month's releases in pages.

use axum::{extract::State, response::Response};
use jiff::{ToSpan, civil};
use maud::html;
use serde::Deserialize;
use std::ops::Range;

use super::{
    layout::{self, Host},
    releases::in_list,
    visit::Visit,
    when::{month, own_zone, start_of, start_of_month, year_and_month},
};
use crate::app::{AppError, ErrorCode, Zone};
use crate::http::{Problem, problem::Asked};
use crate::runtime::NodeHandle;

/// Where a page begins.
#[derive(Debug, Deserialize)]
pub struct From {
    #[serde(rename = "older-than")]
    older_than: Option<String>,
}

/// The months in which something was released, by year.
#[utoipa::path(get, path = "/archive", tag = "site", operation_id = "archive", responses((status = 200, description = "Done", body = String, content_type = "text/html")))]
pub async fn all(State(node): State<NodeHandle>, visit: Visit) -> Result<Response, Problem> {
    let (host, months) = node
        .call(|core, now| {
            let host = Host::of(core);
            let zone = own_zone(&host.site);
            let months = core.archive_months(now, |at| start_of_month(&zone, at))?;
            Ok::<_, AppError>((host, months))
        })
        .await??;
    let zone = own_zone(&host.site);
    let mut years: Vec<(i16, Vec<i8>)> = Vec::new();
    for (year, month) in months.iter().filter_map(|at| year_and_month(&zone, *at)) {
        match years.last_mut() {
            Some((last, months)) if *last == year => months.push(month),
            Some(_) | None => years.push((year, vec![month])),
        }
    }
    let words = visit.words();
    let title = words.text("site-archive");
    let body = html! {
        h1 { (title) }
        @if years.is_empty() { p { (words.text("site-empty")) } }
        @for (year, months) in &years {
            h2 { a href=(visit.to(&format!("/archive/{year:04}"))) { (year) } }
            ul class="months" {
                @for number in months {
                    li { a href=(visit.to(&format!("/archive/{year:04}-{number:02}"))) { (month(words, *year, *number)) } }
                }
            }
        }
    };
    Ok(visit.page(layout::page(&visit, &host, &title, &body)))
}

/// What was released in a year or a month, a page of it.
#[utoipa::path(get, path = "/archive/{period}", tag = "site", operation_id = "archive_period",
    params(("period" = String, Path, description = "Year (2030) or month (2030-01), where the side is"),
        ("older-than" = Option<String>, Query, description = "Name of the release behind which the page begins")),
    responses((status = 200, description = "Done", body = String, content_type = "text/html"), (status = 404)))]
pub async fn period(
    State(node): State<NodeHandle>,
    mut visit: Visit,
    from: Asked<From>,
) -> Result<Response, Problem> {
    let older_than = from.read()?.older_than;
    let name = visit.parameter("period");
    let missing = || AppError::new(ErrorCode::NotFound, "the archive has no such page");
    let first = Period::read(&name).ok_or_else(missing)?;
    let is_first = older_than.is_none();
    let question = older_than
        .as_ref()
        .map_or_else(String::new, |name| format!("?older-than={name}"));
    let (host, page) = node
        .call(move |core, now| {
            let host = Host::of(core);
            let page = match first.span(&own_zone(&host.site)) {
                Some(span) => core.archive(now, span, older_than.as_deref())?,
                None => None,
            };
            Ok::<_, AppError>((host, page))
        })
        .await??;
    let page = page.ok_or_else(missing)?;
    visit.question = question;
    let words = visit.words();
    let title = match first.month {
        Some(number) => month(words, first.year, number),
        None => first.year.to_string(),
    };
    let here = visit.to(&format!("/archive/{name}"));
    let body = html! {
        h1 { (title) }
        @if page.releases.is_empty() { p { (words.text("site-archive-empty")) } }
        @for one in &page.releases { (in_list(&visit, &host, one)) }
        ul class="months screen" {
            @if !is_first { li { a href=(here) { (words.text("site-archive-newest")) } } }
            @if let Some(last) = &page.older_than {
                li { a rel="next" href={ (here) "?older-than=" (last) } { (words.text("site-archive-older")) } }
            }
            li { a href=(visit.to("/archive")) { (words.text("site-archive-all")) } }
        }
    };
    Ok(visit.page(layout::page(&visit, &host, &title, &body)))
}

/// A year, or a month of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Period {
    year: i16,
    month: Option<i8>,
}

impl Period {
    /// One spelling alone: `2030` or `2030-01`.
    fn read(text: &str) -> Option<Self> {
        let digits = |text: &str, count: usize| {
            let fits = text.len() == count && text.bytes().all(|sign| sign.is_ascii_digit());
            fits.then_some(())
        };
        let (year, month) = match text.split_once('-') {
            Some((year, month)) => (year, Some(month)),
            None => (text, None),
        };
        digits(year, 4)?;
        let year = year.parse().ok()?;
        let month = match month {
            Some(month) => {
                digits(month, 2)?;
                let month: i8 = month.parse().ok()?;
                (1..=12).contains(&month).then_some(Some(month))?
            }
            None => None,
        };
        Some(Self { year, month })
    }

    /// From its first moment to the next one's, where the side is.
    fn span(self, zone: &Zone) -> Option<Range<i64>> {
        let first = civil::Date::new(self.year, self.month.unwrap_or(1), 1).ok()?;
        let length = match self.month {
            Some(_) => 1.month(),
            None => 1.year(),
        };
        let next = first.checked_add(length).ok()?;
        Some(start_of(zone, first)?..start_of(zone, next)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_has_one_spelling() {
        for (text, expected) in [
            ("2030", Some((2030, None))),
            ("2030-01", Some((2030, Some(1)))),
            ("2030-12", Some((2030, Some(12)))),
            ("2030-13", None),
            ("2030-00", None),
            ("2030-1", None),
            ("30", None),
            ("02030", None),
            ("+203", None),
            ("2030-01-01", None),
            ("", None),
            ("-", None),
        ] {
            let read = Period::read(text).map(|period| (period.year, period.month));
            assert_eq!(read, expected, "{text}");
        }
    }

    #[test]
    fn a_year_is_its_months() {
        let zone = Zone::named("Europe/Moscow").unwrap();
        let span = |text: &str| Period::read(text).unwrap().span(&zone).unwrap();
        let year = span("2022");
        let mut at = year.start;
        for month in 1..=12 {
            let month = span(&format!("2022-{month:02}"));
            assert_eq!(month.start, at);
            assert_eq!(start_of_month(&zone, month.end - 1), month.start);
            at = month.end;
        }
        assert_eq!(at, year.end);
        assert!(Period::read("0000").unwrap().span(&zone).is_some());
        assert_eq!(
            Period::read("9999").unwrap().span(&zone),
            None,
            "beyond the calendar"
        );
    }
}
