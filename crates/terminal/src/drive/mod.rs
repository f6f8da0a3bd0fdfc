//! The one part of this crate with a socket, a clock, files and tokio: runs a call's endpoint and
//! media against the own node, at the pace of an absolute clock.

mod call_drive;
mod ears;
mod reach;
mod sound_card;
mod tcp_way;
mod way;

pub use call_drive::{
    CallDrive, Command, DriveError, EndCause, Ended, Event, MediaOver, SharedCrypto, UDP_ALONE,
};
pub use ears::{Ears, EarsReport};
pub use reach::{NODE_SILENT_AFTER, WITHOUT_NODE_MAX};

pub use sound_card::{Loudspeaker, Microphone, SoundCard, SoundCardError, SoundCardReport};

use crate::endpoint::EndpointCounters;
use crate::session::MediaReport;
use serde::Serialize;

/// Returns that a report names; later ones aren't.
pub const RETURNS_MAX: usize = 64;

/// The node was lost, and reached again over a new way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Returned {
    /// Its last packet.
    pub lost_unix_ms: i64,
    /// From there until it was reached again.
    pub after_ms: u64,
}

/// What became of a call at this device.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct CallReport {
    #[serde(flatten)]
    pub media: MediaReport,
    pub endpoint: EndpointCounters,
    pub returns: Vec<Returned>,
    /// Datagrams of the node that came over TCP.
    pub over_tcp: u64,
    /// Packets that the socket or WebRTC didn't take.
    pub unsendable: u64,
    pub ears: EarsReport,
}
