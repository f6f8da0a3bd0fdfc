//! What of a paper isn't agreed, place by place.

use domain::{PaperText, SubjectId, brackets};
use serde::Serialize;

use crate::{Desk, DeskError};

/// What isn't agreed of one version.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct BracketsView {
    pub paper: SubjectId,
    pub version: usize,
    pub brackets: Vec<BracketView>,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct BracketView {
    pub number: usize,
    /// Of the text, counted from 1.
    pub line: usize,
    pub alternatives: Vec<AlternativeView>,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct AlternativeView {
    /// Who wants it, where the text says so.
    pub by: Option<String>,
    /// Empty: the place is left out.
    pub text: String,
}

/// Of the version with this number; else of the last.
pub fn brackets_of(
    desk: &Desk,
    subject: SubjectId,
    version: Option<usize>,
) -> Result<BracketsView, DeskError> {
    let paper = desk.paper(subject)?;
    let count = paper.versions.len();
    let number = version.unwrap_or(count);
    let at = number.checked_sub(1).and_then(|at| paper.versions.get(at));
    let at = at.ok_or(DeskError::NoVersion { number, count })?;
    let text: PaperText = desk.words_of(at.id)?;
    let read = brackets(&text.text)?;
    let view = |(number, one): (usize, domain::Bracket)| BracketView {
        number,
        line: one.line,
        alternatives: one
            .alternatives
            .into_iter()
            .map(|one| AlternativeView {
                by: one.by,
                text: one.text,
            })
            .collect(),
    };
    Ok(BracketsView {
        paper: subject,
        version: number,
        brackets: (1..).zip(read).map(view).collect(),
    })
}
