//! A call over real UDP and a real line between two nodes, while one node's media port is flooded:
//! everything that an attacker can send it without the keys, from anywhere, and from the very
//! addresses that the call's devices speak from.

use super::addresses::MediaAddresses;
use super::media_task::{MediaSetup, MediaTask, MediaTaskCommand, Report};
use super::metrics::Metrics;
use super::quic::{LineEndpoint, Link, Purpose};
use super::serve::bind_media;
use crate::app::MediaCommand;
use domain::{CallId, NodeFacts, PublicPart};
use identity::{DeviceId, SecretSeed, SigningKey};
use relay::OwnAddresses;
use std::collections::{BTreeMap, BTreeSet};
use std::net::{SocketAddr, UdpSocket as StdSocket};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use terminal::endpoint::{Endpoint, Output, Transport};
use tokio::net::UdpSocket;
use tokio::sync::{mpsc, watch};

const CALL: CallId = CallId([7; 16]);
const DEPTH: u8 = 2;
/// Frames in a packet: a frame is lost when all packets that carry it are.
const FRAMES_IN_PACKET: usize = DEPTH as usize + 1;
const FRAME: Duration = Duration::from_millis(20);
const SAMPLES: u32 = 960;
/// How long a busy machine may take for a handshake.
const PATIENCE: Duration = Duration::from_secs(30);

const FLOOD_PACKETS_A_SECOND: u32 = 10_000;
const FLOOD: Duration = Duration::from_secs(4);
/// Packets at once, so that the sender needn't wake for each.
const BURST: u32 = 50;
/// What a flood may leave behind in the process, other tests beside it included.
const RESIDENT_GROWTH_BYTES_MAX: u64 = 64 * 1024 * 1024;

/// A node's media with its one call open.
struct Node {
    udp: SocketAddr,
    commands: mpsc::UnboundedSender<MediaTaskCommand>,
    reports: mpsc::UnboundedReceiver<Report>,
    metrics: Arc<Metrics>,
    _from_tcp: mpsc::Sender<super::ice_tcp::FromTcp>,
}

impl Node {
    async fn start(ordering: bool) -> Self {
        let socket = bind_media("127.0.0.1:0".parse().unwrap()).unwrap();
        let udp = socket.local_addr().unwrap();
        let metrics = Arc::new(Metrics::new().unwrap());
        let setup = MediaSetup {
            addresses: OwnAddresses::new(&[udp], &[]).unwrap(),
            socket,
            own: MediaAddresses { udp, tcp: None },
            danger_tap: None,
            metrics: metrics.clone(),
        };
        let (commands, taken) = mpsc::unbounded_channel();
        let (_from_tcp, from_tcp) = mpsc::channel(1);
        let (report, reports) = mpsc::unbounded_channel();
        let task = MediaTask::new(setup, taken, from_tcp, report).unwrap();
        tokio::spawn(task.run());
        let node = Self {
            udp,
            commands,
            reports,
            metrics,
            _from_tcp,
        };
        node.command(MediaCommand::Open {
            call: CALL,
            facts: NodeFacts {
                start_unix_ms: 0,
                duration_min: 60,
                medium: domain::Medium::PhoneCall,
                public_part: PublicPart::None,
                voice_depth: DEPTH,
            },
            ordering,
        });
        node
    }

    fn command(&self, command: MediaCommand) {
        let sent = self.commands.send(MediaTaskCommand::Core(command));
        assert!(sent.is_ok(), "the media task ended");
    }

    async fn report(&mut self) -> Report {
        let report = tokio::time::timeout(PATIENCE, self.reports.recv()).await;
        report.expect("waited too long").expect("the task ended")
    }

    fn refused(&self, reason: &str) -> u64 {
        let text = self.metrics.gathered();
        let line = format!("detente_media_refused_total{{reason=\"{reason}\"}} ");
        let count = text.lines().find_map(|row| row.strip_prefix(&line));
        count.map_or(0, |count| count.parse().unwrap())
    }
}

/// A media connection between two nodes.
async fn join_nodes(north: &mut Node, south: &mut Node) -> [LineEndpoint; 2] {
    let key = |number| SigningKey::from_seed(&SecretSeed([number; 32])).public().0;
    let [one, two] = [1, 2].map(|number| {
        let any = "127.0.0.1:0".parse().unwrap();
        let endpoint = LineEndpoint::bind(any, SecretSeed([number; 32])).unwrap();
        endpoint.pin(key(3 - number));
        endpoint
    });
    let (give, mut take) = mpsc::unbounded_channel();
    let listening = two.clone();
    tokio::spawn(async move {
        listening
            .accept(move |link| drop(give.send(link.unwrap())))
            .await;
    });
    let addr = two.local_addr().unwrap();
    let dialled = one.dial(key(2), addr, Purpose::Media).await.unwrap();
    let accepted = take.recv().await.unwrap();
    let give = |node: &Node, link: Link| {
        assert!(node.commands.send(MediaTaskCommand::Link(link)).is_ok());
    };
    give(north, dialled);
    give(south, accepted);
    for node in [north, south] {
        assert_eq!(node.report().await, Report::LineCarries(true));
    }
    [one, two]
}

/// When a speaker's packet was sent and when somebody heard it.
#[derive(Default)]
struct Ledger {
    sent: BTreeMap<(u8, u32), Instant>,
    heard: BTreeMap<(u8, u8, u32), Instant>,
}

type Shared<T> = Arc<Mutex<T>>;

/// A device's voice packets as they left, sealed for the node.
#[derive(Clone, Default)]
struct Overheard {
    /// Names its media line in a header that anybody can read; later ones don't.
    first: Vec<u8>,
    last: Vec<u8>,
}

/// A device with its socket in our hands: an attacker on its network sends from the same address.
struct Device {
    number: u8,
    socket: Arc<UdpSocket>,
    voice: Shared<Overheard>,
    /// The node's name fragment, which everybody on the way can read in a check.
    node_ufrag: String,
}

impl Device {
    async fn begin(
        node: &mut Node,
        number: u8,
        ledger: &Shared<Ledger>,
        speaks: watch::Receiver<bool>,
    ) -> Self {
        let socket = Arc::new(UdpSocket::bind("127.0.0.1:0").await.unwrap());
        let local = socket.local_addr().unwrap();
        let mut endpoint = Endpoint::new(Instant::now(), &[(Transport::Udp, local)]).unwrap();
        let device = DeviceId([number; 16]);
        node.command(MediaCommand::Join {
            call: CALL,
            device,
            offer_sdp: endpoint.offer().to_owned(),
            may_send: true,
        });
        let answer = match node.report().await {
            Report::Joined {
                answer: Ok(answer), ..
            } => answer,
            other => panic!("{other:?}"),
        };
        endpoint.accept_answer(&answer).unwrap();
        let ufrag = answer
            .lines()
            .find_map(|line| line.strip_prefix("a=ice-ufrag:"));
        let device = Self {
            number,
            socket: socket.clone(),
            voice: Arc::default(),
            node_ufrag: ufrag.unwrap().to_owned(),
        };
        let driver = Driver {
            number,
            endpoint,
            socket,
            local,
            ledger: ledger.clone(),
            voice: device.voice.clone(),
        };
        tokio::spawn(driver.run(speaks));
        let connected = Report::Connected {
            call: CALL,
            device: DeviceId([number; 16]),
        };
        assert_eq!(node.report().await, connected);
        device
    }
}

struct Driver {
    number: u8,
    endpoint: Endpoint,
    socket: Arc<UdpSocket>,
    local: SocketAddr,
    ledger: Shared<Ledger>,
    voice: Shared<Overheard>,
}

impl Driver {
    async fn run(mut self, speaks: watch::Receiver<bool>) {
        let socket = self.socket.clone();
        let mut buffer = [0; 2_001];
        let mut ticks = tokio::time::interval(FRAME);
        let mut counter = 0;
        loop {
            self.poll();
            let due = self.endpoint.poll_timeout();
            let timeout = async {
                match due {
                    Some(at) => tokio::time::sleep_until(at.into()).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                received = socket.recv_from(&mut buffer) => {
                    let Ok((length, from)) = received else { continue };
                    let bytes = &buffer[..length];
                    let now = Instant::now();
                    self.endpoint.handle_datagram(now, Transport::Udp, from, self.local, bytes);
                }
                _ = ticks.tick() => {
                    if *speaks.borrow() && self.endpoint.is_connected() {
                        counter += 1;
                        self.say(counter);
                    }
                }
                () = timeout => self.endpoint.handle_timeout(Instant::now()),
            }
        }
    }

    fn say(&mut self, counter: u32) {
        let mut payload = vec![self.number];
        payload.extend(counter.to_be_bytes());
        payload.resize(usize::from(domain::voice_packet_bytes(DEPTH)), 0);
        let now = Instant::now();
        let mut ledger = self.ledger.lock().unwrap();
        ledger.sent.insert((self.number, counter), now);
        drop(ledger);
        let time = counter.wrapping_mul(SAMPLES);
        self.endpoint.send(now, time, payload).unwrap();
    }

    fn poll(&mut self) {
        while let Some(output) = self.endpoint.poll_output() {
            match output {
                Output::Transmit { to, bytes, .. } => {
                    if is_voice(&bytes) {
                        let mut voice = self.voice.lock().unwrap();
                        if voice.first.is_empty() {
                            voice.first = bytes.clone();
                        }
                        voice.last = bytes.clone();
                    }
                    let _ = self.socket.try_send_to(&bytes, to);
                }
                Output::Media(media) => {
                    let counter = media.payload[1..5].try_into().unwrap();
                    let name = (self.number, media.payload[0], u32::from_be_bytes(counter));
                    let mut ledger = self.ledger.lock().unwrap();
                    ledger.heard.entry(name).or_insert_with(Instant::now);
                }
                Output::Connected | Output::Disconnected | Output::Closed => {}
            }
        }
    }
}

/// RTP and not RTCP (RFC 5761).
fn is_voice(datagram: &[u8]) -> bool {
    matches!(datagram, [128..=191, kind, ..] if !(64..=95).contains(&(kind & 0x7f)))
}

/// Splitmix64: the same bytes in every run.
struct Noise(u64);

impl Noise {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn bytes(&mut self, length: usize) -> Vec<u8> {
        (0..length).map(|_| self.next() as u8).collect()
    }
}

/// What an attacker without keys sends.
#[derive(Debug, Clone, Copy)]
enum Garbage {
    Random,
    /// A connectivity check for a device, without its password.
    Check,
    Handshake,
    /// A voice packet of the device with another number or other bytes: its tag is wrong.
    Voice,
    /// The device's own last packet once more.
    Replay,
    /// A stream of a number nobody uses, on the device's own media line.
    OtherStream,
    Control,
}

const GARBAGE: [Garbage; 7] = [
    Garbage::Random,
    Garbage::Check,
    Garbage::Handshake,
    Garbage::Voice,
    Garbage::Replay,
    Garbage::OtherStream,
    Garbage::Control,
];

impl Garbage {
    fn make(self, noise: &mut Noise, ufrag: &str, voice: &Overheard) -> Vec<u8> {
        match self {
            Self::Random => {
                let length = noise.next() as usize % 1_400;
                noise.bytes(length)
            }
            Self::Check => check(noise, &format!("{ufrag}:device")),
            Self::Handshake => {
                // Content type, DTLS 1.2, epoch, sequence number, length; then anything.
                let kind = 20 + (noise.next() % 5) as u8;
                let mut bytes = vec![kind, 0xfe, 0xfd, 0, 0];
                bytes.extend(noise.bytes(6));
                bytes.extend([0, 180]);
                bytes.extend(noise.bytes(180));
                bytes
            }
            Self::Voice => {
                let mut bytes = voice.last.clone();
                if let Some(seq) = bytes.get_mut(2..4) {
                    seq.copy_from_slice(&(noise.next() as u16).to_be_bytes());
                }
                if let Some(last) = bytes.last_mut() {
                    *last ^= 1 + (noise.next() % 255) as u8;
                }
                bytes
            }
            Self::Replay => voice.last.clone(),
            Self::OtherStream => {
                let mut bytes = voice.first.clone();
                if let Some(ssrc) = bytes.get_mut(8..12) {
                    ssrc.copy_from_slice(&(noise.next() as u32).to_be_bytes());
                }
                bytes
            }
            Self::Control => {
                // Sender and receiver reports, feedback, goodbye.
                let kind = [200, 201, 203, 205, 206][(noise.next() % 5) as usize];
                let mut bytes = vec![0x81, kind, 0, 12];
                bytes.extend(noise.bytes(60));
                bytes
            }
        }
    }
}

fn check(noise: &mut Noise, name: &str) -> Vec<u8> {
    let mut attributes = vec![0, 6, 0, name.len() as u8];
    attributes.extend(name.as_bytes());
    attributes.resize(4 + name.len().next_multiple_of(4), 0);
    // MESSAGE-INTEGRITY with twenty bytes of noise.
    attributes.extend([0, 8, 0, 20]);
    attributes.extend(noise.bytes(20));
    let mut bytes = vec![0, 1, 0, attributes.len() as u8, 0x21, 0x12, 0xa4, 0x42];
    bytes.extend(noise.bytes(12));
    bytes.extend(attributes);
    bytes
}

/// Sends at the flood's rate until its number is reached; gives number and time. Of eight packets
/// seven come from strangers, one from the address of a device.
fn flood(to: SocketAddr, devices: &[(StdSocket, Shared<Overheard>, String)]) -> (u32, Duration) {
    let strangers: Vec<StdSocket> = (0..7)
        .map(|_| StdSocket::bind("127.0.0.1:0").unwrap())
        .collect();
    let mut noise = Noise(1);
    let all = FLOOD_PACKETS_A_SECOND * FLOOD.as_secs() as u32;
    let began = Instant::now();
    let mut sent = 0;
    while sent < all {
        let due = Duration::from_secs(1) * sent / FLOOD_PACKETS_A_SECOND;
        std::thread::sleep(due.saturating_sub(began.elapsed()));
        for _ in 0..BURST {
            let (own, voice, ufrag) = &devices[sent as usize / 8 % devices.len()];
            let voice = voice.lock().unwrap().clone();
            let kind = GARBAGE[(noise.next() % GARBAGE.len() as u64) as usize];
            let bytes = kind.make(&mut noise, ufrag, &voice);
            let from = strangers.get(sent as usize % 8).unwrap_or(own);
            // A full buffer of ours is no packet at theirs, and isn't counted as one.
            if from.send_to(&bytes, to).is_ok() {
                sent += 1;
            }
        }
    }
    (sent, began.elapsed())
}

fn resident_bytes() -> u64 {
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap();
    let pages = statm.split(' ').nth(1).unwrap();
    pages.parse::<u64>().unwrap() * 4_096
}

/// What became of the packets sent from one moment to another.
struct Heard {
    packets: usize,
    packets_lost: usize,
    frames_lost: usize,
    /// Speaker, listener, packets that didn't come.
    gaps: Vec<(u8, u8, usize)>,
    p99: Duration,
}

fn heard(ledger: &Ledger, from: Instant, until: Instant, ways: &[(u8, u8)]) -> Heard {
    let (mut delays, mut gaps) = (Vec::new(), Vec::new());
    let (mut packets, mut packets_lost, mut frames_lost) = (0, 0, 0);
    for &(speaker, listener) in ways {
        let said = ledger.sent.range((speaker, 0)..=(speaker, u32::MAX));
        let said = said.filter(|(_, at)| (from..until).contains(*at));
        let lost: Vec<bool> = said
            .map(|(&(_, counter), at)| {
                let came = ledger.heard.get(&(listener, speaker, counter));
                delays.extend(came.map(|came| *came - *at));
                came.is_none()
            })
            .collect();
        packets += lost.len();
        let missing = lost.iter().filter(|lost| **lost).count();
        if missing > 0 {
            gaps.push((speaker, listener, missing));
        }
        packets_lost += missing;
        let gone = lost.windows(FRAMES_IN_PACKET);
        frames_lost += gone.filter(|three| three.iter().all(|lost| *lost)).count();
    }
    delays.sort();
    let p99 = delays[(delays.len() - 1) * 99 / 100];
    Heard {
        packets,
        packets_lost,
        frames_lost,
        gaps,
        p99,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_thousand_malformed_packets_a_second_lose_no_frame_of_a_call() {
    let mut north = Node::start(true).await;
    let mut south = Node::start(false).await;
    let _line = join_nodes(&mut north, &mut south).await;
    let ledger = Shared::<Ledger>::default();
    let (speak, speaks) = watch::channel(false);
    let devices = [
        Device::begin(&mut north, 1, &ledger, speaks.clone()).await,
        Device::begin(&mut north, 2, &ledger, speaks.clone()).await,
    ];
    let _other = Device::begin(&mut south, 3, &ledger, speaks).await;
    for node in [&north, &south] {
        node.command(MediaCommand::OpenFloor {
            call: CALL,
            in_ms: 0,
        });
    }
    speak.send(true).unwrap();
    let ways = [(1, 2), (1, 3), (2, 1), (2, 3), (3, 1), (3, 2)];
    // Everybody hears everybody before anything is counted.
    let began = Instant::now();
    loop {
        let names = |ledger: &Ledger| -> BTreeSet<(u8, u8)> {
            let names = ledger.heard.keys();
            names
                .map(|(listener, speaker, _)| (*speaker, *listener))
                .collect()
        };
        if names(&ledger.lock().unwrap()).len() == ways.len() {
            break;
        }
        assert!(began.elapsed() < PATIENCE, "not everybody is heard");
        tokio::time::sleep(FRAME).await;
    }
    let quiet_from = Instant::now();
    tokio::time::sleep(FLOOD / 2).await;

    let before = resident_bytes();
    let refused = [
        "malformed",
        "unknown-sender",
        "duplicate",
        "other-track",
        "wrong-payload-type",
    ];
    let refused_before = refused.map(|reason| north.refused(reason));
    let flood_from = Instant::now();
    let to = north.udp;
    let sources = devices.iter().map(|device| {
        // The same socket once more, without the runtime.
        let fd = std::os::fd::AsFd::as_fd(&*device.socket).try_clone_to_owned();
        let own = StdSocket::from(fd.unwrap());
        (own, device.voice.clone(), device.node_ufrag.clone())
    });
    let sources: Vec<_> = sources.collect();
    let flooding = tokio::task::spawn_blocking(move || flood(to, &sources));
    let (sent, took) = flooding.await.unwrap();
    let flood_until = Instant::now();
    // What is still on its way arrives.
    tokio::time::sleep(Duration::from_millis(500)).await;
    speak.send(false).unwrap();
    let grown = resident_bytes().saturating_sub(before);

    let ledger = ledger.lock().unwrap();
    let quiet = heard(&ledger, quiet_from, flood_from, &ways);
    let flooded = heard(&ledger, flood_from, flood_until, &ways);
    let counted: Vec<String> = refused
        .iter()
        .zip(refused_before)
        .map(|(reason, before)| format!("{reason} {}", north.refused(reason) - before))
        .collect();
    println!(
        "{sent} malformed packets in {took:?}; of the call {} packets, {} lost, {} frames lost; \
         p99 {:?} (quiet: {} packets, {} lost, p99 {:?}); {} kB grown; {}",
        flooded.packets,
        flooded.packets_lost,
        flooded.frames_lost,
        flooded.p99,
        quiet.packets,
        quiet.packets_lost,
        quiet.p99,
        grown / 1_024,
        counted.join(", "),
    );
    let devices = devices.map(|device| device.number);
    assert_eq!(devices, [1, 2], "their sockets stay open to the end");
    assert!(
        flooded.packets as u128 >= took.as_millis() / 20 * ways.len() as u128 / 2,
        "devices spoke on: {} packets",
        flooded.packets
    );
    assert_eq!(quiet.frames_lost, 0, "without a flood");
    assert_eq!(
        flooded.frames_lost, 0,
        "under the flood: {:?}",
        flooded.gaps
    );
    assert!(
        flooded.packets_lost * 50 <= flooded.packets,
        "two in a hundred packets"
    );
    assert!(grown <= RESIDENT_GROWTH_BYTES_MAX, "{grown} bytes");
    // Nobody was thrown out of the call, and the flood was noticed.
    assert!(north.reports.try_recv().is_err());
    assert!(north.refused("unknown-sender") > u64::from(sent) / 4);
    assert!(north.refused("other-track") > 0);
}
