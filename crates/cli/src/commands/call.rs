//! `detente call`: a duty officer's part: is everything ready, confirm, abort.

use clap::{Args, Subcommand};
use client::{Desk, view::contact::side_name};
use domain::{Action, ContactPhase, SubjectId};
use serde::Serialize;

use super::{
    Acting,
    contact::{Acted, desk_for, post},
    terms_options::find_contact,
};
use crate::{CliError, Context, Exit, Outcome, Report, shown::utc};

#[derive(Debug, Subcommand)]
pub enum CallCommand {
    /// As duty officer: whether everything for the call is there; fails while it isn't
    #[command(
        after_help = "Examples:\n  detente call stage 3fa1\n  detente call stage 3fa1 --json"
    )]
    Stage(CallArgs),
    /// As duty officer: this side is ready; principals ring when both sides confirmed
    #[command(after_help = "Example:\n  detente call confirm 3fa1 --as duty")]
    Confirm(CallArgs),
    /// Take part: speech from a file, what is heard into one
    Join(super::join::JoinArgs),
    /// As duty officer: stop the call, before or after it began
    #[command(after_help = "Example:\n  detente call abort 3fa1 --as duty")]
    Abort(CallArgs),
}

#[derive(Debug, Clone, Args)]
pub struct CallArgs {
    /// Contact id, or its first digits
    pub contact: String,
    #[command(flatten)]
    pub acting: Acting,
}

/// What a duty officer looks at before confirming.
#[derive(Debug, Clone, Serialize)]
pub struct Staging {
    pub contact: SubjectId,
    pub phase: String,
    pub start_unix_ms: Option<i64>,
    /// Until the agreed start; negative after it.
    pub starts_in_min: Option<i64>,
    pub medium: Option<String>,
    pub public_part: Option<String>,
    pub line_up: bool,
    pub line_reason: Option<String>,
    pub skew_ms: Option<i64>,
    /// Sides whose duty officer confirmed.
    pub confirmed: Vec<String>,
    pub ready: bool,
    /// What isn't there yet, each with what to do.
    pub missing: Vec<String>,
}

impl Report for Staging {
    fn human(&self) -> String {
        let line = match (&self.line_reason, self.line_up) {
            (_, true) => "up".to_owned(),
            (Some(reason), false) => format!("down: {reason}"),
            (None, false) => "down".to_owned(),
        };
        let start = self.start_unix_ms.map_or_else(|| "-".to_owned(), utc);
        let minutes = self.starts_in_min.unwrap_or_default();
        let verdict = if self.ready {
            "ready: `detente call confirm` when your principal is".to_owned()
        } else {
            let missing = self.missing.iter().map(|one| format!("missing   {one}\n"));
            format!("{}not ready", missing.collect::<String>())
        };
        format!(
            "contact   {}\nphase     {}\nstart     {start} (in {minutes} min)\nmedium    {}, public part: {}\nline      {line}\nconfirmed {}\n{verdict}",
            self.contact,
            self.phase,
            self.medium.as_deref().unwrap_or("-"),
            self.public_part.as_deref().unwrap_or("-"),
            if self.confirmed.is_empty() {
                "nobody yet".to_owned()
            } else {
                self.confirmed.join(", ")
            },
        )
    }

    fn exit(&self) -> Exit {
        if self.ready { Exit::Done } else { Exit::Failed }
    }
}

pub async fn run(context: &Context, command: CallCommand) -> Result<Outcome, CliError> {
    Ok(match command {
        CallCommand::Stage(args) => stage(context, &args).await?.into(),
        CallCommand::Confirm(args) => confirm(context, &args).await?.into(),
        CallCommand::Join(args) => super::join::run(context, &args).await?.into(),
        CallCommand::Abort(args) => abort(context, &args).await?.into(),
    })
}

/// Whether the call can be confirmed: agreed, line up, clocks near each other.
pub async fn stage(context: &Context, args: &CallArgs) -> Result<Staging, CliError> {
    let (mut session, desk) = desk_for(context, &args.acting, Action::ConfirmStage).await?;
    let subject = find_contact(&desk, &args.contact)?;
    let line = session.line_status().await?;
    Ok(staging_of(&desk, subject, &line, context.now_unix_ms())?)
}

/// Whether the call can be confirmed, as this device and its node see it.
pub fn staging_of(
    desk: &Desk,
    subject: SubjectId,
    line: &wire::LineStatus,
    now_unix_ms: i64,
) -> Result<Staging, CliError> {
    let contact = desk.contact(subject)?;
    let start = contact.facts.map(|facts| facts.start_unix_ms);
    let missing = missing(contact.phase, line);
    Ok(Staging {
        contact: subject,
        phase: contact.phase.to_string(),
        start_unix_ms: start,
        starts_in_min: start.map(|start| start.saturating_sub(now_unix_ms).div_euclid(60_000)),
        medium: contact.facts.map(|facts| facts.medium.to_string()),
        public_part: contact.facts.map(|facts| facts.public_part.to_string()),
        line_up: line.up,
        line_reason: line.reason_down.clone(),
        skew_ms: line.skew_ms,
        confirmed: contact
            .confirmed
            .keys()
            .map(|side| side_name(desk, *side))
            .collect(),
        ready: missing.is_empty(),
        missing,
    })
}

/// What keeps a call from being confirmed.
fn missing(phase: ContactPhase, line: &wire::LineStatus) -> Vec<String> {
    let stageable = matches!(
        phase,
        ContactPhase::Agreed | ContactPhase::Staging | ContactPhase::Staged
    );
    let skew_ms = line.skew_ms.unwrap_or_default();
    [
        (!stageable).then(|| {
            format!("both sides' word: the contact is {phase}; `detente contact show` tells whose is awaited")
        }),
        (!line.up).then(|| {
            let reason = line.reason_down.as_deref().unwrap_or("no reason known");
            format!("the line, {reason}; `detente doctor`, and call the other side by other means")
        }),
        (skew_ms.saturating_abs() > domain::CLOCK_SKEW_MS_MAX).then(|| {
            format!("clocks near each other: they are {skew_ms} ms apart; set both nodes' by NTP")
        }),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Confirms for this side.
pub async fn confirm(context: &Context, args: &CallArgs) -> Result<Acted, CliError> {
    let (mut session, mut desk) = desk_for(context, &args.acting, Action::ConfirmStage).await?;
    let subject = find_contact(&desk, &args.contact)?;
    let record = desk.confirm_stage(subject, context.now_unix_ms())?;
    post(&mut session, &mut desk, "confirm", &record).await
}

/// Stops the call for both sides.
pub async fn abort(context: &Context, args: &CallArgs) -> Result<Acted, CliError> {
    let (mut session, mut desk) = desk_for(context, &args.acting, Action::Abort).await?;
    let subject = find_contact(&desk, &args.contact)?;
    let record = desk.abort(subject, context.now_unix_ms())?;
    post(&mut session, &mut desk, "abort", &record).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_is_said() {
        let max = domain::CLOCK_SKEW_MS_MAX;
        let line = |up, skew_ms| wire::LineStatus {
            other: Some(identity::SideId([2; 16])),
            up,
            own_entries: 1,
            other_entries: 1,
            receipted: 1,
            skew_ms,
            misbehaviour: 0,
            reason_down: (!up).then(|| "the connection was lost".to_owned()),
        };
        for (phase, up, skew_ms, begins) in [
            (ContactPhase::Agreed, true, Some(0), vec![]),
            (ContactPhase::Staging, true, None, vec![]),
            (ContactPhase::Staged, true, Some(max - 1), vec![]),
            (ContactPhase::Agreed, true, Some(max), vec![]),
            (ContactPhase::Agreed, true, Some(max + 1), vec!["clocks"]),
            (ContactPhase::Agreed, true, Some(-max - 1), vec!["clocks"]),
            (
                ContactPhase::Agreed,
                false,
                None,
                vec!["the line, the connection was lost"],
            ),
            (
                ContactPhase::Proposed,
                false,
                None,
                vec!["both sides' word", "the line"],
            ),
            (ContactPhase::Ended, true, None, vec!["both sides' word"]),
        ] {
            let missing = missing(phase, &line(up, skew_ms));
            assert_eq!(missing.len(), begins.len(), "{missing:?}");
            for (one, begin) in missing.iter().zip(begins) {
                assert!(one.starts_with(begin), "{one}");
            }
        }
    }
}
