//! Conflicts of order, date and person, told before anything is sent. None forbids it.

use domain::SubjectId;
use serde::Serialize;

use crate::{Desk, DeskError, conflicts::Collision};

/// One conflict, for people and programs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ShownConflict {
    /// `order`, `date`, `circle`, `person` or `holiday`.
    pub kind: &'static str,
    pub text: String,
}

/// What was found, as it is shown.
pub fn shown(desk: &Desk, found: &[Collision]) -> Vec<ShownConflict> {
    let shown = |one: &Collision| ShownConflict {
        kind: one.kind(),
        text: one.text(desk),
    };
    found.iter().map(shown).collect()
}

/// All that collides in a track as it stands.
pub fn conflicts_in(desk: &Desk, track: SubjectId) -> Result<Vec<ShownConflict>, DeskError> {
    Ok(shown(desk, &desk.collisions_in(track)?))
}
