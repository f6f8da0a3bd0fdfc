//! Conflicts of order, date and person, told before anything is sent. None forbids it.

use domain::{DateConflict, Dated, Link, LocalStart, Noun, SubjectId};
use serde::Serialize;

use super::shown::short;
use crate::{Desk, DeskError};

/// One conflict, for people and programs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ShownConflict {
    /// `order`, `date`, `circle`, `person` or `holiday`.
    pub kind: &'static str,
    pub text: String,
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

/// What collides with it in each of its tracks, and with its people's other dates.
pub fn collisions(desk: &Desk, new: &AboutToBe<'_>) -> Result<Vec<ShownConflict>, DeskError> {
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
    // Two tracks may say the same of it.
    let mut told = Vec::new();
    for one in found {
        if !told.contains(&one) {
            told.push(one);
        }
    }
    Ok(told)
}

/// What links that are about to be made bring about, and wasn't so before.
pub fn conflicts_of_links(
    desk: &Desk,
    track: SubjectId,
    links: &[Link],
) -> Result<Vec<ShownConflict>, DeskError> {
    let before = desk.conflicts_with(track, &[], None)?;
    let after = desk.conflicts_with(track, links, None)?;
    let new = after.iter().filter(|one| !before.contains(one));
    Ok(new.map(|one| shown(desk, one)).collect())
}

/// All that collides in a track as it stands.
pub fn conflicts_in(desk: &Desk, track: SubjectId) -> Result<Vec<ShownConflict>, DeskError> {
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
