//! What an authenticator is asked, until it answers, and under which address of the node.

use identity::DeviceId;
use std::collections::BTreeMap;
use std::time::Duration;
use webauthn_rs::prelude::{
    PasskeyAuthentication, PasskeyRegistration, Url, Webauthn, WebauthnBuilder, WebauthnError,
};

use crate::app::{AppError, ErrorCode};

/// From the node's challenge to the authenticator's answer: time to look for a key, and to type its PIN.
pub const CEREMONY_LIFETIME_MS: i64 = 3 * 60 * 1_000;
/// Challenges of one device that wait for an authenticator; a further one takes the oldest's place. Only
/// a device that signed, or has a session, opens one.
pub const CEREMONIES_PER_DEVICE_MAX: usize = 4;

/// The node's address as a browser has it. A passkey belongs to its host, and counts under it alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin(Url);

impl Origin {
    /// Nothing where the host is a number: no passkey can belong to one.
    pub fn read(text: &str) -> Option<Self> {
        let url = Url::parse(text).ok()?;
        url.domain().is_some().then_some(Self(url))
    }

    pub(super) fn text(&self) -> String {
        self.0.origin().ascii_serialization()
    }

    /// Host and port as they are: no subdomains, no other port.
    pub(super) fn webauthn(&self, side_name: &str) -> Result<Webauthn, AppError> {
        let host = self.0.domain().ok_or_else(needs_name)?;
        let lifetime_ms = u64::try_from(CEREMONY_LIFETIME_MS).unwrap_or_default();
        WebauthnBuilder::new(host, &self.0)
            .and_then(|builder| {
                let builder = builder.rp_name(side_name);
                builder.timeout(Duration::from_millis(lifetime_ms)).build()
            })
            .map_err(|_| needs_name())
    }
}

/// What an authenticator was asked, until it answers.
#[derive(Default)]
pub(in crate::app) struct Ceremonies(BTreeMap<DeviceId, Vec<Ceremony>>);

pub(super) struct Ceremony {
    pub nonce: [u8; 32],
    pub until_ms: i64,
    pub origin: Origin,
    pub asked: Asked,
}

pub(super) enum Asked {
    ToShow(PasskeyAuthentication),
    ToMake(PasskeyRegistration),
}

impl Ceremonies {
    pub(super) fn open(&mut self, device: DeviceId, ceremony: Ceremony, now_ms: i64) {
        self.0.retain(|_, open| {
            open.retain(|one| now_ms < one.until_ms);
            !open.is_empty()
        });
        let open = self.0.entry(device).or_default();
        open.retain(|one| one.nonce != ceremony.nonce);
        if open.len() >= CEREMONIES_PER_DEVICE_MAX {
            open.remove(0);
        }
        open.push(ceremony);
    }

    /// Once.
    pub(super) fn take(&mut self, device: DeviceId, nonce: &[u8], now_ms: i64) -> Option<Ceremony> {
        let open = self.0.get_mut(&device)?;
        let at = open.iter().position(|one| one.nonce == nonce)?;
        let taken = open.remove(at);
        (now_ms < taken.until_ms).then_some(taken)
    }

    pub(super) fn forget(&mut self, device: DeviceId) {
        self.0.remove(&device);
    }
}

pub(super) fn needs_name() -> AppError {
    AppError::new(
        ErrorCode::PasskeyNeedsName,
        "a passkey belongs to a host name; open the node by its name instead of a number",
    )
}

pub(super) fn too_late() -> AppError {
    AppError::new(
        ErrorCode::PasskeyRefused,
        "the authenticator wasn't asked this, answered twice, or took longer than three minutes; begin again",
    )
}

pub(super) fn copied() -> AppError {
    AppError::new(
        ErrorCode::PasskeyCopied,
        "the passkey's counter went back, so there may be a copy of it; tell your administrator, who takes it off",
    )
}

/// Why an authenticator's answer doesn't stand.
pub(super) fn refused(error: &WebauthnError) -> AppError {
    match error {
        WebauthnError::UserNotVerified => AppError::new(
            ErrorCode::UserNotVerified,
            "the authenticator didn't verify who holds it; set up its PIN, finger or face, and try again",
        ),
        WebauthnError::CredentialPossibleCompromise => copied(),
        other => AppError::new(
            ErrorCode::PasskeyRefused,
            format!("the passkey's answer doesn't stand: {other}"),
        ),
    }
}
