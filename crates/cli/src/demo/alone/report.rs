//! What the first day alone showed: one JSON object, or its end as prose.

use serde::Serialize;
use serde_json::Value;
use std::path::PathBuf;

use crate::{Exit, Report};

/// Everything that was shown; its fields are what tests and readers rely on.
#[derive(Debug, Clone, Serialize)]
pub struct AloneReport {
    pub side: String,
    pub steps: Vec<Step>,
    pub readout: Verified,
    /// Commands that a person would have typed for it.
    pub commands: usize,
    /// From the first key to the stopped node.
    pub took_ms: u64,
    /// What wasn't as it should be; empty on success.
    pub failures: Vec<String>,
    pub kept: Option<PathBuf>,
}

/// One thing that was looked at, as the node answered.
#[derive(Debug, Clone, Serialize)]
pub struct Step {
    pub step: &'static str,
    pub command: String,
    /// Taken from the answer.
    pub shown: String,
    pub answer: Value,
}

/// A readout, checked with the press key alone.
#[derive(Debug, Clone, Serialize)]
pub struct Verified {
    pub url: String,
    pub valid: bool,
    /// By stock minisign, where it is installed.
    pub by_minisign: Option<bool>,
}

impl Report for AloneReport {
    fn human(&self) -> String {
        let mut text = String::from("\nWhat was shown\n");
        for Step { step, shown, .. } in &self.steps {
            text.push_str(&format!("  {step:<18} {shown}\n"));
        }
        let seconds = self.took_ms as f64 / 1_000.0;
        text.push_str(&format!(
            "\n{} commands in {seconds:.1} s. By hand, a person with two colleagues has it in ten minutes:\n\
             docs/practice/the-first-day-alone.md.\n",
            self.commands
        ));
        if let Some(kept) = &self.kept {
            text.push_str(&format!("Everything is in {}\n", kept.display()));
        }
        if self.failures.is_empty() {
            text.push_str(
                "\nAll as it should be: nothing of South's is shown as signed or agreed.",
            );
        } else {
            text.push_str("\nNOT as it should be:\n");
            for failure in &self.failures {
                text.push_str(&format!("  {failure}\n"));
            }
        }
        text
    }

    fn exit(&self) -> Exit {
        match self.failures.is_empty() {
            true => Exit::Done,
            false => Exit::Failed,
        }
    }
}
