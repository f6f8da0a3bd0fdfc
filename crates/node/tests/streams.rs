//! A device's event stream at a running node: how much it may say at once, and when it ends.

use futures_util::{SinkExt, StreamExt};
use identity::{
    Charter, Credentials, DeviceId, Label, Officer, PersonId, Route, SecretSeed, SigningKey,
};
use node::app::SESSION_LIFETIME_MS;
use node::runtime::{Clock, NodeConfig, Running, start};
use std::path::Path;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::{Message, client::IntoClientRequest};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};
use wire::{
    CLIENT_MESSAGE_BYTES_MAX, ChallengeRequest, ChallengeResponse, SessionRequest, SessionResponse,
    ToNode,
};

/// Longer than the node takes to see that a session is over.
const PATIENCE: Duration = Duration::from_secs(20);

fn key(number: u8) -> SigningKey {
    SigningKey::from_seed(&SecretSeed([number; 32]))
}

fn officer(number: u8) -> Officer {
    Officer {
        person: PersonId([number; 16]),
        device_key: key(number).public(),
        hpke_key: vec![number; 32],
    }
}

const SEAL: u8 = 1;
const NODE: u8 = 2;
const OFFICER: u8 = 4;

async fn node(dir: &Path, clock: Clock) -> Running {
    let charter = Charter {
        version: Charter::VERSION,
        name: "North".into(),
        seal: key(SEAL).public(),
        node_key: key(NODE).public(),
        press_key: key(3).public(),
        press_key_id: vec![1; 8],
        archive_key: vec![1; 32],
        security_officers: vec![officer(OFFICER)],
        administrators: vec![officer(5)],
        issued_unix_ms: 1_640_000_000_000,
    };
    let seal = key(SEAL);
    let routes = vec![Route("line.north.example:7481".into())];
    let credentials = Credentials::seal(charter.sign(&seal).unwrap(), routes, &seal).unwrap();
    let any = "127.0.0.1:0".parse().unwrap();
    let config = NodeConfig {
        store: dir.join("store.sqlite"),
        http: any,
        media: any,
        media_address: None,
        media_tcp_address: None,
        line: any,
        metrics: None,
        clock,
        danger_tap: None,
    };
    start(config, credentials, SecretSeed([NODE; 32]))
        .await
        .unwrap()
}

/// A session of the officer's device.
struct Session {
    base: String,
    token: String,
}

impl Session {
    async fn sign_in(node: &Running) -> Self {
        let base = format!("http://{}/api/v1/sessions", node.http);
        let http = reqwest::Client::new();
        let device = DeviceId::of_key(&key(OFFICER).public());
        let challenge: ChallengeResponse = http
            .post(format!("{base}/challenge"))
            .json(&ChallengeRequest { device })
            .send()
            .await
            .unwrap()
            .json()
            .await
            .unwrap();
        let message = wire::sign_in_message(&challenge.nonce.0, &key(NODE).public(), device);
        let request = SessionRequest {
            device,
            signature: key(OFFICER).sign(Label::SignIn, &message),
            nonce: challenge.nonce,
        };
        let answer = http.post(&base).json(&request).send().await.unwrap();
        let session: SessionResponse = answer.json().await.unwrap();
        let token = session.token;
        Self { base, token }
    }

    async fn sign_out(&self) {
        let request = reqwest::Client::new().delete(&self.base);
        let answer = request.bearer_auth(&self.token).send().await.unwrap();
        assert!(answer.status().is_success(), "{}", answer.status());
    }

    async fn stream(&self, node: &Running) -> Stream {
        let url = format!("ws://{}/api/v1/events", node.http);
        let mut request = url.into_client_request().unwrap();
        let bearer = format!("Bearer {}", self.token).parse().unwrap();
        request.headers_mut().insert("authorization", bearer);
        let (stream, _) = tokio_tungstenite::connect_async(request).await.unwrap();
        Stream(stream)
    }
}

struct Stream(WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Stream {
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
    let mut stream = session.stream(&node).await;
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
    let mut stream = session.stream(&node).await;
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
    let mut stream = session.stream(&second).await;
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
        let mut stream = session.stream(&node).await;
        let message = ToNode::Commit(vec![0; bytes - around]).encode();
        assert_eq!(message.len(), bytes);
        let _ = stream.0.send(Message::Binary(message.into())).await;
        assert_eq!(stream.is_open().await, fits, "{bytes}");
    }
    node.stop().await.unwrap();
}
