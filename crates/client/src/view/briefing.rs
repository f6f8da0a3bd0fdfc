//! Cards that a principal has before their eyes, with how far each came.

use domain::{BriefingCard, CardRemarks, InternalKind, RecordId};
use identity::PersonId;
use serde::Serialize;
use std::collections::BTreeMap;

use super::internal::{EntryView, entries};
use crate::{Desk, DeskError};

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct CardView {
    #[serde(flatten)]
    pub entry: EntryView,
    pub title: String,
    pub text: String,
    /// `draft`, `reviewed` or `approved`.
    pub state: &'static str,
    pub reviewed: Option<SaidView>,
    pub approved: Option<SaidView>,
}

/// Who reviewed or approved it.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "CardSaidView"))]
pub struct SaidView {
    pub by: PersonId,
    pub at_unix_ms: i64,
    pub remarks: String,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct CardList {
    pub cards: Vec<CardView>,
}

/// Cards that this device reads, with how far each came.
pub fn list_of(desk: &Desk, history: bool) -> Result<CardList, DeskError> {
    let said: BTreeMap<RecordId, SaidView> = [InternalKind::ReviewCard, InternalKind::ApproveCard]
        .into_iter()
        .flat_map(|kind| desk.all_internal::<CardRemarks>(kind))
        .map(|(record, remarks)| {
            let view = SaidView {
                by: record.header().person,
                at_unix_ms: record.header().at_unix_ms,
                remarks: remarks.text,
            };
            (record.id(), view)
        })
        .collect();
    let of = |act: Option<(RecordId, PersonId)>| act.and_then(|(id, _)| said.get(&id).cloned());
    let all = entries::<BriefingCard>(desk, InternalKind::Card, history).into_iter();
    all.filter_map(|(entry, card)| Some((entry.record.parse().ok()?, entry, card)))
        .map(|(record, entry, card)| {
            let state = desk.card_state(record)?;
            Ok(CardView {
                entry,
                title: card.title,
                text: card.text,
                state: state.name(),
                reviewed: of(state.reviewed),
                approved: of(state.approved),
            })
        })
        .collect::<Result<_, DeskError>>()
        .map(|cards| CardList { cards })
}
