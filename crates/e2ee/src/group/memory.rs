//! What OpenMLS asks a device to keep for it, in memory: private keys that it will want back.
//!
//! A group's own state is in the group, and no group is ever loaded again. So what OpenMLS writes of it is not kept
//! here a second time, and the code that would encode each of its parts is in no program.

use crate::crypto::Crypto;
use openmls_traits::OpenMlsProvider;
use openmls_traits::storage::{CURRENT_VERSION, StorageProvider, traits};
use openmls_traits::types::CryptoError;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;
use std::io;
use std::sync::{Mutex, MutexGuard, PoisonError};
use zeroize::Zeroizing;

/// Cryptography and randomness, with this memory.
pub(in crate::group) struct Provider {
    crypto: Crypto,
    memory: Memory,
}

impl Provider {
    pub(super) fn new() -> Result<Self, CryptoError> {
        Ok(Self {
            crypto: Crypto::new()?,
            memory: Memory::default(),
        })
    }
}

impl OpenMlsProvider for Provider {
    type CryptoProvider = Crypto;
    type RandProvider = Crypto;
    type StorageProvider = Memory;

    fn storage(&self) -> &Memory {
        &self.memory
    }

    fn crypto(&self) -> &Crypto {
        &self.crypto
    }

    fn rand(&self) -> &Crypto {
        &self.crypto
    }
}

/// Private keys, each by the name that OpenMLS gives it. What is taken out is overwritten here; while OpenMLS is given a
/// key, copies of its bytes are where it is read.
#[derive(Default)]
pub(in crate::group) struct Memory(Mutex<Entries>);

type Entries = BTreeMap<(Kind, Vec<u8>), Zeroizing<Vec<u8>>>;

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    /// A key package that nobody used yet, with its private keys.
    KeyPackage,
    /// The key pair of a leaf that is proposed.
    LeafKey,
    /// The key pairs along a leaf's path in one epoch of a group.
    EpochKeys,
}

impl Memory {
    fn entries(&self) -> MutexGuard<'_, Entries> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn keep(
        &self,
        kind: Kind,
        name: &impl Serialize,
        value: &(impl Serialize + ?Sized),
    ) -> Result<(), serde_json::Error> {
        let name = serde_json::to_vec(name)?;
        self.entries().insert((kind, name), written(value)?);
        Ok(())
    }

    fn find<T: DeserializeOwned>(
        &self,
        kind: Kind,
        name: &impl Serialize,
    ) -> Result<Option<T>, serde_json::Error> {
        let name = serde_json::to_vec(name)?;
        let entries = self.entries();
        let found = entries.get(&(kind, name));
        found.map(|value| crate::json::read(value)).transpose()
    }

    fn forget(&self, kind: Kind, name: &impl Serialize) -> Result<(), serde_json::Error> {
        let name = serde_json::to_vec(name)?;
        self.entries().remove(&(kind, name));
        Ok(())
    }

    #[cfg(test)]
    pub(in crate::group) fn len(&self) -> usize {
        self.entries().len()
    }
}

/// As JSON, in one piece: a buffer that grows leaves what it held where it was.
fn written(value: &(impl Serialize + ?Sized)) -> Result<Zeroizing<Vec<u8>>, serde_json::Error> {
    let mut length = Length(0);
    serde_json::to_writer(&mut length, value)?;
    let mut bytes = Zeroizing::new(Vec::with_capacity(length.0));
    serde_json::to_writer(&mut *bytes, value)?;
    Ok(bytes)
}

/// Counts what is written to it.
struct Length(usize);

impl io::Write for Length {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Writes and deletes that change nothing, reads that find nothing.
macro_rules! in_the_group_itself {
    ($($name:ident<$($T:ident: $Trait:ident),+>($($argument:ty),+) -> $Found:ty;)+) => {$(
        fn $name<$($T: traits::$Trait<CURRENT_VERSION>),+>(
            &self,
            $(_: $argument),+
        ) -> Result<$Found, Self::Error> {
            Ok(Default::default())
        }
    )+};
}

impl StorageProvider<CURRENT_VERSION> for Memory {
    type Error = serde_json::Error;

    fn write_key_package<
        R: traits::HashReference<CURRENT_VERSION>,
        P: traits::KeyPackage<CURRENT_VERSION>,
    >(
        &self,
        reference: &R,
        package: &P,
    ) -> Result<(), Self::Error> {
        self.keep(Kind::KeyPackage, reference, package)
    }

    fn key_package<
        R: traits::HashReference<CURRENT_VERSION>,
        P: traits::KeyPackage<CURRENT_VERSION>,
    >(
        &self,
        reference: &R,
    ) -> Result<Option<P>, Self::Error> {
        self.find(Kind::KeyPackage, reference)
    }

    fn delete_key_package<R: traits::HashReference<CURRENT_VERSION>>(
        &self,
        reference: &R,
    ) -> Result<(), Self::Error> {
        self.forget(Kind::KeyPackage, reference)
    }

    fn write_encryption_key_pair<
        K: traits::EncryptionKey<CURRENT_VERSION>,
        P: traits::HpkeKeyPair<CURRENT_VERSION>,
    >(
        &self,
        public: &K,
        pair: &P,
    ) -> Result<(), Self::Error> {
        self.keep(Kind::LeafKey, public, pair)
    }

    fn encryption_key_pair<
        P: traits::HpkeKeyPair<CURRENT_VERSION>,
        K: traits::EncryptionKey<CURRENT_VERSION>,
    >(
        &self,
        public: &K,
    ) -> Result<Option<P>, Self::Error> {
        self.find(Kind::LeafKey, public)
    }

    fn delete_encryption_key_pair<K: traits::EncryptionKey<CURRENT_VERSION>>(
        &self,
        public: &K,
    ) -> Result<(), Self::Error> {
        self.forget(Kind::LeafKey, public)
    }

    fn write_encryption_epoch_key_pairs<
        G: traits::GroupId<CURRENT_VERSION>,
        E: traits::EpochKey<CURRENT_VERSION>,
        P: traits::HpkeKeyPair<CURRENT_VERSION>,
    >(
        &self,
        group: &G,
        epoch: &E,
        leaf: u32,
        pairs: &[P],
    ) -> Result<(), Self::Error> {
        self.keep(Kind::EpochKeys, &(group, epoch, leaf), pairs)
    }

    fn encryption_epoch_key_pairs<
        G: traits::GroupId<CURRENT_VERSION>,
        E: traits::EpochKey<CURRENT_VERSION>,
        P: traits::HpkeKeyPair<CURRENT_VERSION>,
    >(
        &self,
        group: &G,
        epoch: &E,
        leaf: u32,
    ) -> Result<Vec<P>, Self::Error> {
        let found = self.find(Kind::EpochKeys, &(group, epoch, leaf))?;
        Ok(found.unwrap_or_default())
    }

    fn delete_encryption_epoch_key_pairs<
        G: traits::GroupId<CURRENT_VERSION>,
        E: traits::EpochKey<CURRENT_VERSION>,
    >(
        &self,
        group: &G,
        epoch: &E,
        leaf: u32,
    ) -> Result<(), Self::Error> {
        self.forget(Kind::EpochKeys, &(group, epoch, leaf))
    }

    in_the_group_itself! {
        write_mls_join_config<G: GroupId, C: MlsGroupJoinConfig>(&G, &C) -> ();
        mls_group_join_config<G: GroupId, C: MlsGroupJoinConfig>(&G) -> Option<C>;
        delete_group_config<G: GroupId>(&G) -> ();
        write_tree<G: GroupId, T: TreeSync>(&G, &T) -> ();
        tree<G: GroupId, T: TreeSync>(&G) -> Option<T>;
        delete_tree<G: GroupId>(&G) -> ();
        write_context<G: GroupId, C: GroupContext>(&G, &C) -> ();
        group_context<G: GroupId, C: GroupContext>(&G) -> Option<C>;
        delete_context<G: GroupId>(&G) -> ();
        write_interim_transcript_hash<G: GroupId, H: InterimTranscriptHash>(&G, &H) -> ();
        interim_transcript_hash<G: GroupId, H: InterimTranscriptHash>(&G) -> Option<H>;
        delete_interim_transcript_hash<G: GroupId>(&G) -> ();
        write_confirmation_tag<G: GroupId, T: ConfirmationTag>(&G, &T) -> ();
        confirmation_tag<G: GroupId, T: ConfirmationTag>(&G) -> Option<T>;
        delete_confirmation_tag<G: GroupId>(&G) -> ();
        write_group_state<S: GroupState, G: GroupId>(&G, &S) -> ();
        group_state<S: GroupState, G: GroupId>(&G) -> Option<S>;
        delete_group_state<G: GroupId>(&G) -> ();
        write_message_secrets<G: GroupId, S: MessageSecrets>(&G, &S) -> ();
        message_secrets<G: GroupId, S: MessageSecrets>(&G) -> Option<S>;
        delete_message_secrets<G: GroupId>(&G) -> ();
        write_resumption_psk_store<G: GroupId, S: ResumptionPskStore>(&G, &S) -> ();
        resumption_psk_store<G: GroupId, S: ResumptionPskStore>(&G) -> Option<S>;
        delete_all_resumption_psk_secrets<G: GroupId>(&G) -> ();
        write_own_leaf_index<G: GroupId, L: LeafNodeIndex>(&G, &L) -> ();
        own_leaf_index<G: GroupId, L: LeafNodeIndex>(&G) -> Option<L>;
        delete_own_leaf_index<G: GroupId>(&G) -> ();
        write_group_epoch_secrets<G: GroupId, S: GroupEpochSecrets>(&G, &S) -> ();
        group_epoch_secrets<G: GroupId, S: GroupEpochSecrets>(&G) -> Option<S>;
        delete_group_epoch_secrets<G: GroupId>(&G) -> ();
        append_own_leaf_node<G: GroupId, L: LeafNode>(&G, &L) -> ();
        own_leaf_nodes<G: GroupId, L: LeafNode>(&G) -> Vec<L>;
        delete_own_leaf_nodes<G: GroupId>(&G) -> ();
        queue_proposal<G: GroupId, R: ProposalRef, P: QueuedProposal>(&G, &R, &P) -> ();
        queued_proposal_refs<G: GroupId, R: ProposalRef>(&G) -> Vec<R>;
        queued_proposals<G: GroupId, R: ProposalRef, P: QueuedProposal>(&G) -> Vec<(R, P)>;
        remove_proposal<G: GroupId, R: ProposalRef>(&G, &R) -> ();
        clear_proposal_queue<G: GroupId, R: ProposalRef>(&G) -> ();
        // The device signs with its own key, and there are no secrets shared before.
        write_signature_key_pair<K: SignaturePublicKey, P: SignatureKeyPair>(&K, &P) -> ();
        signature_key_pair<K: SignaturePublicKey, P: SignatureKeyPair>(&K) -> Option<P>;
        delete_signature_key_pair<K: SignaturePublicKey>(&K) -> ();
        write_psk<I: PskId, B: PskBundle>(&I, &B) -> ();
        psk<B: PskBundle, I: PskId>(&I) -> Option<B>;
        delete_psk<I: PskId>(&I) -> ();
    }
}
