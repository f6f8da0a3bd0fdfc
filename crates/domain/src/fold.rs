//! The fold of a line: two logs in, people, audiences, contacts and voids out.
//!
//! Entries are appended one at a time, each log in its own order; which log's entry comes first
//! changes nothing. An entry says which head of the other log its writer had seen. That counts once
//! the other log is known to have had this head; until then, and for ever where it never had it, the
//! writer is taken to have seen what its earlier entries prove.
//!
//! An append takes a number of steps that the limits bound. Subjects are folded when they are asked
//! for, each by its noun's own rules ([`subjects`]).

mod audiences;
mod one_log;
mod subjects;
mod void;

use identity::{Charter, Hash32, PublicKey, RoleSet, SideId};
use std::collections::BTreeMap;

use crate::{
    AudienceClass, ChainError, CheckedEntry, ENTRIES_PER_SUBJECT_MAX, ForkProof, Head, Kind,
    LogEntry, LogItem, Noun, People, Record, RecordId, SealedEntry, SubjectId, authority::roles_of,
    checked::SignedRecord, entry::Event, fork::Closing, log::follow, sight::Sight,
};
pub use audiences::AudienceKey;
use one_log::OneLog;
pub use subjects::Folded;
use subjects::{History, facts_stand};
pub use void::{Void, VoidReason};

/// What the two logs of a line say; with one charter, what one side alone has.
#[derive(Debug, Clone)]
pub struct LineView {
    logs: BTreeMap<SideId, OneLog>,
    histories: BTreeMap<SubjectId, History>,
    records: BTreeMap<RecordId, Record>,
    audiences: BTreeMap<(SideId, AudienceClass, u32), AudienceKey>,
    voids: Vec<Void>,
    /// Where a side's log proves two stories.
    closed_at: BTreeMap<SideId, u64>,
}

impl LineView {
    pub fn new(charters: impl IntoIterator<Item = Charter>) -> Self {
        let logs = charters
            .into_iter()
            .map(|charter| (charter.side(), OneLog::new(charter)))
            .collect();
        Self {
            logs,
            histories: BTreeMap::new(),
            records: BTreeMap::new(),
            audiences: BTreeMap::new(),
            voids: Vec::new(),
            closed_at: BTreeMap::new(),
        }
    }

    /// Brings in the other side, once its credentials were confirmed.
    pub fn add_side(&mut self, charter: Charter) {
        self.logs
            .entry(charter.side())
            .or_insert_with(|| OneLog::new(charter));
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
        let log = self.logs.get(&side);
        let log = log.ok_or(ChainError::Signature(identity::KeyError::NotAKey))?;
        Ok(log.charter.node_key)
    }

    fn append_opened(
        &mut self,
        side: SideId,
        sealed: &SealedEntry,
        entry: LogEntry,
        record: Option<SignedRecord>,
    ) -> Result<(), ChainError> {
        let log = self
            .logs
            .get_mut(&side)
            .ok_or(ChainError::Signature(identity::KeyError::NotAKey))?;
        let (head, entry) = follow(log.head, log.other_seen, sealed, entry)?;
        let reached_unix_ms = log.follow(head, &entry);
        let place = Place {
            side,
            seq: entry.seq,
            other_seen: entry.other_seen.seq,
            node_unix_ms: entry.node_unix_ms,
            reached_unix_ms,
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
        self.logs.get(&side).map_or(Head::EMPTY, |log| log.head)
    }

    /// What the last entry of `side`'s log saw of the other.
    pub fn other_seen(&self, side: SideId) -> Head {
        self.logs
            .get(&side)
            .map_or(Head::EMPTY, |log| log.other_seen)
    }

    pub fn charter(&self, side: SideId) -> Option<&Charter> {
        self.logs.get(&side).map(|log| &log.charter)
    }

    pub fn sides(&self) -> impl Iterator<Item = SideId> {
        self.logs.keys().copied()
    }

    /// The side that isn't `own`, once there is one.
    pub fn other_side(&self, own: SideId) -> Option<SideId> {
        self.sides().find(|side| *side != own)
    }

    pub fn people(&self, side: SideId) -> Option<&People> {
        self.logs.get(&side).map(|log| &log.people)
    }

    /// Two stories are proved in one of the logs: nothing new is agreed.
    pub fn is_closed(&self) -> bool {
        !self.closed_at.is_empty()
    }

    /// Whether the proof stands in `side`'s own log.
    pub fn is_closed_by(&self, side: SideId) -> bool {
        self.closed_at.contains_key(&side)
    }

    /// Compares what each log's entries say they saw with what the other log holds.
    fn prove(&mut self) {
        let mut logs = self.logs.values_mut();
        if let (Some(one), Some(other)) = (logs.next(), logs.next()) {
            OneLog::prove_two(one, other);
        }
    }

    /// When an entry was written, and what the other log shows of it.
    pub fn delivery(&self, side: SideId, seq: u64) -> Option<crate::Delivery> {
        self.sight().delivery(side, seq)
    }

    /// What both logs prove of time and sight.
    pub(crate) fn sight(&self) -> Sight<'_> {
        let logs: BTreeMap<_, _> = self
            .logs
            .iter()
            .map(|(side, log)| (*side, log.sight()))
            .collect();
        let seen_at = |side: &SideId, seq| logs.get(side).map_or(0, |log| log.seen_at(seq));
        let closings = self
            .closed_at
            .iter()
            .map(|(side, seq)| Closing {
                side: *side,
                seq: *seq,
                other_seen: seen_at(side, *seq),
            })
            .collect();
        Sight { logs, closings }
    }

    pub fn record(&self, id: RecordId) -> Option<&Record> {
        self.records.get(&id)
    }

    pub fn voids(&self) -> &[Void] {
        &self.voids
    }

    fn take(&mut self, place: &Place, sealed: &SealedEntry) -> Result<(), VoidReason> {
        let item = sealed
            .item()
            .map_err(|error| VoidReason::Unreadable(error.to_string()))?;
        let log = self.logs.get_mut(&place.side).ok_or(VoidReason::Author)?;
        match item {
            LogItem::Accreditation(bytes) => log
                .people
                .accredit(&log.charter, &bytes, place.seq)
                .map_err(VoidReason::from),
            LogItem::Revocation(bytes) => log
                .people
                .revoke(&log.charter, &bytes, place.seq)
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
            history.forget();
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
        let (noun, kind) = self.check_record(place.side, roles, &record)?;
        if kind == Kind::Grant {
            let grant = self.read_grant(place.side, roles, &record)?;
            self.take_grant(place, grant, record.id);
        }
        let event = Event::Record {
            id: record.id,
            noun,
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
    ) -> Result<(Noun, Kind), VoidReason> {
        let (noun, kind) = Kind::read(record.header.kind).ok_or(VoidReason::UnknownKind)?;
        let action = noun.action(kind).ok_or(VoidReason::UnknownKind)?;
        if !roles.intersects(roles_of(action)) {
            return Err(VoidReason::Role);
        }
        if self.records.contains_key(&record.id) {
            return Err(VoidReason::Duplicate);
        }
        if noun.is_founded_by(kind) {
            if !record.header.founds_own(noun) {
                return Err(VoidReason::Subject);
            }
            if !facts_stand(noun, &record.header) {
                return Err(VoidReason::Facts);
            }
        }
        if kind == Kind::Grant {
            self.read_grant(side, roles, record)?;
        }
        let history = self.histories.get(&record.header.subject);
        let said = history.map_or(0, |history| history.said_by(side));
        if said < entries_max(Some(kind)) {
            Ok((noun, kind))
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

    /// A digest of everything that people see; the same on nodes and devices that hold the same
    /// entries.
    pub fn digest(&self) -> Hash32 {
        let mut text = String::new();
        for (side, log) in &self.logs {
            text.push_str(&format!("{side} {} {}\n", log.head.seq, log.head.hash));
        }
        for folded in self.subjects() {
            text.push_str(&format!("{folded:?}\n"));
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
        Some(Kind::Cancel | Kind::Abort | Kind::Object) | None => 2 * ENTRIES_PER_SUBJECT_MAX,
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
            | Kind::AnnounceRelease
            | Kind::Found
            | Kind::Join
            | Kind::DeclareAim
            | Kind::Link
            | Kind::Unlink
            | Kind::Review
            | Kind::Close
            | Kind::NameDelegation
            | Kind::HandOver
            | Kind::Revise
            | Kind::Reply
            | Kind::Lodge
            | Kind::Reveal
            | Kind::Send
            | Kind::Present
            | Kind::Acknowledge
            | Kind::CallNow
            | Kind::TakeCall,
        ) => ENTRIES_PER_SUBJECT_MAX,
    }
}

#[cfg(test)]
#[path = "fold_tests/mod.rs"]
mod tests;
