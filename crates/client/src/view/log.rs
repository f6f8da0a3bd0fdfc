//! A log as a person reads it: what stands in it, entry by entry, the newest first.

use domain::{Event, Folded, SubjectId};
use identity::{DeviceId, PersonId, SideId};
use serde::Serialize;

use super::without_effect::VoidWhy;
use crate::Desk;

/// Entries on one page.
const LOG_PAGE_ENTRIES_MAX: usize = 50;

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct LogPageView {
    pub entries: Vec<LogEntryView>,
    /// `before` of the next page; absent at the beginning of the log.
    pub earlier: Option<u64>,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct LogEntryView {
    pub seq: u64,
    /// By the clock of the node that wrote it, or of the device; absent where nothing here tells it.
    pub at_unix_ms: Option<i64>,
    /// `propose`, `accredit`, `call-started`, and so on.
    pub kind: String,
    pub noun: Option<String>,
    pub subject: Option<String>,
    pub person: Option<PersonId>,
    pub device: Option<DeviceId>,
    pub without_effect: Option<VoidWhy>,
}

impl LogEntryView {
    fn new(seq: u64, kind: impl Into<String>) -> Self {
        Self {
            seq,
            at_unix_ms: None,
            kind: kind.into(),
            noun: None,
            subject: None,
            person: None,
            device: None,
            without_effect: None,
        }
    }

    fn about(self, noun: Option<domain::Noun>, subject: SubjectId) -> Self {
        Self {
            noun: noun.map(|noun| noun.name().to_owned()),
            subject: Some(subject.to_string()),
            ..self
        }
    }
}

/// Of a side's log, entries before this number.
pub fn page_of(desk: &Desk, side: SideId, before: Option<u64>) -> LogPageView {
    page(of_side(desk, side), before)
}

/// Of the own side's internal records, which come in no log of the line.
pub fn internal_page(desk: &Desk, before: Option<u64>) -> LogPageView {
    page(desk.internal_log(), before)
}

fn page(mut entries: Vec<LogEntryView>, before: Option<u64>) -> LogPageView {
    entries.retain(|entry| before.is_none_or(|before| entry.seq < before));
    entries.sort_by_key(|entry| std::cmp::Reverse(entry.seq));
    let more = entries.len() > LOG_PAGE_ENTRIES_MAX;
    entries.truncate(LOG_PAGE_ENTRIES_MAX);
    LogPageView {
        earlier: entries.last().filter(|_| more).map(|entry| entry.seq),
        entries,
    }
}

fn of_side(desk: &Desk, side: SideId) -> Vec<LogEntryView> {
    let view = desk.view();
    let mut entries: Vec<LogEntryView> = Vec::new();
    for folded in view.subjects() {
        let subject = subject_of(&folded);
        for placed in view.history(subject) {
            if placed.side != side {
                continue;
            }
            let entry = LogEntryView::new(placed.seq, kind_of(&placed.event));
            entries.push(LogEntryView {
                at_unix_ms: Some(placed.node_unix_ms),
                person: record_author(&placed.event).map(|(person, _)| person),
                device: record_author(&placed.event).map(|(_, device)| device),
                ..entry.about(view.noun_of(subject), subject)
            });
        }
    }
    let people = view.people(side).into_iter().flat_map(domain::People::iter);
    for (device, member) in people {
        let told = |seq, kind: &str| LogEntryView {
            person: Some(member.accreditation.person),
            device: Some(*device),
            ..LogEntryView::new(seq, kind)
        };
        entries.push(told(member.since_seq, "accredit"));
        entries.extend(member.revoked_seq.map(|seq| told(seq, "revoke")));
    }
    for void in view.voids().iter().filter(|void| void.side == side) {
        entries.push(LogEntryView {
            without_effect: Some((&void.reason).into()),
            ..LogEntryView::new(void.seq, "void")
        });
    }
    entries
}

fn kind_of(event: &Event) -> String {
    match event {
        Event::Record { kind, .. } => kebab(kind),
        Event::Started(_) => "call-started".to_owned(),
        Event::Ended(_) => "call-ended".to_owned(),
    }
}

/// A kind's name in the code, as names are written elsewhere: `HandOver` is `hand-over`.
fn kebab(kind: &impl std::fmt::Debug) -> String {
    let mut out = String::new();
    for letter in format!("{kind:?}").chars() {
        if letter.is_ascii_uppercase() && !out.is_empty() {
            out.push('-');
        }
        out.push(letter.to_ascii_lowercase());
    }
    out
}

fn subject_of(folded: &Folded) -> SubjectId {
    match folded {
        Folded::Contact(one) => one.subject,
        Folded::Track(one) => one.subject,
        Folded::Round(one) => one.subject,
        Folded::Minutes(one) => one.subject,
        Folded::JointStatement(one) => one.subject,
        Folded::Paper(one) => one.subject,
        Folded::Exchange(one) => one.subject,
        Folded::Message(one) => one.subject,
        Folded::SilenceProcedure(one) => one.subject,
    }
}

fn record_author(event: &Event) -> Option<(PersonId, DeviceId)> {
    match event {
        Event::Record { header, .. } => Some((header.person, header.device)),
        Event::Started(_) | Event::Ended(_) => None,
    }
}

impl Desk {
    fn internal_log(&self) -> Vec<LogEntryView> {
        let records = (1..).zip(&self.internal);
        let view = |(seq, record): (u64, &domain::InternalRecord)| {
            let header = record.header();
            let kind = record
                .kind()
                .as_ref()
                .map_or_else(|| "unknown".to_owned(), kebab);
            let subject = header.subject;
            LogEntryView {
                at_unix_ms: Some(header.at_unix_ms),
                person: Some(header.person),
                device: Some(header.device),
                ..LogEntryView::new(seq, kind).about(self.view().noun_of(subject), subject)
            }
        };
        records.map(view).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_named_as_elsewhere() {
        assert_eq!(kebab(&domain::Kind::Propose), "propose");
        assert_eq!(kebab(&domain::Kind::HandOver), "hand-over");
    }

    #[test]
    fn pages_follow_each_other() {
        let max = LOG_PAGE_ENTRIES_MAX;
        for (count, before, first, shown, earlier) in [
            (0, None, None, 0, None),
            (max - 1, None, Some(max - 1), max - 1, None),
            (max, None, Some(max), max, None),
            (max + 1, None, Some(max + 1), max, Some(2)),
            (max + 1, Some(2), Some(1), 1, None),
        ] {
            let all = (1..=count).map(|seq| LogEntryView::new(seq as u64, "propose"));
            let page = page(all.collect(), before);
            assert_eq!(page.entries.len(), shown);
            assert_eq!(page.entries.first().map(|one| one.seq as usize), first);
            assert_eq!(page.earlier, earlier);
        }
    }
}
