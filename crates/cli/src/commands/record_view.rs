//! How a record of contact is shown: a header out of what nodes attest and both sides signed, never typed;
//! then who wrote, reviewed and approved it; then the words.

use client::view::record_of_contact::{AccessList, RecordDiff, RecordLine, RecordList, RecordView};
use std::fmt::Write;

use super::paper_view::told;
use crate::{
    Report,
    shown::{short, utc},
};

/// What stands above every record; the same for all who ask.
pub const DISCLAIMER: &str = "NOT A VERBATIM TRANSCRIPT";

impl Report for RecordList {
    fn human(&self) -> String {
        if self.records.is_empty() {
            return "no records of contact; `detente record draft --help`".into();
        }
        let told = |line: &RecordLine| {
            let due = if line.due_for_review {
                ", due for review"
            } else {
                ""
            };
            format!(
                "{}  {}  {:<9} of {}, by {}{due}\n",
                utc(line.written.at_unix_ms),
                short(&line.record),
                line.state,
                short(line.about),
                line.written.words(),
            )
        };
        self.records.iter().map(told).collect()
    }
}

impl Report for RecordView {
    fn human(&self) -> String {
        let mut out = format!("{}\n{DISCLAIMER}\n\n", self.classification.to_uppercase());
        for (name, value) in self.facts() {
            // Writing to a String can't fail.
            let _ = writeln!(out, "{name:<13} {value}");
        }
        let _ = writeln!(out, "\n{}", self.text.trim_end());
        out
    }
}

impl Report for RecordDiff {
    fn human(&self) -> String {
        let mut out = format!(
            "record {} to {}; [-removed-] {{+added+}}\n",
            short(&self.from),
            short(&self.to)
        );
        let [older, newer] = &self.classification;
        if older != newer {
            let _ = writeln!(out, "classification: [-{older}-] {{+{newer}+}}");
        }
        let _ = write!(out, "\n{}", told(&self.text));
        out
    }
}

impl Report for AccessList {
    fn human(&self) -> String {
        let mut out: String = self
            .openings
            .iter()
            .map(|line| {
                let off = if line.listed {
                    ""
                } else {
                    ", off its distribution list"
                };
                let (at, who) = (utc(line.who.at_unix_ms), line.who.words());
                format!("{at}  {}  opened by {who}{off}\n", short(&line.record))
            })
            .collect();
        if out.is_empty() {
            out.push_str("nobody opened any\n");
        }
        out.push_str(
            "Each line is signed by the device that opened it. A missing line proves nothing: a device that has\nthe keys can open what it fetched without saying so.\n",
        );
        out
    }
}
