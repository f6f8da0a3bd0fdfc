//! `detente call`: a duty officer's part: is everything ready, confirm, abort.

use clap::{Args, Subcommand};
use client::view::{
    ring::{RingStep, RingView, rings_of},
    staging::{Lack, Staging, staging_of},
};
use domain::{Action, SubjectId};
use serde::Serialize;
use wire::RungAgain;

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
    /// How each side's principal is called: ringing, answered, declined, left, unanswered, not staffed
    #[command(after_help = "Example:\n  detente call rings 3fa1 --as duty")]
    Rings(CallArgs),
    /// As duty officer: ring your own principal again, who didn't answer, said not now or left
    #[command(after_help = "Examples:\n  \
        detente call ring-again 3fa1 --as duty\n  \
        detente call ring-again 3fa1 --as duty --json\n\n\
        Their principal is rung again by their duty officer: `detente service-message send` asks for it.")]
    RingAgain(CallArgs),
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

/// What keeps a call from being confirmed, with what to do.
fn lack_in_words(lack: &Lack) -> String {
    match lack {
        Lack::NotAgreed { phase } => format!(
            "both sides' word: the contact is {phase}; `detente contact show` tells whose is awaited"
        ),
        Lack::LineDown { reason } => {
            let reason = reason.as_deref().map_or("no reason known", why_down);
            format!("the line, {reason}; `detente doctor`, and call the other side by other means")
        }
        Lack::ClocksApart { skew_ms } => {
            format!("clocks near each other: they are {skew_ms} ms apart; set both nodes' by NTP")
        }
    }
}

/// Why the line is down; a node of a later version may have a code that this program doesn't know.
fn why_down(code: &str) -> &str {
    match code {
        "silent" => "nothing heard for 6 s",
        "disconnected" => "the connection was lost",
        "other-stopped" => "the other node stopped",
        "bye" => "the other node said goodbye",
        "misbehaved" => "the other node misbehaved",
        "superseded" => "another connection took over",
        "left" => "this node stops",
        code => code,
    }
}

impl Report for Staging {
    fn human(&self) -> String {
        let line = match (&self.line_reason, self.line_up) {
            (_, true) => "up".to_owned(),
            (Some(code), false) => format!("down: {}", why_down(code)),
            (None, false) => "down".to_owned(),
        };
        let start = self.start_unix_ms.map_or_else(|| "-".to_owned(), utc);
        let minutes = self.starts_in_min.unwrap_or_default();
        let verdict = if self.ready {
            "ready: `detente call confirm` when your principal is".to_owned()
        } else {
            let missing = self.missing.iter();
            let missing = missing.map(|one| format!("missing   {}\n", lack_in_words(one)));
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
                RingStep::Left => "was in the call and is no more",
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

/// The own principal is rung again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RungAgainView {
    pub contact: SubjectId,
    /// Pages and terminals that were told to ring.
    pub devices: usize,
    /// Browsers that are called while their page is closed.
    pub browsers: usize,
}

impl Report for RungAgainView {
    fn human(&self) -> String {
        let waiting = match self.devices {
            0 => "no page or terminal waited".to_owned(),
            1 => "1 page or terminal rings".to_owned(),
            many => format!("{many} pages or terminals ring"),
        };
        let closed = match self.browsers {
            0 => String::new(),
            1 => "; 1 browser whose page is closed is called".to_owned(),
            many => format!("; {many} browsers whose page is closed are called"),
        };
        format!(
            "rung again: {waiting}{closed}\n`detente call rings {}` tells what becomes of it",
            self.contact
        )
    }
}

pub async fn run(context: &Context, command: CallCommand) -> Result<Outcome, CliError> {
    Ok(match command {
        CallCommand::Stage(args) => stage(context, &args).await?.into(),
        CallCommand::Confirm(args) => confirm(context, &args).await?.into(),
        CallCommand::Rings(args) => rings(context, &args).await?.into(),
        CallCommand::RingAgain(args) => ring_again(context, &args).await?.into(),
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

/// Has the own principal rung again.
pub async fn ring_again(context: &Context, args: &CallArgs) -> Result<RungAgainView, CliError> {
    let (mut session, desk) = desk_for(context, &args.acting, Action::ConfirmStage).await?;
    let contact = find_contact(&desk, &args.contact)?;
    let RungAgain { devices, browsers } = session.ring_again(contact).await?;
    Ok(RungAgainView {
        contact,
        devices,
        browsers,
    })
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
