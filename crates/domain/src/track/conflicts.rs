//! Conflicts of order and date within a track, shown before anything is sent. They forbid nothing.

use std::collections::{BTreeMap, BTreeSet};

use super::Link;
use crate::SubjectId;

/// A contact or round with its dates, as agreed or as about to be offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dated {
    pub subject: SubjectId,
    pub start_unix_ms: i64,
    pub end_unix_ms: i64,
    /// Its date moves by both signatures alone.
    pub fixed: bool,
}

/// What can't be, or hardly.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum DateConflict {
    /// The first is to be over before the second begins, and isn't by these dates.
    Order { first: SubjectId, second: SubjectId },
    /// Two at the same time.
    Overlap { one: SubjectId, other: SubjectId },
    /// These all have to come before each other, whatever the dates.
    Circle(Vec<SubjectId>),
}

/// Somebody who takes part in a contact or round, by the name that is read out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attends {
    pub subject: SubjectId,
    pub name: String,
}

/// One person at two places at the same time.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct PersonConflict {
    pub name: String,
    pub one: SubjectId,
    pub other: SubjectId,
}

/// Who takes part in two that overlap. Names are all that both sides know of people without a device;
/// spaces around them and the size of letters make no other person.
pub fn person_conflicts(attends: &[Attends], dated: &[Dated]) -> Vec<PersonConflict> {
    let mut people: BTreeMap<SubjectId, BTreeMap<String, &str>> = BTreeMap::new();
    for one in attends {
        let name = one.name.trim();
        let of = people.entry(one.subject).or_default();
        of.insert(name.to_lowercase(), name);
    }
    let dates: BTreeMap<SubjectId, &Dated> = dated.iter().map(|one| (one.subject, one)).collect();
    let mut found = Vec::new();
    for overlap in overlaps(&dates) {
        let DateConflict::Overlap { one, other } = overlap else {
            continue;
        };
        let (Some(here), Some(there)) = (people.get(&one), people.get(&other)) else {
            continue;
        };
        let both = here.iter().filter(|(name, _)| there.contains_key(*name));
        found.extend(both.map(|(_, name)| PersonConflict {
            name: (*name).to_owned(),
            one,
            other,
        }));
    }
    found
}

/// Conflicts of these links and dates, in a fixed order. What has no date collides with nothing.
pub fn conflicts(links: &[Link], dated: &[Dated]) -> Vec<DateConflict> {
    let dates: BTreeMap<SubjectId, &Dated> = dated.iter().map(|one| (one.subject, one)).collect();
    let precedes: BTreeSet<(SubjectId, SubjectId)> = links
        .iter()
        .filter_map(|link| match link {
            Link::MustPrecede(pair) => Some((pair.first, pair.second)),
            Link::Holds(_) | Link::MayAffect(_) => None,
        })
        .collect();
    let mut found = Vec::new();
    for (first, second) in &precedes {
        if let (Some(one), Some(other)) = (dates.get(first), dates.get(second))
            && one.end_unix_ms > other.start_unix_ms
        {
            found.push(DateConflict::Order {
                first: *first,
                second: *second,
            });
        }
    }
    found.extend(overlaps(&dates));
    found.extend(circles(&precedes));
    found
}

/// In order of their starts only neighbours that still run have to be compared.
fn overlaps(dates: &BTreeMap<SubjectId, &Dated>) -> Vec<DateConflict> {
    let mut by_start: Vec<&Dated> = dates.values().copied().collect();
    by_start.sort_by_key(|one| (one.start_unix_ms, one.subject));
    let mut found = Vec::new();
    for (place, one) in by_start.iter().enumerate() {
        let running = by_start[place + 1..]
            .iter()
            .take_while(|other| other.start_unix_ms < one.end_unix_ms);
        found.extend(running.map(|other| DateConflict::Overlap {
            one: one.subject,
            other: other.subject,
        }));
    }
    found
}

/// Takes away, again and again, what nothing has to precede or what precedes nothing; what is left
/// goes round in circles.
fn circles(precedes: &BTreeSet<(SubjectId, SubjectId)>) -> Option<DateConflict> {
    let mut left = precedes.clone();
    loop {
        let firsts: BTreeSet<SubjectId> = left.iter().map(|(first, _)| *first).collect();
        let seconds: BTreeSet<SubjectId> = left.iter().map(|(_, second)| *second).collect();
        let before = left.len();
        left.retain(|(first, second)| seconds.contains(first) && firsts.contains(second));
        if left.len() == before {
            break;
        }
    }
    let round: BTreeSet<SubjectId> = left.iter().map(|(first, _)| *first).collect();
    (!round.is_empty()).then(|| DateConflict::Circle(round.into_iter().collect()))
}
