//! TLS as side.toml has it and as the node serves it, and whether something starts the node.

use node::runtime::tls::{Certificate, TlsConfig, TlsSource, read_certificate};
use rustls::{
    ClientConfig, DigitallySignedStruct, SignatureScheme,
    client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
    crypto::CryptoProvider,
    pki_types::{CertificateDer, ServerName, UnixTime},
};
use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    path::Path,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

use super::{Findings, Verdict};
use crate::{
    Context,
    commands::setup::UNIT_FILE,
    home::{Home, SideFile},
    private_file, tls_file,
};

const DAY_MS: i64 = 24 * 3_600 * 1_000;
/// Whoever renews does so before; later a person must look.
pub const RENEW_WITHIN_DAYS: i64 = 14;
const HANDSHAKE_WITHIN: Duration = Duration::from_secs(5);
/// Where systemd looks for units.
const UNIT_DIRS: [&str; 3] = [
    "/etc/systemd/system",
    "/usr/lib/systemd/system",
    "/lib/systemd/system",
];

/// What `systemctl enable` leaves.
const STARTED_WITH_THE_MACHINE: &str =
    "/etc/systemd/system/multi-user.target.wants/detente.service";

/// Where TLS ends, and what the certificate says; of the files, and of what the node serves.
pub async fn check_tls(
    context: &Context,
    home: &Home,
    side: &SideFile,
    node_is_up: bool,
    found: &mut Findings,
) {
    let tls = match tls_file::ending(side, home.dir(), context.danger_plain_http) {
        Ok(tls_file::Ending {
            here: Some(tls), ..
        }) => tls,
        Ok(ending) => {
            let detail = match ending.by_proxy {
                true => format!("ends at a proxy before {}", side.http),
                false => "none: this machine alone comes".to_owned(),
            };
            found.good("tls", detail);
            return;
        }
        Err(error) => {
            found.bad("tls", &error);
            return;
        }
    };
    if let TlsSource::Files { certificate, key } = &tls.source {
        match read_certificate(certificate, key, &tls.host) {
            Ok((_, read)) => certificate_finding("tls files", &read, &tls.host, context, found),
            Err(error) => {
                let text = error.to_string();
                let (cause, next) = text
                    .rsplit_once("; ")
                    .unwrap_or((&text, "look at the files"));
                found.add("tls files", Verdict::Bad, cause, next);
            }
        }
        let open = private_file::mode(key).is_some_and(|mode| mode & 0o007 != 0);
        if open {
            found.add(
                "tls key",
                Verdict::Bad,
                format!("everybody on this machine may read {}", key.display()),
                format!("chmod o-rwx {}", key.display()),
            );
        }
    }
    if node_is_up {
        check_served(context, &tls, found).await;
    }
}

pub(super) fn certificate_finding(
    what: &str,
    certificate: &Certificate,
    host: &str,
    context: &Context,
    found: &mut Findings,
) {
    let now_unix_ms = context.now_unix_ms();
    if let Some(objection) = certificate.objection(host, now_unix_ms) {
        let (cause, next) = objection.rsplit_once("; ").unwrap_or((&objection, ""));
        found.add(what, Verdict::Bad, cause, next);
        return;
    }
    let days = (certificate.until_unix_ms - now_unix_ms).div_euclid(DAY_MS);
    let detail = format!("the certificate is of {host}, for another {days} days");
    if days < RENEW_WITHIN_DAYS {
        found.add(
            what,
            Verdict::Warning,
            detail,
            "look why nobody renewed it: the node's log (ACME), or whoever puts the files there",
        );
    } else {
        found.good(what, detail);
    }
}

/// What the node shows to a browser; nobody is trusted, only looked at.
async fn check_served(context: &Context, tls: &TlsConfig, found: &mut Findings) {
    match served(tls).await {
        Ok(certificate) => {
            certificate_finding("tls served", &certificate, &tls.host, context, found);
        }
        Err(cause) => found.add(
            "tls served",
            Verdict::Bad,
            format!("no certificate at {}: {cause}", tls.address),
            "look at the node's log; an ACME directory must reach port 443 under the host's name",
        ),
    }
}

async fn served(tls: &TlsConfig) -> Result<Certificate, String> {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let seen = Arc::new(Seen {
        certificate: Mutex::default(),
        provider: provider.clone(),
    });
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| error.to_string())?
        .dangerous()
        .with_custom_certificate_verifier(seen.clone())
        .with_no_client_auth();
    let name = ServerName::try_from(tls.host.clone()).map_err(|error| error.to_string())?;
    let handshake = async {
        let stream = TcpStream::connect(from_here(tls.address)).await?;
        let connector = TlsConnector::from(Arc::new(config));
        connector.connect(name, stream).await
    };
    match tokio::time::timeout(HANDSHAKE_WITHIN, handshake).await {
        Ok(Ok(_)) => {}
        Ok(Err(error)) => return Err(error.to_string()),
        Err(_) => return Err("it doesn't answer".into()),
    }
    let shown = seen
        .certificate
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .take();
    let shown = shown.ok_or("none was shown")?;
    Certificate::of(&shown, &tls.host)
}

fn from_here(address: SocketAddr) -> SocketAddr {
    let ip: IpAddr = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, address.port())
}

/// Keeps what is shown. It vouches for nothing, and nothing is said over such a connection.
#[derive(Debug)]
struct Seen {
    certificate: Mutex<Option<CertificateDer<'static>>>,
    provider: Arc<CryptoProvider>,
}

impl ServerCertVerifier for Seen {
    fn verify_server_cert(
        &self,
        own: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let mut certificate = self
            .certificate
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        *certificate = Some(own.clone().into_owned());
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        rustls::crypto::verify_tls12_signature(message, certificate, signed, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        rustls::crypto::verify_tls13_signature(message, certificate, signed, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        let algorithms = &self.provider.signature_verification_algorithms;
        algorithms.supported_schemes()
    }
}

/// Whether this machine starts the node by itself.
pub fn check_unit(home: &Home, found: &mut Findings) {
    if !Path::new("/run/systemd/system").is_dir() {
        found.add(
            "service",
            Verdict::Unseen,
            "this machine isn't run by systemd",
            "let whatever starts its services start `detente node run` too",
        );
        return;
    }
    let installed = UNIT_DIRS
        .iter()
        .map(|dir| Path::new(dir).join(UNIT_FILE))
        .find(|path| path.exists());
    match installed {
        Some(path) if !Path::new(STARTED_WITH_THE_MACHINE).exists() => found.add(
            "service",
            Verdict::Warning,
            format!(
                "{} isn't enabled: nobody starts the node with this machine",
                path.display()
            ),
            "sudo systemctl enable --now detente",
        ),
        Some(path) => found.good("service", format!("{} starts the node", path.display())),
        None => found.add(
            "service",
            Verdict::Warning,
            "no systemd unit is installed: nobody starts the node with this machine",
            format!(
                "sudo install -m 644 {} /etc/systemd/system/ && sudo systemctl enable --now detente; `detente setup` writes it",
                home.dir().join(UNIT_FILE).display()
            ),
        ),
    }
}
