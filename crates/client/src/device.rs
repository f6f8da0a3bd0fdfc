//! A device's secrets: one seed to sign with, one to open with. They are made on the device and
//! leave it only inside its passphrase-encrypted key file.

use e2ee::{HpkeKeyPair, Secret};
use identity::{
    AccreditationRequest, DeviceId, PersonId, PublicKey, RoleSet, SecretSeed, SideId, SigningKey,
    decode_canonical, encode_canonical,
};
use minicbor::{Decode, Encode};
use zeroize::Zeroizing;

/// What a key file is for; a file of one kind is refused where another is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum KeyPurpose {
    #[n(0)]
    Seal,
    #[n(1)]
    Node,
    #[n(2)]
    Archive,
    #[n(3)]
    Device,
    /// The second hand on the archive key.
    #[n(4)]
    ArchiveSecond,
}

/// The secrets of a person's device.
pub struct DeviceKeys {
    pub side: SideId,
    pub person: PersonId,
    seed: SecretSeed,
    hpke_seed: SecretSeed,
    signing: SigningKey,
    hpke: HpkeKeyPair,
}

#[derive(Encode, Decode)]
struct Stored {
    #[n(0)]
    purpose: KeyPurpose,
    #[n(1)]
    side: SideId,
    #[n(2)]
    person: PersonId,
    #[cbor(n(3), with = "minicbor::bytes")]
    seed: [u8; 32],
    #[cbor(n(4), with = "minicbor::bytes")]
    hpke_seed: [u8; 32],
}

/// Why keys can't be used.
#[derive(Debug, thiserror::Error)]
pub enum DeviceKeysError {
    #[error("the key file's contents are damaged: {0}")]
    Damaged(#[from] identity::CanonicalError),
    #[error("this key file is for {found:?}, not for {wanted:?}")]
    Purpose {
        found: KeyPurpose,
        wanted: KeyPurpose,
    },
    #[error(transparent)]
    Hpke(#[from] e2ee::HpkeError),
}

impl DeviceKeys {
    /// New secrets from the operating system's generator.
    pub fn generate(side: SideId, person: PersonId) -> Result<Self, DeviceKeysError> {
        Self::from_seeds(side, person, SecretSeed::generate(), SecretSeed::generate())
    }

    /// From known seeds: what a key file holds, or what a simulation draws.
    pub fn from_seeds(
        side: SideId,
        person: PersonId,
        seed: SecretSeed,
        hpke_seed: SecretSeed,
    ) -> Result<Self, DeviceKeysError> {
        Ok(Self {
            side,
            person,
            signing: SigningKey::from_seed(&seed),
            hpke: HpkeKeyPair::from_seed(&Secret::new(hpke_seed.0))?,
            seed,
            hpke_seed,
        })
    }

    /// The contents of this device's key file, to be encrypted before it is written.
    pub fn danger_secret_bytes(&self, purpose: KeyPurpose) -> Zeroizing<Vec<u8>> {
        Zeroizing::new(encode_canonical(&Stored {
            purpose,
            side: self.side,
            person: self.person,
            seed: self.seed.0,
            hpke_seed: self.hpke_seed.0,
        }))
    }

    pub fn from_secret_bytes(bytes: &[u8], wanted: KeyPurpose) -> Result<Self, DeviceKeysError> {
        let stored: Stored = decode_canonical("key file", bytes, 1_024)?;
        if stored.purpose != wanted {
            return Err(DeviceKeysError::Purpose {
                found: stored.purpose,
                wanted,
            });
        }
        Self::from_seeds(
            stored.side,
            stored.person,
            SecretSeed(stored.seed),
            SecretSeed(stored.hpke_seed),
        )
    }

    pub fn device(&self) -> DeviceId {
        DeviceId::of_key(&self.signing.public())
    }

    pub fn public(&self) -> PublicKey {
        self.signing.public()
    }

    pub fn hpke_public(&self) -> Vec<u8> {
        self.hpke.public().as_bytes().to_vec()
    }

    pub fn signing(&self) -> &SigningKey {
        &self.signing
    }

    pub fn hpke(&self) -> &HpkeKeyPair {
        &self.hpke
    }

    /// The signing seed, for the one program part that speaks TLS with it: a node.
    pub fn danger_seed(&self) -> SecretSeed {
        self.seed.clone()
    }

    pub(crate) fn mls_seed(&self) -> Secret<32> {
        Secret::new(self.seed.0)
    }

    /// What an administrator and a security officer are asked to sign.
    pub fn request(&self, roles: RoleSet) -> Vec<u8> {
        AccreditationRequest {
            side: self.side,
            person: self.person,
            device_key: self.public(),
            hpke_key: self.hpke_public(),
            roles,
        }
        .sign(&self.signing)
    }
}

impl std::fmt::Debug for DeviceKeys {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "DeviceKeys({})", self.device())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_file_opens_for_its_purpose_alone() {
        let keys = DeviceKeys::generate(SideId([1; 16]), PersonId([2; 16])).unwrap();
        let bytes = keys.danger_secret_bytes(KeyPurpose::Device);
        let read = DeviceKeys::from_secret_bytes(&bytes, KeyPurpose::Device).unwrap();
        assert_eq!(
            (read.device(), read.hpke_public()),
            (keys.device(), keys.hpke_public())
        );
        assert!(matches!(
            DeviceKeys::from_secret_bytes(&bytes, KeyPurpose::Seal),
            Err(DeviceKeysError::Purpose { .. })
        ));
        assert!(
            !format!("{keys:?}").contains(&format!("{:02x}", bytes[40]))
                || format!("{keys:?}").len() < 60
        );
    }
}
