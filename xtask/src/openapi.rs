//! Writes docs/openapi.json and docs/problems.md from the node's own tables. The node's tests compare
//! them; this runs the same test, told to write.

use std::process::{Command, ExitCode};

pub fn run(_arguments: &[String]) -> anyhow::Result<ExitCode> {
    let status = Command::new(env!("CARGO"))
        .args([
            "test",
            "--quiet",
            "--package",
            "node",
            "--lib",
            "http::openapi",
        ])
        .env("DETENTE_WRITE_DOCS", "1")
        .status()?;
    Ok(match status.success() {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    })
}
