//! Own entries that overtake: copies of them go ahead of what waits before them.

use domain::SealedEntry;

use super::{Load, Mine, Stance};
use crate::{EARLY_MAX, ports::Act};

impl Mine {
    /// The entry `seq` is to overtake; [`Self::appended`] sends it on its way.
    pub(crate) fn urgent(&mut self, seq: u64) {
        if self.urgent.len() < EARLY_MAX {
            self.urgent.insert(seq);
        }
    }

    /// Each urgent entry that the peer may lack.
    pub(super) fn overtake_all(&mut self, acts: &mut Vec<Act>) {
        for seq in self.urgent.clone() {
            self.overtake(seq, acts);
        }
    }

    /// Sends a copy of an urgent entry ahead of its place, if anything before it may still be waiting.
    pub(super) fn overtake(&mut self, seq: u64, acts: &mut Vec<Act>) {
        let Stance::Following(following) = &self.stance else {
            return;
        };
        let waits = seq > following.acked + 1 && seq <= self.head.seq;
        if waits && self.urgent.contains(&seq) {
            let session = self.session;
            self.load(seq, 1, Load::Urgent { session, seq }, acts);
        }
    }

    pub(super) fn send_urgent(&self, seq: u64, entries: &[SealedEntry], acts: &mut Vec<Act>) {
        if let Some((_, entry)) = self.read(entries, seq, acts) {
            acts.push(Act::SendEarly(entry));
        }
    }
}
