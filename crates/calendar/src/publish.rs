//! A calendar as it is published: contacts as events, with the zones that they are told in.

use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;

use crate::content::Lines;
use crate::limits::{EVENTS_MAX, YEAR_MAX, YEAR_MIN};
use crate::zone::Zone;

pub(crate) const PRODUCT: &str = "-//Detente//Calendar//EN";

/// Events to be published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    /// Minutes after which a client asks again (RFC 7986, 5.7).
    pub refresh_min: u32,
    pub events: Vec<Event>,
}

/// A contact in a calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// The same for the same contact, whatever changes of it.
    pub uid: String,
    pub start: Timestamp,
    pub duration_min: u32,
    /// The zone in which it is told.
    pub zone: Zone,
    /// Greater with each change.
    pub sequence: u32,
    pub status: Status,
    /// When it last changed.
    pub modified: Timestamp,
    pub detail: Detail,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    Tentative,
    Confirmed,
    Cancelled,
}

/// What is told of a contact besides its time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Detail {
    /// Nothing.
    Busy,
    Facts {
        summary: String,
        description: String,
    },
}

/// Why a calendar isn't written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WriteError {
    #[error("a calendar has at most {EVENTS_MAX} events")]
    TooManyEvents,
    #[error("events are between {YEAR_MIN} and {YEAR_MAX}")]
    OutOfYears,
}

impl Status {
    fn name(self) -> &'static str {
        match self {
            Self::Tentative => "TENTATIVE",
            Self::Confirmed => "CONFIRMED",
            Self::Cancelled => "CANCELLED",
        }
    }

    /// Whether it takes up the time. Some clients know nothing of a cancelled event but this.
    fn transparency(self) -> &'static str {
        match self {
            Self::Tentative | Self::Confirmed => "OPAQUE",
            Self::Cancelled => "TRANSPARENT",
        }
    }
}

impl Event {
    /// When it ends.
    ///
    /// # Errors
    /// It begins or ends outside of the years of a calendar.
    pub fn end(&self) -> Result<Timestamp, WriteError> {
        let within = |at: &Timestamp| {
            let year = self.zone.local(*at).year();
            (YEAR_MIN..=YEAR_MAX).contains(&year)
        };
        let minutes = SignedDuration::from_mins(i64::from(self.duration_min));
        let end = self.start.checked_add(minutes).ok();
        end.filter(|end| within(&self.start) && within(end))
            .ok_or(WriteError::OutOfYears)
    }

    fn write(&self, end: Timestamp, lines: &mut Lines) {
        self.write_with(end, lines, |_| {});
    }

    /// With what else is told of it.
    pub(crate) fn write_with(
        &self,
        end: Timestamp,
        lines: &mut Lines,
        more: impl FnOnce(&mut Lines),
    ) {
        lines.line("BEGIN:VEVENT");
        lines.text("UID", &self.uid);
        // With a method this is when the object was made: as it stands, at its last change. So an
        // unchanged calendar is the same to the byte.
        lines.line(&format!("DTSTAMP:{}", utc(self.modified)));
        lines.line(&format!("LAST-MODIFIED:{}", utc(self.modified)));
        lines.line(&format!("SEQUENCE:{}", self.sequence));
        // Both of one form, or a client may refuse them. A reading that clocks show twice is read
        // as either; such moments are written in UTC.
        let is_local = !self.zone.is_utc() && self.zone.names(self.start) && self.zone.names(end);
        let mut moment = |name: &str, at: Timestamp| match is_local {
            true => {
                let (zone, local) = (self.zone.name(), self.zone.local(at));
                let local = local.strftime("%Y%m%dT%H%M%S");
                lines.line(&format!("{name};TZID={zone}:{local}"));
            }
            false => lines.line(&format!("{name}:{}", utc(at))),
        };
        moment("DTSTART", self.start);
        // The end is later than the start or isn't there (3.8.2.2).
        if end > self.start {
            moment("DTEND", end);
        }
        lines.line(&format!("STATUS:{}", self.status.name()));
        lines.line(&format!("TRANSP:{}", self.status.transparency()));
        match &self.detail {
            Detail::Busy => lines.text("SUMMARY", "Busy"),
            Detail::Facts {
                summary,
                description,
            } => {
                lines.text("SUMMARY", summary);
                if !description.is_empty() {
                    lines.text("DESCRIPTION", description);
                }
            }
        }
        more(lines);
        lines.line("END:VEVENT");
    }
}

impl Calendar {
    /// The calendar as text (RFC 5545): the same events give the same bytes.
    ///
    /// # Errors
    /// Too many events, or one outside of the years of a calendar.
    pub fn write(&self) -> Result<String, WriteError> {
        if self.events.len() > EVENTS_MAX {
            return Err(WriteError::TooManyEvents);
        }
        let mut events: Vec<(Timestamp, &Event)> = self
            .events
            .iter()
            .map(|event| Ok((event.end()?, event)))
            .collect::<Result<_, WriteError>>()?;
        events.sort_by(|(_, a), (_, b)| (a.start, &a.uid).cmp(&(b.start, &b.uid)));

        let mut lines = Lines::default();
        lines.line("BEGIN:VCALENDAR");
        lines.line("VERSION:2.0");
        lines.line(&format!("PRODID:{PRODUCT}"));
        lines.line("CALSCALE:GREGORIAN");
        lines.line("METHOD:PUBLISH");
        lines.line(&format!(
            "REFRESH-INTERVAL;VALUE=DURATION:PT{}M",
            self.refresh_min
        ));
        for (zone, first, last) in zones_of(&events).values() {
            zone.write(*first, *last, &mut lines);
        }
        // A calendar has at least one component (3.4).
        if events.is_empty() {
            let epoch = Timestamp::UNIX_EPOCH;
            Zone::utc().write(epoch, epoch, &mut lines);
        }
        for (end, event) in events {
            event.write(end, &mut lines);
        }
        lines.line("END:VCALENDAR");
        Ok(lines.into_string())
    }
}

/// Each zone that is told in, over the whole years of its events.
pub(crate) fn zones_of<'a>(
    events: &[(Timestamp, &'a Event)],
) -> BTreeMap<&'a str, (&'a Zone, Timestamp, Timestamp)> {
    let mut zones: BTreeMap<&str, (&Zone, Timestamp, Timestamp)> = BTreeMap::new();
    for (end, event) in events {
        let zone = &event.zone;
        if zone.is_utc() {
            continue;
        }
        let (first, last) = (year_of(zone, event.start).0, year_of(zone, *end).1);
        let known = zones.entry(zone.name()).or_insert((zone, first, last));
        known.1 = known.1.min(first);
        known.2 = known.2.max(last);
    }
    zones
}

/// The first and last moment of the year in which this one lies.
fn year_of(zone: &Zone, at: Timestamp) -> (Timestamp, Timestamp) {
    let local = zone.local(at).date();
    let midnight = |date: jiff::civil::Date| zone.moment(date.at(0, 0, 0, 0)).unwrap_or(at);
    let next = local.last_of_year().tomorrow().map_or(at, midnight);
    (midnight(local.first_of_year()), next)
}

fn utc(at: Timestamp) -> String {
    at.strftime("%Y%m%dT%H%M%SZ").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn event(zone: &str, start: &str) -> Event {
        Event {
            uid: "9f3c@detente".into(),
            start: at(start),
            duration_min: 60,
            zone: Zone::named(zone).unwrap(),
            sequence: 2,
            status: Status::Confirmed,
            modified: at("2021-12-20T08:00:00Z"),
            detail: Detail::Busy,
        }
    }

    fn calendar(events: Vec<Event>) -> Calendar {
        Calendar {
            refresh_min: 15,
            events,
        }
    }

    fn written(events: Vec<Event>) -> String {
        calendar(events).write().unwrap()
    }

    fn line<'a>(text: &'a str, name: &str) -> Option<&'a str> {
        // Behind the zones, whose onsets have starts of their own.
        let (_, event) = text.split_once("BEGIN:VEVENT").unwrap();
        event.lines().find(|line| line.starts_with(name))
    }

    #[test]
    fn a_busy_contact_and_one_with_facts() {
        let busy = event("Europe/Moscow", "2021-12-30T20:30:00Z");
        let facts = Event {
            uid: "0b71@detente".into(),
            status: Status::Tentative,
            detail: Detail::Facts {
                summary: "Telephone conversation with South; first, second".into(),
                description: "Language: français\nFormat: consecutive, in a line that is longer than seventy-five octets".into(),
            },
            ..event("America/New_York", "2022-03-13T06:30:00Z")
        };
        insta::assert_snapshot!(written(vec![facts, busy]).replace("\r\n", "\n"));
    }

    #[test]
    fn every_line_ends_with_cr_lf_and_nothing_else() {
        let text = written(vec![event("Europe/Moscow", "2021-12-30T20:30:00Z")]);
        assert!(text.ends_with("END:VCALENDAR\r\n"));
        assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
        assert_eq!(text.matches('\r').count(), text.matches("\r\n").count());
    }

    #[test]
    fn a_reading_that_comes_twice_is_written_in_utc() {
        for (zone, start, wanted) in [
            (
                "America/New_York",
                "2022-11-06T03:59:00Z",
                "DTSTART;TZID=America/New_York:20221105T235900",
            ),
            // It ends at 01:00 for the first time, then begins at 01:30 once and again.
            (
                "America/New_York",
                "2022-11-06T04:00:00Z",
                "DTSTART:20221106T040000Z",
            ),
            (
                "America/New_York",
                "2022-11-06T05:30:00Z",
                "DTSTART:20221106T053000Z",
            ),
            (
                "America/New_York",
                "2022-11-06T06:30:00Z",
                "DTSTART:20221106T063000Z",
            ),
            (
                "America/New_York",
                "2022-11-06T07:00:00Z",
                "DTSTART;TZID=America/New_York:20221106T020000",
            ),
            (
                "Australia/Lord_Howe",
                "2022-04-02T13:20:00Z",
                "DTSTART;TZID=Australia/Lord_Howe:20220403T002000",
            ),
            (
                "Australia/Lord_Howe",
                "2022-04-02T15:10:00Z",
                "DTSTART:20220402T151000Z",
            ),
            ("UTC", "2022-11-06T06:30:00Z", "DTSTART:20221106T063000Z"),
        ] {
            let text = written(vec![event(zone, start)]);
            assert_eq!(line(&text, "DTSTART"), Some(wanted), "{zone} {start}");
            let (start, end) = (
                line(&text, "DTSTART").unwrap(),
                line(&text, "DTEND").unwrap(),
            );
            assert_eq!(
                start.contains("TZID"),
                end.contains("TZID"),
                "{zone} {start}"
            );
        }
    }

    #[test]
    fn status_says_whether_the_time_is_taken() {
        for (status, wanted) in [
            (Status::Tentative, ["STATUS:TENTATIVE", "TRANSP:OPAQUE"]),
            (Status::Confirmed, ["STATUS:CONFIRMED", "TRANSP:OPAQUE"]),
            (
                Status::Cancelled,
                ["STATUS:CANCELLED", "TRANSP:TRANSPARENT"],
            ),
        ] {
            let event = Event {
                status,
                ..event("UTC", "2022-01-01T00:00:00Z")
            };
            let text = written(vec![event]);
            assert_eq!(line(&text, "STATUS"), Some(wanted[0]));
            assert_eq!(line(&text, "TRANSP"), Some(wanted[1]));
        }
    }

    #[test]
    fn an_event_without_length_has_no_end() {
        let event = Event {
            duration_min: 0,
            ..event("UTC", "2022-01-01T00:00:00Z")
        };
        assert_eq!(line(&written(vec![event]), "DTEND"), None);
    }

    #[test]
    fn a_calendar_without_events_has_a_component() {
        let text = written(Vec::new());
        assert!(text.contains("BEGIN:VTIMEZONE\r\nTZID:UTC\r\n"), "{text}");
    }

    #[test]
    fn a_zone_is_written_once_for_all_its_years() {
        let text = written(vec![
            event("Europe/Dublin", "2022-07-01T12:00:00Z"),
            event("Europe/Dublin", "2020-07-01T12:00:00Z"),
            event("UTC", "2019-07-01T12:00:00Z"),
        ]);
        assert_eq!(text.matches("BEGIN:VTIMEZONE").count(), 1);
        // October 2019, then two changes in each of three years.
        assert_eq!(text.matches("TZOFFSETFROM").count(), 7);
    }

    #[test]
    fn events_are_counted_and_have_their_years() {
        let one = event("UTC", "2022-01-01T00:00:00Z");
        for (events, fits) in [
            (EVENTS_MAX - 1, true),
            (EVENTS_MAX, true),
            (EVENTS_MAX + 1, false),
        ] {
            let written = calendar(vec![one.clone(); events]).write();
            assert_eq!(written.is_ok(), fits, "{events}");
        }
        for (start, duration_min, fits) in [
            ("1899-12-31T23:59:59Z", 0, false),
            ("1900-01-01T00:00:00Z", 0, true),
            ("2199-12-31T22:59:59Z", 60, true),
            ("2199-12-31T23:00:00Z", 60, false),
            ("2022-01-01T00:00:00Z", u32::MAX, false),
        ] {
            let event = Event {
                start: at(start),
                duration_min,
                ..one.clone()
            };
            assert_eq!(calendar(vec![event]).write().is_ok(), fits, "{start}");
        }
        let beyond = Event {
            start: Timestamp::MAX,
            ..one
        };
        assert_eq!(calendar(vec![beyond]).write(), Err(WriteError::OutOfYears));
    }
}
