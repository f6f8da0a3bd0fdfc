//! A node as it runs, over real sockets on this machine.

mod acme;
mod addresses;
mod push;
// The attacks beside use other parts of it.
#[allow(dead_code)]
mod side;
mod streams;
mod tls;
