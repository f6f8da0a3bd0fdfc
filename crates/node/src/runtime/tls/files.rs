//! A certificate from files: whoever renews it puts new files in their place, and the node serves them
//! within seconds. What isn't whole yet, or is unfit, changes nothing.

use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock, Weak};

use super::RENEWED_WITHIN;
use super::certificate::{Certificate, Pems, TlsError, read};
use crate::runtime::Clock;

pub(super) struct CertificateFiles {
    certificate: PathBuf,
    key: PathBuf,
    host: String,
    /// As they were looked at last, fit or not.
    seen: Mutex<Pems>,
    served: RwLock<Arc<CertifiedKey>>,
}

impl std::fmt::Debug for CertificateFiles {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("CertificateFiles")
    }
}

impl CertificateFiles {
    pub fn read(certificate: &Path, key: &Path, host: &str) -> Result<Self, TlsError> {
        let pems = Pems {
            chain: read(certificate)?,
            key: read(key)?,
        };
        let provider = rustls::crypto::aws_lc_rs::default_provider();
        let (certified, looked_at) = pems.certified(&provider, certificate, key, host)?;
        tell(&looked_at, host);
        Ok(Self {
            certificate: certificate.to_owned(),
            key: key.to_owned(),
            host: host.to_owned(),
            seen: Mutex::new(pems),
            served: RwLock::new(Arc::new(certified)),
        })
    }

    /// Serves what the files hold now, if that is new and fit.
    fn look_again(&self) {
        let pems = match (read(&self.certificate), read(&self.key)) {
            (Ok(chain), Ok(key)) => Pems { chain, key },
            // Between the old and the new: the next look sees more.
            (Err(_), _) | (_, Err(_)) => return,
        };
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if *seen == pems {
            return;
        }
        let provider = rustls::crypto::aws_lc_rs::default_provider();
        let read = pems.certified(&provider, &self.certificate, &self.key, &self.host);
        *seen = pems;
        match read {
            Ok((certified, looked_at)) => {
                tell(&looked_at, &self.host);
                let mut served = self.served.write().unwrap_or_else(PoisonError::into_inner);
                *served = Arc::new(certified);
            }
            Err(error) => {
                tracing::error!(%error, "the changed certificate isn't taken, the one before is served on");
            }
        }
    }
}

fn tell(certificate: &Certificate, host: &str) {
    let now_unix_ms = Clock::real().now().unix_ms;
    match certificate.objection(host, now_unix_ms) {
        Some(objection) => tracing::error!(objection, "TLS certificate"),
        None => tracing::info!(
            until_unix_ms = certificate.until_unix_ms,
            "TLS certificate read"
        ),
    }
}

impl ResolvesServerCert for CertificateFiles {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        let served = self.served.read().unwrap_or_else(PoisonError::into_inner);
        Some(served.clone())
    }
}

/// For as long as anybody serves it.
pub(super) async fn look_after(files: Weak<CertificateFiles>) {
    loop {
        tokio::time::sleep(RENEWED_WITHIN).await;
        let Some(files) = files.upgrade() else {
            return;
        };
        // Reading two small files; a store that hangs must not hold the runtime up.
        let looked = tokio::task::spawn_blocking(move || files.look_again()).await;
        if looked.is_err() {
            return;
        }
    }
}
