//! The way to one device, as forwarding sees it: tests of forwarding have one of their own.

use crate::ids::Mid;
use crate::offer::{CheckedOffer, OfferRefusal};
use crate::packet::MediaKind;
use std::fmt;
use std::net::SocketAddr;
use std::time::Instant;

/// What carries a datagram between a device and its node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Proto {
    Udp,
    /// ICE-TCP (RFC 6544), one frame of RFC 4571 each.
    Tcp,
}

/// Bytes that came from the network.
#[derive(Clone, Copy)]
pub struct Datagram<'a> {
    pub proto: Proto,
    pub from: SocketAddr,
    /// The own configured address that they came to.
    pub to: SocketAddr,
    pub bytes: &'a [u8],
}

/// An RTP packet from a device, transport encryption opened.
#[derive(Clone, PartialEq, Eq)]
pub struct RtpIn<'a> {
    pub kind: MediaKind,
    pub ssrc: u32,
    /// With rollovers counted.
    pub seq: u64,
    pub time: u32,
    pub marker: bool,
    pub payload: &'a [u8],
}

/// An RTP packet for a device. The transport adds payload type and SSRC.
#[derive(Clone, PartialEq, Eq)]
pub struct RtpOut<'a> {
    /// With rollovers counted; the first on a line is below 65,536.
    pub seq: u64,
    pub time: u32,
    pub marker: bool,
    pub payload: &'a [u8],
}

/// Bytes for the network.
#[derive(Clone, PartialEq, Eq)]
pub struct Transmit {
    pub proto: Proto,
    /// The own configured address to send from.
    pub from: SocketAddr,
    pub to: SocketAddr,
    pub bytes: Vec<u8>,
    /// Video gives way to everything else.
    pub kind: MediaKind,
}

/// What a transport wants done or known.
#[derive(Debug)]
pub enum TransportOutput {
    Transmit(Transmit),
    /// ICE, DTLS and SRTP stand.
    Connected,
    /// Nothing more will come or go.
    Gone,
    /// The device lacks a part of the picture on this line of [`Accepted::video_slots`].
    LacksPicture {
        slot: usize,
    },
    /// Nothing else now; call `handle_timeout` then, if nothing happens before.
    Due(Instant),
}

/// Why a datagram was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DatagramRefusal {
    Malformed,
    /// No proof that it is from this device.
    NotFromPeer,
    /// A second copy of what this device sent, or older than the window.
    Replayed,
    WrongPayloadType,
    OtherTrack,
}

/// A transport that has accepted an offer.
#[derive(Debug)]
pub struct Accepted<T> {
    pub transport: T,
    pub answer_sdp: String,
    /// The ICE user name fragment by which connectivity checks name this transport.
    pub ufrag: String,
    /// The lines towards the device; [`PeerTransport::write_rtp`] counts in this order.
    pub slots: Vec<Mid>,
    /// Those for pictures; [`PeerTransport::write_video`] counts in this order.
    pub video_slots: Vec<Mid>,
}

/// Sans-IO transport of one device. After every call that gives no packet poll until
/// [`TransportOutput::Due`]; packets leave nothing to poll, so that each costs little.
pub trait PeerTransport: Sized {
    /// What all transports of a relay have in common, such as the own addresses.
    type Setup;

    fn accept_offer(
        now: Instant,
        setup: &Self::Setup,
        offer: &CheckedOffer,
    ) -> Result<Accepted<Self>, OfferRefusal>;

    /// True if `address` is one that devices may send to.
    fn is_own_address(setup: &Self::Setup, proto: Proto, address: SocketAddr) -> bool;

    /// Takes bytes from an address that this device has proved to be its own, or a connectivity
    /// check that names this transport. `Ok` for the latter means that the proof holds. A packet of
    /// the device's voice or camera comes out at once, opened into `opened`.
    fn handle_datagram<'a>(
        &mut self,
        now: Instant,
        datagram: Datagram<'_>,
        opened: &'a mut Vec<u8>,
    ) -> Result<Option<RtpIn<'a>>, DatagramRefusal>;

    fn handle_timeout(&mut self, now: Instant);

    fn poll_output(&mut self) -> TransportOutput;

    /// A packet on one of the lines of [`Accepted::slots`]; `None` if there is no way to the device.
    fn write_rtp(&mut self, now: Instant, slot: usize, rtp: RtpOut<'_>) -> Option<Transmit>;

    /// As [`Self::write_rtp`], on one of the lines of [`Accepted::video_slots`].
    fn write_video(&mut self, now: Instant, slot: usize, rtp: RtpOut<'_>) -> Option<Transmit>;

    /// Asks the device for a whole picture of its camera; `None` while it has sent none.
    fn ask_key_frame(&mut self) -> Option<Transmit>;

    /// Says goodbye; what is to be sent comes from `poll_output`.
    fn close(&mut self);
}

impl fmt::Debug for Datagram<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Datagram({:?}, {} bytes)", self.proto, self.bytes.len())
    }
}

impl fmt::Debug for Transmit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Transmit({:?}, {} bytes)", self.proto, self.bytes.len())
    }
}

impl fmt::Debug for RtpIn<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RtpIn(seq {}, {} bytes)", self.seq, self.payload.len())
    }
}

impl fmt::Debug for RtpOut<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RtpOut(seq {}, {} bytes)", self.seq, self.payload.len())
    }
}
