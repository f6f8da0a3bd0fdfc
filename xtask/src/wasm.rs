//! Builds the browser's core: the wasm module and the JavaScript around it, into web/src/core/wasm/. What
//! makes the module small is done by the web client's own build.

use anyhow::{Context, bail, ensure};
use std::{
    env, fs,
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
    let home = env::home_dir();
    let status = Command::new(env!("CARGO"))
        .current_dir(root)
        .args(["build", "--locked", "--package", "client-wasm", "--lib"])
        .args(["--target", TARGET, "--profile", PROFILE])
        .env("CARGO_ENCODED_RUSTFLAGS", flags(root, home.as_deref())?)
        .status()?;
    ensure!(
        status.success(),
        "the core wasn't built; `rustup target add {TARGET}` brings the target"
    );
    // A relative one is below the root, where the build ran.
    let target = env::var_os("CARGO_TARGET_DIR").map_or_else(|| "target".into(), PathBuf::from);
    let module = root
        .join(target)
        .join(TARGET)
        .join(PROFILE)
        .join("client_wasm.wasm");
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
    let bound = out.join("client_wasm_bg.wasm");
    let bytes = fs::read(&bound).with_context(|| format!("reading {}", bound.display()))?;
    let own = [Some(root), home.as_deref()].into_iter().flatten();
    if let Some(path) = held(&bytes, own) {
        bail!(
            "the module holds a path of this machine, {}: everybody would get it, and no other machine makes the same \
             module; look where RUSTFLAGS in xtask/src/wasm.rs miss it",
            path.display()
        );
    }
    println!("{}: {} bytes", out.display(), bytes.len());
    Ok(ExitCode::SUCCESS)
}

/// For the compiler: what is told of where a panic arose names no folder of this machine.
fn flags(root: &Path, home: Option<&Path>) -> anyhow::Result<String> {
    let cargo = env::var_os("CARGO_HOME").map(PathBuf::from);
    let cargo = cargo.or_else(|| home.map(|home| home.join(".cargo")));
    let asked = Command::new("rustc")
        .current_dir(root)
        .args(["--print", "sysroot"])
        .output()
        .context("asking rustc for its folder")?;
    let sysroot = String::from_utf8(asked.stdout).context("rustc's folder")?;
    let standard = Path::new(sysroot.trim()).join("lib/rustlib/src/rust");
    let flag = |from: &Path, to: &str| format!("--remap-path-prefix={}={to}", from.display());
    let mut flags = vec![flag(root, "/detente"), flag(&standard, "/rustc")];
    flags.extend(cargo.map(|cargo| flag(&cargo, "/cargo")));
    Ok(flags.join("\u{1f}"))
}

/// The first of these folders of which the module names something within.
fn held<'a>(module: &[u8], mut folders: impl Iterator<Item = &'a Path>) -> Option<&'a Path> {
    folders.find(|folder| {
        let below = format!("{}/", folder.display());
        // The whole tree is nobody's folder.
        folder.parent().is_some() && module.windows(below.len()).any(|at| at == below.as_bytes())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_module_that_names_a_folder_of_this_machine_is_found_out() {
        let (root, home) = (Path::new("/srv/tree"), Path::new("/people/somebody"));
        for (module, found) in [
            (&b"at /detente/crates/client/src/lib.rs"[..], None),
            (b"at /srv/tree/crates/client/src/lib.rs", Some(root)),
            (b"/people/somebody/.cargo/registry", Some(home)),
            (b"/people/somebody", None),
            (b"/people/somebodyelse/.cargo", None),
            (b"", None),
        ] {
            let name = String::from_utf8_lossy(module);
            assert_eq!(held(module, [root, home].into_iter()), found, "{name}");
        }
        let everything = [Path::new("/")].into_iter();
        assert_eq!(held(b"https://north.example", everything), None);
    }
}
