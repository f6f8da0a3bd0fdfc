//! Writes the web client's types of views from the client's own structs. The client's tests compare them;
//! this runs the same test, told to write.

use std::process::{Command, ExitCode};

pub fn run(_arguments: &[String]) -> anyhow::Result<ExitCode> {
    let status = Command::new(env!("CARGO"))
        .args(["test", "--quiet", "--workspace", "--test", "typescript"])
        .env("DETENTE_WRITE_TYPES", "1")
        .status()?;
    Ok(match status.success() {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    })
}
