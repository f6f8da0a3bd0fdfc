//! The binary `detente`.
#![forbid(unsafe_code)]

fn main() {}
