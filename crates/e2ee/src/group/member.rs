//! A device that can be in groups: its signature key, its credential, its unused key packages.

use super::error::{JoinError, MemberError};
use super::{KEY_PACKAGE_LEN_MAX, SUITE};
use crate::ids::{GroupId, KeyPackageBytes};
use crate::secret::Secret;
use ed25519_dalek::SigningKey;
use openmls::prelude::{
    BasicCredential, Capabilities, CredentialType, CredentialWithKey, KeyPackage, MlsGroup,
    MlsMessageOut, ProtocolVersion,
};
use openmls_libcrux_crypto::Provider;
use openmls_traits::OpenMlsProvider as _;
use openmls_traits::signatures::{Signer, SignerError};
use openmls_traits::types::SignatureScheme;
use std::sync::Arc;

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

    pub(super) fn is_in(&self, id: GroupId) -> Result<bool, JoinError> {
        MlsGroup::load(self.provider().storage(), &mls_group_id(id))
            .map(|group| group.is_some())
            .map_err(JoinError::library)
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
