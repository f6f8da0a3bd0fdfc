//! The door from outside: over real sockets on this machine, with limits short enough to wait for.

use super::*;
use axum::routing::{get, post};
use std::time::Instant;
use tokio::sync::watch;

const SHORT: Duration = Duration::from_millis(200);
/// Longer than any limit of these tests by far; reaching it means that the limit isn't there.
const PATIENCE: Duration = Duration::from_secs(20);
const REQUEST: &[u8] = b"GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";
/// More than any socket's buffers hold.
const LONG_BYTES: usize = 64 << 20;

struct Outside {
    address: SocketAddr,
    stop: watch::Sender<()>,
    from_tcp: mpsc::Receiver<FromTcp>,
    metrics: Arc<Metrics>,
}

const LIMITS: DoorLimits = DoorLimits {
    connections: 3,
    per_source: 1,
    ..DoorLimits::USUAL
};

async fn open(limits: DoorLimits) -> Outside {
    let router = Router::new()
        .route("/", get(|| async { "here" }))
        .route("/post", post(|body: String| async move { body }))
        .route("/long", get(|| async { vec![b'x'; LONG_BYTES] }));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (give, from_tcp) = mpsc::channel(8);
    let (stop, stopped) = watch::channel(());
    let metrics = Arc::new(Metrics::new().unwrap());
    let door = Door {
        router,
        tls: None,
        media: Some(give),
        metrics: metrics.clone(),
        limits,
    };
    tokio::spawn(door.open(listener, stopped));
    Outside {
        address,
        stop,
        from_tcp,
        metrics,
    }
}

impl Outside {
    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }

    /// What comes back for these bytes until the connection ends.
    async fn ask(&self, bytes: &[u8]) -> Vec<u8> {
        let mut stream = self.connect().await;
        // It may be closed before all was written.
        let _ = stream.write_all(bytes).await;
        rest(&mut stream).await
    }
}

/// Everything until the connection ends, which it does in time.
async fn rest(stream: &mut TcpStream) -> Vec<u8> {
    let mut answer = Vec::new();
    let read = tokio::time::timeout(PATIENCE, stream.read_to_end(&mut answer));
    // A connection that is reset has ended too.
    let _ = read.await.expect("the connection stays open");
    answer
}

fn stun_frame() -> Vec<u8> {
    let mut frame = vec![0, 20, 0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42];
    frame.extend([9; 12]);
    frame
}

#[tokio::test]
async fn each_protocol_goes_where_it_belongs() {
    let mut outside = open(LIMITS).await;
    let answer = outside.ask(REQUEST).await;
    assert!(answer.starts_with(b"HTTP/1.1 200") && answer.ends_with(b"here"));
    // A TLS client is told no in its own language.
    let hello = [0x16, 0x03, 0x01, 0x00, 0x05, 1, 0, 0, 1, 3];
    assert_eq!(outside.ask(&hello).await, TLS_REFUSAL);
    for unknown in [&b"\xff\xff"[..], b"get / http/1.1\r\n", &[0, 0, 0, 0]] {
        assert_eq!(outside.ask(unknown).await, b"", "{unknown:?}");
    }
    // Cut into pieces, a check is still told from everything else, and comes out whole.
    let mut stream = outside.connect().await;
    for byte in stun_frame() {
        stream.write_all(&[byte]).await.unwrap();
        stream.flush().await.unwrap();
    }
    let from = stream.local_addr().unwrap();
    let Some(FromTcp::Opened { way, give }) = outside.from_tcp.recv().await else {
        panic!("not opened");
    };
    assert_eq!(way.from, from);
    match outside.from_tcp.recv().await {
        Some(FromTcp::Frame { way: of, bytes }) => {
            assert_eq!((of, &bytes[..]), (way, &stun_frame()[2..]));
        }
        other => panic!("{other:?}"),
    }
    give.send(vec![7; 3]).await.unwrap();
    let mut got = [0; 5];
    stream.read_exact(&mut got).await.unwrap();
    assert_eq!(got, [0, 3, 7, 7, 7]);
    // The relay gives it up: what waits is sent, then it ends.
    give.send(vec![8]).await.unwrap();
    drop(give);
    assert_eq!(rest(&mut stream).await, [0, 1, 8]);
    assert!(matches!(outside.from_tcp.recv().await, Some(FromTcp::Closed(of)) if of == way));
}

#[tokio::test]
async fn what_isnt_a_frame_ends_media_over_tcp() {
    let mut outside = open(LIMITS).await;
    for broken in [&[0, 0][..], &[0xff, 0xff]] {
        let mut stream = outside.connect().await;
        stream.write_all(&stun_frame()).await.unwrap();
        stream.write_all(broken).await.unwrap();
        let opened = outside.from_tcp.recv().await;
        assert!(matches!(opened, Some(FromTcp::Opened { .. })));
        let frame = outside.from_tcp.recv().await;
        assert!(matches!(frame, Some(FromTcp::Frame { .. })), "{broken:?}");
        let closed = outside.from_tcp.recv().await;
        assert!(matches!(closed, Some(FromTcp::Closed(_))), "{broken:?}");
        assert_eq!(rest(&mut stream).await, b"");
    }
}

#[tokio::test]
async fn who_is_too_slow_is_let_go() {
    let slow = DoorLimits {
        first_bytes: SHORT,
        head: SHORT,
        request: SHORT,
        ..LIMITS
    };
    let outside = open(slow).await;
    let body = b"POST /post HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\n\r\nab";
    for (said, answer) in [
        (&b""[..], &b""[..]),
        (&stun_frame()[..5], b""),
        (b"GET / HTTP/1.1\r\nhost:", b""),
        (body, b"HTTP/1.1 408"),
    ] {
        let began = Instant::now();
        let got = outside.ask(said).await;
        assert!(got.starts_with(answer), "{said:?}: {got:?}");
        assert!(began.elapsed() >= SHORT, "{said:?}");
    }
}

#[tokio::test]
async fn who_reads_nothing_is_let_go() {
    let slow = DoorLimits {
        stalled: SHORT,
        connections: 1,
        ..LIMITS
    };
    let outside = open(slow).await;
    let mut stream = outside.connect().await;
    let request = b"GET /long HTTP/1.1\r\nhost: x\r\n\r\n";
    stream.write_all(request).await.unwrap();
    // The only seat is free again, though the peer never closed its end.
    let began = Instant::now();
    while !outside.ask(REQUEST).await.ends_with(b"here") {
        assert!(began.elapsed() < PATIENCE, "the seat is held for ever");
        tokio::time::sleep(SHORT / 4).await;
    }
    assert!(began.elapsed() >= SHORT);
    assert!(rest(&mut stream).await.len() < LONG_BYTES);
}

#[tokio::test]
async fn one_more_than_the_limit_is_refused_and_counted() {
    let outside = open(LIMITS).await;
    let mut held = Vec::new();
    for _ in 0..LIMITS.connections {
        held.push(outside.connect().await);
    }
    // Connections are taken in their order: the last of these finds no seat.
    assert_eq!(outside.ask(REQUEST).await, b"");
    let refused = "detente_connections_refused_total 1";
    assert!(outside.metrics.gathered().contains(refused));
    held.pop();
    let began = Instant::now();
    while !outside.ask(REQUEST).await.ends_with(b"here") {
        assert!(began.elapsed() < PATIENCE, "the seat isn't given back");
    }
}

#[tokio::test]
async fn a_door_that_is_closed_ends_what_rests() {
    let outside = open(LIMITS).await;
    let mut stream = outside.connect().await;
    let request = b"GET / HTTP/1.1\r\nhost: x\r\n\r\n";
    stream.write_all(request).await.unwrap();
    let mut first = [0; 12];
    stream.read_exact(&mut first).await.unwrap();
    outside.stop.send(()).unwrap();
    assert!(rest(&mut stream).await.ends_with(b"here"));
    let began = Instant::now();
    while TcpStream::connect(outside.address).await.is_ok() {
        assert!(began.elapsed() < PATIENCE, "people are still let in");
    }
}
