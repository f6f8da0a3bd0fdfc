//! A side's charter: which keys act for it, signed by its seal and by nothing else.
//!
//! The seal signs security officers, node key, press key, archive key and the founding
//! administrator; without the last nobody could take part in the first accreditation.

use minicbor::{Decode, Encode};

use crate::{
    CanonicalError, DeviceId, KeyError, Label, PersonId, PublicKey, SideId, Signature, SigningKey,
    decode_canonical, encode_canonical,
};

/// Security officers a charter names at most.
pub const SECURITY_OFFICERS_MAX: usize = 8;
/// Administrators a charter names at most.
pub const OFFICERS_MAX: usize = 8;
/// Routes a credentials file names at most.
pub const ROUTES_MAX: usize = 8;
/// Longest charter in bytes.
pub(crate) const CHARTER_BYTES_MAX: usize = 32 * 1024;
/// Longest short name of a side in bytes.
const NAME_BYTES_MAX: usize = 64;
/// Longest HPKE public key (X-Wing: 1,216 bytes).
pub(crate) const HPKE_KEY_BYTES_MAX: usize = 2 * 1024;
/// Version of the charter's form.
const VERSION: u8 = 1;

/// An officer whom the seal names: person, device and the key to which the side seals for it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Officer {
    #[n(0)]
    pub person: PersonId,
    #[n(1)]
    pub device_key: PublicKey,
    #[cbor(n(2), with = "minicbor::bytes")]
    pub hpke_key: Vec<u8>,
}

/// The keys that act for a side.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Charter {
    #[n(0)]
    pub version: u8,
    /// The side's public short name, such as "North".
    #[n(1)]
    pub name: String,
    #[n(2)]
    pub seal: PublicKey,
    #[n(3)]
    pub node_key: PublicKey,
    /// Ed25519 key under which readouts are released.
    #[n(4)]
    pub press_key: PublicKey,
    /// minisign's id of the press key.
    #[cbor(n(5), with = "minicbor::bytes")]
    pub press_key_id: Vec<u8>,
    /// HPKE public key of the archive: a member of each of the side's audiences.
    #[cbor(n(6), with = "minicbor::bytes")]
    pub archive_key: Vec<u8>,
    #[n(7)]
    pub security_officers: Vec<Officer>,
    #[n(8)]
    pub administrators: Vec<Officer>,
    #[n(9)]
    pub issued_unix_ms: i64,
}

/// A charter and the seal's signature under its bytes.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct SignedCharter {
    #[cbor(n(0), with = "minicbor::bytes")]
    bytes: Vec<u8>,
    #[n(1)]
    signature: Signature,
}

/// Why a charter isn't taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CharterError {
    #[error(transparent)]
    Encoding(#[from] CanonicalError),
    #[error("the charter has version {0}, this program knows {VERSION}; upgrade it")]
    Version(u8),
    #[error("the charter isn't signed by the seal that it names")]
    Seal(#[from] KeyError),
    #[error("the charter names {got} {what}; 1 to {max} are wanted")]
    Officers {
        what: &'static str,
        got: usize,
        max: usize,
    },
    #[error("one device can't be administrator and security officer at once")]
    OneHandTwice,
    #[error("the charter's {0} is empty or too long")]
    Field(&'static str),
}

impl Charter {
    pub const VERSION: u8 = VERSION;

    pub fn side(&self) -> SideId {
        SideId::of_seal(&self.seal)
    }

    /// Signs the charter; the key must be the seal that it names.
    pub fn sign(&self, seal: &SigningKey) -> Result<SignedCharter, CharterError> {
        self.check()?;
        if seal.public() != self.seal {
            return Err(CharterError::Seal(KeyError::BadSignature));
        }
        let bytes = encode_canonical(self);
        if bytes.len() > CHARTER_BYTES_MAX {
            return Err(CharterError::Encoding(CanonicalError::TooLong {
                wanted: "charter",
                got: bytes.len(),
                max: CHARTER_BYTES_MAX,
            }));
        }
        let signature = seal.sign(Label::Charter, &bytes);
        Ok(SignedCharter { bytes, signature })
    }

    pub fn administrator(&self, device: DeviceId) -> Option<&Officer> {
        find(&self.administrators, device)
    }

    pub fn security_officer(&self, device: DeviceId) -> Option<&Officer> {
        find(&self.security_officers, device)
    }

    fn check(&self) -> Result<(), CharterError> {
        if self.version != VERSION {
            return Err(CharterError::Version(self.version));
        }
        for (what, officers, max) in [
            (
                "security officers",
                &self.security_officers,
                SECURITY_OFFICERS_MAX,
            ),
            ("administrators", &self.administrators, OFFICERS_MAX),
        ] {
            if officers.is_empty() || officers.len() > max {
                return Err(CharterError::Officers {
                    what,
                    got: officers.len(),
                    max,
                });
            }
        }
        let twice = self.administrators.iter().any(|admin| {
            self.security_officers.iter().any(|officer| {
                officer.device_key == admin.device_key || officer.person == admin.person
            })
        });
        if twice {
            return Err(CharterError::OneHandTwice);
        }
        let fits = |length: usize, max: usize| (1..=max).contains(&length);
        if !fits(self.name.len(), NAME_BYTES_MAX) {
            return Err(CharterError::Field("name"));
        }
        if !fits(self.archive_key.len(), HPKE_KEY_BYTES_MAX) {
            return Err(CharterError::Field("archive key"));
        }
        let mut officers = self.administrators.iter().chain(&self.security_officers);
        if officers.any(|officer| !fits(officer.hpke_key.len(), HPKE_KEY_BYTES_MAX)) {
            return Err(CharterError::Field("officers' sealing key"));
        }
        if self.press_key_id.len() != 8 {
            return Err(CharterError::Field("press key id"));
        }
        Ok(())
    }
}

impl SignedCharter {
    /// The charter, if the seal that it names signed it.
    pub fn verify(&self) -> Result<Charter, CharterError> {
        let charter: Charter = decode_canonical("charter", &self.bytes, CHARTER_BYTES_MAX)?;
        charter.check()?;
        charter
            .seal
            .verify(Label::Charter, &self.bytes, &self.signature)?;
        Ok(charter)
    }
}

fn find(officers: &[Officer], device: DeviceId) -> Option<&Officer> {
    officers
        .iter()
        .find(|officer| DeviceId::of_key(&officer.device_key) == device)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::SecretSeed;

    pub(crate) fn key(number: u8) -> SigningKey {
        SigningKey::from_seed(&SecretSeed([number; 32]))
    }

    pub(crate) fn officer(number: u8) -> Officer {
        Officer {
            person: PersonId([number; 16]),
            device_key: key(number).public(),
            hpke_key: vec![number; 32],
        }
    }

    /// Seal 1, node 2, press 3, administrator 4, security officer 5.
    pub(crate) fn charter() -> Charter {
        Charter {
            version: VERSION,
            name: "North".into(),
            seal: key(1).public(),
            node_key: key(2).public(),
            press_key: key(3).public(),
            press_key_id: vec![3; 8],
            archive_key: vec![9; 32],
            security_officers: vec![officer(5)],
            administrators: vec![officer(4)],
            issued_unix_ms: 1_640_000_000_000,
        }
    }

    #[test]
    fn the_seal_it_names_signs_it() {
        let signed = charter().sign(&key(1)).unwrap();
        assert_eq!(signed.verify(), Ok(charter()));
        assert!(charter().sign(&key(2)).is_err());
        let mut forged = signed.clone();
        *forged.bytes.last_mut().unwrap() ^= 1;
        assert!(forged.verify().is_err());
    }

    #[test]
    fn officers_are_counted() {
        for (count, fits) in [(0, false), (1, true), (7, true), (8, true), (9, false)] {
            let mut charter = charter();
            charter.security_officers = (0..count).map(|n| officer(20 + n)).collect();
            assert_eq!(charter.sign(&key(1)).is_ok(), fits, "{count}");
        }
    }

    /// Signs a changed charter and reads it again.
    fn stands(change: impl FnOnce(&mut Charter)) -> bool {
        let mut charter = charter();
        change(&mut charter);
        charter
            .sign(&key(1))
            .is_ok_and(|signed| signed.verify().is_ok())
    }

    #[test]
    fn administrators_are_counted() {
        for (count, fits) in [
            (0, false),
            (1, true),
            (OFFICERS_MAX - 1, true),
            (OFFICERS_MAX, true),
            (OFFICERS_MAX + 1, false),
        ] {
            let officers = (0..count).map(|n| officer(20 + u8::try_from(n).unwrap()));
            let named = officers.collect();
            assert_eq!(
                stands(|charter| charter.administrators = named),
                fits,
                "{count}"
            );
        }
    }

    #[test]
    fn fields_are_measured() {
        for (length, fits) in [
            (0, false),
            (1, true),
            (NAME_BYTES_MAX - 1, true),
            (NAME_BYTES_MAX, true),
            (NAME_BYTES_MAX + 1, false),
        ] {
            let name = "x".repeat(length);
            assert_eq!(stands(|charter| charter.name = name), fits, "name {length}");
        }
        for (length, fits) in [
            (0, false),
            (1, true),
            (HPKE_KEY_BYTES_MAX - 1, true),
            (HPKE_KEY_BYTES_MAX, true),
            (HPKE_KEY_BYTES_MAX + 1, false),
        ] {
            let key = vec![1; length];
            let archive = stands(|charter| charter.archive_key.clone_from(&key));
            let officer = stands(|charter| charter.administrators[0].hpke_key.clone_from(&key));
            assert_eq!((archive, officer), (fits, fits), "key {length}");
        }
        for (length, fits) in [(7, false), (8, true), (9, false)] {
            let id = vec![1; length];
            assert_eq!(
                stands(|charter| charter.press_key_id = id),
                fits,
                "id {length}"
            );
        }
    }

    #[test]
    fn the_whole_is_measured() {
        // As many officers as may be, with keys as long as that leaves room for.
        let of_length = |length: usize| {
            let mut charter = charter();
            let officer = |n: usize, hpke_bytes: usize| Officer {
                hpke_key: vec![1; hpke_bytes],
                ..officer(20 + u8::try_from(n).unwrap())
            };
            charter.administrators = (0..8).map(|n| officer(n, 1_900)).collect();
            charter.security_officers = (8..16).map(|n| officer(n, 1_900)).collect();
            let mut wanting = length - encode_canonical(&charter).len();
            let officers = charter.administrators.iter_mut();
            for officer in officers.chain(&mut charter.security_officers) {
                let more = wanting.min(HPKE_KEY_BYTES_MAX - 1_900);
                officer.hpke_key.resize(1_900 + more, 1);
                wanting -= more;
            }
            assert_eq!(encode_canonical(&charter).len(), length);
            charter
        };
        for (length, fits) in [
            (CHARTER_BYTES_MAX - 1, true),
            (CHARTER_BYTES_MAX, true),
            (CHARTER_BYTES_MAX + 1, false),
        ] {
            let charter = of_length(length);
            let bytes = encode_canonical(&charter);
            let signature = key(1).sign(Label::Charter, &bytes);
            let read = SignedCharter { bytes, signature }.verify();
            let signed = charter.sign(&key(1));
            assert_eq!((read.is_ok(), signed.is_ok()), (fits, fits), "{length}");
        }
    }

    #[test]
    fn administrator_and_security_officer_are_two_people() {
        let mut charter = charter();
        charter.administrators = vec![officer(5)];
        assert_eq!(charter.sign(&key(1)), Err(CharterError::OneHandTwice));
    }
}
