//! Options from which terms and agendas are made, for proposals, counters and contacts held outside.

use clap::Args;
use client::Desk;
use domain::{
    Agenda, AgendaItem, CivilTimeError, Format, Initiative, ItemId, ItemState, Medium, Overlap,
    Participant, PublicPart, SubjectId, resolve_civil,
};
use identity::{PersonId, Role, SideId};
use std::str::FromStr;

use super::{
    conflicts::Despite,
    side::{random_id, random_person},
};
use crate::CliError;

/// Which of two equal clock readings is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum WhichReading {
    Earlier,
    Later,
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
    let overlap = which.map(|which| match which {
        WhichReading::Earlier => Overlap::Earlier,
        WhichReading::Later => Overlap::Later,
    });
    let at = resolve_civil(civil, zone, overlap).map_err(|error| {
        let (code, next) = match &error {
            CivilTimeError::UnknownZone(_) => ("zone", "name the zone, such as Europe/Moscow"),
            CivilTimeError::NotACivilTime(_) => ("time", "write it as 2021-12-30T23:30"),
            CivilTimeError::Gap { .. } => {
                ("time-gap", "say a time that clocks there show that day")
            }
            CivilTimeError::Overlap { .. } => {
                ("time-overlap", "add --overlap earlier or --overlap later")
            }
        };
        CliError::usage(code, &error, next)
    })?;
    Ok(at.as_millisecond())
}

/// RFC 3339, such as `2021-12-31T01:00:00+03:00`.
pub fn moment_unix_ms(option: &str, text: &str) -> Result<i64, CliError> {
    text.parse::<jiff::Timestamp>()
        .map(|at| at.as_millisecond())
        .map_err(|_| {
            CliError::usage(
                "time",
                format!("--{option} `{text}` isn't a moment"),
                "write it with its offset: 2021-12-31T01:00:00+03:00",
            )
        })
}

/// When the offer expires, if it does: a moment of its own, or a time of `zone`, that isn't past.
pub fn answer_by_unix_ms(
    more: &MoreTerms,
    zone: &str,
    now_unix_ms: i64,
) -> Result<Option<i64>, CliError> {
    let Some(text) = &more.answer_by else {
        return Ok(None);
    };
    let at = match text.parse::<jiff::Timestamp>() {
        Ok(at) => at.as_millisecond(),
        Err(_) => start_unix_ms(text, zone, more.overlap)?,
    };
    if at <= now_unix_ms {
        return Err(CliError::usage(
            "time",
            format!("--answer-by `{text}` is past: nobody could accept in time"),
            "name a later moment, or leave it out",
        ));
    }
    Ok(Some(at))
}

/// The medium's usual public part, unless said otherwise.
pub fn public_part(medium: Medium, said: Option<PublicPart>) -> PublicPart {
    said.unwrap_or(medium.usual_public_part())
}

fn new_item(title: &str, state: ItemState) -> Result<AgendaItem, CliError> {
    Ok(AgendaItem {
        id: ItemId(random_id()?),
        title: title.to_owned(),
        state,
        carried_from: None,
    })
}

/// Items of a contact held outside, with the state in which it left them.
pub fn outside_items(items: &[OutsideItem]) -> Result<Vec<AgendaItem>, CliError> {
    items
        .iter()
        .map(|item| new_item(&item.title, item.state))
        .collect()
}

impl AgendaOptions {
    /// An agenda from these options; `standing` is what a counter starts from.
    pub fn agenda(&self, desk: &Desk, standing: Option<Agenda>) -> Result<Agenda, CliError> {
        let mut agenda = standing.unwrap_or_default();
        if self.carry_over.is_some() || !self.item.is_empty() {
            agenda.items.clear();
        }
        if let Some(earlier) = &self.carry_over {
            let earlier = find_contact(desk, earlier)?;
            let read = desk.details(earlier)?.agenda.ok_or_else(|| {
                CliError::refused(
                    "not-sealed-to-you",
                    "the earlier contact's agenda isn't sealed to this device",
                    "carry over with a device of leadership or its aides",
                )
            })?;
            agenda.items.extend(Agenda::carry_over(&read, earlier));
        }
        for title in &self.item {
            agenda.items.push(new_item(title, ItemState::Open)?);
        }
        if !self.participant.is_empty() {
            agenda.participants = self.participants(desk)?;
        }
        if let Some(reason) = &self.reason {
            agenda.reason.clone_from(reason);
        }
        Ok(agenda)
    }

    fn participants(&self, desk: &Desk) -> Result<Vec<Participant>, CliError> {
        self.participant
            .iter()
            .map(|one| {
                let side: SideId = if one.own {
                    desk.own_side()
                } else {
                    desk.other_side()?
                };
                let person: PersonId = random_person()?;
                Ok(Participant {
                    side,
                    person,
                    role: one.role.name().to_owned(),
                    name: one.name.clone(),
                })
            })
            .collect()
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
    fn an_offer_is_answered_by_a_moment_or_a_local_time_to_come() {
        let now = 1_640_000_000_000;
        for (text, wanted) in [
            (None, Ok(None)),
            (Some("2021-12-30T23:30+03:00"), Ok(Some(1_640_896_200_000))),
            (Some("2021-12-30T20:30:00Z"), Ok(Some(1_640_896_200_000))),
            // As clocks in the own zone show it.
            (Some("2021-12-30T23:30"), Ok(Some(1_640_896_200_000))),
            (Some("2021-12-01T00:00"), Err("time")),
            (Some("tonight"), Err("time")),
        ] {
            let more = MoreTerms {
                answer_by: text.map(str::to_owned),
                ..MoreTerms::default()
            };
            let got = answer_by_unix_ms(&more, "Europe/Moscow", now);
            let wanted = wanted.map_err(str::to_owned);
            assert_eq!(got.map_err(|error| error.code), wanted, "{text:?}");
        }
        let just_now = MoreTerms {
            answer_by: Some("2021-12-30T20:30:00Z".into()),
            ..MoreTerms::default()
        };
        for (now, fits) in [
            (1_640_896_199_999, true),
            (1_640_896_200_000, false),
            (1_640_896_200_001, false),
        ] {
            let got = answer_by_unix_ms(&just_now, "Europe/Moscow", now);
            assert_eq!(got.is_ok(), fits, "{now}");
        }
    }

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

    #[test]
    fn the_medium_says_what_is_public() {
        assert_eq!(public_part(Medium::PhoneCall, None), PublicPart::None);
        assert_eq!(
            public_part(Medium::PhoneCall, Some(PublicPart::Opening)),
            PublicPart::Opening
        );
    }
}
