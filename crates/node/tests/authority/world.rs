//! Two sides with one device for each role, their logs, and nodes that start from them.

use domain::{
    AudienceClass, CallEnded, CallId, CallStarted, EndReason, Grant, Head, Header, Kind, LineView,
    LogItem, Medium, NodeFacts, PublicPart, Record, RecordId, SealedEntry, SubjectId, SubjectNonce,
    Wrap,
};
use identity::{
    Accreditation, Charter, Credentials, DeviceId, Officer, PersonId, Revocation, Role, RoleSet,
    Route, SecretSeed, SideId, SigningKey, encode_canonical,
};
use node::app::{NodeCore, Now};
use std::time::Instant;
use storage::{Batch, Log, MemoryStore, Store, Table};

pub const NORTH: usize = 0;
pub const SOUTH: usize = 1;
pub const NOW_MS: i64 = 1_640_000_000_000;
const DAY_MS: i64 = 24 * 3_600 * 1_000;
const NONCE: SubjectNonce = SubjectNonce([9; 16]);

pub fn now() -> Now {
    Now {
        instant: Instant::now(),
        unix_ms: NOW_MS,
    }
}

fn key(number: u8) -> SigningKey {
    SigningKey::from_seed(&SecretSeed([number; 32]))
}

pub struct Side {
    base: u8,
    pub charter: Charter,
    pub credentials: Vec<u8>,
    entries: Vec<SealedEntry>,
    head: Head,
    seen: Head,
}

impl Side {
    fn new(base: u8) -> Self {
        let officer = |number: u8| Officer {
            person: PersonId([number; 16]),
            device_key: key(number).public(),
            hpke_key: vec![number; 32],
        };
        let charter = Charter {
            version: Charter::VERSION,
            name: format!("Side {base}"),
            seal: key(base).public(),
            node_key: key(base + 1).public(),
            press_key: key(base + 2).public(),
            press_key_id: vec![base; 8],
            archive_key: vec![base; 32],
            security_officers: vec![officer(base + 4), officer(base + 5)],
            administrators: vec![officer(base + 3)],
            issued_unix_ms: 0,
        };
        let routes = vec![Route("side.example:7001".into())];
        let signed = charter.sign(&key(base)).unwrap();
        Self {
            credentials: Credentials::seal(signed, routes, &key(base)).unwrap(),
            base,
            charter,
            entries: Vec::new(),
            head: Head::EMPTY,
            seen: Head::EMPTY,
        }
    }

    pub fn id(&self) -> SideId {
        self.charter.side()
    }

    pub fn device_key(&self, role: Role) -> SigningKey {
        key(self.base + 20 + role as u8)
    }

    pub fn device(&self, role: Role) -> DeviceId {
        DeviceId::of_key(&self.device_key(role).public())
    }

    fn person(&self, role: Role) -> PersonId {
        PersonId([self.base + 20 + role as u8; 16])
    }

    pub fn administrator(&self) -> SigningKey {
        key(self.base + 3)
    }

    /// The first security officer or the second.
    pub fn security_officer(&self, number: u8) -> SigningKey {
        key(self.base + 4 + number)
    }

    pub fn entry(&self, item: &LogItem) -> SealedEntry {
        SealedEntry::write(self.head, item, self.seen, NOW_MS, &key(self.base + 1))
    }

    pub fn append(&mut self, item: &LogItem) {
        let entry = self.entry(item);
        self.head = Head {
            seq: self.head.seq + 1,
            hash: entry.hash(),
            ..self.head
        };
        self.entries.push(entry);
    }

    pub fn paper(&self, role: Role, given: Role, from_unix_ms: i64, officer: u8) -> Vec<u8> {
        let accreditation = Accreditation {
            side: self.id(),
            person: self.person(role),
            device_key: self.device_key(role).public(),
            hpke_key: vec![1; 32],
            roles: RoleSet::empty().with(given),
            from_unix_ms,
            until_unix_ms: NOW_MS + DAY_MS,
        };
        let signed = accreditation
            .sign(&self.administrator(), &self.security_officer(officer))
            .unwrap();
        signed.encode()
    }

    pub fn revocation(&self, device: DeviceId, officer: u8) -> Vec<u8> {
        let revocation = Revocation {
            side: self.id(),
            device,
            at_unix_ms: NOW_MS,
        };
        revocation.sign(&self.security_officer(officer)).encode()
    }

    pub fn header(&self, role: Role, kind: u16, subject: SubjectId) -> Header {
        let author = (self.id(), self.person(role), self.device(role));
        Header::new(kind, subject, author, NOW_MS)
    }

    pub fn sign(&self, role: Role, header: &Header) -> Record {
        Record::sign(header, vec![], &self.device_key(role)).unwrap()
    }
}

pub struct World {
    pub sides: [Side; 2],
    /// The newest terms that North put forward, or the contact held outside that it entered.
    pub offer: RecordId,
    /// What most answers are about: the agreed terms, or the offer.
    pub agreed: RecordId,
    /// Records written; no two are the same.
    said: i64,
}

impl World {
    pub fn new() -> Self {
        let mut sides = [Side::new(10), Side::new(60)];
        for side in &mut sides {
            for role in Role::ALL {
                let paper = side.paper(role, role, NOW_MS - DAY_MS, 0);
                side.append(&LogItem::Accreditation(paper));
            }
        }
        let nothing = identity::Hash32([0; 32]);
        Self {
            sides,
            offer: nothing,
            agreed: nothing,
            said: 0,
        }
    }

    pub fn subject(&self) -> SubjectId {
        SubjectId::of_contact(self.sides[NORTH].id(), NONCE)
    }

    /// Each side sees what the other wrote until now.
    fn sync(&mut self) {
        let [north, south] = &mut self.sides;
        (north.seen, south.seen) = (south.head, north.head);
    }

    /// A record of the kind by a device with this role, about the one contact.
    pub fn record(&self, side: usize, role: Role, kind: Kind, names: RecordId) -> Record {
        let side = &self.sides[side];
        let mut header = side.header(role, kind.number(), self.subject());
        header.at_unix_ms += self.said;
        match kind {
            Kind::Propose | Kind::HeldOutside => {
                header.open = NONCE.founding();
                header.facts = Some(facts());
            }
            Kind::CallNow => {
                let start_unix_ms = header.at_unix_ms + domain::CALL_NOW_WITHIN_MS / 2;
                header.open = NONCE.founding();
                header.facts = Some(NodeFacts {
                    start_unix_ms,
                    duration_min: domain::CALL_NOW_MIN_MAX,
                    ..facts()
                });
                header.expires_unix_ms = Some(start_unix_ms);
            }
            Kind::Counter => {
                header.facts = Some(facts());
                header.names = Some(names);
            }
            Kind::Grant => {
                let roles = RoleSet::empty().with(role);
                let class = AudienceClass::ALL
                    .into_iter()
                    .find(|class| class.roles().intersects(roles))
                    .unwrap_or(AudienceClass::Staff);
                header.subject = SubjectId::of_audience(side.id(), class);
                header.open = encode_canonical(&Grant {
                    side: side.id(),
                    class: class as u8,
                    generation: 1,
                    public_key: vec![1; 32],
                    wraps: vec![Wrap {
                        device: None,
                        sealed: vec![0; 48],
                    }],
                });
            }
            Kind::Accept
            | Kind::TakeCall
            | Kind::Decline
            | Kind::Withdraw
            | Kind::Cancel
            | Kind::Postpone
            | Kind::ConfirmOutside
            | Kind::ConfirmStage
            | Kind::Abort => header.names = Some(names),
            Kind::AnnounceRelease => header.open = b"readout-1".to_vec(),
            other => panic!("{other:?} isn't done to a contact"),
        }
        side.sign(role, &header)
    }

    /// Writes such a record, and both sides see it.
    pub fn say(&mut self, side: usize, role: Role, kind: Kind) -> RecordId {
        let record = self.record(side, role, kind, self.agreed);
        self.sides[side].append(&LogItem::Record(record.bytes().to_vec()));
        self.said += 1;
        self.sync();
        record.id
    }

    /// North puts terms forward.
    pub fn offer(&mut self, kind: Kind) {
        self.offer = self.say(NORTH, Role::Sherpa, kind);
        if kind != Kind::Counter {
            self.agreed = self.offer;
        }
    }

    pub fn start(&mut self) {
        for side in [NORTH, SOUTH] {
            let started = CallStarted {
                contact: self.subject(),
                call: CallId::of_terms(self.subject(), self.agreed),
                at_unix_ms: NOW_MS,
                medium: Medium::PhoneCall,
                on_line: Vec::new(),
            };
            self.sides[side].append(&LogItem::CallStarted(started));
        }
        self.sync();
    }

    pub fn end(&mut self) {
        for side in [NORTH, SOUTH] {
            let ended = CallEnded {
                contact: self.subject(),
                call: CallId::of_terms(self.subject(), self.agreed),
                at_unix_ms: NOW_MS,
                reason: EndReason::HungUp,
            };
            self.sides[side].append(&LogItem::CallEnded(ended));
        }
        self.sync();
    }

    pub fn view(&self) -> LineView {
        let mut view = LineView::new(self.sides.iter().map(|side| side.charter.clone()));
        for side in &self.sides {
            for entry in &side.entries {
                view.append(side.id(), entry).unwrap();
            }
        }
        view
    }

    /// The disk of a side's node: both logs, and the other side pinned.
    pub fn store(&self, own: usize) -> MemoryStore {
        let (own, other) = (&self.sides[own], &self.sides[1 - own]);
        let mut store = MemoryStore::new();
        let mut batch = Batch::new().put(Table::Lines, *b"other", other.credentials.clone());
        for (log, side) in [(Log::Own(own.id()), own), (Log::Other(other.id()), other)] {
            for (seq, entry) in (1..).zip(&side.entries) {
                batch = batch.append(log, seq, encode_canonical(entry));
            }
        }
        store.commit(&batch).unwrap();
        store
    }

    /// A node of a side, started from such a disk.
    pub fn start_node(&self, own: usize, store: MemoryStore) -> NodeCore {
        let side = &self.sides[own];
        let credentials = side.credentials.clone();
        NodeCore::start(credentials, key(side.base + 1), Box::new(store), 1).unwrap()
    }

    pub fn node(&self, own: usize) -> NodeCore {
        self.start_node(own, self.store(own))
    }
}

pub fn facts() -> NodeFacts {
    NodeFacts {
        start_unix_ms: NOW_MS + DAY_MS,
        duration_min: 60,
        medium: Medium::PhoneCall,
        public_part: PublicPart::None,
        voice_depth: 2,
    }
}
