//! `detente paper brackets`: what of a paper isn't agreed, place by place.

use client::Desk;
use domain::{PaperText, SubjectId, brackets};
use serde::Serialize;
use std::fmt::Write;

use crate::{CliError, Report, shown::short};

/// What isn't agreed of one version.
#[derive(Debug, Clone, Serialize)]
pub struct BracketsView {
    pub paper: SubjectId,
    pub version: usize,
    pub brackets: Vec<BracketView>,
}

#[derive(Debug, Clone, Serialize)]
pub struct BracketView {
    pub number: usize,
    /// Of the text, counted from 1.
    pub line: usize,
    pub alternatives: Vec<AlternativeView>,
}

#[derive(Debug, Clone, Serialize)]
pub struct AlternativeView {
    /// Who wants it, where the text says so.
    pub by: Option<String>,
    /// Empty: the place is left out.
    pub text: String,
}

impl Report for BracketsView {
    fn human(&self) -> String {
        let (paper, version) = (short(self.paper), self.version);
        if self.brackets.is_empty() {
            return format!(
                "paper {paper}, version {version}: no brackets, nothing is open in its text"
            );
        }
        let mut out = format!(
            "paper {paper}, version {version}: {} open\n",
            self.brackets.len()
        );
        for BracketView {
            number,
            line,
            alternatives,
        } in &self.brackets
        {
            let _ = writeln!(out, "\n{number}. line {line}");
            for one in alternatives {
                let by = one
                    .by
                    .as_deref()
                    .map_or(String::new(), |by| format!("{by}: "));
                let text = if one.text.is_empty() {
                    "(left out)"
                } else {
                    &one.text
                };
                let _ = writeln!(out, "   - {by}{text}");
            }
        }
        out
    }
}

/// Of the version with this number; else of the last.
pub fn brackets_of(
    desk: &Desk,
    subject: SubjectId,
    version: Option<usize>,
) -> Result<BracketsView, CliError> {
    let paper = desk.paper(subject)?;
    let count = paper.versions.len();
    let number = version.unwrap_or(count);
    let at = number.checked_sub(1).and_then(|at| paper.versions.get(at));
    let at = at.ok_or(client::DeskError::NoVersion { number, count })?;
    let text: PaperText = desk.words_of(at.id)?;
    let read = brackets(&text.text).map_err(client::DeskError::from)?;
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
