//! Sides, people and devices as a seed makes them, and a device that nobody accredited.

use client::DeviceKeys;
use domain::SubjectId;
use e2ee::{Secret, group::Member};
use identity::{
    Accreditation, Charter, Credentials, DeviceId, Officer, PersonId, PublicKey, Revocation, Role,
    RoleSet, Route, SecretSeed, SideId, SigningKey,
};
use rand::RngCore;
use rand_chacha::ChaCha8Rng;
use std::io::Cursor;
use wire::{CallEnvelope, GroupId, JoinBody, RosterMember, SignedEnvelope};

const HALF_YEAR_MS: i64 = 180 * 24 * 3_600 * 1_000;

pub(crate) fn bytes<const N: usize>(rng: &mut ChaCha8Rng) -> [u8; N] {
    let mut bytes = [0; N];
    rng.fill_bytes(&mut bytes);
    bytes
}

fn signing_key(rng: &mut ChaCha8Rng) -> SigningKey {
    SigningKey::from_seed(&SecretSeed(bytes(rng)))
}

/// One side: its keys and what it hands to the other.
pub(crate) struct Side {
    pub id: SideId,
    pub charter: Charter,
    pub credentials: Vec<u8>,
    pub node: SigningKey,
    press: minisign::KeyPair,
    administrator: SigningKey,
    security_officer: SigningKey,
}

fn officer(key: &SigningKey, rng: &mut ChaCha8Rng) -> Officer {
    Officer {
        person: PersonId(bytes(rng)),
        device_key: key.public(),
        hpke_key: vec![1; 32],
    }
}

impl Side {
    pub fn new(name: &str, unix_ms: i64, rng: &mut ChaCha8Rng) -> Self {
        // Releases are signed in minisign's form, whose keys aren't drawn from a seed; the draw stays, so
        // that each seed's story does.
        let [seal, node, _, administrator, security_officer] =
            std::array::from_fn(|_| signing_key(rng));
        let press =
            minisign::KeyPair::generate_unencrypted_keypair().expect("the system's randomness");
        let public = press.pk.to_bytes();
        let id = SideId::of_seal(&seal.public());
        let archive = Persona::new(id, RoleSet::empty(), rng).keys();
        let charter = Charter {
            version: Charter::VERSION,
            name: name.to_owned(),
            seal: seal.public(),
            node_key: node.public(),
            press_key: PublicKey(public[10..42].try_into().expect("32 bytes")),
            press_key_id: public[2..10].to_vec(),
            archive_key: archive.hpke_public(),
            security_officers: vec![officer(&security_officer, rng)],
            administrators: vec![officer(&administrator, rng)],
            issued_unix_ms: unix_ms,
        };
        let signed = charter.sign(&seal).expect("a whole charter");
        let routes = vec![Route(format!("{}.example:7001", name.to_lowercase()))];
        let credentials = Credentials::seal(signed, routes, &seal).expect("whole credentials");
        Self {
            id,
            charter,
            credentials,
            node,
            press,
            administrator,
            security_officer,
        }
    }

    /// What its press key signs.
    pub fn sign_press(&self, document: &str) -> String {
        let text = Cursor::new(document.as_bytes());
        minisign::sign(
            Some(&self.press.pk),
            &self.press.sk,
            text,
            Some("a release"),
            None,
        )
        .expect("a key that signs")
        .into_string()
    }

    pub fn accredit(&self, persona: &Persona, unix_ms: i64) -> Vec<u8> {
        accredit(
            persona,
            unix_ms,
            &self.administrator,
            &self.security_officer,
        )
    }

    pub fn revoke(&self, device: DeviceId, unix_ms: i64) -> Vec<u8> {
        let revocation = Revocation {
            side: self.id,
            device,
            at_unix_ms: unix_ms,
        };
        revocation.sign(&self.security_officer).encode()
    }
}

fn accredit(
    persona: &Persona,
    unix_ms: i64,
    administrator: &SigningKey,
    security_officer: &SigningKey,
) -> Vec<u8> {
    let keys = persona.keys();
    let accreditation = Accreditation {
        side: persona.side,
        person: persona.person,
        device_key: keys.public(),
        hpke_key: keys.hpke_public(),
        roles: persona.roles,
        from_unix_ms: unix_ms - HALF_YEAR_MS,
        until_unix_ms: unix_ms + HALF_YEAR_MS,
    };
    accreditation
        .sign(administrator, security_officer)
        .expect("a whole accreditation")
        .encode()
}

/// A person with a device; its keys can be made again after the device crashed.
#[derive(Clone)]
pub(crate) struct Persona {
    pub side: SideId,
    pub person: PersonId,
    pub roles: RoleSet,
    seed: [u8; 32],
    hpke_seed: [u8; 32],
}

impl Persona {
    pub fn new(side: SideId, roles: RoleSet, rng: &mut ChaCha8Rng) -> Self {
        Self {
            side,
            person: PersonId(bytes(rng)),
            roles,
            seed: bytes(rng),
            hpke_seed: bytes(rng),
        }
    }

    /// Sherpa, duty officer and interpreter in one: everything but a principal.
    pub fn staff_roles() -> RoleSet {
        RoleSet::empty()
            .with(Role::Sherpa)
            .with(Role::DutyOfficer)
            .with(Role::Interpreter)
    }

    pub fn keys(&self) -> DeviceKeys {
        DeviceKeys::from_seeds(
            self.side,
            self.person,
            SecretSeed(self.seed),
            SecretSeed(self.hpke_seed),
        )
        .expect("any seeds give keys")
    }

    /// What nobody but the device may hold.
    pub fn secrets(&self) -> [&[u8]; 2] {
        [&self.seed, &self.hpke_seed]
    }

    pub fn device(&self) -> DeviceId {
        self.keys().device()
    }
}

/// A device that claims to be of a side, accredited by officers whom the side's charter doesn't name.
pub(crate) struct Ghost {
    pub persona: Persona,
    pub accreditation: Vec<u8>,
    officers: [Officer; 2],
}

impl Ghost {
    pub fn new(side: SideId, unix_ms: i64, rng: &mut ChaCha8Rng) -> Self {
        let persona = Persona::new(side, Persona::staff_roles(), rng);
        let [administrator, security_officer] = std::array::from_fn(|_| signing_key(rng));
        Self {
            accreditation: accredit(&persona, unix_ms, &administrator, &security_officer),
            officers: [
                officer(&administrator, rng),
                officer(&security_officer, rng),
            ],
            persona,
        }
    }

    /// The side's charter as a device reads it that doesn't check who its officers are.
    pub fn believed(&self, charter: &Charter) -> Charter {
        let [administrator, security_officer] = self.officers.clone();
        let mut believed = charter.clone();
        believed.administrators.push(administrator);
        believed.security_officers.push(security_officer);
        believed
    }

    /// The ghost as a node would name it in a roster: with a key package and a signature of its own.
    pub fn member(&self, contact: SubjectId, group: GroupId) -> Option<RosterMember> {
        let keys = self.persona.keys();
        let seed = Secret::new(self.persona.seed);
        let member = Member::new(&seed, &self.accreditation).ok()?;
        let join = CallEnvelope::Join(JoinBody {
            contact,
            side: self.persona.side,
            accreditation: self.accreditation.clone(),
            key_package: member.key_package().ok()?.0,
            group,
        });
        Some(RosterMember {
            side: self.persona.side,
            device: keys.device(),
            join: SignedEnvelope::sign(&join, keys.signing()).encode(),
        })
    }
}
