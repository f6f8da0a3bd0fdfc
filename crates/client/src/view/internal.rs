//! What every internal record shows beside its words.

use domain::{InternalKind, InternalRecord, SubjectId};
use identity::PersonId;
use minicbor::{Decode, Encode};
use serde::Serialize;

use super::shown::short;
use crate::Desk;

/// What every internal record shows beside its words.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct EntryView {
    pub record: String,
    pub about: SubjectId,
    pub author: PersonId,
    /// By its author's clock.
    pub at_unix_ms: i64,
    /// Records whose place it took.
    pub instead_of: Vec<String>,
    /// Nothing took its place.
    pub stands: bool,
    /// Approved drafts make it public.
    pub public: bool,
}

/// Records of a kind, with whether each stands: all of them, or those that do.
pub fn entries<T>(desk: &Desk, kind: InternalKind, history: bool) -> Vec<(EntryView, T)>
where
    T: for<'b> Decode<'b, ()> + Encode<()>,
{
    let standing = domain::standing(&desk.internal_facts(), kind);
    desk.all_internal::<T>(kind)
        .into_iter()
        .filter(|(record, _)| history || standing.contains(&record.id()))
        .map(|(record, words)| {
            (
                entry_of(desk, &record, standing.contains(&record.id())),
                words,
            )
        })
        .collect()
}

fn entry_of(desk: &Desk, record: &InternalRecord, stands: bool) -> EntryView {
    let header = record.header();
    EntryView {
        record: record.id().to_string(),
        about: header.subject,
        author: header.person,
        at_unix_ms: header.at_unix_ms,
        instead_of: header.after.iter().map(ToString::to_string).collect(),
        stands,
        public: desk.is_disclosed(record.id()),
    }
}

impl EntryView {
    /// Its first digits, and what it no longer is.
    pub fn words(&self) -> String {
        let replaced = if self.stands { "" } else { ", replaced" };
        let public = if self.public { ", made public" } else { "" };
        format!("{}{replaced}{public}", short(&self.record))
    }
}
