//! Bytes that must not be printed and do not outlive their owner in memory.

use std::fmt;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// A secret of fixed length.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct Secret<const N: usize>([u8; N]);

/// What somebody wrote or said, opened.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct Plaintext(Vec<u8>);

impl<const N: usize> Secret<N> {
    pub fn new(bytes: [u8; N]) -> Self {
        Self(bytes)
    }

    /// The bytes themselves. Named so that a reader of the calling code stops here.
    pub fn danger_bytes(&self) -> &[u8; N] {
        &self.0
    }
}

impl Plaintext {
    pub fn new(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// Fills it up with zeros to this length, without leaving a copy behind.
    pub(crate) fn fill_up(&mut self, len: usize) {
        let mut longer = Vec::with_capacity(len.max(self.0.len()));
        longer.extend_from_slice(&self.0);
        longer.resize(len.max(self.0.len()), 0);
        self.0.zeroize();
        self.0 = longer;
    }

    /// Hands the bytes over; from here on they are the caller's to wipe.
    pub fn into_bytes(mut self) -> Vec<u8> {
        std::mem::take(&mut self.0)
    }
}

impl<const N: usize> fmt::Debug for Secret<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl fmt::Debug for Plaintext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Plaintext({} bytes)", self.0.len())
    }
}
