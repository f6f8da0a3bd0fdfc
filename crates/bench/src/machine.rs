//! What was measured on. No name of the machine: tables are published.

use serde::Serialize;
use std::fmt;

#[derive(Debug, Serialize)]
pub struct Machine {
    pub cores: usize,
    pub processor: String,
    pub memory_gib: f64,
    pub kernel: String,
    pub build: &'static str,
}

impl Machine {
    pub fn read() -> Self {
        let file = |path: &str| std::fs::read_to_string(path).unwrap_or_default();
        let after_colon = |text: &str, key: &str| {
            let line = text.lines().find(|line| line.starts_with(key));
            let value = line.and_then(|line| line.split_once(':'));
            value.map_or("unknown".to_owned(), |(_, value)| value.trim().to_owned())
        };
        let memory = after_colon(&file("/proc/meminfo"), "MemTotal");
        let kibibytes = memory.split(' ').next().and_then(|n| n.parse::<f64>().ok());
        let kernel = file("/proc/sys/kernel/osrelease");
        Self {
            cores: std::thread::available_parallelism().map_or(0, usize::from),
            processor: after_colon(&file("/proc/cpuinfo"), "model name"),
            memory_gib: kibibytes.map_or(0.0, |kib| (kib / 1024.0 / 102.4).round() / 10.0),
            kernel: format!("{} {}", std::env::consts::OS, kernel.trim()),
            build: if cfg!(debug_assertions) {
                "debug: figures mean nothing"
            } else {
                "release"
            },
        }
    }
}

impl fmt::Display for Machine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} cores of {}, {} GiB memory, {}, {} build",
            self.cores, self.processor, self.memory_gib, self.kernel, self.build
        )
    }
}
