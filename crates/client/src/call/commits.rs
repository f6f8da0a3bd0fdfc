//! The group as one device holds it, and its commits: proposed, said until ordered, applied.
//!
//! A commit of ours stands until another is ordered in its epoch: its order may be on the way, and
//! only the very commit that was ordered leads on.

use domain::{CallId, LineView};
use e2ee::group::{Group, Member, ProposeError, Refusal};
use e2ee::{KeyPackageBytes, LeafIndex};
use identity::{DeviceId, Hash32, SigningKey};
use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use web_time::Instant;
use wire::{CallEnvelope, CommitBody, GroupId, SignedEnvelope};

use super::roster::{Joined, Roster};

/// Joins remembered of one group.
const JOINS_MAX: usize = 1_024;

/// Our commit that waits for both nodes.
struct Pending {
    envelope: Hash32,
    bytes: Vec<u8>,
    staged: e2ee::Digest,
    said: Instant,
}

/// One group of a call.
pub(super) struct Commits {
    pub number: GroupId,
    pub group: Option<Group>,
    /// Joins by leaf in the group, as its ordered commits said.
    pub leaves: BTreeMap<LeafIndex, Joined>,
    /// All joins of this group that were verified, of those who left too.
    joins: BTreeMap<Hash32, Joined>,
    /// Joins that this device takes no more: of silent devices, or with a bad key package.
    pub expelled: BTreeSet<Hash32>,
    pending: Option<Pending>,
    /// We made this group, and nothing of it is ordered yet.
    only_ours: bool,
    /// Another device's beginning was ordered: we come in by a welcome and begin nothing.
    begun_by_another: bool,
    /// A leaf of the group has no join.
    pub has_ghost: bool,
}

/// What an ordered commit did.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Taken {
    /// One epoch on; these joins were in the group before.
    Applied {
        before: BTreeSet<Hash32>,
    },
    /// Said twice, or from before our time.
    Nothing,
    /// A commit before this one is missing.
    Behind,
    Unprocessable,
}

/// What a commit would change.
pub(super) struct Changes {
    pub adds: Vec<Joined>,
    pub removes: Vec<(LeafIndex, DeviceId)>,
}

impl Commits {
    pub fn new(number: GroupId) -> Self {
        Self {
            number,
            group: None,
            leaves: BTreeMap::new(),
            joins: BTreeMap::new(),
            expelled: BTreeSet::new(),
            pending: None,
            only_ours: false,
            begun_by_another: false,
            has_ghost: false,
        }
    }

    pub fn is_waiting(&self) -> bool {
        self.pending.is_some()
    }

    /// Joins now in the group.
    pub fn in_group(&self) -> BTreeSet<Hash32> {
        self.leaves.values().map(|joined| joined.join).collect()
    }

    pub fn remember(&mut self, roster: &Roster) {
        for joined in roster.iter() {
            if self.joins.len() < JOINS_MAX {
                self.joins.insert(joined.join, joined.clone());
            }
        }
    }

    /// Who signs as this device: of the roster, of the group, or gone since.
    pub fn author(&self, device: DeviceId) -> Option<&Joined> {
        let of = |joined: &&Joined| joined.device == device;
        self.leaves
            .values()
            .find(of)
            .or_else(|| self.joins.values().find(of))
    }

    /// Whether every leaf is of a device that stands, is in the call and wasn't expelled.
    pub fn stands(&self, roster: &Roster, view: &LineView, now_unix_ms: i64) -> bool {
        !self.has_ghost
            && self.leaves.values().all(|joined| {
                joined.stands(view, now_unix_ms)
                    && roster.get(joined.join).is_some()
                    && !self.expelled.contains(&joined.join)
            })
    }

    /// The first of the roster who is in the group commits; before there is a group, the first.
    pub fn is_turn_of(&self, own_join: Hash32, roster: &Roster) -> bool {
        if self.group.is_none() && self.begun_by_another {
            return false;
        }
        let in_group = self.in_group();
        let first = roster
            .iter()
            .filter(|joined| !self.expelled.contains(&joined.join))
            .find(|joined| self.group.is_none() || in_group.contains(&joined.join));
        first.is_some_and(|first| first.join == own_join)
    }

    /// How the group differs from the roster.
    pub fn changes(&self, roster: &Roster, view: &LineView, now_unix_ms: i64) -> Changes {
        let in_group = self.in_group();
        let wanted = |joined: &Joined| {
            !self.expelled.contains(&joined.join) && joined.stands(view, now_unix_ms)
        };
        let adds = roster
            .iter()
            .filter(|joined| !in_group.contains(&joined.join) && wanted(joined))
            .cloned()
            .collect();
        let own = self.group.as_ref().map(Group::own_leaf);
        let removes = self
            .leaves
            .iter()
            .filter(|(leaf, _)| Some(**leaf) != own)
            .filter(|(_, joined)| roster.get(joined.join).is_none() || !wanted(joined))
            .map(|(leaf, joined)| (*leaf, joined.device))
            .collect();
        Changes { adds, removes }
    }

    /// A new group in which this device is alone; nobody knows it before its first commit is ordered.
    pub fn create(
        &mut self,
        member: &Member,
        id: e2ee::GroupId,
        own: &Joined,
    ) -> Result<(), e2ee::group::JoinError> {
        let group = Group::create(member, id)?;
        self.leaves = [(group.own_leaf(), own.clone())].into_iter().collect();
        self.group = Some(group);
        self.only_ours = true;
        Ok(())
    }

    /// Stages a commit and signs it; of more devices than fit one it adds half. A device whose key package doesn't serve is left out and
    /// expelled; the number of those is given.
    pub fn propose(
        &mut self,
        now: Instant,
        call: CallId,
        mut changes: Changes,
        signing: &SigningKey,
    ) -> (usize, Option<Vec<u8>>) {
        let mut bad = 0;
        let Some(group) = self.group.as_mut() else {
            return (bad, None);
        };
        let leaves: Vec<LeafIndex> = changes.removes.iter().map(|(leaf, _)| *leaf).collect();
        let staged = loop {
            let packages: Vec<KeyPackageBytes> = changes
                .adds
                .iter()
                .map(|joined| KeyPackageBytes(joined.key_package.clone()))
                .collect();
            // The packages are shown in their order: each must be of the device that signed the join.
            let shown = Cell::new(0);
            let admit = |credential: &[u8], leaf_key: &[u8; 32]| {
                let joined = changes.adds.get(shown.replace(shown.get() + 1));
                let own = joined.is_some_and(|joined| {
                    joined.accreditation == credential && joined.key.0 == *leaf_key
                });
                own.then_some(())
                    .ok_or_else(|| Refusal::new("another device's key package"))
            };
            match group.propose_commit(&packages, &leaves, &admit) {
                Ok(staged) => break staged,
                Err(
                    ProposeError::KeyPackage { index }
                    | ProposeError::KeyPackageTooLong { index, .. }
                    | ProposeError::Refused { index, .. },
                ) if index < changes.adds.len() => {
                    bad += 1;
                    self.expelled.insert(changes.adds.remove(index).join);
                }
                // The other half comes with the next commit.
                Err(ProposeError::CommitTooLong { .. } | ProposeError::WelcomeTooLong { .. })
                    if changes.adds.len() > 1 =>
                {
                    changes.adds.truncate(changes.adds.len() / 2);
                }
                Err(_) => return (bad + 1, None),
            }
        };
        let envelope = CallEnvelope::Commit(CommitBody {
            call,
            group: self.number,
            epoch: staged.epoch.0,
            commit: staged.commit,
            welcome: staged.welcome.unwrap_or_default(),
            adds: changes.adds.iter().map(|joined| joined.join).collect(),
            removes: changes.removes.iter().map(|(_, device)| *device).collect(),
        });
        let signed = SignedEnvelope::sign(&envelope, signing);
        let bytes = signed.encode();
        self.pending = Some(Pending {
            envelope: signed.hash(),
            bytes: bytes.clone(),
            staged: staged.hash,
            said: now,
        });
        (bad, Some(bytes))
    }

    /// The commit that waits, if it is time to say it again: the same bytes, for an order of it may
    /// stand already.
    pub fn say_again(&mut self, now: Instant, every: std::time::Duration) -> Option<Vec<u8>> {
        let pending = self.pending.as_mut()?;
        if now.saturating_duration_since(pending.said) < every {
            return None;
        }
        pending.said = now;
        Some(pending.bytes.clone())
    }

    pub fn said(&self) -> Option<Instant> {
        self.pending.as_ref().map(|pending| pending.said)
    }

    /// Takes a commit that both nodes ordered under this envelope.
    pub fn take(
        &mut self,
        (member, id, own_join): (&Member, e2ee::GroupId, Hash32),
        envelope: Hash32,
        commit: &CommitBody,
        admit: &impl Fn(&[u8], &[u8; 32]) -> Result<(), Refusal>,
    ) -> Taken {
        let before = self.in_group();
        if let Some(group) = self.group.as_mut() {
            let at = group.epoch().0;
            let own = self
                .pending
                .as_ref()
                .filter(|pending| pending.envelope == envelope)
                .map(|pending| pending.staged);
            let applied = match own {
                Some(staged) => group.apply_own(staged).map(drop).map_err(drop),
                None if self.only_ours => return self.enter((member, id, own_join), commit, admit),
                None if commit.epoch < at => return Taken::Nothing,
                None if commit.epoch > at => return Taken::Behind,
                None => {
                    group.discard_own();
                    group.apply(&commit.commit, admit).map(drop).map_err(drop)
                }
            };
            self.pending = None;
            self.only_ours = false;
            return match applied {
                Ok(()) => Taken::Applied { before },
                Err(()) => Taken::Unprocessable,
            };
        }
        self.enter((member, id, own_join), commit, admit)
    }

    /// Another device began. By its welcome we are in, if the commit adds our newest join.
    fn enter(
        &mut self,
        (member, id, own_join): (&Member, e2ee::GroupId, Hash32),
        commit: &CommitBody,
        admit: &impl Fn(&[u8], &[u8; 32]) -> Result<(), Refusal>,
    ) -> Taken {
        self.group = None;
        self.leaves.clear();
        self.pending = None;
        self.only_ours = false;
        self.begun_by_another = true;
        if !commit.adds.contains(&own_join) {
            return Taken::Nothing;
        }
        match Group::join(member, id, &commit.welcome, admit) {
            Ok(group) => {
                self.group = Some(group);
                Taken::Applied {
                    before: BTreeSet::new(),
                }
            }
            Err(_) => Taken::Unprocessable,
        }
    }

    /// Which join is at which leaf after a commit. A leaf without one is a ghost.
    pub fn place_leaves(&mut self, commit: &CommitBody, roster: &Roster) {
        let Some(group) = &self.group else { return };
        let mut leaves = BTreeMap::new();
        self.has_ghost = false;
        for device in group.roster() {
            let of_key = |joined: &&Joined| joined.key.0 == device.leaf_key;
            // Who was in before keeps his join, unless the commit put him in anew.
            let kept = self
                .leaves
                .get(&device.leaf)
                .filter(of_key)
                .filter(|joined| !commit.removes.contains(&joined.device));
            let added = commit
                .adds
                .iter()
                .filter_map(|join| self.joins.get(join))
                .find(of_key);
            let named = kept
                .or(added)
                .or_else(|| roster.iter().find(of_key))
                .or_else(|| self.joins.values().find(of_key));
            match named.cloned() {
                Some(joined) => {
                    leaves.insert(device.leaf, joined);
                }
                None => self.has_ghost = true,
            }
        }
        self.leaves = leaves;
    }

    /// Admits to the group whose join was verified and who stands, and nobody else.
    pub fn admission(
        &self,
        view: &LineView,
        now_unix_ms: i64,
    ) -> impl Fn(&[u8], &[u8; 32]) -> Result<(), Refusal> + use<> {
        let admitted: Vec<(Vec<u8>, [u8; 32])> = self
            .joins
            .values()
            .filter(|joined| joined.stands(view, now_unix_ms))
            .map(|joined| (joined.accreditation.clone(), joined.key.0))
            .collect();
        move |credential: &[u8], leaf_key: &[u8; 32]| {
            let known = admitted
                .iter()
                .any(|(accreditation, key)| accreditation == credential && key == leaf_key);
            known
                .then_some(())
                .ok_or_else(|| Refusal::new("not in this call's roster"))
        }
    }
}
