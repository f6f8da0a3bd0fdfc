//! docs/protocol/records.cddl is what identity and domain write. Whoever adds a field, a kind or an
//! item is led here by the compiler: samples name every field, and matches every variant.

#[path = "cddl/procedure.rs"]
mod procedure;
#[path = "cddl/schema.rs"]
mod schema;

use domain::{
    Agenda, AgendaItem, Approval, AudienceClass, BodyDigest, CallEnded, CallId, CallStarted,
    ClaimedFacts, ClaimedPosition, ClearedHead, ClearedRound, CommonLine, ComparedRound,
    Contradiction, EndReason, FactName, ForkProof, Format, Founding, Grant, Head, Header,
    Initiative, InternalKind, InternalRecord, ItemId, ItemState, Kind, LocalDate, LocalStart,
    LogItem, Medium, NodeFacts, Noun, Occasion, Origin, OtherDate, Participant, Picture,
    PictureKind, PromisedRelease, PublicPart, RECORD_VERSION, Record, Release, ReleaseKind,
    RoundClaims, SealedEntry, SealedPart, SubjectId, SubjectNonce, Terms, Topic, Wrap,
};
use identity::{
    Accreditation, AccreditationRequest, Charter, Credentials, DeviceId, Hash32, Label, Officer,
    PersonId, Revocation, Role, RoleSet, Route, SecretSeed, SideId, Signature, SigningKey,
    encode_canonical,
};
use minicbor::{Encode, bytes::ByteVec};
use schema::Schema;

const NORTH: SideId = SideId([1; 16]);
const SOUTH: SideId = SideId([2; 16]);
const NONCE: SubjectNonce = SubjectNonce([3; 16]);
const START: i64 = 1_640_896_200_000;

#[test]
fn the_file_says_what_is_written() {
    let schema = Schema::new(include_str!("../../../docs/protocol/records.cddl"), "");
    charters_and_credentials(&schema);
    requests_accreditations_and_revocations(&schema);
    records_of_every_kind(&schema);
    a_record_is_signed_as_described(&schema);
    plaintexts_of_bodies(&schema);
    claimed_facts_end_where_a_text_falls_silent(&schema);
    audience_grants(&schema);
    log_entries(&schema);
    numbers_that_stand_for_words(&schema);
    procedure::open_facts(&schema);
    procedure::plaintexts(&schema);
    schema.check_all_used();
}

fn key(number: u8) -> SigningKey {
    SigningKey::from_seed(&SecretSeed([number; 32]))
}

fn officer(number: u8) -> Officer {
    Officer {
        person: PersonId([number; 16]),
        device_key: key(number).public(),
        hpke_key: vec![number; 1_216],
    }
}

/// Seal 1, node 2, press 3, administrator 4, security officer 5.
fn charter() -> Charter {
    Charter {
        version: Charter::VERSION,
        name: "North".into(),
        seal: key(1).public(),
        node_key: key(2).public(),
        press_key: key(3).public(),
        press_key_id: vec![3; 8],
        archive_key: vec![9; 1_216],
        security_officers: vec![officer(5)],
        administrators: vec![officer(4)],
        issued_unix_ms: START,
    }
}

fn accreditation() -> Accreditation {
    Accreditation {
        side: charter().side(),
        person: PersonId([7; 16]),
        device_key: key(7).public(),
        hpke_key: vec![7; 1_216],
        roles: Role::ALL.into_iter().collect(),
        from_unix_ms: START,
        until_unix_ms: START + 1,
    }
}

fn revocation() -> Revocation {
    Revocation {
        side: charter().side(),
        device: DeviceId([7; 16]),
        at_unix_ms: START,
    }
}

fn facts() -> NodeFacts {
    NodeFacts {
        start_unix_ms: START,
        duration_min: 60,
        medium: Medium::PhoneCall,
        public_part: PublicPart::None,
        voice_depth: 2,
    }
}

/// As `e2ee` writes sealed bodies and wraps; its own test holds the real ones against the rules.
fn sealed_to() -> (ByteVec, ByteVec) {
    (vec![1; 1_120].into(), vec![2; 48].into())
}

/// The shortest frame with its tag.
const CIPHERTEXT_BYTES_MIN: usize = 1_024 + 16;

fn sealed_body(ciphertext_bytes: usize) -> Vec<u8> {
    let wraps = vec![(ByteVec::from(vec![3; 16]), sealed_to())];
    encode_canonical(&(ByteVec::from(vec![4; ciphertext_bytes]), wraps))
}

fn sealed_part() -> SealedPart {
    SealedPart(sealed_body(CIPHERTEXT_BYTES_MIN).into())
}

fn header(kind: u16) -> Header {
    Header {
        version: RECORD_VERSION,
        kind,
        subject: SubjectId::of_contact(NORTH, NONCE),
        side: NORTH,
        person: PersonId([7; 16]),
        device: DeviceId::of_key(&key(7).public()),
        at_unix_ms: START,
        after: Vec::new(),
        names: None,
        facts: None,
        expires_unix_ms: None,
        open: Vec::new(),
        bodies: Vec::new(),
    }
}

fn grant(device: Option<DeviceId>) -> Grant {
    Grant {
        side: NORTH,
        class: AudienceClass::Staff as u8,
        generation: 1,
        public_key: vec![1; 1_216],
        wraps: vec![Wrap {
            device,
            sealed: encode_canonical(&sealed_to()),
        }],
    }
}

/// A header as a record of this kind about this noun may have it, with every place filled that may be.
fn header_about(noun: Noun, kind: Kind) -> Header {
    if noun == Noun::Contact {
        return header_of(kind);
    }
    let open = if noun.is_founded_by(kind) {
        procedure::founding(noun)
    } else {
        procedure::open_part(noun, kind)
    };
    Header {
        after: vec![Hash32([6; 32]); 2],
        names: Some(Hash32([8; 32])),
        expires_unix_ms: Some(START),
        open,
        subject: SubjectId::of(noun, NORTH, NONCE),
        ..header(kind.of(noun))
    }
}

/// The same of a contact.
fn header_of(kind: Kind) -> Header {
    let named = Some(Hash32([8; 32]));
    let (names, facts, expires_unix_ms, open) = match kind {
        Kind::Propose | Kind::CallNow => (None, Some(facts()), Some(START), NONCE.founding()),
        Kind::Counter => (named, Some(facts()), Some(START), Vec::new()),
        Kind::HeldOutside => (None, Some(facts()), None, NONCE.founding()),
        Kind::Grant => (None, None, None, encode_canonical(&grant(None))),
        Kind::AnnounceRelease => (None, None, None, b"readout-0a1b2c3d4e5f".to_vec()),
        Kind::Accept
        | Kind::TakeCall
        | Kind::Decline
        | Kind::Withdraw
        | Kind::Cancel
        | Kind::Postpone
        | Kind::ConfirmOutside
        | Kind::ConfirmStage
        | Kind::Abort => (named, None, None, Vec::new()),
        other => panic!("{other:?} isn't done to a contact"),
    };
    Header {
        after: vec![Hash32([6; 32]); 2],
        names,
        facts,
        expires_unix_ms,
        open,
        ..header(kind.number())
    }
}

fn digest(class: AudienceClass) -> BodyDigest {
    BodyDigest {
        class: class as u8,
        hash: Hash32([9; 32]),
    }
}

fn record(header: &Header) -> Record {
    let parts = vec![sealed_part(); header.bodies.len()];
    Record::sign(header, parts, &key(7)).unwrap()
}

fn terms() -> Terms {
    let local = |side, zone: &str, civil: &str| LocalStart {
        side,
        zone: zone.into(),
        civil: civil.into(),
    };
    Terms {
        start_unix_ms: START,
        local: vec![
            local(NORTH, "Europe/Moscow", "2021-12-30T23:30"),
            local(SOUTH, "America/New_York", "2021-12-30T15:30"),
        ],
        tz_version: "2025b".into(),
        duration_min: 60,
        medium: Medium::PhoneCall,
        public_part: PublicPart::None,
        initiative: Initiative::Proposer,
        languages: vec!["en".into()],
        format: Format::Consecutive,
        voice_depth: 2,
    }
}

fn agenda(carried_from: Option<Origin>) -> Agenda {
    Agenda {
        items: vec![AgendaItem {
            id: ItemId([1; 16]),
            title: "guarantees".into(),
            state: ItemState::Open,
            carried_from,
        }],
        participants: vec![Participant {
            side: NORTH,
            person: PersonId([7; 16]),
            role: Role::Principal.name().into(),
            name: "the leader of North".into(),
        }],
        reason: "before the talks".into(),
    }
}

fn claimed() -> ClaimedFacts {
    ClaimedFacts {
        initiative_of: Some(NORTH),
        mutual: false,
        medium: Some(Medium::PhoneCall),
        start_unix_ms: Some(START),
        duration_min: Some(50),
        public_part: Some(PublicPart::None),
    }
}

fn release(kind: ReleaseKind, facts: ClaimedFacts) -> Release {
    Release {
        office: "press service".into(),
        occasion: Occasion::Release,
        title: "A call".into(),
        text: "It took place.\n".into(),
        facts,
        embargo_unix_ms: Some(START),
        promises: Some(PromisedRelease {
            by_unix_ms: START,
            office: Some("press service".into()),
        }),
        about: Some("readout-0a1b2c3d4e5f".into()),
        languages: vec!["en".into()],
        position: Some(ClaimedPosition {
            of: vec!["an alliance".into()],
            line: CommonLine::None,
        }),
        ..Release::new(kind, NORTH, SubjectId([5; 16]))
    }
}

/// With everything that came later.
fn release_of_round(topic: Topic) -> Release {
    Release {
        topic: Some(topic),
        party: (topic == Topic::OtherParty).then(|| "the alliance".into()),
        question: Some("Another date?".into()),
        round: Some(RoundClaims {
            place: Some("Geneva".into()),
            date: Some(LocalDate {
                date: "2022-01-10".into(),
                zone: "Europe/Zurich".into(),
            }),
            other_date: Some(OtherDate::None),
            own_head: Some("deputy".into()),
            other_head: Some("first deputy".into()),
            preceded_by: Some(SubjectId([5; 16])),
            purpose: Some("guarantees".into()),
            ..RoundClaims::of(SubjectId([6; 16]))
        }),
        picture: Some(Picture {
            hash: Hash32([9; 32]),
            kind: PictureKind::Jpeg,
            bytes: 70_000,
            source: "press service".into(),
            alt: "Two flags".into(),
        }),
        ..release(ReleaseKind::Answer, ClaimedFacts::default())
    }
}

fn charters_and_credentials(schema: &Schema) {
    schema.check("charter", &encode_canonical(&charter()));
    let signed = charter().sign(&key(1)).unwrap();
    schema.check("signed-charter", &encode_canonical(&signed));
    let routes = vec![Route("192.0.2.1:7001".into())];
    let file = Credentials::seal(signed, routes, &key(1)).unwrap();
    schema.check("credentials-file", &file);
}

fn requests_accreditations_and_revocations(schema: &Schema) {
    let Accreditation {
        side,
        person,
        device_key,
        hpke_key,
        roles,
        ..
    } = accreditation();
    let request = AccreditationRequest {
        side,
        person,
        device_key,
        hpke_key,
        roles,
    };
    schema.check("accreditation-request", &request.sign(&key(7)));
    let half = accreditation().sign_first(&key(4)).unwrap();
    schema.check("half-signed-accreditation", &half.encode());
    let signed = accreditation().sign(&key(4), &key(5)).unwrap();
    schema.check("signed-accreditation", &signed.encode());
    schema.check("signed-revocation", &revocation().sign(&key(5)).encode());
    let nobody = Accreditation {
        roles: RoleSet::empty(),
        ..accreditation()
    };
    schema.check_refused("accreditation", &encode_canonical(&nobody), "no role");
}

fn records_of_every_kind(schema: &Schema) {
    schema.check("sealed-body", &sealed_body(CIPHERTEXT_BYTES_MIN + 1));
    let unpadded = sealed_body(CIPHERTEXT_BYTES_MIN - 1);
    schema.check_refused("sealed-body", &unpadded, "shorter than any frame");
    for noun in Noun::ALL {
        for kind in noun.kinds() {
            let header = header_about(*noun, kind);
            schema.check("header", &encode_canonical(&header));
            schema.check("record", record(&header).bytes());
        }
    }
    for kind in InternalKind::ALL {
        let shift = domain::Shift {
            person: PersonId([7; 16]),
            from_unix_ms: 0,
            until_unix_ms: 1,
        };
        let open = match kind {
            InternalKind::Shifts => domain::ShiftList {
                shifts: vec![shift; 2],
            }
            .encode(),
            _ => Vec::new(),
        };
        let header = Header {
            bodies: vec![digest(AudienceClass::Press)],
            open,
            ..header(kind.number())
        };
        let parts = vec![sealed_part()];
        let record = InternalRecord::sign(&header, parts, &key(7)).unwrap();
        schema.check("record", record.bytes());
    }
    let all = AudienceClass::ALL.map(digest).to_vec();
    let full = Header {
        bodies: all,
        ..header_of(Kind::Propose)
    };
    schema.check("record", record(&full).bytes());
    let later = encode_canonical(&header(9_999));
    schema.check_refused("header", &later, "a kind that nobody writes");
}

fn a_record_is_signed_as_described(schema: &Schema) {
    let header = Header {
        bodies: vec![digest(AudienceClass::Staff)],
        ..header_of(Kind::Propose)
    };
    let record = record(&header);
    let (head, parts, signature): (ByteVec, Vec<ByteVec>, Signature) =
        minicbor::decode(record.bytes()).unwrap();
    let signed = encode_canonical(&(head, parts));
    schema.check("record-signed", &signed);
    let by = key(7).public();
    assert_eq!(by.verify(Label::Record, &signed, &signature), Ok(()));
    assert_eq!(record.id.0, identity::sha256(record.bytes()));
    for noun in Noun::ALL {
        let number = [noun.number()];
        let founded = [b"detente/v1/subject\0", &number[..], &NORTH.0, &NONCE.0].concat();
        let subject = SubjectId::of(*noun, NORTH, NONCE);
        assert_eq!(subject.0, identity::sha256(&founded)[..16]);
        schema.check("founding", &Founding::new(*noun, NONCE).encode());
    }
}

fn plaintexts_of_bodies(schema: &Schema) {
    schema.check("terms", &encode_canonical(&terms()));
    for carried in [None, Some(Origin(SubjectId([6; 16])))] {
        schema.check("agenda", &encode_canonical(&agenda(carried)));
    }
    for kind in ReleaseKind::ALL {
        schema.check("release", &encode_canonical(&release(*kind, claimed())));
    }
    let silent = Release {
        embargo_unix_ms: None,
        promises: None,
        about: None,
        position: None,
        ..release(ReleaseKind::Statement, ClaimedFacts::default())
    };
    schema.check("release", &encode_canonical(&silent));
    let unknown = Release {
        position: Some(ClaimedPosition {
            of: vec!["an alliance".into()],
            line: CommonLine::NotKnown,
        }),
        ..silent
    };
    schema.check_refused(
        "release",
        &encode_canonical(&unknown),
        "that nothing is known isn't claimed",
    );
    for topic in Topic::ALL {
        let mut release = release_of_round(*topic);
        schema.check("release", &encode_canonical(&release));
        release.picture = None;
        schema.check("release", &encode_canonical(&release));
        release.round = Some(RoundClaims {
            other_date: Some(OtherDate::Possible),
            ..RoundClaims::of(SubjectId([6; 16]))
        });
        schema.check("release", &encode_canonical(&release));
    }
    let head = ClearedHead {
        side: NORTH,
        delegation: Hash32([8; 32]),
        office: "deputy".into(),
    };
    for heads in 0..=2 {
        let cleared = ClearedRound {
            agreed: Hash32([8; 32]),
            place: "Geneva".into(),
            heads: vec![head.clone(); heads],
        };
        schema.check("cleared-round", &encode_canonical(&cleared));
    }
    let any_office = PromisedRelease {
        by_unix_ms: START,
        office: None,
    };
    schema.check("promised-release", &encode_canonical(&any_office));
    let contradiction = Contradiction {
        reason: "a reason".into(),
    };
    schema.check("contradiction", &encode_canonical(&contradiction));
    for compared in [None, Some(Hash32([8; 32]))] {
        let mut approval = Approval {
            compared,
            conflicts: FactName::ALL.to_vec(),
            round: None,
        };
        schema.check("approval", &encode_canonical(&approval));
        approval.round = Some(ComparedRound {
            agreed: Hash32([8; 32]),
            delegations: vec![Hash32([9; 32]); 2],
        });
        schema.check("approval", &encode_canonical(&approval));
    }
    let bad = Terms {
        duration_min: domain::DURATION_MIN_MAX + 1,
        ..terms()
    };
    schema.check_refused("terms", &encode_canonical(&bad), "more than a day");
}

fn claimed_facts_end_where_a_text_falls_silent(schema: &Schema) {
    for said in 0..32 {
        let facts = ClaimedFacts {
            initiative_of: claimed().initiative_of.filter(|_| said & 1 != 0),
            mutual: false,
            medium: claimed().medium.filter(|_| said & 2 != 0),
            start_unix_ms: claimed().start_unix_ms.filter(|_| said & 4 != 0),
            duration_min: claimed().duration_min.filter(|_| said & 8 != 0),
            public_part: claimed().public_part.filter(|_| said & 16 != 0),
        };
        schema.check("claimed-facts", &encode_canonical(&facts));
    }
}

fn audience_grants(schema: &Schema) {
    for device in [None, Some(DeviceId([4; 16]))] {
        schema.check("grant", &encode_canonical(&grant(device)));
    }
    let Grant {
        side,
        class,
        generation,
        public_key,
        wraps: _,
    } = grant(None);
    let context = (side, class, generation, ByteVec::from(public_key));
    schema.check("grant-context", &encode_canonical(&context));
}

fn log_item(variant: usize) -> Option<LogItem> {
    let (contact, call) = (SubjectId([5; 16]), CallId([6; 16]));
    let item = match variant {
        0 => LogItem::Record(record(&header_of(Kind::Propose)).bytes().to_vec()),
        1 => LogItem::Accreditation(accreditation().sign(&key(4), &key(5)).unwrap().encode()),
        2 => LogItem::Revocation(revocation().sign(&key(5)).encode()),
        3 => LogItem::CallStarted(CallStarted {
            contact,
            call,
            at_unix_ms: START,
            medium: Medium::PhoneCall,
            on_line: vec![DeviceId([1; 16]), DeviceId([2; 16])],
        }),
        4 => LogItem::CallEnded(CallEnded {
            contact,
            call,
            at_unix_ms: START,
            reason: EndReason::HungUp,
        }),
        5 => {
            let entry = |number: u8| {
                let item = LogItem::Record(vec![number]);
                SealedEntry::write(Head::EMPTY, &item, Head::EMPTY, START, &key(2))
            };
            LogItem::Fork(ForkProof::new(NORTH, &entry(1), &entry(2)))
        }
        _ => return None,
    };
    // A further variant needs a sample above and a rule in records.cddl.
    match &item {
        LogItem::Record(_)
        | LogItem::Accreditation(_)
        | LogItem::Revocation(_)
        | LogItem::CallStarted(_)
        | LogItem::CallEnded(_)
        | LogItem::Fork(_) => Some(item),
    }
}

fn log_entries(schema: &Schema) {
    for item in (0..).map_while(log_item) {
        schema.check("log-item", &encode_canonical(&item));
        let entry = SealedEntry::write(Head::EMPTY, &item, Head::EMPTY, START, &key(2));
        schema.check("sealed-entry", &encode_canonical(&entry));
    }
    schema.check("head", &encode_canonical(&Head::EMPTY));
}

fn numbers_that_stand_for_words(schema: &Schema) {
    fn check<T: Encode<()>>(schema: &Schema, rule: &str, all: &[T]) {
        for value in all {
            schema.check_scalar(rule, &encode_canonical(value));
        }
        let beyond = u8::try_from(all.len()).unwrap() + 1;
        schema.check_refused(rule, &encode_canonical(&beyond), "a number beyond the last");
    }
    check(schema, "medium", Medium::ALL);
    check(schema, "public-part", PublicPart::ALL);
    check(schema, "initiative", Initiative::ALL);
    check(schema, "format", Format::ALL);
    check(schema, "end-reason", EndReason::ALL);
    check(schema, "fact-name", FactName::ALL);
}
