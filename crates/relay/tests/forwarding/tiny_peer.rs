//! A transport for tests of forwarding: its bytes are readable and its offer is the contract's.

use relay::{
    Accepted, CheckedOffer, Datagram, DatagramRefusal, MediaKind, OfferRefusal, PeerTransport,
    Proto, RtpIn, RtpOut, Transmit, TransportOutput,
};
use std::collections::VecDeque;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

pub const NODE: ([u8; 4], u16) = ([192, 0, 2, 1], 5_000);

/// First bytes after the byte that makes them DTLS for the demultiplexer.
const PLAIN: u8 = 20;
const RTP: u8 = 1;
const GOODBYE: u8 = 2;
const BROKEN: u8 = 3;
const VIDEO: u8 = 4;
const LACKS_PICTURE: u8 = 5;

/// Where lines of pictures begin in what a device got.
pub const VIDEO_SLOTS: usize = 100;
/// What a device gets that is asked for a whole picture.
pub const KEY_FRAME_ASKED: &[u8] = b"a whole picture, please";

#[derive(Debug)]
pub struct TinyPeer {
    remote: Option<SocketAddr>,
    outputs: VecDeque<TransportOutput>,
    due: Instant,
}

/// An offer whose device answers to `name`.
pub fn offer(name: &str, slots: usize) -> String {
    let line = |mid: usize, direction: &str| {
        format!(
            "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:{mid}\r\na={direction}\r\n\
             a=rtpmap:111 opus/48000/2\r\n"
        )
    };
    let mut sdp = format!("a=ice-ufrag:{name}\r\n{}", line(0, "sendonly"));
    (1..=slots).for_each(|mid| sdp += &line(mid, "recvonly"));
    sdp
}

/// An offer of a device that takes part in video besides.
pub fn offer_with_video(name: &str, slots: usize, pictures: usize) -> String {
    let line = |mid: &str, direction: &str| {
        format!(
            "m=video 9 UDP/TLS/RTP/SAVPF 96\r\na=mid:{mid}\r\na={direction}\r\n\
             a=rtpmap:96 VP8/90000\r\n"
        )
    };
    let pictures = (0..pictures).map(|n| line(&format!("p{n}"), "recvonly"));
    offer(name, slots) + &line("v", "sendonly") + &pictures.collect::<String>()
}

/// A connectivity check of the device `name`.
pub fn check(name: &str) -> Vec<u8> {
    let user = format!("{name}:x");
    let mut bytes = vec![0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42];
    bytes.extend_from_slice(&[0; 12]);
    bytes.extend_from_slice(&[0, 6, 0, user.len() as u8]);
    bytes.extend_from_slice(user.as_bytes());
    bytes.resize(bytes.len().next_multiple_of(4), 0);
    bytes
}

pub fn rtp(ssrc: u32, seq: u64, time: u32, payload: &[u8]) -> Vec<u8> {
    let mut bytes = vec![PLAIN, RTP];
    bytes.extend_from_slice(&ssrc.to_be_bytes());
    bytes.extend_from_slice(&seq.to_be_bytes());
    bytes.extend_from_slice(&time.to_be_bytes());
    bytes.extend_from_slice(payload);
    bytes
}

pub fn video(ssrc: u32, seq: u64, time: u32, payload: &[u8]) -> Vec<u8> {
    let mut bytes = rtp(ssrc, seq, time, payload);
    bytes[1] = VIDEO;
    bytes
}

pub fn lacks_picture(slot: u8) -> Vec<u8> {
    vec![PLAIN, LACKS_PICTURE, slot]
}

pub fn goodbye() -> Vec<u8> {
    vec![PLAIN, GOODBYE]
}

pub fn broken() -> Vec<u8> {
    vec![PLAIN, BROKEN]
}

/// What a device got.
#[derive(Debug, PartialEq, Eq)]
pub struct Got {
    pub slot: usize,
    pub seq: u64,
    pub time: u32,
    pub marker: bool,
    pub payload: Vec<u8>,
}

pub fn parse(bytes: &[u8]) -> Got {
    Got {
        slot: usize::from(bytes[0]),
        seq: u64::from_be_bytes(bytes[1..9].try_into().unwrap()),
        time: u32::from_be_bytes(bytes[9..13].try_into().unwrap()),
        marker: bytes[13] == 1,
        payload: bytes[14..].to_vec(),
    }
}

impl PeerTransport for TinyPeer {
    type Setup = ();

    fn accept_offer(
        now: Instant,
        (): &(),
        offer: &CheckedOffer,
    ) -> Result<Accepted<Self>, OfferRefusal> {
        let name = offer.sdp.lines().next().unwrap();
        let ufrag = name.strip_prefix("a=ice-ufrag:").unwrap().to_owned();
        Ok(Accepted {
            transport: Self {
                remote: None,
                outputs: VecDeque::new(),
                due: now + Duration::from_secs(3_600),
            },
            answer_sdp: "answer".to_owned(),
            ufrag,
            slots: offer.slots.clone(),
            video_slots: offer.video_slots.clone(),
        })
    }

    fn is_own_address((): &(), _: Proto, address: SocketAddr) -> bool {
        address == SocketAddr::from(NODE)
    }

    fn handle_datagram<'a>(
        &mut self,
        _: Instant,
        given: Datagram<'_>,
        opened: &'a mut Vec<u8>,
    ) -> Result<Option<RtpIn<'a>>, DatagramRefusal> {
        match given.bytes {
            [0, ..] => {
                if self.remote.replace(given.from).is_none() {
                    self.outputs.push_back(TransportOutput::Connected);
                }
            }
            [PLAIN, GOODBYE] => self.outputs.push_back(TransportOutput::Gone),
            [PLAIN, LACKS_PICTURE, slot] => {
                let slot = usize::from(*slot);
                self.outputs
                    .push_back(TransportOutput::LacksPicture { slot });
            }
            [PLAIN, kind @ (RTP | VIDEO), rest @ ..] => {
                rest[16..].clone_into(opened);
                return Ok(Some(RtpIn {
                    kind: match *kind {
                        VIDEO => MediaKind::Video,
                        _ => MediaKind::Audio,
                    },
                    ssrc: u32::from_be_bytes(rest[..4].try_into().unwrap()),
                    seq: u64::from_be_bytes(rest[4..12].try_into().unwrap()),
                    time: u32::from_be_bytes(rest[12..16].try_into().unwrap()),
                    marker: false,
                    payload: opened,
                }));
            }
            _ => return Err(DatagramRefusal::Malformed),
        }
        Ok(None)
    }

    fn handle_timeout(&mut self, _: Instant) {}

    fn poll_output(&mut self) -> TransportOutput {
        let next = self.outputs.pop_front();
        next.unwrap_or(TransportOutput::Due(self.due))
    }

    fn write_rtp(&mut self, _: Instant, slot: usize, rtp: RtpOut<'_>) -> Option<Transmit> {
        let mut bytes = vec![slot as u8];
        bytes.extend_from_slice(&rtp.seq.to_be_bytes());
        bytes.extend_from_slice(&rtp.time.to_be_bytes());
        bytes.push(u8::from(rtp.marker));
        bytes.extend_from_slice(rtp.payload);
        Some(Transmit {
            proto: Proto::Udp,
            from: NODE.into(),
            to: self.remote.unwrap(),
            bytes,
            kind: MediaKind::Audio,
        })
    }

    fn write_video(&mut self, now: Instant, slot: usize, rtp: RtpOut<'_>) -> Option<Transmit> {
        let transmit = self.write_rtp(now, VIDEO_SLOTS + slot, rtp)?;
        Some(Transmit {
            kind: MediaKind::Video,
            ..transmit
        })
    }

    fn ask_key_frame(&mut self) -> Option<Transmit> {
        Some(Transmit {
            proto: Proto::Udp,
            from: NODE.into(),
            to: self.remote?,
            bytes: KEY_FRAME_ASKED.to_vec(),
            kind: MediaKind::Video,
        })
    }

    fn close(&mut self) {}
}
