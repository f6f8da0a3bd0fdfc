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
    FoundTrack,
    JoinTrack,
    DeclareAim,
    LinkTrack,
    CloseTrack,
    NameDelegation,
    HandOverPaper,
    AcknowledgePaper,
    Lodge,
    Reveal,
    SendMessage,
    PresentMessage,
    AcknowledgeMessage,
    SendService,
    ReceiveService,
    BeginSilence,
    Object,
    Consult,
    Assign,
    DraftLine,
    WriteNote,
    EnterReport,
    EnterCoalition,
    ReviewNote,
    ApproveNote,
    RetainNote,
    OpenNote,
    DistributeNote,
    ClearFacts,
    CallNow,
    TakeCall,
    Sound,
    KeepShifts,
    DraftMessage,
    ApproveMessage,
    GiveMandate,
    Brief,
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
        Self::FoundTrack,
        Self::JoinTrack,
        Self::DeclareAim,
        Self::LinkTrack,
        Self::CloseTrack,
        Self::NameDelegation,
        Self::HandOverPaper,
        Self::AcknowledgePaper,
        Self::Lodge,
        Self::Reveal,
        Self::SendMessage,
        Self::PresentMessage,
        Self::AcknowledgeMessage,
        Self::SendService,
        Self::ReceiveService,
        Self::BeginSilence,
        Self::Object,
        Self::Consult,
        Self::Assign,
        Self::DraftLine,
        Self::WriteNote,
        Self::EnterReport,
        Self::EnterCoalition,
        Self::ReviewNote,
        Self::ApproveNote,
        Self::RetainNote,
        Self::OpenNote,
        Self::DistributeNote,
        Self::ClearFacts,
        Self::CallNow,
        Self::TakeCall,
        Self::Sound,
        Self::KeepShifts,
        Self::DraftMessage,
        Self::ApproveMessage,
        Self::GiveMandate,
        Self::Brief,
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
        | Action::ConfirmHeldOutside
        | Action::FoundTrack
        | Action::JoinTrack
        | Action::DeclareAim
        | Action::LinkTrack
        | Action::CloseTrack
        | Action::NameDelegation
        | Action::HandOverPaper
        | Action::AcknowledgePaper
        | Action::Lodge
        | Action::Reveal
        | Action::SendMessage
        | Action::BeginSilence
        | Action::Object
        | Action::Consult
        | Action::Assign
        | Action::Sound
        | Action::EnterReport
        | Action::EnterCoalition
        | Action::DraftMessage
        | Action::ApproveMessage
        | Action::GiveMandate
        | Action::Brief
        | Action::ClearFacts => &[Principal, Sherpa],
        // Whoever is awake takes a message; its words are for others.
        Action::PresentMessage | Action::AcknowledgeMessage => &[Principal, Sherpa, DutyOfficer],
        Action::SendService | Action::ReceiveService => &[DutyOfficer],
        Action::KeepShifts => &[Sherpa, DutyOfficer],
        Action::WriteNote | Action::DistributeNote => &[Principal, Sherpa, NoteTaker],
        Action::ReviewNote => &[Interpreter],
        Action::ApproveNote => &[Principal, Sherpa],
        // Whoever keeps the files says how long, and reads none of them.
        Action::RetainNote => &[Principal, Sherpa, Archivist],
        // The roles that are sealed to.
        Action::OpenNote => &[Principal, Sherpa, Interpreter, NoteTaker],
        Action::HandOnKey => &[
            Principal,
            Sherpa,
            DutyOfficer,
            Interpreter,
            NoteTaker,
            PressOfficer,
        ],
        Action::ConfirmStage | Action::Abort | Action::CallNow | Action::TakeCall => &[DutyOfficer],
        // Duty officers connect; they hear nothing of the closed part.
        Action::JoinAndSpeak => &[Principal, Interpreter],
        Action::JoinAndListen => &[NoteTaker],
        Action::ReadLogs => &Role::ALL,
        // Whoever writes some kind of it, and the security officer, who reads the access log; what each
        // may open its audience says.
        Action::ReadInternal => &[
            Principal,
            Sherpa,
            DutyOfficer,
            Interpreter,
            NoteTaker,
            PressOfficer,
            SecurityOfficer,
            Archivist,
        ],
        Action::DraftRelease
        | Action::ApproveRelease
        | Action::Release
        | Action::AnnounceRelease
        | Action::DraftLine => &[PressOfficer],
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
        Action::Propose | Action::CallNow | Action::EnterHeldOutside => Some(&[]),
        Action::TakeCall => Some(&[Proposed]),
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
        | Action::PinLine
        | Action::FoundTrack
        | Action::JoinTrack
        | Action::DeclareAim
        | Action::LinkTrack
        | Action::CloseTrack
        | Action::NameDelegation
        | Action::HandOverPaper
        | Action::AcknowledgePaper
        | Action::Lodge
        | Action::Reveal
        | Action::SendMessage
        | Action::PresentMessage
        | Action::AcknowledgeMessage
        | Action::SendService
        | Action::ReceiveService
        | Action::BeginSilence
        | Action::Object
        | Action::Consult
        | Action::Assign
        | Action::DraftLine
        | Action::WriteNote
        | Action::Sound
        | Action::EnterReport
        | Action::EnterCoalition
        | Action::KeepShifts
        | Action::DraftMessage
        | Action::ApproveMessage
        | Action::GiveMandate
        | Action::Brief
        | Action::ReviewNote
        | Action::ApproveNote
        | Action::RetainNote
        | Action::OpenNote
        | Action::DistributeNote
        | Action::ClearFacts => None,
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
    use crate::{InternalKind, Noun};

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

    /// Every noun × kind, with the action and the roles that may take it.
    #[test]
    fn what_each_record_takes_is_as_written() {
        let mut table = String::new();
        for noun in Noun::ALL {
            table.push_str(&format!("{} {:?}\n", noun.name(), noun.audience()));
            for kind in noun.kinds() {
                let action = noun.action(kind).unwrap();
                let roles: Vec<&str> = roles_of(action).iter().map(Role::name).collect();
                let founds = if noun.is_founded_by(kind) {
                    ", founds"
                } else {
                    ""
                };
                table.push_str(&format!(
                    "  {kind:?} {}: {action:?}: {}{founds}\n",
                    kind.of(*noun),
                    roles.join(" ")
                ));
            }
        }
        table.push_str("internal\n");
        for kind in InternalKind::ALL {
            let action = kind.action();
            let roles: Vec<&str> = roles_of(action).iter().map(Role::name).collect();
            table.push_str(&format!(
                "  {kind:?} {}: {action:?}: {}, {:?}\n",
                kind.number(),
                roles.join(" "),
                kind.audience()
            ));
        }
        insta::assert_snapshot!(table);
    }

    #[test]
    fn who_writes_internal_records_may_fetch_them() {
        let readers = InternalKind::ALL
            .iter()
            .flat_map(|kind| roles_of(kind.action()).iter())
            .fold(RoleSet::empty(), RoleSet::with)
            .with(Role::SecurityOfficer);
        assert_eq!(roles_of(Action::ReadInternal), readers);
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
            Action::HandOverPaper,
            Action::BeginSilence,
            Action::SendMessage,
        ] {
            assert_eq!(decide(outside, action, None), Err(Rejection::Role));
        }
    }
}
