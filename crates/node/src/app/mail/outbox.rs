//! What waits to be mailed: one notice a person, one invitation a person and contact. More changes join what
//! waits already, so that the outbox is bounded by people and contacts, never by how much happens.

use domain::{Answer, SubjectId};
use identity::{PersonId, decode_canonical, encode_canonical};
use minicbor::{Decode, Encode};
use storage::{BATCH_OPS_MAX, Batch, Store, StoreError, Table};

use super::{AppError, Letter, NodeCore, Now, changes::expiry_key};

/// Letters that wait; a contact that finds no room is told of as something that changed.
pub const LETTERS_MAX: usize = 1_024;
/// Tries before a letter is dead: two days, at an hour between most of them.
pub const MAIL_TRIES_MAX: u32 = 48;
/// Letters given out at once.
pub const LETTERS_AT_ONCE_MAX: usize = 16;
/// Longest wait between two tries.
const RETRY_MS_MAX: i64 = 3_600_000;
/// What of a server's answer is kept.
const CAUSE_CHARS_MAX: usize = 200;
/// Longest letter as it is kept.
const KEPT_BYTES_MAX: usize = 2 * 1024;

const LETTERS: &[u8] = b"letter:";

/// A key, and what is put there; with nothing it is deleted.
pub(super) type Write = (Vec<u8>, Option<Vec<u8>>);

/// Names a letter that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LetterKey {
    pub person: PersonId,
    /// The contact; none for a notice.
    pub contact: Option<SubjectId>,
}

/// What waits.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub(super) struct Waiting {
    #[n(0)]
    pub made_unix_ms: i64,
    #[n(1)]
    pub next_unix_ms: i64,
    #[n(2)]
    pub tries: u32,
    /// Rises when something joins it.
    #[n(3)]
    pub serial: u32,
    #[n(4)]
    pub dead: bool,
    /// Why it didn't go the last time.
    #[n(5)]
    pub cause: String,
}

/// What a person's calendar was last told of a contact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub(super) struct Told {
    #[n(0)]
    pub sequence: u32,
    #[n(1)]
    pub cancelled: bool,
}

/// A letter on its way.
#[derive(Debug, Clone)]
pub struct Sending {
    pub key: LetterKey,
    pub letter: Letter,
    pub(super) serial: u32,
    pub(super) told: Option<Told>,
}

/// A letter that nobody tries any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeadLetter {
    pub person: PersonId,
    pub made_unix_ms: i64,
    pub tries: u32,
    pub cause: String,
}

/// What waits and what is dead.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OutboxView {
    pub waiting: usize,
    /// Tries of those that wait, and why the last didn't go.
    pub tried: u32,
    pub cause: Option<String>,
    pub dead: Vec<DeadLetter>,
}

impl LetterKey {
    fn bytes(&self) -> Vec<u8> {
        let contact = self.contact.map(|contact| contact.0.to_vec());
        [LETTERS, &self.person.0[..], &contact.unwrap_or_default()].concat()
    }

    fn read(key: &[u8]) -> Option<Self> {
        let (person, contact) = key.strip_prefix(LETTERS)?.split_at_checked(16)?;
        Some(Self {
            person: PersonId(person.try_into().ok()?),
            contact: match contact {
                [] => None,
                contact => Some(SubjectId(contact.try_into().ok()?)),
            },
        })
    }
}

pub(super) fn told_key(person: PersonId, contact: SubjectId) -> Vec<u8> {
    [b"told:", &person.0[..], &contact.0[..]].concat()
}

fn sent_key(person: PersonId) -> Vec<u8> {
    [b"sent:", &person.0[..]].concat()
}

pub(super) fn read<T: for<'b> Decode<'b, ()> + Encode<()>>(bytes: &[u8]) -> Option<T> {
    decode_canonical("mail", bytes, KEPT_BYTES_MAX).ok()
}

fn letters(store: &dyn Store) -> Result<Vec<(LetterKey, Waiting)>, StoreError> {
    let pairs = store.scan(
        Table::Mail,
        LETTERS,
        LETTERS_MAX + super::MAIL_ADDRESSES_MAX,
    )?;
    let letters = pairs
        .into_iter()
        .filter_map(|(key, value)| Some((LetterKey::read(&key)?, read(&value)?)));
    Ok(letters.collect())
}

/// The outbox of a store, also one whose node doesn't run.
pub fn outbox_of(store: &dyn Store) -> Result<OutboxView, StoreError> {
    let mut view = OutboxView::default();
    for (key, waiting) in letters(store)? {
        if waiting.dead {
            view.dead.push(DeadLetter {
                person: key.person,
                made_unix_ms: waiting.made_unix_ms,
                tries: waiting.tries,
                cause: waiting.cause,
            });
            continue;
        }
        view.waiting += 1;
        if waiting.tries > view.tried {
            view.tried = waiting.tries;
            view.cause = Some(waiting.cause);
        }
    }
    Ok(view)
}

impl NodeCore {
    /// Letters that are due now. Whoever is given one tells what became of it; until then it is given again.
    pub fn mail_due(&mut self, now: Now) -> Result<Vec<Sending>, AppError> {
        if self.mail.is_none() {
            return Ok(Vec::new());
        }
        self.notice_changes(now)?;
        self.notice_expiries(now)?;
        let mut due = Vec::new();
        let mut silent = Vec::new();
        for (key, waiting) in letters(&*self.store)? {
            if waiting.dead || waiting.next_unix_ms > now.unix_ms {
                continue;
            }
            if due.len() == LETTERS_AT_ONCE_MAX {
                break;
            }
            match self.letter(now, &key, &waiting)? {
                Some(sending) => due.push(sending),
                // It says nothing any more: its person left, or was told already.
                None => silent.push((key.bytes(), None)),
            }
        }
        self.write_pieces(silent)?;
        Ok(due)
    }

    fn letter(
        &self,
        now: Now,
        key: &LetterKey,
        waiting: &Waiting,
    ) -> Result<Option<Sending>, AppError> {
        let (Some(address), Some(_)) = (
            self.mail_address(key.person)?,
            self.roles_of_person(now, key.person),
        ) else {
            return Ok(None);
        };
        let told = match key.contact {
            Some(contact) => {
                let bytes = self
                    .store
                    .get(Table::Mail, &told_key(key.person, contact))?;
                bytes.and_then(|bytes| read::<Told>(&bytes))
            }
            None => None,
        };
        let written = self.write_letter(now, key, &address, told, waiting)?;
        Ok(written.map(|(letter, told)| Sending {
            key: key.clone(),
            letter,
            serial: waiting.serial,
            told,
        }))
    }

    /// The server took it.
    pub fn mail_sent(&mut self, now: Now, sending: &Sending) -> Result<(), AppError> {
        let key = sending.key.bytes();
        let person = sending.key.person;
        let now_bytes = now.unix_ms.to_be_bytes().to_vec();
        let mut batch = Batch::new().put(Table::Mail, sent_key(person), now_bytes);
        if let (Some(told), Some(contact)) = (sending.told, sending.key.contact) {
            batch = batch.put(
                Table::Mail,
                told_key(person, contact),
                encode_canonical(&told),
            );
            let expires_unix_ms = self.expires(contact).filter(|_| !told.cancelled);
            if let Some(at) = expires_unix_ms {
                batch = batch.put(Table::Mail, expiry_key(at, person, contact), Vec::new());
            }
        }
        let waiting = self.waiting(&sending.key)?;
        batch = match waiting {
            // Something joined it on the way: that is told in its turn.
            Some(waiting) if waiting.serial != sending.serial => {
                let again = Waiting {
                    next_unix_ms: self.not_before(&sending.key, now, Some(now.unix_ms)),
                    tries: 0,
                    cause: String::new(),
                    ..waiting
                };
                batch.put(Table::Mail, key, encode_canonical(&again))
            }
            Some(_) | None => batch.delete(Table::Mail, key),
        };
        self.store.commit(&batch)?;
        Ok(())
    }

    /// The server didn't take it: for now, or for good.
    pub fn mail_failed(
        &mut self,
        now: Now,
        key: &LetterKey,
        for_good: bool,
        cause: &str,
    ) -> Result<(), AppError> {
        let Some(waiting) = self.waiting(key)? else {
            return Ok(());
        };
        let first_ms = self
            .mail
            .as_ref()
            .map_or(RETRY_MS_MAX, |mail| mail.retry_first_ms);
        let doubled = 2_i64.saturating_pow(waiting.tries.min(32));
        let wait_ms = first_ms.saturating_mul(doubled).min(RETRY_MS_MAX);
        let tries = waiting.tries + 1;
        let failed = Waiting {
            tries,
            next_unix_ms: now.unix_ms.saturating_add(wait_ms),
            dead: for_good || tries >= MAIL_TRIES_MAX,
            cause: cause.chars().take(CAUSE_CHARS_MAX).collect(),
            ..waiting
        };
        let batch = Batch::new().put(Table::Mail, key.bytes(), encode_canonical(&failed));
        self.store.commit(&batch)?;
        Ok(())
    }

    /// Tries everything again now, what was given up too; gives how many.
    pub fn retry_mail(&mut self, now: Now) -> Result<u64, AppError> {
        let all = letters(&*self.store)?;
        let count = all.len() as u64;
        let again = all.into_iter().map(|(key, waiting)| {
            let again = Waiting {
                next_unix_ms: now.unix_ms,
                tries: 0,
                dead: false,
                ..waiting
            };
            (key.bytes(), Some(encode_canonical(&again)))
        });
        self.write_pieces(again.collect())?;
        self.settle(now);
        Ok(count)
    }

    /// When the last of a contact's open offers expires, if all of them do.
    fn expires(&self, contact: SubjectId) -> Option<i64> {
        let contact = self.view.contact(contact)?;
        let open = contact.offers.iter();
        let open = open.filter(|offer| offer.answer == Answer::Open);
        let expiries: Option<Vec<i64>> = open.map(|offer| offer.expires_unix_ms).collect();
        expiries?.into_iter().max()
    }

    fn waiting(&self, key: &LetterKey) -> Result<Option<Waiting>, AppError> {
        let bytes = self.store.get(Table::Mail, &key.bytes())?;
        Ok(bytes.and_then(|bytes| read(&bytes)))
    }

    /// Takes away what waits for a person.
    pub(super) fn forget_letters(&mut self, person: PersonId) -> Result<(), AppError> {
        let of_person = letters(&*self.store)?.into_iter();
        let keys = of_person.filter(|(key, _)| key.person == person);
        self.write_pieces(keys.map(|(key, _)| (key.bytes(), None)).collect())
    }

    /// Puts or deletes in as many commits as it takes; each of them leaves the outbox whole.
    pub(super) fn write_pieces(&mut self, writes: Vec<Write>) -> Result<(), AppError> {
        for piece in writes.chunks(BATCH_OPS_MAX) {
            let batch = piece
                .iter()
                .fold(Batch::new(), |batch, (key, value)| match value {
                    Some(value) => batch.put(Table::Mail, key.clone(), value.clone()),
                    None => batch.delete(Table::Mail, key.clone()),
                });
            self.store.commit(&batch)?;
        }
        Ok(())
    }

    /// The letters under these keys as they wait from now on: with what waits already, or new.
    pub(super) fn joined(&self, now: Now, keys: Vec<LetterKey>) -> Result<Vec<Write>, AppError> {
        let mut writes = Vec::new();
        let mut room = LETTERS_MAX.saturating_sub(letters(&*self.store)?.len());
        for mut key in keys {
            let mut waiting = self.waiting(&key)?;
            if waiting.is_none() && key.contact.is_some() {
                match room {
                    0 => {
                        key.contact = None;
                        waiting = self.waiting(&key)?;
                    }
                    _ => room -= 1,
                }
            }
            let new = |serial: u32| Waiting {
                made_unix_ms: now.unix_ms,
                next_unix_ms: self.not_before(&key, now, self.last_sent(now, key.person)),
                tries: 0,
                serial,
                dead: false,
                cause: String::new(),
            };
            let joined = match waiting {
                // What was given up says nothing of what came since: that is tried anew.
                Some(waiting) if waiting.dead => new(waiting.serial.wrapping_add(1)),
                Some(waiting) => Waiting {
                    serial: waiting.serial.wrapping_add(1),
                    ..waiting
                },
                None => new(0),
            };
            writes.push((key.bytes(), Some(encode_canonical(&joined))));
        }
        Ok(writes)
    }

    /// Notices keep a distance; an invitation goes at once.
    fn not_before(&self, key: &LetterKey, now: Now, sent: Option<i64>) -> i64 {
        let pause_ms = self.mail.as_ref().map_or(0, |mail| mail.pause_ms);
        match (key.contact, sent) {
            (None, Some(sent)) => now.unix_ms.max(sent.saturating_add(pause_ms)),
            (Some(_), _) | (None, None) => now.unix_ms,
        }
    }

    fn last_sent(&self, now: Now, person: PersonId) -> Option<i64> {
        let sent = self.store.get(Table::Mail, &sent_key(person)).ok()??;
        let sent = sent.try_into().ok().map(i64::from_be_bytes);
        // A clock that was set back delays nothing for long.
        sent.filter(|sent| *sent <= now.unix_ms)
    }
}
