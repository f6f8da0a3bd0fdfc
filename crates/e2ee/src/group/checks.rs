//! What may enter a group: the leaves of a welcome, the proposals of a commit.

use super::error::{ApplyError, JoinError, Refusal};
use super::{DEVICES_MAX, Device, Roster, SUITE};
use crate::ids::{GroupId, LeafIndex};
use openmls::prelude::{
    BasicCredential, Credential, LeafNode, LeafNodeIndex, MlsGroup, Proposal, ProposalOrRefType,
    Sender, StagedCommit, StagedWelcome,
};

/// A member of the tree as a device, if it has a basic credential and an ed25519 key.
pub(super) fn device(member: &openmls::prelude::Member) -> Result<Device, Refusal> {
    let (credential, leaf_key) = identity(&member.credential, &member.signature_key)?;
    Ok(Device {
        leaf: LeafIndex(member.index.u32()),
        credential,
        leaf_key,
    })
}

/// Credential bytes and leaf key of a leaf node.
pub(super) fn leaf_identity(leaf: &LeafNode) -> Result<(Vec<u8>, [u8; 32]), Refusal> {
    identity(leaf.credential(), leaf.signature_key().as_slice())
}

fn identity(credential: &Credential, key: &[u8]) -> Result<(Vec<u8>, [u8; 32]), Refusal> {
    let basic = BasicCredential::try_from(credential.clone())
        .map_err(|_| Refusal::new("credential of another kind"))?;
    let key = key
        .try_into()
        .map_err(|_| Refusal::new("signature key of another length"))?;
    Ok((basic.identity().to_vec(), key))
}

/// A welcome leads into the group we expect, of our kind, and the roster admits every leaf.
pub(super) fn welcome(
    staged: &StagedWelcome,
    id: GroupId,
    roster: &impl Roster,
) -> Result<(), JoinError> {
    let context = staged.group_context();
    if context.group_id().as_slice() != id.0 {
        return Err(JoinError::OtherGroup);
    }
    // Extensions could name external senders; our groups have none.
    if context.ciphersuite() != SUITE || context.extensions().iter().next().is_some() {
        return Err(JoinError::OtherKindOfGroup);
    }
    let members: Vec<_> = staged.members().collect();
    let beyond = members
        .iter()
        .any(|member| member.index.usize() >= DEVICES_MAX);
    if members.len() > DEVICES_MAX || beyond {
        let count = members.len();
        return Err(JoinError::TooManyDevices { count });
    }
    for member in &members {
        let leaf = LeafIndex(member.index.u32());
        device(member)
            .and_then(|device| roster.admit(&device.credential, &device.leaf_key))
            .map_err(|refusal| JoinError::Refused { leaf, refusal })?;
    }
    Ok(())
}

/// A commit of another member adds whom the roster admits, removes, renews keys, and does nothing
/// else; the committer stays who it was.
pub(super) fn commit(
    group: &MlsGroup,
    staged: &StagedCommit,
    committer: LeafNodeIndex,
    roster: &impl Roster,
) -> Result<(), ApplyError> {
    let mut adds = 0;
    let mut removes = 0;
    for queued in staged.queued_proposals() {
        let inline = queued.proposal_or_ref_type() == ProposalOrRefType::Proposal
            && *queued.sender() == Sender::Member(committer);
        if !inline {
            return Err(ApplyError::ForbiddenProposal);
        }
        match queued.proposal() {
            Proposal::Add(add) => {
                let index = adds;
                leaf_identity(add.key_package().leaf_node())
                    .and_then(|(credential, key)| roster.admit(&credential, &key))
                    .map_err(|refusal| ApplyError::Refused { index, refusal })?;
                adds += 1;
            }
            Proposal::Remove(_) => removes += 1,
            // The library's own enum, which grows: what we do not know we do not allow.
            _ => return Err(ApplyError::ForbiddenProposal),
        }
    }
    let count = (group.members().count() + adds).saturating_sub(removes);
    if count > DEVICES_MAX {
        return Err(ApplyError::TooManyDevices { count });
    }
    same_committer(group, staged, committer)
}

/// A renewed leaf could name another person or key; such a device has to enter by an Add.
fn same_committer(
    group: &MlsGroup,
    staged: &StagedCommit,
    committer: LeafNodeIndex,
) -> Result<(), ApplyError> {
    let leaf = LeafIndex(committer.u32());
    let changed = ApplyError::ChangedIdentity { leaf };
    let Some(renewed) = staged.update_path_leaf_node() else {
        return Ok(());
    };
    let Some(before) = group.member_at(committer) else {
        return Err(changed);
    };
    let same = before.credential == *renewed.credential()
        && before.signature_key == renewed.signature_key().as_slice();
    if same { Ok(()) } else { Err(changed) }
}
