//! Conflicts of order, date, person and holiday, told before anything is sent. None forbids it: whoever
//! sends all the same says so.

use clap::Args;
use client::{
    Desk, NewContact,
    conflicts::{AboutToBe, Collision},
    view::{
        conflict::{NamedSubject, ShownConflict, shown},
        shown::short,
    },
};
use domain::{Dated, LocalStart, SubjectId};

use super::{
    calendar::Whose,
    falls_on::{HOLIDAY, found_on},
};
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
        let texts: Vec<String> = found.iter().map(conflict_in_words).collect();
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

/// In a sentence.
pub fn conflict_in_words(conflict: &ShownConflict) -> String {
    match conflict {
        ShownConflict::Order { first, second } => {
            let (first, second) = (label(first.as_ref()), label(second.as_ref()));
            format!("{first} isn't over before {second} begins")
        }
        ShownConflict::Date { one, other } => {
            let (one, other) = (label(one.as_ref()), label(other.as_ref()));
            format!("{one} and {other} are at the same time")
        }
        ShownConflict::Circle { all } => {
            let all: Vec<String> = all.iter().map(|one| label(one.as_ref())).collect();
            format!("each of these has to come first: {}", all.join(", "))
        }
        ShownConflict::Person { name, other } => {
            format!("{name} takes part in {} then", label(other.as_ref()))
        }
        ShownConflict::Holiday { own, text } => {
            let side = if *own { "own" } else { "other" };
            format!("{side} side: {text}")
        }
    }
}

/// `round 81c0aa11`; what isn't sent yet has no digits that people know.
fn label(named: Option<&NamedSubject>) -> String {
    named.map_or("the new one".to_owned(), |named| {
        format!("{} {}", named.noun, short(named.subject))
    })
}

/// Holidays on which it falls, in the capitals whose local starts these are.
pub fn holidays(
    context: &Context,
    desk: &Desk,
    dated: &Dated,
    locals: &[LocalStart],
) -> Vec<Collision> {
    let Dated {
        start_unix_ms: start,
        end_unix_ms: end,
        ..
    } = *dated;
    let minutes = u32::try_from(end.saturating_sub(start) / 60_000).unwrap_or(u32::MAX);
    let found = found_on(context, desk.own_side(), start, minutes, locals);
    // Whoever meets for days rests in between.
    let holidays = found.into_iter().filter(|one| one.kind == HOLIDAY);
    holidays
        .map(|one| Collision::Holiday {
            own: one.side == Whose::Own,
            text: one.text,
        })
        .collect()
}

/// What collides with a contact at this time, in its tracks and with its people's other dates. What falls
/// on holidays and into rest hours is told of contacts as information alone.
pub fn conflicts_of_contact(
    desk: &Desk,
    contact: SubjectId,
    new: &NewContact,
) -> Result<Vec<ShownConflict>, CliError> {
    let new = AboutToBe::contact(contact, &new.terms, &new.agenda);
    Ok(shown(desk, &desk.collisions(&new, [])?))
}
