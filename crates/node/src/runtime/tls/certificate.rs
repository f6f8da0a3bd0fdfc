//! A certificate and its key as they stand in files: read, held against each other, their dates and
//! names looked at.

use rustls::client::verify_server_name;
use rustls::crypto::CryptoProvider;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, pem::PemObject};
use rustls::server::ParsedCertificate;
use rustls::sign::CertifiedKey;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use super::PEM_BYTES_MAX;

/// Why there is no TLS.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TlsError {
    #[error("{} can't be read: {cause}; give this user the right to read it, or name another file", .path.display())]
    Unreadable { path: PathBuf, cause: String },
    #[error("{} is longer than {} bytes; name the file with the certificate chain or key alone", .path.display(), PEM_BYTES_MAX)]
    TooLong { path: PathBuf },
    #[error("no certificate is in {}; it must hold a chain as PEM (-----BEGIN CERTIFICATE-----), the node's own first", .path.display())]
    NoCertificate { path: PathBuf },
    #[error("the certificate in {} isn't understood: {cause}; ask whoever issued it for another", .path.display())]
    BadCertificate { path: PathBuf, cause: String },
    #[error("no private key is in {}; it must hold one as PEM without a passphrase (-----BEGIN PRIVATE KEY-----)", .path.display())]
    NoKey { path: PathBuf },
    #[error("the key in {} can't be used: {cause}; TLS takes RSA, ECDSA P-256, P-384 or P-521, and Ed25519", .path.display())]
    BadKey { path: PathBuf, cause: String },
    #[error("the key in {} isn't that of the certificate in {}; name the two that belong together", .key.display(), .certificate.display())]
    KeyDiffers { certificate: PathBuf, key: PathBuf },
    #[error("{host} is no name that a certificate can have; name the host as browsers do")]
    NoName { host: String },
    #[error(
        "no certificate authority of this machine can be read, and the ACME directory is believed nothing without; install ca-certificates, or name its authority's file"
    )]
    NoAuthorities,
    #[error("the ACME directory {url} isn't taken: {cause}; name it as https://…")]
    Directory { url: String, cause: String },
    #[error("the folder {} can't be written: {cause}; give this user the right to, or name another cache", .path.display())]
    Cache { path: PathBuf, cause: String },
    #[error("TLS can't be set up: {0}; report it")]
    Library(String),
}

/// What a certificate says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    pub from_unix_ms: i64,
    pub until_unix_ms: i64,
    /// Whether the host's name is among its names.
    pub is_of_host: bool,
}

impl Certificate {
    /// Of a certificate's bytes.
    pub fn of(der: &CertificateDer<'_>, host: &str) -> Result<Self, String> {
        let (_, parsed) =
            x509_parser::parse_x509_certificate(der).map_err(|error| error.to_string())?;
        let validity = parsed.validity();
        let entity = ParsedCertificate::try_from(der).map_err(|error| error.to_string())?;
        let name = ServerName::try_from(host).map_err(|error| error.to_string())?;
        Ok(Self {
            from_unix_ms: validity.not_before.timestamp().saturating_mul(1_000),
            until_unix_ms: validity.not_after.timestamp().saturating_mul(1_000),
            is_of_host: verify_server_name(&entity, &name).is_ok(),
        })
    }

    /// What a browser will say against it now, as a sentence with the next step.
    pub fn objection(&self, host: &str, now_unix_ms: i64) -> Option<String> {
        if now_unix_ms < self.from_unix_ms {
            return Some(
                "the certificate isn't valid yet; look at this machine's clock, or wait".into(),
            );
        }
        if now_unix_ms >= self.until_unix_ms {
            return Some(
                "the certificate has expired, browsers refuse it; put a renewed one in its place, the node takes it by itself"
                    .into(),
            );
        }
        (!self.is_of_host).then(|| {
            format!("the certificate isn't of {host}, browsers refuse it; order one that names this host")
        })
    }
}

/// Reads both files, and looks at what is in them.
pub fn read_certificate(
    certificate: &Path,
    key: &Path,
    host: &str,
) -> Result<(CertifiedKey, Certificate), TlsError> {
    let provider = rustls::crypto::aws_lc_rs::default_provider();
    let read = Pems {
        chain: read(certificate)?,
        key: read(key)?,
    };
    read.certified(&provider, certificate, key, host)
}

/// The files' bytes; a key's among them, so printed as nothing.
#[derive(PartialEq, Eq)]
pub(super) struct Pems {
    pub chain: Vec<u8>,
    pub key: Vec<u8>,
}

impl Pems {
    pub fn certified(
        &self,
        provider: &CryptoProvider,
        certificate: &Path,
        key: &Path,
        host: &str,
    ) -> Result<(CertifiedKey, Certificate), TlsError> {
        let bad = |cause: String| TlsError::BadCertificate {
            path: certificate.to_owned(),
            cause,
        };
        let chain: Vec<CertificateDer<'static>> = CertificateDer::pem_slice_iter(&self.chain)
            .collect::<Result<_, _>>()
            .map_err(|error| bad(error.to_string()))?;
        let Some(own) = chain.first() else {
            return Err(TlsError::NoCertificate {
                path: certificate.to_owned(),
            });
        };
        ServerName::try_from(host).map_err(|_| TlsError::NoName { host: host.into() })?;
        let looked_at = Certificate::of(own, host).map_err(bad)?;
        let secret = PrivateKeyDer::from_pem_slice(&self.key).map_err(|_| TlsError::NoKey {
            path: key.to_owned(),
        })?;
        let secret = provider
            .key_provider
            .load_private_key(secret)
            .map_err(|error| TlsError::BadKey {
                path: key.to_owned(),
                cause: error.to_string(),
            })?;
        let certified = CertifiedKey::new(chain, secret);
        certified.keys_match().map_err(|_| TlsError::KeyDiffers {
            certificate: certificate.to_owned(),
            key: key.to_owned(),
        })?;
        Ok((certified, looked_at))
    }
}

/// The whole file, of bounded length.
pub(super) fn read(path: &Path) -> Result<Vec<u8>, TlsError> {
    let unreadable = |error: std::io::Error| TlsError::Unreadable {
        path: path.to_owned(),
        cause: error.to_string(),
    };
    let file = File::open(path).map_err(unreadable)?;
    let mut bytes = Vec::new();
    file.take(PEM_BYTES_MAX + 1)
        .read_to_end(&mut bytes)
        .map_err(unreadable)?;
    match u64::try_from(bytes.len()) {
        Ok(length) if length <= PEM_BYTES_MAX => Ok(bytes),
        Ok(_) | Err(_) => Err(TlsError::TooLong {
            path: path.to_owned(),
        }),
    }
}

#[cfg(test)]
#[path = "certificate_tests.rs"]
mod tests;
