//! Six words that two people compare in a call: equal only if their devices hold the same keys.
//!
//! They come from the group's authenticator of one epoch, fixed when the round starts, and from a
//! nonce of every device. All commit before any reveals, so nobody can choose a nonce, or later an
//! epoch, that makes two different groups sound alike.

use crate::hpke;
use crate::ids::Authenticator;
use crate::secret::Secret;
use sha2::{Digest as _, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// Words in a comparison: 66 bits.
pub const WORDS: usize = 6;
const BITS_PER_WORD: usize = 11;

const COMMITMENT_LABEL: &[u8] = b"detente words commitment 1";
const WORDS_LABEL: &[u8] = b"detente words 1";

/// A device in a round: its leaf key, which stays the same whatever its leaf.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct DeviceKey(pub [u8; 32]);

/// What a device adds to the words, secret until all have committed.
#[derive(Clone)]
pub struct Nonce(Secret<32>);

/// What a device promises to reveal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Commitment(pub [u8; 32]);

/// The words, in the order in which they are read out.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Words(pub [&'static str; WORDS]);

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WordsError {
    #[error("a round needs a device")]
    NoDevice,
    #[error("the device is not in this round")]
    UnknownDevice,
    #[error("the device committed to another nonce before")]
    ChangedCommitment,
    #[error("a nonce came before all devices had committed")]
    RevealedTooEarly,
    #[error("the nonce is not the one the device committed to")]
    OtherNonce,
}

/// One round of commitments and reveals among the devices of a group.
pub struct Round {
    authenticator: Authenticator,
    devices: BTreeMap<DeviceKey, State>,
}

enum State {
    Waiting,
    Committed(Commitment),
    Revealed(Commitment, Nonce),
}

impl Nonce {
    /// # Errors
    /// When the system gives no randomness.
    pub fn generate() -> Result<Self, hpke::HpkeError> {
        hpke::random().map(Self)
    }

    pub fn new(bytes: [u8; 32]) -> Self {
        Self(Secret::new(bytes))
    }

    /// For the reveal, once [`Round::may_reveal`].
    pub fn danger_bytes(&self) -> &[u8; 32] {
        self.0.danger_bytes()
    }
}

/// The commitment of a device to its nonce. The device is in it, so that no other can repeat it.
pub fn commitment(device: DeviceKey, nonce: &Nonce) -> Commitment {
    let mut hash = Sha256::new();
    hash.update(COMMITMENT_LABEL);
    hash.update(device.0);
    hash.update(nonce.danger_bytes());
    Commitment(hash.finalize().into())
}

impl Round {
    /// Starts a round for these devices on the authenticator of the epoch they are in now.
    ///
    /// # Errors
    /// When there is no device.
    pub fn new(
        authenticator: Authenticator,
        devices: &BTreeSet<DeviceKey>,
    ) -> Result<Self, WordsError> {
        if devices.is_empty() {
            return Err(WordsError::NoDevice);
        }
        let devices = devices
            .iter()
            .map(|device| (*device, State::Waiting))
            .collect();
        Ok(Self {
            authenticator,
            devices,
        })
    }

    /// Notes a device's commitment; the same one may come again.
    ///
    /// # Errors
    /// When the device is not in the round or changes its mind.
    pub fn commit(&mut self, device: DeviceKey, promised: Commitment) -> Result<(), WordsError> {
        let state = self
            .devices
            .get_mut(&device)
            .ok_or(WordsError::UnknownDevice)?;
        match state {
            State::Waiting => {
                *state = State::Committed(promised);
                Ok(())
            }
            State::Committed(before) | State::Revealed(before, _) if *before == promised => Ok(()),
            State::Committed(_) | State::Revealed(..) => Err(WordsError::ChangedCommitment),
        }
    }

    /// All devices have committed: this device may send its nonce, and not before.
    pub fn may_reveal(&self) -> bool {
        self.devices
            .values()
            .all(|state| !matches!(state, State::Waiting))
    }

    /// Notes a device's nonce; the same one may come again.
    ///
    /// # Errors
    /// When somebody has not committed yet, or the nonce is not the promised one.
    pub fn reveal(&mut self, device: DeviceKey, nonce: Nonce) -> Result<(), WordsError> {
        if !self.devices.contains_key(&device) {
            return Err(WordsError::UnknownDevice);
        }
        if !self.may_reveal() {
            return Err(WordsError::RevealedTooEarly);
        }
        let state = self
            .devices
            .get_mut(&device)
            .ok_or(WordsError::UnknownDevice)?;
        let (State::Committed(promised) | State::Revealed(promised, _)) = *state else {
            return Err(WordsError::RevealedTooEarly);
        };
        if commitment(device, &nonce) != promised {
            return Err(WordsError::OtherNonce);
        }
        *state = State::Revealed(promised, nonce);
        Ok(())
    }

    /// The words, once all have revealed.
    pub fn words(&self) -> Option<Words> {
        let mut nonces = Vec::with_capacity(self.devices.len());
        for state in self.devices.values() {
            let State::Revealed(_, nonce) = state else {
                return None;
            };
            nonces.push(nonce.danger_bytes());
        }
        nonces.sort();
        let mut hash = Sha256::new();
        hash.update(WORDS_LABEL);
        hash.update(self.authenticator.as_bytes());
        for nonce in nonces {
            hash.update(nonce);
        }
        Some(first_words(&hash.finalize().into()))
    }
}

/// The first 66 bits as words of the English list of BIP 39, most significant bit first.
fn first_words(hash: &[u8; 32]) -> Words {
    let list = bip39::Language::English.word_list();
    let bit = |index: usize| usize::from(hash[index / 8] >> (7 - index % 8) & 1);
    Words(std::array::from_fn(|word| {
        let bits = word * BITS_PER_WORD..(word + 1) * BITS_PER_WORD;
        list[bits.fold(0, |value, index| value << 1 | bit(index))]
    }))
}

impl fmt::Debug for Nonce {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Nonce(…)")
    }
}

impl fmt::Debug for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Words(…)")
    }
}

impl fmt::Display for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join(" "))
    }
}

impl fmt::Debug for Round {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Round")
            .field("devices", &self.devices.len())
            .field("may_reveal", &self.may_reveal())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn device(n: u8) -> DeviceKey {
        DeviceKey([n; 32])
    }

    /// In the opposite order of the devices: the words sort by nonce.
    fn nonce(n: u8) -> Nonce {
        Nonce::new([200 - n; 32])
    }

    fn round(authenticator: u8, devices: &[u8]) -> Round {
        let devices = devices.iter().map(|n| device(*n)).collect();
        Round::new(Authenticator([authenticator; 32]), &devices).expect("round")
    }

    fn commit(round: &mut Round, n: u8) -> Result<(), WordsError> {
        round.commit(device(n), commitment(device(n), &nonce(n)))
    }

    fn played(authenticator: u8, devices: &[u8]) -> Words {
        let mut round = round(authenticator, devices);
        for n in devices {
            commit(&mut round, *n).expect("committed");
        }
        for n in devices {
            round.reveal(device(*n), nonce(*n)).expect("revealed");
        }
        round.words().expect("words")
    }

    #[test]
    fn words_depend_on_keys_and_devices_and_not_on_order() {
        assert_eq!(played(1, &[1, 2, 3]), played(1, &[3, 1, 2]));
        assert_ne!(played(1, &[1, 2, 3]), played(2, &[1, 2, 3]));
        assert_ne!(played(1, &[1, 2, 3]), played(1, &[1, 2]));
        assert_eq!(
            played(1, &[1, 2]).to_string(),
            "rail there before lift dress general"
        );
    }

    #[test]
    fn words_are_the_first_bits_of_the_hash() {
        let mut hash = [0; 32];
        assert_eq!(first_words(&hash).0, ["abandon"; WORDS]);
        hash[..8].fill(0xff);
        hash[8] = 0b1100_0000;
        assert_eq!(first_words(&hash).0, ["zoo"; WORDS]);
        // 00000000001 00000000010 …
        let counted = [0x00, 0x20, 0x08, 0, 0, 0, 0, 0, 0];
        hash[..9].copy_from_slice(&counted);
        assert_eq!(first_words(&hash).0[..3], ["ability", "able", "abandon"]);
    }

    #[test]
    fn nobody_reveals_before_all_have_committed() {
        let mut round = round(1, &[1, 2]);
        commit(&mut round, 1).expect("committed");
        assert!(!round.may_reveal());
        let early = round.reveal(device(1), nonce(1));
        assert_eq!(early, Err(WordsError::RevealedTooEarly));
        commit(&mut round, 2).expect("committed");
        assert!(round.may_reveal());
        assert_eq!(round.reveal(device(1), nonce(1)), Ok(()));
        assert_eq!(round.words(), None, "one nonce is missing");
        assert_eq!(round.reveal(device(2), nonce(2)), Ok(()));
        assert!(round.words().is_some());
    }

    #[test]
    fn another_nonce_or_commitment_is_refused() {
        let mut round = round(1, &[1, 2]);
        commit(&mut round, 1).expect("committed");
        assert_eq!(commit(&mut round, 1), Ok(()), "the same may come again");
        let changed = round.commit(device(1), commitment(device(1), &nonce(9)));
        assert_eq!(changed, Err(WordsError::ChangedCommitment));
        commit(&mut round, 2).expect("committed");
        let other = round.reveal(device(1), nonce(2));
        assert_eq!(other, Err(WordsError::OtherNonce));
        round.reveal(device(1), nonce(1)).expect("revealed");
        assert_eq!(round.reveal(device(1), nonce(1)), Ok(()));
        let after = round.commit(device(2), commitment(device(2), &nonce(7)));
        assert_eq!(after, Err(WordsError::ChangedCommitment));
        let outsider = round.reveal(device(3), nonce(3));
        assert_eq!(outsider, Err(WordsError::UnknownDevice));
        assert_eq!(commit(&mut round, 3), Err(WordsError::UnknownDevice));
    }

    #[test]
    fn a_repeated_commitment_opens_for_its_device_only() {
        let mut round = round(1, &[1, 2]);
        let copied = commitment(device(1), &nonce(1));
        round.commit(device(1), copied).expect("committed");
        round.commit(device(2), copied).expect("committed");
        round.reveal(device(1), nonce(1)).expect("revealed");
        let repeated = round.reveal(device(2), nonce(1));
        assert_eq!(repeated, Err(WordsError::OtherNonce));
    }

    #[test]
    fn a_round_needs_a_device_and_prints_nothing() {
        let empty = Round::new(Authenticator([1; 32]), &BTreeSet::new());
        assert_eq!(empty.unwrap_err(), WordsError::NoDevice);
        let fresh = Nonce::generate().expect("generated");
        assert_ne!(fresh.danger_bytes(), nonce(1).danger_bytes());
        let printed = format!("{fresh:?} {:?}", played(1, &[1]));
        assert_eq!(printed, "Nonce(…) Words(…)");
    }
}
