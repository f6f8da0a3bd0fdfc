//! Keys of audiences, as grants hand them on.

use identity::{DeviceId, RoleSet, SideId, decode_canonical};
use std::collections::BTreeSet;

use super::{LineView, Place, VoidReason};
use crate::{AudienceClass, Grant, Record, RecordId, SubjectId};

/// The key of one audience of one side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AudienceKey {
    pub side: SideId,
    pub class: AudienceClass,
    pub generation: u32,
    pub public_key: Vec<u8>,
    /// Devices to which the secret was sealed.
    pub holders: BTreeSet<DeviceId>,
    /// Records that hold the wraps.
    pub grants: Vec<RecordId>,
}

impl LineView {
    /// The newest key of an audience.
    pub fn audience(&self, side: SideId, class: AudienceClass) -> Option<&AudienceKey> {
        self.audiences
            .range((side, class, 0)..=(side, class, u32::MAX))
            .next_back()
            .map(|(_, key)| key)
    }

    /// All generations of a side's audience keys.
    pub fn audience_keys(&self, side: SideId) -> impl Iterator<Item = &AudienceKey> {
        self.audiences.values().filter(move |key| key.side == side)
    }

    /// The audience whose public key this is.
    pub fn audience_of_key(&self, public_key: &[u8]) -> Option<&AudienceKey> {
        self.audiences
            .values()
            .find(|key| key.public_key == public_key)
    }

    pub(super) fn read_grant(
        &self,
        side: SideId,
        roles: RoleSet,
        record: &Record,
    ) -> Result<Grant, VoidReason> {
        let grant: Grant = decode_canonical("grant", &record.header.open, crate::RECORD_BYTES_MAX)
            .map_err(|error| VoidReason::Unreadable(error.to_string()))?;
        let class = AudienceClass::from_number(grant.class).ok_or(VoidReason::Grant)?;
        if record.header.subject != SubjectId::of_audience(side, class) {
            return Err(VoidReason::Subject);
        }
        let newest = self.audience(side, class).map_or(0, |key| key.generation);
        // The first grant of a generation goes to the archive too.
        let next = newest.checked_add(1) == Some(grant.generation) && grant.has_archive();
        let known = self.audiences.get(&(side, class, grant.generation));
        let same = known.is_some_and(|key| key.public_key == grant.public_key);
        if grant.stands(side, roles) && (next || same) {
            Ok(grant)
        } else {
            Err(VoidReason::Grant)
        }
    }

    /// A wrap makes a device a holder where it stands and reads the class; others count for nothing.
    pub(super) fn take_grant(&mut self, place: &Place, grant: Grant, record: RecordId) {
        let (side, people) = (place.side, self.people(place.side));
        let (Some(class), Some(people)) = (AudienceClass::from_number(grant.class), people) else {
            return;
        };
        let holders: Vec<DeviceId> = grant
            .wraps
            .iter()
            .filter_map(|wrap| wrap.device)
            .filter(|device| {
                let member = people.standing(*device, place.node_unix_ms);
                member.is_some_and(|member| member.accreditation.roles.intersects(class.roles()))
            })
            .collect();
        let key = self
            .audiences
            .entry((side, class, grant.generation))
            .or_insert_with(|| AudienceKey {
                side,
                class,
                generation: grant.generation,
                public_key: grant.public_key,
                holders: BTreeSet::new(),
                grants: Vec::new(),
            });
        key.holders.extend(holders);
        key.grants.push(record);
    }
}
