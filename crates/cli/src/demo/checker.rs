//! The checker that plays a node which wants to listen: given databases, keys, logs and everything
//! captured at the relays, it tries whether any 32 bytes of them open a frame.
//!
//! As control the same checker gets one device's keys too, and must then open nearly everything.

use e2ee::media::{danger_opens, key_id_of};
use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use crate::CliError;

/// What was captured at both relays, each frame once.
pub struct Captured {
    frames: BTreeSet<Vec<u8>>,
}

fn unreadable(path: &Path, error: &std::io::Error) -> CliError {
    CliError::failed(
        "checker",
        format!("{}: {error}", path.display()),
        "run the tour again with --keep DIR",
    )
}

impl Captured {
    /// Reads taps: each payload after its length in four bytes.
    pub fn read(taps: &[&Path]) -> Result<Self, CliError> {
        let mut frames = BTreeSet::new();
        for path in taps {
            let bytes = std::fs::read(path).map_err(|error| unreadable(path, &error))?;
            let mut rest = bytes.as_slice();
            while let Some((length, after)) = rest.split_first_chunk::<4>() {
                let length = u32::from_be_bytes(*length) as usize;
                let Some((frame, after)) = after.split_at_checked(length) else {
                    break;
                };
                frames.insert(frame.to_vec());
                rest = after;
            }
        }
        Ok(Self { frames })
    }

    pub fn len(&self) -> usize {
        self.frames.len()
    }

    /// How many frames open with some 32 bytes of `material`, wherever they stand in it.
    pub fn opened_with(&self, material: &[&Path]) -> Result<usize, CliError> {
        // One frame of each key is enough to find the key.
        let mut samples: BTreeMap<u64, &Vec<u8>> = BTreeMap::new();
        for frame in &self.frames {
            if let Some(key_id) = key_id_of(frame) {
                samples.entry(key_id).or_insert(frame);
            }
        }
        let mut found: BTreeSet<[u8; 32]> = BTreeSet::new();
        let mut tried: BTreeSet<[u8; 32]> = BTreeSet::new();
        for path in material {
            let bytes = std::fs::read(path).map_err(|error| unreadable(path, &error))?;
            for window in bytes.windows(32) {
                let Ok(key) = <[u8; 32]>::try_from(window) else {
                    continue;
                };
                // Empty pages and text tables repeat.
                if !looks_random(&key) || !tried.insert(key) {
                    continue;
                }
                if samples.values().any(|frame| danger_opens(&key, frame)) {
                    found.insert(key);
                }
            }
        }
        Ok(self
            .frames
            .iter()
            .filter(|frame| found.iter().any(|key| danger_opens(key, frame)))
            .count())
    }
}

/// A key has hardly any byte thrice; text and padding do.
fn looks_random(key: &[u8; 32]) -> bool {
    let distinct: BTreeSet<u8> = key.iter().copied().collect();
    let text = key
        .iter()
        .filter(|byte| byte.is_ascii_graphic() || **byte == b' ')
        .count();
    distinct.len() >= 20 && text < 30
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_random_key_is_tried_and_padding_is_not() {
        let mut tried = 0;
        for seed in 0..200u8 {
            tried += usize::from(looks_random(&identity::sha256(&[seed])));
        }
        assert_eq!(tried, 200);
        assert!(!looks_random(&[0; 32]));
        assert!(!looks_random(b"detente/v1/call-envelope and so "));
    }
}
