//! What papers, exchanges and joint statements have in common: texts, and how a finished act and its
//! receipts are shown.

use clap::Args;
use client::Desk;
use domain::{Noun, Record, SubjectId};
use serde::Serialize;
use std::path::PathBuf;

use super::press::text_of;
use crate::{CliError, Report, api::Session};

/// A text and its languages.
#[derive(Debug, Clone, Default, Args)]
pub struct Words {
    /// The text itself
    #[arg(long, value_name = "TEXT", conflicts_with = "file")]
    pub text: Option<String>,
    /// The text from a file (UTF-8)
    #[arg(long, value_name = "FILE")]
    pub file: Option<PathBuf>,
    /// A language of the text; repeat for several
    #[arg(long, value_name = "TAG")]
    pub language: Vec<String>,
}

impl Words {
    pub fn read(&self) -> Result<String, CliError> {
        text_of(self.text.as_deref(), self.file.as_deref())
    }

    pub fn is_given(&self) -> bool {
        self.text.is_some() || self.file.is_some()
    }
}

/// Something was said about a subject, and is in the log.
#[derive(Debug, Clone, Serialize)]
pub struct SubjectActed {
    /// `hand-over`, `reply`, …
    pub what: String,
    pub noun: &'static str,
    pub subject: SubjectId,
    pub record: String,
    pub seq: u64,
    /// Where that leaves it.
    pub state: String,
}

impl Report for SubjectActed {
    fn human(&self) -> String {
        format!(
            "{}: done, entry {} of this side's log\n{:<16} {}\nstate            {}",
            self.what, self.seq, self.noun, self.subject, self.state
        )
    }
}

/// Posts a record about a subject and tells where that leaves it.
pub async fn post(
    session: &mut Session<'_>,
    desk: &mut Desk,
    (noun, what): (Noun, &str),
    record: &Record,
    state: impl Fn(&Desk, SubjectId) -> Result<String, CliError>,
) -> Result<SubjectActed, CliError> {
    let seq = session.post_record(record).await?;
    session.sync(desk).await?;
    let subject = record.header.subject;
    Ok(SubjectActed {
        what: what.to_owned(),
        noun: noun.name(),
        subject,
        record: record.id.to_string(),
        seq,
        state: state(desk, subject)?,
    })
}
