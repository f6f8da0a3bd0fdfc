//! What is done when, by the clocks of both sides, and what is done when the line is down.

use domain::{Contact, Format, Initiative, NodeFacts, Terms};
use identity::SideId;
use jiff::SignedDuration;
use serde::Serialize;

use super::{
    end_unix_ms,
    times::{shown_in, zones},
};
use crate::{
    Desk,
    view::{contact::side_name, shown::rfc3339},
};

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct SheetStep {
    /// RFC 3339, UTC.
    pub at: String,
    /// For both sides; empty where this device can't read their zones.
    pub local: Vec<StepTime>,
    pub what: Step,
}

/// `23:20` in North.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct StepTime {
    pub side: String,
    pub clock: String,
}

/// What is done, in its order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum Step {
    /// Both duty officers look whether everything is there.
    LookWhetherReady,
    /// Principals sit down; nothing rings yet.
    SitDown,
    /// Interpreters sit down, then principals.
    SitDownWithInterpreters,
    /// Each duty officer confirms; whoever does so first waits for the other.
    Confirm,
    /// Both principals' terminals ring at once.
    Ring,
    PlannedEnd,
}

/// What is done when the line is down, in its order; `step` names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(tag = "step", rename_all = "kebab-case")]
pub enum DownStep {
    /// Both nodes try to reach each other by themselves.
    Wait,
    /// The caller's duty officer telephones the other's; after five minutes it is the other way round.
    Telephone {
        caller: String,
        /// Absent where no other side is paired.
        other: Option<String>,
    },
    SayNothingOfTheAgenda,
    /// It is agreed here once the line is back.
    AnotherTime,
    /// If the leaders speak by another telephone after all, each side enters it.
    EnterHeldOutside,
}

/// Before the start: when duty officers look whether everything is there, and when people sit down.
const STAGE_BEFORE: SignedDuration = SignedDuration::from_mins(10);

const SIT_DOWN_BEFORE: SignedDuration = SignedDuration::from_mins(5);

/// What is done when, by the clocks of both sides.
pub(super) fn order(desk: &Desk, terms: Option<&Terms>, facts: &NodeFacts) -> Vec<SheetStep> {
    let interprets = terms.is_some_and(|terms| terms.format == Format::Consecutive);
    let sit_down = match interprets {
        true => Step::SitDownWithInterpreters,
        false => Step::SitDown,
    };
    let start = facts.start_unix_ms;
    let step = |(at_unix_ms, what): (i64, Step)| SheetStep {
        at: rfc3339(at_unix_ms),
        local: zones(terms)
            .filter_map(|(side, zone)| {
                Some(StepTime {
                    side: side_name(desk, side),
                    clock: shown_in(at_unix_ms, zone)?.clock,
                })
            })
            .collect(),
        what,
    };
    let steps = [
        (
            start.saturating_sub(ms(STAGE_BEFORE)),
            Step::LookWhetherReady,
        ),
        (start.saturating_sub(ms(SIT_DOWN_BEFORE)), sit_down),
        (start, Step::Confirm),
        (start, Step::Ring),
        (end_unix_ms(facts), Step::PlannedEnd),
    ];
    steps.into_iter().map(step).collect()
}

fn ms(span: SignedDuration) -> i64 {
    i64::try_from(span.as_millis()).unwrap_or(i64::MAX)
}

pub(super) fn when_down(desk: &Desk, contact: &Contact, terms: Option<&Terms>) -> Vec<DownStep> {
    let caller = caller(desk, contact, terms);
    let other = desk.view().sides().find(|side| *side != caller);
    vec![
        DownStep::Wait,
        DownStep::Telephone {
            caller: side_name(desk, caller),
            other: other.map(|side| side_name(desk, side)),
        },
        DownStep::SayNothingOfTheAgenda,
        DownStep::AnotherTime,
        DownStep::EnterHeldOutside,
    ]
}

/// Whose duty officer telephones the other's: the side whose initiative it is, else the one that proposed.
fn caller(desk: &Desk, contact: &Contact, terms: Option<&Terms>) -> SideId {
    let mut sides = desk.view().sides();
    let recipient = sides.find(|side| *side != contact.proposed_by);
    match terms.map(|terms| terms.initiative) {
        Some(Initiative::Recipient) => recipient.unwrap_or(contact.proposed_by),
        Some(Initiative::Proposer | Initiative::Mutual | Initiative::Unstated) | None => {
            contact.proposed_by
        }
    }
}
