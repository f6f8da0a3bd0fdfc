//! Whom a ring calls, and that it goes on over a restart: a page that died with its node in the middle of a
//! ring is called as well.

use domain::SubjectId;
use identity::{DeviceId, Role};
use std::collections::BTreeSet;
use std::time::{Duration, Instant};
use storage::{Batch, StoreError, Table};

use super::{PushCause, Subscription};
use crate::app::calls::RING_FOR;
use crate::app::{NodeCore, Now};

/// So long after its start a node waits for pages to come back, before it calls those that are rung still and
/// didn't.
pub const PAGES_BACK_WITHIN: Duration = Duration::from_secs(10);

const _: () = assert!(PAGES_BACK_WITHIN.as_millis() < RING_FOR.as_millis());

/// Followed by the contact: since when it rings, in milliseconds, big-endian.
const KEY_OF_RUNG: &[u8] = b"push-rung:";
/// Rings of one start; a node holds fewer calls.
const RUNG_MAX: usize = 1_024;

/// A ring of a contact's principals.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Called {
    /// Since then, or since it was rung again.
    at_unix_ms: i64,
    /// Those whose browsers were called.
    pub devices: BTreeSet<DeviceId>,
}

/// Whether pages that didn't come back after the start were looked for.
#[derive(Debug, Default)]
pub(super) enum AfterStart {
    #[default]
    Starts,
    LooksAt(Instant),
    Looked,
}

impl AfterStart {
    pub fn at(&self) -> Option<Instant> {
        match self {
            Self::LooksAt(at) => Some(*at),
            Self::Starts | Self::Looked => None,
        }
    }
}

fn key_of(contact: SubjectId) -> Vec<u8> {
    [KEY_OF_RUNG, &contact.0].concat()
}

impl NodeCore {
    /// The rings that the process before this one began, and whose browsers their services took a call for.
    pub(in crate::app) fn begin_pushes(&mut self) -> Result<(), StoreError> {
        let kept = self.store.scan(Table::Meta, KEY_OF_RUNG, RUNG_MAX)?;
        if kept.is_empty() {
            return Ok(());
        }
        let subscriptions = self.subscriptions()?;
        let mut over = Batch::new();
        for (key, value) in kept {
            let read = (key[KEY_OF_RUNG.len()..].try_into(), value.try_into());
            let (Ok(contact), Ok(at)) = read else {
                continue;
            };
            let (contact, at_unix_ms) = (SubjectId(contact), i64::from_be_bytes(at));
            if !self.rings(contact) {
                over = over.delete(Table::Meta, key);
                continue;
            }
            let was_taken =
                |one: &Subscription| one.taken_unix_ms.is_some_and(|at| at >= at_unix_ms);
            let called = subscriptions.iter().filter(|(_, one)| was_taken(one));
            let called = Called {
                at_unix_ms,
                devices: called.map(|(device, _)| *device).collect(),
            };
            self.pushes.rung.insert(contact, called);
        }
        self.store.commit(&over)
    }

    /// Pages had time to come back: those that are rung still and didn't are called.
    pub(in crate::app) fn push_after_start(&mut self, now: Now) -> Result<(), StoreError> {
        match self.pushes.after_start {
            AfterStart::Starts if self.pushes.rung.is_empty() => {
                self.pushes.after_start = AfterStart::Looked;
                return Ok(());
            }
            AfterStart::Starts => {
                let at = now.instant + PAGES_BACK_WITHIN;
                self.pushes.after_start = AfterStart::LooksAt(at);
                return Ok(());
            }
            AfterStart::LooksAt(at) if at <= now.instant => {
                self.pushes.after_start = AfterStart::Looked;
            }
            AfterStart::LooksAt(_) | AfterStart::Looked => return Ok(()),
        }
        let ring_ms = i64::try_from(RING_FOR.as_millis()).unwrap_or(i64::MAX);
        let rung = self.pushes.rung.iter();
        let last = rung.filter(|(_, called)| now.unix_ms - called.at_unix_ms < ring_ms);
        let last = last.map(|(contact, _)| *contact);
        let rings: Vec<SubjectId> = last.filter(|contact| self.rings(*contact)).collect();
        for contact in rings {
            for (device, subscription) in self.closed_principals(now)? {
                self.push_ring(now, device, subscription, contact);
            }
        }
        Ok(())
    }

    /// Calls the principals whose page is closed, once for each time that both duty officers confirmed.
    pub(super) fn push_rings(&mut self, now: Now, contact: SubjectId) -> Result<(), StoreError> {
        let rung = self.pushes.rung.keys().copied();
        let over: Vec<SubjectId> = rung.filter(|contact| !self.rings(*contact)).collect();
        for contact in over {
            self.forget_rung(contact)?;
        }
        if !self.rings(contact) || self.pushes.rung.contains_key(&contact) {
            return Ok(());
        }
        let browsers = self.closed_principals(now)?;
        self.push_rings_again(now, contact, browsers)
    }

    /// It rings no more.
    pub(super) fn forget_rung(&mut self, contact: SubjectId) -> Result<(), StoreError> {
        self.pushes.rung.remove(&contact);
        let key = key_of(contact);
        match self.store.get(Table::Meta, &key)? {
            Some(_) => self.store.commit(&Batch::new().delete(Table::Meta, key)),
            None => Ok(()),
        }
    }

    /// Principals' browsers that can be called, and whose page is closed.
    pub(in crate::app) fn closed_principals(
        &self,
        now: Now,
    ) -> Result<Vec<(DeviceId, Subscription)>, StoreError> {
        let all = self.subscribed(now, Role::Principal)?.into_iter();
        let closed = all.filter(|(who, _)| !self.connected.contains(&who.device));
        Ok(closed.map(|(who, one)| (who.device, one)).collect())
    }

    /// Calls them, whether they were called before or not.
    pub(in crate::app) fn push_rings_again(
        &mut self,
        now: Now,
        contact: SubjectId,
        browsers: Vec<(DeviceId, Subscription)>,
    ) -> Result<(), StoreError> {
        let at_unix_ms = now.unix_ms;
        // Where nobody registered there is nothing to come back to.
        if !self.subscribed(now, Role::Principal)?.is_empty() {
            let batch = Batch::new().put(Table::Meta, key_of(contact), at_unix_ms.to_be_bytes());
            self.store.commit(&batch)?;
        }
        let devices = BTreeSet::new();
        let called = Called {
            at_unix_ms,
            devices,
        };
        self.pushes.rung.insert(contact, called);
        for (device, subscription) in browsers {
            self.push_ring(now, device, subscription, contact);
        }
        Ok(())
    }

    pub(super) fn push_ring(
        &mut self,
        now: Now,
        device: DeviceId,
        subscription: Subscription,
        contact: SubjectId,
    ) {
        let Some(called) = self.pushes.rung.get_mut(&contact) else {
            return;
        };
        if called.devices.insert(device) {
            self.push(now, device, subscription, PushCause::Ring(contact));
        }
    }
}
