//! A side's node as it runs, a session of its officer's device, and its event stream.

use futures_util::{SinkExt, StreamExt};
use identity::{
    Accreditation, Charter, Credentials, DeviceId, Label, Officer, PersonId, Role, RoleSet, Route,
    SecretSeed, SideId, SigningKey,
};
use node::http::DeskSource;
use node::runtime::{Clock, NodeConfig, RunError, Running, start};
use std::path::Path;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::{Message, client::IntoClientRequest};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};
use wire::{
    CallEnvelope, ChallengeRequest, ChallengeResponse, SessionRequest, SessionResponse,
    SignedEnvelope,
};

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
pub const NODE: u8 = 2;
const OFFICER: u8 = 4;
const ADMINISTRATOR: u8 = 5;
const OTHER_SEAL: u8 = 11;
pub const OTHER_NODE: u8 = 12;

pub async fn node(dir: &Path, clock: Clock) -> Running {
    let config = NodeConfig {
        clock,
        ..config(dir)
    };
    begin(config).await.unwrap()
}

/// Every socket on this machine alone, wherever there is a port.
pub fn config(dir: &Path) -> NodeConfig {
    let any = "127.0.0.1:0".parse().unwrap();
    NodeConfig {
        store: dir.join("store.sqlite"),
        http: any,
        media: any,
        media_address: None,
        media_tcp_address: None,
        line: any,
        metrics: None,
        clock: Clock::real(),
        desk: DeskSource::default(),
        over_tls: false,
        tls: None,
        push: Default::default(),
        danger_tap: None,
        danger_given_keys: None,
    }
}

fn credentials(name: &str, seal: u8, node: u8) -> Vec<u8> {
    // Of the other side it is dialled: nobody answers there.
    credentials_at(name, seal, node, "127.0.0.1:9")
}

fn credentials_at(name: &str, seal: u8, node: u8, route: &str) -> Vec<u8> {
    let charter = Charter {
        version: Charter::VERSION,
        name: name.into(),
        seal: key(seal).public(),
        node_key: key(node).public(),
        press_key: key(3).public(),
        press_key_id: vec![1; 8],
        archive_key: vec![1; 32],
        security_officers: vec![officer(OFFICER)],
        administrators: vec![officer(ADMINISTRATOR)],
        issued_unix_ms: 1_640_000_000_000,
    };
    let seal = key(seal);
    let routes = vec![Route(route.into())];
    Credentials::seal(charter.sign(&seal).unwrap(), routes, &seal).unwrap()
}

/// Whose sessions are.
pub fn officers_device() -> DeviceId {
    DeviceId::of_key(&key(OFFICER).public())
}

/// The other side's credentials, as they are pinned.
pub fn other_side() -> (Vec<u8>, SideId) {
    let side = SideId::of_seal(&key(OTHER_SEAL).public());
    (credentials("South", OTHER_SEAL, OTHER_NODE), side)
}

/// A device of the own side, another one for each number.
pub fn accreditation(number: u32) -> Vec<u8> {
    let mut seed = [200; 32];
    seed[..4].copy_from_slice(&number.to_be_bytes());
    let now = Clock::real().now().unix_ms;
    let accreditation = Accreditation {
        side: SideId::of_seal(&key(SEAL).public()),
        person: PersonId([9; 16]),
        device_key: SigningKey::from_seed(&SecretSeed(seed)).public(),
        hpke_key: vec![1; 32],
        roles: RoleSet::empty().with(Role::Sherpa),
        from_unix_ms: now - 1_000,
        until_unix_ms: now + 3_600 * 1_000,
    };
    let signed = accreditation.sign(&key(ADMINISTRATOR), &key(OFFICER));
    signed.unwrap().encode()
}

/// The other side's node while it is honest.
pub async fn begin_other(dir: &Path) -> Running {
    let config = NodeConfig {
        store: dir.join("other.sqlite"),
        ..config(dir)
    };
    let credentials = credentials("South", OTHER_SEAL, OTHER_NODE);
    let node = start(config, credentials, SecretSeed([OTHER_NODE; 32])).await;
    node.unwrap()
}

/// Lets both nodes know each other; the other one dials.
pub async fn pin_other(node: &Running, other: &Running) {
    let route = node.line.to_string();
    for (of, credentials) in [
        (node, credentials("South", OTHER_SEAL, OTHER_NODE)),
        (other, credentials_at("North", SEAL, NODE, &route)),
    ] {
        let pinned = of
            .handle
            .call(move |core, now| core.pin_line(now, &credentials));
        pinned.await.unwrap().unwrap();
    }
}

/// A person with a device.
pub struct Member {
    pub side: SideId,
    pub person: PersonId,
    pub key: SigningKey,
    pub device: DeviceId,
    pub accreditation: Vec<u8>,
}

impl Member {
    pub fn envelope(&self, envelope: &CallEnvelope) -> Vec<u8> {
        SignedEnvelope::sign(envelope, &self.key).encode()
    }
}

/// Somebody of the side whose node this is, with these roles.
pub fn member(node: u8, number: u8, roles: &[Role]) -> Member {
    let seal = if node == NODE { SEAL } else { OTHER_SEAL };
    let (side, key) = (
        SideId::of_seal(&self::key(seal).public()),
        self::key(number),
    );
    let now = Clock::real().now().unix_ms;
    let accreditation = Accreditation {
        side,
        person: PersonId([number; 16]),
        device_key: key.public(),
        hpke_key: vec![1; 32],
        roles: roles.iter().copied().collect(),
        from_unix_ms: now - 1_000,
        until_unix_ms: now + 3_600 * 1_000,
    };
    let signed = accreditation.sign(&self::key(ADMINISTRATOR), &self::key(OFFICER));
    Member {
        side,
        person: accreditation.person,
        device: DeviceId::of_key(&key.public()),
        key,
        accreditation: signed.unwrap().encode(),
    }
}

pub async fn begin(config: NodeConfig) -> Result<Running, RunError> {
    let credentials = credentials("North", SEAL, NODE);
    start(config, credentials, SecretSeed([NODE; 32])).await
}

/// An HTTP client; it wants the one TLS back end named even where it speaks none.
pub fn http() -> reqwest::Client {
    // Another test may have been first.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    reqwest::Client::new()
}

/// A session of this member's device: its bearer token.
pub async fn sign_in_as(node: &Running, member: &Member) -> String {
    let sessions = format!("http://{}/api/v1/sessions", node.http);
    let (http, device) = (http(), member.device);
    let asked = http.post(format!("{sessions}/challenge"));
    let asked = asked.json(&ChallengeRequest { device }).send().await;
    let challenge: ChallengeResponse = asked.unwrap().json().await.unwrap();
    let message = wire::sign_in_message(&challenge.nonce.0, &key(NODE).public(), device);
    let request = SessionRequest {
        device,
        signature: member.key.sign(Label::SignIn, &message),
        nonce: challenge.nonce,
        cookie: false,
        passkey: None,
    };
    let answer = http.post(sessions).json(&request).send().await.unwrap();
    let session: SessionResponse = answer.json().await.unwrap();
    session.token.unwrap()
}

/// A session of the officer's device.
pub struct Session {
    base: String,
    pub token: String,
    http: reqwest::Client,
}

impl Session {
    pub async fn sign_in(node: &Running) -> Self {
        let base = format!("http://{}/api/v1/sessions", node.http);
        let http = http();
        let device = officers_device();
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
            cookie: false,
            passkey: None,
        };
        let answer = http.post(&base).json(&request).send().await.unwrap();
        let session: SessionResponse = answer.json().await.unwrap();
        let token = session.token.unwrap();
        Self { base, token, http }
    }

    /// Asks how the line is.
    pub async fn look(&self) {
        let line = self.base.replace("/sessions", "/line");
        let request = self.http.get(line).bearer_auth(&self.token);
        let answer = request.send().await.unwrap();
        assert!(answer.status().is_success(), "{}", answer.status());
        let _ = answer.bytes().await.unwrap();
    }

    pub async fn sign_out(&self) {
        let request = self.http.delete(&self.base);
        let answer = request.bearer_auth(&self.token).send().await.unwrap();
        assert!(answer.status().is_success(), "{}", answer.status());
    }
}

/// Longer than the node takes to see that a session is over.
const PATIENCE: Duration = Duration::from_secs(20);

/// A device's event stream.
pub struct Stream(pub WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Stream {
    pub async fn open(session: &Session, node: &Running) -> Self {
        let url = format!("ws://{}/api/v1/events", node.http);
        let mut request = url.into_client_request().unwrap();
        let bearer = format!("Bearer {}", session.token).parse().unwrap();
        request.headers_mut().insert("authorization", bearer);
        let (stream, _) = tokio_tungstenite::connect_async(request).await.unwrap();
        Self(stream)
    }

    /// Whether the node still answers a ping.
    pub async fn is_open(&mut self) -> bool {
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
    pub async fn end(&mut self) {
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
