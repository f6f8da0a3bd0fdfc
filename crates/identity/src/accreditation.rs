//! Accreditation: an administrator *and* a security officer say that a device belongs to a person
//! with roles until a date. Revocation: one security officer takes it back.

use minicbor::{Decode, Encode};

use crate::{
    CanonicalError, Charter, DeviceId, KeyError, Label, Officer, PersonId, PublicKey, RoleSet,
    SideId, Signature, SigningKey, charter::HPKE_KEY_BYTES_MAX, decode_canonical, encode_canonical,
};

/// Longest time for which a device is accredited: 400 days.
pub const VALIDITY_MS_MAX: i64 = 400 * 24 * 3_600 * 1_000;
/// Longest signed accreditation, request or revocation in bytes.
const BYTES_MAX: usize = 8 * 1024;

/// What a new device asks for; signed by the device, which so shows that it holds its key.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct AccreditationRequest {
    #[n(0)]
    pub side: SideId,
    #[n(1)]
    pub person: PersonId,
    #[n(2)]
    pub device_key: PublicKey,
    #[cbor(n(3), with = "minicbor::bytes")]
    pub hpke_key: Vec<u8>,
    #[n(4)]
    pub roles: RoleSet,
}

#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
struct SignedRequest {
    #[cbor(n(0), with = "minicbor::bytes")]
    bytes: Vec<u8>,
    #[n(1)]
    signature: Signature,
}

/// What both officers sign.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Accreditation {
    #[n(0)]
    pub side: SideId,
    #[n(1)]
    pub person: PersonId,
    #[n(2)]
    pub device_key: PublicKey,
    #[cbor(n(3), with = "minicbor::bytes")]
    pub hpke_key: Vec<u8>,
    #[n(4)]
    pub roles: RoleSet,
    #[n(5)]
    pub from_unix_ms: i64,
    #[n(6)]
    pub until_unix_ms: i64,
}

/// An accreditation under two signatures.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct SignedAccreditation {
    #[cbor(n(0), with = "minicbor::bytes")]
    bytes: Vec<u8>,
    #[n(1)]
    administrator: DeviceId,
    #[n(2)]
    administrator_signature: Signature,
    #[n(3)]
    security_officer: DeviceId,
    #[n(4)]
    security_officer_signature: Signature,
}

/// An accreditation that the administrator signed and the security officer hasn't yet: how it goes
/// from one officer's machine to the other's.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct HalfSignedAccreditation {
    #[cbor(n(0), with = "minicbor::bytes")]
    bytes: Vec<u8>,
    #[n(1)]
    administrator: DeviceId,
    #[n(2)]
    administrator_signature: Signature,
}

/// Takes a device's accreditation back.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Revocation {
    #[n(0)]
    pub side: SideId,
    #[n(1)]
    pub device: DeviceId,
    #[n(2)]
    pub at_unix_ms: i64,
}

/// A revocation under a security officer's signature.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct SignedRevocation {
    #[cbor(n(0), with = "minicbor::bytes")]
    bytes: Vec<u8>,
    #[n(1)]
    security_officer: DeviceId,
    #[n(2)]
    signature: Signature,
}

/// Why an accreditation, its request or a revocation doesn't stand.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AccreditationError {
    #[error(transparent)]
    Encoding(#[from] CanonicalError),
    #[error("it is of side {got}, not of {wanted}")]
    OtherSide { got: SideId, wanted: SideId },
    #[error("{device} is no {office} of this side")]
    NotAnOfficer {
        device: DeviceId,
        office: &'static str,
    },
    #[error("the {office}'s signature doesn't stand under it")]
    Signature { office: &'static str },
    #[error("the device didn't sign its own request")]
    Possession,
    #[error("it names no role, or one that is unknown here")]
    Roles,
    #[error("it lasts {got_ms} ms; 1 to {VALIDITY_MS_MAX} are allowed")]
    Validity { got_ms: i64 },
    #[error("its sealing key is empty or too long")]
    HpkeKey,
}

impl AccreditationRequest {
    pub fn sign(&self, device: &SigningKey) -> Vec<u8> {
        let bytes = encode_canonical(self);
        let signature = device.sign(Label::EnrolRequest, &bytes);
        encode_canonical(&SignedRequest { bytes, signature })
    }

    /// Reads a request and checks that its device signed it.
    pub fn verify(bytes: &[u8]) -> Result<Self, AccreditationError> {
        let signed: SignedRequest = decode_canonical("request", bytes, BYTES_MAX)?;
        let request: Self = decode_canonical("request", &signed.bytes, BYTES_MAX)?;
        request
            .device_key
            .verify(Label::EnrolRequest, &signed.bytes, &signed.signature)
            .map_err(|_: KeyError| AccreditationError::Possession)?;
        Ok(request)
    }
}

impl Accreditation {
    pub fn device(&self) -> DeviceId {
        DeviceId::of_key(&self.device_key)
    }

    /// Whether it stands at `unix_ms`, revocations aside.
    pub fn covers(&self, unix_ms: i64) -> bool {
        (self.from_unix_ms..self.until_unix_ms).contains(&unix_ms)
    }

    pub fn sign(
        &self,
        administrator: &SigningKey,
        security_officer: &SigningKey,
    ) -> Result<SignedAccreditation, AccreditationError> {
        self.check()?;
        let bytes = encode_canonical(self);
        Ok(SignedAccreditation {
            administrator: DeviceId::of_key(&administrator.public()),
            administrator_signature: administrator.sign(Label::AccreditByAdministrator, &bytes),
            security_officer: DeviceId::of_key(&security_officer.public()),
            security_officer_signature: security_officer
                .sign(Label::AccreditBySecurityOfficer, &bytes),
            bytes,
        })
    }

    /// The first of the two signatures, where the officers have a machine each.
    pub fn sign_first(
        &self,
        administrator: &SigningKey,
    ) -> Result<HalfSignedAccreditation, AccreditationError> {
        self.check()?;
        let bytes = encode_canonical(self);
        Ok(HalfSignedAccreditation {
            administrator: DeviceId::of_key(&administrator.public()),
            administrator_signature: administrator.sign(Label::AccreditByAdministrator, &bytes),
            bytes,
        })
    }

    fn check(&self) -> Result<(), AccreditationError> {
        if self.roles.is_empty() || !self.roles.is_known() {
            return Err(AccreditationError::Roles);
        }
        let lasts_ms = self.until_unix_ms.saturating_sub(self.from_unix_ms);
        if !(1..=VALIDITY_MS_MAX).contains(&lasts_ms) {
            return Err(AccreditationError::Validity { got_ms: lasts_ms });
        }
        if self.hpke_key.is_empty() || self.hpke_key.len() > HPKE_KEY_BYTES_MAX {
            return Err(AccreditationError::HpkeKey);
        }
        Ok(())
    }
}

impl HalfSignedAccreditation {
    pub fn decode(bytes: &[u8]) -> Result<Self, AccreditationError> {
        Ok(decode_canonical(
            "half-signed accreditation",
            bytes,
            BYTES_MAX,
        )?)
    }

    pub fn encode(&self) -> Vec<u8> {
        encode_canonical(self)
    }

    /// What the security officer is asked to sign, if an administrator whom the charter names signed
    /// it. It accredits nobody yet.
    pub fn verify(&self, charter: &Charter) -> Result<Accreditation, AccreditationError> {
        let accreditation = read_accreditation(&self.bytes, charter)?;
        verify_office(
            "administrator",
            charter.administrator(self.administrator),
            self.administrator,
            Label::AccreditByAdministrator,
            (&self.bytes, &self.administrator_signature),
        )?;
        Ok(accreditation)
    }

    /// Adds the second signature, under the same bytes, after checking the first.
    pub fn countersign(
        self,
        charter: &Charter,
        security_officer: &SigningKey,
    ) -> Result<SignedAccreditation, AccreditationError> {
        self.verify(charter)?;
        Ok(SignedAccreditation {
            security_officer: DeviceId::of_key(&security_officer.public()),
            security_officer_signature: security_officer
                .sign(Label::AccreditBySecurityOfficer, &self.bytes),
            administrator: self.administrator,
            administrator_signature: self.administrator_signature,
            bytes: self.bytes,
        })
    }
}

impl SignedAccreditation {
    pub fn decode(bytes: &[u8]) -> Result<Self, AccreditationError> {
        Ok(decode_canonical("accreditation", bytes, BYTES_MAX)?)
    }

    pub fn encode(&self) -> Vec<u8> {
        encode_canonical(self)
    }

    /// The device's key as the paper names it, before anybody looked at the signatures.
    pub fn unchecked_device_key(&self) -> Option<PublicKey> {
        let read: Accreditation = decode_canonical("accreditation", &self.bytes, BYTES_MAX).ok()?;
        Some(read.device_key)
    }

    /// Devices of the administrator and the security officer who signed.
    pub fn signers(&self) -> [DeviceId; 2] {
        [self.administrator, self.security_officer]
    }

    /// The accreditation, if officers whom this side's charter names signed it. Whether they were
    /// revoked meanwhile only the side's log tells.
    pub fn verify(&self, charter: &Charter) -> Result<Accreditation, AccreditationError> {
        let accreditation = read_accreditation(&self.bytes, charter)?;
        verify_office(
            "administrator",
            charter.administrator(self.administrator),
            self.administrator,
            Label::AccreditByAdministrator,
            (&self.bytes, &self.administrator_signature),
        )?;
        verify_office(
            "security officer",
            charter.security_officer(self.security_officer),
            self.security_officer,
            Label::AccreditBySecurityOfficer,
            (&self.bytes, &self.security_officer_signature),
        )?;
        Ok(accreditation)
    }
}

/// The accreditation of these bytes, if it is whole and of this side; signatures aside.
fn read_accreditation(
    bytes: &[u8],
    charter: &Charter,
) -> Result<Accreditation, AccreditationError> {
    let accreditation: Accreditation = decode_canonical("accreditation", bytes, BYTES_MAX)?;
    accreditation.check()?;
    if accreditation.side != charter.side() {
        return Err(AccreditationError::OtherSide {
            got: accreditation.side,
            wanted: charter.side(),
        });
    }
    Ok(accreditation)
}

fn verify_office(
    office: &'static str,
    officer: Option<&Officer>,
    device: DeviceId,
    label: Label,
    (bytes, signature): (&[u8], &Signature),
) -> Result<(), AccreditationError> {
    let officer = officer.ok_or(AccreditationError::NotAnOfficer { device, office })?;
    officer
        .device_key
        .verify(label, bytes, signature)
        .map_err(|_: KeyError| AccreditationError::Signature { office })
}

impl Revocation {
    pub fn sign(&self, security_officer: &SigningKey) -> SignedRevocation {
        let bytes = encode_canonical(self);
        SignedRevocation {
            security_officer: DeviceId::of_key(&security_officer.public()),
            signature: security_officer.sign(Label::Revocation, &bytes),
            bytes,
        }
    }
}

impl SignedRevocation {
    pub fn decode(bytes: &[u8]) -> Result<Self, AccreditationError> {
        Ok(decode_canonical("revocation", bytes, BYTES_MAX)?)
    }

    /// The device of the security officer who signed.
    pub fn signer(&self) -> DeviceId {
        self.security_officer
    }

    pub fn encode(&self) -> Vec<u8> {
        encode_canonical(self)
    }

    pub fn verify(&self, charter: &Charter) -> Result<Revocation, AccreditationError> {
        let revocation: Revocation = decode_canonical("revocation", &self.bytes, BYTES_MAX)?;
        if revocation.side != charter.side() {
            return Err(AccreditationError::OtherSide {
                got: revocation.side,
                wanted: charter.side(),
            });
        }
        let office = "security officer";
        let officer = charter.security_officer(self.security_officer).ok_or(
            AccreditationError::NotAnOfficer {
                device: self.security_officer,
                office,
            },
        )?;
        officer
            .device_key
            .verify(Label::Revocation, &self.bytes, &self.signature)
            .map_err(|_: KeyError| AccreditationError::Signature { office })?;
        Ok(revocation)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Role;
    use crate::charter::tests::{charter, key};

    fn accreditation() -> Accreditation {
        Accreditation {
            side: charter().side(),
            person: PersonId([7; 16]),
            device_key: key(7).public(),
            hpke_key: vec![7; 32],
            roles: RoleSet::empty().with(Role::Sherpa),
            from_unix_ms: 1_000,
            until_unix_ms: 2_000,
        }
    }

    #[test]
    fn two_officers_of_the_side_sign() {
        let signed = accreditation().sign(&key(4), &key(5)).unwrap();
        let read = SignedAccreditation::decode(&signed.encode()).unwrap();
        assert_eq!(read.verify(&charter()), Ok(accreditation()));
        for (administrator, officer) in [(4, 4), (5, 5), (5, 4), (4, 8), (8, 5)] {
            let signed = accreditation()
                .sign(&key(administrator), &key(officer))
                .unwrap();
            assert!(
                signed.verify(&charter()).is_err(),
                "{administrator} {officer}"
            );
        }
    }

    #[test]
    fn the_second_officer_signs_what_the_first_signed() {
        let half = accreditation().sign_first(&key(4)).unwrap();
        let read = HalfSignedAccreditation::decode(&half.encode()).unwrap();
        assert_eq!(read.verify(&charter()), Ok(accreditation()));
        assert_eq!(
            read.countersign(&charter(), &key(5)),
            accreditation().sign(&key(4), &key(5))
        );
    }

    #[test]
    fn half_signed_is_signed_by_an_administrator_of_the_side() {
        for stranger in [5, 8] {
            let half = accreditation().sign_first(&key(stranger)).unwrap();
            assert!(half.verify(&charter()).is_err(), "{stranger}");
            assert!(half.countersign(&charter(), &key(5)).is_err(), "{stranger}");
        }
        let half = accreditation().sign_first(&key(4)).unwrap();
        for at in 0..half.encode().len() {
            let mut bytes = half.encode();
            bytes[at] ^= 1;
            let stands = HalfSignedAccreditation::decode(&bytes)
                .is_ok_and(|half| half.verify(&charter()).is_ok());
            assert!(!stands, "byte {at}");
        }
        // A countersignature of somebody else makes no accreditation.
        let signed = half.countersign(&charter(), &key(4)).unwrap();
        assert!(signed.verify(&charter()).is_err());
        // Nor does one signature alone pass for two.
        let half = accreditation().sign_first(&key(4)).unwrap();
        assert!(SignedAccreditation::decode(&half.encode()).is_err());
    }

    #[test]
    fn validity_is_bounded() {
        for (lasts, fits) in [
            (0, false),
            (1, true),
            (VALIDITY_MS_MAX - 1, true),
            (VALIDITY_MS_MAX, true),
            (VALIDITY_MS_MAX + 1, false),
        ] {
            let wanted = Accreditation {
                until_unix_ms: 1_000 + lasts,
                ..accreditation()
            };
            assert_eq!(wanted.sign(&key(4), &key(5)).is_ok(), fits, "{lasts}");
        }
        let stands = accreditation();
        assert_eq!(
            [999, 1_000, 1_999, 2_000].map(|at| stands.covers(at)),
            [false, true, true, false]
        );
    }

    #[test]
    fn sealing_keys_and_papers_are_measured() {
        for (length, fits) in [
            (0, false),
            (1, true),
            (HPKE_KEY_BYTES_MAX - 1, true),
            (HPKE_KEY_BYTES_MAX, true),
            (HPKE_KEY_BYTES_MAX + 1, false),
        ] {
            let wanted = Accreditation {
                hpke_key: vec![1; length],
                ..accreditation()
            };
            let signed = wanted.sign(&key(4), &key(5));
            let read = signed.is_ok_and(|signed| signed.verify(&charter()).is_ok());
            assert_eq!(read, fits, "{length}");
        }
        for (length, read) in [
            (BYTES_MAX - 1, true),
            (BYTES_MAX, true),
            (BYTES_MAX + 1, false),
        ] {
            let bytes = vec![0; length];
            let too_long = |refused: AccreditationError| {
                let long = CanonicalError::TooLong {
                    wanted: "",
                    got: 0,
                    max: 0,
                };
                let AccreditationError::Encoding(got) = refused else {
                    panic!("{refused}");
                };
                std::mem::discriminant(&got) == std::mem::discriminant(&long)
            };
            for refused in [
                SignedAccreditation::decode(&bytes).unwrap_err(),
                HalfSignedAccreditation::decode(&bytes).unwrap_err(),
                SignedRevocation::decode(&bytes).unwrap_err(),
                AccreditationRequest::verify(&bytes).unwrap_err(),
            ] {
                assert_eq!(!too_long(refused), read, "{length}");
            }
        }
    }

    #[test]
    fn another_side_can_neither_accredit_nor_revoke() {
        let mut other = charter();
        other.seal = key(11).public();
        let signed = accreditation().sign(&key(4), &key(5)).unwrap();
        assert!(matches!(
            signed.verify(&other),
            Err(AccreditationError::OtherSide { .. })
        ));
        let revocation = Revocation {
            side: charter().side(),
            device: accreditation().device(),
            at_unix_ms: 5,
        };
        assert!(revocation.sign(&key(5)).verify(&charter()).is_ok());
        assert!(revocation.sign(&key(4)).verify(&charter()).is_err());
        assert!(revocation.sign(&key(5)).verify(&other).is_err());
    }

    #[test]
    fn a_request_shows_possession() {
        let request = AccreditationRequest {
            side: charter().side(),
            person: PersonId([7; 16]),
            device_key: key(7).public(),
            hpke_key: vec![7; 32],
            roles: RoleSet::empty().with(Role::Sherpa),
        };
        assert_eq!(
            AccreditationRequest::verify(&request.sign(&key(7))),
            Ok(request.clone())
        );
        assert_eq!(
            AccreditationRequest::verify(&request.sign(&key(8))),
            Err(AccreditationError::Possession)
        );
    }
}
