//! What a contact falls on: holidays and rest hours that this directory keeps of each side.

use calendar::{Conflict, Zone, conflicts};
use domain::{LocalStart, Terms};
use identity::SideId;
use serde::Serialize;

use super::calendar::{Whose, holidays, rest_of};
use crate::Context;

/// Kind of what falls on a holiday.
pub const HOLIDAY: &str = "holiday";

/// What a contact falls on, for people and programs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FallsOn {
    pub side: Whose,
    /// `holiday` or `rest-hours`.
    pub kind: &'static str,
    pub text: String,
}

/// What a contact of these terms falls on, on each side of which holidays or rest hours are kept, told
/// before it is sent. What can't be read here is told too, and holds up nothing.
pub fn falls_on(context: &Context, own: SideId, terms: &Terms) -> Vec<FallsOn> {
    let found = found_on(
        context,
        own,
        terms.start_unix_ms,
        terms.duration_min,
        &terms.local,
    );
    for one in &found {
        let (side, text) = (one.side.name(), &one.text);
        context.note(&format!("{side} side: {text}"));
    }
    found
}

/// Holidays and rest hours of the sides whose local start is named.
pub fn found_on(
    context: &Context,
    own: SideId,
    start_unix_ms: i64,
    duration_min: u32,
    locals: &[LocalStart],
) -> Vec<FallsOn> {
    let mut found = Vec::new();
    let Ok(start) = jiff::Timestamp::from_millisecond(start_unix_ms) else {
        return found;
    };
    for local in locals {
        let side = if local.side == own {
            Whose::Own
        } else {
            Whose::Other
        };
        let Ok(zone) = Zone::named(&local.zone) else {
            continue;
        };
        let known = holidays(context, side).and_then(|known| Ok((known, rest_of(context, side)?)));
        let (holidays, rest) = known.unwrap_or_else(|error| {
            context.note(&format!(
                "holidays and rest hours weren't looked at: {error}"
            ));
            (None, None)
        });
        let holidays = holidays.unwrap_or_default();
        let falls = conflicts(start, duration_min, &zone, &holidays, rest);
        found.extend(falls.into_iter().map(|conflict| FallsOn {
            side,
            kind: match conflict {
                Conflict::Holiday { .. } => HOLIDAY,
                Conflict::RestHours { .. } => "rest-hours",
            },
            text: conflict.to_string(),
        }));
    }
    found
}
