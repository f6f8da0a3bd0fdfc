//! Two founded sides and a node of the first, for tests: keys from numbers, records made by hand. What
//! nodes never open is any bytes here.

use domain::{
    Approval, AudienceClass, BodyDigest, CallEnded, CallId, CallStarted, ClaimedFacts, EndReason,
    Header, InternalKind, InternalRecord, Kind, LogItem, Medium, NodeFacts, PublicPart, Record,
    RecordId, Release, ReleaseKind, SealedEntry, SealedPart, SubjectId, SubjectNonce,
};
use identity::{
    Accreditation, Charter, Credentials, DeviceId, Hash32, Label, Officer, PersonId, PublicKey,
    Revocation, Role, RoleSet, Route, SecretSeed, SideId, SigningKey, encode_canonical, sha256,
};
use std::{
    collections::BTreeMap,
    io::Cursor,
    time::{Duration, Instant},
};
use storage::{Batch, Log, MemoryStore, Store};
use wire::{Bytes64, ReleaseRequest, sign_in_message};

use crate::app::{NodeCore, Now};

/// When everything happens that has no other time.
pub const NOW_MS: i64 = 1_900_000_000_000;
const DAY_MS: i64 = 24 * 3_600 * 1_000;

pub fn at(unix_ms: i64) -> Now {
    Now {
        instant: Instant::now(),
        unix_ms,
    }
}

/// A subject that is its side's own, and the nonce that makes it so.
pub fn subject(side: SideId, number: u8) -> (SubjectId, Vec<u8>) {
    let nonce = SubjectNonce([number; 16]);
    (SubjectId::of_contact(side, nonce), nonce.founding())
}

/// A person with a device.
#[derive(Clone)]
pub struct Person {
    pub side: SideId,
    pub person: PersonId,
    pub key: SigningKey,
    pub roles: RoleSet,
}

impl Person {
    fn new(side: SideId, number: u8, roles: RoleSet) -> Self {
        let seed = sha256(&[&side.0[..], &[number]].concat());
        Self {
            side,
            person: PersonId([number; 16]),
            key: SigningKey::from_seed(&SecretSeed(seed)),
            roles,
        }
    }

    pub fn device(&self) -> DeviceId {
        DeviceId::of_key(&self.key.public())
    }

    fn officer(&self) -> Officer {
        Officer {
            person: self.person,
            device_key: self.key.public(),
            hpke_key: vec![1; 32],
        }
    }

    pub fn header(&self, kind: u16, subject: SubjectId) -> Header {
        let author = (self.side, self.person, self.device());
        Header::new(kind, subject, author, NOW_MS)
    }

    pub fn record(&self, header: &Header) -> Record {
        let parts = vec![SealedPart(vec![7; 16].into()); header.bodies.len()];
        Record::sign(header, parts, &self.key).unwrap()
    }

    pub fn internal(&self, header: &Header) -> InternalRecord {
        let parts = vec![SealedPart(vec![7; 16].into()); header.bodies.len()];
        InternalRecord::sign(header, parts, &self.key).unwrap()
    }

    /// A draft as a press device makes it, and its salt.
    pub fn draft(&self, release: &Release) -> (InternalRecord, [u8; 32]) {
        let salt = [9; 32];
        let mut header = self.header(InternalKind::Draft.number(), release.contact);
        let text = encode_canonical(release);
        header.bodies = vec![BodyDigest {
            class: AudienceClass::Press as u8,
            hash: Hash32(sha256(&[&salt[..], &text].concat())),
        }];
        (self.internal(&header), salt)
    }

    /// An approval as a press device makes it, with a sealed reason where there are conflicts.
    pub fn approval(&self, draft: &InternalRecord, approval: &Approval) -> InternalRecord {
        let mut header = self.header(InternalKind::Approve.number(), draft.header().subject);
        header.names = Some(draft.id());
        header.open = encode_canonical(approval);
        if !approval.conflicts.is_empty() {
            header.bodies = vec![body(AudienceClass::Press)];
        }
        self.internal(&header)
    }
}

pub fn body(class: AudienceClass) -> BodyDigest {
    BodyDigest {
        class: class as u8,
        hash: Hash32([3; 32]),
    }
}

/// A side on the day after its founding.
pub struct Founded {
    pub charter: Charter,
    pub credentials: Vec<u8>,
    pub node: SigningKey,
    pub administrator: Person,
    pub security_officer: Person,
    press: minisign::KeyPair,
}

impl Founded {
    pub fn new(name: &str, number: u8) -> Self {
        let key = |purpose: u8| SigningKey::from_seed(&SecretSeed([number ^ purpose; 32]));
        let (seal, node) = (key(0x10), key(0x20));
        let side = SideId::of_seal(&seal.public());
        let role = |role| RoleSet::empty().with(role);
        let administrator = Person::new(side, 100, role(Role::Administrator));
        let security_officer = Person::new(side, 101, role(Role::SecurityOfficer));
        let press = minisign::KeyPair::generate_unencrypted_keypair().unwrap();
        let public = press.pk.to_bytes();
        let charter = Charter {
            version: Charter::VERSION,
            name: name.to_owned(),
            seal: seal.public(),
            node_key: node.public(),
            press_key: PublicKey(public[10..42].try_into().unwrap()),
            press_key_id: public[2..10].to_vec(),
            archive_key: vec![1; 32],
            security_officers: vec![security_officer.officer()],
            administrators: vec![administrator.officer()],
            issued_unix_ms: NOW_MS - DAY_MS,
        };
        let signed = charter.sign(&seal).unwrap();
        let route = Route(format!("{}.example:7001", name.to_lowercase()));
        Self {
            credentials: Credentials::seal(signed, vec![route], &seal).unwrap(),
            charter,
            node,
            administrator,
            security_officer,
            press,
        }
    }

    pub fn side(&self) -> SideId {
        self.charter.side()
    }

    pub fn person(&self, number: u8, roles: &[Role]) -> Person {
        Person::new(self.side(), number, roles.iter().copied().collect())
    }

    pub fn accreditation(&self, person: &Person) -> Vec<u8> {
        let accreditation = Accreditation {
            side: self.side(),
            person: person.person,
            device_key: person.key.public(),
            hpke_key: vec![1; 32],
            roles: person.roles,
            from_unix_ms: NOW_MS - DAY_MS,
            until_unix_ms: NOW_MS + 100 * DAY_MS,
        };
        accreditation
            .sign(&self.administrator.key, &self.security_officer.key)
            .unwrap()
            .encode()
    }

    pub fn revocation(&self, device: DeviceId) -> Vec<u8> {
        let revocation = Revocation {
            side: self.side(),
            device,
            at_unix_ms: NOW_MS,
        };
        revocation.sign(&self.security_officer.key).encode()
    }

    pub fn sign_press(&self, document: &str) -> String {
        minisign::sign(
            Some(&self.press.pk),
            &self.press.sk,
            Cursor::new(document.as_bytes()),
            Some("a release"),
            None,
        )
        .unwrap()
        .into_string()
    }
}

/// North's node, with a device for each role, paired with South.
pub struct World {
    pub north: Founded,
    pub south: Founded,
    pub store: MemoryStore,
    pub core: NodeCore,
    pub people: BTreeMap<Role, Person>,
    /// A second press officer.
    pub editor: Person,
    /// Written so far.
    texts: u32,
}

impl World {
    pub fn new() -> Self {
        let (north, south) = (Founded::new("North", 1), Founded::new("South", 2));
        let store = MemoryStore::new();
        let mut core = start(&north, &store);
        core.pin_line(at(NOW_MS), &south.credentials).unwrap();
        let people: BTreeMap<Role, Person> = Role::ALL
            .into_iter()
            .map(|role| (role, north.person(role as u8 + 1, &[role])))
            .collect();
        let editor = north.person(50, &[Role::PressOfficer]);
        for person in people.values().chain([&editor]) {
            core.post_accreditation(at(NOW_MS), &north.accreditation(person))
                .unwrap();
        }
        Self {
            north,
            south,
            store,
            core,
            people,
            editor,
            texts: 0,
        }
    }

    pub fn press(&self) -> &Person {
        &self.people[&Role::PressOfficer]
    }

    /// The node begins anew from what its store holds.
    pub fn restart(&mut self) {
        self.core = start(&self.north, &self.store);
    }

    /// What was proposed: a phone call with no public part in an hour.
    pub fn facts() -> NodeFacts {
        NodeFacts {
            start_unix_ms: NOW_MS + 3_600 * 1_000,
            duration_min: 60,
            medium: Medium::PhoneCall,
            public_part: PublicPart::None,
            voice_depth: 2,
        }
    }

    /// North's sherpa proposes.
    pub fn propose(&mut self, number: u8) -> (SubjectId, RecordId) {
        self.propose_until(number, None)
    }

    /// To be answered before this time.
    pub fn propose_until(
        &mut self,
        number: u8,
        expires_unix_ms: Option<i64>,
    ) -> (SubjectId, RecordId) {
        let (subject, nonce) = subject(self.north.side(), number);
        let sherpa = &self.people[&Role::Sherpa];
        let mut header = sherpa.header(Kind::Propose.number(), subject);
        header.facts = Some(Self::facts());
        header.expires_unix_ms = expires_unix_ms;
        header.open = nonce;
        header.bodies = vec![body(AudienceClass::Staff), body(AudienceClass::Leadership)];
        let record = sherpa.record(&header);
        self.core
            .post_record(at(NOW_MS), sherpa.device(), record.bytes())
            .unwrap();
        (subject, record.id)
    }

    /// A contact that both sides agreed on, and the agreed record.
    pub fn agree(&mut self, number: u8) -> (SubjectId, RecordId) {
        let (subject, proposal) = self.propose(number);
        let sherpa = self.south.person(1, &[Role::Sherpa]);
        let mut header = sherpa.header(Kind::Accept.number(), subject);
        header.names = Some(proposal);
        let accept = sherpa.record(&header);
        self.write(
            Log::Other(self.south.side()),
            &[
                LogItem::Accreditation(self.south.accreditation(&sherpa)),
                LogItem::Record(accept.bytes().to_vec()),
            ],
        );
        let agreed = self.core.view().contact(subject).unwrap().agreed;
        assert_eq!(agreed, Some(proposal));
        (subject, proposal)
    }

    /// Both nodes attest that a call was held on time and lasted so long.
    pub fn hold(&mut self, contact: SubjectId, minutes: i64) {
        let from_unix_ms = Self::facts().start_unix_ms;
        let agreed = self.core.view().contact(contact).unwrap().agreed;
        let call = CallId::of_terms(contact, agreed.unwrap());
        let items = [
            LogItem::CallStarted(CallStarted {
                contact,
                call,
                at_unix_ms: from_unix_ms,
                medium: Medium::PhoneCall,
                on_line: Vec::new(),
            }),
            LogItem::CallEnded(CallEnded {
                contact,
                call,
                at_unix_ms: from_unix_ms + minutes * 60_000,
                reason: EndReason::HungUp,
            }),
        ];
        // Start and end by both, in turn: a start that saw the other's end is another call's.
        for item in items {
            let item = [item];
            self.write(Log::Other(self.south.side()), &item);
            self.write(Log::Own(self.north.side()), &item);
        }
    }

    /// Writes entries into a log as its node would, then starts from the store.
    pub fn write(&mut self, log: Log, items: &[LogItem]) {
        let (side, other, node) = match log {
            Log::Own(side) => (side, self.south.side(), &self.north.node),
            Log::Other(side) => (side, self.north.side(), &self.south.node),
            Log::Internal => unreachable!("a log of the line"),
        };
        let mut head = self.core.view().head(side);
        let seen = self.core.view().head(other);
        for item in items {
            let entry = SealedEntry::write(head, item, seen, NOW_MS, node);
            head.seq += 1;
            head.hash = entry.hash();
            let batch = Batch::new().append(log, head.seq, encode_canonical(&entry));
            self.store.commit(&batch).unwrap();
        }
        self.restart();
    }

    /// A session of a device: `DEVICE.TOKEN`.
    pub fn token(&mut self, person: &Person, unix_ms: i64) -> String {
        let now = at(unix_ms);
        let random = sha256(&[&person.device().0[..], &unix_ms.to_be_bytes()].concat());
        let nonce = self.core.challenge(now, person.device(), random);
        let message = sign_in_message(&nonce, &self.north.charter.node_key, person.device());
        let signature = person.key.sign(Label::SignIn, &message);
        let session = self
            .core
            .sign_in(
                now,
                crate::app::SignIn::by_key(person.device(), &nonce, &signature),
                random,
            )
            .unwrap();
        format!("{}.{}", person.device(), hex::encode(session.token.0))
    }

    /// A readout of North about the contact that claims the medium.
    pub fn readout(&self, contact: SubjectId) -> Release {
        Release {
            office: "press service of the leader".into(),
            title: "Telephone conversation".into(),
            text: "The leaders spoke.\n".into(),
            facts: ClaimedFacts {
                medium: Some(Medium::PhoneCall),
                ..ClaimedFacts::default()
            },
            languages: vec!["en".into()],
            ..Release::new(ReleaseKind::Readout, self.north.side(), contact)
        }
    }

    /// The document of a release as North's press device writes it.
    pub fn document(
        &self,
        release: &Release,
        differing: &[domain::FactName],
        released_unix_ms: i64,
    ) -> String {
        domain::build_document(
            release,
            &domain::Circumstances {
                side_name: "North",
                other_name: "South",
                released_unix_ms,
                differing,
            },
        )
    }

    /// Draft by the press officer, approval by the editor, and what is then sent to the node.
    pub fn approved(&mut self, release: &Release, approval: &Approval) -> ReleaseRequest {
        let author = self.press().clone();
        let (draft, salt) = author.draft(release);
        let approved = self.editor.approval(&draft, approval);
        for (by, record) in [(&author, &draft), (&self.editor.clone(), &approved)] {
            // Nobody writes faster than a node lets them.
            let mut now = at(NOW_MS);
            now.instant += self.texts * Duration::from_millis(25);
            self.core
                .post_internal(now, by.device(), record.bytes())
                .unwrap();
        }
        self.texts += 1;
        let document = self.document(release, &approval.conflicts, NOW_MS);
        ReleaseRequest {
            release: Bytes64(encode_canonical(release)),
            salt: Bytes64(salt.to_vec()),
            minisig: self.north.sign_press(&document),
            document,
            approval: approved.id().to_string(),
            picture: None,
        }
    }

    /// Releases a text that contradicts nothing; gives its name.
    pub fn publish(&mut self, release: &Release, unix_ms: i64) -> String {
        let mut request = self.approved(release, &Approval::default());
        request.document = self.document(release, &[], unix_ms);
        request.minisig = self.north.sign_press(&request.document);
        let who = self.core.who(self.press().device(), unix_ms).unwrap();
        self.core.release(at(unix_ms), who, &request).unwrap()
    }
}

fn start(side: &Founded, store: &MemoryStore) -> NodeCore {
    NodeCore::start(
        side.credentials.clone(),
        side.node.clone(),
        Box::new(store.clone()),
        1,
    )
    .unwrap()
}
