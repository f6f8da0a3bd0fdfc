//! `detente round`: rounds of delegations, proposed, answered, moved; who leads; where they stand.

use clap::{Args, Subcommand};
use client::{
    Desk, DeskError,
    form::{DelegationForm, Reading, RoundCounterForm, RoundForm, fresh_nonce},
    view::{
        conflict::{ShownConflict, shown},
        round::{RoundList, RoundView, capitals, list_of, view_of},
    },
};
use domain::{Action, Noun, Record, RoundTerms, SubjectId};

use super::{
    Acting,
    conflicts::{Despite, holidays},
    contact::desk_for,
    round_options::{DelegateOption, MoreRoundTerms},
    subject::{Said, desk_to_read, find_subject, post, refusal},
};
use crate::{CliError, Context, Outcome, api::Session};

#[derive(Debug, Subcommand)]
pub enum RoundCommand {
    /// Propose a round: place, format, dates, agenda
    Propose(Box<ProposeArgs>),
    /// Answer with other terms, or move an agreed round
    Counter(Box<CounterArgs>),
    /// Accept what the other side offers
    Accept(AcceptArgs),
    /// Decline what the other side offers
    Decline(ReasonArgs),
    /// Withdraw an offer of one's own that waits for an answer
    Withdraw(AnswerArgs),
    /// Take an agreed round off its date, unless that is fixed
    Postpone(ReasonArgs),
    /// Cancel a round
    Cancel(ReasonArgs),
    /// Name one's own delegation, or change its head
    Delegation(DelegationArgs),
    /// One round: dates at the place and in both capitals, delegations, whose word is awaited
    Show(ShowArgs),
    /// Rounds and where they stand
    List(ListArgs),
}

#[derive(Debug, Clone, Args)]
#[command(after_help = "Example:\n  \
    detente round propose --title \"security guarantees\" --place Geneva --format bilateral \\\n    \
    --start 2022-01-10T10:00 --end 2022-01-10T18:00 --place-zone Europe/Zurich \\\n    \
    --zone Europe/Moscow --other-zone America/New_York --dates fixed --track 77aa \\\n    \
    --item \"security guarantees\"")]
pub struct ProposeArgs {
    #[command(flatten)]
    pub acting: Acting,
    /// What the round is about; sealed to the leadership of both sides
    #[arg(long, value_name = "TITLE")]
    pub title: String,
    /// Town or building
    #[arg(long, value_name = "PLACE")]
    pub place: String,
    /// Start as clocks at the place show it
    #[arg(long, value_name = "YYYY-MM-DDTHH:MM")]
    pub start: String,
    /// End as clocks at the place show it
    #[arg(long, value_name = "YYYY-MM-DDTHH:MM")]
    pub end: String,
    /// Time zone of the place
    #[arg(long, value_name = "ZONE")]
    pub place_zone: String,
    /// The own capital's time zone
    #[arg(long, value_name = "ZONE")]
    pub zone: String,
    /// The other capital's time zone
    #[arg(long, value_name = "ZONE")]
    pub other_zone: String,
    #[command(flatten)]
    pub more: MoreRoundTerms,
    #[command(flatten)]
    pub despite: Despite,
}

#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:\n  \
    detente round counter 81c0 --place Vienna --place-zone Europe/Vienna\n  \
    detente round counter 81c0 --start 2022-01-12T10:00 --reason \"an election\"")]
pub struct CounterArgs {
    /// Round id, or its first digits
    pub round: String,
    #[command(flatten)]
    pub acting: Acting,
    /// Another title
    #[arg(long, value_name = "TITLE")]
    pub title: Option<String>,
    /// Another place
    #[arg(long, value_name = "PLACE")]
    pub place: Option<String>,
    /// Another start, as clocks at the place show it
    #[arg(long, value_name = "YYYY-MM-DDTHH:MM")]
    pub start: Option<String>,
    /// Another end [default: as long after the start as before]
    #[arg(long, value_name = "YYYY-MM-DDTHH:MM")]
    pub end: Option<String>,
    /// Time zone of the place [default: as before]
    #[arg(long, value_name = "ZONE")]
    pub place_zone: Option<String>,
    /// The own capital's time zone [default: as before]
    #[arg(long, value_name = "ZONE")]
    pub zone: Option<String>,
    /// The other capital's time zone [default: as before]
    #[arg(long, value_name = "ZONE")]
    pub other_zone: Option<String>,
    #[command(flatten)]
    pub more: MoreRoundTerms,
    #[command(flatten)]
    pub despite: Despite,
}

#[derive(Debug, Clone, Args)]
#[command(after_help = "Example:\n  detente round accept 81c0")]
pub struct AcceptArgs {
    /// Round id, or its first digits
    pub round: String,
    #[command(flatten)]
    pub acting: Acting,
    #[command(flatten)]
    pub despite: Despite,
}

#[derive(Debug, Clone, Args)]
#[command(after_help = "Example:\n  detente round withdraw 81c0")]
pub struct AnswerArgs {
    /// Round id, or its first digits
    pub round: String,
    #[command(flatten)]
    pub acting: Acting,
}

#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:\n  \
    detente round decline 81c0 --reason \"not in that town\"\n  \
    detente round postpone 81c0\n  detente round cancel 81c0")]
pub struct ReasonArgs {
    /// Round id, or its first digits
    pub round: String,
    #[command(flatten)]
    pub acting: Acting,
    /// Sealed to the leadership of both sides
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
}

#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:\n  \
    detente round delegation 81c0 --head \"A. B.=deputy foreign minister\" \\\n    \
    --member \"C. D.=head of department\" --interpreter \"E. F.\"\n  \
    detente round delegation 81c0 --head \"G. H.=foreign minister\"")]
pub struct DelegationArgs {
    /// Round id, or its first digits
    pub round: String,
    #[command(flatten)]
    pub acting: Acting,
    /// Who leads it [default: as before]
    #[arg(long, value_name = "NAME=OFFICE")]
    pub head: Option<DelegateOption>,
    /// Who else sits at the table; repeat for several [default: as before]
    #[arg(long, value_name = "NAME=OFFICE")]
    pub member: Vec<DelegateOption>,
    /// Repeat for several [default: as before]
    #[arg(long, value_name = "NAME=OFFICE")]
    pub interpreter: Vec<DelegateOption>,
    #[command(flatten)]
    pub despite: Despite,
}

#[derive(Debug, Clone, Args)]
#[command(after_help = "Example:\n  detente round show 81c0")]
pub struct ShowArgs {
    /// Round id, or its first digits
    pub round: String,
    #[command(flatten)]
    pub acting: Acting,
}

#[derive(Debug, Clone, Default, Args)]
#[command(after_help = "Example:\n  detente round list --json")]
pub struct ListArgs {
    #[command(flatten)]
    pub acting: Acting,
}

pub async fn run(context: &Context, command: RoundCommand) -> Result<Outcome, CliError> {
    use RoundCommand as C;
    Ok(match command {
        C::Propose(args) => propose(context, &args).await?.into(),
        C::Counter(args) => counter(context, &args).await?.into(),
        C::Accept(args) => accept(context, &args).await?.into(),
        C::Decline(args) => decline(context, &args).await?.into(),
        C::Withdraw(args) => withdraw(context, &args).await?.into(),
        C::Postpone(args) => postpone(context, &args).await?.into(),
        C::Cancel(args) => cancel(context, &args).await?.into(),
        C::Delegation(args) => name_delegation(context, &args).await?.into(),
        C::Show(args) => show(context, &args).await?.into(),
        C::List(args) => list(context, &args).await?.into(),
    })
}

/// A desk of the device that takes this action, and the round.
async fn round_for<'a>(
    context: &'a Context,
    acting: &Acting,
    action: Action,
    round: &str,
) -> Result<(Session<'a>, Desk, SubjectId), CliError> {
    let (session, desk) = desk_for(context, acting, action).await?;
    let round = find_subject(&desk, &[Noun::Round], round)?;
    Ok((session, desk, round))
}

/// What collides with these terms.
fn collides(
    context: &Context,
    desk: &Desk,
    round: SubjectId,
    terms: &RoundTerms,
) -> Result<Vec<ShownConflict>, CliError> {
    let new = desk.about_round(round, terms);
    let holidays = holidays(context, desk, &new.dated, capitals(terms));
    Ok(shown(desk, &desk.collisions(&new, holidays)?))
}

async fn posted(
    session: &mut Session<'_>,
    desk: &mut Desk,
    what: &str,
    record: &Record,
    conflicts: Vec<ShownConflict>,
) -> Result<Said, CliError> {
    let said = post(session, desk, what, record).await?;
    Ok(Said { conflicts, ..said })
}

pub async fn propose(context: &Context, args: &ProposeArgs) -> Result<Said, CliError> {
    let (mut session, mut desk) = desk_for(context, &args.acting, Action::Propose).await?;
    let form = RoundForm {
        title: args.title.clone(),
        place: args.place.clone(),
        start: args.start.clone(),
        end: args.end.clone(),
        place_zone: args.place_zone.clone(),
        zone: args.zone.clone(),
        other_zone: args.other_zone.clone(),
        overlap: args.more.overlap.map(Reading::from),
        more: args.more.form(&desk, &args.place_zone)?,
    };
    let now_unix_ms = context.now_unix_ms();
    let new = form.made(&desk, now_unix_ms)?;
    if new.terms.facts.start_unix_ms < now_unix_ms {
        context.note("the proposed start is past already");
    }
    let nonce = fresh_nonce()?;
    let round = SubjectId::of(Noun::Round, desk.own_side(), nonce);
    let conflicts = args
        .despite
        .check(context, collides(context, &desk, round, &new.terms)?)?;
    let record = desk
        .propose_text(nonce, &new.terms, new.expires_unix_ms, now_unix_ms)
        .map_err(refusal(Noun::Round))?;
    posted(&mut session, &mut desk, "propose", &record, conflicts).await
}

pub async fn counter(context: &Context, args: &CounterArgs) -> Result<Said, CliError> {
    let (mut session, mut desk, round) =
        round_for(context, &args.acting, Action::Counter, &args.round).await?;
    let mut form = RoundCounterForm {
        title: args.title.clone(),
        place: args.place.clone(),
        start: args.start.clone(),
        end: args.end.clone(),
        place_zone: args.place_zone.clone(),
        zone: args.zone.clone(),
        other_zone: args.other_zone.clone(),
        overlap: args.more.overlap.map(Reading::from),
        more: Default::default(),
    };
    form.more = args.more.form(&desk, &form.zone_of_place(&desk, round)?)?;
    let now_unix_ms = context.now_unix_ms();
    let new = form.made(&desk, round, now_unix_ms)?;
    let conflicts = args
        .despite
        .check(context, collides(context, &desk, round, &new.terms)?)?;
    let record = desk
        .counter_text(round, &new.terms, new.expires_unix_ms, now_unix_ms)
        .map_err(refusal(Noun::Round))?;
    posted(&mut session, &mut desk, "counter", &record, conflicts).await
}

pub async fn accept(context: &Context, args: &AcceptArgs) -> Result<Said, CliError> {
    let (mut session, mut desk, round) =
        round_for(context, &args.acting, Action::Accept, &args.round).await?;
    let agreement = desk.round(round)?.agreement;
    let offered = agreement.offer_for(desk.own_side()).map(|offer| offer.id);
    let conflicts = match offered {
        Some(offer) => collides(context, &desk, round, &desk.words_of(offer)?)?,
        None => Vec::new(),
    };
    let now_unix_ms = context.now_unix_ms();
    let record = desk
        .accept_text::<RoundTerms>(round, now_unix_ms)
        .map_err(refusal(Noun::Round))?;
    let conflicts = args.despite.check(context, conflicts)?;
    posted(&mut session, &mut desk, "accept", &record, conflicts).await
}

/// Who answers so, and how the record is made.
type Answering = (Action, &'static str, MakeAnswer);
type MakeAnswer = fn(&Desk, SubjectId, Option<&str>, i64) -> Result<Record, DeskError>;

const DECLINE: Answering = (Action::Decline, "decline", Desk::decline_text::<RoundTerms>);
const POSTPONE: Answering = (Action::Postpone, "postpone", Desk::postpone_round);
const CANCEL: Answering = (Action::Cancel, "cancel", Desk::cancel_text::<RoundTerms>);

async fn answer(
    context: &Context,
    args: &ReasonArgs,
    (action, what, make): Answering,
) -> Result<Said, CliError> {
    let (mut session, mut desk, round) =
        round_for(context, &args.acting, action, &args.round).await?;
    let record = make(&desk, round, args.reason.as_deref(), context.now_unix_ms())
        .map_err(refusal(Noun::Round))?;
    post(&mut session, &mut desk, what, &record).await
}

pub async fn decline(context: &Context, args: &ReasonArgs) -> Result<Said, CliError> {
    answer(context, args, DECLINE).await
}

pub async fn postpone(context: &Context, args: &ReasonArgs) -> Result<Said, CliError> {
    answer(context, args, POSTPONE).await
}

pub async fn cancel(context: &Context, args: &ReasonArgs) -> Result<Said, CliError> {
    answer(context, args, CANCEL).await
}

pub async fn withdraw(context: &Context, args: &AnswerArgs) -> Result<Said, CliError> {
    let (mut session, mut desk, round) =
        round_for(context, &args.acting, Action::Withdraw, &args.round).await?;
    let record = desk
        .withdraw_text::<RoundTerms>(round, context.now_unix_ms())
        .map_err(refusal(Noun::Round))?;
    post(&mut session, &mut desk, "withdraw", &record).await
}

pub async fn name_delegation(context: &Context, args: &DelegationArgs) -> Result<Said, CliError> {
    let (mut session, mut desk, round) =
        round_for(context, &args.acting, Action::NameDelegation, &args.round).await?;
    let standing = desk.delegation(round, desk.own_side())?;
    let people = |all: &[DelegateOption]| all.iter().map(|one| one.0.clone()).collect();
    let form = DelegationForm {
        head: args.head.as_ref().map(|one| one.0.clone()),
        members: people(&args.member),
        interpreters: people(&args.interpreter),
    };
    let named = form.named(standing)?;
    let conflicts = shown(&desk, &desk.collisions_of_delegation(round, &named)?);
    let conflicts = args.despite.check(context, conflicts)?;
    let record = desk.name_delegation(round, &named, context.now_unix_ms())?;
    posted(&mut session, &mut desk, "delegation", &record, conflicts).await
}

pub async fn show(context: &Context, args: &ShowArgs) -> Result<RoundView, CliError> {
    let (_, desk) = desk_to_read(context, &args.acting).await?;
    let round = find_subject(&desk, &[Noun::Round], &args.round)?;
    Ok(view_of(&desk, round, context.now_unix_ms())?)
}

pub async fn list(context: &Context, args: &ListArgs) -> Result<RoundList, CliError> {
    let (_, desk) = desk_to_read(context, &args.acting).await?;
    Ok(list_of(&desk))
}
