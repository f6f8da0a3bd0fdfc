//! Options from which a round's terms and delegations are made.

use clap::Args;
use client::{
    Desk,
    form::{self, DelegateForm, Reading, When, Word},
};
use domain::{Dates, Noun, RoundFormat};
use std::str::FromStr;

use super::{
    subject::find_subject,
    terms_options::{WhichReading, find_contact, word},
};
use crate::CliError;

/// Terms that have a usual value.
#[derive(Debug, Clone, Default, Args)]
pub struct MoreRoundTerms {
    /// Where clocks go back, the same time comes twice: earlier or later
    #[arg(long, value_enum, value_name = "WHICH")]
    pub overlap: Option<WhichReading>,
    /// bilateral, multilateral, restricted, expanded or tete-a-tete
    #[arg(long)]
    pub format: Option<RoundFormat>,
    /// movable, or fixed: there is no other date, and both sides alone move it
    #[arg(long)]
    pub dates: Option<Dates>,
    /// The track that it belongs to
    #[arg(long, value_name = "TRACK")]
    pub track: Option<String>,
    /// An agenda item; repeat for several
    #[arg(long, value_name = "TITLE")]
    pub item: Vec<String>,
    /// Take up the open items of an earlier contact
    #[arg(long, value_name = "CONTACT")]
    pub carry_over: Option<String>,
    /// A sitting, in the place's time; repeat for several
    #[arg(long, value_name = "START/END/FORMAT/TITLE")]
    pub session: Vec<SessionOption>,
    /// Why these terms; wanted where a fixed date moves
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
    /// The other side accepts before this or not at all: a moment with its offset, or as clocks at
    /// the place show it [default: the offer stands until answered]
    #[arg(long, value_name = "RFC3339|YYYY-MM-DDTHH:MM")]
    pub answer_by: Option<String>,
}

/// `2022-01-10T10:00/2022-01-10T12:00/restricted/Opening`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionOption {
    pub start: String,
    pub end: String,
    pub format: RoundFormat,
    pub title: String,
}

impl FromStr for SessionOption {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let mut parts = text.splitn(4, '/');
        let mut part = || parts.next().filter(|part| !part.trim().is_empty());
        let (Some(start), Some(end), Some(format), Some(title)) = (part(), part(), part(), part())
        else {
            return Err("it is START/END/FORMAT/TITLE".into());
        };
        Ok(Self {
            start: start.to_owned(),
            end: end.to_owned(),
            format: format.parse()?,
            title: title.to_owned(),
        })
    }
}

/// `NAME=OFFICE`, or a name alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DelegateOption(pub DelegateForm);

impl FromStr for DelegateOption {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let (name, office) = text.split_once('=').unwrap_or((text, ""));
        if name.trim().is_empty() {
            return Err("it begins with a name: NAME=OFFICE".into());
        }
        Ok(Self(DelegateForm {
            name: name.trim().to_owned(),
            office: office.trim().to_owned(),
        }))
    }
}

impl From<&SessionOption> for form::SessionForm {
    fn from(one: &SessionOption) -> Self {
        Self {
            start: one.start.clone(),
            end: one.end.clone(),
            format: Word(one.format),
            title: one.title.clone(),
        }
    }
}

impl MoreRoundTerms {
    /// `zone` is the place's.
    pub fn form(&self, desk: &Desk, zone: &str) -> Result<form::MoreRoundTerms, CliError> {
        let track = self.track.as_deref();
        let track = track.map(|text| find_subject(desk, &[Noun::Track], text));
        let earlier = self.carry_over.as_deref();
        let carry_over = earlier.map(|text| find_contact(desk, text)).transpose()?;
        let overlap = self.overlap.map(Reading::from);
        let answer_by = self.answer_by.as_deref();
        Ok(form::MoreRoundTerms {
            format: word(self.format),
            dates: word(self.dates),
            track: word(track.transpose()?),
            items: self.item.clone(),
            carry_over: word(carry_over),
            sessions: self.session.iter().map(Into::into).collect(),
            reason: self.reason.clone(),
            answer_by: answer_by.map(|text| When::read(text, zone, overlap)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn delegate(text: &str) -> DelegateOption {
        text.parse().unwrap()
    }

    #[test]
    fn delegates_are_written_name_office() {
        for (text, name, office) in [
            (
                "A. B.=deputy foreign minister",
                "A. B.",
                "deputy foreign minister",
            ),
            ("A. B.", "A. B.", ""),
            (" A. B. = a=b ", "A. B.", "a=b"),
        ] {
            let DelegateOption(read) = delegate(text);
            assert_eq!((read.name.as_str(), read.office.as_str()), (name, office));
        }
        assert!("=minister".parse::<DelegateOption>().is_err());
    }

    #[test]
    fn sittings_are_written_start_end_format_title() {
        let read: SessionOption = "2022-01-10T10:00/2022-01-10T12:00/restricted/Arms/and more"
            .parse()
            .unwrap();
        assert_eq!(
            (read.format, read.title.as_str()),
            (RoundFormat::Restricted, "Arms/and more")
        );
        for wrong in [
            "",
            "2022-01-10T10:00",
            "2022-01-10T10:00/2022-01-10T12:00/restricted",
            "2022-01-10T10:00/2022-01-10T12:00/restricted/ ",
            "2022-01-10T10:00/2022-01-10T12:00/sideways/title",
        ] {
            assert!(wrong.parse::<SessionOption>().is_err(), "{wrong}");
        }
    }
}
