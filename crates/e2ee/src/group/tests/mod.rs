//! Groups of honest devices; the fixtures for those that are not.

mod hostile;
mod limits;

use super::*;
use crate::media::{Change, OpenFrameError, Receivers, Track};
use crate::{Digest, KeyPackageBytes};
use openmls::prelude::{
    BasicCredential, CredentialWithKey, Extension, Extensions, ExternalSender, KeyPackage,
    LeafNodeIndex, LeafNodeParameters, MlsMessageOut, SignaturePublicKey,
};
use openmls_basic_credential::SignatureKeyPair;
use openmls_traits::types::SignatureScheme;
use proptest::prelude::*;
use std::time::Duration;

const ID: GroupId = GroupId([7; 32]);
const NOW: Duration = Duration::from_secs(1);

fn everybody(_: &[u8], _: &[u8; 32]) -> Result<(), Refusal> {
    Ok(())
}

/// A roster as the sides' accreditations make it: whose credential matches its key.
fn accredited(credential: &[u8], leaf_key: &[u8; 32]) -> Result<(), Refusal> {
    if credential == [b"accredited ", leaf_key.as_slice()].concat() {
        return Ok(());
    }
    Err(Refusal::new("not accredited"))
}

fn member(n: u8) -> Member {
    let seed = Secret::new([n; 32]);
    let key = ed25519_dalek::SigningKey::from_bytes(seed.danger_bytes()).verifying_key();
    let credential = [b"accredited ", key.as_bytes().as_slice()].concat();
    Member::new(&seed, &credential).expect("member")
}

fn ghost(n: u8) -> Member {
    Member::new(&Secret::new([n; 32]), b"forged").expect("member")
}

fn package(member: &Member) -> KeyPackageBytes {
    member.key_package().expect("key package")
}

/// Commits in `groups[0]` and carries the commit to all others.
fn commit(groups: &mut [Group], add: &[KeyPackageBytes], remove: &[LeafIndex]) -> Staged {
    let (first, others) = groups.split_first_mut().expect("a group");
    let staged = first
        .propose_commit(add, remove, &accredited)
        .expect("proposed");
    first.apply_own(staged.hash).expect("applied");
    for other in others {
        other.apply(&staged.commit, &accredited).expect("applied");
    }
    staged
}

/// Groups of devices 1, 2, … at leaves 0, 1, …
fn call(count: u8) -> Vec<Group> {
    let mut groups = vec![Group::create(&member(1), ID).expect("created")];
    let members: Vec<_> = (2..=count).map(member).collect();
    let packages: Vec<_> = members.iter().map(package).collect();
    let staged = commit(&mut groups, &packages, &[]);
    let welcome = staged.welcome.unwrap_or_default();
    for member in &members {
        groups.push(Group::join(member, ID, &welcome, &accredited).expect("joined"));
    }
    groups
}

/// A commit as a device builds it that ignores our rules.
fn lawless<'g>(group: &'g mut Group, with: impl FnOnce(Builder<'g>) -> Builder<'g>) -> Vec<u8> {
    let member = group.member.clone();
    let provider = member.provider();
    with(group.mls.commit_builder().force_self_update(true))
        .load_psks(provider.storage())
        .expect("loaded")
        .build(provider.rand(), provider.crypto(), member.signer(), |_| {
            true
        })
        .expect("built")
        .stage_commit(provider)
        .expect("staged")
        .commit()
        .to_bytes()
        .expect("bytes")
}

type Builder<'g> = openmls::prelude::CommitBuilder<'g, openmls::prelude::Initial>;

fn parsed(package: &KeyPackageBytes, member: &Member) -> KeyPackage {
    let message = MlsMessageIn::tls_deserialize_exact(&package.0).expect("parsed");
    let MlsMessageBodyIn::KeyPackage(package) = message.extract() else {
        panic!("a key package");
    };
    package
        .validate(
            member.provider().crypto(),
            openmls::prelude::ProtocolVersion::Mls10,
        )
        .expect("valid")
}

#[test]
fn all_devices_hold_the_same_keys() {
    let groups = call(3);
    let authenticator = groups[0].authenticator().expect("active");
    for (at, group) in groups.iter().enumerate() {
        assert_eq!(group.epoch(), Epoch(1));
        assert_eq!(group.own_leaf(), LeafIndex(at as u32));
        assert_eq!(group.committer(), LeafIndex(0));
        assert_eq!(group.authenticator(), Ok(authenticator.clone()));
        assert_eq!(group.roster(), groups[0].roster());
    }
    let roster = groups[0].roster();
    assert_eq!(roster.len(), 3);
    assert_eq!(&roster[1].leaf_key, member(2).leaf_key());
    let without = groups[0].committer_without(&[LeafIndex(0), LeafIndex(2)]);
    assert_eq!(without, Some(LeafIndex(1)));
}

#[test]
fn messages_open_once_for_the_others_of_the_epoch() {
    let mut groups = call(3);
    let sealed = groups[0].seal_message(b"attested").expect("sealed");
    let expected = Opened {
        leaf: LeafIndex(0),
        plaintext: crate::Plaintext::new(b"attested".to_vec()),
    };
    assert_eq!(groups[1].open_message(&sealed), Ok(expected));
    let again = groups[1].open_message(&sealed);
    assert!(matches!(again, Err(MessageError::Library(_))), "{again:?}");
    assert_eq!(groups[0].open_message(&sealed), Err(MessageError::Own));
    commit(&mut groups, &[], &[]);
    let (epoch, group) = (Epoch(1), Epoch(2));
    let late = groups[2].open_message(&sealed);
    assert_eq!(late, Err(MessageError::OtherEpoch { epoch, group }));
    let mut other = Group::create(&member(9), GroupId([8; 32])).expect("created");
    let foreign = other.open_message(&sealed);
    assert_eq!(foreign, Err(MessageError::OtherGroup));
    let staged = groups[0].propose_commit(&[], &[], &accredited);
    let commit = staged.expect("proposed").commit;
    let other_kind = groups[1].open_message(&commit);
    assert_eq!(other_kind, Err(MessageError::NotAMessage));
}

#[test]
fn an_own_commit_waits_for_its_order() {
    let mut groups = call(2);
    let staged = groups[0]
        .propose_commit(&[], &[], &accredited)
        .expect("proposed");
    assert_eq!(staged.hash, Digest::of(&staged.commit));
    assert_eq!(groups[0].epoch(), staged.epoch);
    assert_eq!(groups[0].pending(), Some(staged.hash));
    let second = groups[0].propose_commit(&[], &[], &accredited);
    assert_eq!(second, Err(ProposeError::Pending));
    let (ordered, pending) = (Digest([1; 32]), staged.hash);
    let other = groups[0].apply_own(ordered);
    assert_eq!(other, Err(ApplyError::OtherCommit { ordered, pending }));
    let own = groups[0].apply(&staged.commit, &accredited);
    assert_eq!(own, Err(ApplyError::Own));
    let before = groups[0].authenticator();
    let applied = groups[0].apply_own(staged.hash).expect("applied");
    let expected = Applied {
        committer: LeafIndex(0),
        added: vec![],
        removed: vec![],
        epoch: Epoch(2),
        removed_self: false,
    };
    assert_eq!(applied, expected);
    assert_ne!(groups[0].authenticator(), before);
    assert_eq!(groups[1].apply(&staged.commit, &accredited), Ok(expected));
    assert_eq!(groups[0].authenticator(), groups[1].authenticator());
    let nothing = groups[0].apply_own(staged.hash);
    assert_eq!(nothing, Err(ApplyError::NothingPending));
}

#[test]
fn of_two_commits_the_ordered_one_counts() {
    let mut groups = call(3);
    let ours = groups[0].propose_commit(&[], &[], &accredited);
    let ours = ours.expect("proposed");
    let theirs = groups[1].propose_commit(&[], &[], &accredited);
    let theirs = theirs.expect("proposed");
    groups[1].apply_own(theirs.hash).expect("applied");
    for at in [0, 2] {
        let applied = groups[at].apply(&theirs.commit, &accredited);
        assert_eq!(applied.expect("applied").committer, LeafIndex(1));
    }
    assert_eq!(groups[0].pending(), None);
    assert_eq!(groups[0].authenticator(), groups[1].authenticator());
    let (epoch, group) = (Epoch(1), Epoch(2));
    let late = groups[2].apply(&ours.commit, &accredited);
    assert_eq!(late, Err(ApplyError::OtherEpoch { epoch, group }));
    let discarded = groups[2].propose_commit(&[], &[], &accredited);
    groups[2].discard_own();
    assert_eq!(groups[2].pending(), None);
    let hash = discarded.expect("proposed").hash;
    assert_eq!(groups[2].apply_own(hash), Err(ApplyError::NothingPending));
    commit(&mut groups, &[], &[]);
    assert_eq!(groups[0].authenticator(), groups[2].authenticator());
}

#[test]
fn a_welcome_serves_once_and_for_its_group() {
    let mut groups = call(2);
    let joiner = member(3);
    let staged = commit(&mut groups, &[package(&joiner)], &[]);
    let welcome = staged.welcome.expect("a welcome");
    assert_eq!(staged.welcome_hash, Some(Digest::of(&welcome)));
    let joined = Group::join(&joiner, ID, &welcome, &accredited).expect("joined");
    let again = Group::join(&joiner, ID, &welcome, &accredited).unwrap_err();
    assert_eq!(again, JoinError::AlreadyMember);
    drop(joined);
    let again = Group::join(&joiner, ID, &welcome, &accredited).unwrap_err();
    assert_eq!(again, JoinError::KeyPackageGone);
    let stranger = Group::join(&member(4), ID, &welcome, &accredited).unwrap_err();
    assert_eq!(stranger, JoinError::KeyPackageGone);
    let next = member(5);
    let staged = commit(&mut groups, &[package(&next)], &[]);
    let other = GroupId([8; 32]);
    let welcome = staged.welcome.expect("a welcome");
    let refused = Group::join(&next, other, &welcome, &accredited).unwrap_err();
    assert_eq!(refused, JoinError::OtherGroup);
    let twice = Group::create(&groups[0].member, ID).unwrap_err();
    assert_eq!(twice, JoinError::AlreadyMember);
}

#[test]
fn one_device_is_in_two_parts_of_a_call() {
    let member = member(1);
    let public = Group::create(&member, ID).expect("created");
    let closed = Group::create(&member, GroupId([8; 32])).expect("created");
    assert_ne!(public.authenticator(), closed.authenticator());
    drop(public);
    assert!(closed.authenticator().is_ok());
}

#[test]
fn a_returning_device_is_removed_and_added_in_one_commit() {
    let mut groups = call(3);
    let before = groups.remove(1);
    // Crashed: the same device key, nothing else left.
    let back = member(2);
    let staged = groups[0].propose_commit(&[package(&back)], &[LeafIndex(1)], &accredited);
    let staged = staged.expect("proposed");
    let applied = groups[0].apply_own(staged.hash).expect("applied");
    assert_eq!(applied.added, [LeafIndex(1)]);
    assert_eq!(applied.removed, [LeafIndex(1)]);
    let others = groups[1].apply(&staged.commit, &accredited);
    assert_eq!(others.expect("applied"), applied);
    let welcome = staged.welcome.expect("a welcome");
    let rejoined = Group::join(&back, ID, &welcome, &accredited).expect("joined");
    assert_eq!(rejoined.own_leaf(), LeafIndex(1));
    for group in &groups {
        assert_eq!(group.authenticator(), rejoined.authenticator());
    }
    // Had the old state survived, it would learn of its removal and nothing more.
    let mut before = before;
    let gone = before.apply(&staged.commit, &accredited).expect("applied");
    assert!(gone.removed_self && !before.is_active());
}

#[test]
fn what_follows_a_removal_is_closed_to_the_removed() {
    let mut groups = call(3);
    let mut removed = groups.pop().expect("a third");
    let mut eavesdropper = Receivers::new();
    let keys = removed.receive_keys().expect("active");
    eavesdropper
        .install(&keys, Change::Grown, NOW)
        .expect("installed");
    let staged = commit(&mut groups, &[], &[LeafIndex(2)]);
    let applied = removed.apply(&staged.commit, &accredited).expect("applied");
    assert!(applied.removed_self);
    assert_eq!(applied.removed, [LeafIndex(2)]);

    let key = groups[0].sender_key().expect("a key");
    let mut sender = crate::media::Sender::new(key).expect("sender");
    let frame = sender.seal(Track::Audio, b"later", b"").expect("sealed");
    let refused = eavesdropper.open(Track::Audio, &frame, b"", None, NOW);
    assert_eq!(refused, Err(OpenFrameError::UnknownKey { key_id: 2 }));
    // Even if it relabels the frame with the key id of an epoch whose keys it holds.
    let mut relabelled = frame.clone();
    assert_eq!(relabelled[0], 0x20, "key id 2, counter 0");
    relabelled[0] = 0x10;
    let refused = eavesdropper.open(Track::Audio, &relabelled, b"", None, NOW);
    let leaf = LeafIndex(0);
    assert_eq!(refused, Err(OpenFrameError::Authentication { leaf }));

    let mut listener = Receivers::new();
    let keys = groups[1].receive_keys().expect("active");
    listener
        .install(&keys, Change::Removed, NOW)
        .expect("installed");
    let opened = listener.open(Track::Audio, &frame, b"", Some(leaf), NOW);
    assert_eq!(opened.expect("opened").plaintext.as_bytes(), b"later");

    let sealed = groups[0].seal_message(b"later").expect("sealed");
    assert_eq!(removed.open_message(&sealed), Err(MessageError::Removed));
    assert_eq!(removed.seal_message(b"x"), Err(MessageError::Removed));
    assert_eq!(removed.authenticator(), Err(ExportError::Removed));
    assert_eq!(removed.receive_keys().unwrap_err(), ExportError::Removed);
    assert_eq!(removed.sender_key().unwrap_err(), ExportError::Removed);
    let proposed = removed.propose_commit(&[], &[], &accredited);
    assert_eq!(proposed, Err(ProposeError::Removed));
    let next = groups[0].propose_commit(&[], &[], &accredited);
    let next = next.expect("proposed").commit;
    assert_eq!(removed.apply(&next, &accredited), Err(ApplyError::Removed));
}

#[test]
fn what_went_before_is_closed_to_the_added() {
    let mut groups = call(2);
    let key = groups[0].sender_key().expect("a key");
    let mut sender = crate::media::Sender::new(key).expect("sender");
    let early = sender.seal(Track::Audio, b"earlier", b"").expect("sealed");
    let late = member(3);
    let staged = commit(&mut groups, &[package(&late)], &[]);
    let welcome = staged.welcome.expect("a welcome");
    let joined = Group::join(&late, ID, &welcome, &accredited).expect("joined");
    let mut receivers = Receivers::new();
    let keys = joined.receive_keys().expect("active");
    receivers
        .install(&keys, Change::Grown, NOW)
        .expect("installed");
    let refused = receivers.open(Track::Audio, &early, b"", None, NOW);
    assert_eq!(refused, Err(OpenFrameError::UnknownKey { key_id: 1 }));
}

#[test]
fn a_sender_key_is_handed_out_once_an_epoch() {
    let mut groups = call(2);
    assert_eq!(groups[0].sender_key().expect("a key").epoch(), Epoch(1));
    let epoch = Epoch(1);
    let refused = groups[0].sender_key().unwrap_err();
    assert_eq!(refused, ExportError::SenderKeyTaken { epoch });
    commit(&mut groups, &[], &[]);
    assert_eq!(groups[0].sender_key().expect("a key").epoch(), Epoch(2));
}

#[test]
fn own_frames_do_not_open() {
    let mut groups = call(2);
    let key = groups[0].sender_key().expect("a key");
    let mut sender = crate::media::Sender::new(key).expect("sender");
    let frame = sender.seal(Track::Audio, b"echo", b"").expect("sealed");
    let mut receivers = Receivers::new();
    let keys = groups[0].receive_keys().expect("active");
    receivers
        .install(&keys, Change::Grown, NOW)
        .expect("installed");
    let reflected = receivers.open(Track::Audio, &frame, b"", None, NOW);
    assert_eq!(reflected, Err(OpenFrameError::UnknownKey { key_id: 1 }));
}

#[test]
fn nothing_secret_is_printed() {
    let groups = call(2);
    let printed = format!("{:?} {:?}", groups[0].member, groups[0].authenticator());
    assert_eq!(printed, "Member(…) Ok(Authenticator(…))");
    let printed = format!("{:?}", groups[0]);
    assert!(
        !printed.contains("secret") && printed.len() < 200,
        "{printed}"
    );
}

#[test]
fn keys_stay_in_memory_as_long_as_they_can_be_needed() {
    let kept = |member: &Member| member.provider().storage().len();
    let (first, joiner) = (member(1), member(2));
    let mut groups = vec![Group::create(&first, ID).expect("created")];
    assert_eq!(kept(&first), 1, "one epoch's keys");
    let packages = [package(&joiner), package(&joiner)];
    assert_eq!(kept(&joiner), 2, "two key packages");
    let staged = commit(&mut groups, &packages[..1], &[]);
    let welcome = staged.welcome.expect("a welcome");
    groups.push(Group::join(&joiner, ID, &welcome, &accredited).expect("joined"));
    assert_eq!(
        kept(&joiner),
        2,
        "an epoch's keys, and the other key package"
    );
    for _ in 0..3 {
        commit(&mut groups, &[], &[]);
        groups.reverse();
        assert_eq!((kept(&first), kept(&joiner)), (1, 2), "of the past none");
    }
    groups.reverse();
    let removed = groups[1].own_leaf();
    commit(&mut groups, &[], &[removed]);
    assert_eq!(
        (kept(&first), kept(&joiner)),
        (1, 1),
        "who was removed keeps none of the epoch that knew it"
    );
    drop(groups);
    assert_eq!((kept(&first), kept(&joiner)), (0, 1));
}
