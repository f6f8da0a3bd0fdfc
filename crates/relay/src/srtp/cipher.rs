//! One direction's session keys at work on one packet: what is encrypted, what is authenticated, and
//! which nonce the packet's own numbers make.

use super::LibraryRefused;
use super::derive::{Label, derive, derive_into};
use super::profile::{MasterKey, Profile};
use aws_lc_rs::aead::{AES_128_GCM, AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::cipher::{AES_128, EncryptingKey, EncryptionContext, UnboundCipherKey};
use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::hmac;
use zeroize::Zeroizing;

const GCM_TAG_BYTES: usize = 16;
/// HMAC-SHA1 cut to 80 bits.
const SHA1_TAG_BYTES: usize = 10;
/// The most that sealing adds to a packet.
pub(super) const SEAL_BYTES_MAX: usize = GCM_TAG_BYTES + SRTCP_INDEX_BYTES;
const SRTCP_INDEX_BYTES: usize = 4;
/// First header of a compound RTCP packet, which stays readable.
const RTCP_CLEAR_BYTES: usize = 8;
/// Says in an SRTCP packet's index that the packet is encrypted.
const SRTCP_ENCRYPTED: u32 = 1 << 31;

/// Session keys of RTP or of RTCP, in one direction.
pub(super) enum Cipher {
    Gcm {
        key: LessSafeKey,
        salt: [u8; 12],
    },
    /// Apart: its state is forty times the other's.
    CmSha1(Box<CmSha1>),
}

pub(super) struct CmSha1 {
    key: EncryptingKey,
    salt: [u8; 14],
    mac: hmac::Key,
}

impl Cipher {
    pub fn rtp(profile: Profile, master: &MasterKey) -> Result<Self, LibraryRefused> {
        Self::new(
            profile,
            master,
            [Label::RtpKey, Label::RtpMac, Label::RtpSalt],
        )
    }

    pub fn rtcp(profile: Profile, master: &MasterKey) -> Result<Self, LibraryRefused> {
        Self::new(
            profile,
            master,
            [Label::RtcpKey, Label::RtcpMac, Label::RtcpSalt],
        )
    }

    fn new(
        profile: Profile,
        master: &MasterKey,
        [key, mac, salt]: [Label; 3],
    ) -> Result<Self, LibraryRefused> {
        let mut session = Zeroizing::new(vec![0; profile.key_bytes()]);
        derive_into(master, key, &mut session)?;
        let algorithm = match profile {
            Profile::Aes128Gcm => &AES_128_GCM,
            Profile::Aes256Gcm => &AES_256_GCM,
            Profile::Aes128CmSha1_80 => {
                let mac = derive::<20>(master, mac)?;
                return Ok(Self::CmSha1(Box::new(CmSha1 {
                    key: EncryptingKey::ctr(UnboundCipherKey::new(&AES_128, &session)?)?,
                    salt: *derive(master, salt)?,
                    mac: hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, &mac[..]),
                })));
            }
        };
        Ok(Self::Gcm {
            key: LessSafeKey::new(UnboundKey::new(algorithm, &session)?),
            salt: *derive(master, salt)?,
        })
    }

    #[cfg(test)]
    pub fn of_session(key: &[u8], salt: [u8; 12]) -> Self {
        let algorithm = if key.len() == 16 {
            &AES_128_GCM
        } else {
            &AES_256_GCM
        };
        let key = LessSafeKey::new(UnboundKey::new(algorithm, key).unwrap());
        Self::Gcm { key, salt }
    }

    /// Encrypts what follows the header and appends the tag. `index` is the sequence number with its
    /// rollovers; the caller never gives one twice.
    pub fn seal_rtp(
        &self,
        packet: &mut Vec<u8>,
        header_bytes: usize,
        index: u64,
    ) -> Result<(), LibraryRefused> {
        let ssrc = rtp_ssrc(packet).ok_or(LibraryRefused)?;
        let (header, payload) = packet
            .split_at_mut_checked(header_bytes)
            .ok_or(LibraryRefused)?;
        match self {
            Self::Gcm { key, salt } => {
                let nonce = rtp_nonce(salt, ssrc, index);
                let tag = key.seal_in_place_separate_tag(nonce, Aad::from(&*header), payload)?;
                packet.extend_from_slice(tag.as_ref());
            }
            Self::CmSha1(of) => {
                let CmSha1 { key, salt, mac } = &**of;
                key.less_safe_encrypt(payload, counter(salt, ssrc, index))?;
                let tag = sha1_tag(mac, packet, &rollovers(index));
                packet.extend_from_slice(&tag);
            }
        }
        Ok(())
    }

    /// The payload, into `opened`, if the packet is authentic under this index.
    pub fn open_rtp(
        &self,
        packet: &[u8],
        header_bytes: usize,
        index: u64,
        opened: &mut Vec<u8>,
    ) -> Option<()> {
        let ssrc = rtp_ssrc(packet)?;
        match self {
            Self::Gcm { key, salt } => {
                let (header, rest) = packet.split_at_checked(header_bytes)?;
                let nonce = rtp_nonce(salt, ssrc, index);
                open_gcm(key, nonce, header, rest, opened)
            }
            Self::CmSha1(of) => {
                let CmSha1 { key, salt, mac } = &**of;
                let (sealed, tag) = split_last(packet, SHA1_TAG_BYTES)?;
                verify_sha1_tag(mac, sealed, &rollovers(index), tag)?;
                let encrypted = sealed.get(header_bytes..)?;
                opened.clear();
                opened.extend_from_slice(encrypted);
                let context = counter(salt, ssrc, index);
                key.less_safe_encrypt(opened, context).ok().map(drop)
            }
        }
    }

    /// Encrypts all but the first header; appends tag and index in the profile's order.
    pub fn seal_rtcp(&self, packet: &mut Vec<u8>, index: u32) -> Result<(), LibraryRefused> {
        let ssrc = rtcp_ssrc(packet).ok_or(LibraryRefused)?;
        let marked = (SRTCP_ENCRYPTED | index).to_be_bytes();
        let (clear, rest) = packet
            .split_at_mut_checked(RTCP_CLEAR_BYTES)
            .ok_or(LibraryRefused)?;
        match self {
            Self::Gcm { key, salt } => {
                let nonce = rtcp_nonce(salt, ssrc, index);
                let aad = Aad::from(rtcp_aad(clear, marked));
                let tag = key.seal_in_place_separate_tag(nonce, aad, rest)?;
                packet.extend_from_slice(tag.as_ref());
                packet.extend_from_slice(&marked);
            }
            Self::CmSha1(of) => {
                let CmSha1 { key, salt, mac } = &**of;
                key.less_safe_encrypt(rest, counter(salt, ssrc, index.into()))?;
                packet.extend_from_slice(&marked);
                let tag = sha1_tag(mac, packet, &[]);
                packet.extend_from_slice(&tag);
            }
        }
        Ok(())
    }

    /// The index that an SRTCP packet claims; `None` for what is too short or not encrypted.
    pub fn rtcp_index(&self, packet: &[u8]) -> Option<u32> {
        let rest = match self {
            Self::Gcm { .. } => packet,
            Self::CmSha1(_) => split_last(packet, SHA1_TAG_BYTES)?.0,
        };
        let marked = u32::from_be_bytes(*rest.last_chunk()?);
        (marked & SRTCP_ENCRYPTED != 0).then_some(marked & !SRTCP_ENCRYPTED)
    }

    /// The whole compound packet, into `opened`, if it is authentic.
    pub fn open_rtcp(&self, packet: &[u8], opened: &mut Vec<u8>) -> Option<()> {
        let ssrc = rtcp_ssrc(packet)?;
        let index = self.rtcp_index(packet)?;
        match self {
            Self::Gcm { key, salt } => {
                let (sealed, marked) = packet.split_last_chunk::<SRTCP_INDEX_BYTES>()?;
                let (clear, rest) = sealed.split_at_checked(RTCP_CLEAR_BYTES)?;
                let nonce = rtcp_nonce(salt, ssrc, index);
                open_gcm(key, nonce, &rtcp_aad(clear, *marked), rest, opened)?;
                opened.splice(..0, clear.iter().copied());
            }
            Self::CmSha1(of) => {
                let CmSha1 { key, salt, mac } = &**of;
                let (sealed, tag) = split_last(packet, SHA1_TAG_BYTES)?;
                verify_sha1_tag(mac, sealed, &[], tag)?;
                let (rtcp, _) = split_last(sealed, SRTCP_INDEX_BYTES)?;
                opened.clear();
                opened.extend_from_slice(rtcp);
                let encrypted = opened.get_mut(RTCP_CLEAR_BYTES..)?;
                let context = counter(salt, ssrc, index.into());
                key.less_safe_encrypt(encrypted, context).ok()?;
            }
        }
        Some(())
    }
}

fn rtp_ssrc(packet: &[u8]) -> Option<[u8; 4]> {
    packet.get(8..12)?.try_into().ok()
}

fn rtcp_ssrc(packet: &[u8]) -> Option<[u8; 4]> {
    packet.get(4..8)?.try_into().ok()
}

fn split_last(bytes: &[u8], count: usize) -> Option<(&[u8], &[u8])> {
    bytes.split_at_checked(bytes.len().checked_sub(count)?)
}

fn rollovers(index: u64) -> [u8; 4] {
    ((index >> 16) as u32).to_be_bytes()
}

/// RFC 7714 §8.1: two zero bytes, SSRC, rollover counter, sequence number; all with the salt.
fn rtp_nonce(salt: &[u8; 12], ssrc: [u8; 4], index: u64) -> Nonce {
    let mut nonce = *salt;
    mix(&mut nonce[2..6], &ssrc);
    mix(&mut nonce[6..], &index.to_be_bytes()[2..]);
    Nonce::assume_unique_for_key(nonce)
}

/// RFC 7714 §9.1: two zero bytes, SSRC, two zero bytes, SRTCP index; all with the salt.
fn rtcp_nonce(salt: &[u8; 12], ssrc: [u8; 4], index: u32) -> Nonce {
    let mut nonce = *salt;
    mix(&mut nonce[2..6], &ssrc);
    mix(&mut nonce[8..], &index.to_be_bytes());
    Nonce::assume_unique_for_key(nonce)
}

/// RFC 7714 §9.2: the readable header and the index that comes last.
fn rtcp_aad(clear: &[u8], marked: [u8; 4]) -> [u8; RTCP_CLEAR_BYTES + 4] {
    let mut aad = [0; RTCP_CLEAR_BYTES + 4];
    aad[..RTCP_CLEAR_BYTES].copy_from_slice(clear);
    aad[RTCP_CLEAR_BYTES..].copy_from_slice(&marked);
    aad
}

/// RFC 3711 §4.1.1: salt, SSRC and index before two bytes that count the blocks.
fn counter(salt: &[u8; 14], ssrc: [u8; 4], index: u64) -> EncryptionContext {
    let mut start = [0; 16];
    start[..14].copy_from_slice(salt);
    mix(&mut start[4..8], &ssrc);
    mix(&mut start[8..14], &index.to_be_bytes()[2..]);
    EncryptionContext::Iv128(start.into())
}

fn mix(into: &mut [u8], bytes: &[u8]) {
    into.iter_mut().zip(bytes).for_each(|(i, b)| *i ^= b);
}

fn open_gcm(
    key: &LessSafeKey,
    nonce: Nonce,
    aad: &[u8],
    sealed: &[u8],
    opened: &mut Vec<u8>,
) -> Option<()> {
    let (encrypted, tag) = split_last(sealed, GCM_TAG_BYTES)?;
    opened.resize(encrypted.len(), 0);
    key.open_separate_gather(nonce, Aad::from(aad), encrypted, tag, opened)
        .ok()
}

fn sha1_tag(mac: &hmac::Key, packet: &[u8], more: &[u8]) -> [u8; SHA1_TAG_BYTES] {
    let mut context = hmac::Context::with_key(mac);
    context.update(packet);
    context.update(more);
    let whole = context.sign();
    let mut tag = [0; SHA1_TAG_BYTES];
    tag.iter_mut()
        .zip(whole.as_ref())
        .for_each(|(t, w)| *t = *w);
    tag
}

fn verify_sha1_tag(mac: &hmac::Key, packet: &[u8], more: &[u8], tag: &[u8]) -> Option<()> {
    verify_slices_are_equal(&sha1_tag(mac, packet, more), tag).ok()
}
