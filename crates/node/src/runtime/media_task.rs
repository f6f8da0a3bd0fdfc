//! The task that owns the relay: one UDP socket towards the own devices, datagrams towards the other
//! node. It shares no thread with the store.

use bytes::Bytes;
use identity::DeviceId;
use relay::{
    CallId, CallParameters, Event, Input, LinkId, MediaPacket, Medium, Output, PeerId, Relay,
    StreamHalf,
};
use std::collections::HashMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::net::UdpSocket;
use tokio::sync::mpsc;

use super::core_task::NodeHandle;
use super::metrics::Metrics;
use super::quic::Link;
use crate::app::MediaCommand;

/// The other node, whatever connection leads to it.
const OTHER_NODE: LinkId = LinkId(1);
const DATAGRAM_BYTES_MAX: usize = 2_000;
/// Datagrams taken in before deadlines are looked at again.
const DATAGRAMS_AT_ONCE_MAX: usize = 256;
/// The gate opens before the agreed moment: what is said at that moment must find it open.
const GATE_LEAD: Duration = Duration::from_millis(200);
/// A call that ended is closed so much later: the last words are still on their way.
const CLOSE_AFTER: Duration = Duration::from_millis(400);

pub(super) enum MediaTaskCommand {
    Core(MediaCommand),
    Link(Link),
}

pub(super) struct MediaTask {
    relay: Relay,
    socket: Arc<UdpSocket>,
    own: SocketAddr,
    node: NodeHandle,
    commands: mpsc::UnboundedReceiver<MediaTaskCommand>,
    peers: HashMap<(domain::CallId, DeviceId), PeerId>,
    next_peer: u64,
    gates: Vec<(Instant, CallId)>,
    closings: Vec<(Instant, domain::CallId)>,
    /// Media connections to the other node, newest last.
    links: Vec<quinn::Connection>,
    from_other: (mpsc::Sender<Bytes>, mpsc::Receiver<Bytes>),
    tap: Option<std::io::BufWriter<std::fs::File>>,
    metrics: Arc<Metrics>,
}

impl MediaTask {
    #[allow(clippy::too_many_arguments)] // made in one place, each of another type
    pub fn new(
        relay: Relay,
        socket: Arc<UdpSocket>,
        own: SocketAddr,
        node: NodeHandle,
        commands: mpsc::UnboundedReceiver<MediaTaskCommand>,
        danger_tap: Option<PathBuf>,
        metrics: Arc<Metrics>,
    ) -> std::io::Result<Self> {
        let mut relay = relay;
        let tap = danger_tap
            .map(std::fs::File::create)
            .transpose()?
            .map(std::io::BufWriter::new);
        relay.danger_tap(tap.is_some());
        Ok(Self {
            relay,
            socket,
            own,
            node,
            commands,
            peers: HashMap::new(),
            next_peer: 1,
            gates: Vec::new(),
            closings: Vec::new(),
            links: Vec::new(),
            from_other: mpsc::channel(1_024),
            tap,
            metrics,
        })
    }

    /// Runs until the core is gone.
    pub async fn run(mut self) {
        let mut datagram = vec![0; DATAGRAM_BYTES_MAX];
        let socket = self.socket.clone();
        loop {
            self.carry_out().await;
            let gates = self.gates.iter().map(|(at, _)| *at);
            let gate = gates.chain(self.closings.iter().map(|(at, _)| *at)).min();
            let deadline = [self.relay.poll_timeout(), gate]
                .into_iter()
                .flatten()
                .min();
            let timeout = async {
                match deadline {
                    Some(at) => tokio::time::sleep_until(at.into()).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                biased;
                command = self.commands.recv() => match command {
                    Some(command) => self.command(command).await,
                    None => return,
                },
                received = socket.recv_from(&mut datagram) => {
                    if let Ok((length, from)) = received {
                        self.take(from, &datagram[..length]);
                        for _ in 0..DATAGRAMS_AT_ONCE_MAX {
                            let Ok((length, from)) = socket.try_recv_from(&mut datagram) else { break };
                            self.take(from, &datagram[..length]);
                        }
                    }
                }
                packet = self.from_other.1.recv() => {
                    if let Some(bytes) = packet {
                        self.metrics.media_from_other.inc();
                        self.relay.handle_input(
                            Instant::now(),
                            Input::FromOtherNodeDatagram { link: OTHER_NODE, bytes: &bytes },
                        );
                    }
                }
                () = timeout => {}
            }
            let now = Instant::now();
            if self.relay.poll_timeout().is_some_and(|at| at <= now) {
                self.relay.handle_timeout(now);
            }
            self.open_gates(now);
            self.close_ended(now);
        }
    }

    fn take(&mut self, from: SocketAddr, bytes: &[u8]) {
        self.metrics.media_from_devices.inc();
        self.relay.handle_input(
            Instant::now(),
            Input::Udp {
                from,
                to: self.own,
                bytes,
            },
        );
    }

    fn close_ended(&mut self, now: Instant) {
        let due: Vec<domain::CallId> = self
            .closings
            .iter()
            .filter(|(at, _)| *at <= now)
            .map(|(_, call)| *call)
            .collect();
        self.closings.retain(|(at, _)| *at > now);
        for call in due {
            self.relay.close_call(CallId(call.0));
            self.peers.retain(|(of, _), _| *of != call);
            self.flush_tap();
        }
    }

    fn open_gates(&mut self, now: Instant) {
        let relay = &mut self.relay;
        self.gates.retain(|(at, call)| {
            let due = *at <= now;
            if due {
                // A call that ended meanwhile has no floor.
                let _ = relay.set_floor(*call, true);
            }
            !due
        });
    }

    async fn command(&mut self, command: MediaTaskCommand) {
        match command {
            MediaTaskCommand::Link(link) => self.take_link(link),
            MediaTaskCommand::Core(MediaCommand::Open {
                call,
                facts,
                ordering,
            }) => {
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
                    first_stream: u32::from_be_bytes(
                        super::random()[..4].try_into().unwrap_or([0; 4]),
                    ),
                };
                self.relay.close_call(CallId(call.0));
                if let Err(error) =
                    self.relay
                        .open_call(CallId(call.0), parameters, Some(OTHER_NODE))
                {
                    tracing::warn!(%error, "the relay takes no further call");
                }
            }
            MediaTaskCommand::Core(MediaCommand::Join {
                call,
                device,
                offer_sdp,
                may_send,
            }) => {
                if let Some(old) = self.peers.remove(&(call, device)) {
                    self.relay.remove_peer(old);
                }
                let peer = PeerId(self.next_peer);
                self.next_peer += 1;
                let answer = self
                    .relay
                    .add_peer(Instant::now(), CallId(call.0), peer, &offer_sdp)
                    .map_err(|refusal| refusal.to_string());
                if answer.is_ok() {
                    let _ = self.relay.set_may_send(peer, may_send);
                    self.peers.insert((call, device), peer);
                } else {
                    self.metrics.offers_refused.inc();
                }
                let _ = self
                    .node
                    .call(move |core, now| core.media_joined(now, call, device, answer))
                    .await;
            }
            MediaTaskCommand::Core(MediaCommand::OpenFloor { call, in_ms }) => {
                let lead = Duration::from_millis(in_ms.into()).saturating_sub(GATE_LEAD);
                self.gates.push((Instant::now() + lead, CallId(call.0)));
            }
            MediaTaskCommand::Core(MediaCommand::Leave { call, device }) => {
                if let Some(peer) = self.peers.remove(&(call, device)) {
                    self.relay.remove_peer(peer);
                }
            }
            MediaTaskCommand::Core(MediaCommand::Close { call }) => {
                self.closings.push((Instant::now() + CLOSE_AFTER, call));
            }
        }
    }

    fn take_link(&mut self, link: Link) {
        let connection = link.connection();
        self.links.retain(|known| known.close_reason().is_none());
        self.links.push(connection.clone());
        let give = self.from_other.0.clone();
        tokio::spawn(async move {
            // Held so that its stream, and with it the connection, stays open.
            let _link = link;
            while let Ok(datagram) = connection.read_datagram().await {
                if give.send(datagram).await.is_err() {
                    return;
                }
            }
        });
    }

    async fn carry_out(&mut self) {
        while let Some(output) = self.relay.poll_output() {
            match output {
                Output::Transmit { to, bytes, .. } => {
                    // UDP promises nothing; a full buffer is a lost packet, and the next one repeats it.
                    let _ = self.socket.try_send_to(&bytes, to);
                }
                Output::ToOtherNode { packet, .. } => self.to_other_node(&packet),
                Output::Event(event) => self.event(event).await,
                Output::Tapped { payload, .. } => self.tapped(&payload),
            }
        }
    }

    fn to_other_node(&mut self, packet: &MediaPacket) {
        self.links.retain(|known| known.close_reason().is_none());
        let Some(link) = self.links.last() else {
            return;
        };
        let room = link
            .max_datagram_size()
            .unwrap_or(relay::LINK_DATAGRAM_BYTES);
        let Ok(datagrams) = packet.encode(room) else {
            return;
        };
        for datagram in datagrams {
            self.metrics.media_to_other.inc();
            let _ = link.send_datagram(datagram.into());
        }
    }

    async fn event(&mut self, event: Event) {
        match event {
            Event::PeerConnected { call, peer, .. } => {
                let device = self
                    .peers
                    .iter()
                    .find(|(_, known)| **known == peer)
                    .map(|((_, device), _)| *device);
                if let Some(device) = device {
                    let call = domain::CallId(call.0);
                    let _ = self
                        .node
                        .call(move |core, now| core.media_connected(now, call, device))
                        .await;
                }
            }
            Event::PeerGone { peer, .. } => self.peers.retain(|_, known| *known != peer),
            Event::Refused { why, .. } => {
                tracing::debug!(?why, "media refused");
                self.metrics.media_refused.inc();
            }
            Event::FirstMedia { .. } | Event::SlotBound { .. } | Event::SlotFreed { .. } => {}
        }
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
