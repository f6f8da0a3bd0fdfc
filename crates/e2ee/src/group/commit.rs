//! The life of a commit: proposed, pending, ordered, applied or discarded.

use super::error::{ApplyError, ProposeError};
use super::{
    COMMIT_LEN_MAX, DEVICES_MAX, Group, KEY_PACKAGE_LEN_MAX, Roster, SUITE, WELCOME_LEN_MAX,
    checks, private_message,
};
use crate::ids::{Digest, Epoch, KeyPackageBytes, LeafIndex};
use openmls::prelude::{
    ContentType, KeyPackage, LeafNodeIndex, MlsMessageBodyIn, MlsMessageIn,
    ProcessedMessageContent, ProtocolVersion, Sender, StagedCommit,
};
use openmls_traits::OpenMlsProvider as _;
use openmls_traits::storage::StorageProvider as _;
use std::collections::BTreeSet;
use tls_codec::Deserialize as _;

/// A commit of this device that waits to be ordered.
#[derive(Clone, PartialEq, Eq)]
pub struct Staged {
    /// The epoch it builds on; the group stays there until the commit is applied.
    pub epoch: Epoch,
    pub commit: Vec<u8>,
    /// One welcome for all added devices, to be released once the commit is ordered.
    pub welcome: Option<Vec<u8>>,
    /// SHA-256 of `commit`.
    pub hash: Digest,
    /// SHA-256 of `welcome`.
    pub welcome_hash: Option<Digest>,
}

/// What a commit changed. A leaf in both lists was freed and given to a returning device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Applied {
    pub committer: LeafIndex,
    pub added: Vec<LeafIndex>,
    pub removed: Vec<LeafIndex>,
    /// The epoch the group is in now.
    pub epoch: Epoch,
    /// This device is no longer a member.
    pub removed_self: bool,
}

/// What a staged commit will do, noted before it is merged.
struct Intent {
    added_keys: BTreeSet<[u8; 32]>,
    removed: Vec<LeafIndex>,
    removed_self: bool,
}

impl Group {
    /// Builds a commit that adds and removes devices and renews this device's keys; with two empty
    /// lists it only rekeys. It stays pending until [`Group::apply_own`] or [`Group::discard_own`].
    ///
    /// # Errors
    /// [`ProposeError`]; the group is then as it was.
    pub fn propose_commit(
        &mut self,
        add: &[KeyPackageBytes],
        remove: &[LeafIndex],
        roster: &impl Roster,
    ) -> Result<Staged, ProposeError> {
        if !self.is_active() {
            return Err(ProposeError::Removed);
        }
        if self.staged.is_some() {
            return Err(ProposeError::Pending);
        }
        self.check_removals(remove)?;
        let count = self.mls.members().count() + add.len() - remove.len();
        if count > DEVICES_MAX {
            return Err(ProposeError::TooManyDevices { count });
        }
        let mut packages = Vec::with_capacity(add.len());
        for (index, bytes) in add.iter().enumerate() {
            packages.push(self.key_package(index, bytes, roster)?);
        }
        let staged = self.stage(packages, remove);
        match staged {
            Ok(staged) => {
                self.staged = Some(staged.hash);
                Ok(staged)
            }
            Err(error) => {
                self.clear_pending();
                Err(error)
            }
        }
    }

    fn check_removals(&self, remove: &[LeafIndex]) -> Result<(), ProposeError> {
        let mut seen = BTreeSet::new();
        for &leaf in remove {
            if leaf == self.own_leaf() {
                return Err(ProposeError::RemovesSelf);
            }
            let present = self.mls.member_at(LeafNodeIndex::new(leaf.0)).is_some();
            if !present || !seen.insert(leaf) {
                return Err(ProposeError::UnknownLeaf { leaf });
            }
        }
        Ok(())
    }

    fn key_package(
        &self,
        index: usize,
        bytes: &KeyPackageBytes,
        roster: &impl Roster,
    ) -> Result<KeyPackage, ProposeError> {
        let len = bytes.0.len();
        if len > KEY_PACKAGE_LEN_MAX {
            return Err(ProposeError::KeyPackageTooLong { index, len });
        }
        let bad = ProposeError::KeyPackage { index };
        let message = MlsMessageIn::tls_deserialize_exact(&bytes.0).map_err(|_| bad.clone())?;
        let MlsMessageBodyIn::KeyPackage(package) = message.extract() else {
            return Err(bad);
        };
        let package = package
            .validate(self.member.provider().crypto(), ProtocolVersion::Mls10)
            .map_err(|_| bad.clone())?;
        if package.ciphersuite() != SUITE {
            return Err(bad);
        }
        checks::leaf_identity(package.leaf_node())
            .and_then(|(credential, key)| roster.admit(&credential, &key))
            .map_err(|refusal| ProposeError::Refused { index, refusal })?;
        Ok(package)
    }

    fn stage(
        &mut self,
        packages: Vec<KeyPackage>,
        remove: &[LeafIndex],
    ) -> Result<Staged, ProposeError> {
        let epoch = self.epoch();
        let provider = self.member.provider();
        let bundle = self
            .mls
            .commit_builder()
            .consume_proposal_store(false)
            // Every commit renews the committer's path: the removed lose the keys it stood on.
            .force_self_update(true)
            .propose_removals(remove.iter().map(|leaf| LeafNodeIndex::new(leaf.0)))
            .propose_adds(packages)
            .load_psks(provider.storage())
            .map_err(ProposeError::library)?
            .build(
                provider.rand(),
                provider.crypto(),
                self.member.signer(),
                |_| true,
            )
            .map_err(ProposeError::library)?
            .stage_commit(provider)
            .map_err(ProposeError::library)?;
        let commit = bundle.commit().to_bytes().map_err(ProposeError::library)?;
        let welcome = bundle
            .into_welcome_msg()
            .map(|welcome| welcome.to_bytes())
            .transpose()
            .map_err(ProposeError::library)?;
        if commit.len() > COMMIT_LEN_MAX {
            return Err(ProposeError::CommitTooLong { len: commit.len() });
        }
        if let Some(len) = welcome.as_ref().map(Vec::len)
            && len > WELCOME_LEN_MAX
        {
            return Err(ProposeError::WelcomeTooLong { len });
        }
        Ok(Staged {
            epoch,
            hash: Digest::of(&commit),
            welcome_hash: welcome.as_deref().map(Digest::of),
            commit,
            welcome,
        })
    }

    /// The hash of this device's pending commit.
    pub fn pending(&self) -> Option<Digest> {
        self.staged
    }

    /// Applies this device's pending commit, now that both nodes ordered `ordered`.
    ///
    /// # Errors
    /// When nothing waits or another commit was ordered: then discard ours and apply that one.
    pub fn apply_own(&mut self, ordered: Digest) -> Result<Applied, ApplyError> {
        let pending = self.staged.ok_or(ApplyError::NothingPending)?;
        if pending != ordered {
            return Err(ApplyError::OtherCommit { ordered, pending });
        }
        let staged = self
            .mls
            .pending_commit()
            .ok_or(ApplyError::NothingPending)?;
        let intent = Intent::of(staged);
        let committer = self.own_leaf();
        self.mls
            .merge_pending_commit(self.member.provider())
            .map_err(ApplyError::library)?;
        self.staged = None;
        Ok(self.applied(committer, intent))
    }

    /// Gives up this device's pending commit, if there is one.
    pub fn discard_own(&mut self) {
        self.staged = None;
        self.clear_pending();
    }

    fn clear_pending(&mut self) {
        // Memory storage does not fail; the state itself is cleared before it is written.
        let _ = self
            .mls
            .clear_pending_commit(self.member.provider().storage());
    }

    /// Applies another member's ordered commit. A pending commit of our own is given up by it.
    ///
    /// # Errors
    /// [`ApplyError`]; the group is then still in its old epoch, but the same bytes cannot be tried
    /// again: their keys are used up.
    pub fn apply(&mut self, commit: &[u8], roster: &impl Roster) -> Result<Applied, ApplyError> {
        if !self.is_active() {
            return Err(ApplyError::Removed);
        }
        if commit.len() > COMMIT_LEN_MAX {
            return Err(ApplyError::TooLong { len: commit.len() });
        }
        let message = private_message(commit, ContentType::Commit).ok_or(ApplyError::NotACommit)?;
        if message.group_id() != self.mls.group_id() {
            return Err(ApplyError::OtherGroup);
        }
        let epoch = Epoch(message.epoch().as_u64());
        if epoch != self.epoch() {
            let group = self.epoch();
            return Err(ApplyError::OtherEpoch { epoch, group });
        }
        let processed = self
            .mls
            .process_message(self.member.provider(), message)
            .map_err(ApplyError::library)?;
        let Sender::Member(committer) = *processed.sender() else {
            return Err(ApplyError::NotACommit);
        };
        let staged = match processed.into_content() {
            ProcessedMessageContent::StagedCommitMessage(staged) => staged,
            ProcessedMessageContent::OwnPrivateMessage
            | ProcessedMessageContent::OwnPendingCommit => return Err(ApplyError::Own),
            _ => return Err(ApplyError::NotACommit),
        };
        checks::commit(&self.mls, &staged, committer, roster)?;
        let intent = Intent::of(&staged);
        let (before, own_leaf) = (self.mls.epoch(), self.mls.own_leaf_index().u32());
        self.mls
            .merge_staged_commit(self.member.provider(), *staged)
            .map_err(ApplyError::library)?;
        self.staged = None;
        if intent.removed_self {
            // OpenMLS leaves the keys of the epoch from which one was removed. Memory does not fail.
            let _ = self
                .member
                .provider()
                .storage()
                .delete_encryption_epoch_key_pairs(self.mls.group_id(), &before, own_leaf);
        }
        Ok(self.applied(LeafIndex(committer.u32()), intent))
    }

    fn applied(&self, committer: LeafIndex, intent: Intent) -> Applied {
        let added = self
            .roster()
            .into_iter()
            .filter(|device| intent.added_keys.contains(&device.leaf_key))
            .map(|device| device.leaf)
            .collect();
        Applied {
            committer,
            added,
            removed: intent.removed,
            epoch: self.epoch(),
            removed_self: intent.removed_self,
        }
    }
}

impl Intent {
    fn of(staged: &StagedCommit) -> Self {
        let added_keys = staged
            .add_proposals()
            .filter_map(|add| {
                let leaf = add.add_proposal().key_package().leaf_node();
                checks::leaf_identity(leaf).ok().map(|(_, key)| key)
            })
            .collect();
        let removed = staged
            .remove_proposals()
            .map(|remove| LeafIndex(remove.remove_proposal().removed().u32()))
            .collect();
        Self {
            added_keys,
            removed,
            removed_self: staged.self_removed(),
        }
    }
}

impl std::fmt::Debug for Staged {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Staged")
            .field("epoch", &self.epoch)
            .field("hash", &self.hash)
            .field("commit_len", &self.commit.len())
            .field("welcome_len", &self.welcome.as_ref().map(Vec::len))
            .finish()
    }
}
