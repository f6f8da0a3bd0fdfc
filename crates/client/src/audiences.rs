//! Audience keys: devices make them and hand them on; nodes only carry the grants.

use domain::{AudienceClass, AudienceKey, Grant, Kind, Record, SubjectId, WRAPS_MAX, Wrap};
use e2ee::{HpkeKeyPair, HpkePublicKey, SealedTo, Secret, seal_to};
use identity::{DeviceId, SecretSeed, SideId, decode_canonical, encode_canonical};
use minicbor::{Decode, Encode};

use crate::{Desk, DeskError};

const GRANT_INFO: &[u8] = b"detente/v1/grant";

/// Housekeeping fails as making a record does.
pub type HousekeepingError = DeskError;

/// What a wrap is bound to: the audience and its public key.
#[derive(Encode, Decode)]
struct GrantContext {
    #[n(0)]
    side: SideId,
    #[n(1)]
    class: u8,
    #[n(2)]
    generation: u32,
    #[cbor(n(3), with = "minicbor::bytes")]
    public_key: Vec<u8>,
}

impl Desk {
    /// Grants that this device should make now: a first key for an audience that has none, the key
    /// for devices accredited since, a new generation after a holder fell out.
    pub fn housekeeping(&mut self, now_unix_ms: i64) -> Result<Vec<Record>, HousekeepingError> {
        self.open_grants();
        let Some(roles) = self.roles(now_unix_ms) else {
            return Ok(Vec::new());
        };
        let mut records = Vec::new();
        for class in AudienceClass::ALL {
            if !class.roles().intersects(roles) {
                continue;
            }
            if let Some(record) = self.grant_for(class, now_unix_ms)? {
                records.push(record);
            }
        }
        Ok(records)
    }

    fn grant_for(
        &self,
        class: AudienceClass,
        now_unix_ms: i64,
    ) -> Result<Option<Record>, DeskError> {
        let readers = self.readers(class, now_unix_ms);
        let newest = self.view.audience(self.keys.side, class);
        let next = match newest {
            None => Some(1),
            // Any reader begins the next generation: were it left to holders, none would ever come
            // once all of them have fallen. Of two that begin it the first in the log does.
            Some(key) if self.has_fallen(key, now_unix_ms) => key.generation.checked_add(1),
            Some(_) => None,
        };
        if let Some(generation) = next {
            let seed = SecretSeed::generate();
            return self
                .grant(class, generation, &seed, &readers, true, now_unix_ms)
                .map(Some);
        }
        let Some(newest) = newest.filter(|key| self.secrets.contains_key(&(class, key.generation)))
        else {
            return Ok(None);
        };
        let missing: Vec<(DeviceId, Vec<u8>)> = readers
            .into_iter()
            .filter(|(reader, _)| !newest.holders.contains(reader))
            .collect();
        if missing.is_empty() {
            return Ok(None);
        }
        let Some(seed) = self.seed_of(newest) else {
            return Ok(None);
        };
        self.grant(
            class,
            newest.generation,
            &seed,
            &missing,
            false,
            now_unix_ms,
        )
        .map(Some)
    }

    /// Whether a device holds this key of ours that reads its class no more: revoked, expired, or with
    /// other roles.
    pub(crate) fn has_fallen(&self, key: &AudienceKey, now_unix_ms: i64) -> bool {
        let readers = self.readers(key.class, now_unix_ms);
        let reads = |holder| readers.iter().any(|(reader, _)| reader == holder);
        !key.holders.iter().all(reads)
    }

    /// Standing devices of our side that read this class, with their sealing keys.
    fn readers(&self, class: AudienceClass, now_unix_ms: i64) -> Vec<(DeviceId, Vec<u8>)> {
        let Some(people) = self.view.people(self.keys.side) else {
            return Vec::new();
        };
        people
            .iter()
            .filter(|(device, member)| {
                member.accreditation.roles.intersects(class.roles())
                    && people.standing(**device, now_unix_ms).is_some()
            })
            .map(|(device, member)| (*device, member.accreditation.hpke_key.clone()))
            .collect()
    }

    fn grant(
        &self,
        class: AudienceClass,
        generation: u32,
        seed: &SecretSeed,
        readers: &[(DeviceId, Vec<u8>)],
        with_archive: bool,
        now_unix_ms: i64,
    ) -> Result<Record, DeskError> {
        let pair = HpkeKeyPair::from_seed(&Secret::new(seed.0))?;
        let public_key = pair.public().as_bytes().to_vec();
        let side = self.keys.side;
        let context = encode_canonical(&GrantContext {
            side,
            class: class as u8,
            generation,
            public_key: public_key.clone(),
        });
        let wrap = |device: Option<DeviceId>, key: &[u8]| -> Result<Wrap, DeskError> {
            let sealed = seal_to(&HpkePublicKey::new(key)?, GRANT_INFO, &context, &seed.0)?;
            Ok(Wrap {
                device,
                sealed: encode_canonical(&sealed),
            })
        };
        let mut wraps = Vec::new();
        if with_archive && let Some(charter) = self.view.charter(side) {
            wraps.push(wrap(None, &charter.archive_key)?);
        }
        // The rest get theirs in the next grant.
        for (device, key) in readers.iter().take(WRAPS_MAX - wraps.len()) {
            wraps.push(wrap(Some(*device), key)?);
        }
        let grant = Grant {
            side,
            class: class as u8,
            generation,
            public_key,
            wraps,
        };
        let mut header = self.header(
            Kind::Grant.number(),
            SubjectId::of_audience(side, class),
            now_unix_ms,
        );
        header.after.clear();
        header.open = encode_canonical(&grant);
        self.sign(&header, Vec::new())
    }

    pub(crate) fn open_grants(&mut self) {
        let keys: Vec<AudienceKey> = self.view.audience_keys(self.keys.side).cloned().collect();
        for key in keys {
            if self.secrets.contains_key(&(key.class, key.generation))
                || !key.holders.contains(&self.keys.device())
            {
                continue;
            }
            let Some(seed) = self.seed_of(&key) else {
                continue;
            };
            if let Ok(pair) = HpkeKeyPair::from_seed(&Secret::new(seed.0)) {
                self.secrets.insert((key.class, key.generation), pair);
            }
        }
    }

    /// The secret of an audience key, from the wrap for this device; `None` if there is none, or one
    /// that doesn't give this public key.
    fn seed_of(&self, key: &AudienceKey) -> Option<SecretSeed> {
        self.seed_for(key, Some(self.keys.device()))
    }

    /// Opens every audience key of our side that was granted to its archive, where the keys of this desk
    /// are the archive's; gives how many.
    pub fn open_as_archive(&mut self) -> usize {
        let keys: Vec<AudienceKey> = self.view.audience_keys(self.keys.side).cloned().collect();
        for key in keys {
            let pair = self
                .seed_for(&key, None)
                .and_then(|seed| HpkeKeyPair::from_seed(&Secret::new(seed.0)).ok());
            if let Some(pair) = pair {
                self.secrets.insert((key.class, key.generation), pair);
            }
        }
        self.secrets.len()
    }

    /// From the wrap for a device, or for the archive.
    fn seed_for(&self, key: &AudienceKey, reader: Option<DeviceId>) -> Option<SecretSeed> {
        let context = encode_canonical(&GrantContext {
            side: key.side,
            class: key.class as u8,
            generation: key.generation,
            public_key: key.public_key.clone(),
        });
        key.grants
            .iter()
            .filter_map(|id| self.view.record(*id))
            .filter_map(|record| {
                decode_canonical::<Grant>("grant", &record.header.open, domain::RECORD_BYTES_MAX)
                    .ok()
            })
            .flat_map(|grant| grant.wraps)
            .filter(|wrap| wrap.device == reader)
            .find_map(|wrap| {
                let sealed: SealedTo = decode_canonical("wrap", &wrap.sealed, 8 * 1024).ok()?;
                let opened = self.keys.hpke().open(GRANT_INFO, &context, &sealed).ok()?;
                let seed = SecretSeed(opened.as_bytes().try_into().ok()?);
                let pair = HpkeKeyPair::from_seed(&Secret::new(seed.0)).ok()?;
                (pair.public().as_bytes() == key.public_key).then_some(seed)
            })
    }
}
