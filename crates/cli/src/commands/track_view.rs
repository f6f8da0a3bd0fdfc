//! How a track is shown: each side's aim, a timeline in both capitals' time, and what waits.

use client::view::{
    open_matter::MatterView,
    track::{EntryView, TrackLine, TrackList, TrackView},
};
use domain::Noun;
use std::fmt::Write;

use super::{conflicts::conflict_in_words, report_view::tell_reports, round_view::fixed_mark};
use crate::{Report, shown::short};

impl Report for TrackList {
    fn human(&self) -> String {
        if self.tracks.is_empty() {
            return "no tracks yet; `detente track open --help`".into();
        }
        let line = |one: &TrackLine| {
            format!(
                "{}  {:<22} contacts and rounds: {:<4} waiting: {:<4} {}\n",
                short(one.track),
                state(one.joined, one.closed),
                one.subjects,
                one.open,
                one.title.as_deref().unwrap_or("sealed")
            )
        };
        self.tracks.iter().map(line).collect()
    }
}

fn state(joined: bool, closed: bool) -> &'static str {
    match (closed, joined) {
        (true, true) => "closed by both",
        (true, false) => "closed by its side",
        (false, true) => "open on both sides",
        (false, false) => "open on one side alone",
    }
}

/// Widest zone name that a column is made for.
const COLUMN_MIN: usize = 16;

impl Report for TrackView {
    fn human(&self) -> String {
        let mut out = String::new();
        // Writing to a String can't fail.
        let mut line = |key: &str, value: &str| {
            let _ = writeln!(out, "{key:<12} {value}");
        };
        line("track", &self.track.to_string());
        match &self.title {
            Some(title) => line("title", title),
            None => line("sealed", "a title that this device can't read"),
        }
        let state = state(self.joined, self.closed);
        line("opened by", &format!("{}; {state}", self.opened_by));
        if !self.closed && !self.closed_by.is_empty() {
            line("closed by", &self.closed_by.join(", "));
        }
        for aim in &self.aims {
            let text = aim.text.as_deref().unwrap_or("sealed");
            line("aim", &format!("{}: {text}", aim.side));
        }
        out.push('\n');
        tell_timeline(self, &mut out);
        if !self.conflicts.is_empty() {
            out.push('\n');
        }
        for one in &self.conflicts {
            let _ = writeln!(out, "CONFLICT     {}", conflict_in_words(one));
        }
        if !self.open.is_empty() {
            out.push('\n');
        }
        for one in &self.open {
            let _ = writeln!(out, "waits        {}", matter_in_words(one));
        }
        if !self.reported.is_empty() {
            out.push('\n');
        }
        tell_reports(&self.reported, &mut |key, value| {
            let _ = writeln!(out, "{key:<12} {value}");
        });
        out
    }
}

pub fn matter_in_words(view: &MatterView) -> String {
    let overdue = if view.overdue { "OVERDUE, " } else { "" };
    let due = view.due.as_deref();
    let due = due.map_or(String::new(), |due| format!(", before {due}"));
    format!(
        "{overdue}{}: {} ({} {}{due})",
        view.side,
        view.to_do.replace('-', " "),
        view.noun,
        short(view.subject)
    )
}

/// A column of local time for each capital, the newest at the bottom, with a line where now is.
fn tell_timeline(view: &TrackView, out: &mut String) {
    if view.timeline.is_empty() {
        out.push_str("nothing is in this track yet; `detente track link --help`\n");
        return;
    }
    let heads: Vec<String> = view
        .zones
        .iter()
        .map(|zone| format!("{} ({})", zone.side, zone.zone))
        .collect();
    let width = |head: &String| head.chars().count().max(COLUMN_MIN);
    let cells: String = heads
        .iter()
        .map(|head| format!("{head:<width$}  ", width = width(head)))
        .collect();
    let _ = writeln!(out, "{}", cells.trim_end());
    let mut now_told = false;
    for entry in &view.timeline {
        if !entry.is_past && !now_told {
            let _ = writeln!(out, "---- now, {} ----", view.now);
            now_told = true;
        }
        let civil = |side: &str| {
            let local = entry.local.iter().find(|local| local.side == side);
            local.map_or("no date".to_owned(), |local| local.civil.replace('T', " "))
        };
        let cells: String = view
            .zones
            .iter()
            .zip(&heads)
            .map(|(zone, head)| format!("{:<width$}  ", civil(&zone.side), width = width(head)))
            .collect();
        let (what, origin) = what_and_origin(view, entry);
        let _ = writeln!(
            out,
            "{cells}{:<5}  {} {}  {}, {}{origin}",
            fixed_mark(entry.fixed),
            entry.noun,
            short(entry.subject),
            what,
            entry.phase
        );
        let indent = cells.chars().count() + "FIXED".len() + 2;
        for link in view.links.iter().filter(|link| link.first == entry.subject) {
            let Some(second) = link.second else {
                continue;
            };
            let reviewed = if link.reviewed { ", reviewed" } else { "" };
            let _ = writeln!(
                out,
                "{:indent$}  {} {} ({} says, link {}{reviewed})",
                "",
                link.kind.replace('-', " "),
                short(second),
                link.by,
                short(&link.link)
            );
        }
    }
    if !now_told {
        let _ = writeln!(out, "---- now, {} ----", view.now);
    }
}

/// What it is; and of what is only reported, who said so.
fn what_and_origin(view: &TrackView, entry: &EntryView) -> (String, String) {
    let mut reported = view.reported.iter();
    let report = reported.find(|one| Some(&one.entry.record) == entry.report.as_ref());
    match report {
        Some(report) => (
            report.act_in_words(),
            format!(": {}", report.origin_in_words()),
        ),
        None if entry.what.is_empty() && entry.noun == Noun::Round.name() => {
            ("sealed".to_owned(), String::new())
        }
        None => (entry.what.clone(), String::new()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use client::view::{
        conflict::{NamedSubject, ShownConflict},
        track::{AimView, LinkView, LocalView, ZoneView},
    };
    use domain::SubjectId;

    fn entry(noun: &'static str, number: u8, civil: [&str; 2], is_past: bool) -> EntryView {
        let local = [("North", "Europe/Moscow"), ("South", "America/New_York")];
        let local = local.into_iter().zip(civil);
        EntryView {
            subject: SubjectId([number; 16]),
            noun,
            starts: None,
            ends: None,
            local: local
                .map(|((side, zone), civil)| LocalView {
                    side: side.into(),
                    zone: zone.into(),
                    civil: civil.into(),
                    offset: String::new(),
                })
                .collect(),
            is_past,
            fixed: noun == "round",
            what: "what".into(),
            phase: "agreed".into(),
            report: None,
        }
    }

    #[test]
    fn a_timeline_reads_at_a_glance() {
        let (call, round) = (SubjectId([0x3f; 16]), SubjectId([0x81; 16]));
        let zone = |side: &str, zone: &str| ZoneView {
            side: side.into(),
            zone: zone.into(),
        };
        let view = TrackView {
            track: SubjectId([0x77; 16]),
            title: Some("guarantees".into()),
            opened_by: "North".into(),
            joined: true,
            closed_by: vec!["South".into()],
            closed: false,
            aims: vec![AimView {
                side: "North".into(),
                text: Some("that they bind".into()),
                record: String::new(),
            }],
            zones: vec![
                zone("North", "Europe/Moscow"),
                zone("South", "America/New_York"),
            ],
            timeline: vec![
                entry(
                    "contact",
                    0x3f,
                    ["2021-12-30T23:30", "2021-12-30T15:30"],
                    true,
                ),
                entry(
                    "round",
                    0x81,
                    ["2022-01-10T12:00", "2022-01-10T04:00"],
                    false,
                ),
            ],
            links: vec![LinkView {
                link: "0b3c55d1aa".into(),
                by: "North".into(),
                kind: "may-affect",
                first: call,
                second: Some(round),
                reviewed: false,
            }],
            conflicts: vec![ShownConflict::Date {
                one: Some(NamedSubject::of(Noun::Contact, call)),
                other: Some(NamedSubject::of(Noun::Round, round)),
            }],
            open: vec![MatterView {
                side: "North".into(),
                to_do: "review",
                noun: "round",
                subject: round,
                due: Some("2022-01-10 09:00 UTC".into()),
                overdue: false,
            }],
            reported: Vec::new(),
            now: "2021-12-30 21:40 UTC".into(),
        };
        insta::assert_snapshot!(view.human());
    }
}
