//! Options from which terms and agendas are made, for proposals, counters and contacts held outside.

use clap::Args;
use client::{
    Desk,
    form::{self, Reading, When, Word},
};
use domain::{Format, Initiative, ItemState, PublicPart, SubjectId};
use identity::Role;
use std::str::FromStr;

use super::conflicts::Despite;
use crate::CliError;

/// Which of two equal clock readings is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum WhichReading {
    Earlier,
    Later,
}

impl From<WhichReading> for Reading {
    fn from(which: WhichReading) -> Self {
        match which {
            WhichReading::Earlier => Self::Earlier,
            WhichReading::Later => Self::Later,
        }
    }
}

/// Terms that have a usual value.
#[derive(Debug, Clone, Default, Args)]
pub struct MoreTerms {
    /// Where clocks go back, the same time comes twice: earlier or later
    #[arg(long, value_enum, value_name = "WHICH")]
    pub overlap: Option<WhichReading>,
    /// none or opening [default: none for a phone call]
    #[arg(long, value_name = "PART")]
    pub public_part: Option<PublicPart>,
    /// Whose initiative it is said to be: proposer, recipient, mutual or unstated
    #[arg(long, value_name = "WHOSE")]
    pub initiative: Option<Initiative>,
    /// A language of the talk; repeat for several
    #[arg(long, value_name = "TAG")]
    pub language: Vec<String>,
    /// no-interpreters or consecutive
    #[arg(long)]
    pub format: Option<Format>,
    /// Repeats of voice frames: 2, or 4 on bad links
    #[arg(long, value_name = "N")]
    pub voice_depth: Option<u8>,
    /// The other side accepts before this or not at all: a moment with its offset, or as clocks in
    /// the own side's zone show it [default: the offer stands until answered]
    #[arg(long, value_name = "RFC3339|YYYY-MM-DDTHH:MM")]
    pub answer_by: Option<String>,
    #[command(flatten)]
    pub despite: Despite,
}

/// What leadership alone reads.
#[derive(Debug, Clone, Default, Args)]
pub struct AgendaOptions {
    /// An agenda item; repeat for several
    #[arg(long, value_name = "TITLE")]
    pub item: Vec<String>,
    /// Take up the open items of an earlier contact
    #[arg(long, value_name = "CONTACT")]
    pub carry_over: Option<String>,
    /// Who takes part, SIDE own or other; repeat for several
    #[arg(long, value_name = "SIDE:ROLE:NAME")]
    pub participant: Vec<ParticipantOption>,
    /// Why this contact
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
}

/// `own:principal:NAME`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParticipantOption {
    pub own: bool,
    pub role: Role,
    pub name: String,
}

impl FromStr for ParticipantOption {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let mut parts = text.splitn(3, ':');
        let (side, role, name) = (parts.next(), parts.next(), parts.next());
        let own = match side {
            Some("own") => true,
            Some("other") => false,
            Some(_) | None => return Err("it begins with own: or other:".into()),
        };
        let role = role.unwrap_or_default();
        let role = role.parse::<Role>().map_err(|error| error.to_string())?;
        let name = name
            .filter(|name| !name.trim().is_empty())
            .ok_or("it ends with a name: own:principal:NAME")?;
        Ok(Self {
            own,
            role,
            name: name.to_owned(),
        })
    }
}

/// `TITLE`, `TITLE=open` or `TITLE=closed`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutsideItem {
    pub title: String,
    pub state: ItemState,
}

impl FromStr for OutsideItem {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let (title, state) = match text.rsplit_once('=') {
            Some((title, state)) => match state.parse() {
                Ok(state) => (title, state),
                // An equals sign of the title's own.
                Err(_) => (text, ItemState::Open),
            },
            None => (text, ItemState::Open),
        };
        if title.trim().is_empty() {
            return Err("an item has a title".into());
        }
        Ok(Self {
            title: title.to_owned(),
            state,
        })
    }
}

/// The moment at which clocks in `zone` show `civil`; a reading that names none or two is asked about.
pub fn start_unix_ms(
    civil: &str,
    zone: &str,
    which: Option<WhichReading>,
) -> Result<i64, CliError> {
    Ok(form::civil_unix_ms(civil, zone, which.map(Reading::from))?)
}

/// RFC 3339, such as `2021-12-31T01:00:00+03:00`.
pub fn moment_unix_ms(option: &'static str, text: &str) -> Result<i64, CliError> {
    Ok(form::moment_unix_ms(option, text)?)
}

/// An option that is a moment with its offset.
pub fn moment(text: &str) -> When {
    When::At(text.to_owned())
}

/// An option that names one of a few, as forms have it.
pub fn word<T: Copy>(said: Option<T>) -> Option<Word<T>> {
    said.map(Word)
}

impl MoreTerms {
    /// `zone` is the own side's.
    pub fn form(&self, zone: &str) -> form::MoreTerms {
        let overlap = self.overlap.map(Reading::from);
        let answer_by = self.answer_by.as_deref();
        form::MoreTerms {
            public_part: word(self.public_part),
            initiative: word(self.initiative),
            languages: self.language.clone(),
            format: word(self.format),
            voice_depth: self.voice_depth,
            answer_by: answer_by.map(|text| When::read(text, zone, overlap)),
        }
    }
}

impl From<&OutsideItem> for form::OutsideItem {
    fn from(item: &OutsideItem) -> Self {
        Self {
            title: item.title.clone(),
            state: Word(item.state),
        }
    }
}

impl AgendaOptions {
    pub fn form(&self, desk: &Desk) -> Result<form::AgendaForm, CliError> {
        let earlier = self.carry_over.as_deref();
        let carry_over = earlier.map(|text| find_contact(desk, text)).transpose()?;
        let participants = self.participant.iter();
        Ok(form::AgendaForm {
            items: self.item.clone(),
            carry_over: word(carry_over),
            participants: participants
                .map(|one| form::ParticipantForm {
                    own: one.own,
                    role: Word(one.role),
                    name: one.name.clone(),
                })
                .collect(),
            reason: self.reason.clone(),
        })
    }
}

/// Fewest digits by which a contact or draft is named.
const PREFIX_DIGITS_MIN: usize = 4;

/// The contact whose id this is, or begins with this.
pub fn find_contact(desk: &Desk, text: &str) -> Result<SubjectId, CliError> {
    let all = desk.view().contacts();
    let ids: Vec<String> = all
        .iter()
        .map(|contact| contact.subject.to_string())
        .collect();
    let at = find_id("contact", text, &ids, "`detente contact list`")?;
    Ok(all[at].subject)
}

/// The place of the one id that is or begins with `text`.
pub fn find_id(what: &str, text: &str, ids: &[String], list: &str) -> Result<usize, CliError> {
    let wanted = text.to_lowercase();
    if wanted.len() < PREFIX_DIGITS_MIN {
        return Err(CliError::usage(
            "which",
            format!("`{text}` is too short for a {what}: at least {PREFIX_DIGITS_MIN} digits"),
            list,
        ));
    }
    let mut found = (0..).zip(ids).filter(|(_, id)| id.starts_with(&wanted));
    match (found.next(), found.next()) {
        (Some((at, _)), None) => Ok(at),
        (Some(_), Some(_)) => Err(CliError::usage(
            "which",
            format!("several {what}s begin with `{text}`"),
            "give more digits",
        )),
        (None, _) => Err(CliError::failed(
            "not-found",
            format!("there is no {what} `{text}` here"),
            list,
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Exit;

    #[test]
    fn gaps_and_overlaps_are_asked_about() {
        let check = |civil, zone, which, wanted: Result<i64, &str>| {
            let got = start_unix_ms(civil, zone, which);
            if let Err(error) = &got {
                assert_eq!(error.exit, Exit::Usage, "{civil}");
            }
            assert_eq!(
                got.map_err(|error| error.code),
                wanted.map_err(str::to_owned)
            );
        };
        check(
            "2021-12-30T23:30",
            "Europe/Moscow",
            None,
            Ok(1_640_896_200_000),
        );
        check(
            "2021-03-14T02:30",
            "America/New_York",
            None,
            Err("time-gap"),
        );
        let twice = "2021-11-07T01:30";
        check(twice, "America/New_York", None, Err("time-overlap"));
        check(
            twice,
            "America/New_York",
            Some(WhichReading::Earlier),
            Ok(1_636_263_000_000),
        );
        check(
            twice,
            "America/New_York",
            Some(WhichReading::Later),
            Ok(1_636_266_600_000),
        );
        check("half past eleven", "Europe/Moscow", None, Err("time"));
        check("2021-12-30T23:30", "Moscow", None, Err("zone"));
    }

    #[test]
    fn participants_are_written_side_role_name() {
        let read: ParticipantOption = "other:interpreter:A. B: C".parse().unwrap();
        assert_eq!(
            (read.own, read.role, read.name.as_str()),
            (false, Role::Interpreter, "A. B: C")
        );
        for wrong in [
            "",
            "own",
            "own:principal",
            "own:principal: ",
            "own:king:A",
            "north:principal:A",
        ] {
            assert!(wrong.parse::<ParticipantOption>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn items_held_outside_stay_open_unless_closed() {
        for (text, title, state) in [
            ("arms control", "arms control", ItemState::Open),
            ("arms control=open", "arms control", ItemState::Open),
            ("arms control=closed", "arms control", ItemState::Closed),
            ("a=b", "a=b", ItemState::Open),
        ] {
            let item: OutsideItem = text.parse().unwrap();
            assert_eq!((item.title.as_str(), item.state), (title, state));
        }
        assert!("=open".parse::<OutsideItem>().is_err());
    }

    #[test]
    fn moments_carry_their_offset() {
        let moment = |text| moment_unix_ms("embargo", text).map_err(|error| error.exit);
        assert_eq!(moment("2021-12-30T23:30:00+03:00"), Ok(1_640_896_200_000));
        assert_eq!(moment("2021-12-30T20:30:00Z"), Ok(1_640_896_200_000));
        assert_eq!(moment("2021-12-30T20:30"), Err(Exit::Usage));
    }

    #[test]
    fn a_few_digits_name_one_of_several() {
        let ids = ["abcd01", "abcd02", "ef0101"].map(str::to_owned);
        let find = |text| find_id("contact", text, &ids, "list").map_err(|error| error.code);
        assert_eq!(find("ef01"), Ok(2));
        assert_eq!(find("ABCD02"), Ok(1));
        assert_eq!(find("abcd"), Err("which".into()));
        assert_eq!(find("ef0"), Err("which".into()));
        assert_eq!(find("0000"), Err("not-found".into()));
    }
}
