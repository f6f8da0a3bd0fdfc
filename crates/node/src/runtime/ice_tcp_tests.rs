//! Real terminals at a real door: media over TCP beside media over UDP, and where UDP is blocked.

use super::*;
use crate::app::MediaCommand;
use crate::runtime::addresses::MediaAddresses;
use crate::runtime::door::{Door, DoorLimits};
use crate::runtime::media_task::{MediaSetup, MediaTask, MediaTaskCommand, Report};
use crate::runtime::metrics::Metrics;
use domain::{CallId, NodeFacts, PublicPart};
use identity::DeviceId;
use relay::OwnAddresses;
use std::sync::{Arc, Mutex};
use std::time::Instant;
use terminal::drive::{CallDrive, Command, Ears, EndCause, Ended, Event, MediaOver};
use terminal::session::{CallMedia, CallSettings, FrameCrypto, Opened, Refusal, SenderId};
use terminal::voice::{OpusFrame, RepeatDepth};
use tokio::net::{TcpListener, TcpStream, UdpSocket};
use tokio::sync::watch;

const CALL: CallId = CallId([7; 16]);
const DEPTH: u8 = 2;
/// Hears, and has nothing to say.
const NOTE_TAKER: u8 = 9;
/// How long a busy machine may take for ICE and DTLS.
const PATIENCE: Duration = Duration::from_secs(30);

/// `[sender][counter][frames]…`, of the call's one size; nothing is sealed.
struct Packing {
    sender: u8,
    counter: u64,
}

impl FrameCrypto for Packing {
    fn protect(&mut self, newest_first: &[OpusFrame]) -> Option<Vec<u8>> {
        self.counter += 1;
        let mut packet = vec![self.sender, newest_first.len() as u8];
        packet.extend(self.counter.to_be_bytes());
        packet.extend(newest_first.iter().flatten());
        packet.resize(usize::from(domain::voice_packet_bytes(DEPTH)), 0);
        Some(packet)
    }

    fn open(&mut self, _stream: &str, payload: &[u8]) -> Result<Opened, Refusal> {
        let (head, frames) = payload.split_at_checked(10).ok_or(Refusal::Malformed)?;
        let counter = head[2..].try_into().map_err(|_| Refusal::Malformed)?;
        let frames = frames.chunks(terminal::voice::FRAME_BYTES);
        Ok(Opened {
            sender: SenderId(head[0].into()),
            key_id: 1,
            counter: u64::from_be_bytes(counter),
            frames: frames.take(head[1].into()).map(<[u8]>::to_vec).collect(),
        })
    }
}

/// A node's media, with a call open.
struct Node {
    udp: SocketAddr,
    tcp: SocketAddr,
    commands: mpsc::UnboundedSender<MediaTaskCommand>,
    reports: mpsc::UnboundedReceiver<Report>,
    metrics: Arc<Metrics>,
    _stop: watch::Sender<()>,
}

impl Node {
    async fn start(takes_tcp: bool) -> Self {
        let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        let udp = socket.local_addr().unwrap();
        Self::start_with(socket, udp, takes_tcp).await
    }

    /// With a socket that devices know under the address `udp`.
    async fn start_with(socket: UdpSocket, udp: SocketAddr, takes_tcp: bool) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let tcp = listener.local_addr().unwrap();
        let own = MediaAddresses {
            udp,
            tcp: takes_tcp.then_some(tcp),
        };
        let metrics = Arc::new(Metrics::new().unwrap());
        let setup = MediaSetup {
            addresses: OwnAddresses::new(&[udp], own.tcp.as_slice()).unwrap(),
            socket,
            own,
            danger_tap: None,
            metrics: metrics.clone(),
        };
        let (commands, taken) = mpsc::unbounded_channel();
        let (give, from_tcp) = mpsc::channel(FRAMES_IN_MAX);
        let (report, reports) = mpsc::unbounded_channel();
        tokio::spawn(
            MediaTask::new(setup, taken, from_tcp, report)
                .unwrap()
                .run(),
        );
        let (_stop, stopped) = watch::channel(());
        let door = Door {
            router: axum::Router::new(),
            tls: None,
            media: takes_tcp.then_some(give),
            metrics: metrics.clone(),
            limits: DoorLimits::USUAL,
        };
        tokio::spawn(door.open(listener, stopped));
        let node = Self {
            udp,
            tcp,
            commands,
            reports,
            metrics,
            _stop,
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
            ordering: true,
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

    async fn join(&mut self, device: DeviceId, offer: &str, may_send: bool) -> String {
        self.command(MediaCommand::Join {
            call: CALL,
            device,
            offer_sdp: offer.to_owned(),
            may_send,
        });
        match self.report().await {
            Report::Joined {
                answer: Ok(answer), ..
            } => answer,
            other => panic!("{other:?}"),
        }
    }
}

struct Device {
    id: DeviceId,
    /// Somebody else in the call may speak.
    hears: bool,
    commands: mpsc::Sender<Command>,
    events: mpsc::UnboundedReceiver<Event>,
}

impl Device {
    /// Joins with what `change` makes of the node's answer.
    async fn begin(
        node: &mut Node,
        sender: u8,
        over: MediaOver,
        change: impl Fn(&str) -> String,
    ) -> Self {
        let id = DeviceId([sender; 16]);
        let drive = CallDrive::bind(node.udp, over).await.unwrap();
        let may_send = sender != NOTE_TAKER;
        let answer = node.join(id, drive.offer(), may_send).await;
        let settings = CallSettings {
            depth: RepeatDepth::new(DEPTH).unwrap(),
            say_after: Duration::ZERO,
            first_rtp_time: 1,
        };
        let media = CallMedia::new(vec![9_000; 480_000], settings).unwrap();
        let crypto = Arc::new(Mutex::new(Packing { sender, counter: 0 }));
        let (commands, obeyed) = mpsc::channel(8);
        let (told, events) = mpsc::unbounded_channel();
        tokio::spawn(drive.run(media, Ears::none(), crypto, obeyed, told));
        let answer = Command::Answer(change(&answer));
        commands.send(answer).await.unwrap();
        Self {
            id,
            hears: true,
            commands,
            events,
        }
    }

    async fn event(&mut self) -> Event {
        let event = tokio::time::timeout(PATIENCE, self.events.recv()).await;
        event.expect("waited too long").expect("no end was told")
    }

    async fn connected(&mut self, node: &mut Node) {
        let event = self.event().await;
        assert!(matches!(event, Event::Connected), "{event:?}");
        let (call, device) = (CALL, self.id);
        assert_eq!(node.report().await, Report::Connected { call, device });
    }

    async fn ended(mut self) -> Box<Ended> {
        loop {
            if let Event::Ended(ended) = self.event().await {
                return ended;
            }
        }
    }
}

fn unchanged(answer: &str) -> String {
    answer.to_owned()
}

/// Lets both talk and gives what became of it.
async fn talk(node: &Node, mut devices: [Device; 2]) -> [Box<Ended>; 2] {
    let in_ms = 300;
    node.command(MediaCommand::OpenFloor { call: CALL, in_ms });
    let at = Instant::now() + Duration::from_millis(in_ms.into());
    for device in &devices {
        let open = Command::OpenFloor { at };
        device.commands.send(open).await.unwrap();
    }
    for device in devices.iter_mut().filter(|device| device.hears) {
        let event = device.event().await;
        assert!(matches!(event, Event::FirstDecrypted), "{event:?}");
    }
    // Two seconds of voice: enough to see that it goes on.
    tokio::time::sleep(Duration::from_secs(2)).await;
    let [one, two] = devices;
    for device in [&one, &two] {
        device.commands.send(Command::Bye).await.unwrap();
    }
    [one.ended().await, two.ended().await]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn voice_goes_both_ways_between_tcp_and_udp() {
    let mut node = Node::start(true).await;
    let mut one = Device::begin(&mut node, 1, MediaOver::Tcp, unchanged).await;
    one.connected(&mut node).await;
    let mut two = Device::begin(&mut node, 2, MediaOver::UdpElseTcp, unchanged).await;
    two.connected(&mut node).await;
    let [one, two] = talk(&node, [one, two]).await;
    for (ended, other, over_tcp) in [(&one, 2, true), (&two, 1, false)] {
        assert!(matches!(ended.cause, EndCause::Bye), "{}", ended.cause);
        let media = &ended.report.media;
        assert!(media.sent > 50 && media.decrypted > 50, "{media:?}");
        assert_eq!(media.senders.keys().collect::<Vec<_>>(), [&other]);
        assert_eq!(media.refused_total(), 0, "{media:?}");
        assert_eq!(ended.report.over_tcp > 0, over_tcp, "{other}");
    }
    // Their goodbyes came through both ways.
    for _ in 0..2 {
        assert!(matches!(node.report().await, Report::Gone { .. }));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_may_only_listen_is_not_heard() {
    let mut node = Node::start(true).await;
    let over = MediaOver::UdpElseTcp;
    let mut speaker = Device::begin(&mut node, 1, over, unchanged).await;
    speaker.connected(&mut node).await;
    speaker.hears = false;
    let mut listener = Device::begin(&mut node, NOTE_TAKER, over, unchanged).await;
    listener.connected(&mut node).await;
    let [speaker, listener] = talk(&node, [speaker, listener]).await;
    assert!(listener.report.media.sent > 50, "it sends all the same");
    assert!(listener.report.media.decrypted > 50);
    assert_eq!(speaker.report.media.received, 0);
    let refused = "detente_media_refused_total{reason=\"may-not-send\"} ";
    let text = node.metrics.gathered();
    let count = text.lines().find_map(|line| line.strip_prefix(refused));
    assert!(count.unwrap().parse::<u64>().unwrap() > 50, "{text}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_udp_gets_nothing_through_tcp_does() {
    let mut node = Node::start(true).await;
    // Somebody who never answers, in the place of the node.
    let hole = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let (udp, hole_port) = (node.udp, hole.local_addr().unwrap().port());
    let blocked = |answer: &str| {
        let (from, to) = (
            format!(" {} {} ", udp.ip(), udp.port()),
            format!(" {} {hole_port} ", udp.ip()),
        );
        assert!(answer.contains(&from), "{answer}");
        answer.replace(&from, &to)
    };
    let began = Instant::now();
    let mut device = Device::begin(&mut node, 1, MediaOver::UdpElseTcp, blocked).await;
    device.connected(&mut node).await;
    assert!(began.elapsed() >= terminal::drive::UDP_ALONE);
    device.commands.send(Command::Bye).await.unwrap();
    let ended = device.ended().await;
    assert!(ended.report.over_tcp > 0);
}

/// Address translation before a node: gives the address outside, passes everything on.
async fn translate(node: SocketAddr) -> SocketAddr {
    let outside = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let inside = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    inside.connect(node).await.unwrap();
    let address = outside.local_addr().unwrap();
    tokio::spawn(async move {
        let (mut up, mut down) = ([0; 2_000], [0; 2_000]);
        let mut device = None;
        loop {
            tokio::select! {
                received = outside.recv_from(&mut up) => {
                    let Ok((length, from)) = received else { return };
                    device = Some(from);
                    drop(inside.send(&up[..length]).await);
                }
                received = inside.recv(&mut down) => {
                    let (Ok(length), Some(device)) = (received, device) else { return };
                    drop(outside.send_to(&down[..length], device).await);
                }
            }
        }
    });
    address
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn behind_address_translation_devices_reach_the_address_they_are_told() {
    let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let outside = translate(socket.local_addr().unwrap()).await;
    let mut node = Node::start_with(socket, outside, false).await;
    let over = MediaOver::UdpElseTcp;
    let named = |answer: &str| {
        let candidates = answer.lines().filter(|l| l.starts_with("a=candidate:"));
        let candidates: Vec<&str> = candidates.collect();
        assert_eq!(candidates.len(), 1, "{answer}");
        let told = format!(" {} {} ", outside.ip(), outside.port());
        assert!(candidates[0].contains(&told), "{answer}");
        answer.to_owned()
    };
    let mut device = Device::begin(&mut node, 1, over, named).await;
    device.connected(&mut node).await;
    device.commands.send(Command::Bye).await.unwrap();
    let ended = device.ended().await;
    assert!(matches!(ended.cause, EndCause::Bye), "{}", ended.cause);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_node_without_media_over_tcp_is_told_at_once() {
    let mut node = Node::start(false).await;
    let device = Device::begin(&mut node, 1, MediaOver::Tcp, unchanged).await;
    let ended = device.ended().await;
    assert!(matches!(ended.cause, EndCause::NoTcp), "{}", ended.cause);
    // Who comes all the same is let go, too.
    let answered = ask(node.tcp, &framed_check("nobody:x")).await;
    assert_eq!(answered, b"");
}

fn framed_check(username: &str) -> Vec<u8> {
    let padded = username.len().next_multiple_of(4);
    let mut attributes = vec![0, 6, 0, username.len() as u8];
    attributes.extend(username.as_bytes());
    attributes.resize(4 + padded, 0);
    let mut stun = vec![0, 1, 0, attributes.len() as u8, 0x21, 0x12, 0xa4, 0x42];
    stun.extend([9; 12]);
    stun.extend(attributes);
    encode_frame(&stun).unwrap()
}

/// What comes back until the connection ends.
async fn ask(node: SocketAddr, bytes: &[u8]) -> Vec<u8> {
    let mut stream = TcpStream::connect(node).await.unwrap();
    stream.write_all(bytes).await.unwrap();
    let mut answer = Vec::new();
    let read = tokio::time::timeout(PATIENCE, stream.read_to_end(&mut answer));
    let _ = read.await.expect("the connection stays open");
    answer
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_check_that_proves_nothing_ends_the_connection() {
    let mut node = Node::start(true).await;
    let drive = CallDrive::bind(node.udp, MediaOver::Tcp).await.unwrap();
    let answer = node.join(DeviceId([1; 16]), drive.offer(), true).await;
    let line = answer.lines().find_map(|l| l.strip_prefix("a=ice-ufrag:"));
    let known = format!("{}:device", line.unwrap());
    // Of nobody, and of a device but without its password.
    for username in ["nobody:device", &known] {
        assert_eq!(ask(node.tcp, &framed_check(username)).await, b"");
    }
    // Counted when the task comes round to it.
    let began = Instant::now();
    let counted = |reason| {
        let line = format!("detente_media_refused_total{{reason=\"{reason}\"}} 1\n");
        node.metrics.gathered().contains(&line)
    };
    while !counted("unknown-sender") || !counted("malformed") {
        assert!(began.elapsed() < PATIENCE, "{}", node.metrics.gathered());
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
