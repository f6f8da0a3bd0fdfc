//! What a line's fold takes and what it leaves void, with keys and signatures as in life.

use super::*;
use crate::{
    CallEnded, CallId, CallStarted, ContactPhase, EndReason, Header, InternalRecord, Medium,
    NodeFacts, PublicPart, SubjectNonce, WRAPS_MAX, Wrap,
};
use identity::{
    Accreditation, Officer, PersonId, Revocation, Role, SecretSeed, SigningKey, encode_canonical,
};
use proptest::prelude::*;

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
        if matches!(kind, Kind::Propose | Kind::HeldOutside) {
            header.open = NONCE.0.to_vec();
        }
        edit(&mut header);
        Record::sign(&header, vec![], &self.key(device)).unwrap()
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

#[test]
fn two_officers_accredit_and_one_revokes() {
    const NEW: u8 = 9;
    let standing = |view: &LineView, at_ms: i64| {
        let people = view.people(Node::empty(10).side()).unwrap();
        people.standing(device(10 + NEW), at_ms).is_some()
    };
    let view = check(|node| node.accredit(NEW, &[Role::Interpreter]), &[]);
    assert!(standing(&view, FROM_MS));
    for (administrator, officer) in [(4, 4), (5, 5), (5, 4), (SHERPA, 5), (4, SHERPA)] {
        let view = check(
            |node| node.accredit_by(NEW, &[Role::Interpreter], administrator, officer),
            &[(0, VoidReason::Officers)],
        );
        assert!(!standing(&view, FROM_MS), "{administrator} {officer}");
    }
    for (officer, stands) in [(5, false), (4, true), (SHERPA, true)] {
        let void = [(1, VoidReason::Officers)];
        let view = check(
            |node| {
                node.accredit(NEW, &[Role::Interpreter]);
                node.revoke_by(NEW, officer);
            },
            if stands { &void } else { &[] },
        );
        assert_eq!(standing(&view, FROM_MS), stands, "revoked by {officer}");
    }
    // A revoked device doesn't come back.
    let view = check(
        |node| {
            node.accredit(NEW, &[Role::Interpreter]);
            node.revoke_by(NEW, 5);
            node.accredit_from(NEW, &[Role::Interpreter], FROM_MS + 1);
        },
        &[(2, VoidReason::RevokedDevice)],
    );
    assert!(!standing(&view, FROM_MS));
}

#[test]
fn a_paper_gives_no_roles_back_that_a_newer_one_took() {
    let roles_then = |papers: &[(i64, Role)], voids: &[(u64, VoidReason)]| {
        let view = check(
            |node| {
                for (from_unix_ms, role) in papers {
                    node.accredit_from(9, &[*role], *from_unix_ms);
                }
            },
            voids,
        );
        let people = view.people(Node::empty(10).side()).unwrap();
        let member = people.standing(device(19), FROM_MS + 10).unwrap();
        member.accreditation.roles
    };
    let (leader, writer) = (Role::Principal, Role::NoteTaker);
    for (papers, voids, role) in [
        // As it was taken once, brought again after the roles were cut.
        (
            vec![(FROM_MS, leader), (FROM_MS + 1, writer), (FROM_MS, leader)],
            vec![(2, VoidReason::OlderPaper)],
            writer,
        ),
        // Signed and never brought before.
        (
            vec![(FROM_MS + 1, writer), (FROM_MS, leader)],
            vec![(1, VoidReason::OlderPaper)],
            writer,
        ),
        // Of two papers of one date the first.
        (
            vec![(FROM_MS, writer), (FROM_MS, leader)],
            vec![(1, VoidReason::OlderPaper)],
            writer,
        ),
        (
            vec![(FROM_MS, writer), (FROM_MS + 1, leader)],
            vec![],
            leader,
        ),
    ] {
        assert_eq!(roles_then(&papers, &voids), roles(&[role]), "{papers:?}");
    }
}

#[test]
fn a_revoked_officer_signs_nothing_any_more() {
    let mut node = Node::empty(10);
    node.charter.security_officers.push(Officer {
        person: PersonId([19; 16]),
        device_key: key(19).public(),
        hpke_key: vec![19; 32],
    });
    let (first, second, administrator) = (5, 9, 4);
    node.accredit_by(SHERPA, &[Role::Sherpa], administrator, first);
    // One security officer revokes the other, then somebody whom that one accredits, or revokes.
    node.revoke_by(first, second);
    node.accredit_by(DUTY, &[Role::DutyOfficer], administrator, first);
    node.revoke_by(SHERPA, first);
    node.accredit_by(DUTY, &[Role::DutyOfficer], administrator, second);
    // The administrator goes, then the last security officer, by its own hand.
    node.revoke_by(administrator, second);
    node.accredit_by(PRESS, &[Role::PressOfficer], administrator, second);
    node.revoke_by(second, second);
    node.revoke_by(SHERPA, second);
    let voids = [3, 4, 7, 9].map(|seq| (seq - 1, VoidReason::RevokedOfficer));
    assert_eq!(node.voids_from(1), voids);
    let view = node.fold();
    let people = view.people(node.side()).unwrap();
    for (number, office) in [(first, None), (administrator, None), (second, None)] {
        assert_eq!(people.officer(&node.charter, device(10 + number)), office);
    }
    // What an officer signed before it was revoked stands.
    assert!(people.standing(device(10 + SHERPA), FROM_MS).is_some());
}

#[test]
fn a_node_that_sets_its_clock_back_revives_nobody() {
    for (back_to_ms, what) in [(UNTIL_MS - 1, "by a moment"), (FROM_MS, "to the beginning")] {
        let view = check(
            |node| {
                node.now_ms = UNTIL_MS;
                node.say(SHERPA, Kind::Propose, None);
                node.now_ms = back_to_ms;
                node.say(SHERPA, Kind::Propose, None);
            },
            &[(0, VoidReason::Author), (1, VoidReason::Author)],
        );
        let people = view.people(Node::empty(10).side()).unwrap();
        assert_eq!(
            people.standing(device(10 + SHERPA), FROM_MS),
            None,
            "{what}"
        );
    }
}

#[test]
fn another_side_s_officers_accredit_nobody() {
    let mut north = Node::staffed(10);
    let south = Node::staffed(40);
    let first = north.next_seq();
    let signed = south
        .accreditation(9, &[Role::Sherpa])
        .sign(&south.key(4), &south.key(5))
        .unwrap();
    north.append(&LogItem::Accreditation(signed.encode()));
    let ours = north
        .accreditation(9, &[Role::Sherpa])
        .sign(&south.key(4), &south.key(5))
        .unwrap();
    north.append(&LogItem::Accreditation(ours.encode()));
    let voids = [(0, VoidReason::Officers), (1, VoidReason::Officers)];
    assert_eq!(north.voids_from(first), voids);
}

#[test]
fn a_record_counts_while_its_author_s_accreditation_stands() {
    for (now_ms, stands) in [
        (FROM_MS + 3, true),
        (UNTIL_MS - 1, true),
        (UNTIL_MS, false),
        (UNTIL_MS + 1, false),
    ] {
        let void = [(0, VoidReason::Author)];
        let view = check(
            |node| {
                node.now_ms = now_ms;
                node.say(SHERPA, Kind::Propose, None);
            },
            if stands { &[] } else { &void },
        );
        assert_eq!(view.contact(subject()).is_some(), stands, "{now_ms}");
    }
    // A paper may be taken before the date from which it stands.
    for (now_ms, stands) in [
        (FROM_MS + 99, false),
        (FROM_MS + 100, true),
        (FROM_MS + 101, true),
    ] {
        let void = [(1, VoidReason::Author)];
        check(
            |node| {
                node.accredit_from(9, &[Role::Sherpa], FROM_MS + 100);
                node.now_ms = now_ms;
                node.say(9, Kind::Propose, None);
            },
            if stands { &[] } else { &void },
        );
    }
    // The node's clock counts; the author's is only shown.
    check(
        |node| {
            let record = node.record(SHERPA, Kind::Propose, |header| {
                header.at_unix_ms = UNTIL_MS + 5;
                header.facts = Some(facts());
            });
            node.append_record(&record);
        },
        &[],
    );
    // Nobody accredited this device; then somebody does.
    check(
        |node| {
            node.say(9, Kind::Propose, None);
            node.accredit(9, &[Role::Sherpa]);
            node.say(9, Kind::Propose, None);
        },
        &[(0, VoidReason::Author)],
    );
}

#[test]
fn what_was_written_before_the_revocation_still_counts() {
    let mut proposal = None;
    let view = check(
        |node| {
            proposal = Some(node.say(SHERPA, Kind::Propose, None));
            node.revoke_by(SHERPA, 5);
            node.say(SHERPA, Kind::Withdraw, proposal);
        },
        &[(2, VoidReason::Author)],
    );
    let contact = view.contact(subject()).unwrap();
    assert_eq!(contact.phase, ContactPhase::Proposed);
    assert_eq!(Some(contact.offers[0].id), proposal);
}

#[test]
fn an_author_is_a_person_with_its_device_and_side() {
    let south = Node::staffed(40);
    let foreign = south.record(SHERPA, Kind::Propose, |_| {});
    check(
        |node| {
            let other_person = node.record(SHERPA, Kind::Propose, |header| {
                header.person = PersonId([99; 16]);
            });
            node.append_record(&other_person);
            // In our log, but of the other side; and of the other side's device, as if ours.
            node.append_record(&foreign);
            let header = Header {
                side: node.side(),
                ..foreign.header.clone()
            };
            let adopted = Record::sign(&header, vec![], &south.key(SHERPA)).unwrap();
            node.append_record(&adopted);
            // Our device speaks for the other side.
            let header = Header {
                side: south.side(),
                ..node.header(SHERPA, Kind::Propose.number(), subject())
            };
            let record = Record::sign(&header, vec![], &node.key(SHERPA)).unwrap();
            node.append_record(&record);
        },
        &[
            (0, VoidReason::Author),
            (1, VoidReason::Author),
            (2, VoidReason::Author),
            (3, VoidReason::Author),
        ],
    );
}

#[test]
fn roles_allow_what_the_table_says() {
    for (device, role) in [
        (SHERPA, Role::Sherpa),
        (DUTY, Role::DutyOfficer),
        (PRESS, Role::PressOfficer),
    ] {
        for kind in Kind::ALL {
            let allowed = crate::decide(roles(&[role]), kind.action(), None).is_ok();
            // A grant without its open part fails after the role was looked at.
            let reason = match (allowed, kind) {
                (false, _) => Some("roles"),
                (true, Kind::Grant) => Some("unreadable"),
                (true, _) => None,
            };
            let mut node = Node::staffed(10);
            let first = node.next_seq();
            node.say(device, *kind, None);
            let voids = node.voids_from(first);
            match reason {
                None => assert_eq!(voids, [], "{role} {kind:?}"),
                Some(reason) => {
                    let told = voids[0].1.to_string();
                    assert!(told.contains(reason), "{role} {kind:?}: {told}");
                }
            }
        }
    }
}

#[test]
fn a_record_counts_once() {
    let view = check(
        |node| {
            let record = node.record(SHERPA, Kind::Propose, |header| {
                header.facts = Some(facts());
            });
            node.append_record(&record);
            node.append_record(&record);
        },
        &[(1, VoidReason::Duplicate)],
    );
    assert_eq!(view.history(subject()).len(), 1);
    // Void the first time, it isn't known yet.
    check(
        |node| {
            let record = node.record(9, Kind::Propose, |_| {});
            node.append_record(&record);
            node.accredit(9, &[Role::Sherpa]);
            node.append_record(&record);
            node.append_record(&record);
        },
        &[(0, VoidReason::Author), (3, VoidReason::Duplicate)],
    );
}

#[test]
fn a_forged_record_is_void() {
    check(
        |node| {
            // Another device's key under this device's name.
            let header = node.header(SHERPA, Kind::Propose.number(), subject());
            let forged = Record::sign(&header, vec![], &node.key(DUTY)).unwrap();
            node.append_record(&forged);
            // A bit of the signature, which ends the bytes.
            let record = node.record(SHERPA, Kind::Propose, |_| {});
            let mut bytes = record.bytes().to_vec();
            *bytes.last_mut().unwrap() ^= 1;
            node.append(&LogItem::Record(bytes));
            // An internal record passes for none of the line.
            let internal = InternalRecord::sign(&header, vec![], &node.key(SHERPA)).unwrap();
            node.append(&LogItem::Record(internal.bytes().to_vec()));
        },
        &[
            (0, VoidReason::Signature),
            (1, VoidReason::Signature),
            (2, VoidReason::Signature),
        ],
    );
}

#[test]
fn the_first_grant_of_a_generation_fixes_its_key() {
    use AudienceClass::{Leadership, Press, Staff};
    let view = check(
        |node| {
            node.grant(DUTY, Staff, 0, 1);
            node.grant(DUTY, Staff, 2, 1);
            node.grant(DUTY, Staff, 1, 1);
            node.grant(PRESS, Staff, 1, 1);
            node.grant(SHERPA, Staff, 1, 2);
            node.grant(SHERPA, Staff, 3, 3);
            node.grant(SHERPA, Staff, 2, 2);
            // The older key is handed on as it is.
            node.grant(SHERPA, Staff, 1, 1);
            node.grant(SHERPA, Staff, 1, 2);
            // Each audience counts for itself.
            node.grant(SHERPA, Leadership, 1, 7);
            node.grant(PRESS, Press, 1, 8);
        },
        &[
            (0, VoidReason::Grant),
            (1, VoidReason::Grant),
            (4, VoidReason::Grant),
            (5, VoidReason::Grant),
            (8, VoidReason::Grant),
        ],
    );
    let side = Node::empty(10).side();
    let newest = view.audience(side, Staff).unwrap();
    assert_eq!(
        (newest.generation, &newest.public_key[..2]),
        (2, &[2, 2][..])
    );
    let generations: Vec<(AudienceClass, u32, usize, usize)> = view
        .audience_keys(side)
        .map(|key| {
            (
                key.class,
                key.generation,
                key.holders.len(),
                key.grants.len(),
            )
        })
        .collect();
    assert_eq!(
        generations,
        [
            (Staff, 1, 3, 3),
            (Staff, 2, 1, 1),
            (Leadership, 1, 1, 1),
            (Press, 1, 1, 1),
        ]
    );
    let found = view.audience_of_key(&[7; 32]).unwrap();
    assert_eq!((found.side, found.class), (side, Leadership));
    assert_eq!(view.audience_of_key(&[9; 32]), None);
}

#[test]
fn only_readers_hand_keys_on_within_limits() {
    use AudienceClass::{Leadership, Press};
    check(
        |node| {
            node.grant(DUTY, Leadership, 1, 1);
            node.grant(PRESS, Leadership, 1, 1);
            node.grant(SHERPA, Press, 1, 1);
            node.grant(PRESS, Press, 1, 1);
        },
        &[
            (0, VoidReason::Grant),
            (1, VoidReason::Grant),
            (2, VoidReason::Grant),
        ],
    );
    let grant = |node: &Node| Grant {
        side: node.side(),
        class: Leadership as u8,
        generation: 1,
        public_key: vec![1],
        wraps: vec![
            Wrap {
                device: None,
                sealed: vec![0],
            };
            WRAPS_MAX
        ],
    };
    check(
        |node| {
            let fits = grant(node);
            let mut long = fits.clone();
            long.wraps.push(fits.wraps[0].clone());
            node.append_grant(SHERPA, &long);
            let foreign = Grant {
                side: SideId([0; 16]),
                ..fits.clone()
            };
            node.append_grant(SHERPA, &foreign);
            let unknown = Grant {
                class: 99,
                ..fits.clone()
            };
            node.append_grant(SHERPA, &unknown);
            node.append_grant(SHERPA, &fits);
        },
        &[
            (0, VoidReason::Grant),
            (1, VoidReason::Grant),
            (2, VoidReason::Grant),
        ],
    );
}

#[test]
fn a_generation_begins_with_the_archive_and_is_held_by_readers() {
    use AudienceClass::Leadership;
    let grant = |node: &Node, generation: u32, devices: &[Option<u8>]| Grant {
        side: node.side(),
        class: Leadership as u8,
        generation,
        public_key: vec![u8::try_from(generation).unwrap(); 32],
        wraps: devices
            .iter()
            .map(|device| Wrap {
                device: device.map(|number| self::device(node.base + number)),
                sealed: vec![0; 48],
            })
            .collect(),
    };
    let (nobody, revoked) = (77, 9);
    let view = check(
        |node| {
            node.accredit(revoked, &[Role::Sherpa]);
            node.revoke_by(revoked, 5);
            for (generation, devices) in [
                // Without the archive no generation begins …
                (1, &[Some(SHERPA)][..]),
                (1, &[None, Some(DUTY), Some(nobody), Some(revoked)]),
                // … and none needs it again.
                (1, &[Some(SHERPA)]),
                (2, &[Some(SHERPA)]),
            ] {
                let grant = grant(node, generation, devices);
                node.append_grant(SHERPA, &grant);
            }
            // Of an audience, told about something else.
            let mut header = node.header(SHERPA, Kind::Grant.number(), subject());
            header.open = encode_canonical(&grant(node, 2, &[None]));
            let elsewhere = Record::sign(&header, vec![], &node.key(SHERPA)).unwrap();
            node.append_record(&elsewhere);
        },
        &[
            (2, VoidReason::Grant),
            (5, VoidReason::Grant),
            (6, VoidReason::Subject),
        ],
    );
    // A wrap makes nobody a holder who doesn't read it.
    let key = view.audience(Node::empty(10).side(), Leadership).unwrap();
    assert_eq!(key.generation, 1);
    assert_eq!(key.holders, BTreeSet::from([device(10 + SHERPA)]));
}

#[test]
fn nobody_founds_another_side_s_contact() {
    for kind in [Kind::Propose, Kind::HeldOutside] {
        let (mut north, mut south) = (Node::staffed(10), Node::staffed(40));
        let (n_seq, s_seq) = (north.next_seq(), south.next_seq());
        let proposal = north.say(SHERPA, Kind::Propose, None);
        // Under the copied subject, with the nonce copied too, and with none.
        south.say(SHERPA, kind, None);
        let bare = south.record(SHERPA, kind, |header| {
            header.facts = Some(facts());
            header.open = vec![];
        });
        south.append_record(&bare);
        // North itself founds only what is made of it.
        let random = north.record(SHERPA, kind, |header| header.subject = SubjectId([7; 16]));
        north.append_record(&random);
        let view = fold([&north, &south]);
        let void = |node: &Node, seq| Void {
            side: node.side(),
            seq,
            reason: VoidReason::Subject,
        };
        let expected = [
            void(&north, n_seq + 1),
            void(&south, s_seq),
            void(&south, s_seq + 1),
        ];
        assert_eq!(view.voids(), expected, "{kind:?}");
        let contact = view.contact(subject()).unwrap();
        assert_eq!(contact.proposed_by, north.side());
        assert_eq!(contact.offers.len(), 1);
        assert_eq!(contact.offers[0].id, proposal);
        assert_eq!(view.contacts().len(), 1);
    }
}

#[test]
fn seen_is_what_the_other_log_confirms() {
    let (mut north, south) = (Node::staffed(10), Node::staffed(40));
    north.say(SHERPA, Kind::Propose, None);
    let proposal = north.say(SHERPA, Kind::Counter, None);
    let right = north.head;
    let forged = |seq, hash| Head { seq, hash, ..right };
    for (claim, counts) in [
        (right, true),
        (forged(right.seq, Hash32([7; 32])), false),
        (forged(right.seq - 1, right.hash), false),
        (forged(right.seq + 1, right.hash), false),
        (forged(u64::MAX, right.hash), false),
        (Head::EMPTY, false),
        (forged(0, right.hash), false),
    ] {
        let mut south = Node {
            entries: south.entries.clone(),
            charter: south.charter.clone(),
            other_seen: claim,
            ..south
        };
        south.say(SHERPA, Kind::Accept, Some(proposal));
        let contact = fold([&north, &south]).contact(subject()).unwrap();
        assert_eq!(contact.agreed.is_some(), counts, "{claim:?}");
        assert_eq!(fold([&south, &north]).contact(subject()), Some(contact));
    }
}

#[test]
fn what_can_t_be_told_yet_counts_once_it_can() {
    let (mut north, mut south) = (Node::staffed(10), Node::staffed(40));
    let proposal = north.say(SHERPA, Kind::Propose, None);
    south.other_seen = north.head;
    south.say(SHERPA, Kind::Accept, Some(proposal));
    // All of South's log first; North's entries one by one, asked about each time.
    let mut view = LineView::new([south.charter.clone()]);
    for entry in &south.entries {
        view.append(south.side(), entry).unwrap();
    }
    assert_eq!(view.contact(subject()), None);
    view.add_side(north.charter.clone());
    let (last, before) = north.entries.split_last().unwrap();
    for entry in before {
        view.append(north.side(), entry).unwrap();
        assert_eq!(view.contact(subject()), None);
    }
    view.append(north.side(), last).unwrap();
    let contact = view.contact(subject()).unwrap();
    assert_eq!(contact.agreed, Some(proposal));
}

#[test]
fn a_call_s_devices_are_counted() {
    use crate::CALL_DEVICES_MAX;
    for (count, void) in [
        (CALL_DEVICES_MAX - 1, false),
        (CALL_DEVICES_MAX, false),
        (CALL_DEVICES_MAX + 1, true),
    ] {
        let voids = [(0, VoidReason::CallDevices)];
        check(
            |node| node.start_with(1, vec![device(1); count]),
            if void { &voids } else { &[] },
        );
    }
}

#[test]
fn a_side_says_so_much_about_a_subject_and_can_always_stop_it() {
    let mut node = Node::staffed(10);
    node.say(SHERPA, Kind::Propose, None);
    for _ in 0..ENTRIES_PER_SUBJECT_MAX - 2 {
        node.start(1);
    }
    let first = node.next_seq();
    node.say(SHERPA, Kind::Postpone, None);
    node.say(SHERPA, Kind::Postpone, Some(Hash32([1; 32])));
    node.start(1);
    node.say(SHERPA, Kind::Cancel, None);
    assert_eq!(node.voids_from(first), [(1, VoidReason::TooMany)]);
    let contact = node.fold().contact(subject()).unwrap();
    assert_eq!(contact.phase, ContactPhase::Cancelled);
    // Another subject is another matter.
    let other = SubjectNonce([1; 16]);
    let proposal = node.record(SHERPA, Kind::Propose, |header| {
        header.subject = SubjectId::of_contact(header.side, other);
        header.open = other.0.to_vec();
        header.facts = Some(facts());
    });
    node.append_record(&proposal);
    assert_eq!(node.fold().contacts().len(), 2);
}

/// Everything that can be wrong with an item, once; what stands around it goes on.
#[test]
fn voids_are_told_with_their_reasons() {
    let mut north = Node::staffed(10);
    let mut south = Node::staffed(40);
    let proposal = north.say(SHERPA, Kind::Propose, None);
    north.append(&LogItem::Record(b"no record".to_vec()));
    north.append(&LogItem::Accreditation(b"no accreditation".to_vec()));
    north.append(&LogItem::Revocation(vec![]));
    let header = north.header(SHERPA, 9_999, subject());
    let later = Record::sign(&header, vec![], &north.key(SHERPA)).unwrap();
    north.append_record(&later);
    north.say(9, Kind::Cancel, None);
    north.say(DUTY, Kind::Cancel, None);
    let forged = north.header(SHERPA, Kind::Cancel.number(), subject());
    let forged = Record::sign(&forged, vec![], &north.key(9)).unwrap();
    north.append_record(&forged);
    let again = north.record(SHERPA, Kind::Postpone, |_| {});
    north.append_record(&again);
    north.append_record(&again);
    north.grant(DUTY, AudienceClass::Leadership, 1, 1);
    north.say(SHERPA, Kind::Grant, None);
    // The other side's node doesn't cancel for us, whatever it puts in its log.
    let ours = north.record(SHERPA, Kind::Cancel, |_| {});
    south.other_seen = north.head;
    south.append_record(&ours);
    south.say(SHERPA, Kind::Accept, Some(proposal));

    let view = fold([&north, &south]);
    let told: Vec<String> = view
        .voids()
        .iter()
        .map(|void| {
            let side = if void.side == north.side() { "N" } else { "S" };
            format!("{side} {}: {}", void.seq, void.reason)
        })
        .collect();
    insta::assert_snapshot!(told.join("\n"));
    let contact = view.contact(subject()).unwrap();
    assert_eq!(contact.agreed, Some(proposal));
    assert_eq!(view.head(north.side()), north.head);
}

#[test]
fn only_a_well_chained_entry_of_its_node_is_taken() {
    let mut north = Node::staffed(10);
    let south = Node::staffed(40);
    north.say(SHERPA, Kind::Propose, None);
    let mut view = LineView::new([north.charter.clone()]);
    let first = &north.entries[0];
    assert_eq!(
        view.append(north.side(), &north.entries[1]),
        Err(ChainError::Sequence { got: 2, head: 0 })
    );
    assert!(view.append(south.side(), &south.entries[0]).is_err());
    assert!(view.append(north.side(), &south.entries[0]).is_err());
    assert_eq!(view.append(north.side(), first), Ok(()));
    assert_eq!(
        view.append(north.side(), first),
        Err(ChainError::Sequence { got: 1, head: 1 })
    );
    assert_eq!(view.head(north.side()).seq, 1);
    // The other side comes later; what stands stays.
    view.add_side(south.charter.clone());
    view.add_side(north.charter.clone());
    assert_eq!(view.append(south.side(), &south.entries[0]), Ok(()));
    assert_eq!(view.head(north.side()).seq, 1);
    assert_eq!(view.other_side(north.side()), Some(south.side()));
}

/// A contact from proposal to end, with an amendment that crosses, and voids on the way.
fn a_contact_s_life() -> (Node, Node) {
    let (mut north, mut south) = (Node::staffed(10), Node::staffed(40));
    let sync = |north: &mut Node, south: &mut Node| {
        north.other_seen = south.head;
        south.other_seen = north.head;
    };
    north.grant(SHERPA, AudienceClass::Staff, 1, 1);
    south.grant(SHERPA, AudienceClass::Staff, 1, 2);
    sync(&mut north, &mut south);
    let first = north.say(SHERPA, Kind::Propose, None);
    north.say(DUTY, Kind::Withdraw, Some(first));
    sync(&mut north, &mut south);
    south.say(SHERPA, Kind::Accept, Some(first));
    let amendment = north.say(SHERPA, Kind::Counter, None);
    sync(&mut north, &mut south);
    south.say(PRESS, Kind::AnnounceRelease, None);
    south.say(SHERPA, Kind::Accept, Some(amendment));
    sync(&mut north, &mut south);
    south.revoke_by(SHERPA, 5);
    south.say(SHERPA, Kind::Cancel, None);
    north.say(DUTY, Kind::ConfirmStage, Some(amendment));
    south.say(DUTY, Kind::ConfirmStage, Some(amendment));
    sync(&mut north, &mut south);
    north.start(3);
    south.start(3);
    south.end(3);
    sync(&mut north, &mut south);
    north.end(3);
    (north, south)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn which_log_s_entry_comes_first_changes_nothing(
        turns in prop::collection::vec(any::<bool>(), 64),
    ) {
        let (north, south) = a_contact_s_life();
        let expected = fold([&north, &south]);
        let contact = expected.contact(subject()).unwrap();
        prop_assert_eq!(contact.phase, ContactPhase::Ended);
        prop_assert!(contact.end_attested());
        prop_assert_eq!(expected.voids().len(), 2);
        prop_assert_eq!(fold([&south, &north]).digest(), expected.digest());

        let mut view = LineView::new([south.charter.clone(), north.charter.clone()]);
        let mut waiting = [(&north, 0), (&south, 0)];
        // After the last turn, what is left comes one log after the other.
        let rest = [vec![false; north.entries.len()], vec![true; south.entries.len()]].concat();
        for south_first in turns.into_iter().chain(rest) {
            let (node, next) = &mut waiting[usize::from(south_first)];
            if let Some(entry) = node.entries.get(*next) {
                view.append(node.side(), entry).unwrap();
                *next += 1;
            }
            // What was asked on the way is no part of the answer at the end, and not of the order.
            let asked = view.digest();
            let [(_, of_north), (_, of_south)] = waiting;
            prop_assert_eq!(asked, fold_first([(&south, of_south), (&north, of_north)]).digest());
        }
        prop_assert_eq!(view.head(north.side()), north.head);
        prop_assert_eq!(view.head(south.side()), south.head);
        prop_assert_eq!(view.digest(), expected.digest());
        prop_assert_eq!(view.contacts(), expected.contacts());
        for side in [north.side(), south.side()] {
            prop_assert_eq!(view.people(side), expected.people(side));
            let keys: Vec<_> = view.audience_keys(side).collect();
            prop_assert_eq!(keys, expected.audience_keys(side).collect::<Vec<_>>());
        }
    }
}

#[test]
fn the_digest_tells_states_apart() {
    let (mut north, south) = a_contact_s_life();
    let before = fold([&north, &south]).digest();
    north.say(SHERPA, Kind::Cancel, None);
    assert_ne!(fold([&north, &south]).digest(), before);
}
