//! The line's connections over real sockets on loopback; the test plays the other node.

use super::super::{
    Clock,
    core_task::{Ways, core_task},
};
use super::*;
use crate::app::line_tests::world::{NORTH, SOUTH, Side, World};
use domain::Head;
use identity::SecretSeed;
use line::{Frame, Greeting, SUPPORTED_VERSIONS};

/// What two tasks on one machine need at most; more means that they never will.
const PATIENCE: Duration = Duration::from_secs(20);

/// North's node with its line, and a way to its commands.
struct North {
    node: NodeHandle,
    commands: mpsc::UnboundedSender<LineCommand>,
    addr: std::net::SocketAddr,
    sides: [Side; 2],
}

fn north() -> North {
    let World { cores, sides, .. } = World::new();
    let [core, _] = cores;
    let any = "127.0.0.1:0".parse().unwrap();
    let endpoint = LineEndpoint::bind(any, SecretSeed([11; 32])).unwrap();
    endpoint.pin(sides[SOUTH].charter.node_key.0);
    let addr = endpoint.local_addr().unwrap();
    let (commands, taken) = mpsc::unbounded_channel();
    let (media, _) = mpsc::unbounded_channel();
    let (node, task) = core_task(core, Clock::real(), ways(commands.clone(), media.clone()));
    let (attachments, _) = mpsc::unbounded_channel();
    tokio::spawn(run(endpoint, node.clone(), media, attachments, taken));
    tokio::spawn(task.run());
    North {
        node,
        commands,
        addr,
        sides,
    }
}

/// Nothing is done about attachments.
fn ways(
    line: mpsc::UnboundedSender<LineCommand>,
    media: mpsc::UnboundedSender<MediaTaskCommand>,
) -> Ways {
    let (attachments, _) = mpsc::unbounded_channel();
    let (push, _) = mpsc::channel(1);
    Ways {
        line,
        media,
        attachments,
        push,
    }
}

impl North {
    /// South dials and greets; the line is up.
    async fn greeted(&self) -> (LineEndpoint, Link) {
        let any = "127.0.0.1:0".parse().unwrap();
        let endpoint = LineEndpoint::bind(any, SecretSeed([21; 32])).unwrap();
        let key = self.sides[NORTH].charter.node_key.0;
        let mut link = endpoint
            .dial(key, self.addr, Purpose::Control)
            .await
            .unwrap();
        let greeting = Frame::Greeting(Greeting {
            versions: SUPPORTED_VERSIONS.to_vec(),
            side: self.sides[SOUTH].id,
            nonce: 1,
            own: Head::EMPTY,
            other: Head::EMPTY,
            unix_ms: 0,
            is_up: false,
            process: 9,
        });
        link.send_frame(&greeting.to_bytes()).await;
        self.until("up", |core| core.line_status().up).await;
        (endpoint, link)
    }

    async fn until(&self, what: &str, done: fn(&crate::app::NodeCore) -> bool) {
        let end = Instant::now() + PATIENCE;
        while !self.node.call(move |core, _| done(core)).await.unwrap() {
            assert!(Instant::now() < end, "never {what}");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
}

#[tokio::test]
async fn what_waits_for_a_peer_is_bounded_and_overrunning_it_closes_by_name() {
    let north = north();
    let (_endpoint, link) = north.greeted().await;
    let frame = vec![0; line::FRAME_BYTES_MAX];
    // The first frames leave as far as the peer's window goes; then everything waits.
    for _ in 0..=CONNECTION_QUEUE_BYTES_MAX / frame.len() + 1 {
        let send = LineCommand::Send(ConnId(1), frame.clone());
        drop(north.commands.send(send));
    }
    north.until("closed", |core| !core.line_status().up).await;
    let counters = north
        .node
        .call(|core, _| core.counters().misbehaviour)
        .await;
    assert_eq!(counters, Ok(1));
    let closed = tokio::time::timeout(PATIENCE, link.connection().closed()).await;
    assert!(closed.is_ok(), "the peer sees the end");
}

#[tokio::test]
async fn a_connection_is_given_up_even_if_the_peer_takes_nothing() {
    let north = north();
    let (_endpoint, link) = north.greeted().await;
    let send = LineCommand::Send(ConnId(1), vec![0; line::FRAME_BYTES_MAX]);
    drop(north.commands.send(send));
    drop(north.commands.send(LineCommand::Close(ConnId(1))));
    let within = GOODBYE_WITHIN + PATIENCE;
    let closed = tokio::time::timeout(within, link.connection().closed()).await;
    assert!(closed.is_ok());
    north.until("noticed", |core| !core.line_status().up).await;
}

#[tokio::test]
async fn bytes_that_wait_are_counted_to_the_last() {
    let north = north();
    let (_endpoint, link) = north.greeted().await;
    let (give, _take) = mpsc::unbounded_channel();
    let outgoing = Outgoing {
        give,
        give_early: mpsc::channel(1).0,
        queued: Arc::default(),
        connection: link.connection(),
    };
    assert!(outgoing.queue(vec![0; CONNECTION_QUEUE_BYTES_MAX - 1]));
    assert!(!outgoing.queue(vec![0; 2]));
    assert!(outgoing.queue(vec![0; 1]));
    assert!(!outgoing.queue(vec![0; 1]));
    outgoing.queued.fetch_sub(1, Ordering::Relaxed);
    assert!(outgoing.queue(vec![0; 1]));
}

#[test]
fn a_route_is_dialled_alone_until_its_handshake_is_over_or_old() {
    let begin = Instant::now();
    let moment = Duration::from_millis(1);
    let mut dials = Dials::default();
    let first = dials.begin(0, begin).expect("nothing is under way");
    assert!(dials.begin(1, begin).is_some(), "another route");
    for early in [Duration::ZERO, DIAL_ALONE - moment] {
        assert!(dials.begin(0, begin + early).is_none(), "{early:?}");
    }
    let second = dials.begin(0, begin + DIAL_ALONE);
    assert!(second.is_some(), "an old one holds up nobody");
    drop(first);
    let soon = begin + DIAL_ALONE + moment;
    assert!(dials.begin(0, soon).is_none(), "the second is young");
    drop(second);
    assert!(dials.begin(0, soon).is_some(), "none is under way");
}

#[tokio::test]
async fn so_many_frames_are_under_way_and_no_more() {
    for (length, most) in [
        (0, FRAMES_UNDER_WAY_MAX),
        (FRAME_BYTES_MAX / FRAMES_UNDER_WAY_MAX, FRAMES_UNDER_WAY_MAX),
        (
            FRAME_BYTES_MAX / FRAMES_UNDER_WAY_MAX + 1,
            FRAMES_UNDER_WAY_MAX - 1,
        ),
        (FRAME_BYTES_MAX / 2, 2),
        (FRAME_BYTES_MAX / 2 + 1, 1),
        (FRAME_BYTES_MAX, 1),
    ] {
        let room = Arc::new(Semaphore::new(FRAMES_UNDER_WAY_BYTES_MAX));
        let mut places = Vec::new();
        while let Ok(place) = room.clone().try_acquire_many_owned(place_of(length)) {
            places.push(place);
        }
        assert_eq!(places.len(), most, "{length}");
    }
}
