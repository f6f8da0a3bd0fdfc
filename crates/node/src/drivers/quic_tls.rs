//! TLS for the line: 1.3 only, X25519MLKEM768 only, raw Ed25519 keys (RFC 7250) pinned by equality.
//!
//! Deliberately absent: certificates, authorities, names, session tickets, 0-RTT. A resumed session
//! would let a key in that is no longer pinned.

use std::collections::BTreeSet;
use std::sync::Arc;

use quinn::crypto::rustls::{NoInitialCipherSuite, QuicClientConfig, QuicServerConfig};
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{AlwaysResolvesClientRawPublicKeys, Resumption};
use rustls::crypto::aws_lc_rs::kx_group::X25519MLKEM768;
use rustls::crypto::aws_lc_rs::sign::any_eddsa_type;
use rustls::crypto::{
    CryptoProvider, WebPkiSupportedAlgorithms, verify_tls13_signature_with_raw_key,
};
use rustls::pki_types::{
    CertificateDer, PrivatePkcs8KeyDer, ServerName, SubjectPublicKeyInfoDer, UnixTime,
};
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::server::{AlwaysResolvesServerRawPublicKeys, NoServerSessionStorage};
use rustls::sign::CertifiedKey;
use rustls::{
    CertificateError, DigitallySignedStruct, DistinguishedName, Error, PeerIncompatible,
    SignatureScheme,
};
use tokio::sync::watch;
use zeroize::Zeroizing;

/// ALPN of a connection that carries frames.
pub(super) const ALPN_CONTROL: &[u8] = b"detente/1";
/// ALPN of a connection that carries datagrams.
pub(super) const ALPN_MEDIA: &[u8] = b"detente-media/1";

/// `SubjectPublicKeyInfo` of an Ed25519 key up to the key itself (RFC 8410 §4).
const SPKI_PREFIX: [u8; 12] = [
    0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00,
];
/// `PrivateKeyInfo` of an Ed25519 seed up to the seed itself (RFC 8410 §7).
const PKCS8_PREFIX: [u8; 16] = [
    0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
];
const KEY_BYTES: usize = 32;

/// The keys whose holders may open a connection to us. Shared, and changeable while running.
#[derive(Clone, Debug)]
pub(super) struct PinSet(Arc<watch::Sender<BTreeSet<[u8; 32]>>>);

impl PinSet {
    pub(super) fn new(pins: BTreeSet<[u8; 32]>) -> Self {
        Self(Arc::new(watch::Sender::new(pins)))
    }

    pub(super) fn replace(&self, pins: BTreeSet<[u8; 32]>) {
        self.0.send_replace(pins);
    }

    pub(super) fn contains(&self, key: &[u8; 32]) -> bool {
        self.0.borrow().contains(key)
    }

    pub(super) fn subscribe(&self) -> watch::Receiver<BTreeSet<[u8; 32]>> {
        self.0.subscribe()
    }
}

/// Our own key in the form TLS wants it.
#[derive(Clone)]
pub(super) struct NodeIdentity {
    certified: Arc<CertifiedKey>,
    public_key: [u8; 32],
}

impl NodeIdentity {
    pub(super) fn from_seed(seed: &[u8; 32]) -> Result<Self, Error> {
        let mut pkcs8 = Zeroizing::new([0_u8; PKCS8_PREFIX.len() + KEY_BYTES]);
        pkcs8[..PKCS8_PREFIX.len()].copy_from_slice(&PKCS8_PREFIX);
        pkcs8[PKCS8_PREFIX.len()..].copy_from_slice(seed);
        let signing = any_eddsa_type(&PrivatePkcs8KeyDer::from(pkcs8.as_slice()))?;
        let spki = signing
            .public_key()
            .ok_or(Error::General("the signing key has no public half".into()))?
            .into_owned();
        let public_key = key_in_spki(&spki).ok_or(Error::General(
            "the public key is not an Ed25519 key".into(),
        ))?;
        // RFC 7250 in rustls: the "certificate" is the SubjectPublicKeyInfo itself.
        let spki = CertificateDer::from(spki.to_vec());
        Ok(Self {
            certified: Arc::new(CertifiedKey::new(vec![spki], signing)),
            public_key,
        })
    }

    pub(super) fn public_key(&self) -> [u8; 32] {
        self.public_key
    }
}

/// The Ed25519 key in a `SubjectPublicKeyInfo` of exactly the one form there is (44 bytes).
pub(super) fn key_in_spki(spki: &[u8]) -> Option<[u8; 32]> {
    spki.strip_prefix(&SPKI_PREFIX)?.try_into().ok()
}

/// The one back end, with the one key exchange that is both post-quantum and classical.
pub(super) fn provider() -> CryptoProvider {
    CryptoProvider {
        kx_groups: vec![X25519MLKEM768],
        ..rustls::crypto::aws_lc_rs::default_provider()
    }
}

/// What a peer presents: one raw key, nothing behind it, and signatures made with it.
#[derive(Debug)]
struct RawKeyCheck {
    algorithms: WebPkiSupportedAlgorithms,
}

impl RawKeyCheck {
    fn new(provider: &CryptoProvider) -> Self {
        Self {
            algorithms: provider.signature_verification_algorithms,
        }
    }

    fn presented(&self, spki: &[u8], chain: &[CertificateDer<'_>]) -> Result<[u8; 32], Error> {
        if !chain.is_empty() {
            return Err(CertificateError::BadEncoding.into());
        }
        key_in_spki(spki).ok_or_else(|| CertificateError::BadEncoding.into())
    }

    fn signature(
        &self,
        message: &[u8],
        spki: &[u8],
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let spki = SubjectPublicKeyInfoDer::from(spki);
        verify_tls13_signature_with_raw_key(message, &spki, signature, &self.algorithms)
    }

    /// No TLS 1.2 is ever offered; whoever signs for it is out of line.
    fn no_tls12(&self) -> Error {
        PeerIncompatible::Tls12NotOffered.into()
    }
}

/// Refusing a key gives the peer the alert `access_denied`, which `quic_errors` reads back.
fn not_pinned() -> Error {
    CertificateError::ApplicationVerificationFailure.into()
}

/// The one key that the dialled node must have.
#[derive(Debug)]
struct PinnedServer {
    expected: [u8; 32],
    check: RawKeyCheck,
}

impl ServerCertVerifier for PinnedServer {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let key = self.check.presented(end_entity, intermediates)?;
        if key != self.expected {
            return Err(not_pinned());
        }
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        _message: &[u8],
        _cert: &CertificateDer<'_>,
        _dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Err(self.check.no_tls12())
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.check.signature(message, cert, dss)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        vec![SignatureScheme::ED25519]
    }

    fn requires_raw_public_keys(&self) -> bool {
        true
    }
}

/// The set of keys that may dial us, as it stands when the handshake asks.
#[derive(Debug)]
struct PinnedClients {
    pins: PinSet,
    check: RawKeyCheck,
}

impl ClientCertVerifier for PinnedClients {
    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        &[]
    }

    fn verify_client_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        _now: UnixTime,
    ) -> Result<ClientCertVerified, Error> {
        let key = self.check.presented(end_entity, intermediates)?;
        if !self.pins.contains(&key) {
            return Err(not_pinned());
        }
        Ok(ClientCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        _message: &[u8],
        _cert: &CertificateDer<'_>,
        _dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Err(self.check.no_tls12())
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.check.signature(message, cert, dss)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        vec![SignatureScheme::ED25519]
    }

    fn requires_raw_public_keys(&self) -> bool {
        true
    }
}

/// The dialling side's TLS, for exactly one expected key and one purpose.
pub(super) fn client_tls(
    provider: CryptoProvider,
    identity: &NodeIdentity,
    expected: [u8; 32],
    alpn: &[u8],
) -> Result<rustls::ClientConfig, Error> {
    let verifier = PinnedServer {
        expected,
        check: RawKeyCheck::new(&provider),
    };
    let mut config = rustls::ClientConfig::builder_with_provider(Arc::new(provider))
        .with_protocol_versions(&[&rustls::version::TLS13])?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_client_cert_resolver(Arc::new(AlwaysResolvesClientRawPublicKeys::new(
            identity.certified.clone(),
        )));
    config.alpn_protocols = vec![alpn.to_vec()];
    config.resumption = Resumption::disabled();
    config.enable_early_data = false;
    config.enable_sni = false;
    Ok(config)
}

/// The accepting side's TLS.
pub(super) fn server_tls(
    provider: CryptoProvider,
    identity: &NodeIdentity,
    pins: &PinSet,
) -> Result<rustls::ServerConfig, Error> {
    let verifier = PinnedClients {
        pins: pins.clone(),
        check: RawKeyCheck::new(&provider),
    };
    let mut config = rustls::ServerConfig::builder_with_provider(Arc::new(provider))
        .with_protocol_versions(&[&rustls::version::TLS13])?
        .with_client_cert_verifier(Arc::new(verifier))
        .with_cert_resolver(Arc::new(AlwaysResolvesServerRawPublicKeys::new(
            identity.certified.clone(),
        )));
    config.alpn_protocols = vec![ALPN_CONTROL.to_vec(), ALPN_MEDIA.to_vec()];
    config.session_storage = Arc::new(NoServerSessionStorage {});
    config.send_tls13_tickets = 0;
    config.max_early_data_size = 0;
    Ok(config)
}

/// TLS could not be set up: a fault of this build, never of a peer.
#[derive(Debug, thiserror::Error)]
pub enum TlsSetupError {
    #[error(transparent)]
    Tls(#[from] Error),
    #[error(transparent)]
    Suite(#[from] NoInitialCipherSuite),
}

pub(super) fn quic_client(
    identity: &NodeIdentity,
    expected: [u8; 32],
    alpn: &[u8],
) -> Result<quinn::ClientConfig, TlsSetupError> {
    let tls = QuicClientConfig::try_from(client_tls(provider(), identity, expected, alpn)?)?;
    Ok(quinn::ClientConfig::new(Arc::new(tls)))
}

pub(super) fn quic_server(
    identity: &NodeIdentity,
    pins: &PinSet,
) -> Result<quinn::ServerConfig, TlsSetupError> {
    let tls = QuicServerConfig::try_from(server_tls(provider(), identity, pins)?)?;
    Ok(quinn::ServerConfig::with_crypto(Arc::new(tls)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 8410 §10.3 and §10.1: a seed and its public key.
    const SEED: &str = "d4ee72dbf913584ad5b6d8f1f769f8ad3afe7c28cbf1d4fbe097a88f44755842";
    const PUBLIC: &str = "19bf44096984cdfe8541bac167dc3b96c85086aa30b6b6cb0c5c38ad703166e1";

    #[test]
    fn seed_and_public_key_as_in_rfc_8410() {
        let mut seed = [0_u8; 32];
        hex::decode_to_slice(SEED, &mut seed).unwrap();
        let identity = NodeIdentity::from_seed(&seed).unwrap();
        assert_eq!(hex::encode(identity.public_key()), PUBLIC);
        assert_eq!(identity.certified.cert[0].len(), 44);
    }

    #[test]
    fn only_the_one_form_of_a_key_is_read() {
        let mut spki = SPKI_PREFIX.to_vec();
        spki.extend([7; 32]);
        assert_eq!(key_in_spki(&spki), Some([7; 32]));
        assert_eq!(key_in_spki(&spki[..43]), None, "a byte short");
        spki.push(0);
        assert_eq!(key_in_spki(&spki), None, "a byte long");
        spki.pop();
        spki[8] ^= 1;
        assert_eq!(key_in_spki(&spki), None, "another algorithm");
        assert_eq!(key_in_spki(&[]), None);
    }

    #[test]
    fn one_group_one_version_no_resumption() {
        let identity = NodeIdentity::from_seed(&[1; 32]).unwrap();
        let groups = |provider: &CryptoProvider| {
            let names = provider.kx_groups.iter().map(|group| group.name());
            names.collect::<Vec<_>>()
        };
        let client = client_tls(provider(), &identity, [2; 32], ALPN_CONTROL).unwrap();
        let server = server_tls(provider(), &identity, &PinSet::new(BTreeSet::new())).unwrap();
        let only = vec![rustls::NamedGroup::X25519MLKEM768];
        assert_eq!(groups(client.crypto_provider()), only);
        assert_eq!(groups(server.crypto_provider()), only);
        assert!(!client.enable_early_data);
        assert_eq!(server.max_early_data_size, 0);
        assert_eq!(server.send_tls13_tickets, 0);
        assert!(!server.session_storage.can_cache());
    }
}
