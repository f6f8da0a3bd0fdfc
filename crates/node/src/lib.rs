//! A side's node.
#![forbid(unsafe_code)]
