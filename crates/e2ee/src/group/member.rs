//! A device that can be in groups: its signature key, its credential, its unused key packages.

use super::error::{JoinError, MemberError};
use super::memory::Provider;
use super::{KEY_PACKAGE_LEN_MAX, SUITE};
use crate::ids::{GroupId, KeyPackageBytes};
use crate::secret::Secret;
use ed25519_dalek::SigningKey;
use openmls::prelude::{
    BasicCredential, Capabilities, CredentialType, CredentialWithKey, KeyPackage, MlsMessageOut,
    ProtocolVersion,
};
use openmls_traits::signatures::{Signer, SignerError};
use openmls_traits::types::SignatureScheme;
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Bytes of a credential, at most.
pub const CREDENTIAL_LEN_MAX: usize = 2 * 1024;
/// With credentials up to this length a group of [`super::DEVICES_MAX`] devices fits its welcome;
/// with longer ones a commit that would not fit is refused earlier, as too long.
pub const CREDENTIAL_LEN_FULL_GROUP: usize = 1_536;

const _: () = assert!(CREDENTIAL_LEN_MAX < KEY_PACKAGE_LEN_MAX);
const _: () = assert!(CREDENTIAL_LEN_FULL_GROUP * super::DEVICES_MAX < super::WELCOME_LEN_MAX);

/// This device, ready to create and join groups. Copies share one memory of key packages and
/// groups; nothing of it is ever persisted.
#[derive(Clone)]
pub struct Member(Arc<Inner>);

struct Inner {
    provider: Provider,
    signer: LeafSigner,
    credential: BasicCredential,
    leaf_key: [u8; 32],
    /// The groups that this device is in now.
    groups: Mutex<BTreeSet<GroupId>>,
}

/// The device's key as OpenMLS signs with it. Its own key pair would bring every scheme that MLS knows, P-384 and
/// ML-DSA among them, into what a browser loads.
pub(super) struct LeafSigner(SigningKey);

impl Signer for LeafSigner {
    fn sign(&self, payload: &[u8]) -> Result<Vec<u8>, SignerError> {
        Ok(ed25519_dalek::Signer::sign(&self.0, payload).to_vec())
    }

    fn signature_scheme(&self) -> SignatureScheme {
        SignatureScheme::ED25519
    }
}

impl Member {
    /// A device by the seed of its ed25519 key and by its accreditation, opaque here.
    ///
    /// # Errors
    /// When the accreditation is too long or the system gives no randomness.
    pub fn new(seed: &Secret<32>, credential: &[u8]) -> Result<Self, MemberError> {
        if credential.len() > CREDENTIAL_LEN_MAX {
            let len = credential.len();
            return Err(MemberError::CredentialTooLong { len });
        }
        let provider = Provider::new().map_err(MemberError::library)?;
        let key = SigningKey::from_bytes(seed.danger_bytes());
        let leaf_key = key.verifying_key().to_bytes();
        Ok(Self(Arc::new(Inner {
            provider,
            signer: LeafSigner(key),
            credential: BasicCredential::new(credential.to_vec()),
            leaf_key,
            groups: Mutex::default(),
        })))
    }

    /// A fresh key package, good for one join. Its lifetime is OpenMLS's, by the system clock.
    ///
    /// # Errors
    /// When it grows above [`KEY_PACKAGE_LEN_MAX`], or in the library.
    pub fn key_package(&self) -> Result<KeyPackageBytes, MemberError> {
        let bundle = KeyPackage::builder()
            .leaf_node_capabilities(self.capabilities())
            .build(
                SUITE,
                self.provider(),
                self.signer(),
                self.credential_with_key(),
            )
            .map_err(MemberError::library)?;
        let bytes = MlsMessageOut::from(bundle.into_key_package())
            .to_bytes()
            .map_err(MemberError::library)?;
        if bytes.len() > KEY_PACKAGE_LEN_MAX {
            return Err(MemberError::KeyPackageTooLong { len: bytes.len() });
        }
        Ok(KeyPackageBytes(bytes))
    }

    /// The public half of the leaf's signature key: the device's key.
    pub fn leaf_key(&self) -> &[u8; 32] {
        &self.0.leaf_key
    }

    pub(super) fn provider(&self) -> &Provider {
        &self.0.provider
    }

    pub(super) fn signer(&self) -> &LeafSigner {
        &self.0.signer
    }

    pub(super) fn credential_with_key(&self) -> CredentialWithKey {
        CredentialWithKey {
            credential: self.0.credential.clone().into(),
            signature_key: self.0.leaf_key.as_slice().into(),
        }
    }

    /// One version, one suite, one kind of credential: there is nothing to negotiate.
    pub(super) fn capabilities(&self) -> Capabilities {
        Capabilities::new(
            Some(&[ProtocolVersion::Mls10]),
            Some(&[SUITE]),
            None,
            None,
            Some(&[CredentialType::Basic]),
        )
    }

    /// # Errors
    /// When the device is in this group already.
    pub(super) fn check_outside(&self, id: GroupId) -> Result<(), JoinError> {
        if self.groups().contains(&id) {
            return Err(JoinError::AlreadyMember);
        }
        Ok(())
    }

    pub(super) fn enter(&self, id: GroupId) {
        self.groups().insert(id);
    }

    pub(super) fn leave(&self, id: GroupId) {
        self.groups().remove(&id);
    }

    fn groups(&self) -> MutexGuard<'_, BTreeSet<GroupId>> {
        let groups = self.0.groups.lock();
        groups.unwrap_or_else(PoisonError::into_inner)
    }
}

pub(super) fn mls_group_id(id: GroupId) -> openmls::prelude::GroupId {
    openmls::prelude::GroupId::from_slice(&id.0)
}

impl std::fmt::Debug for Member {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Member(…)")
    }
}
