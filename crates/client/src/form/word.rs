//! Ids and names of few, as texts.

use serde::{Deserialize, Deserializer, de::Error};
use std::{fmt::Display, str::FromStr};

/// A value that is told by its text: an id, or one of a few names.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Word<T>(pub T);

impl<'de, T> Deserialize<'de> for Word<T>
where
    T: FromStr<Err: Display>,
{
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        let read = text.parse();
        read.map(Self)
            .map_err(|error| D::Error::custom(format!("`{text}`: {error}")))
    }
}

/// What the type of a page's field is called.
#[cfg(feature = "typescript")]
mod typescript {
    use super::Word;
    use ts_rs::{Config, TS};

    pub trait Spelled {
        fn spelled() -> String;
    }

    macro_rules! ids { ($($id:ty),+ $(,)?) => { $(
        impl Spelled for $id {
            fn spelled() -> String { "string".to_owned() }
        }
    )+ } }

    macro_rules! names { ($($name:ty),+ $(,)?) => { $(
        impl Spelled for $name {
            fn spelled() -> String {
                let all = <$name>::ALL.iter();
                let all: Vec<String> = all.map(|one| format!("{:?}", one.name())).collect();
                all.join(" | ")
            }
        }
    )+ } }

    ids!(
        domain::SubjectId,
        domain::RecordId,
        domain::UnrecordedId,
        identity::PersonId,
        identity::DeviceId,
    );
    names!(
        domain::Medium,
        domain::PublicPart,
        domain::Initiative,
        domain::Format,
        domain::ItemState,
        domain::RoundFormat,
        domain::Dates,
        domain::PaperKind,
        domain::Precedence,
        domain::Outcome,
        domain::ConsultationState,
        domain::TaskState,
        domain::Occasion,
        domain::ReleaseKind,
        domain::CommonLine,
        domain::Stance,
        domain::OtherDate,
        domain::ReportedAct,
        domain::UnrecordedKind,
        identity::Role,
    );

    impl<T: Spelled + 'static> TS for Word<T> {
        type WithoutGenerics = Self;
        type OptionInnerType = Self;

        fn name(_: &Config) -> String {
            T::spelled()
        }

        fn inline(cfg: &Config) -> String {
            <Self as TS>::name(cfg)
        }
    }
}
