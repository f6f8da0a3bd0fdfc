//! Meetings within the own side: planned, held or expressly none.

use domain::{Consultation, InternalKind};
use serde::Serialize;

use super::internal::{EntryView, entries};
use crate::Desk;

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ConsultationView {
    #[serde(flatten)]
    pub entry: EntryView,
    pub body: String,
    /// `planned`, `held` or `none`.
    pub state: String,
    pub text: String,
    pub held_unix_ms: Option<i64>,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ConsultationList {
    pub consultations: Vec<ConsultationView>,
}

/// Consultations that this device reads.
pub fn list_of(desk: &Desk, history: bool) -> ConsultationList {
    let all = entries::<Consultation>(desk, InternalKind::Consult, history);
    let consultations = all.into_iter().map(|(entry, one)| ConsultationView {
        entry,
        body: one.body,
        state: one.state.to_string(),
        text: one.text,
        held_unix_ms: one.at_unix_ms,
    });
    ConsultationList {
        consultations: consultations.collect(),
    }
}
