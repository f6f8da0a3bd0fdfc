//! `detente silence`: a text that stands at its expiry unless the other side objected before.

use clap::{Args, Subcommand};
pub use client::view::silence::{SilenceList, SilenceView};
use client::{
    Desk,
    form::{Reading, SilenceForm, fresh_nonce},
    view::silence::{list_of, view_of},
};
use domain::{Action, Record, SilenceProcedure, roles_of};
use std::path::PathBuf;

pub use super::silence_view::SilenceDone;
use super::{
    Acting,
    contact::desk_for,
    press::text_of,
    terms_options::{WhichReading, find_id},
};
use crate::{CliError, Context, Outcome, api, api::Session};

#[derive(Debug, Subcommand)]
pub enum SilenceCommand {
    /// Put a text under silence: it stands at its expiry unless the other side objects before
    Propose(ProposeArgs),
    /// Break the silence: the text doesn't stand
    Object(ObjectArgs),
    /// Take an own text back, unless it is known to stand
    Withdraw(WithdrawArgs),
    /// Texts under silence and where each stands
    List(ListArgs),
    /// One text: its expiry in both capitals, who objected, and what proves consent
    Show(ShowArgs),
}

#[derive(Debug, Clone, Args)]
#[command(after_help = "Example:\n  \
    detente silence propose --title \"Dates of the second round\" --file dates.txt \\\n    \
    --expires 2022-01-14T18:00 --zone Europe/Moscow --other-zone America/New_York")]
pub struct ProposeArgs {
    #[command(flatten)]
    pub acting: Acting,
    /// Heading of the text, one line
    #[arg(long, value_name = "TITLE")]
    pub title: String,
    /// The text itself
    #[arg(long, value_name = "TEXT", conflicts_with = "file")]
    pub text: Option<String>,
    /// The text from a file (UTF-8)
    #[arg(long, value_name = "FILE")]
    pub file: Option<PathBuf>,
    /// When silence ends, as clocks in --zone show it; an hour from now at the earliest
    #[arg(long, value_name = "YYYY-MM-DDTHH:MM")]
    pub expires: String,
    /// The own side's time zone
    #[arg(long, value_name = "ZONE")]
    pub zone: String,
    /// The other side's time zone
    #[arg(long, value_name = "ZONE")]
    pub other_zone: String,
    /// Where clocks go back, the same time comes twice: earlier or later
    #[arg(long, value_enum, value_name = "WHICH")]
    pub overlap: Option<WhichReading>,
}

#[derive(Debug, Clone, Args)]
#[command(after_help = "Example:\n  \
    detente silence object 3fa1 --reason \"the first of February is a holiday here\"")]
pub struct ObjectArgs {
    /// Id of the silence procedure, or its first digits
    pub silence: String,
    #[command(flatten)]
    pub acting: Acting,
    /// Sealed to the leadership of both sides
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
}

#[derive(Debug, Clone, Args)]
#[command(after_help = "Example:\n  detente silence withdraw 3fa1")]
pub struct WithdrawArgs {
    /// Id of the silence procedure, or its first digits
    pub silence: String,
    #[command(flatten)]
    pub acting: Acting,
}

#[derive(Debug, Clone, Default, Args)]
#[command(after_help = "Example:\n  detente silence list --json")]
pub struct ListArgs {
    #[command(flatten)]
    pub acting: Acting,
}

#[derive(Debug, Clone, Args)]
#[command(after_help = "Example:\n  detente silence show 3fa1 --as aide")]
pub struct ShowArgs {
    /// Id of the silence procedure, or its first digits
    pub silence: String,
    #[command(flatten)]
    pub acting: Acting,
}

pub async fn run(context: &Context, command: SilenceCommand) -> Result<Outcome, CliError> {
    use SilenceCommand as C;
    Ok(match command {
        C::Propose(args) => propose(context, &args).await?.into(),
        C::Object(args) => object(context, &args).await?.into(),
        C::Withdraw(args) => withdraw(context, &args).await?.into(),
        C::List(args) => list(context, &args).await?.into(),
        C::Show(args) => show(context, &args).await?.into(),
    })
}

/// A desk of a device that reads such texts; who looks needn't be allowed to object.
async fn desk_to_read<'a>(
    context: &'a Context,
    acting: &Acting,
) -> Result<(Session<'a>, Desk), CliError> {
    let name = context
        .home()
        .choose_device(acting.device.as_ref(), roles_of(Action::Object))?;
    api::open_desk(context, &name).await
}

fn find_silence(desk: &Desk, text: &str) -> Result<SilenceProcedure, CliError> {
    let mut all = desk.view().silence_procedures();
    let ids: Vec<String> = all.iter().map(|one| one.subject.to_string()).collect();
    let at = find_id("silence procedure", text, &ids, "`detente silence list`")?;
    Ok(all.swap_remove(at))
}

async fn post(
    context: &Context,
    session: &mut Session<'_>,
    desk: &mut Desk,
    what: &str,
    record: &Record,
) -> Result<SilenceDone, CliError> {
    let seq = session.post_record(record).await?;
    session.sync(desk).await?;
    Ok(SilenceDone {
        what: what.to_owned(),
        seq,
        record: record.id.to_string(),
        silence: view_of(desk, record.header.subject, context.now_unix_ms())?,
    })
}

pub async fn propose(context: &Context, args: &ProposeArgs) -> Result<SilenceDone, CliError> {
    let now_unix_ms = context.now_unix_ms();
    let form = SilenceForm {
        title: args.title.clone(),
        text: text_of(args.text.as_deref(), args.file.as_deref())?,
        expires: args.expires.clone(),
        zone: args.zone.clone(),
        other_zone: args.other_zone.clone(),
        overlap: args.overlap.map(Reading::from),
    };
    // A time that has to be asked about needs no node.
    form.expires_unix_ms(now_unix_ms)?;
    let (mut session, mut desk) = desk_for(context, &args.acting, Action::BeginSilence).await?;
    let (facts, text) = form.made(&desk, now_unix_ms)?;
    let nonce = fresh_nonce()?;
    let record = desk.begin_silence(nonce, facts, &text, now_unix_ms)?;
    post(context, &mut session, &mut desk, "proposed", &record).await
}

pub async fn object(context: &Context, args: &ObjectArgs) -> Result<SilenceDone, CliError> {
    let (mut session, mut desk) = desk_for(context, &args.acting, Action::Object).await?;
    let subject = find_silence(&desk, &args.silence)?.subject;
    let record = desk.object(subject, args.reason.as_deref(), context.now_unix_ms())?;
    post(context, &mut session, &mut desk, "objected", &record).await
}

pub async fn withdraw(context: &Context, args: &WithdrawArgs) -> Result<SilenceDone, CliError> {
    let (mut session, mut desk) = desk_for(context, &args.acting, Action::Withdraw).await?;
    let subject = find_silence(&desk, &args.silence)?.subject;
    let record = desk.withdraw_silence(subject, context.now_unix_ms())?;
    post(context, &mut session, &mut desk, "withdrawn", &record).await
}

pub async fn list(context: &Context, args: &ListArgs) -> Result<SilenceList, CliError> {
    let (_, desk) = desk_to_read(context, &args.acting).await?;
    Ok(list_of(&desk, context.now_unix_ms()))
}

pub async fn show(context: &Context, args: &ShowArgs) -> Result<SilenceView, CliError> {
    let (_, desk) = desk_to_read(context, &args.acting).await?;
    let subject = find_silence(&desk, &args.silence)?.subject;
    Ok(view_of(&desk, subject, context.now_unix_ms())?)
}
