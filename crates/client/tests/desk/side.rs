//! A side with its log, and desks of its devices that read both logs. Also read by the tests of client-wasm.
#![allow(dead_code)]

use client::{Desk, DeviceKeys};
use domain::{Head, LogItem, Record, SealedEntry};
use identity::{
    Accreditation, Charter, Credentials, Officer, PersonId, Revocation, RoleSet, Route, SecretSeed,
    SideId, SigningKey,
};

/// Accreditations stand from here, unless said otherwise for a day.
pub const FROM_MS: i64 = 1_640_000_000_000;
const DAY_MS: i64 = 24 * 3_600 * 1_000;

pub struct Side {
    base: u8,
    pub charter: Charter,
    entries: Vec<SealedEntry>,
    head: Head,
    seen: Head,
    pub now_ms: i64,
}

fn key(number: u8) -> SigningKey {
    SigningKey::from_seed(&SecretSeed([number; 32]))
}

impl Side {
    /// `base` tells its keys from the other side's.
    pub fn new(base: u8) -> Self {
        let officer = |number: u8| Officer {
            person: PersonId([number; 16]),
            device_key: key(number).public(),
            hpke_key: vec![number; 32],
        };
        let seal = key(base).public();
        let side = SideId::of_seal(&seal);
        let archive = device_keys(side, base + 5);
        let charter = Charter {
            version: Charter::VERSION,
            name: format!("Side {base}"),
            seal,
            node_key: key(base + 1).public(),
            press_key: key(base + 2).public(),
            press_key_id: vec![base; 8],
            archive_key: archive.hpke_public(),
            security_officers: vec![officer(base + 4)],
            administrators: vec![officer(base + 3)],
            issued_unix_ms: 0,
        };
        Self {
            base,
            charter,
            entries: Vec::new(),
            head: Head::EMPTY,
            seen: Head::EMPTY,
            now_ms: FROM_MS,
        }
    }

    pub fn id(&self) -> SideId {
        self.charter.side()
    }

    pub fn entries(&self) -> &[SealedEntry] {
        &self.entries
    }

    /// The file that its people and the other side pin.
    pub fn credentials(&self) -> Vec<u8> {
        let seal = key(self.base);
        let routes = vec![Route("127.0.0.1:7480".into())];
        Credentials::seal(self.charter.sign(&seal).unwrap(), routes, &seal).unwrap()
    }

    pub fn head(&self) -> Head {
        self.head
    }

    pub fn keys(&self, number: u8) -> DeviceKeys {
        device_keys(self.id(), self.base + number)
    }

    /// Appends an entry whose writer has seen `seen` of the other log, or what it had seen before.
    pub fn append(&mut self, item: &LogItem, seen: Head) {
        if seen.seq > self.seen.seq {
            self.seen = seen;
        }
        let node = key(self.base + 1);
        let entry = SealedEntry::write(self.head, item, self.seen, self.now_ms, &node);
        self.head = Head {
            seq: self.head.seq + 1,
            hash: entry.hash(),
            ..self.head
        };
        self.entries.push(entry);
        self.now_ms += 1;
    }

    /// Accredits device `number` for a day.
    pub fn accredit(&mut self, number: u8, roles: RoleSet) {
        self.accredit_for(number, roles, DAY_MS);
    }

    pub fn accredit_for(&mut self, number: u8, roles: RoleSet, lasts_ms: i64) {
        let keys = self.keys(number);
        let accreditation = Accreditation {
            side: self.id(),
            person: keys.person,
            device_key: keys.public(),
            hpke_key: keys.hpke_public(),
            roles,
            from_unix_ms: self.now_ms,
            until_unix_ms: self.now_ms + lasts_ms,
        };
        let signed = accreditation
            .sign(&key(self.base + 3), &key(self.base + 4))
            .unwrap();
        self.append(&LogItem::Accreditation(signed.encode()), Head::EMPTY);
    }

    pub fn revoke(&mut self, number: u8) {
        let revocation = Revocation {
            side: self.id(),
            device: self.keys(number).device(),
            at_unix_ms: self.now_ms,
        };
        let signed = revocation.sign(&key(self.base + 4));
        self.append(&LogItem::Revocation(signed.encode()), Head::EMPTY);
    }

    /// Appends a record; its node has seen `seen` of the other log.
    pub fn post(&mut self, record: &Record, seen: Head) {
        self.append(&LogItem::Record(record.bytes().to_vec()), seen);
    }

    /// What device `number` knows, having read both logs.
    pub fn desk(&self, number: u8, other: &Self) -> Desk {
        let (own, their) = (self.charter.clone(), other.charter.clone());
        let mut desk = Desk::new(self.keys(number), own, Some(their));
        for side in [self, other] {
            for entry in &side.entries {
                desk.take(side.id(), entry).unwrap();
            }
        }
        desk.refresh();
        desk
    }

    /// Device `number` makes the grants that it should, and its node takes them; gives how many.
    pub fn keep_house(&mut self, number: u8, other: &Self) -> usize {
        let grants = self.desk(number, other).housekeeping(self.now_ms).unwrap();
        for grant in &grants {
            self.post(grant, Head::EMPTY);
        }
        grants.len()
    }
}

fn device_keys(side: SideId, number: u8) -> DeviceKeys {
    let seeds = [SecretSeed([number; 32]), SecretSeed([number + 100; 32])];
    let [seed, hpke_seed] = seeds;
    DeviceKeys::from_seeds(side, PersonId([number; 16]), seed, hpke_seed).unwrap()
}
