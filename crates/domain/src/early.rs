//! A copy of a signed log entry that came ahead of its place: how a FLASH and its acknowledgement
//! overtake what waits before them.
//!
//! A copy is shown and acknowledged as what it is, and never folded: the state of both sides is made
//! of the logs alone. When the log has come so far the copy is dropped; where the log then says
//! something else, one node told two stories.

use identity::SideId;

use crate::{
    ChainError, EntryHash, Event, Kind, LineView, LogItem, Message, MessageFacts, Noun, Placed,
    Precedence, Record, SealedEntry, VoidReason,
};

/// An entry of `side`'s log ahead of its place, checked by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Early {
    pub side: SideId,
    pub seq: u64,
    pub hash: EntryHash,
    /// The writing node's clock.
    pub node_unix_ms: i64,
    pub noun: Noun,
    /// A send or an acknowledgement.
    pub kind: Kind,
    pub record: Record,
}

/// Why an entry isn't shown ahead of its place.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EarlyError {
    #[error(transparent)]
    Chain(#[from] ChainError),
    #[error("the log has come as far as entry {seq}")]
    InPlace { seq: u64 },
    #[error("entry {seq} is neither a FLASH nor the acknowledgement of one")]
    NotUrgent { seq: u64 },
    #[error("what entry {seq} acknowledges isn't here")]
    NothingNamed { seq: u64 },
    /// What its device needs may stand in the log before it.
    #[error("as far as the log is here: {0}")]
    Void(VoidReason),
}

impl EarlyError {
    /// Whether its sender knew that it has no right to go ahead.
    pub fn is_fault(&self) -> bool {
        match self {
            Self::Chain(_) | Self::NotUrgent { .. } => true,
            Self::InPlace { .. } | Self::NothingNamed { .. } | Self::Void(_) => false,
        }
    }
}

impl Record {
    /// A message or service message of the highest precedence.
    pub fn is_flash(&self) -> bool {
        let sends = matches!(
            (self.noun(), self.kind()),
            (Some(Noun::Message | Noun::ServiceMessage), Some(Kind::Send))
        );
        let facts = sends.then(|| self.header.facts_of::<MessageFacts>(true));
        facts
            .flatten()
            .is_some_and(|facts| facts.precedence == Precedence::Flash)
    }

    /// What it names, if it says that a message was taken.
    pub fn acknowledges(&self) -> Option<crate::RecordId> {
        let takes = matches!(
            (self.noun(), self.kind()),
            (
                Some(Noun::Message | Noun::ServiceMessage),
                Some(Kind::Acknowledge)
            )
        );
        self.header.names.filter(|_| takes)
    }
}

impl LineView {
    /// Whether a record of `side` may overtake: a FLASH, or the acknowledgement of one of the other
    /// side that stands here or among `ahead`.
    pub fn is_urgent(&self, record: &Record, ahead: &[Early]) -> bool {
        if record.is_flash() {
            return true;
        }
        let Some(id) = record.acknowledges() else {
            return false;
        };
        let early = ahead.iter().map(|early| &early.record);
        let named = self
            .record(id)
            .or_else(|| early.into_iter().find(|one| one.id == id));
        named.is_some_and(|named| named.is_flash() && named.header.side != record.header.side)
    }

    /// Checks an entry of `side` ahead of its place as far as that goes without what comes before it:
    /// its node's signature, its author's, the author's roles, and its right to overtake.
    ///
    /// # Errors
    /// It isn't shown; the log brings it in any case.
    pub fn read_early(&self, side: SideId, sealed: &SealedEntry) -> Result<Early, EarlyError> {
        let charter = self.charter(side).ok_or(VoidReason::Author)?;
        let entry = sealed.open(&charter.node_key)?;
        let (seq, head) = (entry.seq, self.head(side));
        if entry.generation != head.generation {
            return Err(EarlyError::Chain(ChainError::Generation {
                seq,
                got: entry.generation,
                log: head.generation,
            }));
        }
        if seq <= head.seq {
            return Err(EarlyError::InPlace { seq });
        }
        let Ok(LogItem::Record(bytes)) = sealed.item() else {
            return Err(EarlyError::NotUrgent { seq });
        };
        let record = Record::decode(&bytes).map_err(|_| EarlyError::NotUrgent { seq })?;
        if !self.is_urgent(&record, &[]) {
            let named = record.acknowledges().map(|id| self.record(id));
            return Err(match named {
                Some(None) => EarlyError::NothingNamed { seq },
                Some(Some(_)) | None => EarlyError::NotUrgent { seq },
            });
        }
        let (_, roles) = self.check_author(side, entry.node_unix_ms, &record)?;
        let (noun, kind) = self.check_record(side, roles, &record)?;
        Ok(Early {
            side,
            seq,
            hash: sealed.hash(),
            node_unix_ms: entry.node_unix_ms,
            noun,
            kind,
            record,
        })
    }

    /// The message that a copy brings, with what this side's own log says of it already. For showing:
    /// the view stays as it is.
    pub fn message_ahead(&self, early: &Early) -> Option<Message> {
        let subject = early.record.header.subject;
        if !early.record.is_flash() || self.message(subject).is_some() {
            return None;
        }
        let author = self.check_author(early.side, early.node_unix_ms, &early.record);
        let placed = Placed {
            side: early.side,
            seq: early.seq,
            other_seen: 0,
            node_unix_ms: early.node_unix_ms,
            reached_unix_ms: early.node_unix_ms,
            event: Event::Record {
                id: early.record.id,
                noun: early.noun,
                kind: early.kind,
                header: Box::new(early.record.header.clone()),
                roles: author.ok()?.1,
            },
        };
        let said = self.history(subject).iter();
        let said = said.filter(|placed| placed.noun() == early.noun).cloned();
        let all: Vec<Placed> = said.chain([placed]).collect();
        Message::fold(early.noun, subject, &all, &self.sight())
    }
}

impl From<VoidReason> for EarlyError {
    fn from(reason: VoidReason) -> Self {
        Self::Void(reason)
    }
}
