//! Where a node keeps what it acknowledged.
#![forbid(unsafe_code)]
