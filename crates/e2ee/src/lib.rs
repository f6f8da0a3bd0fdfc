//! The end-to-end core: MLS group life, sealed bodies, SFrame, packing of voice and video, comparison
//! words.
//!
//! An audit boundary: it speaks in bytes and its own newtypes, knows no other crate of ours, and
//! has no clock and no IO. Randomness comes from the cryptographic provider alone; the one reader of
//! the system clock is OpenMLS, for the lifetimes of key packages.
#![forbid(unsafe_code)]

pub mod attachment;
mod crypto;
pub mod group;
mod hpke;
mod ids;
pub mod json;
pub mod media;
pub mod seal;
mod secret;
pub mod video;
pub mod voice;
pub mod words;

pub use hpke::PUBLIC_KEY_LEN as HPKE_PUBLIC_KEY_LEN;
pub use hpke::{HpkeError, HpkeKeyPair, HpkePublicKey, SealedTo, seal_to};
pub use ids::{Authenticator, Digest, Epoch, GroupId, KeyPackageBytes, LeafIndex};
pub use secret::{Plaintext, Secret};
