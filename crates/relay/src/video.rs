//! Cameras in a videoconference: their rates and number, the way of one packet, and who is asked for a
//! whole picture. A picture goes under the stream of its device's voice, with numbers of its own.

use crate::ids::{CallId, LinkId, PeerId, StreamId};
use crate::limits::{
    KEY_FRAME_EVERY, SLOT_IDLE, STREAM_IDLE, VIDEO_BYTES_PER_S_MAX, VIDEO_PACKETS_PER_S_MAX,
    VIDEO_SENDERS_MAX,
};
use crate::packet::{KeyFrameAsked, MediaKind, MediaPacket};
use crate::rate::Bucket;
use crate::refusals::Refused;
use crate::relay::Relay;
use crate::slots::{Place, Slots};
use crate::transport::{PeerTransport, RtpIn, RtpOut};
use crate::vocabulary::{Output, Source};
use std::collections::BTreeMap;
use std::num::NonZeroU32;
use std::time::Instant;

/// Packets and bytes of one camera.
#[derive(Debug)]
pub(crate) struct VideoRate {
    packets: Bucket,
    bytes: Bucket,
}

const PACKETS_PER_S: NonZeroU32 = NonZeroU32::new(VIDEO_PACKETS_PER_S_MAX as u32).unwrap();
const BYTES_PER_S: NonZeroU32 = NonZeroU32::new(VIDEO_BYTES_PER_S_MAX).unwrap();

impl VideoRate {
    pub fn new(now: Instant) -> Self {
        Self {
            packets: Bucket::new(now, PACKETS_PER_S),
            bytes: Bucket::new(now, BYTES_PER_S),
        }
    }

    pub fn take(&mut self, now: Instant, bytes: usize) -> bool {
        let bytes = u32::try_from(bytes).unwrap_or(u32::MAX);
        self.packets.take(now) && self.bytes.take_many(now, bytes)
    }
}

/// Which devices of one side send pictures now: the first come, and others once these are still.
#[derive(Debug, Default)]
pub(crate) struct Cameras(BTreeMap<StreamId, Instant>);

impl Cameras {
    /// Whether this one may send.
    pub fn admit(&mut self, now: Instant, stream: StreamId) -> bool {
        if !self.0.contains_key(&stream) && self.0.len() >= VIDEO_SENDERS_MAX {
            self.0
                .retain(|_, heard| now.saturating_duration_since(*heard) < SLOT_IDLE);
            if self.0.len() >= VIDEO_SENDERS_MAX {
                return false;
            }
        }
        self.0.insert(stream, now);
        true
    }

    pub fn holds(&self, stream: StreamId) -> bool {
        self.0.contains_key(&stream)
    }

    pub fn forget(&mut self, stream: StreamId) {
        self.0.remove(&stream);
    }
}

/// One device's part in a call's video.
#[derive(Debug)]
pub(crate) struct PeerVideo {
    pub slots: Slots,
    rate: VideoRate,
    /// The one source of its camera, once it has sent.
    ssrc: Option<u32>,
    /// When it was last asked for a whole picture.
    asked: Option<Instant>,
}

impl PeerVideo {
    pub fn new(now: Instant, slots: Slots) -> Self {
        Self {
            slots,
            rate: VideoRate::new(now),
            ssrc: None,
            asked: None,
        }
    }
}

/// Whether a camera may be asked for a whole picture again; then it was.
pub(crate) fn is_time_to_ask(asked: &mut Option<Instant>, now: Instant) -> bool {
    let waits = |asked: Instant| now.saturating_duration_since(asked) < KEY_FRAME_EVERY;
    if asked.is_some_and(waits) {
        return false;
    }
    *asked = Some(now);
    true
}

/// A packet that passed every check.
struct Picture<'a> {
    call: CallId,
    stream: StreamId,
    seq: u64,
    rtp_time: u32,
    marker: bool,
    payload: &'a [u8],
}

impl<T: PeerTransport> Relay<T> {
    /// Browsers send empty packets here too. They go on, or their numbers would seem lost.
    pub(crate) fn peer_sent_video(&mut self, now: Instant, id: PeerId, rtp: &RtpIn<'_>) {
        let Some((call, stream)) = self.peers.get(&id).map(|peer| (peer.call, peer.stream)) else {
            return;
        };
        self.tap(call, stream, rtp.payload);
        if let Err(why) = self.check_own_video(now, id, rtp) {
            return self.refuse(Source::Peer(id), Some(call), why);
        }
        let picture = Picture {
            call,
            stream,
            seq: rtp.seq,
            rtp_time: rtp.time,
            marker: rtp.marker,
            payload: rtp.payload,
        };
        self.show_devices(now, &picture, Some(id));
        if let Some(link) = self.calls.get(&call).and_then(|call| call.link) {
            let packet = MediaPacket {
                call,
                stream,
                kind: MediaKind::Video,
                seq: picture.seq,
                rtp_time: picture.rtp_time,
                marker: picture.marker,
                payload: picture.payload.into(),
            };
            self.output(Output::ToOtherNode { link, packet });
        }
    }

    fn check_own_video(
        &mut self,
        now: Instant,
        id: PeerId,
        rtp: &RtpIn<'_>,
    ) -> Result<(), Refused> {
        let peer = self.peers.get_mut(&id).ok_or(Refused::UnknownSender)?;
        let call = self.calls.get_mut(&peer.call).ok_or(Refused::UnknownCall)?;
        call.check_packet(MediaKind::Video, rtp.payload.len())?;
        let video = peer.video.as_mut().ok_or(Refused::Video)?;
        if *video.ssrc.get_or_insert(rtp.ssrc) != rtp.ssrc {
            return Err(Refused::OtherTrack);
        }
        if !video.rate.take(now, rtp.payload.len()) {
            return Err(Refused::TooFast);
        }
        if !peer.may_send {
            return Err(Refused::MayNotSend);
        }
        if !call.floor_is_open {
            return Err(Refused::FloorClosed);
        }
        match call.own_cameras.admit(now, peer.stream) {
            true => Ok(()),
            false => Err(Refused::TooManyVideos),
        }
    }

    /// `packet` is a call's that this link belongs to.
    pub(crate) fn other_node_sent_video(
        &mut self,
        now: Instant,
        link: LinkId,
        packet: &MediaPacket,
    ) {
        let (id, stream) = (packet.call, packet.stream);
        let Some(call) = self.calls.get_mut(&id) else {
            return;
        };
        let bytes = packet.payload.len();
        let checked = call
            .check_packet(MediaKind::Video, bytes)
            .and_then(|()| call.check_their_video(now, (stream, packet.seq), bytes));
        self.silence_due.get_or_insert(now + STREAM_IDLE);
        self.tap(id, stream, &packet.payload);
        if let Err(why) = checked {
            return self.refuse(Source::OtherNode(link), Some(id), why);
        }
        let picture = Picture {
            call: id,
            stream,
            seq: packet.seq,
            rtp_time: packet.rtp_time,
            marker: packet.marker,
            payload: &packet.payload,
        };
        self.show_devices(now, &picture, None);
    }

    fn show_devices(&mut self, now: Instant, picture: &Picture<'_>, sender: Option<PeerId>) {
        let Some(call) = self.calls.get(&picture.call) else {
            return;
        };
        let members = call.members.iter().copied();
        let receivers: Vec<PeerId> = members.filter(|peer| Some(*peer) != sender).collect();
        let mut someone_began = false;
        for receiver in receivers {
            someone_began |= self.show_device(now, picture, receiver);
        }
        // What came before the first packet that a receiver got, it can't see without.
        if someone_began {
            self.ask_key_frame(now, picture.call, picture.stream);
        }
    }

    /// Whether this receiver's line has just begun to show this stream.
    fn show_device(&mut self, now: Instant, picture: &Picture<'_>, id: PeerId) -> bool {
        let Some(peer) = self.peers.get_mut(&id).filter(|peer| peer.is_connected) else {
            return false;
        };
        // A device that shows no pictures, such as the native terminal, is sent none.
        let Some(video) = &mut peer.video else {
            return false;
        };
        let call = Some(picture.call);
        let (slot, seq, bound) = match video.slots.place(now, picture.stream, picture.seq) {
            Place::On { slot, seq, bound } => (slot, seq, bound),
            Place::NoFreeSlot => {
                self.refuse(Source::Peer(id), call, Refused::NoFreeSlot);
                return false;
            }
            Place::Late => {
                self.refuse(Source::Peer(id), call, Refused::Late);
                return false;
            }
        };
        let rtp = RtpOut {
            seq,
            time: picture.rtp_time,
            marker: picture.marker,
            payload: picture.payload,
        };
        if let Some(transmit) = peer.transport.write_video(now, slot, rtp) {
            self.output(transmit.into());
        }
        bound.is_some()
    }

    /// Takes a picture that ended off every line it was on.
    pub(crate) fn free_video_slots(&mut self, call: CallId, stream: StreamId) {
        let members = self.calls.get(&call).map(|call| &call.members);
        for peer in members.into_iter().flatten() {
            let shown = self
                .peers
                .get_mut(peer)
                .and_then(|peer| peer.video.as_mut());
            if let Some(video) = shown {
                video.slots.release(stream);
            }
        }
    }

    /// A receiver lacks a part of the picture on this line of its own.
    pub(crate) fn lacks_picture(&mut self, now: Instant, id: PeerId, slot: usize) {
        let Some(peer) = self.peers.get(&id) else {
            return;
        };
        let video = peer.video.as_ref();
        if let Some(stream) = video.and_then(|video| video.slots.on(slot)) {
            self.ask_key_frame(now, peer.call, stream);
        }
    }

    pub(crate) fn other_node_lacks_picture(
        &mut self,
        now: Instant,
        link: LinkId,
        asked: KeyFrameAsked,
    ) {
        let (id, source) = (asked.call, Source::OtherNode(link));
        let Some(call) = self.calls.get(&id).filter(|call| call.link == Some(link)) else {
            return self.refuse(source, None, Refused::UnknownCall);
        };
        if let Err(why) = call.check_packet(MediaKind::Video, 0) {
            return self.refuse(source, Some(id), why);
        }
        if !call.is_own(asked.stream) {
            return self.refuse(source, Some(id), Refused::ForeignStream);
        }
        self.ask_key_frame(now, id, asked.stream);
    }

    /// Asks the camera's device, or its node. All who ask within a moment are answered by one picture.
    fn ask_key_frame(&mut self, now: Instant, id: CallId, stream: StreamId) {
        let Some(call) = self.calls.get_mut(&id) else {
            return;
        };
        if !call.is_own(stream) {
            if let Some(link) = call.link.filter(|_| call.ask_their_video(now, stream)) {
                let asked = KeyFrameAsked { call: id, stream };
                self.output(Output::KeyFrameAsked { link, asked });
            }
            return;
        }
        let sends = |peer: &PeerId| self.peers.get(peer).is_some_and(|p| p.stream == stream);
        let Some(sender) = call.members.iter().copied().find(sends) else {
            return;
        };
        let Some(peer) = self.peers.get_mut(&sender) else {
            return;
        };
        let is_time = |video: &mut PeerVideo| is_time_to_ask(&mut video.asked, now);
        if !peer.video.as_mut().is_some_and(is_time) {
            return;
        }
        if let Some(transmit) = peer.transport.ask_key_frame() {
            self.output(transmit.into());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::VIDEO_PAYLOAD_BYTES_MAX;
    use std::time::Duration;

    #[test]
    fn packets_and_bytes_of_a_camera_are_limited_apart() {
        let now = Instant::now();
        for (bytes, most) in [
            (0, u32::from(VIDEO_PACKETS_PER_S_MAX)),
            (1, u32::from(VIDEO_PACKETS_PER_S_MAX)),
            (
                VIDEO_PAYLOAD_BYTES_MAX,
                VIDEO_BYTES_PER_S_MAX / VIDEO_PAYLOAD_BYTES_MAX as u32,
            ),
        ] {
            let mut rate = VideoRate::new(now);
            let taken = (0..2 * most).filter(|_| rate.take(now, bytes)).count();
            assert_eq!(taken, most as usize, "{bytes}");
        }
    }

    #[test]
    fn two_cameras_of_a_side_at_a_time_until_one_is_still() {
        let now = Instant::now();
        let ms = Duration::from_millis(1);
        for (after, admitted) in [(SLOT_IDLE - ms, false), (SLOT_IDLE, true)] {
            let mut cameras = Cameras::default();
            for n in 0..VIDEO_SENDERS_MAX as u32 {
                assert!(cameras.admit(now, StreamId(n)), "{n}");
            }
            assert!(!cameras.admit(now, StreamId(9)));
            assert!(cameras.admit(now + after, StreamId(0)), "goes on");
            assert_eq!(
                cameras.admit(now + after, StreamId(9)),
                admitted,
                "{after:?}"
            );
            assert_eq!(cameras.holds(StreamId(1)), !admitted);
        }
    }

    #[test]
    fn a_camera_is_asked_twice_a_second_at_most() {
        let now = Instant::now();
        let mut before = None;
        let ms = Duration::from_millis(1);
        for (after, asked) in [
            (Duration::ZERO, true),
            (KEY_FRAME_EVERY - ms, false),
            (KEY_FRAME_EVERY, true),
            (KEY_FRAME_EVERY + ms, false),
        ] {
            assert_eq!(is_time_to_ask(&mut before, now + after), asked, "{after:?}");
        }
    }
}
