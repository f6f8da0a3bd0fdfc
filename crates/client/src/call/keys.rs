//! The keys of a call's media, shared between the session that changes them and the engine that uses
//! them. A device that may not attest has no key to send with: it is silent.

use e2ee::group::Group;
use e2ee::media::{Change, OpenFrameError, Receivers, Sender, Track};
use e2ee::video::{self, OpenVideoError, OpenedVideo};
use e2ee::voice::{Packing, PackingError};
use minicbor::{Decode, Encode};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;
use web_time::Instant;

/// Bytes of an Opus frame of the agreed format.
const OPUS_FRAME_BYTES: usize = 60;

/// A voice packet that opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenedVoice {
    pub leaf: u32,
    pub epoch: u64,
    pub counter: u64,
    /// Opus frames, newest first.
    pub frames: Vec<Vec<u8>>,
}

/// Why a packet of voice or a picture doesn't open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MediaRefusal {
    #[error("no keys yet")]
    NoKeys,
    #[error("sealed under an unknown key")]
    UnknownKey,
    #[error("opened before, or too old to tell")]
    Replayed,
    #[error("the seal is false")]
    NotAuthentic,
    #[error("not a sealed frame")]
    Malformed,
    #[error("not of the size agreed for the call")]
    WrongSize,
    #[error("it holds no voice")]
    NotVoice,
    #[error("it holds no picture")]
    NotPicture,
}

impl From<OpenFrameError> for MediaRefusal {
    fn from(error: OpenFrameError) -> Self {
        match error {
            OpenFrameError::UnknownKey { .. } | OpenFrameError::OtherStream { .. } => {
                Self::UnknownKey
            }
            OpenFrameError::Replayed { .. } | OpenFrameError::TooOld { .. } => Self::Replayed,
            OpenFrameError::Authentication { .. } => Self::NotAuthentic,
            OpenFrameError::TooLong { .. } => Self::WrongSize,
            OpenFrameError::Empty | OpenFrameError::Malformed => Self::Malformed,
        }
    }
}

/// A handle to the call's media keys.
#[derive(Clone)]
pub struct MediaKeys(Arc<Mutex<Inner>>);

struct Inner {
    start: Instant,
    packing: Packing,
    sender: Option<Sender>,
    receivers: Receivers,
    /// The epoch for which the sender's key was handed out.
    sending: bool,
    /// Only for a checker: what this device could open, by epoch.
    danger_kept: Option<Vec<KeptEpoch>>,
}

/// One epoch's base key with all its leaves, for a checker.
#[derive(Debug, Clone, Encode, Decode)]
pub struct KeptEpoch {
    #[n(0)]
    pub epoch: u64,
    #[cbor(n(1), with = "minicbor::bytes")]
    pub base: [u8; 32],
    #[n(2)]
    pub leaves: Vec<u32>,
}

impl MediaKeys {
    pub(super) fn new(depth: u8, now: Instant) -> Result<Self, PackingError> {
        Ok(Self(Arc::new(Mutex::new(Inner {
            start: now,
            packing: Packing::new(depth, OPUS_FRAME_BYTES)?,
            sender: None,
            receivers: Receivers::new(),
            sending: false,
            danger_kept: None,
        }))))
    }

    /// Bytes of every voice packet of this call.
    pub fn packet_bytes(&self) -> usize {
        self.inner().packing.sealed_len()
    }

    /// One sealed packet of these frames, newest first; `None` while this device may not send.
    pub fn protect(&self, newest_first: &[impl AsRef<[u8]>]) -> Option<Vec<u8>> {
        let mut inner = self.inner();
        if !inner.sending {
            return None;
        }
        let packing = inner.packing;
        let sender = inner.sender.as_mut()?;
        let plaintext = packing.pack(newest_first, sender.next_header_len()).ok()?;
        sender.seal(Track::Audio, &plaintext, &[]).ok()
    }

    /// Opens a packet of another device.
    pub fn open(&self, now: Instant, payload: &[u8]) -> Result<OpenedVoice, MediaRefusal> {
        let mut inner = self.inner();
        if inner.receivers.epoch().is_none() {
            return Err(MediaRefusal::NoKeys);
        }
        if payload.len() != inner.packing.sealed_len() {
            return Err(MediaRefusal::WrongSize);
        }
        let since = inner.since(now);
        let packing = inner.packing;
        let opened = inner
            .receivers
            .open(Track::Audio, payload, &[], None, since)?;
        let frames = packing
            .unpack(opened.plaintext.as_bytes())
            .map_err(|_| MediaRefusal::NotVoice)?;
        Ok(OpenedVoice {
            leaf: opened.leaf.0,
            epoch: opened.epoch.0,
            counter: opened.counter,
            frames: frames.into_iter().map(<[u8]>::to_vec).collect(),
        })
    }

    /// One encoded picture, sealed; `None` while this device may not send, and for what is no picture.
    pub fn protect_video(&self, number: u32, frame: &[u8]) -> Option<Vec<u8>> {
        let mut inner = self.inner();
        if !inner.sending {
            return None;
        }
        video::seal(inner.sender.as_mut()?, number, frame).ok()
    }

    /// Opens a picture of another device.
    pub fn open_video(&self, now: Instant, payload: &[u8]) -> Result<OpenedVideo, MediaRefusal> {
        let mut inner = self.inner();
        if inner.receivers.epoch().is_none() {
            return Err(MediaRefusal::NoKeys);
        }
        let since = inner.since(now);
        video::open(&mut inner.receivers, payload, since).map_err(|error| match error {
            OpenVideoError::Header => MediaRefusal::Malformed,
            OpenVideoError::Open(error) => error.into(),
            OpenVideoError::NotVp8 => MediaRefusal::NotPicture,
        })
    }

    /// New receive keys first; the sender follows when all attest them, or at once when somebody left.
    pub(super) fn epoch_changed(&self, group: &mut Group, removed: bool, now: Instant) {
        let mut inner = self.inner();
        let since = inner.since(now);
        let change = if removed {
            Change::Removed
        } else {
            Change::Grown
        };
        let own = group.own_leaf().0;
        if let Ok(keys) = group.receive_keys() {
            if let Some(kept) = &mut inner.danger_kept {
                let (base, leaves) = keys.danger_parts();
                let leaves = leaves.iter().map(|leaf| leaf.0).chain([own]).collect();
                kept.push(KeptEpoch {
                    epoch: keys.epoch().0,
                    base: *base,
                    leaves,
                });
            }
            // A stale epoch can't be installed: the group only goes forward.
            let _ = inner.receivers.install(&keys, change, since);
        }
        if removed {
            inner.sending = false;
        }
    }

    /// All attest this epoch: send in it.
    pub(super) fn start_sending(&self, group: &mut Group) {
        let mut inner = self.inner();
        let current = inner.sender.as_ref().map(Sender::epoch);
        if current != Some(group.epoch()) {
            let Ok(key) = group.sender_key() else { return };
            let switched = match inner.sender.as_mut() {
                Some(sender) => sender.switch(key).is_ok(),
                None => match Sender::new(key) {
                    Ok(sender) => {
                        inner.sender = Some(sender);
                        true
                    }
                    Err(_) => false,
                },
            };
            if !switched {
                return;
            }
        }
        inner.sending = true;
    }

    /// From now on keeps every epoch's keys, so that a checker can prove what they open.
    pub(super) fn danger_keep(&self) {
        self.inner().danger_kept.get_or_insert_default();
    }

    pub(super) fn danger_export(&self) -> Vec<u8> {
        identity::encode_canonical(&self.inner().danger_kept.clone().unwrap_or_default())
    }

    pub(super) fn stop_sending(&self) {
        self.inner().sending = false;
    }

    /// Forgets all keys.
    pub(super) fn close(&self) {
        let mut inner = self.inner();
        inner.sending = false;
        inner.sender = None;
        inner.receivers = Receivers::new();
    }

    pub(super) fn handle_timeout(&self, now: Instant) {
        let mut inner = self.inner();
        let since = inner.since(now);
        inner.receivers.handle_timeout(since);
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        // A panic elsewhere leaves keys that are still whole: each change is one assignment.
        self.0
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl Inner {
    fn since(&self, now: Instant) -> Duration {
        now.saturating_duration_since(self.start)
    }
}
