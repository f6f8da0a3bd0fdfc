//! Writes the corpus as files for libFuzzer: `cargo run -p fuzzing --example write_corpus FOLDER`.

use std::path::PathBuf;

fn main() -> std::io::Result<()> {
    let folder = PathBuf::from(std::env::args().nth(1).unwrap_or("fuzz/corpus".to_owned()));
    for target in fuzzing::TARGETS {
        let own = folder.join(target.name);
        std::fs::create_dir_all(&own)?;
        for (number, seed) in fuzzing::seeds(target.name).iter().enumerate() {
            std::fs::write(own.join(format!("seed-{number:02}")), seed)?;
        }
    }
    Ok(())
}
