//! A certificate ordered of an ACME directory: a small one of these tests, which looks at the node's port
//! by TLS-ALPN-01 (RFC 8737) as a real one does, and signs what the node asks it to. It checks no
//! signatures of accounts.

use super::side::{begin, config};
use super::tls::{HOST, believing, connect};
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, header};
use axum::response::IntoResponse;
use axum::routing::{get, head, post};
use axum::{Json, Router};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use node::runtime::NodeConfig;
use node::runtime::tls::{AcmeSettings, TlsConfig, TlsSource};
use rcgen::{
    BasicConstraints, CertificateParams, CertificateSigningRequestParams, IsCa, Issuer, KeyPair,
};
use rustls::pki_types::{CertificateDer, CertificateSigningRequestDer, PrivateKeyDer, ServerName};
use rustls::{ClientConfig, ServerConfig};
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::{TlsAcceptor, TlsConnector};

const PATIENCE: Duration = Duration::from_secs(60);
const TOKEN: &str = "a-token-of-the-directory";
/// `id-pe-acmeIdentifier` (RFC 8737 §6.1).
const ACME_IDENTIFIER: &str = "1.3.6.1.5.5.7.1.31";

struct Directory {
    base: String,
    authority: Issuer<'static, KeyPair>,
    authority_pem: String,
    authority_der: CertificateDer<'static>,
    /// Where [`HOST`] is.
    node: Mutex<Option<SocketAddr>>,
    seen: Mutex<Seen>,
}

#[derive(Default)]
struct Seen {
    thumbprint: Option<String>,
    contact: Option<Value>,
    authorized: bool,
    issued: Option<String>,
    orders: u32,
}

type Shared = State<Arc<Directory>>;

/// Header and payload of a signed request (RFC 8555 §6.2).
fn read(body: &str) -> (Value, Vec<u8>) {
    let body: Value = serde_json::from_str(body).unwrap();
    let part = |name: &str| {
        URL_SAFE_NO_PAD
            .decode(body[name].as_str().unwrap())
            .unwrap()
    };
    (
        serde_json::from_slice(&part("protected")).unwrap(),
        part("payload"),
    )
}

impl Directory {
    async fn start(dir: &Path) -> Arc<Self> {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(Vec::<String>::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let certificate = params.self_signed(&key).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        std::fs::write(dir.join("authority.pem"), certificate.pem()).unwrap();
        let directory = Arc::new(Self {
            base: format!("https://localhost:{port}"),
            authority: Issuer::new(params, key),
            authority_pem: certificate.pem(),
            authority_der: certificate.der().clone(),
            node: Mutex::default(),
            seen: Mutex::default(),
        });
        tokio::spawn(directory.clone().serve(listener));
        directory
    }

    async fn serve(self: Arc<Self>, listener: TcpListener) {
        let key = KeyPair::generate().unwrap();
        let params = CertificateParams::new(vec!["localhost".into()]).unwrap();
        let own = params.signed_by(&key, &self.authority).unwrap();
        let secret = PrivateKeyDer::Pkcs8(key.serialize_der().into());
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let tls = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![own.der().clone()], secret)
            .unwrap();
        let acceptor = TlsAcceptor::from(Arc::new(tls));
        let router = Router::new()
            .route("/directory", get(directory))
            .route("/nonce", head(|| async { nonce() }))
            .route("/account", post(account))
            .route("/order", post(order))
            .route("/order/1", post(order_again))
            .route("/authorization", post(authorization))
            .route("/challenge", post(challenge))
            .route("/finalize", post(finalize))
            .route("/certificate", post(certificate))
            .with_state(self);
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            let (acceptor, router) = (acceptor.clone(), router.clone());
            tokio::spawn(async move {
                let Ok(stream) = acceptor.accept(stream).await else {
                    return;
                };
                let service = TowerToHyperService::new(router);
                let connection = hyper::server::conn::http1::Builder::new();
                let _ = connection
                    .serve_connection(TokioIo::new(stream), service)
                    .await;
            });
        }
    }

    fn shown(&self) -> Value {
        let seen = self.seen.lock().unwrap();
        let mut order = json!({
            "status": match (&seen.issued, seen.authorized) {
                (Some(_), _) => "valid",
                (None, true) => "ready",
                (None, false) => "pending",
            },
            "authorizations": [format!("{}/authorization", self.base)],
            "finalize": format!("{}/finalize", self.base),
        });
        if seen.issued.is_some() {
            order["certificate"] = json!(format!("{}/certificate", self.base));
        }
        order
    }

    /// The node orders before this test knows its port; a look that fails is tried again half a minute later.
    async fn where_the_node_is(&self) -> SocketAddr {
        loop {
            let known = *self.node.lock().unwrap();
            if let Some(node) = known {
                return node;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Looks at the node's port under the host's name: what it shows must be made of the account's key.
    async fn looks_at_the_node(&self) -> bool {
        let Ok(node) = tokio::time::timeout(PATIENCE, self.where_the_node_is()).await else {
            return false;
        };
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let mut config = ClientConfig::builder_with_provider(provider.clone())
            .with_safe_default_protocol_versions()
            .unwrap()
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(Anything(provider)))
            .with_no_client_auth();
        config.alpn_protocols = vec![b"acme-tls/1".to_vec()];
        let stream = TcpStream::connect(node).await.unwrap();
        let name = ServerName::try_from(HOST).unwrap();
        let Ok(stream) = TlsConnector::from(Arc::new(config))
            .connect(name, stream)
            .await
        else {
            return false;
        };
        let (_, session) = stream.get_ref();
        assert_eq!(session.alpn_protocol(), Some(&b"acme-tls/1"[..]));
        let shown = session.peer_certificates().unwrap()[0].clone();
        let (_, parsed) = x509_parser::parse_x509_certificate(&shown).unwrap();
        let names = parsed.subject_alternative_name().unwrap().unwrap();
        assert_eq!(names.value.general_names.len(), 1);
        let thumbprint = self.seen.lock().unwrap().thumbprint.clone().unwrap();
        let wanted = identity::sha256(format!("{TOKEN}.{thumbprint}").as_bytes());
        parsed.extensions().iter().any(|extension| {
            extension.oid.to_id_string() == ACME_IDENTIFIER
                && extension.critical
                // An octet string of 32 bytes.
                && extension.value == [&[4, 32], &wanted[..]].concat()
        })
    }
}

fn nonce() -> impl IntoResponse {
    [(HeaderName::from_static("replay-nonce"), "once")]
}

async fn directory(State(directory): Shared) -> Json<Value> {
    let base = &directory.base;
    Json(json!({
        "newNonce": format!("{base}/nonce"),
        "newAccount": format!("{base}/account"),
        "newOrder": format!("{base}/order"),
    }))
}

async fn account(State(directory): Shared, headers: HeaderMap, body: String) -> impl IntoResponse {
    assert_eq!(headers[header::CONTENT_TYPE], "application/jose+json");
    let (protected, payload) = read(&body);
    let payload: Value = serde_json::from_slice(&payload).unwrap();
    let jwk = &protected["jwk"];
    // RFC 7638 §3: these members, in this order.
    let canonical = format!(
        r#"{{"crv":{},"kty":{},"x":{},"y":{}}}"#,
        jwk["crv"], jwk["kty"], jwk["x"], jwk["y"]
    );
    let mut seen = directory.seen.lock().unwrap();
    seen.thumbprint = Some(URL_SAFE_NO_PAD.encode(identity::sha256(canonical.as_bytes())));
    seen.contact = Some(payload["contact"].clone());
    (
        [(header::LOCATION, format!("{}/account/1", directory.base))],
        "{}",
    )
}

async fn order(State(directory): Shared, body: String) -> impl IntoResponse {
    let (_, payload) = read(&body);
    let payload: Value = serde_json::from_slice(&payload).unwrap();
    assert_eq!(
        payload["identifiers"],
        json!([{"type": "dns", "value": HOST}])
    );
    directory.seen.lock().unwrap().orders += 1;
    let order = Json(directory.shown());
    (
        [(header::LOCATION, format!("{}/order/1", directory.base))],
        order,
    )
}

async fn order_again(State(directory): Shared) -> Json<Value> {
    Json(directory.shown())
}

async fn authorization(State(directory): Shared) -> Json<Value> {
    let authorized = directory.seen.lock().unwrap().authorized;
    Json(json!({
        "status": if authorized { "valid" } else { "pending" },
        "identifier": {"type": "dns", "value": HOST},
        "challenges": [{
            "type": "tls-alpn-01",
            "url": format!("{}/challenge", directory.base),
            "token": TOKEN,
        }],
    }))
}

async fn challenge(State(directory): Shared) -> &'static str {
    if directory.looks_at_the_node().await {
        directory.seen.lock().unwrap().authorized = true;
    }
    "{}"
}

async fn finalize(State(directory): Shared, body: String) -> Json<Value> {
    assert!(directory.seen.lock().unwrap().authorized);
    let (_, payload) = read(&body);
    let payload: Value = serde_json::from_slice(&payload).unwrap();
    let csr = URL_SAFE_NO_PAD
        .decode(payload["csr"].as_str().unwrap())
        .unwrap();
    let csr = CertificateSigningRequestDer::from(csr);
    let csr = CertificateSigningRequestParams::from_der(&csr).unwrap();
    let issued = csr.signed_by(&directory.authority).unwrap();
    let chain = format!("{}{}", issued.pem(), directory.authority_pem);
    directory.seen.lock().unwrap().issued = Some(chain);
    Json(directory.shown())
}

async fn certificate(State(directory): Shared) -> String {
    directory.seen.lock().unwrap().issued.clone().unwrap()
}

/// As a directory looks: at the name and the extension, before anybody vouches for the certificate.
#[derive(Debug)]
struct Anything(Arc<rustls::crypto::CryptoProvider>);

impl rustls::client::danger::ServerCertVerifier for Anything {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: rustls::pki_types::UnixTime,
    ) -> Result<rustls::client::danger::ServerCertVerified, rustls::Error> {
        Ok(rustls::client::danger::ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &rustls::DigitallySignedStruct,
    ) -> Result<rustls::client::danger::HandshakeSignatureValid, rustls::Error> {
        Err(rustls::Error::General("TLS 1.3 is spoken".into()))
    }

    /// The library reads no certificate with a critical extension that it doesn't know, as this one has.
    fn verify_tls13_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &rustls::DigitallySignedStruct,
    ) -> Result<rustls::client::danger::HandshakeSignatureValid, rustls::Error> {
        Ok(rustls::client::danger::HandshakeSignatureValid::assertion())
    }

    fn supported_verify_schemes(&self) -> Vec<rustls::SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}

fn with_acme(dir: &Path, directory: &Directory) -> NodeConfig {
    NodeConfig {
        tls: Some(TlsConfig {
            address: "127.0.0.1:0".parse().unwrap(),
            host: HOST.into(),
            public_url: format!("https://{HOST}"),
            source: TlsSource::Acme(AcmeSettings {
                directory: format!("{}/directory", directory.base),
                contact: "admin@north.example".into(),
                cache: dir.join("acme"),
                authority: Some(dir.join("authority.pem")),
            }),
        }),
        ..config(dir)
    }
}

async fn until_served(to: SocketAddr, authority: CertificateDer<'static>) {
    let began = Instant::now();
    let believing = believing(authority);
    while let Err(error) = connect(to, believing.clone()).await {
        assert!(began.elapsed() < PATIENCE, "no certificate: {error}");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

#[tokio::test]
async fn a_certificate_is_ordered_proven_served_and_kept() {
    let dir = tempfile::tempdir().unwrap();
    let directory = Directory::start(dir.path()).await;
    let node = begin(with_acme(dir.path(), &directory)).await.unwrap();
    let https = node.https.unwrap();
    *directory.node.lock().unwrap() = Some(https);
    until_served(https, directory.authority_der.clone()).await;
    {
        let seen = directory.seen.lock().unwrap();
        assert_eq!(seen.contact, Some(json!(["mailto:admin@north.example"])));
        assert_eq!(seen.orders, 1);
    }
    node.stop().await.unwrap();
    // What is kept is served at once, without another order.
    let node = begin(with_acme(dir.path(), &directory)).await.unwrap();
    until_served(node.https.unwrap(), directory.authority_der.clone()).await;
    assert_eq!(directory.seen.lock().unwrap().orders, 1);
    node.stop().await.unwrap();
}
