//! The three protection profiles that DTLS may agree on, and the keys that it exports for them.

use zeroize::Zeroizing;

/// How packets are protected (RFC 5764 §4.1.2, RFC 7714 §14.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Profile {
    Aes128CmSha1_80,
    Aes128Gcm,
    Aes256Gcm,
}

impl Profile {
    pub fn key_bytes(self) -> usize {
        match self {
            Self::Aes128CmSha1_80 | Self::Aes128Gcm => 16,
            Self::Aes256Gcm => 32,
        }
    }

    pub fn salt_bytes(self) -> usize {
        match self {
            Self::Aes128CmSha1_80 => 14,
            Self::Aes128Gcm | Self::Aes256Gcm => 12,
        }
    }
}

#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("{got} bytes of keying material for {profile:?}")]
pub(crate) struct MaterialError {
    profile: Profile,
    got: usize,
}

/// The master keys of both directions. Prints nothing.
pub(crate) struct Material {
    pub profile: Profile,
    pub ours: MasterKey,
    pub theirs: MasterKey,
}

pub(crate) struct MasterKey {
    pub key: Zeroizing<Vec<u8>>,
    pub salt: Zeroizing<Vec<u8>>,
}

impl Material {
    /// From DTLS's exporter (RFC 5764 §4.2): client key, server key, client salt, server salt.
    pub fn exported(
        profile: Profile,
        exported: &[u8],
        we_are_client: bool,
    ) -> Result<Self, MaterialError> {
        let (key_bytes, salt_bytes) = (profile.key_bytes(), profile.salt_bytes());
        let got = exported.len();
        if got != 2 * (key_bytes + salt_bytes) {
            return Err(MaterialError { profile, got });
        }
        let (keys, salts) = exported.split_at(2 * key_bytes);
        let mut halves = keys.chunks(key_bytes).zip(salts.chunks(salt_bytes));
        let mut next = || {
            let (key, salt) = halves.next().unwrap_or_default();
            MasterKey {
                key: Zeroizing::new(key.to_vec()),
                salt: Zeroizing::new(salt.to_vec()),
            }
        };
        let (client, server) = (next(), next());
        let (ours, theirs) = match we_are_client {
            true => (client, server),
            false => (server, client),
        };
        Ok(Self {
            profile,
            ours,
            theirs,
        })
    }
}

impl std::fmt::Debug for Material {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Material({:?})", self.profile)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_role_takes_its_own_half() {
        let mut exported = vec![1; 16];
        exported.extend([2; 16]);
        exported.extend([3; 14]);
        exported.extend([4; 14]);
        let of = |we_are_client| {
            Material::exported(Profile::Aes128CmSha1_80, &exported, we_are_client).unwrap()
        };
        for (material, ours, theirs) in [(of(true), (1, 3), (2, 4)), (of(false), (2, 4), (1, 3))] {
            let halves = [&material.ours, &material.theirs];
            assert_eq!(
                halves.map(|half| half.key.to_vec()),
                [vec![ours.0; 16], vec![theirs.0; 16]]
            );
            assert_eq!(
                halves.map(|half| half.salt.to_vec()),
                [vec![ours.1; 14], vec![theirs.1; 14]]
            );
            assert_eq!(format!("{material:?}"), "Material(Aes128CmSha1_80)");
        }
    }

    #[test]
    fn material_has_exactly_the_length_of_its_profile() {
        for (profile, bytes) in [
            (Profile::Aes128CmSha1_80, 60),
            (Profile::Aes128Gcm, 56),
            (Profile::Aes256Gcm, 88),
        ] {
            for (got, fits) in [
                (0, false),
                (bytes - 1, false),
                (bytes, true),
                (bytes + 1, false),
            ] {
                let material = Material::exported(profile, &vec![0; got], true);
                assert_eq!(material.is_ok(), fits, "{profile:?}, {got}");
            }
        }
    }
}
