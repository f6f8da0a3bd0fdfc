//! The archive's secrets in two hands: one file holds them, sealed to the key of a second person, whose
//! file holds that key. Either file alone opens nothing.

use e2ee::{HpkePublicKey, SealedTo, seal_to};
use identity::{SideId, decode_canonical, encode_canonical};
use minicbor::{Decode, Encode};
use zeroize::Zeroizing;

use crate::{DeviceKeys, DeviceKeysError, KeyPurpose};

const INFO: &[u8] = b"detente/v1/archive-hands";
/// Longest contents of the archivist's file.
const SEALED_BYTES_MAX: usize = 8 * 1024;

/// What is in the archivist's file, under a passphrase.
#[derive(Encode, Decode)]
struct InTwoHands {
    #[n(0)]
    side: SideId,
    /// The second person's key, to which it is sealed.
    #[cbor(n(1), with = "minicbor::bytes")]
    second: Vec<u8>,
    #[n(2)]
    sealed: SealedTo,
}

/// Why the archive's secrets didn't open.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    #[error("this file holds the whole archive key, so one person alone opens everything with it")]
    Whole,
    #[error("the second person's key isn't the one that this archive key is sealed to")]
    OtherSecond,
    #[error("the archive key file's contents are damaged: {0}")]
    Damaged(#[from] identity::CanonicalError),
    #[error(transparent)]
    Keys(#[from] DeviceKeysError),
    #[error(transparent)]
    Hpke(#[from] e2ee::HpkeError),
}

/// What is bound to the sealing: whose it is and for whom.
fn context(side: SideId, second: &[u8]) -> Vec<u8> {
    [&side.0[..], second].concat()
}

/// The contents of the archivist's file.
pub fn seal_archive(
    archive: &DeviceKeys,
    second: &DeviceKeys,
) -> Result<Zeroizing<Vec<u8>>, ArchiveError> {
    let secret = archive.danger_secret_bytes(KeyPurpose::Archive);
    let key = second.hpke_public();
    let to = HpkePublicKey::new(&key)?;
    let sealed = seal_to(&to, INFO, &context(archive.side, &key), &secret)?;
    Ok(Zeroizing::new(encode_canonical(&InTwoHands {
        side: archive.side,
        second: key,
        sealed,
    })))
}

/// The archive's keys, out of the archivist's file and the second person's.
pub fn open_archive(contents: &[u8], second: &DeviceKeys) -> Result<DeviceKeys, ArchiveError> {
    if whole_archive(contents).is_ok() {
        return Err(ArchiveError::Whole);
    }
    let held: InTwoHands = decode_canonical("archive key", contents, SEALED_BYTES_MAX)?;
    if held.second != second.hpke_public() || held.side != second.side {
        return Err(ArchiveError::OtherSecond);
    }
    let context = context(held.side, &held.second);
    let opened = second.hpke().open(INFO, &context, &held.sealed)?;
    Ok(DeviceKeys::from_secret_bytes(
        opened.as_bytes(),
        KeyPurpose::Archive,
    )?)
}

/// The archive's keys out of a file that holds them whole, as the first founded sides have it.
pub fn whole_archive(contents: &[u8]) -> Result<DeviceKeys, DeviceKeysError> {
    DeviceKeys::from_secret_bytes(contents, KeyPurpose::Archive)
}

#[cfg(test)]
mod tests {
    use super::*;
    use identity::PersonId;

    fn keys(side: u8, person: u8) -> DeviceKeys {
        DeviceKeys::generate(SideId([side; 16]), PersonId([person; 16])).unwrap()
    }

    #[test]
    fn both_hands_open_it_and_neither_alone() {
        let (archive, second) = (keys(1, 1), keys(1, 2));
        let contents = seal_archive(&archive, &second).unwrap();
        let opened = open_archive(&contents, &second).unwrap();
        assert_eq!(opened.hpke_public(), archive.hpke_public());
        assert_eq!(opened.public(), archive.public());
        // The archivist's own file doesn't hold the secret.
        assert!(whole_archive(&contents).is_err());
        let secret = archive.danger_secret_bytes(KeyPurpose::Archive);
        let seed = &secret[secret.len() - 32..];
        assert!(!contents.windows(32).any(|window| window == seed));
        for other in [keys(1, 3), keys(2, 2)] {
            let refused = open_archive(&contents, &other);
            assert!(matches!(refused, Err(ArchiveError::OtherSecond)));
        }
        let mut altered = contents.to_vec();
        *altered.last_mut().unwrap() ^= 1;
        assert!(open_archive(&altered, &second).is_err());
        assert!(matches!(
            open_archive(&secret, &second),
            Err(ArchiveError::Whole)
        ));
    }
}
