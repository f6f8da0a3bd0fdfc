//! What devices and their own node say to each other.
#![forbid(unsafe_code)]
