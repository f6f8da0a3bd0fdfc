//! Why something that was filled in can't be made.

use domain::{CivilTimeError, DocumentError, Noun, SubjectId};

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
            | Self::EndsFirst => "time",
            Self::HeadWanted => "head-wanted",
            Self::NoLink | Self::ToItself => "link",
            Self::NoSuch { .. } => "not-found",
            Self::SealedAgenda => "not-sealed-to-you",
            Self::Document(DocumentError::OneLine(_)) => "one-line",
            Self::Document(DocumentError::Empty(_)) => "empty",
            Self::Document(DocumentError::ControlCharacters) => "control-characters",
            Self::Random(_) => "random",
            Self::Desk(_) => "desk",
        }
    }
}
