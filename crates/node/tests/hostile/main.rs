//! A node as it runs, attacked from each of its sides. One test at a time, since what an attack costs in
//! memory and in time is measured.

mod call;
mod http;
mod other_node;
mod resident;
// A part of it, as the tests beside do.
#[allow(dead_code)]
#[path = "../running/side.rs"]
mod side;

/// Held by the test that runs.
static ALONE: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());
