//! A side's node as it runs, and a session of its officer's device.

use identity::{
    Accreditation, Charter, Credentials, DeviceId, Label, Officer, PersonId, Role, RoleSet, Route,
    SecretSeed, SideId, SigningKey,
};
use node::runtime::{Clock, NodeConfig, RunError, Running, start};
use std::path::Path;
use wire::{ChallengeRequest, ChallengeResponse, SessionRequest, SessionResponse};

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
        danger_tap: None,
    }
}

fn credentials(name: &str, seal: u8, node: u8) -> Vec<u8> {
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
    // Of the other side it is dialled: nobody answers there.
    let routes = vec![Route("127.0.0.1:9".into())];
    Credentials::seal(charter.sign(&seal).unwrap(), routes, &seal).unwrap()
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

pub async fn begin(config: NodeConfig) -> Result<Running, RunError> {
    let credentials = credentials("North", SEAL, NODE);
    start(config, credentials, SecretSeed([NODE; 32])).await
}

/// An HTTP client; it wants the one TLS back end named even where it speaks none.
fn http() -> reqwest::Client {
    // Another test may have been first.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    reqwest::Client::new()
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
