//! The relay itself: calls and devices by name, input to whom it belongs, output in one queue.

use crate::call::{Call, CallError, CallParameters};
use crate::demux::Demux;
use crate::ids::{CallId, LinkId, Mid, PeerId, StreamId};
use crate::limits::{CALLS_MAX, CONNECT_WITHIN, DEVICES_PER_CALL_MAX, TIMEOUT_MIN};
use crate::offer::{CheckedOffer, OfferRefusal};
use crate::rate::Bucket;
use crate::reassembly::Reassembly;
use crate::refusals::{Refusals, Refused};
use crate::slots::Slots;
use crate::str0m_peer::Str0mPeer;
use crate::transport::{Datagram, PeerTransport, Proto, TransportOutput};
use crate::video::PeerVideo;
use crate::vocabulary::{Event, GoneWhy, Input, Output, Source};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fmt;
use std::net::SocketAddr;
use std::time::Instant;

pub(crate) struct Peer<T> {
    pub call: CallId,
    pub transport: T,
    pub stream: StreamId,
    pub slots: Slots,
    /// Where it takes part in the call's video.
    pub video: Option<PeerVideo>,
    pub bucket: Bucket,
    /// The one source of its voice, once it has spoken.
    pub ssrc: Option<u32>,
    pub may_send: bool,
    pub is_connected: bool,
    pub was_forwarded: bool,
    pub refusals: Refusals,
    connect_by: Instant,
    due: Instant,
    /// Its place among the relay's timers: never later than it is due.
    timer: Instant,
}

impl<T> Peer<T> {
    fn next_due(&self) -> Instant {
        match self.is_connected {
            true => self.due,
            false => self.due.min(self.connect_by),
        }
    }
}

/// What came out of a transport besides bytes to send.
enum Happened {
    Connected,
    Gone,
    /// A part of the picture on this line.
    Lacks(usize),
}

/// The calls of one node and its own side's devices in them.
pub struct Relay<T: PeerTransport = Str0mPeer> {
    pub(crate) setup: T::Setup,
    pub(crate) calls: BTreeMap<CallId, Call>,
    pub(crate) peers: BTreeMap<PeerId, Peer<T>>,
    pub(crate) demux: Demux,
    pub(crate) reassembly: BTreeMap<LinkId, Reassembly>,
    /// When to look at which device. What moves to later is found out when its time comes, so that
    /// a packet costs the same whatever the number of devices.
    timers: BTreeSet<(Instant, PeerId)>,
    /// When a stream of the other node may have fallen silent.
    pub(crate) silence_due: Option<Instant>,
    happened: VecDeque<(PeerId, Happened)>,
    outputs: VecDeque<Output>,
    /// Where packets are opened, one after the other.
    pub(crate) opened: Vec<u8>,
    refusals: Refusals,
    network_refusals: Refusals,
    link_refusals: BTreeMap<LinkId, Refusals>,
    is_tapped: bool,
}

impl<T: PeerTransport> Relay<T> {
    pub fn new(setup: T::Setup) -> Self {
        Self {
            setup,
            calls: BTreeMap::new(),
            peers: BTreeMap::new(),
            demux: Demux::default(),
            reassembly: BTreeMap::new(),
            timers: BTreeSet::new(),
            silence_due: None,
            happened: VecDeque::new(),
            outputs: VecDeque::new(),
            opened: Vec::new(),
            refusals: Refusals::default(),
            network_refusals: Refusals::default(),
            link_refusals: BTreeMap::new(),
            is_tapped: false,
        }
    }

    /// Opens a call with its floor closed. `link` is the other node's, once it takes part.
    pub fn open_call(
        &mut self,
        call: CallId,
        parameters: CallParameters,
        link: Option<LinkId>,
    ) -> Result<(), CallError> {
        if self.calls.contains_key(&call) {
            return Err(CallError::Exists);
        }
        if self.calls.len() >= CALLS_MAX {
            return Err(CallError::TooMany);
        }
        self.calls.insert(call, Call::new(parameters, link)?);
        tracing::info!(%call, "relay: call opened");
        Ok(())
    }

    /// Says goodbye to the call's devices and forgets it.
    pub fn close_call(&mut self, call: CallId) {
        let Some(closed) = self.calls.get(&call) else {
            return;
        };
        for peer in closed.members.clone() {
            self.remove_peer(peer);
        }
        self.calls.remove(&call);
        self.forget_unused_links();
        tracing::info!(%call, "relay: call closed");
    }

    /// Links a call with the other node, or ends that.
    pub fn set_linked(&mut self, call: CallId, link: Option<LinkId>) -> Result<(), CallError> {
        let linked = self.calls.get_mut(&call).ok_or(CallError::Unknown)?;
        if linked.link == link {
            return Ok(());
        }
        linked.link = link;
        let (voices, videos) = (linked.forget_theirs(), linked.forget_their_videos());
        for stream in voices {
            self.free_slots(call, stream);
        }
        for stream in videos {
            self.free_video_slots(call, stream);
        }
        self.forget_unused_links();
        Ok(())
    }

    /// Lets media through, or none at all.
    pub fn set_floor(&mut self, call: CallId, open: bool) -> Result<(), CallError> {
        let floor = self.calls.get_mut(&call).ok_or(CallError::Unknown)?;
        floor.floor_is_open = open;
        tracing::info!(%call, open, "relay: floor");
        Ok(())
    }

    /// Accepts a device's offer and returns the answer. It may send unless told otherwise.
    pub fn add_peer(
        &mut self,
        now: Instant,
        call: CallId,
        peer: PeerId,
        offer_sdp: &str,
    ) -> Result<String, OfferRefusal> {
        let joined = self.calls.get_mut(&call).ok_or(OfferRefusal::UnknownCall)?;
        if self.peers.contains_key(&peer) {
            return Err(OfferRefusal::PeerExists);
        }
        if joined.members.len() >= DEVICES_PER_CALL_MAX {
            return Err(OfferRefusal::TooManyDevices);
        }
        let offer = CheckedOffer::check(offer_sdp, joined.medium)?;
        let accepted = T::accept_offer(now, &self.setup, &offer)?;
        let stream = joined.new_stream();
        joined.members.insert(peer);
        let added = Peer {
            call,
            transport: accepted.transport,
            stream,
            slots: Slots::new(accepted.slots),
            video: offer
                .video
                .is_some()
                .then(|| PeerVideo::new(now, Slots::new(accepted.video_slots))),
            bucket: joined.new_bucket(now),
            ssrc: None,
            may_send: true,
            is_connected: false,
            was_forwarded: false,
            refusals: Refusals::default(),
            connect_by: now + CONNECT_WITHIN,
            due: now,
            timer: now + CONNECT_WITHIN,
        };
        self.timers.insert((added.timer, peer));
        self.peers.insert(peer, added);
        self.demux.add(accepted.ufrag, peer);
        self.drain(now, peer);
        self.work(now);
        Ok(accepted.answer_sdp)
    }

    /// Says goodbye to a device and forgets it.
    pub fn remove_peer(&mut self, peer: PeerId) {
        let Some(leaving) = self.peers.get_mut(&peer) else {
            return;
        };
        leaving.transport.close();
        self.drain_bytes(peer);
        self.take_out(peer);
    }

    /// Whether a device is heard at all; a note-taker isn't. `None` if there is no such device.
    pub fn set_may_send(&mut self, peer: PeerId, may_send: bool) -> Option<()> {
        self.peers.get_mut(&peer)?.may_send = may_send;
        Some(())
    }

    /// The number of a device's own voice.
    pub fn stream_of(&self, peer: PeerId) -> Option<StreamId> {
        self.peers.get(&peer).map(|peer| peer.stream)
    }

    /// Which voices a device hears on which lines now.
    pub fn slots(&self, peer: PeerId) -> Vec<(StreamId, Mid)> {
        let bindings = self
            .peers
            .get(&peer)
            .into_iter()
            .flat_map(|p| p.slots.bindings());
        bindings
            .map(|(stream, mid)| (stream, mid.clone()))
            .collect()
    }

    /// Whether a device of ours has proved this address to be its own. Over ICE-TCP, whoever isn't
    /// one after its first frame has no business with us.
    pub fn is_proved(&self, proto: Proto, address: SocketAddr) -> bool {
        self.demux.at(proto, address).is_some()
    }

    /// All refusals since the start.
    pub fn refusals(&self) -> &Refusals {
        &self.refusals
    }

    pub fn refusals_of(&self, peer: PeerId) -> Option<&Refusals> {
        self.peers.get(&peer).map(|peer| &peer.refusals)
    }

    /// What the other node sent in this call and shouldn't have.
    pub fn refusals_of_other_node(&self, call: CallId) -> Option<&Refusals> {
        self.calls.get(&call).map(|call| &call.their_refusals)
    }

    /// Gives out every payload as soon as its transport encryption is opened. For one purpose: a
    /// test that tries to decrypt what a node sees. Never set by the node's own code.
    pub fn danger_tap(&mut self, on: bool) {
        self.is_tapped = on;
    }

    pub fn handle_input(&mut self, now: Instant, input: Input<'_>) {
        match input {
            Input::Udp { from, to, bytes } => {
                let proto = Proto::Udp;
                self.datagram(
                    now,
                    Datagram {
                        proto,
                        from,
                        to,
                        bytes,
                    },
                );
            }
            Input::Tcp { from, to, bytes } => {
                let proto = Proto::Tcp;
                self.datagram(
                    now,
                    Datagram {
                        proto,
                        from,
                        to,
                        bytes,
                    },
                );
            }
            Input::FromOtherNode { link, packet } => self.other_node_sent(now, link, packet),
            Input::FromOtherNodeDatagram { link, bytes } => self.link_datagram(now, link, bytes),
        }
        self.work(now);
    }

    /// To be called at [`Self::poll_timeout`]; earlier does no harm.
    pub fn handle_timeout(&mut self, now: Instant) {
        let later = self.timers.split_off(&(now, PeerId(u64::MAX)));
        let reached = std::mem::replace(&mut self.timers, later);
        for (_, id) in reached {
            self.timer_reached(now, id);
        }
        if self.silence_due.is_some_and(|due| due <= now) {
            self.forget_silent(now);
        }
        self.reassembly.values_mut().for_each(|r| r.expire(now));
        self.work(now);
    }

    /// When to call [`Self::handle_timeout`], if nothing happens before.
    pub fn poll_timeout(&self) -> Option<Instant> {
        let timer = self.timers.first().map(|(at, _)| *at);
        let halves = self
            .reassembly
            .values()
            .filter_map(Reassembly::poll_timeout);
        timer
            .into_iter()
            .chain(self.silence_due)
            .chain(halves)
            .min()
    }

    /// The device's timer is taken out already.
    fn timer_reached(&mut self, now: Instant, id: PeerId) {
        let Some(peer) = self.peers.get_mut(&id) else {
            return;
        };
        if !peer.is_connected && peer.connect_by <= now {
            return self.gone(id, GoneWhy::NeverConnected);
        }
        if peer.due <= now {
            peer.transport.handle_timeout(now);
            self.drain(now, id);
        }
        if let Some(peer) = self.peers.get_mut(&id) {
            peer.timer = peer.next_due();
            self.timers.insert((peer.timer, id));
        }
    }

    fn forget_silent(&mut self, now: Instant) {
        let calls: Vec<CallId> = self.calls.keys().copied().collect();
        for id in calls {
            let silent = self.calls.get_mut(&id).map(|call| call.forget_silent(now));
            for stream in silent.unwrap_or_default() {
                self.free_slots(id, stream);
            }
            let silent = self.calls.get_mut(&id);
            let silent = silent.map(|call| call.forget_silent_videos(now));
            for stream in silent.unwrap_or_default() {
                self.free_video_slots(id, stream);
            }
        }
        self.silence_due = self.calls.values().filter_map(Call::poll_timeout).min();
    }

    pub fn poll_output(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    /// Takes everything out of a device's transport: bytes to send at once, the rest in turn.
    pub(crate) fn drain(&mut self, now: Instant, id: PeerId) {
        let Some(peer) = self.peers.get_mut(&id) else {
            return;
        };
        loop {
            let happened = match peer.transport.poll_output() {
                TransportOutput::Transmit(transmit) => {
                    self.outputs.push_back(transmit.into());
                    continue;
                }
                TransportOutput::Due(due) => {
                    peer.due = due.max(now + TIMEOUT_MIN);
                    let next = peer.next_due();
                    if next < peer.timer {
                        self.timers.remove(&(peer.timer, id));
                        self.timers.insert((next, id));
                        peer.timer = next;
                    }
                    return;
                }
                TransportOutput::Connected => Happened::Connected,
                TransportOutput::Gone => Happened::Gone,
                TransportOutput::LacksPicture { slot } => Happened::Lacks(slot),
            };
            self.happened.push_back((id, happened));
        }
    }

    /// The last bytes of a device that leaves; nothing else about it matters any more.
    fn drain_bytes(&mut self, id: PeerId) {
        let Some(peer) = self.peers.get_mut(&id) else {
            return;
        };
        loop {
            match peer.transport.poll_output() {
                TransportOutput::Transmit(transmit) => self.outputs.push_back(transmit.into()),
                TransportOutput::Due(_) => return,
                TransportOutput::Connected
                | TransportOutput::Gone
                | TransportOutput::LacksPicture { .. } => {}
            }
        }
    }

    fn work(&mut self, now: Instant) {
        while let Some((id, happened)) = self.happened.pop_front() {
            match happened {
                Happened::Connected => self.connected(id),
                Happened::Gone => self.gone(id, GoneWhy::Ended),
                Happened::Lacks(slot) => self.lacks_picture(now, id, slot),
            }
        }
    }

    fn connected(&mut self, id: PeerId) {
        let Some(peer) = self.peers.get_mut(&id) else {
            return;
        };
        peer.is_connected = true;
        let (call, stream) = (peer.call, peer.stream);
        tracing::info!(%call, peer = id.0, "relay: device connected");
        self.event(Event::PeerConnected {
            call,
            peer: id,
            stream,
        });
    }

    fn gone(&mut self, id: PeerId, why: GoneWhy) {
        let Some(call) = self.peers.get(&id).map(|peer| peer.call) else {
            return;
        };
        self.take_out(id);
        tracing::info!(%call, peer = id.0, ?why, "relay: device gone");
        self.event(Event::PeerGone {
            call,
            peer: id,
            why,
        });
    }

    fn take_out(&mut self, id: PeerId) {
        let Some(left) = self.peers.remove(&id) else {
            return;
        };
        self.timers.remove(&(left.timer, id));
        self.demux.remove(id);
        if let Some(call) = self.calls.get_mut(&left.call) {
            call.members.remove(&id);
            call.own_cameras.forget(left.stream);
        }
        self.free_slots(left.call, left.stream);
        self.free_video_slots(left.call, left.stream);
    }

    /// Takes a voice that ended off every line it was on.
    fn free_slots(&mut self, call: CallId, stream: StreamId) {
        let Some(members) = self.calls.get(&call).map(|call| &call.members) else {
            return;
        };
        for &peer in members {
            let Some(hearing) = self.peers.get_mut(&peer) else {
                continue;
            };
            if let Some(mid) = hearing.slots.release(stream) {
                self.outputs.push_back(Output::Event(Event::SlotFreed {
                    call,
                    peer,
                    stream,
                    mid,
                }));
            }
        }
    }

    fn forget_unused_links(&mut self) {
        let calls = &self.calls;
        let is_used = |link: &LinkId| calls.values().any(|call| call.link == Some(*link));
        self.reassembly.retain(|link, _| is_used(link));
        self.link_refusals.retain(|link, _| is_used(link));
    }

    /// Counts everywhere it belongs, and tells the first time of each source.
    pub(crate) fn refuse(&mut self, from: Source, call: Option<CallId>, why: Refused) {
        self.refusals.count(why);
        let is_first = match (from, call) {
            (Source::Network, _) => self.network_refusals.count(why),
            (Source::Peer(peer), _) => match self.peers.get_mut(&peer) {
                Some(peer) => peer.refusals.count(why),
                None => false,
            },
            (Source::OtherNode(link), call) => self.count_of_other_node(link, call, why),
        };
        if is_first {
            self.event(Event::Refused { call, from, why });
        }
    }

    fn count_of_other_node(&mut self, link: LinkId, call: Option<CallId>, why: Refused) -> bool {
        if let Some(call) = call
            && let Some(call) = self.calls.get_mut(&call)
        {
            return call.their_refusals.count(why);
        }
        // Links without calls aren't remembered: they would be without number.
        let is_used = self.calls.values().any(|call| call.link == Some(link));
        is_used && self.link_refusals.entry(link).or_default().count(why)
    }

    pub(crate) fn event(&mut self, event: Event) {
        self.outputs.push_back(Output::Event(event));
    }

    pub(crate) fn output(&mut self, output: Output) {
        self.outputs.push_back(output);
    }

    pub(crate) fn tap(&mut self, call: CallId, stream: StreamId, payload: &[u8]) {
        if self.is_tapped {
            let payload = payload.into();
            self.outputs.push_back(Output::Tapped {
                call,
                stream,
                payload,
            });
        }
    }
}

impl<T: PeerTransport> fmt::Debug for Relay<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Relay")
            .field("calls", &self.calls.len())
            .field("peers", &self.peers.len())
            .finish_non_exhaustive()
    }
}
