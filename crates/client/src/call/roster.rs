//! Who is in a call, as this device checked it: each by its own signed join and a standing
//! accreditation in its own side's log.

use domain::{Action, LineView, SubjectId, decide};
use identity::{DeviceId, Hash32, PublicKey, SideId, sha256};
use std::collections::BTreeSet;
use wire::{CallEnvelope, GroupId, RosterMember, SignedEnvelope};

/// A verified join.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Joined {
    pub side: SideId,
    pub device: DeviceId,
    pub key: PublicKey,
    /// SHA-256 of the signed join.
    pub join: Hash32,
    pub key_package: Vec<u8>,
    pub accreditation: Vec<u8>,
}

impl Joined {
    pub fn stands(&self, view: &LineView, now_unix_ms: i64) -> bool {
        view.people(self.side)
            .and_then(|people| people.standing(self.device, now_unix_ms))
            .is_some_and(|member| member.signed == self.accreditation)
    }
}

/// The roster in the ordering node's order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Roster {
    members: Vec<Joined>,
}

/// A roster with somebody in it who has no business there.
pub(super) struct Foreign;

impl Roster {
    /// # Errors
    /// When anybody in it may not be in this contact's call and group, or is in it twice.
    pub fn verify(
        view: &LineView,
        of: (SubjectId, GroupId),
        members: &[RosterMember],
        now_unix_ms: i64,
    ) -> Result<Self, Foreign> {
        let devices: BTreeSet<DeviceId> = members.iter().map(|member| member.device).collect();
        if members.len() > domain::CALL_DEVICES_MAX || devices.len() != members.len() {
            return Err(Foreign);
        }
        let members = members
            .iter()
            .map(|member| verify_one(view, of, member, now_unix_ms).ok_or(Foreign))
            .collect::<Result<Vec<_>, _>>()?;
        Ok(Self { members })
    }

    pub fn iter(&self) -> std::slice::Iter<'_, Joined> {
        self.members.iter()
    }

    pub fn len(&self) -> usize {
        self.members.len()
    }

    pub fn get(&self, join: Hash32) -> Option<&Joined> {
        self.members.iter().find(|joined| joined.join == join)
    }

    pub fn drop_revoked(&mut self, view: &LineView, now_unix_ms: i64) {
        self.members
            .retain(|joined| joined.stands(view, now_unix_ms));
    }

    /// SHA-256 over all joins in order; the nodes compute the same.
    pub fn hash(&self) -> Hash32 {
        let joins: Vec<u8> = self
            .members
            .iter()
            .flat_map(|joined| joined.join.0)
            .collect();
        Hash32(sha256(&joins))
    }
}

fn verify_one(
    view: &LineView,
    (contact, group): (SubjectId, GroupId),
    member: &RosterMember,
    now_unix_ms: i64,
) -> Option<Joined> {
    let standing = view
        .people(member.side)?
        .standing(member.device, now_unix_ms)?;
    // By role alone: our logs may be ahead of the node's word, as when the call has just ended.
    let roles = standing.accreditation.roles;
    decide(roles, Action::JoinAndSpeak, None)
        .or_else(|_| decide(roles, Action::JoinAndListen, None))
        .ok()?;
    if member.join.len() > wire::JOIN_BYTES_MAX {
        return None;
    }
    let signed = SignedEnvelope::decode(&member.join).ok()?;
    let key = standing.accreditation.device_key;
    let CallEnvelope::Join(join) = signed.verify(&key).ok()? else {
        return None;
    };
    let right = join.contact == contact
        && join.group == group
        && join.side == member.side
        && signed.device == member.device
        && join.accreditation == standing.signed;
    right.then(|| Joined {
        side: member.side,
        device: member.device,
        key,
        join: signed.hash(),
        key_package: join.key_package,
        accreditation: join.accreditation,
    })
}
