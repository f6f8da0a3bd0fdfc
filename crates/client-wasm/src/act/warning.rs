//! What its maker is told of an act, as data that pages put into words.

use client::{
    Desk, FactCheck,
    conflicts::Collision,
    view::press::{ConflictView, view_conflicts},
};
use domain::{Conflict, Release, SubjectId};
use serde::Serialize;

use super::{Acted, Made};

/// `warning` names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(tag = "warning", rename_all = "kebab-case")]
pub enum Warning {
    /// The proposed start is past already.
    StartPast,
    /// The first isn't over before the second begins, as a track wants it. `None`: the new one.
    Order {
        first: Option<String>,
        second: Option<String>,
    },
    /// Two are at the same time.
    SameTime {
        one: Option<String>,
        other: Option<String>,
    },
    /// Each of these has to come first.
    Circle {
        all: Vec<Option<String>>,
    },
    /// Somebody takes part in something else then.
    PersonElsewhere {
        person: String,
        other: Option<String>,
    },
    Holiday {
        own: bool,
        text: String,
    },
    /// The text claims something else than was signed.
    Contradiction {
        fact: String,
        claimed: String,
        signed: String,
    },
    /// Nothing that was signed of it can be read here.
    NothingToCompare,
    /// It waits for somebody in a track that is closed.
    StillWaits {
        subject: String,
    },
    /// The side's last security officer: from now on nobody accredits or revokes.
    LastSecurityOfficer,
}

/// Subjects by their ids; what isn't sent yet has none that pages know.
fn known(desk: &Desk, subject: SubjectId) -> Option<String> {
    let noun = desk.view().noun_of(subject);
    noun.map(|_| subject.to_string())
}

impl Warning {
    fn of(desk: &Desk, found: &Collision) -> Self {
        let known = |subject: &SubjectId| known(desk, *subject);
        match found {
            Collision::Order { first, second } => Self::Order {
                first: known(first),
                second: known(second),
            },
            Collision::Date { one, other } => Self::SameTime {
                one: known(one),
                other: known(other),
            },
            Collision::Circle(all) => Self::Circle {
                all: all.iter().map(known).collect(),
            },
            Collision::Person { name, other } => Self::PersonElsewhere {
                person: name.clone(),
                other: known(other),
            },
            Collision::Holiday { own, text } => Self::Holiday {
                own: *own,
                text: text.clone(),
            },
        }
    }

    pub fn all(desk: &Desk, found: &[Collision]) -> Vec<Self> {
        found.iter().map(|one| Self::of(desk, one)).collect()
    }

    /// What a text claims, beside what was signed.
    pub fn of_release(desk: &Desk, release: &Release) -> Vec<Self> {
        match desk.check_release(release) {
            FactCheck::Nothing => vec![Self::NothingToCompare],
            FactCheck::Compared(conflicts) => Self::of_conflicts(desk, &conflicts),
        }
    }
}

impl Warning {
    /// Sides by their names and moments as moments: what a person can read.
    pub fn of_conflicts(desk: &Desk, conflicts: &[Conflict]) -> Vec<Self> {
        let shown = view_conflicts(desk, conflicts).into_iter();
        let contradiction = |one: ConflictView| Self::Contradiction {
            fact: one.fact,
            claimed: one.claimed,
            signed: one.signed,
        };
        shown.map(contradiction).collect()
    }
}

/// Asks first where something collides and `despite` isn't said; `more` is told and holds up nothing.
pub(super) fn unless_collides(
    desk: &Desk,
    subject: SubjectId,
    found: &[Collision],
    (despite, mut more): (bool, Vec<Warning>),
    make: impl FnOnce() -> Acted,
) -> Acted {
    more.extend(Warning::all(desk, found));
    if !found.is_empty() && !despite {
        return Ok(Made::asking(subject, more));
    }
    Ok(make()?.warned(more))
}
