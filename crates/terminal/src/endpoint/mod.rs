//! WebRTC peer of one call, towards the device's own node: Opus voice out, up to eight voices in,
//! over UDP or, where that gets nothing through, over TCP.
//! Sans-IO over str0m: no socket, no clock, no video, no data channels, no audio-level extension.

mod answer;

pub use answer::{AnswerError, CANDIDATES_MAX, SDP_BYTES_MAX};

use serde::Serialize;
use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::time::{Duration, Instant};
use str0m::change::{SdpAnswer, SdpPendingOffer};
use str0m::config::DtlsVersion;
use str0m::format::Codec;
use str0m::media::{Direction, MediaKind, Mid, Pt};
use str0m::net::{Protocol, Receive, TcpType};
use str0m::rtp::{Extension, ExtensionMap, RtpPacket, RtpWrite};
use str0m::{Candidate, Event, Input, Rtc};

/// Voices that may come from the floor at once; each has a media line of its own.
pub const FLOOR_SENDERS_MAX: usize = 8;
/// Longest voice packet inside RTP: an SFrame of audio.
pub const VOICE_PAYLOAD_BYTES_MAX: usize = 1_000;
/// Longest datagram that is looked at; longer ones don't come over our node's links.
pub const DATAGRAM_BYTES_MAX: usize = 2_000;

/// The node is asked so often whether it is there, so that its loss shows soon.
pub const CHECK_EVERY: Duration = Duration::from_millis(500);
/// Checks in a row without an answer, after which WebRTC gives a way up: half a minute.
const CHECKS_UNANSWERED_MAX: usize = 60;

/// Identifier of the one RTP header extension we use (RFC 8843 §15).
const MID_EXTENSION_ID: u8 = 4;
/// RTP packets have these first bytes among everything on the port (RFC 7983 §7).
const RTP_FIRST_BYTES: std::ops::RangeInclusive<u8> = 128..=191;
const RTP_HEADER_BYTES_MIN: usize = 12;
/// Where a header names its stream (RFC 3550 §5.1).
const RTP_SSRC: std::ops::Range<usize> = 8..12;
/// In the place of the payload type, these mean RTCP (RFC 5761 §4).
const RTCP_TYPES: std::ops::RangeInclusive<u8> = 64..=95;

#[derive(Debug, thiserror::Error)]
pub enum EndpointError {
    #[error("no local address to be reached at was given")]
    NoCandidate,
    #[error("{address} cannot be an address to be reached at: {cause}")]
    Candidate {
        address: SocketAddr,
        cause: str0m::error::IceError,
    },
    #[error("no offer could be made")]
    NoOffer,
}

#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum SendError {
    #[error("not connected to the own node")]
    NotConnected,
    #[error("a voice packet of {bytes} bytes, at most {VOICE_PAYLOAD_BYTES_MAX} are allowed")]
    TooLong { bytes: usize },
    #[error("WebRTC stopped: {0}")]
    Stopped(String),
}

/// What carries datagrams to the node and back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Transport {
    Udp,
    /// ICE-TCP (RFC 6544): the device connects, one frame (RFC 4571) a datagram.
    Tcp,
}

impl Transport {
    fn protocol(self) -> Protocol {
        match self {
            Self::Udp => Protocol::Udp,
            Self::Tcp => Protocol::Tcp,
        }
    }
}

/// What the endpoint wants done or known. After each call to the endpoint, poll until `None`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Output {
    Transmit {
        transport: Transport,
        to: SocketAddr,
        bytes: Vec<u8>,
    },
    /// The node is there and proven (ICE and DTLS); comes again after `Disconnected`.
    Connected,
    Media(Media),
    /// The node can't be reached just now.
    Disconnected,
    /// The connection is over; nothing follows.
    Closed,
}

/// One voice packet as it came; its payload is still sealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Media {
    /// The media line it came on.
    pub mid: String,
    pub ssrc: u32,
    pub rtp_time: u32,
    /// Extended over the wraps of the 16 bits on the wire.
    pub seq: u64,
    pub payload: Vec<u8>,
}

/// What came and was left aside.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct EndpointCounters {
    /// Datagrams from an address that isn't the node's.
    pub foreign: u64,
    /// Datagrams that are nothing we know, or that WebRTC refused.
    pub malformed: u64,
    /// RTP of another payload type or on no line of ours: video, for example.
    pub other_media: u64,
    /// RTP of a stream that the node's answer didn't name: somebody else wrote it.
    pub other_stream: u64,
    /// Voice packets over the limit.
    pub oversized: u64,
    /// Voice packets without payload: probes.
    pub empty: u64,
}

impl std::ops::AddAssign for EndpointCounters {
    fn add_assign(&mut self, more: Self) {
        self.foreign += more.foreign;
        self.malformed += more.malformed;
        self.other_media += more.other_media;
        self.other_stream += more.other_stream;
        self.oversized += more.oversized;
        self.empty += more.empty;
    }
}

pub struct Endpoint {
    rtc: Rtc,
    offer: String,
    pending: Option<SdpPendingOffer>,
    said_mid: Mid,
    heard_mids: Vec<Mid>,
    voice_type: Option<Pt>,
    node_addresses: BTreeSet<(Transport, SocketAddr)>,
    /// The one stream of each line that is heard, as the answer named it. Who speaks on a line may
    /// change; its stream doesn't as long as the connection stands.
    heard_streams: BTreeSet<u32>,
    next_seq: u64,
    timeout: Option<Instant>,
    ice_up: bool,
    dtls_up: bool,
    /// Whether the last thing told was `Connected`.
    connected_told: bool,
    closed_told: bool,
    counters: EndpointCounters,
}

impl Endpoint {
    /// A peer that can be reached at `locals`, with its offer made. A TCP address is the one that a
    /// connection to the node will come from.
    pub fn new(now: Instant, locals: &[(Transport, SocketAddr)]) -> Result<Self, EndpointError> {
        // Only the media line's name travels with a packet: no audio level, no send times.
        let mut extensions = ExtensionMap::empty();
        extensions.set(MID_EXTENSION_ID, Extension::RtpMid);
        let mut config = Rtc::builder()
            .set_dtls_version(DtlsVersion::Auto)
            .set_rtp_mode(true)
            .clear_codecs()
            .enable_opus(true, false)
            .set_extension_map(extensions);
        config.set_max_stun_rto(CHECK_EVERY);
        config.set_max_stun_retransmits(CHECKS_UNANSWERED_MAX);
        let mut rtc = config.build(now);
        if locals.is_empty() {
            return Err(EndpointError::NoCandidate);
        }
        for &(transport, address) in locals {
            let candidate = match transport {
                Transport::Udp => Candidate::host(address, Protocol::Udp),
                Transport::Tcp => Candidate::builder()
                    .tcp()
                    .host(address)
                    .tcptype(TcpType::Active)
                    .build(),
            };
            let candidate =
                candidate.map_err(|cause| EndpointError::Candidate { address, cause })?;
            rtc.add_local_candidate(candidate);
        }
        let mut lines = rtc.sdp_api();
        let audio = MediaKind::Audio;
        let said_mid = lines.add_media(audio, Direction::SendOnly, None, None, None);
        let heard_mids = (0..FLOOR_SENDERS_MAX)
            .map(|_| lines.add_media(audio, Direction::RecvOnly, None, None, None))
            .collect();
        let (offer, pending) = lines.apply().ok_or(EndpointError::NoOffer)?;
        Ok(Self {
            rtc,
            offer: offer.to_sdp_string(),
            pending: Some(pending),
            said_mid,
            heard_mids,
            voice_type: None,
            node_addresses: BTreeSet::new(),
            heard_streams: BTreeSet::new(),
            next_seq: 1,
            timeout: None,
            ice_up: false,
            dtls_up: false,
            connected_told: false,
            closed_told: false,
            counters: EndpointCounters::default(),
        })
    }

    /// The SDP for the node: one line to send voice, then [`FLOOR_SENDERS_MAX`] to receive it.
    pub fn offer(&self) -> &str {
        &self.offer
    }

    /// Takes the node's answer to [`Endpoint::offer`], once.
    pub fn accept_answer(&mut self, sdp: &str) -> Result<(), AnswerError> {
        let all_mids = std::iter::once(&self.said_mid).chain(&self.heard_mids);
        let offered: Vec<String> = all_mids.map(Mid::to_string).collect();
        let checked = answer::check(sdp, &offered)?;
        let parsed =
            SdpAnswer::from_sdp_string(sdp).map_err(|cause| AnswerError::Refused(cause.into()))?;
        let pending = self.pending.take().ok_or(AnswerError::AlreadyAnswered)?;
        self.rtc.sdp_api().accept_answer(pending, parsed)?;
        // The node may have chosen another payload type than the one we offered.
        let media = self.rtc.media(self.said_mid);
        let media = media.filter(|media| media.direction().is_sending());
        let agreed = media.map(|media| media.remote_pts()).unwrap_or_default();
        let opus = self
            .rtc
            .codec_config()
            .params()
            .iter()
            .find(|params| params.spec().codec == Codec::Opus && agreed.contains(&params.pt()));
        self.voice_type = Some(opus.ok_or(AnswerError::NoVoice)?.pt());
        self.node_addresses = checked.node_addresses;
        let mut direct = self.rtc.direct_api();
        let mut is_heard = |stream: &u32| {
            let stream = direct.stream_rx(&(*stream).into());
            stream.is_some_and(|stream| self.heard_mids.contains(&stream.mid()))
        };
        self.heard_streams = checked.streams.into_iter().filter(&mut is_heard).collect();
        Ok(())
    }

    /// Where the node takes connections for media over TCP, if its answer named an address.
    pub fn node_tcp(&self) -> Option<SocketAddr> {
        let mut addresses = self.node_addresses.iter();
        let tcp = addresses.find(|(transport, _)| *transport == Transport::Tcp);
        tcp.map(|(_, address)| *address)
    }

    /// Whether the node receives there, as its answer said.
    pub fn is_node(&self, transport: Transport, from: SocketAddr) -> bool {
        self.node_addresses.contains(&(transport, from))
    }

    /// Takes a datagram from the socket. Whatever it holds, it does no more than be counted.
    pub fn handle_datagram(
        &mut self,
        now: Instant,
        transport: Transport,
        from: SocketAddr,
        to: SocketAddr,
        bytes: &[u8],
    ) {
        if !self.is_node(transport, from) {
            self.counters.foreign += 1;
            return;
        }
        if bytes.len() > DATAGRAM_BYTES_MAX {
            self.counters.malformed += 1;
            return;
        }
        if is_rtp(bytes) {
            if self.is_other_media(bytes) {
                self.counters.other_media += 1;
                return;
            }
            if self.is_other_stream(bytes) {
                self.counters.other_stream += 1;
                return;
            }
        }
        let Ok(received) = Receive::new(transport.protocol(), from, to, bytes) else {
            self.counters.malformed += 1;
            return;
        };
        if self
            .rtc
            .handle_input(Input::Receive(now, received))
            .is_err()
        {
            self.counters.malformed += 1;
        }
    }

    pub fn handle_timeout(&mut self, now: Instant) {
        if self.rtc.handle_input(Input::Timeout(now)).is_err() {
            self.rtc.disconnect();
        }
    }

    /// When [`Endpoint::handle_timeout`] is due; known once everything was polled.
    pub fn poll_timeout(&self) -> Option<Instant> {
        self.timeout
    }

    pub fn poll_output(&mut self) -> Option<Output> {
        loop {
            match self.rtc.poll_output() {
                Ok(str0m::Output::Transmit(transmit)) => {
                    let transport = match transmit.proto {
                        Protocol::Udp => Transport::Udp,
                        Protocol::Tcp | Protocol::SslTcp | Protocol::Tls => Transport::Tcp,
                    };
                    return Some(Output::Transmit {
                        transport,
                        to: transmit.destination,
                        bytes: transmit.contents.to_vec(),
                    });
                }
                Ok(str0m::Output::Event(event)) => {
                    if let Some(media) = self.handle_event(event) {
                        return Some(Output::Media(media));
                    }
                }
                Ok(str0m::Output::Timeout(at)) => {
                    self.timeout = self.rtc.is_alive().then_some(at);
                    return self.poll_connection();
                }
                // The library gave up, for example on a certificate that isn't the answer's.
                Err(_cause) => self.rtc.disconnect(),
            }
        }
    }

    /// Sends one sealed voice packet. `rtp_time` steps by a frame's samples from packet to packet.
    pub fn send(&mut self, now: Instant, rtp_time: u32, payload: Vec<u8>) -> Result<(), SendError> {
        if payload.len() > VOICE_PAYLOAD_BYTES_MAX {
            let bytes = payload.len();
            return Err(SendError::TooLong { bytes });
        }
        if !self.is_connected() {
            return Err(SendError::NotConnected);
        }
        let voice_type = self.voice_type.ok_or(SendError::NotConnected)?;
        let mut direct = self.rtc.direct_api();
        let stream = direct
            .stream_tx_by_mid(self.said_mid, None)
            .ok_or(SendError::NotConnected)?;
        let seq = self.next_seq.into();
        stream.write_rtp(RtpWrite::new(voice_type, seq, rtp_time, now, payload));
        self.next_seq += 1;
        // A written packet leaves only after the library was told the time.
        self.rtc
            .handle_input(Input::Timeout(now))
            .map_err(|cause| SendError::Stopped(cause.to_string()))
    }

    /// Says goodbye to the node; poll the outputs until [`Output::Closed`].
    pub fn close(&mut self) {
        if self.rtc.close().is_err() {
            self.rtc.disconnect();
        }
    }

    pub fn is_connected(&self) -> bool {
        self.ice_up && self.dtls_up && self.rtc.is_alive()
    }

    pub fn counters(&self) -> EndpointCounters {
        self.counters
    }

    fn handle_event(&mut self, event: Event) -> Option<Media> {
        match event {
            Event::Connected => self.dtls_up = true,
            Event::IceConnectionStateChange(state) => self.ice_up = state.is_connected(),
            Event::RtpPacket(packet) => return self.handle_packet(packet),
            // We take no offers, so no line can come that isn't ours; statistics and feedback of
            // the node decide nothing here.
            _ => {}
        }
        None
    }

    fn handle_packet(&mut self, packet: RtpPacket) -> Option<Media> {
        let ssrc = packet.header.ssrc;
        let mut direct = self.rtc.direct_api();
        let mid = direct.stream_rx(&ssrc).map(|stream| stream.mid());
        let Some(mid) = mid.filter(|mid| self.heard_mids.contains(mid)) else {
            self.counters.other_media += 1;
            return None;
        };
        if packet.payload.is_empty() {
            self.counters.empty += 1;
            return None;
        }
        if packet.payload.len() > VOICE_PAYLOAD_BYTES_MAX {
            self.counters.oversized += 1;
            return None;
        }
        Some(Media {
            mid: mid.to_string(),
            ssrc: *ssrc,
            rtp_time: packet.header.timestamp,
            seq: *packet.seq_no,
            payload: packet.payload.to_vec(),
        })
    }

    /// RTP headers are in the clear, so that what isn't the agreed voice never reaches SRTP.
    fn is_other_media(&self, bytes: &[u8]) -> bool {
        let payload_type = bytes.get(1).map(|second| second & 0x7f);
        self.voice_type.map(|voice| *voice) != payload_type
    }

    /// The library believes the name of a line in a header before it checks the packet, and lets go of
    /// the stream that was there: whoever writes the node's address on a packet could silence a line.
    fn is_other_stream(&self, bytes: &[u8]) -> bool {
        let named = bytes.get(RTP_SSRC).and_then(|at| at.try_into().ok());
        let named = named.map(u32::from_be_bytes);
        named.is_none_or(|stream| !self.heard_streams.contains(&stream))
    }

    fn poll_connection(&mut self) -> Option<Output> {
        if self.closed_told {
            return None;
        }
        if !self.rtc.is_alive() {
            self.closed_told = true;
            return Some(Output::Closed);
        }
        let connected = self.is_connected();
        if connected == self.connected_told {
            return None;
        }
        self.connected_told = connected;
        Some(if connected {
            Output::Connected
        } else {
            Output::Disconnected
        })
    }
}

fn is_rtp(bytes: &[u8]) -> bool {
    let &[first, second, ..] = bytes else {
        return false;
    };
    RTP_FIRST_BYTES.contains(&first)
        && bytes.len() >= RTP_HEADER_BYTES_MIN
        && !RTCP_TYPES.contains(&(second & 0x7f))
}

#[cfg(test)]
#[path = "endpoint_tests.rs"]
mod tests;
