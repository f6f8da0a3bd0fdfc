//! This browser's device key: made here, handed out once to be wrapped, and read back from its wrap.

use client::{DeviceKeys, KeyPurpose, enrolment::request_words};
use identity::{Credentials, PersonId, Role, RoleSet};
use serde::Serialize;
use wire::{Bytes64, SideInfo};
use zeroize::Zeroizing;

use crate::CoreError;

/// A fresh key and what its owner brings to an administrator and a security officer.
pub struct MadeKey {
    /// To be encrypted at once under a key that the page can't take out of the browser.
    pub secret: Zeroizing<Vec<u8>>,
    pub request: RequestShown,
}

/// A request for accreditation, and what is read out over it.
#[derive(Debug, Clone, Serialize)]
pub struct RequestShown {
    pub device: String,
    pub person: String,
    pub roles: Vec<String>,
    /// The signed request; the text form of files that people hand over is made of it.
    pub request: Bytes64,
    /// Words of the device's keys: the same at whoever signs for them, unless somebody exchanged them on their way.
    pub words: Vec<&'static str>,
}

impl MadeKey {
    /// For a person of the side whose node this is.
    ///
    /// # Errors
    /// Where the node's credentials don't stand or the roles aren't known.
    pub fn make(
        side: &SideInfo,
        person: Option<PersonId>,
        roles: &[String],
    ) -> Result<Self, CoreError> {
        let own = Credentials::read(&side.credentials.0).map_err(CoreError::odd_answer)?;
        let roles = roles_from(roles)?;
        let person = match person {
            Some(person) => person,
            None => PersonId(random()?),
        };
        let keys = DeviceKeys::generate(own.charter.side(), person)
            .map_err(|error| CoreError::new("key", error, "load the page again"))?;
        Ok(Self {
            secret: keys.danger_secret_bytes(KeyPurpose::Device),
            request: RequestShown::of(&keys, roles),
        })
    }
}

impl RequestShown {
    pub fn of(keys: &DeviceKeys, roles: RoleSet) -> Self {
        let request = keys.request(roles);
        Self {
            device: keys.device().to_string(),
            person: keys.person.to_string(),
            roles: roles.iter().map(|role| role.name().to_owned()).collect(),
            words: request_words(&keys.public(), &keys.hpke_public()),
            request: Bytes64(request),
        }
    }
}

pub fn roles_from(names: &[String]) -> Result<RoleSet, CoreError> {
    let roles: Result<Vec<Role>, _> = names.iter().map(|name| name.parse()).collect();
    let roles = roles.map_err(CoreError::malformed)?;
    if roles.is_empty() {
        return Err(CoreError::new(
            "roles",
            "no role is chosen",
            "choose what this person does",
        ));
    }
    Ok(roles.into_iter().collect())
}

pub fn random<const N: usize>() -> Result<[u8; N], CoreError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)
        .map_err(|error| CoreError::new("random", error, "use another browser"))?;
    Ok(bytes)
}
