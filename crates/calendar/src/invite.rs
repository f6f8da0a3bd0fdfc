//! One event as it is mailed to one person: iTIP (RFC 5546) requests and cancellations, told apart by a
//! method that the mail's own header repeats (RFC 6047).

use crate::content::Lines;
use crate::publish::{Event, PRODUCT, WriteError, zones_of};

/// What the recipient's calendar does with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    Request,
    Cancel,
}

impl Method {
    /// As it stands in the calendar and in the mail's header.
    pub fn name(self) -> &'static str {
        match self {
            Self::Request => "REQUEST",
            Self::Cancel => "CANCEL",
        }
    }
}

/// An event for one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    pub method: Method,
    /// Mail addresses, as the mail's own header has them.
    pub organizer: String,
    pub attendee: String,
    pub event: Event,
}

impl Invitation {
    /// The object as text (RFC 5545): the same invitation gives the same bytes.
    ///
    /// # Errors
    /// The event is outside of the years of a calendar.
    pub fn write(&self) -> Result<String, WriteError> {
        let end = self.event.end()?;
        let mut lines = Lines::default();
        lines.line("BEGIN:VCALENDAR");
        lines.line("VERSION:2.0");
        lines.line(&format!("PRODID:{PRODUCT}"));
        lines.line("CALSCALE:GREGORIAN");
        lines.line(&format!("METHOD:{}", self.method.name()));
        for (zone, first, last) in zones_of(&[(end, &self.event)]).values() {
            zone.write(*first, *last, &mut lines);
        }
        self.event.write_with(end, &mut lines, |lines| {
            lines.line(&format!("ORGANIZER:mailto:{}", self.organizer));
            // Nobody is asked: whoever gets it knows of the contact already.
            lines.line(&format!(
                "ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;RSVP=FALSE:mailto:{}",
                self.attendee
            ));
        });
        lines.line("END:VCALENDAR");
        Ok(lines.into_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Detail, Status, Zone};

    fn invitation(method: Method, status: Status) -> Invitation {
        Invitation {
            method,
            organizer: "detente@example.org".into(),
            attendee: "aide@example.org".into(),
            event: Event {
                uid: "9f3c@detente".into(),
                start: "2021-12-30T20:30:00Z".parse().unwrap(),
                duration_min: 60,
                zone: Zone::named("Europe/Moscow").unwrap(),
                sequence: 2,
                status,
                modified: "2021-12-20T08:00:00Z".parse().unwrap(),
                detail: Detail::Busy,
            },
        }
    }

    #[test]
    fn a_request_and_a_cancellation() {
        let request = invitation(Method::Request, Status::Confirmed);
        let request = request.write().unwrap();
        for line in [
            "METHOD:REQUEST",
            "STATUS:CONFIRMED",
            "SEQUENCE:2",
            "UID:9f3c@detente",
            "DTSTART;TZID=Europe/Moscow:20211230T233000",
            "ORGANIZER:mailto:detente@example.org",
        ] {
            assert!(
                request.contains(&format!("\r\n{line}\r\n")),
                "{line}: {request}"
            );
        }
        // One VTIMEZONE, one event, and every line ends as it should.
        assert_eq!(
            request.matches("BEGIN:").count(),
            request.matches("END:").count()
        );
        assert_eq!(request.matches("BEGIN:VEVENT").count(), 1);
        assert_eq!(
            request.matches('\n').count(),
            request.matches("\r\n").count()
        );
        let unfolded = request.replace("\r\n ", "");
        assert!(
            unfolded.contains("RSVP=FALSE:mailto:aide@example.org\r\n"),
            "{unfolded}"
        );
        let cancel = invitation(Method::Cancel, Status::Cancelled)
            .write()
            .unwrap();
        for line in [
            "METHOD:CANCEL",
            "STATUS:CANCELLED",
            "SEQUENCE:2",
            "UID:9f3c@detente",
        ] {
            assert!(
                cancel.contains(&format!("\r\n{line}\r\n")),
                "{line}: {cancel}"
            );
        }
    }

    #[test]
    fn what_no_calendar_has_is_no_invitation() {
        let mut late = invitation(Method::Request, Status::Confirmed);
        late.event.start = jiff::Timestamp::MAX;
        assert_eq!(late.write(), Err(WriteError::OutOfYears));
    }
}
