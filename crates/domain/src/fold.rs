//! The fold of a line: two logs in, people, audiences, contacts and voids out.
//!
//! Entries are appended one at a time, each log in its own order; which log's entry comes first
//! changes nothing.

use identity::{Charter, DeviceId, Hash32, PublicKey, RoleSet, SideId, decode_canonical};
use std::collections::{BTreeMap, BTreeSet};

use crate::{
    Action, AudienceClass, ChainError, Contact, ForkProof, Grant, Head, Kind, LogItem, People,
    Placed, Record, RecordId, SealedEntry, SubjectId,
    authority::roles_of,
    contact::Event,
    fork::{Closing, open_part},
    verify_chain_step,
};

/// Why an entry has no effect.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VoidReason {
    #[error("unreadable: {0}")]
    Unreadable(String),
    #[error("of a later version; it will be folded again after an upgrade")]
    UnknownKind,
    #[error("its author's accreditation didn't stand there")]
    Author,
    #[error("its author's roles don't allow it")]
    Role,
    #[error("its signature doesn't stand")]
    Signature,
    #[error("not signed by two officers of the side, or a revocation by one")]
    Officers,
    #[error("the same record is in the log already")]
    Duplicate,
    #[error("the grant doesn't stand")]
    Grant,
    #[error("it proves no two stories")]
    Proof,
}

/// An entry without effect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Void {
    pub side: SideId,
    pub seq: u64,
    pub reason: VoidReason,
}

/// The key of one audience of one side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AudienceKey {
    pub side: SideId,
    pub class: AudienceClass,
    pub generation: u32,
    pub public_key: Vec<u8>,
    /// Devices to which the secret was sealed.
    pub holders: BTreeSet<DeviceId>,
    /// Records that hold the wraps.
    pub grants: Vec<RecordId>,
}

/// One log as folded so far.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Track {
    charter: Charter,
    head: Head,
    other_seen: Head,
    people: People,
}

/// What the two logs of a line say; with one charter, what one side alone has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineView {
    tracks: BTreeMap<SideId, Track>,
    placed: BTreeMap<SubjectId, Vec<Placed>>,
    records: BTreeMap<RecordId, Record>,
    audiences: BTreeMap<(SideId, AudienceClass, u32), AudienceKey>,
    voids: Vec<Void>,
    closings: Vec<Closing>,
}

impl LineView {
    pub fn new(charters: impl IntoIterator<Item = Charter>) -> Self {
        let tracks = charters
            .into_iter()
            .map(|charter| {
                let track = Track {
                    head: Head::EMPTY,
                    other_seen: Head::EMPTY,
                    people: People::default(),
                    charter,
                };
                (track.charter.side(), track)
            })
            .collect();
        Self {
            tracks,
            placed: BTreeMap::new(),
            records: BTreeMap::new(),
            audiences: BTreeMap::new(),
            voids: Vec::new(),
            closings: Vec::new(),
        }
    }

    /// Brings in the other side, once its credentials were confirmed.
    pub fn add_side(&mut self, charter: Charter) {
        let side = charter.side();
        self.tracks.entry(side).or_insert_with(|| Track {
            head: Head::EMPTY,
            other_seen: Head::EMPTY,
            people: People::default(),
            charter,
        });
    }

    /// Takes the next entry of `side`'s log. A well-chained entry is always taken; what is wrong with
    /// its item makes it void.
    ///
    /// # Errors
    /// The entry doesn't follow the log's head under its node's key, or the side is unknown.
    pub fn append(&mut self, side: SideId, sealed: &SealedEntry) -> Result<(), ChainError> {
        let track = self
            .tracks
            .get_mut(&side)
            .ok_or(ChainError::Signature(identity::KeyError::NotAKey))?;
        let (head, entry) = verify_chain_step(
            track.head,
            track.other_seen,
            sealed,
            &track.charter.node_key,
        )?;
        track.head = head;
        track.other_seen = entry.other_seen;
        let place = Place {
            side,
            seq: entry.seq,
            other_seen: entry.other_seen.seq,
            node_unix_ms: entry.node_unix_ms,
        };
        if let Err(reason) = self.take(&place, sealed) {
            self.voids.push(Void {
                side,
                seq: entry.seq,
                reason,
            });
        }
        Ok(())
    }

    pub fn head(&self, side: SideId) -> Head {
        self.tracks
            .get(&side)
            .map_or(Head::EMPTY, |track| track.head)
    }

    /// What the last entry of `side`'s log saw of the other.
    pub fn other_seen(&self, side: SideId) -> Head {
        self.tracks
            .get(&side)
            .map_or(Head::EMPTY, |track| track.other_seen)
    }

    pub fn charter(&self, side: SideId) -> Option<&Charter> {
        self.tracks.get(&side).map(|track| &track.charter)
    }

    pub fn sides(&self) -> impl Iterator<Item = SideId> {
        self.tracks.keys().copied()
    }

    /// The side that isn't `own`, once there is one.
    pub fn other_side(&self, own: SideId) -> Option<SideId> {
        self.sides().find(|side| *side != own)
    }

    pub fn people(&self, side: SideId) -> Option<&People> {
        self.tracks.get(&side).map(|track| &track.people)
    }

    pub fn contact(&self, subject: SubjectId) -> Option<Contact> {
        self.fold_contact(subject, self.placed.get(&subject)?)
    }

    fn fold_contact(&self, subject: SubjectId, placed: &[Placed]) -> Option<Contact> {
        let (open, late) = open_part(&self.closings, placed);
        let mut contact = Contact::fold(subject, &open)?;
        contact.without_effect.extend(late);
        Some(contact)
    }

    /// Two stories are proved in one of the logs: nothing new is agreed.
    pub fn is_closed(&self) -> bool {
        !self.closings.is_empty()
    }

    /// Whether the proof stands in `side`'s own log.
    pub fn is_closed_by(&self, side: SideId) -> bool {
        self.closings.iter().any(|closing| closing.side == side)
    }

    pub fn contacts(&self) -> Vec<Contact> {
        self.placed
            .iter()
            .filter_map(|(subject, placed)| self.fold_contact(*subject, placed))
            .collect()
    }

    /// What is known of a subject, in the order in which it came here.
    pub fn history(&self, subject: SubjectId) -> &[Placed] {
        self.placed.get(&subject).map_or(&[], Vec::as_slice)
    }

    pub fn record(&self, id: RecordId) -> Option<&Record> {
        self.records.get(&id)
    }

    pub fn voids(&self) -> &[Void] {
        &self.voids
    }

    /// The newest key of an audience.
    pub fn audience(&self, side: SideId, class: AudienceClass) -> Option<&AudienceKey> {
        self.audiences
            .range((side, class, 0)..=(side, class, u32::MAX))
            .next_back()
            .map(|(_, key)| key)
    }

    /// All generations of a side's audience keys.
    pub fn audience_keys(&self, side: SideId) -> impl Iterator<Item = &AudienceKey> {
        self.audiences.values().filter(move |key| key.side == side)
    }

    /// The audience whose public key this is.
    pub fn audience_of_key(&self, public_key: &[u8]) -> Option<&AudienceKey> {
        self.audiences
            .values()
            .find(|key| key.public_key == public_key)
    }

    fn take(&mut self, place: &Place, sealed: &SealedEntry) -> Result<(), VoidReason> {
        let item = sealed
            .item()
            .map_err(|error| VoidReason::Unreadable(error.to_string()))?;
        let track = self.tracks.get_mut(&place.side).ok_or(VoidReason::Author)?;
        match item {
            LogItem::Accreditation(bytes) => track
                .people
                .accredit(&track.charter, &bytes, place.seq)
                .map_err(|_| VoidReason::Officers),
            LogItem::Revocation(bytes) => track
                .people
                .revoke(&track.charter, &bytes, place.seq)
                .map(drop)
                .map_err(|_| VoidReason::Officers),
            LogItem::CallStarted(started) => {
                self.place(place, started.contact, Event::Started(started));
                Ok(())
            }
            LogItem::CallEnded(ended) => {
                self.place(place, ended.contact, Event::Ended(ended));
                Ok(())
            }
            LogItem::Record(bytes) => self.take_record(place, &bytes),
            LogItem::Fork(proof) => self.take_proof(place, &proof),
        }
    }

    fn take_proof(&mut self, place: &Place, proof: &ForkProof) -> Result<(), VoidReason> {
        let charter = self.charter(proof.side).ok_or(VoidReason::Proof)?;
        proof
            .verify(&charter.node_key)
            .map_err(|_| VoidReason::Proof)?;
        // A second one in the same log closes nothing more.
        if !self.is_closed_by(place.side) {
            self.closings.push(Closing {
                side: place.side,
                seq: place.seq,
                other_seen: place.other_seen,
            });
        }
        Ok(())
    }

    fn take_record(&mut self, place: &Place, bytes: &[u8]) -> Result<(), VoidReason> {
        let record =
            Record::decode(bytes).map_err(|error| VoidReason::Unreadable(error.to_string()))?;
        let (_, roles) = self.check_author(place.side, place.node_unix_ms, &record)?;
        let kind = record.kind().ok_or(VoidReason::UnknownKind)?;
        if !roles.intersects(roles_of(action_of(kind))) {
            return Err(VoidReason::Role);
        }
        if self.records.contains_key(&record.id) {
            return Err(VoidReason::Duplicate);
        }
        if kind == Kind::Grant {
            self.take_grant(place.side, roles, &record)?;
        }
        let event = Event::Record {
            id: record.id,
            kind,
            header: Box::new(record.header.clone()),
            roles,
        };
        self.place(place, record.header.subject, event);
        self.records.insert(record.id, record);
        Ok(())
    }

    /// Whether the author's device stands in its own log now, and signed this.
    pub fn check_author(
        &self,
        side: SideId,
        node_unix_ms: i64,
        record: &Record,
    ) -> Result<(PublicKey, RoleSet), VoidReason> {
        if record.header.side != side {
            return Err(VoidReason::Author);
        }
        let people = self.people(side).ok_or(VoidReason::Author)?;
        let member = people
            .standing(record.header.device, node_unix_ms)
            .ok_or(VoidReason::Author)?;
        if member.accreditation.person != record.header.person {
            return Err(VoidReason::Author);
        }
        let key = member.accreditation.device_key;
        record.verify(&key).map_err(|_| VoidReason::Signature)?;
        Ok((key, member.accreditation.roles))
    }

    fn take_grant(
        &mut self,
        side: SideId,
        roles: RoleSet,
        record: &Record,
    ) -> Result<(), VoidReason> {
        let grant: Grant = decode_canonical("grant", &record.header.open, crate::RECORD_BYTES_MAX)
            .map_err(|error| VoidReason::Unreadable(error.to_string()))?;
        let class = AudienceClass::from_number(grant.class).ok_or(VoidReason::Grant)?;
        let newest = self.audience(side, class).map_or(0, |key| key.generation);
        let next = grant.generation == newest + 1;
        let known = self.audiences.get(&(side, class, grant.generation));
        let same = known.is_some_and(|key| key.public_key == grant.public_key);
        if !grant.stands(side, roles) || !(next || same) {
            return Err(VoidReason::Grant);
        }
        let key = self
            .audiences
            .entry((side, class, grant.generation))
            .or_insert_with(|| AudienceKey {
                side,
                class,
                generation: grant.generation,
                public_key: grant.public_key.clone(),
                holders: BTreeSet::new(),
                grants: Vec::new(),
            });
        key.holders
            .extend(grant.wraps.iter().filter_map(|wrap| wrap.device));
        key.grants.push(record.id);
        Ok(())
    }

    fn place(&mut self, place: &Place, subject: SubjectId, event: Event) {
        let Place {
            side,
            seq,
            other_seen,
            node_unix_ms,
        } = *place;
        self.placed.entry(subject).or_default().push(Placed {
            side,
            seq,
            other_seen,
            node_unix_ms,
            event,
        });
    }

    /// A digest of everything that people see; the same on nodes and devices that hold the same
    /// entries.
    pub fn digest(&self) -> Hash32 {
        let mut text = String::new();
        for (side, track) in &self.tracks {
            text.push_str(&format!("{side} {} {}\n", track.head.seq, track.head.hash));
        }
        for contact in self.contacts() {
            text.push_str(&format!("{contact:?}\n"));
        }
        let mut voids = self.voids.clone();
        voids.sort_by_key(|void| (void.side, void.seq));
        text.push_str(&format!("{voids:?}\n"));
        Hash32(identity::sha256(text.as_bytes()))
    }
}

/// Where an entry stands.
struct Place {
    side: SideId,
    seq: u64,
    other_seen: u64,
    node_unix_ms: i64,
}

/// The action that a record of this kind takes.
pub(crate) fn action_of(kind: Kind) -> Action {
    match kind {
        Kind::Propose => Action::Propose,
        Kind::Counter => Action::Counter,
        Kind::Accept => Action::Accept,
        Kind::Decline => Action::Decline,
        Kind::Withdraw => Action::Withdraw,
        Kind::Cancel => Action::Cancel,
        Kind::Postpone => Action::Postpone,
        Kind::HeldOutside => Action::EnterHeldOutside,
        Kind::ConfirmOutside => Action::ConfirmHeldOutside,
        Kind::Grant => Action::HandOnKey,
        Kind::ConfirmStage => Action::ConfirmStage,
        Kind::Abort => Action::Abort,
        Kind::AnnounceRelease => Action::AnnounceRelease,
    }
}

impl Kind {
    /// The action that a record of this kind takes.
    pub fn action(self) -> Action {
        action_of(self)
    }
}

#[cfg(test)]
#[path = "fold_tests.rs"]
mod tests;
