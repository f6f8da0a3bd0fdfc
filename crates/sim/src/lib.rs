//! Worlds of two nodes, their devices, clocks, disks and network in one process, on one seed.
//!
//! A [`Plan`] comes from a seed; [`run`] plays it: a storm of actions and faults, then healing, then
//! the last checks. What the world decides comes from one ChaCha stream. OpenMLS and HPKE draw their
//! own randomness, and validity is compared with the system's clock: bytes of keys, salts and times
//! differ between two runs of a seed, the order of events doesn't.
#![forbid(unsafe_code)]

mod checks;
mod disk;
mod network;
mod plan;
mod report;
mod sides;
mod soak;
mod world;

pub use checks::{Failure, Promise};
pub use plan::{Adversary, Bug, Plan};
pub use report::Report;
pub use soak::{Break, Extent, Soaked, play, soak};
pub use world::run;
