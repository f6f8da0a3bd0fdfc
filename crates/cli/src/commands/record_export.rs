//! A record of contact on paper: one content, as Markdown or as PDF.

use serde::Serialize;
use std::{
    fmt::Write,
    path::{Path, PathBuf},
};

use super::{record::Format, record_pdf, record_view::DISCLAIMER};
use crate::{CliError, Report, private_file};
use client::view::record_of_contact::RecordView;

/// What is exported, whatever the format.
#[derive(Debug, Clone)]
pub struct Export {
    pub classification: String,
    pub facts: Vec<(String, String)>,
    pub text: String,
}

/// A file was written.
#[derive(Debug, Clone, Serialize)]
pub struct Exported {
    pub file: PathBuf,
    pub bytes: usize,
    /// Of a PDF.
    pub pages: Option<usize>,
}

impl Report for Exported {
    fn human(&self) -> String {
        let pages = self.pages.map(|pages| format!(", pages: {pages}"));
        let (file, bytes) = (self.file.display(), self.bytes);
        format!(
            "{file} is written ({bytes} bytes{}), in clear",
            pages.unwrap_or_default()
        )
    }
}

impl Export {
    pub fn of(view: &RecordView) -> Self {
        Self {
            classification: view.classification.to_uppercase(),
            facts: view.facts(),
            text: view.text.clone(),
        }
    }

    pub fn markdown(&self) -> String {
        let mut out = format!(
            "**{}**\n\n# Record of contact\n\n*{DISCLAIMER}*\n\n",
            self.classification
        );
        for (name, value) in &self.facts {
            // Writing to a String can't fail.
            let _ = writeln!(out, "- {name}: {}", value.replace('\n', "\n  "));
        }
        let _ = write!(
            out,
            "\n---\n\n{}\n\n---\n\n**{}**\n",
            self.text.trim_end(),
            self.classification
        );
        out
    }
}

pub fn write_export(export: &Export, format: Format, out: &Path) -> Result<Exported, CliError> {
    let (bytes, pages) = match format {
        Format::Markdown => (export.markdown().into_bytes(), None),
        Format::Pdf => {
            let pdf = record_pdf::write(export)?;
            (pdf.bytes, Some(pdf.pages))
        }
    };
    private_file::write(out, &bytes)?;
    Ok(Exported {
        file: out.to_owned(),
        bytes: bytes.len(),
        pages,
    })
}
