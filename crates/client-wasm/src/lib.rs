//! The core of a device in a browser: keys, verified logs, what is shown and signed, and the call's keys.
//!
//! It has no sockets: the worker around it asks the node and hands over what came, as JSON where the node
//! speaks JSON and as bytes in a call. Everything but `binding` is ordinary Rust and is tested as such.
#![forbid(unsafe_code)]

mod act;
#[cfg(target_arch = "wasm32")]
mod binding;
mod call;
mod core;
mod error;
mod key;
mod next_step;
mod pictures;
mod query;
mod reason;
mod record;
mod red;
#[cfg(feature = "typescript")]
pub mod typescript;

pub use act::{Act, Made, Post, Warning};
pub use call::{Call, CallOutput, Frame, FrameCounts, Member, Shown, Told, told};
pub use core::{Core, Identity, Positions, Seen, SeenHead};
pub use error::CoreError;
pub use key::{MadeKey, RequestShown};
pub use pictures::PictureCounts;
pub use query::Query;
pub use red::RedPayload;
