//! DTLS as the WebRTC library does it, except that the keys it agrees on for media come to us and
//! don't reach the library: two owners of one key would use its nonces twice.

use crate::srtp::{Material, Profile};
use std::cell::RefCell;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;
use str0m::crypto::dtls::{
    DtlsCert, DtlsImplError, DtlsInstance, DtlsOutput, DtlsProvider, DtlsVersion, ProtocolVersion,
    SrtpProfile,
};
use str0m::crypto::{CryptoError, CryptoProvider, from_feature_flags};
use str0m::{Rtc, RtcConfig};

/// Bytes that the library takes for a packet of DTLS and would send to the selected address. They are
/// taken out again before; no packet of DTLS or STUN begins like this (RFC 7983 §7).
const QUESTION: &[u8] = b"\xffwhereto";

/// What passes between a device's DTLS and its transport besides the library.
#[derive(Clone, Debug, Default)]
pub(crate) struct Aside(Arc<Mutex<Passed>>);

#[derive(Debug, Default)]
struct Passed {
    material: Option<Material>,
    question: Question,
}

/// At most one is on its way: a library that has selected no address yet keeps what it can't send.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Question {
    #[default]
    None,
    Asked,
    OnItsWay,
}

impl Aside {
    /// The keys, once, after the handshake.
    pub fn take_material(&self) -> Option<Material> {
        self.passed().material.take()
    }

    /// Asks the library which pair of addresses it has selected: what it wants sent next has the
    /// question among it, with both addresses.
    pub fn ask_for_pair(&self) {
        let mut passed = self.passed();
        if passed.question == Question::None {
            passed.question = Question::Asked;
        }
    }

    /// Whether what the library wants sent is the question and not to be sent at all.
    pub fn is_answer(&self, packet: &[u8]) -> bool {
        let is_answer = packet == QUESTION;
        if is_answer {
            self.passed().question = Question::None;
        }
        is_answer
    }

    fn passed(&self) -> MutexGuard<'_, Passed> {
        // Nothing that holds it can stop half-way.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

thread_local! {
    /// The library makes its DTLS with a provider that is one for all. What the last one made has
    /// beside it lies here between two lines of [`build`].
    static MADE: RefCell<Option<Aside>> = const { RefCell::new(None) };
}

/// A peer of the library without keys for media, and what passes beside it.
pub(crate) fn build(config: RtcConfig, now: Instant) -> (Rtc, Aside) {
    let provider = CryptoProvider {
        dtls_provider: &Withholding,
        ..from_feature_flags()
    };
    let rtc = config.set_crypto_provider(Arc::new(provider)).build(now);
    let aside = MADE.take().unwrap_or_default();
    (rtc, aside)
}

#[derive(Debug)]
struct Withholding;

impl DtlsProvider for Withholding {
    fn generate_certificate(&self) -> Option<DtlsCert> {
        from_feature_flags().dtls_provider.generate_certificate()
    }

    fn new_dtls(
        &self,
        cert: &DtlsCert,
        now: Instant,
        version: DtlsVersion,
        mtu: Option<usize>,
    ) -> Result<Box<dyn DtlsInstance>, CryptoError> {
        let provider = from_feature_flags().dtls_provider;
        let dtls = provider.new_dtls(cert, now, version, mtu)?;
        let aside = Aside::default();
        MADE.set(Some(aside.clone()));
        Ok(Box::new(Instance {
            dtls,
            aside,
            made: now,
        }))
    }
}

#[derive(Debug)]
struct Instance {
    dtls: Box<dyn DtlsInstance>,
    aside: Aside,
    made: Instant,
}

impl DtlsInstance for Instance {
    fn set_active(&mut self, active: bool) {
        self.dtls.set_active(active);
    }

    fn handle_packet(&mut self, packet: &[u8]) -> Result<(), DtlsImplError> {
        self.dtls.handle_packet(packet)
    }

    fn poll_output<'a>(&mut self, buffer: &'a mut [u8]) -> DtlsOutput<'a> {
        let mut passed = self.aside.passed();
        if passed.question == Question::Asked && buffer.len() >= QUESTION.len() {
            passed.question = Question::OnItsWay;
            let place = &mut buffer[..QUESTION.len()];
            place.copy_from_slice(QUESTION);
            return DtlsOutput::Packet(place);
        }
        drop(passed);
        match self.dtls.poll_output(buffer) {
            DtlsOutput::KeyingMaterial(exported, profile) => {
                let we_are_client = self.dtls.is_active();
                let material = known(profile)
                    .and_then(|known| Material::exported(known, &exported, we_are_client).ok());
                if material.is_none() {
                    tracing::debug!(?profile, "relay: keys for media are of no use");
                }
                self.aside.passed().material = material;
                // In its place: something is due, so that the library asks on.
                DtlsOutput::Timeout(self.made)
            }
            other => other,
        }
    }

    fn handle_timeout(&mut self, now: Instant) -> Result<(), DtlsImplError> {
        self.dtls.handle_timeout(now)
    }

    fn send_application_data(&mut self, data: &[u8]) -> Result<usize, DtlsImplError> {
        self.dtls.send_application_data(data)
    }

    fn is_active(&self) -> bool {
        self.dtls.is_active()
    }

    fn protocol_version(&self) -> Option<ProtocolVersion> {
        self.dtls.protocol_version()
    }

    fn is_closing(&self) -> bool {
        self.dtls.is_closing()
    }

    fn is_closed(&self) -> bool {
        self.dtls.is_closed()
    }

    fn close(&mut self) -> Result<(), DtlsImplError> {
        self.dtls.close()
    }
}

fn known(profile: SrtpProfile) -> Option<Profile> {
    match profile {
        SrtpProfile::AES128_CM_SHA1_80 => Some(Profile::Aes128CmSha1_80),
        SrtpProfile::AEAD_AES_128_GCM => Some(Profile::Aes128Gcm),
        SrtpProfile::AEAD_AES_256_GCM => Some(Profile::Aes256Gcm),
        // The library's list is open.
        _ => None,
    }
}
