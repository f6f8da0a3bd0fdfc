//! Papers of officers, offers and records of later versions, as a node takes them.

use crate::world::{NORTH, NOW_MS, SOUTH, World, facts, now};
use domain::{Kind, LogItem, VoidReason};
use identity::{DeviceId, Role};
use node::app::{ErrorCode, NodeCore, Now};

fn code<T>(posted: Result<T, node::app::AppError>) -> Option<ErrorCode> {
    posted.map(drop).err().map(|error| error.code)
}

fn entries(core: &NodeCore) -> u64 {
    core.view().head(core.side()).seq
}

#[test]
fn the_paper_that_stands_is_brought_as_often_as_one_likes_and_no_older_one() {
    let world = World::new();
    let south = &world.sides[SOUTH];
    let mut core = world.node(SOUTH);
    let device = south.device(Role::Principal);
    let stood = core.view().people(south.id()).unwrap().get(device).unwrap();
    let (first, first_seq) = (stood.signed.clone(), stood.since_seq);
    assert_eq!(core.post_accreditation(now(), &first), Ok(first_seq));
    // The principal becomes a note-taker.
    let newer = south.paper(Role::Principal, Role::NoteTaker, NOW_MS, 0);
    let seq = core.post_accreditation(now(), &newer).unwrap();
    let written = entries(&core);
    assert_eq!(core.post_accreditation(now(), &newer), Ok(seq));
    for older in [
        first,
        south.paper(Role::Principal, Role::Principal, NOW_MS - 1, 0),
        south.paper(Role::Principal, Role::Principal, NOW_MS, 0),
    ] {
        assert_eq!(
            code(core.post_accreditation(now(), &older)),
            Some(ErrorCode::Conflict)
        );
    }
    assert_eq!(entries(&core), written);
    let roles = core.who(device, NOW_MS).unwrap().roles;
    assert!(roles.contains(Role::NoteTaker) && !roles.contains(Role::Principal));
}

#[test]
fn a_revoked_officer_is_nobody_any_more() {
    let world = World::new();
    let south = &world.sides[SOUTH];
    let mut core = world.node(SOUTH);
    let device = DeviceId::of_key(&south.security_officer(0).public());
    assert!(core.who(device, NOW_MS).is_some());
    let seq = core
        .post_revocation(now(), &south.revocation(device, 1))
        .unwrap();
    assert_eq!(
        core.post_revocation(now(), &south.revocation(device, 1)),
        Ok(seq)
    );
    assert_eq!(core.who(device, NOW_MS), None);
    let sherpa = south.device(Role::Sherpa);
    let revoked_by_it = core.post_revocation(now(), &south.revocation(sherpa, 0));
    assert_eq!(code(revoked_by_it), Some(ErrorCode::NotAccredited));
    let paper = south.paper(Role::Sherpa, Role::Principal, NOW_MS, 0);
    let accredited_by_it = core.post_accreditation(now(), &paper);
    assert_eq!(code(accredited_by_it), Some(ErrorCode::NotAccredited));
    // The other one still does both, and the last one may go.
    let paper = south.paper(Role::Sherpa, Role::Principal, NOW_MS, 1);
    core.post_accreditation(now(), &paper).unwrap();
    core.post_revocation(now(), &south.revocation(sherpa, 1))
        .unwrap();
    let paper = south.paper(Role::Sherpa, Role::Sherpa, NOW_MS + 1, 1);
    assert_eq!(
        code(core.post_accreditation(now(), &paper)),
        Some(ErrorCode::Conflict)
    );
    let last = DeviceId::of_key(&south.security_officer(1).public());
    core.post_revocation(now(), &south.revocation(last, 1))
        .unwrap();
    assert_eq!(core.who(last, NOW_MS), None);
    let stranger = DeviceId([0; 16]);
    let mut fresh = world.node(SOUTH);
    let unknown = fresh.post_revocation(now(), &south.revocation(stranger, 1));
    assert_eq!(code(unknown), Some(ErrorCode::NotFound));
}

#[test]
fn a_late_answer_is_refused_with_its_reason() {
    let mut world = World::new();
    let north = &world.sides[NORTH];
    let expires_ms = NOW_MS + 1_000;
    let mut header = world
        .record(NORTH, Role::Sherpa, Kind::Propose, world.offer)
        .header;
    header.expires_unix_ms = Some(expires_ms);
    let proposal = north.sign(Role::Sherpa, &header);
    world.sides[NORTH].append(&LogItem::Record(proposal.bytes().to_vec()));
    for (at_ms, expected) in [
        (expires_ms - 1, None),
        (expires_ms, Some(ErrorCode::Conflict)),
        (expires_ms + 1, Some(ErrorCode::Conflict)),
    ] {
        let mut core = world.node(SOUTH);
        let accept = world.record(SOUTH, Role::Sherpa, Kind::Accept, proposal.id);
        let at = Now {
            unix_ms: at_ms,
            ..now()
        };
        let device = world.sides[SOUTH].device(Role::Sherpa);
        let posted = core.post_record(at, device, accept.bytes());
        if let Err(error) = &posted {
            assert!(error.detail.contains("expired"), "{}", error.detail);
        }
        assert_eq!(code(posted), expected, "{at_ms}");
    }
    // What nobody offered, and what is our own.
    let mut core = world.node(SOUTH);
    let device = world.sides[SOUTH].device(Role::Sherpa);
    let accept = world.record(SOUTH, Role::Sherpa, Kind::Accept, identity::Hash32([7; 32]));
    let posted = core.post_record(now(), device, accept.bytes());
    assert_eq!(code(posted), Some(ErrorCode::NotFound));
    let mut core = world.node(NORTH);
    let device = world.sides[NORTH].device(Role::Sherpa);
    let accept = world.record(NORTH, Role::Sherpa, Kind::Accept, proposal.id);
    let posted = core.post_record(now(), device, accept.bytes());
    assert_eq!(code(posted), Some(ErrorCode::Conflict));
}

#[test]
fn a_node_founds_no_contact_that_isn_t_its_side_s() {
    let world = World::new();
    let south = &world.sides[SOUTH];
    for kind in [Kind::Propose, Kind::HeldOutside] {
        let mut core = world.node(SOUTH);
        let copied = world.record(SOUTH, Role::Sherpa, kind, world.offer);
        let posted = core.post_record(now(), south.device(Role::Sherpa), copied.bytes());
        assert_eq!(code(posted), Some(ErrorCode::Malformed), "{kind:?}");
    }
}

#[test]
fn pages_after_the_end_of_all_numbers_are_empty() {
    let core = World::new().node(SOUTH);
    let page = core.logs_page(u64::MAX, u64::MAX).unwrap();
    assert_eq!((page.own.len(), page.other.len(), page.more), (0, 0, false));
    assert_eq!(core.internal_page(u64::MAX), Ok(Vec::new()));
}

/// Nothing of a fold is kept on disk: a program that knows more kinds reads them at its next start.
#[test]
fn what_a_later_version_wrote_is_kept_and_read_at_each_start() {
    let mut world = World::new();
    world.offer(Kind::Propose);
    let north = &world.sides[NORTH];
    let mut header = north.header(Role::Sherpa, 9_999, world.subject());
    header.facts = Some(facts());
    let later = north.sign(Role::Sherpa, &header);
    world.sides[NORTH].append(&LogItem::Record(later.bytes().to_vec()));
    let seq = world.view().head(world.sides[NORTH].id()).seq;
    world.say(NORTH, Role::Sherpa, Kind::Withdraw);
    let store = world.store(NORTH);
    let mut digests = Vec::new();
    for _ in 0..2 {
        let core = world.start_node(NORTH, store.clone());
        let voids: Vec<(u64, &VoidReason)> = core
            .view()
            .voids()
            .iter()
            .map(|void| (void.seq, &void.reason))
            .collect();
        assert_eq!(voids, [(seq, &VoidReason::UnknownKind)]);
        assert!(core.view().record(later.id).is_none());
        // Devices get its bytes as they were written, and read them by their own version.
        let page = core.logs_page(seq - 1, 0).unwrap();
        let entry: domain::SealedEntry =
            identity::decode_canonical("log entry", &page.own[0].0, 1 << 20).unwrap();
        assert_eq!(entry.item(), Ok(LogItem::Record(later.bytes().to_vec())));
        digests.push(core.view().digest());
    }
    assert_eq!(digests[0], digests[1]);
}
