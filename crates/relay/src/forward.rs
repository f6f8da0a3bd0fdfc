//! The way of one packet: checked by the call's rules, then to every other device of the call
//! and to the other node, or to all devices if it came from there.

use crate::ids::{CallId, LinkId, PeerId, StreamId};
use crate::limits::STREAM_IDLE;
use crate::packet::{MediaKind, MediaPacket};
use crate::refusals::Refused;
use crate::relay::Relay;
use crate::slots::Place;
use crate::transport::{PeerTransport, RtpIn, RtpOut};
use crate::vocabulary::{Event, Output, Source};
use std::time::Instant;

/// A packet that passed every check.
struct Voice<'a> {
    call: CallId,
    stream: StreamId,
    seq: u64,
    rtp_time: u32,
    marker: bool,
    payload: &'a [u8],
}

impl<T: PeerTransport> Relay<T> {
    pub(crate) fn peer_sent(&mut self, now: Instant, id: PeerId, rtp: &RtpIn<'_>) {
        match rtp.kind {
            MediaKind::Audio => self.peer_spoke(now, id, rtp),
            MediaKind::Video => self.peer_sent_video(now, id, rtp),
        }
    }

    fn peer_spoke(&mut self, now: Instant, id: PeerId, rtp: &RtpIn<'_>) {
        let Some((call, stream)) = self.peers.get(&id).map(|peer| (peer.call, peer.stream)) else {
            return;
        };
        // Browsers send a few empty packets to probe the way; they carry nothing.
        if rtp.payload.is_empty() {
            return;
        }
        self.tap(call, stream, rtp.payload);
        let is_first = match self.check_own(now, id, rtp) {
            Ok(is_first) => is_first,
            Err(why) => return self.refuse(Source::Peer(id), Some(call), why),
        };
        let voice = Voice {
            call,
            stream,
            seq: rtp.seq,
            rtp_time: rtp.time,
            marker: rtp.marker,
            payload: rtp.payload,
        };
        if is_first {
            self.event(Event::FirstMedia { call, stream });
        }
        self.forward_to_devices(now, &voice, Some(id));
        self.forward_to_other_node(&voice);
    }

    fn check_own(&mut self, now: Instant, id: PeerId, rtp: &RtpIn<'_>) -> Result<bool, Refused> {
        let peer = self.peers.get_mut(&id).ok_or(Refused::UnknownSender)?;
        let call = self.calls.get(&peer.call).ok_or(Refused::UnknownCall)?;
        if *peer.ssrc.get_or_insert(rtp.ssrc) != rtp.ssrc {
            return Err(Refused::OtherTrack);
        }
        call.check_packet(MediaKind::Audio, rtp.payload.len())?;
        if !peer.bucket.take(now) {
            return Err(Refused::TooFast);
        }
        if !peer.may_send {
            return Err(Refused::MayNotSend);
        }
        if !call.floor_is_open {
            return Err(Refused::FloorClosed);
        }
        Ok(!std::mem::replace(&mut peer.was_forwarded, true))
    }

    pub(crate) fn other_node_sent(&mut self, now: Instant, link: LinkId, packet: MediaPacket) {
        let id = packet.call;
        let source = Source::OtherNode(link);
        let Some(call) = self
            .calls
            .get_mut(&id)
            .filter(|call| call.link == Some(link))
        else {
            return self.refuse(source, None, Refused::UnknownCall);
        };
        if packet.kind == MediaKind::Video {
            return self.other_node_sent_video(now, link, &packet);
        }
        // The other node was to leave these out as our own devices' node does.
        if packet.payload.is_empty() {
            return self.refuse(source, Some(id), Refused::WrongSize);
        }
        let checked = call
            .check_packet(packet.kind, packet.payload.len())
            .and_then(|()| call.check_theirs(now, packet.stream, packet.seq));
        // At first the sooner one: a stream that goes on speaking only moves it to later.
        self.silence_due.get_or_insert(now + STREAM_IDLE);
        self.tap(id, packet.stream, &packet.payload);
        let is_first = match checked {
            Ok(is_first) => is_first,
            Err(why) => return self.refuse(source, Some(id), why),
        };
        let stream = packet.stream;
        if is_first {
            self.event(Event::FirstMedia { call: id, stream });
        }
        let voice = Voice {
            call: id,
            stream,
            seq: packet.seq,
            rtp_time: packet.rtp_time,
            marker: packet.marker,
            payload: &packet.payload,
        };
        self.forward_to_devices(now, &voice, None);
    }

    fn forward_to_devices(&mut self, now: Instant, voice: &Voice<'_>, sender: Option<PeerId>) {
        let Some(call) = self.calls.get(&voice.call) else {
            return;
        };
        let receivers: Vec<PeerId> = call
            .members
            .iter()
            .copied()
            .filter(|peer| Some(*peer) != sender)
            .collect();
        for receiver in receivers {
            self.forward_to_device(now, voice, receiver);
        }
    }

    fn forward_to_device(&mut self, now: Instant, voice: &Voice<'_>, id: PeerId) {
        let Some(peer) = self.peers.get_mut(&id).filter(|peer| peer.is_connected) else {
            return;
        };
        let (call, stream) = (voice.call, voice.stream);
        let (slot, seq, bound) = match peer.slots.place(now, stream, voice.seq) {
            Place::On { slot, seq, bound } => (slot, seq, bound),
            Place::NoFreeSlot => {
                return self.refuse(Source::Peer(id), Some(call), Refused::NoFreeSlot);
            }
            Place::Late => return self.refuse(Source::Peer(id), Some(call), Refused::Late),
        };
        // The receiver's jitter buffer may start anew where a line changes its voice.
        let marker = voice.marker || bound.is_some();
        let rtp = RtpOut {
            seq,
            time: voice.rtp_time,
            marker,
            payload: voice.payload,
        };
        let transmit = peer.transport.write_rtp(now, slot, rtp);
        if let Some(bound) = bound {
            if let Some(earlier) = bound.instead_of {
                self.event(Event::SlotFreed {
                    call,
                    peer: id,
                    stream: earlier,
                    mid: bound.mid.clone(),
                });
            }
            self.event(Event::SlotBound {
                call,
                peer: id,
                stream,
                mid: bound.mid,
            });
        }
        if let Some(transmit) = transmit {
            self.output(transmit.into());
        }
    }

    fn forward_to_other_node(&mut self, voice: &Voice<'_>) {
        let Some(link) = self.calls.get(&voice.call).and_then(|call| call.link) else {
            return;
        };
        let packet = MediaPacket {
            call: voice.call,
            stream: voice.stream,
            kind: MediaKind::Audio,
            seq: voice.seq,
            rtp_time: voice.rtp_time,
            marker: voice.marker,
            payload: voice.payload.into(),
        };
        self.output(Output::ToOtherNode { link, packet });
    }
}
