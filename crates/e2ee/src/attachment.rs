//! Attached files: sealed in chunks under a key of their own, by the STREAM construction (Hoang,
//! Reyhanitabar, Rogaway, Vizár 2015) of the `aead` crate over ChaCha20-Poly1305.
//!
//! STREAM puts a chunk's number, and whether it is the last, into its nonce: chunks that are swapped,
//! left out, doubled or cut off don't open. A file is filled up with zeros, so that its length shows only
//! roughly. Sealing the same file under the same key gives the same bytes: an upload that broke off goes
//! on where it stood. Whoever does that makes sure that it *is* the same file: two files under one key
//! would give both away.

use crate::hpke;
use crate::secret::{Plaintext, Secret};
use chacha20poly1305::{
    ChaCha20Poly1305, Key, KeyInit as _,
    aead::{
        Payload,
        stream::{NewStream as _, Nonce, StreamBE32, StreamPrimitive as _},
    },
};

pub const ATTACHMENT_KEY_LEN: usize = 32;
/// Bytes of the file in each chunk but the last.
pub const CHUNK_LEN: usize = 1024 * 1024;
/// What sealing adds to a chunk.
pub const CHUNK_TAG_LEN: usize = 16;
/// Files are filled up to a multiple of this.
pub const PAD_LEN: usize = 64 * 1024;
/// Longest file.
pub const FILE_LEN_MAX: usize = 25 * CHUNK_LEN;

/// Separates chunks from everything else that is sealed.
const PURPOSE: &[u8] = b"detente attachment 1";

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AttachmentError {
    #[error("a file of {len} bytes; 1 to {FILE_LEN_MAX} are attached")]
    FileLen { len: usize },
    #[error("there is no chunk {index} of a file of {len} bytes")]
    NoSuchChunk { index: u32, len: usize },
    #[error("no randomness")]
    NoRandomness,
    #[error("encryption failed")]
    Encryption,
    #[error("chunk {index} doesn't open: another file's, out of its place, or altered")]
    Altered { index: u32 },
}

/// A file's key and length: what it takes to seal or open its chunks, in any order.
pub struct AttachmentSealer {
    stream: StreamBE32<ChaCha20Poly1305>,
    len: usize,
}

/// A new key, for one file.
///
/// # Errors
/// When the system gives no randomness.
pub fn new_attachment_key() -> Result<Secret<ATTACHMENT_KEY_LEN>, AttachmentError> {
    hpke::random().map_err(|_| AttachmentError::NoRandomness)
}

impl AttachmentSealer {
    /// # Errors
    /// A length that no attachment has.
    pub fn new(key: &Secret<ATTACHMENT_KEY_LEN>, len: usize) -> Result<Self, AttachmentError> {
        if !(1..=FILE_LEN_MAX).contains(&len) {
            return Err(AttachmentError::FileLen { len });
        }
        let cipher = ChaCha20Poly1305::new(Key::from_slice(key.danger_bytes()));
        // The key seals one file, so what is random in STREAM's nonce needn't be.
        let nonce = Nonce::<ChaCha20Poly1305, StreamBE32<ChaCha20Poly1305>>::default();
        Ok(Self {
            stream: StreamBE32::from_aead(cipher, &nonce),
            len,
        })
    }

    fn padded_len(&self) -> usize {
        self.len.next_multiple_of(PAD_LEN)
    }

    pub fn chunks(&self) -> u32 {
        u32::try_from(self.padded_len().div_ceil(CHUNK_LEN)).unwrap_or(u32::MAX)
    }

    fn is_last(&self, index: u32) -> Result<bool, AttachmentError> {
        let len = self.len;
        match index.checked_add(1) {
            Some(next) if next <= self.chunks() => Ok(next == self.chunks()),
            Some(_) | None => Err(AttachmentError::NoSuchChunk { index, len }),
        }
    }

    fn associated(&self) -> Vec<u8> {
        [PURPOSE, &(self.padded_len() as u64).to_be_bytes()].concat()
    }

    /// Seals the chunk with this number of the whole file.
    ///
    /// # Errors
    /// A file of another length, or a chunk that it doesn't have.
    pub fn seal(&self, file: &[u8], index: u32) -> Result<Vec<u8>, AttachmentError> {
        let last = self.is_last(index)?;
        if file.len() != self.len {
            return Err(AttachmentError::FileLen { len: file.len() });
        }
        let from = index as usize * CHUNK_LEN;
        let end = (from + CHUNK_LEN).min(self.padded_len());
        let mut chunk = Plaintext::new(file[from.min(self.len)..end.min(self.len)].to_vec());
        chunk.fill_up(end - from);
        let aad = self.associated();
        let payload = Payload {
            msg: chunk.as_bytes(),
            aad: &aad,
        };
        self.stream
            .encrypt(index, last, payload)
            .map_err(|_| AttachmentError::Encryption)
    }

    /// Opens a chunk; what the file was filled up with is taken off.
    ///
    /// # Errors
    /// A chunk that it doesn't have, or that isn't this one.
    pub fn open(&self, index: u32, sealed: &[u8]) -> Result<Plaintext, AttachmentError> {
        let last = self.is_last(index)?;
        let aad = self.associated();
        let payload = Payload {
            msg: sealed,
            aad: &aad,
        };
        let altered = AttachmentError::Altered { index };
        let opened = self.stream.decrypt(index, last, payload);
        let mut chunk = opened.map_err(|_| altered)?;
        let from = index as usize * CHUNK_LEN;
        let wanted = (self.padded_len() - from).min(CHUNK_LEN);
        if chunk.len() != wanted {
            return Err(altered);
        }
        chunk.truncate(self.len.saturating_sub(from));
        Ok(Plaintext::new(chunk))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(seed: u8) -> Secret<ATTACHMENT_KEY_LEN> {
        Secret::new([seed; ATTACHMENT_KEY_LEN])
    }

    fn file(len: usize) -> Vec<u8> {
        (0..len).map(|at| (at % 251) as u8).collect()
    }

    fn sealed(len: usize) -> (AttachmentSealer, Vec<Vec<u8>>) {
        let sealer = AttachmentSealer::new(&key(1), len).expect("a length");
        let file = file(len);
        let chunks = (0..sealer.chunks()).map(|at| sealer.seal(&file, at).expect("sealed"));
        let chunks = chunks.collect();
        (sealer, chunks)
    }

    #[test]
    fn files_of_every_length_come_back_and_show_their_length_only_roughly() {
        for (len, lengths) in [
            (1, vec![PAD_LEN]),
            (PAD_LEN - 1, vec![PAD_LEN]),
            (PAD_LEN, vec![PAD_LEN]),
            (PAD_LEN + 1, vec![2 * PAD_LEN]),
            (CHUNK_LEN - 1, vec![CHUNK_LEN]),
            (CHUNK_LEN, vec![CHUNK_LEN]),
            (CHUNK_LEN + 1, vec![CHUNK_LEN, PAD_LEN]),
            (
                3 * CHUNK_LEN - PAD_LEN,
                vec![CHUNK_LEN, CHUNK_LEN, CHUNK_LEN - PAD_LEN],
            ),
        ] {
            let (sealer, chunks) = sealed(len);
            let got: Vec<usize> = chunks
                .iter()
                .map(|chunk| chunk.len() - CHUNK_TAG_LEN)
                .collect();
            assert_eq!(got, lengths, "{len}");
            let mut whole = Vec::new();
            for (at, chunk) in (0..).zip(&chunks) {
                whole.extend_from_slice(sealer.open(at, chunk).expect("opened").as_bytes());
            }
            assert!(whole == file(len), "{len}");
            let again = sealed(len).1;
            assert!(
                again == chunks,
                "{len}: an upload goes on with the same bytes"
            );
        }
    }

    #[test]
    fn lengths_have_their_limits() {
        for (len, fits) in [
            (0, false),
            (1, true),
            (FILE_LEN_MAX - 1, true),
            (FILE_LEN_MAX, true),
            (FILE_LEN_MAX + 1, false),
        ] {
            let sealer = AttachmentSealer::new(&key(1), len);
            assert_eq!(sealer.is_ok(), fits, "{len}");
            if let Ok(sealer) = sealer {
                assert!(sealer.chunks() <= 25);
            }
        }
        let (sealer, _) = sealed(CHUNK_LEN);
        for index in [1, u32::MAX] {
            let len = CHUNK_LEN;
            let refused = AttachmentError::NoSuchChunk { index, len };
            assert_eq!(sealer.open(index, &[]).err(), Some(refused));
            assert_eq!(sealer.seal(&file(len), index).err(), Some(refused));
        }
        let other = sealer.seal(&file(CHUNK_LEN - 1), 0);
        assert_eq!(other, Err(AttachmentError::FileLen { len: CHUNK_LEN - 1 }));
    }

    #[test]
    fn chunks_open_in_their_place_of_their_file_alone() {
        let (sealer, chunks) = sealed(3 * CHUNK_LEN);
        let altered = |index, chunk: &[u8]| {
            let refused = Some(AttachmentError::Altered { index });
            assert_eq!(sealer.open(index, chunk).err(), refused, "chunk {index}");
        };
        for index in 0..3 {
            for other in (0..3).filter(|other| *other != index) {
                altered(index, &chunks[other as usize]);
            }
        }
        let mut changed = chunks[1].clone();
        changed[CHUNK_LEN / 2] ^= 1;
        altered(1, &changed);
        altered(1, &chunks[1][..CHUNK_LEN]);
        altered(1, &[]);
        // A file that is cut off after two chunks, or goes on after its last.
        for len in [2 * CHUNK_LEN, 4 * CHUNK_LEN] {
            let other = AttachmentSealer::new(&key(1), len).expect("a length");
            assert!(other.open(0, &chunks[0]).is_err(), "{len}");
            assert!(other.open(1, &chunks[1]).is_err(), "{len}");
        }
        let other = AttachmentSealer::new(&key(2), 3 * CHUNK_LEN).expect("a length");
        assert!(other.open(0, &chunks[0]).is_err(), "another key");
    }

    /// Held against another implementation of ChaCha20-Poly1305, by the construction as records.md has it.
    #[test]
    fn sealed_bytes_are_fixed() {
        use sha2::{Digest as _, Sha256};
        let (_, chunks) = sealed(CHUNK_LEN + 5);
        let hashes = chunks.iter().map(Sha256::digest);
        let hex: Vec<String> = hashes
            .map(|hash| hash.iter().map(|byte| format!("{byte:02x}")).collect())
            .collect();
        assert_eq!(
            hex,
            [
                "8e4b943a7cdaa4d7ae5da79b4467ff9e56a56b0b7a306221a99f5ca91210ec1e",
                "34f778ba353c0efc083a0039e2aecad7df95d943ab8000445cab81a4df5ea0c8"
            ]
        );
    }

    #[test]
    fn no_two_keys_are_the_same() {
        let (one, two) = (new_attachment_key(), new_attachment_key());
        let (one, two) = (one.expect("a key"), two.expect("a key"));
        assert_ne!(one.danger_bytes(), two.danger_bytes());
    }
}
