//! The binary `detente`: reads arguments, runs one command, prints its outcome, exits with its code.
#![forbid(unsafe_code)]

use cli::Cli;
use std::process::ExitCode;

fn main() -> ExitCode {
    let cli = match Cli::read(std::env::args_os()) {
        Ok(cli) => cli,
        Err(exit) => return ExitCode::from(exit),
    };
    // Whoever makes a client without naming the one TLS back end gets it too.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let runtime = match tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("detente: the runtime doesn't start: {error}");
            return ExitCode::FAILURE;
        }
    };
    ExitCode::from(runtime.block_on(cli.execute()))
}
