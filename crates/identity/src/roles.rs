//! Roles of a side's people; one person may hold several.

use minicbor::{Decode, Encode};
use std::{fmt, str::FromStr};

/// What a person does for a side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Role {
    Principal = 0,
    Sherpa = 1,
    DutyOfficer = 2,
    Interpreter = 3,
    NoteTaker = 4,
    PressOfficer = 5,
    Administrator = 6,
    SecurityOfficer = 7,
    Archivist = 8,
}

/// Not the name of a role.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no role; there are {all}", all = Role::ALL.map(Role::name).join(", "))]
pub struct UnknownRole(pub String);

impl Role {
    pub const ALL: [Self; 9] = [
        Self::Principal,
        Self::Sherpa,
        Self::DutyOfficer,
        Self::Interpreter,
        Self::NoteTaker,
        Self::PressOfficer,
        Self::Administrator,
        Self::SecurityOfficer,
        Self::Archivist,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::Principal => "principal",
            Self::Sherpa => "sherpa",
            Self::DutyOfficer => "duty-officer",
            Self::Interpreter => "interpreter",
            Self::NoteTaker => "note-taker",
            Self::PressOfficer => "press-officer",
            Self::Administrator => "administrator",
            Self::SecurityOfficer => "security-officer",
            Self::Archivist => "archivist",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.name())
    }
}

impl FromStr for Role {
    type Err = UnknownRole;
    fn from_str(text: &str) -> Result<Self, UnknownRole> {
        Self::ALL
            .into_iter()
            .find(|role| role.name() == text)
            .ok_or_else(|| UnknownRole(text.chars().take(40).collect()))
    }
}

/// Some roles, one bit each.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Encode, Decode)]
#[cbor(transparent)]
pub struct RoleSet(#[n(0)] u16);

impl RoleSet {
    pub const fn empty() -> Self {
        Self(0)
    }

    pub const fn with(self, role: Role) -> Self {
        Self(self.0 | 1 << role as u8)
    }

    pub const fn contains(self, role: Role) -> bool {
        self.0 & (1 << role as u8) != 0
    }

    pub const fn intersects(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// No bit beyond the known roles.
    pub const fn is_known(self) -> bool {
        self.0 >> Role::ALL.len() == 0
    }

    pub fn iter(self) -> impl Iterator<Item = Role> {
        Role::ALL
            .into_iter()
            .filter(move |role| self.contains(*role))
    }
}

impl FromIterator<Role> for RoleSet {
    fn from_iter<I: IntoIterator<Item = Role>>(roles: I) -> Self {
        roles.into_iter().fold(Self::empty(), Self::with)
    }
}

impl fmt::Display for RoleSet {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.iter().map(Role::name).collect();
        out.write_str(&names.join(","))
    }
}

impl fmt::Debug for RoleSet {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{{{self}}}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_hold_what_was_put_in() {
        let set: RoleSet = [Role::Sherpa, Role::PressOfficer].into_iter().collect();
        for role in Role::ALL {
            assert_eq!(
                set.contains(role),
                matches!(role, Role::Sherpa | Role::PressOfficer)
            );
            assert_eq!(role.name().parse(), Ok(role));
        }
        assert!(set.is_known());
        assert!(!RoleSet(1 << Role::ALL.len()).is_known());
        assert!("leader".parse::<Role>().is_err());
    }
}
