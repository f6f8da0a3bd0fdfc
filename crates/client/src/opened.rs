//! What this device has opened, kept so that each part is opened once: opening one costs as much as showing
//! hundreds. It is wiped when it is forgotten, and when the desk is gone.

use domain::{AudienceClass, RecordId};
use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
};
use zeroize::Zeroizing;

/// Most bytes of opened words that are kept; what would lead beyond begins anew.
const OPENED_BYTES_MAX: usize = 32 * 1_024 * 1_024;

/// Parts by record and class. What a record's id names never changes, so nothing here grows old.
#[derive(Default)]
pub(crate) struct Opened {
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    parts: BTreeMap<(RecordId, AudienceClass), Zeroizing<Vec<u8>>>,
    bytes: usize,
}

impl Opened {
    fn kept(&self) -> MutexGuard<'_, Kept> {
        // Nothing is half done where a thread ended.
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// As it was opened before, or else as `open` opens it now. What doesn't open is tried again the next time:
    /// its key may have come.
    pub fn get_or_open<E>(
        &self,
        part: (RecordId, AudienceClass),
        open: impl FnOnce() -> Result<Vec<u8>, E>,
    ) -> Result<Vec<u8>, E> {
        if let Some(words) = self.kept().parts.get(&part) {
            return Ok(words.to_vec());
        }
        let words = open()?;
        self.kept().keep(part, &words);
        Ok(words)
    }

    pub fn forget(&self) {
        *self.kept() = Kept::default();
    }
}

impl Kept {
    fn keep(&mut self, part: (RecordId, AudienceClass), words: &[u8]) {
        if words.len() > OPENED_BYTES_MAX {
            return;
        }
        if self.bytes + words.len() > OPENED_BYTES_MAX {
            *self = Self::default();
        }
        self.bytes += words.len();
        self.parts.insert(part, Zeroizing::new(words.to_vec()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    fn part(number: u8) -> (RecordId, AudienceClass) {
        (identity::Hash32([number; 32]), AudienceClass::Staff)
    }

    #[test]
    fn each_part_is_opened_once_until_it_is_forgotten() {
        let opened = Opened::default();
        let times = Cell::new(0);
        let open = |number: u8| {
            opened.get_or_open(part(number), || {
                times.set(times.get() + 1);
                match number {
                    0 => Err("no key"),
                    number => Ok(vec![number; 3]),
                }
            })
        };
        for (number, words, wanted) in [
            (1, Ok(vec![1; 3]), 1),
            (1, Ok(vec![1; 3]), 1),
            (2, Ok(vec![2; 3]), 2),
            (0, Err("no key"), 3),
            (0, Err("no key"), 4),
        ] {
            assert_eq!(open(number), words);
            assert_eq!(times.get(), wanted, "{number}");
        }
        opened.forget();
        assert_eq!(open(1), Ok(vec![1; 3]));
        assert_eq!(times.get(), 5);
    }

    #[test]
    fn no_more_is_kept_than_fits() {
        for (more, parts, bytes) in [
            (OPENED_BYTES_MAX - 2, 2, OPENED_BYTES_MAX - 1),
            (OPENED_BYTES_MAX - 1, 2, OPENED_BYTES_MAX),
            // One too many: it begins anew with the last.
            (OPENED_BYTES_MAX, 1, OPENED_BYTES_MAX),
            // What alone is too long isn't kept.
            (OPENED_BYTES_MAX + 1, 1, 1),
        ] {
            let mut kept = Kept::default();
            kept.keep(part(1), &[1]);
            kept.keep(part(2), &vec![2; more]);
            assert_eq!((kept.parts.len(), kept.bytes), (parts, bytes), "{more}");
        }
    }
}
