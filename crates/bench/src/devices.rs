//! Devices that talk through a relay, many in one thread: real ICE, DTLS and SRTP by str0m, one
//! socket each, a packet every 20 ms from those that speak.

use crate::host::is_media;
use crate::srtp::{self, SrtpKey};
use anyhow::Context;
use relay::{CallId, CallParameters, Medium, OwnAddresses, PeerId, Relay, StreamHalf};
use std::net::{SocketAddr, UdpSocket};
use std::time::{Duration, Instant};
use str0m::change::{SdpAnswer, SdpPendingOffer};
use str0m::media::{Direction, MediaKind, Mid};
use str0m::net::{Protocol, Receive};
use str0m::rtp::RtpWrite;
use str0m::{Candidate, Event, Input, Output, Rtc};

/// With header, extension and tag these are 200 bytes.
pub const PAYLOAD_BYTES: usize = 164;
pub const PACKET_EVERY: Duration = Duration::from_millis(20);
pub const PACKETS_PER_S: usize = 50;
const CONNECT_WITHIN: Duration = Duration::from_secs(60);

/// Who speaks to how many, in how many calls.
#[derive(Clone, Copy)]
pub struct Load {
    pub fan_out: usize,
    pub streams: usize,
}

impl Load {
    /// Devices of each call that speak.
    pub fn calls(self) -> Vec<usize> {
        let most = relay::FLOOR_SENDERS_MAX.min(self.fan_out + 1);
        let mut left = self.streams;
        let mut calls = Vec::new();
        while left > 0 {
            calls.push(left.min(most));
            left -= left.min(most);
        }
        calls
    }
}

/// Something that acts every 20 ms.
pub trait Talker {
    fn tick(&mut self, now: Instant);
}

/// Lets every one act every 20 ms, spread evenly, for so long. How often each of them did: a machine
/// that has other things to do lets them act less.
pub fn talk<T: Talker>(talkers: &mut [T], length: Duration) -> u32 {
    let begin = Instant::now();
    let count = u32::try_from(talkers.len()).unwrap_or(u32::MAX);
    let mut round = 0;
    while begin.elapsed() < length {
        for (place, talker) in (0..).zip(talkers.iter_mut()) {
            let due = begin + PACKET_EVERY * round + PACKET_EVERY * place / count;
            let wait = due.saturating_duration_since(Instant::now());
            // Shorter sleeps cost more than they are worth.
            if wait > Duration::from_micros(300) {
                std::thread::sleep(wait);
            }
            talker.tick(Instant::now());
        }
        round += 1;
    }
    round
}

pub struct Device {
    rtc: Rtc,
    socket: UdpSocket,
    address: SocketAddr,
    voice: Mid,
    pending: Option<SdpPendingOffer>,
    pub speaks: bool,
    is_connected: bool,
    seq: u64,
}

impl Device {
    pub fn new(now: Instant, speaks: bool) -> anyhow::Result<(Self, String)> {
        let socket = UdpSocket::bind("127.0.0.1:0")?;
        socket.set_nonblocking(true)?;
        let address = socket.local_addr()?;
        let mut rtc = Rtc::builder()
            .set_rtp_mode(true)
            .clear_codecs()
            .enable_opus(true, false)
            .build(now);
        rtc.add_local_candidate(Candidate::host(address, "udp")?);
        let mut change = rtc.sdp_api();
        let voice = change.add_media(MediaKind::Audio, Direction::SendOnly, None, None, None);
        for _ in 0..relay::FLOOR_SENDERS_MAX {
            change.add_media(MediaKind::Audio, Direction::RecvOnly, None, None, None);
        }
        let (offer, pending) = change.apply().context("an offer without changes")?;
        let device = Self {
            rtc,
            socket,
            address,
            voice,
            pending: Some(pending),
            speaks,
            is_connected: false,
            seq: 1,
        };
        Ok((device, offer.to_sdp_string()))
    }

    pub fn answer(&mut self, answer: &str) -> anyhow::Result<()> {
        let answer = SdpAnswer::from_sdp_string(answer)?;
        let pending = self.pending.take().context("answered twice")?;
        Ok(self.rtc.sdp_api().accept_answer(pending, answer)?)
    }

    fn drain(&mut self) {
        while let Ok(output) = self.rtc.poll_output() {
            match output {
                Output::Timeout(_) => return,
                Output::Transmit(transmit) => {
                    let _ = self
                        .socket
                        .send_to(&transmit.contents, transmit.destination);
                }
                Output::Event(Event::Connected) => self.is_connected = true,
                Output::Event(_) => {}
            }
        }
    }

    fn say(&mut self, now: Instant) {
        let Some(kind) = self.rtc.codec_config().params().first().map(|p| p.pt()) else {
            return;
        };
        let mut direct = self.rtc.direct_api();
        let Some(stream) = direct.stream_tx_by_mid(self.voice, None) else {
            return;
        };
        let time = (self.seq as u32).wrapping_mul(960);
        let payload = [0; PAYLOAD_BYTES];
        stream.write_rtp(RtpWrite::new(
            kind,
            self.seq.into(),
            time,
            now,
            &payload[..],
        ));
        self.seq += 1;
    }
}

impl Talker for Device {
    fn tick(&mut self, now: Instant) {
        let mut buffer = [0; 2_000];
        while let Ok((length, from)) = self.socket.recv_from(&mut buffer) {
            let bytes = &buffer[..length];
            // Opening what is heard is not what is measured.
            if self.is_connected && is_media(bytes) {
                continue;
            }
            let Ok(received) = Receive::new(Protocol::Udp, from, self.address, bytes) else {
                continue;
            };
            let _ = self.rtc.handle_input(Input::Receive(now, received));
            self.drain();
        }
        if self.speaks && self.is_connected {
            self.say(now);
        }
        let _ = self.rtc.handle_input(Input::Timeout(now));
        self.drain();
    }
}

/// Lets devices act until all are connected.
pub fn connect(devices: &mut [Device]) -> anyhow::Result<()> {
    let begin = Instant::now();
    while !devices.iter().all(|device| device.is_connected) {
        anyhow::ensure!(begin.elapsed() < CONNECT_WITHIN, "devices don't connect");
        for device in devices.iter_mut() {
            device.tick(Instant::now());
        }
        std::thread::sleep(Duration::from_millis(2));
    }
    Ok(())
}

/// The number of a call, and what one of its devices offers.
pub type Offer = (usize, String);

/// Devices of these calls, and their offers.
pub fn offering(load: Load) -> anyhow::Result<(Vec<Device>, Vec<Offer>)> {
    let (mut devices, mut offers) = (Vec::new(), Vec::new());
    for (call, speaking) in load.calls().into_iter().enumerate() {
        for place in 0..=load.fan_out {
            let (device, offer) = Device::new(Instant::now(), place < speaking)?;
            devices.push(device);
            offers.push((call, offer));
        }
    }
    Ok((devices, offers))
}

/// A relay with these devices in it, the floors open; an answer for each offer.
pub fn relay_with(address: SocketAddr, offers: &[Offer]) -> anyhow::Result<(Relay, Vec<String>)> {
    let mut relay = Relay::new(OwnAddresses::new(&[address], &[])?);
    let mut answers = Vec::new();
    for (number, (call, offer)) in offers.iter().enumerate() {
        let id = CallId((*call as u128).to_be_bytes());
        let parameters = CallParameters {
            medium: Medium::PhoneCall,
            payload_bytes: PAYLOAD_BYTES as u16,
            packets_per_s_max: relay::PACKETS_PER_S_MAX,
            half: StreamHalf::Low,
            first_stream: 0,
        };
        // Only the first device of a call opens it.
        let _ = relay.open_call(id, parameters, None);
        relay.set_floor(id, true)?;
        let peer = PeerId(number as u64);
        answers.push(relay.add_peer(Instant::now(), id, peer, offer)?);
    }
    Ok((relay, answers))
}

/// A talker of the bare relay: its key is given, nothing is negotiated.
pub struct BareDevice {
    pub socket: UdpSocket,
    pub to: SocketAddr,
    pub key: SrtpKey,
    pub ssrc: u32,
    pub seq: u16,
    pub speaks: bool,
}

impl Talker for BareDevice {
    fn tick(&mut self, _: Instant) {
        let mut buffer = [0; 2_000];
        while self.socket.recv_from(&mut buffer).is_ok() {}
        if self.speaks {
            let mut packet = srtp::packet(self.ssrc, self.seq, PAYLOAD_BYTES);
            self.seq = self.seq.wrapping_add(1);
            self.key.seal(&mut packet);
            let _ = self.socket.send_to(&packet, self.to);
        }
    }
}
