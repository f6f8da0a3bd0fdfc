//! Why a group operation was refused. Texts name sizes, leaves and epochs, never a person.

use super::{COMMIT_LEN_MAX, DEVICES_MAX, KEY_PACKAGE_LEN_MAX, MESSAGE_LEN_MAX, WELCOME_LEN_MAX};
use crate::ids::{Digest, Epoch, LeafIndex};
use openmls::prelude::WelcomeError;
use std::fmt::Display;

/// The roster's reason for turning a device away: a stable code or short phrase, no names.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Refusal(pub String);

impl Refusal {
    pub fn new(reason: impl Into<String>) -> Self {
        Self(reason.into())
    }
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MemberError {
    #[error("credential of {len} bytes, at most {max}", max = super::member::CREDENTIAL_LEN_MAX)]
    CredentialTooLong { len: usize },
    #[error("key package of {len} bytes, at most {KEY_PACKAGE_LEN_MAX}")]
    KeyPackageTooLong { len: usize },
    #[error("MLS library: {0}")]
    Library(String),
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JoinError {
    #[error("welcome of {len} bytes, at most {WELCOME_LEN_MAX}")]
    TooLong { len: usize },
    #[error("not a welcome")]
    Malformed,
    #[error("already a member of this group")]
    AlreadyMember,
    #[error("no key package of this device is left for the welcome: replayed, or for another")]
    KeyPackageGone,
    #[error("welcome to another group")]
    OtherGroup,
    #[error("the group uses another suite or carries extensions")]
    OtherKindOfGroup,
    #[error("{count} devices or a leaf beyond them, at most {DEVICES_MAX}")]
    TooManyDevices { count: usize },
    #[error("device at leaf {leaf} refused: {refusal}")]
    Refused { leaf: LeafIndex, refusal: Refusal },
    #[error("MLS library: {0}")]
    Library(String),
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProposeError {
    #[error("this device was removed from the group")]
    Removed,
    #[error("a commit of this device waits to be ordered")]
    Pending,
    #[error("key package {index} of {len} bytes, at most {KEY_PACKAGE_LEN_MAX}")]
    KeyPackageTooLong { index: usize, len: usize },
    #[error("key package {index} is malformed, expired, unsigned or of another suite")]
    KeyPackage { index: usize },
    #[error("device of key package {index} refused: {refusal}")]
    Refused { index: usize, refusal: Refusal },
    #[error("leaf {leaf} is not in the group, or named twice")]
    UnknownLeaf { leaf: LeafIndex },
    #[error("a device does not remove itself")]
    RemovesSelf,
    #[error("{count} devices after the commit, at most {DEVICES_MAX}")]
    TooManyDevices { count: usize },
    #[error("commit of {len} bytes, at most {COMMIT_LEN_MAX}")]
    CommitTooLong { len: usize },
    #[error("welcome of {len} bytes, at most {WELCOME_LEN_MAX}")]
    WelcomeTooLong { len: usize },
    #[error("MLS library: {0}")]
    Library(String),
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ApplyError {
    #[error("this device was removed from the group")]
    Removed,
    #[error("commit of {len} bytes, at most {COMMIT_LEN_MAX}")]
    TooLong { len: usize },
    #[error("not a commit sealed by a member: malformed, external, or another kind of message")]
    NotACommit,
    #[error("commit to another group")]
    OtherGroup,
    #[error("commit on epoch {epoch}, the group is in {group}")]
    OtherEpoch { epoch: Epoch, group: Epoch },
    #[error("this device's own commit: it is applied from its pending state")]
    Own,
    #[error("no commit of this device waits")]
    NothingPending,
    #[error("{ordered:?} was ordered, {pending:?} waits")]
    OtherCommit { ordered: Digest, pending: Digest },
    #[error("a commit may add and remove devices and renew keys, nothing else")]
    ForbiddenProposal,
    #[error("committer at leaf {leaf} changes its credential or signature key")]
    ChangedIdentity { leaf: LeafIndex },
    #[error("added device {index} refused: {refusal}")]
    Refused { index: usize, refusal: Refusal },
    #[error("{count} devices after the commit, at most {DEVICES_MAX}")]
    TooManyDevices { count: usize },
    #[error("MLS library: {0}")]
    Library(String),
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MessageError {
    #[error("this device was removed from the group")]
    Removed,
    #[error("message of {len} bytes, at most {max}")]
    TooLong { len: usize, max: usize },
    #[error("not a message sealed by a member")]
    NotAMessage,
    #[error("message to another group")]
    OtherGroup,
    #[error("message of epoch {epoch}, the group is in {group}")]
    OtherEpoch { epoch: Epoch, group: Epoch },
    #[error("this device's own message")]
    Own,
    #[error("MLS library: {0}")]
    Library(String),
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ExportError {
    #[error("this device was removed from the group")]
    Removed,
    #[error("the sender key of epoch {epoch} is in use already")]
    SenderKeyTaken { epoch: Epoch },
    #[error("MLS library: {0}")]
    Library(String),
}

impl MemberError {
    pub(super) fn library(error: impl Display) -> Self {
        Self::Library(error.to_string())
    }
}

impl JoinError {
    pub(super) fn library(error: impl Display) -> Self {
        Self::Library(error.to_string())
    }

    pub(super) fn from_welcome<E: Display>(error: WelcomeError<E>) -> Self {
        match error {
            WelcomeError::NoMatchingKeyPackage | WelcomeError::JoinerSecretNotFound => {
                Self::KeyPackageGone
            }
            WelcomeError::UnsupportedCiphersuite(_) | WelcomeError::CiphersuiteMismatch => {
                Self::OtherKindOfGroup
            }
            WelcomeError::GroupAlreadyExists => Self::AlreadyMember,
            // The library's own enum: what needs no answer of its own is told in its words.
            other => Self::Library(other.to_string()),
        }
    }
}

impl ProposeError {
    pub(super) fn library(error: impl Display) -> Self {
        Self::Library(error.to_string())
    }
}

impl ApplyError {
    pub(super) fn library(error: impl Display) -> Self {
        Self::Library(error.to_string())
    }
}

impl MessageError {
    pub(super) fn library(error: impl Display) -> Self {
        Self::Library(error.to_string())
    }

    pub(super) fn too_long(len: usize, max: usize) -> Self {
        debug_assert!(len > max && max >= MESSAGE_LEN_MAX);
        Self::TooLong { len, max }
    }
}
