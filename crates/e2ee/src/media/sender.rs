//! This device's sealing half: one key and one counter for all tracks.

use super::{COUNTER_MAX, SUITE, SenderKey, TAG_LEN, Track, key_id};
use crate::ids::{Epoch, LeafIndex};
use sframe::error::SframeError;
use sframe::frame::{MediaFrameView, MonotonicCounter};
use sframe::header::SframeHeader;
use sframe::key::EncryptionKey;

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SwitchError {
    #[error("sending in epoch {current}, offered {offered}")]
    NotNewer { current: Epoch, offered: Epoch },
    #[error("leaf {leaf} has no key id")]
    LeafOutOfRange { leaf: LeafIndex },
    #[error("SFrame key derivation failed")]
    Derivation,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SealFrameError {
    #[error("an empty frame is not sealed: probes pass as they are")]
    Empty,
    #[error("sealed frame of {len} bytes, at most {max}")]
    TooLong { len: usize, max: usize },
    #[error("the counter of this epoch is used up: rekey")]
    CounterExhausted,
    #[error("SFrame encryption failed")]
    Encryption,
}

/// Seals this device's frames in one epoch at a time.
pub struct Sender {
    key: EncryptionKey,
    epoch: Epoch,
    counter: MonotonicCounter,
}

impl Sender {
    /// # Errors
    /// When no key can be derived.
    pub fn new(key: SenderKey) -> Result<Self, SwitchError> {
        Self::counting_from(key, 0)
    }

    pub(super) fn counting_from(key: SenderKey, counter: u64) -> Result<Self, SwitchError> {
        let leaf = key.leaf;
        let kid = key_id(key.epoch, leaf).ok_or(SwitchError::LeafOutOfRange { leaf })?;
        Ok(Self {
            key: EncryptionKey::derive_from(SUITE, kid, key.base.danger_bytes())
                .map_err(|_| SwitchError::Derivation)?,
            epoch: key.epoch,
            counter: MonotonicCounter::with_start_value(counter, COUNTER_MAX),
        })
    }

    /// Sends in a newer epoch from now on, counting from zero under the new key.
    ///
    /// # Errors
    /// When the key is not of a newer epoch; the sender then stays where it is.
    pub fn switch(&mut self, key: SenderKey) -> Result<(), SwitchError> {
        if key.epoch <= self.epoch {
            let (current, offered) = (self.epoch, key.epoch);
            return Err(SwitchError::NotNewer { current, offered });
        }
        *self = Self::new(key)?;
        Ok(())
    }

    pub fn epoch(&self) -> Epoch {
        self.epoch
    }

    /// The length of the next frame's header, for which voice leaves room in its padding.
    pub fn next_header_len(&self) -> usize {
        SframeHeader::new(self.key.key_id(), self.counter.current()).len()
    }

    /// Seals one frame. `metadata` is authenticated and not sent: both ends know it.
    ///
    /// # Errors
    /// [`SealFrameError`]; no counter is used up by a frame that is too long.
    pub fn seal(
        &mut self,
        track: Track,
        plaintext: &[u8],
        metadata: &[u8],
    ) -> Result<Vec<u8>, SealFrameError> {
        if plaintext.is_empty() {
            return Err(SealFrameError::Empty);
        }
        let len = self.next_header_len() + plaintext.len() + TAG_LEN;
        let max = track.len_max();
        if len > max {
            return Err(SealFrameError::TooLong { len, max });
        }
        let frame = MediaFrameView::try_with_meta_data(&mut self.counter, plaintext, metadata)
            .map_err(|error| match error {
                SframeError::CounterCreationFailed(_) => SealFrameError::CounterExhausted,
                _ => SealFrameError::Encryption,
            })?;
        let sealed = frame
            .encrypt(&self.key)
            .map_err(|_| SealFrameError::Encryption)?;
        Ok(sealed.sframe_cipher_text().to_vec())
    }
}

impl std::fmt::Debug for Sender {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sender")
            .field("epoch", &self.epoch)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::super::vectors;
    use super::*;

    #[test]
    fn seals_the_official_vector() {
        let Some(vector) = vectors::aes_256_gcm("sender") else {
            return;
        };
        let key = EncryptionKey::derive_from(SUITE, vector.kid, &vector.base_key);
        let mut sender = Sender {
            key: key.expect("derived"),
            epoch: Epoch(0x23),
            counter: MonotonicCounter::with_start_value(vector.counter, COUNTER_MAX),
        };
        let sealed = sender.seal(Track::Audio, &vector.plaintext, &vector.metadata);
        assert_eq!(sealed.expect("sealed"), vector.sealed);
    }
}
