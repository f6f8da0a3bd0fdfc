//! What a letter says. Without the policy's word for more it is the same for everybody, whatever happened.

use calendar::{Detail, Event, Invitation, Method, Status, Zone};
use domain::Contact;
use identity::{PersonId, sha256};

use super::{
    AppError, NodeCore, Now,
    outbox::{LetterKey, Told, Waiting},
};

const SUBJECT: &str = "Détente";
const CHANGED: &str = "Something has changed in Détente. Open it to see.\n";

/// A letter as it goes to the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    pub to: String,
    pub subject: String,
    pub text: String,
    /// For calendars, with the method that the mail's header repeats.
    pub invitation: Option<(Method, String)>,
    /// The same for each try, so that a server's copy is known for one.
    pub message_id: String,
    pub at_unix_ms: i64,
}

impl NodeCore {
    /// `None` where it has nothing to say any more.
    pub(super) fn write_letter(
        &self,
        now: Now,
        key: &LetterKey,
        address: &str,
        told: Option<Told>,
        waiting: &Waiting,
    ) -> Result<Option<(Letter, Option<Told>)>, AppError> {
        let Some(policy) = &self.mail else {
            return Ok(None);
        };
        let plain = |subject: String, text: String| Letter {
            to: address.to_owned(),
            subject,
            text,
            invitation: None,
            message_id: self.message_id(key, waiting, policy.from.domain()),
            at_unix_ms: now.unix_ms,
        };
        let Some(contact) = key.contact.filter(|_| policy.facts) else {
            let letter = plain(SUBJECT.to_owned(), CHANGED.to_owned());
            return Ok(Some((letter, None)));
        };
        let Some(contact) = self.view.contact(contact) else {
            return Ok(None);
        };
        let zone = self.zone_of(now, key.person)?;
        let Some(event) = self.event_of(now, key.person, &contact, &zone) else {
            return Ok(None);
        };
        let cancels = event.status == Status::Cancelled;
        let is_news = match told {
            // A calendar that never had it has nothing to cancel.
            None => !cancels,
            Some(told) => event.sequence > told.sequence && !(told.cancelled && cancels),
        };
        if !is_news {
            return Ok(None);
        }
        let method = if cancels {
            Method::Cancel
        } else {
            Method::Request
        };
        let told = Told {
            sequence: event.sequence,
            cancelled: cancels,
        };
        let text = facts_of(&contact, &event);
        let subject = format!("{SUBJECT}: contact {}", contact.phase);
        let invitation = Invitation {
            method,
            organizer: policy.from.to_string(),
            attendee: address.to_owned(),
            event: Event {
                detail: Detail::Facts {
                    summary: subject.clone(),
                    description: text.clone(),
                },
                ..event
            },
        };
        let calendar = invitation
            .write()
            .map_err(|error| AppError::malformed(&error))?;
        let letter = Letter {
            invitation: Some((method, calendar)),
            ..plain(subject, text)
        };
        Ok(Some((letter, Some(told))))
    }

    /// The zone of the person's own calendar, where there is one.
    fn zone_of(&self, now: Now, person: PersonId) -> Result<Zone, AppError> {
        let people = self.view.people(self.own);
        let devices = people.iter().flat_map(|people| people.iter());
        let who = devices
            .filter(|(_, member)| member.accreditation.person == person)
            .find_map(|(device, _)| self.who(*device, now.unix_ms));
        let name = match who {
            Some(who) => self.calendar_link(now, who)?.zone,
            None => None,
        };
        let zone = name.and_then(|name| Zone::named(&name).ok());
        Ok(zone.unwrap_or_else(Zone::utc))
    }

    /// Made of the letter: what it leads to can't be told from it.
    fn message_id(&self, key: &LetterKey, waiting: &Waiting, domain: &str) -> String {
        let contact = key.contact.map(|contact| contact.0.to_vec());
        let parts = [
            &b"detente/v1/mail\0"[..],
            &self.own.0,
            &key.person.0,
            &contact.unwrap_or_default(),
            &waiting.serial.to_be_bytes(),
            &waiting.made_unix_ms.to_be_bytes(),
        ];
        format!("<{}@{domain}>", hex::encode(&sha256(&parts.concat())[..16]))
    }
}

fn facts_of(contact: &Contact, event: &Event) -> String {
    let local = |at: jiff::Timestamp| {
        let local = event.zone.local(at).strftime("%Y-%m-%d %H:%M");
        format!("{local} {}", event.zone.name())
    };
    let offered = || contact.offers.last().map(|offer| offer.facts);
    let facts = contact.facts.or_else(offered);
    let medium = facts.map_or_else(String::new, |facts| {
        format!(
            "Medium: {}\nPublic part: {}\n",
            facts.medium, facts.public_part
        )
    });
    format!(
        "A contact has changed in Détente.\n\nState: {}\nStart: {}\nLength: {} minutes\n{medium}\nOpen Détente to see the rest.\n",
        contact.phase,
        local(event.start),
        event.duration_min,
    )
}
