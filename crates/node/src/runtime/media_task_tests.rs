//! The task's own part: what it schedules, whom it tells, which way it sends. Whole connections are
//! in `ice_tcp_tests`; what a relay forwards, in its own crate.

use super::*;
use crate::runtime::quic::{LineEndpoint, Purpose};
use domain::{NodeFacts, PublicPart};
use identity::{SecretSeed, SigningKey};
use terminal::endpoint::{Endpoint, Transport};

const CALL: domain::CallId = domain::CallId([7; 16]);
const DEVICE: DeviceId = DeviceId([1; 16]);
const MS: Duration = Duration::from_millis(1);

struct World {
    task: MediaTask,
    reports: mpsc::UnboundedReceiver<Report>,
    metrics: Arc<Metrics>,
    now: Instant,
    // Kept, since without their other ends the task's channels would close.
    _commands: mpsc::UnboundedSender<MediaTaskCommand>,
    _from_tcp: mpsc::Sender<FromTcp>,
}

impl World {
    async fn new() -> Self {
        let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        let udp = socket.local_addr().unwrap();
        let metrics = Arc::new(Metrics::new().unwrap());
        let setup = MediaSetup {
            addresses: OwnAddresses::new(&[udp], &[]).unwrap(),
            socket,
            own: MediaAddresses { udp, tcp: None },
            danger_tap: None,
            metrics: metrics.clone(),
        };
        let (_commands, commands) = mpsc::unbounded_channel();
        let (_from_tcp, from_tcp) = mpsc::channel(1);
        let (report, reports) = mpsc::unbounded_channel();
        Self {
            task: MediaTask::new(setup, commands, from_tcp, report).unwrap(),
            reports,
            metrics,
            now: Instant::now(),
            _commands,
            _from_tcp,
        }
    }

    fn command(&mut self, command: MediaCommand) {
        self.task.command(self.now, MediaTaskCommand::Core(command));
        self.task.carry_out();
    }

    fn open(&mut self) {
        self.command(MediaCommand::Open {
            call: CALL,
            facts: NodeFacts {
                start_unix_ms: 0,
                duration_min: 60,
                medium: domain::Medium::PhoneCall,
                public_part: PublicPart::None,
                voice_depth: 2,
            },
            ordering: true,
        });
    }

    /// Whether the relay took the device's offer.
    fn join(&mut self, device: DeviceId) -> bool {
        let local: SocketAddr = "127.0.0.1:9".parse().unwrap();
        let endpoint = Endpoint::new(self.now, &[(Transport::Udp, local)]).unwrap();
        self.command(MediaCommand::Join {
            call: CALL,
            device,
            offer_sdp: endpoint.offer().to_owned(),
            may_send: true,
        });
        match self.reports.try_recv() {
            Ok(Report::Joined {
                call,
                device: joined,
                answer,
            }) => {
                assert_eq!((call, joined), (CALL, device));
                answer.is_ok()
            }
            other => panic!("{other:?}"),
        }
    }

    fn pass(&mut self, time: Duration) {
        self.now += time;
        self.task.handle_timeout(self.now);
        self.task.carry_out();
    }
}

#[tokio::test]
async fn a_call_that_ended_is_closed_a_moment_later() {
    let mut world = World::new().await;
    world.open();
    assert!(world.join(DEVICE));
    world.command(MediaCommand::Close { call: CALL });
    world.pass(CLOSE_AFTER - MS);
    assert!(world.join(DEVICE), "the last words may still come");
    world.pass(MS);
    assert!(!world.join(DEVICE), "closed");
    assert!(world.task.peers.is_empty());
}

#[tokio::test]
async fn a_call_reopened_at_once_keeps_nothing_of_the_one_before() {
    let mut world = World::new().await;
    world.open();
    world.command(MediaCommand::OpenFloor {
        call: CALL,
        in_ms: 1_000,
    });
    world.command(MediaCommand::Close { call: CALL });
    world.pass(CLOSE_AFTER / 2);
    world.open();
    assert_eq!(world.task.poll_timeout(), None, "no gate, no closing");
    assert!(world.join(DEVICE));
    world.pass(CLOSE_AFTER * 5);
    assert!(world.join(DeviceId([2; 16])), "still open");
}

#[tokio::test]
async fn a_device_that_is_gone_is_told_of_and_one_that_came_back_is_not() {
    let mut world = World::new().await;
    world.open();
    assert!(world.join(DEVICE));
    assert!(world.join(DEVICE), "again, with a new offer");
    let other = DeviceId([2; 16]);
    assert!(world.join(other));
    world.command(MediaCommand::Leave {
        call: CALL,
        device: other,
    });
    world.pass(relay::CONNECT_WITHIN);
    let gone = Report::Gone {
        call: CALL,
        device: DEVICE,
    };
    assert_eq!(world.reports.try_recv().unwrap(), gone);
    assert!(
        world.reports.try_recv().is_err(),
        "once, and of nobody else"
    );
    assert!(world.task.peers.is_empty());
}

#[tokio::test]
async fn every_refusal_is_in_the_metrics_with_its_reason() {
    let mut world = World::new().await;
    let from: SocketAddr = "192.0.2.1:9".parse().unwrap();
    for _ in 0..3 {
        world.task.take(from, &[0x80; 40]);
        world.task.carry_out();
    }
    world.task.take(from, &[0xff]);
    world.task.carry_out();
    let text = world.metrics.gathered();
    for line in [
        "detente_media_refused_total{reason=\"unknown-sender\"} 3",
        "detente_media_refused_total{reason=\"malformed\"} 1",
        "detente_media_refused_total{reason=\"video\"} 0",
    ] {
        assert!(text.contains(line), "{line} not in {text}");
    }
}

#[tokio::test]
async fn datagrams_are_looked_at_up_to_the_relays_limit() {
    let mut world = World::new().await;
    world.open();
    for (bytes, is_malformed) in [
        (relay::DATAGRAM_BYTES_MAX - 1, false),
        (relay::DATAGRAM_BYTES_MAX, false),
        (relay::DATAGRAM_BYTES_MAX + 1, true),
    ] {
        let before = world.task.relay.refusals().of(relay::Refused::Malformed);
        // The socket's buffer has room for one byte more, so that what is longer shows.
        let from: SocketAddr = "192.0.2.1:9".parse().unwrap();
        world.task.take(from, &vec![0x80; bytes]);
        let after = world.task.relay.refusals().of(relay::Refused::Malformed);
        assert_eq!(after - before, u64::from(is_malformed), "{bytes}");
    }
}

/// Two nodes on this machine, the first pinned to the second; and where the second's connections come out.
async fn two_nodes() -> (LineEndpoint, LineEndpoint, mpsc::UnboundedReceiver<Link>) {
    let [one, other] = [1, 2].map(|number| {
        let any = "127.0.0.1:0".parse().unwrap();
        let endpoint = LineEndpoint::bind(any, SecretSeed([number; 32])).unwrap();
        endpoint.pin(key(3 - number));
        endpoint
    });
    let (give, take) = mpsc::unbounded_channel();
    let listening = other.clone();
    tokio::spawn(async move {
        listening
            .accept(move |link| drop(give.send(link.unwrap())))
            .await;
    });
    (one, other, take)
}

fn key(number: u8) -> [u8; 32] {
    SigningKey::from_seed(&SecretSeed([number; 32])).public().0
}

#[tokio::test]
async fn of_the_other_nodes_media_connections_the_newest_are_held() {
    let (one, other, mut take) = two_nodes().await;
    let mut world = World::new().await;
    let addr = other.local_addr().unwrap();
    let mut dialled = Vec::new();
    for number in 1..=LINKS_MAX + 1 {
        dialled.push(one.dial(key(2), addr, Purpose::Media).await.unwrap());
        world.task.take_link(take.recv().await.unwrap());
        assert_eq!(world.task.links.len(), number.min(LINKS_MAX));
    }
    let oldest = dialled[0].connection();
    let closed = tokio::time::timeout(CLOSE_AFTER * 20, oldest.closed());
    assert!(closed.await.is_ok(), "the oldest gave way");
    assert!(dialled[1].connection().close_reason().is_none());
    // The core hears of the first and of the last.
    assert_eq!(world.reports.try_recv(), Ok(Report::LineCarries(true)));
    for link in &dialled {
        assert!(world.reports.try_recv().is_err());
        link.connection().close(0u32.into(), b"");
    }
    let held = world.task.links.clone();
    for link in held {
        let ended = tokio::time::timeout(CLOSE_AFTER * 20, link.closed());
        assert!(ended.await.is_ok());
    }
    let noticed = tokio::time::timeout(CLOSE_AFTER * 20, world.task.link_ended.notified());
    assert!(noticed.await.is_ok());
    world.task.drop_ended_links();
    assert_eq!(world.reports.try_recv(), Ok(Report::LineCarries(false)));
}

/// Nothing is sent while this test doesn't wait, so what is given to the line stays in its buffer.
#[tokio::test]
async fn video_is_left_out_of_a_full_line_and_voice_is_not() {
    let (one, other, mut take) = two_nodes().await;
    let mut world = World::new().await;
    let addr = other.local_addr().unwrap();
    let _dialled = one.dial(key(2), addr, Purpose::Media).await.unwrap();
    world.task.take_link(take.recv().await.unwrap());
    let packet = |kind, seq| MediaPacket {
        call: CallId(CALL.0),
        stream: relay::StreamId(1),
        kind,
        seq,
        rtp_time: 0,
        marker: false,
        payload: vec![1; 990].into(),
    };
    let datagrams = packet(MediaKind::Video, 0).encode(relay::LINK_DATAGRAM_BYTES);
    let [datagram] = &datagrams.unwrap()[..] else {
        panic!("it takes one");
    };
    // The buffer counts what it keeps of each besides its bytes.
    let kept = datagram.len() + size_of::<bytes::Bytes>();
    let fit = (VIDEO_WAITING_BYTES_MAX / kept) as u64;
    for (seq, kind) in [MediaKind::Video, MediaKind::Audio, MediaKind::Video]
        .into_iter()
        .flat_map(|kind| (0..2 * fit).map(move |seq| (seq, kind)))
    {
        let before = world.metrics.media_to_other.get();
        world.task.send_to_other_node(&packet(kind, seq));
        let was_sent = world.metrics.media_to_other.get() > before;
        let waits = world.metrics.media_to_other.get() - u64::from(was_sent);
        assert_eq!(
            was_sent,
            kind == MediaKind::Audio || waits < fit,
            "{kind:?} {seq}"
        );
    }
    assert_eq!(world.metrics.media_to_other.get(), 3 * fit);
    assert_eq!(world.metrics.video_left_out.get(), 3 * fit);
}
