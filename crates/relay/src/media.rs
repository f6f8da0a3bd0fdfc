//! One device's media: its packets opened and checked, ours sealed for it, and the few reports that
//! its receivers wait for. Knows addresses and keys only once it is told them.

use crate::limits::{VIDEO_RESENDABLE_MAX, VIDEO_RESENDS_PER_S_MAX};
use crate::packet::MediaKind;
use crate::rate::Bucket;
use crate::rtcp::{Lack, Reception, Reports, Sent, lacks, picture_wanted, sender_report};
use crate::rtp::{Header, one_extension, write_header};
use crate::srtp::{Inbound, LibraryRefused, Material, OpenError, Outbound};
use crate::transport::{DatagramRefusal, Proto, RtpIn, RtpOut, Transmit};
use std::collections::{BTreeSet, VecDeque};
use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::time::{Duration, Instant};

/// In the place of the payload type, these mean RTCP (RFC 5761 §4).
const RTCP_TYPES: std::ops::RangeInclusive<u8> = 64..=95;
/// How often receivers are told of a voice that they hear (RFC 3550 §6.2).
pub(crate) const REPORT_EVERY: Duration = Duration::from_secs(5);
/// How often a camera's device is told what came of it.
pub(crate) const RECEPTION_EVERY: Duration = Duration::from_secs(1);
const RESENDS_PER_S: NonZeroU32 = NonZeroU32::new(VIDEO_RESENDS_PER_S_MAX as u32).unwrap();

impl MediaKind {
    /// The clock of its RTP time: Opus's (RFC 7587 §4.1), VP8's (RFC 7741 §4.1).
    fn clock_hz(self) -> u64 {
        match self {
            Self::Audio => 48_000,
            Self::Video => 90_000,
        }
    }
}

/// The line a device speaks on, or its camera's.
#[derive(Debug)]
pub(crate) struct SendLine {
    pub mid: String,
    /// Number of the header extension that names a line, if the device uses it.
    pub mid_extension: Option<u8>,
    /// Payload types under which the device may send.
    pub types: BTreeSet<u8>,
    /// The device's stream, once a packet of it was authentic.
    pub proved_ssrc: Option<u32>,
    /// Kept of cameras alone: voice has one rate, whatever is lost.
    pub reception: Reception,
}

/// A line on which a device hears, or is sent a picture.
#[derive(Debug)]
pub(crate) struct SlotLine {
    kind: MediaKind,
    pub ssrc: u32,
    pub payload_type: u8,
    /// Stands in every packet, so that all have one size.
    extension: Vec<u8>,
    cname: String,
    packets: u32,
    payload_bytes: u32,
    /// When the last packet was written, and its RTP time, while no report told of it.
    unreported: Option<(Instant, u32)>,
    /// The newest packets as they were sent, by number; of pictures alone.
    resendable: VecDeque<(u16, Vec<u8>)>,
}

impl SlotLine {
    pub fn new(
        (kind, ssrc, payload_type): (MediaKind, u32, u8),
        mid: &str,
        mid_extension: Option<u8>,
        cname: String,
    ) -> Self {
        Self {
            kind,
            ssrc,
            payload_type,
            extension: mid_extension.map_or_else(Vec::new, |number| one_extension(number, mid)),
            cname,
            packets: 0,
            payload_bytes: 0,
            unreported: None,
            resendable: VecDeque::new(),
        }
    }

    /// The same bytes again are no second use of their number.
    fn keep(&mut self, number: u16, bytes: &[u8]) {
        if self.resendable.len() >= VIDEO_RESENDABLE_MAX {
            self.resendable.pop_front();
        }
        self.resendable.push_back((number, bytes.to_vec()));
    }

    fn kept(&self, number: u16) -> Option<&Vec<u8>> {
        let of = |(kept, _): &&(u16, Vec<u8>)| *kept == number;
        self.resendable
            .iter()
            .rev()
            .find(of)
            .map(|(_, bytes)| bytes)
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
    fn transmit(self, bytes: Vec<u8>, kind: MediaKind) -> Transmit {
        let Self { proto, from, to } = self;
        Transmit {
            proto,
            from,
            to,
            bytes,
            kind,
        }
    }
}

struct Keyed {
    inbound: Inbound,
    outbound: Outbound,
}

pub(crate) struct Media {
    voice: SendLine,
    video: Option<SendLine>,
    /// Those for hearing, then those for pictures.
    slots: Vec<SlotLine>,
    /// How many of them are for hearing.
    video_from: usize,
    resends: Bucket,
    /// Lines of pictures of which the device lacks a part, to be told.
    lacking: BTreeSet<usize>,
    resending: Vec<Transmit>,
    /// Apart, so that a device costs little before its keys are there.
    keyed: Option<Box<Keyed>>,
    /// The selected pair of addresses.
    pub pair: Option<Pair>,
    reports: Reports,
    began: Instant,
}

impl Media {
    pub fn new(
        now: Instant,
        (voice, video): (SendLine, Option<SendLine>),
        slots: Vec<SlotLine>,
    ) -> Self {
        let hearing = slots.iter().filter(|line| line.kind == MediaKind::Audio);
        Self {
            voice,
            video,
            video_from: hearing.count(),
            slots,
            resends: Bucket::new(now, RESENDS_PER_S),
            lacking: BTreeSet::new(),
            resending: Vec::new(),
            keyed: None,
            pair: None,
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
        now: Instant,
        packet: &[u8],
        opened: &'a mut Vec<u8>,
    ) -> Result<Option<RtpIn<'a>>, DatagramRefusal> {
        match packet {
            [_, second, ..] if RTCP_TYPES.contains(&(second & 0x7f)) => {
                self.receive_rtcp(now, packet, opened)?;
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
        let is_voice = self.voice.types.contains(&header.payload_type);
        let (kind, line) = match &mut self.video {
            _ if is_voice => (MediaKind::Audio, &mut self.voice),
            Some(video) if video.types.contains(&header.payload_type) => (MediaKind::Video, video),
            Some(_) | None => return Err(DatagramRefusal::WrongPayloadType),
        };
        // Once a stream has proved itself there is no other: whoever writes the device's address on
        // a packet silences nobody.
        if line.proved_ssrc.is_some_and(|proved| proved != header.ssrc) {
            return Err(DatagramRefusal::OtherTrack);
        }
        let Some(keyed) = &mut self.keyed else {
            return Ok(None);
        };
        let numbers = (header.ssrc, header.seq);
        let seq = keyed
            .inbound
            .open_rtp(kind, packet, header.bytes, numbers, opened)?;
        if line.proved_ssrc.is_none() && !line.is_named_by(&header, packet) {
            return Err(DatagramRefusal::OtherTrack);
        }
        let payload = header.without_padding(opened);
        let payload = payload.ok_or(DatagramRefusal::Malformed)?;
        // Probes may come under a number of their own.
        if !payload.is_empty() {
            line.proved_ssrc = Some(header.ssrc);
        }
        if kind == MediaKind::Video && line.proved_ssrc == Some(header.ssrc) {
            line.reception.took(seq);
        }
        Ok(Some(RtpIn {
            kind,
            ssrc: header.ssrc,
            seq,
            time: header.time,
            marker: header.marker,
            payload,
        }))
    }

    fn receive_rtcp(
        &mut self,
        now: Instant,
        packet: &[u8],
        opened: &mut Vec<u8>,
    ) -> Result<(), DatagramRefusal> {
        let Some(keyed) = &mut self.keyed else {
            return Ok(());
        };
        keyed.inbound.open_rtcp(packet, opened)?;
        let counted = self.reports.count(opened);
        counted.ok_or(DatagramRefusal::Malformed)?;
        if self.video_from < self.slots.len() {
            self.make_good(now, lacks(opened));
        }
        Ok(())
    }

    /// What one datagram asks for: looked up at most as often as packets are kept, for each costs a search.
    fn make_good(&mut self, now: Instant, lacks: impl IntoIterator<Item = Lack>) {
        let mut left = VIDEO_RESENDABLE_MAX;
        for lack in lacks {
            self.make_one_good(now, lack, &mut left);
        }
    }

    /// Sends once more what is still kept; for the rest a whole picture is wanted.
    fn make_one_good(&mut self, now: Instant, lack: Lack, left: &mut usize) {
        let (Lack::Picture { ssrc } | Lack::Packets { ssrc, .. }) = lack;
        let videos = self.slots[self.video_from..].iter();
        let Some(slot) = videos.into_iter().position(|line| line.ssrc == ssrc) else {
            return;
        };
        let line = &self.slots[self.video_from + slot];
        let Lack::Packets { numbers, .. } = lack else {
            self.lacking.insert(slot);
            return;
        };
        for number in numbers {
            let Some(one_less) = left.checked_sub(1) else {
                return;
            };
            *left = one_less;
            match (line.kept(number), self.pair) {
                (Some(bytes), Some(pair)) if self.resends.take(now) => {
                    self.resending
                        .push(pair.transmit(bytes.clone(), MediaKind::Video));
                }
                (Some(_), _) => {}
                (None, _) => {
                    self.lacking.insert(slot);
                }
            }
        }
    }

    /// A line of pictures, among those, of which the device lacks a part.
    pub fn take_lacking(&mut self) -> Option<usize> {
        self.lacking.pop_first()
    }

    pub fn take_resending(&mut self) -> Vec<Transmit> {
        std::mem::take(&mut self.resending)
    }

    /// `None` while the device's camera has sent nothing, or without a way to the device.
    pub fn ask_key_frame(&mut self) -> Option<Transmit> {
        let wanted = self.video.as_ref()?.proved_ssrc?;
        let own = self.slots.first().map_or(1, |line| line.ssrc);
        let (keyed, pair) = (self.keyed.as_mut()?, self.pair?);
        let mut asked = picture_wanted(own, wanted);
        keyed.outbound.seal_rtcp(&mut asked)?;
        Some(pair.transmit(asked, MediaKind::Video))
    }

    pub fn has_camera(&self) -> bool {
        self.video.is_some()
    }

    /// Tells the camera's device what came of it since the last time.
    pub fn report_reception(&mut self) -> Option<Transmit> {
        let own = self.slots.first().map_or(1, |line| line.ssrc);
        let (keyed, pair) = (self.keyed.as_mut()?, self.pair?);
        let video = self.video.as_mut()?;
        let mut report = video.reception.report(own, video.proved_ssrc?)?;
        keyed.outbound.seal_rtcp(&mut report)?;
        Some(pair.transmit(report, MediaKind::Video))
    }

    /// As [`Self::send`], on a line for pictures.
    pub fn send_video(&mut self, now: Instant, slot: usize, rtp: &RtpOut<'_>) -> Option<Transmit> {
        let slot = self.video_from + slot;
        let transmit = self.send(now, slot, rtp)?;
        // Its number in the header is the lower half of the whole one.
        self.slots[slot].keep(rtp.seq as u16, &transmit.bytes);
        Some(transmit)
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
        Some(pair.transmit(packet, line.kind))
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
                rtp_time: time.wrapping_add((passed * line.kind.clock_hz() / 1_000_000) as u32),
                packets: line.packets,
                payload_bytes: line.payload_bytes,
            };
            let mut report = sender_report(&sent, &line.cname);
            if keyed.outbound.seal_rtcp(&mut report).is_some() {
                reports.push(pair.transmit(report, line.kind));
            }
        }
        reports
    }
}

impl SendLine {
    /// Whether a packet is of this line: of all lines of its kind it is the one that may send, so a
    /// packet that names none is its.
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

#[cfg(test)]
#[path = "media_tests.rs"]
mod tests;
