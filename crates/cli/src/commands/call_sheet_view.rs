//! The call sheet itself: one page for print, and the same for programs.

use client::view::call_sheet::{CallSheet, SheetPerson, SheetTime};
use std::fmt::Write;

use super::call_sheet_words as words;
use crate::{Report, shown::short};

/// Between the lines of a banner.
const RULE: &str = "======================================================================";

/// `N O T   A G R E E D`.
fn in_large(text: &str) -> String {
    let words = text.split(' ').map(|word| {
        let letters: Vec<String> = word.to_uppercase().chars().map(String::from).collect();
        letters.join(" ")
    });
    words.collect::<Vec<_>>().join("   ")
}

impl Report for CallSheet {
    fn human(&self) -> String {
        let mut out = String::from("CALL SHEET\n\n");
        // Writing to a String can't fail.
        for banner in &self.banners {
            let (headline, why) = (in_large(words::headline(banner)), words::why(banner));
            let _ = writeln!(out, "{RULE}\n  {headline}\n  {why}\n{RULE}\n");
        }
        tell_times(self, &mut out);
        tell_people(self, &mut out);
        let id = short(self.contact);
        out.push_str("\nORDER OF CALLING\n");
        for (number, step) in (1..).zip(&self.order) {
            let local = step.local.iter();
            let local: Vec<String> = local
                .map(|time| format!("{} {}", time.clock, time.side))
                .collect();
            let local = match local.as_slice() {
                [] => step.at.clone(),
                local => local.join(", "),
            };
            let what = words::step(step.what, &id);
            let _ = writeln!(out, "  {number}. {local}\n     {what}");
        }
        if self.order.is_empty() {
            out.push_str("  nobody calls\n");
        }
        out.push_str("\nWHEN THE LINE IS DOWN\n");
        for (number, step) in (1..).zip(&self.when_down) {
            let _ = writeln!(out, "  {number}. {}", words::when_down(step, &id));
        }
        out.push_str("\nFALLBACK NUMBERS\n");
        for number in &self.fallback {
            let _ = writeln!(out, "  {number}");
        }
        if self.fallback.is_empty() {
            out.push_str("  none given; `--fallback TEXT --keep` keeps them for every sheet\n");
        }
        let _ = writeln!(
            out,
            "\nPrinted {}. Terms signed later aren't on it: print it again.",
            self.printed
        );
        out
    }
}

fn tell_times(view: &CallSheet, out: &mut String) {
    let mut line = |key: &str, value: &str| {
        let _ = writeln!(out, "{key:<12} {value}");
    };
    line("contact", &view.contact.to_string());
    match (view.agreed, &view.signed_under) {
        (true, Some(record)) => line(
            "agreed",
            &format!("both signatures stand under {}", short(record)),
        ),
        _ => line("agreed", &format!("NO ({})", view.phase)),
    }
    for time in &view.times {
        let SheetTime {
            side,
            zone,
            weekday,
            date,
            starts,
            offset,
            ..
        } = time;
        line(
            &format!("in {side}"),
            &format!("{weekday} {date}, {starts} ({zone}, UTC{offset})"),
        );
        let day = match &time.end_date == date {
            true => String::new(),
            false => format!("{} ", time.end_date),
        };
        let changed = match time.end_offset == *offset {
            true => String::new(),
            false => format!(" (UTC{})", time.end_offset),
        };
        line("", &format!("until {day}{}{changed}", time.ends));
    }
    match (view.times.is_empty(), view.held_outside) {
        (false, _) => {}
        (true, true) => line("zones", "none are signed: it was held elsewhere"),
        (true, false) => line(
            "sealed",
            "zones of both sides, which this device can't read",
        ),
    }
    line("UTC", &format!("{} to {}", view.starts, view.ends));
    for change in &view.clock_changes {
        line("CLOCKS", &words::clocks(change));
    }
    let CallSheet {
        medium,
        public_part,
        duration_min,
        ..
    } = view;
    line("medium", &format!("{medium}, {duration_min} min"));
    line("public part", public_part);
    if let Some(terms) = &view.terms {
        line("initiative", &terms.initiative);
        let languages = match terms.languages.as_slice() {
            [] => "none said".to_owned(),
            languages => languages.join(", "),
        };
        line("languages", &format!("{languages}; {}", terms.format));
    }
}

fn tell_people(view: &CallSheet, out: &mut String) {
    out.push_str("\nPARTICIPANTS\n");
    match view.participants.as_deref() {
        None => out.push_str("  sealed to the leaders' circle; an aide's sheet has them\n"),
        Some([]) => out.push_str("  none named in the terms\n"),
        Some(people) => {
            for SheetPerson { side, role, name } in people {
                let _ = writeln!(out, "  {side:<14} {role:<14} {name}");
            }
        }
    }
    out.push_str("\nDUTY OFFICERS\n");
    for duty in &view.duty {
        let names = duty.accredited.iter().map(|one| {
            let person = short(one.person);
            let name = one.name.as_deref();
            name.map_or(person.clone(), |name| format!("{name} ({person})"))
        });
        let names = match names.collect::<Vec<_>>().as_slice() {
            [] => "nobody is accredited".to_owned(),
            names => names.join(", "),
        };
        let confirmed = if duty.confirmed { "; confirmed" } else { "" };
        let _ = writeln!(out, "  {:<14} {names}{confirmed}", duty.side);
    }
    for named in &view.duty_named {
        let _ = writeln!(out, "  on duty        {named}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_banner_is_in_large() {
        for (text, large) in [
            ("over", "O V E R"),
            ("not agreed", "N O T   A G R E E D"),
            ("", ""),
        ] {
            assert_eq!(in_large(text), large);
        }
    }
}
