//! What happened that people are told of: entries of the logs, and offers that expired without one.

use domain::{
    Action, InternalKind, InternalRecord, Kind, LogItem, Noun, Record, SealedEntry, SubjectId,
    roles_of,
};
use identity::{PersonId, decode_canonical, encode_canonical};
use minicbor::{Decode, Encode};
use std::collections::BTreeSet;
use storage::{Log, Table, VALUE_BYTES_MAX};

use super::{
    AppError, NodeCore, Now,
    outbox::{LetterKey, Told, read, told_key},
};

/// Entries of a log looked at in one go.
const ENTRIES_AT_ONCE: usize = 512;
/// Offers that expired of which calendars are told in one go.
const EXPIRIES_AT_ONCE_MAX: usize = 64;

const SEEN: &[u8] = b"seen";
const EXPIRIES: &[u8] = b"expires:";

/// How much of each log notices were made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
struct Seen {
    #[n(0)]
    own: u64,
    #[n(1)]
    other: u64,
    #[n(2)]
    internal: u64,
}

/// Something that happened.
struct Change {
    author: Option<PersonId>,
    contact: Option<SubjectId>,
    internal: bool,
}

/// A calendar shows an offer that expires at this time; the earliest first.
pub(super) fn expiry_key(expires_unix_ms: i64, person: PersonId, contact: SubjectId) -> Vec<u8> {
    let at = u64::try_from(expires_unix_ms).unwrap_or(0).to_be_bytes();
    [EXPIRIES, &at[..], &person.0[..], &contact.0[..]].concat()
}

fn read_expiry(key: &[u8]) -> Option<(i64, LetterKey)> {
    let (at, rest) = key.strip_prefix(EXPIRIES)?.split_at_checked(8)?;
    let (person, contact) = rest.split_at_checked(16)?;
    let at = u64::from_be_bytes(at.try_into().ok()?);
    let key = LetterKey {
        person: PersonId(person.try_into().ok()?),
        contact: Some(SubjectId(contact.try_into().ok()?)),
    };
    Some((i64::try_from(at).ok()?, key))
}

impl NodeCore {
    /// Makes letters of what happened since it was last looked; what is older than the policy is no news.
    pub(super) fn notice_changes(&mut self, now: Now) -> Result<(), AppError> {
        let other = self.view.other_side(self.own);
        let len = |log| self.store.len(log);
        let heads = Seen {
            own: len(Log::Own(self.own))?,
            other: other.map_or(Ok(0), |side| len(Log::Other(side)))?,
            internal: len(Log::Internal)?,
        };
        let kept = self.store.get(Table::Mail, SEEN)?;
        let seen = kept.and_then(|bytes| read::<Seen>(&bytes));
        if seen == Some(heads) {
            return Ok(());
        }
        let mut changes = Vec::new();
        let mut looked = heads;
        if let Some(seen) = seen {
            looked.own = self.line_changes(Log::Own(self.own), seen.own, &mut changes)?;
            if let Some(side) = other {
                looked.other = self.line_changes(Log::Other(side), seen.other, &mut changes)?;
            }
            looked.internal = self.internal_changes(seen.internal, &mut changes)?;
        }
        let keys = self.letters_for(now, &changes)?;
        let mut writes = self.joined(now, keys)?;
        // Last: what is seen is told, or waits. Until then it is looked at again.
        writes.push((SEEN.to_vec(), Some(encode_canonical(&looked))));
        self.write_pieces(writes)
    }

    /// An offer that expires is news that no entry brings.
    pub(super) fn notice_expiries(&mut self, now: Now) -> Result<(), AppError> {
        let rows = self
            .store
            .scan(Table::Mail, EXPIRIES, EXPIRIES_AT_ONCE_MAX)?;
        let expired = rows.into_iter().filter_map(|(key, _)| {
            let (at, letter) = read_expiry(&key)?;
            (at <= now.unix_ms).then_some((key, letter))
        });
        let (rows, keys): (Vec<Vec<u8>>, Vec<LetterKey>) = expired.unzip();
        if rows.is_empty() {
            return Ok(());
        }
        let facts = self.mail.as_ref().is_some_and(|mail| mail.facts);
        let mut writes = self.joined(now, if facts { keys } else { Vec::new() })?;
        writes.extend(rows.into_iter().map(|row| (row, None)));
        self.write_pieces(writes)
    }

    fn letters_for(&self, now: Now, changes: &[Change]) -> Result<Vec<LetterKey>, AppError> {
        if changes.is_empty() {
            return Ok(Vec::new());
        }
        let facts = self.mail.as_ref().is_some_and(|mail| mail.facts);
        let shows = |person, contact| {
            let told = self.store.get(Table::Mail, &told_key(person, contact));
            let told = told.ok().flatten().and_then(|bytes| read::<Told>(&bytes));
            facts && told.is_some_and(|told| !told.cancelled)
        };
        let mut keys = Vec::new();
        for (person, roles) in self.addressed(now)? {
            let reads_internal = roles.intersects(roles_of(Action::ReadInternal));
            // Who did it knows; a calendar that shows the contact doesn't.
            let knows = |change: &Change| {
                let own = change.author == Some(person);
                own && !change.contact.is_some_and(|contact| shows(person, contact))
            };
            let concerns =
                |change: &&Change| !knows(change) && (reads_internal || !change.internal);
            let contacts: BTreeSet<Option<SubjectId>> = changes
                .iter()
                .filter(concerns)
                .map(|change| change.contact.filter(|_| facts))
                .collect();
            keys.extend(
                contacts
                    .into_iter()
                    .map(|contact| LetterKey { person, contact }),
            );
        }
        Ok(keys)
    }

    /// Gives up to which entry it looked.
    fn line_changes(
        &self,
        log: Log,
        seen: u64,
        changes: &mut Vec<Change>,
    ) -> Result<u64, AppError> {
        let entries = self.store.entries(log, seen + 1, ENTRIES_AT_ONCE)?;
        let looked = entries.last().map_or(seen, |(seq, _)| *seq);
        for (_, bytes) in entries {
            let sealed: Option<SealedEntry> =
                decode_canonical("log entry", &bytes, VALUE_BYTES_MAX).ok();
            changes.extend(sealed.and_then(|sealed| change_of(&sealed)));
        }
        Ok(looked)
    }

    fn internal_changes(&self, seen: u64, changes: &mut Vec<Change>) -> Result<u64, AppError> {
        let entries = self
            .store
            .entries(Log::Internal, seen + 1, ENTRIES_AT_ONCE)?;
        let looked = entries.last().map_or(seen, |(seq, _)| *seq);
        for (_, bytes) in entries {
            let record = InternalRecord::decode(&bytes).ok();
            // That somebody reads is no news.
            let record = record.filter(|record| record.kind() != Some(InternalKind::OpenNote));
            changes.extend(record.map(|record| Change {
                author: Some(record.header().person),
                contact: None,
                internal: true,
            }));
        }
        Ok(looked)
    }
}

/// What an entry means for people; keys that devices hand on mean nothing to them.
fn change_of(sealed: &SealedEntry) -> Option<Change> {
    let of_contact = |contact| Change {
        author: None,
        contact: Some(contact),
        internal: false,
    };
    match sealed.item().ok()? {
        LogItem::Record(bytes) => {
            let record = Record::decode(&bytes).ok()?;
            let (noun, kind) = Kind::read(record.header.kind)?;
            let contact = (noun == Noun::Contact).then_some(record.header.subject);
            (kind != Kind::Grant).then_some(Change {
                author: Some(record.header.person),
                contact,
                internal: false,
            })
        }
        LogItem::CallStarted(started) => Some(of_contact(started.contact)),
        LogItem::CallEnded(ended) => Some(of_contact(ended.contact)),
        LogItem::Accreditation(_) | LogItem::Revocation(_) | LogItem::Fork(_) => None,
    }
}
