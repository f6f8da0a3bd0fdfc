//! Each act once, from the page's JSON into both logs, and what the other side's core sees of it.

mod contacts;
mod devices;
mod internal;
mod kinds;
mod procedure;
mod refusals;
#[path = "../../../client/tests/desk/side.rs"]
mod side;
mod world;
