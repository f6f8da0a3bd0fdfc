//! A call sheet: times, people and order of calling, read from the terms that both sides signed; a contact
//! that isn't agreed says so in large. All of it is data: whoever shows it puts it into words.

mod banner;
mod order;
mod times;

use domain::{Contact, ContactPhase, NodeFacts, SubjectId};
use identity::{DeviceId, PersonId, Role, SideId};
use serde::Serialize;

pub use self::{
    banner::Banner,
    order::{DownStep, SheetStep, Step, StepTime},
    times::{ChangeView, ClockNews, Placed, SheetTime},
};
use super::{contact::side_name, shown::rfc3339};
use crate::{ContactDetails, Desk, DeskError};

/// What lies beside the telephone.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct CallSheet {
    pub contact: SubjectId,
    pub phase: String,
    /// Both signatures stand under these terms, and nothing took them back.
    pub agreed: bool,
    pub signed_under: Option<String>,
    /// What must be seen first: not agreed, cancelled, newer terms.
    pub banners: Vec<Banner>,
    /// RFC 3339, UTC, as all that follow.
    pub printed: String,
    pub starts: String,
    pub ends: String,
    pub duration_min: u32,
    pub medium: String,
    pub public_part: String,
    /// In both sides' zones; empty where this device can't read the terms.
    pub times: Vec<SheetTime>,
    pub clock_changes: Vec<ChangeView>,
    /// Absent where this device can't read them.
    pub terms: Option<SheetTerms>,
    /// Absent where they are sealed to others.
    pub participants: Option<Vec<SheetPerson>>,
    /// It was entered as held elsewhere: there are no signed terms.
    pub held_outside: bool,
    pub duty: Vec<DutyView>,
    /// As they were named for this sheet.
    pub duty_named: Vec<String>,
    /// Empty where nobody calls.
    pub order: Vec<SheetStep>,
    pub fallback: Vec<String>,
    pub when_down: Vec<DownStep>,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct SheetTerms {
    pub initiative: String,
    pub languages: Vec<String>,
    pub format: String,
    pub tz_version: String,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct SheetPerson {
    pub side: String,
    pub role: String,
    pub name: String,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct DutyView {
    pub side: String,
    /// Whose accreditation as duty officer stands.
    pub accredited: Vec<DutyOfficer>,
    pub confirmed: bool,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct DutyOfficer {
    pub person: PersonId,
    pub device: DeviceId,
    /// Of the device, where this directory knows it.
    pub name: Option<String>,
}

/// Everything that the signed terms say of the call.
pub fn sheet_of(desk: &Desk, subject: SubjectId, now_unix_ms: i64) -> Result<CallSheet, DeskError> {
    let ContactDetails {
        contact,
        terms,
        agenda,
    } = desk.details(subject)?;
    let facts = contact
        .facts
        .or_else(|| contact.offers.last().map(|offer| offer.facts))
        .ok_or(DeskError::NoContact(subject))?;
    let name = |side: SideId| side_name(desk, side);
    Ok(CallSheet {
        contact: subject,
        phase: contact.phase.to_string(),
        agreed: is_agreed(contact.phase),
        signed_under: contact.agreed.map(|id| id.to_string()),
        banners: banner::banners(desk, &contact),
        printed: rfc3339(now_unix_ms),
        starts: rfc3339(facts.start_unix_ms),
        ends: rfc3339(end_unix_ms(&facts)),
        duration_min: facts.duration_min,
        medium: facts.medium.to_string(),
        public_part: facts.public_part.to_string(),
        times: times::times(desk, terms.as_ref(), &facts),
        clock_changes: times::changes(desk, terms.as_ref(), &facts, now_unix_ms),
        terms: terms.as_ref().map(|terms| SheetTerms {
            initiative: terms.initiative.to_string(),
            languages: terms.languages.clone(),
            format: terms.format.to_string(),
            tz_version: terms.tz_version.clone(),
        }),
        participants: agenda.map(|agenda| {
            let people = agenda.participants.into_iter();
            let person = |one: domain::Participant| SheetPerson {
                side: name(one.side),
                role: one.role,
                name: one.name,
            };
            people.map(person).collect()
        }),
        duty: duty(desk, &contact, now_unix_ms),
        duty_named: Vec::new(),
        held_outside: contact.outside.is_some(),
        order: match may_be_called(contact.phase) {
            true => order::order(desk, terms.as_ref(), &facts),
            false => Vec::new(),
        },
        fallback: Vec::new(),
        when_down: order::when_down(desk, &contact, terms.as_ref()),
    })
}

fn is_agreed(phase: ContactPhase) -> bool {
    match phase {
        ContactPhase::Agreed
        | ContactPhase::Staging
        | ContactPhase::Staged
        | ContactPhase::OnTheLine => true,
        ContactPhase::Proposed
        | ContactPhase::Postponed
        | ContactPhase::Declined
        | ContactPhase::Withdrawn
        | ContactPhase::Cancelled
        | ContactPhase::Ended
        | ContactPhase::ReportedOutside
        | ContactPhase::HeldOutside => false,
    }
}

/// Whether it is called by these terms, or would be once they are agreed.
fn may_be_called(phase: ContactPhase) -> bool {
    is_agreed(phase) || phase == ContactPhase::Proposed
}

fn end_unix_ms(facts: &NodeFacts) -> i64 {
    let lasts_ms = i64::from(facts.duration_min) * 60_000;
    facts.start_unix_ms.saturating_add(lasts_ms)
}

/// Duty officers as each side accredited them, and whether one confirmed.
fn duty(desk: &Desk, contact: &Contact, now_unix_ms: i64) -> Vec<DutyView> {
    let own = desk.own_side();
    let mut sides: Vec<SideId> = desk.view().sides().collect();
    sides.sort_by_key(|side| *side != own);
    let view = |side: SideId| {
        let people = desk.view().people(side);
        let members = people.into_iter().flat_map(domain::People::iter);
        let on_duty = members.filter(|(device, member)| {
            let stands = people.is_some_and(|all| all.standing(**device, now_unix_ms).is_some());
            stands && member.accreditation.roles.contains(Role::DutyOfficer)
        });
        let officer = |(device, member): (&DeviceId, &domain::Member)| DutyOfficer {
            person: member.accreditation.person,
            device: *device,
            name: None,
        };
        DutyView {
            side: side_name(desk, side),
            accredited: on_duty.map(officer).collect(),
            confirmed: contact.confirmed.contains_key(&side),
        }
    };
    sides.into_iter().map(view).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_terms_that_stand_are_agreed() {
        use ContactPhase::*;
        let agreed: Vec<ContactPhase> = ContactPhase::ALL
            .iter()
            .copied()
            .filter(|phase| is_agreed(*phase))
            .collect();
        assert_eq!(agreed, [Agreed, Staging, Staged, OnTheLine]);
    }
}
