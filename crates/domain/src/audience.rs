//! Standing audiences: who of a side reads a sealed body.

use identity::{Role, RoleSet};

/// A class of readers within each side; each class has a key of its own per side and generation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum AudienceClass {
    /// Terms: all who work on a contact.
    Staff = 1,
    /// Agenda and participants: never press, duty or administration.
    Leadership = 2,
    /// Drafts of what is to be released.
    Press = 3,
    /// Service messages: between duty officers alone.
    Duty = 4,
}

impl AudienceClass {
    pub const ALL: [Self; 4] = [Self::Staff, Self::Leadership, Self::Press, Self::Duty];

    pub fn from_number(number: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|class| *class as u8 == number)
    }

    /// Holding one of these roles makes a device a reader.
    pub fn roles(self) -> RoleSet {
        let leadership = RoleSet::empty()
            .with(Role::Principal)
            .with(Role::Sherpa)
            .with(Role::Interpreter)
            .with(Role::NoteTaker);
        match self {
            Self::Staff => leadership.with(Role::DutyOfficer).with(Role::PressOfficer),
            Self::Leadership => leadership,
            Self::Press => RoleSet::empty().with(Role::PressOfficer),
            Self::Duty => RoleSet::empty().with(Role::DutyOfficer),
        }
    }
}
