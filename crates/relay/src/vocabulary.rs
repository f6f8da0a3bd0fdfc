//! What a relay is given and what it gives: its input, its output and its events.

use crate::ids::{CallId, LinkId, Mid, PeerId, StreamId};
use crate::packet::{KeyFrameAsked, MediaKind, MediaPacket};
use crate::refusals::Refused;
use crate::transport::{Proto, Transmit};
use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;

/// What a relay is given.
#[derive(Debug)]
pub enum Input<'a> {
    Udp {
        from: SocketAddr,
        /// The own configured address that it came to.
        to: SocketAddr,
        bytes: &'a [u8],
    },
    /// One frame of an ICE-TCP connection.
    Tcp {
        from: SocketAddr,
        to: SocketAddr,
        bytes: &'a [u8],
    },
    FromOtherNode {
        link: LinkId,
        packet: MediaPacket,
    },
    /// A datagram of a link that isn't decoded yet: a packet or half of one.
    FromOtherNodeDatagram {
        link: LinkId,
        bytes: &'a [u8],
    },
}

/// What a relay wants done or known.
#[derive(Clone, PartialEq, Eq)]
pub enum Output {
    Transmit {
        proto: Proto,
        /// The own configured address to send from.
        from: SocketAddr,
        to: SocketAddr,
        bytes: Vec<u8>,
        /// What it carries: where there is no room for both, video gives way.
        kind: MediaKind,
    },
    /// For each route that media is sent over; where there is no room for both, video gives way.
    ToOtherNode {
        link: LinkId,
        packet: MediaPacket,
    },
    /// For one route, as [`KeyFrameAsked::encode`] writes it: who gets nothing asks again.
    KeyFrameAsked {
        link: LinkId,
        asked: KeyFrameAsked,
    },
    Event(Event),
    /// Only after [`Relay::danger_tap`].
    Tapped {
        call: CallId,
        stream: StreamId,
        payload: Arc<[u8]>,
    },
}

impl From<Transmit> for Output {
    fn from(transmit: Transmit) -> Self {
        let Transmit {
            proto,
            from,
            to,
            bytes,
            kind,
        } = transmit;
        Self::Transmit {
            proto,
            from,
            to,
            bytes,
            kind,
        }
    }
}

/// What signalling and operators learn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    PeerConnected {
        call: CallId,
        peer: PeerId,
        stream: StreamId,
    },
    /// The device went by itself and is removed; it may come back with a new offer.
    PeerGone {
        call: CallId,
        peer: PeerId,
        why: GoneWhy,
    },
    /// The first packet of a voice that was let through.
    FirstMedia { call: CallId, stream: StreamId },
    /// From now on this device hears this voice on this line; told before the first packet.
    SlotBound {
        call: CallId,
        peer: PeerId,
        stream: StreamId,
        mid: Mid,
    },
    SlotFreed {
        call: CallId,
        peer: PeerId,
        stream: StreamId,
        mid: Mid,
    },
    /// The first time that this source did this; every time is counted.
    Refused {
        call: Option<CallId>,
        from: Source,
        why: Refused,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GoneWhy {
    /// It never connected.
    NeverConnected,
    /// It said goodbye, or its transport ended or fell silent.
    Ended,
}

/// Who sent what was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    Peer(PeerId),
    OtherNode(LinkId),
    /// Nobody we know.
    Network,
}

/// Without what is carried: sizes are enough to follow a packet.
impl fmt::Debug for Output {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Transmit { proto, bytes, .. } => {
                write!(f, "Transmit({proto:?}, {} bytes)", bytes.len())
            }
            Self::ToOtherNode { link, packet } => write!(f, "ToOtherNode({link:?}, {packet:?})"),
            Self::KeyFrameAsked { link, asked } => write!(f, "KeyFrameAsked({link:?}, {asked:?})"),
            Self::Event(event) => event.fmt(f),
            Self::Tapped {
                stream, payload, ..
            } => write!(f, "Tapped({stream:?}, {} bytes)", payload.len()),
        }
    }
}
