//! Passkeys of browsers' devices: registered under the device's own signature, shown at each sign-in with
//! the user verified, counted so that a copy is noticed, and taken off by an officer alone.
//!
//! Who holds a device's key, and nothing more, registers no passkey beside one that is there: a session
//! takes a passkey by then, and a further passkey one that was shown minutes ago.

mod ceremonies;
mod kept;

use identity::{DeviceId, Label};
use serde::Serialize;
use storage::{Batch, Table};
use webauthn_rs::prelude::{
    Passkey, PublicKeyCredential, RegisterPublicKeyCredential, Uuid, WebauthnError,
};
use wire::{Bytes64, PasskeyOptions, PasskeyRegistered, PasskeyRegistration, passkey_message};

use super::sessions::{
    CHALLENGE_LIFETIME_MS, SESSIONS_PER_DEVICE_MAX, SessionToken, session_key, session_value,
};
use super::{AppError, ErrorCode, NodeCore, Now, SignIn, Standing};
use ceremonies::{Asked, Ceremony, copied, needs_name, refused, too_late};
use kept::{Event, Kept, open_key, passkey_key};

pub(super) use ceremonies::Ceremonies;
pub use ceremonies::{CEREMONIES_PER_DEVICE_MAX, CEREMONY_LIFETIME_MS, Origin};

/// Passkeys of one device: the machine's own, and security keys to fall back on.
pub const PASSKEYS_PER_DEVICE_MAX: usize = 4;
/// A further passkey is registered so soon after signing in with one.
pub const FRESH_MS: i64 = 5 * 60 * 1_000;
/// After a reset a device signs in by its key for so long, to register another passkey.
pub const RESET_OPEN_MS: i64 = 3_600 * 1_000;
/// Longest answer of an authenticator, as text.
pub const PASSKEY_TEXT_BYTES_MAX: usize = 16 * 1_024;

fn read_answer<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, AppError> {
    if text.len() > PASSKEY_TEXT_BYTES_MAX {
        return Err(AppError::new(
            ErrorCode::TooLarge,
            format!("an authenticator's answer has at most {PASSKEY_TEXT_BYTES_MAX} bytes"),
        ));
    }
    serde_json::from_str(text).map_err(|error| AppError::malformed(&error))
}

fn written<T: Serialize>(value: &T) -> Result<String, AppError> {
    serde_json::to_string(value).map_err(|error| AppError::malformed(&error))
}

impl NodeCore {
    /// A device's key alone opens a session where there is no passkey, and none was taken off too long ago.
    fn key_is_enough(&self, now: Now, device: DeviceId) -> Result<(), AppError> {
        match self.open_until(device)? {
            Some(until) if now.unix_ms >= until => Err(AppError::new(
                ErrorCode::PasskeyNeeded,
                "this device's passkey was taken off more than an hour ago, and no other was registered; \
                 ask your administrator to take it off once more",
            )),
            Some(_) | None => Ok(()),
        }
    }

    /// Between challenge and sign-in: what the authenticator is asked, for this challenge and no other;
    /// nothing where the device's key is enough.
    pub fn passkey_wanted(
        &mut self,
        now: Now,
        asked: SignIn<'_>,
        origin: Option<&Origin>,
    ) -> Result<Option<String>, AppError> {
        let device = asked.device;
        let nonce = self.signed_challenge(now, asked, CHALLENGE_LIFETIME_MS)?;
        let mut kept = self.kept_passkeys(device)?;
        if kept.is_empty() {
            return self.key_is_enough(now, device).map(|()| None);
        }
        let origin = origin.ok_or_else(needs_name)?;
        let elsewhere = kept.first().map(|one| one.origin.clone());
        kept.retain(|one| one.origin == origin.text());
        if kept.is_empty() {
            let elsewhere = elsewhere.unwrap_or_default();
            return Err(AppError::new(
                ErrorCode::PasskeyElsewhere,
                format!("this device's passkey counts under {elsewhere}; open the desk there"),
            ));
        }
        let known: Vec<Passkey> = kept.into_iter().map(|one| one.passkey).collect();
        let (question, state) = origin
            .webauthn(&self.charter.name)?
            .start_passkey_authentication(&known)
            .map_err(|error| refused(&error))?;
        self.open_ceremony(now, device, nonce, origin.clone(), Asked::ToShow(state));
        written(&question.public_key).map(Some)
    }

    fn open_ceremony(
        &mut self,
        now: Now,
        device: DeviceId,
        nonce: [u8; 32],
        origin: Origin,
        asked: Asked,
    ) {
        let ceremony = Ceremony {
            nonce,
            until_ms: now.unix_ms + CEREMONY_LIFETIME_MS,
            origin,
            asked,
        };
        self.ceremonies.open(device, ceremony, now.unix_ms);
    }

    /// When a passkey was shown for this challenge: now, or not at all where the device has none.
    pub(super) fn check_passkey(
        &mut self,
        now: Now,
        device: DeviceId,
        nonce: &[u8; 32],
        answer: Option<&str>,
    ) -> Result<Option<i64>, AppError> {
        let kept = self.kept_passkeys(device)?;
        match answer {
            None if kept.is_empty() => self.key_is_enough(now, device).map(|()| None),
            None => Err(AppError::new(
                ErrorCode::PasskeyNeeded,
                "this device has a passkey and signs in with it, in its browser; by its key alone it doesn't",
            )),
            Some(answer) => {
                let answer = read_answer(answer)?;
                self.check_shown(now, device, nonce, &answer, kept)?;
                Ok(Some(now.unix_ms))
            }
        }
    }

    fn check_shown(
        &mut self,
        now: Now,
        device: DeviceId,
        nonce: &[u8; 32],
        answer: &PublicKeyCredential,
        kept: Vec<Kept>,
    ) -> Result<(), AppError> {
        let ceremony = self.ceremonies.take(device, nonce, now.unix_ms);
        let ceremony = ceremony.ok_or_else(too_late)?;
        let Asked::ToShow(state) = &ceremony.asked else {
            return Err(too_late());
        };
        let checked = ceremony
            .origin
            .webauthn(&self.charter.name)?
            .finish_passkey_authentication(answer, state);
        let shown = match checked {
            Ok(shown) => shown,
            Err(error) => {
                if matches!(error, WebauthnError::CredentialPossibleCompromise) {
                    self.note(now, device, Event::CopySuspected, device)?;
                }
                return Err(refused(&error));
            }
        };
        let mut one = kept
            .into_iter()
            .find(|one| one.passkey.cred_id() == shown.cred_id())
            .ok_or_else(too_late)?;
        // The question remembers the counter of when it was asked. Another answer may have come since.
        let counted = one.internals().counter;
        if (counted > 0 || shown.counter() > 0) && shown.counter() <= counted {
            self.note(now, device, Event::CopySuspected, device)?;
            return Err(copied());
        }
        let _ = one.passkey.update_credential(&shown);
        one.used_unix_ms = Some(now.unix_ms);
        let key = passkey_key(device, &one.passkey);
        let value = written(&one)?;
        Ok(self
            .store
            .commit(&Batch::new().put(Table::Passkeys, key, value))?)
    }

    /// Whether this session registers a passkey: the device's first, or a further one soon after another
    /// was shown. Asked when it begins and when it ends.
    fn may_register(&self, now: Now, standing: &Standing, kept: &[Kept]) -> Result<(), AppError> {
        if kept.len() >= PASSKEYS_PER_DEVICE_MAX {
            return Err(AppError::new(
                ErrorCode::PasskeysFull,
                format!(
                    "a device has at most {PASSKEYS_PER_DEVICE_MAX} passkeys; your administrator takes them off"
                ),
            ));
        }
        let shown = standing.passkey_unix_ms;
        let is_fresh = shown.is_some_and(|shown| now.unix_ms < shown + FRESH_MS);
        if !kept.is_empty() && !is_fresh {
            return Err(AppError::new(
                ErrorCode::PasskeyNotFresh,
                "sign in with the passkey that is there, and register the further one within five minutes",
            ));
        }
        Ok(())
    }

    /// What a browser makes a passkey of.
    pub fn passkey_options(
        &mut self,
        now: Now,
        standing: &Standing,
        origin: Option<Origin>,
        nonce: [u8; 32],
    ) -> Result<PasskeyOptions, AppError> {
        let origin = origin.ok_or_else(needs_name)?;
        let device = standing.who.device;
        let kept = self.kept_passkeys(device)?;
        self.may_register(now, standing, &kept)?;
        let known = kept.iter().map(|one| one.passkey.cred_id().clone());
        let name = device.to_string();
        let (mut question, state) = origin
            .webauthn(&self.charter.name)?
            .start_passkey_registration(
                Uuid::from_bytes(device.0),
                &name,
                &name,
                Some(known.collect()),
            )
            .map_err(|error| refused(&error))?;
        // Where the authenticator can keep it, people find it among their passkeys.
        if let Some(selection) = &mut question.public_key.authenticator_selection {
            selection.resident_key = serde_json::from_str("\"preferred\"").ok();
        }
        let options = written(&question.public_key)?;
        self.open_ceremony(now, device, nonce, origin, Asked::ToMake(state));
        Ok(PasskeyOptions {
            nonce: Bytes64(nonce.to_vec()),
            options,
        })
    }

    /// Keeps a passkey that the device itself signed for. With the first all other sessions of the device
    /// end: they were opened by its key alone.
    pub fn register_passkey(
        &mut self,
        now: Now,
        standing: &Standing,
        token: &SessionToken,
        made: &PasskeyRegistration,
    ) -> Result<PasskeyRegistered, AppError> {
        // The session may have ended while the request came in.
        let standing = &self.standing_session(now, standing.who.device, token)?;
        let (device, nonce) = (standing.who.device, &made.nonce.0);
        let node_key = &self.charter.node_key;
        let message = passkey_message(nonce, node_key, device, &made.credential);
        let signed = (standing.who.key).verify(Label::Passkey, &message, &made.signature);
        signed.map_err(|_| {
            AppError::new(
                ErrorCode::BadSignature,
                "a passkey is registered under the device's own signature",
            )
        })?;
        let answer: RegisterPublicKeyCredential = read_answer(&made.credential)?;
        let ceremony = self.ceremonies.take(device, nonce, now.unix_ms);
        let ceremony = ceremony.ok_or_else(too_late)?;
        let Asked::ToMake(state) = &ceremony.asked else {
            return Err(too_late());
        };
        let kept = self.kept_passkeys(device)?;
        self.may_register(now, standing, &kept)?;
        let passkey = ceremony
            .origin
            .webauthn(&self.charter.name)?
            .finish_passkey_registration(&answer, state)
            .map_err(|error| refused(&error))?;
        if self.is_registered(&passkey)? {
            return Err(AppError::new(
                ErrorCode::Conflict,
                "this passkey is registered already; make another",
            ));
        }
        let one = Kept {
            passkey,
            origin: ceremony.origin.text(),
            registered_unix_ms: now.unix_ms,
            used_unix_ms: None,
        };
        let mut batch = Batch::new()
            .put(
                Table::Passkeys,
                passkey_key(device, &one.passkey),
                written(&one)?,
            )
            .delete(Table::Passkeys, open_key(device));
        let own = session_key(device, token);
        if kept.is_empty() {
            batch = self.without_sessions(batch, device, Some(&own))?;
            // Making it verified its user, as showing it would.
            let value = session_value(standing.expires_unix_ms, Some(now.unix_ms));
            batch = batch.put(Table::Sessions, own, value);
        }
        self.store.commit(&batch)?;
        self.note(now, device, Event::Registered, device)?;
        Ok(PasskeyRegistered {
            id: hex::encode(one.id()),
            passkeys: self.passkey_count(device)?,
        })
    }

    fn without_sessions(
        &self,
        mut batch: Batch,
        device: DeviceId,
        but: Option<&[u8]>,
    ) -> Result<Batch, AppError> {
        let held = self
            .store
            .scan(Table::Sessions, &device.0, SESSIONS_PER_DEVICE_MAX)?;
        for (key, _) in held.into_iter().filter(|(key, _)| Some(&key[..]) != but) {
            batch = batch.delete(Table::Sessions, key);
        }
        Ok(batch)
    }

    /// Takes a device's passkeys off and ends its sessions. For an hour it may sign in by its key, to
    /// register another; then not at all until it is done once more. Of an officer's own device only
    /// where its passkey was just shown: an open session and the key alone would replace it otherwise.
    pub fn reset_passkeys(
        &mut self,
        now: Now,
        device: DeviceId,
        by: &Standing,
    ) -> Result<(), AppError> {
        let kept = self.kept_passkeys(device)?;
        let shown = by.passkey_unix_ms;
        let is_fresh = shown.is_some_and(|shown| now.unix_ms < shown + FRESH_MS);
        let by = by.who.device;
        if device == by && !kept.is_empty() && !is_fresh {
            return Err(AppError::new(
                ErrorCode::PasskeyNotFresh,
                "sign in with the passkey once more, or let another officer take it off",
            ));
        }
        if kept.is_empty() && self.open_until(device)?.is_none() {
            return Err(AppError::new(
                ErrorCode::NotFound,
                "this device has no passkey; `detente passkey list` names those that have",
            ));
        }
        let until = now.unix_ms + RESET_OPEN_MS;
        let mut batch = self.without_sessions(Batch::new(), device, None)?;
        batch = batch.put(Table::Passkeys, open_key(device), until.to_be_bytes());
        for one in &kept {
            batch = batch.delete(Table::Passkeys, passkey_key(device, &one.passkey));
        }
        batch = batch.delete(Table::Push, device.0);
        self.store.commit(&batch)?;
        self.ceremonies.forget(device);
        tracing::info!(%device, %by, "a device's passkeys were taken off");
        self.note(now, device, Event::Reset, by)
    }
}

#[cfg(test)]
pub(super) mod authenticator;
#[cfg(test)]
#[path = "passkeys_tests.rs"]
mod tests;
