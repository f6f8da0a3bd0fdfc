//! The sans-IO link between two nodes.
#![forbid(unsafe_code)]
