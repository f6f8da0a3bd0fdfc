//! One part of a call as an MLS group (RFC 9420): who is in, in which epoch, with which keys.
//!
//! Commits are staged, ordered by the two nodes and only then applied. External commits, standalone
//! proposals and group extensions are refused. Nothing is ever written to disk: after a crash a
//! device comes back with a fresh key package, by remove and add in one commit.

mod checks;
mod commit;
mod error;
mod member;
mod memory;
#[cfg(test)]
mod tests;

pub use crate::crypto::SUITE;
pub use commit::{Applied, Staged};
pub use error::{
    ApplyError, ExportError, JoinError, MemberError, MessageError, ProposeError, Refusal,
};
pub use member::{CREDENTIAL_LEN_FULL_GROUP, CREDENTIAL_LEN_MAX, Member};

use crate::ids::{Authenticator, Epoch, GroupId, LeafIndex};
use crate::media::{ReceiveKeys, SenderKey};
use crate::secret::Secret;
use openmls::prelude::{
    ContentType, MlsGroup, MlsGroupCreateConfig, MlsGroupJoinConfig, MlsMessageBodyIn,
    MlsMessageIn, PURE_CIPHERTEXT_WIRE_FORMAT_POLICY, ProcessedMessageContent, ProtocolMessage,
    Sender, StagedWelcome,
};
use openmls_traits::OpenMlsProvider as _;
use tls_codec::Deserialize as _;

/// Devices in a group, at most. Leaves are filled from the left, so no leaf index reaches it.
pub const DEVICES_MAX: usize = 64;
pub const KEY_PACKAGE_LEN_MAX: usize = 16 * 1024;
/// A commit that adds many devices at once may need more: then it adds half of them.
pub const COMMIT_LEN_MAX: usize = 176 * 1024;
/// The whole tree of a full group goes with each welcome; together with its commit it stays below the
/// 496 KiB that one signed envelope may have.
pub const WELCOME_LEN_MAX: usize = 320 * 1024;
/// What a member may say inside the group besides media: attestations, commitments, reveals.
pub const MESSAGE_LEN_MAX: usize = 16 * 1024;
/// Such a message sealed: signature, framing and tags come on top.
pub const SEALED_MESSAGE_LEN_MAX: usize = 17 * 1024;

/// The exporter label of RFC 9605, section 5.2.
const SFRAME_LABEL: &str = "SFrame 1.0 Base Key";
const BASE_KEY_LEN: usize = 32;

const _: () = assert!(MESSAGE_LEN_MAX < SEALED_MESSAGE_LEN_MAX);
const _: () = assert!(KEY_PACKAGE_LEN_MAX < COMMIT_LEN_MAX && COMMIT_LEN_MAX < WELCOME_LEN_MAX);

/// Says who may be in a call: asked for every leaf of a group that is joined and for every device
/// that a commit adds, our own commits included.
pub trait Roster {
    /// `credential` is the accreditation as the device presents it, `leaf_key` its ed25519 key.
    ///
    /// # Errors
    /// The reason why this device has no business in the group.
    fn admit(&self, credential: &[u8], leaf_key: &[u8; 32]) -> Result<(), Refusal>;
}

impl<F> Roster for F
where
    F: Fn(&[u8], &[u8; 32]) -> Result<(), Refusal>,
{
    fn admit(&self, credential: &[u8], leaf_key: &[u8; 32]) -> Result<(), Refusal> {
        self(credential, leaf_key)
    }
}

/// A device in a group, as the tree shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device {
    pub leaf: LeafIndex,
    pub credential: Vec<u8>,
    pub leaf_key: [u8; 32],
}

/// A message that a member sealed for the group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    pub leaf: LeafIndex,
    pub plaintext: crate::Plaintext,
}

/// This device's state in one group. Dropping it forgets its keys.
pub struct Group {
    member: Member,
    mls: MlsGroup,
    id: GroupId,
    staged: Option<crate::Digest>,
    sender_key_epoch: Option<Epoch>,
}

impl Group {
    /// A new group in which this device is alone, in epoch 0.
    ///
    /// # Errors
    /// When the member is already in a group of this id.
    pub fn create(member: &Member, id: GroupId) -> Result<Self, JoinError> {
        member.check_outside(id)?;
        let config = MlsGroupCreateConfig::builder()
            .ciphersuite(SUITE)
            .wire_format_policy(PURE_CIPHERTEXT_WIRE_FORMAT_POLICY)
            .use_ratchet_tree_extension(true)
            .capabilities(member.capabilities())
            .build();
        let mls = MlsGroup::new_with_group_id(
            member.provider(),
            member.signer(),
            &config,
            member::mls_group_id(id),
            member.credential_with_key(),
        )
        .map_err(JoinError::library)?;
        Ok(Self::of(member, mls, id))
    }

    /// Joins `id` by a welcome, which carries the whole tree. Every leaf is shown to the roster.
    /// The key package is used up even when the welcome is then refused.
    ///
    /// # Errors
    /// [`JoinError`]; a welcome that comes twice finds no key package any more.
    pub fn join(
        member: &Member,
        id: GroupId,
        welcome: &[u8],
        roster: &impl Roster,
    ) -> Result<Self, JoinError> {
        if welcome.len() > WELCOME_LEN_MAX {
            return Err(JoinError::TooLong { len: welcome.len() });
        }
        // Asked first, so that a second welcome to a group we are in costs no key package.
        member.check_outside(id)?;
        let message =
            MlsMessageIn::tls_deserialize_exact(welcome).map_err(|_| JoinError::Malformed)?;
        let MlsMessageBodyIn::Welcome(welcome) = message.extract() else {
            return Err(JoinError::Malformed);
        };
        let config = MlsGroupJoinConfig::builder()
            .wire_format_policy(PURE_CIPHERTEXT_WIRE_FORMAT_POLICY)
            .use_ratchet_tree_extension(true)
            .build();
        let staged = StagedWelcome::new_from_welcome(member.provider(), &config, welcome, None)
            .map_err(JoinError::from_welcome)?;
        checks::welcome(&staged, id, roster)?;
        let mls = staged
            .into_group(member.provider())
            .map_err(JoinError::library)?;
        Ok(Self::of(member, mls, id))
    }

    fn of(member: &Member, mls: MlsGroup, id: GroupId) -> Self {
        member.enter(id);
        Self {
            member: member.clone(),
            mls,
            id,
            staged: None,
            sender_key_epoch: None,
        }
    }

    pub fn id(&self) -> GroupId {
        self.id
    }

    pub fn epoch(&self) -> Epoch {
        Epoch(self.mls.epoch().as_u64())
    }

    /// False once a commit removed this device: nothing but reading the past state is left.
    pub fn is_active(&self) -> bool {
        self.mls.is_active()
    }

    pub fn own_leaf(&self) -> LeafIndex {
        LeafIndex(self.mls.own_leaf_index().u32())
    }

    /// All devices of the group, in the order of their leaves.
    pub fn roster(&self) -> Vec<Device> {
        // A member with a foreign credential or key never got past the checks.
        self.mls
            .members()
            .filter_map(|member| checks::device(&member).ok())
            .collect()
    }

    /// The device that commits unless it is absent: the one with the lowest leaf.
    pub fn committer(&self) -> LeafIndex {
        self.committer_without(&[]).unwrap_or(self.own_leaf())
    }

    /// The same when some are absent: the lowest leaf among the others.
    pub fn committer_without(&self, absent: &[LeafIndex]) -> Option<LeafIndex> {
        self.mls
            .members()
            .map(|member| LeafIndex(member.index.u32()))
            .filter(|leaf| !absent.contains(leaf))
            .min()
    }

    /// What every device attests: equal for two devices only if they hold the same keys.
    ///
    /// # Errors
    /// When this device was removed.
    pub fn authenticator(&self) -> Result<Authenticator, ExportError> {
        if !self.is_active() {
            return Err(ExportError::Removed);
        }
        let bytes = self.mls.epoch_authenticator().as_slice();
        bytes
            .try_into()
            .map(Authenticator)
            .map_err(|_| ExportError::Library("authenticator of another length".into()))
    }

    /// The keys under which the other devices' media opens in this epoch.
    ///
    /// # Errors
    /// When this device was removed.
    pub fn receive_keys(&self) -> Result<ReceiveKeys, ExportError> {
        let own = self.own_leaf();
        let leaves = self
            .mls
            .members()
            .map(|member| LeafIndex(member.index.u32()))
            .filter(|leaf| *leaf != own)
            .collect();
        Ok(ReceiveKeys::new(self.epoch(), self.base_key()?, leaves))
    }

    /// The key under which this device sends in this epoch. Handed out once an epoch: a second
    /// sender under it would count from zero again and repeat nonces.
    ///
    /// # Errors
    /// When it was handed out already, or this device was removed.
    pub fn sender_key(&mut self) -> Result<SenderKey, ExportError> {
        let epoch = self.epoch();
        if self.sender_key_epoch == Some(epoch) {
            return Err(ExportError::SenderKeyTaken { epoch });
        }
        let key = SenderKey::new(epoch, self.own_leaf(), self.base_key()?);
        self.sender_key_epoch = Some(epoch);
        Ok(key)
    }

    fn base_key(&self) -> Result<Secret<BASE_KEY_LEN>, ExportError> {
        if !self.is_active() {
            return Err(ExportError::Removed);
        }
        let crypto = self.member.provider().crypto();
        let bytes = self
            .mls
            .export_secret(crypto, SFRAME_LABEL, b"", BASE_KEY_LEN)
            .map_err(|error| ExportError::Library(error.to_string()))?;
        let bytes = zeroize::Zeroizing::new(bytes);
        let bytes: [u8; BASE_KEY_LEN] = bytes
            .as_slice()
            .try_into()
            .map_err(|_| ExportError::Library("base key of another length".into()))?;
        Ok(Secret::new(bytes))
    }

    /// Seals a message for the other members in this epoch.
    ///
    /// # Errors
    /// [`MessageError::TooLong`] above [`MESSAGE_LEN_MAX`]; [`MessageError::Removed`].
    pub fn seal_message(&mut self, plaintext: &[u8]) -> Result<Vec<u8>, MessageError> {
        if !self.is_active() {
            return Err(MessageError::Removed);
        }
        if plaintext.len() > MESSAGE_LEN_MAX {
            return Err(MessageError::too_long(plaintext.len(), MESSAGE_LEN_MAX));
        }
        let member = &self.member;
        self.mls
            .create_message(member.provider(), member.signer(), plaintext)
            .map_err(MessageError::library)?
            .to_bytes()
            .map_err(MessageError::library)
    }

    /// Opens a message of another member in this epoch; each opens once.
    ///
    /// # Errors
    /// [`MessageError`], with the two epochs when they differ: a message of the past does not open.
    pub fn open_message(&mut self, sealed: &[u8]) -> Result<Opened, MessageError> {
        if !self.is_active() {
            return Err(MessageError::Removed);
        }
        if sealed.len() > SEALED_MESSAGE_LEN_MAX {
            return Err(MessageError::too_long(sealed.len(), SEALED_MESSAGE_LEN_MAX));
        }
        let message =
            private_message(sealed, ContentType::Application).ok_or(MessageError::NotAMessage)?;
        if message.group_id() != self.mls.group_id() {
            return Err(MessageError::OtherGroup);
        }
        let epoch = Epoch(message.epoch().as_u64());
        if epoch != self.epoch() {
            let group = self.epoch();
            return Err(MessageError::OtherEpoch { epoch, group });
        }
        let processed = self
            .mls
            .process_message(self.member.provider(), message)
            .map_err(MessageError::library)?;
        let Sender::Member(leaf) = *processed.sender() else {
            return Err(MessageError::NotAMessage);
        };
        match processed.into_content() {
            ProcessedMessageContent::ApplicationMessage(message) => Ok(Opened {
                leaf: LeafIndex(leaf.u32()),
                plaintext: crate::Plaintext::new(message.into_bytes()),
            }),
            ProcessedMessageContent::OwnPrivateMessage => Err(MessageError::Own),
            _ => Err(MessageError::NotAMessage),
        }
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        // Memory does not fail; the keys of the epoch go, everything else is in the group.
        let _ = self.mls.delete(self.member.provider().storage());
        self.member.leave(self.id);
    }
}

impl std::fmt::Debug for Group {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Group")
            .field("id", &self.id)
            .field("epoch", &self.epoch())
            .field("own_leaf", &self.own_leaf())
            .finish_non_exhaustive()
    }
}

/// The private message in `bytes`, if it says it has this content. Public messages, among them
/// every external commit and proposal, end here.
fn private_message(bytes: &[u8], content: ContentType) -> Option<ProtocolMessage> {
    let message = MlsMessageIn::tls_deserialize_exact(bytes).ok()?;
    let MlsMessageBodyIn::PrivateMessage(message) = message.extract() else {
        return None;
    };
    let message = ProtocolMessage::from(message);
    (message.content_type() == content).then_some(message)
}
