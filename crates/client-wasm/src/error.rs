//! What a person is told when something can't be done: a stable code, a cause, a next step.

use serde::Serialize;

use crate::{next_step::NextStep, reason::Reason};

/// The rules' refusals are data, `reason` and `step`, which pages put into words of their language. What has a
/// code alone has words by that; `cause` and `next` are its sentences for whoever has none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
#[error("{code}: {cause}{reason:?}; {next}{step:?}")]
pub struct CoreError {
    pub code: String,
    pub cause: String,
    pub next: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<Box<Reason>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub step: Option<NextStep>,
}

impl CoreError {
    pub fn new(code: &str, cause: impl ToString, next: &str) -> Self {
        Self {
            code: code.into(),
            cause: cause.to_string(),
            next: next.into(),
            reason: None,
            step: None,
        }
    }

    /// One of the rules' refusals.
    fn refusal(code: &str, reason: Reason, step: NextStep) -> Self {
        Self {
            reason: Some(Box::new(reason)),
            step: Some(step),
            ..Self::new(code, "", "")
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
            E::NotAccredited => ("not-accredited", NextStep::AskOfficers),
            E::NoAudience(_) | E::StaleAudience(_) => ("no-audience", NextStep::WaitForThem),
            E::NoOtherSide => ("no-other-side", NextStep::AddOtherSide),
            E::NoContact(_) | E::NoSubject(..) => ("not-found", NextStep::LookAtList),
            E::NoEffect(_) | E::NothingToAnswer | E::Answer(_) => {
                ("no-effect", NextStep::DecideAgain)
            }
            E::Rejected(domain::Rejection::Role) => ("not-allowed", NextStep::AnotherRole),
            E::Rejected(domain::Rejection::Phase(_)) => ("not-allowed", NextStep::DecideAgain),
            E::Terms(_) | E::Kind(_) | E::FixedDate(_) => ("terms", NextStep::ChangeIt),
            E::TooLong => ("too-long", NextStep::FewerWords),
            E::NoVersion { .. } => ("no-such-version", NextStep::LookAtVersions),
            E::Brackets(_) => ("brackets", NextStep::CloseBracket),
            E::OwnDraft | E::Unapproved | E::Unreviewed => {
                ("second-person", NextStep::AnotherPerson)
            }
            E::NotListed => ("not-listed", NextStep::AskAuthor),
            E::Contradiction(_) => ("contradiction", NextStep::ChangeOrReason),
            E::NotAgreed(_) | E::NotCleared(_) => ("not-agreed", NextStep::WaitForAgreement),
            E::FactsDiffer | E::Unrecorded(_) | E::Record(_) | E::Seal(_) | E::Hpke(_) => {
                ("unreadable", NextStep::LoadAgain)
            }
        };
        Self::refusal(code, (&error).into(), next)
    }
}

impl From<client::OpenError> for CoreError {
    fn from(error: client::OpenError) -> Self {
        use client::OpenError as E;
        let (code, next) = match &error {
            E::NoRecord => ("not-found", NextStep::LookAtList),
            E::NotForYou => ("not-sealed-to-you", NextStep::AnotherReader),
            E::Damaged(_) => ("unreadable", NextStep::AskByOtherMeans),
        };
        Self::refusal(code, (&error).into(), next)
    }
}

impl From<client::form::FormError> for CoreError {
    fn from(error: client::form::FormError) -> Self {
        use client::form::FormError as E;
        let (code, reason) = (error.code(), Reason::from(&error));
        let next = match error {
            E::Desk(error) => return error.into(),
            E::Time(domain::CivilTimeError::Overlap { .. }) => NextStep::SayWhichOfTwo,
            E::Time(_) | E::NotAMoment { .. } | E::NoDate | E::NoDay { .. } => {
                NextStep::AnotherTime
            }
            E::Past { .. } | E::ExpiresTooSoon(_) => NextStep::LaterOrNone,
            E::LastsTooLong(_) => NextStep::WithinTwoWeeks,
            E::StillToCome { .. } => NextStep::WhenItHasBeen,
            E::EndsFirst | E::ShiftEndsFirst { .. } => NextStep::EndAfterBeginning,
            E::NoSuch { .. } | E::NoPerson(_) | E::NoSuchItem(_) | E::NoMember { .. } => {
                NextStep::LookAtList
            }
            E::Replaced | E::TaskIs(_) => NextStep::LookAtKept,
            E::SealedAgenda => NextStep::LeadershipDoes,
            E::Document(_) => NextStep::ChangeIt,
            E::HeadWanted
            | E::NoLink
            | E::TextWanted(_)
            | E::OutcomeMissing(_)
            | E::ReportLacks { .. }
            | E::SourceWanted
            | E::OwnWordsWanted
            | E::ReplyWordsWanted => NextStep::FillIn,
            E::ToItself
            | E::OutcomeTwice(_)
            | E::MemberTwice(_)
            | E::MemberAlready(_)
            | E::NotKnownClaimed
            | E::ReplyToPaper => NextStep::ChooseAnother,
            E::NoContradiction => NextStep::ApproveWithoutReason,
            E::DifferentContacts => NextStep::NotesOfOneContact,
            E::DifferentClassifications(_) => NextStep::SayWhichHolds,
            E::Random(_) => NextStep::AnotherBrowser,
        };
        Self::refusal(code, reason, next)
    }
}

impl From<client::enrolment::EnrolmentError> for CoreError {
    fn from(error: client::enrolment::EnrolmentError) -> Self {
        use client::enrolment::EnrolmentError as E;
        let (code, next) = match &error {
            E::File(_) => ("wrong-file", NextStep::RightFile),
            E::Request(_) => ("request", NextStep::MakeRequestAgain),
            E::OtherSide => ("other-side", NextStep::MakeForThisSide),
            E::HalfSigned(_) => ("half-signed", NextStep::FileInPerson),
            E::NotAnOfficer => ("not-allowed", NextStep::OfficersInOrder),
            E::Unfit(_) => ("accreditation", NextStep::DaysOrRoles),
        };
        Self::refusal(code, (&error).into(), next)
    }
}

impl From<client::PressKeyError> for CoreError {
    fn from(error: client::PressKeyError) -> Self {
        Self::refusal("press-key", (&error).into(), NextStep::RightPressKey)
    }
}

impl From<client::call::CallError> for CoreError {
    fn from(error: client::call::CallError) -> Self {
        use client::call::CallError as E;
        let cause = match error {
            E::Desk(error) => return error.into(),
            E::NotAgreed => "the contact isn't agreed",
            E::Member(_) | E::Packing(_) => "no keys for the call could be made",
        };
        Self::new("join", cause, "look at the contact")
    }
}
