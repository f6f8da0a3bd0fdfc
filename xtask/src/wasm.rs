//! Builds the browser's core: the wasm module and the JavaScript around it, into web/src/core/wasm/. What
//! makes the module small is done by the web client's own build.

use anyhow::{Context, ensure};
use std::{
    path::{Path, PathBuf},
    process::{Command, ExitCode},
};
use wasm_bindgen_cli_support::Bindgen;

const TARGET: &str = "wasm32-unknown-unknown";
const PROFILE: &str = "wasm";
const OUT: &str = "web/src/core/wasm";

pub fn run(_arguments: &[String]) -> anyhow::Result<ExitCode> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .context("the repository's root")?;
    let status = Command::new(env!("CARGO"))
        .current_dir(root)
        .args(["build", "--locked", "--package", "client-wasm", "--lib"])
        .args(["--target", TARGET, "--profile", PROFILE])
        .status()?;
    ensure!(
        status.success(),
        "the core wasn't built; `rustup target add {TARGET}` brings the target"
    );
    let target =
        std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
    let module = target.join(TARGET).join(PROFILE).join("client_wasm.wasm");
    let out = root.join(OUT);
    Bindgen::new()
        .input_path(&module)
        .web(true)?
        .typescript(true)
        .omit_default_module_path(true)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate(&out)
        .with_context(|| format!("binding {}", module.display()))?;
    println!(
        "{}: {} bytes",
        out.display(),
        std::fs::metadata(&module)?.len()
    );
    Ok(ExitCode::SUCCESS)
}
