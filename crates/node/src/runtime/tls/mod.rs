//! TLS that ends in the node: whence its certificate comes, how it is looked at, and the handshake.
//!
//! TLS 1.3 alone, the hybrid key exchange first. A certificate that can't be read or has another key is
//! refused at the start; one that is out of date or of another name is told loudly and served all the
//! same, since the line and the calls of this node don't hang on it.

mod acme;
mod certificate;
mod files;

use axum::{Router, http::StatusCode, http::Uri, http::header, response::IntoResponse};
use rustls::ServerConfig;
use rustls::server::{Acceptor, ResolvesServerCert};
use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt};
use tokio_rustls::{LazyConfigAcceptor, server::TlsStream};

pub use acme::AcmeSettings;
pub use certificate::{Certificate, TlsError, read_certificate};

/// Files are looked at this often for a renewed certificate.
pub const RENEWED_WITHIN: Duration = Duration::from_secs(5);
/// Longest file with a certificate chain or a key.
pub const PEM_BYTES_MAX: u64 = 256 * 1024;
/// What browsers and this door speak inside.
const HTTP: &[u8] = b"http/1.1";

/// Whence the certificate comes.
#[derive(Debug, Clone)]
pub enum TlsSource {
    /// PEM files, read again when they change.
    Files { certificate: PathBuf, key: PathBuf },
    /// An ACME directory (RFC 8555), which looks at this port (TLS-ALPN-01, RFC 8737).
    Acme(AcmeSettings),
}

/// HTTPS as the node itself speaks it.
#[derive(Debug, Clone)]
pub struct TlsConfig {
    pub address: SocketAddr,
    /// The name under which browsers come.
    pub host: String,
    /// Where plain requests to this port are sent: `https://…`, without a path.
    pub public_url: String,
    pub source: TlsSource,
}

/// The node's end of TLS.
pub(super) struct TlsEnd {
    usual: Arc<ServerConfig>,
    /// For the ACME directory's look, which is over with the handshake.
    challenge: Option<Arc<ServerConfig>>,
}

impl TlsEnd {
    /// Reads or orders the certificate, and goes on looking after it for as long as the node runs.
    pub fn start(config: &TlsConfig) -> Result<Self, TlsError> {
        match &config.source {
            TlsSource::Files { certificate, key } => {
                let files = files::CertificateFiles::read(certificate, key, &config.host)?;
                let files = Arc::new(files);
                tokio::spawn(files::look_after(Arc::downgrade(&files)));
                Ok(Self {
                    usual: server_config(files)?,
                    challenge: None,
                })
            }
            TlsSource::Acme(settings) => {
                let ordered = acme::start(settings, &config.host)?;
                Ok(Self {
                    usual: server_config(ordered.resolver)?,
                    challenge: Some(ordered.challenge),
                })
            }
        }
    }

    /// `None` for an ACME directory that has seen what it came for.
    pub async fn accept<S>(&self, stream: S) -> io::Result<Option<TlsStream<S>>>
    where
        S: AsyncRead + AsyncWrite + Unpin,
    {
        let hello = LazyConfigAcceptor::new(Acceptor::default(), stream).await?;
        let looks = rustls_acme::is_tls_alpn_challenge(&hello.client_hello());
        if let Some(challenge) = self.challenge.as_ref().filter(|_| looks) {
            let mut stream = hello.into_stream(challenge.clone()).await?;
            stream.shutdown().await?;
            return Ok(None);
        }
        hello.into_stream(self.usual.clone()).await.map(Some)
    }
}

fn server_config(resolver: Arc<dyn ResolvesServerCert>) -> Result<Arc<ServerConfig>, TlsError> {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_protocol_versions(&[&rustls::version::TLS13])
        .map_err(|error| TlsError::Library(error.to_string()))?
        .with_no_client_auth()
        .with_cert_resolver(resolver);
    config.alpn_protocols = vec![HTTP.to_vec()];
    Ok(Arc::new(config))
}

/// What whoever speaks plain HTTP to the TLS port is told: come again by TLS.
pub(super) fn to_tls(public_url: &str) -> Router {
    let public_url = public_url.trim_end_matches('/').to_owned();
    Router::new().fallback(move |uri: Uri| {
        let path = uri.path_and_query().map_or("/", |path| path.as_str());
        // A path that begins with two slashes would name another host.
        let path = path.trim_start_matches('/');
        let to = format!("{public_url}/{path}");
        async move { (StatusCode::PERMANENT_REDIRECT, [(header::LOCATION, to)]).into_response() }
    })
}
