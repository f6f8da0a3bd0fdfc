//! How a round is shown: dates at the place and in both capitals, delegations, whose word is awaited.

use client::view::round::{
    DelegateView, RoundLine, RoundList, RoundLocal, RoundTermsView, RoundView, SessionView,
};
use std::fmt::Write;

use super::report_view::tell_reports;
use crate::{Report, shown::short};

impl Report for RoundList {
    fn human(&self) -> String {
        if self.rounds.is_empty() {
            return "no rounds yet; `detente round propose --help`".into();
        }
        let line = |one: &RoundLine| {
            format!(
                "{}  {:<10} {:<20} {:<8} {}, {}\n",
                short(one.round),
                one.phase,
                one.starts.as_deref().unwrap_or("-"),
                fixed_mark(one.fixed),
                one.place.as_deref().unwrap_or("-"),
                one.title.as_deref().unwrap_or("sealed")
            )
        };
        self.rounds.iter().map(line).collect()
    }
}

/// How a fixed date is marked.
pub fn fixed_mark(fixed: bool) -> &'static str {
    if fixed { "FIXED" } else { "" }
}

fn delegate(view: &DelegateView) -> String {
    match view.office.as_str() {
        "" => view.name.clone(),
        office => format!("{}, {office}", view.name),
    }
}

impl Report for RoundView {
    fn human(&self) -> String {
        let mut out = String::new();
        // Writing to a String can't fail.
        let mut line = |key: &str, value: &str| {
            let _ = writeln!(out, "{key:<12} {value}");
        };
        line("round", &self.round.to_string());
        line("phase", &self.phase);
        line("proposed by", &self.proposed_by);
        match &self.terms {
            Some(terms) => tell_terms(terms, &mut line),
            None => line("sealed", "terms that this device can't read"),
        }
        if let Some(track) = self.track {
            line("track", &short(track));
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
        for delegation in &self.delegations {
            let side = &delegation.side;
            line(
                "delegation",
                &format!("{side}: led by {}", delegate(&delegation.head)),
            );
            for earlier in &delegation.earlier_heads {
                line("", &format!("before that {}", delegate(earlier)));
            }
            for member in &delegation.members {
                line("", &delegate(member));
            }
            for interpreter in &delegation.interpreters {
                line("", &format!("{}, interpreter", delegate(interpreter)));
            }
        }
        for side in &self.without_delegation {
            line("delegation", &format!("{side}: not named yet"));
        }
        for minutes in &self.minutes {
            line("minutes", &short(minutes));
        }
        tell_reports(&self.reported, &mut line);
        if let Some(newer) = &self.amendment {
            line("offered", "newer terms, not agreed:");
            tell_terms(newer, &mut line);
        }
        out
    }
}

fn tell_terms(view: &RoundTermsView, line: &mut impl FnMut(&str, &str)) {
    line("title", &view.title);
    line("place", &format!("{}, {}", view.place, view.format));
    line(
        "dates",
        match view.dates.as_str() {
            "fixed" => "FIXED: there is no other date, both sides alone move it",
            _ => "movable",
        },
    );
    for local in &view.local {
        let RoundLocal {
            at,
            zone,
            start,
            end,
            offset,
        } = local;
        line("start", &format!("{start} in {at} ({zone}, UTC{offset})"));
        line("end", &format!("{end} in {at}"));
    }
    for session in &view.sessions {
        let SessionView {
            start,
            end,
            format,
            title,
        } = session;
        line("session", &format!("{start} to {end}, {format}: {title}"));
    }
    for item in &view.items {
        let from = item.carried_from.map_or(String::new(), |from| {
            format!(", carried over from {}", short(from))
        });
        line("item", &format!("{} ({}{from})", item.title, item.state));
    }
    if !view.reason.is_empty() {
        line("reason", &view.reason);
    }
}
