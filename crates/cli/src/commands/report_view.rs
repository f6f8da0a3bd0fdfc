//! How reported acts are shown, wherever they are: as reported, by whom, from where and when, and never
//! as signed or agreed.

use client::view::report::{ReportList, ReportedLine, ReportedMatter, ReportedView, STATUS};

use crate::{Report, shown::short};

/// In the list's columns; the act that was heard of last, with the date that was named last.
pub fn reported_line(view: &ReportedLine) -> String {
    let date = view.last_date.as_ref();
    let date = date.map_or_else(
        || "-".to_owned(),
        |one| format!("{} {}", one.civil, one.zone),
    );
    let matter = short(view.newest.entry.about);
    format!(
        "{matter}  {STATUS:<16} {date:<32} {}\n",
        view.newest.in_words()
    )
}

impl Report for ReportList {
    fn human(&self) -> String {
        if self.reports.is_empty() {
            return "nothing is reported; `detente report enter --help`".into();
        }
        let line = |one: &ReportedView| {
            let about = short(one.entry.about);
            format!("about {about}  {}\n{}", one.in_words(), indented(&one.text))
        };
        self.reports.iter().map(line).collect()
    }
}

impl Report for ReportedMatter {
    fn human(&self) -> String {
        let head = format!(
            "matter       {}\nstatus       reported: this side's word alone\nagreed       no\n",
            self.about
        );
        let reports = self.reports.iter();
        let reports = reports.map(|one| format!("\n{}\n{}", one.in_words(), indented(&one.text)));
        reports.fold(head, |all, one| all + &one)
    }
}

fn indented(text: &str) -> String {
    let lines = text.trim_end().lines();
    lines.map(|line| format!("    {line}\n")).collect()
}

/// `reported     South cancelled (…)` for each, under what is signed.
pub fn tell_reports(reports: &[ReportedView], line: &mut impl FnMut(&str, &str)) {
    for one in reports {
        line(STATUS, &one.in_words());
        for text in one.text.trim_end().lines() {
            line("", text);
        }
    }
}

/// Says that there are reports whose words are for others.
pub fn tell_sealed(count: usize, line: &mut impl FnMut(&str, &str)) {
    if count > 0 {
        line(
            "sealed",
            &format!("reports of the counterpart's acts that this device can't read: {count}"),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use client::view::{internal::EntryView, report::view};
    use domain::ReportedDate;
    use domain::{Reported, ReportedAct, SubjectId};
    use identity::PersonId;

    fn shown(act: ReportedAct) -> ReportedView {
        let entry = EntryView {
            record: "c0ffee0011".into(),
            about: SubjectId([0x3f; 16]),
            author: PersonId([1; 16]),
            at_unix_ms: 0,
            instead_of: Vec::new(),
            stands: true,
            public: false,
        };
        let reported = Reported {
            act,
            of: "South".into(),
            told_by: "head of protocol".into(),
            source: "by telephone".into(),
            heard_unix_ms: 1_894_089_600_000,
            what: "Geneva".into(),
            text: "as it was said\non two lines\n".into(),
            date: Some(ReportedDate {
                start_unix_ms: 1_894_307_400_000,
                zone: "Europe/Moscow".into(),
            }),
        };
        view(entry, reported)
    }

    #[test]
    fn whatever_is_reported_says_so_and_is_never_agreed() {
        for act in ReportedAct::ALL {
            let one = shown(*act);
            let json = serde_json::to_value(&one).unwrap();
            assert_eq!(json["status"], "reported", "{act}");
            assert_eq!(json["act"], act.name());
            let matter = ReportedMatter::of(one.entry.about, vec![one.clone()]);
            for told in [one.in_words(), one.in_short(), matter.human()] {
                for words in [
                    "South",
                    "reported",
                    "told by head of protocol, by telephone, heard 2030-01-08 08:00 UTC",
                ] {
                    assert!(told.contains(words), "{act}: {words}: {told}");
                }
                assert!(!told.replace("agreed       no", "").contains("agreed"));
            }
            let matter = serde_json::to_value(&matter).unwrap();
            assert_eq!(matter["agreed"], serde_json::Value::Null);
        }
        insta::assert_snapshot!(
            ReportList {
                reports: vec![shown(ReportedAct::RoundDate)]
            }
            .human(),
            @r"
        about 3f3f3f3f  South named a date for a round: Geneva, 2030-01-10 23:30 Europe/Moscow (reported, not signed; told by head of protocol, by telephone, heard 2030-01-08 08:00 UTC; c0ffee00)
            as it was said
            on two lines
        "
        );
    }
}
