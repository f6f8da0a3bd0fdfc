//! A side's node: [`app`] decides without sockets, [`http`] and [`runtime`] are the process around it.
//!
//! A node never reaches the end-to-end core: it carries what it can't open.
#![forbid(unsafe_code)]

pub mod app;
#[cfg(test)]
mod fixture;
pub mod http;
pub mod runtime;
