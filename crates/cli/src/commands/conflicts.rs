//! Conflicts of order, date, person and holiday, told before anything is sent. None forbids it: whoever
//! sends all the same says so.

use clap::Args;
use client::Desk;
use domain::{Agenda, DateConflict, Dated, Link, LocalStart, Noun, SubjectId, Terms};
use serde::Serialize;

use super::calendar::{HOLIDAY, found_on};
use crate::{CliError, Context, shown::short};

/// One conflict, for people and programs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ShownConflict {
    /// `order`, `date`, `circle`, `person` or `holiday`.
    pub kind: &'static str,
    pub text: String,
}

/// Whether conflicts hold up what is to be sent.
#[derive(Debug, Clone, Default, Args)]
pub struct Despite {
    /// Send it although it conflicts with an order, a date, a person or a holiday
    #[arg(long)]
    pub despite_conflicts: bool,
}

impl Despite {
    /// Tells what was found; without the flag nothing is sent then.
    pub fn check(
        &self,
        context: &Context,
        found: Vec<ShownConflict>,
    ) -> Result<Vec<ShownConflict>, CliError> {
        if found.is_empty() {
            return Ok(found);
        }
        let texts: Vec<&str> = found.iter().map(|one| one.text.as_str()).collect();
        if !self.despite_conflicts {
            return Err(CliError::refused(
                "conflicts",
                format!("nothing was sent: {}", texts.join("; ")),
                "choose another date or order, or send it all the same with --despite-conflicts",
            ));
        }
        for text in texts {
            context.note(&format!("sent all the same: {text}"));
        }
        Ok(found)
    }
}

/// Something with a date that is about to be offered or accepted.
pub struct AboutToBe<'a> {
    pub dated: Dated,
    /// The track that its terms name.
    pub track: Option<SubjectId>,
    /// Starts in the capitals whose holidays count.
    pub locals: &'a [LocalStart],
    pub people: Vec<String>,
}

/// What collides with it: in each of its tracks, with its people's other dates, with holidays.
pub fn conflicts_of(
    context: &Context,
    desk: &Desk,
    new: &AboutToBe<'_>,
) -> Result<Vec<ShownConflict>, CliError> {
    let subject = new.dated.subject;
    let holding = desk.view().tracks().into_iter();
    let holding = holding.filter(|track| track.subjects().contains(&subject));
    let mut tracks: Vec<SubjectId> = holding
        .map(|track| track.subject)
        .chain(new.track)
        .collect();
    tracks.sort_unstable();
    tracks.dedup();
    let mut found = Vec::new();
    for track in tracks {
        let of_track = desk.conflicts_with(track, &[], Some(new.dated))?;
        let of_it = of_track.iter().filter(|one| names(one, subject));
        found.extend(of_it.map(|one| shown(desk, one)));
    }
    let elsewhere = desk.people_elsewhere(new.dated, &new.people);
    found.extend(elsewhere.into_iter().map(|one| {
        let other = if one.one == subject {
            one.other
        } else {
            one.one
        };
        ShownConflict {
            kind: "person",
            text: format!("{} takes part in {} then", one.name, label(desk, other)),
        }
    }));
    found.extend(holidays(context, desk, new));
    // Two tracks may say the same of it.
    let mut told = Vec::new();
    for one in found {
        if !told.contains(&one) {
            told.push(one);
        }
    }
    Ok(told)
}

fn holidays(context: &Context, desk: &Desk, new: &AboutToBe<'_>) -> Vec<ShownConflict> {
    let Dated {
        start_unix_ms: start,
        end_unix_ms: end,
        ..
    } = new.dated;
    let minutes = u32::try_from(end.saturating_sub(start) / 60_000).unwrap_or(u32::MAX);
    let found = found_on(context, desk.own_side(), start, minutes, new.locals);
    // Whoever meets for days rests in between.
    let holidays = found.into_iter().filter(|one| one.kind == HOLIDAY);
    holidays
        .map(|one| ShownConflict {
            kind: HOLIDAY,
            text: format!("{} side: {}", one.side.name(), one.text),
        })
        .collect()
}

/// What collides with a contact at this time, in its tracks and with its people's other dates. What falls
/// on holidays and into rest hours is told of contacts as information alone.
pub fn conflicts_of_contact(
    context: &Context,
    desk: &Desk,
    contact: SubjectId,
    terms: &Terms,
    agenda: &Agenda,
) -> Result<Vec<ShownConflict>, CliError> {
    let lasts_ms = i64::from(terms.duration_min) * 60_000;
    let people = agenda.participants.iter();
    let new = AboutToBe {
        dated: Dated {
            subject: contact,
            start_unix_ms: terms.start_unix_ms,
            end_unix_ms: terms.start_unix_ms.saturating_add(lasts_ms),
            fixed: false,
        },
        track: None,
        locals: &[],
        people: people.map(|one| one.name.clone()).collect(),
    };
    conflicts_of(context, desk, &new)
}

/// What links that are about to be made bring about, and wasn't so before.
pub fn conflicts_of_links(
    desk: &Desk,
    track: SubjectId,
    links: &[Link],
) -> Result<Vec<ShownConflict>, CliError> {
    let before = desk.conflicts_with(track, &[], None)?;
    let after = desk.conflicts_with(track, links, None)?;
    let new = after.iter().filter(|one| !before.contains(one));
    Ok(new.map(|one| shown(desk, one)).collect())
}

/// All that collides in a track as it stands.
pub fn conflicts_in(desk: &Desk, track: SubjectId) -> Result<Vec<ShownConflict>, CliError> {
    let found = desk.conflicts_with(track, &[], None)?;
    Ok(found.iter().map(|one| shown(desk, one)).collect())
}

fn names(conflict: &DateConflict, subject: SubjectId) -> bool {
    match conflict {
        DateConflict::Order { first, second } => [*first, *second].contains(&subject),
        DateConflict::Overlap { one, other } => [*one, *other].contains(&subject),
        DateConflict::Circle(round) => round.contains(&subject),
    }
}

fn shown(desk: &Desk, conflict: &DateConflict) -> ShownConflict {
    let label = |subject: &SubjectId| label(desk, *subject);
    match conflict {
        DateConflict::Order { first, second } => ShownConflict {
            kind: "order",
            text: format!(
                "{} isn't over before {} begins",
                label(first),
                label(second)
            ),
        },
        DateConflict::Overlap { one, other } => ShownConflict {
            kind: "date",
            text: format!("{} and {} are at the same time", label(one), label(other)),
        },
        DateConflict::Circle(round) => {
            let round: Vec<String> = round.iter().map(label).collect();
            ShownConflict {
                kind: "circle",
                text: format!("each of these has to come first: {}", round.join(", ")),
            }
        }
    }
}

/// `round 81c0aa11`; what isn't sent yet has no digits that people know.
pub fn label(desk: &Desk, subject: SubjectId) -> String {
    match desk.view().noun_of(subject) {
        Some(noun) => format!("{} {}", noun.name(), short(subject)),
        None => "the new one".to_owned(),
    }
}

/// Where links point: contacts and rounds.
pub const LINKED: [Noun; 2] = [Noun::Contact, Noun::Round];
