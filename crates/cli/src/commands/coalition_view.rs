//! How a coalition's positions are shown: each member with its source, the common reply or expressly none,
//! and what was said of it in public beside that.

use client::view::coalition::{
    ClaimView, CoalitionList, CoalitionShown, CoalitionView, HeardView, MemberView, PositionView,
};
use domain::{ClaimStanding, CommonLine, Document, ReleaseKind};
use std::fmt::Write;

use crate::{
    CliError, Report,
    api::{Session, press_site},
    shown::{short, utc},
};

/// Newest texts on the press site that are looked at for what they claim of a coalition.
const TEXTS_LOOKED_AT_MAX: usize = 64;

fn line_in_words(line: &str) -> &str {
    match line {
        "none" => "expressly no common line",
        "given" => "one common reply",
        _ => "no common reply is known",
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
