//! Where the node touches the world: the QUIC line to another node, and the clock.
//!
//! Drivers move bytes and time; they decide nothing. What a frame means is for `line` to say.

pub mod clock;
pub mod quic;
mod quic_congestion;
mod quic_errors;
mod quic_link;
mod quic_tls;
