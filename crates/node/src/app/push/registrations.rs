//! Where devices' browsers are reached, the key that push services know this node by, and how the last calls went.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use identity::{DeviceId, Role};
use serde::{Deserialize, Serialize};
use std::fmt;
use storage::{Batch, Pair, Store, StoreError, Table};
use web_push_native::{Auth, p256::PublicKey};
use wire::PushRegistration;

use super::{Push, PushServices, services::host_of};
use crate::app::{AppError, ErrorCode, NodeCore, Now, SessionToken, Standing, Who};

/// Longest address at a push service. Those in use have some hundred bytes.
pub const PUSH_URL_BYTES_MAX: usize = 2 * 1_024;

/// An uncompressed point on P-256, and the secret beside it (RFC 8291 §3).
const POINT_BYTES: usize = 65;
pub(super) const AUTH_BYTES: usize = 16;
const ROWS_OF_A_PAGE: usize = 64;
const KEY_OF_KEY: &[u8] = b"push-key";
const KEY_OF_GONE: &[u8] = b"push-gone";

/// Where a device's browser is reached. Whoever has it can call that browser, so it doesn't print.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subscription {
    pub endpoint: String,
    pub(super) p256dh: String,
    pub(super) auth: String,
    pub registered_unix_ms: i64,
    /// When a call got through last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taken_unix_ms: Option<i64>,
    /// The last call, if it didn't.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failed: Option<FailedPush>,
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
    /// The service's host: of the address nothing else may be told.
    pub fn service(&self) -> String {
        host_of(&self.endpoint)
    }

    /// Both keys, as they seal a message; nothing where they are none.
    pub fn keys(&self) -> Option<(PublicKey, Auth)> {
        let point = decoded(&self.p256dh, POINT_BYTES)?;
        let auth = decoded(&self.auth, AUTH_BYTES)?;
        let public = PublicKey::from_sec1_bytes(&point).ok()?;
        Some((public, Auth::clone_from_slice(&auth)))
    }
}

/// Why a call didn't get through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PushFailure {
    /// The push service refused it, with this status.
    Refused(u16),
    /// It couldn't take it, with this status, for as long as the ring lasted.
    Busy(u16),
    /// It wasn't reached, or didn't answer in time.
    Unreached,
    /// Nothing is sent there: not on the operator's list any more, or nothing could be sealed for it.
    Unsent,
    /// Too many browsers were being called.
    TooMany,
}

/// What became of a push.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PushOutcome {
    /// The push service took it.
    Taken,
    /// It knows the browser no more.
    Gone,
    Failed(PushFailure),
    /// Nobody was asked: it wasn't wanted any more.
    Over,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FailedPush {
    pub at_unix_ms: i64,
    pub why: PushFailure,
}

/// A browser that its service knew no more when it was called: its registration was forgotten.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GonePush {
    pub at_unix_ms: i64,
    /// The service's host.
    pub service: String,
}

/// What a store has of Web Push, for whoever runs the node.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct PushesView {
    /// The key that services know this node by is there.
    pub has_key: bool,
    pub registered: Vec<(DeviceId, Subscription)>,
    pub gone: Option<GonePush>,
}

/// Also of a store whose node doesn't run.
pub fn pushes_of(store: &dyn Store) -> Result<PushesView, StoreError> {
    let gone = store.get(Table::Meta, KEY_OF_GONE)?;
    Ok(PushesView {
        has_key: store.get(Table::Meta, KEY_OF_KEY)?.is_some(),
        registered: rows(store)?,
        gone: gone.and_then(|gone| serde_json::from_slice(&gone).ok()),
    })
}

fn read_row((key, value): &Pair) -> Option<(DeviceId, Subscription)> {
    let device = DeviceId(key.as_slice().try_into().ok()?);
    Some((device, serde_json::from_slice(value).ok()?))
}

fn rows(store: &dyn Store) -> Result<Vec<(DeviceId, Subscription)>, StoreError> {
    let mut rows: Vec<Pair> = Vec::new();
    loop {
        let after = rows.last().map(|(key, _)| &key[..]);
        let page = store.scan_after(Table::Push, b"", after, ROWS_OF_A_PAGE)?;
        let is_last = page.len() < ROWS_OF_A_PAGE;
        rows.extend(page);
        if is_last {
            return Ok(rows.iter().filter_map(read_row).collect());
        }
    }
}

impl NodeCore {
    /// Where this device's browser is reached.
    pub fn own_push(&self, device: DeviceId) -> Result<Option<Subscription>, AppError> {
        Ok(self.subscription(device)?)
    }

    pub(super) fn subscription(
        &self,
        device: DeviceId,
    ) -> Result<Option<Subscription>, StoreError> {
        let kept = self.store.get(Table::Push, &device.0)?;
        Ok(kept.and_then(|kept| serde_json::from_slice(&kept).ok()))
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

    pub(in crate::app) fn keep_push(
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
            taken_unix_ms: None,
            failed: None,
        };
        if subscription.keys().is_none() {
            return Err(AppError::new(
                ErrorCode::Malformed,
                "p256dh is a point on P-256 in 65 bytes and auth has 16, both as base64url without padding",
            ));
        }
        let before = self.subscription(device)?;
        let before = before.filter(|before| before.endpoint == subscription.endpoint);
        let subscription = Subscription {
            taken_unix_ms: before.and_then(|before| before.taken_unix_ms),
            ..subscription
        };
        let value =
            serde_json::to_vec(&subscription).map_err(|error| AppError::malformed(&error))?;
        let others = self
            .subscriptions()?
            .into_iter()
            .filter(|(other, one)| *other != device && one.endpoint == subscription.endpoint);
        let batch = others.fold(Batch::new(), |batch, (other, _)| {
            batch.delete(Table::Push, other.0)
        });
        Ok(self
            .store
            .commit(&batch.put(Table::Push, device.0, value))?)
    }

    /// The device isn't called any more while its page is closed.
    pub fn forget_push(&mut self, device: DeviceId) -> Result<(), AppError> {
        self.pushes.duty.remove(&device);
        self.pushes.later.remove(&device);
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

    /// Keeps how a call went, beside where it went to; whether that browser is gone, and forgotten.
    pub(super) fn keep_outcome(
        &mut self,
        now: Now,
        push: &Push,
        outcome: PushOutcome,
    ) -> Result<bool, AppError> {
        let at_unix_ms = now.unix_ms;
        let kept = self.subscription(push.device)?;
        // It may have registered anew meanwhile.
        let kept = kept.filter(|kept| kept.endpoint == push.subscription.endpoint);
        let Some(mut kept) = kept else {
            return Ok(false);
        };
        match outcome {
            PushOutcome::Over => return Ok(false),
            PushOutcome::Gone => {
                let service = kept.service();
                let gone = GonePush {
                    at_unix_ms,
                    service,
                };
                let gone = serde_json::to_vec(&gone).map_err(|e| AppError::malformed(&e))?;
                let batch = Batch::new().put(Table::Meta, KEY_OF_GONE, gone);
                self.store.commit(&batch)?;
                self.forget_push(push.device)?;
                return Ok(true);
            }
            PushOutcome::Taken => {
                kept.taken_unix_ms = Some(at_unix_ms);
                kept.failed = None;
            }
            PushOutcome::Failed(why) => kept.failed = Some(FailedPush { at_unix_ms, why }),
        }
        let value = serde_json::to_vec(&kept).map_err(|error| AppError::malformed(&error))?;
        let batch = Batch::new().put(Table::Push, push.device.0, value);
        self.store.commit(&batch)?;
        Ok(false)
    }

    pub(super) fn subscriptions(&self) -> Result<Vec<(DeviceId, Subscription)>, StoreError> {
        rows(&*self.store)
    }

    /// Devices that registered, whose persons have this role now.
    pub(super) fn subscribed(
        &self,
        now: Now,
        role: Role,
    ) -> Result<Vec<(Who, Subscription)>, StoreError> {
        let all = self.subscriptions()?.into_iter();
        let standing = all.filter_map(|(device, one)| Some((self.who(device, now.unix_ms)?, one)));
        Ok(standing
            .filter(|(who, _)| who.roles.contains(role))
            .collect())
    }
}
