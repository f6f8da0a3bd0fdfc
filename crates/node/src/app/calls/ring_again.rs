//! A principal who didn't answer, or said not now, is rung again: because the own duty officer asks, and within
//! bounds.
//!
//! Like every ring it is a fact of the moment and no record. It binds nobody: both sides' word that principals
//! may be called is the two confirmations, which stand in the logs as before. A record of each ring would say
//! for good how often a principal didn't come. The other side sees the states of the moment, by the frames that
//! any ring is told in.

use domain::{LineView, SubjectId};
use identity::DeviceId;
use std::time::Duration;
use wire::RingState;

use super::ring::{RING_FOR, is_staged};
use super::{Calls, Now};

/// One contact's principal is rung again at most so often: whoever said not now isn't rung at without a pause.
pub const RING_AGAIN_EVERY: Duration = Duration::from_secs(15);

const _: () = assert!(RING_AGAIN_EVERY.as_millis() < RING_FOR.as_millis());

/// Why the own side's principal isn't rung again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotAgain {
    /// Both duty officers haven't confirmed, or it is over.
    NotStaged,
    /// This device of a principal is in the call.
    InCall(DeviceId),
    /// This one is rung now, by the node's clock since then; nobody came to the call and left.
    Rings(DeviceId, i64),
    /// It was done just now, and may be again after this.
    TooSoon(Duration),
}

impl Calls {
    /// Whether the own side's principal may be rung again.
    ///
    /// # Errors
    /// Where not, with the reason.
    pub fn may_ring_again(
        &self,
        now: Now,
        view: &LineView,
        contact: SubjectId,
    ) -> Result<(), NotAgain> {
        let folded = view.contact(contact);
        if !folded.is_some_and(|folded| is_staged(folded.phase)) {
            return Err(NotAgain::NotStaged);
        }
        if let Some(device) = self.principal_in_call(view, contact) {
            return Err(NotAgain::InCall(device));
        }
        let ring = self.own_ring(now, view, contact);
        if let (RingState::Sent | RingState::Ringing, Some(device)) = (ring.state, ring.device) {
            let told = self.own_rings.get(&contact);
            let since_unix_ms = told.map_or(now.unix_ms, |told| told.since_unix_ms);
            return Err(NotAgain::Rings(device, since_unix_ms));
        }
        let before = self.rung_again.get(&contact);
        let left = before.and_then(|before| {
            let passed = now.instant.saturating_duration_since(*before);
            RING_AGAIN_EVERY.checked_sub(passed)
        });
        match left.filter(|left| !left.is_zero()) {
            Some(left) => Err(NotAgain::TooSoon(left)),
            None => Ok(()),
        }
    }

    /// How many devices of principals wait to be rung for this contact.
    pub fn waiting(&self, contact: SubjectId) -> usize {
        self.awaiting
            .get(&contact)
            .map_or(0, |waiting| waiting.len())
    }

    /// Rings the own side's principal again; [`Self::may_ring_again`] was asked.
    pub fn ring_again(&mut self, now: Now, view: &LineView, contact: SubjectId) {
        self.rung_again.insert(contact, now.instant);
        // What was said of the ring before counts no more, "not now" neither.
        self.rung.retain(|(of, _), _| *of != contact);
        self.came.remove(&contact);
        self.ring_where_staged(now, view);
    }
}
