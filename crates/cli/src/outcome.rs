//! What a command gives back: a report for people and programs, or an error with exit code, stable
//! code, cause and next step.

use client::{DeskError, OpenError};
use serde::Serialize;
use serde_json::Value;
use std::fmt;

/// Exit codes of the binary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    Done = 0,
    Failed = 1,
    /// The command line or its input needs another word from the person.
    Usage = 2,
    /// The node, or the rules that it follows, refused.
    Refused = 3,
    /// The node doesn't answer.
    Unreachable = 4,
    /// A signature, chain or pin doesn't verify: somebody may be lying.
    Unverified = 5,
    /// The call didn't come about: nobody rang or opened the floor in time, or it ended before.
    NotHeld = 6,
    /// A duty officer stopped the call.
    Aborted = 7,
    /// The call lost its line, its node or its media on the way.
    Lost = 8,
}

impl Exit {
    pub const ALL: [Self; 9] = [
        Self::Done,
        Self::Failed,
        Self::Usage,
        Self::Refused,
        Self::Unreachable,
        Self::Unverified,
        Self::NotHeld,
        Self::Aborted,
        Self::Lost,
    ];

    /// What the code means; help and manual say it in these words.
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Usage => "usage",
            Self::Refused => "refused by the node or the rules",
            Self::Unreachable => "node not reachable",
            Self::Unverified => "a signature, chain or pin doesn't verify",
            Self::NotHeld => "the call didn't come about",
            Self::Aborted => "a duty officer stopped the call",
            Self::Lost => "the call lost its line, node or media",
        }
    }
}

/// What a command found out or did.
pub trait Report: Serialize {
    /// The same for people.
    fn human(&self) -> String;

    /// Reports of checks may fail while saying everything they found.
    fn exit(&self) -> Exit {
        Exit::Done
    }
}

/// A report ready to be printed.
#[derive(Debug, Clone)]
pub struct Outcome {
    pub human: String,
    pub json: Value,
    pub exit: Exit,
}

impl<R: Report> From<R> for Outcome {
    fn from(report: R) -> Self {
        Self {
            human: report.human(),
            // Our reports are structs of plain fields: they always have a JSON form.
            json: serde_json::to_value(&report).unwrap_or(Value::Null),
            exit: report.exit(),
        }
    }
}

/// Why a command didn't do what it was asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{cause}")]
pub struct CliError {
    pub exit: Exit,
    /// Stable, for programs: `wrong-phase`, `two-stories`, …
    pub code: String,
    pub cause: String,
    /// What to do now.
    pub next: String,
}

impl CliError {
    pub fn new(
        exit: Exit,
        code: impl Into<String>,
        cause: impl fmt::Display,
        next: impl Into<String>,
    ) -> Self {
        Self {
            exit,
            code: code.into(),
            cause: cause.to_string(),
            next: next.into(),
        }
    }

    pub fn failed(code: &str, cause: impl fmt::Display, next: impl Into<String>) -> Self {
        Self::new(Exit::Failed, code, cause, next)
    }

    pub fn usage(code: &str, cause: impl fmt::Display, next: impl Into<String>) -> Self {
        Self::new(Exit::Usage, code, cause, next)
    }

    pub fn refused(
        code: impl Into<String>,
        cause: impl fmt::Display,
        next: impl Into<String>,
    ) -> Self {
        Self::new(Exit::Refused, code, cause, next)
    }

    pub fn unverified(code: &str, cause: impl fmt::Display, next: impl Into<String>) -> Self {
        Self::new(Exit::Unverified, code, cause, next)
    }

    /// For programs; the form of every error under `--json`.
    pub fn json(&self) -> Value {
        serde_json::json!({
            "error": { "code": self.code, "cause": self.cause, "next": self.next, "exit": self.exit as u8 }
        })
    }

    /// For people.
    pub fn human(&self) -> String {
        format!(
            "detente: {} [{}]\n  next: {}",
            self.cause, self.code, self.next
        )
    }
}

impl From<DeskError> for CliError {
    fn from(error: DeskError) -> Self {
        let cause = error.to_string();
        match error {
            DeskError::NotAccredited => Self::refused(
                "not-accredited",
                cause,
                "make a request with `detente person request` and have it enrolled",
            ),
            DeskError::NoAudience(class) => Self::failed(
                "no-audience",
                format!(
                    "one of the sides has no key for its {class:?} audience yet, so nothing can be sealed to it"
                ),
                "let one of that side's people run any command against its node, then try again",
            ),
            DeskError::NoOtherSide => Self::failed(
                "not-paired",
                cause,
                "`detente line add FILE` with the other side's credentials",
            ),
            DeskError::NoContact(_) => Self::failed("not-found", cause, "`detente contact list`"),
            DeskError::NoSubject(..) => Self::failed(
                "not-found",
                cause,
                "list what there is, then name one of it",
            ),
            DeskError::NoEffect(_) => Self::refused(
                "no-effect",
                cause,
                "look at it again: the other side or a colleague may have acted since",
            ),
            DeskError::FactsDiffer => Self::unverified(
                "facts-differ",
                cause,
                "don't sign it; ask the other side for another text",
            ),
            DeskError::FixedDate(_) => {
                Self::usage("fixed-date", cause, "say why the date moves and try again")
            }
            DeskError::NothingToAnswer => Self::refused(
                "nothing-to-answer",
                cause,
                "`detente contact show CONTACT` tells whose answer is awaited",
            ),
            DeskError::StaleAudience(_) => Self::failed(
                "stale-audience",
                cause,
                "let one of your side's people who read it run any command, then try again",
            ),
            DeskError::Answer(domain::AnswerError::Expired) => Self::refused(
                "expired",
                cause,
                "answer with terms of your own: `detente contact counter CONTACT`",
            ),
            DeskError::Answer(_) => Self::refused(
                "nothing-to-answer",
                cause,
                "`detente contact show CONTACT` tells whose answer is awaited",
            ),
            DeskError::Rejected(domain::Rejection::Role) => Self::refused(
                "role-missing",
                cause,
                "use a device whose roles may (--as NAME); `detente person list` shows roles",
            ),
            DeskError::Rejected(domain::Rejection::Phase(_)) => Self::refused(
                "wrong-phase",
                cause,
                "`detente contact show CONTACT` tells where it stands",
            ),
            DeskError::Terms(_) => Self::usage("terms", cause, "change the terms and try again"),
            DeskError::NotListed => Self::refused(
                "not-listed",
                cause,
                "ask its author to add you, or open it with --off-list, which the access log says",
            ),
            DeskError::Contradiction(_) => Self::refused(
                "facts-contradict",
                cause,
                "correct the facts, or approve it with --contradiction-reason",
            ),
            DeskError::Unrecorded(_) => Self::usage(
                "unrecorded",
                cause,
                "name a moment within the next 14 days with --expires",
            ),
            DeskError::OwnDraft => Self::refused(
                "own-draft",
                cause,
                "let somebody else of your side's leadership or aides approve it",
            ),
            DeskError::Unreviewed => Self::refused(
                "not-reviewed",
                cause,
                "`detente briefing review` by another person, then approve it",
            ),
            DeskError::Unapproved => Self::refused(
                "not-approved",
                cause,
                "`detente message approve` by another person, then send it",
            ),
            DeskError::NotAgreed(_) => Self::refused(
                "not-agreed",
                cause,
                "`detente round show ROUND` tells whose answer is awaited",
            ),
            DeskError::NotCleared(_) => Self::refused(
                "not-cleared",
                cause,
                "let your leadership clear it: `detente facts clear ROUND`; or don't claim place and heads",
            ),
            DeskError::Kind(_) => Self::usage(
                "kind",
                cause,
                "leave that part out, add it, or draft another kind; `detente statement draft --help`",
            ),
            DeskError::NoVersion { .. } => Self::usage(
                "no-such-version",
                cause,
                "`detente paper show PAPER` has them by number",
            ),
            DeskError::Brackets(_) => Self::failed(
                "brackets",
                cause,
                "close it, or write a backslash before a bracket that is an ordinary sign, in a new version",
            ),
            DeskError::TooLong => Self::usage("too-long", cause, "shorten it and try again"),
            DeskError::Open(error) => error.into(),
            DeskError::Record(_) | DeskError::Seal(_) | DeskError::Hpke(_) => Self::failed(
                "record",
                cause,
                "shorten texts and lists; if it stays, report it",
            ),
        }
    }
}

impl From<OpenError> for CliError {
    fn from(error: OpenError) -> Self {
        let cause = error.to_string();
        match error {
            OpenError::NoRecord => Self::failed(
                "not-found",
                cause,
                "list what there is, then name one of it",
            ),
            OpenError::NotForYou => Self::refused(
                "not-sealed-to-you",
                cause,
                "keys reach a new device when one that holds them next runs a command; or another role is needed",
            ),
            OpenError::Damaged(_) => Self::unverified(
                "damaged-body",
                cause,
                "don't act on it; ask its author by other means",
            ),
        }
    }
}
