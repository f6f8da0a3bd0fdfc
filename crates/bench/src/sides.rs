//! Two sides with their keys and devices, and the records of contacts, made by hand: what is sealed is
//! any bytes here, since nodes never open it.

use client::DeviceKeys;
use domain::{
    AudienceClass, BodyDigest, Head, Header, Kind, LogItem, Medium, NodeFacts, PublicPart, Record,
    SealedEntry, SealedPart, SubjectId, SubjectNonce,
};
use e2ee::{HpkeKeyPair, Secret};
use identity::{
    Accreditation, Charter, Credentials, DeviceId, Hash32, Officer, PersonId, PublicKey, Role,
    RoleSet, Route, SecretSeed, SideId, SigningKey,
};
use wire::{CallEnvelope, SignedEnvelope};

const DAY_MS: i64 = 24 * 3_600 * 1_000;
/// Of a body sealed to two sides: the shortest frame with its tag, two wraps of an X-Wing encapsulation, and
/// what says where each ends.
const BODY_BYTES: usize = 1_024 + 16 + 2 * (1_120 + 48) + 60;

fn key(number: u32) -> SigningKey {
    let mut seed = [42; 32];
    seed[..4].copy_from_slice(&number.to_be_bytes());
    SigningKey::from_seed(&SecretSeed(seed))
}

/// Of a side: grants are sealed to it too.
fn archive_key(number: u32) -> Vec<u8> {
    let pair = HpkeKeyPair::from_seed(&Secret::new([number as u8; 32]));
    pair.expect("a seed is a key").public().as_bytes().to_vec()
}

/// A side, told from the other by its number.
pub struct Side {
    number: u32,
    pub charter: Charter,
}

/// A person's device.
pub struct Device {
    side: SideId,
    person: PersonId,
    key: SigningKey,
}

impl Side {
    pub fn new(number: u32) -> Self {
        let officer = |which: u32| Officer {
            person: PersonId([which as u8; 16]),
            device_key: key(number * 10 + which).public(),
            hpke_key: vec![1; 32],
        };
        let charter = Charter {
            version: Charter::VERSION,
            name: ["North", "South"][number as usize % 2].to_owned(),
            seal: key(number * 10).public(),
            node_key: key(number * 10 + 1).public(),
            press_key: key(number * 10 + 2).public(),
            press_key_id: vec![1; 8],
            archive_key: archive_key(number),
            security_officers: vec![officer(3)],
            administrators: vec![officer(4)],
            issued_unix_ms: 1_640_000_000_000,
        };
        Self { number, charter }
    }

    pub fn id(&self) -> SideId {
        self.charter.side()
    }

    pub fn node_seed(&self) -> SecretSeed {
        let mut seed = [42; 32];
        seed[..4].copy_from_slice(&(self.number * 10 + 1).to_be_bytes());
        SecretSeed(seed)
    }

    /// With the address at which its node is reached.
    pub fn credentials(&self, route: &str) -> Vec<u8> {
        let seal = key(self.number * 10);
        let signed = self.charter.sign(&seal).expect("a charter that stands");
        let routes = vec![Route(route.to_owned())];
        Credentials::seal(signed, routes, &seal).expect("few routes")
    }

    pub fn device(&self, number: u32) -> Device {
        Device {
            side: self.id(),
            person: PersonId([number as u8; 16]),
            key: key(1_000 + self.number * 100_000 + number),
        }
    }

    /// As a sherpa's.
    pub fn accreditation(&self, device: &Device, unix_ms: i64) -> Vec<u8> {
        self.accreditation_as(RoleSet::empty().with(Role::Sherpa), device, unix_ms)
    }

    /// Of a device that opens what is sealed to sherpas.
    pub fn sherpa(&self, keys: &DeviceKeys, unix_ms: i64) -> Vec<u8> {
        let roles = RoleSet::empty().with(Role::Sherpa);
        let (device_key, hpke_key) = (keys.public(), keys.hpke_public());
        self.accredit(keys.person, device_key, hpke_key, roles, unix_ms)
    }

    pub fn accreditation_as(&self, roles: RoleSet, device: &Device, unix_ms: i64) -> Vec<u8> {
        let (device_key, hpke_key) = (device.key.public(), vec![1; 32]);
        self.accredit(device.person, device_key, hpke_key, roles, unix_ms)
    }

    fn accredit(
        &self,
        person: PersonId,
        device_key: PublicKey,
        hpke_key: Vec<u8>,
        roles: RoleSet,
        unix_ms: i64,
    ) -> Vec<u8> {
        let accreditation = Accreditation {
            side: self.id(),
            person,
            device_key,
            hpke_key,
            roles,
            from_unix_ms: unix_ms - DAY_MS,
            until_unix_ms: unix_ms + 100 * DAY_MS,
        };
        let (administrator, officer) = (key(self.number * 10 + 4), key(self.number * 10 + 3));
        let signed = accreditation.sign(&administrator, &officer);
        signed.expect("both may sign").encode()
    }
}

impl Device {
    pub fn id(&self) -> DeviceId {
        DeviceId::of_key(&self.key.public())
    }

    pub fn public(&self) -> PublicKey {
        self.key.public()
    }

    fn header(&self, kind: Kind, subject: SubjectId, unix_ms: i64) -> Header {
        let author = (self.side, self.person, self.id());
        Header::new(kind.number(), subject, author, unix_ms)
    }

    /// A proposal for a contact of its own.
    pub fn proposal(&self, number: u32, unix_ms: i64) -> Record {
        let mut nonce = [0; 16];
        nonce[..4].copy_from_slice(&number.to_be_bytes());
        let subject = SubjectId::of_contact(self.side, SubjectNonce(nonce));
        let body = |class: AudienceClass| BodyDigest {
            class: class as u8,
            hash: Hash32([3; 32]),
        };
        let header = Header {
            facts: Some(NodeFacts {
                start_unix_ms: unix_ms + DAY_MS,
                duration_min: 60,
                medium: Medium::PhoneCall,
                public_part: PublicPart::None,
                voice_depth: 2,
            }),
            open: SubjectNonce(nonce).founding(),
            bodies: vec![body(AudienceClass::Staff), body(AudienceClass::Leadership)],
            ..self.header(Kind::Propose, subject, unix_ms)
        };
        let parts = vec![SealedPart(vec![7; BODY_BYTES].into()); 2];
        Record::sign(&header, parts, &self.key).expect("a record that stands")
    }

    /// Accepts a proposal.
    pub fn acceptance(&self, proposal: &Record, unix_ms: i64) -> Record {
        self.answer(Kind::Accept, proposal, unix_ms)
    }

    /// A duty officer's word that the side is ready for an agreed contact.
    pub fn confirmation(&self, proposal: &Record, unix_ms: i64) -> Record {
        self.answer(Kind::ConfirmStage, proposal, unix_ms)
    }

    fn answer(&self, kind: Kind, proposal: &Record, unix_ms: i64) -> Record {
        let header = Header {
            names: Some(proposal.id),
            ..self.header(kind, proposal.header.subject, unix_ms)
        };
        Record::sign(&header, Vec::new(), &self.key).expect("a record that stands")
    }

    /// What it says within a call.
    pub fn envelope(&self, envelope: &CallEnvelope) -> Vec<u8> {
        SignedEnvelope::sign(envelope, &self.key).encode()
    }

    pub fn side(&self) -> SideId {
        self.side
    }
}

/// A log as its node writes it.
pub struct Writer {
    node: SigningKey,
    pub head: Head,
}

impl Writer {
    pub fn new(side: &Side) -> Self {
        Self {
            node: SigningKey::from_seed(&side.node_seed()),
            head: Head::EMPTY,
        }
    }

    /// The next entry; its writer had seen the other log up to `seen`.
    pub fn write(&mut self, item: &LogItem, seen: Head, unix_ms: i64) -> SealedEntry {
        let entry = SealedEntry::write(self.head, item, seen, unix_ms, &self.node);
        self.head = Head {
            generation: 1,
            seq: self.head.seq + 1,
            hash: entry.hash(),
        };
        entry
    }
}
