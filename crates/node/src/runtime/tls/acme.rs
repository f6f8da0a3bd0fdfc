//! A certificate from an ACME directory: ordered when the node starts, kept in a folder of the node's
//! alone, renewed when a third of its time is left.

use futures_util::StreamExt;
use rustls::pki_types::{CertificateDer, pem::PemObject};
use rustls::{ClientConfig, RootCertStore, ServerConfig, server::ResolvesServerCert};
use rustls_acme::{AcmeConfig, EventOk, caches::DirCache};
use std::fs::DirBuilder;
use std::io;
use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::certificate::{TlsError, read};

/// Owner alone: the folder holds the account's and the certificate's keys.
const OWNERS_ALONE: u32 = 0o700;

/// Whom a certificate is ordered from, and who answers for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AcmeSettings {
    /// URL of the directory.
    pub directory: String,
    /// Mail address that the directory is told.
    pub contact: String,
    pub cache: PathBuf,
    /// PEM file with the authority of the directory's own TLS; without it this machine's are believed.
    pub authority: Option<PathBuf>,
}

pub(super) struct Ordered {
    pub resolver: Arc<dyn ResolvesServerCert>,
    pub challenge: Arc<ServerConfig>,
}

/// Checks what can be checked now, then orders; the node doesn't wait for it.
pub(super) fn start(settings: &AcmeSettings, host: &str) -> Result<Ordered, TlsError> {
    let url = &settings.directory;
    let parsed: Result<http::Uri, _> = url.parse();
    let refused = |cause: &str| TlsError::Directory {
        url: url.clone(),
        cause: cause.into(),
    };
    let parsed = parsed.map_err(|_| refused("it is no URL"))?;
    if parsed.scheme_str() != Some("https") || parsed.host().is_none() {
        return Err(refused("it isn't asked over TLS"));
    }
    prepare_cache(&settings.cache)?;
    let client = client_config(settings.authority.as_deref())?;
    let mut state = AcmeConfig::new_with_client_config([host], client)
        .contact_push(format!("mailto:{}", settings.contact))
        .directory(url)
        .cache(DirCache::new(settings.cache.clone()))
        .state();
    let ordered = Ordered {
        resolver: state.resolver(),
        challenge: state.challenge_rustls_config(),
    };
    tokio::spawn(async move {
        while let Some(event) = state.next().await {
            match event {
                Ok(EventOk::DeployedCachedCert) => tracing::info!("TLS certificate of the cache"),
                Ok(EventOk::DeployedNewCert) => tracing::info!("TLS certificate ordered"),
                Ok(EventOk::CertCacheStore | EventOk::AccountCacheStore) => {}
                // It tries again by itself, later each time.
                Err(error) => tracing::error!(
                    %error,
                    "no TLS certificate of the ACME directory; it must reach this port under the host's name"
                ),
            }
        }
    });
    Ok(ordered)
}

/// The folder is there, the owner's alone and writable.
fn prepare_cache(cache: &Path) -> Result<(), TlsError> {
    let unfit = |error: io::Error| TlsError::Cache {
        path: cache.to_owned(),
        cause: error.to_string(),
    };
    let mut builder = DirBuilder::new();
    builder.recursive(true).mode(OWNERS_ALONE);
    builder.create(cache).map_err(unfit)?;
    let permissions = std::fs::Permissions::from_mode(OWNERS_ALONE);
    std::fs::set_permissions(cache, permissions).map_err(unfit)?;
    let probe = cache.join(".writable");
    std::fs::write(&probe, b"").map_err(unfit)?;
    std::fs::remove_file(&probe).map_err(unfit)
}

/// How the directory is asked.
fn client_config(authority: Option<&Path>) -> Result<Arc<ClientConfig>, TlsError> {
    let mut roots = RootCertStore::empty();
    match authority {
        Some(path) => {
            let bytes = read(path)?;
            let bad = |cause: String| TlsError::BadCertificate {
                path: path.to_owned(),
                cause,
            };
            for certificate in CertificateDer::pem_slice_iter(&bytes) {
                let certificate = certificate.map_err(|error| bad(error.to_string()))?;
                roots
                    .add(certificate)
                    .map_err(|error| bad(error.to_string()))?;
            }
            if roots.is_empty() {
                return Err(TlsError::NoCertificate {
                    path: path.to_owned(),
                });
            }
        }
        None => {
            let found = rustls_native_certs::load_native_certs();
            roots.add_parsable_certificates(found.certs);
            if roots.is_empty() {
                return Err(TlsError::NoAuthorities);
            }
        }
    }
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| TlsError::Library(error.to_string()))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(Arc::new(config))
}

#[cfg(test)]
#[path = "acme_tests.rs"]
mod tests;
