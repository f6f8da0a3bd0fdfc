//! The opening half: the other devices' keys in the current and, for a short while, the past epoch.

use super::{PAST_EPOCH_MAX, REPLAY_WINDOW, ReceiveKeys, SUITE, Track, key_id};
use crate::ids::{Epoch, LeafIndex};
use crate::secret::Plaintext;
use sframe::error::SframeError;
use sframe::frame::EncryptedFrameView;
use sframe::frame::validation::{ReplayAttackProtection, ReplayAttackProtectionError, Tolerance};
use sframe::key::DecryptionKey;
use std::collections::BTreeMap;
use std::time::Duration;

/// What led into the epoch whose keys are installed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// Devices were added or keys renewed: the past epoch's frames still open for a while.
    Grown,
    /// Somebody was removed: nothing of the past epoch opens any more.
    Removed,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InstallError {
    #[error("epoch {current} is installed, offered {offered}")]
    NotNewer { current: Epoch, offered: Epoch },
    #[error("leaf {leaf} has no key id")]
    LeafOutOfRange { leaf: LeafIndex },
    #[error("SFrame key derivation failed")]
    Derivation,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OpenFrameError {
    /// Probes come with no bytes at all; pass over them.
    #[error("empty frame")]
    Empty,
    #[error("frame of {len} bytes, at most {max}")]
    TooLong { len: usize, max: usize },
    #[error("no SFrame header")]
    Malformed,
    #[error("no key for key id {key_id}")]
    UnknownKey { key_id: u64 },
    #[error("frame of leaf {frame} on the stream of leaf {claimed}")]
    OtherStream {
        frame: LeafIndex,
        claimed: LeafIndex,
    },
    #[error("frame {counter} of leaf {leaf} came before")]
    Replayed { leaf: LeafIndex, counter: u64 },
    #[error("frame {counter} of leaf {leaf} is behind the window of {REPLAY_WINDOW}")]
    TooOld { leaf: LeafIndex, counter: u64 },
    #[error("frame of leaf {leaf} does not authenticate")]
    Authentication { leaf: LeafIndex },
}

/// Frames opened and refused since the start, by reason.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OpenCounts {
    pub opened: u64,
    pub empty: u64,
    pub too_long: u64,
    pub malformed: u64,
    pub unknown_key: u64,
    pub other_stream: u64,
    pub replayed: u64,
    pub too_old: u64,
    pub unauthentic: u64,
}

/// A frame that authenticated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenedFrame {
    pub leaf: LeafIndex,
    pub epoch: Epoch,
    pub counter: u64,
    pub plaintext: Plaintext,
}

/// Opens the other devices' frames. Times are durations since any fixed start.
#[derive(Default)]
pub struct Receivers {
    current: Option<EpochKeys>,
    past: Option<(EpochKeys, Duration)>,
    counts: OpenCounts,
}

struct EpochKeys {
    epoch: Epoch,
    devices: BTreeMap<u64, Device>,
}

struct Device {
    leaf: LeafIndex,
    key: DecryptionKey,
    replay: ReplayAttackProtection,
}

impl Receivers {
    pub fn new() -> Self {
        Self::default()
    }

    /// Installs a newer epoch's keys. The one before stays for [`PAST_EPOCH_MAX`] unless somebody
    /// was removed, or an epoch was left out and key ids could be taken for one another.
    ///
    /// # Errors
    /// [`InstallError`]; what was installed stays.
    pub fn install(
        &mut self,
        keys: &ReceiveKeys,
        change: Change,
        now: Duration,
    ) -> Result<(), InstallError> {
        if let Some(current) = &self.current
            && keys.epoch <= current.epoch
        {
            return Err(InstallError::NotNewer {
                current: current.epoch,
                offered: keys.epoch,
            });
        }
        let installed = EpochKeys::derive(keys)?;
        let before = self.current.replace(installed);
        self.past = before
            .filter(|before| change == Change::Grown && before.epoch.0 + 1 == keys.epoch.0)
            .map(|before| (before, now + PAST_EPOCH_MAX));
        Ok(())
    }

    pub fn epoch(&self) -> Option<Epoch> {
        self.current.as_ref().map(|current| current.epoch)
    }

    pub fn past_epoch(&self) -> Option<Epoch> {
        self.past.as_ref().map(|(past, _)| past.epoch)
    }

    /// When the past epoch's keys are to be forgotten.
    pub fn next_timeout(&self) -> Option<Duration> {
        self.past.as_ref().map(|(_, until)| *until)
    }

    /// Forgets the past epoch when its time is over.
    pub fn handle_timeout(&mut self, now: Duration) {
        if self.next_timeout().is_some_and(|until| now >= until) {
            self.past = None;
        }
    }

    pub fn counts(&self) -> &OpenCounts {
        &self.counts
    }

    /// Opens one frame. `claimed` is the leaf whose stream it came on, where the caller knows it;
    /// `metadata` is what the sender authenticated along with it. Only frames that open advance
    /// the replay window.
    ///
    /// # Errors
    /// [`OpenFrameError`], also counted in [`Receivers::counts`].
    pub fn open(
        &mut self,
        track: Track,
        frame: &[u8],
        metadata: &[u8],
        claimed: Option<LeafIndex>,
        now: Duration,
    ) -> Result<OpenedFrame, OpenFrameError> {
        self.handle_timeout(now);
        let opened = self.open_uncounted(track, frame, metadata, claimed);
        self.counts.add(&opened);
        opened
    }

    fn open_uncounted(
        &mut self,
        track: Track,
        frame: &[u8],
        metadata: &[u8],
        claimed: Option<LeafIndex>,
    ) -> Result<OpenedFrame, OpenFrameError> {
        if frame.is_empty() {
            return Err(OpenFrameError::Empty);
        }
        let (len, max) = (frame.len(), track.len_max());
        if len > max {
            return Err(OpenFrameError::TooLong { len, max });
        }
        let view = EncryptedFrameView::try_with_meta_data(frame, metadata)
            .map_err(|_| OpenFrameError::Malformed)?;
        let key_id = view.header().key_id();
        let (epoch, device) = self
            .device(key_id)
            .ok_or(OpenFrameError::UnknownKey { key_id })?;
        if let Some(claimed) = claimed
            && claimed != device.leaf
        {
            let frame = device.leaf;
            return Err(OpenFrameError::OtherStream { frame, claimed });
        }
        device.open(epoch, &view)
    }

    fn device(&mut self, key_id: u64) -> Option<(Epoch, &mut Device)> {
        let past = self.past.as_mut().map(|(past, _)| past);
        self.current
            .as_mut()
            .into_iter()
            .chain(past)
            .find_map(|keys| {
                let epoch = keys.epoch;
                keys.devices.get_mut(&key_id).map(|device| (epoch, device))
            })
    }
}

impl EpochKeys {
    fn derive(keys: &ReceiveKeys) -> Result<Self, InstallError> {
        let mut devices = BTreeMap::new();
        for &leaf in &keys.leaves {
            let kid = key_id(keys.epoch, leaf).ok_or(InstallError::LeafOutOfRange { leaf })?;
            devices.insert(kid, Device::derive(leaf, kid, keys.base.danger_bytes())?);
        }
        Ok(Self {
            epoch: keys.epoch,
            devices,
        })
    }
}

impl Device {
    fn derive(leaf: LeafIndex, kid: u64, base: &[u8]) -> Result<Self, InstallError> {
        let window = Tolerance::try_new(REPLAY_WINDOW).map_err(|_| InstallError::Derivation)?;
        Ok(Self {
            leaf,
            key: DecryptionKey::derive_from(SUITE, kid, base)
                .map_err(|_| InstallError::Derivation)?,
            replay: ReplayAttackProtection::new(kid, window),
        })
    }

    fn open(
        &mut self,
        epoch: Epoch,
        view: &EncryptedFrameView<'_>,
    ) -> Result<OpenedFrame, OpenFrameError> {
        let leaf = self.leaf;
        let counter = view.header().counter();
        let mut buffer = Vec::new();
        let opened = view
            .validated_decrypt_into(&self.key, &mut buffer, &mut self.replay)
            .map_err(|error| refused(&error, leaf, counter))?;
        let plaintext = Plaintext::new(opened.payload().to_vec());
        zeroize::Zeroize::zeroize(&mut buffer);
        Ok(OpenedFrame {
            leaf,
            epoch,
            counter,
            plaintext,
        })
    }
}

fn refused(error: &SframeError, leaf: LeafIndex, counter: u64) -> OpenFrameError {
    match error.source_as::<ReplayAttackProtectionError>() {
        Some(ReplayAttackProtectionError::DuplicatedFrame { .. }) => {
            OpenFrameError::Replayed { leaf, counter }
        }
        Some(ReplayAttackProtectionError::CounterTooOld { .. }) => {
            OpenFrameError::TooOld { leaf, counter }
        }
        // Anything else is bytes that this key did not make.
        Some(ReplayAttackProtectionError::KeyIdMismatch { .. }) | None => {
            OpenFrameError::Authentication { leaf }
        }
    }
}

impl OpenCounts {
    fn add(&mut self, opened: &Result<OpenedFrame, OpenFrameError>) {
        let count = match opened {
            Ok(_) => &mut self.opened,
            Err(OpenFrameError::Empty) => &mut self.empty,
            Err(OpenFrameError::TooLong { .. }) => &mut self.too_long,
            Err(OpenFrameError::Malformed) => &mut self.malformed,
            Err(OpenFrameError::UnknownKey { .. }) => &mut self.unknown_key,
            Err(OpenFrameError::OtherStream { .. }) => &mut self.other_stream,
            Err(OpenFrameError::Replayed { .. }) => &mut self.replayed,
            Err(OpenFrameError::TooOld { .. }) => &mut self.too_old,
            Err(OpenFrameError::Authentication { .. }) => &mut self.unauthentic,
        };
        *count += 1;
    }
}

impl std::fmt::Debug for Receivers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Receivers")
            .field("epoch", &self.epoch())
            .field("past_epoch", &self.past_epoch())
            .field("counts", &self.counts)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::super::vectors;
    use super::*;

    #[test]
    fn opens_the_official_vector() {
        let Some(vector) = vectors::aes_256_gcm("receivers") else {
            return;
        };
        let (epoch, leaf) = (Epoch(0x23), LeafIndex(1));
        assert_eq!(key_id(epoch, leaf), Some(vector.kid));
        let mut device = Device::derive(leaf, vector.kid, &vector.base_key).expect("derived");
        let view = EncryptedFrameView::try_with_meta_data(&vector.sealed, &vector.metadata)
            .expect("header");
        let opened = device.open(epoch, &view).expect("opened");
        assert_eq!(opened.plaintext.as_bytes(), vector.plaintext);
        assert_eq!(opened.counter, vector.counter);
    }
}
