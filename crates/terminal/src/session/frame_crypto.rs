//! What a call's media need of its encryption; the session of the device implements it.

use crate::voice::OpusFrame;
use serde::Serialize;
use std::fmt;

/// Who sealed a packet: the member's place in the call's group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct SenderId(pub u32);

impl fmt::Display for SenderId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A packet that opened: proven to come from this member, under this key and counter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    pub sender: SenderId,
    /// Names the key for the whole call: a new group's keys must not repeat an old group's names,
    /// or their packets are taken for repetitions in the count of packets opened.
    pub key_id: u64,
    pub counter: u64,
    /// Opus frames, newest first.
    pub frames: Vec<Vec<u8>>,
}

/// Why a packet didn't open or wasn't played. The codes are stable: reports show them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum Refusal {
    #[error("the packet isn't a sealed frame")]
    Malformed,
    #[error("the packet is sealed under a key that isn't known here")]
    UnknownKey,
    #[error("the packet's seal is false")]
    NotAuthentic,
    #[error("the packet was opened before")]
    Replayed,
    #[error("the packet is too old to tell whether it was opened before")]
    TooOld,
    #[error("the packet came on another sender's line")]
    OtherStream,
    #[error("the packet's size isn't the one agreed for the call")]
    WrongSize,
    #[error("the sender may not speak here")]
    NotAllowed,
    #[error("the packet opened, but holds no voice frames")]
    NotVoice,
    #[error("the call has as many senders as are played")]
    TooManySenders,
    #[error("this device takes part in no keys just now")]
    NoKeys,
}

impl Refusal {
    pub const fn code(self) -> &'static str {
        match self {
            Self::Malformed => "malformed",
            Self::UnknownKey => "unknown_key",
            Self::NotAuthentic => "not_authentic",
            Self::Replayed => "replayed",
            Self::TooOld => "too_old",
            Self::OtherStream => "other_stream",
            Self::WrongSize => "wrong_size",
            Self::NotAllowed => "not_allowed",
            Self::NotVoice => "not_voice",
            Self::TooManySenders => "too_many_senders",
            Self::NoKeys => "no_keys",
        }
    }
}

/// Seals and opens voice packets. There is no way around it: what isn't sealed isn't sent.
pub trait FrameCrypto {
    /// One sealed packet of these frames, the same size all call long. `None` while this device
    /// may not speak, for example because it cannot attest its keys: then nothing is sent.
    fn protect(&mut self, newest_first: &[OpusFrame]) -> Option<Vec<u8>>;

    /// Opens a packet that came on `stream`, the media line's name. What opens is played: refusing
    /// replays is done here.
    fn open(&mut self, stream: &str, payload: &[u8]) -> Result<Opened, Refusal>;
}
