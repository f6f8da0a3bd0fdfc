//! A second opinion on our use of MLS: groups with mls-rs, another implementation, on the other end.
//!
//! The suite is a classical one, since the hybrid one's code point is provisional and mls-rs hasn't it.
//! All else is as `e2ee::group` configures it: private messages only, the tree in the welcome, basic
//! credentials, one suite in the capabilities, an update path in every commit, the exporter's label and
//! length of RFC 9605.

use mls_rs::client_builder::MlsConfig;
use mls_rs::client_builder::PaddingMode;
use mls_rs::group::{CommitEffect, ReceivedMessage};
use mls_rs::identity::SigningIdentity;
use mls_rs::identity::basic::{BasicCredential as TheirCredential, BasicIdentityProvider};
use mls_rs::mls_rules::{CommitOptions, DefaultMlsRules, EncryptionOptions};
use mls_rs::{CipherSuite, CipherSuiteProvider as _, Client, CryptoProvider as _, MlsMessage};
use mls_rs_crypto_rustcrypto::RustCryptoProvider;
use openmls::prelude::{
    BasicCredential, Capabilities, Ciphersuite, CredentialType, CredentialWithKey, GroupId,
    KeyPackage, KeyPackageIn, LeafNodeIndex, MlsGroup, MlsGroupCreateConfig, MlsGroupJoinConfig,
    MlsMessageBodyIn, MlsMessageIn, MlsMessageOut, PURE_CIPHERTEXT_WIRE_FORMAT_POLICY,
    ProcessedMessageContent, ProtocolMessage, ProtocolVersion, SignatureScheme, StagedWelcome,
};
use openmls_basic_credential::SignatureKeyPair;
use openmls_libcrux_crypto::Provider;
use openmls_traits::OpenMlsProvider as _;
use std::time::Duration;
use tls_codec::Deserialize as _;

const LABEL: &str = "SFrame 1.0 Base Key";
const BASE_KEY_LEN: usize = 32;
const SUITES: [(Ciphersuite, CipherSuite); 2] = [
    (
        Ciphersuite::MLS_128_DHKEMX25519_AES128GCM_SHA256_Ed25519,
        CipherSuite::CURVE25519_AES128,
    ),
    (
        Ciphersuite::MLS_128_DHKEMX25519_CHACHA20POLY1305_SHA256_Ed25519,
        CipherSuite::CURVE25519_CHACHA,
    ),
];

/// A device with OpenMLS, configured as `e2ee::group` does.
struct Ours {
    provider: Provider,
    signer: SignatureKeyPair,
    credential: CredentialWithKey,
    suite: Ciphersuite,
    group: Option<MlsGroup>,
}

impl Ours {
    fn new(suite: Ciphersuite, name: &[u8]) -> Self {
        let signer = SignatureKeyPair::new(SignatureScheme::ED25519).expect("keys");
        let credential = CredentialWithKey {
            credential: BasicCredential::new(name.to_vec()).into(),
            signature_key: signer.public().into(),
        };
        Self {
            provider: Provider::new().expect("randomness"),
            signer,
            credential,
            suite,
            group: None,
        }
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities::new(
            Some(&[ProtocolVersion::Mls10]),
            Some(&[self.suite]),
            None,
            None,
            Some(&[CredentialType::Basic]),
        )
    }

    fn create(&mut self) {
        let config = MlsGroupCreateConfig::builder()
            .ciphersuite(self.suite)
            .wire_format_policy(PURE_CIPHERTEXT_WIRE_FORMAT_POLICY)
            .use_ratchet_tree_extension(true)
            .capabilities(self.capabilities())
            .build();
        let group = MlsGroup::new_with_group_id(
            &self.provider,
            &self.signer,
            &config,
            GroupId::from_slice(&[7; 32]),
            self.credential.clone(),
        );
        self.group = Some(group.expect("created"));
    }

    fn key_package(&self) -> Vec<u8> {
        let bundle = KeyPackage::builder()
            .leaf_node_capabilities(self.capabilities())
            .build(
                self.suite,
                &self.provider,
                &self.signer,
                self.credential.clone(),
            )
            .expect("built");
        MlsMessageOut::from(bundle.into_key_package())
            .to_bytes()
            .expect("bytes")
    }

    fn join(&mut self, welcome: &[u8]) {
        let message = MlsMessageIn::tls_deserialize_exact(welcome).expect("read");
        let MlsMessageBodyIn::Welcome(welcome) = message.extract() else {
            panic!("a welcome");
        };
        let config = MlsGroupJoinConfig::builder()
            .wire_format_policy(PURE_CIPHERTEXT_WIRE_FORMAT_POLICY)
            .use_ratchet_tree_extension(true)
            .build();
        let staged = StagedWelcome::new_from_welcome(&self.provider, &config, welcome, None);
        let group = staged.expect("ours").into_group(&self.provider);
        self.group = Some(group.expect("joined"));
    }

    /// A commit applied here at once: as `e2ee::group` stages it, without the wait for its order.
    fn commit(&mut self, add: &[Vec<u8>], remove: &[u32]) -> (Vec<u8>, Option<Vec<u8>>) {
        let packages: Vec<_> = add
            .iter()
            .map(|bytes| {
                let message = MlsMessageIn::tls_deserialize_exact(bytes).expect("read");
                let MlsMessageBodyIn::KeyPackage(package) = message.extract() else {
                    panic!("a key package");
                };
                let package: KeyPackageIn = package;
                package
                    .validate(self.provider.crypto(), ProtocolVersion::Mls10)
                    .expect("valid")
            })
            .collect();
        let group = self.group.as_mut().expect("a group");
        let bundle = group
            .commit_builder()
            .consume_proposal_store(false)
            .force_self_update(true)
            .propose_removals(remove.iter().map(|leaf| LeafNodeIndex::new(*leaf)))
            .propose_adds(packages)
            .load_psks(self.provider.storage())
            .expect("loaded")
            .build(
                self.provider.rand(),
                self.provider.crypto(),
                &self.signer,
                |_| true,
            )
            .expect("built")
            .stage_commit(&self.provider)
            .expect("staged");
        let commit = bundle.commit().to_bytes().expect("bytes");
        let welcome = bundle
            .into_welcome_msg()
            .map(|w| w.to_bytes().expect("bytes"));
        group.merge_pending_commit(&self.provider).expect("merged");
        (commit, welcome)
    }

    fn say(&mut self, text: &[u8]) -> Vec<u8> {
        let group = self.group.as_mut().expect("a group");
        let message = group.create_message(&self.provider, &self.signer, text);
        message.expect("sealed").to_bytes().expect("bytes")
    }

    /// What a message says; nothing for a commit, which is applied.
    fn hear(&mut self, bytes: &[u8]) -> Result<Option<Vec<u8>>, String> {
        let message = MlsMessageIn::tls_deserialize_exact(bytes).map_err(|e| e.to_string())?;
        let MlsMessageBodyIn::PrivateMessage(message) = message.extract() else {
            panic!("only private messages are sent");
        };
        let group = self.group.as_mut().expect("a group");
        let processed = group
            .process_message(&self.provider, ProtocolMessage::from(message))
            .map_err(|error| error.to_string())?;
        match processed.into_content() {
            ProcessedMessageContent::ApplicationMessage(message) => Ok(Some(message.into_bytes())),
            ProcessedMessageContent::StagedCommitMessage(staged) => {
                group
                    .merge_staged_commit(&self.provider, *staged)
                    .map_err(|error| error.to_string())?;
                Ok(None)
            }
            _ => Err("neither message nor commit".into()),
        }
    }

    /// Base key and authenticator of the epoch.
    fn keys(&self) -> (Vec<u8>, Vec<u8>) {
        let group = self.group.as_ref().expect("a group");
        let crypto = self.provider.crypto();
        let base = group.export_secret(crypto, LABEL, b"", BASE_KEY_LEN);
        let authenticator = group.epoch_authenticator().as_slice().to_vec();
        (base.expect("exported"), authenticator)
    }
}

fn theirs(suite: CipherSuite, name: &[u8]) -> Client<impl MlsConfig> {
    let crypto = RustCryptoProvider::default();
    let provider = crypto.cipher_suite_provider(suite).expect("the suite");
    let (secret, public) = provider.signature_key_generate().expect("keys");
    let credential = TheirCredential::new(name.to_vec()).into_credential();
    let rules = DefaultMlsRules::new()
        .with_encryption_options(EncryptionOptions::new(true, PaddingMode::None))
        .with_commit_options(
            CommitOptions::new()
                .with_path_required(true)
                .with_ratchet_tree_extension(true),
        );
    Client::builder()
        .identity_provider(BasicIdentityProvider)
        .crypto_provider(crypto)
        .mls_rules(rules)
        .key_package_lifetime(Duration::from_secs(24 * 3_600))
        .signing_identity(SigningIdentity::new(credential, public), secret, suite)
        .build()
}

type Group<C> = mls_rs::Group<C>;

fn their_keys<C: MlsConfig>(group: &Group<C>) -> (Vec<u8>, Vec<u8>) {
    let base = group.export_secret(LABEL.as_bytes(), b"", BASE_KEY_LEN);
    let authenticator = group.epoch_authenticator().expect("active");
    (
        base.expect("exported").as_bytes().to_vec(),
        authenticator.as_bytes().to_vec(),
    )
}

/// Their commit, applied there at once, and its welcome.
fn their_commit<C: MlsConfig>(
    group: &mut Group<C>,
    add: &[Vec<u8>],
    remove: &[u32],
) -> (Vec<u8>, Option<Vec<u8>>) {
    let mut builder = group.commit_builder();
    for package in add {
        let package = MlsMessage::from_bytes(package).expect("read");
        builder = builder.add_member(package).expect("added");
    }
    for leaf in remove {
        builder = builder.remove_member(*leaf).expect("removed");
    }
    let output = builder.build().expect("built");
    group.apply_pending_commit().expect("applied");
    let welcome = output.welcome_messages.first();
    (
        output.commit_message.to_bytes().expect("bytes"),
        welcome.map(|welcome| welcome.to_bytes().expect("bytes")),
    )
}

fn their_hear<C: MlsConfig>(group: &mut Group<C>, bytes: &[u8]) -> ReceivedMessage {
    let message = MlsMessage::from_bytes(bytes).expect("read");
    group.process_incoming_message(message).expect("taken")
}

fn their_say<C: MlsConfig>(group: &mut Group<C>, text: &[u8]) -> Vec<u8> {
    let message = group.encrypt_application_message(text, vec![]);
    message.expect("sealed").to_bytes().expect("bytes")
}

fn check_both<C: MlsConfig>(ours: &mut Ours, theirs: &mut Group<C>) {
    assert_eq!(ours.keys(), their_keys(theirs));
    let heard = their_hear(theirs, &ours.say(b"from ours"));
    let ReceivedMessage::ApplicationMessage(message) = heard else {
        panic!("a message: {heard:?}");
    };
    assert_eq!(message.data(), b"from ours");
    let said = their_say(theirs, b"from theirs");
    assert_eq!(ours.hear(&said), Ok(Some(b"from theirs".to_vec())));
}

fn package<C: MlsConfig>(client: &Client<C>) -> Vec<u8> {
    let message = client.generate_key_package_message(Default::default(), Default::default(), None);
    message.expect("built").to_bytes().expect("bytes")
}

#[test]
fn our_group_takes_another_implementation_in_and_puts_it_out() {
    for (suite, their_suite) in SUITES {
        let (mut one, mut three) = (Ours::new(suite, b"one"), Ours::new(suite, b"three"));
        one.create();
        let two = theirs(their_suite, b"two");
        let (_, welcome) = one.commit(&[package(&two)], &[]);
        let welcome = MlsMessage::from_bytes(&welcome.expect("added")).expect("read");
        let (mut two, _) = two.join_group(None, &welcome, None).expect("joined");
        check_both(&mut one, &mut two);

        let mut before = one.keys();
        let mut renewed = |one: &Ours| {
            let now = one.keys();
            assert_ne!(now, before, "each commit renews the keys");
            before = now;
        };
        // Rekeys both ways.
        let (commit, _) = one.commit(&[], &[]);
        their_hear(&mut two, &commit);
        renewed(&one);
        check_both(&mut one, &mut two);
        let (commit, _) = their_commit(&mut two, &[], &[]);
        assert_eq!(one.hear(&commit), Ok(None));
        renewed(&one);
        check_both(&mut one, &mut two);

        // The other implementation adds a third of ours.
        let (commit, welcome) = their_commit(&mut two, &[three.key_package()], &[]);
        assert_eq!(one.hear(&commit), Ok(None));
        three.join(&welcome.expect("added"));
        assert_eq!(one.keys(), three.keys());
        check_both(&mut three, &mut two);

        // And is removed: it learns of it, and follows no further.
        let (commit, _) = three.commit(&[], &[1]);
        assert_eq!(one.hear(&commit), Ok(None));
        assert_eq!(one.keys(), three.keys());
        let ReceivedMessage::Commit(heard) = their_hear(&mut two, &commit) else {
            panic!("a commit");
        };
        assert!(matches!(heard.effect, CommitEffect::Removed { .. }));
        let said = MlsMessage::from_bytes(&one.say(b"without two")).expect("read");
        assert!(two.process_incoming_message(said).is_err());
        assert_ne!(their_keys(&two), one.keys());
    }
}

#[test]
fn we_join_another_implementation_s_group_and_are_put_out() {
    for (suite, their_suite) in SUITES {
        let client = theirs(their_suite, b"one");
        let mut one = client
            .create_group(Default::default(), Default::default(), None)
            .expect("created");
        let mut two = Ours::new(suite, b"two");
        let (_, welcome) = their_commit(&mut one, &[two.key_package()], &[]);
        two.join(&welcome.expect("added"));
        check_both(&mut two, &mut one);

        // We add a third of theirs.
        let three = theirs(their_suite, b"three");
        let (commit, welcome) = two.commit(&[package(&three)], &[]);
        their_hear(&mut one, &commit);
        let welcome = MlsMessage::from_bytes(&welcome.expect("added")).expect("read");
        let (mut three, _) = three.join_group(None, &welcome, None).expect("joined");
        assert_eq!(their_keys(&one), their_keys(&three));
        check_both(&mut two, &mut three);

        // The third removes us in a commit that also rekeys: we see it, and nothing after it.
        let (commit, _) = their_commit(&mut three, &[], &[1]);
        their_hear(&mut one, &commit);
        assert_eq!(two.hear(&commit), Ok(None));
        assert!(!two.group.as_ref().expect("a group").is_active());
        assert!(two.hear(&their_say(&mut one, b"without two")).is_err());
        assert_eq!(their_keys(&one), their_keys(&three));
    }
}
