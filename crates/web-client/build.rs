//! Makes the table of the built web client's files: each compressed, with the hash of its content.

#[path = "src/media_type.rs"]
mod media_type;

use media_type::media_type;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// Served as they are where nothing was built: no script, and nothing from elsewhere.
const NOT_BUILT: &str = "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n\
    <meta name=\"viewport\" content=\"width=device-width\">\n<title>Détente</title>\n\
    <h1>The web client isn't in this program</h1>\n\
    <p>This node was built without it. <code>./dev</code> builds it first and the program with it; \
    everything else works, by the command <code>detente</code>.</p>\n</html>\n";

/// The densest that there is: it is done once, and sent many times.
const QUALITY: u32 = 11;
const WINDOW: u32 = 22;
const BUFFER_BYTES: usize = 64 * 1024;

fn main() {
    let here = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap());
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap());
    let dist = here.join("../../web/dist");
    // What isn't there can't be watched, and would be built anew each time. Where nothing may be
    // written nothing will be built there either.
    let _ = fs::create_dir_all(&dist);
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=src/media_type.rs");
    println!("cargo::rerun-if-changed={}", dist.display());
    let mut files = Vec::new();
    collect(&dist, "", &mut files).unwrap();
    files.sort();
    let is_built = files.iter().any(|path| path == "index.html");
    let mut table = format!("pub const IS_BUILT: bool = {is_built};\n");
    table.push_str("/// By their paths.\npub static FILES: &[File] = &[\n");
    if is_built {
        for (number, path) in files.iter().enumerate() {
            let content = fs::read(dist.join(path)).unwrap();
            add(&mut table, &out, number, path, &content);
        }
    } else {
        add(&mut table, &out, 0, "index.html", NOT_BUILT.as_bytes());
    }
    table.push_str("];\n");
    fs::write(out.join("files.rs"), table).unwrap();
}

/// Paths below the folder, with slashes. Maps of sources stay out: they are for whoever builds.
fn collect(dir: &Path, below: &str, files: &mut Vec<String>) -> io::Result<()> {
    let Ok(entries) = fs::read_dir(dir) else {
        return Ok(());
    };
    for entry in entries {
        let entry = entry?;
        let name = entry.file_name().into_string();
        let name =
            name.map_err(|name| io::Error::other(format!("{} isn't text", name.display())))?;
        let path = format!("{below}{name}");
        if entry.file_type()?.is_dir() {
            collect(&entry.path(), &format!("{path}/"), files)?;
        } else if !name.starts_with('.') && !name.ends_with(".map") {
            files.push(path);
        }
    }
    Ok(())
}

fn add(table: &mut String, out: &Path, number: usize, path: &str, content: &[u8]) {
    let file = format!("{number}.br");
    let mut packed = Vec::new();
    let mut writer = brotli::CompressorWriter::new(&mut packed, BUFFER_BYTES, QUALITY, WINDOW);
    writer.write_all(content).unwrap();
    drop(writer);
    fs::write(out.join(&file), packed).unwrap();
    // A browser that is told not to guess would refuse it, and nobody would know why.
    let kind = media_type(path)
        .unwrap_or_else(|| panic!("{path} has an ending that media_type.rs doesn't know"));
    let hash: [u8; 32] = Sha256::digest(content).into();
    writeln!(
        table,
        "    // {hex}\n    File {{ path: {path:?}, media_type: {kind:?}, bytes: {bytes}, sha256: {hash:?}, \
         brotli: include_bytes!(concat!(env!(\"OUT_DIR\"), \"/{file}\")) }},",
        hex = hex::encode(hash),
        bytes = content.len(),
    )
    .unwrap();
}
