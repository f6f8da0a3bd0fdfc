//! Minutes of a round, with an outcome for each item.

use domain::{ItemOutcome, MinutesText, SubjectId};
use serde::Serialize;

use super::{
    contact::side_name,
    round::terms_of,
    shown::short,
    subject::{OfferShown, awaited, offers_of},
};
use crate::{Desk, DeskError, shown_offer};

/// One text of minutes.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct MinutesView {
    pub minutes: SubjectId,
    pub round: Option<SubjectId>,
    pub phase: String,
    pub proposed_by: String,
    pub awaited: Option<String>,
    /// Absent where this device can't read it.
    pub title: Option<String>,
    pub text: Option<String>,
    pub outcomes: Vec<OutcomeView>,
    /// The record under which both signatures stand.
    pub agreed: Option<String>,
    pub offers: Vec<OfferShown>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct OutcomeView {
    pub item: String,
    pub outcome: String,
    pub text: String,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct MinutesList {
    pub minutes: Vec<MinutesView>,
}

/// All minutes.
pub fn list_of(desk: &Desk, now_unix_ms: i64) -> Result<MinutesList, DeskError> {
    let all = desk.view().all_minutes().into_iter();
    let minutes = all.map(|one| view_of(desk, one.subject, now_unix_ms));
    Ok(MinutesList {
        minutes: minutes.collect::<Result<_, DeskError>>()?,
    })
}

/// Everything that this device can tell of minutes.
pub fn view_of(
    desk: &Desk,
    minutes: SubjectId,
    now_unix_ms: i64,
) -> Result<MinutesView, DeskError> {
    let agreement = desk.minutes(minutes)?.agreement;
    let shown = shown_offer(&agreement);
    let text: Option<MinutesText> = shown.and_then(|id| desk.words_of(id).ok());
    let outcomes = text.as_ref().map_or(&[][..], |text| &text.outcomes);
    Ok(MinutesView {
        minutes,
        round: desk.round_of_minutes(minutes)?,
        phase: agreement.phase.to_string(),
        proposed_by: side_name(desk, agreement.proposed_by),
        awaited: awaited(desk, &agreement, now_unix_ms),
        outcomes: outcomes_of(desk, minutes, outcomes)?,
        agreed: agreement.agreed.map(|id| id.to_string()),
        offers: offers_of(desk, &agreement, now_unix_ms),
        title: text.as_ref().map(|text| text.title.clone()),
        text: text.map(|text| text.text),
    })
}

/// Outcomes under the titles of the round's items.
pub fn outcomes_of(
    desk: &Desk,
    minutes: SubjectId,
    outcomes: &[ItemOutcome],
) -> Result<Vec<OutcomeView>, DeskError> {
    let round = desk.round_of_minutes(minutes)?;
    let terms = round.and_then(|round| terms_of(desk, &desk.view().round(round)?));
    let items = terms.map_or_else(Vec::new, |terms| terms.items);
    let title = |outcome: &ItemOutcome| {
        let item = items.iter().find(|item| item.id == outcome.item);
        // An item that was taken off the agenda since has no title any more.
        item.map_or_else(|| short(outcome.item), |item| item.title.clone())
    };
    let view = |one: &ItemOutcome| OutcomeView {
        item: title(one),
        outcome: one.outcome.to_string(),
        text: one.text.clone(),
    };
    Ok(outcomes.iter().map(view).collect())
}
