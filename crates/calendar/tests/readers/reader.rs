//! Two independent readers of calendars, each in its own process: icalendar (PyPI), ical.js (npm).
//! `./dev setup` installs them below target/calendar-readers; no test fetches anything.

use std::{
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// A library that reads calendars.
#[derive(Debug)]
pub struct Reader {
    pub name: &'static str,
    program: PathBuf,
    arguments: Vec<PathBuf>,
}

/// Those that are installed; of each other one a line says so.
pub fn installed() -> Vec<Reader> {
    let scripts = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/calendar");
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("../calendar-readers");
    let python = Reader {
        name: "icalendar",
        program: target.join("venv/bin/python"),
        arguments: vec![scripts.join("reader.py")],
    };
    let node = Reader {
        name: "ical.js",
        program: "node".into(),
        arguments: vec![scripts.join("reader.mjs"), target.join("node")],
    };
    [(python, "venv/installed"), (node, "node/installed")]
        .into_iter()
        .filter_map(|(reader, mark)| {
            let is_there = target.join(mark).exists() && reader.starts();
            if !is_there {
                eprintln!(
                    "skipped: {} isn't installed; ./dev setup does it",
                    reader.name
                );
            }
            is_there.then_some(reader)
        })
        .collect()
}

impl Reader {
    fn starts(&self) -> bool {
        let asked = Command::new(&self.program).arg("--version").output();
        asked.is_ok_and(|asked| asked.status.success())
    }

    /// What the library says of the calendar; whole days until the end of a year.
    pub fn read(&self, text: &str, last_year: i16) -> serde_json::Value {
        let mut child = Command::new(&self.program)
            .args(&self.arguments)
            .arg(last_year.to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("{}: {error}", self.name));
        // Both read everything before they write anything.
        let mut stdin = child.stdin.take().unwrap();
        let _ = stdin.write_all(text.as_bytes());
        drop(stdin);
        let told = child.wait_with_output().unwrap();
        let complaint = String::from_utf8_lossy(&told.stderr);
        assert!(told.status.success(), "{}: {complaint}\n{text}", self.name);
        let told: serde_json::Value = serde_json::from_slice(&told.stdout).unwrap();
        assert_eq!(told["errors"], serde_json::json!([]), "{}", self.name);
        told
    }
}
