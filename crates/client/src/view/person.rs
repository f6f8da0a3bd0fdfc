//! Who acts for a side: devices, their roles, and whether each stands.

use identity::{DeviceId, PersonId, Role, SideId};
use serde::Serialize;

use crate::Desk;

/// One device of the side.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct PersonLine {
    /// Known only where it was enrolled.
    pub name: Option<String>,
    pub device: DeviceId,
    pub person: PersonId,
    pub roles: String,
    pub until_unix_ms: Option<i64>,
    /// `stands`, `revoked`, `expired` or `founding`.
    pub state: String,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "PeopleList"))]
pub struct People {
    pub people: Vec<PersonLine>,
}

/// Devices of a side as its verified log has them; names are known to whoever enrolled them alone.
pub fn people_of(
    desk: &Desk,
    side: SideId,
    label: impl Fn(DeviceId) -> Option<String>,
    now_unix_ms: i64,
) -> People {
    let charter = desk.view().charter(side);
    let founding = [
        (
            Role::Administrator,
            charter.map(|charter| &charter.administrators),
        ),
        (
            Role::SecurityOfficer,
            charter.map(|charter| &charter.security_officers),
        ),
    ];
    let members = desk.view().people(side);
    let mut people = Vec::new();
    for (role, officers) in founding {
        for officer in officers.into_iter().flatten() {
            let device = DeviceId::of_key(&officer.device_key);
            people.push(PersonLine {
                name: label(device),
                device,
                person: officer.person,
                roles: role.to_string(),
                until_unix_ms: None,
                state: match members.is_some_and(|members| members.is_revoked(device)) {
                    true => "revoked".into(),
                    false => "founding".into(),
                },
            });
        }
    }
    for (device, member) in members.into_iter().flat_map(domain::People::iter) {
        let state = match (member.revoked_seq, member.accreditation.covers(now_unix_ms)) {
            (Some(_), _) => "revoked",
            (None, true) => "stands",
            (None, false) => "expired",
        };
        people.push(PersonLine {
            name: label(*device),
            device: *device,
            person: member.accreditation.person,
            roles: member.accreditation.roles.to_string(),
            until_unix_ms: Some(member.accreditation.until_unix_ms),
            state: state.into(),
        });
    }
    People { people }
}
