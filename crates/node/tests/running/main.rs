//! A node as it runs, over real sockets on this machine.

mod addresses;
mod side;
mod streams;
