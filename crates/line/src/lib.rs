//! The sans-IO link between two nodes: greeting, logs, receipts, restored backups, fork proofs, calls.
//!
//! A [`Line`] takes inputs and `now`, and gives outputs; the node moves bytes, keeps both logs on
//! disk and performs outputs in their order. One connection is used at a time. What is durable
//! never depends on a connection: after each one the greetings say where both logs stand.
//!
//! Deliberately absent: internal records (nothing here takes one), clocks, randomness, sockets.
#![forbid(unsafe_code)]

mod attachments;
mod clock_skew;
mod dialling;
mod frame;
mod known;
mod limits;
mod line;
mod mine;
mod misbehaviour;
mod pace;
mod ports;
mod theirs;
mod turns;

pub use attachments::{AttachmentReceipt, Held, PartRequest};
pub use clock_skew::SkewLevel;
pub use frame::{Frame, FrameError, Greeting, Receipt, SUPPORTED_VERSIONS};
pub use limits::*;
pub use line::Line;
pub use misbehaviour::{Consequence, Misbehaviour};
pub use ports::{CloseCode, Config, ConnId, DownReason, Hold, Input, InputError, Output};
