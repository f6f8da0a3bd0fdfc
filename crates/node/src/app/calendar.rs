//! A person's calendar at a secret address: busy times of this side's contacts, which is all that a
//! node can tell. It has no names, and can't: they are sealed.

use calendar::{Calendar, Detail, Event, Status, Zone};
use domain::{Action, Answer, Contact, ContactPhase, NodeFacts, decide};
use identity::{DeviceId, PersonId, decode_canonical, encode_canonical, sha256};
use jiff::Timestamp;
use minicbor::{Decode, Encode};
use storage::{Batch, Table};
use wire::CalendarLinkState;

use super::{AppError, ErrorCode, NodeCore, Now, Who};

/// Contacts in a calendar, the latest.
pub const FEED_EVENTS_MAX: usize = 512;
/// Minutes after which a client is told to ask again.
pub const CALENDAR_REFRESH_MIN: u32 = 15;
/// Longest link as it is kept: ids, a zone's name, a time.
const LINK_BYTES_MAX: usize = 512;

const _: () = assert!(FEED_EVENTS_MAX <= calendar::EVENTS_MAX);

/// 32 random bytes that stand for a person's calendar; printed as nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct CalendarToken(pub [u8; 32]);

impl std::fmt::Debug for CalendarToken {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("CalendarToken")
    }
}

/// A calendar as it is served.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feed {
    pub text: String,
    /// The same for the same text, in its quotes.
    pub etag: String,
}

/// What is kept of a link.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
struct Link {
    #[n(0)]
    person: PersonId,
    /// The device that made it: the link ends with its accreditation.
    #[n(1)]
    device: DeviceId,
    #[n(2)]
    zone: String,
    #[n(3)]
    made_unix_ms: i64,
}

fn link_key(digest: &[u8]) -> Vec<u8> {
    [b"link:", digest].concat()
}

fn person_key(person: PersonId) -> Vec<u8> {
    [b"person:", &person.0[..]].concat()
}

impl NodeCore {
    /// Makes a person's link; the one before ends. Gives the zone's name as the database has it.
    pub fn make_calendar_link(
        &mut self,
        now: Now,
        who: Who,
        zone: &str,
        token: &CalendarToken,
    ) -> Result<String, AppError> {
        let zone = Zone::named(zone).map_err(|error| AppError::malformed(&error))?;
        let link = Link {
            person: who.person,
            device: who.device,
            zone: zone.name().to_owned(),
            made_unix_ms: now.unix_ms,
        };
        let digest = sha256(&token.0);
        let before = self.store.get(Table::Calendars, &person_key(who.person))?;
        let batch = before.iter().fold(Batch::new(), |batch, digest| {
            batch.delete(Table::Calendars, link_key(digest))
        });
        let batch = batch
            .put(Table::Calendars, link_key(&digest), encode_canonical(&link))
            .put(Table::Calendars, person_key(who.person), digest);
        self.store.commit(&batch)?;
        self.settle(now);
        Ok(link.zone)
    }

    /// Ends a person's link.
    pub fn revoke_calendar_link(&mut self, now: Now, who: Who) -> Result<(), AppError> {
        let person = person_key(who.person);
        let digest = self.store.get(Table::Calendars, &person)?.ok_or_else(|| {
            AppError::new(
                ErrorCode::NotFound,
                "no calendar link stands for this person",
            )
        })?;
        let batch = Batch::new()
            .delete(Table::Calendars, link_key(&digest))
            .delete(Table::Calendars, person);
        self.store.commit(&batch)?;
        self.settle(now);
        Ok(())
    }

    /// Whether a person's link stands.
    pub fn calendar_link(&self, now: Now, who: Who) -> Result<CalendarLinkState, AppError> {
        let digest = self.store.get(Table::Calendars, &person_key(who.person))?;
        let link = match digest {
            Some(digest) => self.standing_link(now, &digest)?,
            None => None,
        };
        Ok(CalendarLinkState {
            made_unix_ms: link.as_ref().map(|link| link.made_unix_ms),
            zone: link.map(|link| link.zone),
        })
    }

    /// The calendar at a secret address; nothing where no link stands there.
    pub fn calendar_feed(&self, now: Now, token: &CalendarToken) -> Result<Option<Feed>, AppError> {
        let Some(link) = self.standing_link(now, &sha256(&token.0))? else {
            return Ok(None);
        };
        // A name that a later database dropped.
        let zone = Zone::named(&link.zone).unwrap_or_else(|_| Zone::utc());
        let mut events: Vec<Event> = self
            .view
            .contacts()
            .iter()
            .filter_map(|contact| self.event_of(now, link.person, contact, &zone))
            .collect();
        events.sort_by_key(|event| std::cmp::Reverse(event.start));
        events.truncate(FEED_EVENTS_MAX);
        let calendar = Calendar {
            refresh_min: CALENDAR_REFRESH_MIN,
            events,
        };
        let text = calendar
            .write()
            .map_err(|error| AppError::new(ErrorCode::Store, error.to_string()))?;
        let etag = format!("\"{}\"", hex::encode(&sha256(text.as_bytes())[..16]));
        Ok(Some(Feed { text, etag }))
    }

    /// A link whose device still stands.
    fn standing_link(&self, now: Now, digest: &[u8]) -> Result<Option<Link>, AppError> {
        let Some(bytes) = self.store.get(Table::Calendars, &link_key(digest))? else {
            return Ok(None);
        };
        let link: Option<Link> = decode_canonical("calendar link", &bytes, LINK_BYTES_MAX).ok();
        Ok(link.filter(|link| {
            self.who(link.device, now.unix_ms).is_some_and(|who| {
                let may = decide(who.roles, Action::ReadLogs, None).is_ok();
                who.person == link.person && may
            })
        }))
    }

    /// A contact as its node can tell it; none that lies outside of the years of a calendar.
    pub(super) fn event_of(
        &self,
        now: Now,
        person: PersonId,
        contact: &Contact,
        zone: &Zone,
    ) -> Option<Event> {
        let (facts, status) = stands(contact, now.unix_ms)?;
        let history = self.view.history(contact.subject);
        // Each entry about it may change it. An offer that expired is one more change, without one.
        let expired = contact.phase == ContactPhase::Proposed && status == Status::Cancelled;
        let changes = history.len() - usize::from(!history.is_empty()) + usize::from(expired);
        // The other node's clock may say anything.
        let modified_ms = history.iter().map(|placed| placed.node_unix_ms).max();
        let modified_ms = modified_ms.unwrap_or_default().min(now.unix_ms).max(0);
        // Two people's calendars can't be laid beside each other by it, and none beside the log.
        let parts = [
            &b"detente/v1/calendar-event\0"[..],
            &self.own.0,
            &person.0,
            &contact.subject.0,
        ];
        let event = Event {
            uid: format!("{}@detente", hex::encode(&sha256(&parts.concat())[..16])),
            start: Timestamp::from_millisecond(facts.start_unix_ms).ok()?,
            duration_min: facts.duration_min,
            zone: zone.clone(),
            sequence: u32::try_from(changes).unwrap_or(u32::MAX),
            status,
            modified: Timestamp::from_millisecond(modified_ms).ok()?,
            detail: Detail::Busy,
        };
        event.end().is_ok().then_some(event)
    }
}

/// The time that a contact takes up, and how surely.
fn stands(contact: &Contact, unix_ms: i64) -> Option<(NodeFacts, Status)> {
    let offers = || contact.offers.iter().rev();
    let open = offers().find(|offer| offer.answer_at(unix_ms) == Answer::Open);
    let newest = open.or_else(|| offers().next()).map(|offer| offer.facts);
    let outside = contact.outside.map(|outside| outside.facts);
    let status = match contact.phase {
        ContactPhase::Proposed if open.is_some() => Status::Tentative,
        ContactPhase::ReportedOutside => Status::Tentative,
        ContactPhase::Proposed
        | ContactPhase::Declined
        | ContactPhase::Withdrawn
        | ContactPhase::Postponed
        | ContactPhase::Cancelled => Status::Cancelled,
        ContactPhase::Agreed
        | ContactPhase::Staging
        | ContactPhase::Staged
        | ContactPhase::OnTheLine
        | ContactPhase::Ended
        | ContactPhase::HeldOutside => Status::Confirmed,
    };
    let facts = contact.facts.or(outside).or(newest)?;
    Some((facts, status))
}

#[cfg(test)]
#[path = "calendar_tests.rs"]
mod tests;
