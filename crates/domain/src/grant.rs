//! Grants: how devices hand an audience's key to accredited devices, node-visible only as a list.

use identity::{DeviceId, RoleSet, SideId};
use minicbor::{Decode, Encode};

use crate::{AudienceClass, WRAPS_MAX};

/// Longest audience key or wrap in bytes.
const KEY_BYTES_MAX: usize = 4 * 1024;

/// The audience key's secret, sealed to one device.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Wrap {
    /// `None`: the side's archive key.
    #[n(0)]
    pub device: Option<DeviceId>,
    #[cbor(n(1), with = "minicbor::bytes")]
    pub sealed: Vec<u8>,
}

/// The open part of a [`crate::Kind::Grant`] record.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Grant {
    #[n(0)]
    pub side: SideId,
    #[n(1)]
    pub class: u8,
    #[n(2)]
    pub generation: u32,
    /// HPKE public key to which bodies are sealed.
    #[cbor(n(3), with = "minicbor::bytes")]
    pub public_key: Vec<u8>,
    #[n(4)]
    pub wraps: Vec<Wrap>,
}

impl Grant {
    /// Whether the side's archive is among those to whom the key goes.
    pub fn has_archive(&self) -> bool {
        self.wraps.iter().any(|wrap| wrap.device.is_none())
    }

    /// Whether it is within limits and a holder of `roles` may hand it out.
    pub fn stands(&self, side: SideId, roles: RoleSet) -> bool {
        self.side == side
            && AudienceClass::from_number(self.class)
                .is_some_and(|class| class.roles().intersects(roles))
            && (1..=WRAPS_MAX).contains(&self.wraps.len())
            && self.public_key.len() <= KEY_BYTES_MAX
            && self
                .wraps
                .iter()
                .all(|wrap| wrap.sealed.len() <= KEY_BYTES_MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use identity::Role;

    #[test]
    fn keys_and_wraps_are_measured() {
        for (length, fits) in [
            (KEY_BYTES_MAX - 1, true),
            (KEY_BYTES_MAX, true),
            (KEY_BYTES_MAX + 1, false),
        ] {
            let grant = |public_key: usize, sealed: usize| Grant {
                side: SideId([1; 16]),
                class: AudienceClass::Leadership as u8,
                generation: 1,
                public_key: vec![1; public_key],
                wraps: vec![Wrap {
                    device: None,
                    sealed: vec![0; sealed],
                }],
            };
            let sherpa = RoleSet::empty().with(Role::Sherpa);
            for grant in [grant(length, 1), grant(1, length)] {
                assert_eq!(grant.stands(SideId([1; 16]), sherpa), fits, "{length}");
            }
        }
    }

    #[test]
    fn wraps_are_counted_and_readers_hand_on() {
        let grant = |wraps: usize| Grant {
            side: SideId([1; 16]),
            class: AudienceClass::Leadership as u8,
            generation: 1,
            public_key: vec![1],
            wraps: vec![
                Wrap {
                    device: None,
                    sealed: vec![0]
                };
                wraps
            ],
        };
        let sherpa = RoleSet::empty().with(Role::Sherpa);
        for (count, fits) in [
            (0, false),
            (1, true),
            (WRAPS_MAX - 1, true),
            (WRAPS_MAX, true),
            (WRAPS_MAX + 1, false),
        ] {
            assert_eq!(
                grant(count).stands(SideId([1; 16]), sherpa),
                fits,
                "{count}"
            );
        }
        assert!(!grant(1).stands(SideId([2; 16]), sherpa));
        assert!(!grant(1).stands(SideId([1; 16]), RoleSet::empty().with(Role::PressOfficer)));
    }
}
