//! What a corrupt member, a node or a stranger may try, and what comes of it.

use super::*;

#[test]
fn a_ghost_is_refused_wherever_it_shows() {
    // By the roster of the one who would commit.
    let mut groups = call(2);
    let package = package(&ghost(66));
    let (index, refusal) = (0, Refusal::new("not accredited"));
    let refused = groups[0].propose_commit(std::slice::from_ref(&package), &[], &accredited);
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
    let staged = corrupt.propose_commit(&[super::package(&joiner)], &[], &everybody);
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
    let classical =
        openmls::prelude::Ciphersuite::MLS_128_DHKEMX25519_CHACHA20POLY1305_SHA256_Ed25519;
    let member = member(3);
    let bundle = KeyPackage::builder().build(
        classical,
        &openmls_libcrux_crypto::Provider::new().expect("seeded"),
        member.signer(),
        member.credential_with_key(),
    );
    let message = MlsMessageOut::from(bundle.expect("built").into_key_package());
    KeyPackageBytes(message.to_bytes().expect("bytes"))
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
        let staged = groups[0].propose_commit(std::slice::from_ref(&package), &[], &accredited);
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
