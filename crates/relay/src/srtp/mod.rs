//! SRTP (RFC 3711, RFC 7714) between a node and one device: packets sealed and opened, and what may
//! never happen twice under one key. The ciphers are the cryptographic library's; ours are the form
//! of the packets, the derivation of the keys and the numbers that were seen.
//!
//! Deliberately absent: re-keying, key derivation rates, MKI, unencrypted SRTCP; DTLS agrees on none
//! of them.

mod cipher;
mod context;
mod derive;
mod profile;
#[cfg(test)]
mod vectors;

pub(crate) use context::{Inbound, OpenError, Outbound};
pub(crate) use profile::{Material, Profile};

/// The cryptographic library refused; with keys of the right length it has no reason to.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("the cryptographic library refused")]
pub(crate) struct LibraryRefused;

impl From<aws_lc_rs::error::Unspecified> for LibraryRefused {
    fn from(_: aws_lc_rs::error::Unspecified) -> Self {
        Self
    }
}
