//! Who may do what, when: the one table that nodes, devices, tests and the manual read.

use identity::{Role, RoleSet};

use crate::ContactPhase;

/// Something a person does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Action {
    Propose,
    Counter,
    Accept,
    Decline,
    Withdraw,
    Cancel,
    Postpone,
    EnterHeldOutside,
    ConfirmHeldOutside,
    HandOnKey,
    ConfirmStage,
    Abort,
    JoinAndSpeak,
    JoinAndListen,
    ReadLogs,
    ReadInternal,
    DraftRelease,
    ApproveRelease,
    Release,
    AnnounceRelease,
    Accredit,
    Revoke,
    PinLine,
}

/// Why an action isn't allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    #[error("none of your roles may do this")]
    Role,
    #[error("this can't be done while the contact is {0}")]
    Phase(ContactPhase),
}

impl Action {
    pub const ALL: &'static [Self] = &[
        Self::Propose,
        Self::Counter,
        Self::Accept,
        Self::Decline,
        Self::Withdraw,
        Self::Cancel,
        Self::Postpone,
        Self::EnterHeldOutside,
        Self::ConfirmHeldOutside,
        Self::HandOnKey,
        Self::ConfirmStage,
        Self::Abort,
        Self::JoinAndSpeak,
        Self::JoinAndListen,
        Self::ReadLogs,
        Self::ReadInternal,
        Self::DraftRelease,
        Self::ApproveRelease,
        Self::Release,
        Self::AnnounceRelease,
        Self::Accredit,
        Self::Revoke,
        Self::PinLine,
    ];
}

/// Roles that may take the action; one of them is enough.
pub fn roles_of(action: Action) -> RoleSet {
    use Role::*;
    let roles: &[Role] = match action {
        Action::Propose
        | Action::Counter
        | Action::Accept
        | Action::Decline
        | Action::Withdraw
        | Action::Cancel
        | Action::Postpone
        | Action::EnterHeldOutside
        | Action::ConfirmHeldOutside => &[Principal, Sherpa],
        Action::HandOnKey => &[
            Principal,
            Sherpa,
            DutyOfficer,
            Interpreter,
            NoteTaker,
            PressOfficer,
        ],
        Action::ConfirmStage | Action::Abort => &[DutyOfficer],
        // Duty officers connect; they hear nothing of the closed part.
        Action::JoinAndSpeak => &[Principal, Interpreter],
        Action::JoinAndListen => &[NoteTaker],
        Action::ReadLogs => &Role::ALL,
        Action::ReadInternal
        | Action::DraftRelease
        | Action::ApproveRelease
        | Action::Release
        | Action::AnnounceRelease => &[PressOfficer],
        Action::Accredit | Action::PinLine => &[Administrator, SecurityOfficer],
        Action::Revoke => &[SecurityOfficer],
    };
    roles.iter().copied().collect()
}

/// Phases of a contact in which the action makes sense; `None`: it isn't about a contact's phase.
pub fn phases_of(action: Action) -> Option<&'static [ContactPhase]> {
    use ContactPhase::*;
    match action {
        // A proposal makes its contact; there is no phase before it.
        Action::Propose | Action::EnterHeldOutside => Some(&[]),
        Action::Counter => Some(&[Proposed, Agreed, Postponed, Staging, Staged]),
        Action::Accept => Some(&[Proposed, Agreed, Postponed, Staging, Staged]),
        Action::Decline => Some(&[Proposed, Agreed, Postponed]),
        Action::Withdraw => Some(&[Proposed, Agreed, Postponed]),
        Action::Cancel => Some(&[Proposed, Agreed, Postponed, Staging, Staged]),
        Action::Postpone => Some(&[Agreed, Staging, Staged]),
        Action::ConfirmHeldOutside => Some(&[ReportedOutside]),
        Action::ConfirmStage => Some(&[Agreed, Staging, Staged]),
        Action::Abort => Some(&[Staging, Staged, OnTheLine]),
        Action::JoinAndSpeak | Action::JoinAndListen => Some(&[Agreed, Staging, Staged, OnTheLine]),
        Action::HandOnKey
        | Action::ReadLogs
        | Action::ReadInternal
        | Action::DraftRelease
        | Action::ApproveRelease
        | Action::Release
        | Action::AnnounceRelease
        | Action::Accredit
        | Action::Revoke
        | Action::PinLine => None,
    }
}

/// Whether somebody with `roles` may take the action now. `phase` is the contact's, `None` where the
/// contact isn't there yet.
pub fn decide(
    roles: RoleSet,
    action: Action,
    phase: Option<ContactPhase>,
) -> Result<(), Rejection> {
    if !roles.intersects(roles_of(action)) {
        return Err(Rejection::Role);
    }
    match (phases_of(action), phase) {
        (None, _) | (Some(_), None) => Ok(()),
        (Some(phases), Some(phase)) if phases.contains(&phase) => Ok(()),
        (Some(_), Some(phase)) => Err(Rejection::Phase(phase)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every role × action × phase, one line an action and role, one letter a phase.
    #[test]
    fn the_matrix_is_as_written() {
        let mut matrix = String::new();
        for action in Action::ALL {
            for role in Role::ALL {
                let roles = RoleSet::empty().with(role);
                let cells: String = ContactPhase::ALL
                    .iter()
                    .map(|phase| match decide(roles, *action, Some(*phase)) {
                        Ok(()) => 'y',
                        Err(Rejection::Role) => '.',
                        Err(Rejection::Phase(_)) => 'n',
                    })
                    .collect();
                matrix.push_str(&format!("{action:?} {role} {cells}\n"));
            }
        }
        insta::assert_snapshot!(matrix);
    }

    #[test]
    fn press_duty_and_administration_agree_on_nothing() {
        let outside = RoleSet::empty()
            .with(Role::PressOfficer)
            .with(Role::DutyOfficer)
            .with(Role::Administrator)
            .with(Role::SecurityOfficer)
            .with(Role::Archivist);
        for action in [
            Action::Propose,
            Action::Accept,
            Action::Cancel,
            Action::Counter,
        ] {
            assert_eq!(decide(outside, action, None), Err(Rejection::Role));
        }
    }
}
