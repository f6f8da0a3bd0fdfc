//! HTTPS of the node itself, as a browser comes: by TLS 1.3 and a hybrid key exchange, to a certificate
//! from files that change under it.

use super::side::{begin, config};
use node::runtime::tls::{TlsConfig, TlsSource};
use node::runtime::{NodeConfig, RunError, Running};
use rcgen::{CertificateParams, KeyPair};
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, NamedGroup, ProtocolVersion, RootCertStore};
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::{TlsConnector, client::TlsStream};

pub const HOST: &str = "desk.north.example";
const PATIENCE: Duration = Duration::from_secs(30);

/// Writes a certificate of [`HOST`] and its key as renewal does; gives the certificate.
fn write_certificate(dir: &Path) -> CertificateDer<'static> {
    let key = KeyPair::generate().unwrap();
    let params = CertificateParams::new(vec![HOST.to_owned()]).unwrap();
    let certificate = params.self_signed(&key).unwrap();
    for (name, text) in [
        ("chain.pem", certificate.pem()),
        ("key.pem", key.serialize_pem()),
    ] {
        let beside = dir.join(format!("{name}.new"));
        std::fs::write(&beside, text).unwrap();
        std::fs::rename(&beside, dir.join(name)).unwrap();
    }
    certificate.der().clone()
}

fn with_tls(dir: &Path) -> NodeConfig {
    NodeConfig {
        tls: Some(TlsConfig {
            address: "127.0.0.1:0".parse().unwrap(),
            host: HOST.into(),
            public_url: format!("https://{HOST}"),
            source: TlsSource::Files {
                certificate: dir.join("chain.pem"),
                key: dir.join("key.pem"),
            },
        }),
        ..config(dir)
    }
}

/// A client that believes this certificate alone.
pub fn believing(certificate: CertificateDer<'static>) -> Arc<ClientConfig> {
    let mut roots = RootCertStore::empty();
    roots.add(certificate).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Arc::new(config)
}

pub async fn connect(
    to: SocketAddr,
    config: Arc<ClientConfig>,
) -> std::io::Result<TlsStream<TcpStream>> {
    let stream = TcpStream::connect(to).await?;
    let name = ServerName::try_from(HOST).unwrap();
    TlsConnector::from(config).connect(name, stream).await
}

async fn ask(stream: &mut (impl AsyncReadExt + AsyncWriteExt + Unpin), path: &str) -> String {
    let request = format!("GET {path} HTTP/1.1\r\nhost: {HOST}\r\nconnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    let read = tokio::time::timeout(PATIENCE, stream.read_to_end(&mut answer));
    read.await.unwrap().unwrap();
    String::from_utf8_lossy(&answer).to_ascii_lowercase()
}

fn https(node: &Running) -> SocketAddr {
    node.https.expect("TLS ends at the node")
}

#[tokio::test]
async fn a_browser_comes_by_tls_and_is_told_to_stay() {
    let dir = tempfile::tempdir().unwrap();
    let certificate = write_certificate(dir.path());
    let node = begin(with_tls(dir.path())).await.unwrap();
    let mut stream = connect(https(&node), believing(certificate)).await.unwrap();
    let (_, session) = stream.get_ref();
    assert_eq!(session.protocol_version(), Some(ProtocolVersion::TLSv1_3));
    let group = session.negotiated_key_exchange_group().unwrap().name();
    assert_eq!(group, NamedGroup::X25519MLKEM768);
    assert_eq!(session.alpn_protocol(), Some(&b"http/1.1"[..]));
    let answer = ask(&mut stream, "/healthz").await;
    assert!(answer.starts_with("http/1.1 200"), "{answer}");
    assert!(answer.ends_with("ok\n"), "{answer}");
    assert!(answer.contains("strict-transport-security: max-age=63072000"));
    node.stop().await.unwrap();
}

#[tokio::test]
async fn plain_http_at_the_tls_port_is_sent_to_tls_and_nowhere_else() {
    let dir = tempfile::tempdir().unwrap();
    write_certificate(dir.path());
    let node = begin(with_tls(dir.path())).await.unwrap();
    for (path, to) in [
        ("/desk/", "https://desk.north.example/desk/"),
        (
            "//evil.example/",
            "https://desk.north.example/evil.example/",
        ),
        ("/?a=b", "https://desk.north.example/?a=b"),
    ] {
        let mut stream = TcpStream::connect(https(&node)).await.unwrap();
        let answer = ask(&mut stream, path).await;
        assert!(answer.starts_with("http/1.1 308"), "{answer}");
        assert!(answer.contains(&format!("location: {to}\r\n")), "{answer}");
    }
    // The other port is this machine's own, without TLS.
    let mut stream = TcpStream::connect(node.http).await.unwrap();
    assert!(
        ask(&mut stream, "/healthz")
            .await
            .starts_with("http/1.1 200")
    );
    node.stop().await.unwrap();
}

#[tokio::test]
async fn renewed_files_are_served_without_a_restart() {
    let dir = tempfile::tempdir().unwrap();
    let first = write_certificate(dir.path());
    let node = begin(with_tls(dir.path())).await.unwrap();
    let second = write_certificate(dir.path());
    let began = Instant::now();
    while connect(https(&node), believing(second.clone()))
        .await
        .is_err()
    {
        assert!(began.elapsed() < PATIENCE, "the renewed one isn't served");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    assert!(connect(https(&node), believing(first)).await.is_err());
    // A key of another certificate, as a renewal that broke off leaves it: the good one is served on.
    let other = KeyPair::generate().unwrap();
    std::fs::write(dir.path().join("key.pem"), other.serialize_pem()).unwrap();
    tokio::time::sleep(node::runtime::tls::RENEWED_WITHIN * 2).await;
    connect(https(&node), believing(second)).await.unwrap();
    node.stop().await.unwrap();
}

#[tokio::test]
async fn a_node_with_unfit_files_doesnt_start() {
    let dir = tempfile::tempdir().unwrap();
    let refused = begin(with_tls(dir.path())).await.err();
    assert!(matches!(refused, Some(RunError::Tls(_))), "{refused:?}");
    write_certificate(dir.path());
    let other = KeyPair::generate().unwrap();
    std::fs::write(dir.path().join("key.pem"), other.serialize_pem()).unwrap();
    let refused = begin(with_tls(dir.path())).await.err().unwrap();
    assert!(
        refused
            .to_string()
            .contains("isn't that of the certificate"),
        "{refused}"
    );
}

#[tokio::test]
async fn what_isnt_tls_13_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let certificate = write_certificate(dir.path());
    let node = begin(with_tls(dir.path())).await.unwrap();
    let mut roots = RootCertStore::empty();
    roots.add(certificate).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let old = ClientConfig::builder_with_provider(provider)
        .with_protocol_versions(&[&rustls::version::TLS12])
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    assert!(connect(https(&node), Arc::new(old)).await.is_err());
    node.stop().await.unwrap();
}
