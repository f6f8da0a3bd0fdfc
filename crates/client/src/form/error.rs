//! Why something that was filled in can't be made.

use domain::{CivilTimeError, DocumentError, Noun, ReportedAct, SubjectId, TaskState};
use identity::PersonId;

use crate::{DeskError, OpenError};

#[derive(Debug, thiserror::Error)]
pub enum FormError {
    #[error(transparent)]
    Time(#[from] CivilTimeError),
    #[error("{field}: `{text}` isn't a moment")]
    NotAMoment { field: &'static str, text: String },
    #[error("{field}: `{text}` is past: {past}")]
    Past {
        field: &'static str,
        text: String,
        past: &'static str,
    },
    #[error("{field} is still to come: {to_come}")]
    StillToCome {
        field: &'static str,
        to_come: &'static str,
    },
    #[error("there is no such {names} here: {subject}", names = names_of(.nouns))]
    NoSuch {
        nouns: &'static [Noun],
        subject: SubjectId,
    },
    #[error("the earlier contact's agenda isn't sealed to this device")]
    SealedAgenda,
    #[error(transparent)]
    Document(#[from] DocumentError),
    #[error("it isn't a date of this calendar")]
    NoDate,
    #[error("the round ends before it begins")]
    EndsFirst,
    #[error("a delegation is led by somebody")]
    HeadWanted,
    #[error("no link is named")]
    NoLink,
    #[error("nothing precedes or affects itself")]
    ToItself,
    #[error("{0} has a text")]
    TextWanted(&'static str),
    #[error("there is no such person of your side: {0}")]
    NoPerson(PersonId),
    #[error("the shift of `{person}` ends at `{until}`, before it begins")]
    ShiftEndsFirst { person: PersonId, until: String },
    #[error("a reply is made to a paper of the other side")]
    ReplyToPaper,
    #[error("`{0}` isn't on the round's agenda")]
    NoSuchItem(String),
    #[error("`{0}` has two outcomes")]
    OutcomeTwice(String),
    #[error("what came of `{0}`?")]
    OutcomeMissing(String),
    #[error("expires: `{0}` leaves less than an hour: the other side couldn't object")]
    ExpiresTooSoon(String),
    #[error("expires: `{0}` is past, or further away than 14 days")]
    LastsTooLong(String),
    #[error("this entry isn't how it stands any more: another took its place")]
    Replaced,
    #[error("the task is {0} already")]
    TaskIs(TaskState),
    #[error("they are of different contacts")]
    DifferentContacts,
    #[error("they are classified differently: {list}", list = .0.join(", "))]
    DifferentClassifications(Vec<String>),
    #[error("`{day}` in `{zone}` is no day: {cause}")]
    NoDay {
        day: String,
        zone: String,
        cause: String,
    },
    #[error("that nothing is known of a common line is no claim")]
    NotKnownClaimed,
    #[error("there is nothing to confirm: none of its facts contradicts the signed terms")]
    NoContradiction,
    #[error("a report of this kind ({act}) says nothing without {field}")]
    ReportLacks {
        act: ReportedAct,
        field: &'static str,
    },
    #[error("what is known has a source")]
    SourceWanted,
    #[error("`{0}` is named twice")]
    MemberTwice(String),
    #[error("`{0}` is a member already")]
    MemberAlready(String),
    #[error("`{member}` is no member of {of}")]
    NoMember {
        member: String,
        of: String,
        members: Vec<String>,
    },
    #[error("own words are wanted for own-words")]
    OwnWordsWanted,
    #[error("a common reply that was given has words")]
    ReplyWordsWanted,
    #[error("no random numbers here: {0}")]
    Random(String),
    #[error(transparent)]
    Desk(#[from] DeskError),
}

fn names_of(nouns: &[Noun]) -> String {
    let names: Vec<&str> = nouns.iter().map(|noun| noun.name()).collect();
    names.join(" or ")
}

impl From<OpenError> for FormError {
    fn from(error: OpenError) -> Self {
        Self::Desk(error.into())
    }
}

impl From<domain::TermsError> for FormError {
    fn from(error: domain::TermsError) -> Self {
        Self::Desk(error.into())
    }
}

impl FormError {
    /// Stable, for programs; a desk's refusals have codes of their own.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Time(CivilTimeError::UnknownZone(_)) => "zone",
            Self::Time(CivilTimeError::Gap { .. }) => "time-gap",
            Self::Time(CivilTimeError::Overlap { .. }) => "time-overlap",
            Self::Time(CivilTimeError::NotACivilTime(_))
            | Self::NotAMoment { .. }
            | Self::Past { .. }
            | Self::StillToCome { .. }
            | Self::NoDate
            | Self::EndsFirst
            | Self::ShiftEndsFirst { .. }
            | Self::ExpiresTooSoon(_)
            | Self::LastsTooLong(_) => "time",
            Self::TextWanted(_) => "text-wanted",
            Self::ReplyToPaper => "kind",
            Self::NoSuchItem(_) => "no-such-item",
            Self::OutcomeTwice(_) => "outcome-twice",
            Self::OutcomeMissing(_) => "outcome-missing",
            Self::NoDay { .. } => "date",
            Self::NotKnownClaimed => "common-line",
            Self::NoContradiction => "no-contradiction",
            Self::ReportLacks { .. } => "report-lacks",
            Self::SourceWanted => "source-wanted",
            Self::MemberTwice(_) | Self::MemberAlready(_) => "member-twice",
            Self::NoMember { .. } => "not-found",
            Self::OwnWordsWanted | Self::ReplyWordsWanted => "words-wanted",
            Self::Replaced => "replaced",
            Self::TaskIs(_) => "no-effect",
            Self::DifferentContacts => "which",
            Self::DifferentClassifications(_) => "classification",
            Self::HeadWanted => "head-wanted",
            Self::NoLink | Self::ToItself => "link",
            Self::NoSuch { .. } | Self::NoPerson(_) => "not-found",
            Self::SealedAgenda => "not-sealed-to-you",
            Self::Document(DocumentError::OneLine(_)) => "one-line",
            Self::Document(DocumentError::Empty(_)) => "empty",
            Self::Document(DocumentError::ControlCharacters) => "control-characters",
            Self::Random(_) => "random",
            Self::Desk(_) => "desk",
        }
    }
}
