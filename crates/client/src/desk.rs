//! The records of a side as one device sees them: logs verified here, bodies opened here.

use domain::{
    AudienceClass, BodyDigest, ChainError, Early, Header, InternalRecord, LineView, NoEffect,
    NodeFacts, Noun, Record, RecordError, RecordId, SealedEntry, SealedPart, SubjectId,
};
use e2ee::{
    Digest, HpkeKeyPair, HpkePublicKey, Plaintext, Secret,
    seal::{Draft, SALT_LEN, SealedBody},
};
use identity::{Charter, Hash32, Role, RoleSet, SideId, sha256};
use std::collections::BTreeMap;

use crate::{DeviceKeys, opened::Opened};

/// What one device knows.
pub struct Desk {
    pub(crate) keys: DeviceKeys,
    pub(crate) view: LineView,
    /// Secrets of our audiences, by class and generation.
    pub(crate) secrets: BTreeMap<(AudienceClass, u32), HpkeKeyPair>,
    pub(crate) internal: Vec<InternalRecord>,
    /// Urgent entries of the other log ahead of their place.
    pub(crate) early: Vec<Early>,
    pub(crate) opened: Opened,
}

/// Why a record can't be made.
#[derive(Debug, thiserror::Error)]
pub enum DeskError {
    #[error(
        "this device isn't accredited, or no longer; ask an administrator and a security officer"
    )]
    NotAccredited,
    #[error("your side has no key for its {0:?} yet; let one of its people sign in first")]
    NoAudience(AudienceClass),
    #[error("the other side isn't paired; add its credentials first")]
    NoOtherSide,
    #[error("there is no such contact here: {0}")]
    NoContact(SubjectId),
    #[error("there is no such {noun} here: {subject}", noun = .0.name(), subject = .1)]
    NoSubject(Noun, SubjectId),
    #[error("it would change nothing: {0}")]
    NoEffect(NoEffect),
    #[error("what the nodes are told differs from the sealed words")]
    FactsDiffer,
    #[error(transparent)]
    FixedDate(#[from] domain::FixedDate),
    #[error("nothing waits for your answer in this contact")]
    NothingToAnswer,
    #[error(
        "the key of your side's {0:?} is held by somebody who reads it no more; let one of its people sign in, a new one is made then"
    )]
    StaleAudience(AudienceClass),
    #[error(transparent)]
    Answer(#[from] domain::AnswerError),
    #[error(transparent)]
    Rejected(#[from] domain::Rejection),
    #[error(transparent)]
    Terms(#[from] domain::TermsError),
    #[error(transparent)]
    Unrecorded(#[from] domain::UnrecordedError),
    #[error("there is no version {number}: the paper has {count}")]
    NoVersion { number: usize, count: usize },
    #[error(transparent)]
    Brackets(#[from] domain::BracketError),
    #[error("a list or text is longer than allowed")]
    TooLong,
    #[error("another person approves what you drafted")]
    OwnDraft,
    #[error("nobody but its author has approved it")]
    Unapproved,
    #[error("nobody reviewed it yet")]
    Unreviewed,
    #[error("you aren't on the distribution list of this note")]
    NotListed,
    #[error("its facts contradict the signed terms, and no reason is given")]
    Contradiction(Vec<domain::Conflict>),
    #[error("nothing is agreed of this round yet: {0}")]
    NotAgreed(SubjectId),
    #[error(
        "place and heads of this round are for your leadership; it hasn't cleared them, or something newer was signed since: {0}"
    )]
    NotCleared(SubjectId),
    #[error(transparent)]
    Kind(#[from] domain::KindError),
    #[error(transparent)]
    Record(#[from] RecordError),
    #[error(transparent)]
    Seal(#[from] e2ee::seal::SealError),
    #[error(transparent)]
    Hpke(#[from] e2ee::HpkeError),
    #[error(transparent)]
    Open(#[from] OpenError),
}

/// Why a sealed body doesn't open here.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    #[error("the record isn't here")]
    NoRecord,
    #[error("this part isn't sealed to you")]
    NotForYou,
    #[error("the part is damaged or forged: {0}")]
    Damaged(String),
}

impl Desk {
    /// Starts from credentials alone; [`Self::take`] brings in the logs.
    pub fn new(keys: DeviceKeys, own: Charter, other: Option<Charter>) -> Self {
        Self {
            keys,
            view: LineView::new([own].into_iter().chain(other)),
            secrets: BTreeMap::new(),
            internal: Vec::new(),
            early: Vec::new(),
            opened: Opened::default(),
        }
    }

    /// Takes the next entry of a log; this device verifies the chain itself.
    pub fn take(&mut self, side: SideId, entry: &SealedEntry) -> Result<(), ChainError> {
        self.view.append(side, entry)
    }

    /// Takes what the node holds ahead of its place, in place of what it held before; this device checks
    /// each by itself, and leaves out what isn't what it says.
    pub fn take_early(&mut self, entries: &[SealedEntry]) {
        let Some(other) = self.view.other_side(self.keys.side) else {
            return;
        };
        let read = entries.iter();
        let read = read.filter_map(|sealed| self.view.read_early(other, sealed).ok());
        self.early = read.collect();
    }

    /// A record that is here, in its log or ahead of its place.
    pub(crate) fn record_here(&self, id: RecordId) -> Option<&Record> {
        let early = self.early.iter().map(|early| &early.record);
        self.view
            .record(id)
            .or_else(|| early.into_iter().find(|record| record.id == id))
    }

    /// Takes an internal record of our side; one whose author doesn't stand is left out.
    pub fn take_internal(&mut self, record: InternalRecord) -> bool {
        let author = self
            .view
            .people(self.keys.side)
            .and_then(|people| people.get(record.header().device));
        let stands =
            author.is_some_and(|member| record.verify(&member.accreditation.device_key).is_ok());
        if stands {
            self.internal.push(record);
        }
        stands
    }

    /// Opens the audience keys that were granted to this device since.
    pub fn refresh(&mut self) {
        self.open_grants();
    }

    pub fn view(&self) -> &LineView {
        &self.view
    }

    pub fn keys(&self) -> &DeviceKeys {
        &self.keys
    }

    pub fn own_side(&self) -> SideId {
        self.keys.side
    }

    pub fn other_side(&self) -> Result<SideId, DeskError> {
        self.view
            .other_side(self.keys.side)
            .ok_or(DeskError::NoOtherSide)
    }

    /// This device's roles as its side's log gives them.
    pub fn roles(&self, now_unix_ms: i64) -> Option<RoleSet> {
        self.view
            .people(self.keys.side)?
            .standing(self.keys.device(), now_unix_ms)
            .map(|member| member.accreditation.roles)
    }

    /// As [`Self::roles`], with the office that the charter itself gives to this device.
    pub fn offices(&self, now_unix_ms: i64) -> Option<RoleSet> {
        let (side, device) = (self.keys.side, self.keys.device());
        let people = self.view.people(side);
        let is_revoked = people.is_some_and(|people| people.is_revoked(device));
        let charter = self.view.charter(side).filter(|_| !is_revoked);
        let named = charter.into_iter().flat_map(|charter| {
            let administrator = charter.administrator(device);
            let security_officer = charter.security_officer(device);
            let administrator = administrator.map(|_| Role::Administrator);
            administrator
                .into_iter()
                .chain(security_officer.map(|_| Role::SecurityOfficer))
        });
        let accredited = self.roles(now_unix_ms);
        let all: RoleSet = accredited
            .iter()
            .flat_map(|roles| roles.iter())
            .chain(named)
            .collect();
        (all.iter().next().is_some()).then_some(all)
    }

    /// This device's signed accreditation: its credential in a call.
    pub fn credential(&self, now_unix_ms: i64) -> Result<Vec<u8>, DeskError> {
        self.view
            .people(self.keys.side)
            .and_then(|people| people.standing(self.keys.device(), now_unix_ms))
            .map(|member| member.signed.clone())
            .ok_or(DeskError::NotAccredited)
    }

    /// The heads of a subject's history: the newest record of each side.
    fn heads(&self, subject: SubjectId) -> Vec<RecordId> {
        let mut newest: BTreeMap<SideId, (u64, RecordId)> = BTreeMap::new();
        for placed in self.view.history(subject) {
            if let domain::Event::Record { id, .. } = &placed.event {
                let head = newest.entry(placed.side).or_insert((placed.seq, *id));
                if placed.seq >= head.0 {
                    *head = (placed.seq, *id);
                }
            }
        }
        newest.into_values().map(|(_, id)| id).collect()
    }

    pub(crate) fn header(&self, kind: u16, subject: SubjectId, now_unix_ms: i64) -> Header {
        let author = (self.keys.side, self.keys.person, self.keys.device());
        Header {
            after: self.heads(subject),
            ..Header::new(kind, subject, author, now_unix_ms)
        }
    }

    /// Seals the parts under the finished header; each to its audience class on the given sides.
    pub(crate) fn seal_parts(
        &self,
        header: &mut Header,
        parts: &[(AudienceClass, Vec<u8>)],
        sides: &[SideId],
    ) -> Result<Vec<SealedPart>, DeskError> {
        let drafts = parts
            .iter()
            .map(|(class, plaintext)| Ok((*class, Draft::new(plaintext)?)))
            .collect::<Result<Vec<_>, DeskError>>()?;
        header.bodies = drafts
            .iter()
            .map(|(class, draft)| BodyDigest {
                class: *class as u8,
                hash: Hash32(draft.hash().0),
            })
            .collect();
        let header_bytes = identity::encode_canonical(header);
        drafts
            .into_iter()
            .map(|(class, draft)| {
                let keys = self.audience_keys(class, sides, header.at_unix_ms)?;
                let audience: Vec<(&[u8], &HpkePublicKey)> =
                    keys.iter().map(|(id, key)| (id.as_slice(), key)).collect();
                Ok(SealedPart(
                    draft.seal(&header_bytes, &audience)?.to_cbor().into(),
                ))
            })
            .collect()
    }

    /// Newest public key of a class for each side. Nothing is sealed to a key of ours that a device
    /// holds which reads this class no more; when the other side changes its keys is for it to say.
    fn audience_keys(
        &self,
        class: AudienceClass,
        sides: &[SideId],
        now_unix_ms: i64,
    ) -> Result<Vec<(Vec<u8>, HpkePublicKey)>, DeskError> {
        let mut keys = Vec::new();
        for side in sides {
            match self.view.audience(*side, class) {
                Some(key) if key.side == self.own_side() && self.has_fallen(key, now_unix_ms) => {
                    return Err(DeskError::StaleAudience(class));
                }
                Some(key) => keys.push((
                    key_id(&key.public_key),
                    HpkePublicKey::new(&key.public_key)?,
                )),
                None => return Err(DeskError::NoAudience(class)),
            }
        }
        Ok(keys)
    }

    /// Signs a record of the line.
    pub(crate) fn sign(
        &self,
        header: &Header,
        parts: Vec<SealedPart>,
    ) -> Result<Record, DeskError> {
        Ok(Record::sign(header, parts, self.keys.signing())?)
    }

    /// Opens one part of a record for this device.
    pub fn open_part(&self, id: RecordId, class: AudienceClass) -> Result<Vec<u8>, OpenError> {
        let record = self.record_here(id).ok_or(OpenError::NoRecord)?;
        let (part, digest) = record.part(class).ok_or(OpenError::NotForYou)?;
        self.opened.get_or_open((id, class), || {
            self.open_sealed(&record.header_bytes, part, digest, class)
        })
    }

    /// Wipes the words that were opened; they are opened again when they are asked for.
    pub fn forget_opened(&self) {
        self.opened.forget();
    }

    pub(crate) fn open_sealed(
        &self,
        header_bytes: &[u8],
        part: &SealedPart,
        digest: &BodyDigest,
        class: AudienceClass,
    ) -> Result<Vec<u8>, OpenError> {
        let (_, opened) = self.open_salted(header_bytes, part, digest, class)?;
        Ok(opened.into_bytes())
    }

    /// With the salt, which shows to the own node that this is what the header's hash names.
    pub(crate) fn open_salted(
        &self,
        header_bytes: &[u8],
        part: &SealedPart,
        digest: &BodyDigest,
        class: AudienceClass,
    ) -> Result<(Secret<SALT_LEN>, Plaintext), OpenError> {
        let damaged = |cause: &dyn std::fmt::Display| OpenError::Damaged(cause.to_string());
        let body = SealedBody::from_cbor(&part.0).map_err(|error| damaged(&error))?;
        let mine = self
            .secrets
            .range((class, 0)..=(class, u32::MAX))
            .map(|(_, pair)| (key_id(pair.public().as_bytes()), pair))
            .find(|(id, _)| body.audience().any(|wrapped| wrapped == id.as_slice()));
        let (id, pair) = mine.ok_or(OpenError::NotForYou)?;
        body.open_salted(header_bytes, Digest(digest.hash.0), &id, pair)
            .map_err(|error| damaged(&error))
    }

    /// What both nodes are told of a contact's terms.
    pub fn node_facts(&self, subject: SubjectId) -> Option<NodeFacts> {
        self.view.contact(subject)?.facts
    }
}

/// The name of an audience key within wraps.
pub(crate) fn key_id(public_key: &[u8]) -> Vec<u8> {
    sha256(public_key)[..16].to_vec()
}
