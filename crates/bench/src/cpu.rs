//! What the kernel says a thread or process has used.

use anyhow::Context;
use std::time::Duration;

/// The calling thread, as the kernel numbers it.
pub fn own_thread() -> anyhow::Result<u32> {
    let link = std::fs::read_link("/proc/thread-self").context("/proc/thread-self")?;
    let name = link.file_name().and_then(|name| name.to_str());
    Ok(name.context("/proc/thread-self names no thread")?.parse()?)
}

/// Time on a processor of one of this process's threads.
pub fn of_thread(thread: u32) -> anyhow::Result<Duration> {
    read(&format!("/proc/self/task/{thread}/schedstat"))
}

/// Time on a processor of all living threads of a process.
pub fn of_process(process: u32) -> anyhow::Result<Duration> {
    let mut sum = Duration::ZERO;
    for thread in std::fs::read_dir(format!("/proc/{process}/task"))? {
        let path = thread?.path().join("schedstat");
        // A thread may have ended since it was listed.
        sum += read(&path.to_string_lossy()).unwrap_or_default();
    }
    Ok(sum)
}

/// Memory that a process holds, in bytes.
pub fn resident(process: u32) -> anyhow::Result<f64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kib = line.and_then(|line| line.split_whitespace().next());
    Ok(kib.context("no VmRSS")?.parse::<f64>()? * 1024.0)
}

fn read(path: &str) -> anyhow::Result<Duration> {
    let text = std::fs::read_to_string(path).with_context(|| path.to_owned())?;
    let first = text.split_whitespace().next().context("empty schedstat")?;
    Ok(Duration::from_nanos(first.parse()?))
}
