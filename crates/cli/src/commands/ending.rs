//! How a call ended at this device, and what the program's exit code says of it.

use domain::EndReason;
use std::fmt;
use terminal::drive::EndCause;

use crate::Exit;

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
    fn an_engine_that_was_told_to_end_lost_nothing() {
        assert_eq!(Ending::of_media(&EndCause::Bye), None);
        for cause in [EndCause::Closed, EndCause::WithoutNode] {
            let ending = Ending::of_media(&cause).unwrap();
            assert_eq!(ending.code(), "media-lost");
            assert!(ending.to_string().ends_with(&cause.to_string()));
        }
    }
}
