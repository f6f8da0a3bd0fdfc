//! Writes the web client's types of views and of acts from the structs of client and client-wasm. Their tests
//! compare them; this runs the same tests, told to write.

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
