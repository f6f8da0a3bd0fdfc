//! Calling a browser whose page is closed, by its push service: a device registers where it is reached, and
//! is called when it would be rung, or when the duty desk is wanted, and its own page isn't open.
//!
//! Besides what an open page hears, and never instead of it: what was pushed changes nothing of a contact.
//! A push says that somebody calls, and not who, what or when.

mod services;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::{Alarm, ContactPhase, Kind, SealedEntry, SubjectId};
use identity::{DeviceId, PersonId, Role, SideId};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::time::{Duration, Instant};
use storage::{Batch, Pair, StoreError, Table};
use web_push_native::{Auth, p256::PublicKey};
use wire::PushRegistration;

use super::calls::is_staged;
use super::{AppError, ErrorCode, NodeCore, Now, Output, SessionToken, Standing, Who, record_of};

pub use services::{PUSH_SERVICES_MAX, PUSH_SERVICES_USUAL, PushServices};

/// Longest address at a push service. Those in use have some hundred bytes.
pub const PUSH_URL_BYTES_MAX: usize = 2 * 1_024;
/// One device is called to the duty desk at most so often: the other side decides how many FLASH it sends.
pub const DUTY_PUSH_EVERY: Duration = Duration::from_secs(30);

/// An uncompressed point on P-256, and the secret beside it (RFC 8291 §3).
const POINT_BYTES: usize = 65;
const AUTH_BYTES: usize = 16;
const ROWS_OF_A_PAGE: usize = 64;
const KEY_OF_KEY: &[u8] = b"push-key";

/// Where a device's browser is reached. Whoever has it can call that browser, so it doesn't print.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subscription {
    pub endpoint: String,
    p256dh: String,
    auth: String,
    pub registered_unix_ms: i64,
}

impl fmt::Debug for Subscription {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Subscription")
    }
}

fn decoded(text: &str, bytes: usize) -> Option<Vec<u8>> {
    let read = URL_SAFE_NO_PAD.decode(text).ok()?;
    (read.len() == bytes).then_some(read)
}

impl Subscription {
    /// Both keys, as they seal a message; nothing where they are none.
    pub fn keys(&self) -> Option<(PublicKey, Auth)> {
        let point = decoded(&self.p256dh, POINT_BYTES)?;
        let auth = decoded(&self.auth, AUTH_BYTES)?;
        let public = PublicKey::from_sec1_bytes(&point).ok()?;
        Some((public, Auth::clone_from_slice(&auth)))
    }
}

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

/// What became of a push.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PushOutcome {
    /// The push service took it.
    Taken,
    /// It knows the browser no more.
    Gone,
    /// It refused, or wasn't reached in time.
    Failed,
    /// Nobody was asked: it wasn't wanted any more.
    Over,
}

/// A device that was called to the desk too lately for these.
#[derive(Debug)]
struct Later {
    at: Instant,
    causes: BTreeSet<PushCause>,
}

#[derive(Debug, Default)]
pub(super) struct Pushes {
    /// Staged contacts whose principals were called, and their devices that were.
    rung: BTreeMap<SubjectId, BTreeSet<DeviceId>>,
    /// When a device was called to the duty desk.
    duty: BTreeMap<DeviceId, Instant>,
    /// What a device is called for once it may be again.
    later: BTreeMap<DeviceId, Later>,
    /// Calls at once that nobody answered when they came.
    at_once: BTreeSet<SubjectId>,
    /// Devices whose last call didn't get through, and when that was; forgotten by a restart.
    failed: BTreeMap<DeviceId, i64>,
}

impl Pushes {
    pub(super) fn poll_timeout(&self) -> Option<Instant> {
        self.later.values().map(|later| later.at).min()
    }
}

fn read_row((key, value): &Pair) -> Option<(DeviceId, Subscription)> {
    let device = DeviceId(key.as_slice().try_into().ok()?);
    Some((device, serde_json::from_slice(value).ok()?))
}

impl NodeCore {
    /// Where this device's browser is reached.
    pub fn own_push(&self, device: DeviceId) -> Result<Option<Subscription>, AppError> {
        Ok(self.subscription(device)?)
    }

    fn subscription(&self, device: DeviceId) -> Result<Option<Subscription>, StoreError> {
        let kept = self.store.get(Table::Push, &device.0)?;
        Ok(kept.and_then(|kept| serde_json::from_slice(&kept).ok()))
    }

    /// When the device's last call didn't get through; nothing where it did, or none was tried.
    pub fn push_failed_unix_ms(&self, device: DeviceId) -> Option<i64> {
        self.pushes.failed.get(&device).copied()
    }

    /// A device registers where its browser is reached, in place of what was there. One browser is reached
    /// for one device: what another one had of the same address is gone.
    pub fn register_push(
        &mut self,
        now: Now,
        standing: &Standing,
        token: &SessionToken,
        wanted: PushRegistration,
        services: &PushServices,
    ) -> Result<(), AppError> {
        // The session may have ended while the request came in.
        let standing = self.standing_session(now, standing.who.device, token)?;
        self.keep_push(now, standing.who.device, wanted, services)
    }

    pub(super) fn keep_push(
        &mut self,
        now: Now,
        device: DeviceId,
        wanted: PushRegistration,
        services: &PushServices,
    ) -> Result<(), AppError> {
        if services.are_none() {
            return Err(AppError::new(
                ErrorCode::PushOff,
                "this node calls no browser by Web Push; leave the page open, or ask your operator",
            ));
        }
        if wanted.endpoint.len() > PUSH_URL_BYTES_MAX {
            return Err(AppError::new(
                ErrorCode::TooLarge,
                format!("an address at a push service has at most {PUSH_URL_BYTES_MAX} bytes"),
            ));
        }
        if !services.take(&wanted.endpoint) {
            return Err(AppError::new(
                ErrorCode::PushServiceUnknown,
                "this node sends nothing to this browser's push service; leave the page open, or ask your \
                 operator to name the service's host in side.toml",
            ));
        }
        // The list is held against one reading of the address, the request is made of the other.
        if wanted.endpoint.parse::<http::Uri>().is_err() {
            return Err(AppError::new(
                ErrorCode::Malformed,
                "the address at the push service is no URI; register what the browser gives, unchanged",
            ));
        }
        let subscription = Subscription {
            endpoint: wanted.endpoint,
            p256dh: wanted.p256dh,
            auth: wanted.auth,
            registered_unix_ms: now.unix_ms,
        };
        if subscription.keys().is_none() {
            return Err(AppError::new(
                ErrorCode::Malformed,
                "p256dh is a point on P-256 in 65 bytes and auth has 16, both as base64url without padding",
            ));
        }
        let value =
            serde_json::to_vec(&subscription).map_err(|error| AppError::malformed(&error))?;
        let others = self
            .subscriptions()?
            .into_iter()
            .filter(|(other, one)| *other != device && one.endpoint == subscription.endpoint);
        let batch = others.fold(Batch::new(), |batch, (other, _)| {
            batch.delete(Table::Push, other.0)
        });
        self.pushes.failed.remove(&device);
        Ok(self
            .store
            .commit(&batch.put(Table::Push, device.0, value))?)
    }

    /// The device isn't called any more while its page is closed.
    pub fn forget_push(&mut self, device: DeviceId) -> Result<(), AppError> {
        self.pushes.duty.remove(&device);
        self.pushes.later.remove(&device);
        self.pushes.failed.remove(&device);
        Ok(self
            .store
            .commit(&Batch::new().delete(Table::Push, device.0))?)
    }

    /// The node's key for push services, sealed by the process around.
    pub fn push_key(&self) -> Result<Option<Vec<u8>>, AppError> {
        Ok(self.store.get(Table::Meta, KEY_OF_KEY)?)
    }

    /// Keeps a new key. Registrations are made for one key: those of the one before are gone.
    pub fn keep_push_key(&mut self, sealed: &[u8]) -> Result<(), AppError> {
        if self.push_key()?.is_some() {
            for (device, _) in self.subscriptions()? {
                self.forget_push(device)?;
            }
        }
        let batch = Batch::new().put(Table::Meta, KEY_OF_KEY, sealed);
        Ok(self.store.commit(&batch)?)
    }

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
            PushOutcome::Gone | PushOutcome::Failed => self.counters.pushes_failed += 1,
            PushOutcome::Over => {}
        }
        let kept = self.own_push(push.device)?;
        let is_same = kept.is_some_and(|kept| kept.endpoint == push.subscription.endpoint);
        match outcome {
            PushOutcome::Gone if is_same => return self.forget_push(push.device),
            PushOutcome::Taken if is_same => drop(self.pushes.failed.remove(&push.device)),
            PushOutcome::Failed if is_same => {
                self.pushes.failed.insert(push.device, now.unix_ms);
            }
            PushOutcome::Gone | PushOutcome::Taken | PushOutcome::Failed | PushOutcome::Over => {}
        }
        if outcome == PushOutcome::Taken {
            return Ok(());
        }
        if let PushCause::Ring(contact) = push.cause
            && let Some(called) = self.pushes.rung.get_mut(&contact)
        {
            called.remove(&push.device);
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

    fn subscriptions(&self) -> Result<Vec<(DeviceId, Subscription)>, StoreError> {
        let mut rows: Vec<Pair> = Vec::new();
        loop {
            let after = rows.last().map(|(key, _)| &key[..]);
            let page = (self.store).scan_after(Table::Push, b"", after, ROWS_OF_A_PAGE)?;
            let is_last = page.len() < ROWS_OF_A_PAGE;
            rows.extend(page);
            if is_last {
                return Ok(rows.iter().filter_map(read_row).collect());
            }
        }
    }

    /// Devices that registered, whose persons have this role now.
    fn subscribed(&self, now: Now, role: Role) -> Result<Vec<(Who, Subscription)>, StoreError> {
        let all = self.subscriptions()?.into_iter();
        let standing = all.filter_map(|(device, one)| Some((self.who(device, now.unix_ms)?, one)));
        Ok(standing
            .filter(|(who, _)| who.roles.contains(role))
            .collect())
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
            self.pushes.rung.remove(&subject);
        }
        if kind == Some(Kind::CallNow) && side != self.own && self.waits(now, subject) {
            self.pushes.at_once.insert(subject);
            let alarm = self.alarm_now(now);
            return self.push_to_duty(now, PushCause::CallNow(subject), &alarm);
        }
        Ok(())
    }

    /// Calls the principals whose page is closed, once for each time that both duty officers confirmed.
    fn push_rings(&mut self, now: Now, contact: SubjectId) -> Result<(), StoreError> {
        let mut rung = std::mem::take(&mut self.pushes.rung);
        rung.retain(|contact, _| self.rings(*contact));
        self.pushes.rung = rung;
        if !self.rings(contact) || self.pushes.rung.contains_key(&contact) {
            return Ok(());
        }
        let browsers = self.closed_principals(now)?;
        self.push_rings_again(now, contact, browsers);
        Ok(())
    }

    /// Principals' browsers that can be called, and whose page is closed.
    pub(super) fn closed_principals(
        &self,
        now: Now,
    ) -> Result<Vec<(DeviceId, Subscription)>, StoreError> {
        let all = self.subscribed(now, Role::Principal)?.into_iter();
        let closed = all.filter(|(who, _)| !self.connected.contains(&who.device));
        Ok(closed.map(|(who, one)| (who.device, one)).collect())
    }

    /// Calls them, whether they were called before or not.
    pub(super) fn push_rings_again(
        &mut self,
        now: Now,
        contact: SubjectId,
        browsers: Vec<(DeviceId, Subscription)>,
    ) {
        self.pushes.rung.insert(contact, BTreeSet::new());
        for (device, subscription) in browsers {
            self.push_ring(now, device, subscription, contact);
        }
    }

    fn push_ring(
        &mut self,
        now: Now,
        device: DeviceId,
        subscription: Subscription,
        contact: SubjectId,
    ) {
        let called = self.pushes.rung.entry(contact).or_default();
        if called.insert(device) {
            self.push(now, device, subscription, PushCause::Ring(contact));
        }
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
