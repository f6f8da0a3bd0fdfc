//! All releases by the time since which they are public, newest first: in pages, and by month. A page begins
//! behind a release that is named, so its link shows the same when newer ones come.

use std::ops::Range;
use storage::Table;

use super::{
    AppError, NodeCore, Now,
    press::{PressDocument, Published, TIME_PREFIX},
};

/// Releases on a page of the archive.
pub const ARCHIVE_PAGE_MAX: usize = 50;
/// Months that the archive lists, the newest: a hundred years.
pub const ARCHIVE_MONTHS_MAX: usize = 1_200;
/// Places of the index that are looked at together.
const PLACES_AT_ONCE: usize = 64;

/// A page of the archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArchivePage {
    /// Newest first.
    pub releases: Vec<Published>,
    /// Behind which the next page begins, if there is one.
    pub older_than: Option<String>,
}

/// Where a release is in the index; behind everything of its time where no name is given.
pub(super) fn time_key(public_from_unix_ms: i64, name: &str) -> Vec<u8> {
    let newest_first = (i64::MAX - public_from_unix_ms.max(0)).to_be_bytes();
    [TIME_PREFIX, &newest_first, name.as_bytes()].concat()
}

fn time_of(key: &[u8]) -> Option<i64> {
    let digits = key.get(TIME_PREFIX.len()..)?.first_chunk()?;
    Some(i64::MAX - i64::from_be_bytes(*digits))
}

/// Before everything of this time and what is older.
fn before(unix_ms: i64) -> Vec<u8> {
    time_key(unix_ms, "")
}

/// Behind everything of this time.
fn behind(unix_ms: i64) -> Vec<u8> {
    // Names are letters, digits and dashes.
    [time_key(unix_ms, ""), vec![0xff]].concat()
}

impl NodeCore {
    /// A page of what became public in this span; `None` if nothing public is called `older_than`.
    pub fn archive(
        &self,
        now: Now,
        span: Range<i64>,
        older_than: Option<&str>,
    ) -> Result<Option<ArchivePage>, AppError> {
        let mut after = before(now.unix_ms.min(span.end - 1));
        if let Some(name) = older_than {
            let Some(newer) = self.published(now, name)? else {
                return Ok(None);
            };
            after = after.max(time_key(newer.document.public_from_unix_ms(), name));
        }
        let mut found = self.public_after(now, after, span.start, ARCHIVE_PAGE_MAX + 1)?;
        let goes_on = found.len() > ARCHIVE_PAGE_MAX;
        found.truncate(ARCHIVE_PAGE_MAX);
        let last = found.last().map(|last| last.name.clone());
        let releases = found.into_iter().map(|one| self.with_notices(now, one));
        Ok(Some(ArchivePage {
            releases: releases.collect::<Result<_, _>>()?,
            older_than: last.filter(|_| goes_on),
        }))
    }

    /// The newest public releases, `max` of them.
    pub(super) fn newest(&self, now: Now, max: usize) -> Result<Vec<PressDocument>, AppError> {
        self.public_after(now, before(now.unix_ms), i64::MIN, max)
    }

    /// What is public behind a place in the index, down to a time.
    fn public_after(
        &self,
        now: Now,
        mut after: Vec<u8>,
        from_unix_ms: i64,
        max: usize,
    ) -> Result<Vec<PressDocument>, AppError> {
        let mut found = Vec::new();
        loop {
            let places =
                self.store
                    .scan_after(Table::Press, TIME_PREFIX, Some(&after), PLACES_AT_ONCE)?;
            let Some((last, _)) = places.last() else {
                return Ok(found);
            };
            after = last.clone();
            for (place, name) in places {
                if time_of(&place).is_none_or(|at| at < from_unix_ms) || found.len() == max {
                    return Ok(found);
                }
                let name = String::from_utf8(name).unwrap_or_default();
                found.extend(self.public_document(now, &name)?);
            }
        }
    }

    /// Where each month begins in which something became public, newest first. `start_of` says where the
    /// month of a moment begins.
    pub fn archive_months(
        &self,
        now: Now,
        start_of: impl Fn(i64) -> i64,
    ) -> Result<Vec<i64>, AppError> {
        let mut months = Vec::new();
        let mut after = before(now.unix_ms);
        while months.len() < ARCHIVE_MONTHS_MAX {
            // From each month its newest is looked at, then the next older month.
            let places = self
                .store
                .scan_after(Table::Press, TIME_PREFIX, Some(&after), 1)?;
            let Some((place, name)) = places.into_iter().next() else {
                break;
            };
            let name = String::from_utf8(name).unwrap_or_default();
            let at = time_of(&place);
            match (at, self.public_document(now, &name)?) {
                (Some(at), Some(_)) => {
                    let start = start_of(at).min(at);
                    months.push(start);
                    after = behind(start);
                }
                _ => after = place,
            }
        }
        Ok(months)
    }
}

#[cfg(test)]
#[path = "archive_tests.rs"]
mod tests;
