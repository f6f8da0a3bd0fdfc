//! One device's media: its packets opened and checked, ours sealed for it, and the few reports that
//! its receivers wait for. Knows addresses and keys only once it is told them.

use crate::rtcp::{Reports, Sent, sender_report};
use crate::rtp::{Header, one_extension, write_header};
use crate::srtp::{Inbound, LibraryRefused, Material, OpenError, Outbound};
use crate::transport::{DatagramRefusal, Proto, RtpIn, RtpOut, Transmit};
use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

/// In the place of the payload type, these mean RTCP (RFC 5761 §4).
const RTCP_TYPES: std::ops::RangeInclusive<u8> = 64..=95;
/// How often receivers are told of a voice that they hear (RFC 3550 §6.2).
pub(crate) const REPORT_EVERY: Duration = Duration::from_secs(5);
/// Opus counts its time in 48 kHz.
const CLOCK_HZ: u64 = 48_000;

/// The line a device speaks on.
#[derive(Debug)]
pub(crate) struct VoiceLine {
    pub mid: String,
    /// Number of the header extension that names a line, if the device uses it.
    pub mid_extension: Option<u8>,
    /// Payload types under which the device may send.
    pub types: BTreeSet<u8>,
}

/// A line on which a device hears.
#[derive(Debug)]
pub(crate) struct SlotLine {
    pub ssrc: u32,
    pub payload_type: u8,
    /// Stands in every packet, so that all have one size.
    extension: Vec<u8>,
    cname: String,
    packets: u32,
    payload_bytes: u32,
    /// When the last packet was written, and its RTP time, while no report told of it.
    unreported: Option<(Instant, u32)>,
}

impl SlotLine {
    pub fn new(
        (ssrc, payload_type): (u32, u8),
        mid: &str,
        mid_extension: Option<u8>,
        cname: String,
    ) -> Self {
        Self {
            ssrc,
            payload_type,
            extension: mid_extension.map_or_else(Vec::new, |number| one_extension(number, mid)),
            cname,
            packets: 0,
            payload_bytes: 0,
            unreported: None,
        }
    }
}

/// Where a device is reached, and from which address of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Pair {
    pub proto: Proto,
    pub from: SocketAddr,
    pub to: SocketAddr,
}

impl Pair {
    fn transmit(self, bytes: Vec<u8>) -> Transmit {
        let Self { proto, from, to } = self;
        Transmit {
            proto,
            from,
            to,
            bytes,
        }
    }
}

struct Keyed {
    inbound: Inbound,
    outbound: Outbound,
}

pub(crate) struct Media {
    voice: VoiceLine,
    slots: Vec<SlotLine>,
    /// Apart, so that a device costs little before its keys are there.
    keyed: Option<Box<Keyed>>,
    /// The selected pair of addresses.
    pub pair: Option<Pair>,
    /// The device's stream, once a packet of its voice was authentic.
    proved_ssrc: Option<u32>,
    reports: Reports,
    began: Instant,
}

impl Media {
    pub fn new(now: Instant, voice: VoiceLine, slots: Vec<SlotLine>) -> Self {
        Self {
            voice,
            slots,
            keyed: None,
            pair: None,
            proved_ssrc: None,
            reports: Reports::default(),
            began: now,
        }
    }

    pub fn is_ready(&self) -> bool {
        self.keyed.is_some() && self.pair.is_some()
    }

    pub fn set_keys(&mut self, material: &Material) -> Result<(), LibraryRefused> {
        let profile = material.profile;
        let sources = self.slots.iter().map(|line| line.ssrc);
        self.keyed = Some(Box::new(Keyed {
            inbound: Inbound::new(profile, &material.theirs)?,
            outbound: Outbound::new(profile, &material.ours, sources)?,
        }));
        Ok(())
    }

    /// What the device reported of its streams.
    pub fn reports(&self) -> Reports {
        self.reports
    }

    /// Opens a datagram of RTP or RTCP. `None` for reports, and for what comes before the keys.
    pub fn receive<'a>(
        &mut self,
        packet: &[u8],
        opened: &'a mut Vec<u8>,
    ) -> Result<Option<RtpIn<'a>>, DatagramRefusal> {
        match packet {
            [_, second, ..] if RTCP_TYPES.contains(&(second & 0x7f)) => {
                self.receive_rtcp(packet, opened)?;
                Ok(None)
            }
            _ => self.receive_rtp(packet, opened),
        }
    }

    fn receive_rtp<'a>(
        &mut self,
        packet: &[u8],
        opened: &'a mut Vec<u8>,
    ) -> Result<Option<RtpIn<'a>>, DatagramRefusal> {
        let header = Header::parse(packet).ok_or(DatagramRefusal::Malformed)?;
        if !self.voice.types.contains(&header.payload_type) {
            return Err(DatagramRefusal::WrongPayloadType);
        }
        // Once a stream has proved itself there is no other: whoever writes the device's address on
        // a packet silences nobody.
        if self.proved_ssrc.is_some_and(|proved| proved != header.ssrc) {
            return Err(DatagramRefusal::OtherTrack);
        }
        let Some(keyed) = &mut self.keyed else {
            return Ok(None);
        };
        let numbers = (header.ssrc, header.seq);
        let seq = keyed
            .inbound
            .open_rtp(packet, header.bytes, numbers, opened)?;
        if self.proved_ssrc.is_none() && !self.voice.is_named_by(&header, packet) {
            return Err(DatagramRefusal::OtherTrack);
        }
        let payload = header.without_padding(opened);
        let payload = payload.ok_or(DatagramRefusal::Malformed)?;
        // Probes may come under a number of their own.
        if !payload.is_empty() {
            self.proved_ssrc = Some(header.ssrc);
        }
        Ok(Some(RtpIn {
            ssrc: header.ssrc,
            seq,
            time: header.time,
            marker: header.marker,
            payload,
        }))
    }

    fn receive_rtcp(&mut self, packet: &[u8], opened: &mut Vec<u8>) -> Result<(), DatagramRefusal> {
        let Some(keyed) = &mut self.keyed else {
            return Ok(());
        };
        keyed.inbound.open_rtcp(packet, opened)?;
        let counted = self.reports.count(opened);
        counted.ok_or(DatagramRefusal::Malformed)
    }

    /// A packet for the device. `None` before there are keys and an address.
    pub fn send(&mut self, now: Instant, slot: usize, rtp: &RtpOut<'_>) -> Option<Transmit> {
        let line = self.slots.get_mut(slot)?;
        let (keyed, pair) = (self.keyed.as_mut()?, self.pair?);
        let header_bytes = crate::rtp::FIXED_BYTES + line.extension.len();
        let bytes = header_bytes + rtp.payload.len() + Outbound::SEAL_BYTES_MAX;
        let mut packet = Vec::with_capacity(bytes);
        write_header(
            &mut packet,
            (line.payload_type, rtp.marker),
            // The rollovers aren't written; both ends count them.
            (rtp.seq as u16, rtp.time, line.ssrc),
            &line.extension,
        );
        packet.extend_from_slice(rtp.payload);
        keyed
            .outbound
            .seal_rtp(slot, &mut packet, header_bytes, rtp.seq)?;
        line.packets = line.packets.wrapping_add(1);
        line.payload_bytes = line.payload_bytes.wrapping_add(rtp.payload.len() as u32);
        line.unreported = Some((now, rtp.time));
        Some(pair.transmit(packet))
    }

    /// Reports on what was sent since the last ones.
    pub fn take_reports(&mut self, now: Instant) -> Vec<Transmit> {
        let (Some(keyed), Some(pair)) = (&mut self.keyed, self.pair) else {
            return Vec::new();
        };
        let mut reports = Vec::new();
        for line in &mut self.slots {
            let Some((at, time)) = line.unreported.take() else {
                continue;
            };
            let passed = now.saturating_duration_since(at).as_micros() as u64;
            let sent = Sent {
                ssrc: line.ssrc,
                at: now.saturating_duration_since(self.began),
                rtp_time: time.wrapping_add((passed * CLOCK_HZ / 1_000_000) as u32),
                packets: line.packets,
                payload_bytes: line.payload_bytes,
            };
            let mut report = sender_report(&sent, &line.cname);
            if keyed.outbound.seal_rtcp(&mut report).is_some() {
                reports.push(pair.transmit(report));
            }
        }
        reports
    }
}

impl VoiceLine {
    /// Whether a packet is of this line: of all lines it is the one that may send, so a packet that
    /// names none is its.
    fn is_named_by(&self, header: &Header, packet: &[u8]) -> bool {
        let named = self
            .mid_extension
            .and_then(|number| header.extension(packet, number));
        named.is_none_or(|named| named == self.mid.as_bytes())
    }
}

impl From<OpenError> for DatagramRefusal {
    fn from(error: OpenError) -> Self {
        match error {
            OpenError::Forged => Self::NotFromPeer,
            OpenError::Replayed => Self::Replayed,
        }
    }
}
