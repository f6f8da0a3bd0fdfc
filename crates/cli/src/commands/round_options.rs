//! Options from which a round's terms and delegations are made.

use clap::Args;
use client::{Desk, view::round::capitals};
use domain::{
    Agenda, AgendaItem, Dates, Delegate, Delegation, LocalStart, Noun, RoundFacts, RoundFormat,
    RoundTerms, Session, SubjectId, local_in,
};
use identity::SideId;
use std::str::FromStr;

use super::{
    subject::find_subject,
    terms_options::{AgendaOptions, MoreTerms, WhichReading, answer_by_unix_ms, start_unix_ms},
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
pub struct DelegateOption(pub Delegate);

impl FromStr for DelegateOption {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let (name, office) = text.split_once('=').unwrap_or((text, ""));
        if name.trim().is_empty() {
            return Err("it begins with a name: NAME=OFFICE".into());
        }
        Ok(Self(Delegate {
            name: name.trim().to_owned(),
            office: office.trim().to_owned(),
            person: None,
        }))
    }
}

/// Zones in which a round's start is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoundZones {
    pub place: String,
    pub own: String,
    pub other: String,
}

impl RoundZones {
    /// Those that terms name, as seen from `own`; a capital that isn't named goes by the place.
    pub fn of(terms: &RoundTerms, own: SideId) -> Self {
        let place = terms.local.first().map_or("UTC", |local| &local.zone);
        let capital = |is_own: bool| {
            let mut capitals = capitals(terms).iter();
            let found = capitals.find(|local| (local.side == own) == is_own);
            found.map_or(place, |local| &local.zone).to_owned()
        };
        Self {
            place: place.to_owned(),
            own: capital(true),
            other: capital(false),
        }
    }

    /// The same start at the place and in both capitals.
    pub fn locals(&self, desk: &Desk, start_unix_ms: i64) -> Result<Vec<LocalStart>, CliError> {
        let (own, other) = (desk.own_side(), desk.other_side()?);
        let start = jiff::Timestamp::from_millisecond(start_unix_ms)
            .map_err(|error| CliError::usage("time", error, "name a date of this calendar"))?;
        let zones = [(own, &self.place), (own, &self.own), (other, &self.other)];
        zones
            .into_iter()
            .map(|(side, zone)| {
                let local = local_in(start, zone).map_err(|error| {
                    CliError::usage("zone", error, "name the zone, such as Europe/Zurich")
                })?;
                Ok(LocalStart {
                    side,
                    zone: local.zone,
                    civil: local.civil,
                })
            })
            .collect()
    }
}

/// What is new in terms: all of it, or what a counter changes.
pub struct NewDates {
    pub start_unix_ms: i64,
    pub end_unix_ms: i64,
    pub zones: RoundZones,
}

impl MoreRoundTerms {
    /// Terms from these options; `standing` is what a counter starts from.
    pub fn terms(
        &self,
        desk: &Desk,
        title: String,
        place: String,
        dates: &NewDates,
        standing: Option<RoundTerms>,
    ) -> Result<RoundTerms, CliError> {
        let track = match &self.track {
            Some(track) => Some(find_subject(desk, &[Noun::Track], track)?),
            None => standing.as_ref().and_then(|terms| terms.facts.track),
        };
        let usual = standing.as_ref();
        let of_dates = usual.map_or(Dates::Movable, |terms| terms.facts.dates);
        let format = usual.map_or(RoundFormat::Bilateral, |terms| terms.format);
        let sessions = match (self.session.is_empty(), usual) {
            // Sittings stay where they were, unless the round itself moves.
            (true, Some(terms)) => moved(terms, dates.start_unix_ms),
            (true, None) => Vec::new(),
            (false, _) => self.sessions(&dates.zones.place)?,
        };
        Ok(RoundTerms {
            facts: RoundFacts {
                start_unix_ms: dates.start_unix_ms,
                end_unix_ms: dates.end_unix_ms,
                dates: self.dates.unwrap_or(of_dates),
                track,
            },
            title,
            place,
            local: dates.zones.locals(desk, dates.start_unix_ms)?,
            format: self.format.unwrap_or(format),
            sessions,
            items: self.items(desk, usual.map(|terms| terms.items.clone()))?,
            reason: self.reason.clone().unwrap_or_default(),
        })
    }

    fn items(
        &self,
        desk: &Desk,
        standing: Option<Vec<AgendaItem>>,
    ) -> Result<Vec<AgendaItem>, CliError> {
        let options = AgendaOptions {
            item: self.item.clone(),
            carry_over: self.carry_over.clone(),
            ..AgendaOptions::default()
        };
        let standing = standing.map(|items| Agenda {
            items,
            ..Agenda::default()
        });
        Ok(options.agenda(desk, standing)?.items)
    }

    fn sessions(&self, zone: &str) -> Result<Vec<Session>, CliError> {
        self.session
            .iter()
            .map(|one| {
                Ok(Session {
                    start_unix_ms: start_unix_ms(&one.start, zone, self.overlap)?,
                    end_unix_ms: start_unix_ms(&one.end, zone, self.overlap)?,
                    format: one.format,
                    title: one.title.clone(),
                })
            })
            .collect()
    }

    pub fn expires_unix_ms(&self, zone: &str, now_unix_ms: i64) -> Result<Option<i64>, CliError> {
        let more = MoreTerms {
            overlap: self.overlap,
            answer_by: self.answer_by.clone(),
            ..MoreTerms::default()
        };
        answer_by_unix_ms(&more, zone, now_unix_ms)
    }
}

/// The sittings of `terms`, as long after the new start as they were after the old one.
fn moved(terms: &RoundTerms, start_unix_ms: i64) -> Vec<Session> {
    let by_ms = start_unix_ms.saturating_sub(terms.facts.start_unix_ms);
    let sessions = terms.sessions.iter();
    sessions
        .map(|one| Session {
            start_unix_ms: one.start_unix_ms.saturating_add(by_ms),
            end_unix_ms: one.end_unix_ms.saturating_add(by_ms),
            ..one.clone()
        })
        .collect()
}

/// Why a round has no such order of times.
pub fn check_order(start_unix_ms: i64, end_unix_ms: i64) -> Result<(), CliError> {
    if start_unix_ms < end_unix_ms {
        return Ok(());
    }
    Err(CliError::usage(
        "time",
        "the round ends before it begins",
        "name an --end after the --start",
    ))
}

/// A delegation of these options; what isn't given stays as `standing` has it.
pub fn delegation(
    head: Option<&DelegateOption>,
    members: &[DelegateOption],
    interpreters: &[DelegateOption],
    standing: Option<Delegation>,
    round: SubjectId,
) -> Result<Delegation, CliError> {
    let people = |new: &[DelegateOption], old: Option<&Vec<Delegate>>| {
        if new.is_empty() {
            return old.cloned().unwrap_or_default();
        }
        new.iter().map(|one| one.0.clone()).collect()
    };
    let old = standing.as_ref();
    let head = head.map(|one| one.0.clone());
    let head = head.or(old.map(|old| old.head.clone())).ok_or_else(|| {
        let round = crate::shown::short(round);
        CliError::usage(
            "head-wanted",
            "a delegation is led by somebody",
            format!("detente round delegation {round} --head NAME=OFFICE"),
        )
    })?;
    Ok(Delegation {
        head,
        members: people(members, old.map(|old| &old.members)),
        interpreters: people(interpreters, old.map(|old| &old.interpreters)),
    })
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

    #[test]
    fn a_change_of_head_keeps_the_others() {
        let round = SubjectId([1; 16]);
        let none = delegation(None, &[], &[], None, round);
        assert_eq!(none.map_err(|error| error.code), Err("head-wanted".into()));
        let head = delegate("A=minister");
        let (members, interpreters) = ([delegate("B")], [delegate("C")]);
        let first = delegation(Some(&head), &members, &interpreters, None, round).unwrap();
        let head = delegate("D=deputy");
        let second = delegation(Some(&head), &[], &[], Some(first.clone()), round).unwrap();
        assert_eq!(second.head.name, "D");
        assert_eq!(
            (second.members, second.interpreters),
            (first.members, first.interpreters)
        );
    }

    #[test]
    fn a_round_ends_after_it_begins() {
        for (end, fits) in [(9, false), (10, false), (11, true)] {
            assert_eq!(check_order(10, end).is_ok(), fits, "{end}");
        }
    }
}
