//! Conflicts of order, date, person and holiday, looked for before anything is sent. None forbids it:
//! whoever sends all the same says so.

use domain::{Agenda, DateConflict, Dated, Delegation, Link, Noun, RoundTerms, SubjectId, Terms};

use crate::{Desk, DeskError, of_round};

/// What something new collides with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Collision {
    /// `first` has to be over before `second` begins, and isn't.
    Order { first: SubjectId, second: SubjectId },
    /// At the same time.
    Date { one: SubjectId, other: SubjectId },
    /// Each of them has to come first.
    Circle(Vec<SubjectId>),
    /// Somebody takes part in something else then.
    Person { name: String, other: SubjectId },
    /// A side's holiday.
    Holiday { own: bool, text: String },
}

/// Something with a date that is about to be offered or accepted.
pub struct AboutToBe {
    pub dated: Dated,
    /// The track that its terms name.
    pub track: Option<SubjectId>,
    pub people: Vec<String>,
}

impl AboutToBe {
    /// A contact at this time.
    pub fn contact(contact: SubjectId, terms: &Terms, agenda: &Agenda) -> Self {
        let lasts_ms = i64::from(terms.duration_min) * 60_000;
        let people = agenda.participants.iter();
        Self {
            dated: Dated {
                subject: contact,
                start_unix_ms: terms.start_unix_ms,
                end_unix_ms: terms.start_unix_ms.saturating_add(lasts_ms),
                fixed: false,
            },
            track: None,
            people: people.map(|one| one.name.clone()).collect(),
        }
    }
}

impl Desk {
    /// A round at the dates of these terms, with those who were named for it.
    pub fn about_round(&self, round: SubjectId, terms: &RoundTerms) -> AboutToBe {
        AboutToBe {
            dated: of_round(round, &terms.facts),
            track: terms.facts.track,
            people: self.people_of(round),
        }
    }
}

impl Collision {
    fn names(&self, subject: SubjectId) -> bool {
        match self {
            Self::Order { first, second } => [*first, *second].contains(&subject),
            Self::Date { one, other } => [*one, *other].contains(&subject),
            Self::Circle(all) => all.contains(&subject),
            Self::Person { .. } | Self::Holiday { .. } => true,
        }
    }
}

impl From<DateConflict> for Collision {
    fn from(conflict: DateConflict) -> Self {
        match conflict {
            DateConflict::Order { first, second } => Self::Order { first, second },
            DateConflict::Overlap { one, other } => Self::Date { one, other },
            DateConflict::Circle(all) => Self::Circle(all),
        }
    }
}

/// Where links point: contacts and rounds.
pub const LINKED: [Noun; 2] = [Noun::Contact, Noun::Round];

impl Desk {
    /// What it collides with: in each of its tracks, with its people's other dates, with `holidays`.
    pub fn collisions(
        &self,
        new: &AboutToBe,
        holidays: impl IntoIterator<Item = Collision>,
    ) -> Result<Vec<Collision>, DeskError> {
        let subject = new.dated.subject;
        let holding = self.view().tracks().into_iter();
        let holding = holding.filter(|track| track.subjects().contains(&subject));
        let mut tracks: Vec<SubjectId> = holding
            .map(|track| track.subject)
            .chain(new.track)
            .collect();
        tracks.sort_unstable();
        tracks.dedup();
        let mut found = Vec::new();
        for track in tracks {
            let of_track = self.conflicts_with(track, &[], Some(new.dated))?;
            let of_track = of_track.into_iter().map(Collision::from);
            found.extend(of_track.filter(|one| one.names(subject)));
        }
        let elsewhere = self.people_elsewhere(new.dated, &new.people);
        found.extend(elsewhere.into_iter().map(|one| Collision::Person {
            other: if one.one == subject {
                one.other
            } else {
                one.one
            },
            name: one.name,
        }));
        found.extend(holidays);
        // Two tracks may say the same of it.
        let mut told = Vec::new();
        for one in found {
            if !told.contains(&one) {
                told.push(one);
            }
        }
        Ok(told)
    }

    /// Who of a delegation takes part in something else at the time of its round. The dates were looked at
    /// when they were offered; who comes is new.
    pub fn collisions_of_delegation(
        &self,
        round: SubjectId,
        delegation: &Delegation,
    ) -> Result<Vec<Collision>, DeskError> {
        let people = delegation.everybody();
        let new = AboutToBe {
            dated: self.dated(round).ok_or(DeskError::NothingToAnswer)?,
            track: None,
            people: people.map(|one| one.name.clone()).collect(),
        };
        let mut found = self.collisions(&new, [])?;
        found.retain(|one| matches!(one, Collision::Person { .. }));
        Ok(found)
    }

    /// What links that are about to be made bring about, and wasn't so before.
    pub fn collisions_of_links(
        &self,
        track: SubjectId,
        links: &[Link],
    ) -> Result<Vec<Collision>, DeskError> {
        let before = self.conflicts_with(track, &[], None)?;
        let after = self.conflicts_with(track, links, None)?.into_iter();
        let new = after.filter(|one| !before.contains(one));
        Ok(new.map(Collision::from).collect())
    }

    /// All that collides in a track as it stands.
    pub fn collisions_in(&self, track: SubjectId) -> Result<Vec<Collision>, DeskError> {
        let found = self.conflicts_with(track, &[], None)?.into_iter();
        Ok(found.map(Collision::from).collect())
    }
}
