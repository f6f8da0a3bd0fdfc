//! How passkeys are kept, and what became of them.

use identity::{DeviceId, sha256};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use storage::{Batch, Pair, Table};
use webauthn_rs::prelude::{Credential, Passkey};
use wire::{DevicePasskeys, KnownPasskey, KnownPasskeys, PasskeyEvent};

use super::PASSKEYS_PER_DEVICE_MAX;
use crate::app::{AppError, ErrorCode, NodeCore, Now};

/// What became of a device's passkeys is kept so far back.
pub(super) const EVENTS_PER_DEVICE_MAX: usize = 16;
/// Rows of one device, and of one page of all.
const ROWS_OF_A_PAGE: usize = 1 + PASSKEYS_PER_DEVICE_MAX + EVENTS_PER_DEVICE_MAX + 1;

/// A passkey as it is kept.
#[derive(Serialize, Deserialize)]
pub(super) struct Kept {
    pub passkey: Passkey,
    pub origin: String,
    pub registered_unix_ms: i64,
    pub used_unix_ms: Option<i64>,
}

impl Kept {
    pub fn id(&self) -> [u8; ID_BYTES] {
        id_of(&self.passkey)
    }

    pub fn internals(&self) -> Credential {
        self.passkey.clone().into()
    }

    fn shown(&self) -> KnownPasskey {
        KnownPasskey {
            id: hex::encode(self.id()),
            origin: self.origin.clone(),
            registered_unix_ms: self.registered_unix_ms,
            used_unix_ms: self.used_unix_ms,
            may_be_copied: self.internals().backup_eligible,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Event {
    Registered = 1,
    Reset = 2,
    CopySuspected = 3,
}

impl Event {
    const ALL: [Self; 3] = [Self::Registered, Self::Reset, Self::CopySuspected];

    fn name(self) -> &'static str {
        match self {
            Self::Registered => "registered",
            Self::Reset => "reset",
            Self::CopySuspected => "copy-suspected",
        }
    }
}

const DEVICE_BYTES: usize = size_of::<DeviceId>();
const ID_BYTES: usize = 16;
/// `device ‖ PASSKEY ‖ id`, `device ‖ OPEN`, `device ‖ EVENT ‖ time ‖ number`.
const PASSKEY: u8 = 1;
const OPEN: u8 = 2;
const EVENT: u8 = 3;

fn id_of(passkey: &Passkey) -> [u8; ID_BYTES] {
    let digest = sha256(passkey.cred_id());
    let mut id = [0; ID_BYTES];
    id.copy_from_slice(&digest[..ID_BYTES]);
    id
}

fn rows_of(device: DeviceId, kind: u8) -> Vec<u8> {
    [&device.0[..], &[kind]].concat()
}

pub(super) fn passkey_key(device: DeviceId, passkey: &Passkey) -> Vec<u8> {
    [&rows_of(device, PASSKEY)[..], &id_of(passkey)].concat()
}

pub(super) fn open_key(device: DeviceId) -> Vec<u8> {
    rows_of(device, OPEN)
}

fn read_kept((_, value): &Pair) -> Result<Kept, AppError> {
    serde_json::from_slice(value)
        .map_err(|error| AppError::new(ErrorCode::Store, format!("a kept passkey: {error}")))
}

impl NodeCore {
    pub(super) fn kept_passkeys(&self, device: DeviceId) -> Result<Vec<Kept>, AppError> {
        let rows = rows_of(device, PASSKEY);
        let pairs = self.store.scan(Table::Passkeys, &rows, ROWS_OF_A_PAGE)?;
        pairs.iter().map(read_kept).collect()
    }

    pub fn passkey_count(&self, device: DeviceId) -> Result<u32, AppError> {
        let count = self.kept_passkeys(device)?.len();
        Ok(u32::try_from(count).unwrap_or(u32::MAX))
    }

    /// Until when a device whose passkeys were taken off signs in by its key.
    pub(super) fn open_until(&self, device: DeviceId) -> Result<Option<i64>, AppError> {
        let kept = self.store.get(Table::Passkeys, &open_key(device))?;
        Ok(kept
            .and_then(|bytes| bytes.try_into().ok())
            .map(i64::from_be_bytes))
    }

    pub(super) fn is_registered(&self, passkey: &Passkey) -> Result<bool, AppError> {
        let id = id_of(passkey);
        let rows = self.passkey_rows()?;
        Ok(rows.iter().any(|(key, _)| {
            let (kind, rest) = (key.get(DEVICE_BYTES), key.get(DEVICE_BYTES + 1..));
            kind == Some(&PASSKEY) && rest == Some(&id[..])
        }))
    }

    /// Writes down what became of a device's passkeys; the oldest goes.
    pub(super) fn note(
        &mut self,
        now: Now,
        device: DeviceId,
        event: Event,
        by: DeviceId,
    ) -> Result<(), AppError> {
        let rows = rows_of(device, EVENT);
        let at = now.unix_ms.to_be_bytes();
        let key = [&rows[..], &at, &[event as u8]].concat();
        let mut batch = Batch::new().put(Table::Passkeys, key, by.0);
        let before = self.store.scan(Table::Passkeys, &rows, ROWS_OF_A_PAGE)?;
        let surplus = (before.len() + 1).saturating_sub(EVENTS_PER_DEVICE_MAX);
        for (key, _) in before.into_iter().take(surplus) {
            batch = batch.delete(Table::Passkeys, key);
        }
        Ok(self.store.commit(&batch)?)
    }

    fn passkey_rows(&self) -> Result<Vec<Pair>, AppError> {
        let mut rows: Vec<Pair> = Vec::new();
        loop {
            let after = rows.last().map(|(key, _)| &key[..]);
            let page = self
                .store
                .scan_after(Table::Passkeys, b"", after, ROWS_OF_A_PAGE)?;
            let is_last = page.len() < ROWS_OF_A_PAGE;
            rows.extend(page);
            if is_last {
                return Ok(rows);
            }
        }
    }

    /// Devices that have a passkey, or had one.
    pub fn known_passkeys(&self, now: Now) -> Result<KnownPasskeys, AppError> {
        let mut devices: BTreeMap<DeviceId, DevicePasskeys> = BTreeMap::new();
        for pair in self.passkey_rows()? {
            let (key, value) = (&pair.0, &pair.1);
            let Some((device, [kind, rest @ ..])) = key.split_first_chunk() else {
                continue;
            };
            let device = DeviceId(*device);
            let one = devices.entry(device).or_insert_with(|| DevicePasskeys {
                device,
                person: self.who(device, now.unix_ms).map(|who| who.person),
                passkeys: Vec::new(),
                open_until_unix_ms: None,
                events: Vec::new(),
            });
            match *kind {
                PASSKEY => one.passkeys.push(read_kept(&pair)?.shown()),
                OPEN => {
                    let until = value[..].try_into().ok().map(i64::from_be_bytes);
                    one.open_until_unix_ms = until.filter(|until| now.unix_ms < *until);
                }
                _ => one.events.extend(read_event(rest, value)),
            }
        }
        let devices = devices.into_values().map(|mut one| {
            one.events.reverse();
            one
        });
        Ok(KnownPasskeys {
            devices: devices.collect(),
        })
    }
}

fn read_event(key: &[u8], value: &[u8]) -> Option<PasskeyEvent> {
    let (at, [number]) = key.split_first_chunk()? else {
        return None;
    };
    let event = Event::ALL
        .into_iter()
        .find(|event| *event as u8 == *number)?;
    Some(PasskeyEvent {
        at_unix_ms: i64::from_be_bytes(*at),
        event: event.name().to_owned(),
        by: DeviceId(value.try_into().ok()?),
    })
}
