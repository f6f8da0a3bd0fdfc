//! `detente paper brackets`: what of a paper isn't agreed, place by place.

use client::view::bracket::{BracketView, BracketsView};
use std::fmt::Write;

use crate::{Report, shown::short};

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
