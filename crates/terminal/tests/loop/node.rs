//! The least that a node's media side does: ICE-lite on one UDP port, and every voice goes to every
//! other device unopened, on a line of its own.

use std::collections::BTreeMap;
use std::net::{SocketAddr, UdpSocket};
use std::sync::mpsc;
use std::time::{Duration, Instant};
use str0m::change::SdpOffer;
use str0m::config::DtlsVersion;
use str0m::media::Mid;
use str0m::net::{Protocol, Receive};
use str0m::rtp::{RtpPacket, RtpWrite};
use str0m::{Candidate, Event, Input, Output, Rtc};

/// How long the node waits for a packet before it looks at its clock and its door.
const WAIT: Duration = Duration::from_millis(5);

struct Join {
    offer: String,
    answer: mpsc::Sender<String>,
}

/// Runs until it is dropped.
pub struct Node {
    address: SocketAddr,
    door: mpsc::Sender<Join>,
    connected: tokio::sync::mpsc::UnboundedReceiver<()>,
}

impl Node {
    pub fn start() -> Self {
        let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
        socket.set_read_timeout(Some(WAIT)).unwrap();
        let address = socket.local_addr().unwrap();
        let (door, joins) = mpsc::channel();
        let (tell, connected) = tokio::sync::mpsc::unbounded_channel();
        let room = Room {
            socket,
            address,
            peers: Vec::new(),
            connected: tell,
        };
        std::thread::spawn(move || room.run(&joins));
        Self {
            address,
            door,
            connected,
        }
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Waits for one more device to be connected as the node sees it: a device comes to that
    /// conclusion a moment earlier, and longer than a moment if its last word got lost.
    pub async fn connected(&mut self) {
        self.connected.recv().await.expect("the node is gone");
    }

    pub fn join(&self, offer: String) -> String {
        let (answer, answered) = mpsc::channel();
        self.door.send(Join { offer, answer }).unwrap();
        answered.recv().unwrap()
    }
}

struct Peer {
    rtc: Rtc,
    /// The device's lines in its offer's order: its voice, then those for the others.
    mids: Vec<Mid>,
    /// Which line carries whose voice, and the last sequence number on it.
    lines: BTreeMap<usize, (Mid, u64)>,
}

struct Room {
    socket: UdpSocket,
    address: SocketAddr,
    peers: Vec<Peer>,
    connected: tokio::sync::mpsc::UnboundedSender<()>,
}

impl Room {
    fn run(mut self, joins: &mpsc::Receiver<Join>) {
        let mut buffer = [0; 2_000];
        loop {
            match joins.try_recv() {
                Ok(join) => self.admit(join),
                Err(mpsc::TryRecvError::Empty) => {}
                Err(mpsc::TryRecvError::Disconnected) => return,
            }
            let received = self.socket.recv_from(&mut buffer);
            let now = Instant::now();
            if let Ok((length, from)) = received {
                self.take(now, from, &buffer[..length]);
            }
            for at in 0..self.peers.len() {
                self.peers[at]
                    .rtc
                    .handle_input(Input::Timeout(now))
                    .unwrap();
                self.drain(now, at);
            }
        }
    }

    fn admit(&mut self, join: Join) {
        let mut rtc = Rtc::builder()
            .set_ice_lite(true)
            .set_rtp_mode(true)
            .set_dtls_version(DtlsVersion::Auto)
            .clear_codecs()
            .enable_opus(true, false)
            .build(Instant::now());
        rtc.add_local_candidate(Candidate::host(self.address, "udp").unwrap());
        let offer = SdpOffer::from_sdp_string(&join.offer).unwrap();
        let answer = rtc.sdp_api().accept_offer(offer).unwrap();
        join.answer.send(answer.to_sdp_string()).unwrap();
        self.peers.push(Peer {
            rtc,
            mids: Vec::new(),
            lines: BTreeMap::new(),
        });
    }

    fn take(&mut self, now: Instant, from: SocketAddr, bytes: &[u8]) {
        for at in 0..self.peers.len() {
            let Ok(received) = Receive::new(Protocol::Udp, from, self.address, bytes) else {
                return;
            };
            let input = Input::Receive(now, received);
            if self.peers[at].rtc.accepts(&input) {
                drop(self.peers[at].rtc.handle_input(input));
                self.drain(now, at);
                return;
            }
        }
    }

    fn drain(&mut self, now: Instant, at: usize) {
        loop {
            match self.peers[at].rtc.poll_output().unwrap() {
                Output::Timeout(_) => return,
                Output::Transmit(transmit) => {
                    drop(
                        self.socket
                            .send_to(&transmit.contents, transmit.destination),
                    );
                }
                Output::Event(Event::Connected) => drop(self.connected.send(())),
                Output::Event(Event::MediaAdded(added)) => self.peers[at].mids.push(added.mid),
                Output::Event(Event::RtpPacket(packet)) => self.forward(now, at, &packet),
                Output::Event(_) => {}
            }
        }
    }

    fn forward(&mut self, now: Instant, from: usize, packet: &RtpPacket) {
        for to in (0..self.peers.len()).filter(|to| *to != from) {
            let peer = &mut self.peers[to];
            let next_line = 1 + peer.lines.len();
            let Some(mid) = peer.lines.get(&from).map(|line| line.0).or_else(|| {
                let mid = peer.mids.get(next_line)?;
                Some(*mid)
            }) else {
                continue;
            };
            let line = peer.lines.entry(from).or_insert((mid, 0));
            line.1 += 1;
            let seq = line.1.into();
            let payload_type = peer.rtc.codec_config().params()[0].pt();
            let time = packet.header.timestamp;
            let mut direct = peer.rtc.direct_api();
            let stream = direct.stream_tx_by_mid(mid, None).unwrap();
            let payload = packet.payload.to_vec();
            stream.write_rtp(RtpWrite::new(payload_type, seq, time, now, payload));
            peer.rtc.handle_input(Input::Timeout(now)).unwrap();
            self.drain(now, to);
        }
    }
}
