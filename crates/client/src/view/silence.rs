//! A silence procedure: the expiry in both capitals, who objected, and what of the other side's own log
//! proves consent.

use domain::{
    Event, LocalStart, Moment, RecordId, SilenceProcedure, SilenceState, SilenceText, SubjectId,
    local_in,
};
use identity::PersonId;
use jiff::Timestamp;
use serde::Serialize;

use super::{
    contact::{LocalView, side_name},
    without_effect::WithoutEffectView,
};
use crate::{Desk, DeskError};

/// An entry of a side's log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(
    feature = "typescript",
    derive(ts_rs::TS),
    ts(rename = "LogMomentView")
)]
pub struct MomentView {
    pub side: String,
    pub seq: u64,
    /// By that side's node's clock.
    pub node_unix_ms: i64,
}

/// An objection, or the author's withdrawal.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(
    feature = "typescript",
    derive(ts_rs::TS),
    ts(rename = "SilenceSaidView")
)]
pub struct SaidView {
    pub at: MomentView,
    pub person: PersonId,
    /// Absent where none was given, or it isn't sealed to this device.
    pub reason: Option<String>,
}

/// One silence procedure.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct SilenceView {
    pub silence: SubjectId,
    pub state: String,
    /// Whether the text stands: silence was kept, as the other side's own log proves.
    pub consent: bool,
    pub by: String,
    /// Whose silence it is about.
    pub other: String,
    pub expires_unix_ms: i64,
    /// The expiry as each side's clocks show it.
    pub local: Vec<LocalView>,
    /// Readings in the signed text that this program's zones don't give.
    pub read_otherwise: Vec<String>,
    /// Absent where it isn't sealed to this device.
    pub title: Option<String>,
    pub text: Option<String>,
    /// The first entry of the other log that had seen the text.
    pub delivered: Option<MomentView>,
    pub objection: Option<SaidView>,
    pub withdrawn: Option<SaidView>,
    /// The entry of the other log that shows that silence was kept.
    pub proof: Option<MomentView>,
    /// Records about it that change nothing, each with the reason.
    pub without_effect: Vec<WithoutEffectView>,
    /// What the state means.
    pub meaning: String,
}

/// One line of the list.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct SilenceLine {
    pub silence: SubjectId,
    pub state: String,
    pub consent: bool,
    pub by: String,
    pub expires_unix_ms: i64,
    pub title: Option<String>,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct SilenceList {
    pub procedures: Vec<SilenceLine>,
}

/// What each state means, with what to do.
fn meaning(state: SilenceState, other: &str) -> String {
    match state {
        SilenceState::Running => format!("it stands at the expiry unless {other} objects before"),
        SilenceState::Broken => "there was an objection; the text doesn't stand".to_owned(),
        SilenceState::Adopted => {
            format!("the text stands: {other} was silent until the expiry, as its own log shows")
        }
        SilenceState::Unproved => format!(
            "the text doesn't stand: whatever {other}'s side writes next shows whether it was silent; \
             ask its duty officer for a service message"
        ),
        SilenceState::Missed => format!(
            "the text doesn't stand: {other} had it for less than an hour before the expiry; propose it anew"
        ),
        SilenceState::Withdrawn => "its author took it back".to_owned(),
    }
}

fn words_of(desk: &Desk, procedure: &SilenceProcedure) -> Option<SilenceText> {
    desk.words_of(procedure.id).ok()
}

/// All of them, by expiry.
pub fn list_of(desk: &Desk, now_unix_ms: i64) -> SilenceList {
    let all = desk.view().silence_procedures();
    let mut procedures: Vec<SilenceLine> = all
        .iter()
        .map(|procedure| SilenceLine {
            silence: procedure.subject,
            state: procedure.state_at(now_unix_ms).to_string(),
            consent: procedure.state_at(now_unix_ms) == SilenceState::Adopted,
            by: side_name(desk, procedure.by),
            expires_unix_ms: procedure.facts.expires_unix_ms,
            title: words_of(desk, procedure).map(|text| text.title),
        })
        .collect();
    procedures.sort_by_key(|line| (line.expires_unix_ms, line.silence));
    SilenceList { procedures }
}

/// Everything that this device can tell of a silence procedure.
pub fn view_of(
    desk: &Desk,
    subject: SubjectId,
    now_unix_ms: i64,
) -> Result<SilenceView, DeskError> {
    let procedure = desk.silence_procedure(subject)?;
    let state = procedure.state_at(now_unix_ms);
    let other = desk.view().other_side(procedure.by);
    let other = side_name(desk, other.ok_or(DeskError::NoOtherSide)?);
    let moment = |at: Moment| MomentView {
        side: side_name(desk, at.side),
        seq: at.seq,
        node_unix_ms: at.node_unix_ms,
    };
    let words = words_of(desk, &procedure);
    let expires = procedure.facts.expires_unix_ms;
    let readings = words.as_ref().map_or(&[][..], |text| &text.local);
    let (local, read_otherwise) = locals(desk, readings, expires);
    Ok(SilenceView {
        silence: subject,
        state: state.to_string(),
        consent: state == SilenceState::Adopted,
        by: side_name(desk, procedure.by),
        meaning: meaning(state, &other),
        other,
        expires_unix_ms: expires,
        local,
        read_otherwise,
        title: words.as_ref().map(|text| text.title.clone()),
        text: words.map(|text| text.text),
        delivered: procedure.delivered.map(moment),
        objection: procedure.objection.and_then(|id| said(desk, subject, id)),
        withdrawn: procedure.withdrawn.and_then(|id| said(desk, subject, id)),
        proof: procedure.adopted.map(moment),
        without_effect: WithoutEffectView::all(&procedure.without_effect),
    })
}

pub fn said(desk: &Desk, subject: SubjectId, id: RecordId) -> Option<SaidView> {
    let history = desk.view().history(subject).iter();
    let mut found = history.filter_map(|placed| match &placed.event {
        Event::Record {
            id: said, header, ..
        } if *said == id => Some((placed, header.person)),
        _ => None,
    });
    let (placed, person) = found.next()?;
    Some(SaidView {
        at: MomentView {
            side: side_name(desk, placed.side),
            seq: placed.seq,
            node_unix_ms: placed.node_unix_ms,
        },
        person,
        reason: desk.reason_of(id),
    })
}

/// What this program's zones show at the expiry, and where the text reads otherwise.
fn locals(desk: &Desk, readings: &[LocalStart], unix_ms: i64) -> (Vec<LocalView>, Vec<String>) {
    let at = Timestamp::from_millisecond(unix_ms).ok();
    let mut otherwise = Vec::new();
    let views = readings.iter().map(|read| {
        let here = at.and_then(|at| local_in(at, &read.zone).ok());
        let side = side_name(desk, read.side);
        let (civil, offset) = match here {
            Some(here) => (here.civil, here.offset),
            None => (read.civil.clone(), String::new()),
        };
        if civil != read.civil {
            otherwise.push(format!("{} in {side} ({})", read.civil, read.zone));
        }
        LocalView {
            side,
            zone: read.zone.clone(),
            civil,
            offset,
        }
    });
    let views = views.collect();
    (views, otherwise)
}
