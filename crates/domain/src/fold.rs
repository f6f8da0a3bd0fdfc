//! The fold of a line: two logs in, people, audiences, contacts and voids out.
//!
//! Entries are appended one at a time, each log in its own order; which log's entry comes first
//! changes nothing. An entry says which head of the other log its writer had seen. That counts once
//! the other log is known to have had this head; until then, and for ever where it never had it, the
//! writer is taken to have seen what its earlier entries prove.
//!
//! An append takes a number of steps that the limits bound. Contacts are folded when they are asked
//! for and kept until the next entry about them.

use identity::{Charter, DeviceId, Hash32, PublicKey, RoleSet, SideId, decode_canonical};
use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    sync::OnceLock,
};

use crate::{
    Action, AudienceClass, ChainError, CheckedEntry, Contact, ENTRIES_PER_SUBJECT_MAX, EntryHash,
    ForkProof, Grant, Head, Kind, LogEntry, LogItem, PaperError, People, Placed, Record, RecordId,
    SealedEntry, SubjectId,
    authority::roles_of,
    checked::SignedRecord,
    contact::Event,
    fork::{Closing, open_part},
    log::follow,
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
    #[error("one of its officers had been revoked")]
    RevokedOfficer,
    #[error("its device had been revoked; a revoked device doesn't come back")]
    RevokedDevice,
    #[error("a paper of the same date or a later one stands for its device")]
    OlderPaper,
    #[error("the same record is in the log already")]
    Duplicate,
    #[error("the grant doesn't stand")]
    Grant,
    #[error("it proves no two stories")]
    Proof,
    #[error("its subject isn't one that its side may found")]
    Subject,
    #[error("it names more devices than a call has")]
    CallDevices,
    #[error("its side has said as much about this subject as counts")]
    TooMany,
}

impl From<PaperError> for VoidReason {
    fn from(error: PaperError) -> Self {
        match error {
            PaperError::Paper(_) => Self::Officers,
            PaperError::RevokedOfficer => Self::RevokedOfficer,
            PaperError::RevokedDevice => Self::RevokedDevice,
            PaperError::Older => Self::OlderPaper,
        }
    }
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
#[derive(Debug, Clone)]
struct Track {
    charter: Charter,
    head: Head,
    other_seen: Head,
    people: People,
    /// Of its entries, by seq from 1.
    hashes: Vec<EntryHash>,
    /// How much of the other log each entry's writer had seen, as far as the other log tells yet.
    seen: Vec<u64>,
    /// What the entries after those say of a part of the other log that isn't here.
    unproved: VecDeque<Head>,
}

impl Track {
    fn new(charter: Charter) -> Self {
        Self {
            charter,
            head: Head::EMPTY,
            other_seen: Head::EMPTY,
            people: People::default(),
            hashes: Vec::new(),
            seen: Vec::new(),
            unproved: VecDeque::new(),
        }
    }

    /// What the writer of entry `seq` is known to have seen.
    fn seen_at(&self, seq: u64) -> u64 {
        let place = usize::try_from(seq).ok().and_then(|seq| seq.checked_sub(1));
        let known = place.and_then(|place| self.seen.get(place));
        known.or(self.seen.last()).copied().unwrap_or(0)
    }

    /// Whether all that matters to entry `seq` is known.
    fn is_proved(&self, seq: u64) -> bool {
        self.seen.len() as u64 >= seq
    }

    /// Compares what entries say they saw with the other log. Claims never go back, so the first that
    /// can't be told yet ends it.
    fn prove(&mut self, other: &[EntryHash]) {
        while let Some(claim) = self.unproved.front().copied() {
            if claim.seq > other.len() as u64 {
                return;
            }
            self.unproved.pop_front();
            let place = usize::try_from(claim.seq).ok();
            let right = match place.and_then(|seq| seq.checked_sub(1)) {
                None => true,
                Some(place) => other.get(place) == Some(&claim.hash),
            };
            let before = self.seen.last().copied().unwrap_or(0);
            self.seen.push(if right { claim.seq } else { before });
        }
    }
}

/// What is known of one subject.
#[derive(Debug, Clone, Default)]
struct History {
    placed: Vec<Placed>,
    /// How many of them are of a side, and the place of the last in its log.
    said: BTreeMap<SideId, (usize, u64)>,
    /// Whether any of them makes a contact; about others there is nothing to fold.
    is_founded: bool,
    /// The fold of all of it, once somebody asked for it.
    fold: OnceLock<Option<Contact>>,
}

impl History {
    fn said_by(&self, side: SideId) -> usize {
        self.said.get(&side).map_or(0, |(entries, _)| *entries)
    }
}

/// What the two logs of a line say; with one charter, what one side alone has.
#[derive(Debug, Clone)]
pub struct LineView {
    tracks: BTreeMap<SideId, Track>,
    histories: BTreeMap<SubjectId, History>,
    records: BTreeMap<RecordId, Record>,
    audiences: BTreeMap<(SideId, AudienceClass, u32), AudienceKey>,
    voids: Vec<Void>,
    /// Where a side's log proves two stories.
    closed_at: BTreeMap<SideId, u64>,
}

impl LineView {
    pub fn new(charters: impl IntoIterator<Item = Charter>) -> Self {
        let tracks = charters
            .into_iter()
            .map(|charter| (charter.side(), Track::new(charter)))
            .collect();
        Self {
            tracks,
            histories: BTreeMap::new(),
            records: BTreeMap::new(),
            audiences: BTreeMap::new(),
            voids: Vec::new(),
            closed_at: BTreeMap::new(),
        }
    }

    /// Brings in the other side, once its credentials were confirmed.
    pub fn add_side(&mut self, charter: Charter) {
        self.tracks
            .entry(charter.side())
            .or_insert_with(|| Track::new(charter));
        self.prove();
    }

    /// Takes the next entry of `side`'s log. A well-chained entry is always taken; what is wrong with
    /// its item makes it void.
    ///
    /// # Errors
    /// The entry doesn't follow the log's head under its node's key, or the side is unknown.
    pub fn append(&mut self, side: SideId, sealed: &SealedEntry) -> Result<(), ChainError> {
        let entry = sealed.open(&self.node_key(side)?)?;
        self.append_opened(side, sealed, entry, None)
    }

    /// As [`Self::append`], of an entry whose signatures were checked before.
    ///
    /// # Errors
    /// As [`Self::append`].
    pub fn append_checked(
        &mut self,
        side: SideId,
        checked: CheckedEntry,
    ) -> Result<(), ChainError> {
        let CheckedEntry {
            sealed,
            entry,
            node,
            record,
        } = checked;
        if node != self.node_key(side)? {
            return self.append(side, &sealed);
        }
        self.append_opened(side, &sealed, entry, record)
    }

    fn node_key(&self, side: SideId) -> Result<PublicKey, ChainError> {
        let track = self.tracks.get(&side);
        let track = track.ok_or(ChainError::Signature(identity::KeyError::NotAKey))?;
        Ok(track.charter.node_key)
    }

    fn append_opened(
        &mut self,
        side: SideId,
        sealed: &SealedEntry,
        entry: LogEntry,
        record: Option<SignedRecord>,
    ) -> Result<(), ChainError> {
        let track = self
            .tracks
            .get_mut(&side)
            .ok_or(ChainError::Signature(identity::KeyError::NotAKey))?;
        let (head, entry) = follow(track.head, track.other_seen, sealed, entry)?;
        track.head = head;
        track.other_seen = entry.other_seen;
        track.hashes.push(head.hash);
        track.unproved.push_back(entry.other_seen);
        track.people.reach(entry.node_unix_ms);
        let place = Place {
            side,
            seq: entry.seq,
            other_seen: entry.other_seen.seq,
            node_unix_ms: entry.node_unix_ms,
            reached_unix_ms: track.people.reached(entry.node_unix_ms),
        };
        self.prove();
        let taken = match record {
            Some(SignedRecord { record, by }) => self.take_record(&place, record, Some(by)),
            None => self.take(&place, sealed),
        };
        if let Err(reason) = taken {
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
        self.fold_of(subject, self.histories.get(&subject)?)
    }

    /// Two stories are proved in one of the logs: nothing new is agreed.
    pub fn is_closed(&self) -> bool {
        !self.closed_at.is_empty()
    }

    /// Whether the proof stands in `side`'s own log.
    pub fn is_closed_by(&self, side: SideId) -> bool {
        self.closed_at.contains_key(&side)
    }

    pub fn contacts(&self) -> Vec<Contact> {
        self.histories
            .iter()
            .filter_map(|(subject, history)| self.fold_of(*subject, history))
            .collect()
    }

    fn fold_of(&self, subject: SubjectId, history: &History) -> Option<Contact> {
        if !history.is_founded {
            return None;
        }
        let seen_at = |side: &SideId, seq| {
            let track = self.tracks.get(side);
            track.map_or(0, |track| track.seen_at(seq))
        };
        let fold = || {
            let closings: Vec<Closing> = self
                .closed_at
                .iter()
                .map(|(side, seq)| Closing {
                    side: *side,
                    seq: *seq,
                    other_seen: seen_at(side, *seq),
                })
                .collect();
            let (open, late) = open_part(&closings, &history.placed);
            let mut contact =
                Contact::fold(subject, &open, |placed| seen_at(&placed.side, placed.seq))?;
            contact.without_effect.extend(late);
            Some(contact)
        };
        // What isn't proved yet may be once the other log has grown: such a fold isn't kept.
        let said = history
            .said
            .iter()
            .map(|(side, (_, last_seq))| (side, last_seq));
        let is_settled = said.chain(&self.closed_at).all(|(side, last_seq)| {
            let track = self.tracks.get(side);
            track.is_some_and(|track| track.is_proved(*last_seq))
        });
        if is_settled {
            history.fold.get_or_init(fold).clone()
        } else {
            fold()
        }
    }

    /// Compares what each log's entries say they saw with what the other log holds.
    fn prove(&mut self) {
        let mut tracks = self.tracks.values_mut();
        if let (Some(one), Some(other)) = (tracks.next(), tracks.next()) {
            one.prove(&other.hashes);
            other.prove(&one.hashes);
        }
    }

    /// What is known of a subject, in the order in which it came here.
    pub fn history(&self, subject: SubjectId) -> &[Placed] {
        let history = self.histories.get(&subject);
        history.map_or(&[], |history| &history.placed)
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
                .map_err(VoidReason::from),
            LogItem::Revocation(bytes) => track
                .people
                .revoke(&track.charter, &bytes, place.seq)
                .map(drop)
                .map_err(VoidReason::from),
            LogItem::CallStarted(started) if !started.fits() => Err(VoidReason::CallDevices),
            LogItem::CallStarted(started) => {
                self.place(place, started.contact, Event::Started(started))
            }
            LogItem::CallEnded(ended) => self.place(place, ended.contact, Event::Ended(ended)),
            LogItem::Record(bytes) => {
                let record = Record::decode(&bytes)
                    .map_err(|error| VoidReason::Unreadable(error.to_string()))?;
                self.take_record(place, record, None)
            }
            LogItem::Fork(proof) => self.take_proof(place, &proof),
        }
    }

    fn take_proof(&mut self, place: &Place, proof: &ForkProof) -> Result<(), VoidReason> {
        let charter = self.charter(proof.side).ok_or(VoidReason::Proof)?;
        proof
            .verify(&charter.node_key)
            .map_err(|_| VoidReason::Proof)?;
        // A second one in the same log closes nothing more.
        self.closed_at.entry(place.side).or_insert(place.seq);
        for history in self.histories.values_mut() {
            history.fold = OnceLock::new();
        }
        Ok(())
    }

    /// `signed_by`: the key under which its signature was checked already.
    fn take_record(
        &mut self,
        place: &Place,
        record: Record,
        signed_by: Option<PublicKey>,
    ) -> Result<(), VoidReason> {
        let (key, roles) = self.author(place.side, place.node_unix_ms, &record)?;
        if signed_by != Some(key) {
            record.verify(&key).map_err(|_| VoidReason::Signature)?;
        }
        let kind = self.check_record(place.side, roles, &record)?;
        if kind == Kind::Grant {
            let grant = self.read_grant(place.side, roles, &record)?;
            self.take_grant(place, grant, record.id);
        }
        let event = Event::Record {
            id: record.id,
            kind,
            header: Box::new(record.header.clone()),
            roles,
        };
        self.place(place, record.header.subject, event)?;
        self.records.insert(record.id, record);
        Ok(())
    }

    /// Whether a record of a standing author with `roles` would count as the next entry of `side`'s
    /// log: a node takes no other.
    pub fn check_record(
        &self,
        side: SideId,
        roles: RoleSet,
        record: &Record,
    ) -> Result<Kind, VoidReason> {
        let kind = record.kind().ok_or(VoidReason::UnknownKind)?;
        if !roles.intersects(roles_of(action_of(kind))) {
            return Err(VoidReason::Role);
        }
        if self.records.contains_key(&record.id) {
            return Err(VoidReason::Duplicate);
        }
        match kind {
            Kind::Propose | Kind::HeldOutside if !record.header.founds_own_subject() => {
                return Err(VoidReason::Subject);
            }
            Kind::Grant => drop(self.read_grant(side, roles, record)?),
            Kind::Propose
            | Kind::HeldOutside
            | Kind::Counter
            | Kind::Accept
            | Kind::Decline
            | Kind::Withdraw
            | Kind::Cancel
            | Kind::Postpone
            | Kind::ConfirmOutside
            | Kind::ConfirmStage
            | Kind::Abort
            | Kind::AnnounceRelease => {}
        }
        let history = self.histories.get(&record.header.subject);
        let said = history.map_or(0, |history| history.said_by(side));
        if said < entries_max(Some(kind)) {
            Ok(kind)
        } else {
            Err(VoidReason::TooMany)
        }
    }

    /// Whether the author's device stands in its own log now, and signed this.
    pub fn check_author(
        &self,
        side: SideId,
        node_unix_ms: i64,
        record: &Record,
    ) -> Result<(PublicKey, RoleSet), VoidReason> {
        let (key, roles) = self.author(side, node_unix_ms, record)?;
        record.verify(&key).map_err(|_| VoidReason::Signature)?;
        Ok((key, roles))
    }

    /// The author's key and roles where its device stands; says nothing about the signature.
    fn author(
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
        Ok((member.accreditation.device_key, member.accreditation.roles))
    }

    fn read_grant(
        &self,
        side: SideId,
        roles: RoleSet,
        record: &Record,
    ) -> Result<Grant, VoidReason> {
        let grant: Grant = decode_canonical("grant", &record.header.open, crate::RECORD_BYTES_MAX)
            .map_err(|error| VoidReason::Unreadable(error.to_string()))?;
        let class = AudienceClass::from_number(grant.class).ok_or(VoidReason::Grant)?;
        if record.header.subject != SubjectId::of_audience(side, class) {
            return Err(VoidReason::Subject);
        }
        let newest = self.audience(side, class).map_or(0, |key| key.generation);
        // The first grant of a generation goes to the archive too.
        let next = newest.checked_add(1) == Some(grant.generation) && grant.has_archive();
        let known = self.audiences.get(&(side, class, grant.generation));
        let same = known.is_some_and(|key| key.public_key == grant.public_key);
        if grant.stands(side, roles) && (next || same) {
            Ok(grant)
        } else {
            Err(VoidReason::Grant)
        }
    }

    /// A wrap makes a device a holder where it stands and reads the class; others count for nothing.
    fn take_grant(&mut self, place: &Place, grant: Grant, record: RecordId) {
        let (side, people) = (place.side, self.people(place.side));
        let (Some(class), Some(people)) = (AudienceClass::from_number(grant.class), people) else {
            return;
        };
        let holders: Vec<DeviceId> = grant
            .wraps
            .iter()
            .filter_map(|wrap| wrap.device)
            .filter(|device| {
                let member = people.standing(*device, place.node_unix_ms);
                member.is_some_and(|member| member.accreditation.roles.intersects(class.roles()))
            })
            .collect();
        let key = self
            .audiences
            .entry((side, class, grant.generation))
            .or_insert_with(|| AudienceKey {
                side,
                class,
                generation: grant.generation,
                public_key: grant.public_key,
                holders: BTreeSet::new(),
                grants: Vec::new(),
            });
        key.holders.extend(holders);
        key.grants.push(record);
    }

    fn place(&mut self, place: &Place, subject: SubjectId, event: Event) -> Result<(), VoidReason> {
        let Place {
            side,
            seq,
            other_seen,
            node_unix_ms,
            reached_unix_ms,
        } = *place;
        let history = self.histories.entry(subject).or_default();
        let said = history.said.entry(side).or_default();
        let kind = match &event {
            Event::Record { kind, .. } => Some(*kind),
            Event::Ended(_) | Event::Started(_) => None,
        };
        if said.0 >= entries_max(kind) {
            return Err(VoidReason::TooMany);
        }
        *said = (said.0 + 1, seq);
        history.is_founded |= matches!(kind, Some(Kind::Propose | Kind::HeldOutside));
        history.placed.push(Placed {
            side,
            seq,
            other_seen,
            node_unix_ms,
            reached_unix_ms,
            event,
        });
        history.fold = OnceLock::new();
        Ok(())
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
    reached_unix_ms: i64,
}

/// Entries of one side about a subject among which one of this kind still counts (`None`: what nodes
/// attest). Whoever fills them up can't keep others from stopping a contact. Keys are handed on as long
/// as there are devices; nothing is folded of those entries.
fn entries_max(kind: Option<Kind>) -> usize {
    match kind {
        Some(Kind::Grant) => usize::MAX,
        Some(Kind::Cancel | Kind::Abort) | None => 2 * ENTRIES_PER_SUBJECT_MAX,
        Some(
            Kind::Propose
            | Kind::Counter
            | Kind::Accept
            | Kind::Decline
            | Kind::Withdraw
            | Kind::Postpone
            | Kind::HeldOutside
            | Kind::ConfirmOutside
            | Kind::ConfirmStage
            | Kind::AnnounceRelease,
        ) => ENTRIES_PER_SUBJECT_MAX,
    }
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
#[path = "fold_tests/mod.rs"]
mod tests;
