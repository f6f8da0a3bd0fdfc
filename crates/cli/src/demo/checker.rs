//! The checker that plays a node which wants to listen: given databases, keys, logs and everything
//! captured at the relays, it tries whether any 32 bytes of them open a frame.
//!
//! As control the same checker gets one device's keys too, and must then open nearly everything.

use e2ee::media::{danger_open, key_id_of};
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

    /// The keys among `material`: any 32 bytes that open a frame, wherever they stand in it.
    fn keys_in(&self, material: &Material) -> BTreeSet<[u8; 32]> {
        // One frame of each key is enough to find the key.
        let mut samples: BTreeMap<u64, &Vec<u8>> = BTreeMap::new();
        for frame in &self.frames {
            if let Some(key_id) = key_id_of(frame) {
                samples.entry(key_id).or_insert(frame);
            }
        }
        let mut found: BTreeSet<[u8; 32]> = BTreeSet::new();
        let mut tried: BTreeSet<[u8; 32]> = BTreeSet::new();
        for piece in &material.pieces {
            for window in piece.windows(32) {
                let Ok(key) = <[u8; 32]>::try_from(window) else {
                    continue;
                };
                // Empty pages and text tables repeat.
                if !looks_random(&key) || !tried.insert(key) {
                    continue;
                }
                if samples
                    .values()
                    .any(|frame| danger_open(&key, frame).is_some())
                {
                    found.insert(key);
                }
            }
        }
        found
    }

    /// What is in the frames that open with some 32 bytes of `material`.
    pub fn opened_with(&self, material: &Material) -> Vec<Vec<u8>> {
        let keys = self.keys_in(material);
        self.frames
            .iter()
            .filter_map(|frame| keys.iter().find_map(|key| danger_open(key, frame)))
            .collect()
    }
}

/// What keys are looked for in.
#[derive(Default)]
pub struct Material {
    pieces: Vec<Vec<u8>>,
}

impl Material {
    /// Adds bytes as they are, and what stands in them as base64 or hexadecimal text.
    pub fn add(&mut self, bytes: Vec<u8>) {
        self.pieces.extend(decoded(&bytes));
        self.pieces.push(bytes);
    }

    pub fn add_file(&mut self, path: &Path) -> Result<(), CliError> {
        self.add(std::fs::read(path).map_err(|error| unreadable(path, &error))?);
        Ok(())
    }
}

/// Runs of text that can be 32 bytes or more in base64 or in hexadecimal digits.
fn decoded(bytes: &[u8]) -> Vec<Vec<u8>> {
    use base64::{Engine, engine::general_purpose};
    let of_alphabet = |byte: &u8| byte.is_ascii_alphanumeric() || b"+/-_".contains(byte);
    let runs = bytes
        .split(|byte| !of_alphabet(byte))
        .filter(|run| run.len() >= 43);
    let mut found = Vec::new();
    for run in runs {
        let even = &run[..run.len() & !1];
        found.extend(hex::decode(even).ok());
        found.extend(general_purpose::STANDARD_NO_PAD.decode(run).ok());
        found.extend(general_purpose::URL_SAFE_NO_PAD.decode(run).ok());
    }
    found
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

    #[test]
    fn keys_are_found_in_text_too() {
        use base64::{Engine, engine::general_purpose};
        let key = identity::sha256(b"a key");
        for text in [
            hex::encode(key),
            general_purpose::STANDARD.encode(key),
            general_purpose::STANDARD_NO_PAD.encode(key),
            general_purpose::URL_SAFE_NO_PAD.encode(key),
        ] {
            let file = format!("log: key={text}\nmore");
            let found = decoded(file.as_bytes());
            assert!(found.iter().any(|piece| piece == &key), "{text}");
        }
    }
}
