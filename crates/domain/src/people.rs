//! Whose devices stand: accreditations and revocations in the order of a side's own log.

use identity::{
    Accreditation, Charter, DeviceId, PublicKey, RoleSet, SignedAccreditation, SignedRevocation,
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
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct People {
    devices: BTreeMap<DeviceId, Member>,
    /// By entry of the log, even of devices that aren't known yet.
    revoked: BTreeMap<DeviceId, u64>,
}

impl People {
    /// Takes an accreditation at a place of the side's own log. A revoked device doesn't come back:
    /// its key may be in other hands.
    pub fn accredit(
        &mut self,
        charter: &Charter,
        bytes: &[u8],
        seq: u64,
    ) -> Result<(), identity::AccreditationError> {
        let accreditation = SignedAccreditation::decode(bytes)?.verify(charter)?;
        let device = accreditation.device();
        if !self.revoked.contains_key(&device) {
            let member = Member {
                accreditation,
                signed: bytes.to_vec(),
                since_seq: seq,
                revoked_seq: None,
            };
            self.devices.insert(device, member);
        }
        Ok(())
    }

    /// Takes a revocation at a place of the side's own log; gives the device.
    pub fn revoke(
        &mut self,
        charter: &Charter,
        bytes: &[u8],
        seq: u64,
    ) -> Result<DeviceId, identity::AccreditationError> {
        let revocation = SignedRevocation::decode(bytes)?.verify(charter)?;
        self.revoked.entry(revocation.device).or_insert(seq);
        if let Some(member) = self.devices.get_mut(&revocation.device) {
            member.revoked_seq.get_or_insert(seq);
        }
        Ok(revocation.device)
    }

    /// The device, if its accreditation stands now (at `unix_ms`).
    pub fn standing(&self, device: DeviceId, unix_ms: i64) -> Option<&Member> {
        self.devices
            .get(&device)
            .filter(|member| member.revoked_seq.is_none() && member.accreditation.covers(unix_ms))
    }

    /// Key and roles of the author of what stands at `seq`, written at `node_unix_ms`.
    pub fn author_at(&self, device: DeviceId, node_unix_ms: i64) -> Option<(PublicKey, RoleSet)> {
        self.standing(device, node_unix_ms)
            .map(|member| (member.accreditation.device_key, member.accreditation.roles))
    }

    pub fn get(&self, device: DeviceId) -> Option<&Member> {
        self.devices.get(&device)
    }

    /// All devices that ever stood, by id.
    pub fn iter(&self) -> impl Iterator<Item = (&DeviceId, &Member)> {
        self.devices.iter()
    }
}
