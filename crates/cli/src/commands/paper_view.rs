//! How a paper is shown: its versions with receipts, replies, and what changed between two versions.

use client::view::paper::{
    FieldChange, PaperDiff, PaperList, PaperView, TextChange, TextView, to_whom,
};
use std::fmt::Write;

use super::{coalition_view::tell_coalition, report_view::tell_reports};
use crate::{
    Report,
    shown::{short, utc},
};

impl Report for PaperList {
    fn human(&self) -> String {
        if self.papers.is_empty() {
            return "no papers yet; `detente paper hand-over --help`".into();
        }
        self.papers
            .iter()
            .map(|line| {
                format!(
                    "{}  {:<14} {:<12} {:<16} {} (to {})\n",
                    short(line.paper),
                    line.by,
                    line.kind,
                    line.state,
                    line.title.as_deref().unwrap_or("sealed to others"),
                    to_whom(&line.recipients),
                )
            })
            .collect()
    }
}

impl Report for PaperView {
    fn human(&self) -> String {
        let mut out = format!(
            "paper        {}\nkind         {}\nby           {}\nto           {}\nstate        {}\n",
            self.paper,
            self.kind,
            self.by,
            to_whom(&self.recipients),
            self.state,
        );
        if let Some(by) = self.reply_by_unix_ms {
            let _ = writeln!(out, "reply        asked for by {}", utc(by));
        }
        for version in &self.versions {
            let receipt = version.receipt.map(|receipt| receipt.words());
            let read = version.read_unix_ms;
            let read = read.map_or_else(String::new, |at| format!(", read {}", utc(at)));
            let _ = writeln!(
                out,
                "\nversion {}    {}{read}",
                version.number,
                receipt.unwrap_or_default(),
            );
            write_text(&mut out, version.paper.as_ref());
        }
        for reply in &self.replies {
            let to = reply.to.map_or_else(|| "?".to_owned(), |to| to.to_string());
            let receipt = reply.receipt.map(|receipt| receipt.words());
            let receipt = receipt.unwrap_or_default();
            let _ = writeln!(out, "\nreply to version {to}    {receipt}");
            write_text(&mut out, reply.paper.as_ref());
        }
        if !self.coalitions.is_empty() || !self.reported.is_empty() {
            out.push('\n');
        }
        let mut line = |key: &str, value: &str| {
            let _ = writeln!(out, "{key:<12} {value}");
        };
        for coalition in &self.coalitions {
            tell_coalition(coalition, &mut line);
        }
        tell_reports(&self.reported, &mut line);
        for none in &self.without_effect {
            let _ = writeln!(out, "without effect: {none}");
        }
        out
    }
}

fn write_text(out: &mut String, text: Option<&TextView>) {
    let _ = match text {
        Some(TextView { title, text, .. }) => writeln!(out, "{title}\n\n{}", text.trim_end()),
        None => writeln!(out, "a text that this device can't read"),
    };
}

impl Report for PaperDiff {
    fn human(&self) -> String {
        let mut out = format!(
            "paper {}: version {} to {}; [-removed-] {{+added+}}\n\n",
            short(self.paper),
            self.from,
            self.to
        );
        for field in &self.fields {
            let (field, from, to) = field_in_words(field);
            let _ = writeln!(out, "{field}: [-{from}-] {{+{to}+}}");
        }
        out.push_str(&told(&self.text));
        if self.fields.is_empty() && self.text.iter().all(|piece| piece.what == "same") {
            out.push_str("\n\nnothing changed");
        }
        out
    }
}

fn field_in_words(field: &FieldChange) -> (&'static str, String, String) {
    let by = |at: &Option<i64>| at.map_or_else(|| "none".to_owned(), utc);
    match field {
        FieldChange::Title { from, to } => ("title", from.clone(), to.clone()),
        FieldChange::To { from, to } => ("to", to_whom(from), to_whom(to)),
        FieldChange::Languages { from, to } => ("languages", from.join(", "), to.join(", ")),
        FieldChange::ReplyBy {
            from_unix_ms,
            to_unix_ms,
        } => ("reply by", by(from_unix_ms), by(to_unix_ms)),
        FieldChange::Release {
            from_unix_ms,
            to_unix_ms,
        } => ("release", utc(*from_unix_ms), utc(*to_unix_ms)),
    }
}

/// As prose: `[-removed-]`, `{+added+}`.
pub fn told(pieces: &[TextChange]) -> String {
    let tell = |TextChange { what, text }: &TextChange| match *what {
        "removed" => format!("[-{text}-]"),
        "added" => format!("{{+{text}+}}"),
        _ => text.clone(),
    };
    pieces.iter().map(tell).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use client::view::paper::changes;
    use domain::SubjectId;

    #[track_caller]
    fn check(older: &str, newer: &str, wanted: &str) {
        let diff = PaperDiff {
            paper: SubjectId([1; 16]),
            from: 1,
            to: 2,
            fields: Vec::new(),
            text: changes(older, newer),
        };
        let human = diff.human();
        let (_, shown) = human.split_once("\n\n").unwrap();
        assert_eq!(shown, wanted);
        let of = |unwanted| {
            let pieces = diff.text.iter().filter(|piece| piece.what != unwanted);
            pieces.map(|piece| &*piece.text).collect::<String>()
        };
        assert_eq!((of("added"), of("removed")), (older.into(), newer.into()));
    }

    #[test]
    fn what_changed_is_told_word_by_word() {
        check(
            "No troops beyond the line.",
            "No new troops beyond the river.",
            "No {+new +}troops beyond the [-line.-]{+river.+}",
        );
        check("The same.", "The same.", "The same.\n\nnothing changed");
        check("", "All new.", "{+All new.+}");
    }
}
