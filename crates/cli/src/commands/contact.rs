//! `detente contact`: proposing, answering, changing and showing contacts.

use clap::{Args, Subcommand};
use client::{
    Desk,
    form::{ContactForm, CounterForm, HeldOutsideForm, Reading, Word, fresh_nonce},
    view::{
        conflict::ShownConflict,
        contact::{ContactList, ContactView, list_of, view_of},
        report::{ReportedMatter, reports_about},
    },
};
use domain::{Action, AudienceClass, Medium, PublicPart, Record, SubjectId, roles_of};
use serde::Serialize;

use super::{
    Acting,
    call_sheet::{CallSheetArgs, call_sheet},
    conflicts::conflicts_of_contact,
    contact_now::{self, NowArgs},
    falls_on::{FallsOn, falls_on},
    report::find_matter,
    terms_options::{AgendaOptions, MoreTerms, OutsideItem, find_contact, word},
};
use crate::{
    CliError, Context, Outcome, Report,
    api::{self, Session},
    shown::utc,
};

#[derive(Debug, Subcommand)]
pub enum ContactCommand {
    /// Propose a contact: time in both zones, medium, agenda
    Propose(ProposeArgs),
    /// As duty officer: ask for a phone call in ten minutes at most
    Now(NowArgs),
    /// As duty officer: take the call that the other side's duty officer asks for
    #[command(after_help = "Example:\n  detente contact take 3fa1 --as duty")]
    Take(AnswerArgs),
    /// Answer with other terms, or amend agreed ones
    Counter(CounterArgs),
    /// Accept what the other side offers, or confirm what it entered as held outside
    Accept(AnswerArgs),
    /// Decline what the other side offers
    Decline(ReasonArgs),
    /// Withdraw an offer of one's own that waits for an answer
    Withdraw(AnswerArgs),
    /// Cancel a contact
    Cancel(ReasonArgs),
    /// Take an agreed contact off its date
    Postpone(ReasonArgs),
    /// Enter a contact that was held elsewhere
    HeldOutside(HeldOutsideArgs),
    /// Contacts and where they stand
    List(ListArgs),
    /// One contact: both local times, terms, agenda, who, and whose word is awaited
    Show(ShowArgs),
    /// A page for beside the telephone: times in both zones, people, order of calling, fallback numbers
    CallSheet(CallSheetArgs),
}

#[derive(Debug, Clone, Args)]
#[command(after_help = "Example:\n  \
    detente contact propose --start 2021-12-30T23:30 --zone Europe/Moscow \\\n    \
    --other-zone America/New_York --duration 60 --medium phone-call --initiative proposer \\\n    \
    --language ru --language en --format consecutive --item \"security guarantees\"")]
pub struct ProposeArgs {
    #[command(flatten)]
    pub acting: Acting,
    /// Start as clocks in --zone show it
    #[arg(long, value_name = "YYYY-MM-DDTHH:MM")]
    pub start: String,
    /// The own side's time zone
    #[arg(long, value_name = "ZONE")]
    pub zone: String,
    /// The other side's time zone
    #[arg(long, value_name = "ZONE")]
    pub other_zone: String,
    /// Planned length in minutes
    #[arg(long, value_name = "MINUTES")]
    pub duration: u32,
    /// phone-call or videoconference
    #[arg(long)]
    pub medium: Medium,
    #[command(flatten)]
    pub more: MoreTerms,
    #[command(flatten)]
    pub agenda: AgendaOptions,
}

#[derive(Debug, Clone, Args)]
#[command(after_help = "Examples:\n  \
    detente contact counter 3fa1 --start 2021-12-30T17:00 --zone America/New_York\n  \
    detente contact counter 3fa1 --duration 45")]
pub struct CounterArgs {
    /// Contact id, or its first digits
    pub contact: String,
    #[command(flatten)]
    pub acting: Acting,
    /// Another start, as clocks in --zone show it
    #[arg(long, value_name = "YYYY-MM-DDTHH:MM")]
    pub start: Option<String>,
    /// The own side's time zone [default: as before]
    #[arg(long, value_name = "ZONE")]
    pub zone: Option<String>,
    /// The other side's time zone [default: as before]
    #[arg(long, value_name = "ZONE")]
    pub other_zone: Option<String>,
    /// Planned length in minutes
    #[arg(long, value_name = "MINUTES")]
    pub duration: Option<u32>,
    /// phone-call or videoconference
    #[arg(long)]
    pub medium: Option<Medium>,
    #[command(flatten)]
    pub more: MoreTerms,
    #[command(flatten)]
    pub agenda: AgendaOptions,
}

#[derive(Debug, Clone, Args)]
#[command(after_help = "Example:\n  detente contact accept 3fa1\n  detente contact withdraw 3fa1")]
pub struct AnswerArgs {
    /// Contact id, or its first digits
    pub contact: String,
    #[command(flatten)]
    pub acting: Acting,
}

#[derive(Debug, Clone, Args)]
#[command(after_help = "Example:\n  \
    detente contact decline 3fa1 --reason \"not before the holidays\"\n  \
    detente contact cancel 3fa1\n  detente contact postpone 3fa1")]
pub struct ReasonArgs {
    /// Contact id, or its first digits
    pub contact: String,
    #[command(flatten)]
    pub acting: Acting,
    /// Sealed to the leadership of both sides
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
}

#[derive(Debug, Clone, Args)]
#[command(after_help = "Example:\n  \
    detente contact held-outside --start 2021-12-07T18:00 --zone Europe/Moscow --duration 120 \\\n    \
    --medium videoconference --item \"security guarantees=open\" --item \"consulates=closed\"")]
pub struct HeldOutsideArgs {
    #[command(flatten)]
    pub acting: Acting,
    /// When it began, as clocks in --zone showed it
    #[arg(long, value_name = "YYYY-MM-DDTHH:MM")]
    pub start: String,
    /// The own side's time zone
    #[arg(long, value_name = "ZONE")]
    pub zone: String,
    /// Where clocks went back, the same time came twice: earlier or later
    #[arg(long, value_enum, value_name = "WHICH")]
    pub overlap: Option<super::terms_options::WhichReading>,
    /// How long it lasted, in minutes
    #[arg(long, value_name = "MINUTES")]
    pub duration: u32,
    /// phone-call or videoconference
    #[arg(long)]
    pub medium: Medium,
    /// none or opening [default: as usual for the medium]
    #[arg(long, value_name = "PART")]
    pub public_part: Option<PublicPart>,
    /// An item and the state in which the talk left it; repeat for several
    #[arg(long, value_name = "TITLE[=open|closed]")]
    pub item: Vec<OutsideItem>,
    /// From whom and how this is known
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
}

#[derive(Debug, Clone, Default, Args)]
#[command(after_help = "Example:\n  detente contact list --json")]
pub struct ListArgs {
    #[command(flatten)]
    pub acting: Acting,
}

#[derive(Debug, Clone, Args)]
#[command(after_help = "Example:\n  detente contact show 3fa1 --as sherpa")]
pub struct ShowArgs {
    /// Contact id, or its first digits
    pub contact: String,
    #[command(flatten)]
    pub acting: Acting,
}

/// Something was said about a contact, and is in the log.
#[derive(Debug, Clone, Serialize)]
pub struct Acted {
    /// `propose`, `accept`, …
    pub what: String,
    pub contact: SubjectId,
    pub record: String,
    pub seq: u64,
    /// Where the contact stands now.
    pub phase: String,
    pub start: Option<String>,
    /// Holidays and rest hours that it falls on, as far as they are kept here.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub falls_on: Vec<FallsOn>,
    /// It was sent in spite of these.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub conflicts: Vec<ShownConflict>,
}

impl Report for Acted {
    fn human(&self) -> String {
        let start = self
            .start
            .as_deref()
            .map_or(String::new(), |start| format!("\nstart   {start}"));
        format!(
            "{}: done, entry {} of this side's log\ncontact {}\nphase   {}{start}",
            self.what, self.seq, self.contact, self.phase
        )
    }
}

pub async fn run(context: &Context, command: ContactCommand) -> Result<Outcome, CliError> {
    use ContactCommand as C;
    Ok(match command {
        C::Propose(args) => propose(context, &args).await?.into(),
        C::Now(args) => contact_now::now(context, &args).await?.into(),
        C::Take(args) => contact_now::take(context, &args).await?.into(),
        C::Counter(args) => counter(context, &args).await?.into(),
        C::Accept(args) => accept(context, &args).await?.into(),
        C::Decline(args) => decline(context, &args).await?.into(),
        C::Withdraw(args) => withdraw(context, &args).await?.into(),
        C::Cancel(args) => cancel(context, &args).await?.into(),
        C::Postpone(args) => postpone(context, &args).await?.into(),
        C::HeldOutside(args) => held_outside(context, &args).await?.into(),
        C::List(args) => list(context, &args).await?.into(),
        C::CallSheet(args) => call_sheet(context, &args).await?.into(),
        C::Show(args) => show_any(context, &args).await?,
    })
}

/// A desk of the device that takes this action.
pub async fn desk_for<'a>(
    context: &'a Context,
    acting: &Acting,
    action: Action,
) -> Result<(Session<'a>, Desk), CliError> {
    let name = context
        .home()
        .choose_device(acting.device.as_ref(), roles_of(action))?;
    api::open_desk(context, &name).await
}

/// A desk of a device that reads contacts.
pub async fn desk_to_read<'a>(
    context: &'a Context,
    acting: &Acting,
) -> Result<(Session<'a>, Desk), CliError> {
    let name = context
        .home()
        .choose_device(acting.device.as_ref(), AudienceClass::Staff.roles())?;
    api::open_desk(context, &name).await
}

/// Posts a record about a contact and tells where that leaves it.
pub async fn post(
    session: &mut Session<'_>,
    desk: &mut Desk,
    what: &str,
    record: &Record,
) -> Result<Acted, CliError> {
    let seq = session.post_record(record).await?;
    session.sync(desk).await?;
    let contact = record.header.subject;
    let folded = desk.contact(contact)?;
    Ok(Acted {
        what: what.to_owned(),
        contact,
        record: record.id.to_string(),
        seq,
        phase: folded.phase.to_string(),
        start: folded.facts.map(|facts| utc(facts.start_unix_ms)),
        falls_on: Vec::new(),
        conflicts: Vec::new(),
    })
}

pub async fn propose(context: &Context, args: &ProposeArgs) -> Result<Acted, CliError> {
    let mut form = ContactForm {
        start: args.start.clone(),
        zone: args.zone.clone(),
        other_zone: args.other_zone.clone(),
        overlap: args.more.overlap.map(Reading::from),
        duration_min: args.duration,
        medium: Word(args.medium),
        more: args.more.form(&args.zone),
        agenda: Default::default(),
    };
    // A time that has to be asked about needs no node.
    let start_unix_ms = form.start_unix_ms()?;
    let (mut session, mut desk) = desk_for(context, &args.acting, Action::Propose).await?;
    let now_unix_ms = context.now_unix_ms();
    form.agenda = args.agenda.form(&desk)?;
    let new = form.made(&desk, now_unix_ms)?;
    if start_unix_ms < now_unix_ms {
        context.note("the proposed start is past already");
    }
    let falls_on = falls_on(context, desk.own_side(), &new.terms);
    let nonce = fresh_nonce()?;
    let contact = SubjectId::of_contact(desk.own_side(), nonce);
    let found = conflicts_of_contact(&desk, contact, &new)?;
    let conflicts = args.more.despite.check(context, found)?;
    let record = desk.propose(nonce, &new, now_unix_ms)?;
    let acted = post(&mut session, &mut desk, "propose", &record).await?;
    Ok(Acted {
        falls_on,
        conflicts,
        ..acted
    })
}

pub async fn counter(context: &Context, args: &CounterArgs) -> Result<Acted, CliError> {
    let (mut session, mut desk) = desk_for(context, &args.acting, Action::Counter).await?;
    let subject = find_contact(&desk, &args.contact)?;
    let mut form = CounterForm {
        start: args.start.clone(),
        zone: args.zone.clone(),
        other_zone: args.other_zone.clone(),
        overlap: args.more.overlap.map(Reading::from),
        duration_min: args.duration,
        medium: word(args.medium),
        more: Default::default(),
        agenda: args.agenda.form(&desk)?,
    };
    form.more = args.more.form(&form.own_zone(&desk, subject)?);
    let now_unix_ms = context.now_unix_ms();
    let new = form.made(&desk, subject, now_unix_ms)?;
    let falls_on = falls_on(context, desk.own_side(), &new.terms);
    let found = conflicts_of_contact(&desk, subject, &new)?;
    let conflicts = args.more.despite.check(context, found)?;
    let record = desk.counter(subject, &new, now_unix_ms)?;
    let acted = post(&mut session, &mut desk, "counter", &record).await?;
    Ok(Acted {
        falls_on,
        conflicts,
        ..acted
    })
}

pub async fn accept(context: &Context, args: &AnswerArgs) -> Result<Acted, CliError> {
    let (mut session, mut desk) = desk_for(context, &args.acting, Action::Accept).await?;
    let subject = find_contact(&desk, &args.contact)?;
    let record = desk.accept(subject, context.now_unix_ms())?;
    post(&mut session, &mut desk, "accept", &record).await
}

pub async fn decline(context: &Context, args: &ReasonArgs) -> Result<Acted, CliError> {
    let (mut session, mut desk) = desk_for(context, &args.acting, Action::Decline).await?;
    let subject = find_contact(&desk, &args.contact)?;
    let record = desk.decline(subject, args.reason.as_deref(), context.now_unix_ms())?;
    post(&mut session, &mut desk, "decline", &record).await
}

pub async fn withdraw(context: &Context, args: &AnswerArgs) -> Result<Acted, CliError> {
    let (mut session, mut desk) = desk_for(context, &args.acting, Action::Withdraw).await?;
    let subject = find_contact(&desk, &args.contact)?;
    let record = desk.withdraw(subject, context.now_unix_ms())?;
    post(&mut session, &mut desk, "withdraw", &record).await
}

pub async fn cancel(context: &Context, args: &ReasonArgs) -> Result<Acted, CliError> {
    let (mut session, mut desk) = desk_for(context, &args.acting, Action::Cancel).await?;
    let subject = find_contact(&desk, &args.contact)?;
    let record = desk.cancel(subject, args.reason.as_deref(), context.now_unix_ms())?;
    post(&mut session, &mut desk, "cancel", &record).await
}

pub async fn postpone(context: &Context, args: &ReasonArgs) -> Result<Acted, CliError> {
    let (mut session, mut desk) = desk_for(context, &args.acting, Action::Postpone).await?;
    let subject = find_contact(&desk, &args.contact)?;
    let record = desk.postpone(subject, args.reason.as_deref(), context.now_unix_ms())?;
    post(&mut session, &mut desk, "postpone", &record).await
}

pub async fn held_outside(context: &Context, args: &HeldOutsideArgs) -> Result<Acted, CliError> {
    let form = HeldOutsideForm {
        start: args.start.clone(),
        zone: args.zone.clone(),
        overlap: args.overlap.map(Reading::from),
        duration_min: args.duration,
        medium: Word(args.medium),
        public_part: word(args.public_part),
        items: args.item.iter().map(Into::into).collect(),
        reason: args.reason.clone(),
    };
    let now_unix_ms = context.now_unix_ms();
    let (facts, agenda) = form.made(now_unix_ms)?;
    let (mut session, mut desk) = desk_for(context, &args.acting, Action::EnterHeldOutside).await?;
    let record = desk.enter_outside(fresh_nonce()?, facts, &agenda, context.now_unix_ms())?;
    post(&mut session, &mut desk, "held-outside", &record).await
}

pub async fn list(context: &Context, args: &ListArgs) -> Result<ContactList, CliError> {
    let (_, desk) = desk_to_read(context, &args.acting).await?;
    Ok(list_of(&desk))
}

/// A contact, or a matter that is known from reports of the counterpart's acts alone.
async fn show_any(context: &Context, args: &ShowArgs) -> Result<Outcome, CliError> {
    let (_, desk) = desk_to_read(context, &args.acting).await?;
    let no_contact = match find_contact(&desk, &args.contact) {
        Ok(subject) => return Ok(view_of(&desk, subject, context.now_unix_ms())?.into()),
        Err(error) => error,
    };
    let matter = find_matter(&desk, &args.contact).map_err(|_| no_contact)?;
    let reports = reports_about(&desk, &[matter], false);
    Ok(ReportedMatter::of(matter, reports).into())
}

pub async fn show(context: &Context, args: &ShowArgs) -> Result<ContactView, CliError> {
    let (_, desk) = desk_to_read(context, &args.acting).await?;
    let subject = find_contact(&desk, &args.contact)?;
    Ok(view_of(&desk, subject, context.now_unix_ms())?)
}
