//! A node's relay with real devices: str0m as full ICE agents, made-up time, no sockets.

use relay::framing::{FrameReader, Speaks, classify, encode_frame};
use relay::*;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::{Duration, Instant};
use str0m::change::{SdpAnswer, SdpPendingOffer};
use str0m::config::DtlsVersion;
use str0m::format::{Codec, FormatParams};
use str0m::media::{Direction, Frequency, MediaKind as StrKind, Mid as StrMid, Pt};
use str0m::net::{Protocol, Receive, TcpType};
use str0m::rtp::{Extension, ExtensionMap, RtpPacket, RtpWrite};
use str0m::{Candidate, Event as StrEvent, Input as StrInput, Output as StrOutput, Rtc, RtcConfig};

pub const CALL: CallId = CallId([4; 16]);
pub const LINK: LinkId = LinkId(1);
pub const BYTES: usize = 204;
pub const TICK: Duration = Duration::from_millis(5);

pub fn address(text: &str) -> SocketAddr {
    text.parse().unwrap()
}

/// A terminal: one line out, eight in.
pub struct Device {
    pub rtc: Rtc,
    pub proto: Proto,
    pub address: SocketAddr,
    pub voice: StrMid,
    pub slots: Vec<StrMid>,
    pub pending: Option<SdpPendingOffer>,
    seq: u64,
    pub is_connected: bool,
    pub got: Vec<(String, RtpPacket)>,
    /// Of the node, about voices that are heard.
    pub reports: usize,
    pub frames: FrameReader,
    pub to_send: Vec<(SocketAddr, Vec<u8>)>,
}

impl Device {
    pub fn new(now: Instant, n: u8, proto: Proto, payload_type: u8) -> (Self, String) {
        Self::with_dtls(now, n, proto, payload_type, DtlsVersion::Dtls12)
    }

    pub fn with_dtls(
        now: Instant,
        n: u8,
        proto: Proto,
        payload_type: u8,
        version: DtlsVersion,
    ) -> (Self, String) {
        let mut extensions = ExtensionMap::empty();
        extensions.set(1, Extension::AudioLevel);
        extensions.set(9, Extension::RtpMid);
        let mut config = RtcConfig::new()
            .set_rtp_mode(true)
            .set_dtls_version(version)
            .clear_codecs()
            .set_extension_map(extensions);
        let format = FormatParams {
            min_p_time: Some(10),
            use_inband_fec: Some(true),
            ..FormatParams::default()
        };
        config.codec_config().add_config(
            Pt::from(payload_type),
            None,
            Codec::Opus,
            Frequency::FORTY_EIGHT_KHZ,
            Some(2),
            format,
        );
        let mut rtc = config.build(now);
        let address = SocketAddr::from(([198, 51, 100, n], 4_000));
        let candidate = match proto {
            Proto::Udp => Candidate::host(address, "udp").unwrap(),
            Proto::Tcp => Candidate::builder()
                .tcp()
                .host(address)
                .tcptype(TcpType::Active)
                .build()
                .unwrap(),
        };
        rtc.add_local_candidate(candidate);
        let mut change = rtc.sdp_api();
        let mut line = |way| change.add_media(StrKind::Audio, way, None, None, None);
        let voice = line(Direction::SendOnly);
        let slots = (0..FLOOR_SENDERS_MAX)
            .map(|_| line(Direction::RecvOnly))
            .collect();
        let (offer, pending) = change.apply().unwrap();
        let device = Self {
            rtc,
            proto,
            address,
            voice,
            slots,
            pending: Some(pending),
            seq: 65_500,
            is_connected: false,
            got: Vec::new(),
            reports: 0,
            frames: FrameReader::default(),
            to_send: Vec::new(),
        };
        (device, offer.to_sdp_string())
    }

    pub fn answer(&mut self, answer: &str) {
        let answer = SdpAnswer::from_sdp_string(answer).unwrap();
        let pending = self.pending.take().unwrap();
        self.rtc.sdp_api().accept_answer(pending, answer).unwrap();
    }

    pub fn receive(&mut self, now: Instant, from: SocketAddr, bytes: &[u8]) {
        let proto = match self.proto {
            Proto::Udp => Protocol::Udp,
            Proto::Tcp => Protocol::Tcp,
        };
        let received = Receive::new(proto, from, self.address, bytes).unwrap();
        self.rtc
            .handle_input(StrInput::Receive(now, received))
            .unwrap();
        self.drain();
    }

    pub fn say(&mut self, now: Instant, payload: &[u8]) {
        self.say_on(now, self.voice, payload);
    }

    pub fn say_on(&mut self, now: Instant, mid: StrMid, payload: &[u8]) {
        let payload_type = self.rtc.codec_config().params()[0].pt();
        let mut direct = self.rtc.direct_api();
        let stream = direct.stream_tx_by_mid(mid, None).unwrap();
        let time = self.seq as u32 * 960;
        let write = RtpWrite::new(payload_type, self.seq.into(), time, now, payload);
        stream.write_rtp(write);
        self.seq += 1;
        self.rtc.handle_input(StrInput::Timeout(now)).unwrap();
        self.drain();
    }

    /// Datagrams to send, by destination.
    pub fn poll(&mut self) -> Vec<(SocketAddr, Vec<u8>)> {
        self.drain();
        std::mem::take(&mut self.to_send)
    }

    /// Needed after each change: the library holds one received packet at a time.
    pub fn drain(&mut self) {
        loop {
            match self.rtc.poll_output().unwrap() {
                StrOutput::Timeout(_) => return,
                StrOutput::Transmit(transmit) => {
                    assert_eq!(transmit.source, self.address);
                    let bytes = transmit.contents.to_vec();
                    self.to_send.push((transmit.destination, bytes));
                }
                StrOutput::Event(StrEvent::Connected) => self.is_connected = true,
                StrOutput::Event(StrEvent::RtpPacket(packet)) => {
                    let ssrc = packet.header.ssrc;
                    let mut direct = self.rtc.direct_api();
                    let mid = direct.stream_rx(&ssrc).unwrap().mid();
                    self.got.push((mid.to_string(), packet));
                }
                StrOutput::Event(StrEvent::SenderFeedback(_)) => self.reports += 1,
                StrOutput::Event(_) => {}
            }
        }
    }

    pub fn payloads(&self) -> Vec<Vec<u8>> {
        self.got.iter().map(|(_, p)| p.payload.to_vec()).collect()
    }
}

/// One side: a node's relay and its devices.
pub struct Side {
    pub relay: Relay,
    pub udp: SocketAddr,
    pub tcp: SocketAddr,
    pub devices: BTreeMap<PeerId, Device>,
    pub events: Vec<Event>,
    pub tapped: Vec<Vec<u8>>,
    /// ICE-TCP connections' incoming bytes, by the device's address.
    pub frames: BTreeMap<SocketAddr, FrameReader>,
    /// Address translation: a device's own address and the one that the node sees.
    pub seen_as: BTreeMap<SocketAddr, SocketAddr>,
    /// What devices sent, as the node saw it.
    pub overheard: Vec<(SocketAddr, Vec<u8>)>,
}

impl Side {
    pub fn new(half: StreamHalf, link: Option<LinkId>, medium: Medium) -> Self {
        let (udp, tcp) = match half {
            StreamHalf::Low => (address("192.0.2.1:5000"), address("192.0.2.1:443")),
            StreamHalf::High => (address("203.0.113.1:5000"), address("203.0.113.1:443")),
        };
        let mut relay = Relay::new(OwnAddresses::new(&[udp], &[tcp]).unwrap());
        let parameters = CallParameters {
            medium,
            payload_bytes: BYTES as u16,
            packets_per_s_max: 60,
            half,
            first_stream: 100,
        };
        relay.open_call(CALL, parameters, link).unwrap();
        relay.set_floor(CALL, true).unwrap();
        Self {
            relay,
            udp,
            tcp,
            devices: BTreeMap::new(),
            events: Vec::new(),
            tapped: Vec::new(),
            frames: BTreeMap::new(),
            seen_as: BTreeMap::new(),
            overheard: Vec::new(),
        }
    }

    pub fn join(&mut self, now: Instant, n: u8, proto: Proto, payload_type: u8) -> String {
        let device = Device::new(now, n, proto, payload_type);
        self.join_device(now, n, device)
    }

    pub fn join_device(
        &mut self,
        now: Instant,
        n: u8,
        (mut device, offer): (Device, String),
    ) -> String {
        let peer = PeerId(n.into());
        let answer = self.relay.add_peer(now, CALL, peer, &offer).unwrap();
        device.answer(&answer);
        self.devices.insert(peer, device);
        answer
    }

    /// Carries what is on the way within the side; returns what goes to the other node.
    pub fn settle(&mut self, now: Instant) -> Vec<MediaPacket> {
        let mut leaving = Vec::new();
        loop {
            let mut moved = false;
            let sent: Vec<_> = self
                .devices
                .values_mut()
                .flat_map(|device| {
                    let from = (device.proto, device.address);
                    let datagrams = device.poll();
                    datagrams
                        .into_iter()
                        .map(move |(to, bytes)| (from, to, bytes))
                })
                .collect();
            for ((proto, from), to, bytes) in sent {
                moved = true;
                let from = *self.seen_as.get(&from).unwrap_or(&from);
                self.deliver(now, proto, from, to, &bytes);
                self.overheard.push((from, bytes));
            }
            while let Some(output) = self.relay.poll_output() {
                moved = true;
                match output {
                    Output::Transmit {
                        proto,
                        from,
                        to,
                        bytes,
                        ..
                    } => self.transmit(now, proto, from, to, &bytes),
                    Output::ToOtherNode { packet, .. } => leaving.push(packet),
                    Output::KeyFrameAsked { .. } => {}
                    Output::Event(event) => self.events.push(event),
                    Output::Tapped { payload, .. } => self.tapped.push(payload.to_vec()),
                }
            }
            if !moved {
                return leaving;
            }
        }
    }

    pub fn deliver(
        &mut self,
        now: Instant,
        proto: Proto,
        from: SocketAddr,
        to: SocketAddr,
        bytes: &[u8],
    ) {
        match proto {
            Proto::Udp => self.relay.handle_input(now, Input::Udp { from, to, bytes }),
            Proto::Tcp => {
                let stream = encode_frame(bytes).unwrap();
                let is_new = !self.frames.contains_key(&from);
                assert!(!is_new || classify(&stream) == Speaks::IceTcp);
                let reader = self.frames.entry(from).or_default();
                for piece in stream.chunks(100) {
                    reader.push(piece);
                    while let Some(bytes) = reader.next_frame().unwrap() {
                        self.relay.handle_input(now, Input::Tcp { from, to, bytes });
                    }
                }
            }
        }
    }

    pub fn transmit(
        &mut self,
        now: Instant,
        proto: Proto,
        from: SocketAddr,
        to: SocketAddr,
        bytes: &[u8],
    ) {
        let own = match proto {
            Proto::Udp => self.udp,
            Proto::Tcp => self.tcp,
        };
        assert_eq!(from, own);
        let seen_as = &self.seen_as;
        let is_at =
            |device: &&mut Device| *seen_as.get(&device.address).unwrap_or(&device.address) == to;
        let mut devices = self.devices.values_mut();
        let Some(device) = devices.find(is_at) else {
            return;
        };
        assert_eq!(device.proto, proto);
        match proto {
            Proto::Udp => device.receive(now, from, bytes),
            Proto::Tcp => {
                device.frames.push(&encode_frame(bytes).unwrap());
                let frame = device.frames.next_frame().unwrap().unwrap().to_vec();
                device.receive(now, from, &frame);
            }
        }
    }

    pub fn tick(&mut self, now: Instant) -> Vec<MediaPacket> {
        let mut leaving = self.settle(now);
        for device in self.devices.values_mut() {
            device.rtc.handle_input(StrInput::Timeout(now)).unwrap();
        }
        if self.relay.poll_timeout().is_some_and(|due| due <= now) {
            self.relay.handle_timeout(now);
        }
        leaving.extend(self.settle(now));
        leaving
    }

    pub fn device(&mut self, n: u64) -> &mut Device {
        self.devices.get_mut(&PeerId(n)).unwrap()
    }

    /// Passes time, and packets over two routes of which one is too narrow for a whole packet.
    pub fn pass(sides: &mut [Self], now: &mut Instant, time: Duration) {
        let until = *now + time;
        while *now < until {
            *now += TICK;
            let leaving: Vec<Vec<MediaPacket>> =
                sides.iter_mut().map(|side| side.tick(*now)).collect();
            for (from, packets) in leaving.into_iter().enumerate() {
                let others = sides.iter_mut().enumerate().filter(|(to, _)| *to != from);
                for (_, side) in others {
                    for packet in &packets {
                        for route in [LINK_DATAGRAM_BYTES, 150] {
                            for bytes in &packet.encode(route).unwrap() {
                                let link = LINK;
                                let input = Input::FromOtherNodeDatagram { link, bytes };
                                side.relay.handle_input(*now, input);
                            }
                        }
                    }
                    assert_eq!(side.settle(*now), []);
                }
            }
        }
    }

    pub fn pass_alone(&mut self, now: &mut Instant, time: Duration) {
        Self::pass(std::slice::from_mut(self), now, time);
    }
}
