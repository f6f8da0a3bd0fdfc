//! Why an entry has no effect.

use identity::SideId;

use crate::PaperError;

/// Why an entry has no effect.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VoidReason {
    #[error("unreadable: {0}")]
    Unreadable(String),
    #[error("of a later version; it will be folded again after an upgrade")]
    UnknownKind,
    #[error("its author's accreditation didn't stand there")]
    Author,
    #[error("its author's roles don't allow it")]
    Role,
    #[error("its signature doesn't stand")]
    Signature,
    #[error("not signed by two officers of the side, or a revocation by one")]
    Officers,
    #[error("one of its officers had been revoked")]
    RevokedOfficer,
    #[error("its device had been revoked; a revoked device doesn't come back")]
    RevokedDevice,
    #[error("a paper of the same date or a later one stands for its device")]
    OlderPaper,
    #[error("the same record is in the log already")]
    Duplicate,
    #[error("the grant doesn't stand")]
    Grant,
    #[error("it proves no two stories")]
    Proof,
    #[error("its subject isn't one that its side may found")]
    Subject,
    #[error("what nodes have to be told of its subject is missing or unreadable")]
    Facts,
    #[error("it names more devices than a call has")]
    CallDevices,
    #[error("its side has said as much about this subject as counts")]
    TooMany,
}

impl From<PaperError> for VoidReason {
    fn from(error: PaperError) -> Self {
        match error {
            PaperError::Paper(_) => Self::Officers,
            PaperError::RevokedOfficer => Self::RevokedOfficer,
            PaperError::RevokedDevice => Self::RevokedDevice,
            PaperError::Older => Self::OlderPaper,
        }
    }
}

/// An entry without effect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Void {
    pub side: SideId,
    pub seq: u64,
    pub reason: VoidReason,
}
