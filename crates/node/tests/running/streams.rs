//! A device's event stream: how much it may say at once, and when it ends.

use crate::side::{Session, node};
use futures_util::{SinkExt, StreamExt};
use node::app::SESSION_LIFETIME_MS;
use node::runtime::{Clock, Running};
use std::time::{Duration, Instant};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::{Message, client::IntoClientRequest};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};
use wire::{CLIENT_MESSAGE_BYTES_MAX, ToNode};

/// Longer than the node takes to see that a session is over.
const PATIENCE: Duration = Duration::from_secs(20);

struct Stream(WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Stream {
    async fn open(session: &Session, node: &Running) -> Self {
        let url = format!("ws://{}/api/v1/events", node.http);
        let mut request = url.into_client_request().unwrap();
        let bearer = format!("Bearer {}", session.token).parse().unwrap();
        request.headers_mut().insert("authorization", bearer);
        let (stream, _) = tokio_tungstenite::connect_async(request).await.unwrap();
        Self(stream)
    }

    /// Whether the node still answers a ping.
    async fn is_open(&mut self) -> bool {
        let ping = Message::Ping("still there?".into());
        if self.0.send(ping).await.is_err() {
            return false;
        }
        loop {
            let message = tokio::time::timeout(PATIENCE, self.0.next()).await;
            match message.expect("neither an answer nor an end") {
                Some(Ok(Message::Pong(_))) => return true,
                Some(Ok(Message::Close(_)) | Err(_)) | None => return false,
                Some(Ok(_)) => {}
            }
        }
    }

    /// Waits for the node to end it.
    async fn end(&mut self) {
        let end = async {
            while let Some(Ok(message)) = self.0.next().await {
                if matches!(message, Message::Close(_)) {
                    return;
                }
            }
        };
        let ended = tokio::time::timeout(PATIENCE, end).await;
        ended.expect("the stream outlives its session");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn signing_out_ends_that_sessions_stream() {
    let dir = tempfile::tempdir().unwrap();
    let node = node(dir.path(), Clock::real()).await;
    let session = Session::sign_in(&node).await;
    let other = Session::sign_in(&node).await;
    let mut stream = Stream::open(&session, &node).await;
    assert!(stream.is_open().await);
    // Another session of the same device is another matter.
    other.sign_out().await;
    assert!(stream.is_open().await);
    session.sign_out().await;
    stream.end().await;
    node.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_taken_of_a_stream_whose_session_is_over() {
    let dir = tempfile::tempdir().unwrap();
    let node = node(dir.path(), Clock::real()).await;
    let session = Session::sign_in(&node).await;
    let mut stream = Stream::open(&session, &node).await;
    assert!(stream.is_open().await);
    session.sign_out().await;
    let refused = |node: &Running| {
        let handle = node.handle.clone();
        async move {
            let counted = handle.call(|core, _| core.counters().call_refusals.clone());
            counted.await.unwrap().values().sum::<u64>()
        }
    };
    let before = refused(&node).await;
    let message = ToNode::Commit(vec![1; 10]).encode();
    let _ = stream.0.send(Message::Binary(message.into())).await;
    stream.end().await;
    assert_eq!(refused(&node).await, before, "it didn't reach the core");
    node.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stream_ends_when_its_session_expires() {
    let dir = tempfile::tempdir().unwrap();
    let first = node(dir.path(), Clock::real()).await;
    let session = Session::sign_in(&first).await;
    first.stop().await.unwrap();
    // The same node, a little before twelve hours later.
    let little = 4_000;
    let late = Clock::danger_demo(SESSION_LIFETIME_MS - little);
    let second = node(dir.path(), late).await;
    let mut stream = Stream::open(&session, &second).await;
    assert!(stream.is_open().await);
    stream.end().await;
    second.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_message_is_limited_in_length() {
    let dir = tempfile::tempdir().unwrap();
    let node = node(dir.path(), Clock::real()).await;
    let session = Session::sign_in(&node).await;
    let around = ToNode::Commit(vec![0; 100_000]).encode().len() - 100_000;
    for (bytes, fits) in [
        (CLIENT_MESSAGE_BYTES_MAX - 1, true),
        (CLIENT_MESSAGE_BYTES_MAX, true),
        (CLIENT_MESSAGE_BYTES_MAX + 1, false),
    ] {
        let mut stream = Stream::open(&session, &node).await;
        let message = ToNode::Commit(vec![0; bytes - around]).encode();
        assert_eq!(message.len(), bytes);
        let _ = stream.0.send(Message::Binary(message.into())).await;
        assert_eq!(stream.is_open().await, fits, "{bytes}");
    }
    node.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn more_than_fifty_messages_in_a_second_wait_for_the_next() {
    const MESSAGES_PER_S_MAX: usize = 50;
    let second = Duration::from_secs(1);
    let dir = tempfile::tempdir().unwrap();
    let node = node(dir.path(), Clock::real()).await;
    let session = Session::sign_in(&node).await;
    for (messages, waits) in [
        (MESSAGES_PER_S_MAX - 1, false),
        (MESSAGES_PER_S_MAX, false),
        (MESSAGES_PER_S_MAX + 1, true),
    ] {
        // A machine that is busy may be slow without being made to wait: it gets several tries.
        let mut took = Vec::new();
        for _ in 0..5 {
            let mut stream = Stream::open(&session, &node).await;
            assert!(stream.is_open().await);
            // So that the first message begins a second of its own.
            tokio::time::sleep(second).await;
            let began = Instant::now();
            for _ in 0..messages {
                let message = ToNode::Commit(vec![0; 10]).encode();
                let sent = stream.0.feed(Message::Binary(message.into())).await;
                sent.unwrap();
            }
            assert!(stream.is_open().await, "late, never refused");
            took.push(began.elapsed());
            if took.last() < Some(&(second / 2)) {
                break;
            }
        }
        let waited = took.iter().all(|took| *took > second / 2);
        assert_eq!(waited, waits, "{messages}: {took:?}");
    }
    node.stop().await.unwrap();
}
