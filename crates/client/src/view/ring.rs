//! How each side's principal is called, in the words of whoever looks at it: a call that is declined, one that
//! nobody takes, one that was left, a side that isn't staffed and a line that is down are five different things.

use domain::{ContactPhase, SubjectId};
use identity::{DeviceId, PersonId, SideId};
use serde::Serialize;
use wire::{LineStatus, RingItem, RingState};

use super::contact::side_name;
use crate::{Desk, DeskError};

/// How far one side's principal is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum RingStep {
    /// Both duty officers haven't confirmed.
    NotStaged,
    /// Nothing is known of the other side: the line is down.
    LineFault,
    NotStaffed,
    Sent,
    Ringing,
    Answered,
    Declined,
    /// Was in the call, and is no more.
    Left,
    Unanswered,
}

/// One side's part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct RingSide {
    pub side: String,
    pub ours: bool,
    pub step: RingStep,
    /// What it is about, and whose that is.
    pub device: Option<DeviceId>,
    pub person: Option<PersonId>,
    /// By the own node's clock.
    pub since_unix_ms: Option<i64>,
}

/// A contact's rings, ours first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct RingView {
    pub contact: SubjectId,
    pub sides: Vec<RingSide>,
}

/// How the principals of a contact are called.
///
/// # Errors
/// Where there is no such contact.
pub fn rings_of(
    desk: &Desk,
    contact: SubjectId,
    line: &LineStatus,
    now_unix_ms: i64,
) -> Result<RingView, DeskError> {
    let phase = desk.contact(contact)?.phase;
    let staged = matches!(phase, ContactPhase::Staged | ContactPhase::OnTheLine);
    let both = std::iter::once(desk.own_side()).chain(desk.other_side());
    let sides = both.map(|side| {
        let ours = side == desk.own_side();
        let told = line
            .rings
            .iter()
            .find(|ring| ring.contact == contact && ring.ours == ours);
        let told = told.filter(|_| staged && (ours || line.up));
        RingSide {
            side: side_name(desk, side),
            ours,
            step: step(staged, ours || line.up, told),
            device: told.and_then(|told| told.device),
            person: told
                .and_then(|told| told.device)
                .and_then(|device| person_of(desk, side, device, now_unix_ms)),
            since_unix_ms: told.map(|told| told.since_unix_ms),
        }
    });
    Ok(RingView {
        contact,
        sides: sides.collect(),
    })
}

fn step(staged: bool, is_known: bool, told: Option<&RingItem>) -> RingStep {
    match told.map(|told| told.state) {
        _ if !staged => RingStep::NotStaged,
        _ if !is_known => RingStep::LineFault,
        None | Some(RingState::NotStaffed) => RingStep::NotStaffed,
        Some(RingState::Sent) => RingStep::Sent,
        Some(RingState::Ringing) => RingStep::Ringing,
        Some(RingState::Answered) => RingStep::Answered,
        Some(RingState::Declined) => RingStep::Declined,
        Some(RingState::Left) => RingStep::Left,
        Some(RingState::Unanswered) => RingStep::Unanswered,
    }
}

/// Whose device it is, where its accreditation stands.
fn person_of(desk: &Desk, side: SideId, device: DeviceId, now_unix_ms: i64) -> Option<PersonId> {
    let standing = desk.view().people(side)?.standing(device, now_unix_ms)?;
    Some(standing.accreditation.person)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What of the two sides is known, and what it is called.
    #[test]
    fn each_thing_that_may_happen_to_a_ring_has_a_word_of_its_own() {
        let told = |state| RingItem {
            contact: SubjectId([1; 16]),
            ours: false,
            state,
            device: None,
            since_unix_ms: 0,
        };
        for (staged, is_known, state, wanted) in [
            (false, true, Some(RingState::Ringing), RingStep::NotStaged),
            (true, false, Some(RingState::Ringing), RingStep::LineFault),
            (true, false, None, RingStep::LineFault),
            (true, true, None, RingStep::NotStaffed),
            (
                true,
                true,
                Some(RingState::NotStaffed),
                RingStep::NotStaffed,
            ),
            (true, true, Some(RingState::Sent), RingStep::Sent),
            (true, true, Some(RingState::Ringing), RingStep::Ringing),
            (true, true, Some(RingState::Answered), RingStep::Answered),
            (true, true, Some(RingState::Declined), RingStep::Declined),
            (true, true, Some(RingState::Left), RingStep::Left),
            (
                true,
                true,
                Some(RingState::Unanswered),
                RingStep::Unanswered,
            ),
        ] {
            let told = state.map(told);
            assert_eq!(step(staged, is_known, told.as_ref()), wanted, "{state:?}");
        }
    }
}
