//! A side's node as it runs, and a session of its officer's device.

use identity::{
    Charter, Credentials, DeviceId, Label, Officer, PersonId, Route, SecretSeed, SigningKey,
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
const NODE: u8 = 2;
const OFFICER: u8 = 4;

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

pub async fn begin(config: NodeConfig) -> Result<Running, RunError> {
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
    start(config, credentials, SecretSeed([NODE; 32])).await
}

/// A session of the officer's device.
pub struct Session {
    base: String,
    pub token: String,
}

impl Session {
    pub async fn sign_in(node: &Running) -> Self {
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

    pub async fn sign_out(&self) {
        let request = reqwest::Client::new().delete(&self.base);
        let answer = request.bearer_auth(&self.token).send().await.unwrap();
        assert!(answer.status().is_success(), "{}", answer.status());
    }
}
