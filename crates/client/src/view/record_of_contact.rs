//! A record of contact: a header out of what nodes attest and both sides signed, never typed; then who
//! wrote, reviewed and approved it; then the words.

use domain::{Noun, RecordId, RecordOfContact, SubjectId, local_in};
use identity::{DeviceId, PersonId, SideId};
use jiff::Timestamp;
use serde::Serialize;
use std::collections::BTreeMap;

use super::{
    contact::{self, ContactView, side_name},
    paper::TextChange,
    shown::{short, utc},
};
use crate::{Desk, DeskError, OpenedNote};

/// Names of devices as whoever looks calls them.
pub type Names = BTreeMap<DeviceId, String>;

/// The facts of the contact that a record is of.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ContactHeader {
    pub noun: &'static str,
    pub about: SubjectId,
    pub phase: Option<String>,
    pub medium: Option<String>,
    pub between: Vec<String>,
    /// What each node attests; one node's word where it is one alone.
    pub attested: Vec<AttestedTimes>,
    /// Both nodes attest the start, and the end, of the same call.
    pub start_attested: bool,
    pub end_attested: bool,
    /// On the line, as a node attests.
    pub on_line: Vec<OnLine>,
    /// Where no node attests a call: what was agreed or entered.
    pub said: Vec<String>,
}

/// One node's word on when a call began and ended.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct AttestedTimes {
    pub by: String,
    pub began: Option<MomentView>,
    pub ended: Option<MomentView>,
    pub end_reason: Option<String>,
}

/// A moment, in UTC and on the clocks of both capitals as the terms name them.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(
    feature = "typescript",
    derive(ts_rs::TS),
    ts(rename = "RecordMomentView")
)]
pub struct MomentView {
    pub unix_ms: i64,
    pub utc: String,
    pub local: Vec<String>,
}

/// A device that was in the call.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct OnLine {
    pub side: String,
    pub roles: String,
    pub person: Option<PersonId>,
    /// As this directory calls it; nobody else knows the name.
    pub name: Option<String>,
    pub device: DeviceId,
}

/// Somebody who did something, as this directory calls them.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Who {
    pub person: PersonId,
    pub name: Option<String>,
    pub at_unix_ms: i64,
}

/// A record without its words.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct RecordLine {
    pub record: String,
    pub about: SubjectId,
    pub state: String,
    pub written: Who,
    pub instead_of: Vec<String>,
    pub reviews: usize,
    pub approved: Option<Who>,
    pub keep_until_unix_ms: Option<i64>,
    /// The day until which it was to be kept has passed.
    pub due_for_review: bool,
    pub openings: usize,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct RecordList {
    pub records: Vec<RecordLine>,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ReviewView {
    pub by: Who,
    pub remarks: String,
}

/// A record with its words.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct RecordView {
    #[serde(flatten)]
    pub line: RecordLine,
    pub header: ContactHeader,
    pub classification: String,
    pub distribution: Vec<PersonId>,
    pub reviewed: Vec<ReviewView>,
    pub text: String,
}

/// Two of them, word by word.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct RecordDiff {
    pub from: String,
    pub to: String,
    /// Of the earlier and of the later one.
    pub classification: [String; 2],
    pub text: Vec<TextChange>,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct AccessLine {
    pub record: String,
    pub about: SubjectId,
    pub who: Who,
    pub device: DeviceId,
    /// Its author, or on its distribution list.
    pub listed: bool,
}

/// Who opened what.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct AccessList {
    pub openings: Vec<AccessLine>,
}

impl Who {
    fn of(act: &domain::NoteAct, names: &Names) -> Self {
        Self {
            person: act.person,
            name: name_of(names, act.device),
            at_unix_ms: act.at_unix_ms,
        }
    }

    pub fn words(&self) -> String {
        let name = self.name.iter().map(|name| format!("{name}, "));
        let name: String = name.collect();
        format!(
            "{name}person {}, {}",
            short(self.person),
            utc(self.at_unix_ms)
        )
    }
}

fn name_of(names: &Names, device: DeviceId) -> Option<String> {
    names.get(&device).cloned()
}

impl MomentView {
    pub fn words(&self) -> String {
        if self.local.is_empty() {
            return self.utc.clone();
        }
        format!("{} ({})", self.utc, self.local.join("; "))
    }
}

impl ContactHeader {
    /// Its lines: what, and how it is.
    pub fn lines(&self) -> Vec<(String, String)> {
        let mut lines = vec![(self.noun.to_owned(), self.about.to_string())];
        let mut line = |name: &str, value: String| lines.push((name.to_owned(), value));
        line("between", self.between.join(" and "));
        if let Some(phase) = &self.phase {
            line("state", phase.clone());
        }
        if let Some(medium) = &self.medium {
            line("medium", medium.clone());
        }
        let word = |both: bool| match both {
            true => "",
            false => "; one node's word, not both nodes'",
        };
        for AttestedTimes {
            by,
            began,
            ended,
            end_reason,
        } in &self.attested
        {
            if let Some(began) = began {
                let word = word(self.start_attested);
                line(
                    "began",
                    format!("{}, attested by {by}'s node{word}", began.words()),
                );
            }
            if let Some(ended) = ended {
                let reason = end_reason.as_deref().unwrap_or("?");
                let (at, word) = (ended.words(), word(self.end_attested));
                line(
                    "ended",
                    format!("{at}, {reason}, attested by {by}'s node{word}"),
                );
            }
        }
        for one in &self.on_line {
            let name = one
                .name
                .as_ref()
                .map_or(String::new(), |name| format!("{name}, "));
            let person = one.person.map_or_else(|| "?".to_owned(), short);
            let (roles, side) = (&one.roles, &one.side);
            line(
                "on the line",
                format!("{name}{roles} of {side}, person {person}"),
            );
        }
        for said in &self.said {
            line("not attested", said.clone());
        }
        lines
    }
}

/// What is known of the contact, or that nothing is attested.
pub fn header_of(
    desk: &Desk,
    about: SubjectId,
    names: &Names,
    now_unix_ms: i64,
) -> Result<ContactHeader, DeskError> {
    let noun = desk.view().noun_of(about).unwrap_or(Noun::Contact);
    let sides = desk.view().sides();
    let between = sides.map(|side| side_name(desk, side)).collect();
    let mut header = ContactHeader {
        noun: noun.name(),
        about,
        phase: None,
        medium: None,
        between,
        attested: Vec::new(),
        start_attested: false,
        end_attested: false,
        on_line: Vec::new(),
        said: Vec::new(),
    };
    if noun != Noun::Contact {
        header
            .said
            .push("no node attests when it was held".to_owned());
        return Ok(header);
    }
    let view = contact::view_of(desk, about, now_unix_ms)?;
    let moment = |unix_ms: i64| moment_of(unix_ms, &view);
    for one in &view.attested {
        header.attested.push(AttestedTimes {
            by: one.side.clone(),
            began: one.started_unix_ms.map(moment),
            ended: one.ended_unix_ms.map(moment),
            end_reason: one.end_reason.clone(),
        });
    }
    let attested_medium = view.attested.iter().find_map(|one| one.medium.clone());
    header.said = match view.attested.is_empty() {
        false => Vec::new(),
        true => not_attested(&view),
    };
    header.medium = attested_medium.or(view.medium);
    header.phase = Some(view.phase);
    header.start_attested = view.start_attested;
    header.end_attested = view.end_attested;
    // Both nodes name the same devices where both attest; what one alone names is shown too.
    let mut devices: Vec<DeviceId> = Vec::new();
    for device in view.attested.iter().flat_map(|one| &one.on_line) {
        if !devices.contains(device) {
            devices.push(*device);
        }
    }
    header.on_line = devices
        .iter()
        .map(|device| on_line(desk, *device, names))
        .collect();
    Ok(header)
}

fn moment_of(unix_ms: i64, view: &ContactView) -> MomentView {
    let at = Timestamp::from_millisecond(unix_ms).ok();
    let local = view.local.iter().filter_map(|local| {
        let here = local_in(at?, &local.zone).ok()?;
        let civil = here.civil.replace('T', " ");
        Some(format!("{civil} UTC{} in {}", here.offset, local.side))
    });
    MomentView {
        unix_ms,
        utc: utc(unix_ms),
        local: local.collect(),
    }
}

fn not_attested(view: &ContactView) -> Vec<String> {
    let mut said = vec!["no node attests a call".to_owned()];
    if let Some(start) = view.start_unix_ms {
        let at = moment_of(start, view).words();
        said.push(format!("start as {}: {at}", view.phase));
    }
    said
}

fn on_line(desk: &Desk, device: DeviceId, names: &Names) -> OnLine {
    let member = desk.view().sides().find_map(|side: SideId| {
        let member = desk.view().people(side)?.get(device)?;
        Some((side, member.accreditation.clone()))
    });
    let side = member.as_ref().map(|(side, _)| *side);
    OnLine {
        side: side.map_or_else(|| "?".to_owned(), |side| side_name(desk, side)),
        roles: member
            .as_ref()
            .map_or_else(|| "?".to_owned(), |(_, member)| member.roles.to_string()),
        person: member.map(|(_, member)| member.person),
        name: name_of(names, device),
        device,
    }
}

pub fn line_of(record: &RecordOfContact, names: &Names, now_unix_ms: i64) -> RecordLine {
    RecordLine {
        record: record.note.to_string(),
        about: record.about,
        state: record.state.to_string(),
        written: Who::of(&record.written, names),
        instead_of: record.instead_of.iter().map(ToString::to_string).collect(),
        reviews: record.reviews.len(),
        approved: record.approved.as_ref().map(|act| Who::of(act, names)),
        keep_until_unix_ms: record.keep_until_unix_ms,
        due_for_review: record.is_due_for_review(now_unix_ms),
        openings: record.openings.len(),
    }
}

/// All that is shown to who opened it.
pub fn view_of(
    desk: &Desk,
    id: RecordId,
    opened: OpenedNote,
    names: &Names,
    now_unix_ms: i64,
) -> Result<RecordView, DeskError> {
    let record = desk.record_of_contact(id)?;
    let reviewed = record.reviews.iter().zip(opened.reviews);
    Ok(RecordView {
        line: line_of(&record, names, now_unix_ms),
        header: header_of(desk, record.about, names, now_unix_ms)?,
        classification: opened.note.classification,
        distribution: opened.distribution.into_iter().collect(),
        reviewed: reviewed
            .map(|(act, (_, remarks))| ReviewView {
                by: Who::of(act, names),
                remarks,
            })
            .collect(),
        text: opened.note.text,
    })
}

pub fn access_of(records: &[&RecordOfContact], names: &Names) -> AccessList {
    let mut openings: Vec<AccessLine> = records
        .iter()
        .flat_map(|record| {
            record.openings.iter().map(|opened| AccessLine {
                record: record.note.to_string(),
                about: record.about,
                who: Who::of(&opened.act, names),
                device: opened.act.device,
                listed: opened.listed,
            })
        })
        .collect();
    openings.sort_by_key(|line| line.who.at_unix_ms);
    AccessList { openings }
}

impl RecordLine {
    /// Who did what to it, and how long it is kept.
    pub fn facts(&self) -> Vec<(String, String)> {
        let mut lines = Vec::new();
        let mut line = |name: &str, value: String| lines.push((name.to_owned(), value));
        line("record", self.record.clone());
        line("state", self.state.clone());
        line("written by", self.written.words());
        for earlier in &self.instead_of {
            line("instead of", earlier.clone());
        }
        match &self.approved {
            Some(who) => line("approved by", who.words()),
            None => line("approved by", "nobody yet".to_owned()),
        }
        if let Some(until) = self.keep_until_unix_ms {
            let due = if self.due_for_review {
                ", due for review"
            } else {
                ""
            };
            line("kept until", format!("{}{due}", utc(until)));
        }
        lines
    }
}

impl RecordView {
    /// Facts of the contact, then of the record.
    pub fn facts(&self) -> Vec<(String, String)> {
        let mut lines = self.header.lines();
        lines.extend(self.line.facts());
        for review in &self.reviewed {
            let remarks = match review.remarks.as_str() {
                "" => "no remarks",
                remarks => remarks,
            };
            lines.push((
                "reviewed by".to_owned(),
                format!("interpreter {}: {remarks}", review.by.words()),
            ));
        }
        let persons = self.distribution.iter();
        lines.extend(persons.map(|person| ("for".to_owned(), format!("person {person}"))));
        lines
    }
}
