//! Conflicts of order, date, person and holiday, told before anything is sent. None forbids it: whoever
//! sends all the same says so.

use clap::Args;
use client::{
    Desk,
    view::conflict::{AboutToBe, ShownConflict, collisions},
};
use domain::{Agenda, Dated, SubjectId, Terms};

use super::calendar::{HOLIDAY, found_on};
use crate::{CliError, Context};

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

/// What collides with it: in each of its tracks, with its people's other dates, with holidays.
pub fn conflicts_of(
    context: &Context,
    desk: &Desk,
    new: &AboutToBe<'_>,
) -> Result<Vec<ShownConflict>, CliError> {
    let mut found = collisions(desk, new)?;
    for one in holidays(context, desk, new) {
        if !found.contains(&one) {
            found.push(one);
        }
    }
    Ok(found)
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
