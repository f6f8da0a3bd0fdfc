//! Signing in: a challenge signed by the device and bound to this node; a token of which the node
//! keeps only the hash; both end with the device's accreditation.

use identity::{DeviceId, Label, PersonId, PublicKey, RoleSet, Signature, sha256};
use std::collections::BTreeMap;
use storage::{Batch, Pair, Store, Table};
use wire::sign_in_message;

use super::passkeys::CEREMONY_LIFETIME_MS;
use super::{AppError, ErrorCode, NodeCore, Now};

/// Said to whoever shows no session that stands, whatever they show: it tells nobody which it was.
pub const SIGN_IN_FIRST: &str = "sign in first: POST /api/v1/sessions/challenge, then /api/v1/sessions; \
    a session ends after 12 hours, with its device's revocation, or when a passkey is registered or taken off";

/// A session ends after so long: 12 hours, a shift and its overlap.
pub const SESSION_LIFETIME_MS: i64 = 12 * 3_600 * 1_000;
/// A challenge is answered within a minute, by a device's key alone.
pub(super) const CHALLENGE_LIFETIME_MS: i64 = 60 * 1_000;
/// Failed sign-ins for a device in a minute before whoever fails has to wait.
const FAILED_SIGN_INS_MAX: u32 = 5;
/// First wait; doubled with each further failure.
const WAIT_MS: i64 = 60 * 1_000;
/// Longest wait: an hour. So long without a failure, and they are forgotten.
const WAIT_MS_MAX: i64 = 3_600 * 1_000;
/// Strangers whose failures are counted; a further one takes the place of the oldest.
const STRANGERS_MAX: usize = 1_024;
/// Sessions of one device; a further one ends the oldest.
pub(super) const SESSIONS_PER_DEVICE_MAX: usize = 64;

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

impl SessionToken {
    /// What a browser's page shows to prove that it is of this node: a hash of the token, under a label
    /// of its own, so that nothing more is kept.
    pub fn csrf(&self) -> [u8; 32] {
        sha256(&[&b"detente csrf"[..], &self.0].concat())
    }
}

/// Names an open session and opens nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionId(pub [u8; 16]);

impl SessionId {
    fn of_key(key: &[u8]) -> Self {
        let digest = sha256(&[&b"detente session id"[..], key].concat());
        let mut id = [0; 16];
        id.copy_from_slice(&digest[..16]);
        Self(id)
    }
}

/// An open session, as officers see it.
#[derive(Debug, Clone, Copy)]
pub struct Opened {
    pub id: SessionId,
    pub who: Who,
    pub expires_unix_ms: i64,
}

impl Opened {
    pub fn opened_unix_ms(&self) -> i64 {
        self.expires_unix_ms - SESSION_LIFETIME_MS
    }
}

/// What a device answers its challenge with.
#[derive(Debug, Clone, Copy)]
pub struct SignIn<'a> {
    pub device: DeviceId,
    pub nonce: &'a [u8],
    pub signature: &'a Signature,
    /// What browser and authenticator said, where the device has a passkey.
    pub passkey: Option<&'a str>,
}

impl<'a> SignIn<'a> {
    /// By the device's key alone.
    pub fn by_key(device: DeviceId, nonce: &'a [u8], signature: &'a Signature) -> Self {
        Self {
            device,
            nonce,
            signature,
            passkey: None,
        }
    }
}

/// A session that stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    pub who: Who,
    pub expires_unix_ms: i64,
    /// When a passkey was shown for it, with its user verified.
    pub passkey_unix_ms: Option<i64>,
}

/// A session that was opened.
#[derive(Debug, Clone)]
pub struct Session {
    pub token: SessionToken,
    pub expires_unix_ms: i64,
}

/// What is remembered of sign-ins under way. Nobody can crowd out or lock out a side's own devices:
/// open challenges aren't kept at all, of strangers nothing but a bounded count of failures, and a
/// device that holds its key comes in whoever else failed in its name.
#[derive(Default)]
pub(super) struct Sessions {
    challenger: Option<Challenger>,
    /// Challenges that were answered, until they would be too old anyway.
    answered: BTreeMap<[u8; 32], i64>,
    failures: BTreeMap<DeviceId, Failures>,
    failures_of_strangers: BTreeMap<DeviceId, Failures>,
}

#[derive(Debug, Clone, Copy)]
struct Failures {
    count: u32,
    since_ms: i64,
    wait_until_ms: i64,
}

impl Failures {
    fn since(now_ms: i64) -> Self {
        Self {
            count: 0,
            since_ms: now_ms,
            wait_until_ms: 0,
        }
    }

    /// Slow failures never make anybody wait, and an hour of quiet ends a growing delay.
    fn are_over(&self, now_ms: i64) -> bool {
        match self.wait_until_ms {
            0 => now_ms - self.since_ms > WAIT_MS,
            until => now_ms - until >= WAIT_MS_MAX,
        }
    }
}

/// Makes challenges that carry all that has to be known of them, under a code of this process alone.
struct Challenger([u8; 32]);

/// `time ‖ random ‖ code`.
const CODE_AT: usize = 16;

impl Challenger {
    /// Of a first challenge's random bytes, of which no more than a quarter is ever shown.
    fn new(random: &[u8; 32]) -> Self {
        Self(sha256(&[&b"challenger"[..], random].concat()))
    }

    fn challenge(&self, device: DeviceId, random: &[u8; 32], now_ms: i64) -> [u8; 32] {
        let mut nonce = [0; 32];
        nonce[..8].copy_from_slice(&now_ms.to_be_bytes());
        nonce[8..CODE_AT].copy_from_slice(&random[..8]);
        let code = self.code(device, &nonce);
        nonce[CODE_AT..].copy_from_slice(&code);
        nonce
    }

    /// When the challenge was made, if it is ours and for this device.
    fn made_ms(&self, device: DeviceId, nonce: &[u8; 32]) -> Option<i64> {
        let is_ours = self.code(device, nonce)[..] == nonce[CODE_AT..];
        let made_ms = i64::from_be_bytes(nonce[..8].try_into().ok()?);
        is_ours.then_some(made_ms)
    }

    /// All parts are of fixed length, so that none can be taken for another.
    fn code(&self, device: DeviceId, nonce: &[u8; 32]) -> [u8; 16] {
        let digest = sha256(&[&self.0[..], &device.0, &nonce[..CODE_AT]].concat());
        let mut code = [0; 16];
        code.copy_from_slice(&digest[..16]);
        code
    }
}

impl Sessions {
    fn hold_back(&self, device: DeviceId, now_ms: i64) -> Result<(), AppError> {
        let failures = self
            .failures
            .get(&device)
            .or_else(|| self.failures_of_strangers.get(&device));
        match failures {
            Some(failures) if now_ms < failures.wait_until_ms => {
                let seconds = (failures.wait_until_ms - now_ms + 999).div_euclid(1_000);
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

    /// Counts a failure; the same for strangers, so that an answer doesn't tell whether a device is
    /// known.
    fn failed(&mut self, device: DeviceId, known: bool, now_ms: i64) {
        let all = match known {
            true => &mut self.failures,
            false => &mut self.failures_of_strangers,
        };
        let is_new = !all.contains_key(&device);
        if !known && is_new && all.len() >= STRANGERS_MAX {
            let oldest = all.iter().min_by_key(|(_, failures)| failures.since_ms);
            if let Some(oldest) = oldest.map(|(device, _)| *device) {
                all.remove(&oldest);
            }
        }
        let failures = all.entry(device).or_insert(Failures::since(now_ms));
        if failures.are_over(now_ms) {
            *failures = Failures::since(now_ms);
        }
        failures.count += 1;
        if failures.count >= FAILED_SIGN_INS_MAX {
            let doublings = (failures.count - FAILED_SIGN_INS_MAX).min(16);
            failures.wait_until_ms = now_ms + (WAIT_MS << doublings).min(WAIT_MS_MAX);
        }
    }

    /// Whether a challenge may be answered: once, and within its lifetime.
    fn takes(&mut self, device: DeviceId, nonce: &[u8; 32], now_ms: i64, lifetime_ms: i64) -> bool {
        self.answered.retain(|_, until| now_ms < *until);
        let challenger = self.challenger.as_ref();
        let made_ms = challenger.and_then(|challenger| challenger.made_ms(device, nonce));
        made_ms.is_some_and(|made| now_ms < made.saturating_add(lifetime_ms))
            && !self.answered.contains_key(nonce)
    }

    /// Ends all sessions of a device whose accreditation ended.
    pub fn end_of_device(&mut self, store: &mut dyn Store, device: DeviceId) {
        self.failures.remove(&device);
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

const DEVICE_BYTES: usize = size_of::<DeviceId>();

/// `device ‖ SHA-256(token)`.
pub(super) fn session_key(device: DeviceId, token: &SessionToken) -> Vec<u8> {
    [&device.0[..], &sha256(&token.0)].concat()
}

/// `expiry ‖ when a passkey was shown for it`; the second is absent in sessions by a device's key alone.
pub(super) fn session_value(expires_unix_ms: i64, passkey_unix_ms: Option<i64>) -> Vec<u8> {
    let shown = passkey_unix_ms.map(i64::to_be_bytes);
    let shown = shown.as_ref().map_or(&[][..], |bytes| bytes);
    [&expires_unix_ms.to_be_bytes()[..], shown].concat()
}

fn read_session(kept: &[u8]) -> Option<(i64, Option<i64>)> {
    let (expires, shown) = kept.split_first_chunk()?;
    let shown = match shown {
        [] => None,
        shown => Some(i64::from_be_bytes(shown.try_into().ok()?)),
    };
    Some((i64::from_be_bytes(*expires), shown))
}

/// By what officers name a session.
pub fn session_id(device: DeviceId, token: &SessionToken) -> SessionId {
    SessionId::of_key(&session_key(device, token))
}

impl NodeCore {
    /// First step: 32 random bytes for the device to sign.
    pub fn challenge(&mut self, now: Now, device: DeviceId, random: [u8; 32]) -> [u8; 32] {
        // Unknown devices get one too, which no answer fits: whether a device is known is not told.
        let challenger = self
            .sessions
            .challenger
            .get_or_insert_with(|| Challenger::new(&random));
        challenger.challenge(device, &random, now.unix_ms)
    }

    /// Second step: the signed challenge for a token, and a passkey's answer where the device has one.
    pub fn sign_in(
        &mut self,
        now: Now,
        asked: SignIn<'_>,
        random: [u8; 32],
    ) -> Result<Session, AppError> {
        let device = asked.device;
        // Whoever looks for a security key, or types its PIN, takes longer than a program.
        let lifetime_ms = match asked.passkey {
            Some(_) => CEREMONY_LIFETIME_MS,
            None => CHALLENGE_LIFETIME_MS,
        };
        let nonce = self.signed_challenge(now, asked, lifetime_ms)?;
        let shown = self.check_passkey(now, device, &nonce, asked.passkey);
        let passkey_unix_ms = shown.inspect_err(|_| self.counters.sign_ins_refused += 1)?;
        // Longer than any answer to it would be taken.
        let until = now.unix_ms + CEREMONY_LIFETIME_MS;
        self.sessions.answered.insert(nonce, until);
        self.sessions.failures.remove(&device);
        let expires_unix_ms = now.unix_ms + SESSION_LIFETIME_MS;
        let token = SessionToken(random);
        let mut batch = Batch::new().put(
            Table::Sessions,
            session_key(device, &token),
            session_value(expires_unix_ms, passkey_unix_ms),
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
        let now_bytes = now.unix_ms.to_be_bytes();
        for (key, _) in held
            .into_iter()
            .filter(|(_, expires)| expires[..] <= now_bytes[..])
        {
            batch = batch.delete(Table::Sessions, key);
        }
        self.store.commit(&batch)?;
        self.counters.sign_ins += 1;
        Ok(Session {
            token,
            expires_unix_ms,
        })
    }

    /// The challenge, if the device itself signed it, in time and for this node.
    pub(super) fn signed_challenge(
        &mut self,
        now: Now,
        asked: SignIn<'_>,
        lifetime_ms: i64,
    ) -> Result<[u8; 32], AppError> {
        let device = asked.device;
        let nonce: [u8; 32] = (asked.nonce.try_into())
            .map_err(|_| AppError::new(ErrorCode::Malformed, "a challenge has 32 bytes"))?;
        let is_open = (self.sessions).takes(device, &nonce, now.unix_ms, lifetime_ms);
        let message = sign_in_message(&nonce, &self.charter.node_key, device);
        let who = self.who(device, now.unix_ms);
        let verified = |who: Who| who.key.verify(Label::SignIn, &message, asked.signature);
        let signed = who.is_some_and(|who| verified(who).is_ok());
        if is_open && signed {
            return Ok(nonce);
        }
        // Only who fails is made to wait: device ids are no secret, and whoever knows one could
        // otherwise keep its holder out.
        self.sessions.hold_back(device, now.unix_ms)?;
        self.sessions.failed(device, who.is_some(), now.unix_ms);
        self.counters.sign_ins_refused += 1;
        Err(AppError::new(
            ErrorCode::SignInRefused,
            "the sign-in doesn't stand: unknown or revoked device, old challenge, or another node's",
        ))
    }

    /// Whose session this is, if its accreditation still stands.
    pub fn session(
        &self,
        now: Now,
        device: DeviceId,
        token: &SessionToken,
    ) -> Result<Who, AppError> {
        self.standing_session(now, device, token)
            .map(|standing| standing.who)
    }

    /// The same, until when, and how it was opened.
    pub fn standing_session(
        &self,
        now: Now,
        device: DeviceId,
        token: &SessionToken,
    ) -> Result<Standing, AppError> {
        let refused = || AppError::new(ErrorCode::NotSignedIn, SIGN_IN_FIRST);
        let kept = self
            .store
            .get(Table::Sessions, &session_key(device, token))?;
        let (expires_unix_ms, passkey_unix_ms) = kept
            .and_then(|kept| read_session(&kept))
            .ok_or_else(refused)?;
        if now.unix_ms >= expires_unix_ms {
            return Err(refused());
        }
        let who = self.who(device, now.unix_ms).ok_or_else(refused)?;
        Ok(Standing {
            who,
            expires_unix_ms,
            passkey_unix_ms,
        })
    }

    /// The open sessions of this side, the newest first.
    pub fn open_sessions(&self, now: Now) -> Result<Vec<Opened>, AppError> {
        let kept = self.kept_sessions()?;
        let opened = kept.iter().filter_map(|(key, expires)| {
            let device = DeviceId(key.get(..DEVICE_BYTES)?.try_into().ok()?);
            let (expires_unix_ms, _) = read_session(expires)?;
            let who = self.who(device, now.unix_ms)?;
            (now.unix_ms < expires_unix_ms).then_some(Opened {
                id: SessionId::of_key(key),
                who,
                expires_unix_ms,
            })
        });
        let mut opened: Vec<Opened> = opened.collect();
        opened.sort_by_key(|one| std::cmp::Reverse(one.expires_unix_ms));
        Ok(opened)
    }

    fn kept_sessions(&self) -> Result<Vec<Pair>, AppError> {
        let mut kept: Vec<Pair> = Vec::new();
        loop {
            let after = kept.last().map(|(key, _)| &key[..]);
            let page =
                self.store
                    .scan_after(Table::Sessions, b"", after, SESSIONS_PER_DEVICE_MAX)?;
            let is_last = page.len() < SESSIONS_PER_DEVICE_MAX;
            kept.extend(page);
            if is_last {
                return Ok(kept);
            }
        }
    }

    /// Ends the session that an officer named.
    pub fn end_session(&mut self, id: SessionId) -> Result<(), AppError> {
        let kept = self.kept_sessions()?;
        let named = kept.iter().find(|(key, _)| SessionId::of_key(key) == id);
        let Some((key, _)) = named else {
            return Err(AppError::new(
                ErrorCode::NotFound,
                "there is no such open session; `detente session list` names them",
            ));
        };
        let ended = Batch::new().delete(Table::Sessions, key.clone());
        Ok(self.store.commit(&ended)?)
    }

    /// Ends one session.
    pub fn sign_out(&mut self, device: DeviceId, token: &SessionToken) -> Result<(), AppError> {
        Ok(self
            .store
            .commit(&Batch::new().delete(Table::Sessions, session_key(device, token)))?)
    }
}

#[cfg(test)]
#[path = "sessions_tests.rs"]
mod tests;
