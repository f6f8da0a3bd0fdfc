//! Every limit of a group, one below, at it and one above.

use super::*;

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
    let refused = groups[0].propose_commit(std::slice::from_ref(beyond), &[], &accredited);
    assert_eq!(refused, Err(ProposeError::TooManyDevices { count }));
    let one_more = parsed(beyond, &groups[0].member);
    let commit = lawless(&mut groups[0], |builder| builder.propose_adds([one_more]));
    let refused = groups[1].apply(&commit, &accredited);
    assert_eq!(refused, Err(ApplyError::TooManyDevices { count }));
    assert_eq!(groups[1].roster().len(), DEVICES_MAX);
    // With one gone there is room for one.
    groups[0].discard_own();
    let swapped =
        groups[0].propose_commit(std::slice::from_ref(beyond), &[LeafIndex(5)], &accredited);
    assert!(swapped.is_ok());
}

/// A welcome by a device that ignores our limits.
fn lawless_welcome(
    group: &mut Group,
    adds: &[Member],
    removes: impl Iterator<Item = LeafNodeIndex>,
) -> Vec<u8> {
    let packages: Vec<_> = adds
        .iter()
        .map(|member| parsed(&package(member), member))
        .collect();
    let inside = group.member.clone();
    let provider = inside.provider();
    let bundle = group
        .mls
        .commit_builder()
        .propose_removals(removes)
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
    welcome
}

#[test]
fn a_welcome_to_more_than_sixty_four_is_refused() {
    let mut group = Group::create(&member(1), ID).expect("created");
    let members: Vec<_> = (2..=DEVICES_MAX as u8 + 1).map(member).collect();
    let welcome = lawless_welcome(&mut group, &members, std::iter::empty());
    let refused = Group::join(&members[0], ID, &welcome, &accredited).unwrap_err();
    let count = DEVICES_MAX + 1;
    assert_eq!(refused, JoinError::TooManyDevices { count });

    // Sixty-four, one of them at a leaf behind the sixty-fourth.
    let inside = group.member.clone();
    let merged = group.mls.merge_pending_commit(inside.provider());
    merged.expect("merged");
    let joiner = member(DEVICES_MAX as u8 + 2);
    let left = [1, 2].map(LeafNodeIndex::new).into_iter();
    let welcome = lawless_welcome(&mut group, std::slice::from_ref(&joiner), left);
    let refused = Group::join(&joiner, ID, &welcome, &accredited).unwrap_err();
    let count = DEVICES_MAX;
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
    // Credentials of the greatest length: fewer than a full group of them fill a commit.
    let mut group = Group::create(&member(1), ID).expect("created");
    let packages: Vec<_> = (2..=DEVICES_MAX as u8)
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
    assert!(group.mls.pending_commit().is_none());
    assert!(group.propose_commit(&[], &[], &everybody).is_ok());
    group.discard_own();
    let fits = group.propose_commit(&packages[..packages.len() / 2], &[], &everybody);
    let staged = fits.expect("half of them fit");
    assert!(staged.commit.len() <= COMMIT_LEN_MAX);
    assert!(staged.welcome.expect("a welcome").len() <= WELCOME_LEN_MAX);
}

/// The largest group, in as few commits as their length allows. With every parent filled by rekeying
/// the tree is larger still: of credentials of 1,024 bytes the welcome of the last device was
/// measured at 231,839 bytes, so with these it has at most 264,607.
#[test]
fn a_full_call_forms_by_halves() {
    let accreditation = vec![1; member::CREDENTIAL_LEN_FULL_GROUP];
    let [creator, members @ ..] = std::array::from_fn::<_, DEVICES_MAX, _>(|n| {
        Member::new(&Secret::new([n as u8 + 1; 32]), &accreditation).expect("member")
    });
    let mut group = Group::create(&creator, ID).expect("created");
    let packages: Vec<_> = members.iter().map(package).collect();
    let all = group.propose_commit(&packages, &[], &everybody);
    assert!(
        matches!(all, Err(ProposeError::CommitTooLong { .. })),
        "{all:?}"
    );
    let (half, rest) = packages.split_at(packages.len() / 2);
    // Each leaf that the path isn't folded over yet costs a ciphertext more, so halves get smaller.
    let (more, rest) = rest.split_at(rest.len() / 2);
    let mut last = None;
    for added in [half, more, rest] {
        let staged = group.propose_commit(added, &[], &everybody);
        let staged = staged.expect("half of them fit");
        let welcome = staged.welcome.expect("a welcome");
        println!(
            "{} devices more: commit {} bytes, welcome {} bytes",
            added.len(),
            staged.commit.len(),
            welcome.len()
        );
        group.apply_own(staged.hash).expect("applied");
        last = Some(welcome);
    }
    let welcome = last.expect("three commits");
    let joined = Group::join(&members[DEVICES_MAX - 2], ID, &welcome, &everybody);
    assert_eq!(joined.expect("joined").roster().len(), DEVICES_MAX);
}
