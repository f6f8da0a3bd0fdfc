//! `detente contact now` and `take`: a call at once, from duty officer to duty officer.

use clap::Args;
use client::Desk;
use domain::{
    Action, CALL_NOW_MIN_MAX, CALL_NOW_WITHIN_MS, Format, Initiative, Medium, PublicPart,
    SubjectNonce, Terms,
};
use identity::SideId;

use super::{
    Acting,
    contact::{Acted, AnswerArgs, VOICE_DEPTH_USUAL, desk_for, post},
    side::random_id,
    terms_options::find_contact,
};
use crate::{CliError, Context};

const MINUTE_MS: i64 = 60_000;
/// Where nothing was ever agreed that says in which zones the sides live.
const ZONE_UNKNOWN: &str = "Etc/UTC";

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
    let other = desk.other_side()?;
    let zone = |said: &Option<String>, side| match said {
        Some(zone) => zone.clone(),
        None => zone_agreed_last(&desk, side),
    };
    let terms = Terms {
        // The node's clock may be a little behind.
        start_unix_ms: now_unix_ms + i64::from(args.within) * MINUTE_MS - MARGIN_MS,
        local: Vec::new(),
        tz_version: String::new(),
        duration_min: args.duration,
        medium: Medium::PhoneCall,
        public_part: PublicPart::None,
        initiative: Initiative::Proposer,
        languages: args.language.clone(),
        format: args.format,
        voice_depth: VOICE_DEPTH_USUAL,
    }
    .with_locals(&[
        (desk.own_side(), &zone(&args.zone, desk.own_side())),
        (other, &zone(&args.other_zone, other)),
    ])
    .map_err(client::DeskError::from)?;
    let record = desk.call_now(SubjectNonce(random_id()?), &terms, now_unix_ms)?;
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

/// What two honest clocks may differ by without anybody noticing.
const MARGIN_MS: i64 = 5_000;

/// The zone in which this side read the start of the contact that was agreed last.
fn zone_agreed_last(desk: &Desk, side: SideId) -> String {
    let mut agreed: Vec<_> = desk
        .view()
        .contacts()
        .into_iter()
        .filter_map(|contact| Some((contact.facts?.start_unix_ms, contact.agreed?)))
        .collect();
    agreed.sort_unstable();
    let read = |(_, terms)| {
        let local = desk.terms_of(terms).ok()?.local;
        let of_side = local.into_iter().find(|local| local.side == side)?;
        Some(of_side.zone)
    };
    agreed
        .into_iter()
        .rev()
        .find_map(read)
        .unwrap_or_else(|| ZONE_UNKNOWN.to_owned())
}
