//! Worlds of nodes, devices, clocks, disks and networks on one seed.
#![forbid(unsafe_code)]
