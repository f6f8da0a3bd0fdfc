//! `detente call`: a duty officer's part: is everything ready, confirm, abort.

use clap::{Args, Subcommand};
use client::view::{
    ring::{RingStep, RingView, rings_of},
    staging::{Staging, staging_of},
};
use domain::Action;

use super::{
    Acting,
    contact::{Acted, desk_for, desk_to_read, post},
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
    /// How each side's principal is called: ringing, answered, declined, unanswered, not staffed
    #[command(after_help = "Example:\n  detente call rings 3fa1 --as duty")]
    Rings(CallArgs),
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

impl Report for RingView {
    fn human(&self) -> String {
        let sides = self.sides.iter().map(|side| {
            let step = match side.step {
                RingStep::NotStaged => "not called yet: both duty officers have to confirm",
                RingStep::LineFault => "not known: the line is down",
                RingStep::NotStaffed => "not staffed: no principal's device is there",
                RingStep::Sent => "called; no device says so far that it rings",
                RingStep::Ringing => "rings",
                RingStep::Answered => "answered",
                RingStep::Declined => "declined: not now",
                RingStep::Unanswered => "rang, and nobody answered",
            };
            let since = side
                .since_unix_ms
                .map(|since| format!(", since {}", utc(since)));
            let by = side.person.map(|person| format!(", by {person}"));
            let (since, by) = (since.unwrap_or_default(), by.unwrap_or_default());
            format!("{:<10}{step}{by}{since}", side.side)
        });
        sides.collect::<Vec<_>>().join("\n")
    }
}

pub async fn run(context: &Context, command: CallCommand) -> Result<Outcome, CliError> {
    Ok(match command {
        CallCommand::Stage(args) => stage(context, &args).await?.into(),
        CallCommand::Confirm(args) => confirm(context, &args).await?.into(),
        CallCommand::Rings(args) => rings(context, &args).await?.into(),
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

/// How each side's principal is called, as far as this side's node knows.
pub async fn rings(context: &Context, args: &CallArgs) -> Result<RingView, CliError> {
    let (mut session, desk) = desk_to_read(context, &args.acting).await?;
    let subject = find_contact(&desk, &args.contact)?;
    let line = session.line_status().await?;
    Ok(rings_of(&desk, subject, &line, context.now_unix_ms())?)
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
