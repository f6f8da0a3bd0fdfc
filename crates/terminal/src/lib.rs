//! The native call endpoint: speech files in and out, Opus, repeated voice frames, jitter buffer
//! and the WebRTC peer towards the own node. Everything here is free of clocks and sockets except
//! where a module's first line says otherwise.
#![forbid(unsafe_code)]

pub mod audio;
pub mod drive;
pub mod endpoint;
pub mod session;
pub mod voice;
