//! HTTP from the network: connections that say nothing or little, bodies without end, sign-ins without a
//! key, messages faster than they are taken. A device of the side is answered throughout.

use crate::resident::resident_bytes;
use crate::side::{Session, Stream, http, node, officers_device};
use futures_util::SinkExt;
use identity::{DeviceId, Signature};
use node::http::BODY_BYTES_MAX;
use node::runtime::{Clock, Running};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use wire::{ChallengeRequest, ChallengeResponse, SessionRequest, ToNode};

const PATIENCE: Duration = Duration::from_secs(20);
/// Some for files and sockets that the test itself holds.
const SLOW_CONNECTIONS: usize = 300;
const FLOOD_CONNECTIONS: usize = 900;
const BIG_BODIES: usize = 100;
const SIGN_INS: usize = 500;
const MESSAGES: usize = 10_000;
/// What one attack may leave.
const RESIDENT_GROWTH_BYTES_MAX: u64 = 64 * 1024 * 1024;

/// Watches memory and an own device's requests while an attack lasts.
async fn withstand<F: Future<Output = ()>>(
    what: &str,
    node: &Running,
    session: &Session,
    attack: F,
) {
    session.look().await;
    let before = resident_bytes();
    let mut slowest = Duration::ZERO;
    let mut looks = 0;
    let look = async {
        loop {
            let began = Instant::now();
            session.look().await;
            slowest = slowest.max(began.elapsed());
            looks += 1;
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    let began = Instant::now();
    tokio::select! {
        () = attack => {}
        () = look => unreachable!("it goes on looking"),
    }
    let took = began.elapsed();
    session.look().await;
    let grown = resident_bytes().saturating_sub(before);
    println!(
        "{what}: {took:?}, {looks} requests of an own device meanwhile, the slowest {slowest:?}; \
         {} kB grown",
        grown / 1_024
    );
    assert!(slowest < PATIENCE / 4, "{what}: {slowest:?}");
    assert!(grown <= RESIDENT_GROWTH_BYTES_MAX, "{what}: {grown} bytes");
    let healthy = node.handle.call(|core, _| core.is_healthy()).await;
    assert_eq!(healthy, Ok(true), "{what}");
}

/// Heads that never end, one byte after the other.
async fn slowly(node: &Running) {
    let mut held = Vec::new();
    for _ in 0..SLOW_CONNECTIONS {
        let mut stream = TcpStream::connect(node.http).await.unwrap();
        stream
            .write_all(b"GET / HTTP/1.1\r\nhost: node\r\nx: ")
            .await
            .unwrap();
        held.push(stream);
    }
    for _ in 0..10 {
        for stream in &mut held {
            stream.write_all(b"x").await.unwrap();
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// More connections than there are seats.
async fn crowd(node: &Running) {
    let mut held = Vec::new();
    for _ in 0..FLOOD_CONNECTIONS {
        held.push(TcpStream::connect(node.http).await.unwrap());
    }
    // Those beyond are closed at once, the others wait for what they'll say.
    let mut closed = 0;
    for stream in &mut held {
        let mut byte = [0];
        let read = tokio::time::timeout(Duration::from_millis(1), stream.read(&mut byte)).await;
        closed += usize::from(matches!(read, Ok(Ok(0) | Err(_))));
    }
    assert!(closed > 0, "nobody was turned away");
}

async fn big_bodies(node: &Running) {
    for number in 0..BIG_BODIES {
        // Too long as it says itself, then without saying so.
        let mut stream = TcpStream::connect(node.http).await.unwrap();
        let length = match number % 2 {
            0 => format!("content-length: {}", u64::MAX / 2),
            _ => "transfer-encoding: chunked".to_owned(),
        };
        let head = format!(
            "POST /api/v1/sessions/challenge HTTP/1.1\r\nhost: node\r\ncontent-type: application/json\r\n{length}\r\n\r\n"
        );
        stream.write_all(head.as_bytes()).await.unwrap();
        let chunk = [&b"10000\r\n"[..], &vec![b' '; 0x10000], b"\r\n"].concat();
        let mut sent = 0;
        while sent < 16 * BODY_BYTES_MAX && stream.write_all(&chunk).await.is_ok() {
            sent += chunk.len();
        }
        let mut answer = Vec::new();
        let read = tokio::time::timeout(PATIENCE, stream.read_to_end(&mut answer)).await;
        let answer = String::from_utf8_lossy(&answer);
        // A connection that is reset before the answer was read is refused, too.
        assert!(
            matches!(read, Ok(Err(_))) || answer.contains(" 413 "),
            "{number}: {answer}"
        );
    }
}

/// In the name of a device and of strangers, without the key.
async fn sign_ins(node: &Running) {
    let (base, http) = (format!("http://{}/api/v1/sessions", node.http), http());
    let mut waits = 0;
    for number in 0..SIGN_INS {
        let device = match number % 2 {
            0 => officers_device(),
            _ => DeviceId([number as u8; 16]),
        };
        let request = http.post(format!("{base}/challenge"));
        let answer = request.json(&ChallengeRequest { device }).send().await;
        let challenge: ChallengeResponse = answer.unwrap().json().await.unwrap();
        let request = SessionRequest {
            device,
            signature: Signature([7; 64]),
            nonce: challenge.nonce,
            cookie: false,
            passkey: None,
        };
        let answer = http.post(&base).json(&request).send().await.unwrap();
        match answer.status().as_u16() {
            401 => {}
            429 => {
                assert!(answer.headers().contains_key("retry-after"));
                waits += 1;
            }
            other => panic!("{other}"),
        }
    }
    assert!(
        waits > SIGN_INS / 4,
        "{waits} of {SIGN_INS} were told to wait"
    );
    // Its holder comes in all the same.
    Session::sign_in(node).await.look().await;
}

/// As fast as the socket takes them; the node takes fifty a second.
async fn messages(stream: &mut Stream) {
    let message = ToNode::Commit(vec![7; 1_000]).encode();
    let sending = async {
        for number in 0..MESSAGES {
            let message = match number % 2 {
                0 => Message::Binary(message.clone().into()),
                _ => Message::Ping(vec![7; 100].into()),
            };
            if stream.0.send(message).await.is_err() {
                return;
            }
        }
    };
    // What isn't taken waits in the sender; five seconds show that nothing piles up here.
    let _ = tokio::time::timeout(Duration::from_secs(5), sending).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_device_is_answered_whatever_the_network_sends() {
    let _alone = crate::ALONE.lock().await;
    let dir = tempfile::tempdir().unwrap();
    let node = node(dir.path(), Clock::real()).await;
    let session = Session::sign_in(&node).await;
    withstand("slow heads", &node, &session, slowly(&node)).await;
    withstand("connections", &node, &session, crowd(&node)).await;
    withstand("big bodies", &node, &session, big_bodies(&node)).await;
    withstand("sign-ins", &node, &session, sign_ins(&node)).await;
    let other = Session::sign_in(&node).await;
    let mut stream = Stream::open(&other, &node).await;
    withstand("messages", &node, &session, messages(&mut stream)).await;
    node.stop().await.unwrap();
}

/// A device that reads nothing, while the logs it is told of grow.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_device_that_reads_nothing_is_told_once_where_the_logs_stand() {
    let _alone = crate::ALONE.lock().await;
    let dir = tempfile::tempdir().unwrap();
    let node = node(dir.path(), Clock::real()).await;
    let session = Session::sign_in(&node).await;
    let mut stream = Stream::open(&session, &node).await;
    assert!(stream.is_open().await);
    // More changes than messages may wait for a device, in one input of the core: it can't be told
    // between them, whatever it reads.
    const CHANGES: u32 = 1_100;
    let changed = node.handle.call(|core, now| {
        for number in 0..CHANGES {
            let signed = crate::side::accreditation(number);
            core.post_accreditation(now, &signed).unwrap();
        }
    });
    changed.await.unwrap();
    assert!(
        stream.is_open().await,
        "it wasn't thrown out for what others wrote"
    );
    node.stop().await.unwrap();
}
