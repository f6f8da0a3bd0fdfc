//! `detente contact now` and `take`: a call at once, from duty officer to duty officer.

use clap::Args;
use client::form::{NowForm, Word, fresh_nonce};
use domain::{Action, CALL_NOW_MIN_MAX, CALL_NOW_WITHIN_MS, Format};

use super::{
    Acting,
    contact::{Acted, AnswerArgs, desk_for, post},
    terms_options::find_contact,
};
use crate::{CliError, Context};

const MINUTE_MS: i64 = 60_000;

#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:\n  \
    detente contact now --as duty\n  \
    detente contact now --as duty --within 5 --language en --format consecutive")]
pub struct NowArgs {
    #[command(flatten)]
    pub acting: Acting,
    /// Minutes until it begins; the other side's duty officer takes it before
    #[arg(long, value_name = "MINUTES", default_value_t = 10,
          value_parser = clap::value_parser!(u32).range(1..=CALL_NOW_WITHIN_MS / MINUTE_MS))]
    pub within: u32,
    /// Planned length in minutes
    #[arg(long, value_name = "MINUTES", default_value_t = 30,
          value_parser = clap::value_parser!(u32).range(1..=i64::from(CALL_NOW_MIN_MAX)))]
    pub duration: u32,
    /// The own side's time zone [default: as agreed last]
    #[arg(long, value_name = "ZONE")]
    pub zone: Option<String>,
    /// The other side's time zone [default: as agreed last]
    #[arg(long, value_name = "ZONE")]
    pub other_zone: Option<String>,
    /// Spoken languages, each with its tag
    #[arg(long, value_name = "TAG")]
    pub language: Vec<String>,
    /// no-interpreters or consecutive
    #[arg(long, default_value_t = Format::NoInterpreters)]
    pub format: Format,
}

/// Asks for a call; the other duty officer's answer is awaited.
pub async fn now(context: &Context, args: &NowArgs) -> Result<Acted, CliError> {
    let (mut session, mut desk) = desk_for(context, &args.acting, Action::CallNow).await?;
    let now_unix_ms = context.now_unix_ms();
    let form = NowForm {
        within_min: args.within,
        duration_min: args.duration,
        zone: args.zone.clone(),
        other_zone: args.other_zone.clone(),
        languages: args.language.clone(),
        format: Word(args.format),
    };
    let terms = form.terms(&desk, now_unix_ms)?;
    let record = desk.call_now(fresh_nonce()?, &terms, now_unix_ms)?;
    let acted = post(&mut session, &mut desk, "call now", &record).await?;
    context.note(&format!(
        "their duty officer takes it with `detente contact take {}`; then both: `detente call confirm`",
        acted.contact
    ));
    Ok(acted)
}

/// Takes the call that the other side's duty officer asked for.
pub async fn take(context: &Context, args: &AnswerArgs) -> Result<Acted, CliError> {
    let (mut session, mut desk) = desk_for(context, &args.acting, Action::TakeCall).await?;
    let subject = find_contact(&desk, &args.contact)?;
    let record = desk.take_call(subject, context.now_unix_ms())?;
    post(&mut session, &mut desk, "take", &record).await
}
