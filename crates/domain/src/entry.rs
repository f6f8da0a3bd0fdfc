//! Entries of both logs about one subject, as the folds of all nouns read them.
//!
//! The rules never ask in which order entries of *different* logs arrived. They ask what an author
//! had seen: an entry names the head of the other log as its writer saw it. So both nodes and all
//! devices that hold the same entries see the same state.

use identity::{RoleSet, SideId};
use std::collections::BTreeMap;

use crate::{CallEnded, CallStarted, Header, Kind, NoEffect, Noun, RecordId, WithoutEffect};

/// What an entry about a subject says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// A record whose author's accreditation stood, with its roles there.
    Record {
        id: RecordId,
        noun: Noun,
        kind: Kind,
        header: Box<Header>,
        roles: RoleSet,
    },
    Started(CallStarted),
    Ended(CallEnded),
}

/// An event at its place in its side's log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    pub side: SideId,
    pub seq: u64,
    /// Entries of the other log that the writing node says it had seen. How much of it counts,
    /// [`crate::LineView`] knows.
    pub other_seen: u64,
    /// The writing node's clock; for reading.
    pub node_unix_ms: i64,
    /// The latest time that its log had reached here: what expiries go by.
    pub reached_unix_ms: i64,
    pub event: Event,
}

impl Placed {
    /// What it is about: calls are of contacts.
    pub fn noun(&self) -> Noun {
        match &self.event {
            Event::Record { noun, .. } => *noun,
            Event::Started(_) | Event::Ended(_) => Noun::Contact,
        }
    }
}

/// An entry as a fold reads it: with what its writer is known to have seen of the other log.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Entry<'a> {
    pub seen: u64,
    pub placed: &'a Placed,
}

/// A record within a fold.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Act<'a> {
    pub entry: Entry<'a>,
    pub id: RecordId,
    pub kind: Kind,
    pub header: &'a Header,
}

impl<'a> Entry<'a> {
    pub fn side(&self) -> SideId {
        self.placed.side
    }

    pub fn seq(&self) -> u64 {
        self.placed.seq
    }

    /// Whether this entry's writer had seen the entry `seq` of `side`.
    pub fn saw_entry(&self, side: SideId, seq: u64) -> bool {
        #[cfg(test)]
        steps::count();
        if self.side() == side {
            self.seq() > seq
        } else {
            self.seen >= seq
        }
    }

    pub fn saw(&self, other: &Entry<'_>) -> bool {
        self.saw_entry(other.side(), other.seq())
    }

    pub fn act(self) -> Option<Act<'a>> {
        match &self.placed.event {
            Event::Record {
                id, kind, header, ..
            } => Some(Act {
                entry: self,
                id: *id,
                kind: *kind,
                header,
            }),
            Event::Started(_) | Event::Ended(_) => None,
        }
    }
}

impl Act<'_> {
    pub fn side(&self) -> SideId {
        self.entry.side()
    }

    pub fn without_effect(&self, why: NoEffect) -> WithoutEffect {
        WithoutEffect {
            record: self.id,
            why,
        }
    }
}

/// In order of side and seq, whatever the order of arrival was.
pub(crate) fn in_order<'a>(placed: &'a [Placed], seen: impl Fn(&Placed) -> u64) -> Vec<Entry<'a>> {
    let mut ordered: Vec<Entry<'a>> = placed
        .iter()
        .map(|placed| Entry {
            seen: seen(placed),
            placed,
        })
        .collect();
    ordered.sort_by_key(|entry| (entry.side(), entry.seq()));
    ordered
}

/// The records among them.
pub(crate) fn acts_of<'a>(ordered: &[Entry<'a>]) -> impl Iterator<Item = Act<'a>> {
    ordered.iter().filter_map(|entry| entry.act())
}

/// Counts what a side has done so far, up to a number.
#[derive(Debug, Default)]
pub(crate) struct Tally(BTreeMap<SideId, usize>);

impl Tally {
    /// Whether one more of `side` counts.
    pub fn takes(&mut self, side: SideId, max: usize) -> bool {
        let count = self.0.entry(side).or_default();
        let takes = *count < max;
        *count += usize::from(takes);
        takes
    }
}

#[cfg(test)]
pub(crate) mod steps {
    //! Comparisons of two entries, counted.
    use std::cell::Cell;

    thread_local! {
        static STEPS: Cell<u64> = const { Cell::new(0) };
    }

    pub fn count() {
        STEPS.with(|steps| steps.set(steps.get() + 1));
    }

    /// Those since the last call.
    pub fn take() -> u64 {
        STEPS.with(|steps| steps.replace(0))
    }
}
