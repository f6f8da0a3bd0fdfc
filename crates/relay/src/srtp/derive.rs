//! Session keys from master keys (RFC 3711 §4.3 at a key derivation rate of 0; RFC 6188 for keys of
//! 256 bits): the key stream of AES in counter mode, one stretch for each label.

use super::LibraryRefused;
use super::profile::MasterKey;
use aws_lc_rs::cipher::{AES_128, AES_256, EncryptingKey, EncryptionContext, UnboundCipherKey};
use zeroize::Zeroizing;

/// What a session key is for (RFC 3711 §4.3.2).
#[derive(Clone, Copy, Debug)]
pub(super) enum Label {
    RtpKey = 0,
    RtpMac = 1,
    RtpSalt = 2,
    RtcpKey = 3,
    RtcpMac = 4,
    RtcpSalt = 5,
}

/// The byte of the salt that a label changes: six bytes of packet index follow it.
const LABEL_AT: usize = 7;

pub(super) fn derive<const N: usize>(
    master: &MasterKey,
    label: Label,
) -> Result<Zeroizing<[u8; N]>, LibraryRefused> {
    let mut out = Zeroizing::new([0; N]);
    derive_into(master, label, &mut out[..])?;
    Ok(out)
}

pub(super) fn derive_into(
    master: &MasterKey,
    label: Label,
    out: &mut [u8],
) -> Result<(), LibraryRefused> {
    let algorithm = match master.key.len() {
        16 => &AES_128,
        32 => &AES_256,
        _ => return Err(LibraryRefused),
    };
    // A salt of 96 bits stands in the place of the first 96 of 112 (RFC 7714 §11).
    let mut start = [0; 16];
    let salt = start.get_mut(..master.salt.len()).ok_or(LibraryRefused)?;
    salt.copy_from_slice(&master.salt);
    start[LABEL_AT] ^= label as u8;
    let key = EncryptingKey::ctr(UnboundCipherKey::new(algorithm, &master.key)?)?;
    out.fill(0);
    key.less_safe_encrypt(out, EncryptionContext::Iv128(start.into()))?;
    Ok(())
}
