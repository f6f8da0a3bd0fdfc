//! What a duty officer looks at before confirming a call.

use domain::{ContactPhase, SubjectId};
use serde::Serialize;

use super::contact::side_name;
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
    pub line_reason: Option<String>,
    pub skew_ms: Option<i64>,
    /// Sides whose duty officer confirmed.
    pub confirmed: Vec<String>,
    pub ready: bool,
    /// What isn't there yet, each with what to do.
    pub missing: Vec<String>,
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
        line_reason: line.reason_down.clone(),
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

/// What keeps a call from being confirmed.
fn missing(phase: ContactPhase, line: &wire::LineStatus) -> Vec<String> {
    let stageable = matches!(
        phase,
        ContactPhase::Agreed | ContactPhase::Staging | ContactPhase::Staged
    );
    let skew_ms = line.skew_ms.unwrap_or_default();
    [
        (!stageable).then(|| {
            format!("both sides' word: the contact is {phase}; `detente contact show` tells whose is awaited")
        }),
        (!line.up).then(|| {
            let reason = line.reason_down.as_deref().unwrap_or("no reason known");
            format!("the line, {reason}; `detente doctor`, and call the other side by other means")
        }),
        (skew_ms.saturating_abs() > domain::CLOCK_SKEW_MS_MAX).then(|| {
            format!("clocks near each other: they are {skew_ms} ms apart; set both nodes' by NTP")
        }),
    ]
    .into_iter()
    .flatten()
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

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
        };
        for (phase, up, skew_ms, begins) in [
            (ContactPhase::Agreed, true, Some(0), vec![]),
            (ContactPhase::Staging, true, None, vec![]),
            (ContactPhase::Staged, true, Some(max - 1), vec![]),
            (ContactPhase::Agreed, true, Some(max), vec![]),
            (ContactPhase::Agreed, true, Some(max + 1), vec!["clocks"]),
            (ContactPhase::Agreed, true, Some(-max - 1), vec!["clocks"]),
            (
                ContactPhase::Agreed,
                false,
                None,
                vec!["the line, the connection was lost"],
            ),
            (
                ContactPhase::Proposed,
                false,
                None,
                vec!["both sides' word", "the line"],
            ),
            (ContactPhase::Ended, true, None, vec!["both sides' word"]),
        ] {
            let missing = missing(phase, &line(up, skew_ms));
            assert_eq!(missing.len(), begins.len(), "{missing:?}");
            for (one, begin) in missing.iter().zip(begins) {
                assert!(one.starts_with(begin), "{one}");
            }
        }
    }
}
