//! How a coalition's positions are shown: each member with its source, the common reply or expressly none,
//! and what was said of it in public beside that.

use client::{
    Desk,
    view::internal::{EntryView, entries},
};
use domain::{
    ClaimStanding, ClaimedPosition, Coalition, CommonLine, Document, Heard, InternalKind,
    ReleaseKind, SubjectId,
};
use serde::Serialize;
use std::{collections::BTreeSet, fmt::Write};

use crate::{
    CliError, Report,
    api::{Session, press_site},
    shown::{rfc3339, short, utc},
};

/// Newest texts on the press site that are looked at for what they claim of a coalition.
const TEXTS_LOOKED_AT_MAX: usize = 64;

/// One coalition as this side knows it.
#[derive(Debug, Clone, Serialize)]
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
pub struct MemberView {
    pub member: String,
    /// `in-favour`, `against`, `undecided`, `not-known` or `own-words`.
    pub stance: String,
    pub words: String,
    pub heard: Option<HeardView>,
}

#[derive(Debug, Clone, Serialize)]
pub struct HeardView {
    pub source: String,
    /// RFC 3339, UTC.
    pub at: String,
    pub at_unix_ms: i64,
}

#[derive(Debug, Clone, Serialize)]
pub struct CoalitionList {
    pub coalitions: Vec<CoalitionView>,
}

/// One coalition with what is said of it, and its earlier entries.
#[derive(Debug, Clone, Serialize)]
pub struct CoalitionShown {
    #[serde(flatten)]
    pub coalition: CoalitionView,
    pub said_in_public: Vec<ClaimView>,
    /// Entries whose place it took, the newest first.
    pub earlier: Vec<CoalitionView>,
}

/// A released text that claims something of the coalition.
#[derive(Debug, Clone, Serialize)]
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
pub struct PositionView {
    pub of: Vec<String>,
    pub common_line: String,
    pub beside: Vec<BesideView>,
    /// Entries about coalitions that this device can't read.
    pub sealed: usize,
}

#[derive(Debug, Clone, Serialize)]
pub struct BesideView {
    pub coalition: String,
    pub record: String,
    pub about: SubjectId,
    pub common_line: String,
    pub standing: &'static str,
}

fn line_in_words(line: &str) -> &str {
    match line {
        "none" => "expressly no common line",
        "given" => "one common reply",
        _ => "no common reply is known",
    }
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

fn heard_in_words(heard: Option<&HeardView>) -> String {
    let words = |heard: &HeardView| format!(" ({}, heard {})", heard.source, utc(heard.at_unix_ms));
    heard.map_or_else(String::new, words)
}

fn member_in_words(view: &MemberView) -> String {
    let words = match view.words.as_str() {
        "" => String::new(),
        words => format!(", \"{words}\""),
    };
    let heard = heard_in_words(view.heard.as_ref());
    let stance = view.stance.replace('-', " ");
    format!("{}: {stance}{words}{heard}", view.member)
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

/// Name, members, reply: as lines under what else is shown.
pub fn tell_coalition(view: &CoalitionView, line: &mut impl FnMut(&str, &str)) {
    let entry = view.entry.words();
    line(
        "coalition",
        &format!(
            "{} ({entry}; this side's note, signed by none of it)",
            view.name
        ),
    );
    for member in &view.members {
        line("member", &member_in_words(member));
    }
    let words = match view.reply.as_str() {
        "" => String::new(),
        words => format!(", \"{words}\""),
    };
    let heard = heard_in_words(view.reply_heard.as_ref());
    let common = line_in_words(&view.common_line);
    line("reply", &format!("{common}{words}{heard}"));
}

impl Report for CoalitionList {
    fn human(&self) -> String {
        if self.coalitions.is_empty() {
            return "no coalition entered; `detente coalition enter --help`".into();
        }
        let line = |one: &CoalitionView| {
            let members: Vec<String> = one
                .members
                .iter()
                .map(|member| format!("{} {}", member.member, member.stance.replace('-', " ")))
                .collect();
            format!(
                "{}  about {}  {}; {}  ({})\n",
                one.name,
                short(one.entry.about),
                members.join(", "),
                line_in_words(&one.common_line),
                one.entry.words()
            )
        };
        self.coalitions.iter().map(line).collect()
    }
}

impl Report for CoalitionShown {
    fn human(&self) -> String {
        let mut out = String::new();
        // Writing to a String can't fail.
        let mut line = |key: &str, value: &str| {
            let _ = writeln!(out, "{key:<12} {value}");
        };
        let coalition = &self.coalition;
        line("record", &coalition.entry.record);
        line("about", &coalition.entry.about.to_string());
        tell_coalition(coalition, &mut line);
        for claim in &self.said_in_public {
            let ClaimView {
                release,
                office,
                published_unix_ms,
                ..
            } = claim;
            let since = match claim.notices.as_slice() {
                [] => String::new(),
                notices => format!(", corrected or withdrawn by {}", notices.join(", ")),
            };
            let beside = match claim.standing {
                "agrees" => "agrees with this entry",
                "differs" => "DIFFERS from this entry",
                _ => "this entry doesn't say",
            };
            line(
                "said",
                &format!(
                    "in public: {} ({release}, {office}, {}{since}): {beside}",
                    line_in_words(&claim.common_line),
                    utc(*published_unix_ms)
                ),
            );
        }
        for one in &self.earlier {
            let members: Vec<String> = one.members.iter().map(member_in_words).collect();
            line(
                "before",
                &format!(
                    "{}: {}; {}",
                    utc(one.entry.at_unix_ms),
                    members.join("; "),
                    line_in_words(&one.common_line)
                ),
            );
        }
        out
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

/// `claims …`, and what stands beside it.
pub fn tell_position(view: &PositionView, out: &mut String) {
    let claimed = line_in_words(&view.common_line);
    let _ = writeln!(out, "claims       {}: {claimed}", view.of.join(", "));
    for one in &view.beside {
        let beside = match one.standing {
            "agrees" => "agrees",
            "differs" => "DIFFERS",
            _ => "says nothing of it",
        };
        let known = line_in_words(&one.common_line);
        let record = short(&one.record);
        let _ = writeln!(
            out,
            "beside       own entry of {} ({record}): {known}: {beside}",
            one.coalition
        );
    }
    match (view.beside.is_empty(), view.sealed) {
        (true, 0) => out.push_str("beside       nothing is entered of it on this side\n"),
        (_, 0) => {}
        (_, sealed) => {
            let _ = writeln!(
                out,
                "beside       entries sealed to the leaders' circle: {sealed}; it compares them with `detente coalition show`"
            );
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

/// What texts on this side's press site claim of the coalition, beside its entry.
pub async fn claims_about(
    session: &Session<'_>,
    coalition: &CoalitionView,
) -> Result<Vec<ClaimView>, CliError> {
    let known: CommonLine = coalition
        .common_line
        .parse()
        .map_err(|error: String| CliError::failed("coalition", error, "report it"))?;
    let mut claims = Vec::new();
    let withdrawal = ReleaseKind::Withdrawal.name();
    let items = session.node().press_page().await?;
    let items = items.iter().filter(|item| item.kind != withdrawal);
    for item in items.take(TEXTS_LOOKED_AT_MAX) {
        let url = session.node().url().join(&item.url);
        let url = url.map_err(|error| CliError::failed("http", error, "report it"))?;
        let (text, _) = press_site::fetch(&url).await?;
        let document = Document::parse(&text);
        let Some(line) = document.and_then(|text| text.claimed_line(&coalition.name)) else {
            continue;
        };
        claims.push(ClaimView {
            release: item.name.clone(),
            title: item.title.clone(),
            office: item.office.clone(),
            published_unix_ms: item.published_unix_ms,
            common_line: line.to_string(),
            notices: item.notices.clone(),
            standing: ClaimStanding::of(line, known).name(),
        });
    }
    Ok(claims)
}
