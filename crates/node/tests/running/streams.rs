//! A device's event stream: how much it may say at once, and when it ends.

use crate::side::{Session, Stream, node};
use futures_util::{SinkExt, StreamExt};
use node::app::SESSION_LIFETIME_MS;
use node::runtime::{Clock, Running};
use std::time::{Duration, Instant};
use tokio_tungstenite::tungstenite::Message;
use wire::{CLIENT_MESSAGE_BYTES_MAX, ToDevice, ToNode};

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

/// A browser's program takes it for lost after twelve seconds of silence.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stream_says_in_time_that_the_node_is_here() {
    let dir = tempfile::tempdir().unwrap();
    let node = node(dir.path(), Clock::real()).await;
    let session = Session::sign_in(&node).await;
    let mut stream = Stream::open(&session, &node).await;
    let wanted = Message::Binary(ToDevice::Here.encode().into());
    for _ in 0..2 {
        let here = async {
            while let Some(message) = stream.0.next().await {
                if message.unwrap() == wanted {
                    return true;
                }
            }
            false
        };
        let heard = tokio::time::timeout(Duration::from_secs(10), here).await;
        assert_eq!(heard, Ok(true));
    }
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
            // The ping that asks whether it is open is one of them.
            for _ in 1..messages {
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
