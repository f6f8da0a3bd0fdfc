//! The sans-IO media relay of a node.
#![forbid(unsafe_code)]
