//! Start and end by the clocks of both sides, and clocks that are put forward or back around them.

use domain::{ClockChange, NodeFacts, Terms, clock_changes, local_in};
use identity::SideId;
use jiff::{SignedDuration, Timestamp, civil::Date};
use serde::Serialize;

use super::end_unix_ms;
use crate::{Desk, view::contact::side_name};

/// Start and end as clocks of one side show them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct SheetTime {
    pub side: String,
    pub zone: String,
    pub weekday: String,
    pub date: String,
    pub starts: String,
    /// `+03:00`, at the start.
    pub offset: String,
    pub end_date: String,
    pub ends: String,
    pub end_offset: String,
}

/// What is to be known of one side's clocks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ChangeView {
    pub side: String,
    pub zone: String,
    pub at: String,
    pub what: ClockNews,
}

/// `news` names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(tag = "news", rename_all = "kebab-case")]
pub enum ClockNews {
    /// They are put forward or back.
    Change {
        /// Less than none: back.
        forward_min: i64,
        /// What clocks would have shown, and what they show: `2021-11-07T02:00`.
        before: String,
        after: String,
        /// `-05:00`, from then on.
        offset: String,
        placed: Placed,
        /// Whole hours before the start or after the end.
        hours: i64,
    },
    /// They stand otherwise at the start than as this is printed.
    Otherwise { at_start: String, printed: String },
}

/// Where in time a change is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum Placed {
    Before,
    During,
    After,
}

/// So long before and after a call changes of the clocks are told.
const CLOCKS_TOLD: SignedDuration = SignedDuration::from_hours(7 * 24);

/// Zones of both sides, where this device reads them.
pub(super) fn zones(terms: Option<&Terms>) -> impl Iterator<Item = (SideId, &str)> {
    let locals = terms.into_iter().flat_map(|terms| &terms.local);
    locals.map(|local| (local.side, local.zone.as_str()))
}

/// A moment by one zone's clocks.
pub(super) struct Shown {
    date: String,
    pub(super) clock: String,
    weekday: String,
    offset: String,
}

/// Date and time of a moment, as `2030-01-10` and `23:30`, with weekday and offset.
pub(super) fn shown_in(unix_ms: i64, zone: &str) -> Option<Shown> {
    let at = Timestamp::from_millisecond(unix_ms).ok()?;
    let local = local_in(at, zone).ok()?;
    let (date, clock) = local.civil.split_once('T')?;
    let day: Date = date.parse().ok()?;
    Some(Shown {
        weekday: day.strftime("%A").to_string(),
        date: date.to_owned(),
        clock: clock.to_owned(),
        offset: local.offset,
    })
}

pub(super) fn times(desk: &Desk, terms: Option<&Terms>, facts: &NodeFacts) -> Vec<SheetTime> {
    let time = |(side, zone): (SideId, &str)| {
        let start = shown_in(facts.start_unix_ms, zone)?;
        let end = shown_in(end_unix_ms(facts), zone)?;
        Some(SheetTime {
            side: side_name(desk, side),
            zone: zone.to_owned(),
            weekday: start.weekday,
            date: start.date,
            starts: start.clock,
            offset: start.offset,
            end_date: end.date,
            ends: end.clock,
            end_offset: end.offset,
        })
    };
    zones(terms).filter_map(time).collect()
}

/// Clocks that are put forward or back around the call, and offsets that aren't today's.
pub(super) fn changes(
    desk: &Desk,
    terms: Option<&Terms>,
    facts: &NodeFacts,
    now_unix_ms: i64,
) -> Vec<ChangeView> {
    let moment = |unix_ms| Timestamp::from_millisecond(unix_ms).ok();
    let (Some(start), Some(end)) = (moment(facts.start_unix_ms), moment(end_unix_ms(facts))) else {
        return Vec::new();
    };
    let from = start.checked_sub(CLOCKS_TOLD).unwrap_or(Timestamp::MIN);
    let to = end.checked_add(CLOCKS_TOLD).unwrap_or(Timestamp::MAX);
    let mut told = Vec::new();
    for (side, zone) in zones(terms) {
        let mut tell = |at: Timestamp, what| {
            told.push(ChangeView {
                side: side_name(desk, side),
                zone: zone.to_owned(),
                at: at.to_string(),
                what,
            });
        };
        for change in clock_changes(zone, from, to).unwrap_or_default() {
            tell(change.at, news_of(&change, start, end));
        }
        let printed = moment(now_unix_ms).and_then(|now| local_in(now, zone).ok());
        let at_start = local_in(start, zone).ok();
        if let (Some(printed), Some(at_start)) = (printed, at_start)
            && printed.offset != at_start.offset
        {
            let what = ClockNews::Otherwise {
                at_start: at_start.offset,
                printed: printed.offset,
            };
            tell(start, what);
        }
    }
    told
}

fn news_of(change: &ClockChange, start: Timestamp, end: Timestamp) -> ClockNews {
    let (placed, hours) = if change.at <= start {
        (Placed::Before, start.duration_since(change.at).as_hours())
    } else if change.at < end {
        (Placed::During, 0)
    } else {
        (Placed::After, change.at.duration_since(end).as_hours())
    };
    ClockNews::Change {
        forward_min: change.forward_min(),
        before: change.before.civil.clone(),
        after: change.after.civil.clone(),
        offset: change.after.offset.clone(),
        placed,
        hours,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_of_clocks_is_told_by_its_distance() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        // Clocks in New York go back at 06:00 UTC that day.
        let of = |start: &str, end: &str| {
            let (start, end) = (at(start), at(end));
            let found = clock_changes("America/New_York", start - CLOCKS_TOLD, end + CLOCKS_TOLD);
            let news = |change: &ClockChange| news_of(change, start, end);
            found.unwrap().iter().map(news).collect::<Vec<_>>()
        };
        for (start, end, wanted) in [
            ("2021-11-14T06:00:00Z", "2021-11-14T07:00:00Z", None),
            (
                "2021-11-14T05:59:59Z",
                "2021-11-14T07:00:00Z",
                Some((Placed::Before, 167)),
            ),
            (
                "2021-11-07T06:00:00Z",
                "2021-11-07T07:00:00Z",
                Some((Placed::Before, 0)),
            ),
            (
                "2021-11-07T05:59:59Z",
                "2021-11-07T06:30:00Z",
                Some((Placed::During, 0)),
            ),
            (
                "2021-11-07T05:00:00Z",
                "2021-11-07T06:00:00Z",
                Some((Placed::After, 0)),
            ),
            (
                "2021-11-05T05:00:00Z",
                "2021-11-05T06:00:00Z",
                Some((Placed::After, 48)),
            ),
            ("2021-10-31T05:00:00Z", "2021-10-31T05:59:59Z", None),
        ] {
            let news = |(placed, hours)| ClockNews::Change {
                forward_min: -60,
                before: "2021-11-07T02:00".to_owned(),
                after: "2021-11-07T01:00".to_owned(),
                offset: "-05:00".to_owned(),
                placed,
                hours,
            };
            let wanted: Vec<ClockNews> = wanted.map(news).into_iter().collect();
            assert_eq!(of(start, end), wanted, "{start}");
        }
    }
}
