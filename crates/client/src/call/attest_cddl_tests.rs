//! What counts as an agreement about keys, and what takes it back; attestations are as
//! docs/protocol/calls.cddl says.

#[path = "../../../domain/tests/cddl/schema.rs"]
mod schema;

use super::*;
use e2ee::Secret;
use e2ee::group::{Group, Member};
use identity::{SecretSeed, SigningKey};
use schema::Schema;

fn key(number: u8) -> PublicKey {
    SigningKey::from_seed(&SecretSeed([number; 32])).public()
}

fn authenticator(number: u8) -> Authenticator {
    let member = Member::new(&Secret::new([number; 32]), b"credential").unwrap();
    let group = Group::create(&member, e2ee::GroupId([number; 32])).unwrap();
    group.authenticator().unwrap()
}

/// Two devices in one epoch that the first of them began; `own` is who attests.
fn begun(own: u8, authenticator: Authenticator, epoch: u64, now: Instant) -> Attestations {
    let mut attestations = Attestations::default();
    let devices: BTreeSet<PublicKey> = [key(1), key(2)].into_iter().collect();
    attestations.epoch_changed(
        EpochChanged {
            epoch: Epoch(epoch),
            authenticator,
            began: key(1),
            devices: devices.clone(),
            fresh: devices,
            own: key(own),
            members_changed: true,
        },
        now,
    );
    attestations
}

#[test]
fn other_keys_take_an_agreement_back() {
    let now = Instant::now();
    let keys = authenticator(1);
    let mut ours = begun(1, keys.clone(), 3, now);
    let mut theirs = begun(2, keys.clone(), 3, now);
    let others = [
        begun(2, authenticator(2), 3, now).own_message(),
        begun(2, keys.clone(), 4, now).own_message(),
        // The same keys under another commitment: a nonce chosen late.
        begun(2, keys, 3, now).own_message(),
        vec![0xff; 40],
        Vec::new(),
    ];
    assert!(!ours.all_agree(now));
    for (number, other) in others.into_iter().enumerate() {
        let honest = theirs.own_message();
        ours.take(now, key(2), &honest).unwrap();
        assert!(ours.all_agree(now), "{number}");
        assert_eq!(ours.take(now, key(2), &other), Err(()), "{number}");
        assert!(!ours.all_agree(now), "{number}");
    }
    let honest = theirs.own_message();
    ours.take(now, key(2), &honest).unwrap();
    theirs.take(now, key(1), &ours.own_message()).unwrap();
    ours.take(now, key(2), &theirs.own_message()).unwrap();
    assert!(ours.all_agree(now) && theirs.all_agree(now));
    assert!(ours.words().is_some());
}

/// Who made the commit holds its keys: that is enough to be ready, and not to send.
#[test]
fn who_began_the_epoch_holds_its_keys_until_it_says_otherwise() {
    let now = Instant::now();
    let keys = authenticator(1);
    let (author, mut joined) = (begun(1, keys.clone(), 3, now), begun(2, keys, 3, now));
    assert!(!author.all_hold(now) && !author.all_agree(now));
    assert!(joined.all_hold(now) && !joined.all_agree(now));
    let late = now + super::super::SILENT_AFTER;
    assert!(!joined.all_hold(late), "silent for too long");

    joined.take(now, key(1), &author.own_message()).unwrap();
    assert!(joined.all_hold(now) && joined.all_agree(now));
    let others = begun(1, authenticator(2), 3, now).own_message();
    assert_eq!(joined.take(now, key(1), &others), Err(()));
    assert!(!joined.all_hold(now) && !joined.all_agree(now));
}

#[test]
fn strangers_attest_nothing() {
    let now = Instant::now();
    let keys = authenticator(1);
    let mut ours = begun(1, keys.clone(), 3, now);
    let message = begun(2, keys, 3, now).own_message();
    assert_eq!(ours.take(now, key(3), &message), Err(()));
    assert!(!ours.all_agree(now));
}

#[test]
fn who_said_nothing_for_so_long_is_silent_unless_it_just_came_back() {
    let now = Instant::now();
    let after = super::super::SILENT_AFTER;
    let mut ours = begun(1, authenticator(1), 3, now);
    for (waited, silent) in [
        (after - Duration::from_millis(1), 0),
        (after, 1),
        (after + Duration::from_millis(1), 1),
    ] {
        assert_eq!(ours.silent(now + waited, after).len(), silent);
    }
    let late = now + after;
    let devices: BTreeSet<PublicKey> = [key(1), key(2)].into_iter().collect();
    for (fresh, silent) in [(BTreeSet::new(), 1), (devices.clone(), 0)] {
        ours.epoch_changed(
            EpochChanged {
                epoch: Epoch(4),
                authenticator: authenticator(1),
                began: key(1),
                devices: devices.clone(),
                fresh,
                own: key(1),
                members_changed: false,
            },
            late,
        );
        assert_eq!(ours.silent(late, after).len(), silent);
    }
}

#[test]
fn the_file_says_what_is_written() {
    let schema = Schema::new(
        include_str!("../../../../docs/protocol/calls.cddl"),
        include_str!("../../../../docs/protocol/records.cddl"),
    );
    for nonce in [None, Some([3; 32])] {
        let attestation = Attestation {
            epoch: 3,
            authenticator: [1; 32],
            commitment: [2; 32],
            nonce,
        };
        schema.check("attestation", &encode_canonical(&attestation));
    }
}
