//! The task that owns the relay: one UDP socket towards the own devices, datagrams towards the other
//! node. It shares no thread with the store and waits for nobody: what the core is to know goes
//! through a channel.

use bytes::Bytes;
use identity::DeviceId;
use relay::{
    CallId, CallParameters, Event, Input, LinkId, MediaKind, MediaPacket, Medium, Output,
    OwnAddresses, PeerId, Proto, Relay, StreamHalf,
};
use std::collections::HashMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::net::UdpSocket;
use tokio::sync::{Notify, mpsc};

use super::addresses::MediaAddresses;
use super::core_task::{NodeGone, NodeHandle};
use super::ice_tcp::{FromTcp, TcpWays};
use super::metrics::Metrics;
use super::quic::{DATAGRAM_SEND_BYTES, Link};
use crate::app::MediaCommand;

/// The other node, whatever connection leads to it.
const OTHER_NODE: LinkId = LinkId(1);
/// Datagrams taken in from one source before the others are looked at again.
const DATAGRAMS_AT_ONCE_MAX: usize = 256;
/// Media connections of the other node held at once; a further one takes the place of the oldest.
const LINKS_MAX: usize = 4;
/// Datagrams of the other node that wait for the relay.
const FROM_OTHER_MAX: usize = 1_024;
/// What may wait for the line when video is to join it: 0.4 s of one camera.
const VIDEO_WAITING_BYTES_MAX: usize = 32 * 1024;
/// The gate opens before the agreed moment: what is said at that moment must find it open.
const GATE_LEAD: Duration = Duration::from_millis(200);
/// A call that ended is closed so much later: the last words are still on their way.
const CLOSE_AFTER: Duration = Duration::from_millis(400);

pub(super) enum MediaTaskCommand {
    Core(MediaCommand),
    Link(Link),
}

/// What the core is told of its devices' media, in this order.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Report {
    Joined {
        call: domain::CallId,
        device: DeviceId,
        answer: Result<String, String>,
    },
    Connected {
        call: domain::CallId,
        device: DeviceId,
    },
    Gone {
        call: domain::CallId,
        device: DeviceId,
    },
    /// There is a media connection to the other node, or none any more.
    LineCarries(bool),
}

/// Carries reports to the core, which may be waiting for its disk. They are few: each follows from a
/// command of the core, so their channel needs no bound.
pub(super) async fn tell_core(node: NodeHandle, mut reports: mpsc::UnboundedReceiver<Report>) {
    while let Some(report) = reports.recv().await {
        let told = node.call(move |core, now| match report {
            Report::Joined {
                call,
                device,
                answer,
            } => core.media_joined(now, call, device, answer),
            Report::Connected { call, device } => core.media_connected(now, call, device),
            Report::Gone { call, device } => core.media_gone(now, call, device),
            Report::LineCarries(carries) => core.line_carries_media(now, carries),
        });
        if let Err(NodeGone) = told.await {
            return;
        }
    }
}

/// What a media task is made with.
pub(super) struct MediaSetup {
    pub addresses: OwnAddresses,
    pub socket: UdpSocket,
    /// The addresses under which devices know the sockets.
    pub own: MediaAddresses,
    pub danger_tap: Option<PathBuf>,
    pub metrics: Arc<Metrics>,
}

pub(super) struct MediaTask {
    relay: Relay,
    socket: Arc<UdpSocket>,
    own: MediaAddresses,
    commands: mpsc::UnboundedReceiver<MediaTaskCommand>,
    reports: mpsc::UnboundedSender<Report>,
    from_tcp: mpsc::Receiver<FromTcp>,
    tcp: TcpWays,
    /// A device left since connections were last looked through.
    somebody_left: bool,
    peers: HashMap<(domain::CallId, DeviceId), PeerId>,
    next_peer: u64,
    gates: Vec<(Instant, domain::CallId)>,
    closings: Vec<(Instant, domain::CallId)>,
    /// Media connections to the other node, newest last.
    links: Vec<quinn::Connection>,
    /// One of them ended.
    link_ended: Arc<Notify>,
    from_other: (mpsc::Sender<Bytes>, mpsc::Receiver<Bytes>),
    tap: Option<std::io::BufWriter<std::fs::File>>,
    metrics: Arc<Metrics>,
}

impl MediaTask {
    pub fn new(
        setup: MediaSetup,
        commands: mpsc::UnboundedReceiver<MediaTaskCommand>,
        from_tcp: mpsc::Receiver<FromTcp>,
        reports: mpsc::UnboundedSender<Report>,
    ) -> std::io::Result<Self> {
        let mut relay = Relay::new(setup.addresses);
        let tap = setup
            .danger_tap
            .map(std::fs::File::create)
            .transpose()?
            .map(std::io::BufWriter::new);
        relay.danger_tap(tap.is_some());
        Ok(Self {
            relay,
            socket: Arc::new(setup.socket),
            own: setup.own,
            commands,
            reports,
            from_tcp,
            tcp: TcpWays::default(),
            somebody_left: false,
            peers: HashMap::new(),
            next_peer: 1,
            gates: Vec::new(),
            closings: Vec::new(),
            links: Vec::new(),
            link_ended: Arc::default(),
            from_other: mpsc::channel(FROM_OTHER_MAX),
            tap,
            metrics: setup.metrics,
        })
    }

    /// Runs until the core is gone.
    pub async fn run(mut self) {
        let mut datagram = vec![0; relay::DATAGRAM_BYTES_MAX + 1];
        let socket = self.socket.clone();
        loop {
            self.carry_out();
            let deadline = self.poll_timeout();
            let timeout = async {
                match deadline {
                    Some(at) => tokio::time::sleep_until(at.into()).await,
                    None => std::future::pending().await,
                }
            };
            // In no fixed order: a flood from one source must not silence the others.
            tokio::select! {
                command = self.commands.recv() => match command {
                    Some(command) => self.command(Instant::now(), command),
                    None => return,
                },
                received = socket.recv_from(&mut datagram) => {
                    if let Ok((length, from)) = received {
                        self.take(from, &datagram[..length]);
                        for _ in 1..DATAGRAMS_AT_ONCE_MAX {
                            let Ok((length, from)) = socket.try_recv_from(&mut datagram) else { break };
                            self.take(from, &datagram[..length]);
                        }
                    }
                }
                Some(bytes) = self.from_other.1.recv() => {
                    self.take_of_other(&bytes);
                    for _ in 1..DATAGRAMS_AT_ONCE_MAX {
                        let Ok(bytes) = self.from_other.1.try_recv() else { break };
                        self.take_of_other(&bytes);
                    }
                }
                Some(event) = self.from_tcp.recv() => {
                    self.take_of_tcp(event);
                    for _ in 1..DATAGRAMS_AT_ONCE_MAX {
                        let Ok(event) = self.from_tcp.try_recv() else { break };
                        self.take_of_tcp(event);
                    }
                }
                () = self.link_ended.notified() => self.drop_ended_links(),
                () = timeout => {}
            }
            self.handle_timeout(Instant::now());
        }
    }

    fn poll_timeout(&self) -> Option<Instant> {
        let gates = self.gates.iter().map(|(at, _)| *at);
        let closings = self.closings.iter().map(|(at, _)| *at);
        gates.chain(closings).chain(self.relay.poll_timeout()).min()
    }

    fn handle_timeout(&mut self, now: Instant) {
        if self.relay.poll_timeout().is_some_and(|at| at <= now) {
            self.relay.handle_timeout(now);
        }
        self.open_gates(now);
        self.close_ended(now);
    }

    fn take(&mut self, from: SocketAddr, bytes: &[u8]) {
        self.metrics.media_from_devices.inc();
        let to = self.own.udp;
        self.relay
            .handle_input(Instant::now(), Input::Udp { from, to, bytes });
    }

    fn take_of_tcp(&mut self, event: FromTcp) {
        match event {
            FromTcp::Opened { way, give } => self.tcp.opened(way, give),
            FromTcp::Closed(way) => self.tcp.closed(way),
            FromTcp::Frame { way, bytes } => {
                let Some(to) = self.own.tcp.filter(|_| self.tcp.spoke(way)) else {
                    return;
                };
                self.metrics.media_from_devices.inc();
                let (from, bytes) = (way.from, &bytes[..]);
                self.relay
                    .handle_input(Instant::now(), Input::Tcp { from, to, bytes });
                if !self.relay.is_proved(Proto::Tcp, from) {
                    self.tcp.closed(way);
                }
            }
        }
    }

    fn take_of_other(&mut self, bytes: &[u8]) {
        self.metrics.media_from_other.inc();
        let link = OTHER_NODE;
        self.relay
            .handle_input(Instant::now(), Input::FromOtherNodeDatagram { link, bytes });
    }

    fn close_ended(&mut self, now: Instant) {
        let due: Vec<domain::CallId> = self
            .closings
            .extract_if(.., |(at, _)| *at <= now)
            .map(|(_, call)| call)
            .collect();
        for call in due {
            self.forget(call);
            self.flush_tap();
        }
    }

    /// Closes a call and drops what was still to be done about it.
    fn forget(&mut self, call: domain::CallId) {
        self.gates.retain(|(_, of)| *of != call);
        self.closings.retain(|(_, of)| *of != call);
        self.peers.retain(|(of, _), _| *of != call);
        self.relay.close_call(CallId(call.0));
        self.somebody_left = true;
    }

    fn open_gates(&mut self, now: Instant) {
        let relay = &mut self.relay;
        self.gates.retain(|(at, call)| {
            let due = *at <= now;
            if due {
                // A call that ended meanwhile has no floor.
                let _ = relay.set_floor(CallId(call.0), true);
            }
            !due
        });
    }

    fn command(&mut self, now: Instant, command: MediaTaskCommand) {
        match command {
            MediaTaskCommand::Link(link) => self.take_link(link),
            MediaTaskCommand::Core(MediaCommand::Open {
                call,
                facts,
                ordering,
            }) => self.open(call, facts, ordering),
            MediaTaskCommand::Core(MediaCommand::Join {
                call,
                device,
                offer_sdp,
                may_send,
            }) => self.join(now, call, device, &offer_sdp, may_send),
            MediaTaskCommand::Core(MediaCommand::OpenFloor { call, in_ms }) => {
                let lead = Duration::from_millis(in_ms.into()).saturating_sub(GATE_LEAD);
                self.gates.push((now + lead, call));
            }
            MediaTaskCommand::Core(MediaCommand::Leave { call, device }) => {
                if let Some(peer) = self.peers.remove(&(call, device)) {
                    self.relay.remove_peer(peer);
                    self.somebody_left = true;
                }
            }
            MediaTaskCommand::Core(MediaCommand::Close { call }) => {
                self.closings.push((now + CLOSE_AFTER, call));
            }
        }
    }

    /// Opens a call anew: what was scheduled for an earlier one of this name doesn't concern it.
    fn open(&mut self, call: domain::CallId, facts: domain::NodeFacts, ordering: bool) {
        let parameters = CallParameters {
            medium: match facts.medium {
                domain::Medium::PhoneCall => Medium::PhoneCall,
                domain::Medium::VideoConference => Medium::Videoconference,
            },
            payload_bytes: domain::voice_packet_bytes(facts.voice_depth),
            packets_per_s_max: relay::PACKETS_PER_S_MAX,
            half: if ordering {
                StreamHalf::Low
            } else {
                StreamHalf::High
            },
            first_stream: u32::from_be_bytes(super::random()[..4].try_into().unwrap_or([0; 4])),
        };
        self.forget(call);
        let opened = self
            .relay
            .open_call(CallId(call.0), parameters, Some(OTHER_NODE));
        if let Err(error) = opened {
            tracing::warn!(%error, "the relay takes no further call");
        }
    }

    fn join(
        &mut self,
        now: Instant,
        call: domain::CallId,
        device: DeviceId,
        offer_sdp: &str,
        may_send: bool,
    ) {
        if let Some(old) = self.peers.remove(&(call, device)) {
            self.relay.remove_peer(old);
            self.somebody_left = true;
        }
        let peer = PeerId(self.next_peer);
        self.next_peer += 1;
        let answer = self
            .relay
            .add_peer(now, CallId(call.0), peer, offer_sdp)
            .map_err(|refusal| refusal.to_string());
        if answer.is_ok() {
            let _ = self.relay.set_may_send(peer, may_send);
            self.peers.insert((call, device), peer);
        } else {
            self.metrics.offers_refused.inc();
        }
        self.report(Report::Joined {
            call,
            device,
            answer,
        });
    }

    fn take_link(&mut self, link: Link) {
        let connection = link.connection();
        self.drop_ended_links();
        if self.links.len() >= LINKS_MAX {
            self.links.remove(0).close(0u32.into(), b"superseded");
        }
        if self.links.is_empty() {
            self.report(Report::LineCarries(true));
        }
        self.links.push(connection.clone());
        let give = self.from_other.0.clone();
        let ended = self.link_ended.clone();
        tokio::spawn(async move {
            // Held so that its stream, and with it the connection, stays open.
            let _link = link;
            while let Ok(datagram) = connection.read_datagram().await {
                if give.send(datagram).await.is_err() {
                    return;
                }
            }
            ended.notify_one();
        });
    }

    fn drop_ended_links(&mut self) {
        let carried = !self.links.is_empty();
        self.links.retain(|known| known.close_reason().is_none());
        if carried && self.links.is_empty() {
            self.report(Report::LineCarries(false));
        }
    }

    fn carry_out(&mut self) {
        while let Some(output) = self.relay.poll_output() {
            match output {
                Output::Transmit {
                    proto: Proto::Tcp,
                    to,
                    bytes,
                    kind,
                    ..
                } => {
                    if !self.tcp.send(to, bytes, kind) {
                        self.metrics.media_tcp_lost.inc();
                    }
                }
                Output::Transmit {
                    proto: Proto::Udp,
                    to,
                    bytes,
                    ..
                } => {
                    // UDP promises nothing; a full buffer is a lost packet, and the next one repeats it.
                    let _ = self.socket.try_send_to(&bytes, to);
                }
                Output::ToOtherNode { packet, .. } => self.send_to_other_node(&packet),
                Output::KeyFrameAsked { asked, .. } => {
                    let datagram = asked.encode();
                    if let Some(link) = self.link().filter(|link| has_room(link, &datagram)) {
                        let _ = link.send_datagram(datagram.into());
                    }
                }
                Output::Event(event) => self.event(event),
                Output::Tapped { payload, .. } => self.tapped(&payload),
            }
        }
        self.metrics.media_refused(self.relay.refusals());
        if std::mem::take(&mut self.somebody_left) {
            // Their goodbyes wait in the connections by now.
            let relay = &self.relay;
            self.tcp.keep(|from| relay.is_proved(Proto::Tcp, from));
        }
    }

    fn send_to_other_node(&mut self, packet: &MediaPacket) {
        let Some(link) = self.link() else {
            return;
        };
        let room = link
            .max_datagram_size()
            .unwrap_or(relay::LINK_DATAGRAM_BYTES);
        let Ok(datagrams) = packet.encode(room) else {
            return;
        };
        for datagram in datagrams {
            // A full buffer drops what has waited longest, whatever it is: video stays out of it in time.
            if packet.kind == MediaKind::Video && !has_room(&link, &datagram) {
                self.metrics.video_left_out.inc();
                return;
            }
            self.metrics.media_to_other.inc();
            let _ = link.send_datagram(datagram.into());
        }
    }

    /// The newest media connection to the other node.
    fn link(&mut self) -> Option<quinn::Connection> {
        self.drop_ended_links();
        self.links.last().cloned()
    }

    fn event(&mut self, event: Event) {
        match event {
            Event::PeerConnected { peer, .. } => {
                if let Some((call, device)) = self.name_of(peer) {
                    self.report(Report::Connected { call, device });
                }
            }
            Event::PeerGone { peer, .. } => {
                self.somebody_left = true;
                // One that was replaced meanwhile has no name any more: its device isn't gone.
                if let Some((call, device)) = self.name_of(peer) {
                    self.peers.remove(&(call, device));
                    self.report(Report::Gone { call, device });
                }
            }
            Event::Refused { why, .. } => tracing::debug!(?why, "media refused"),
            Event::FirstMedia { .. } | Event::SlotBound { .. } | Event::SlotFreed { .. } => {}
        }
    }

    fn name_of(&self, peer: PeerId) -> Option<(domain::CallId, DeviceId)> {
        let named = self.peers.iter().find(|(_, known)| **known == peer);
        named.map(|(name, _)| *name)
    }

    fn report(&self, report: Report) {
        // Nobody listens only when the node stops.
        let _ = self.reports.send(report);
    }

    /// Length and bytes, for a checker that tries to open what a node sees.
    fn tapped(&mut self, payload: &[u8]) {
        use std::io::Write;
        if let Some(tap) = &mut self.tap {
            let length = u32::try_from(payload.len()).unwrap_or(0).to_be_bytes();
            let _ = tap.write_all(&length).and_then(|()| tap.write_all(payload));
        }
    }

    fn flush_tap(&mut self) {
        use std::io::Write;
        if let Some(tap) = &mut self.tap {
            let _ = tap.flush();
        }
    }
}

/// Whether video may be sent now: voice after it must not wait long, and never be dropped for it.
fn has_room(link: &quinn::Connection, datagram: &[u8]) -> bool {
    let waiting = DATAGRAM_SEND_BYTES.saturating_sub(link.datagram_send_buffer_space());
    waiting + datagram.len() <= VIDEO_WAITING_BYTES_MAX
}

#[cfg(test)]
#[path = "media_task_tests.rs"]
mod tests;
