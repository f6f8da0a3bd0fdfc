//! What a delegation of the own side may do in a round.

use domain::{InternalKind, Mandate, SubjectId};
use serde::Serialize;

use super::internal::{EntryView, entries};
use crate::Desk;

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct MandateView {
    #[serde(flatten)]
    pub entry: EntryView,
    pub text: String,
    pub may_agree: Vec<String>,
    pub refers: Vec<String>,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct MandateList {
    pub mandates: Vec<MandateView>,
}

/// Mandates that this device reads; of one round, or of all.
pub fn list_of(desk: &Desk, round: Option<SubjectId>, history: bool) -> MandateList {
    let mandates = entries::<Mandate>(desk, InternalKind::Mandate, history)
        .into_iter()
        .filter(|(entry, _)| round.is_none_or(|round| entry.about == round))
        .map(|(entry, one)| MandateView {
            entry,
            text: one.text,
            may_agree: one.may_agree,
            refers: one.refers,
        });
    MandateList {
        mandates: mandates.collect(),
    }
}
