//! TLS between two nodes: raw public keys, the other's pinned (RFC 7250); TLS 1.3 with X25519MLKEM768 alone, and
//! no early data.

use rustls::pki_types::{
    CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer, ServerName, SubjectPublicKeyInfoDer,
    UnixTime,
};
use std::sync::{Arc, PoisonError, RwLock};

/// Fixed header of an Ed25519 SubjectPublicKeyInfo (RFC 8410 §4); the key's 32 bytes follow.
const SPKI_PREFIX: [u8; 12] = [
    0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00,
];
/// Fixed header of an Ed25519 PKCS #8 key (RFC 8410 §7); the seed's 32 bytes follow.
const PKCS8_PREFIX: [u8; 16] = [
    0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
];

/// The other node's key, once there is one.
#[derive(Debug, Clone, Default)]
pub struct Pin(Arc<RwLock<Option<[u8; 32]>>>);

impl Pin {
    pub fn of(key: [u8; 32]) -> Self {
        Self(Arc::new(RwLock::new(Some(key))))
    }

    pub fn set(&self, key: [u8; 32]) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Some(key);
    }

    fn is(&self, key: &[u8]) -> bool {
        let pin = self.0.read().unwrap_or_else(PoisonError::into_inner);
        pin.as_ref().is_some_and(|pin| pin == key)
    }
}

/// Lets in nobody until a key is pinned.
pub fn server(
    seed: &identity::SecretSeed,
    pin: Pin,
) -> Result<rustls::ServerConfig, rustls::Error> {
    let own = rustls::server::AlwaysResolvesServerRawPublicKeys::new(certified_key(seed)?);
    let mut tls = rustls::ServerConfig::builder_with_provider(provider())
        .with_protocol_versions(&[&rustls::version::TLS13])?
        .with_client_cert_verifier(Arc::new(Pinned(pin)))
        .with_cert_resolver(Arc::new(own));
    tls.max_early_data_size = 0;
    Ok(tls)
}

/// Takes nobody but the pinned node for it.
pub fn client(
    seed: &identity::SecretSeed,
    pin: Pin,
) -> Result<rustls::ClientConfig, rustls::Error> {
    let own = rustls::client::AlwaysResolvesClientRawPublicKeys::new(certified_key(seed)?);
    let mut tls = rustls::ClientConfig::builder_with_provider(provider())
        .with_protocol_versions(&[&rustls::version::TLS13])?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(Pinned(pin)))
        .with_client_cert_resolver(Arc::new(own));
    tls.enable_early_data = false;
    Ok(tls)
}

fn provider() -> Arc<rustls::crypto::CryptoProvider> {
    Arc::new(rustls::crypto::CryptoProvider {
        kx_groups: vec![rustls::crypto::aws_lc_rs::kx_group::X25519MLKEM768],
        ..rustls::crypto::aws_lc_rs::default_provider()
    })
}

fn certified_key(
    seed: &identity::SecretSeed,
) -> Result<Arc<rustls::sign::CertifiedKey>, rustls::Error> {
    let pkcs8 = zeroize::Zeroizing::new([&PKCS8_PREFIX[..], &seed.0].concat());
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(pkcs8.to_vec()));
    let signer = provider().key_provider.load_private_key(key)?;
    let public = identity::SigningKey::from_seed(seed).public();
    let spki = CertificateDer::from([&SPKI_PREFIX[..], &public.0].concat());
    Ok(Arc::new(rustls::sign::CertifiedKey::new(
        vec![spki],
        signer,
    )))
}

/// Lets in exactly the pinned key, by equality of its bytes.
#[derive(Debug)]
struct Pinned(Pin);

impl Pinned {
    fn check(&self, spki: &CertificateDer<'_>) -> Result<(), rustls::Error> {
        match spki.strip_prefix(&SPKI_PREFIX[..]) {
            Some(key) if self.0.is(key) => Ok(()),
            Some(_) | None => Err(rustls::Error::InvalidCertificate(
                rustls::CertificateError::ApplicationVerificationFailure,
            )),
        }
    }

    fn check_signature(
        message: &[u8],
        cert: &CertificateDer<'_>,
        signed: &rustls::DigitallySignedStruct,
    ) -> Result<rustls::client::danger::HandshakeSignatureValid, rustls::Error> {
        let algorithms =
            rustls::crypto::aws_lc_rs::default_provider().signature_verification_algorithms;
        rustls::crypto::verify_tls13_signature_with_raw_key(
            message,
            &SubjectPublicKeyInfoDer::from(cert.as_ref()),
            signed,
            &algorithms,
        )
    }
}

const TLS12: rustls::Error =
    rustls::Error::PeerIncompatible(rustls::PeerIncompatible::Tls12NotOffered);

impl rustls::client::danger::ServerCertVerifier for Pinned {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<rustls::client::danger::ServerCertVerified, rustls::Error> {
        self.check(end_entity)?;
        Ok(rustls::client::danger::ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &rustls::DigitallySignedStruct,
    ) -> Result<rustls::client::danger::HandshakeSignatureValid, rustls::Error> {
        Err(TLS12)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        signed: &rustls::DigitallySignedStruct,
    ) -> Result<rustls::client::danger::HandshakeSignatureValid, rustls::Error> {
        Self::check_signature(message, cert, signed)
    }

    fn supported_verify_schemes(&self) -> Vec<rustls::SignatureScheme> {
        vec![rustls::SignatureScheme::ED25519]
    }

    fn requires_raw_public_keys(&self) -> bool {
        true
    }
}

impl rustls::server::danger::ClientCertVerifier for Pinned {
    fn root_hint_subjects(&self) -> &[rustls::DistinguishedName] {
        &[]
    }

    fn verify_client_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: UnixTime,
    ) -> Result<rustls::server::danger::ClientCertVerified, rustls::Error> {
        self.check(end_entity)?;
        Ok(rustls::server::danger::ClientCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &rustls::DigitallySignedStruct,
    ) -> Result<rustls::client::danger::HandshakeSignatureValid, rustls::Error> {
        Err(TLS12)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        signed: &rustls::DigitallySignedStruct,
    ) -> Result<rustls::client::danger::HandshakeSignatureValid, rustls::Error> {
        Self::check_signature(message, cert, signed)
    }

    fn supported_verify_schemes(&self) -> Vec<rustls::SignatureScheme> {
        vec![rustls::SignatureScheme::ED25519]
    }

    fn requires_raw_public_keys(&self) -> bool {
        true
    }
}
