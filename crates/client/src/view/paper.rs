//! A paper: its versions with receipts, replies, and what changed between two versions.

use domain::{Paper, PaperText, SubjectId};
use serde::Serialize;
use similar::{ChangeTag, TextDiff};
use std::time::Duration;

use super::{
    coalition::{CoalitionView, coalitions_about},
    contact::side_name,
    receipt::{ReceiptView, written_unix_ms},
    report::{ReportedView, reports_about},
    without_effect::WithoutEffectView,
};
use crate::{Desk, DeskError};

/// Two texts that have little in common are compared roughly after this.
const DIFF_TIME_MAX: Duration = Duration::from_secs(2);

/// One paper.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct PaperView {
    pub paper: SubjectId,
    pub kind: String,
    pub by: String,
    pub title: Option<String>,
    pub recipients: Vec<String>,
    pub state: &'static str,
    pub reply_by_unix_ms: Option<i64>,
    /// The newest last.
    pub versions: Vec<VersionView>,
    pub replies: Vec<ReplyView>,
    /// Coalitions among its recipients, as this side alone has entered them.
    pub coalitions: Vec<CoalitionView>,
    /// What is reported about it, such as a reply received by hand; never signed.
    pub reported: Vec<ReportedView>,
    /// Records about it that change nothing, and why.
    pub without_effect: Vec<WithoutEffectView>,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(
    feature = "typescript",
    derive(ts_rs::TS),
    ts(rename = "PaperVersionView")
)]
pub struct VersionView {
    pub number: usize,
    pub record: String,
    /// Absent where this device can't read it.
    pub paper: Option<TextView>,
    pub receipt: Option<ReceiptView>,
    /// Somebody of the other side said that it was read, at this time of its node.
    pub read_unix_ms: Option<i64>,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(
    feature = "typescript",
    derive(ts_rs::TS),
    ts(rename = "PaperReplyView")
)]
pub struct ReplyView {
    pub record: String,
    /// Number of the version.
    pub to: Option<usize>,
    pub paper: Option<TextView>,
    pub receipt: Option<ReceiptView>,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(
    feature = "typescript",
    derive(ts_rs::TS),
    ts(rename = "PaperTextView")
)]
pub struct TextView {
    pub title: String,
    pub text: String,
    pub languages: Vec<String>,
    pub recipients: Vec<String>,
}

impl From<PaperText> for TextView {
    fn from(paper: PaperText) -> Self {
        let PaperText {
            title,
            text,
            languages,
            recipients,
            attachments: _,
        } = paper;
        Self {
            title,
            text,
            languages,
            recipients,
        }
    }
}

/// One line of the list.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct PaperLine {
    pub paper: SubjectId,
    pub kind: String,
    pub by: String,
    pub title: Option<String>,
    pub recipients: Vec<String>,
    pub versions: usize,
    pub state: &'static str,
    pub reply_by_unix_ms: Option<i64>,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct PaperList {
    pub papers: Vec<PaperLine>,
}

/// What changed between two versions.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct PaperDiff {
    pub paper: SubjectId,
    pub from: usize,
    pub to: usize,
    /// What stands beside the text and differs.
    pub fields: Vec<FieldChange>,
    pub text: Vec<TextChange>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(tag = "field", rename_all = "kebab-case")]
pub enum FieldChange {
    Title {
        from: String,
        to: String,
    },
    /// Nobody named: the other side as a whole.
    To {
        from: Vec<String>,
        to: Vec<String>,
    },
    Languages {
        from: Vec<String>,
        to: Vec<String>,
    },
    ReplyBy {
        from_unix_ms: Option<i64>,
        to_unix_ms: Option<i64>,
    },
    /// Before which nobody releases a joint statement.
    Release {
        from_unix_ms: i64,
        to_unix_ms: i64,
    },
}

/// A piece of the text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct TextChange {
    /// `same`, `removed` or `added`.
    pub what: &'static str,
    pub text: String,
}

pub fn to_whom(recipients: &[String]) -> String {
    match recipients {
        [] => "the other side".to_owned(),
        some => some.join(", "),
    }
}

/// Where a paper stands, in a word.
pub fn state_of(paper: &Paper, now_unix_ms: i64) -> &'static str {
    let Some(newest) = paper.newest() else {
        return "withdrawn";
    };
    let replied = paper.replies.iter().any(|reply| reply.to == newest.id);
    let received = newest.delivery.is_some_and(|one| one.delivered.is_some());
    match paper.awaits_reply_by() {
        _ if replied => "replied",
        Some(by) if now_unix_ms >= by => "reply-overdue",
        Some(_) if newest.acknowledged.is_some() => "read-reply-due",
        _ if newest.acknowledged.is_some() => "read",
        _ if received => "received",
        _ => "handed-over",
    }
}

pub fn list_of(desk: &Desk, now_unix_ms: i64) -> PaperList {
    let papers = desk.view().papers();
    let papers = papers.iter().map(|paper| {
        let shown = paper.versions.last();
        let text = shown.and_then(|version| desk.words_of::<PaperText>(version.id).ok());
        PaperLine {
            paper: paper.subject,
            kind: shown.map_or_else(String::new, |version| version.facts.kind.to_string()),
            by: side_name(desk, paper.by),
            recipients: text
                .as_ref()
                .map_or_else(Vec::new, |text| text.recipients.clone()),
            title: text.map(|text| text.title),
            versions: paper.versions.len(),
            state: state_of(paper, now_unix_ms),
            reply_by_unix_ms: paper.awaits_reply_by(),
        }
    });
    PaperList {
        papers: papers.collect(),
    }
}

pub fn view_of(desk: &Desk, subject: SubjectId, now_unix_ms: i64) -> Result<PaperView, DeskError> {
    let paper = desk.paper(subject)?;
    let text = |id| desk.words_of::<PaperText>(id).ok().map(TextView::from);
    let number_of = |id| {
        let at = paper.versions.iter().position(|version| version.id == id);
        at.map(|at| at + 1)
    };
    let versions: Vec<VersionView> = (1..)
        .zip(&paper.versions)
        .map(|(number, version)| VersionView {
            number,
            record: version.id.to_string(),
            paper: text(version.id),
            receipt: version.delivery.map(ReceiptView::from),
            read_unix_ms: version
                .acknowledged
                .and_then(|read| written_unix_ms(desk, subject, read)),
        })
        .collect();
    let newest = versions.last().and_then(|version| version.paper.as_ref());
    Ok(PaperView {
        paper: subject,
        kind: paper
            .versions
            .last()
            .map_or_else(String::new, |version| version.facts.kind.to_string()),
        by: side_name(desk, paper.by),
        title: newest.map(|text| text.title.clone()),
        recipients: newest.map_or_else(Vec::new, |text| text.recipients.clone()),
        state: state_of(&paper, now_unix_ms),
        reply_by_unix_ms: paper
            .newest()
            .and_then(|version| version.facts.reply_by_unix_ms),
        replies: paper
            .replies
            .iter()
            .map(|reply| ReplyView {
                record: reply.id.to_string(),
                to: number_of(reply.to),
                paper: text(reply.id),
                receipt: reply.delivery.map(ReceiptView::from),
            })
            .collect(),
        coalitions: coalitions_about(desk, subject),
        reported: reports_about(desk, &[subject], false),
        without_effect: WithoutEffectView::all(&paper.without_effect),
        versions,
    })
}

/// The difference between two versions by their numbers; else between the last two.
pub fn diff_of(
    desk: &Desk,
    subject: SubjectId,
    from: Option<usize>,
    to: Option<usize>,
) -> Result<PaperDiff, DeskError> {
    let paper = desk.paper(subject)?;
    let to = to.unwrap_or(paper.versions.len());
    let from = from.unwrap_or_else(|| to.saturating_sub(1));
    let version = |number: usize| -> Result<(PaperText, Option<i64>), DeskError> {
        let at = number.checked_sub(1);
        let version = at
            .and_then(|at| paper.versions.get(at))
            .ok_or(DeskError::NoVersion {
                number,
                count: paper.versions.len(),
            })?;
        Ok((desk.words_of(version.id)?, version.facts.reply_by_unix_ms))
    };
    let ((older, asked_before), (newer, asked)) = (version(from)?, version(to)?);
    let fields = [
        (older.title != newer.title).then(|| FieldChange::Title {
            from: older.title.clone(),
            to: newer.title.clone(),
        }),
        (older.recipients != newer.recipients).then(|| FieldChange::To {
            from: older.recipients.clone(),
            to: newer.recipients.clone(),
        }),
        (older.languages != newer.languages).then(|| FieldChange::Languages {
            from: older.languages.clone(),
            to: newer.languages.clone(),
        }),
        (asked_before != asked).then_some(FieldChange::ReplyBy {
            from_unix_ms: asked_before,
            to_unix_ms: asked,
        }),
    ];
    Ok(PaperDiff {
        paper: subject,
        from,
        to,
        fields: fields.into_iter().flatten().collect(),
        text: changes(&older.text, &newer.text),
    })
}

/// Word by word, neighbours of one kind in one piece.
pub fn changes(older: &str, newer: &str) -> Vec<TextChange> {
    let diff = TextDiff::configure()
        .timeout(DIFF_TIME_MAX)
        .diff_words(older, newer);
    let mut pieces: Vec<TextChange> = Vec::new();
    for change in diff.iter_all_changes() {
        let what = match change.tag() {
            ChangeTag::Equal => "same",
            ChangeTag::Delete => "removed",
            ChangeTag::Insert => "added",
        };
        match pieces.last_mut() {
            Some(last) if last.what == what => last.text.push_str(change.value()),
            _ => pieces.push(TextChange {
                what,
                text: change.value().to_owned(),
            }),
        }
    }
    pieces
}
