//! Reported acts, wherever they are shown: as reported, by whom, from where and when, and never as signed
//! or agreed.

use domain::{InternalKind, Reported, ReportedAct, SubjectId};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

use super::{
    internal::{EntryView, entries},
    shown::{civil_in, rfc3339, utc},
};
use crate::Desk;

/// What every view calls it.
pub const STATUS: &str = "reported";

/// One act of a counterpart as it was heard of.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ReportedView {
    /// `reported`: never signed, never agreed.
    pub status: &'static str,
    #[serde(flatten)]
    pub entry: EntryView,
    pub act: ReportedActView,
    pub of: String,
    pub told_by: String,
    pub source: String,
    /// RFC 3339, UTC.
    pub heard: String,
    pub heard_unix_ms: i64,
    pub what: String,
    pub text: String,
    /// A date that was named.
    pub date: Option<DateView>,
}

/// The act by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(type = "string"))]
pub struct ReportedActView(pub ReportedAct);

impl Serialize for ReportedActView {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.0.name())
    }
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(
    feature = "typescript",
    derive(ts_rs::TS),
    ts(rename = "ReportedDateView")
)]
pub struct DateView {
    pub start_unix_ms: i64,
    /// RFC 3339, UTC.
    pub starts: String,
    pub zone: String,
    /// As clocks in that zone show it.
    pub civil: String,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ReportList {
    pub reports: Vec<ReportedView>,
}

/// All that is reported about one subject.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ReportedMatter {
    pub about: SubjectId,
    pub status: &'static str,
    /// None: a report isn't signed by the other side.
    pub agreed: Option<String>,
    /// By the time at which they were heard.
    pub reports: Vec<ReportedView>,
}

/// A matter that is known from reports alone, in a list of contacts.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ReportedLine {
    pub reports: usize,
    /// The date that was named last, by whichever act.
    pub last_date: Option<DateView>,
    /// The act about a contact that was heard of last.
    #[serde(flatten)]
    pub newest: ReportedView,
}

/// What the act is called in a sentence.
fn verb(act: ReportedAct) -> &'static str {
    match act {
        ReportedAct::Proposal => "proposed",
        ReportedAct::Acceptance => "accepted",
        ReportedAct::Decline => "declined",
        ReportedAct::Postponement => "postponed",
        ReportedAct::Cancellation => "cancelled",
        ReportedAct::Paper => "handed over a paper",
        ReportedAct::RoundDate => "named a date for a round",
        ReportedAct::HeadOfDelegation => "named who leads its delegation",
        ReportedAct::Other => "did something",
    }
}

/// Whether it is about a contact that may come.
fn is_of_contact(act: ReportedAct) -> bool {
    match act {
        ReportedAct::Proposal
        | ReportedAct::Acceptance
        | ReportedAct::Decline
        | ReportedAct::Postponement
        | ReportedAct::Cancellation => true,
        ReportedAct::Paper
        | ReportedAct::RoundDate
        | ReportedAct::HeadOfDelegation
        | ReportedAct::Other => false,
    }
}

impl ReportedView {
    /// Who did what, when: `South proposed: Geneva, 2030-01-10 23:30 Europe/Moscow`.
    pub fn act_in_words(&self) -> String {
        let date = self.date.as_ref();
        let date = date.map(|date| format!("{} {}", date.civil, date.zone));
        let what = Some(self.what.clone()).filter(|what| !what.is_empty());
        let more: Vec<String> = what.into_iter().chain(date).collect();
        let more = match more.as_slice() {
            [] => String::new(),
            more => format!(": {}", more.join(", ")),
        };
        format!("{} {}{more}", self.of, verb(self.act.0))
    }

    /// From whom, from where, when.
    pub fn origin_in_words(&self) -> String {
        format!(
            "told by {}, {}, heard {}",
            self.told_by,
            self.source,
            utc(self.heard_unix_ms)
        )
    }

    /// The act with its origin, for a list.
    pub fn in_short(&self) -> String {
        format!(
            "{}, reported: {}",
            self.act_in_words(),
            self.origin_in_words()
        )
    }

    /// The whole on one line, its text left out.
    pub fn in_words(&self) -> String {
        format!(
            "{} (reported, not signed; {}; {})",
            self.act_in_words(),
            self.origin_in_words(),
            self.entry.words()
        )
    }
}

impl ReportedMatter {
    pub fn of(about: SubjectId, reports: Vec<ReportedView>) -> Self {
        Self {
            about,
            status: STATUS,
            agreed: None,
            reports,
        }
    }
}

pub fn view(entry: EntryView, reported: Reported) -> ReportedView {
    ReportedView {
        status: STATUS,
        entry,
        act: ReportedActView(reported.act),
        of: reported.of,
        told_by: reported.told_by,
        source: reported.source,
        heard: rfc3339(reported.heard_unix_ms),
        heard_unix_ms: reported.heard_unix_ms,
        what: reported.what,
        text: reported.text,
        date: reported.date.map(|date| DateView {
            start_unix_ms: date.start_unix_ms,
            starts: rfc3339(date.start_unix_ms),
            civil: civil_in(date.start_unix_ms, &date.zone),
            zone: date.zone,
        }),
    }
}

/// All reports that this device reads, opened once: each subject's by the time at which they were heard.
pub struct Reports {
    by_subject: BTreeMap<SubjectId, Vec<ReportedView>>,
}

impl Reports {
    pub fn read(desk: &Desk, history: bool) -> Self {
        let mut by_subject: BTreeMap<SubjectId, Vec<ReportedView>> = BTreeMap::new();
        for (entry, reported) in entries::<Reported>(desk, InternalKind::Report, history) {
            let about = by_subject.entry(entry.about).or_default();
            about.push(view(entry, reported));
        }
        for about in by_subject.values_mut() {
            about.sort_by_key(|one| one.heard_unix_ms);
        }
        Self { by_subject }
    }

    pub fn about(&self, subject: SubjectId) -> &[ReportedView] {
        self.by_subject.get(&subject).map_or(&[], Vec::as_slice)
    }

    /// The act about this contact that was heard of last.
    pub fn newest_about(&self, subject: SubjectId) -> Option<&ReportedView> {
        let mut newest_first = self.about(subject).iter().rev();
        newest_first.find(|one| is_of_contact(one.act.0))
    }

    /// Contacts that may come, known from reports alone: each by what was heard last.
    pub fn contacts(&self, desk: &Desk) -> Vec<ReportedLine> {
        let line = |matter: SubjectId| {
            let reports = self.about(matter);
            Some(ReportedLine {
                reports: reports.len(),
                last_date: reports.iter().rev().find_map(|one| one.date.clone()),
                newest: self.newest_about(matter)?.clone(),
            })
        };
        matters(desk).into_iter().filter_map(line).collect()
    }
}

/// Reports about any of these subjects that this device reads, by the time at which they were heard.
pub fn reports_about(desk: &Desk, subjects: &[SubjectId], history: bool) -> Vec<ReportedView> {
    let reports = Reports::read(desk, history);
    let about = subjects.iter().flat_map(|subject| reports.about(*subject));
    let mut about: Vec<ReportedView> = about.cloned().collect();
    about.sort_by_key(|one| one.heard_unix_ms);
    about
}

/// How many that stand are sealed to others, where so many are read.
pub fn sealed_about(desk: &Desk, subject: SubjectId, read: usize) -> usize {
    let all = desk.internal_subjects(InternalKind::Report);
    let all = all.iter().filter(|about| **about == subject).count();
    all.saturating_sub(read)
}

/// Matters that are known from reports alone.
pub fn matters(desk: &Desk) -> Vec<SubjectId> {
    let subjects = desk.internal_subjects(InternalKind::Report).into_iter();
    let unknown = subjects.filter(|subject| desk.view().noun_of(*subject).is_none());
    unknown.collect::<BTreeSet<_>>().into_iter().collect()
}
