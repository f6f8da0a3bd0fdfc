//! A browser's push service as this node meets it: over TLS, with a browser that opens what it gets, and
//! everything that such a service may answer.

use crate::side::{
    self, Member, NODE, OTHER_NODE, begin, begin_other, config, http, member, pin_other,
};
use axum::{
    Router,
    body::Bytes,
    extract::{Path as At, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::post,
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::{Header, Kind, NodeFacts, PublicPart, Record, RecordId, SubjectId, SubjectNonce};
use identity::Role;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode};
use node::runtime::push::{PUSH_TEXT_BYTES, PUSH_TIME_MAX, PUSHES_AT_ONCE_MAX, PushSettings};
use node::runtime::{Clock, NodeConfig, Running};
use rcgen::{CertificateParams, KeyPair};
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use serde_json::Value;
use std::io::Write;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use web_push_native::p256::{SecretKey, elliptic_curve::sec1::ToEncodedPoint};
use web_push_native::{Auth, decrypt};
use wire::{PushRegistration, PushState, RingHeard, ToNode};

const PATIENCE: Duration = Duration::from_secs(30);
const CONTACT: &str = "mailto:duty@north.example";

/// A request that a push service got.
#[derive(Clone)]
struct Got {
    browser: String,
    headers: HeaderMap,
    body: Vec<u8>,
}

/// What the service answers next, the last one for good; without any it never answers.
type Answers = Arc<Mutex<(Vec<StatusCode>, Vec<Got>)>>;

struct Service {
    origin: String,
    answers: Answers,
    port: u16,
}

async fn take(
    State(answers): State<Answers>,
    At(browser): At<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let status = {
        let mut held = answers.lock().unwrap();
        held.1.push(Got {
            browser,
            headers,
            body: body.to_vec(),
        });
        match held.0.len() {
            0 => None,
            1 => Some(held.0[0]),
            _ => Some(held.0.remove(0)),
        }
    };
    match status {
        None => std::future::pending().await,
        // Of which no clock knows the end.
        Some(StatusCode::TOO_MANY_REQUESTS) => (
            StatusCode::TOO_MANY_REQUESTS,
            [(header::RETRY_AFTER, u64::MAX.to_string())],
        )
            .into_response(),
        Some(status) => status.into_response(),
    }
}

impl Service {
    /// On this machine, under a certificate that it writes for whoever is to believe it.
    async fn begin(dir: &Path, answers: &[u16]) -> Self {
        let key = KeyPair::generate().unwrap();
        let params = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
        let certificate = params.self_signed(&key).unwrap();
        let authority = dir.join("push.pem");
        let mut options = std::fs::File::options();
        let mut file = options.append(true).create(true).open(authority).unwrap();
        file.write_all(certificate.pem().as_bytes()).unwrap();
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let tls = rustls::ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(
                vec![certificate.der().clone()],
                PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der())),
            )
            .unwrap();
        let acceptor = TlsAcceptor::from(Arc::new(tls));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let statuses = answers
            .iter()
            .map(|code| StatusCode::from_u16(*code).unwrap());
        let answers: Answers = Arc::new(Mutex::new((statuses.collect(), Vec::new())));
        let router = Router::new()
            .route("/send/{browser}", post(take))
            .with_state(answers.clone());
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (acceptor, router) = (acceptor.clone(), router.clone());
                tokio::spawn(async move {
                    let Ok(stream) = acceptor.accept(stream).await else {
                        return;
                    };
                    let io = hyper_util::rt::TokioIo::new(stream);
                    let service = hyper_util::service::TowerToHyperService::new(router);
                    let _ = hyper::server::conn::http1::Builder::new()
                        .serve_connection(io, service)
                        .await;
                });
            }
        });
        Self {
            origin: format!("https://localhost:{port}"),
            answers,
            port,
        }
    }

    fn got(&self) -> Vec<Got> {
        self.answers.lock().unwrap().1.clone()
    }

    async fn wait_for(&self, count: usize) -> Vec<Got> {
        let began = Instant::now();
        loop {
            let got = self.got();
            if got.len() >= count {
                return got;
            }
            assert!(began.elapsed() < PATIENCE, "{} of {count}", got.len());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    fn settings(&self, dir: &Path) -> PushSettings {
        PushSettings {
            services: vec![format!("localhost:{}", self.port)],
            contact: Some(CONTACT.to_owned()),
            authority: Some(dir.join("push.pem")),
            proxy: None,
        }
    }
}

/// A browser: its keys, and where it is reached.
struct Browser {
    secret: SecretKey,
    auth: [u8; 16],
    name: String,
}

impl Browser {
    fn new(number: u8) -> Self {
        let secret = SecretKey::from_slice(&[number; 32]).unwrap();
        Self {
            secret,
            auth: [number; 16],
            name: format!("browser-{number}"),
        }
    }

    fn registration(&self, service: &Service) -> PushRegistration {
        let point = self.secret.public_key().to_encoded_point(false);
        PushRegistration {
            endpoint: format!("{}/send/{}", service.origin, self.name),
            p256dh: URL_SAFE_NO_PAD.encode(point.as_bytes()),
            auth: URL_SAFE_NO_PAD.encode(self.auth),
        }
    }

    fn open(&self, got: &Got) -> Vec<u8> {
        assert_eq!(got.browser, self.name);
        let auth = Auth::clone_from_slice(&self.auth);
        decrypt(got.body.clone(), &self.secret, &auth).unwrap()
    }
}

/// Two nodes, their people, and a contact that both agreed on.
struct Night {
    node: Running,
    south: Running,
    aide: Member,
    principal: Member,
    their_aide: Member,
    contact: SubjectId,
    offer: RecordId,
}

async fn everywhere(node: &Running) {
    let began = Instant::now();
    loop {
        let status = node
            .handle
            .call(|core, _| core.line_status())
            .await
            .unwrap();
        if status.up && status.receipted == status.own_entries {
            return;
        }
        assert!(began.elapsed() < PATIENCE, "{status:?}");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

async fn write(node: &Running, member: &Member, header: &Header) -> RecordId {
    let record = Record::sign(header, Vec::new(), &member.key).unwrap();
    let (id, bytes) = (member.device, record.bytes().to_vec());
    let posted = node
        .handle
        .call(move |core, now| core.post_record(now, id, &bytes));
    posted.await.unwrap().unwrap();
    everywhere(node).await;
    record.id
}

impl Night {
    async fn begin(dir: &Path, push: PushSettings) -> Self {
        let node = begin(NodeConfig {
            push,
            ..config(dir)
        })
        .await
        .unwrap();
        let south = begin_other(dir).await;
        pin_other(&node, &south).await;
        let staff = [Role::Sherpa, Role::DutyOfficer];
        let aide = member(NODE, 81, &staff);
        let principal = member(NODE, 82, &[Role::Principal]);
        let their_aide = member(OTHER_NODE, 91, &staff);
        for (node, member) in [(&node, &aide), (&node, &principal), (&south, &their_aide)] {
            let signed = member.accreditation.clone();
            let written = node
                .handle
                .call(move |core, now| core.post_accreditation(now, &signed));
            written.await.unwrap().unwrap();
            everywhere(node).await;
        }
        let contact = SubjectId::of_contact(aide.side, SubjectNonce([5; 16]));
        let unix_ms = Clock::real().now().unix_ms;
        let author = (aide.side, aide.person, aide.device);
        let proposal = Header {
            facts: Some(NodeFacts {
                start_unix_ms: unix_ms,
                duration_min: 60,
                medium: domain::Medium::PhoneCall,
                public_part: PublicPart::None,
                voice_depth: 2,
            }),
            open: SubjectNonce([5; 16]).founding(),
            ..Header::new(Kind::Propose.number(), contact, author, unix_ms)
        };
        let offer = write(&node, &aide, &proposal).await;
        let night = Self {
            node,
            south,
            aide,
            principal,
            their_aide,
            contact,
            offer,
        };
        night.act(false, Kind::Accept).await;
        night
    }

    /// Both duty officers: then the principal is called.
    async fn both_confirm(&self) {
        self.act(false, Kind::ConfirmStage).await;
        self.act(true, Kind::ConfirmStage).await;
    }

    async fn act(&self, ours: bool, kind: Kind) {
        let (node, member) = match ours {
            true => (&self.node, &self.aide),
            false => (&self.south, &self.their_aide),
        };
        let author = (member.side, member.person, member.device);
        let unix_ms = Clock::real().now().unix_ms;
        let header = Header {
            names: Some(self.offer),
            ..Header::new(kind.number(), self.contact, author, unix_ms)
        };
        write(node, member, &header).await;
    }

    async fn accredit(&self, member: &Member) {
        let signed = member.accreditation.clone();
        let written =
            (self.node.handle).call(move |core, now| core.post_accreditation(now, &signed));
        written.await.unwrap().unwrap();
        everywhere(&self.node).await;
    }

    /// The principal's browser asks over HTTP, in a session of its own.
    async fn ask(
        &self,
        method: reqwest::Method,
        body: Option<&PushRegistration>,
    ) -> reqwest::Response {
        self.ask_as(&self.principal, method, body).await
    }

    async fn ask_as(
        &self,
        member: &Member,
        method: reqwest::Method,
        body: Option<&PushRegistration>,
    ) -> reqwest::Response {
        let token = side::sign_in_as(&self.node, member).await;
        let url = format!("http://{}/api/v1/push", self.node.http);
        let request = http().request(method, url).bearer_auth(token);
        let request = match body {
            Some(body) => request.json(body),
            None => request,
        };
        request.send().await.unwrap()
    }

    async fn state(&self) -> PushState {
        self.ask(reqwest::Method::GET, None)
            .await
            .json()
            .await
            .unwrap()
    }

    async fn register(&self, registration: &PushRegistration) {
        let answer = self.ask(reqwest::Method::PUT, Some(registration)).await;
        assert_eq!(answer.status(), 204);
    }

    async fn counted(&self, taken: u64, failed: u64) {
        let began = Instant::now();
        loop {
            let counters = self
                .node
                .handle
                .call(|core, _| core.counters().clone())
                .await
                .unwrap();
            if (counters.pushes_taken, counters.pushes_failed) == (taken, failed) {
                return;
            }
            assert!(began.elapsed() < PATIENCE, "{counters:?}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    async fn end(self) {
        self.node.stop().await.unwrap();
        self.south.stop().await.unwrap();
    }
}

/// The token of RFC 8292, verified with the key that browsers were given.
fn claims(got: &Got, state: &PushState) -> Value {
    let value = got.headers["authorization"].to_str().unwrap();
    let (token, key) = value
        .strip_prefix("vapid t=")
        .unwrap()
        .split_once(", k=")
        .unwrap();
    assert_eq!(Some(key), state.key.as_deref());
    let point = URL_SAFE_NO_PAD.decode(key).unwrap();
    assert_eq!((point.len(), point[0]), (65, 4));
    let [x, y] = [&point[1..33], &point[33..]].map(|part| URL_SAFE_NO_PAD.encode(part));
    let key = DecodingKey::from_ec_components(&x, &y).unwrap();
    let mut validation = Validation::new(Algorithm::ES256);
    validation.validate_aud = false;
    decode::<Value>(token, &key, &validation).unwrap().claims
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_page_is_called_once_both_confirmed_and_told_one_word() {
    let dir = tempfile::tempdir().unwrap();
    let service = Service::begin(dir.path(), &[201]).await;
    let night = Night::begin(dir.path(), service.settings(dir.path())).await;
    let before = night.state().await;
    assert_eq!((before.endpoint, before.services.len()), (None, 1));
    let browser = Browser::new(7);
    let registration = browser.registration(&service);
    night.register(&registration).await;
    let state = night.state().await;
    assert_eq!(state.endpoint.as_ref(), Some(&registration.endpoint));
    assert_eq!(state.key, before.key);

    night.act(false, Kind::ConfirmStage).await;
    assert!(service.got().is_empty(), "one duty officer alone");
    night.act(true, Kind::ConfirmStage).await;
    let got = service.wait_for(1).await;
    night.counted(1, 0).await;
    assert_eq!(got.len(), 1);
    let said = String::from_utf8(browser.open(&got[0])).unwrap();
    assert_eq!(said, format!("{:PUSH_TEXT_BYTES$}", "ring"));
    // What the service reads is no longer and no shorter for what it isn't told.
    assert!(!got[0].body.windows(4).any(|part| part == b"ring"));
    let headers = &got[0].headers;
    assert_eq!(headers["content-encoding"], "aes128gcm");
    assert_eq!(headers["urgency"], "high");
    let seconds: u64 = headers["ttl"].to_str().unwrap().parse().unwrap();
    assert!((1..=60).contains(&seconds), "{seconds}");
    let claims = claims(&got[0], &state);
    assert_eq!(claims["aud"], service.origin);
    assert_eq!(claims["sub"], CONTACT);
    let left = claims["exp"].as_i64().unwrap() * 1_000 - Clock::real().now().unix_ms;
    assert!((0..=24 * 3_600 * 1_000).contains(&left), "{left}");

    // Taken back: nobody is called after an abort and both anew.
    let answer = night.ask(reqwest::Method::DELETE, None).await;
    assert_eq!(answer.status(), 204);
    assert_eq!(night.state().await.endpoint, None);
    night.act(true, Kind::Abort).await;
    night.both_confirm().await;
    // The control: turned on again it is called, and that is the second of all.
    night.register(&registration).await;
    night.act(false, Kind::Abort).await;
    night.both_confirm().await;
    service.wait_for(2).await;
    night.counted(2, 0).await;
    assert_eq!(service.got().len(), 2);
    night.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_open_page_is_called_by_nobody() {
    let dir = tempfile::tempdir().unwrap();
    let service = Service::begin(dir.path(), &[201]).await;
    let night = Night::begin(dir.path(), service.settings(dir.path())).await;
    night
        .register(&Browser::new(7).registration(&service))
        .await;
    let stream = night
        .node
        .handle
        .device_opened(night.principal.device)
        .await
        .unwrap();
    night.both_confirm().await;
    // It rings there.
    let (device, contact, heard) = (night.principal.device, night.contact, RingHeard::Rings);
    let rings = night.node.handle.call(move |core, now| {
        core.device_message(now, device, ToNode::Await(contact));
        core.device_message(now, device, ToNode::RingHeard { contact, heard });
    });
    rings.await.unwrap();
    // The control: closed, it is called, and that is all.
    night
        .node
        .handle
        .device_closed(night.principal.device, stream.id)
        .await;
    night.act(true, Kind::Abort).await;
    night.both_confirm().await;
    service.wait_for(1).await;
    night.counted(1, 0).await;
    assert_eq!(service.got().len(), 1);
    night.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_went_unheard_is_called_when_the_node_notices() {
    let dir = tempfile::tempdir().unwrap();
    let service = Service::begin(dir.path(), &[201]).await;
    let night = Night::begin(dir.path(), service.settings(dir.path())).await;
    let browser = Browser::new(7);
    night.register(&browser.registration(&service)).await;
    let device = night.principal.device;
    let stream = night.node.handle.device_opened(device).await.unwrap();
    night.both_confirm().await;
    night.node.handle.device_closed(device, stream.id).await;
    let got = service.wait_for(1).await;
    night.counted(1, 0).await;
    let said = String::from_utf8(browser.open(&got[0])).unwrap();
    assert_eq!(said.trim_end(), "ring");
    night.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_that_never_answers_holds_up_no_other() {
    let dir = tempfile::tempdir().unwrap();
    let (slow, quick) = (
        Service::begin(dir.path(), &[]).await,
        Service::begin(dir.path(), &[201]).await,
    );
    let mut settings = slow.settings(dir.path());
    settings.services.push(format!("localhost:{}", quick.port));
    let night = Night::begin(dir.path(), settings).await;
    let count = u8::try_from(PUSHES_AT_ONCE_MAX).unwrap() + 3;
    let mut principals: Vec<Member> = (100..100 + count)
        .map(|number| member(NODE, number, &[Role::Principal]))
        .collect();
    // Devices are called in this order: the quick service's after all others.
    principals.sort_by_key(|one| one.device);
    let last = principals.last().unwrap().device;
    let mut of_slow = Vec::new();
    for (number, one) in (1..).zip(&principals) {
        night.accredit(one).await;
        let browser = Browser::new(number);
        let service = if one.device == last { &quick } else { &slow };
        let registration = browser.registration(service);
        let answer = night.ask_as(one, reqwest::Method::PUT, Some(&registration));
        assert_eq!(answer.await.status(), 204);
        if one.device != last {
            of_slow.push((browser.name, one.device));
        }
    }
    night.act(false, Kind::ConfirmStage).await;
    let began = Instant::now();
    night.act(true, Kind::ConfirmStage).await;
    quick.wait_for(1).await;
    // Before any of the slow one was given up.
    assert!(began.elapsed() < PUSH_TIME_MAX, "{:?}", began.elapsed());
    night.counted(1, 0).await;
    let got = slow.wait_for(PUSHES_AT_ONCE_MAX).await;
    assert_eq!(got.len(), PUSHES_AT_ONCE_MAX);
    of_slow.retain(|(browser, _)| got.iter().all(|one| one.browser != *browser));
    let [(waits, _), (came, device)] = &of_slow[..] else {
        panic!("{of_slow:?}");
    };
    // Two wait until a request is given up; of these one opened the page meanwhile.
    let _stream = night.node.handle.device_opened(*device).await.unwrap();
    // Those that are tried again come a second later.
    let got = slow.wait_for(PUSHES_AT_ONCE_MAX + 2).await;
    assert!(began.elapsed() >= PUSH_TIME_MAX, "{:?}", began.elapsed());
    assert!(got.iter().any(|one| one.browser == *waits));
    assert!(got.iter().all(|one| one.browser != *came));
    night.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_that_asks_for_an_endless_pause_is_given_up_and_the_device_is_told() {
    let dir = tempfile::tempdir().unwrap();
    let service = Service::begin(dir.path(), &[429]).await;
    let night = Night::begin(dir.path(), service.settings(dir.path())).await;
    night
        .register(&Browser::new(7).registration(&service))
        .await;
    assert_eq!(night.state().await.last_failed_unix_ms, None);
    let before_unix_ms = Clock::real().now().unix_ms;
    night.both_confirm().await;
    night.counted(0, 1).await;
    let state = night.state().await;
    let failed_unix_ms = state.last_failed_unix_ms.unwrap();
    assert!((before_unix_ms..before_unix_ms + 60_000).contains(&failed_unix_ms));
    assert!(state.endpoint.is_some());
    night.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_that_fails_is_asked_again_and_a_browser_that_is_gone_is_forgotten() {
    let dir = tempfile::tempdir().unwrap();
    let service = Service::begin(dir.path(), &[503, 201, 410]).await;
    let night = Night::begin(dir.path(), service.settings(dir.path())).await;
    let browser = Browser::new(7);
    night.register(&browser.registration(&service)).await;
    night.both_confirm().await;
    let got = service.wait_for(2).await;
    night.counted(1, 0).await;
    // Sealed anew, and for what is left of the ring.
    assert_ne!(got[0].body, got[1].body);
    assert_eq!(browser.open(&got[0]), browser.open(&got[1]));
    assert!(night.state().await.endpoint.is_some());
    night.act(true, Kind::Abort).await;
    night.both_confirm().await;
    night.counted(1, 1).await;
    assert_eq!(night.state().await.endpoint, None, "gone");
    night.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_key_outlives_a_restart_and_a_node_without_services_has_none() {
    let dir = tempfile::tempdir().unwrap();
    let service = Service::begin(dir.path(), &[201]).await;
    let night = Night::begin(dir.path(), service.settings(dir.path())).await;
    night
        .register(&Browser::new(7).registration(&service))
        .await;
    let before = night.state().await;
    let Night {
        node,
        south,
        aide,
        principal,
        their_aide,
        contact,
        offer,
    } = night;
    node.stop().await.unwrap();
    let node = begin(NodeConfig {
        push: service.settings(dir.path()),
        ..config(dir.path())
    })
    .await
    .unwrap();
    let night = Night {
        node,
        south,
        aide,
        principal,
        their_aide,
        contact,
        offer,
    };
    let after = night.state().await;
    assert!(after.key.is_some());
    assert_eq!(after, before);
    let Night {
        node,
        south,
        aide,
        principal,
        their_aide,
        contact,
        offer,
    } = night;
    node.stop().await.unwrap();
    let off = PushSettings {
        services: Vec::new(),
        ..service.settings(dir.path())
    };
    let node = begin(NodeConfig {
        push: off,
        ..config(dir.path())
    })
    .await
    .unwrap();
    let night = Night {
        node,
        south,
        aide,
        principal,
        their_aide,
        contact,
        offer,
    };
    let state = night.state().await;
    assert_eq!((state.key, state.endpoint), (None, None));
    let answer = night
        .ask(
            reqwest::Method::PUT,
            Some(&Browser::new(7).registration(&service)),
        )
        .await;
    assert_eq!(answer.status(), 409);
    let problem: Value = answer.json().await.unwrap();
    assert_eq!(problem["title"], "push-off");
    night.end().await;
}

/// RFC 8291, appendix A: what is opened here is what others seal.
#[test]
fn the_example_of_the_standard_opens() {
    let decoded = |text: &str| URL_SAFE_NO_PAD.decode(text).unwrap();
    let secret = decoded("q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94");
    let auth = Auth::clone_from_slice(&decoded("BTBZMqHH6r4Tts7J_aSIgg"));
    let body = decoded(
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN",
    );
    let opened = decrypt(body, &SecretKey::from_slice(&secret).unwrap(), &auth).unwrap();
    assert_eq!(opened, b"When I grow up, I want to be a watermelon");
}
