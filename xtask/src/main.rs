//! Chores of this repository, run as `cargo xtask CHORE`.
//!
//! `tidy` counts what can be counted about the house style; each chore has a file of its own.
#![forbid(unsafe_code)]

mod openapi;
mod removals;
mod tidy;
mod typescript;
mod wasm;

use std::process::ExitCode;

/// A chore: its name on the command line, one line of help, and what runs it.
struct Chore {
    name: &'static str,
    help: &'static str,
    run: fn(&[String]) -> anyhow::Result<ExitCode>,
}

const CHORES: &[Chore] = &[
    Chore {
        name: "tidy",
        help: "check file openings, sizes, names, crate edges, licences and links",
        run: tidy::run,
    },
    Chore {
        name: "openapi",
        help: "write docs/openapi.json and docs/problems.md",
        run: openapi::run,
    },
    Chore {
        name: "typescript",
        help: "write the web client's types of views",
        run: typescript::run,
    },
    Chore {
        name: "removals",
        help: "take each check behind a promise out and see its test fail",
        run: removals::run,
    },
    Chore {
        name: "wasm",
        help: "build the browser's core into web/src/core/wasm",
        run: wasm::run,
    },
];

fn main() -> anyhow::Result<ExitCode> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let wanted = arguments.first().map(String::as_str).unwrap_or_default();
    if let Some(chore) = CHORES.iter().find(|chore| chore.name == wanted) {
        return (chore.run)(&arguments[1..]);
    }
    eprintln!("Usage: cargo xtask CHORE\n");
    for chore in CHORES {
        eprintln!("  {:<10} {}", chore.name, chore.help);
    }
    Ok(ExitCode::from(2))
}
