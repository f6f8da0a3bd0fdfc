//! A track: each side's aim, a timeline in both capitals' time, and what waits.

use domain::{
    Aim, Dated, Folded, Link, Matter, Noun, SubjectId, Track, TrackTitle, local_in, open_matters,
};
use identity::SideId;
use jiff::Timestamp;
use serde::Serialize;
use std::collections::BTreeMap;

use super::{
    conflict::{ShownConflict, conflicts_in},
    contact::side_name,
    open_matter::{MatterView, matter_view},
    report::{ReportedView, STATUS, reports_about},
    round::{capitals, terms_of},
    shown::{civil_in, rfc3339, utc},
};
use crate::{Desk, DeskError};

/// One track.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
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
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct AimView {
    pub side: String,
    /// Absent where this device can't read it.
    pub text: Option<String>,
    /// The record in which it stands.
    pub record: String,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ZoneView {
    pub side: String,
    pub zone: String,
}

/// One contact or round of the track.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(
    feature = "typescript",
    derive(ts_rs::TS),
    ts(rename = "TimelineEntry")
)]
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
    /// A contact's medium; a round's place and title, empty where they are sealed; what was reported.
    pub what: String,
    pub phase: String,
    /// Where it is only reported: the record among `reported` that says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub report: Option<String>,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(
    feature = "typescript",
    derive(ts_rs::TS),
    ts(rename = "TimelineLocal")
)]
pub struct LocalView {
    pub side: String,
    pub zone: String,
    pub civil: String,
    pub offset: String,
}

/// What one side says of two of them, or of one.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
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

/// One line of the list.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct TrackLine {
    pub track: SubjectId,
    pub title: Option<String>,
    pub joined: bool,
    pub closed: bool,
    pub subjects: usize,
    pub open: usize,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct TrackList {
    pub tracks: Vec<TrackLine>,
}

/// Everything that this device can tell of a track.
pub fn view_of(desk: &Desk, subject: SubjectId, now_unix_ms: i64) -> Result<TrackView, DeskError> {
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
            what: one.what.clone(),
            phase: STATUS.to_owned(),
            report: Some(one.entry.record.clone()),
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
            (Noun::Round, place.unwrap_or_default())
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
        report: None,
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

/// All tracks, by their ids.
pub fn list_of(desk: &Desk, now_unix_ms: i64) -> Result<TrackList, DeskError> {
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
