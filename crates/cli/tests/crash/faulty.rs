//! A disk that fails when told to, under the unchanged program.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use crate::sides::Side;

const SOURCE: &str = include_str!("faulty_disk.c");

/// The file layer, built, and its control file.
pub struct FaultyDisk {
    library: PathBuf,
    control: PathBuf,
}

impl FaultyDisk {
    /// `None`, with a line that says so, where there is no C compiler or another system than Linux.
    pub fn build(dir: &Path) -> Option<Self> {
        if !cfg!(target_os = "linux") || Command::new("cc").arg("--version").output().is_err() {
            println!("skipped: faults of the disk need Linux and a C compiler (cc)");
            return None;
        }
        let (source, library) = (dir.join("faulty_disk.c"), dir.join("faulty_disk.so"));
        fs::write(&source, SOURCE).unwrap();
        let built = Command::new("cc")
            .args(["-shared", "-fPIC", "-O1", "-o"])
            .args([&library, &source])
            .args(["-ldl", "-lpthread"])
            .output()
            .unwrap();
        assert!(built.status.success(), "{built:?}");
        let control = dir.join("faults");
        Some(Self { library, control })
    }

    /// All processes of this side that begin from now on run on this disk.
    pub fn put_under(&self, side: &mut Side) {
        for (name, path) in [
            ("LD_PRELOAD", &self.library),
            ("FAULTY_DISK", &self.control),
        ] {
            let path = path.to_string_lossy().into_owned();
            side.environment.insert(name.to_owned(), path);
        }
    }

    /// From now on calls of this kind fail for files whose path begins so, after `after` more went well.
    pub fn fail(&self, call: &str, error: &str, after: u32, path: &Path) {
        // Whole at once: a rule that is half there is none.
        let beside = self.control.with_extension("new");
        let rule = format!("{call} {error} {after} {}\n", path.display());
        fs::write(&beside, rule).unwrap();
        fs::rename(&beside, &self.control).unwrap();
    }

    pub fn heal(&self) {
        // There may have been no fault.
        let _ = fs::remove_file(&self.control);
    }
}
