//! Calling a browser whose page is closed, by its push service: a device registers where it is reached, and
//! is called when it would be rung, or when the duty desk is wanted, and its own page isn't open.
//!
//! Besides what an open page hears, and never instead of it: what was pushed changes nothing of a contact.
//! A push says that somebody calls, and not who, what or when.

mod registrations;
mod rung;
mod services;

use domain::{Alarm, ContactPhase, Kind, SealedEntry, SubjectId};
use identity::{DeviceId, PersonId, Role, SideId};
use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};
use storage::StoreError;

use super::calls::is_staged;
use super::{AppError, NodeCore, Now, Output, record_of};

use rung::{AfterStart, Called};

pub use registrations::{
    FailedPush, GonePush, PUSH_URL_BYTES_MAX, PushFailure, PushOutcome, PushesView, Subscription,
    pushes_of,
};
pub use rung::PAGES_BACK_WITHIN;
pub use services::{PUSH_SERVICES_MAX, PUSH_SERVICES_USUAL, PushServices};

/// One device is called to the duty desk at most so often: the other side decides how many FLASH it sends.
pub const DUTY_PUSH_EVERY: Duration = Duration::from_secs(30);

/// Why a browser is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PushCause {
    /// Both duty officers confirmed this contact: the principal is rung.
    Ring(SubjectId),
    /// This FLASH sounds.
    Flash(SubjectId),
    /// The other side asks for a call at once.
    CallNow(SubjectId),
}

impl PushCause {
    /// All that the browser is told.
    pub fn word(self) -> &'static str {
        match self {
            Self::Ring(_) => "ring",
            Self::Flash(_) | Self::CallNow(_) => "duty",
        }
    }
}

/// A browser to be called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Push {
    pub device: DeviceId,
    pub subscription: Subscription,
    pub cause: PushCause,
    /// Decided then; over when a ring is.
    pub at: Instant,
}

/// A device that was called to the desk too lately for these.
#[derive(Debug)]
struct Later {
    at: Instant,
    causes: BTreeSet<PushCause>,
}

#[derive(Debug, Default)]
pub(super) struct Pushes {
    /// Staged contacts whose principals were called.
    rung: BTreeMap<SubjectId, Called>,
    after_start: AfterStart,
    /// When a device was called to the duty desk.
    duty: BTreeMap<DeviceId, Instant>,
    /// What a device is called for once it may be again.
    later: BTreeMap<DeviceId, Later>,
    /// Calls at once that nobody answered when they came.
    at_once: BTreeSet<SubjectId>,
}

impl Pushes {
    pub(super) fn poll_timeout(&self) -> Option<Instant> {
        let later = self.later.values().map(|later| later.at);
        later.chain(self.after_start.at()).min()
    }
}

impl NodeCore {
    /// What became of a push. A browser that is gone is forgotten, unless it registered anew.
    /// One that nobody took stands in no other's way.
    pub fn push_ended(
        &mut self,
        now: Now,
        push: &Push,
        outcome: PushOutcome,
    ) -> Result<(), AppError> {
        match outcome {
            PushOutcome::Taken => self.counters.pushes_taken += 1,
            PushOutcome::Gone | PushOutcome::Failed(_) => self.counters.pushes_failed += 1,
            PushOutcome::Over => {}
        }
        let is_forgotten = self.keep_outcome(now, push, outcome)?;
        if is_forgotten || outcome == PushOutcome::Taken {
            return Ok(());
        }
        if let PushCause::Ring(contact) = push.cause
            && let Some(called) = self.pushes.rung.get_mut(&contact)
        {
            called.devices.remove(&push.device);
        }
        if self.pushes.duty.get(&push.device) == Some(&push.at) {
            self.pushes.duty.remove(&push.device);
            if let Some(later) = self.pushes.later.get_mut(&push.device) {
                later.at = now.instant;
            }
            self.push_later(now)?;
        }
        Ok(())
    }

    /// Whether it is worth a try: nothing was answered meanwhile, and the device's page isn't open.
    pub fn push_is_due(&self, now: Now, push: &Push) -> bool {
        self.is_due(now, push.device, push.cause)
    }

    fn is_due(&self, now: Now, device: DeviceId, cause: PushCause) -> bool {
        let is_wanted = match cause {
            PushCause::Ring(contact) => self.rings(contact),
            PushCause::Flash(message) => self.still_sounds(message),
            PushCause::CallNow(contact) => self.waits(now, contact),
        };
        is_wanted && !self.connected.contains(&device) && self.who(device, now.unix_ms).is_some()
    }

    fn phase(&self, contact: SubjectId) -> Option<ContactPhase> {
        self.view.contact(contact).map(|folded| folded.phase)
    }

    /// Both duty officers confirmed, and our principal isn't there yet.
    fn rings(&self, contact: SubjectId) -> bool {
        self.phase(contact).is_some_and(is_staged)
            && self.calls.principal_in_call(&self.view, contact).is_none()
    }

    /// A call at once that nobody answered, and that can be answered still.
    fn waits(&self, now: Now, contact: SubjectId) -> bool {
        let folded = self.view.contact(contact);
        folded.is_some_and(|folded| {
            let until = folded
                .offers
                .first()
                .and_then(|offer| offer.expires_unix_ms);
            folded.phase == ContactPhase::Proposed && until.is_some_and(|end| end > now.unix_ms)
        })
    }

    fn push(&mut self, now: Now, device: DeviceId, subscription: Subscription, cause: PushCause) {
        let at = now.instant;
        self.outputs.push_back(Output::Push(Push {
            device,
            subscription,
            cause,
            at,
        }));
    }

    /// An entry of either log was folded. What a backup's node is told of its own past calls nobody.
    pub(super) fn push_on_entry(
        &mut self,
        now: Now,
        side: SideId,
        entry: &SealedEntry,
    ) -> Result<(), StoreError> {
        let is_past = match side == self.own {
            true => self.link.is_restoring(),
            // Our own log says that we had it before.
            false => self.other_head().seq <= self.view.other_seen(self.own).seq,
        };
        if is_past {
            return Ok(());
        }
        let record = record_of(entry).and_then(|id| self.view.record(id));
        let Some((kind, subject)) = record.map(|one| (one.kind(), one.header.subject)) else {
            return Ok(());
        };
        if kind == Some(Kind::ConfirmStage) {
            return self.push_rings(now, subject);
        }
        // Whatever ended its staging: once both confirm anew, principals are called anew.
        if self.pushes.rung.contains_key(&subject) && !self.rings(subject) {
            self.forget_rung(subject)?;
        }
        if kind == Some(Kind::CallNow) && side != self.own && self.waits(now, subject) {
            self.pushes.at_once.insert(subject);
            let alarm = self.alarm_now(now);
            return self.push_to_duty(now, PushCause::CallNow(subject), &alarm);
        }
        Ok(())
    }

    /// Calls those duty officers of the alarm whose page is closed.
    pub(super) fn push_to_duty(
        &mut self,
        now: Now,
        cause: PushCause,
        alarm: &Alarm,
    ) -> Result<(), StoreError> {
        for (who, subscription) in self.subscribed(now, Role::DutyOfficer)? {
            let is_called = alarm.everybody || alarm.called.contains(&who.person);
            if is_called && !self.connected.contains(&who.device) {
                self.push_to_desk(now, who.device, subscription, cause);
            }
        }
        Ok(())
    }

    /// Calls a device to the desk; if that was done too lately, looks again once it may be.
    fn push_to_desk(
        &mut self,
        now: Now,
        device: DeviceId,
        subscription: Subscription,
        cause: PushCause,
    ) {
        self.pushes
            .duty
            .retain(|_, at| now.instant.saturating_duration_since(*at) < DUTY_PUSH_EVERY);
        let Some(called_at) = self.pushes.duty.get(&device) else {
            self.pushes.later.remove(&device);
            self.pushes.duty.insert(device, now.instant);
            return self.push(now, device, subscription, cause);
        };
        let at = *called_at + DUTY_PUSH_EVERY;
        let causes = BTreeSet::new();
        let later = self.pushes.later.entry(device);
        let later = later.or_insert(Later { at, causes });
        later.causes.insert(cause);
    }

    /// Calls the devices that may be called to the desk again, where that is wanted still.
    pub(super) fn push_later(&mut self, now: Now) -> Result<(), StoreError> {
        let may = |later: &Later| later.at <= now.instant;
        let pushes = self.pushes.later.iter();
        let devices: Vec<DeviceId> = pushes
            .filter(|(_, later)| may(later))
            .map(|(device, _)| *device)
            .collect();
        for device in devices {
            let later = self.pushes.later.remove(&device);
            let mut causes = later.into_iter().flat_map(|later| later.causes);
            let Some(cause) = causes.find(|cause| self.is_due(now, device, *cause)) else {
                continue;
            };
            if let Some(subscription) = self.subscription(device)? {
                self.push_to_desk(now, device, subscription, cause);
            }
        }
        Ok(())
    }

    /// A device's page is gone, maybe long since: what it was told of without a word from it calls the
    /// browser, as if it had been closed then.
    pub(super) fn push_on_lost(&mut self, now: Now, device: DeviceId) -> Result<(), StoreError> {
        let Some(who) = self.who(device, now.unix_ms) else {
            return Ok(());
        };
        let Some(subscription) = self.subscription(device)? else {
            return Ok(());
        };
        if who.roles.contains(Role::Principal) {
            let rung = self.pushes.rung.keys().copied();
            let unheard: Vec<SubjectId> = rung
                .filter(|contact| self.rings(*contact) && !self.calls.has_heard(*contact, device))
                .collect();
            for contact in unheard {
                self.push_ring(now, device, subscription.clone(), contact);
            }
        }
        if who.roles.contains(Role::DutyOfficer)
            && let Some(cause) = self.wanted_at_desk(now, who.person)
        {
            self.push_to_desk(now, device, subscription, cause);
        }
        Ok(())
    }

    /// What calls this person to the desk now.
    fn wanted_at_desk(&mut self, now: Now, person: PersonId) -> Option<PushCause> {
        if let Some(message) = self.sounds_at(now, person) {
            return Some(PushCause::Flash(message));
        }
        let mut at_once = std::mem::take(&mut self.pushes.at_once);
        at_once.retain(|contact| self.waits(now, *contact));
        self.pushes.at_once = at_once;
        let alarm = self.alarm_now(now);
        let is_called = alarm.everybody || alarm.called.contains(&person);
        let contact = self.pushes.at_once.first().filter(|_| is_called)?;
        Some(PushCause::CallNow(*contact))
    }
}

#[cfg(test)]
#[path = "push_tests.rs"]
pub(in crate::app) mod tests;
