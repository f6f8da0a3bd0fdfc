//! Whose devices stand: accreditations and revocations in the order of a side's own log.
//!
//! A device's newest paper counts, by the date from which it stands: an older one that somebody brings
//! again gives no roles back. A revoked device doesn't come back, an officer's as little as any other;
//! what it signs from then on counts for nothing. Expiry goes by the latest time that the side's log
//! reached: a node that sets its clock back revives nobody. The price is that a node which wrote one
//! entry with a clock far ahead has let everything expire that ends before that time.

use identity::{
    Accreditation, AccreditationError, Charter, DeviceId, Officer, Role, SignedAccreditation,
    SignedRevocation,
};
use std::collections::BTreeMap;

/// A device and since which entry it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    pub accreditation: Accreditation,
    /// Its signed bytes: the credential in a call.
    pub signed: Vec<u8>,
    pub since_seq: u64,
    /// Entry of the log that revoked it.
    pub revoked_seq: Option<u64>,
}

/// One side's devices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct People {
    devices: BTreeMap<DeviceId, Member>,
    /// By entry of the log, even of devices that aren't known yet, and of officers.
    revoked: BTreeMap<DeviceId, u64>,
    /// The latest node time of the log's entries.
    reached_unix_ms: i64,
}

impl Default for People {
    fn default() -> Self {
        Self {
            devices: BTreeMap::new(),
            revoked: BTreeMap::new(),
            reached_unix_ms: i64::MIN,
        }
    }
}

/// Why a paper of officers has no effect where it stands.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PaperError {
    #[error(transparent)]
    Paper(#[from] AccreditationError),
    #[error("an officer who signed it had been revoked")]
    RevokedOfficer,
    #[error("the device had been revoked; a revoked device doesn't come back")]
    RevokedDevice,
    #[error("a paper of the same date or a later one stands for this device")]
    Older,
}

impl People {
    /// An entry of the log has this time.
    pub(crate) fn reach(&mut self, node_unix_ms: i64) {
        self.reached_unix_ms = self.reached_unix_ms.max(node_unix_ms);
    }

    /// The latest of this time and of all times in the log.
    pub fn reached(&self, unix_ms: i64) -> i64 {
        unix_ms.max(self.reached_unix_ms)
    }

    /// The accreditation of these bytes, if it would count as the log's next entry.
    pub fn check_accreditation(
        &self,
        charter: &Charter,
        bytes: &[u8],
    ) -> Result<Accreditation, PaperError> {
        let signed = SignedAccreditation::decode(bytes)?;
        let accreditation = signed.verify(charter)?;
        if signed
            .signers()
            .iter()
            .any(|signer| self.is_revoked(*signer))
        {
            return Err(PaperError::RevokedOfficer);
        }
        let device = accreditation.device();
        if self.is_revoked(device) {
            return Err(PaperError::RevokedDevice);
        }
        let standing = self.devices.get(&device);
        if standing
            .is_some_and(|member| accreditation.from_unix_ms <= member.accreditation.from_unix_ms)
        {
            return Err(PaperError::Older);
        }
        Ok(accreditation)
    }

    /// The device that these bytes revoke, if they would count as the log's next entry.
    pub fn check_revocation(
        &self,
        charter: &Charter,
        bytes: &[u8],
    ) -> Result<DeviceId, PaperError> {
        let signed = SignedRevocation::decode(bytes)?;
        let revocation = signed.verify(charter)?;
        if self.is_revoked(signed.signer()) {
            return Err(PaperError::RevokedOfficer);
        }
        Ok(revocation.device)
    }

    /// Takes an accreditation at a place of the side's own log.
    pub fn accredit(
        &mut self,
        charter: &Charter,
        bytes: &[u8],
        seq: u64,
    ) -> Result<(), PaperError> {
        let accreditation = self.check_accreditation(charter, bytes)?;
        let member = Member {
            signed: bytes.to_vec(),
            since_seq: seq,
            revoked_seq: None,
            accreditation,
        };
        self.devices.insert(member.accreditation.device(), member);
        Ok(())
    }

    /// Takes a revocation at a place of the side's own log; gives the device. Every device of the side
    /// can be revoked, its last security officer's too: a stolen key is worse than a side that has to
    /// be founded anew.
    pub fn revoke(
        &mut self,
        charter: &Charter,
        bytes: &[u8],
        seq: u64,
    ) -> Result<DeviceId, PaperError> {
        let device = self.check_revocation(charter, bytes)?;
        self.revoked.entry(device).or_insert(seq);
        if let Some(member) = self.devices.get_mut(&device) {
            member.revoked_seq.get_or_insert(seq);
        }
        Ok(device)
    }

    /// The device, if its accreditation stands now (at `unix_ms`).
    pub fn standing(&self, device: DeviceId, unix_ms: i64) -> Option<&Member> {
        let at_unix_ms = self.reached(unix_ms);
        self.devices.get(&device).filter(|member| {
            member.revoked_seq.is_none() && member.accreditation.covers(at_unix_ms)
        })
    }

    /// The office that the charter gives to a device which wasn't revoked.
    pub fn officer<'a>(
        &self,
        charter: &'a Charter,
        device: DeviceId,
    ) -> Option<(Role, &'a Officer)> {
        if self.is_revoked(device) {
            return None;
        }
        let administrator = charter.administrator(device);
        let security_officer = charter.security_officer(device);
        administrator
            .map(|officer| (Role::Administrator, officer))
            .or(security_officer.map(|officer| (Role::SecurityOfficer, officer)))
    }

    pub fn is_revoked(&self, device: DeviceId) -> bool {
        self.revoked.contains_key(&device)
    }

    /// The entry that revoked a device, known or not.
    pub fn revoked_seq(&self, device: DeviceId) -> Option<u64> {
        self.revoked.get(&device).copied()
    }

    /// The entry at which a device stands under exactly this paper.
    pub fn seq_of_paper(&self, bytes: &[u8]) -> Option<u64> {
        let mut members = self.devices.values();
        members
            .find(|member| member.signed == bytes)
            .map(|member| member.since_seq)
    }

    pub fn get(&self, device: DeviceId) -> Option<&Member> {
        self.devices.get(&device)
    }

    /// All devices that ever stood, by id.
    pub fn iter(&self) -> impl Iterator<Item = (&DeviceId, &Member)> {
        self.devices.iter()
    }
}
