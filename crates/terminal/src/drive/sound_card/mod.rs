//! A microphone and a loudspeaker in the place of files. The devices themselves come with the cargo
//! feature `sound-card`; without it there is only the reason why not.

#[cfg(any(feature = "sound-card", test))]
mod conversion;
#[cfg(feature = "sound-card")]
mod device;

use crate::audio::{Ring, RingCounters};
use crate::session::Mouth;
use crate::voice::FRAME_SAMPLES;
use serde::Serialize;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Held back between card and call: more is heard as delay, less as gaps.
#[cfg(any(feature = "sound-card", test))]
const LEAD_SAMPLES: usize = 2 * FRAME_SAMPLES;
/// Most that waits between card and call: 200 ms.
#[cfg(any(feature = "sound-card", test))]
const RING_SAMPLES_MAX: usize = 10 * FRAME_SAMPLES;

/// Why there is no sound.
#[derive(Debug, thiserror::Error)]
pub enum SoundCardError {
    #[error(
        "this program was built without sound cards; build it with \
         `cargo build --release -p cli --features sound-card` (Debian: install libasound2-dev first)"
    )]
    NotBuiltIn,
    #[error("this machine has no {0}, or none that may be used")]
    NoDevice(&'static str),
    #[error("the {what} can't be used: {cause}")]
    Device { what: &'static str, cause: String },
}

/// How well card and call kept up with each other.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct SoundCardReport {
    pub microphone: RingCounters,
    pub loudspeaker: RingCounters,
    /// Errors that the devices reported.
    pub faults: u64,
}

/// What card and call share.
#[derive(Clone)]
struct Shared {
    said: Arc<Mutex<Ring>>,
    heard: Arc<Mutex<Ring>>,
    faults: Arc<AtomicU64>,
}

#[cfg(any(feature = "sound-card", test))]
impl Shared {
    fn new() -> Self {
        let ring = || Arc::new(Mutex::new(Ring::new(RING_SAMPLES_MAX, LEAD_SAMPLES)));
        Self {
            said: ring(),
            heard: ring(),
            faults: Arc::default(),
        }
    }
}

/// The sound card, open until it is dropped.
pub struct SoundCard {
    shared: Shared,
    #[cfg(feature = "sound-card")]
    _devices: device::Devices,
}

impl SoundCard {
    /// Opens the system's usual microphone and loudspeaker.
    #[cfg(feature = "sound-card")]
    pub fn open() -> Result<Self, SoundCardError> {
        let shared = Shared::new();
        let _devices = device::Devices::open(shared.clone())?;
        Ok(Self { shared, _devices })
    }

    /// Says why not.
    #[cfg(not(feature = "sound-card"))]
    pub fn open() -> Result<Self, SoundCardError> {
        Err(SoundCardError::NotBuiltIn)
    }

    pub fn mouth(&self) -> Microphone {
        Microphone {
            ring: self.shared.said.clone(),
            is_listened_to: false,
        }
    }

    pub fn loudspeaker(&self) -> Loudspeaker {
        Loudspeaker(self.shared.heard.clone())
    }

    pub fn report(&self) -> SoundCardReport {
        SoundCardReport {
            microphone: lock(&self.shared.said).counters(),
            loudspeaker: lock(&self.shared.heard).counters(),
            faults: self.shared.faults.load(Ordering::Relaxed),
        }
    }
}

/// What is said into the card. Nothing that was said before the first [`Mouth::next`] is kept.
pub struct Microphone {
    ring: Arc<Mutex<Ring>>,
    is_listened_to: bool,
}

impl Mouth for Microphone {
    fn next(&mut self) -> Vec<i16> {
        let mut ring = lock(&self.ring);
        if !std::mem::replace(&mut self.is_listened_to, true) {
            ring.restart();
        }
        let mut pcm = vec![0; FRAME_SAMPLES];
        ring.pull(&mut pcm);
        pcm
    }

    fn said_to_end(&self) -> bool {
        false
    }
}

/// Where the card takes what is to be heard.
pub struct Loudspeaker(Arc<Mutex<Ring>>);

impl Loudspeaker {
    pub fn play(&self, pcm: &[i16]) {
        lock(&self.0).push(pcm);
    }
}

/// Held for a copy of a few milliseconds' samples, so that the card's thread hardly ever waits.
fn lock(ring: &Mutex<Ring>) -> MutexGuard<'_, Ring> {
    ring.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_said_before_the_call_is_heard_in_it() {
        let shared = Shared::new();
        let mut microphone = Microphone {
            ring: shared.said.clone(),
            is_listened_to: false,
        };
        lock(&shared.said).push(&vec![5; 3 * RING_SAMPLES_MAX]);
        assert_eq!(microphone.next(), vec![0; FRAME_SAMPLES]);
        assert_eq!(lock(&shared.said).counters(), RingCounters::default());
        lock(&shared.said).push(&vec![6; LEAD_SAMPLES]);
        assert_eq!(microphone.next(), vec![6; FRAME_SAMPLES]);
        assert!(!microphone.said_to_end());
    }

    #[cfg(not(feature = "sound-card"))]
    #[test]
    fn without_the_feature_the_reason_says_how_to_build_it() {
        let told = SoundCard::open().err().unwrap().to_string();
        assert!(told.contains("--features sound-card"), "{told}");
    }
}
