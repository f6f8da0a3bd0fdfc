//! How a contact is shown: what both nodes fold, and what is sealed to this device.

use client::view::contact::{ActView, ContactList, ContactView, LocalView, ParticipantView};
use std::fmt::Write;

use super::report_view::{reported_line, tell_reports, tell_sealed};
use crate::{
    Report,
    shown::{short, utc},
};

impl Report for ContactList {
    fn human(&self) -> String {
        if self.contacts.is_empty() && self.reported.is_empty() {
            return "no contacts yet; `detente contact propose --help`".into();
        }
        let contacts = self.contacts.iter();
        let contacts = contacts.map(|line| {
            let reported = line.reported.as_ref();
            let reported =
                reported.map_or_else(String::new, |one| format!("  ({})", one.in_short()));
            format!(
                "{}  {:<16} {:<32} {:<15} by {}{reported}\n",
                short(line.contact),
                line.phase,
                line.start.as_deref().unwrap_or("-"),
                line.medium.as_deref().unwrap_or("-"),
                line.proposed_by
            )
        });
        let reported = self.reported.iter().map(reported_line);
        contacts.chain(reported).collect()
    }
}

impl Report for ContactView {
    fn human(&self) -> String {
        let mut out = format!(
            "contact      {}\nphase        {}\nproposed by  {}\n",
            self.contact, self.phase, self.proposed_by
        );
        // Writing to a String can't fail.
        let mut line = |key: &str, value: &str| {
            let _ = writeln!(out, "{key:<12} {value}");
        };
        for local in &self.local {
            let LocalView {
                side,
                zone,
                civil,
                offset,
            } = local;
            line("start", &format!("{civil} in {side} ({zone}, UTC{offset})"));
        }
        if let (Some(start), true) = (self.start_unix_ms, self.local.is_empty()) {
            line("start", &utc(start));
        }
        if let (Some(minutes), Some(medium), Some(part)) =
            (self.duration_min, &self.medium, &self.public_part)
        {
            line(
                "terms",
                &format!("{medium}, {minutes} min, public part: {part}"),
            );
        }
        match &self.terms {
            Some(terms) => {
                let of = terms.initiative_of.as_deref();
                let of = of.map_or(String::new(), |side| format!(" ({side})"));
                line("initiative", &format!("{}{of}", terms.initiative));
                let languages = match terms.languages.as_slice() {
                    [] => "none said".to_owned(),
                    languages => languages.join(", "),
                };
                line("languages", &format!("{languages}; {}", terms.format));
            }
            None if self.held_outside => line("terms", "none are signed: it was held elsewhere"),
            None => line("sealed", "terms that this device can't read"),
        }
        match &self.agreed {
            Some(record) => line(
                "agreed",
                &format!("both signatures stand under {}", short(record)),
            ),
            None => line("agreed", "no"),
        }
        if let Some(awaited) = &self.awaited {
            line("awaited", awaited);
        }
        match &self.agenda {
            Some(agenda) => {
                for item in &agenda.items {
                    let from = item.carried_from.map_or(String::new(), |from| {
                        format!(", carried over from {}", short(from))
                    });
                    line("item", &format!("{} ({}{from})", item.title, item.state));
                }
                for ParticipantView { side, role, name } in &agenda.participants {
                    line("takes part", &format!("{name}, {role} of {side}"));
                }
                if !agenda.reason.is_empty() {
                    line("reason", &agenda.reason);
                }
            }
            None => line("sealed", "an agenda that this device can't read"),
        }
        if !self.confirmed.is_empty() {
            line("confirmed", &self.confirmed.join(", "));
        }
        if let Some(by) = &self.aborted_by {
            line("aborted by", by);
        }
        let word = |attested: bool| match attested {
            true => "",
            false => ", claimed by one node",
        };
        if let Some(at) = self.started_unix_ms {
            line(
                "began",
                &format!("{}{}", utc(at), word(self.start_attested)),
            );
        }
        if let Some(at) = self.ended_unix_ms {
            let reason = self.end_reason.as_deref().unwrap_or("?");
            let word = word(self.end_attested);
            line("ended", &format!("{} ({reason}){word}", utc(at)));
        }
        tell_reports(&self.reported, &mut line);
        tell_sealed(self.reports_sealed, &mut line);
        for act in &self.history {
            let reason = act.reason.as_deref();
            let reason = reason.map_or(String::new(), |reason| format!(": {reason}"));
            let none = act.without_effect;
            let none = none.map_or(String::new(), |why| format!(", without effect: {why}"));
            let ActView {
                side,
                node_unix_ms,
                what,
                ..
            } = act;
            line(
                "record",
                &format!("{} {side} {what}{reason}{none}", utc(*node_unix_ms)),
            );
        }
        out
    }
}
