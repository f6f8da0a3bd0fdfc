//! Moments, as people say them: with an offset, or as clocks in a zone show them.

use domain::{Overlap, resolve_civil};
use serde::Deserialize;

use super::FormError;

/// Which of two equal clock readings is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum Reading {
    Earlier,
    Later,
}

/// A moment that somebody names.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(untagged)]
pub enum When {
    /// RFC 3339, such as `2021-12-31T01:00:00+03:00`.
    At(String),
    Clocks(Clocks),
}

/// What clocks in a zone show, such as `2021-12-30T23:30` in Europe/Moscow.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(
    feature = "typescript",
    derive(ts_rs::TS),
    ts(optional_fields = nullable)
)]
#[serde(deny_unknown_fields)]
pub struct Clocks {
    pub civil: String,
    pub zone: String,
    /// Where clocks go back, the same time comes twice.
    pub overlap: Option<Reading>,
}

/// The moment at which clocks in `zone` show `civil`; a reading that names none or two is asked about.
pub fn civil_unix_ms(civil: &str, zone: &str, reading: Option<Reading>) -> Result<i64, FormError> {
    let overlap = reading.map(|reading| match reading {
        Reading::Earlier => Overlap::Earlier,
        Reading::Later => Overlap::Later,
    });
    Ok(resolve_civil(civil, zone, overlap)?.as_millisecond())
}

/// RFC 3339, such as `2021-12-31T01:00:00+03:00`.
pub fn moment_unix_ms(field: &'static str, text: &str) -> Result<i64, FormError> {
    let at = text.parse::<jiff::Timestamp>();
    at.map(|at| at.as_millisecond())
        .map_err(|_| FormError::NotAMoment {
            field,
            text: text.to_owned(),
        })
}

impl When {
    /// What is no moment by itself is what clocks in `zone` show.
    pub fn read(text: &str, zone: &str, overlap: Option<Reading>) -> Self {
        match text.parse::<jiff::Timestamp>() {
            Ok(_) => Self::At(text.to_owned()),
            Err(_) => Self::Clocks(Clocks {
                civil: text.to_owned(),
                zone: zone.to_owned(),
                overlap,
            }),
        }
    }

    pub fn unix_ms(&self, field: &'static str) -> Result<i64, FormError> {
        match self {
            Self::At(text) => moment_unix_ms(field, text),
            Self::Clocks(clocks) => civil_unix_ms(&clocks.civil, &clocks.zone, clocks.overlap),
        }
    }

    /// As it was said.
    pub fn text(&self) -> &str {
        match self {
            Self::At(text) => text,
            Self::Clocks(clocks) => &clocks.civil,
        }
    }

    /// By which something is to be done: what is past nobody can keep.
    pub fn to_come(
        &self,
        field: &'static str,
        past: &'static str,
        now_unix_ms: i64,
    ) -> Result<i64, FormError> {
        let at = self.unix_ms(field)?;
        if at > now_unix_ms {
            return Ok(at);
        }
        Err(FormError::Past {
            field,
            text: self.text().to_owned(),
            past,
        })
    }

    /// Of what is known already.
    pub fn had_come(
        &self,
        field: &'static str,
        to_come: &'static str,
        now_unix_ms: i64,
    ) -> Result<i64, FormError> {
        let at = self.unix_ms(field)?;
        if at <= now_unix_ms {
            return Ok(at);
        }
        Err(FormError::StillToCome { field, to_come })
    }
}

/// The same of a field that may be left out.
pub(crate) fn answer_by(when: Option<&When>, now_unix_ms: i64) -> Result<Option<i64>, FormError> {
    let past = "nobody could accept in time";
    when.map(|when| when.to_come("answer-by", past, now_unix_ms))
        .transpose()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_offer_is_answered_by_a_moment_or_a_local_time_to_come() {
        let now = 1_640_000_000_000;
        let at = 1_640_896_200_000;
        for (text, now, wanted) in [
            (None, now, Ok(None)),
            (Some("2021-12-30T23:30+03:00"), now, Ok(Some(at))),
            (Some("2021-12-30T20:30:00Z"), now, Ok(Some(at))),
            // As clocks in the zone show it.
            (Some("2021-12-30T23:30"), now, Ok(Some(at))),
            (Some("2021-12-30T23:30"), at - 1, Ok(Some(at))),
            (Some("2021-12-30T23:30"), at, Err("time")),
            (Some("2021-12-30T23:30"), at + 1, Err("time")),
            (Some("2021-12-01T00:00"), now, Err("time")),
            (Some("tonight"), now, Err("time")),
        ] {
            let when = text.map(|text| When::read(text, "Europe/Moscow", None));
            let got = answer_by(when.as_ref(), now);
            assert_eq!(
                got.map_err(|error| error.code()),
                wanted,
                "{text:?} at {now}"
            );
        }
    }
}
