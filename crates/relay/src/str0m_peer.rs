//! A device's transport: ICE-lite and DTLS by str0m, media by our own SRTP. Besides `dtls` the only file
//! that knows str0m, and `dtls` keeps the keys of media from it.

use crate::answer::{Codec, LineTypes, with_types};
use crate::dtls::{self, Aside};
use crate::ids::Mid;
use crate::limits::OWN_ADDRESSES_MAX;
use crate::media::{Media, Pair, RECEPTION_EVERY, REPORT_EVERY, SendLine, SlotLine};
use crate::offer::{CheckedOffer, OfferRefusal};
use crate::packet::MediaKind;
use crate::rtcp::Reception;
use crate::transport::{
    Accepted, Datagram, DatagramRefusal, PeerTransport, Proto, RtpIn, RtpOut, Transmit,
    TransportOutput,
};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fmt;
use std::net::SocketAddr;
use std::time::Instant;
use str0m::change::SdpOffer;
use str0m::config::DtlsVersion;
use str0m::media::{Mid as StrMid, Pt};
use str0m::net::{Protocol, Receive, TcpType};
use str0m::rtp::{Extension, ExtensionMap};
use str0m::{Candidate, Event, IceConnectionState, Input, Output, Rtc, RtcConfig};

/// Number of the one header extension, until the offer's takes its place.
const MID_EXTENSION_ID: u8 = 1;
/// RTP and RTCP packets have these first bytes (RFC 7983 §7).
const MEDIA_FIRST_BYTES: std::ops::RangeInclusive<u8> = 128..=191;
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
    /// Knows neither media lines nor their keys once the answer is made.
    rtc: Box<Rtc>,
    aside: Aside,
    media: Media,
    outgoing: VecDeque<Transmit>,
    /// When the library wants to be looked at: not for our reports.
    rtc_due: Instant,
    report_due: Instant,
    /// Where the device has a camera.
    reception_due: Option<Instant>,
    handshake: Handshake,
}

/// How far a device's transport has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Handshake {
    Running,
    /// DTLS stands; keys or address aren't here yet.
    Done,
    Told,
    Gone,
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
        let (rtc, aside) = dtls::build(config(checked.video.is_some()), now);
        let mut rtc = Box::new(rtc);
        for candidate in &own.candidates {
            rtc.add_local_candidate(candidate.clone());
        }
        let answer = rtc.sdp_api().accept_offer(offer);
        let answer_sdp = answer.map_err(|e| unusable(&e))?.to_sdp_string();
        let mut agreed = BTreeMap::new();
        for mid in checked.mids() {
            let mid = mid.as_str();
            if let Some(first) = types(&rtc, StrMid::from(mid)).next() {
                agreed.insert(mid.to_owned(), LineTypes::of(checked, mid, *first));
            }
        }
        let voice = send_line(&rtc, &checked.voice);
        let video = checked.video.as_ref().map(|mid| send_line(&rtc, mid));
        let (mut lines, slots) = slot_lines(&mut rtc, &checked.slots, &agreed);
        let (video_lines, video_slots) = slot_lines(&mut rtc, &checked.video_slots, &agreed);
        lines.extend(video_lines);
        // What the library doesn't know it can't send reports of; its timers rest.
        for mid in checked.mids() {
            rtc.direct_api().remove_media(StrMid::from(mid.as_str()));
        }
        let ufrag = rtc.direct_api().local_ice_credentials().ufrag;
        let media = Media::new(now, (voice, video), lines);
        let transport = Self {
            rtc,
            aside,
            reception_due: media.has_camera().then(|| now + RECEPTION_EVERY),
            media,
            outgoing: VecDeque::new(),
            rtc_due: now,
            report_due: now + REPORT_EVERY,
            handshake: Handshake::Running,
        };
        Ok(Accepted {
            transport,
            answer_sdp: with_types(&answer_sdp, &agreed),
            ufrag,
            slots,
            video_slots,
        })
    }

    fn is_own_address(own: &OwnAddresses, proto: Proto, address: SocketAddr) -> bool {
        match proto {
            Proto::Udp => own.udp.contains(&address),
            Proto::Tcp => own.tcp.contains(&address),
        }
    }

    fn handle_datagram<'a>(
        &mut self,
        now: Instant,
        datagram: Datagram<'_>,
        opened: &'a mut Vec<u8>,
    ) -> Result<Option<RtpIn<'a>>, DatagramRefusal> {
        if let [first, ..] = datagram.bytes
            && MEDIA_FIRST_BYTES.contains(first)
        {
            let received = self.media.receive(now, datagram.bytes, opened);
            self.outgoing.extend(self.media.take_resending());
            return received;
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
        self.aside.ask_for_pair();
        taken.map(|()| None).map_err(|_| DatagramRefusal::Malformed)
    }

    fn handle_timeout(&mut self, now: Instant) {
        if self.rtc_due <= now {
            // As above: a failed timer shows in `poll_output`.
            let _ = self.rtc.handle_input(Input::Timeout(now));
            self.aside.ask_for_pair();
        }
        if self.report_due <= now {
            self.report_due = now + REPORT_EVERY;
            self.outgoing.extend(self.media.take_reports(now));
        }
        if self.reception_due.is_some_and(|due| due <= now) {
            self.reception_due = Some(now + RECEPTION_EVERY);
            self.outgoing.extend(self.media.report_reception());
        }
    }

    fn poll_output(&mut self) -> TransportOutput {
        if let Some(transmit) = self.outgoing.pop_front() {
            return TransportOutput::Transmit(transmit);
        }
        if let Some(slot) = self.media.take_lacking() {
            return TransportOutput::LacksPicture { slot };
        }
        loop {
            match self.rtc.poll_output() {
                Ok(Output::Transmit(transmit)) => {
                    if let Some(transmit) = self.unless_answer(transmit) {
                        return TransportOutput::Transmit(transmit);
                    }
                }
                Ok(Output::Event(event)) => {
                    if let Some(output) = self.event(&event) {
                        return output;
                    }
                }
                Ok(Output::Timeout(due)) => return self.rested(due),
                Err(error) => {
                    tracing::debug!(%error, "relay: transport of a device failed");
                    return self.gone();
                }
            }
        }
    }

    fn write_rtp(&mut self, now: Instant, slot: usize, rtp: RtpOut<'_>) -> Option<Transmit> {
        self.media.send(now, slot, &rtp)
    }

    fn write_video(&mut self, now: Instant, slot: usize, rtp: RtpOut<'_>) -> Option<Transmit> {
        self.media.send_video(now, slot, &rtp)
    }

    fn ask_key_frame(&mut self) -> Option<Transmit> {
        self.media.ask_key_frame()
    }

    fn close(&mut self) {
        // What can't be said any more doesn't matter: the transport is dropped next.
        let _ = self.rtc.close();
        self.ended();
    }
}

impl Str0mPeer {
    /// Learns the selected pair of addresses, or gives what is to be sent.
    fn unless_answer(&mut self, transmit: str0m::net::Transmit) -> Option<Transmit> {
        let proto = match transmit.proto {
            Protocol::Udp => Proto::Udp,
            Protocol::Tcp | Protocol::SslTcp | Protocol::Tls => Proto::Tcp,
        };
        let (from, to) = (transmit.source, transmit.destination);
        if self.aside.is_answer(&transmit.contents) {
            self.media.pair = Some(Pair { proto, from, to });
            return None;
        }
        Some(Transmit {
            proto,
            from,
            to,
            bytes: transmit.contents.into(),
            kind: MediaKind::Audio,
        })
    }

    fn event(&mut self, event: &Event) -> Option<TransportOutput> {
        match event {
            Event::Connected => {
                // The library compared its certificate with the offer's fingerprint before.
                if self.rtc.direct_api().remote_dtls_fingerprint().is_none() {
                    return Some(self.gone());
                }
                self.handshake = Handshake::Done;
                None
            }
            Event::IceConnectionStateChange(IceConnectionState::Disconnected) | Event::Closed => {
                Some(self.gone())
            }
            // The library's list is open; nothing else there concerns a relay.
            _ => None,
        }
    }

    /// Nothing comes from the library now.
    fn rested(&mut self, due: Instant) -> TransportOutput {
        self.rtc_due = due;
        match self.handshake {
            Handshake::Gone => return TransportOutput::Due(due),
            Handshake::Running | Handshake::Done | Handshake::Told if !self.rtc.is_alive() => {
                return self.gone();
            }
            Handshake::Done => {
                if let Some(material) = self.aside.take_material()
                    && self.media.set_keys(&material).is_err()
                {
                    return self.gone();
                }
                if self.media.is_ready() {
                    self.handshake = Handshake::Told;
                    return TransportOutput::Connected;
                }
            }
            Handshake::Running | Handshake::Told => {}
        }
        let reports = self
            .report_due
            .min(self.reception_due.unwrap_or(self.report_due));
        TransportOutput::Due(due.min(reports))
    }

    /// Said once; afterwards only [`TransportOutput::Due`] comes.
    fn gone(&mut self) -> TransportOutput {
        self.rtc.disconnect();
        self.ended();
        TransportOutput::Gone
    }

    fn ended(&mut self) {
        if self.handshake != Handshake::Gone {
            let reports = self.media.reports();
            tracing::debug!(?reports, "relay: transport of a device ended");
        }
        self.handshake = Handshake::Gone;
    }
}

/// A line on which the device sends.
fn send_line(rtc: &Rtc, mid: &Mid) -> SendLine {
    let line = StrMid::from(mid.as_str());
    SendLine {
        mid: mid.as_str().to_owned(),
        mid_extension: mid_extension(rtc, line),
        types: types(rtc, line).map(|pt| *pt).collect(),
        proved_ssrc: None,
        reception: Reception::default(),
    }
}

/// What lines towards the device were agreed to be; those are left out that the offer switched off
/// (port 0).
fn slot_lines(
    rtc: &mut Rtc,
    mids: &[Mid],
    agreed: &BTreeMap<String, LineTypes>,
) -> (Vec<SlotLine>, Vec<Mid>) {
    let lines = mids.iter().filter_map(|mid| {
        let line = slot_line(rtc, mid, agreed.get(mid.as_str())?)?;
        Some((line, mid.clone()))
    });
    lines.unzip()
}

fn slot_line(rtc: &mut Rtc, mid: &Mid, types: &LineTypes) -> Option<SlotLine> {
    let line = StrMid::from(mid.as_str());
    let extension = mid_extension(rtc, line);
    let cname = rtc.media(line)?.cname().to_owned();
    let mut direct = rtc.direct_api();
    let ssrc = *direct.stream_tx_by_mid(line, None)?.ssrc();
    let kind = match types.codec {
        Codec::Opus { .. } => MediaKind::Audio,
        Codec::Vp8 => MediaKind::Video,
    };
    let kinds = (kind, ssrc, types.sent_under());
    Some(SlotLine::new(kinds, mid.as_str(), extension, cname))
}

fn mid_extension(rtc: &Rtc, mid: StrMid) -> Option<u8> {
    rtc.media(mid)?.remote_extmap().id_of(Extension::RtpMid)
}

/// Opus, in a videoconference VP8 beside it, and nothing else; one header extension; DTLS 1.3 where the
/// device can.
fn config(with_video: bool) -> RtcConfig {
    RtcConfig::new()
        .set_ice_lite(true)
        .set_rtp_mode(true)
        .set_dtls_version(DtlsVersion::Auto)
        .clear_codecs()
        .enable_opus(true, false)
        .enable_vp8(with_video)
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

#[cfg(test)]
#[path = "str0m_peer_tests.rs"]
mod profiles;
