//! Records as a device really makes them, with sealed parts and grants, are as docs/protocol says; and
//! they open by hand as docs/protocol/records.md describes.

#[path = "../../domain/tests/cddl/schema.rs"]
mod schema;

use client::{Desk, DeviceKeys, NewContact};
use domain::{
    Agenda, AudienceClass, Format, Grant, Head, Initiative, LogItem, Medium, PublicPart, Record,
    SealedEntry, SubjectNonce, Terms,
};
use e2ee::{HpkeKeyPair, SealedTo, Secret};
use identity::{
    Accreditation, Charter, Officer, PersonId, Role, RoleSet, SecretSeed, SideId, SigningKey,
    encode_canonical, sha256,
};
use minicbor::bytes::ByteVec;
use schema::Schema;

const NOW: i64 = 1_640_896_200_000;

fn key(number: u8) -> SigningKey {
    SigningKey::from_seed(&SecretSeed([number; 32]))
}

fn hpke(number: u8) -> HpkeKeyPair {
    HpkeKeyPair::from_seed(&Secret::new([number; 32])).unwrap()
}

/// Keys from `base` on: seal, node, press, administrator, security officer, archive.
fn charter(base: u8) -> Charter {
    let officer = |number: u8| Officer {
        person: PersonId([number; 16]),
        device_key: key(number).public(),
        hpke_key: hpke(number).public().as_bytes().to_vec(),
    };
    Charter {
        version: Charter::VERSION,
        name: "side".into(),
        seal: key(base).public(),
        node_key: key(base + 1).public(),
        press_key: key(base + 2).public(),
        press_key_id: vec![1; 8],
        archive_key: hpke(base + 5).public().as_bytes().to_vec(),
        security_officers: vec![officer(base + 4)],
        administrators: vec![officer(base + 3)],
        issued_unix_ms: NOW,
    }
}

/// A side with one accredited device, and the log that its node writes.
struct Side {
    id: SideId,
    base: u8,
    desk: Desk,
    log: Vec<SealedEntry>,
    head: Head,
}

impl Side {
    fn new(base: u8, other: u8) -> Self {
        let own = charter(base);
        let id = own.side();
        let seed = |number: u8| SecretSeed([number; 32]);
        let person = PersonId([base; 16]);
        let keys = DeviceKeys::from_seeds(id, person, seed(base + 6), seed(base + 7)).unwrap();
        let accreditation = Accreditation {
            side: id,
            person,
            device_key: keys.public(),
            hpke_key: keys.hpke_public(),
            roles: RoleSet::empty().with(Role::Sherpa),
            from_unix_ms: NOW - 1,
            until_unix_ms: NOW + 1_000,
        };
        let papers = accreditation.sign(&key(base + 3), &key(base + 4)).unwrap();
        let mut side = Self {
            id,
            base,
            desk: Desk::new(keys, own, Some(charter(other))),
            log: Vec::new(),
            head: Head::EMPTY,
        };
        side.write(&LogItem::Accreditation(papers.encode()));
        side
    }

    /// The node writes an entry; the own device takes it.
    fn write(&mut self, item: &LogItem) {
        let node = key(self.base + 1);
        let entry = SealedEntry::write(self.head, item, Head::EMPTY, NOW, &node);
        self.desk.take(self.id, &entry).unwrap();
        self.head = self.desk.view().head(self.id);
        self.log.push(entry);
    }

    fn grants(&mut self) -> Vec<Record> {
        let records = self.desk.housekeeping(NOW).unwrap();
        for record in &records {
            self.write(&LogItem::Record(record.bytes().to_vec()));
        }
        self.desk.refresh();
        records
    }
}

fn schema() -> Schema {
    Schema::new(include_str!("../../../docs/protocol/records.cddl"), "")
}

fn new_contact(sides: [SideId; 2]) -> NewContact {
    let terms = Terms {
        start_unix_ms: NOW,
        local: Vec::new(),
        tz_version: String::new(),
        duration_min: 60,
        medium: Medium::PhoneCall,
        public_part: PublicPart::None,
        initiative: Initiative::Proposer,
        languages: vec!["en".into()],
        format: Format::Consecutive,
        voice_depth: 2,
    };
    NewContact {
        terms: terms
            .with_locals(&[(sides[0], "Europe/Moscow"), (sides[1], "America/New_York")])
            .unwrap(),
        agenda: Agenda::default(),
        expires_unix_ms: Some(NOW + 1),
    }
}

#[test]
fn a_proposal_with_its_sealed_parts() {
    let schema = schema();
    let (mut north, mut south) = (Side::new(10, 30), Side::new(30, 10));
    south.grants();
    for record in north.grants() {
        schema.check("record", record.bytes());
        schema.check("header", &record.header_bytes);
        schema.check("grant", &record.header.open);
    }
    for entry in &south.log {
        schema.check("sealed-entry", &encode_canonical(entry));
        north.desk.take(south.id, entry).unwrap();
    }
    let new = new_contact([north.id, south.id]);
    let record = north
        .desk
        .propose(SubjectNonce([5; 16]), &new, NOW)
        .unwrap();
    schema.check("record", record.bytes());
    for part in &record.parts {
        schema.check("sealed-body", &part.0);
    }
}

/// What records.md says about grants, done by hand.
#[test]
fn a_grant_opens_as_described() {
    let schema = schema();
    let mut north = Side::new(10, 30);
    for record in north.grants() {
        let grant: Grant = minicbor::decode(&record.header.open).unwrap();
        let context = encode_canonical(&(
            grant.side,
            grant.class,
            grant.generation,
            ByteVec::from(grant.public_key.clone()),
        ));
        schema.check("grant-context", &context);
        let audience = [b"detente/v1/audience\0", &grant.side.0[..], &[grant.class]].concat();
        assert_eq!(record.header.subject.0, sha256(&audience)[..16]);
        // For the archive and for the device that made it.
        for (wrap, holder) in grant.wraps.iter().zip([hpke(15), hpke(17)]) {
            let sealed: SealedTo = minicbor::decode(&wrap.sealed).unwrap();
            let seed = holder.open(b"detente/v1/grant", &context, &sealed).unwrap();
            let seed: [u8; 32] = seed.as_bytes().try_into().unwrap();
            let pair = HpkeKeyPair::from_seed(&Secret::new(seed)).unwrap();
            assert_eq!(pair.public().as_bytes(), grant.public_key);
        }
        let class = AudienceClass::from_number(grant.class).unwrap();
        assert!(class.roles().contains(Role::Sherpa));
    }
}
