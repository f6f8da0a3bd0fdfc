//! `detente demo alone`: one side's first day, on one real node that has no line and no counterpart.
//!
//! What the counterpart does is entered as reported. Each step is read back from the node, and nothing of
//! the other's may be shown as signed or agreed.

mod judge;
mod procedure;
mod public;
mod report;

use clap::Args;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use std::{path::PathBuf, time::Instant};

use super::{
    side::{DemoSide, PEOPLE, Ports},
    tour::{Prose, Scratch, count_in, text_at},
};
use crate::{CliError, Context, shown::short};
use judge::judge;
use report::{AloneReport, Step};

/// North's zone, and that of the place where the delegations are to meet.
const ZONE: &str = "Europe/Moscow";
const PLACE_ZONE: &str = "Europe/Zurich";

/// Play one side's first day, before its counterpart has a node
#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:\n  detente demo alone\n  detente demo alone --json --keep kept")]
pub struct AloneArgs {
    /// Keep the side's files, the node's log and the readout
    #[arg(long, value_name = "DIR")]
    pub keep: Option<PathBuf>,
}

pub async fn run(context: &Context, args: &AloneArgs, json: bool) -> Result<AloneReport, CliError> {
    let began = Instant::now();
    let scratch;
    let dir = match &args.keep {
        Some(dir) => dir.clone(),
        None => {
            scratch = Scratch::new("alone")?;
            scratch.dir().to_owned()
        }
    };
    if dir.join("north").exists() {
        return Err(CliError::usage(
            "kept-exists",
            format!("{} holds a side already", dir.display()),
            "name another directory",
        ));
    }
    let prose = Prose { json };
    prose.tell("North begins alone: it founds itself on this machine and runs its own node. There is no line and");
    prose.tell(
        "no counterpart. What South does is entered as reported: who told it, from where, when.",
    );
    let now = Timestamp::from_millisecond(context.now_unix_ms());
    let alone = Alone {
        now: now.map_err(|error| CliError::failed("clock", error, "set this machine's clock"))?,
        north: DemoSide::found("North", "north", &dir, Ports::free()?, 0).await?,
        prose,
        steps: Vec::new(),
        commands: 0,
    };
    let mut report = alone.play().await?;
    report.kept.clone_from(&args.keep);
    report.took_ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    Ok(report)
}

struct Alone {
    now: Timestamp,
    north: DemoSide,
    prose: Prose,
    steps: Vec<Step>,
    /// Typed by somebody; those that only look are counted, too.
    commands: usize,
}

impl Alone {
    async fn play(mut self) -> Result<AloneReport, CliError> {
        self.settle_in().await?;
        let contact = self.held_outside().await?;
        let track = self.track(&contact).await?;
        self.reported(&contact, &track).await?;
        self.coalition(&contact).await?;
        self.consultation(&contact).await?;
        let readout = self.press(&contact).await?;
        self.calendar().await?;
        self.call_sheet(&contact).await?;
        self.outsiders(&contact).await?;
        if let Some(node) = self.north.node.take() {
            node.stop().await;
        }
        let mut report = AloneReport {
            side: self.north.name.to_owned(),
            steps: self.steps,
            readout,
            commands: self.commands,
            took_ms: 0,
            failures: Vec::new(),
            kept: None,
        };
        judge(&mut report);
        Ok(report)
    }

    fn tell(&self, line: &str) {
        self.prose.tell(line);
    }

    /// Does something as one of North's people.
    async fn act(&mut self, device: &str, args: &[&str]) -> Result<Value, CliError> {
        self.commands += 1;
        self.tell(&format!("  $ {}", command_line(device, args)));
        self.north.run_as(device, args).await
    }

    /// Looks at what came of it, and keeps what the node answers.
    async fn look(
        &mut self,
        step: &'static str,
        device: &str,
        args: &[&str],
        shown: impl Fn(&Value) -> String,
    ) -> Result<Value, CliError> {
        let answer = self.act(device, args).await?;
        let shown = shown(&answer);
        self.keep(step, command_line(device, args), &answer, shown);
        Ok(answer)
    }

    fn keep(&mut self, step: &'static str, command: String, answer: &Value, shown: String) {
        for line in shown.lines() {
            self.tell(&format!("      {line}"));
        }
        self.steps.push(Step {
            step,
            command,
            shown,
            answer: answer.clone(),
        });
    }

    /// The node, and people with their keys.
    async fn settle_in(&mut self) -> Result<(), CliError> {
        self.north.start(&[]).await?;
        self.tell("\nIts people: each makes a key on the own device, an administrator and a security officer sign.");
        self.north.enrol_all().await?;
        self.commands += 2 * PEOPLE.len();
        let people = |answer: &Value| {
            let enrolled = count_in(answer, "/people", |one| text_at(one, "/state") == "stands");
            let officers = count_in(answer, "/people", |one| {
                text_at(one, "/state") == "founding"
            });
            format!("{enrolled} people enrolled, {officers} founding officers")
        };
        self.look("people", "sherpa", &["person", "list"], people)
            .await?;
        let line = |answer: &Value| match answer.get("other") {
            Some(Value::Null) | None => "no line: no other side is pinned".to_owned(),
            Some(other) => format!("a line to {other}"),
        };
        let status = ["line", "status"];
        self.look("no-line", "sherpa", &status, line).await?;
        Ok(())
    }

    /// So many hours from now, on the full hour, as clocks in North show it.
    fn civil(&self, hours: i64, zone: &str) -> Result<String, CliError> {
        let at = self.now + SignedDuration::from_hours(hours);
        let local = domain::local_in(at, zone);
        let local = local.map_err(|error| CliError::failed("zone", error, "report it"))?;
        let (hour, _) = local.civil.split_at("2030-01-10T23".len());
        Ok(format!("{hour}:00"))
    }

    /// A moment so many minutes ago.
    fn ago(&self, minutes: i64) -> String {
        let at = self.now - SignedDuration::from_mins(minutes);
        at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
    }
}

/// Digits of the shortest id that is told by its first digits.
const ID_DIGITS: usize = 32;

/// As it is typed in the side's directory: ids by their first digits.
fn command_line(device: &str, args: &[&str]) -> String {
    let is_id = |arg: &str| arg.len() >= ID_DIGITS && arg.chars().all(|c| c.is_ascii_hexdigit());
    let quoted = args.iter().map(|arg| {
        if is_id(arg) {
            return short(arg);
        }
        let plain = |c: char| c.is_ascii_alphanumeric() || "-_=:./+".contains(c);
        match arg.chars().all(plain) && !arg.is_empty() {
            true => (*arg).to_owned(),
            false => format!("'{}'", arg.replace('\'', "'\\''")),
        }
    });
    let quoted: Vec<String> = quoted.collect();
    format!("detente {} --as {device}", quoted.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_told_as_they_are_typed() {
        for (args, told) in [
            (&["contact", "list"][..], "detente contact list --as aide"),
            (
                &["report", "enter", "--of", "South's side", ""],
                "detente report enter --of 'South'\\''s side' '' --as aide",
            ),
            (
                &["contact", "show", "0123456789abcdef0123456789abcdef"],
                "detente contact show 01234567 --as aide",
            ),
            (
                &["--date", "2030-01-10T23:30", "--member", "East=against"],
                "detente --date 2030-01-10T23:30 --member East=against --as aide",
            ),
        ] {
            assert_eq!(command_line("aide", args), told);
        }
    }
}
