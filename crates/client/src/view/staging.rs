//! What a duty officer looks at before confirming a call.

use domain::{Answer, Contact, ContactPhase, Event, Kind, Offer, SubjectId};
use identity::SideId;
use serde::Serialize;

use super::{
    contact::side_name,
    ring::{RingView, rings_of},
};
use crate::{Desk, DeskError};

/// What a duty officer looks at before confirming.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Staging {
    pub contact: SubjectId,
    pub phase: String,
    pub start_unix_ms: Option<i64>,
    /// Until the agreed start; negative after it.
    pub starts_in_min: Option<i64>,
    pub medium: Option<String>,
    pub public_part: Option<String>,
    pub line_up: bool,
    /// Why the line is down: a code such as `silent`.
    pub line_reason: Option<String>,
    pub skew_ms: Option<i64>,
    /// Sides whose duty officer confirmed.
    pub confirmed: Vec<String>,
    pub ready: bool,
    /// What keeps the call from being confirmed.
    pub missing: Vec<Lack>,
}

/// `lack` names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(tag = "lack", rename_all = "kebab-case")]
pub enum Lack {
    /// Both sides' word.
    NotAgreed { phase: String },
    /// The line, with the code of why it is down.
    LineDown { reason: Option<String> },
    /// Clocks near each other.
    ClocksApart { skew_ms: i64 },
}

/// Whether the call can be confirmed, as this device and its node see it.
pub fn staging_of(
    desk: &Desk,
    subject: SubjectId,
    line: &wire::LineStatus,
    now_unix_ms: i64,
) -> Result<Staging, DeskError> {
    let contact = desk.contact(subject)?;
    let start = contact.facts.map(|facts| facts.start_unix_ms);
    let missing = missing(contact.phase, line);
    Ok(Staging {
        contact: subject,
        phase: contact.phase.to_string(),
        start_unix_ms: start,
        starts_in_min: start.map(|start| start.saturating_sub(now_unix_ms).div_euclid(60_000)),
        medium: contact.facts.map(|facts| facts.medium.to_string()),
        public_part: contact.facts.map(|facts| facts.public_part.to_string()),
        line_up: line.up,
        line_reason: line.reason_code.clone(),
        skew_ms: line.skew_ms,
        confirmed: contact
            .confirmed
            .keys()
            .map(|side| side_name(desk, *side))
            .collect(),
        ready: missing.is_empty(),
        missing,
    })
}

/// All that duty officers have before them.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct StagingBoard {
    /// Contacts of the next hours, and whatever is staged or on the line: the nearest first.
    pub contacts: Vec<StagingCard>,
}

/// One contact of the board.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct StagingCard {
    #[serde(flatten)]
    pub staging: Staging,
    pub started_unix_ms: Option<i64>,
    /// The own side first.
    pub sides: Vec<StagingSide>,
    /// How each side's principal is called, once both confirmed.
    pub rings: Option<RingView>,
    /// One duty officer asks the other for a call at once.
    pub call_now: Option<CallNowView>,
}

/// How far one side is, as the logs show it.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct StagingSide {
    pub side: String,
    pub ours: bool,
    /// By its node's clock.
    pub confirmed_unix_ms: Option<i64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct CallNowView {
    /// We asked.
    pub ours: bool,
    pub until_unix_ms: i64,
}

/// So long before its start a contact comes onto the board.
const BOARD_AHEAD_MS: i64 = 24 * 3_600_000;

/// What is staged, running, asked for at once, or agreed for the coming hours.
pub fn board_of(
    desk: &Desk,
    line: &wire::LineStatus,
    now_unix_ms: i64,
) -> Result<StagingBoard, DeskError> {
    let mut contacts = desk.view().contacts();
    contacts.retain(|contact| is_on_board(desk, contact, now_unix_ms));
    contacts.sort_by_key(|contact| contact.facts.map(|facts| facts.start_unix_ms));
    let cards = contacts.iter().map(|contact| {
        Ok(StagingCard {
            staging: staging_of(desk, contact.subject, line, now_unix_ms)?,
            started_unix_ms: contact.started.values().map(|one| one.at_unix_ms).min(),
            sides: sides(desk, contact),
            rings: matches!(
                contact.phase,
                ContactPhase::Staged | ContactPhase::OnTheLine
            )
            .then(|| rings_of(desk, contact.subject, line, now_unix_ms))
            .transpose()?,
            call_now: call_now(desk, contact, now_unix_ms),
        })
    });
    Ok(StagingBoard {
        contacts: cards.collect::<Result<_, DeskError>>()?,
    })
}

fn is_on_board(desk: &Desk, contact: &Contact, now_unix_ms: i64) -> bool {
    match contact.phase {
        ContactPhase::Staging | ContactPhase::Staged | ContactPhase::OnTheLine => true,
        ContactPhase::Agreed => contact.facts.is_some_and(|facts| {
            is_near(
                facts.start_unix_ms,
                i64::from(facts.duration_min) * 60_000,
                now_unix_ms,
            )
        }),
        ContactPhase::Proposed => call_now(desk, contact, now_unix_ms).is_some(),
        _ => false,
    }
}

/// Neither too far ahead, nor over without anybody having called.
fn is_near(start_unix_ms: i64, duration_ms: i64, now_unix_ms: i64) -> bool {
    let end = start_unix_ms.saturating_add(duration_ms);
    now_unix_ms < end && start_unix_ms.saturating_sub(now_unix_ms) <= BOARD_AHEAD_MS
}

fn sides(desk: &Desk, contact: &Contact) -> Vec<StagingSide> {
    let own = desk.own_side();
    let both = std::iter::once(own).chain(desk.other_side());
    both.map(|side| StagingSide {
        side: side_name(desk, side),
        ours: side == own,
        confirmed_unix_ms: confirmed_at(desk, contact, side),
    })
    .collect()
}

/// When the side's duty officer confirmed what stands.
fn confirmed_at(desk: &Desk, contact: &Contact, side: SideId) -> Option<i64> {
    contact.confirmed.get(&side)?;
    let history = desk.view().history(contact.subject).iter();
    let said = history.filter(|placed| {
        let Event::Record { kind, .. } = &placed.event else {
            return false;
        };
        placed.side == side && *kind == Kind::ConfirmStage
    });
    said.map(|placed| placed.node_unix_ms).max()
}

/// The offer of a duty officer's call at once that nobody answered yet.
pub(super) fn open_call_now<'a>(desk: &Desk, contact: &'a Contact) -> Option<&'a Offer> {
    let mut open = contact.offers.iter().rev();
    let open = open.find(|offer| offer.answer == Answer::Open)?;
    let kind = desk.view().record(open.id).and_then(domain::Record::kind);
    (kind == Some(Kind::CallNow)).then_some(open)
}

fn call_now(desk: &Desk, contact: &Contact, now_unix_ms: i64) -> Option<CallNowView> {
    let offer = open_call_now(desk, contact)?;
    let until_unix_ms = offer.expires_unix_ms?;
    (now_unix_ms < until_unix_ms).then_some(CallNowView {
        ours: offer.side == desk.own_side(),
        until_unix_ms,
    })
}

/// What keeps a call from being confirmed.
fn missing(phase: ContactPhase, line: &wire::LineStatus) -> Vec<Lack> {
    let stageable = matches!(
        phase,
        ContactPhase::Agreed | ContactPhase::Staging | ContactPhase::Staged
    );
    let skew_ms = line.skew_ms.unwrap_or_default();
    [
        (!stageable).then(|| Lack::NotAgreed {
            phase: phase.to_string(),
        }),
        (!line.up).then(|| Lack::LineDown {
            reason: line.reason_code.clone(),
        }),
        (skew_ms.saturating_abs() > domain::CLOCK_SKEW_MS_MAX)
            .then_some(Lack::ClocksApart { skew_ms }),
    ]
    .into_iter()
    .flatten()
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_board_has_the_coming_hours() {
        const HOUR: i64 = 3_600_000;
        for (start, is_near_) in [
            (BOARD_AHEAD_MS - 1, true),
            (BOARD_AHEAD_MS, true),
            (BOARD_AHEAD_MS + 1, false),
            (0, true),
            (1 - HOUR, true),
            (-HOUR, false),
        ] {
            assert_eq!(is_near(start, HOUR, 0), is_near_, "{start}");
        }
    }

    #[test]
    fn what_is_missing_is_said() {
        let max = domain::CLOCK_SKEW_MS_MAX;
        let line = |up, skew_ms| wire::LineStatus {
            other: Some(identity::SideId([2; 16])),
            up,
            own_entries: 1,
            other_entries: 1,
            receipted: 1,
            skew_ms,
            misbehaviour: 0,
            reason_down: (!up).then(|| "the connection was lost".to_owned()),
            reason_code: (!up).then(|| "disconnected".to_owned()),
            rings: Vec::new(),
        };
        let not_agreed = |phase: ContactPhase| Lack::NotAgreed {
            phase: phase.to_string(),
        };
        let line_down = Lack::LineDown {
            reason: Some("disconnected".to_owned()),
        };
        let apart = |skew_ms| Lack::ClocksApart { skew_ms };
        for (phase, up, skew_ms, wanted) in [
            (ContactPhase::Agreed, true, Some(0), vec![]),
            (ContactPhase::Staging, true, None, vec![]),
            (ContactPhase::Staged, true, Some(max - 1), vec![]),
            (ContactPhase::Agreed, true, Some(max), vec![]),
            (
                ContactPhase::Agreed,
                true,
                Some(max + 1),
                vec![apart(max + 1)],
            ),
            (
                ContactPhase::Agreed,
                true,
                Some(-max - 1),
                vec![apart(-max - 1)],
            ),
            (ContactPhase::Agreed, false, None, vec![line_down.clone()]),
            (
                ContactPhase::Proposed,
                false,
                None,
                vec![not_agreed(ContactPhase::Proposed), line_down.clone()],
            ),
            (
                ContactPhase::Ended,
                true,
                None,
                vec![not_agreed(ContactPhase::Ended)],
            ),
        ] {
            assert_eq!(missing(phase, &line(up, skew_ms)), wanted, "{phase}");
        }
    }
}
