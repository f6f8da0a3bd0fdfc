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
            E::Open(error) => return error.clone().into(),
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
            E::FactsDiffer | E::Unrecorded(_) | E::Record(_) | E::Seal(_) | E::Hpke(_) => (
                "unreadable",
                "load the page again; if it stays, tell your administrator",
            ),
        };
        Self::new(code, &error, next)
    }
}

impl From<client::OpenError> for CoreError {
    fn from(error: client::OpenError) -> Self {
        use client::OpenError as E;
        let (code, next) = match &error {
            E::NoRecord => ("not-found", "look at the list"),
            E::NotForYou => (
                "not-sealed-to-you",
                "somebody of your side with another role reads it; a new device has its keys once another that holds them is here",
            ),
            E::Damaged(_) => (
                "unreadable",
                "don't act on it; ask its author by other means",
            ),
        };
        Self::new(code, &error, next)
    }
}

impl From<client::form::FormError> for CoreError {
    fn from(error: client::form::FormError) -> Self {
        use client::form::FormError as E;
        let (code, cause) = (error.code(), error.to_string());
        let next = match error {
            E::Desk(error) => return error.into(),
            E::Time(domain::CivilTimeError::Overlap { .. }) => "say which of the two is meant",
            E::Time(_) | E::NotAMoment { .. } | E::NoDate | E::NoDay { .. } => {
                "choose another day, time or zone"
            }
            E::Past { .. } | E::ExpiresTooSoon(_) => "choose a later moment, or none",
            E::LastsTooLong(_) => "choose a moment within the next 14 days",
            E::StillToCome { .. } => "enter it when it has been",
            E::EndsFirst | E::ShiftEndsFirst { .. } => "choose an end after the beginning",
            E::NoSuch { .. } | E::NoPerson(_) | E::NoSuchItem(_) | E::NoMember { .. } => {
                "look at the list"
            }
            E::Replaced | E::TaskIs(_) => "look at what was kept since, and decide again",
            E::SealedAgenda => "somebody of leadership or its aides does this",
            E::Document(_) => "change what the sentence names",
            E::HeadWanted
            | E::NoLink
            | E::TextWanted(_)
            | E::OutcomeMissing(_)
            | E::ReportLacks { .. }
            | E::SourceWanted
            | E::OwnWordsWanted
            | E::ReplyWordsWanted => "fill it in",
            E::ToItself
            | E::OutcomeTwice(_)
            | E::MemberTwice(_)
            | E::MemberAlready(_)
            | E::NotKnownClaimed
            | E::ReplyToPaper => "choose another",
            E::NoContradiction => "approve it without a reason",
            E::DifferentContacts => "choose notes of one contact",
            E::DifferentClassifications(_) => "say which holds for the whole",
            E::Random(_) => "use another browser",
        };
        Self::new(code, cause, next)
    }
}

impl From<client::enrolment::EnrolmentError> for CoreError {
    fn from(error: client::enrolment::EnrolmentError) -> Self {
        use client::enrolment::EnrolmentError as E;
        let (code, next) = match &error {
            E::File(_) => ("wrong-file", "take the right file, or ask for it again"),
            E::Request(_) => ("request", "let the person make it again in their browser"),
            E::OtherSide => ("other-side", "let the person make it for this side"),
            E::HalfSigned(_) => (
                "half-signed",
                "ask the administrator for the file again, in person",
            ),
            E::NotAnOfficer => (
                "not-allowed",
                "the administrator signs first, then the security officer",
            ),
            E::Unfit(_) => ("accreditation", "change days or roles"),
        };
        Self::new(code, &error, next)
    }
}

impl From<client::PressKeyError> for CoreError {
    fn from(error: client::PressKeyError) -> Self {
        Self::new("press-key", error, "take the press key's right file")
    }
}
