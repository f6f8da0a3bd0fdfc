//! Whose records count: papers of officers, revocations, expiry.

use super::*;

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
fn people_are_told_with_the_entries_that_made_and_revoked_them() {
    let mut node = Node::staffed(10);
    node.revoke_by(DUTY, 5);
    // Nobody knows this one yet.
    node.revoke_by(9, 5);
    let view = node.fold();
    let people = view.people(node.side()).unwrap();
    let numbers = [SHERPA, DUTY, PRESS].map(|number| device(10 + number));
    for (seq, id) in (1..).zip(numbers) {
        let member = people.get(id).unwrap();
        assert_eq!(member.since_seq, seq);
        assert_eq!(people.seq_of_paper(&member.signed), Some(seq));
        let revoked = (seq == 2).then_some(4);
        assert_eq!(member.revoked_seq, revoked);
        assert_eq!(people.revoked_seq(id), revoked);
    }
    assert_eq!(people.seq_of_paper(b"no paper"), None);
    assert_eq!(people.get(device(19)), None);
    assert_eq!(people.revoked_seq(device(19)), Some(5));
    let mut all = numbers;
    all.sort();
    assert_eq!(people.iter().map(|(id, _)| *id).collect::<Vec<_>>(), all);
}

#[test]
fn an_office_is_the_charters_until_it_is_revoked() {
    let mut node = Node::staffed(10);
    let offices = |node: &Node| {
        let view = node.fold();
        let people = view.people(node.side()).unwrap();
        [4, 5, SHERPA].map(|number| {
            let office = people.officer(&node.charter, device(10 + number));
            office.map(|(role, officer)| (role, officer.person))
        })
    };
    let administrator = Some((Role::Administrator, PersonId([14; 16])));
    let security_officer = Some((Role::SecurityOfficer, PersonId([15; 16])));
    assert_eq!(offices(&node), [administrator, security_officer, None]);
    node.revoke_by(4, 5);
    assert_eq!(offices(&node), [None, security_officer, None]);
}
