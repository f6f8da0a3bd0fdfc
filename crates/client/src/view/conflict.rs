//! Conflicts of order, date and person, told before anything is sent. None forbids it.

use domain::{Noun, SubjectId};
use serde::Serialize;

use crate::{Desk, DeskError, conflicts::Collision};

/// One conflict as data; `kind` names it. What isn't sent yet is absent among those that it names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum ShownConflict {
    /// The first has to be over before the second begins, and isn't.
    Order {
        first: Option<NamedSubject>,
        second: Option<NamedSubject>,
    },
    /// At the same time.
    Date {
        one: Option<NamedSubject>,
        other: Option<NamedSubject>,
    },
    /// Each of them has to come first.
    Circle { all: Vec<Option<NamedSubject>> },
    /// Somebody takes part in something else then.
    Person {
        name: String,
        other: Option<NamedSubject>,
    },
    /// A side's holiday.
    Holiday { own: bool, text: String },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct NamedSubject {
    pub noun: &'static str,
    pub subject: SubjectId,
}

impl NamedSubject {
    pub fn of(noun: Noun, subject: SubjectId) -> Self {
        let noun = noun.name();
        Self { noun, subject }
    }
}

/// What was found, as it is shown.
pub fn shown(desk: &Desk, found: &[Collision]) -> Vec<ShownConflict> {
    let named = |subject: &SubjectId| {
        let noun = desk.view().noun_of(*subject);
        noun.map(|noun| NamedSubject::of(noun, *subject))
    };
    let shown = |one: &Collision| match one {
        Collision::Order { first, second } => ShownConflict::Order {
            first: named(first),
            second: named(second),
        },
        Collision::Date { one, other } => ShownConflict::Date {
            one: named(one),
            other: named(other),
        },
        Collision::Circle(all) => ShownConflict::Circle {
            all: all.iter().map(named).collect(),
        },
        Collision::Person { name, other } => ShownConflict::Person {
            name: name.clone(),
            other: named(other),
        },
        Collision::Holiday { own, text } => ShownConflict::Holiday {
            own: *own,
            text: text.clone(),
        },
    };
    found.iter().map(shown).collect()
}

/// All that collides in a track as it stands.
pub fn conflicts_in(desk: &Desk, track: SubjectId) -> Result<Vec<ShownConflict>, DeskError> {
    Ok(shown(desk, &desk.collisions_in(track)?))
}
