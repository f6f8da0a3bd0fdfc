//! A request for accreditation as it was read, before an officer signs it.

use identity::{DeviceId, PersonId, Role};
use serde::Serialize;

use crate::{Desk, enrolment::Enrolment};

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct RequestView {
    /// As whoever made it calls the device: nothing signs it.
    pub name: String,
    pub device: DeviceId,
    pub person: PersonId,
    /// The person has an accredited device already.
    pub known_person: bool,
    pub roles: Vec<String>,
    /// Of the device's keys, read out by whoever made them; the same once an administrator signed for them.
    pub words: Vec<String>,
    /// As an administrator signed it; absent in a request.
    pub until_unix_ms: Option<i64>,
}

pub fn request_view(
    desk: &Desk,
    asked: &Enrolment,
    words: Vec<String>,
    until_unix_ms: Option<i64>,
) -> RequestView {
    let accreditation = &asked.accreditation;
    let people = desk.view().people(desk.own_side());
    let mut people = people.into_iter().flat_map(domain::People::iter);
    let person = accreditation.person;
    RequestView {
        name: asked.name.clone(),
        device: accreditation.device(),
        person,
        known_person: people.any(|(_, member)| member.accreditation.person == person),
        roles: accreditation
            .roles
            .iter()
            .map(Role::name)
            .map(str::to_owned)
            .collect(),
        words,
        until_unix_ms,
    }
}
