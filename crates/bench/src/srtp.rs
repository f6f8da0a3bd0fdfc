//! The least of SRTP with AES-256-GCM (RFC 7714): one packet opened or sealed, for the bare relay and
//! whoever talks to it. No replay window, no rollover: a measure, never a transport.

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};

/// Fixed header and one extension of four bytes, as devices send it.
pub const HEADER_BYTES: usize = 20;
pub const TAG_BYTES: usize = 16;

pub struct SrtpKey {
    key: LessSafeKey,
    salt: [u8; 12],
}

impl SrtpKey {
    /// A key of its own for each number; nothing here is secret.
    pub fn numbered(number: u32) -> Self {
        let mut bytes = [7; 32];
        bytes[..4].copy_from_slice(&number.to_be_bytes());
        let key = UnboundKey::new(&AES_256_GCM, &bytes).expect("32 bytes are a key");
        let salt = [number as u8; 12];
        Self {
            key: LessSafeKey::new(key),
            salt,
        }
    }

    /// RFC 7714 §8.1: two zero bytes, SSRC, rollover counter, sequence number; all with the salt.
    fn nonce(&self, packet: &[u8]) -> Nonce {
        let mut nonce = [0; 12];
        nonce[2..6].copy_from_slice(&packet[8..12]);
        nonce[10..].copy_from_slice(&packet[2..4]);
        nonce.iter_mut().zip(self.salt).for_each(|(n, s)| *n ^= s);
        Nonce::assume_unique_for_key(nonce)
    }

    /// Appends the tag to a packet whose payload is in clear.
    pub fn seal(&self, packet: &mut Vec<u8>) {
        let nonce = self.nonce(packet);
        let (header, payload) = packet.split_at_mut(HEADER_BYTES);
        let sealed = self
            .key
            .seal_in_place_separate_tag(nonce, Aad::from(&header[..]), payload);
        let tag = sealed.expect("a packet is not too long");
        packet.extend_from_slice(tag.as_ref());
    }

    /// The payload, if the packet is authentic.
    pub fn open<'a>(&self, packet: &'a mut [u8]) -> Option<&'a [u8]> {
        if packet.len() < HEADER_BYTES + TAG_BYTES {
            return None;
        }
        let nonce = self.nonce(packet);
        let (header, payload) = packet.split_at_mut(HEADER_BYTES);
        let opened = self
            .key
            .open_in_place(nonce, Aad::from(&header[..]), payload);
        opened.ok().map(|opened| &*opened)
    }
}

/// A packet of zeros, unsealed.
pub fn packet(ssrc: u32, seq: u16, payload_bytes: usize) -> Vec<u8> {
    let mut packet = Vec::with_capacity(HEADER_BYTES + payload_bytes + TAG_BYTES);
    packet.extend([0x90, 111]);
    packet.extend(seq.to_be_bytes());
    packet.extend((u32::from(seq) * 960).to_be_bytes());
    packet.extend(ssrc.to_be_bytes());
    packet.extend([0xbe, 0xde, 0, 1, 0x10, b'0', 0, 0]);
    packet.resize(HEADER_BYTES + payload_bytes, 0);
    packet
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_opens_under_its_key_alone() {
        let mut sealed = packet(5, 9, 164);
        SrtpKey::numbered(1).seal(&mut sealed);
        assert_eq!(sealed.len(), 200);
        assert!(SrtpKey::numbered(2).open(&mut sealed.clone()).is_none());
        assert_eq!(SrtpKey::numbered(1).open(&mut sealed), Some(&[0; 164][..]));
    }
}
