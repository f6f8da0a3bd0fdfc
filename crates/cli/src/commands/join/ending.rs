//! How a call ended at this device, or why the node didn't let it in; and what the program's exit code says of it.

use domain::EndReason;
use std::fmt;
use terminal::drive::EndCause;
use wire::RefusalCode;

use crate::{CliError, Exit};

/// Why this device is no longer in the call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ending {
    /// The node said so, for everybody.
    Told(EndReason),
    /// By whoever runs this terminal.
    HungUpHere,
    /// `--wait` is over and the floor is closed.
    FloorLate,
    /// The connection on which the node says everything.
    NodeGone,
    /// The media engine gave up, with its reason.
    MediaLost(String),
}

impl Ending {
    /// The engine's own end, unless it was told to end.
    pub fn of_media(cause: &EndCause) -> Option<Self> {
        match cause {
            EndCause::Bye => None,
            EndCause::Closed
            | EndCause::WithoutNode
            | EndCause::Answer(_)
            | EndCause::NoTcp
            | EndCause::Socket(_)
            | EndCause::Media(_) => Some(Self::MediaLost(cause.to_string())),
        }
    }

    /// Stable, for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Told(reason) => reason.name(),
            Self::HungUpHere => "hung-up-here",
            Self::FloorLate => "floor-late",
            Self::NodeGone => "node-gone",
            Self::MediaLost(_) => "media-lost",
        }
    }

    /// `held`: the floor was open.
    pub const fn exit(&self, held: bool) -> Exit {
        match self {
            Self::Told(EndReason::Aborted) => Exit::Aborted,
            Self::Told(EndReason::LineLost) | Self::NodeGone | Self::MediaLost(_) => Exit::Lost,
            Self::Told(EndReason::NotStaffed) | Self::FloorLate => Exit::NotHeld,
            Self::Told(EndReason::HungUp) | Self::HungUpHere => {
                if held {
                    Exit::Done
                } else {
                    Exit::NotHeld
                }
            }
        }
    }
}

impl fmt::Display for Ending {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Told(EndReason::HungUp) => out.write_str("hung up"),
            Self::Told(EndReason::Aborted) => out.write_str("a duty officer stopped it"),
            Self::Told(EndReason::LineLost) => out.write_str("the line to the other side was lost"),
            Self::Told(EndReason::NotStaffed) => out.write_str("nobody staffed it"),
            Self::HungUpHere => out.write_str("hung up here"),
            Self::FloorLate => out.write_str("nobody opened the floor in time"),
            Self::NodeGone => out.write_str("the node ended the connection"),
            Self::MediaLost(cause) => write!(out, "the media ended: {cause}"),
        }
    }
}

/// The stable code of a refusal, and what to do about it.
pub fn refused(code: RefusalCode, why: String) -> CliError {
    let (exit, code, next) = match code {
        RefusalCode::NotAllowed => (
            Exit::Refused,
            "not-allowed",
            "another role is needed, or the contact changed: `detente contact show`",
        ),
        RefusalCode::NotStaged => (
            Exit::Refused,
            "not-staged",
            "both duty officers confirm first: `detente call confirm`",
        ),
        RefusalCode::NoSuchContact => (Exit::Refused, "not-found", "`detente contact list`"),
        RefusalCode::Media => (Exit::Refused, "media", "look with `detente doctor`"),
        RefusalCode::Full => (Exit::Refused, "full", "let somebody leave the call first"),
        RefusalCode::Malformed => (
            Exit::Refused,
            "malformed",
            "node and device are of different versions: upgrade the older",
        ),
        RefusalCode::LineDown => (
            Exit::Lost,
            "line-down",
            "`detente doctor`; call the other side by other means",
        ),
    };
    CliError::new(exit, code, why, next)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_call_that_was_held_and_hung_up_is_done() {
        let lost = || Ending::MediaLost("the node could not be reached".into());
        for (ending, held, exit) in [
            (Ending::Told(EndReason::HungUp), true, Exit::Done),
            (Ending::HungUpHere, true, Exit::Done),
            (Ending::Told(EndReason::HungUp), false, Exit::NotHeld),
            (Ending::HungUpHere, false, Exit::NotHeld),
            (Ending::FloorLate, false, Exit::NotHeld),
            (Ending::Told(EndReason::NotStaffed), false, Exit::NotHeld),
            (Ending::Told(EndReason::Aborted), true, Exit::Aborted),
            (Ending::Told(EndReason::Aborted), false, Exit::Aborted),
            (Ending::Told(EndReason::LineLost), true, Exit::Lost),
            (Ending::NodeGone, true, Exit::Lost),
            (Ending::NodeGone, false, Exit::Lost),
            (lost(), true, Exit::Lost),
        ] {
            assert_eq!(ending.exit(held), exit, "{ending}, held: {held}");
        }
    }

    #[test]
    fn a_refusal_has_a_code_and_a_next_step() {
        let all = [
            (RefusalCode::NotAllowed, "not-allowed", Exit::Refused),
            (RefusalCode::NotStaged, "not-staged", Exit::Refused),
            (RefusalCode::NoSuchContact, "not-found", Exit::Refused),
            (RefusalCode::Media, "media", Exit::Refused),
            (RefusalCode::Full, "full", Exit::Refused),
            (RefusalCode::Malformed, "malformed", Exit::Refused),
            (RefusalCode::LineDown, "line-down", Exit::Lost),
        ];
        for (refusal, code, exit) in all {
            let error = refused(refusal, "as the node words it".into());
            assert_eq!((error.code.as_str(), error.exit), (code, exit));
            assert_eq!(error.cause, "as the node words it");
            assert!(!error.next.is_empty());
        }
    }

    #[test]
    fn an_engine_that_was_told_to_end_lost_nothing() {
        assert_eq!(Ending::of_media(&EndCause::Bye), None);
        for cause in [EndCause::Closed, EndCause::WithoutNode] {
            let ending = Ending::of_media(&cause).unwrap();
            assert_eq!(ending.code(), "media-lost");
            assert!(ending.to_string().ends_with(&cause.to_string()));
        }
    }
}
