//! Devices accredited by two officers, and revoked by one.

use identity::{
    Accreditation, AccreditationError, AccreditationRequest, Charter, DeviceId,
    HalfSignedAccreditation, PublicKey, Revocation, SignedAccreditation,
};

use crate::{ArmorError, Armored, Desk, DeviceKeys};

/// Days for which a device is accredited, unless said otherwise.
pub const ACCREDITED_DAYS_USUAL: u16 = 365;
/// The node's clock may be a little behind the officers'.
const BACKDATED_MS: i64 = 5 * 60 * 1_000;
const DAY_MS: i64 = 24 * 3_600 * 1_000;

/// Six words of a device's keys: 66 bits, enough while their maker waits on the telephone.
const REQUEST_WORDS: usize = 6;

/// What is compared before anybody signs: the same of a request and of what an administrator made of it,
/// since both name the same two keys.
pub fn request_words(device_key: &PublicKey, hpke_key: &[u8]) -> Vec<&'static str> {
    // The first has one length.
    let keys = [&device_key.0[..], hpke_key].concat();
    identity::words_from_bits(&identity::sha256(&keys), REQUEST_WORDS)
}

/// Why officers don't sign.
#[derive(Debug, thiserror::Error)]
pub enum EnrolmentError {
    #[error(transparent)]
    File(#[from] ArmorError),
    #[error("the request doesn't stand: {0}")]
    Request(AccreditationError),
    #[error("the request is for another side")]
    OtherSide,
    #[error("the administrator's signature doesn't stand: {0}")]
    HalfSigned(AccreditationError),
    #[error("the charter names this device as no officer of the kind that signs this")]
    NotAnOfficer,
    #[error(transparent)]
    Unfit(AccreditationError),
}

/// What officers are asked to sign, with the name that its maker gave it: nothing signs that one.
#[derive(Debug, Clone)]
pub struct Enrolment {
    pub name: String,
    pub accreditation: Accreditation,
}

impl Enrolment {
    /// From a request's text, for as many days from now.
    pub fn of_request(
        text: &str,
        charter: &Charter,
        days: u16,
        now_unix_ms: i64,
    ) -> Result<Self, EnrolmentError> {
        let (name, bytes) = Armored::Request.read(text)?;
        let request = AccreditationRequest::verify(&bytes).map_err(EnrolmentError::Request)?;
        if request.side != charter.side() {
            return Err(EnrolmentError::OtherSide);
        }
        Ok(Self {
            name,
            accreditation: Accreditation {
                side: request.side,
                person: request.person,
                device_key: request.device_key,
                hpke_key: request.hpke_key,
                roles: request.roles,
                from_unix_ms: now_unix_ms.saturating_sub(BACKDATED_MS),
                until_unix_ms: now_unix_ms.saturating_add(i64::from(days) * DAY_MS),
            },
        })
    }

    /// As administrator alone: the text that the security officer countersigns.
    pub fn sign_first(&self, administrator: &DeviceKeys) -> Result<String, EnrolmentError> {
        let half = self.accreditation.sign_first(administrator.signing());
        let half = half.map_err(EnrolmentError::Unfit)?;
        Ok(Armored::HalfSigned.write(&self.name, &half.encode()))
    }

    /// Where both officers' devices are in one place.
    pub fn sign(
        &self,
        charter: &Charter,
        administrator: &DeviceKeys,
        security_officer: &DeviceKeys,
    ) -> Result<SignedAccreditation, EnrolmentError> {
        let (first, second) = (administrator.signing(), security_officer.signing());
        let signed = self.accreditation.sign(first, second);
        let signed = signed.map_err(EnrolmentError::Unfit)?;
        signed.verify(charter).map_err(EnrolmentError::Unfit)?;
        Ok(signed)
    }
}

/// A text that an administrator signed, read and its signature checked.
#[derive(Debug, Clone)]
pub struct HalfSigned {
    pub enrolment: Enrolment,
    half: HalfSignedAccreditation,
}

impl HalfSigned {
    pub fn read(text: &str, charter: &Charter) -> Result<Self, EnrolmentError> {
        let (name, bytes) = Armored::HalfSigned.read(text)?;
        let half = HalfSignedAccreditation::decode(&bytes).map_err(EnrolmentError::HalfSigned)?;
        let accreditation = half.verify(charter).map_err(EnrolmentError::HalfSigned)?;
        Ok(Self {
            enrolment: Enrolment {
                name,
                accreditation,
            },
            half,
        })
    }

    /// As security officer.
    pub fn countersign(
        self,
        charter: &Charter,
        security_officer: &DeviceKeys,
    ) -> Result<SignedAccreditation, EnrolmentError> {
        let key = security_officer.signing();
        let signed = self.half.countersign(charter, key);
        let signed = signed.map_err(EnrolmentError::Unfit)?;
        signed.verify(charter).map_err(EnrolmentError::Unfit)?;
        Ok(signed)
    }
}

impl Desk {
    /// Whether nobody accredits or revokes on our side once this device is revoked.
    pub fn is_last_security_officer(&self, device: DeviceId) -> bool {
        let own = self.own_side();
        let Some(charter) = self.view().charter(own) else {
            return false;
        };
        let people = self.view().people(own);
        let mut others = charter.security_officers.iter().filter(|officer| {
            let officer = DeviceId::of_key(&officer.device_key);
            officer != device && !people.is_some_and(|people| people.is_revoked(officer))
        });
        charter.security_officer(device).is_some() && others.next().is_none()
    }
}

/// As security officer: takes a device's accreditation back; for the node as it stands here.
pub fn revoke(security_officer: &DeviceKeys, device: DeviceId, now_unix_ms: i64) -> Vec<u8> {
    let revocation = Revocation {
        side: security_officer.side,
        device,
        at_unix_ms: now_unix_ms,
    };
    revocation.sign(security_officer.signing()).encode()
}
