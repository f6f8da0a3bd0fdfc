//! How a track is shown: each side's aim, a timeline in both capitals' time, and what waits.

use client::Desk;
use client::form::capitals;
use domain::{
    Aim, Dated, Folded, Link, Matter, Noun, SubjectId, Track, TrackTitle, local_in, open_matters,
};
use identity::SideId;
use jiff::Timestamp;
use serde::Serialize;
use std::{collections::BTreeMap, fmt::Write};

use super::{
    conflicts::{ShownConflict, conflicts_in},
    contact_view::side_name,
    report_view::{ReportedView, STATUS, reports_about, tell_reports},
    round_view::{civil_in, fixed_mark, terms_of},
};
use crate::{
    CliError, Report,
    shown::{rfc3339, short, utc},
};

/// One track.
#[derive(Debug, Clone, Serialize)]
pub struct TrackView {
    pub track: SubjectId,
    /// Absent where this device can't read it.
    pub title: Option<String>,
    pub opened_by: String,
    /// The other side opened it too.
    pub joined: bool,
    /// Sides that closed it for themselves.
    pub closed_by: Vec<String>,
    /// Every side that opened it has closed it.
    pub closed: bool,
    pub aims: Vec<AimView>,
    /// In whose time the timeline is told.
    pub zones: Vec<ZoneView>,
    /// By date; what has none comes last.
    pub timeline: Vec<EntryView>,
    pub links: Vec<LinkView>,
    pub conflicts: Vec<ShownConflict>,
    pub open: Vec<MatterView>,
    /// What the counterpart is reported to have done in it: this side's word alone. What names a date
    /// stands in the timeline, too.
    pub reported: Vec<ReportedView>,
    /// When this was asked, RFC 3339.
    pub now: String,
}

/// What a side declared that it wants.
#[derive(Debug, Clone, Serialize)]
pub struct AimView {
    pub side: String,
    /// Absent where this device can't read it.
    pub text: Option<String>,
    /// The record in which it stands.
    pub record: String,
}

#[derive(Debug, Clone, Serialize)]
pub struct ZoneView {
    pub side: String,
    pub zone: String,
}

/// One contact or round of the track.
#[derive(Debug, Clone, Serialize)]
pub struct EntryView {
    pub subject: SubjectId,
    pub noun: &'static str,
    /// RFC 3339, UTC.
    pub starts: Option<String>,
    pub ends: Option<String>,
    /// The start as clocks in both capitals show it.
    pub local: Vec<LocalView>,
    pub is_past: bool,
    /// There is no other date.
    pub fixed: bool,
    /// A contact's medium; a round's place and title.
    pub what: String,
    pub phase: String,
    /// From whom, from where and when it is known, where it is only reported.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub origin: Option<String>,
}

#[derive(Debug, Clone, Serialize)]
pub struct LocalView {
    pub side: String,
    pub zone: String,
    pub civil: String,
    pub offset: String,
}

/// What one side says of two of them, or of one.
#[derive(Debug, Clone, Serialize)]
pub struct LinkView {
    /// The record that made it.
    pub link: String,
    pub by: String,
    /// `holds`, `must-precede` or `may-affect`.
    pub kind: &'static str,
    pub first: SubjectId,
    pub second: Option<SubjectId>,
    /// Its side says that it has looked again at what may be affected.
    pub reviewed: bool,
}

/// Something that waits for a side.
#[derive(Debug, Clone, Serialize)]
pub struct MatterView {
    pub side: String,
    pub to_do: &'static str,
    pub noun: &'static str,
    pub subject: SubjectId,
    pub due: Option<String>,
    pub overdue: bool,
}

/// One line of the list.
#[derive(Debug, Clone, Serialize)]
pub struct TrackLine {
    pub track: SubjectId,
    pub title: Option<String>,
    pub joined: bool,
    pub closed: bool,
    pub subjects: usize,
    pub open: usize,
}

#[derive(Debug, Clone, Serialize)]
pub struct TrackList {
    pub tracks: Vec<TrackLine>,
}

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
        self.tell_timeline(&mut out);
        if !self.conflicts.is_empty() {
            out.push('\n');
        }
        for one in &self.conflicts {
            let _ = writeln!(out, "CONFLICT     {}", one.text);
        }
        if !self.open.is_empty() {
            out.push('\n');
        }
        for one in &self.open {
            let _ = writeln!(out, "waits        {}", one.human());
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

impl MatterView {
    pub fn human(&self) -> String {
        let overdue = if self.overdue { "OVERDUE, " } else { "" };
        let due = self.due.as_deref();
        let due = due.map_or(String::new(), |due| format!(", before {due}"));
        format!(
            "{overdue}{}: {} ({} {}{due})",
            self.side,
            self.to_do.replace('-', " "),
            self.noun,
            short(self.subject)
        )
    }
}

impl TrackView {
    /// A column of local time for each capital, the newest at the bottom, with a line where now is.
    fn tell_timeline(&self, out: &mut String) {
        if self.timeline.is_empty() {
            out.push_str("nothing is in this track yet; `detente track link --help`\n");
            return;
        }
        let heads: Vec<String> = self
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
        for entry in &self.timeline {
            if !entry.is_past && !now_told {
                let _ = writeln!(out, "---- now, {} ----", self.now);
                now_told = true;
            }
            let civil = |side: &str| {
                let local = entry.local.iter().find(|local| local.side == side);
                local.map_or("no date".to_owned(), |local| local.civil.replace('T', " "))
            };
            let cells: String = self
                .zones
                .iter()
                .zip(&heads)
                .map(|(zone, head)| format!("{:<width$}  ", civil(&zone.side), width = width(head)))
                .collect();
            let origin = entry.origin.as_deref();
            let origin = origin.map_or_else(String::new, |origin| format!(": {origin}"));
            let _ = writeln!(
                out,
                "{cells}{:<5}  {} {}  {}, {}{origin}",
                fixed_mark(entry.fixed),
                entry.noun,
                short(entry.subject),
                entry.what,
                entry.phase
            );
            let indent = cells.chars().count() + "FIXED".len() + 2;
            for link in self.links.iter().filter(|link| link.first == entry.subject) {
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
            let _ = writeln!(out, "---- now, {} ----", self.now);
        }
    }
}

/// Everything that this device can tell of a track.
pub fn view_of(desk: &Desk, subject: SubjectId, now_unix_ms: i64) -> Result<TrackView, CliError> {
    let track = desk.track(subject)?;
    let subjects = desk.subjects_of(&track);
    let zones = zones_of(desk, &subjects);
    let about: Vec<SubjectId> = subjects.iter().copied().chain([subject]).collect();
    let reported = reports_about(desk, &about, false);
    let mut dated: Vec<(SubjectId, Option<Dated>)> = subjects
        .iter()
        .map(|subject| (*subject, desk.dated(*subject)))
        .collect();
    dated.sort_by_key(|(subject, dated)| {
        let start = dated.map(|dated| dated.start_unix_ms);
        (start.is_none(), start, *subject)
    });
    Ok(TrackView {
        track: subject,
        title: title_of(desk, &track),
        opened_by: side_name(desk, track.founded_by),
        joined: track.joined.is_some(),
        closed_by: closed_by(desk, &track),
        closed: track.is_closed(),
        aims: aims_of(desk, &track),
        zones: zones
            .iter()
            .map(|(side, zone)| ZoneView {
                side: side_name(desk, *side),
                zone: zone.clone(),
            })
            .collect(),
        timeline: timeline(desk, &dated, &reported, &zones, now_unix_ms),
        links: track
            .links
            .iter()
            .map(|link| {
                let (kind, first, second) = match link.link {
                    Link::Holds(held) => ("holds", held.subject, None),
                    Link::MustPrecede(pair) => ("must-precede", pair.first, Some(pair.second)),
                    Link::MayAffect(pair) => ("may-affect", pair.first, Some(pair.second)),
                };
                LinkView {
                    link: link.id.to_string(),
                    by: side_name(desk, link.by),
                    kind,
                    first,
                    second,
                    reviewed: link.reviewed.is_some(),
                }
            })
            .collect(),
        conflicts: conflicts_in(desk, subject)?,
        open: matters_of(desk, &track, &subjects, now_unix_ms)
            .iter()
            .map(|matter| matter_view(desk, matter))
            .collect(),
        reported,
        now: utc(now_unix_ms),
    })
}

/// Contacts and rounds by date, with reported dates among them.
fn timeline(
    desk: &Desk,
    dated: &[(SubjectId, Option<Dated>)],
    reported: &[ReportedView],
    zones: &[(SideId, String)],
    now_unix_ms: i64,
) -> Vec<EntryView> {
    let signed = dated.iter().filter_map(|(subject, dated)| {
        let start = dated.map(|dated| dated.start_unix_ms);
        let entry = entry_of(desk, *subject, dated.as_ref(), zones, now_unix_ms)?;
        Some((start, entry))
    });
    let heard_of = reported.iter().filter_map(|one| {
        let start = one.date.as_ref()?.start_unix_ms;
        let entry = EntryView {
            subject: one.entry.about,
            noun: "report",
            starts: Some(rfc3339(start)),
            ends: None,
            local: locals(desk, start, zones),
            is_past: start <= now_unix_ms,
            fixed: false,
            what: one.act_in_words(),
            phase: STATUS.to_owned(),
            origin: Some(one.origin_in_words()),
        };
        Some((Some(start), entry))
    });
    let mut all: Vec<(Option<i64>, EntryView)> = signed.chain(heard_of).collect();
    all.sort_by_key(|(start, _)| (start.is_none(), *start));
    all.into_iter().map(|(_, entry)| entry).collect()
}

fn locals(desk: &Desk, start_unix_ms: i64, zones: &[(SideId, String)]) -> Vec<LocalView> {
    let local = |(side, zone): &(SideId, String)| {
        let at = Timestamp::from_millisecond(start_unix_ms).ok()?;
        let here = local_in(at, zone).ok();
        Some(LocalView {
            side: side_name(desk, *side),
            zone: zone.clone(),
            civil: civil_in(start_unix_ms, zone).replace(' ', "T"),
            offset: here.map_or_else(String::new, |here| here.offset),
        })
    };
    zones.iter().filter_map(local).collect()
}

fn title_of(desk: &Desk, track: &Track) -> Option<String> {
    let title = desk.words_of::<TrackTitle>(track.founding).ok();
    title.map(|title| title.title)
}

fn closed_by(desk: &Desk, track: &Track) -> Vec<String> {
    let sides = track.closed.keys();
    sides.map(|side| side_name(desk, *side)).collect()
}

fn aims_of(desk: &Desk, track: &Track) -> Vec<AimView> {
    let sides = desk.view().sides();
    let declared = sides.filter_map(|side| Some((side, track.aim(side)?)));
    declared
        .map(|(side, record)| AimView {
            side: side_name(desk, side),
            text: desk.words_of::<Aim>(record).ok().map(|aim| aim.text),
            record: record.to_string(),
        })
        .collect()
}

/// The zone in which each side's time was told last; UTC where nobody named one.
fn zones_of(desk: &Desk, subjects: &[SubjectId]) -> Vec<(SideId, String)> {
    let mut named: BTreeMap<SideId, (i64, String)> = BTreeMap::new();
    let mut name = |start_unix_ms: i64, side: SideId, zone: &str| {
        let known = named
            .entry(side)
            .or_insert((start_unix_ms, zone.to_owned()));
        if start_unix_ms >= known.0 {
            *known = (start_unix_ms, zone.to_owned());
        }
    };
    for subject in subjects {
        let start = desk
            .dated(*subject)
            .map_or(i64::MIN, |dated| dated.start_unix_ms);
        if let Some(terms) = desk.details(*subject).ok().and_then(|one| one.terms) {
            for local in &terms.local {
                name(start, local.side, &local.zone);
            }
        }
        let round = desk.view().round(*subject);
        if let Some(terms) = round.and_then(|round| terms_of(desk, &round)) {
            for local in capitals(&terms) {
                name(start, local.side, &local.zone);
            }
        }
    }
    let own = desk.own_side();
    let mut sides: Vec<SideId> = desk.view().sides().collect();
    sides.sort_by_key(|side| *side != own);
    let zone = |side| {
        named
            .get(&side)
            .map_or("UTC".to_owned(), |(_, zone)| zone.clone())
    };
    sides.into_iter().map(|side| (side, zone(side))).collect()
}

fn entry_of(
    desk: &Desk,
    subject: SubjectId,
    dated: Option<&Dated>,
    zones: &[(SideId, String)],
    now_unix_ms: i64,
) -> Option<EntryView> {
    let folded = desk.subject(subject)?;
    let (noun, what) = match &folded {
        Folded::Contact(contact) => {
            let offered = contact.offers.last().map(|offer| offer.facts);
            let facts = contact.facts.or(offered);
            let medium = facts.map_or(String::new(), |facts| facts.medium.to_string());
            (Noun::Contact, medium)
        }
        Folded::Round(round) => {
            let terms = terms_of(desk, round);
            let place = terms.map(|terms| format!("{}: {}", terms.place, terms.title));
            (Noun::Round, place.unwrap_or_else(|| "sealed".into()))
        }
        Folded::Track(_)
        | Folded::Minutes(_)
        | Folded::JointStatement(_)
        | Folded::Paper(_)
        | Folded::Exchange(_)
        | Folded::Message(_)
        | Folded::SilenceProcedure(_) => return None,
    };
    let start = dated.map(|dated| dated.start_unix_ms);
    Some(EntryView {
        subject,
        noun: noun.name(),
        starts: dated.map(|dated| rfc3339(dated.start_unix_ms)),
        ends: dated.map(|dated| rfc3339(dated.end_unix_ms)),
        local: start.map_or_else(Vec::new, |start| locals(desk, start, zones)),
        is_past: dated.is_some_and(|dated| dated.end_unix_ms <= now_unix_ms),
        fixed: dated.is_some_and(|dated| dated.fixed),
        what,
        phase: folded
            .phase()
            .map_or(String::new(), |phase| phase.to_string()),
        origin: None,
    })
}

/// What waits in the track, in its contacts and rounds, and in minutes about these.
fn matters_of(desk: &Desk, track: &Track, subjects: &[SubjectId], now_unix_ms: i64) -> Vec<Matter> {
    let of_rounds = desk.view().all_minutes().into_iter().filter(|minutes| {
        let mut offers = minutes.agreement.offers.iter();
        offers.any(|offer| subjects.contains(&offer.facts.round))
    });
    let minutes: Vec<SubjectId> = of_rounds.map(|minutes| minutes.subject).collect();
    let mut matters = open_matters(desk.view(), now_unix_ms);
    matters.retain(|matter| {
        let subject = &matter.subject;
        *subject == track.subject || subjects.contains(subject) || minutes.contains(subject)
    });
    matters
}

fn matter_view(desk: &Desk, matter: &Matter) -> MatterView {
    MatterView {
        side: side_name(desk, matter.side),
        to_do: matter.to_do.name(),
        noun: matter.noun.name(),
        subject: matter.subject,
        due: matter.due_unix_ms.map(utc),
        overdue: matter.overdue,
    }
}

/// All tracks, by their ids.
pub fn list_of(desk: &Desk, now_unix_ms: i64) -> Result<TrackList, CliError> {
    let tracks = desk.view().tracks().into_iter();
    let line = |track: Track| {
        let subjects = desk.subjects_of(&track);
        TrackLine {
            track: track.subject,
            title: title_of(desk, &track),
            joined: track.joined.is_some(),
            closed: track.is_closed(),
            open: matters_of(desk, &track, &subjects, now_unix_ms).len(),
            subjects: subjects.len(),
        }
    };
    Ok(TrackList {
        tracks: tracks.map(line).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

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
            origin: None,
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
            conflicts: vec![ShownConflict {
                kind: "date",
                text: "two at once".into(),
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
