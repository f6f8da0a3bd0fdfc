//! The core with its line: two nodes on fake time, their disks, and the pipe between them.

mod attachments;
mod attestations;
mod early;
mod expiry;
pub(crate) mod failure;
mod forks;
mod pages;
mod push;
mod quota;
mod restored;
mod revocation;
mod ring_again;
mod shifts;
pub(crate) mod world;
