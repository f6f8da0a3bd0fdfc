//! What changed between two offered texts of minutes or of a joint statement, and who changed it.

use domain::{Agreement, Answer, ItemOutcome, JointText, MinutesText, SubjectId};
use serde::{Deserialize, Serialize};

use super::{
    contact::side_name,
    minutes::{OutcomeView, outcomes_of},
    paper::{FieldChange, TextChange, changes},
};
use crate::{Agreeable, Desk, DeskError};

/// Two offers of one subject, by their places in its list of offers, counted from 1.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct OfferDiff {
    pub from: ComparedOffer,
    pub to: ComparedOffer,
    /// What stands beside the text and differs.
    pub fields: Vec<FieldChange>,
    pub text: Vec<TextChange>,
    /// Of minutes: items of which something else came.
    pub outcomes: Vec<OutcomeChange>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ComparedOffer {
    pub number: usize,
    pub record: String,
    /// The side that wrote it so.
    pub by: String,
    pub answer: String,
}

/// Absent where one of the two says nothing of the item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct OutcomeChange {
    pub from: Option<OutcomeView>,
    pub to: Option<OutcomeView>,
}

/// Which two: by numbers; else the last and the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Which {
    pub from: Option<usize>,
    pub to: Option<usize>,
}

struct Compared<T> {
    from: (ComparedOffer, T),
    to: (ComparedOffer, T),
}

fn compared<T: Agreeable>(
    desk: &Desk,
    agreement: &Agreement<T::Facts>,
    which: Which,
    now_unix_ms: i64,
) -> Result<Compared<T>, DeskError> {
    let count = agreement.offers.len();
    let read = |number: usize| -> Result<(ComparedOffer, T), DeskError> {
        let offer = number
            .checked_sub(1)
            .and_then(|at| agreement.offers.get(at));
        let offer = offer.ok_or(DeskError::NoVersion { number, count })?;
        let shown = ComparedOffer {
            number,
            record: offer.id.to_string(),
            by: side_name(desk, offer.side),
            answer: Answer::name(offer.answer_at(now_unix_ms)).to_owned(),
        };
        Ok((shown, desk.words_of(offer.id)?))
    };
    let to = which.to.unwrap_or(count);
    let from = which.from.unwrap_or_else(|| to.saturating_sub(1));
    Ok(Compared {
        from: read(from)?,
        to: read(to)?,
    })
}

fn title(from: &str, to: &str) -> Option<FieldChange> {
    (from != to).then(|| FieldChange::Title {
        from: from.to_owned(),
        to: to.to_owned(),
    })
}

/// What one offer of minutes changes of another.
pub fn of_minutes(
    desk: &Desk,
    subject: SubjectId,
    which: Which,
    now_unix_ms: i64,
) -> Result<OfferDiff, DeskError> {
    let agreement = desk.minutes(subject)?.agreement;
    let two = compared::<MinutesText>(desk, &agreement, which, now_unix_ms)?;
    let ((from, older), (to, newer)) = (two.from, two.to);
    let of = |all: &[ItemOutcome]| outcomes_of(desk, subject, all);
    Ok(OfferDiff {
        from,
        to,
        fields: title(&older.title, &newer.title).into_iter().collect(),
        text: changes(&older.text, &newer.text),
        outcomes: outcome_changes(&of(&older.outcomes)?, &of(&newer.outcomes)?),
    })
}

fn outcome_changes(older: &[OutcomeView], newer: &[OutcomeView]) -> Vec<OutcomeChange> {
    let same_item = |one: &OutcomeView, all: &[OutcomeView]| {
        all.iter().find(|other| other.item == one.item).cloned()
    };
    let changed = newer.iter().map(|to| OutcomeChange {
        from: same_item(to, older),
        to: Some(to.clone()),
    });
    let left_out = older.iter().filter(|one| same_item(one, newer).is_none());
    let left_out = left_out.map(|from| OutcomeChange {
        from: Some(from.clone()),
        to: None,
    });
    let all = changed.chain(left_out);
    all.filter(|change| change.from != change.to).collect()
}

/// What one offer of a joint statement changes of another.
pub fn of_joint_statement(
    desk: &Desk,
    subject: SubjectId,
    which: Which,
    now_unix_ms: i64,
) -> Result<OfferDiff, DeskError> {
    let joint = desk.joint_statement(subject)?;
    let two = compared::<JointText>(desk, &joint.agreement, which, now_unix_ms)?;
    let ((from, older), (to, newer)) = (two.from, two.to);
    let languages = (older.languages != newer.languages).then(|| FieldChange::Languages {
        from: older.languages.clone(),
        to: newer.languages.clone(),
    });
    let (released_before, released) = (older.facts.release_unix_ms, newer.facts.release_unix_ms);
    let release = (released_before != released).then_some(FieldChange::Release {
        from_unix_ms: released_before,
        to_unix_ms: released,
    });
    let fields = title(&older.title, &newer.title).into_iter();
    Ok(OfferDiff {
        from,
        to,
        fields: fields.chain(languages).chain(release).collect(),
        text: changes(&older.text, &newer.text),
        outcomes: Vec::new(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outcomes_that_differ_are_told_item_by_item() {
        let outcome = |item: &str, outcome: &str| OutcomeView {
            item: item.into(),
            outcome: outcome.into(),
            text: String::new(),
        };
        let older = [
            outcome("a", "agreed"),
            outcome("b", "deferred"),
            outcome("c", "agreed"),
        ];
        let newer = [
            outcome("a", "agreed"),
            outcome("b", "agreed"),
            outcome("d", "deferred"),
        ];
        let change = |from: Option<&OutcomeView>, to: Option<&OutcomeView>| OutcomeChange {
            from: from.cloned(),
            to: to.cloned(),
        };
        assert_eq!(
            outcome_changes(&older, &newer),
            [
                change(Some(&older[1]), Some(&newer[1])),
                change(None, Some(&newer[2])),
                change(Some(&older[2]), None),
            ]
        );
        assert_eq!(outcome_changes(&older, &older), []);
    }
}
