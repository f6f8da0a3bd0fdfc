//! Groups of two to sixty-four devices, honest and not.

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
fn a_ghost_is_refused_wherever_it_shows() {
    // By the roster of the one who would commit.
    let mut groups = call(2);
    let package = package(&ghost(66));
    let (index, refusal) = (0, Refusal::new("not accredited"));
    let refused = groups[0].propose_commit(&[package.clone()], &[], &accredited);
    let expected = ProposeError::Refused {
        index,
        refusal: refusal.clone(),
    };
    assert_eq!(refused, Err(expected));
    assert_eq!(groups[0].pending(), None);
    // By everybody else's when that one is corrupt.
    let staged = groups[0].propose_commit(&[package], &[], &everybody);
    let commit = staged.expect("proposed").commit;
    let refused = groups[1].apply(&commit, &accredited);
    let expected = ApplyError::Refused {
        index,
        refusal: refusal.clone(),
    };
    assert_eq!(refused, Err(expected));
    assert_eq!((groups[1].epoch(), groups[1].roster().len()), (Epoch(1), 2));
    // By whoever is led into a group where one sits already.
    let mut corrupt = Group::create(&ghost(67), ID).expect("created");
    let joiner = member(9);
    let staged = corrupt.propose_commit(&[super::tests::package(&joiner)], &[], &everybody);
    let welcome = staged.expect("proposed").welcome.expect("a welcome");
    let refused = Group::join(&joiner, ID, &welcome, &accredited).unwrap_err();
    let leaf = LeafIndex(0);
    assert_eq!(refused, JoinError::Refused { leaf, refusal });
}

#[test]
fn an_accreditation_does_not_serve_another_key() {
    let stolen = [b"accredited ", member(2).leaf_key().as_slice()].concat();
    let thief = Member::new(&Secret::new([66; 32]), &stolen).expect("member");
    let mut groups = call(2);
    let refused = groups[0].propose_commit(&[package(&thief)], &[], &accredited);
    assert!(matches!(
        refused,
        Err(ProposeError::Refused { index: 0, .. })
    ));
}

#[test]
fn foreign_key_packages_are_refused() {
    let mut groups = call(2);
    let good = package(&member(3));
    let mut altered = good.clone();
    *altered.0.last_mut().expect("bytes") ^= 1;
    let mut cut = good.clone();
    cut.0.pop();
    let classical = classical_key_package();
    let not_one = KeyPackageBytes(groups[1].seal_message(b"x").expect("sealed"));
    for foreign in [altered, cut, classical, not_one, KeyPackageBytes(vec![])] {
        let refused = groups[0].propose_commit(&[good.clone(), foreign], &[], &everybody);
        assert_eq!(refused, Err(ProposeError::KeyPackage { index: 1 }));
    }
    assert!(groups[0].propose_commit(&[good], &[], &accredited).is_ok());
}

fn classical_key_package() -> KeyPackageBytes {
    let classical = Ciphersuite::MLS_128_DHKEMX25519_CHACHA20POLY1305_SHA256_Ed25519;
    let member = member(3);
    let bundle = KeyPackage::builder().build(
        classical,
        member.provider(),
        member.signer(),
        member.credential_with_key(),
    );
    let message = MlsMessageOut::from(bundle.expect("built").into_key_package());
    KeyPackageBytes(message.to_bytes().expect("bytes"))
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
fn external_commits_are_refused() {
    let mut groups = call(2);
    let inside = groups[0].member.clone();
    let info = groups[0]
        .mls
        .export_group_info(inside.provider().crypto(), inside.signer(), true)
        .expect("exported");
    let info = info.to_bytes().expect("bytes");
    let message = MlsMessageIn::tls_deserialize_exact(&info).expect("parsed");
    let MlsMessageBodyIn::GroupInfo(info) = message.extract() else {
        panic!("a group info");
    };
    let outside = member(3);
    let provider = outside.provider();
    let (_group, bundle) = MlsGroup::external_commit_builder()
        .build_group(provider, info, outside.credential_with_key())
        .expect("built")
        .leaf_node_parameters(
            LeafNodeParameters::builder()
                .with_capabilities(outside.capabilities())
                .build(),
        )
        .load_psks(provider.storage())
        .expect("loaded")
        .build(provider.rand(), provider.crypto(), outside.signer(), |_| {
            true
        })
        .expect("built")
        .finalize(provider)
        .expect("final");
    let commit = bundle.commit().to_bytes().expect("bytes");
    for group in &mut groups {
        let refused = group.apply(&commit, &everybody);
        assert_eq!(refused, Err(ApplyError::NotACommit));
    }
}

#[test]
fn standalone_proposals_are_refused() {
    let mut groups = call(3);
    let member = groups[0].member.clone();
    let (message, _) = groups[0]
        .mls
        .propose_remove_member(member.provider(), member.signer(), LeafNodeIndex::new(2))
        .expect("proposed");
    let proposal = message.to_bytes().expect("bytes");
    let refused = groups[1].apply(&proposal, &everybody);
    assert_eq!(refused, Err(ApplyError::NotACommit));
    let refused = groups[1].open_message(&proposal);
    assert_eq!(refused, Err(MessageError::NotAMessage));
    // A commit that refers to it finds nothing here to refer to.
    let commit = lawless(&mut groups[0], |builder| {
        builder.consume_proposal_store(true)
    });
    let refused = groups[1].apply(&commit, &everybody);
    assert!(
        matches!(refused, Err(ApplyError::Library(_))),
        "{refused:?}"
    );
    assert_eq!(groups[1].epoch(), Epoch(1));
}

#[test]
fn groups_take_no_extensions() {
    let sender = ExternalSender::new(
        SignaturePublicKey::from(member(9).leaf_key().as_slice()),
        BasicCredential::new(b"outside".to_vec()).into(),
    );
    let extension = Extension::ExternalSenders(vec![sender]);
    let extensions = Extensions::single(extension).expect("valid");

    let mut groups = call(2);
    let commit = lawless(&mut groups[0], |builder| {
        builder
            .propose_group_context_extensions(extensions.clone())
            .expect("proposed")
    });
    let refused = groups[1].apply(&commit, &everybody);
    assert_eq!(refused, Err(ApplyError::ForbiddenProposal));

    let corrupt = member(1);
    let config = MlsGroupCreateConfig::builder()
        .ciphersuite(SUITE)
        .use_ratchet_tree_extension(true)
        .capabilities(corrupt.capabilities())
        .with_group_context_extensions(extensions)
        .build();
    let mls = MlsGroup::new_with_group_id(
        corrupt.provider(),
        corrupt.signer(),
        &config,
        member::mls_group_id(ID),
        corrupt.credential_with_key(),
    );
    let mut group = Group::of(&corrupt, mls.expect("created"), ID);
    let joiner = member(2);
    let staged = group.propose_commit(&[package(&joiner)], &[], &everybody);
    let welcome = staged.expect("proposed").welcome.expect("a welcome");
    let refused = Group::join(&joiner, ID, &welcome, &everybody).unwrap_err();
    assert_eq!(refused, JoinError::OtherKindOfGroup);
}

#[test]
fn a_commit_does_not_change_who_its_author_is() {
    let leaf = LeafIndex(0);
    let changed = Err(ApplyError::ChangedIdentity { leaf });

    let mut groups = call(2);
    let credential = CredentialWithKey {
        credential: BasicCredential::new(b"promoted".to_vec()).into(),
        signature_key: member(1).leaf_key().as_slice().into(),
    };
    let renamed = LeafNodeParameters::builder()
        .with_credential_with_key(credential)
        .build();
    let commit = lawless(&mut groups[0], |builder| {
        builder.leaf_node_parameters(renamed)
    });
    assert_eq!(groups[1].apply(&commit, &everybody), changed);

    let mut groups = call(2);
    let member = groups[0].member.clone();
    let provider = member.provider();
    let other = SignatureKeyPair::new(SignatureScheme::ED25519).expect("key");
    let bundle = openmls::prelude::NewSignerBundle {
        signer: &other,
        credential_with_key: CredentialWithKey {
            credential: member.credential_with_key().credential,
            signature_key: other.public().into(),
        },
    };
    let commit = groups[0]
        .mls
        .commit_builder()
        .load_psks(provider.storage())
        .expect("loaded")
        .build_with_new_signer(
            provider.rand(),
            provider.crypto(),
            member.signer(),
            bundle,
            |_| true,
        )
        .expect("built")
        .stage_commit(provider)
        .expect("staged")
        .commit()
        .to_bytes()
        .expect("bytes");
    assert_eq!(groups[1].apply(&commit, &everybody), changed);
}

#[test]
fn removals_name_other_members_once() {
    let mut groups = call(3);
    let mut remove = |leaves: &[u32]| {
        let leaves: Vec<_> = leaves.iter().copied().map(LeafIndex).collect();
        groups[0].propose_commit(&[], &leaves, &accredited).err()
    };
    assert_eq!(remove(&[0]), Some(ProposeError::RemovesSelf));
    for (leaves, leaf) in [(&[3][..], 3), (&[u32::MAX], u32::MAX), (&[2, 2], 2)] {
        let leaf = LeafIndex(leaf);
        assert_eq!(remove(leaves), Some(ProposeError::UnknownLeaf { leaf }));
    }
    assert_eq!(remove(&[1, 2]), None);
}

#[test]
fn sixty_four_devices_and_no_more() {
    let max = DEVICES_MAX as u8;
    let mut groups = vec![Group::create(&member(1), ID).expect("created")];
    let members: Vec<_> = (2..=max + 1).map(member).collect();
    let packages: Vec<_> = members.iter().map(package).collect();
    let count = DEVICES_MAX + 1;
    let refused = groups[0].propose_commit(&packages, &[], &accredited);
    assert_eq!(refused, Err(ProposeError::TooManyDevices { count }));
    let (rest, first) = (&packages[..DEVICES_MAX - 2], &members[0]);
    let staged = commit(&mut groups, rest, &[]);
    let welcome = staged.welcome.expect("a welcome");
    groups.push(Group::join(first, ID, &welcome, &accredited).expect("joined"));
    assert_eq!(groups[1].roster().len(), DEVICES_MAX - 1);

    let last = &members[DEVICES_MAX - 2];
    let staged = commit(&mut groups, &packages[DEVICES_MAX - 2..][..1], &[]);
    let welcome = staged.welcome.expect("a welcome");
    let joined = Group::join(last, ID, &welcome, &accredited).expect("joined");
    assert_eq!(joined.own_leaf(), LeafIndex(63));
    println!(
        "64 devices: commit {} bytes, welcome {} bytes",
        staged.commit.len(),
        welcome.len()
    );

    let beyond = packages.last().expect("one more");
    let refused = groups[0].propose_commit(&[beyond.clone()], &[], &accredited);
    assert_eq!(refused, Err(ProposeError::TooManyDevices { count }));
    let one_more = parsed(beyond, &groups[0].member);
    let commit = lawless(&mut groups[0], |builder| builder.propose_adds([one_more]));
    let refused = groups[1].apply(&commit, &accredited);
    assert_eq!(refused, Err(ApplyError::TooManyDevices { count }));
    assert_eq!(groups[1].roster().len(), DEVICES_MAX);
    // With one gone there is room for one.
    groups[0].discard_own();
    let swapped = groups[0].propose_commit(&[beyond.clone()], &[LeafIndex(5)], &accredited);
    assert!(swapped.is_ok());
}

#[test]
fn a_welcome_to_more_than_sixty_four_is_refused() {
    let mut group = Group::create(&member(1), ID).expect("created");
    let members: Vec<_> = (2..=DEVICES_MAX as u8 + 1).map(member).collect();
    let packages: Vec<_> = members
        .iter()
        .map(|member| parsed(&package(member), member))
        .collect();
    let inside = group.member.clone();
    let provider = inside.provider();
    let bundle = group
        .mls
        .commit_builder()
        .propose_adds(packages)
        .load_psks(provider.storage())
        .expect("loaded")
        .build(provider.rand(), provider.crypto(), inside.signer(), |_| {
            true
        })
        .expect("built")
        .stage_commit(provider)
        .expect("staged");
    let welcome = bundle.into_welcome_msg().expect("a welcome");
    let welcome = welcome.to_bytes().expect("bytes");
    assert!(welcome.len() <= WELCOME_LEN_MAX, "{} bytes", welcome.len());
    let refused = Group::join(&members[0], ID, &welcome, &accredited).unwrap_err();
    let count = DEVICES_MAX + 1;
    assert_eq!(refused, JoinError::TooManyDevices { count });
}

#[test]
fn lengths_are_limited() {
    let mut groups = call(2);
    let around = |max: usize| [max - 1, max, max + 1].map(|len| vec![0; len]);
    for bytes in around(COMMIT_LEN_MAX) {
        let len = bytes.len();
        let expected = if len > COMMIT_LEN_MAX {
            ApplyError::TooLong { len }
        } else {
            ApplyError::NotACommit
        };
        assert_eq!(groups[0].apply(&bytes, &everybody), Err(expected));
    }
    for bytes in around(WELCOME_LEN_MAX) {
        let len = bytes.len();
        let expected = if len > WELCOME_LEN_MAX {
            JoinError::TooLong { len }
        } else {
            JoinError::Malformed
        };
        let refused = Group::join(&member(3), GroupId([8; 32]), &bytes, &everybody);
        assert_eq!(refused.unwrap_err(), expected);
    }
    for bytes in around(KEY_PACKAGE_LEN_MAX) {
        let (index, len) = (0, bytes.len());
        let expected = if len > KEY_PACKAGE_LEN_MAX {
            ProposeError::KeyPackageTooLong { index, len }
        } else {
            ProposeError::KeyPackage { index }
        };
        let refused = groups[0].propose_commit(&[KeyPackageBytes(bytes)], &[], &everybody);
        assert_eq!(refused, Err(expected));
    }
    for bytes in around(SEALED_MESSAGE_LEN_MAX) {
        let (len, max) = (bytes.len(), SEALED_MESSAGE_LEN_MAX);
        let expected = if len > max {
            MessageError::TooLong { len, max }
        } else {
            MessageError::NotAMessage
        };
        assert_eq!(groups[0].open_message(&bytes), Err(expected));
    }
    let [under, at, over] = around(MESSAGE_LEN_MAX);
    for plaintext in [under, at] {
        let sealed = groups[0].seal_message(&plaintext).expect("sealed");
        let opened = groups[1].open_message(&sealed).expect("opened");
        assert_eq!(opened.plaintext.as_bytes(), plaintext);
    }
    let (len, max) = (over.len(), MESSAGE_LEN_MAX);
    let refused = groups[0].seal_message(&over);
    assert_eq!(refused, Err(MessageError::TooLong { len, max }));

    let [under, at, over] = around(member::CREDENTIAL_LEN_MAX);
    for credential in [under, at] {
        let member = Member::new(&Secret::new([5; 32]), &credential).expect("member");
        assert!(package(&member).0.len() <= KEY_PACKAGE_LEN_MAX);
    }
    let refused = Member::new(&Secret::new([5; 32]), &over).unwrap_err();
    let len = over.len();
    assert_eq!(refused, MemberError::CredentialTooLong { len });
}

#[test]
fn a_commit_grown_too_long_leaves_nothing_pending() {
    // Credentials of the greatest length: some thirty of them fill a commit.
    let mut group = Group::create(&member(1), ID).expect("created");
    let packages: Vec<_> = (2..=40)
        .map(|n| {
            let credential = vec![n; member::CREDENTIAL_LEN_MAX];
            let member = Member::new(&Secret::new([n; 32]), &credential);
            package(&member.expect("member"))
        })
        .collect();
    let refused = group.propose_commit(&packages, &[], &everybody);
    assert!(
        matches!(refused, Err(ProposeError::CommitTooLong { len }) if len > COMMIT_LEN_MAX),
        "{refused:?}"
    );
    assert!(group.propose_commit(&[], &[], &everybody).is_ok());
    group.discard_own();
    // Fewer fit the commit, and their welcome with the whole tree fits too or is refused.
    let refused = group.propose_commit(&packages[..23], &[], &everybody);
    match refused {
        Ok(staged) => assert!(staged.welcome.is_some_and(|w| w.len() <= WELCOME_LEN_MAX)),
        Err(ProposeError::WelcomeTooLong { len }) => assert!(len > WELCOME_LEN_MAX),
        Err(other) => panic!("{other}"),
    }
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

/// Messages of other suites: every decoder gets official bytes and refuses them.
#[test]
fn official_messages_of_other_suites_are_refused() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared/vectors/mls-messages.json");
    let Ok(text) = std::fs::read_to_string(path) else {
        println!("skipped: no mls-messages.json");
        return;
    };
    println!("skipped: the key schedule vectors are for suites 1 to 7, ours is another");
    let sets: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let mut groups = call(2);
    let mut fed = 0;
    for set in sets.as_array().expect("list").iter().take(30) {
        for (_name, value) in set.as_object().expect("object") {
            let bytes = hex::decode(value.as_str().expect("text")).expect("hex");
            assert!(groups[0].apply(&bytes, &everybody).is_err());
            assert!(groups[0].open_message(&bytes).is_err());
            assert!(Group::join(&groups[0].member, GroupId([8; 32]), &bytes, &everybody).is_err());
            let package = KeyPackageBytes(bytes);
            assert!(
                groups[0]
                    .propose_commit(&[package], &[], &everybody)
                    .is_err()
            );
            fed += 1;
        }
    }
    assert!(fed > 0);
    commit(&mut groups, &[], &[]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn altered_messages_change_nothing(at in any::<prop::sample::Index>(), flip in 1..=255_u8) {
        let mut groups = call(2);
        let joiner = member(3);
        let package = package(&joiner);
        let staged = groups[0].propose_commit(&[package.clone()], &[], &accredited);
        let staged = staged.expect("proposed");
        let altered = |bytes: &[u8]| {
            let mut bytes = bytes.to_vec();
            let at = at.index(bytes.len());
            bytes[at] ^= flip;
            bytes
        };
        prop_assert!(groups[1].apply(&altered(&staged.commit), &everybody).is_err());
        prop_assert_eq!(groups[1].epoch(), Epoch(1));
        let welcome = staged.welcome.expect("a welcome");
        prop_assert!(Group::join(&joiner, ID, &altered(&welcome), &everybody).is_err());
        let package = KeyPackageBytes(altered(&package.0));
        prop_assert!(groups[1].propose_commit(&[package], &[], &everybody).is_err());
        // The genuine commit still applies.
        prop_assert!(groups[1].apply(&staged.commit, &accredited).is_ok());
    }

    #[test]
    fn any_bytes_are_refused(bytes in prop::collection::vec(any::<u8>(), 0..600), kind in 0..6_u8) {
        let member = member(1);
        let mut group = Group::create(&member, ID).expect("created");
        // With and without the head of an MLSMessage.
        let headed = [&[0, 1, 0, kind][..], &bytes].concat();
        for bytes in [bytes, headed] {
            prop_assert!(group.apply(&bytes, &everybody).is_err());
            prop_assert!(group.open_message(&bytes).is_err());
            prop_assert!(Group::join(&member, GroupId([8; 32]), &bytes, &everybody).is_err());
            let package = KeyPackageBytes(bytes);
            prop_assert!(group.propose_commit(&[package], &[], &everybody).is_err());
        }
    }
}
