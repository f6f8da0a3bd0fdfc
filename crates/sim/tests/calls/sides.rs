//! The two sides and the contacts between them, from fixed keys.

use client::DeviceKeys;
use domain::{Medium, NodeFacts, PublicPart, SubjectId, SubjectNonce};
use identity::{Charter, Officer, PersonId, SecretSeed, SideId, SigningKey};

pub const NORTH: usize = 0;
pub const SOUTH: usize = 1;

fn key(side: usize, number: u8) -> SigningKey {
    SigningKey::from_seed(&SecretSeed([(side as u8 + 1) * 16 + number; 32]))
}

/// North's contacts, by number; tests speak of the first.
pub fn numbered_contact(number: u8) -> SubjectId {
    SubjectId::of_contact(
        SideId::of_seal(&key(NORTH, 0).public()),
        SubjectNonce([number; 16]),
    )
}

pub fn contact() -> SubjectId {
    numbered_contact(0)
}

pub struct Side {
    pub id: SideId,
    pub charter: Charter,
    pub node: SigningKey,
    pub administrator: SigningKey,
    pub officer: SigningKey,
}

impl Side {
    pub fn new(side: usize, unix_ms: i64) -> Self {
        let [seal, node, press, administrator, officer] =
            std::array::from_fn(|number| key(side, number as u8));
        let id = SideId::of_seal(&seal.public());
        let of = |key: &SigningKey, person: u8| Officer {
            person: PersonId([person; 16]),
            device_key: key.public(),
            hpke_key: vec![1; 32],
        };
        let archive = DeviceKeys::from_seeds(
            id,
            PersonId([9; 16]),
            SecretSeed([side as u8 + 90; 32]),
            SecretSeed([side as u8 + 92; 32]),
        );
        let charter = Charter {
            version: Charter::VERSION,
            name: ["North", "South"][side].to_owned(),
            seal: seal.public(),
            node_key: node.public(),
            press_key: press.public(),
            press_key_id: vec![1; 8],
            archive_key: archive.unwrap().hpke_public(),
            security_officers: vec![of(&officer, 1)],
            administrators: vec![of(&administrator, 2)],
            issued_unix_ms: unix_ms,
        };
        Self {
            id,
            charter,
            node,
            administrator,
            officer,
        }
    }
}

/// What both nodes know of the terms.
pub fn facts() -> NodeFacts {
    NodeFacts {
        start_unix_ms: 0,
        duration_min: 30,
        medium: Medium::PhoneCall,
        public_part: PublicPart::None,
        voice_depth: 2,
    }
}
