//! Two logs of valid and damaged records: one fold, whichever log's entries come first.

use arbitrary::Unstructured;
use domain::{
    CallEnded, CallId, CallStarted, EndReason, Head, Header, Kind, LineView, LogItem, Medium,
    NodeFacts, PublicPart, Record, RecordId, SealedEntry, SubjectId, SubjectNonce,
};
use identity::{
    Accreditation, Charter, DeviceId, Officer, PersonId, Revocation, Role, RoleSet, SecretSeed,
    SideId, SigningKey, decode_canonical, encode_canonical,
};

const STEPS_MAX: usize = 24;
const FROM_MS: i64 = 1_000;
const UNTIL_MS: i64 = 9_000;
const CONTACTS: u8 = 2;
/// Sherpa, duty officer, press officer, and one who was never accredited.
const DEVICES: [u8; 4] = [6, 7, 8, 9];

pub(crate) fn key(number: u8) -> SigningKey {
    SigningKey::from_seed(&SecretSeed([number; 32]))
}

pub(crate) struct Log {
    base: u8,
    pub(crate) charter: Charter,
    pub(crate) entries: Vec<SealedEntry>,
    head: Head,
    other_seen: Head,
    now_ms: i64,
}

impl Log {
    pub(crate) fn new(base: u8) -> Self {
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
        let mut log = Self {
            base,
            charter,
            entries: Vec::new(),
            head: Head::EMPTY,
            other_seen: Head::EMPTY,
            now_ms: FROM_MS,
        };
        for (device, role) in [
            (6, Role::Sherpa),
            (7, Role::DutyOfficer),
            (8, Role::PressOfficer),
        ] {
            log.accredit(device, role);
        }
        log
    }

    fn side(&self) -> SideId {
        self.charter.side()
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

    fn accredit(&mut self, device: u8, role: Role) {
        let accreditation = Accreditation {
            side: self.side(),
            person: PersonId([self.base + device; 16]),
            device_key: key(self.base + device).public(),
            hpke_key: vec![1; 32],
            roles: RoleSet::empty().with(role),
            from_unix_ms: FROM_MS,
            until_unix_ms: UNTIL_MS,
        };
        let signed = accreditation.sign(&key(self.base + 4), &key(self.base + 5));
        let signed = signed.expect("a paper within the limits");
        self.append(&LogItem::Accreditation(signed.encode()));
    }

    fn record(
        &self,
        device: u8,
        kind: u16,
        contact: SubjectId,
        edit: impl FnOnce(&mut Header),
    ) -> Record {
        let number = self.base + device;
        let author = (
            self.side(),
            PersonId([number; 16]),
            DeviceId::of_key(&key(number).public()),
        );
        let mut header = Header::new(kind, contact, author, self.now_ms);
        header.facts = Some(NodeFacts {
            start_unix_ms: 1_640_896_200_000,
            duration_min: 60,
            medium: Medium::PhoneCall,
            public_part: PublicPart::None,
            voice_depth: 2,
        });
        edit(&mut header);
        Record::sign(&header, vec![], &key(number)).expect("within the limits")
    }
}

/// The same entries give the same fold in every order that keeps both logs; a damaged entry is
/// refused and changes nothing; voids are counted, never lost.
pub fn fold(data: &[u8]) -> bool {
    let mut input = Unstructured::new(data);
    let mut logs = [Log::new(10), Log::new(40)];
    let mut said: Vec<RecordId> = Vec::new();
    for _ in 0..STEPS_MAX {
        if input.is_empty() || step(&mut input, &mut logs, &mut said).is_err() {
            break;
        }
    }
    let turns: u64 = data.iter().fold(0x9e37_79b9, |sum, byte| {
        sum.rotate_left(7) ^ u64::from(*byte)
    });
    let expected = folded(&logs, |_| false);
    let others = [
        folded(&logs, |_| true),
        folded(&logs, |n| turns >> (n % 64) & 1 == 1),
    ];
    for view in &others {
        assert_eq!(view.digest(), expected.digest());
        assert_eq!(view.contacts(), expected.contacts());
        assert_eq!(view.voids().len(), expected.voids().len());
        for log in &logs {
            assert_eq!(view.people(log.side()), expected.people(log.side()));
            assert_eq!(view.head(log.side()), log.head);
            let keys: Vec<_> = view.audience_keys(log.side()).collect();
            assert_eq!(keys, expected.audience_keys(log.side()).collect::<Vec<_>>());
        }
    }
    refuses_damage(expected, &logs, turns);
    !others[0].contacts().is_empty()
}

fn step(
    input: &mut Unstructured<'_>,
    logs: &mut [Log; 2],
    said: &mut Vec<RecordId>,
) -> arbitrary::Result<()> {
    let at = usize::from(input.arbitrary::<bool>()?);
    let founder = logs[usize::from(input.arbitrary::<bool>()?)].side();
    let nonce = SubjectNonce([input.int_in_range(0..=CONTACTS - 1)?; 16]);
    let contact = SubjectId::of_contact(founder, nonce);
    let device = *input.choose(&DEVICES)?;
    let heads = [logs[0].head, logs[1].head];
    let log = &mut logs[at];
    match input.int_in_range(0..=9_u8)? {
        0..=4 => {
            let kind = *input.choose(Kind::ALL)?;
            let names = if said.is_empty() || input.ratio(1, 4)? {
                None
            } else {
                Some(*input.choose(said)?)
            };
            let record = log.record(device, kind.number(), contact, |header| {
                header.names = names;
                if matches!(kind, Kind::Propose | Kind::CallNow | Kind::HeldOutside) {
                    header.open = nonce.founding();
                }
            });
            said.push(record.id);
            log.append(&LogItem::Record(record.bytes().to_vec()));
        }
        // A kind of a later version, or a record with a changed byte.
        5 => {
            let record = log.record(device, input.arbitrary()?, contact, |_| {});
            let mut bytes = record.bytes().to_vec();
            let place = input.choose_index(bytes.len())?;
            bytes[place] ^= input.arbitrary::<u8>()?;
            log.append(&LogItem::Record(bytes));
        }
        // Any bytes as any item.
        6 => {
            let len = input.int_in_range(0..=64_usize)?.min(input.len());
            let bytes = input.bytes(len)?.to_vec();
            log.append(&match input.int_in_range(0..=2_u8)? {
                0 => LogItem::Record(bytes),
                1 => LogItem::Accreditation(bytes),
                _ => LogItem::Revocation(bytes),
            });
        }
        7 => {
            let call = CallId([input.int_in_range(0..=2)?; 16]);
            let at_unix_ms = log.now_ms;
            log.append(&if input.arbitrary()? {
                LogItem::CallStarted(CallStarted {
                    contact,
                    call,
                    at_unix_ms,
                    medium: Medium::PhoneCall,
                    on_line: vec![],
                })
            } else {
                LogItem::CallEnded(CallEnded {
                    contact,
                    call,
                    at_unix_ms,
                    reason: EndReason::HungUp,
                })
            });
        }
        8 => {
            let revocation = Revocation {
                side: log.side(),
                device: DeviceId::of_key(&key(log.base + device).public()),
                at_unix_ms: log.now_ms,
            };
            let signed = revocation.sign(&key(log.base + 5));
            log.append(&LogItem::Revocation(signed.encode()));
        }
        // What this side saw of the other: all of it, or a head that never was.
        _ => {
            let mut seen = heads[1 - at];
            if input.ratio(1, 4)? {
                seen.hash.0[0] ^= 1;
            }
            if seen.seq >= log.other_seen.seq {
                log.other_seen = seen;
            }
        }
    }
    Ok(())
}

fn folded(logs: &[Log; 2], second_first: impl Fn(usize) -> bool) -> LineView {
    let mut view = LineView::new(logs.iter().map(|log| log.charter.clone()));
    let mut next = [0, 0];
    for turn in 0.. {
        let wanted = usize::from(second_first(turn));
        let left = |log: usize| next[log] < logs[log].entries.len();
        let log = match (left(wanted), left(1 - wanted)) {
            (true, _) => wanted,
            (false, true) => 1 - wanted,
            (false, false) => break,
        };
        let entry = &logs[log].entries[next[log]];
        view.append(logs[log].side(), entry).expect("well chained");
        next[log] += 1;
        if turn % 7 == 0 {
            // What is asked on the way is kept, and must not be what is told later.
            let _ = view.contacts();
        }
    }
    view
}

/// An entry with one changed byte, or one out of its turn, leaves everything as it was.
fn refuses_damage(mut view: LineView, logs: &[Log; 2], turns: u64) {
    let log = &logs[0];
    let item = LogItem::Record(vec![1; 8]);
    let next = SealedEntry::write(
        log.head,
        &item,
        log.other_seen,
        log.now_ms,
        &key(log.base + 2),
    );
    let mut bytes = encode_canonical(&next);
    let place = turns as usize % bytes.len();
    bytes[place] ^= 1 << (turns >> 32 & 7);
    let before = view.digest();
    if let Ok(damaged) = decode_canonical::<SealedEntry>("entry", &bytes, bytes.len()) {
        assert!(view.append(log.side(), &damaged).is_err(), "byte {place}");
    }
    let first = &log.entries[0];
    assert!(view.append(log.side(), first).is_err(), "said again");
    assert!(view.append(logs[1].side(), &next).is_err(), "another's log");
    assert_eq!(view.digest(), before);
    view.append(log.side(), &next).expect("it was undamaged");
    assert_ne!(view.digest(), before);
}
