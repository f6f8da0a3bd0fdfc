//! The crate's own identifiers: groups, epochs, leaves, digests, key packages.

use sha2::{Digest as _, Sha256};
use std::fmt;

/// Names one MLS group: one part of one call. Chosen at random by whoever creates the group.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GroupId(pub [u8; 32]);

/// How many commits a group has behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Epoch(pub u64);

/// A device's place in the tree of a group; it stays the same until the device is removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LeafIndex(pub u32);

/// SHA-256 of bytes that travel elsewhere: a commit, a welcome, a sealed body.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest(pub [u8; 32]);

/// What all members of a group in one epoch have in common and nobody else knows
/// (RFC 9420, section 8.7). Shown to other members only, inside the group.
#[derive(Clone, PartialEq, Eq)]
pub struct Authenticator(pub(crate) [u8; 32]);

/// A key package as it travels: an MLSMessage of RFC 9420, section 6.
#[derive(Clone, PartialEq, Eq)]
pub struct KeyPackageBytes(pub Vec<u8>);

impl Digest {
    /// SHA-256 of `bytes`.
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }
}

impl Authenticator {
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Display for Epoch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for LeafIndex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Eight hexadecimal digits are enough to tell two apart in a log line.
fn short(f: &mut fmt::Formatter<'_>, name: &str, bytes: &[u8; 32]) -> fmt::Result {
    write!(f, "{name}(")?;
    for byte in &bytes[..4] {
        write!(f, "{byte:02x}")?;
    }
    write!(f, "…)")
}

impl fmt::Debug for GroupId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        short(f, "GroupId", &self.0)
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        short(f, "Digest", &self.0)
    }
}

impl fmt::Debug for Authenticator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Authenticator(…)")
    }
}

impl fmt::Debug for KeyPackageBytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyPackageBytes({} bytes)", self.0.len())
    }
}
