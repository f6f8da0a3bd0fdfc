//! Signing in: a challenge signed by the device and bound to this node; a token of which the node
//! keeps only the hash; both end with the device's accreditation.

use identity::{DeviceId, Label, PersonId, PublicKey, RoleSet, Signature, sha256};
use std::collections::BTreeMap;
use storage::{Batch, Store, Table};
use wire::sign_in_message;

use super::{AppError, ErrorCode, NodeCore, Now};

/// A session ends after so long: 12 hours, a shift and its overlap.
pub const SESSION_LIFETIME_MS: i64 = 12 * 3_600 * 1_000;
/// A challenge is answered within a minute.
const CHALLENGE_LIFETIME_MS: i64 = 60 * 1_000;
/// Challenges that a node holds open.
const CHALLENGES_MAX: usize = 1_024;
/// Failed sign-ins of a device in a minute before it has to wait.
const FAILED_SIGN_INS_MAX: u32 = 5;
/// First wait; doubled with each further failure.
const WAIT_MS: i64 = 60 * 1_000;
/// Longest wait: an hour.
const WAIT_MS_MAX: i64 = 3_600 * 1_000;
/// Sessions of one device.
const SESSIONS_PER_DEVICE_MAX: usize = 64;

/// Who is signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Who {
    pub device: DeviceId,
    pub person: PersonId,
    pub key: PublicKey,
    pub roles: RoleSet,
}

/// 32 random bytes that stand for a session; printed as nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct SessionToken(pub [u8; 32]);

impl std::fmt::Debug for SessionToken {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("SessionToken")
    }
}

/// A session that was opened.
#[derive(Debug, Clone)]
pub struct Session {
    pub token: SessionToken,
    pub expires_unix_ms: i64,
}

#[derive(Debug, Default)]
pub(super) struct Sessions {
    challenges: BTreeMap<[u8; 32], (DeviceId, i64)>,
    failures: BTreeMap<DeviceId, Failures>,
}

#[derive(Debug, Clone, Copy)]
struct Failures {
    count: u32,
    since_ms: i64,
    wait_until_ms: i64,
}

impl Sessions {
    fn hold_back(&self, device: DeviceId, now_ms: i64) -> Result<(), AppError> {
        match self.failures.get(&device) {
            Some(failures) if now_ms < failures.wait_until_ms => {
                let seconds = (failures.wait_until_ms - now_ms).div_euclid(1_000) + 1;
                Err(AppError {
                    retry_after_s: u32::try_from(seconds).ok(),
                    ..AppError::new(
                        ErrorCode::TooMany,
                        "too many failed sign-ins; wait and try again",
                    )
                })
            }
            Some(_) | None => Ok(()),
        }
    }

    fn failed(&mut self, device: DeviceId, now_ms: i64) {
        if self.failures.len() >= CHALLENGES_MAX && !self.failures.contains_key(&device) {
            self.failures
                .retain(|_, failures| now_ms < failures.wait_until_ms);
        }
        let failures = self.failures.entry(device).or_insert(Failures {
            count: 0,
            since_ms: now_ms,
            wait_until_ms: 0,
        });
        if failures.wait_until_ms == 0 && now_ms - failures.since_ms > WAIT_MS {
            (failures.count, failures.since_ms) = (0, now_ms);
        }
        failures.count += 1;
        if failures.count >= FAILED_SIGN_INS_MAX {
            let doublings = (failures.count - FAILED_SIGN_INS_MAX).min(16);
            failures.wait_until_ms = now_ms + (WAIT_MS << doublings).min(WAIT_MS_MAX);
        }
    }

    /// Ends all sessions of a device whose accreditation ended.
    pub fn end_of_device(&mut self, store: &mut dyn Store, device: DeviceId) {
        self.challenges.retain(|_, (of, _)| *of != device);
        let Ok(pairs) = store.scan(Table::Sessions, &device.0, SESSIONS_PER_DEVICE_MAX) else {
            return;
        };
        let mut batch = Batch::new();
        for (key, _) in pairs {
            batch = batch.delete(Table::Sessions, key);
        }
        // If this fails the session is refused all the same: each use looks at the accreditation.
        let _ = store.commit(&batch);
    }
}

/// `device ‖ SHA-256(token)`.
fn session_key(device: DeviceId, token: &SessionToken) -> Vec<u8> {
    [&device.0[..], &sha256(&token.0)].concat()
}

impl NodeCore {
    /// First step: 32 random bytes for the device to sign.
    pub fn challenge(
        &mut self,
        now: Now,
        device: DeviceId,
        random: [u8; 32],
    ) -> Result<[u8; 32], AppError> {
        self.sessions.hold_back(device, now.unix_ms)?;
        self.sessions
            .challenges
            .retain(|_, (_, until)| now.unix_ms < *until);
        if self.sessions.challenges.len() >= CHALLENGES_MAX {
            return Err(AppError {
                retry_after_s: Some(60),
                ..AppError::new(
                    ErrorCode::TooMany,
                    "too many sign-ins are under way; try again in a minute",
                )
            });
        }
        // Unknown devices get one too: whether a device is known is not told.
        self.sessions
            .challenges
            .insert(random, (device, now.unix_ms + CHALLENGE_LIFETIME_MS));
        Ok(random)
    }

    /// Second step: the signed challenge for a token.
    pub fn sign_in(
        &mut self,
        now: Now,
        device: DeviceId,
        nonce: &[u8],
        signature: &Signature,
        random: [u8; 32],
    ) -> Result<Session, AppError> {
        self.sessions.hold_back(device, now.unix_ms)?;
        let nonce: [u8; 32] = nonce
            .try_into()
            .map_err(|_| AppError::new(ErrorCode::Malformed, "a challenge has 32 bytes"))?;
        let open = self
            .sessions
            .challenges
            .remove(&nonce)
            .is_some_and(|(of, until)| of == device && now.unix_ms < until);
        let message = sign_in_message(&nonce, &self.charter.node_key, device);
        let signed = open
            && self
                .who(device, now.unix_ms)
                .is_some_and(|who| who.key.verify(Label::SignIn, &message, signature).is_ok());
        if !signed {
            self.sessions.failed(device, now.unix_ms);
            self.counters.sign_ins_refused += 1;
            return Err(AppError::new(
                ErrorCode::SignInRefused,
                "the sign-in doesn't stand: unknown or revoked device, old challenge, or another node's",
            ));
        }
        self.sessions.failures.remove(&device);
        let expires_unix_ms = now.unix_ms + SESSION_LIFETIME_MS;
        let token = SessionToken(random);
        let mut batch = Batch::new().put(
            Table::Sessions,
            session_key(device, &token),
            expires_unix_ms.to_be_bytes().to_vec(),
        );
        let held = self
            .store
            .scan(Table::Sessions, &device.0, SESSIONS_PER_DEVICE_MAX)?;
        let full = held.len() >= SESSIONS_PER_DEVICE_MAX;
        let oldest = held
            .iter()
            .min_by_key(|(_, expires)| expires.clone())
            .map(|(key, _)| key.clone());
        if let Some(oldest) = oldest.filter(|_| full) {
            batch = batch.delete(Table::Sessions, oldest);
        }
        self.store.commit(&batch)?;
        self.counters.sign_ins += 1;
        Ok(Session {
            token,
            expires_unix_ms,
        })
    }

    /// Whose session this is, if its accreditation still stands.
    pub fn session(
        &self,
        now: Now,
        device: DeviceId,
        token: &SessionToken,
    ) -> Result<Who, AppError> {
        let refused = || {
            AppError::new(
                ErrorCode::NotSignedIn,
                "sign in first; sessions end after 12 hours or a revocation",
            )
        };
        let expires = self
            .store
            .get(Table::Sessions, &session_key(device, token))?
            .and_then(|bytes| bytes.try_into().ok())
            .map(i64::from_be_bytes)
            .ok_or_else(refused)?;
        if now.unix_ms >= expires {
            return Err(refused());
        }
        self.who(device, now.unix_ms).ok_or_else(refused)
    }

    /// Ends one session.
    pub fn sign_out(&mut self, device: DeviceId, token: &SessionToken) -> Result<(), AppError> {
        Ok(self
            .store
            .commit(&Batch::new().delete(Table::Sessions, session_key(device, token)))?)
    }
}
