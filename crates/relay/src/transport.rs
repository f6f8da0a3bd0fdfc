//! The way to one device, as forwarding sees it. One implementation is str0m's general path; a
//! faster one can take its place without touching the rest.

use crate::ids::Mid;
use crate::offer::{CheckedOffer, OfferRefusal};
use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;
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
pub struct RtpIn {
    pub ssrc: u32,
    /// With rollovers counted.
    pub seq: u64,
    pub time: u32,
    pub marker: bool,
    pub payload: Arc<[u8]>,
}

/// An RTP packet for a device. The transport adds payload type and SSRC.
#[derive(Clone, PartialEq, Eq)]
pub struct RtpOut {
    /// With rollovers counted; the first on a line is below 65,536.
    pub seq: u64,
    pub time: u32,
    pub marker: bool,
    pub payload: Arc<[u8]>,
}

/// What a transport wants done or known.
#[derive(Debug)]
pub enum TransportOutput {
    Transmit {
        proto: Proto,
        from: SocketAddr,
        to: SocketAddr,
        bytes: Vec<u8>,
    },
    /// ICE, DTLS and SRTP stand.
    Connected,
    /// Nothing more will come or go.
    Gone,
    Rtp(RtpIn),
    /// An authenticated packet that breaks the contract with devices.
    Refused(DatagramRefusal),
    /// Nothing else now; call `handle_timeout` then, if nothing happens before.
    Due(Instant),
}

/// Why a datagram was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DatagramRefusal {
    Malformed,
    /// No proof that it is from this device.
    NotFromPeer,
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
}

/// Sans-IO transport of one device. After every call poll until [`TransportOutput::Due`].
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
    /// check that names this transport. `Ok` for the latter means that the proof holds.
    fn handle_datagram(
        &mut self,
        now: Instant,
        datagram: Datagram<'_>,
    ) -> Result<(), DatagramRefusal>;

    fn handle_timeout(&mut self, now: Instant);

    fn poll_output(&mut self) -> TransportOutput;

    /// Sends on one of the lines of [`Accepted::slots`].
    fn write_rtp(&mut self, now: Instant, slot: usize, rtp: RtpOut);

    /// Says goodbye; what is to be sent comes from `poll_output`.
    fn close(&mut self);
}

impl fmt::Debug for Datagram<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Datagram({:?}, {} bytes)", self.proto, self.bytes.len())
    }
}

impl fmt::Debug for RtpIn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RtpIn(seq {}, {} bytes)", self.seq, self.payload.len())
    }
}

impl fmt::Debug for RtpOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RtpOut(seq {}, {} bytes)", self.seq, self.payload.len())
    }
}
