//! The one part of this crate with a socket, a clock, files and tokio: runs a call's endpoint and
//! media against the own node, at the pace of an absolute clock.

mod call_drive;
mod ears;
mod sound_card;
mod tcp_way;

pub use call_drive::{
    CallDrive, Command, DriveError, EndCause, Ended, Event, MediaOver, NODE_SILENT_AFTER,
    SharedCrypto, UDP_ALONE, WITHOUT_NODE_MAX,
};
pub use ears::{Ears, EarsReport};

pub use sound_card::{Loudspeaker, Microphone, SoundCard, SoundCardError, SoundCardReport};

use crate::endpoint::EndpointCounters;
use crate::session::MediaReport;
use serde::Serialize;

/// What became of a call at this device.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct CallReport {
    #[serde(flatten)]
    pub media: MediaReport,
    pub endpoint: EndpointCounters,
    /// Datagrams of the node that came over TCP.
    pub over_tcp: u64,
    /// Packets that the socket or WebRTC didn't take.
    pub unsendable: u64,
    pub ears: EarsReport,
}
