//! Attestations: each device tells the others, inside the group, which keys it holds; and the six
//! words that come of it.
//!
//! One message says everything: keys, commitment and, once all have committed, the nonce. It is
//! repeated every two seconds, so that a lost one costs nothing but time.

use e2ee::words::{Commitment, DeviceKey, Nonce, Round, commitment};
use e2ee::{Authenticator, Epoch};
use identity::{PublicKey, decode_canonical, encode_canonical};
use minicbor::{Decode, Encode};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;
use web_time::Instant;

#[derive(Encode, Decode)]
struct Attestation {
    #[n(0)]
    epoch: u64,
    #[cbor(n(1), with = "minicbor::bytes")]
    authenticator: [u8; 32],
    #[cbor(n(2), with = "minicbor::bytes")]
    commitment: [u8; 32],
    #[cbor(n(3), with = "minicbor::bytes")]
    nonce: Option<[u8; 32]>,
}

#[cfg(test)]
#[path = "attest_cddl_tests.rs"]
mod cddl;

/// What the others attested in this epoch.
#[derive(Default)]
pub(super) struct Attestations {
    epoch: Option<Epoch>,
    authenticator: [u8; 32],
    own: Option<PublicKey>,
    devices: BTreeSet<PublicKey>,
    /// Since when each is silent: its last attestation, or the beginning.
    heard: BTreeMap<PublicKey, Instant>,
    agreed: BTreeSet<PublicKey>,
    /// Made the commit that began this epoch: its confirmation tag comes of these keys.
    began: Option<PublicKey>,
    nonce: Option<Nonce>,
    round: Option<Round>,
    words: Option<[&'static str; 6]>,
    told: bool,
}

/// What a device knows of an epoch as it begins.
pub struct EpochChanged {
    pub epoch: Epoch,
    pub authenticator: Authenticator,
    /// Who made the commit that began it.
    pub began: PublicKey,
    pub devices: BTreeSet<PublicKey>,
    /// Those of them that came with it, or came back.
    pub fresh: BTreeSet<PublicKey>,
    pub own: PublicKey,
    pub members_changed: bool,
}

impl Attestations {
    pub fn epoch_changed(&mut self, changed: EpochChanged, now: Instant) {
        let EpochChanged {
            epoch,
            authenticator,
            began,
            devices,
            fresh,
            own,
            members_changed,
        } = changed;
        self.epoch = Some(epoch);
        self.authenticator = *authenticator.as_bytes();
        self.own = Some(own);
        // A device that came back isn't silent for what it didn't say before.
        let heard = |device: &PublicKey| match self.heard.get(device) {
            Some(heard) if !fresh.contains(device) => *heard,
            Some(_) | None => now,
        };
        self.heard = devices
            .iter()
            .map(|device| (*device, heard(device)))
            .collect();
        self.agreed = [own].into_iter().collect();
        self.began = Some(began);
        if members_changed || self.round.is_none() {
            self.begin_round(authenticator, &devices, own);
        }
        self.devices = devices;
    }

    /// Words are of a membership: a rekey keeps them, a coming or going begins a new round.
    fn begin_round(
        &mut self,
        authenticator: Authenticator,
        devices: &BTreeSet<PublicKey>,
        own: PublicKey,
    ) {
        self.words = None;
        self.told = false;
        let keys: BTreeSet<DeviceKey> = devices.iter().map(|key| DeviceKey(key.0)).collect();
        let own = DeviceKey(own.0);
        let made = Nonce::generate()
            .ok()
            .zip(Round::new(authenticator, &keys).ok());
        let Some((nonce, mut round)) = made else {
            return;
        };
        // Our own commitment is ours: it can't be refused.
        let _ = round.commit(own, commitment(own, &nonce));
        self.nonce = Some(nonce);
        self.round = Some(round);
        self.reveal_own();
    }

    fn reveal_own(&mut self) {
        let (Some(own), Some(nonce), Some(round)) = (self.own, &self.nonce, self.round.as_mut())
        else {
            return;
        };
        if round.may_reveal() {
            let _ = round.reveal(DeviceKey(own.0), nonce.clone());
            self.words = round.words().map(|words| words.0);
        }
    }

    /// What this device tells the others now.
    pub fn own_message(&self) -> Vec<u8> {
        let own = DeviceKey(self.own.map_or([0; 32], |key| key.0));
        let may_reveal = self.round.as_ref().is_some_and(Round::may_reveal);
        let commitment = self
            .nonce
            .as_ref()
            .map_or([0; 32], |nonce| commitment(own, nonce).0);
        let nonce = self
            .nonce
            .as_ref()
            .filter(|_| may_reveal)
            .map(|nonce| *nonce.danger_bytes());
        encode_canonical(&Attestation {
            epoch: self.epoch.map_or(0, |epoch| epoch.0),
            authenticator: self.authenticator,
            commitment,
            nonce,
        })
    }

    /// Takes another device's attestation; `true` if ours has become another by it. `Err` if it holds
    /// other keys or breaks its commitment.
    pub fn take(&mut self, now: Instant, from: PublicKey, bytes: &[u8]) -> Result<bool, ()> {
        // Until it attests our keys again, it doesn't agree.
        self.agreed.remove(&from);
        self.began.take_if(|began| *began == from);
        let said: Attestation = decode_canonical("attestation", bytes, 1_024).map_err(drop)?;
        if self.epoch != Some(Epoch(said.epoch)) || said.authenticator != self.authenticator {
            return Err(());
        }
        if !self.devices.contains(&from) {
            return Err(());
        }
        self.heard.insert(from, now);
        let Some(round) = self.round.as_mut() else {
            self.agreed.insert(from);
            return Ok(false);
        };
        let device = DeviceKey(from.0);
        let could = round.may_reveal();
        round
            .commit(device, Commitment(said.commitment))
            .map_err(drop)?;
        if let Some(nonce) = said.nonce
            && round.may_reveal()
        {
            round.reveal(device, Nonce::new(nonce)).map_err(drop)?;
        }
        self.agreed.insert(from);
        let can = round.may_reveal();
        self.reveal_own();
        Ok(can && !could)
    }

    /// Whether every device attests the same keys as we do, and none has fallen silent.
    pub fn all_agree(&self, now: Instant) -> bool {
        self.nobody_but(now, |device| self.agreed.contains(device))
    }

    /// Whether every device holds the same keys as we do: by its word, or by the commit that it made.
    /// Enough to tell the nodes, which wait for everybody's word; too little to send, for who made a
    /// commit holds its keys a while later.
    pub fn all_hold(&self, now: Instant) -> bool {
        self.nobody_but(now, |device| {
            self.agreed.contains(device) || self.began == Some(*device)
        })
    }

    fn nobody_but(&self, now: Instant, holds: impl Fn(&PublicKey) -> bool) -> bool {
        self.devices.len() > 1
            && self.devices.iter().all(holds)
            && self.silent(now, super::SILENT_AFTER).is_empty()
    }

    /// Devices other than ours that said nothing for `after`.
    pub fn silent(&self, now: Instant, after: Duration) -> BTreeSet<PublicKey> {
        self.heard
            .iter()
            .filter(|(device, _)| Some(**device) != self.own)
            .filter(|(_, heard)| now.saturating_duration_since(**heard) >= after)
            .map(|(device, _)| *device)
            .collect()
    }

    /// Nobody is silent for the time before now.
    pub fn hear_anew(&mut self, now: Instant) {
        for heard in self.heard.values_mut() {
            *heard = now;
        }
    }

    pub fn words(&self) -> Option<[&'static str; 6]> {
        self.words
    }

    /// The words, once each time that they are new.
    pub fn news_of_words(&mut self) -> Option<[&'static str; 6]> {
        let words = self.words.filter(|_| !self.told)?;
        self.told = true;
        Some(words)
    }
}
