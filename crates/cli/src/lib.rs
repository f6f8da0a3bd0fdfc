//! The command line of Détente as a library: the binary is a thin shell around it, and the demo calls
//! the same functions in process.
//!
//! A command is `async fn (&Context, arguments) -> Result<report, CliError>`; a report prints as text
//! for people and as one JSON object for programs.
#![forbid(unsafe_code)]

pub mod api;
pub mod archive_key;
pub mod commands;
pub mod context;
pub mod danger;
pub mod demo;
pub mod desk_files;
mod form_error;
pub mod home;
mod mail_file;
pub mod outcome;
pub mod press_file;
pub mod press_key;
mod private_file;
pub mod progress;
mod push_file;
pub mod tls_file;

use client::view::shown;

pub use commands::{Cli, Command};
pub use context::{Clock, Context, PassphraseSource, Questions};
pub use outcome::{CliError, Exit, Outcome, Report};
