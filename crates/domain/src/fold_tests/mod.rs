//! What a line's fold takes and what it leaves void, with keys and signatures as in life.

mod checked;
mod closed;
mod grants;
mod matters;
mod nouns;
mod order;
mod people;
mod records;
mod sight;

use super::*;
use crate::{
    CallEnded, CallId, CallStarted, ContactPhase, EndReason, Grant, Header, InternalRecord, Medium,
    NodeFacts, PublicPart, SubjectNonce, WRAPS_MAX, Wrap,
};
use identity::{
    Accreditation, DeviceId, Officer, PersonId, Revocation, Role, SecretSeed, SigningKey,
    encode_canonical,
};
use std::collections::BTreeSet;

/// Of the first side's contact.
const NONCE: SubjectNonce = SubjectNonce([9; 16]);
/// Accreditations stand from here …
const FROM_MS: i64 = 1_000;
/// … to here, exclusive.
const UNTIL_MS: i64 = 9_000;

/// The contact that the side of base 10 founds.
fn subject() -> SubjectId {
    SubjectId::of_contact(Node::empty(10).side(), NONCE)
}

fn key(number: u8) -> SigningKey {
    SigningKey::from_seed(&SecretSeed([number; 32]))
}

fn device(number: u8) -> DeviceId {
    DeviceId::of_key(&key(number).public())
}

fn roles(roles: &[Role]) -> RoleSet {
    roles.iter().copied().collect()
}

/// A side's node with its log. `base` tells its keys from the other side's: seal, node, press,
/// administrator and security officer follow it in this order.
struct Node {
    base: u8,
    charter: Charter,
    entries: Vec<SealedEntry>,
    head: Head,
    other_seen: Head,
    now_ms: i64,
}

const SHERPA: u8 = 6;
const DUTY: u8 = 7;
const PRESS: u8 = 8;

impl Node {
    /// With nobody but the officers of its charter.
    fn empty(base: u8) -> Self {
        let officer = |number: u8| Officer {
            person: PersonId([number; 16]),
            device_key: key(number).public(),
            hpke_key: vec![number; 32],
        };
        let charter = Charter {
            version: Charter::VERSION,
            name: format!("Side {base}"),
            seal: key(base + 1).public(),
            node_key: key(base + 2).public(),
            press_key: key(base + 3).public(),
            press_key_id: vec![base; 8],
            archive_key: vec![base; 32],
            security_officers: vec![officer(base + 5)],
            administrators: vec![officer(base + 4)],
            issued_unix_ms: 0,
        };
        Self {
            base,
            charter,
            entries: Vec::new(),
            head: Head::EMPTY,
            other_seen: Head::EMPTY,
            now_ms: FROM_MS,
        }
    }

    /// With a sherpa, a duty officer and a press officer.
    fn staffed(base: u8) -> Self {
        let mut node = Self::empty(base);
        node.accredit(SHERPA, &[Role::Sherpa]);
        node.accredit(DUTY, &[Role::DutyOfficer]);
        node.accredit(PRESS, &[Role::PressOfficer]);
        node
    }

    fn side(&self) -> SideId {
        self.charter.side()
    }

    fn key(&self, device: u8) -> SigningKey {
        key(self.base + device)
    }

    fn append(&mut self, item: &LogItem) {
        let node = key(self.base + 2);
        let sealed = SealedEntry::write(self.head, item, self.other_seen, self.now_ms, &node);
        self.head = Head {
            seq: self.head.seq + 1,
            hash: sealed.hash(),
            ..self.head
        };
        self.entries.push(sealed);
        self.now_ms += 1;
    }

    fn append_record(&mut self, record: &Record) {
        self.append(&LogItem::Record(record.bytes().to_vec()));
    }

    fn accreditation(&self, device: u8, given: &[Role]) -> Accreditation {
        Accreditation {
            side: self.side(),
            person: PersonId([self.base + device; 16]),
            device_key: self.key(device).public(),
            hpke_key: vec![1; 32],
            roles: roles(given),
            from_unix_ms: FROM_MS,
            until_unix_ms: UNTIL_MS,
        }
    }

    fn accredit(&mut self, device: u8, given: &[Role]) {
        self.accredit_by(device, given, 4, 5);
    }

    fn accredit_by(&mut self, device: u8, given: &[Role], administrator: u8, officer: u8) {
        let accreditation = self.accreditation(device, given);
        self.bring(&accreditation, administrator, officer);
    }

    /// Appends a paper that stands from a later date or an earlier one.
    fn accredit_from(&mut self, device: u8, given: &[Role], from_unix_ms: i64) {
        let accreditation = Accreditation {
            from_unix_ms,
            ..self.accreditation(device, given)
        };
        self.bring(&accreditation, 4, 5);
    }

    fn bring(&mut self, accreditation: &Accreditation, administrator: u8, officer: u8) {
        let signed = accreditation
            .sign(&self.key(administrator), &self.key(officer))
            .unwrap();
        self.append(&LogItem::Accreditation(signed.encode()));
    }

    fn revoke_by(&mut self, device: u8, officer: u8) {
        let revocation = Revocation {
            side: self.side(),
            device: DeviceId::of_key(&self.key(device).public()),
            at_unix_ms: self.now_ms,
        };
        let signed = revocation.sign(&self.key(officer));
        self.append(&LogItem::Revocation(signed.encode()));
    }

    fn header(&self, device: u8, kind: u16, subject: SubjectId) -> Header {
        let number = self.base + device;
        let author = (self.side(), PersonId([number; 16]), self::device(number));
        Header::new(kind, subject, author, self.now_ms)
    }

    fn record(&self, device: u8, kind: Kind, edit: impl FnOnce(&mut Header)) -> Record {
        let mut header = self.header(device, kind.number(), subject());
        if matches!(kind, Kind::Propose | Kind::CallNow | Kind::HeldOutside) {
            header.open = NONCE.founding();
        }
        edit(&mut header);
        Record::sign(&header, vec![], &self.key(device)).unwrap()
    }

    /// Writes a record about this side's or the other's subject of a noun and appends it.
    fn do_to(
        &mut self,
        device: u8,
        (noun, kind): (Noun, Kind),
        of: SideId,
        edit: impl FnOnce(&mut Header),
    ) -> RecordId {
        let subject = SubjectId::of(noun, of, NONCE);
        let mut header = self.header(device, kind.of(noun), subject);
        edit(&mut header);
        let record = Record::sign(&header, vec![], &self.key(device)).unwrap();
        self.append_record(&record);
        record.id
    }

    /// Writes a record and appends it.
    fn say(&mut self, device: u8, kind: Kind, names: Option<RecordId>) -> RecordId {
        let record = self.record(device, kind, |header| {
            header.names = names;
            header.facts = Some(facts());
        });
        self.append_record(&record);
        record.id
    }

    fn grant(&mut self, device: u8, class: AudienceClass, generation: u32, public_key: u8) {
        let grant = Grant {
            side: self.side(),
            class: class as u8,
            generation,
            public_key: vec![public_key; 32],
            wraps: [None, Some(self::device(self.base + device))]
                .map(|device| Wrap {
                    device,
                    sealed: vec![0; 48],
                })
                .into(),
        };
        self.append_grant(device, &grant);
    }

    fn append_grant(&mut self, device: u8, grant: &Grant) {
        let class = AudienceClass::from_number(grant.class).unwrap_or(AudienceClass::Staff);
        let audience = SubjectId::of_audience(self.side(), class);
        let mut header = self.header(device, Kind::Grant.number(), audience);
        header.open = encode_canonical(grant);
        let record = Record::sign(&header, vec![], &self.key(device)).unwrap();
        self.append_record(&record);
    }

    fn start(&mut self, call: u8) {
        self.start_with(call, vec![]);
    }

    fn start_with(&mut self, call: u8, on_line: Vec<DeviceId>) {
        let at_unix_ms = self.now_ms;
        self.append(&LogItem::CallStarted(CallStarted {
            contact: subject(),
            call: CallId([call; 16]),
            at_unix_ms,
            medium: Medium::PhoneCall,
            on_line,
        }));
    }

    fn end(&mut self, call: u8) {
        let at_unix_ms = self.now_ms;
        self.append(&LogItem::CallEnded(CallEnded {
            contact: subject(),
            call: CallId([call; 16]),
            at_unix_ms,
            reason: EndReason::HungUp,
        }));
    }

    /// Its log alone.
    fn fold(&self) -> LineView {
        fold([self])
    }

    /// Reasons of the voids among the entries from `seq` on, by seq.
    fn voids_from(&self, seq: u64) -> Vec<(u64, VoidReason)> {
        let view = self.fold();
        let voids = view.voids().iter().filter(|void| void.seq >= seq);
        voids
            .map(|void| (void.seq - seq, void.reason.clone()))
            .collect()
    }

    fn next_seq(&self) -> u64 {
        self.head.seq + 1
    }
}

fn facts() -> NodeFacts {
    NodeFacts {
        start_unix_ms: 1_640_896_200_000,
        duration_min: 60,
        medium: Medium::PhoneCall,
        public_part: PublicPart::None,
        voice_depth: 2,
    }
}

fn fold<const N: usize>(nodes: [&Node; N]) -> LineView {
    let mut view = LineView::new(nodes.map(|node| node.charter.clone()));
    for node in nodes {
        for entry in &node.entries {
            view.append(node.side(), entry).unwrap();
        }
    }
    view
}

/// The first entries of both logs, one log after the other.
fn fold_first(logs: [(&Node, usize); 2]) -> LineView {
    let mut view = LineView::new(logs.map(|(node, _)| node.charter.clone()));
    for (node, count) in logs {
        for entry in &node.entries[..count] {
            view.append(node.side(), entry).unwrap();
        }
    }
    view
}

/// Appends what `write` writes to a staffed node's log, and says what of it is void: places counted
/// from 0.
fn check(write: impl FnOnce(&mut Node), voids: &[(u64, VoidReason)]) -> LineView {
    let mut node = Node::staffed(10);
    let first = node.next_seq();
    write(&mut node);
    assert_eq!(node.voids_from(first), voids);
    node.fold()
}
