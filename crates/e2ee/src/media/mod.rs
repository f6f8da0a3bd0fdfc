//! Media under SFrame (RFC 9605) with keys from the group: AES-256-GCM, 128-bit tags, key ids from
//! epoch and leaf, one counter per device and epoch over all its tracks.
//!
//! There is no mode without encryption. Install the new epoch's receive keys first, then switch the
//! sender; the old epoch's keys stay for a bounded while, and not at all after a removal.

mod probe;
mod receivers;
mod sender;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod vectors;
#[cfg(test)]
mod video_tests;

pub use probe::{danger_open, key_id_of};
pub use receivers::{Change, InstallError, OpenCounts, OpenFrameError, OpenedFrame, Receivers};
pub use sender::{SealFrameError, Sender, SwitchError};

use crate::ids::{Epoch, LeafIndex};
use crate::secret::Secret;
use sframe::CipherSuite;
use sframe::mls::{MlsKeyId, MlsKeyIdBitRange};
use std::time::Duration;

/// AES_256_GCM_SHA512_128 of RFC 9605, section 4.5.
pub const SUITE: CipherSuite = CipherSuite::AesGcm256Sha512;
/// Bytes of the authentication tag.
pub const TAG_LEN: usize = 16;
/// A sealed audio frame, header and tag included.
pub const AUDIO_LEN_MAX: usize = 1_000;
/// A sealed video frame, header and tag included.
pub const VIDEO_LEN_MAX: usize = 1024 * 1024;
/// How far behind a device's newest frame another may come.
pub const REPLAY_WINDOW: usize = 1_024;
/// How long the past epoch's keys still open frames.
pub const PAST_EPOCH_MAX: Duration = Duration::from_secs(10);
/// The highest counter: keeps headers short, and no epoch lasts for that many frames.
pub const COUNTER_MAX: u64 = u32::MAX as u64;
/// The longest header: one byte, two of key id, four of counter.
pub const HEADER_LEN_MAX: usize = 1 + 2 + 4;

/// Low bits of the epoch in a key id. Two epochs are held at a time, so these never collide.
const EPOCH_BITS: u8 = 8;
const LEAF_BITS: u8 = 8;

const _: () = assert!(crate::group::DEVICES_MAX <= 1 << LEAF_BITS);
const _: () = assert!(EPOCH_BITS + LEAF_BITS == 16 && COUNTER_MAX < 1 << 32);
const _: () = assert!(SUITE.auth_tag_len() == TAG_LEN);

/// What a frame belongs to; says how long it may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Track {
    Audio,
    Video,
}

impl Track {
    /// Bytes of a sealed frame, at most.
    pub fn len_max(self) -> usize {
        match self {
            Self::Audio => AUDIO_LEN_MAX,
            Self::Video => VIDEO_LEN_MAX,
        }
    }
}

/// From a group's epoch: what opens the frames of its other devices.
#[derive(Clone, Debug)]
pub struct ReceiveKeys {
    pub(crate) epoch: Epoch,
    base: Secret<32>,
    leaves: Vec<LeafIndex>,
}

/// From a group's epoch: what seals this device's frames. Exists once and is not copied.
#[derive(Debug)]
pub struct SenderKey {
    pub(crate) epoch: Epoch,
    leaf: LeafIndex,
    base: Secret<32>,
}

impl ReceiveKeys {
    pub(crate) fn new(epoch: Epoch, base: Secret<32>, leaves: Vec<LeafIndex>) -> Self {
        Self {
            epoch,
            base,
            leaves,
        }
    }

    pub fn epoch(&self) -> Epoch {
        self.epoch
    }

    /// The epoch's base key and the other devices' leaves, for a checker that proves what opens
    /// with a device's keys and what without.
    pub fn danger_parts(&self) -> (&[u8; 32], &[LeafIndex]) {
        (self.base.danger_bytes(), &self.leaves)
    }
}

impl SenderKey {
    pub(crate) fn new(epoch: Epoch, leaf: LeafIndex, base: Secret<32>) -> Self {
        Self { epoch, leaf, base }
    }

    pub fn epoch(&self) -> Epoch {
        self.epoch
    }
}

/// The key id of a device in an epoch (RFC 9605, section 5.2), with context id 0; `None` for a leaf
/// that no group of ours has.
fn key_id(epoch: Epoch, leaf: LeafIndex) -> Option<u64> {
    let range = MlsKeyIdBitRange::try_new(EPOCH_BITS, LEAF_BITS).ok()?;
    let id = MlsKeyId::try_new(0_u64, epoch.0, u64::from(leaf.0), range).ok()?;
    Some(id.into())
}
