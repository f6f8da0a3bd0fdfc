//! The process around the core.
pub mod quic;
