//! A joint statement is released as both sides signed it, shown from the agreed time on, and not where
//! they have thought better of it.

use super::*;
use crate::fixture::{NOW_MS, Person, World, at};
use domain::{
    BodyDigest, ClaimedFacts, Founding, JointFacts, LogItem, Medium, Noun, PromisedRelease,
    ReleaseKind, SubjectNonce,
};
use identity::{Hash32, Role};
use storage::Log;
use wire::Bytes64;

const RELEASE_MS: i64 = NOW_MS + 3_600_000;
const SALT: [u8; SALT_BYTES] = [9; SALT_BYTES];

fn text() -> JointText {
    JointText {
        facts: JointFacts {
            release_unix_ms: RELEASE_MS,
            about: None,
        },
        title: "Joint statement".into(),
        text: "Both sides remain in contact. \n\n".into(),
        languages: vec!["en".into()],
    }
}

/// North's `by` proposes, South's sherpa accepts.
fn agreed(world: &mut World, by: &Person) -> (SubjectId, RecordId) {
    let noun = Noun::JointStatement;
    let nonce = SubjectNonce([4; 16]);
    let subject = SubjectId::of(noun, world.north.side(), nonce);
    let mut header = by.header(Kind::Propose.of(noun), subject);
    header.open = Founding::with_facts(noun, nonce, &text().facts).encode();
    header.bodies = vec![BodyDigest {
        class: JointText::audience() as u8,
        hash: Hash32(identity::sha256(
            &[&SALT[..], &encode_canonical(&text())].concat(),
        )),
    }];
    let proposal = by.record(&header);
    let posted = world
        .core
        .post_record(at(NOW_MS), by.device(), proposal.bytes());
    posted.unwrap();
    let sherpa = world.south.person(1, &[Role::Sherpa]);
    let mut header = sherpa.header(Kind::Accept.of(noun), subject);
    header.names = Some(proposal.id);
    let accept = sherpa.record(&header);
    let accredited = world.south.accreditation(&sherpa);
    world.write(
        Log::Other(world.south.side()),
        &[
            LogItem::Accreditation(accredited),
            LogItem::Record(accept.bytes().to_vec()),
        ],
    );
    (subject, proposal.id)
}

fn request(world: &World, release: &Release, agreed: RecordId) -> ReleaseRequest {
    let document = world.document(release, &[], NOW_MS);
    ReleaseRequest {
        release: Bytes64(encode_canonical(release)),
        salt: Bytes64(SALT.to_vec()),
        minisig: world.north.sign_press(&document),
        document,
        approval: agreed.to_string(),
        picture: None,
    }
}

fn send(world: &mut World, by: &Person, request: &ReleaseRequest) -> Result<String, ErrorCode> {
    let who = world.core.who(by.device(), NOW_MS).unwrap();
    let sent = world.core.release(at(NOW_MS), who, request);
    sent.map_err(|error| error.code)
}

fn shown(world: &World, name: &str, unix_ms: i64) -> bool {
    let page = world.core.press_page(at(unix_ms)).unwrap();
    let published = world.core.published(at(unix_ms), name).unwrap();
    assert_eq!(page.len(), usize::from(published.is_some()));
    published.is_some()
}

/// South cancels, or says something else with this kind.
fn cancel(world: &mut World, subject: SubjectId, agreed: RecordId) {
    let sherpa = world.south.person(1, &[Role::Sherpa]);
    let mut header = sherpa.header(Kind::Cancel.of(Noun::JointStatement), subject);
    header.names = Some(agreed);
    let record = sherpa.record(&header);
    world.write(
        Log::Other(world.south.side()),
        &[LogItem::Record(record.bytes().to_vec())],
    );
}

fn announce(
    world: &mut World,
    subject: SubjectId,
    agreed: RecordId,
    name: &str,
    unix_ms: i64,
) -> Result<u64, ErrorCode> {
    let press = world.press().clone();
    let mut header = press.header(Kind::AnnounceRelease.of(Noun::JointStatement), subject);
    header.names = Some(agreed);
    header.open = name.as_bytes().to_vec();
    let record = press.record(&header);
    let posted = world
        .core
        .post_record(at(unix_ms), press.device(), record.bytes());
    posted.map_err(|error| error.code)
}

#[test]
fn a_joint_statement_is_what_both_signed_and_nothing_else() {
    let mut world = World::new();
    let (sherpa, press) = (world.people[&Role::Sherpa].clone(), world.press().clone());
    let (subject, agreed) = agreed(&mut world, &sherpa);
    let release = text().release(world.north.side(), subject, "press service");
    type Change = fn(&mut Release);
    let changes: [(&str, Change); 9] = [
        ("a letter", |one| one.text = one.text.replace('r', "R")),
        ("its end", |one| one.text.truncate(one.text.len() - 1)),
        ("the title", |one| one.title.push('!')),
        ("a language", |one| one.languages.push("fr".into())),
        ("no embargo", |one| one.embargo_unix_ms = None),
        ("a moment before", |one| {
            one.embargo_unix_ms = Some(RELEASE_MS - 1);
        }),
        ("a claim", |one| {
            one.facts = ClaimedFacts {
                medium: Some(Medium::PhoneCall),
                ..ClaimedFacts::default()
            };
        }),
        ("a promise", |one| {
            one.promises = Some(PromisedRelease {
                by_unix_ms: RELEASE_MS,
                office: None,
            });
        }),
        ("another occasion", |one| {
            one.occasion = domain::Occasion::Interview;
        }),
    ];
    for (what, change) in changes {
        let mut changed = release.clone();
        change(&mut changed);
        let sent = request(&world, &changed, agreed);
        let sent = send(&mut world, &press, &sent);
        assert_eq!(sent, Err(ErrorCode::NotApproved), "{what}");
    }
    let good = request(&world, &release, agreed);
    for (what, request) in [
        (
            "another salt",
            ReleaseRequest {
                salt: Bytes64(vec![8; SALT_BYTES]),
                ..good.clone()
            },
        ),
        (
            "another record",
            ReleaseRequest {
                approval: "00".repeat(32),
                ..good.clone()
            },
        ),
    ] {
        let sent = send(&mut world, &press, &request);
        assert_eq!(sent, Err(ErrorCode::NotApproved), "{what}");
    }
    // As a plain statement it needs an approval of its own.
    let plain = Release {
        kind: ReleaseKind::Statement,
        ..release.clone()
    };
    let plain = request(&world, &plain, agreed);
    assert_eq!(
        send(&mut world, &press, &plain),
        Err(ErrorCode::NotApproved)
    );
    let name = send(&mut world, &press, &good).unwrap();
    assert!(name.starts_with("joint-statement-"), "{name}");
    assert_eq!(send(&mut world, &press, &good), Ok(name));
}

#[test]
fn who_signed_for_the_side_leaves_the_release_to_another() {
    let mut world = World::new();
    let both = world.north.person(60, &[Role::Sherpa, Role::PressOfficer]);
    let accredited = world.north.accreditation(&both);
    world
        .core
        .post_accreditation(at(NOW_MS), &accredited)
        .unwrap();
    let (subject, agreed) = agreed(&mut world, &both);
    let release = text().release(world.north.side(), subject, "press service");
    let request = request(&world, &release, agreed);
    assert_eq!(
        send(&mut world, &both, &request),
        Err(ErrorCode::NotApproved)
    );
    let press = world.press().clone();
    assert!(send(&mut world, &press, &request).is_ok());
}

#[test]
fn it_is_shown_from_its_time_on_while_both_stand_by_it() {
    let mut world = World::new();
    let (sherpa, press) = (world.people[&Role::Sherpa].clone(), world.press().clone());
    let (subject, agreed) = agreed(&mut world, &sherpa);
    let release = text().release(world.north.side(), subject, "press service");
    let request = request(&world, &release, agreed);
    let name = send(&mut world, &press, &request).unwrap();
    for (unix_ms, wanted) in [
        (NOW_MS, false),
        (RELEASE_MS - 1, false),
        (RELEASE_MS, true),
        (RELEASE_MS + 1, true),
    ] {
        assert_eq!(shown(&world, &name, unix_ms), wanted, "{unix_ms}");
    }
    let early = announce(&mut world, subject, agreed, &name, RELEASE_MS - 1);
    assert_eq!(early, Err(ErrorCode::Embargo));
    let other = announce(
        &mut world,
        subject,
        agreed,
        "joint-statement-00",
        RELEASE_MS,
    );
    assert_eq!(other, Err(ErrorCode::NotFound));
    world.restart();
    assert!(shown(&world, &name, RELEASE_MS));
    cancel(&mut world, subject, agreed);
    assert!(!shown(&world, &name, RELEASE_MS), "one side cancelled it");
}

#[test]
fn what_was_public_and_announced_stays() {
    let mut world = World::new();
    let (sherpa, press) = (world.people[&Role::Sherpa].clone(), world.press().clone());
    let (subject, agreed) = agreed(&mut world, &sherpa);
    let release = text().release(world.north.side(), subject, "press service");
    let request = request(&world, &release, agreed);
    let name = send(&mut world, &press, &request).unwrap();
    announce(&mut world, subject, agreed, &name, RELEASE_MS).unwrap();
    cancel(&mut world, subject, agreed);
    assert!(shown(&world, &name, RELEASE_MS));
}
