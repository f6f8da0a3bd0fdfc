//! The sans-IO session of a device.
#![forbid(unsafe_code)]
