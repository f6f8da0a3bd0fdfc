//! What a person is told when something can't be done: a stable code, a cause, a next step.

use serde::Serialize;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
#[error("{code}: {cause}; {next}")]
pub struct CoreError {
    pub code: String,
    pub cause: String,
    pub next: String,
}

impl CoreError {
    pub fn new(code: &str, cause: impl ToString, next: &str) -> Self {
        Self {
            code: code.into(),
            cause: cause.to_string(),
            next: next.into(),
        }
    }

    /// The node, or whoever speaks in its place, said something that it never says.
    pub fn odd_answer(cause: impl std::fmt::Display) -> Self {
        Self::new(
            "odd-answer",
            format!("the node's answer can't be read: {cause}"),
            "load the page again; if it stays, tell your administrator",
        )
    }

    /// A log isn't what this device saw before.
    pub fn two_stories(cause: impl std::fmt::Display) -> Self {
        Self::new(
            "two-stories",
            format!("the node tells two stories: {cause}"),
            "act on nothing that it shows; ask the security officer: somebody changed a log",
        )
    }

    /// The page asked for something that the core doesn't know.
    pub fn malformed(cause: impl std::fmt::Display) -> Self {
        Self::new(
            "malformed",
            format!("the page asks for what this version doesn't know: {cause}"),
            "load the page again",
        )
    }
}

impl From<client::DeskError> for CoreError {
    fn from(error: client::DeskError) -> Self {
        use client::DeskError as E;
        let (code, next) = match &error {
            E::NotAccredited => (
                "not-accredited",
                "ask an administrator and a security officer",
            ),
            E::NoAudience(_) | E::StaleAudience(_) => (
                "no-audience",
                "wait until one of those people has signed in once",
            ),
            E::NoOtherSide => (
                "no-other-side",
                "the administrator adds the other side's credentials",
            ),
            E::NoContact(_) | E::NoSubject(..) => ("not-found", "look at the list"),
            E::NoEffect(_) | E::NothingToAnswer | E::Answer(_) => (
                "no-effect",
                "look at what was signed since, and decide again",
            ),
            E::Rejected(_) => (
                "not-allowed",
                "somebody of your side with another role does this",
            ),
            E::Terms(_) | E::Kind(_) | E::FixedDate(_) => {
                ("terms", "change what the sentence names")
            }
            E::TooLong => ("too-long", "say it in fewer words"),
            E::NoVersion { .. } => ("no-such-version", "look at the paper's versions"),
            E::Brackets(_) => (
                "brackets",
                "close it, or write a backslash before a bracket that is an ordinary sign",
            ),
            E::OwnDraft | E::Unapproved | E::Unreviewed => {
                ("second-person", "ask another person of your side")
            }
            E::NotListed => ("not-listed", "ask the note's author"),
            E::Contradiction(_) => (
                "contradiction",
                "change the text, or give a reason that a second person confirms",
            ),
            E::NotAgreed(_) | E::NotCleared(_) => {
                ("not-agreed", "wait until it is agreed and cleared")
            }
            E::FactsDiffer
            | E::Unrecorded(_)
            | E::Record(_)
            | E::Seal(_)
            | E::Hpke(_)
            | E::Open(_) => (
                "unreadable",
                "load the page again; if it stays, tell your administrator",
            ),
        };
        Self::new(code, &error, next)
    }
}
