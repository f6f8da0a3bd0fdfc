//! What both nodes attest of a contact's call.
//!
//! A node may attest a start that the other one never saw, and try again. The starts that belong
//! together are the first two of one call of which neither was written in knowledge of the other
//! try's end.

use identity::SideId;
use std::collections::BTreeMap;

use super::Contact;
use crate::{
    CALL_TRIES_MAX, CallEnded, CallStarted, Event, Kind, agreement::acts_of_kind as acts,
    entry::Entry,
};

/// A start with the end that the same node attests of it.
struct Try<'a> {
    at: Entry<'a>,
    started: &'a CallStarted,
    end: Option<(Entry<'a>, &'a CallEnded)>,
}

impl Try<'_> {
    fn over_before(&self, other: &Self) -> bool {
        self.end.is_some_and(|(end, _)| other.at.saw(&end))
    }

    fn belongs_to(&self, other: &Self) -> bool {
        self.started.call == other.started.call
            && !self.over_before(other)
            && !other.over_before(self)
    }
}

impl Contact {
    pub(super) fn fold_on_line(&mut self, ordered: &[Entry<'_>]) {
        let mut tries: BTreeMap<SideId, Vec<Try<'_>>> = BTreeMap::new();
        for entry in ordered {
            let tries = tries.entry(entry.side()).or_default();
            match &entry.placed.event {
                // A node that was killed in the call opens the floor again when it is back: the same try.
                Event::Started(started)
                    if tries.last().is_some_and(|last| {
                        last.started.call == started.call && last.end.is_none()
                    }) => {}
                Event::Started(started) if tries.len() < CALL_TRIES_MAX => tries.push(Try {
                    at: *entry,
                    started,
                    end: None,
                }),
                Event::Ended(ended) => {
                    let open = tries
                        .last_mut()
                        .filter(|last| last.started.call == ended.call && last.end.is_none());
                    if let Some(open) = open {
                        open.end = Some((*entry, ended));
                    }
                }
                Event::Started(_) | Event::Record { .. } => {}
            }
        }
        let attested = match tries.values().collect::<Vec<_>>()[..] {
            [ours, theirs] => ours.iter().find_map(|one| {
                let other = theirs.iter().find(|other| one.belongs_to(other))?;
                Some([one, other])
            }),
            _ => None,
        };
        match attested {
            Some(pair) => {
                self.attested = true;
                for one in pair {
                    self.attest(one);
                }
                self.fold_aborts(ordered, &pair);
            }
            // One node's word alone: the newest it gave.
            None => {
                for last in tries.values().filter_map(|tries| tries.last()) {
                    self.attest(last);
                }
            }
        }
    }

    fn attest(&mut self, one: &Try<'_>) {
        let side = one.at.side();
        self.started.insert(side, one.started.clone());
        if let Some((_, ended)) = one.end {
            self.ended.insert(side, ended.clone());
            self.over.insert(side);
        }
    }

    /// A node that crashed during the call attests no end: its duty officer says that it is over.
    fn fold_aborts(&mut self, ordered: &[Entry<'_>], pair: &[&Try<'_>; 2]) {
        for abort in acts(ordered, Kind::Abort) {
            if pair.iter().all(|one| abort.entry.saw(&one.at)) {
                self.over.insert(abort.entry.side());
            }
        }
    }
}
