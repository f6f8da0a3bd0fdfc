//! Records that stand in a log and change nothing, and why: codes for pages, a sentence for the shell.

use domain::{NoEffect, VoidReason, WithoutEffect};
use serde::Serialize;

use super::shown::short;

/// The rules' reasons as codes, and each with the rules' own, both ways.
macro_rules! codes {
    ($($reason:ident),+ $(,)?) => {
        /// Why a record changes nothing.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
        #[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
        #[serde(rename_all = "kebab-case")]
        pub enum NoEffectWhy { $($reason),+ }

        impl From<NoEffect> for NoEffectWhy {
            fn from(why: NoEffect) -> Self {
                match why { $(NoEffect::$reason => Self::$reason),+ }
            }
        }

        impl From<NoEffectWhy> for NoEffect {
            fn from(why: NoEffectWhy) -> Self {
                match why { $(NoEffectWhy::$reason => Self::$reason),+ }
            }
        }
    };
}

codes! {
    NoTerms,
    Founded,
    Unseen,
    TooManyOffers,
    Expired,
    NothingToAnswer,
    Closed,
    OtherNoun,
    Fixed,
    TooMany,
    NoFacts,
    OthersToDo,
    Early,
    Late,
    Again,
    Withdrawn,
    NotForDuty,
}

/// In a sentence, for the shell.
impl std::fmt::Display for NoEffectWhy {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        NoEffect::from(*self).fmt(out)
    }
}

/// A record that changes nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct WithoutEffectView {
    pub record: String,
    pub why: NoEffectWhy,
}

impl WithoutEffectView {
    pub fn all(of: &[WithoutEffect]) -> Vec<Self> {
        let view = |none: &WithoutEffect| Self {
            record: none.record.to_string(),
            why: none.why.into(),
        };
        of.iter().map(view).collect()
    }
}

/// `81c0aa11: it came too late`.
impl std::fmt::Display for WithoutEffectView {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{}: {}", short(&self.record), self.why)
    }
}

/// Why an entry of a log counts for nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum VoidWhy {
    Unreadable,
    UnknownKind,
    Author,
    Role,
    Signature,
    Officers,
    RevokedOfficer,
    RevokedDevice,
    OlderPaper,
    Duplicate,
    Grant,
    Proof,
    Subject,
    Facts,
    CallDevices,
    TooMany,
}

impl From<&VoidReason> for VoidWhy {
    fn from(reason: &VoidReason) -> Self {
        match reason {
            VoidReason::Unreadable(_) => Self::Unreadable,
            VoidReason::UnknownKind => Self::UnknownKind,
            VoidReason::Author => Self::Author,
            VoidReason::Role => Self::Role,
            VoidReason::Signature => Self::Signature,
            VoidReason::Officers => Self::Officers,
            VoidReason::RevokedOfficer => Self::RevokedOfficer,
            VoidReason::RevokedDevice => Self::RevokedDevice,
            VoidReason::OlderPaper => Self::OlderPaper,
            VoidReason::Duplicate => Self::Duplicate,
            VoidReason::Grant => Self::Grant,
            VoidReason::Proof => Self::Proof,
            VoidReason::Subject => Self::Subject,
            VoidReason::Facts => Self::Facts,
            VoidReason::CallDevices => Self::CallDevices,
            VoidReason::TooMany => Self::TooMany,
        }
    }
}
