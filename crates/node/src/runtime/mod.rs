//! The process around the core: one task owns it, others bring it what comes from sockets and carry
//! out what it decides.

mod addresses;
mod attachment_task;
mod background;
pub mod backup;
mod clock;
mod core_task;
mod door;
mod frame_pace;
mod ice_tcp;
mod line_task;
pub mod mail;
mod media_task;
mod metrics;
mod pinned_tls;
pub mod push;
pub mod quic;
mod seated_stream;
mod seats;
mod serve;
pub mod tls;
mod window;

pub use addresses::MediaAddressError;
pub use clock::Clock;
pub use core_task::{DeviceStream, NodeGone, NodeHandle};
pub use serve::{NodeConfig, RunError, Running, start};

/// 32 bytes from the operating system's generator.
pub(crate) fn random() -> [u8; 32] {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
    bytes
}

/// A core with nothing around it: no sockets, and nobody who carries out what it decides.
#[cfg(test)]
pub(crate) fn run_bare(core: crate::app::NodeCore, clock: Clock) -> NodeHandle {
    let (line, _) = tokio::sync::mpsc::unbounded_channel();
    let (media, _) = tokio::sync::mpsc::unbounded_channel();
    let (attachments, _) = tokio::sync::mpsc::unbounded_channel();
    let (push, _) = tokio::sync::mpsc::channel(1);
    let ways = core_task::Ways {
        line,
        media,
        attachments,
        push,
    };
    let (handle, task) = core_task::core_task(core, clock, ways);
    tokio::spawn(task.run());
    handle
}

#[cfg(test)]
mod media_flood_tests;
#[cfg(test)]
#[path = "stop_tests.rs"]
mod stop_tests;
