//! A device's transport by str0m's general path: ICE-lite, DTLS, SRTP, RTP mode. The only file
//! that knows str0m.

use crate::ids::Mid;
use crate::limits::OWN_ADDRESSES_MAX;
use crate::offer::{CheckedOffer, OfferRefusal};
use crate::transport::{
    Accepted, Datagram, DatagramRefusal, PeerTransport, Proto, RtpIn, RtpOut, TransportOutput,
};
use std::collections::BTreeSet;
use std::fmt;
use std::net::SocketAddr;
use std::time::Instant;
use str0m::change::SdpOffer;
use str0m::config::DtlsVersion;
use str0m::media::{Mid as StrMid, Pt};
use str0m::net::{Protocol, Receive, TcpType};
use str0m::rtp::{Extension, ExtensionMap, RtpPacket, RtpWrite};
use str0m::{Candidate, Event, IceConnectionState, Input, Output, Rtc, RtcConfig, RtcError};

/// Number of the one header extension, until the offer's takes its place.
const MID_EXTENSION_ID: u8 = 1;
/// RTP packets have these first bytes (RFC 7983 §7).
const RTP_FIRST_BYTES: std::ops::RangeInclusive<u8> = 128..=191;
/// In the place of the payload type, these mean RTCP (RFC 5761 §4).
const RTCP_TYPES: std::ops::RangeInclusive<u8> = 64..=95;
/// Characters of the library's reason that a refusal repeats.
const CAUSE_CHARS_MAX: usize = 120;

#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum AddressesError {
    #[error("no UDP address to be reached at was given")]
    NoUdp,
    #[error("{got} addresses, at most {OWN_ADDRESSES_MAX} of each protocol are allowed")]
    TooMany { got: usize },
    #[error("{0} cannot be an address to be reached at")]
    Unusable(SocketAddr),
}

/// The addresses that a node's answers name, and no others: what its devices send to, which
/// behind address translation is not what its sockets are bound to.
#[derive(Clone, Debug)]
pub struct OwnAddresses {
    udp: BTreeSet<SocketAddr>,
    tcp: BTreeSet<SocketAddr>,
    candidates: Vec<Candidate>,
}

impl OwnAddresses {
    pub fn new(udp: &[SocketAddr], tcp: &[SocketAddr]) -> Result<Self, AddressesError> {
        if udp.is_empty() {
            return Err(AddressesError::NoUdp);
        }
        let got = udp.len().max(tcp.len());
        if got > OWN_ADDRESSES_MAX {
            return Err(AddressesError::TooMany { got });
        }
        let mut candidates = Vec::new();
        for &address in udp {
            let candidate = Candidate::host(address, "udp");
            candidates.push(candidate.map_err(|_| AddressesError::Unusable(address))?);
        }
        for &address in tcp {
            let builder = Candidate::builder().tcp().host(address);
            let candidate = builder.tcptype(TcpType::Passive).build();
            candidates.push(candidate.map_err(|_| AddressesError::Unusable(address))?);
        }
        Ok(Self {
            udp: udp.iter().copied().collect(),
            tcp: tcp.iter().copied().collect(),
            candidates,
        })
    }
}

/// One device's transport.
pub struct Str0mPeer {
    rtc: Box<Rtc>,
    voice: StrMid,
    /// Payload types under which the device may send.
    voice_types: BTreeSet<u8>,
    /// The lines towards the device and the payload type it expects on each.
    slots: Vec<(StrMid, Pt)>,
    /// The device's stream as its packets name it (RFC 3550 section 5.1), once one was authentic.
    proved_ssrc: Option<[u8; 4]>,
    is_gone: bool,
}

impl fmt::Debug for Str0mPeer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Str0mPeer").finish_non_exhaustive()
    }
}

fn unusable(cause: &impl fmt::Display) -> OfferRefusal {
    let cause = cause.to_string().chars().take(CAUSE_CHARS_MAX).collect();
    OfferRefusal::Unusable { cause }
}

fn protocol(proto: Proto) -> Protocol {
    match proto {
        Proto::Udp => Protocol::Udp,
        Proto::Tcp => Protocol::Tcp,
    }
}

impl PeerTransport for Str0mPeer {
    type Setup = OwnAddresses;

    fn accept_offer(
        now: Instant,
        own: &OwnAddresses,
        checked: &CheckedOffer,
    ) -> Result<Accepted<Self>, OfferRefusal> {
        let offer = SdpOffer::from_sdp_string(&checked.sdp).map_err(|e| unusable(&e))?;
        let mut rtc = Box::new(config().build(now));
        for candidate in &own.candidates {
            rtc.add_local_candidate(candidate.clone());
        }
        let answer = rtc.sdp_api().accept_offer(offer);
        let answer_sdp = answer.map_err(|e| unusable(&e))?.to_sdp_string();
        let voice = StrMid::from(checked.voice.as_str());
        let voice_types = types(&rtc, voice).map(|pt| *pt).collect();
        let mut lines = Vec::new();
        let mut slots = Vec::new();
        for mid in &checked.slots {
            let line = StrMid::from(mid.as_str());
            // A line that the offer switched off (port 0) has neither type nor stream.
            let payload_type = types(&rtc, line).next();
            let is_on = rtc.direct_api().stream_tx_by_mid(line, None).is_some();
            if let Some(payload_type) = payload_type.filter(|_| is_on) {
                slots.push((line, payload_type));
                lines.push(Mid::clone(mid));
            }
        }
        let ufrag = rtc.direct_api().local_ice_credentials().ufrag;
        let transport = Self {
            rtc,
            voice,
            voice_types,
            slots,
            proved_ssrc: None,
            is_gone: false,
        };
        Ok(Accepted {
            transport,
            answer_sdp,
            ufrag,
            slots: lines,
        })
    }

    fn is_own_address(own: &OwnAddresses, proto: Proto, address: SocketAddr) -> bool {
        match proto {
            Proto::Udp => own.udp.contains(&address),
            Proto::Tcp => own.tcp.contains(&address),
        }
    }

    fn handle_datagram(
        &mut self,
        now: Instant,
        datagram: Datagram<'_>,
    ) -> Result<(), DatagramRefusal> {
        if let [first, second, ..] = datagram.bytes
            && RTP_FIRST_BYTES.contains(first)
            && !RTCP_TYPES.contains(&(second & 0x7f))
        {
            // The library drops an unknown type without a word; we want it counted.
            if !self.voice_types.contains(&(second & 0x7f)) {
                return Err(DatagramRefusal::WrongPayloadType);
            }
            // The library takes the line's name in a header for a new stream's before it checks the
            // packet, and lets go of the stream that was there: whoever writes the device's address
            // on a packet could silence it. Once a stream has proved itself there is no other.
            let ssrc = datagram.bytes.get(8..12);
            if self.proved_ssrc.is_some_and(|proved| ssrc != Some(&proved)) {
                return Err(DatagramRefusal::OtherTrack);
            }
        }
        let receive = Receive::new(
            protocol(datagram.proto),
            datagram.from,
            datagram.to,
            datagram.bytes,
        );
        let receive = receive.map_err(|_| DatagramRefusal::Malformed)?;
        let input = Input::Receive(now, receive);
        if !self.rtc.accepts(&input) {
            return Err(DatagramRefusal::NotFromPeer);
        }
        // An error here is about this datagram, which anyone on the path may have written; if
        // the transport ended by it, `poll_output` says so.
        let taken = self.rtc.handle_input(input);
        taken.map_err(|_| DatagramRefusal::Malformed)
    }

    fn handle_timeout(&mut self, now: Instant) {
        // As above: a failed timer shows in `poll_output`.
        let _ = self.rtc.handle_input(Input::Timeout(now));
    }

    fn poll_output(&mut self) -> TransportOutput {
        loop {
            let output = match self.rtc.poll_output() {
                Ok(Output::Timeout(due)) if self.is_gone || self.rtc.is_alive() => {
                    return TransportOutput::Due(due);
                }
                Ok(Output::Transmit(transmit)) => TransportOutput::Transmit {
                    proto: match transmit.proto {
                        Protocol::Udp => Proto::Udp,
                        Protocol::Tcp | Protocol::SslTcp | Protocol::Tls => Proto::Tcp,
                    },
                    from: transmit.source,
                    to: transmit.destination,
                    bytes: transmit.contents.into(),
                },
                Ok(Output::Event(event)) => match self.event(event) {
                    Some(output) => output,
                    None => continue,
                },
                Ok(Output::Timeout(_)) => self.gone(),
                Err(error) => self.failed(&error),
            };
            return output;
        }
    }

    fn write_rtp(&mut self, now: Instant, slot: usize, rtp: RtpOut) {
        let Some(&(mid, payload_type)) = self.slots.get(slot) else {
            return;
        };
        let mut direct = self.rtc.direct_api();
        let Some(stream) = direct.stream_tx_by_mid(mid, None) else {
            return;
        };
        let write = RtpWrite::new(payload_type, rtp.seq.into(), rtp.time, now, rtp.payload);
        stream.write_rtp(write.marker(rtp.marker));
        // The packet has no time stamp, and doesn't leave, until time is told again.
        self.handle_timeout(now);
    }

    fn close(&mut self) {
        // What can't be said any more doesn't matter: the transport is dropped next.
        let _ = self.rtc.close();
        self.is_gone = true;
    }
}

impl Str0mPeer {
    fn event(&mut self, event: Event) -> Option<TransportOutput> {
        match event {
            Event::Connected => Some(TransportOutput::Connected),
            Event::IceConnectionStateChange(IceConnectionState::Disconnected) | Event::Closed => {
                Some(self.gone())
            }
            Event::RtpPacket(packet) => Some(self.rtp(packet)),
            // The library's list is open; nothing else there concerns a relay.
            _ => None,
        }
    }

    fn rtp(&mut self, packet: RtpPacket) -> TransportOutput {
        let ssrc = packet.header.ssrc;
        let mut direct = self.rtc.direct_api();
        let line = direct.stream_rx(&ssrc).map(|stream| stream.mid());
        if line != Some(self.voice) {
            return TransportOutput::Refused(DatagramRefusal::OtherTrack);
        }
        self.proved_ssrc = Some(ssrc.to_be_bytes());
        TransportOutput::Rtp(RtpIn {
            ssrc: *ssrc,
            seq: *packet.seq_no,
            time: packet.header.timestamp,
            marker: packet.header.marker,
            payload: packet.payload,
        })
    }

    /// Said once; afterwards only [`TransportOutput::Due`] comes.
    fn gone(&mut self) -> TransportOutput {
        self.rtc.disconnect();
        self.is_gone = true;
        TransportOutput::Gone
    }

    fn failed(&mut self, error: &RtcError) -> TransportOutput {
        tracing::debug!(%error, "relay: transport of a device ended");
        self.gone()
    }
}

/// Opus and nothing else, one header extension, DTLS 1.3 where the device can.
fn config() -> RtcConfig {
    RtcConfig::new()
        .set_ice_lite(true)
        .set_rtp_mode(true)
        .set_dtls_version(DtlsVersion::Auto)
        .clear_codecs()
        .enable_opus(true, false)
        .set_extension_map(extensions())
}

fn extensions() -> ExtensionMap {
    let mut extensions = ExtensionMap::empty();
    extensions.set(MID_EXTENSION_ID, Extension::RtpMid);
    extensions
}

/// Payload types agreed for a line, the preferred one first.
fn types(rtc: &Rtc, mid: StrMid) -> impl Iterator<Item = Pt> {
    let agreed = rtc.media(mid).map(|media| media.remote_pts().to_vec());
    agreed.unwrap_or_default().into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_addresses_can_be_reached_and_are_few() {
        let address = |n: usize| SocketAddr::from(([192, 0, 2, n as u8], 5_000));
        let many = |count| (1..=count).map(address).collect::<Vec<_>>();
        for (count, fits) in [(0, false), (1, true), (7, true), (8, true), (9, false)] {
            assert_eq!(
                OwnAddresses::new(&many(count), &[]).is_ok(),
                fits,
                "{count}"
            );
        }
        for (count, fits) in [(0, true), (7, true), (8, true), (9, false)] {
            let own = OwnAddresses::new(&many(1), &many(count));
            assert_eq!(own.is_ok(), fits, "{count}");
        }
        let everywhere = SocketAddr::from(([0, 0, 0, 0], 5_000));
        assert_eq!(
            OwnAddresses::new(&[everywhere], &[]).unwrap_err(),
            AddressesError::Unusable(everywhere)
        );
    }
}
