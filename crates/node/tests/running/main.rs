//! A node as it runs, over real sockets on this machine.

mod addresses;
mod hostile_peer;
mod resident;
mod side;
mod streams;
