//! A coalition's positions: each member with its source, the common reply or expressly none, and what was
//! said of it in public beside that.

use domain::{ClaimStanding, ClaimedPosition, Coalition, Heard, InternalKind, SubjectId};
use serde::Serialize;
use std::collections::BTreeSet;

use super::{
    internal::{EntryView, entries},
    shown::rfc3339,
};
use crate::Desk;

/// One coalition as this side knows it.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct CoalitionView {
    #[serde(flatten)]
    pub entry: EntryView,
    pub name: String,
    pub members: Vec<MemberView>,
    /// `not-known`, `none` (expressly) or `given`.
    pub common_line: String,
    pub reply: String,
    pub reply_heard: Option<HeardView>,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct MemberView {
    pub member: String,
    /// `in-favour`, `against`, `undecided`, `not-known` or `own-words`.
    pub stance: String,
    pub words: String,
    pub heard: Option<HeardView>,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct HeardView {
    pub source: String,
    /// RFC 3339, UTC.
    pub at: String,
    pub at_unix_ms: i64,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct CoalitionList {
    pub coalitions: Vec<CoalitionView>,
}

/// One coalition with what is said of it, and its earlier entries.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct CoalitionShown {
    #[serde(flatten)]
    pub coalition: CoalitionView,
    pub said_in_public: Vec<ClaimView>,
    /// Entries whose place it took, the newest first.
    pub earlier: Vec<CoalitionView>,
}

/// A released text that claims something of the coalition.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ClaimView {
    pub release: String,
    pub title: String,
    pub office: String,
    pub published_unix_ms: i64,
    /// `none` or `given`.
    pub common_line: String,
    /// Corrections and withdrawals of it.
    pub notices: Vec<String>,
    /// Beside this side's own entry: `agrees`, `differs` or `nothing-known`.
    pub standing: &'static str,
}

/// What a draft claims of others' position, beside what this side has entered.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct PositionView {
    pub of: Vec<String>,
    pub common_line: String,
    pub beside: Vec<BesideView>,
    /// Entries about coalitions that this device can't read.
    pub sealed: usize,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct BesideView {
    pub coalition: String,
    pub record: String,
    pub about: SubjectId,
    pub common_line: String,
    pub standing: &'static str,
}

impl HeardView {
    fn of(heard: Option<Heard>) -> Option<Self> {
        heard.map(|heard| Self {
            source: heard.source,
            at: rfc3339(heard.at_unix_ms),
            at_unix_ms: heard.at_unix_ms,
        })
    }
}

impl CoalitionView {
    /// Those of `all` whose place it took, directly or over others.
    pub fn earlier_of(&self, all: &[Self]) -> Vec<Self> {
        let mut earlier: Vec<Self> = Vec::new();
        let mut wanted: Vec<String> = self.entry.instead_of.clone();
        let mut seen: BTreeSet<String> = BTreeSet::new();
        while let Some(next) = wanted.pop() {
            if !seen.insert(next.clone()) {
                continue;
            }
            if let Some(one) = all.iter().find(|one| one.entry.record == next) {
                wanted.extend(one.entry.instead_of.iter().cloned());
                earlier.push(one.clone());
            }
        }
        earlier.sort_by_key(|one| std::cmp::Reverse(one.entry.at_unix_ms));
        earlier
    }
}

impl PositionView {
    pub fn of(desk: &Desk, claimed: &ClaimedPosition) -> Self {
        let standing = entries::<Coalition>(desk, InternalKind::Coalition, false);
        let all = desk.internal_subjects(InternalKind::Coalition).len();
        let sealed = all.saturating_sub(standing.len());
        let beside = standing
            .into_iter()
            .filter(|(_, one)| claimed.of.contains(&one.name))
            .map(|(entry, one)| BesideView {
                coalition: one.name,
                record: entry.record,
                about: entry.about,
                common_line: one.reply.line.to_string(),
                standing: ClaimStanding::of(claimed.line, one.reply.line).name(),
            });
        Self {
            beside: beside.collect(),
            of: claimed.of.clone(),
            common_line: claimed.line.to_string(),
            sealed,
        }
    }
}

fn view(entry: EntryView, coalition: Coalition) -> CoalitionView {
    CoalitionView {
        entry,
        name: coalition.name,
        members: coalition
            .members
            .into_iter()
            .map(|one| MemberView {
                member: one.member,
                stance: one.stance.to_string(),
                words: one.words,
                heard: HeardView::of(one.heard),
            })
            .collect(),
        common_line: coalition.reply.line.to_string(),
        reply: coalition.reply.words,
        reply_heard: HeardView::of(coalition.reply.heard),
    }
}

/// All that this device reads: those that stand, or with those before them.
pub fn all_of(desk: &Desk, history: bool) -> Vec<CoalitionView> {
    let all = entries::<Coalition>(desk, InternalKind::Coalition, history);
    all.into_iter()
        .map(|(entry, one)| view(entry, one))
        .collect()
}

/// Those that stand about this paper or other matter.
pub fn coalitions_about(desk: &Desk, subject: SubjectId) -> Vec<CoalitionView> {
    let mut all = all_of(desk, false);
    all.retain(|one| one.entry.about == subject);
    all
}
