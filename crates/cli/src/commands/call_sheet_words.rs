//! A call sheet's data in the words of the shell.

use client::view::call_sheet::{Banner, ChangeView, ClockNews, DownStep, Placed, Step};

/// In short, for large letters.
pub fn headline(banner: &Banner) -> &'static str {
    match banner {
        Banner::NotAgreed { .. } | Banner::Refused { .. } | Banner::ReportedOutside => "not agreed",
        Banner::Postponed => "postponed",
        Banner::Cancelled => "cancelled",
        Banner::Over | Banner::HeldOutside => "over",
        Banner::NewerTerms => "newer terms wait",
        Banner::Reported { .. } => "reported",
    }
}

pub fn why(banner: &Banner) -> String {
    match banner {
        Banner::NotAgreed { proposed_by } => {
            format!("{proposed_by} proposed it; there aren't two signatures under these terms")
        }
        Banner::Postponed => {
            "this date no longer stands; newer terms take both signatures".to_owned()
        }
        Banner::Refused { phase } => format!("the offer was {phase}: nobody calls"),
        Banner::Cancelled => "nobody calls".to_owned(),
        Banner::Over => "the call was held".to_owned(),
        Banner::ReportedOutside => "entered as held elsewhere, by one side's word alone".to_owned(),
        Banner::HeldOutside => "held elsewhere, as both sides have entered it".to_owned(),
        Banner::NewerTerms => {
            "this sheet is of those that are signed; print it again once they are answered"
                .to_owned()
        }
        Banner::Reported { report } => {
            format!(
                "{}; not signed: ask the other duty officer",
                report.in_short()
            )
        }
    }
}

pub fn clocks(change: &ChangeView) -> String {
    let zone = &change.zone;
    match &change.what {
        ClockNews::Change {
            forward_min,
            before,
            after,
            offset,
            placed,
            hours,
        } => {
            let way = if *forward_min < 0 { "back" } else { "forward" };
            let clock = |civil: &str| civil.replace('T', " ");
            let when = match placed {
                Placed::Before => distance(*hours, "before the start"),
                Placed::During => "DURING THE CALL".to_owned(),
                Placed::After => distance(*hours, "after the end"),
            };
            format!(
                "clocks in {zone} go {way} by {} min, from {} to {} (UTC{offset}), {when}",
                forward_min.abs(),
                clock(before),
                clock(after),
            )
        }
        ClockNews::Otherwise { at_start, printed } => format!(
            "clocks in {zone} stand at UTC{at_start} at the start, and at UTC{printed} as this is printed"
        ),
    }
}

fn distance(hours: i64, what: &str) -> String {
    match hours {
        0..48 => format!("{hours} h {what}"),
        _ => format!("{} days {what}", hours / 24),
    }
}

/// A step of the order of calling; `id` is the contact's first digits.
pub fn step(step: Step, id: &str) -> String {
    let sit_down =
        |who| format!("{who}; their terminals wait: `detente call join {id}`. Nothing rings yet");
    match step {
        Step::LookWhetherReady => format!(
            "both duty officers look whether everything is there: `detente call stage {id}`"
        ),
        Step::SitDown => sit_down("principals sit down"),
        Step::SitDownWithInterpreters => sit_down("interpreters sit down, then principals"),
        Step::Confirm => format!(
            "each duty officer confirms: `detente call confirm {id}`. Whoever confirms first waits for the other"
        ),
        Step::Ring => {
            "after the second word both principals' terminals ring at once; neither waits for the other"
                .to_owned()
        }
        Step::PlannedEnd => "planned end; whoever hangs up ends it for both".to_owned(),
    }
}

/// A step for when the line is down.
pub fn when_down(step: &DownStep, id: &str) -> String {
    match step {
        DownStep::Wait => {
            "wait a minute: both nodes try to reach each other by themselves".to_owned()
        }
        DownStep::Telephone { caller, other } => {
            let other = other.as_deref().unwrap_or("the other side");
            format!(
                "then {caller}'s duty officer telephones {other}'s; after five minutes without a call it is the other way round"
            )
        }
        DownStep::SayNothingOfTheAgenda => {
            "say nothing of the agenda on that telephone: agree only whether to wait or to take another time"
                .to_owned()
        }
        DownStep::AnotherTime => format!(
            "another time is agreed here once the line is back: `detente contact postpone {id}`, `detente contact counter {id}`"
        ),
        DownStep::EnterHeldOutside => {
            "if the leaders speak by another telephone after all, each side enters it: `detente contact held-outside`"
                .to_owned()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_of_clocks_is_told_by_its_distance() {
        let told = |placed, hours| {
            clocks(&ChangeView {
                side: "South".into(),
                zone: "America/New_York".into(),
                at: String::new(),
                what: ClockNews::Change {
                    forward_min: -60,
                    before: "2021-11-07T02:00".into(),
                    after: "2021-11-07T01:00".into(),
                    offset: "-05:00".into(),
                    placed,
                    hours,
                },
            })
        };
        let begins = "clocks in America/New_York go back by 60 min, from 2021-11-07 02:00 to 2021-11-07 01:00 (UTC-05:00), ";
        for (placed, hours, when) in [
            (Placed::Before, 0, "0 h before the start"),
            (Placed::Before, 47, "47 h before the start"),
            (Placed::Before, 48, "2 days before the start"),
            (Placed::Before, 167, "6 days before the start"),
            (Placed::During, 0, "DURING THE CALL"),
            (Placed::After, 49, "2 days after the end"),
        ] {
            assert_eq!(told(placed, hours), format!("{begins}{when}"));
        }
    }
}
